"""A conversation goes on, whatever a question does."""

from __future__ import annotations

from pathlib import Path
from threading import Timer

from tests.web.fakes import FakeService
from tests.web.markup import parse
from web.conversation import APOLOGY, LOADING, Conversation, Turn, is_news, messages, respond


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
