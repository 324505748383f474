"""The report of the corpus, set in type again as a PDF, against the text it was set from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.evidence import EvidenceReader
from ingest.passages import make_passages
from ingest.readers import read_document
from ingest.readers.pdf import read
from ingest.settings import CORPUS
from ingest.structure.marks import plain, words_of
from ingest.types import BlockKind, Direction, Document, Level
from tests.fakes import FakeEncoder
from tests.ingest.readers.report_as_pdf import make_report
from tests.soak.invariants import document_breaches, passage_breaches


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of evidence, and all that is known of it."""

    words: str
    pages: tuple[str | None, ...]
    section: tuple[str, ...]
    direction: Direction
    level: Level | None
    study: str | None
    kind: BlockKind


@cache
def text() -> Document:
    path = CORPUS / "glasby-2013-new-conversations.txt"
    return read_document(path, path.read_bytes()).document


@cache
def pdf() -> Document:
    reading = read(make_report(text()), Path("report.pdf"))
    assert reading.warnings == ()
    assert reading.wordless == ()
    return reading.document


def sentences(document: Document) -> Counter[Said]:
    reader = EvidenceReader(document)
    return Counter(
        Said(
            words_of(document.text, sentence.spans),
            tuple(document.page_at(span.start) for span in sentence.spans),
            document.section_path(block.section),
            sentence.direction,
            sentence.level,
            sentence.study,
            block.kind,
        )
        for block in document.blocks
        if block.is_evidence
        for sentence in reader.sentences(block)
    )


def test_documents_hold_together() -> None:
    """The PDF's document keeps every promise of a document."""
    assert document_breaches(pdf()) == []
    assert passage_breaches(pdf(), FakeEncoder()) == []


def test_page_labels() -> None:
    """Each page has the number printed on it; cover, imprint and contents have none."""
    labels = [page.label for page in pdf().pages]
    assert labels == [None, None, None, "i", "ii", *map(str, range(1, 37))]


def test_sentences_are_the_same() -> None:
    """All but two of 452 sentences: the same words, page, section, direction, level, study and kind.

    The two hold a word that the report spells both with a hyphen and without
    ("inter-professional", "well-being"), cut there at the end of a line.
    """
    missing, extra = sentences(text()) - sentences(pdf()), sentences(pdf()) - sentences(text())
    assert sum(sentences(text()).values()) > 450
    assert sum(missing.values()) <= 2
    assert {said.words.replace("-", "") for said in missing} == {
        said.words.replace("-", "") for said in extra
    }


def test_cells_and_their_directions() -> None:
    """Every item of Tables 3 and 4 has the direction of its column and the study of its group row."""

    def cells(document: Document) -> list[tuple[str, Direction, str | None]]:
        return sorted(
            (said.words, said.direction, said.study)
            for said in sentences(document).elements()
            if said.kind is BlockKind.TABLE_ROW and said.direction is not Direction.NONE
        )

    assert len(cells(text())) > 60
    assert cells(pdf()) == cells(text())


def test_tables_and_boxes() -> None:
    """The same tables and boxes, under the same titles."""
    expected = [(c.kind, c.label, c.title) for c in text().containers if c.label]
    assert [(c.kind, c.label, c.title) for c in pdf().containers if c.label] == expected


def test_references_and_mentions() -> None:
    """The same entries; and the same citations of them, but for one that only italics tell."""
    assert [r.key for r in pdf().references] == [r.key for r in text().references]
    mentions = [
        Counter((m.reference, plain(m.span.of(d.text)), d.page_at(m.span.start)) for m in d.mentions)
        for d in (text(), pdf())
    ]
    assert list((mentions[0] - mentions[1]).items()) == [
        (("department-of-health-2000", "The NHS Plan (2000)", "8"), 1)
    ]
    assert not mentions[1] - mentions[0]


def test_passages_are_the_same() -> None:
    """What is retrieved is cut the same: by page, section, kind and words, within a few."""
    encoder = FakeEncoder()
    found = [
        Counter(
            (p.page, p.section, p.kind, words_of(d.text, p.spans).replace("-", ""))
            for p in make_passages(d, encoder.count, encoder.reach)
        )
        for d in (text(), pdf())
    ]
    assert sum((found[0] - found[1]).values()) <= 0.02 * sum(found[0].values())


def test_furniture_is_out() -> None:
    """Running header and page numbers are furniture on every numbered page, and nothing else is."""
    lines = Counter(
        plain(span.of(pdf().text)) for b in pdf().blocks if b.kind is BlockKind.FURNITURE for span in b.spans
    )
    assert lines.pop("New conversations between old players?") == 38
    assert set(lines) >= {"i", "ii", *map(str, range(1, 37))}
