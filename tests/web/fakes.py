"""A small library that means something: real text with pages, a list, a table and a box.

Every span is found in the text, never counted by hand, and ``ask`` answers with real
quotes of it, chosen by shared words, so that a test can tell a right answer from a wrong one.
"""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from ingest.counting import Directed, Kind
from ingest.errors import JWEError, QuestionError, UsageError
from ingest.ingesting import ingest
from ingest.receipts import Outcome
from ingest.types import (
    Block,
    BlockKind,
    Cell,
    Container,
    Direction,
    Document,
    Level,
    Page,
    Record,
    Section,
    Span,
)
from qa.theme_table import Tally, ThemeTable
from qa.types import (
    Answer,
    Caveat,
    Citation,
    Finding,
    LibraryInfo,
    Question,
    RankedPassage,
    ReportedStudy,
    Status,
    Suggestion,
)
from tests.fakes import FakeEncoder, prose, write_document
from web.ingests import Ingests
from web.keeping import Keeper
from web.library_desk import Desk
from web.library_routes import add_library
from web.security import Gate, SecurityHeaders, is_loopback
from web.uploads import Uploads

HOSTILE = (
    '<script>window.hacked = 1</script> <img src=x onerror="window.hacked = 2"> '
    "![a](http://evil.example/a.png) [b](javascript:window.hacked=3) ${window.hacked=4} {{hacked}} `x` "
    "a\u202eb\x07c </mark></div> **bold?** $$x$$"
)
LONG_WORD = "w" * 100_000

_FILLER = (
    "The review looked at how the two services had met, and what had been written of it since. "
    "Most accounts came from single places and described what people there had tried."
)

REVIEW = "\n".join(
    (
        "A review of working together",
        "",
        "CONTENTS",
        "",
        "Introduction\t1",
        "What helps\t2",
        "",
        "1 Introduction",
        "",
        _FILLER,
        "",
        *([_FILLER, ""] * 12),
        "The evidence is limited and mostly descriptive, so that it should be read with care.",
        "",
        "A review of working together",
        "",
        "2 What helps",
        "",
        "Sharing a building helped staff to know and to trust each other, as Brown <i>et al.</i> "
        "(2003) report,",
        "",
        "A review of working together",
        "",
        "although sharing alone did not change what patients received.",
        "",
        "The sources name three things that help:",
        "",
        "- regular meetings between the practice and the team",
        "- a named social worker for each practice",
        "- time to learn what the other does",
        "",
        "Table 1: Factors that help or hinder",
        "",
        "Study\tFactors that help\tFactors that hinder",
        "Brown <i>et al.</i> 2003\tStaff upstairs in the same building\tDifferent systems for records",
        "Davey 2005\tWorkers who are *visible* in the practice\t",
        "",
        "Box 1: A scheme in one town",
        "",
        "Two practices lent a room to the team and found that referrals came sooner.",
        "",
        "One manager put it so:",
        "",
        "We had been writing letters to people who sat two streets away.",
        "",
        "What gets in the way",
        "",
        "Reorganisation broke up teams that had taken years to form.",
        "Separate budgets hindered joint decisions.",
        "Lack of time hindered meetings between doctors and social workers.",
        "Different cultures hindered trust between professions.",
        "Poor information hindered referrals between services.",
        "Short contracts hindered continuity in every team.",
        "Distance between offices hindered informal contact.",
        "Unclear roles hindered shared work with older people.",
        "",
        *([_FILLER, ""] * 6),
        "References",
        "",
        "Brown L, Tucker C, Domokos T (2003) Evaluating the impact of integrated teams, *Health and Social "
        "Care*, 11, 85–94.",
        "",
    )
)

RECORDS = {
    "review-2013": Record(
        "review-2013",
        "A review of working together",
        authors=("Glasby, Jon", "Miller, Robin", "Posaner, Rachel"),
        year=2013,
        publisher="School of Examples",
    ),
    "note-1998": Record("note-1998", "A hostile note", authors=("Doe, Ann",), year=1998),
}


