"""What a question asks the meaning of, and who says it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.definitions import defines, term_asked
from qa.types import Answer


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is a river warden?", "river warden"),
        ("What are river wardens?", "river wardens"),
        ("What does “flood gate” mean?", "flood gate"),
        ("What is meant by dry storage?", "dry storage"),
        ("Can you define high water?", "high water"),
        ("What is the cost of a warden?", None),
        ("What are the barriers to wardens?", None),
        ("What helps wardens?", None),
        ("Who is the warden?", None),
    ],
)
def test_the_term_asked_for(question: str, term: str | None) -> None:
    assert term_asked(question) == term


@pytest.mark.parametrize(
    ("words", "term", "says"),
    [
        ("River warden – this will be used of whoever watches the gauge.", "river wardens", True),
        ("A river warden is somebody who watches the gauge.", "river warden", True),
        ("The “river wardens” (RW) are volunteers.", "river warden", True),
        ("River-wardens: those who watch the gauge.", "river warden", True),
        ("River wardens met on Tuesdays.", "river warden", False),
        ("River wardens are not paid.", "river warden", False),
        ("They are river wardens.", "river warden", False),
    ],
)
def test_who_says_what_it_is(words: str, term: str, says: bool) -> None:
    assert defines(words, term) is says


def test_the_definition_comes_first_and_is_said_to_answer(
    ask_beside_others: Callable[[str, str], Answer],
) -> None:
    text = (
        "# Wardens\n\n## Words\n\nA river warden is somebody of the village who watches the gauge by night.\n\n"
        "## What came of it\n\n" + "River warden or no river warden, the river rose to the mill. " * 3 + "\n"
    )
    answer = ask_beside_others(text, "What is a river warden?")
    assert "somebody of the village" in answer.findings[0].text
    assert _claims(answer.lead)
    assert not _claims(ask_beside_others(text, "What is a gauge?").lead)


def _claims(lead: str) -> bool:
    return "answers this" in lead or "answer this" in lead
