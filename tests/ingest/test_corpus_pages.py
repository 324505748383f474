"""Printed page labels and sections of the four documents."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ingest.corpus_expected.reading import (
    GLASBY,
    GLENDINNING,
    HSMC,
    MILLER,
    block_at,
    document,
    expected,
    place,
    short,
)

PAGES = expected("pages")
SECTIONS = expected("sections")


@pytest.mark.parametrize("entry", PAGES["contents"], ids=lambda e: short(e["entry"]))
def test_a_heading_is_on_the_page_that_the_contents_list_gives(entry: dict[str, str]) -> None:
    start = place(GLASBY, f"\n{entry['heading']}\n").start + 1
    assert document(GLASBY).page_at(start) == entry["page"]


@pytest.mark.parametrize("quote", PAGES["quotes"], ids=lambda q: f"{q['page']}: {short(q['quote'])}")
def test_words_are_on_their_page(quote: dict[str, str]) -> None:
    assert document(GLASBY).page_at(place(GLASBY, quote["quote"]).start) == quote["page"]


@pytest.mark.parametrize("quote", PAGES["before_the_first_page"], ids=short)
def test_what_stands_before_the_first_running_header_has_no_page(quote: str) -> None:
    assert document(GLASBY).page_at(place(GLASBY, quote).start) is None


def test_every_page_from_i_to_35_comes_once_and_in_order() -> None:
    labels = [page.label for page in document(GLASBY).pages if page.label is not None]
    assert labels[:37] == ["i", "ii", *map(str, range(1, 36))]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("source", [GLENDINNING, HSMC, MILLER])
def test_a_web_page_has_no_page_labels(source: str) -> None:
    assert {page.label for page in document(source).pages} == {None}


def _numbers(titles: list[str], wanted: str) -> list[int]:
    return [n for n, title in enumerate(titles) if title == wanted]


def test_the_report_has_its_sections_in_order_each_at_its_level() -> None:
    found = [(s.title, s.level) for s in document(GLASBY).sections]
    first = [title for title, _ in found].index("ABSTRACT")
    # The second half of the reference list has a line of its own; what level that is says nothing.
    found = [one for one in found[first:] if one[0] != "Further background references"]
    assert found == [(title, level) for title, level in SECTIONS[GLASBY]]


def test_the_article_has_its_sections_in_order() -> None:
    titles = [section.title for section in document(GLENDINNING).sections]
    wanted = SECTIONS[GLENDINNING]
    assert titles[-len(wanted) :] == wanted
    assert set(titles) - set(wanted) <= {SECTIONS["titles"][GLENDINNING]}


def test_the_article_has_its_headings_at_one_level() -> None:
    levels = {s.level for s in document(GLENDINNING).sections if s.title in SECTIONS[GLENDINNING]}
    assert len(levels) == 1


@pytest.mark.parametrize("source", [HSMC, MILLER])
def test_a_web_page_has_no_section_but_its_title(source: str) -> None:
    assert {section.title for section in document(source).sections} <= {SECTIONS["titles"][source]}


@pytest.mark.parametrize("case", SECTIONS["paths"], ids=lambda c: short(c["quote"]))
def test_words_stand_in_their_section(case: dict[str, Any]) -> None:
    path = document(case["source"]).section_path(block_at(case["source"], case["quote"]).section)
    title = SECTIONS["titles"].get(case["source"])
    assert [part for part in path if part != title] == case["path"]