def _find(text: str, words: str, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start, start + len(words))


def _blocks(text: str) -> Iterable[tuple[BlockKind, Span]]:
    """Paragraphs and lines of the review, by simple signs that hold for this one text."""
    cursor = 0
    for line in text.split("\n"):
        span = Span(cursor, cursor + len(line))
        cursor += len(line) + 1
        if not line:
            continue
        if line == "A review of working together":
            yield (BlockKind.FURNITURE if span.start else BlockKind.FRONT_MATTER), span
        elif re.fullmatch(r"\d [A-Z][a-z ]+|CONTENTS|What gets in the way|References", line):
            yield BlockKind.HEADING, span
        elif re.fullmatch(r".+\t\d", line):
            yield BlockKind.CONTENTS, span
        elif re.match(r"(Table|Box) \d:", line):
            yield BlockKind.CAPTION, span
        elif line.startswith("Study\t"):
            yield BlockKind.TABLE_HEADER, span
        elif "\t" in line:
            yield BlockKind.TABLE_ROW, span
        elif line.startswith("- "):
            yield BlockKind.LIST_ITEM, Span(span.start + 2, span.end)
        elif line.startswith("We had been"):
            yield BlockKind.QUOTATION, span
        elif line.startswith("Brown L"):
            yield BlockKind.REFERENCE, span
        else:
            yield BlockKind.PARAGRAPH, span


def review() -> Document:
    """The review as a reader would hand it over: a paragraph is cut by a page turn."""
    text = REVIEW
    blocks: list[Block] = []
    for kind, span in _blocks(text):
        container = None
        if kind in (BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW) or span.of(text).startswith("Table"):
            container = 0
        elif span.of(text).startswith(("Box", "Two practices")):
            container = 1
        section = 1 if kind is BlockKind.HEADING else None
        cells = _row_cells(text, span) if kind is BlockKind.TABLE_ROW else ()
        header = _find(text, span.of(text).split("\t")[0], span.start) if cells else None
        if span.of(text).startswith("although"):
            cut = next(n for n, block in enumerate(blocks) if "Brown <i>" in block.spans[0].of(text))
            blocks[cut] = Block(BlockKind.PARAGRAPH, (blocks[cut].spans[0], span))
        else:
            blocks.append(Block(kind, (span,), section, container, cells=cells, row_header=header))
    turns = [match.start() for match in re.finditer("A review of working together", text)][1:]
    edges = [0, *turns, len(text)]
    pages = tuple(Page(str(n), Span(a, b)) for n, (a, b) in enumerate(pairwise(edges), start=1))
    sections = (Section("Report", 1, Span(0, 0), None), Section("2 What helps", 2, Span(0, 0), 0))
    containers = (
        Container("table", "Table 1", "Factors that help or hinder", _find(text, "Table 1")),
        Container("box", "Box 1", "A scheme in one town", _find(text, "Box 1")),
    )
    return Document(text, pages, sections, containers, tuple(blocks))


def _row_cells(text: str, row: Span) -> tuple[Cell, ...]:
    cells, cursor = [], row.start
    kinds = (("Study", Direction.NONE), ("Factors that help", Direction.HELPS))
    for part, (column, direction) in zip(
        row.of(text).split("\t"), (*kinds, ("Factors that hinder", Direction.HINDERS)), strict=True
    ):
        if part and column != "Study":
            cells.append(Cell(Span(cursor, cursor + len(part)), column, direction))
        cursor += len(part) + 1
    return tuple(cells)


def note() -> Document:
    """A document that means harm."""
    text = f"Hostile\n\n{HOSTILE}\n\n{LONG_WORD}\n"
    spans = [_find(text, "Hostile"), _find(text, HOSTILE), _find(text, LONG_WORD)]
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH)
    blocks = tuple(Block(kind, (span,)) for kind, span in zip(kinds, spans, strict=True))
    return Document(text, (Page(None, Span(0, len(text))),), blocks=blocks)


