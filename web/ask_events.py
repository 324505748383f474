"""What the Ask page does when something is asked, stopped, changed, restored or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from ingest.errors import JWEError, PersonalDetails
from web.ask_filters import filters_html
from web.ask_tab import Tab, read_earlier, read_tab, to_keep
from web.ask_taking_away import file_for, reference_for
from web.conversation import (
    Conversation,
    answer_of,
    answers_in,
    is_news,
    messages,
    next_html,
    respond,
    to_remember,
)
from web.head import head_html
from web.services import AnsweringService
from web.text import safe

EMPTY_QUESTION = "Type a question first, or choose one of the examples."
STILL_ASKING = "Your last question is still being answered: press Stop to ask another."
STOPPED = "Stopped. Your question is in the box."
REPLACING = "Asking again replaces the last answer."
PRIVACY = "Questions are not stored. Leave out names and other personal details."
_NOTED = "now noted"  # nothing is wrong
_KEEP_IT = '<button type="button" class="quiet-button" data-act="keep-both">Keep it</button>'

# The outputs of what changes a conversation, in the order of the page's ``shown``.
Shown = tuple[Any, ...]


def shown(
    now: Conversation | None = None, hint: str | None = None, box: Any = None, head: Any = None,
    replacing: bool | None = None, kept: bool = True,
) -> Shown:  # fmt: skip
    """Values for the page's ``shown``; what is not given stays as it is."""

    def or_skip(value: Any) -> Any:
        return gr.skip() if value is None else value

    keep = None if now is None or not kept else to_keep(to_remember(now))
    chat = None if now is None else messages(now)
    return tuple(map(or_skip, (box, head, now, chat, hint, keep, replacing)))


def hint_html(words: str = "", role: str = "status", more: str = "", kind: str = "now") -> str:
    """The line under the question: what is wrong with it, or else what becomes of it."""
    said = f'<span class="{kind}">{safe(words)}</span>{more}' if words else PRIVACY
    return f'<p role="{role}">{said}</p>'


class Answering:
    """The chat's events. It only reads the service, so that any number may ask at once."""

    def __init__(self, service: AnsweringService) -> None:
        self._service = service

    def typed(self, question: str, before: Conversation, replacing: bool, tab: str) -> Iterator[Shown]:
        """A question from the box, which is emptied, but keeps what could not be answered."""
        if not question.strip():
            yield shown(hint=hint_html(EMPTY_QUESTION))
            return
        yield from self._run(question.strip(), before, read_tab(tab), replacing, question)

    def chosen(self, question: str, before: Conversation, tab: str) -> Iterator[Shown]:
        """One of the example questions."""
        yield from self._run(question, before, read_tab(tab))

    def wired(self, before: Conversation, tab: str, event: gr.EventData) -> Iterator[Shown]:
        """A question from a link; an empty one only brings back what the tab remembers."""
        question = str(getattr(event, "question", "")).strip()
        yield from self._run(question, before, read_tab(tab), after=read_earlier(getattr(event, "after", ())))

    def stop(self, before: Conversation) -> Shown:
        """A question that waits is given up, and goes back into the box."""
        if not before or not before[-1].waiting:
            return shown(hint=hint_html())
        return shown(before[:-1], hint_html(STOPPED, kind=_NOTED), before[-1].question, replacing=False)

    def edit(self, before: Conversation) -> Shown:
        """The last question into the box; asked again, it takes the place of the last turn."""
        if not before or before[-1].waiting:
            return shown()
        return shown(
            hint=hint_html(REPLACING, more=_KEEP_IT, kind=_NOTED), box=before[-1].question, replacing=True
        )

    def keep_both(self) -> Shown:
        """The question in the box is one more, after all."""
        return shown(hint=hint_html(), replacing=False)

    def start_again(self) -> Shown:
        """A new conversation: nothing of the old one is left, in the tab neither."""
        return shown((), hint_html(), "", replacing=False)

    def next(self, now: Conversation) -> str:
        """What can be asked next."""
        return next_html(self._service, now)

    def take_away(self, before: Conversation, event: gr.EventData) -> str:
        """An answer, or the whole conversation, as a file."""
        number = _number(getattr(event, "number", 0))
        one = answer_of(before, number)
        answers = answers_in(before) if number == 0 else () if one is None else (one,)
        return file_for(
            self._service, answers, str(getattr(event, "format", "")), str(getattr(event, "style", ""))
        )

    def cite(self, before: Conversation, event: gr.EventData) -> str:
        """A quote with its reference: the number of the answer, then those of its citations."""
        number, *cited = [_number(part) for part in str(getattr(event, "place", "")).split("-")[:20]]
        return reference_for(self._service, answer_of(before, number), cited)

    def filters(self, tab: str) -> str:
        """The filters over what is in the library now, with what is chosen."""
        try:
            return filters_html(self._service.sources(), read_tab(tab).filters)
        except JWEError:  # the source pane says what is wrong
            return ""

    def _run(
        self, question: str, before: Conversation, tab: Tab, replacing: bool = False, box: str | None = None,
        after: tuple[str, ...] = (),
    ) -> Iterator[Shown]:  # fmt: skip
        """The tab's memory first, where the server has none of it, then the question."""
        now = before
        if now and now[-1].waiting:
            yield shown(hint=hint_html(STILL_ASKING))
            return
        if not now and tab.asked:
            for now in self._again(tab):
                yield shown(now, head=self._head(now), kept=False)
            yield shown(now)
        if not question:
            yield shown(
                now
            )  # Gradio empties the outputs of what yields nothing; and the tab forgets nonsense
            return
        base = now[:-1] if replacing else now
        if replacing and now:
            after = now[-1].after
        try:
            for turn in respond(self._service, question, base, tab.filters, after=after):
                now = (*base, turn)
                emptied = None if box is None else box if turn.failed else ""
                yield shown(now, hint_html(), emptied, self._head(now), replacing=False)
        except PersonalDetails as error:  # the page as it is; the question is in nothing that is kept
            yield shown(hint=hint_html(str(error), "alert"))

    def _again(self, tab: Tab) -> Iterator[Conversation]:
        """What was asked in this tab, asked once more of the library as it is."""
        now: Conversation = ()
        for asked in tab.asked:
            base, since = now, None if now else asked.generation
            try:
                for turn in respond(self._service, asked.question, base, asked.filters, since, asked.after):
                    now = (*base, turn)
                    yield now
            except PersonalDetails:  # not of our keeping: leave it out
                continue

    def _head(self, now: Conversation) -> Any:
        """The head, where the library is not the one that the page was opened with."""
        if not is_news(now):
            return None
        try:
            return head_html(self._service.sources())
        except JWEError:  # the answer is there all the same
            return None


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return -1
