"""Direction and level: what headings and sentences say, and when they say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.direction import heading_direction, level_of, sentence_direction
from ingest.types import Direction, Level

HELPS, HINDERS, MIXED, NONE = Direction.HELPS, Direction.HINDERS, Direction.MIXED, Direction.NONE


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("What helps", HELPS),
        ("Facilitators", HELPS),
        ("Benefits of working together", HELPS),
        ("Promoting factors", HELPS),
        ("Barriers", HINDERS),
        ("OBSTACLES TO CHANGE", HINDERS),
        ("Problems identified", HINDERS),
        ("What gets in the way", HINDERS),
        ("Barriers and facilitators", NONE),
        ("Methods", NONE),
        ("Conservation", NONE),  # not "cons"
        ("", NONE),
    ],
)
def test_heading_direction(words: str, direction: Direction) -> None:
    """A heading speaks for all under it only where it names one direction."""
    assert heading_direction(words) is direction


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("Sharing an office improved the relationship.", HELPS),
        ("Lack of time was a barrier.", HINDERS),
        ("Co-location overcame the problem of distance.", HELPS),
        ("Meetings reduced the risk of delay.", HELPS),
        ("The new form was not helpful.", HINDERS),
        ("Staff had little support.", HINDERS),
        ("The pilot was valued, but GPs were too busy.", MIXED),
        ("The practice has four rooms.", NONE),
        ("", NONE),
    ],
)
def test_sentence_direction(words: str, direction: Direction) -> None:
    """A negated help hinders, a relieved trouble helps, one against the other is mixed."""
    assert sentence_direction(words) is direction


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("Integrated working in practice", Level.INTEGRATED),
        ("At the level of the general practice", Level.INTEGRATED),
        ("Partnership working", Level.PARTNERSHIP),
        ("Barriers at the organisational level", Level.PARTNERSHIP),
        ("Barriers at the organizational level", Level.PARTNERSHIP),
        ("Integrated working and partnership working", None),
        ("Methods", None),
        ("", None),
    ],
)
def test_level(words: str, level: Level | None) -> None:
    """A level is named, or it is not; never chosen between two."""
    assert level_of(words) is level


@given(st.text())
def test_any_words_have_a_direction_and_a_level(words: str) -> None:
    """No text is too odd to be judged."""
    assert heading_direction(words) in (HELPS, HINDERS, NONE)
    assert sentence_direction(words) in Direction
    assert level_of(words) in (None, *Level)


@given(
    st.sampled_from(["barriers", "problems", "risks"]),
    st.sampled_from(["benefits", "strengths", "successes"]),
)
def test_a_heading_of_both_directions_names_neither(bad: str, good: str) -> None:
    """Whatever the order and the case."""
    assert heading_direction(f"{good} and {bad}") is NONE
    assert heading_direction(f"{bad.upper()} against {good.title()}") is NONE
    assert heading_direction(bad) is HINDERS
    assert heading_direction(good) is HELPS
