"""The page: chat on one side, sources on the other, and the events between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from web.ask_dialogs import dialogs_html
from web.ask_events import Answering, hint_html
from web.head import NAME, head_html
from web.services import AnsweringService
from web.source_html import message_html
from web.source_pane import pane_html, words_for

EXAMPLES = (
    "What helps GPs and social workers to work well together?",
    "What gets in the way of joint working?",
    "Does working in the same building make a difference?",
    "How strong is the evidence?",
)
_HERE = Path(__file__).parent
_QUESTIONS_AT_ONCE = 8
_READERS_AT_ONCE = 16


def build_page(service: AnsweringService) -> gr.Blocks:
    """The whole page. Nothing in it outlives a request but the state of each tab."""
    page: gr.Blocks
    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True) as page:
        state = gr.State(())
        replacing = gr.State(False)
        tab = gr.Textbox(visible=False)  # filled by the browser, with what it alone remembers
        with gr.Column(elem_id="frame"):
            head = _html(elem_id="head")
            with gr.Row(elem_id="columns", equal_height=True):
                with gr.Column(elem_id="ask"):
                    _html(_INTRODUCTION, elem_id="introduction")
                    with gr.Column(elem_id="talk"):
                        chat = _chat()
                        after = _html(elem_id="next")
                    _html(_TO_ANSWER, elem_id="to-answer")
                    with gr.Row(elem_id="question-row"):
                        box = gr.Textbox(
                            label="Your question", placeholder="What helps …? What hinders …?",
                            lines=1, max_lines=6, elem_id="question", scale=8,
                        )  # fmt: skip
                        ask = _button("Ask", "ask-button", variant="primary")
                        stop = _button("Stop", "stop")
                    with gr.Row(elem_id="under"):
                        filters = _html(elem_id="filters")
                        _html(_EXPORT_ALL, elem_id="export-all")
                        again = _button("New conversation", "again")
                        hint = _html(hint_html(), elem_id="hint")
                    with gr.Column(elem_id="examples"):
                        _html('<p class="try">Or try one of these</p>')
                        examples = [gr.Button(words, elem_classes="example") for words in EXAMPLES]
                with gr.Column(elem_id="reading"):
                    pane = _html(elem_id="pane", js_on_load=_script("script.js"))
        _html(dialogs_html(), elem_id="dialogs")
        keep = _wire("keep", "ask_memory.js")
        wire = _wire("wire", "ask_copying.js", "ask.js")

        answering = Answering(service)
        shown = [box, head, state, chat, hint, keep, replacing]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        many: dict[str, Any] = {"concurrency_limit": _QUESTIONS_AT_ONCE, "concurrency_id": "ask"}
        asking = [
            gr.on(
                [box.submit, ask.click], answering.typed, [box, state, replacing, tab], shown,
                js=_asking(3), **many, **quiet,
            ),
            wire.submit(answering.wired, [state, tab], shown, js=_asking(1), **many, **quiet),
            *(
                example.click(answering.chosen, [example, state, tab], shown, js=_asking(2), **many, **quiet)
                for example in examples
            ),
        ]  # fmt: skip
        for asked in asking:
            told = asked.then(None, js=_ANSWERED)
            offered = told.then(answering.next, state, after, trigger_mode="always_last", **many, **quiet)
            offered.then(None, js=_OFFERED)
        stopped = stop.click(answering.stop, state, shown, cancels=asking, **quiet).then(None, js=_TO_THE_BOX)
        emptied = again.click(answering.start_again, None, shown, cancels=asking, **quiet)
        for changed in (stopped, emptied.then(None, js=_STARTED_AGAIN)):
            changed.then(answering.next, state, after, trigger_mode="always_last", **many, **quiet)
        wire.edit(answering.edit, state, shown, **quiet).then(None, js=_TO_THE_BOX)
        wire.undo(answering.keep_both, None, shown, **quiet).then(None, js=_TO_THE_BOX)
        wire.download(answering.take_away, state, wire, **quiet)
        wire.copy(answering.cite, state, wire, **quiet)
        wire.tick(lambda: None, None, None, **quiet)
        # One after another, for Gradio may close its stream of replies while an event is on its way.
        filled = wire.retry(answering.filters, tab, filters, js=_FILTERS, **quiet)
        filled.then(None, js=_READY)
        reading = _Reading(service)
        pane.select(reading.open, None, pane, concurrency_limit=_READERS_AT_ONCE, **quiet)
        opened = page.load(reading.first, None, [head, pane], concurrency_limit=_READERS_AT_ONCE, **quiet)
        opened.then(None, js=_OPENED)
    return page


WITHOUT_SCRIPT = (
    "<p>Asking in this page needs JavaScript: allow it, look at the sources in the "
    '<a href="/library">library</a>, or ask at the command line: <code>python -m qa ask "QUESTION"</code>.</p>'
)
_OPENED = "() => { window.jointWorkingOpened = true; window.jointWorking?.opened?.(); }"
_FILTERS = "() => [window.jointWorking?.tab?.() ?? '']"
_READY = "() => { window.jointWorking?.ready?.(); }"
_ANSWERED = "() => { window.jointWorking?.answered?.(); }"
_OFFERED = "() => { window.jointWorking?.offered?.(); }"
_STARTED_AGAIN = "() => { window.jointWorking?.startedAgain?.(); }"
_TO_THE_BOX = "() => { window.jointWorking?.toTheBox?.(); }"
_INTRODUCTION = (
    '<h2 class="for-screen-readers">Questions and answers</h2>'
    '<div class="welcome"><p class="promise">What helps and what hinders joint working between GPs and '
    "social care, in the exact words of the sources. Each quote links to its place in the source.</p></div>"
)
# For the keyboard, which else goes back through all that an answer holds to come to its beginning.
_TO_ANSWER = (
    '<button type="button" class="quiet-button" data-act="to-answer">To the beginning of the answer</button>'
)
_EXPORT_ALL = '<button type="button" class="quiet-button" data-act="export-all">Export conversation</button>'


def _asking(place: int) -> str:
    """The inputs of a question, with what the browser remembers in the place of the tab's.

    The question is the first of them, but where a link asks it: then the browser has it already.
    """
    question = "inputs[0]" if place > 1 else "''"
    return f"(...inputs) => {{ inputs[{place}] = window.jointWorking?.asking?.({question}) ?? ''; return inputs; }}"


def _script(*names: str) -> str:
    return "\n".join((_HERE / name).read_text("utf-8") for name in names)


def _button(words: str, name: str, **props: Any) -> gr.Button:
    return gr.Button(words, elem_id=name, scale=0, min_width=0, **props)


def _wire(name: str, *scripts: str) -> gr.HTML:
    """A component that is not seen: its value goes to a script, and never becomes markup."""
    return _html(html_template="<span hidden></span>", elem_id=name, js_on_load=_script(*scripts))


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


class _Reading:
    """The source pane's events."""

    def __init__(self, service: AnsweringService) -> None:
        self._service = service

    def first(self, request: gr.Request) -> tuple[str, str]:
        """The head and what the address names, as they are when the page is opened."""
        try:
            records = self._service.sources()
        except Exception as error:
            return head_html(()), message_html(words_for(error))
        return head_html(records), pane_html(self._service, str(request.query_params))

    def open(self, event: gr.EventData) -> str:
        """The source a link leads to; a link to nowhere leads to the list of documents."""
        return pane_html(self._service, str(getattr(event, "address", "")))
