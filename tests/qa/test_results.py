"""What was reported to have come of something, told from what it was for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.results import sets_beside, tells_result
from qa.shape import shape_of
from qa.types import Answer

_PLACES = ("Aldwick", "Burnham", "Corley", "Danby", "Elsham", "Fulbeck", "Garton", "Hibald", "Ingleby")


@pytest.mark.parametrize(
    "words",
    [
        "The wardens had no measurable effect on how many were flooded.",
        "Homes with a warden were flooded fewer times than those without.",
        "Damage fell by a fifth.",
        "The trial was unable to show that anybody slept better.",
        "The gains seem to be even greater after a year.",
        "There was little improvement in attendance.",
    ],
)
def test_what_came_of_it_is_a_result(words: str) -> None:
    assert tells_result(words)


@pytest.mark.parametrize(
    "words",
    [
        "A warden looks after about forty homes.",
        "The scheme focuses on keeping water out.",
        "It is meant to be of use to those who live by the river.",
    ],
)
def test_what_it_was_for_is_none(words: str) -> None:
    assert not tells_result(words)


def test_a_cell_of_outcomes_is_a_result() -> None:
    assert tells_result("Drier cellars", ("Table 2", "Mill Lane", "Key outcomes"))
    assert not tells_result("Drier cellars", ("Table 2", "Mill Lane", "Setting"))


@pytest.mark.parametrize(
    ("question", "on"),
    [
        ("Do wardens reduce damage or keep cellars dry?", "damage or keep cellars dry?"),
        ("What effect did wardens have on cellars?", " cellars?"),
        ("Does it save money?", "save money?"),
        ("Who pays for the wardens?", ""),
        ("What helps wardens?", ""),
    ],
)
def test_what_may_have_changed_is_told(question: str, on: str) -> None:
    assert shape_of(question).effect_on.strip() == on.strip()


def test_results_come_before_what_a_scheme_was_for(ask_beside_others: Callable[[str, str], Answer]) -> None:
    """Of those who ask whether it changed something, most want to know that it did not."""
    answer = ask_beside_others(
        "# Wardens\n\n## The scheme\n\n"
        + " ".join(f"The wardens of {name} are there to reduce damage to cellars." for name in _PLACES)
        + "\n\nIn the second winter of the scheme they counted once more, and damage was no lower than before.\n",
        "Do wardens reduce damage to cellars?",
    )
    assert any("no lower" in finding.text for finding in answer.findings)
    assert len(answer.findings) <= 4


@pytest.mark.parametrize(
    ("words", "sets"),
    [
        ("Wardens are as likely to be heard as the siren.", True),
        ("Two villages with wardens were compared with two without.", True),
        ("Wardens came sooner than the brigade.", True),
        ("The siren has the same reach as a warden.", True),
        ("Wardens rather than engineers were sent.", False),
        ("Wardens are likely to be heard.", False),
    ],
)
def test_what_sets_one_thing_beside_another(words: str, sets: bool) -> None:
    assert sets_beside(words) is sets
