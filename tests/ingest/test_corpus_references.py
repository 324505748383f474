"""Reference lists of the report and the article, and the in-text citations that resolve to them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.structure.marks import plain
from ingest.types import Reference, Span
from tests.ingest.corpus_expected.reading import (
    GLASBY,
    GLENDINNING,
    HSMC,
    MILLER,
    ROOT,
    document,
    expected,
    short,
)

REFERENCES = expected("references")
# Every in-text citation of the four documents, by a person who read them.
CITED = [
    json.loads(line) for line in (ROOT / "tests/gold/mentions.jsonl").read_text("utf-8").splitlines() if line
]
Resolved = tuple[str, int, str, str]
KEYS = [
    "banyard-2002",
    "brown-2003",
    "coleman-2003",
    "davey-2005",
    "dodd-2011",
    "kharicha-2005",
    "syson-2010",
    "taylor-2001",
    "thistlethwaite-2011",
    "wistow-2006",
]


def _entry(source: str, start: str) -> Reference:
    found = [r for r in document(source).references if plain(r.text).startswith(plain(start))]
    assert len(found) == 1, f"{len(found)} entries begin {start!r}"
    return found[0]


@pytest.mark.parametrize(("source", "count"), [(GLASBY, 52), (GLENDINNING, 24), (MILLER, 0)])
def test_a_reference_list_has_all_its_entries(source: str, count: int) -> None:
    assert len(document(source).references) == count


@pytest.mark.parametrize("source", [GLASBY, GLENDINNING, HSMC, MILLER])
def test_keys_are_unique(source: str) -> None:
    keys = [reference.key for reference in document(source).references]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", KEYS)
def test_a_study_has_the_key_that_others_rely_on(key: str) -> None:
    assert key in {reference.key for reference in document(GLASBY).references}


@pytest.mark.parametrize("number", range(len(REFERENCES)), ids=lambda n: short(REFERENCES[n]["entry"]))
def test_an_entry_has_its_authors_and_year(number: int) -> None:
    wanted = REFERENCES[number]
    entry = _entry(wanted["source"], wanted["entry"])
    assert list(entry.authors) == wanted["authors"]
    assert entry.year == wanted["year"]
    assert entry.number == wanted["number"]


def _found(source: str) -> set[Resolved]:
    read = document(source)
    return {(source, m.span.start, m.span.of(read.text), m.reference) for m in read.mentions}


def _wanted(case: dict[str, Any]) -> set[Resolved]:
    return {(case["source"], case["start"], case["quote"], key) for key in case["references"] or ()}


@pytest.mark.parametrize("case", CITED, ids=lambda c: short(f"{c['start']} {c['quote']}"))
def test_an_in_text_citation_stands_where_a_person_saw_it(case: dict[str, Any]) -> None:
    """The gold file is of the text as it stands, and its keys are of the list."""
    read = document(case["source"])
    start = case["start"]
    assert read.text[start : start + len(case["quote"])] == case["quote"]
    assert set(case["references"] or ()) <= {reference.key for reference in read.references}
    assert case["references"] or case["why"]


@pytest.mark.parametrize("source", [GLASBY, GLENDINNING, HSMC, MILLER])
def test_in_text_citations_resolve_to_what_a_careful_reader_resolves_them_to(source: str) -> None:
    """Each of them, with the same words, and not one more."""
    wanted = {found for case in CITED if case["source"] == source for found in _wanted(case)}
    assert _found(source) == wanted


def test_what_a_careful_reader_cannot_resolve_is_not_resolved() -> None:
    """A law, a person who speaks, a survey by its own name of which there are five papers."""
    unresolved = [case for case in CITED if case["references"] is None]
    assert len(unresolved) == 7
    for case in unresolved:
        place = Span(case["start"], case["start"] + len(case["quote"]))
        assert not [m for m in document(case["source"]).mentions if m.span.overlap(place)]
