"""Questions made ready to search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import QuestionError
from qa.query import Asks, clean, leans, make_query, match_any, telling_words
from qa.types import Question


@pytest.mark.parametrize("text", ["", "   ", "?!", "\x00\x07", "\u200b\u202e", "…—…"])
def test_an_empty_question_is_refused(text: str) -> None:
    """No words, no search: the message says what to do."""
    with pytest.raises(QuestionError, match="type one"):
        make_query(Question(text))


def test_a_very_long_question_is_refused() -> None:
    with pytest.raises(QuestionError, match="100,000 characters"):
        make_query(Question("a" * 100_000))


@pytest.mark.parametrize("text", ["什么有助于全科医生", "Что помогает врачам?", "ما الذي يساعد الأطباء"])
def test_other_scripts_are_searched(text: str) -> None:
    assert make_query(Question(text)).words


def test_control_characters_are_taken_out() -> None:
    assert clean("What\x00 helps\u202e \x1b[31mGPs?\n") == "What helps [31mGPs?"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What helps GPs and social workers?", Asks.HELPS),
        ("What gets in the way of working with GPs?", Asks.HINDERS),
        ("What are the barriers and enablers, and what helps?", Asks.BOTH),
        ("How many studies did the review include?", Asks.ANY),
        ("Why don't GPs turn up to meetings?", Asks.HINDERS),
    ],
)
def test_what_a_question_asks_for(text: str, asks: Asks) -> None:
    assert make_query(Question(text)).shape.asks is asks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was it peer reviewed?", True),
        ("And what are the drawbacks of that?", True),
        ("What about social workers?", True),
        ("So who pays for them?", True),
        ("What made her drop it?", True),
        ("Who wrote that one up? Were they insiders?", True),
        ("Why not move the lot of them there?", True),
        ("how long before the switch were those held", True),
        ("Why is it so hard to get GPs round the table?", False),
        ("How do GPs see their role?", False),
        ("Co-location: is it enough on its own?", False),
        ("Who funded the review, and who wrote it?", False),
        ("How many studies were included in the review?", False),
        ("What helps GPs and social workers to work well together?", False),
        ("Does co-location save money for the local authority?", False),
    ],
)
def test_leaning_questions_are_known(text: str, expected: bool) -> None:
    assert leans(text) is expected


def test_a_leaning_question_is_read_with_the_one_before() -> None:
    """It is answered as what it means, and says so; one that does not lean is left alone."""
    history = ("What did the Torbay evaluation find?",)
    leaning = make_query(Question("Was it peer reviewed?", history))
    assert "Torbay" in leaning.standalone
    assert leaning.question == "Was it peer reviewed?"
    alone = make_query(Question("How many studies of general practice were there?", history))
    assert alone.standalone == alone.question


def test_a_chain_of_leaning_questions_is_read_whole() -> None:
    """Back to the one that stands by itself, which is named first."""
    history = (
        "What helps dentists?",
        "What did Brown et al. find?",
        "So more people went into residential care?",
    )
    query = make_query(Question("Why might that be?", history))
    assert query.standalone == (
        "Why might that be? (after: What did Brown et al. find? So more people went into residential care?)"
    )


def test_what_is_asked_for_goes_on() -> None:
    """ "And for social workers?" asks for what the question before asked, unless it says otherwise."""
    history = ("What gets in the way of joint working for GPs?",)
    assert make_query(Question("And for social workers?", history)).shape.asks is Asks.HINDERS
    assert make_query(Question("And what are the benefits of that?", history)).shape.asks is Asks.HELPS


def test_telling_words() -> None:
    words = telling_words("What’s the GPs' view of co-location, and who’s against it?")
    assert words == ("gps", "view", "co-location", "against")


@given(st.text(max_size=300))
def test_any_text_is_a_question_or_a_clear_error(text: str) -> None:
    """Whatever is typed gives a query whose words are safe to match, or a QuestionError."""
    try:
        query = make_query(Question(text))
    except QuestionError:
        return
    assert match_any(query.words).count('"') == 2 * len(query.words)
