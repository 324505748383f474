"""The page: chat on one side, sources on the other, and the events between them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.errors import JWEError, PersonalDetails
from web.conversation import Conversation, is_news, messages, respond
from web.head import NAME, head_html
from web.labels import place
from web.services import AnsweringService
from web.source_html import documents_html, message_html, source_html
from web.text import Marks, safe

EXAMPLES = (
    "What helps GPs and social workers to work well together?",
    "What gets in the way of joint working?",
    "Does working in the same building make a difference?",
    "How strong is the evidence?",
)
EMPTY_QUESTION = "Type a question first, or choose one of the examples."
PRIVACY = "Questions are not stored. Leave out names and other personal details."
_HERE = Path(__file__).parent
_QUESTIONS_AT_ONCE = 8
_READERS_AT_ONCE = 16
_log = logging.getLogger(__name__)


def build_page(service: AnsweringService) -> gr.Blocks:
    """The whole page. Nothing in it outlives a request but the state of each tab."""
    page: gr.Blocks
    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True) as page:
        state = gr.State(())
        with gr.Column(elem_id="frame"):
            head = _html(elem_id="head")
            with gr.Row(elem_id="columns", equal_height=True):
                with gr.Column(elem_id="ask"):
                    _html(_INTRODUCTION, elem_id="introduction")
                    chat = _chat()
                    with gr.Row(elem_id="question-row"):
                        box = gr.Textbox(
                            label="Your question", placeholder="What helps …? What hinders …?",
                            lines=1, max_lines=6, elem_id="question", scale=8,
                        )  # fmt: skip
                        ask = gr.Button("Ask", variant="primary", elem_id="ask-button", scale=0, min_width=0)
                    with gr.Row(elem_id="under"):
                        hint = _html(_hint(), elem_id="hint")
                        again = gr.Button("New conversation", elem_id="again", scale=0, min_width=0)
                    with gr.Column(elem_id="examples"):
                        _html('<p class="try">Or try one of these</p>')
                        examples = [gr.Button(words, elem_classes="example") for words in EXAMPLES]
                with gr.Column(elem_id="reading"):
                    pane = _html(elem_id="pane", js_on_load=(_HERE / "script.js").read_text("utf-8"))

        answering = _Answering(service)
        shown = [head, state, chat, hint]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        many: dict[str, Any] = {"concurrency_limit": _QUESTIONS_AT_ONCE, "concurrency_id": "ask"}
        asked = gr.on([box.submit, ask.click], answering.typed, [box, state], [box, *shown], **many, **quiet)
        asked.then(None, js=_ANSWERED)
        for example in examples:
            pressed = example.click(answering.chosen, [example, state], shown, **many, **quiet)
            pressed.then(None, js=_ANSWERED)
        again.click(_start_again, None, [box, *shown], **quiet)
        reading = _Reading(service)
        pane.select(reading.open, None, pane, concurrency_limit=_READERS_AT_ONCE, **quiet)
        page.load(reading.first, None, [head, pane], concurrency_limit=_READERS_AT_ONCE, **quiet)
    return page


WITHOUT_SCRIPT = (
    "<p>Asking in this page needs JavaScript: allow it, look at the sources in the "
    '<a href="/library">library</a>, or ask at the command line: <code>python -m qa ask "QUESTION"</code>.</p>'
)
_ANSWERED = "() => { window.jointWorking?.answered(); }"
_INTRODUCTION = (
    '<h2 class="for-screen-readers">Questions and answers</h2>'
    '<div class="welcome"><p class="promise">What helps and what hinders joint working between GPs and '
    "social care, in the exact words of the sources. Each quote links to the page it stands on.</p></div>"
)


def _html(value: str = "", **props: Any) -> gr.HTML:
    """HTML in our own style; without ``js_on_load`` Gradio would listen to every click on it."""
    return gr.HTML(value, apply_default_css=False, **{"js_on_load": None, **props})


def _chat() -> gr.Chatbot:
    # No built-in buttons: its copy gives the markup of a message. Answers have their own.
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        height="auto",
        buttons=[],
        layout="panel",
        latex_delimiters=[],
        autoscroll=False,
        feedback_options=None,
        group_consecutive_messages=False,
    )


def _hint(words: str = "", role: str = "status") -> str:
    """The line under the question: what is wrong with it, or else what becomes of it."""
    said = f'<span class="now">{safe(words)}</span>' if words else PRIVACY
    return f'<p role="{role}">{said}</p>'


class _Answering:
    """The chat's events. It only reads the service, so that any number may ask at once."""

    def __init__(self, service: AnsweringService) -> None:
        self._service = service

    def typed(self, question: str, before: Conversation) -> Iterator[tuple[Any, ...]]:
        """A question from the box, which is emptied, but keeps what could not be answered."""
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), _hint(EMPTY_QUESTION)
            return
        try:
            for turn in respond(self._service, question.strip(), before):
                now = (*before, turn)
                yield question if turn.failed else "", self._head(now), now, messages(now), _hint()
        except PersonalDetails as error:
            yield gr.skip(), *_refused(error)

    def chosen(self, question: str, before: Conversation) -> Iterator[tuple[Any, ...]]:
        """One of the example questions."""
        try:
            for turn in respond(self._service, question, before):
                now = (*before, turn)
                yield self._head(now), now, messages(now), _hint()
        except PersonalDetails as error:  # the page's own examples hold none, but whoever asks may send any
            yield _refused(error)

    def _head(self, now: Conversation) -> Any:
        """The head, where the library is not the one that the page was opened with."""
        if not is_news(now):
            return gr.skip()
        try:
            return head_html(self._service.sources())
        except JWEError:  # the answer is there all the same
            return gr.skip()


def _refused(error: PersonalDetails) -> tuple[Any, ...]:
    """The page as it is, with an alert; the question is in nothing that is kept."""
    return gr.skip(), gr.skip(), gr.skip(), _hint(str(error), "alert")


def _start_again() -> tuple[Any, ...]:
    return "", gr.skip(), (), [], _hint()


class _Reading:
    """The source pane's events."""

    def __init__(self, service: AnsweringService) -> None:
        self._service = service

    def first(self, request: gr.Request) -> tuple[str, str]:
        """The head and what the address names, as they are when the page is opened."""
        try:
            records = self._service.sources()
        except Exception as error:
            return head_html(()), message_html(_words_for(error))
        return head_html(records), self._show(str(request.query_params))

    def open(self, event: gr.EventData) -> str:
        """The source a link leads to; a link to nowhere leads to the list of documents."""
        return self._show(str(getattr(event, "address", "")))

    def _show(self, address: str) -> str:
        where = place(address)
        try:
            if where is None:
                return documents_html(self._service.sources())
            record, document = self._service.source(where.source)
            return source_html(record, document, Marks(where.at, where.also))
        except Exception as error:
            return message_html(_words_for(error))


def _words_for(error: Exception) -> str:
    if isinstance(error, JWEError):
        return str(error)
    _log.error("a source could not be shown", exc_info=error)
    return "Sorry, this source cannot be shown. Please try again."
