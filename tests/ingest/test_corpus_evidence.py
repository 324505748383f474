"""What can be retrieved: all of the running text, once, and nothing that is no evidence."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from ingest.types import BlockKind, Span
from tests.ingest.corpus_expected.reading import (
    SOURCES,
    document,
    expected,
    passages,
    passages_at,
    place,
    sentence_at,
    short,
)

KEPT_OUT = expected("kept_out")
SENTENCES = expected("sentences")
PROSE = expected("prose")
MARKS = re.compile(
    r"\[Google Scholar\]|\[PubMed\]|graphic file with name \S+|New conversations between old players\?"
)


@pytest.mark.parametrize("case", KEPT_OUT, ids=lambda c: short(c["quote"]))
def test_what_is_no_evidence_is_in_no_passage(case: dict[str, str]) -> None:
    assert passages_at(case["source"], place(case["source"], case["quote"])) == []


@pytest.mark.parametrize("source", SOURCES)
def test_no_passage_holds_page_furniture(source: str) -> None:
    text = document(source).text
    found = [span.of(text) for p in passages(source) for span in p.spans if MARKS.search(span.of(text))]
    assert found == []


@pytest.mark.parametrize("source", SOURCES)
def test_no_passage_overlaps_a_reference_or_a_contents_list(source: str) -> None:
    read = document(source)
    out = [span for reference in read.references for span in reference.spans]
    out += [span for block in read.blocks if block.kind is BlockKind.CONTENTS for span in block.spans]
    assert [span.of(read.text) for span in out if passages_at(source, span)] == []


@pytest.mark.parametrize("case", SENTENCES, ids=lambda c: short(c["sentence"]))
def test_a_sentence_lies_whole_in_one_passage(case: dict[str, str]) -> None:
    wanted = place(case["source"], case["sentence"])
    held = passages_at(case["source"], wanted)
    assert len(held) == 1
    assert any(span.covers(wanted) for span in held[0].spans)
    sentence = sentence_at(case["source"], case["sentence"])
    assert sentence.spans[0].start == wanted.start
    assert sentence.spans[0].end - wanted.end <= 10  # the stop, and numbers of references


@pytest.mark.parametrize("case", PROSE, ids=lambda c: short(c["first"]))
def test_every_word_of_a_paragraph_lies_in_one_passage(case: dict[str, Any]) -> None:
    start = place(case["source"], case["first"]).start
    text = document(case["source"]).text
    times = [0] * case["length"]
    for passage in passages(case["source"]):
        for span in passage.spans:
            for at in range(max(span.start, start), min(span.end, start + case["length"])):
                times[at - start] += 1
    wrong = [start + at for at, n in enumerate(times) if n != 1 and not text[start + at].isspace()]
    assert not wrong, f"{text[wrong[0] : wrong[0] + 60]!r} is in {times[wrong[0] - start]} passages"


@pytest.mark.parametrize("source", SOURCES)
def test_no_two_passages_share_words(source: str) -> None:
    spans = sorted(span for passage in passages(source) for span in passage.spans)
    assert [b for a, b in itertools.pairwise(spans) if a.end > b.start] == []


@pytest.mark.parametrize("source", SOURCES)
def test_a_passage_is_on_one_page_where_it_begins(source: str) -> None:
    read = document(source)
    for passage in passages(source):
        assert passage.page == read.page_at(passage.spans[0].start)
        assert all(read.page_at(s.start) == read.page_at(s.end - 1) for s in passage.spans if len(s))
        assert all(isinstance(span, Span) for span in passage.spans)
