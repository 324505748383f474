"""One tab's conversation: a question goes in, what the chat shows comes out.

A conversation is a tuple that is never changed, only followed by a longer one, so that
two people, or two tabs of one person, share nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.errors import JWEError, ThemesError
from ingest.themes import current_themes
from ingest.types import Record
from qa.exporting import Style, references
from qa.privacy import refuse_personal_details
from qa.types import Answer, Question
from web.answer_html import View, answer_html, follow_ups_html, notice_html, question_html
from web.ask_filters import NO_FILTERS, Filters
from web.ask_follow_ups import follow_ups
from web.ask_tab import LONGEST_KEPT, Asked
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
    waiting: bool = False
    generation: int | None = None  # of the library that the answer came from
    answer: Answer | None = None
    filters: Filters = NO_FILTERS
    narrowed: str = ""  # the filters in words
    after: tuple[str, ...] = ()  # earlier questions of another conversation, which a link came with


Conversation = tuple[Turn, ...]


def is_news(conversation: Conversation) -> bool:
    """Whether the last answer came from another library than the answer before, or is the first."""
    *before, last = conversation
    return last.answered and last.generation != _generation(tuple(before))


def answers_in(conversation: Conversation) -> tuple[Answer, ...]:
    """All answers, in their order."""
    return tuple(turn.answer for turn in conversation if turn.answer is not None)


def answer_of(conversation: Conversation, number: int) -> Answer | None:
    """The answer to the question of a number, from 1."""
    return conversation[number - 1].answer if 0 < number <= len(conversation) else None


def to_remember(conversation: Conversation) -> tuple[Asked, ...]:
    """What a tab is to remember of it. None of the questions holds a personal detail, or it were no turn."""
    return tuple(
        Asked(turn.question, turn.filters, turn.generation, turn.after)
        for turn in conversation
        if len(turn.question) <= LONGEST_KEPT
    )


def history_of(conversation: Conversation) -> tuple[str, ...]:
    """The questions that a later one may lean on."""
    return tuple(words for turn in conversation if turn.answered for words in (*turn.after, turn.question))


def numbers_for(answer: Answer, before: Conversation) -> Mapping[int, int]:
    """What each citation is called: one number means one place for as long as a conversation lasts."""
    known: dict[str, int] = {}
    for earlier in (*answers_in(before), answer):
        for citation in earlier.citations:
            known.setdefault(citation.id, len(known) + 1)
    return {citation.n: known[citation.id] for citation in answer.citations}


def _generation(conversation: Conversation) -> int | None:
    """Of the last answer."""
    return next((turn.generation for turn in reversed(conversation) if turn.answered), None)


def _changed(answer: Answer, before: int | None) -> str:
    """What stands above an answer from a library that has changed since ``before``, a generation."""
    if before in (None, answer.library.generation):
        return ""
    count = answer.library.sources
    words = f"The library has changed since your last question: it now has {count:,} document{'s' * (count != 1)}."
    return notice_html(words, "changed")


def respond(
    service: AnsweringService,
    question: str,
    before: Conversation,
    filters: Filters = NO_FILTERS,
    generation: int | None = None,
    after: tuple[str, ...] = (),
) -> Iterator[Turn]:
    """The states of one turn, the last of them final.

    ``generation`` is of the library that answered the question when it was asked before; ``after`` are
    the questions that it leans on where these are not those of the conversation. Raises
    PersonalDetails before the first state, since each holds the question. Apart from that it never
    raises: the chat must go on.
    """
    history = after or history_of(before)
    refuse_personal_details(Question(question, history))
    begun = Turn(question, "", filters=filters, after=after)
    try:
        if not service.ready():
            yield replace(begun, reply=notice_html(LOADING, "waiting"), waiting=True)
            _wait(service)
        records = service.sources()
        begun = replace(begun, narrowed=filters.words(records))
        yield replace(begun, reply=notice_html(SEARCHING, "waiting"), waiting=True)
        answer = service.ask(Question(question, history, filters.keys(records)))
        since = _generation(before) if generation is None else generation
        reply = _changed(answer, since) + answer_html(answer, _view(answer, records, before, begun))
        yield replace(
            begun, reply=reply, answered=True, generation=answer.library.generation, answer=answer
        )  # fmt: skip
    except JWEError as error:
        yield replace(begun, reply=notice_html(str(error), "problem"), failed=True)
    except Exception:
        _log.exception("a question failed")
        yield replace(begun, reply=notice_html(APOLOGY, "problem"), failed=True)


def next_html(service: AnsweringService, conversation: Conversation) -> str:
    """What can be asked next after the last answer; nothing where looking for it fails."""
    if not conversation or conversation[-1].answer is None:
        return ""
    last = conversation[-1]
    try:
        keys = last.filters.keys(service.sources())
        found = follow_ups(service, conversation[-1].answer, _themes(), history_of(conversation), keys)
    except Exception:
        _log.exception("no follow-up questions")
        return ""
    return follow_ups_html(found, last.filters)


def _view(answer: Answer, records: tuple[Record, ...], before: Conversation, now: Turn) -> View:
    labels = {record.key: record_label(record) for record in records}
    cited = references(answer, Style.HARVARD, {record.key: record for record in records})
    earlier = now.after or history_of(before)
    return View(labels, _themes(), numbers_for(answer, before), len(before) + 1, now.filters, earlier, cited)


def _themes() -> Mapping[str, str]:
    """The names of themes; none where their file is broken, which is told at ingest."""
    try:
        return {theme.key: theme.name for theme in current_themes().themes}
    except ThemesError:
        return {}


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
        out.append({"role": "user", "content": question_html(shown, turn.narrowed)})
        out.append({"role": "assistant", "content": turn.reply})
    return out
