"""Joined questions: which are, into what, and that each part gets its own answer."""

from __future__ import annotations

import re

import pytest

from qa.joined import split, understand
from qa.service import AnswerService
from qa.showing import answer_text
from qa.types import Question, Status, by_part


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How many nurses took part and how many villages did they visit?",
            ("How many nurses took part", "how many villages did they visit?"),
        ),
        ("Who paid for the bus, and who drove it?", ("Who paid for the bus", "who drove it?")),
        (
            "Who paid for it, when was it printed and how strong is the evidence?",
            ("Who paid for it", "when was it printed", "how strong is the evidence?"),
        ),
        (
            "Has a named nurse been tried? Did it make a difference?",
            ("Has a named nurse been tried", "Did it make a difference?"),
        ),
        (
            "Were the bus routes surveyed, and how many were found empty?",
            ("Were the bus routes surveyed", "how many were found empty?"),
        ),
        (
            "How many villages had a bus, and when were they asked?",
            ("How many villages had a bus", "when were they asked?"),
        ),
        (
            "Who pays for the bus, and does it save anybody money?",
            ("Who pays for the bus", "does it save anybody money?"),
        ),
        (
            "Who drives, and do shared timetables help or hinder?",
            ("Who drives", "do shared timetables help or hinder?"),
        ),
        (
            "What did the Larch Road study find and how was it done?",
            ("What did the Larch Road study find", "how was it done?"),
        ),
        (
            "What support do carers get; how is it paid for?",
            ("What support do carers get", "how is it paid for?"),
        ),
    ],
)
def test_what_asks_several_things_is_split(question: str, parts: tuple[str, ...]) -> None:
    assert split(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What helps and what hinders trust?",
        "What are the benefits for patients and what are the drawbacks?",
        "Do doctors understand what nurses do and what they are responsible for?",
        "How do I find out who is responsible and how they are paid?",
        "How do nurses and how do doctors see their roles?",
        "What about the nurses, how did they feel about it?",
        "When patients are discharged, how do doctors find out?",
        "In your view, how do doctors see it?",
        "When drivers are ill, and do not come, what helps?",
        "What works, and why?",
        "When was it, and where was it?",
        "How good is the evidence on buses? Could I put it in front of a board?",
        "When and where did the study take place?",
        "I run a practice. What helps with trust?",
        "Does it help or is it a waste of money?",
        "Who pays, who drives, who is late, who was seen, who has gone, and who is left?",
        "Nurses and doctors",
        "?",
        "and what",
    ],
)
def test_what_asks_one_thing_stays_whole(question: str) -> None:
    assert split(question) == (question,)


def test_a_part_with_few_words_is_read_beside_the_one_before() -> None:
    """ "How many were judged poor?" does not say of what, and still asks only for its own words."""
    first, second = understand(Question("Were the village schools inspected, and how many were poor?")).parts
    assert first.standalone == "Were the village schools inspected"
    assert {"schools", "poor"} <= set(second.words)
    assert "poor" in second.own_words
    assert "schools" not in second.own_words
    assert second.shape.form is not None
    assert second.shape.form.name == "a number"


def test_what_is_counted_takes_the_place_of_they() -> None:
    _, second = understand(Question("How many villages had a bus, and when were they asked?")).parts
    assert second.question == "when were the villages asked?"


def test_a_part_may_lean_on_an_earlier_question() -> None:
    asked = understand(
        Question("And when was it sold, and who drove it?", ("What happened to the village bus?",))
    )
    assert [part.question for part in asked.parts] == ["And when was it sold", "who drove it?"]
    assert all("village" in part.standalone for part in asked.parts)


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "How many studies did the review include and how many people were interviewed?",
        "How many studies did the review include? How many people were interviewed?",
    ],
)
def test_each_part_has_its_own_quotes(service: AnswerService, question: str) -> None:
    answer = service.ask(Question(question))
    (first, studies), (second, people) = by_part(answer)
    assert first is not None
    assert second is not None
    assert all(re.search(r"\bnine\b.*\bstudies\b", finding.text) for finding in studies)
    assert studies
    assert any("ten key stakeholders" in finding.text for finding in people)
    assert answer.lead == (
        f"This asks 2 things, and each is answered by itself: 1 quotation for “{first.question.rstrip('?')}” "
        f"and {len(people)} quotations for “{second.question.rstrip('?')}”."
    )
    printed = answer_text(answer)
    assert printed.index(second.question) < printed.index(people[0].text)


@pytest.mark.model
def test_a_part_without_an_answer_says_so(service: AnswerService) -> None:
    answer = service.ask(
        Question("How many studies did the review include, and what is the boiling point of helium?")
    )
    assert answer.status is Status.ANSWERED
    assert {finding.part for finding in answer.findings} == {0}
    assert answer.parts[1].lead.startswith("The answer is not in these")
    assert answer.lead.endswith("and nothing for “What is the boiling point of helium”.")


@pytest.mark.model
def test_what_was_found_for_one_part_is_not_shown_for_another_again(service: AnswerService) -> None:
    """Where all of it is the same, that is said."""
    answer = service.ask(
        Question("What did GPs think of social workers, and what did social workers think of GPs?")
    )
    assert {finding.part for finding in answer.findings} == {0}
    assert answer.parts[1].lead == (
        "What was found for this is quoted under “What did GPs think of social workers?”. "
        "The documents do not tell the two apart."
    )
    assert answer.lead.endswith("and the same for “What did social workers think of GPs”.")


@pytest.mark.model
def test_passages_of_all_parts_are_there_each_once_best_first(service: AnswerService) -> None:
    question = Question("Who funded the review, and how are carers means tested?")
    passages = service.ask(question).passages
    assert [passage.rank for passage in passages] == list(range(1, 11))
    assert len({passage.id for passage in passages}) == 10
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert scores[1] > 0.95
    assert passages == service.search(question)
