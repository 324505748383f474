"""Reference lists of the report and the article, and the in-text citations that resolve to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ingest.structure.marks import plain
from ingest.types import Reference, Span
from tests.ingest.corpus_expected.reading import (
    GLASBY,
    GLENDINNING,
    HSMC,
    MILLER,
    document,
    expected,
    short,
)

REFERENCES = expected("references")
MENTIONS = expected("mentions")
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


def _place(case: dict[str, Any]) -> tuple[Span, Span]:
    """The context of a citation, and the citation in it."""
    before, rest = case["context"].split("⟦")
    words, after = rest.split("⟧")
    text = document(case["source"]).text
    whole = before + words + after
    assert text.count(whole) == 1
    start = text.index(whole)
    at = start + len(before)
    return Span(start, start + len(whole)), Span(at, at + len(words))


def _resolved(case: dict[str, Any]) -> set[str]:
    _, wanted = _place(case)
    return {m.reference for m in document(case["source"]).mentions if m.span.overlap(wanted)}


def _wanted(case: dict[str, Any]) -> set[str]:
    return {_entry(case["source"], start).key for start in case["references"]}


def _unresolved(cases: Sequence[dict[str, Any]]) -> list[str]:
    return [case["context"] for case in cases if not _wanted(case) <= _resolved(case)]


# Names without a year ("Indeed, Taylor concludes"): a reader knows who is meant, and nothing
# is promised of them but that one that resolves is right.
DATED = [case for case in MENTIONS if case["kind"] != "name"]


@pytest.mark.parametrize("case", DATED, ids=lambda c: short(c["context"]))
def test_an_in_text_citation_resolves_to_what_it_cites(case: dict[str, Any]) -> None:
    assert _resolved(case) == _wanted(case)


def test_so_many_of_the_citations_resolve() -> None:
    unresolved = _unresolved(MENTIONS)
    assert len(MENTIONS) - len(unresolved) >= 140, unresolved


@pytest.mark.parametrize("source", [GLASBY, GLENDINNING, HSMC, MILLER])
def test_no_mention_is_wrong(source: str) -> None:
    """Every mention the reader finds is one that a person found, and resolves to the same entry."""
    known = [(_place(case)[1], _wanted(case)) for case in MENTIONS if case["source"] == source]
    read = document(source)
    wrong = [
        f"{mention.span.of(read.text)!r}: {mention.reference}"
        for mention in read.mentions
        if not any(mention.span.overlap(span) and mention.reference in keys for span, keys in known)
    ]
    assert wrong == []
