"""Sentences and cell items: cut where a reader would cut, and never a letter lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import cell_items, lower_case_words, sentence_spans
from ingest.types import Span
from tests.soak.invariants import uncovered


def split(text: str) -> list[str]:
    """The sentences of a text as words, the runs of a cut one joined by a bar."""
    return ["|".join(s.of(text) for s in spans) for spans in sentence_spans(text, [Span(0, len(text))])]


def test_a_stop_before_a_capital_ends_a_sentence() -> None:
    """Two plain sentences are two, without the space between them."""
    assert split("The team met.  It shared a room!\nDid it help?") == [
        "The team met.",
        "It shared a room!",
        "Did it help?",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "As Banyard et al. Smith and others found, trust came first.",
        "The budget (see p. 14) was shared by Dr. Patel and Mrs. Jones.",
        "The work of J. K. Brown on fig. 3 was read, e.g. Chapter 2.",
        "Costs fell by 3.5 per cent in 2.2 years.",
        "They said that ... [the] GPs were too busy.",
        "The team at St. Mary was praised.",
    ],
)
def test_a_stop_that_ends_nothing(sentence: str) -> None:
    """Abbreviations, initials, decimals and words left out do not end a sentence."""
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Trust grew over time.12", "Nobody had planned it."),
        ("Trust grew over time.[3, 4]", "Nobody had planned it."),
        ("She called it ‘a slow start.’", "Nobody had planned it."),
        ("It was **hard.**", "Nobody had planned it."),
        ("It was <b>hard.</b>", "Nobody had planned it."),
        ("Was it planned?", "“Nobody had planned it.”"),
        ("It ended in 1998.", "£40 was left."),
    ],
)
def test_what_may_stand_between_two_sentences(first: str, second: str) -> None:
    """Note numbers, closing quotes and markup belong to the sentence they close."""
    assert split(f"{first} {second}") == [first, second]


def test_a_sentence_cut_by_a_page_turn_has_two_spans() -> None:
    """What the cut leaves out is in neither, and the next sentence stands alone."""
    text = "Trust was a significant\n\n14\n\nemphasis of the work. It took years."
    first, second = Span(0, text.index("\n")), Span(text.index("emphasis"), len(text))
    found = sentence_spans(text, [first, second])
    assert [[s.of(text) for s in spans] for spans in found] == [
        ["Trust was a significant", "emphasis of the work."],
        ["It took years."],
    ]


def test_marks_without_words_are_no_sentence() -> None:
    """A line of asterisks or dashes is not quoted."""
    assert split("* * *") == []
    assert split("") == []


def test_a_cell_is_cut_into_its_items() -> None:
    """A capital on a word that the text writes small elsewhere begins an item; a name does not."""
    text = "Being visible to GPs Sharing a room Help from Fenwick Road"
    lower_case = lower_case_words("At Fenwick Road being visible, sharing and help all counted.")
    items = [item.of(text) for item in cell_items(text, Span(0, len(text)), lower_case)]
    assert items == ["Being visible to GPs", "Sharing a room", "Help from Fenwick Road"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "Good ovens Lack of agreed aims and times MPs and bakers have different ones in mind",
            ["Good ovens", "Lack of agreed aims and times", "MPs and bakers have different ones in mind"],
        ),
        (
            "Good ovens Lack of agreed aims for the MPs and bakers",
            ["Good ovens", "Lack of agreed aims for the MPs and bakers"],
        ),
        (  # a verb before: the item goes on
            "Good ovens They were told by nine MPs and bakers have since agreed to it",
            ["Good ovens", "They were told by nine MPs and bakers have since agreed to it"],
        ),
        (  # "that" is left out
            "Good ovens Lack of regard for demands MPs are under",
            ["Good ovens", "Lack of regard for demands MPs are under"],
        ),
        (  # nothing else in it is run together
            "Lack of agreed aims and times MPs and bakers have different ones in mind",
            ["Lack of agreed aims and times MPs and bakers have different ones in mind"],
        ),
    ],
)
def test_an_item_may_begin_with_an_abbreviation(text: str, items: list[str]) -> None:
    """Where a clause of its own follows an item without a verb, in a cell that runs items together."""
    found = cell_items(text, Span(0, len(text)), frozenset({"good", "ovens", "lack", "they", "of"}))
    assert [item.of(text) for item in found] == items


def test_lower_case_words_are_no_names() -> None:
    """Only words written small somewhere, and whole."""
    assert lower_case_words("Well-run teams met Smith in mid-Wales.") >= {"teams", "met", "in"}
    assert "smith" not in lower_case_words("Well-run teams met Smith in mid-Wales.")


WORDS = st.text(
    st.one_of(st.sampled_from("aB9.!?…’”)]*_ \n\t[(‘“–"), st.characters(exclude_categories=["Cs"])),
    max_size=120,
)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4))
def test_sentences_hold_every_letter_once_and_in_order(parts: list[tuple[str, str]]) -> None:
    """Whatever the runs of a block: spans inside them, in order, apart, and no letter or digit left out."""
    text, runs = "", []
    for inside, between in parts:
        if inside:
            runs.append(Span(len(text), len(text) + len(inside)))
        text += inside + "\n" + between
    sentences = sentence_spans(text, runs)
    spans = [span for sentence in sentences for span in sentence]
    assert all(any(run.covers(span) for run in runs) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert not uncovered(text, runs, spans)


@given(WORDS, st.sets(st.sampled_from(["being", "sharing", "a", "room"])))
def test_items_hold_every_letter_of_their_cell(words: str, lower_case: set[str]) -> None:
    """A cell's items lie in it, in order, and leave no letter or digit out."""
    text = f"before {words} Being open Sharing a Room after"
    cell = Span(7, len(text) - 6)
    items = cell_items(text, cell, lower_case)
    assert all(cell.covers(item) for item in items)
    assert all(before.end <= after.start for before, after in pairwise(items))
    assert not uncovered(text, [cell], items)
