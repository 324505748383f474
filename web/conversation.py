"""One tab's conversation: a question goes in, what the chat shows comes out.

A conversation is a tuple that is never changed, only followed by a longer one, so that
two people, or two tabs of one person, share nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.errors import JWEError
from qa.privacy import refuse_personal_details
from qa.types import Answer, Question
from web.answer_html import answer_html, notice_html, question_html
from web.labels import record_label
from web.services import AnsweringService

LOADING = "The model is still loading. Your question is kept and will be answered as soon as it is ready …"
SEARCHING = "Searching the documents …"
APOLOGY = (
    "Sorry, something went wrong on our side and this question has no answer. "
    "Please ask again; if it happens again, tell whoever runs this service."
)
_POLL_SECONDS = 0.1
_LONGEST_WAIT_SECONDS = 300.0
_LONGEST_SHOWN = 600
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was said to it. Only an answered one counts as history."""

    question: str
    reply: str
    answered: bool = False
    failed: bool = False
    generation: int | None = None  # of the library that the answer came from


Conversation = tuple[Turn, ...]


def is_news(conversation: Conversation) -> bool:
    """Whether the last answer came from another library than the answer before, or is the first."""
    *before, last = conversation
    return last.answered and last.generation != _generation(tuple(before))


def _generation(conversation: Conversation) -> int | None:
    """Of the last answer."""
    return next((turn.generation for turn in reversed(conversation) if turn.answered), None)


def _changed(answer: Answer, before: Conversation) -> str:
    """What stands above an answer from a library that has changed since the answer before."""
    if _generation(before) in (None, answer.library.generation):
        return ""
    count = answer.library.sources
    words = f"The library has changed since your last question: it now has {count:,} document{'s' * (count != 1)}."
    return notice_html(words, "changed")


def respond(service: AnsweringService, question: str, before: Conversation) -> Iterator[Turn]:
    """The states of one turn, the last of them final.

    Raises PersonalDetails before the first of them, since each holds the question. Apart from
    that it never raises: the chat must go on.
    """
    history = tuple(turn.question for turn in before if turn.answered)
    refuse_personal_details(Question(question, history))
    try:
        if not service.ready():
            yield Turn(question, notice_html(LOADING, "waiting"))
            _wait(service)
        yield Turn(question, notice_html(SEARCHING, "waiting"))
        answer = service.ask(Question(question, history))
        labels = {record.key: record_label(record) for record in service.sources()}
        reply = _changed(answer, before) + answer_html(answer, labels)
        yield Turn(question, reply, answered=True, generation=answer.library.generation)
    except JWEError as error:
        yield Turn(question, notice_html(str(error), "problem"), failed=True)
    except Exception:
        _log.exception("a question failed")
        yield Turn(question, notice_html(APOLOGY, "problem"), failed=True)


def _wait(service: AnsweringService) -> None:
    """Until the model is there; a service that never gets ready says why when asked."""
    until = time.monotonic() + _LONGEST_WAIT_SECONDS
    while not service.ready() and time.monotonic() < until:
        time.sleep(_POLL_SECONDS)


def messages(conversation: Conversation) -> list[dict[str, str]]:
    """The conversation in the form the chat component takes."""
    out = []
    for turn in conversation:
        shown = turn.question
        if len(shown) > _LONGEST_SHOWN:
            shown = f"{shown[:_LONGEST_SHOWN]} … ({len(turn.question):,} characters)"
        out.append({"role": "user", "content": question_html(shown)})
        out.append({"role": "assistant", "content": turn.reply})
    return out
