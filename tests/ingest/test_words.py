"""Words as the search compares them: stems in order, a mark after each sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.words import as_indexed, number_of, stem, stem_numbers, word_stems, words


def test_a_hyphenated_word_is_whole_and_its_parts_are_stems() -> None:
    """Its parts are compared, and the s of a genitive is none of them."""
    assert words("Decision-making, GPs’ time; the team's view.") == [
        "Decision-making",
        "GPs",
        "time",
        "the",
        "team's",
        "view",
    ]
    assert word_stems("Decision-making") == (stem("decision"), stem("making"))
    assert word_stems("team's") == (stem("team"),)


def test_inflections_share_a_number() -> None:
    """Case and endings are not compared; other words have other numbers."""
    assert number_of(stem("Barriers")) == number_of(stem("barrier"))
    assert number_of(stem("barrier")) != number_of(stem("border"))


def test_a_name_in_capitals_is_no_small_word() -> None:
    """ "IT" is a department and "WHO" a body; in small letters, and inside other words, they are not."""
    assert stem("IT") != stem("it")
    assert stem("WHO") not in (stem("who"), stem("IT"))
    assert as_indexed("IT and admin support, it said; ITV's US office, co-IT") == (
        "nameIT and admin support, it said; ITV's nameUS office, co-IT"
    )


@given(st.sampled_from(["IT", "US", "WHO", "ME"]))
def test_a_name_has_the_stem_by_which_the_index_has_it(name: str) -> None:
    assert stem(as_indexed(name)) == stem(name)


def test_a_zero_ends_each_sentence() -> None:
    """One number a word, in order, and one mark a sentence, even for a sentence without words."""
    numbers = stem_numbers(["Trust helps.", "…", "It takes time."])
    assert numbers.dtype == np.uint32
    assert [len(part) for part in np.split(numbers, np.flatnonzero(numbers == 0))] == [2, 1, 4, 1]
    assert numbers[0] == number_of(stem("trust"))


@given(st.lists(st.text(max_size=80), max_size=6))
def test_no_word_is_a_mark(sentences: list[str]) -> None:
    """Whatever the words, there are as many zeros as sentences."""
    assert int((stem_numbers(sentences) == 0).sum()) == len(sentences)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("per 10,000 people", ["per", "10,000", "people"]),
        ("close to the services.2022 Then", ["close", "to", "the", "services", "Then"]),
        ("their supervision.10,12,17", ["their", "supervision"]),
        ("in 2012, 7,8 and p.13", ["in", "2012", "7", "8", "and", "p", "13"]),
    ],
)
def test_numbers_are_whole_and_those_of_notes_are_none(text: str, expected: list[str]) -> None:
    assert words(text) == expected
    assert words(as_indexed(text)) == expected
