"""The address of an answer's question asks the same question, whatever that leans on."""

from __future__ import annotations

import dataclasses
from urllib.parse import parse_qs

import pytest

from qa.query import make_query
from qa.types import Answer, Question
from tests.web.fakes import FakeService
from tests.web.markup import parse
from web.ask_filters import Filters
from web.ask_link import answer_address
from web.ask_tab import read_earlier, read_tab, to_keep
from web.conversation import Conversation, Turn, history_of, respond, to_remember

FIRST = "What helps GPs and social workers to work well together?"


def answer_to(question: str, earlier: tuple[str, ...]) -> Answer:
    """As the service reads it."""
    read = make_query(Question(question, earlier))
    return dataclasses.replace(
        FakeService().ask(Question(question)), question=question, standalone_question=read.standalone
    )


def fields_of(address: str) -> dict[str, list[str]]:
    return parse_qs(address.partition("#")[2])


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("What hinders?", ()),
        ("And what hinders?", (FIRST,)),
        ("And what about nurses?", (FIRST,)),
        ("And why?", ("How strong is the evidence?", FIRST, "And what hinders?")),
        ("And why? " + "trust " * 150, (FIRST + " trust" * 150,)),  # too long for one question
    ],
)
def test_it_is_read_the_same_by_who_opens_it(question: str, earlier: tuple[str, ...]) -> None:
    """Its words and its shape, without the conversation that it was asked in."""
    fields = fields_of(answer_address(answer_to(question, earlier), earlier, Filters(first=2001)))
    opened = make_query(Question(fields["q"][0], tuple(fields.get("after", ()))))
    asked = make_query(Question(question, earlier))
    assert (opened.words, opened.shape) == (asked.words, asked.shape)
    assert fields["from"] == ["2001"]


def test_a_whole_question_stands_alone_and_no_more_goes_along_than_it_takes() -> None:
    made_whole = answer_address(answer_to("And what about nurses?", (FIRST,)), (FIRST,), Filters())
    assert fields_of(made_whole) == {"q": ["What helps nurses to work well together?"]}
    earlier = ("How strong is the evidence?", FIRST)
    leaning = answer_address(answer_to("And what hinders?", earlier), earlier, Filters())
    assert fields_of(leaning) == {"q": ["And what hinders?"], "after": [FIRST]}


def test_what_a_link_came_with_is_leant_on_and_kept() -> None:
    """By the question itself, by those after it, by its own link, and after a reload."""
    service = FakeService()

    def last(question: str, before: Conversation, after: tuple[str, ...] = ()) -> Turn:
        return list(respond(service, question, before, after=after))[-1]

    turn = last("And what hinders?", (Turn("Unrelated", "", answered=True),), (FIRST,))
    assert service.asked[-1] == Question("And what hinders?", (FIRST,))
    (link,) = parse(turn.reply).all("a", "link")
    assert fields_of(link.attributes["href"])["after"] == [FIRST]
    last("And why?", (turn,))
    assert service.asked[-1].history == (FIRST, "And what hinders?") == history_of((turn,))
    kept = read_tab(f'{{"asked": {to_keep(to_remember((turn,)))}}}').asked
    assert kept[0].after == (FIRST,)


@pytest.mark.parametrize("value", [None, "a", 3, {"a": 1}, [1], [["a"]], ["x" * 5000]])
def test_what_is_no_list_of_questions_is_nothing(value: object) -> None:
    assert read_earlier(value) == ()
    assert read_earlier(["a", "b"]) == ("a", "b")
    assert len(read_earlier(["a"] * 1000)) <= 10
