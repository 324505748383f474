"""A follow-up that names another thing, put into the question before it."""

from __future__ import annotations

import pytest

from qa.putting_in import put_in
from qa.query import make_query
from qa.shape import Asks
from qa.types import Question


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [
        (
            "What helps teachers and bakers to work well together?",
            "And what about bakers?",
            "What helps bakers to work well together?",
        ),
        ("What keeps teachers from singing?", "How about the nurses?", "What keeps nurses from singing?"),
        (
            "What makes it hard for bakers to rest?",
            "And night porters?",
            "What makes it hard for night porters to rest?",
        ),
        ("What hinders shared kitchens?", "What about joint budgets?", "What hinders joint budgets?"),
        ("What are the barriers to trust?", "And what about training?", "What are the barriers to training?"),
        (
            "What gets in the way of joint visits for bakers?",
            "And for teachers?",
            "What gets in the way of joint visits for teachers?",
        ),
        ("What helps teams in York?", "And in Leeds?", "What helps teams in Leeds?"),
    ],
)
def test_the_other_takes_the_place_of_the_first(before: str, text: str, read: str) -> None:
    assert put_in(text, before) == read


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("What helps teachers to share records?", "And what about budgets?"),  # budgets share nothing
        ("What helps teachers to work with bakers?", "And what about bakers?"),  # with whom?
        ("What hinders shared kitchens?", "And what about teachers?"),  # people are no kitchens
        ("What helps teams in York?", "And for teachers?"),
        ("What helps teachers to sing?", "And what about that?"),
        ("What helps teachers to sing?", "And what helps bakers?"),
        ("What helps teachers to sing?", "And who pays?"),
        ("How many teachers sang?", "And what about bakers?"),
    ],
)
def test_where_it_is_not_sure_nothing_is_put_in(before: str, text: str) -> None:
    assert put_in(text, before) is None


def test_a_question_is_read_so() -> None:
    """The first question stands behind a second follow-up too, and only what is read is searched."""
    history = ("What hinders teachers and bakers?", "And what about bakers?")
    query = make_query(Question("And what about porters?", history))
    assert query.standalone == "What hinders porters?"
    assert query.words == ("hinders", "porters")
    assert query.shape.asks is Asks.HINDERS
    assert query.question == "And what about porters?"
    assert "(after:" in make_query(Question("And what about ovens?", history)).standalone
