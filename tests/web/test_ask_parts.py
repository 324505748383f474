"""What the Ask page is made of: what a tab hands over, filters, files, and what is asked next."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UsageError
from ingest.types import Direction, Level
from qa.exporting import Format
from qa.types import Answer, Question
from tests.web.fakes import RECORDS, FakeService
from tests.web.markup import parse
from web.ask_dialogs import dialogs_html
from web.ask_events import Answering, shown
from web.ask_filters import NO_FILTERS, Filters, filters_html
from web.ask_follow_ups import follow_ups
from web.ask_tab import MOST_KEPT, Asked, Tab, read_tab, to_keep
from web.ask_taking_away import file_for, reference_for

ALL = tuple(RECORDS.values())


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_whatever_a_browser_hands_over_is_read(text: str) -> None:
    assert isinstance(read_tab(text), Tab)


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", '{"asked": 3}', '{"asked": [{"question": "a", "reply": "<b>"}]}', "7" * 2_000_000],
)
def test_what_is_not_of_its_shape_is_nothing(text: str | None) -> None:
    assert read_tab(text) == Tab()


def test_one_part_that_is_wrong_does_not_lose_the_other() -> None:
    asked = [Asked("What helps?", Filters(("a",), 1990, 2000, Direction.HELPS, Level.INTEGRATED), 3)]
    whole = {"filters": {"direction": "sideways"}, "asked": json.loads(to_keep(asked))}
    assert read_tab(json.dumps(whole)) == Tab(NO_FILTERS, tuple(asked))
    whole = {"filters": {"sources": ["a"], "first": "1990"}, "asked": "none"}
    assert read_tab(json.dumps(whole)) == Tab(Filters(("a",), 1990))


def test_the_latest_questions_are_kept() -> None:
    many = [Asked(str(n)) for n in range(MOST_KEPT + 5)]
    kept = json.loads(to_keep(many))
    assert [one["question"] for one in kept] == [str(n) for n in range(5, MOST_KEPT + 5)]


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        (NO_FILTERS, ()),
        (Filters(("note-1998",)), ("note-1998",)),
        (Filters(("note-1998", "review-2013")), ()),
        (Filters(("gone",)), ()),
        (Filters(("gone", "note-1998")), ("note-1998",)),
        (Filters(first=1998), ()),
        (Filters(first=1999), ("review-2013",)),
        (Filters(last=1998), ("note-1998",)),
    ],
)
def test_documents_and_years_become_sources(filters: Filters, keys: tuple[str, ...]) -> None:
    assert filters.keys(ALL) == keys


def test_a_document_without_a_year_is_of_no_years() -> None:
    undated = dataclasses.replace(RECORDS["note-1998"], year=None)
    assert Filters(last=2020).keys((undated, RECORDS["review-2013"])) == ("review-2013",)
    with pytest.raises(UsageError, match="No document up to 1990 is left to search"):
        Filters(last=1990).keys((undated,))
    with pytest.raises(UsageError, match="from 2000 to 2010"):
        Filters(("review-2013",), 2000, 2010).keys(ALL)


def test_titles_and_names_in_the_filters_are_text() -> None:
    bad = dataclasses.replace(RECORDS["note-1998"], key='"><b>', title='"><img>', authors=("<i>x</i>",))
    root = parse(filters_html((bad,), Filters(('"><b>',))))
    (box,) = [one for one in root.all("input") if one.attributes["type"] == "checkbox"]
    assert box.attributes["value"] == '"><b>'
    assert "checked" in box.attributes
    assert root.all("img") + root.all("b") + root.all("i") == []


def _file(answers: tuple[Answer, ...], kind: str = "markdown", style: str = "harvard") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(file_for(FakeService(), answers, kind, style))
    return told


def test_a_file_comes_with_its_name_and_bytes_and_is_another_each_time() -> None:
    answer = FakeService().ask(Question("What helps?"))
    one, same = _file((answer,)), _file((answer,))
    assert one["name"] == "what-helps.md"
    assert "# What helps?" in base64.b64decode(one["content"]).decode("utf-8")
    assert one["serial"] != same["serial"], "the browser takes an equal value for none"


@pytest.mark.parametrize(("kind", "style"), [("exe", "harvard"), ("word", "loud")])
def test_a_file_of_no_known_kind_is_refused(kind: str, style: str) -> None:
    told = _file((FakeService().ask(Question("What helps?")),), kind, style)
    assert "choose one from the list" in told["error"]
    assert "content" not in told
    assert "ask a question first" in _file(())["error"]


def test_every_format_can_be_chosen() -> None:
    root = parse(dialogs_html())
    offered = {one.attributes["value"] for one in root.all("input") if one.attributes["name"] == "format"}
    assert offered == {kind.value for kind in Format}


@pytest.mark.parametrize("numbers", [(), (99,), (-1,)])
def test_a_quotation_that_is_not_there_is_said_to_be_gone(numbers: tuple[int, ...]) -> None:
    answer = FakeService().ask(Question("What helps?"))
    assert "no longer here" in json.loads(reference_for(FakeService(), answer, numbers))["error"]
    assert "no longer here" in json.loads(reference_for(FakeService(), None, (1,)))["error"]


class Sided(FakeService):
    """Has findings of one side for each question, as the question names it."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        side = Direction.HINDERS if "hinder" in question.text or "hard" in question.text else Direction.HELPS
        findings = [dataclasses.replace(f, direction=side, theme="trust") for f in answer.findings[:4]]
        return dataclasses.replace(answer, findings=tuple(findings))