# What can be quoted: the quotes of a finding, its direction, and the study it comes from.
_BROWN = ReportedStudy(
    "brown-2003",
    "Brown L, Tucker C, Domokos T (2003) Evaluating the impact of integrated teams, *Health*, 11, 85–94.",
    "mixed methods",
)
_Quote = tuple[str, tuple[str, ...], Direction, ReportedStudy | None]
_SHARING = (
    "Sharing a building helped staff to know and to trust each other, as Brown <i>et al.</i> (2003) report,",
    "although sharing alone did not change what patients received.",
)
_HELPS = (
    ("regular meetings between the practice and the team", None),
    ("Staff upstairs in the same building", _BROWN),
    ("Workers who are *visible* in the practice", None),
)
_HINDERS = (
    "Reorganisation broke up teams that had taken years to form.",
    "Separate budgets hindered joint decisions.",
    "Lack of time hindered meetings between doctors and social workers.",
    "Different cultures hindered trust between professions.",
    "Poor information hindered referrals between services.",
)
_PLAIN = "Two practices lent a room to the team and found that referrals came sooner."
_QUOTES: tuple[_Quote, ...] = (
    ("review-2013", _SHARING, Direction.MIXED, _BROWN),
    *(("review-2013", (words,), Direction.HELPS, study) for words, study in _HELPS),
    *(("review-2013", (words,), Direction.HINDERS, None) for words in _HINDERS),
    ("review-2013", (_PLAIN,), Direction.NONE, None),
)


