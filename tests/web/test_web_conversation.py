"""A conversation goes on, whatever a question does."""

from __future__ import annotations

from pathlib import Path
from threading import Timer

from tests.web.fakes import FakeService
from tests.web.markup import parse
from web.ask_filters import Filters
from web.conversation import (
    APOLOGY,
    LOADING,
    Conversation,
    Turn,
    answer_of,
    is_news,
    messages,
    next_html,
    numbers_for,
    respond,
    to_remember,
)


def last(service: FakeService, question: str, before: Conversation = ()) -> Turn:
    return list(respond(service, question, before))[-1]


def test_only_answered_questions_are_history() -> None:
    service = FakeService()
    first = last(service, "What helps?")
    failed = last(service, "a known error", (first,))
    last(service, "And what hinders?", (first, failed))
    assert service.asked[-1].history == ("What helps?",)


def test_an_error_is_said_in_its_own_words() -> None:
    turn = last(FakeService(), "a known error")
    assert turn.failed
    assert parse(turn.reply).text.startswith("The library is locked")


def test_an_unknown_error_gives_no_details_away() -> None:
    turn = last(FakeService(), "an unknown error")
    assert turn.failed
    assert parse(turn.reply).text == APOLOGY


def test_a_model_that_still_loads_says_so_and_then_answers(tmp_path: Path) -> None:
    loaded = tmp_path / "loaded"
    turns = respond(FakeService(loaded), "What helps?", ())
    assert parse(next(turns).reply).text == LOADING
    loading = Timer(0.3, loaded.touch)
    loading.start()
    assert "10 findings" in parse(list(turns)[-1].reply).text
    loading.join()


def test_a_very_long_question_is_not_thrown_back_whole() -> None:
    question = "w" * 100_000
    turn = last(FakeService(), question)
    assert "longer than 2,000 characters" in turn.reply
    asked = messages((turn,))[0]["content"]
    assert len(asked) < 1_000
    assert "(100,000 characters)" in asked


def test_what_is_asked_is_shown_as_text() -> None:
    turn = last(FakeService(), "<img src=x onerror=alert(1)>\n\n# What helps?")
    asked = messages((turn,))[0]["content"]
    assert "img" not in parse(asked).tags()
    assert "\n" not in asked


def test_a_changed_library_is_said_once_and_its_head_renewed() -> None:
    """With the answer that first comes from it; not with the first answer of all, nor with one that failed."""
    service = FakeService()
    first = last(service, "What helps?")
    assert "has changed" not in first.reply
    assert is_news((first,))
    same = last(service, "And what hinders?", (first,))
    assert "has changed" not in same.reply
    assert not is_news((first, same))
    service.generation = 5
    failed = last(service, "a known error", (first, same))
    assert not is_news((first, same, failed))
    newer = last(service, "What helps?", (first, same, failed))
    words = "The library has changed since your last question: it now has 2 documents."
    assert parse(newer.reply).all("p", "changed")[0].text == words
    assert is_news((first, same, failed, newer))
    after = last(service, "What helps?", (first, same, failed, newer))
    assert "has changed" not in after.reply
    assert "\n" not in newer.reply, "Markdown takes it for one block"


def test_one_number_means_one_place_in_a_conversation() -> None:
    """A place cited again keeps its number; a new one gets the next; the answers' own numbers stay."""
    service = FakeService()
    first = last(service, "What helps?")
    second = last(service, "hostile", (first,))
    third = last(service, "What hinders?", (first, second))
    assert first.answer is not None
    assert second.answer is not None
    assert third.answer is not None
    many = len(first.answer.citations)
    assert numbers_for(first.answer, ()) == {c.n: c.n for c in first.answer.citations}
    assert numbers_for(second.answer, (first,)) == {1: many + 1}
    assert numbers_for(third.answer, (first, second)) == {c.n: c.n for c in third.answer.citations}
    assert f"[{many + 1}]" in parse(second.reply).all("a", "cite")[0].text
    assert second.answer.citations[0].n == 1


def test_filters_narrow_the_search_and_are_said_with_the_question() -> None:
    service = FakeService()
    turn = last_with(service, "What helps?", Filters(last=1999))
    assert service.asked[-1].sources == ("note-1998",)
    assert (
        parse(messages((turn,))[0]["content"]).all("p", "narrowed")[0].text == "Filters: documents up to 1999"
    )
    none = last_with(service, "What helps?", Filters(first=2020, last=2021))
    assert none.failed
    assert "No document from 2020 to 2021 is left to search" in parse(none.reply).text
    assert len(service.asked) == 1, "an empty list of sources would have searched them all"


def last_with(service: FakeService, question: str, filters: Filters) -> Turn:
    return list(respond(service, question, (), filters))[-1]


def test_a_question_asked_again_tells_of_a_library_that_has_changed() -> None:
    service = FakeService()
    service.generation = 5
    same = list(respond(service, "What helps?", (), generation=5))[-1]
    assert "has changed" not in same.reply
    newer = list(respond(service, "What helps?", (), generation=4))[-1]
    assert "The library has changed" in newer.reply


def test_a_tab_remembers_questions_and_filters_and_nothing_that_is_too_long() -> None:
    service = FakeService()
    filters = Filters(("note-1998",))
    turn = last_with(service, "What helps?", filters)
    long = Turn("w" * 5_000, "", failed=True)
    (kept,) = to_remember((turn, long))
    assert (kept.question, kept.filters, kept.generation) == ("What helps?", filters, 1)


def test_what_is_asked_next_is_tried_before_it_is_offered() -> None:
    """A study among the findings; never one whose answer has nothing of it, nor after a silence."""
    service = FakeService()
    turn = last(service, "What helps?")
    offered = [link.text for link in parse(next_html(service, (turn,))).all("a", "ask-this")]
    assert offered == ["Tell me about Brown et al. 2003"]
    assert service.asked[-1].text == offered[0]
    assert next_html(service, (last(service, "apixaban"),)) == ""
    assert next_html(service, ()) == ""
    assert next_html(service, (last(service, "a known error"),)) == ""


def test_answers_are_found_by_the_number_of_their_question() -> None:
    service = FakeService()
    failed = last(service, "a known error")
    turn = last(service, "What helps?", (failed,))
    assert answer_of((failed, turn), 2) is turn.answer
    assert [answer_of((failed, turn), n) for n in (-1, 0, 1, 3)] == [None] * 4