@pytest.mark.parametrize(
    ("question", "turned"),
    [
        ("What helps trust?", "What hinders trust?"),
        ("What hinders trust?", "What helps trust?"),
        ("What gets in the way of joint working?", "What helps joint working?"),
        ("What helps GPs to work well?", "What makes it hard for GPs to work well?"),
        ("What makes it hard for GPs to work well?", "What helps GPs to work well?"),
        ("What stops GPs and nurses from working together?", "What helps GPs and nurses to work together?"),
        ("What prevents GPs from using one record?", "What helps GPs to use one record?"),
        ("What keeps GPs from grizzling?", "What helps respect?"),  # of what verb? The question is not turned
        ("Does it work?", "What hinders respect?"),
    ],
)
def test_a_question_is_turned_to_the_other_side(question: str, turned: str) -> None:
    service = Sided()
    sided = service.ask(Question(re.sub("gets in the way of|stops|prevents|keeps", "hinders", question)))
    answer = dataclasses.replace(sided, question=question, standalone_question=question)
    offered = follow_ups(service, answer, {"trust": "Respect"}, (question,))
    assert offered[0] == turned


def test_nothing_is_offered_that_was_asked_or_is_not_there() -> None:
    """The theme has findings, the other side has none, and the study has been asked about."""
    service = FakeService()
    answer = service.ask(Question("What helps trust?"))
    helps = tuple(
        dataclasses.replace(f, direction=Direction.HELPS, theme="trust")
        for f in answer.findings
        if f.direction is Direction.HELPS
    )
    answer = dataclasses.replace(answer, findings=helps)
    asked = ("What helps trust?", "And Brown et al. 2003?")
    assert follow_ups(service, answer, {"trust": "Trust"}, asked) == ("What hinders trust?",)
    assert follow_ups(service, answer, {"trust": "Trust"}, (*asked, "what hinders TRUST")) == ()


def test_an_event_that_changes_nothing_still_says_so() -> None:
    """Gradio empties every output of a generator that yields nothing."""
    answering = Answering(FakeService())
    assert len(list(answering.wired((), "", cast(Any, object())))) == 1


def test_a_question_is_not_asked_while_another_waits() -> None:
    """Two at once would each follow the same conversation, and one of them be lost."""
    service = FakeService()
    answering = Answering(service)
    first = next(answering.typed("What helps?", (), False, ""))
    waiting = first[2]
    (only,) = answering.typed("What hinders?", waiting, False, "")
    assert "still being answered" in only[4]
    assert [question.text for question in service.asked] == []
    stopped = answering.stop(waiting)
    assert (stopped[0], stopped[2]) == ("What helps?", ())
    assert answering.stop(())[2] == shown()[2], "there is nothing to stop"
