"""The gold files themselves: well formed, split in halves, and every quote where a reader would find it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from ingest.readers import has_reader, read_document
from ingest.settings import CORPUS
from ingest.types import Document

GOLD = Path(__file__).parents[1] / "gold"
FURTHER = GOLD / "documents"
FILES = ("questions.jsonl", "further.jsonl", "blind.jsonl")
KINDS = (
    "helps",
    "hinders",
    "outcome",
    "fact",
    "strength",
    "comparison",
    "who-said",
    "follow-up",
    "unanswerable",
)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Quote(Strict):
    source: str
    quote: str


class Facet(Strict):
    about: str
    direction: Literal["helps", "hinders", "mixed", "none"] | None
    quotes: list[Quote]


class Item(Strict):
    """A line of a gold file: every field the README tells of, and no other."""

    id: str
    kind: str
    split: Literal["choose", "report"]
    question: str
    history: list[str]
    near_miss: bool
    facets: list[Facet]


@cache
def items(name: str) -> tuple[Item, ...]:
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    return tuple(Item.model_validate_json(line) for line in lines)


@cache
def paths() -> dict[str, Path]:
    """Where each document is, by the key that its record gives it."""
    found = {}
    for folder in (CORPUS, FURTHER):
        for record in sorted(folder.glob("*.csl.json")):
            stem = record.name.removesuffix(".csl.json")
            (path,) = (p for p in folder.glob(f"{stem}.*") if has_reader(p))
            found[str(json.loads(record.read_text(encoding="utf-8"))["id"])] = path
    return found


@cache
def document(key: str) -> Document:
    path = paths()[key]
    return read_document(path, path.read_bytes()).document


def is_quotable(quote: Quote) -> bool:
    """Whether the quote stands, at one of its places at least, within one block of evidence."""
    read = document(quote.source)
    return any(
        span.start <= place.start() and place.end() <= span.end
        for place in re.finditer(re.escape(quote.quote), read.text)
        for block in read.blocks
        if block.is_evidence
        for span in block.spans
    )


def plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.lower()))


def test_ids_and_questions_are_unique() -> None:
    """No id stands twice, and no question twice with the same history, over all files."""
    every = [item for name in FILES for item in items(name)]
    assert len({item.id for item in every}) == len(every)
    asked = Counter((plain(item.question), tuple(item.history)) for item in every)
    assert [words for words, times in asked.items() if times > 1] == []


@pytest.mark.parametrize(
    ("name", "prefix"), [("questions.jsonl", ""), ("further.jsonl", "further-"), ("blind.jsonl", "blind-")]
)
def test_ids_are_kind_and_number(name: str, prefix: str) -> None:
    """Within a kind the numbers run from 01 without a gap, in the order of the file."""
    numbers: Counter[str] = Counter()
    for item in items(name):
        assert item.kind in KINDS, item.id
        numbers[item.kind] += 1
        assert item.id == f"{prefix}{item.kind}-{numbers[item.kind]:02}"


@pytest.mark.parametrize("name", FILES)
def test_quotes_are_evidence_of_their_documents(name: str) -> None:
    """Each quote is in one line of its source's text, and in no heading, contents list or reference."""
    astray = [
        (item.id, quote.source, quote.quote)
        for item in items(name)
        for facet in item.facets
        for quote in facet.quotes
        if not is_quotable(quote) or re.search(r"[\n\r\t]", quote.quote)
    ]
    assert astray == []


@pytest.mark.parametrize("name", FILES)
def test_facets_say_something_once(name: str) -> None:
    """A facet has a label of its own and quotes, none of them twice, none with space around it."""
    for item in items(name):
        assert len({facet.about for facet in item.facets}) == len(item.facets), item.id
        for facet in item.facets:
            assert facet.about.strip(), item.id
            assert facet.quotes, item.id
            assert len(set(facet.quotes)) == len(facet.quotes), (item.id, facet.about)
            assert all(len(quote.quote.strip()) == len(quote.quote) > 10 for quote in facet.quotes), item.id


@pytest.mark.parametrize("name", FILES)
def test_kinds_are_what_they_say(name: str) -> None:
    """Only unanswerable questions lack facets, only they are near misses, only follow-ups have a history."""
    for item in items(name):
        unanswerable = item.kind == "unanswerable"
        assert bool(item.facets) is not unanswerable, item.id
        assert unanswerable or not item.near_miss, item.id
        assert bool(item.history) is (item.kind == "follow-up"), item.id
        # Who asks without having read does not know what is one fact.
        if item.kind in ("fact", "who-said") and name != "blind.jsonl":
            assert len(item.facets) == 1, item.id


@pytest.mark.parametrize("name", FILES)
def test_each_kind_is_split_in_halves(name: str) -> None:
    """Half of every kind, and of the near misses, is for choosing; or one more where the number is odd."""
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for item in items(name):
        groups[item.kind][item.split] += 1
        if item.near_miss:
            groups["near miss"][item.split] += 1
    unasked = {"follow-up"} if name == "blind.jsonl" else set()
    assert set(groups) == {*KINDS, "near miss"} - unasked
    for kind, halves in groups.items():
        assert abs(halves["choose"] - halves["report"]) <= 1, (kind, halves)


def test_no_document_is_in_one_half_only() -> None:
    """Each of the twelve documents answers further questions of either half."""
    halves: defaultdict[str, set[str]] = defaultdict(set)
    for item in items("further.jsonl"):
        for facet in item.facets:
            for quote in facet.quotes:
                halves[quote.source].add(item.split)
    assert set(halves) == set(paths())
    assert {key for key, splits in halves.items() if len(splits) < 2} == set()


@pytest.mark.parametrize("name", ["questions.jsonl", "blind.jsonl"])
def test_these_files_are_over_the_four_documents(name: str) -> None:
    """Their sources are in corpus/ alone, so that they can be asked of a library of these four."""
    sources = {q.source for item in items(name) for f in item.facets for q in f.quotes}
    assert sources == {key for key, path in paths().items() if path.parent == CORPUS}


def test_counts_are_those_of_the_readme() -> None:
    """The README's table tells how many questions of each kind each file holds."""
    readme = (GOLD / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (\d+) \| (\d+) \|$", readme, re.MULTILINE)
    told = {kind: tuple(map(int, counts)) for kind, *counts in rows}
    held = [Counter(item.kind for item in items(name)) for name in FILES]
    assert told == {kind: tuple(counter[kind] for counter in held) for kind in KINDS}


def test_folder_of_documents_holds_nothing_else() -> None:
    """The folder is taken in whole, so whatever lies in it would be a source."""
    stems = {path.name.removesuffix(".csl.json") for path in FURTHER.glob("*.csl.json")}
    documents = [path for path in FURTHER.iterdir() if not path.name.endswith(".csl.json")]
    assert {path.stem for path in documents} == stems
    assert all(has_reader(path) for path in documents)
    assert len(documents) == len(stems) == 8


def test_further_documents_read_whole() -> None:
    """Each is read without a warning, and most of its words can be quoted."""
    for key in (key for key, path in paths().items() if path.parent == FURTHER):
        reading = read_document(paths()[key], paths()[key].read_bytes())
        assert reading.warnings == (), key
        text = reading.document.text
        quotable = [s for block in reading.document.blocks if block.is_evidence for s in block.spans]
        assert sum(len(text[s.start : s.end]) for s in quotable) > 0.8 * len(text), key
