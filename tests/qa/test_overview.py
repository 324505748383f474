"""Questions about all that the library is about, and about one of its schemes; the real model and documents."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.types import Direction
from qa.service import AnswerService
from qa.types import Answer, Question

pytestmark = pytest.mark.model

BROAD = "What gets in the way of joint working between general practice and adult social care?"


def _themes(answer: Answer) -> Counter[tuple[Direction, str | None]]:
    return Counter((finding.direction, finding.theme) for finding in answer.findings)


@pytest.mark.parametrize(
    "question",
    [
        BROAD,
        BROAD.replace("adult ", ""),
        "What are the main barriers?",
        "What are the most important barriers to joint working between social care and general practice?",
    ],
)
def test_a_question_about_everything_gets_the_breadth_of_themes(
    service: AnswerService, question: str
) -> None:
    """However it names the topic: "adult" tells no more than the titles do, and "main" nothing."""
    themes = _themes(service.ask(Question(question)))
    assert len(themes) >= 8
    assert set(themes.values()) == {1}


@pytest.mark.parametrize(
    "question",
    [
        "What gets in the way of joint working on budgets between general practice and social care?",
        "What gets in the way of commissioning boards of general practice and adult social care?",
    ],
)
def test_a_word_of_its_own_makes_a_question_narrower(service: AnswerService, question: str) -> None:
    assert max(_themes(service.ask(Question(question))).values(), default=2) > 1


@pytest.mark.parametrize("place", ["Torbay", "Salford", "Barking and Dagenham"])
def test_a_place_gets_what_its_study_found(service: AnswerService, place: str) -> None:
    """The rows of the tables do not name it: their study does."""
    answer = service.ask(Question(f"Tell me about {place}"))
    assert len(answer.studies) == 1
    assert len(answer.findings) >= 8
    assert {finding.direction for finding in answer.findings} >= {Direction.HELPS, Direction.NONE}


def test_what_is_told_of_a_study_comes_in_its_source_s_order(service: AnswerService) -> None:
    """Within a direction."""
    answer = service.ask(Question("Tell me about Davey"))
    starts = {citation.n: citation.start for citation in answer.citations}
    for direction in {finding.direction for finding in answer.findings}:
        told = [starts[f.citations[0]] for f in answer.findings if f.direction is direction]
        assert told == sorted(told)