class FakeService:
    """Answers by shared words from the fake documents; slow or broken where a test wants that."""

    def __init__(self, loaded: Path | None = None) -> None:
        """The model has loaded once the file ``loaded`` is there; without one, from the start."""
        self._documents = {"review-2013": review(), "note-1998": note()}
        self._loaded = loaded
        self.asked: list[Question] = []
        self.generation = 1
        self._lock = threading.Lock()

    def ready(self) -> bool:
        return self._loaded is None or self._loaded.exists()

    def sources(self) -> tuple[Record, ...]:
        return tuple(RECORDS.values())

    def source(self, key: str) -> tuple[Record, Document]:
        if key not in RECORDS:
            raise UsageError(f"There is no source “{key}” in this library.")
        return RECORDS[key], self._documents[key]

    def library(self) -> LibraryInfo:
        return LibraryInfo(self.generation, len(RECORDS), "fake")

    def theme_table(self) -> ThemeTable:
        helps = [("review-2013", (words,), study.key if study else None) for words, study in _HELPS]
        counted: dict[tuple[str, Direction], list[tuple[str, tuple[str, ...], str | None]]] = {
            ("communication", Direction.HELPS): helps * 400,
            ("communication", Direction.HINDERS): [("review-2013", (_HINDERS[-1],), None)],
            ("co-location", Direction.MIXED): [
                ("review-2013", _SHARING, None),
                ("note-1998", (HOSTILE,), None),
            ],
        }
        studies = (3, 1, 0)
        return ThemeTable(
            {at: Tally(len(told), n) for (at, told), n in zip(counted.items(), studies, strict=True)},
            {Direction.HELPS: Tally(1200, 3), Direction.MIXED: Tally(2), Direction.HINDERS: Tally(1, 1)},
            70,
            self.library(),
            {
                (theme, way): tuple(self._directed(theme, way, *one) for one in told)
                for (theme, way), told in counted.items()
            },
        )

    def _directed(
        self, theme: str, direction: Direction, key: str, runs: tuple[str, ...], study: str | None
    ) -> Directed:
        text = self._documents[key].text
        return Directed(Kind(key, theme, direction, study), tuple(_find(text, run) for run in runs))

    def ask(self, question: Question) -> Answer:
        with self._lock:
            self.asked.append(question)
        if len(question.text) > 2000:
            raise QuestionError("The question is longer than 2,000 characters: ask it in fewer words.")
        if "unknown error" in question.text:
            raise RuntimeError("secret detail")
        if "known error" in question.text:
            raise JWEError("The library is locked by another program: try again in a moment.")
        if "apixaban" in question.text:
            return self._silence(question)
        if "hostile" in question.text:
            return self._answer(question, [("note-1998", (HOSTILE,), Direction.NONE, None)])
        return self._answer(question, list(_QUOTES))

    def _cite(self, n: int, key: str, quote: str, study: ReportedStudy | None) -> Citation:
        record, document = self.source(key)
        span = _find(document.text, quote)
        page = document.page_at(span.start)
        authors = "; ".join(record.authors)
        return Citation(
            n, f"{key}:{span.start}", key, record.title, authors, record.year, page, ("2 What helps",),
            span.start, span.end, quote, study,
        )  # fmt: skip

    def _answer(self, question: Question, quotes: list[_Quote]) -> Answer:
        citations: list[Citation] = []
        findings: list[Finding] = []
        for key, parts, direction, study in quotes:
            numbered = enumerate(parts, start=len(citations) + 1)
            cited = [self._cite(n, key, part, study) for n, part in numbered]
            citations += cited
            findings.append(
                Finding(
                    " [...] ".join(parts), direction, Level.INTEGRATED, None, study.key if study else None,
                    tuple(citation.n for citation in cited),
                )
            )  # fmt: skip
        caveats: tuple[Caveat, ...] = ()
        if len(quotes) > 1:
            words = "The evidence is limited and mostly descriptive, so that it should be read with care."
            citations.append(self._cite(len(citations) + 1, "review-2013", words, None))
            caveats = (Caveat(words, (len(citations),)),)
        standalone = question.text
        if question.history and question.text.lower().startswith("and "):
            standalone = f"{question.history[-1]} {question.text}"
        return Answer(
            question.id, question.text, standalone, Status.ANSWERED,
            f"{len(findings)} findings from 1 of 2 documents answer this.",
            tuple(findings), tuple(citations), self._passages(), caveats, LibraryInfo(self.generation, 2, "fake"),
        )  # fmt: skip

    def _passages(self) -> tuple[RankedPassage, ...]:
        text = self._documents["review-2013"].text
        spans = [_find(text, words) for words in ("Two practices lent a room", _FILLER)]
        return tuple(
            RankedPassage(n, 0.2, f"p{n}", "review-2013", "2", ("2 What helps",), s.start, s.end, s.of(text))
            for n, s in enumerate(spans, start=1)
        )

    def _silence(self, question: Question) -> Answer:
        return Answer(
            question.id, question.text, question.text, Status.NOT_IN_LIBRARY,
            "This is not in these documents. 2 documents were searched; what came nearest is not an answer.",
            (), (), self._passages(), (), LibraryInfo(self.generation, 2, "fake"),
            suggestion=Suggestion((("apixabann", "apixaban"),), question.text.replace("apixabann", "apixaban"))
            if "apixabann" in question.text else None,
        )  # fmt: skip


def desk_over(folder: Path, listening: socket.socket | None = None) -> Desk:
    """A Library page's desk over a real library, whose ingests run with the stand-in model."""
    writable = listening is None or is_loopback(listening.getsockname()[0])
    parent = os.environ.get("GRADIO_TEMP_DIR")
    uploads = Uploads(None if parent is None else Path(parent))
    ingests = Ingests(folder, INGEST_FAKE)
    return Desk(Keeper(folder, FakeEncoder()), ingests, uploads, Gate(writable, TOKEN))


TOKEN = "a-token-of-the-test"
# ``python -m ingest`` with the stand-in model
INGEST_FAKE = (sys.executable, str(Path(__file__).with_name("ingest_fake.py")))


def client_of(desk: Desk) -> TestClient:
    """A browser at this machine, without the chat behind it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders)
    add_library(app, desk)
    return TestClient(app, base_url="http://127.0.0.1:7860")


def add(folder: Path, key: str, path: Path | None = None, **fields: object) -> None:
    """Take a document into the library in ``folder``, by default one of its own making."""
    path = path or write_document(folder / f"{key}.txt", prose(key), key, **fields)
    receipt = ingest(folder / "library", [path], FakeEncoder())
    assert [line.outcome for line in receipt.lines] == [Outcome.ADDED]
