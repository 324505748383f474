"""Boxes, quotations, lists, and sentences that a page turn, a table or a box cuts."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.structure.marks import plain
from ingest.types import BlockKind, Span
from tests.ingest.corpus_expected.reading import (
    GLASBY,
    GLENDINNING,
    HSMC,
    MILLER,
    block_at,
    document,
    expected,
    passages,
    place,
    sentence_at,
    short,
)

BOXES = expected("boxes")
IN_A_BOX = [(box, quote) for box in BOXES for quote in box["contains"]]
OUT_OF_IT = [(box, quote) for box in BOXES for quote in box["outside"]]
QUOTATIONS = expected("quotations")["quotations"]
ATTRIBUTED = expected("quotations")["attributed"]
CUT = expected("cut_sentences")
LISTS = expected("lists")
LIST_ITEMS = [(one, item) for one in LISTS for item in one["items"]]


def _name(value: object) -> str:
    if isinstance(value, str):
        return short(value)
    if isinstance(value, dict):
        for key in ("first", "sentence", "before", "title", "lead_in"):
            if value.get(key):
                return short(value[key])
    return ""


def _box(box: dict[str, Any]) -> int:
    found = [
        number
        for number, container in enumerate(document(box["source"]).containers)
        if container.kind == "box"
        and container.label == box["label"]
        and plain(container.title) == plain(box["title"])
    ]
    assert len(found) == 1, f"{len(found)} boxes {box['title']!r}"
    return found[0]


# -- boxes ---------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "count"), [(GLASBY, 3), (GLENDINNING, 4), (HSMC, 0), (MILLER, 0)])
def test_a_document_has_its_boxes_and_no_more(source: str, count: int) -> None:
    assert sum(container.kind == "box" for container in document(source).containers) == count


@pytest.mark.parametrize(("box", "quote"), IN_A_BOX, ids=_name)
def test_what_is_in_a_box_is_known_to_be(box: dict[str, Any], quote: str) -> None:
    assert block_at(box["source"], quote).container == _box(box)


@pytest.mark.parametrize(("box", "quote"), OUT_OF_IT, ids=_name)
def test_what_stands_around_a_box_is_not_in_it(box: dict[str, Any], quote: str) -> None:
    assert block_at(box["source"], quote).container != _box(box)


# -- quotations ----------------------------------------------------------------------


@pytest.mark.parametrize("case", QUOTATIONS, ids=_name)
def test_a_block_quotation_is_one_from_its_first_word_to_its_last(case: dict[str, str]) -> None:
    source = case["source"]
    block = block_at(source, case["first"])
    assert block.kind is BlockKind.QUOTATION
    assert block.start == place(source, case["first"]).start
    assert block.spans[-1].of(document(source).text).endswith(case["last"])


def test_the_report_has_no_other_block_quotation() -> None:
    first = {place(GLASBY, case["first"]).start for case in QUOTATIONS}
    boxed = {place(GLASBY, "Qualitative analysis of feedback indicated").start}  # from Dodd et al., in Box 3
    found = {b.start for b in document(GLASBY).blocks if b.kind is BlockKind.QUOTATION}
    assert found - boxed == first


@pytest.mark.parametrize("case", [case for case in QUOTATIONS if "study" in case], ids=_name)
def test_every_sentence_of_a_quotation_is_its_author_s(case: dict[str, Any]) -> None:
    block = block_at(case["source"], case["first"])
    studies = {
        sentence.study
        for passage in passages(case["source"])
        for sentence in passage.sentences
        if any(span.covers(piece) for span in block.spans for piece in sentence.spans)
    }
    assert studies == {case["study"]}


@pytest.mark.parametrize("case", ATTRIBUTED, ids=_name)
def test_a_sentence_is_put_down_to_the_study_it_reports_and_to_no_other(case: dict[str, Any]) -> None:
    assert sentence_at(case["source"], case["sentence"]).study == case["study"]


# -- cut sentences -------------------------------------------------------------------


@pytest.mark.parametrize("case", CUT, ids=_name)
def test_a_sentence_that_is_cut_is_one_on_two_pages(case: dict[str, str]) -> None:
    read = document(case["source"])
    first, second = place(case["source"], case["before"]), place(case["source"], case["after"])
    sentence = sentence_at(case["source"], case["after"])
    assert len(sentence.spans) == 2
    assert sentence.spans[0].covers(first)
    assert sentence.spans[0].end == first.end
    assert sentence.spans[1].covers(second)
    assert sentence.spans[1].start == second.start
    pages = [read.page_at(span.start) for span in sentence.spans]
    assert pages == [case["page_before"], case["page_after"]]


@pytest.mark.parametrize("case", CUT, ids=_name)
def test_a_sentence_that_is_cut_is_in_one_passage(case: dict[str, str]) -> None:
    sentence = sentence_at(case["source"], case["after"])
    held = [passage for passage in passages(case["source"]) if sentence in passage.sentences]
    assert len(held) == 1
    assert all(any(run.covers(span) for run in held[0].spans) for span in sentence.spans)


def test_only_those_nine_sentences_are_cut() -> None:
    found = [
        sentence
        for source in (GLASBY, GLENDINNING, HSMC, MILLER)
        for passage in passages(source)
        for sentence in passage.sentences
        if len(sentence.spans) > 1 and sentence.spans[0].of(document(source).text) != ""
    ]
    furniture = place(GLENDINNING, "graphic file with name glec5283.f1.jpg")
    between = [s for s in found if Span(s.spans[0].start, s.spans[-1].end).covers(furniture)]
    assert len(found) - len(between) == len(CUT) == 9


# -- lists ---------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "item"), LIST_ITEMS, ids=_name)
def test_an_item_is_an_item_with_the_words_that_lead_in(one: dict[str, Any], item: str) -> None:
    source = one["source"]
    block = block_at(source, item)
    assert block.kind is BlockKind.LIST_ITEM
    assert block.start == place(source, item).start
    if one["lead_in"] is None:
        assert block.lead_in is None
    else:
        assert block.lead_in is not None
        assert one["lead_in"].endswith(block.lead_in.of(document(source).text)) or block.lead_in.of(
            document(source).text
        ).endswith(one["lead_in"])
