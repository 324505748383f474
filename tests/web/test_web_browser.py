"""What a person does and sees, in Chromium."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.fakes import HOSTILE, REVIEW
from tests.web.visiting import NARROW, Arrive, Visit, has_focus, visits

pytestmark = pytest.mark.browser

QUESTION = "What helps GPs and social workers to work well together?"


@pytest.fixture
def visit(browser: Any, served_app: str) -> Iterator[Arrive]:
    yield from visits(browser, served_app)


def test_ask_read_and_check_a_quote_in_its_source(visit: Arrive) -> None:
    here = visit()
    assert here.page.title() == "Joint Working Evidence"
    assert here.page.inner_text(".head .scope") == "Searches 2 documents, 1998 to 2013"
    here.page.click(f"#examples button:has-text('{QUESTION}')")
    here.page.wait_for_selector("#chat .answer")
    assert here.page.inner_text("#chat .asked").endswith(QUESTION)
    assert here.page.locator("#chat h4").all_inner_texts()[:3] == ["Mixed (1)", "Helps (3)", "Hinders (5)"]

    link = here.page.locator("#chat a.cite", has_text="[7]")
    assert link.inner_text() == "[7] Glasby et al. 2013, p. 3"
    link.click()
    assert here.cited().text_content() == "Separate budgets hindered joint decisions."
    assert here.seen("#pane mark.cited", "#pane .source-body")
    assert here.focused("mark.cited")
    assert "Highlighted below: page 3" in here.page.inner_text("#pane .where")
    assert not here.problems


def test_a_finding_in_two_places_has_both_marked(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    here.page.locator("#chat a.cite", has_text="[2]").click()
    assert here.cited().text_content().startswith("although sharing alone")
    assert here.page.locator("#pane mark.also").first.text_content().startswith("Sharing a building")
    assert here.seen("#pane mark.cited", "#pane .source-body")


def test_a_click_shows_the_passage_at_once(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    times = []
    for number in ("[3]", "[5]", "[1]", "[6]", "[8]"):
        link = here.page.locator("a.cite", has_text=number)
        quote = here.page.locator("#chat .finding", has=link).locator("blockquote").text_content()
        started = time.perf_counter()
        link.click()
        here.page.wait_for_function(
            "words => words.startsWith(document.querySelector('#pane mark.cited')?.textContent ?? '?')",
            arg=quote,
        )
        times.append(round((time.perf_counter() - started) * 1000))
        assert here.seen("#pane mark.cited", "#pane .source-body")
    print(f"click to highlight, in ms: {times}")
    assert statistics.median(times) < 1000


def test_a_second_click_on_the_same_citation_brings_it_back(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    link = here.page.locator("#chat a.cite", has_text="[7]")
    link.click()
    here.cited()
    here.page.evaluate("document.querySelector('.source-body').scrollTop = 0")
    assert not here.seen("#pane mark.cited", "#pane .source-body")
    link.click()
    here.page.wait_for_timeout(200)
    assert here.seen("#pane mark.cited", "#pane .source-body")


def test_the_keyboard_alone(visit: Arrive) -> None:
    here = visit()
    keys = here.page.keyboard

    def tab_to(selector: str, back: bool = False) -> None:
        for _ in range(40):
            if has_focus(here.page, selector):
                return
            keys.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{selector} is out of reach")

    tab_to("#question textarea")
    keys.type(QUESTION)
    keys.press("Enter")
    here.page.wait_for_selector("#chat .answer")
    tab_to("#chat a.cite", back=True)
    link = here.page.evaluate("document.activeElement.textContent")
    keys.press("Enter")
    here.cited()
    here.page.wait_for_function("document.activeElement.matches('mark.cited')")
    tab_to('[data-go="back"]', back=True)
    keys.press("Enter")
    assert here.page.evaluate("document.activeElement.textContent") == link

    keys.press("Enter")
    here.page.wait_for_function("document.activeElement.matches('mark.cited')")
    keys.press("Escape")
    assert here.page.evaluate("document.activeElement.textContent") == link

    outline = here.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone(visit: Arrive, scheme: str) -> None:
    here = visit(viewport=NARROW, scheme=scheme)
    assert here.sideways() <= 0
    here.ask(QUESTION)
    assert here.sideways() <= 0
    here.page.locator("#chat a.cite", has_text="[4]").click()
    assert here.cited().text_content() == "Staff upstairs in the same building"
    assert here.seen("#pane mark.cited", "#pane .source-body")
    head = here.page.locator("#pane .source-head").bounding_box()
    mark = here.cited().bounding_box()
    assert mark["y"] >= head["y"] + head["height"], "the head of the source must not cover the passage"
    assert here.focused("mark.cited")
    assert here.sideways() <= 0
    here.page.click("text=Back to answer")
    assert here.page.evaluate("document.activeElement.textContent").startswith("[4]")
    assert here.seen("a.cite:focus", "body")


def test_dark_is_dark(visit: Arrive) -> None:
    def lightness(here: Visit) -> float:
        colour = here.page.evaluate("getComputedStyle(document.querySelector('#reading')).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3

    assert lightness(visit()) > 200
    assert lightness(visit(scheme="dark")) < 60


def test_what_is_not_in_the_documents(visit: Arrive) -> None:
    here = visit()
    here.ask("What dose of apixaban should I give?")
    assert here.page.inner_text("#chat .lead").startswith("This is not in these documents.")
    assert here.page.locator("#chat blockquote").count() == 0
    here.page.locator("#chat .nearest a.cite").first.click()
    assert here.cited().text_content() == "Two practices lent a room"


def test_hostile_text_stays_inert(visit: Arrive) -> None:
    here = visit(viewport=NARROW)
    here.ask("hostile <img src=x onerror='window.hacked=5'> ![a](http://evil.example/b.png)")
    shown = here.page.locator("#chat blockquote").text_content()
    assert "<script>window.hacked = 1</script>" in shown
    assert "${window.hacked=4} {{hacked}}" in shown
    here.page.locator("#chat a.cite").first.click()
    text = here.cited().text_content()
    assert text == HOSTILE.replace("\u202e", "U+202E").replace("\x07", "U+0007")
    assert here.page.evaluate("window.hacked") is None
    assert here.page.locator("#chat img, #pane img, #pane script").count() == 0
    assert not [url for url in here.requests if "evil" in url]
    assert here.sideways() <= 0, "a word of 100,000 letters must wrap"


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("a known error", "The library is locked by another program", "Traceback"),
        ("an unknown error", "Sorry, something went wrong", "secret detail"),
        ("w" * 3000, "longer than 2,000 characters", "Traceback"),
    ],
)
def test_after_an_error_one_can_go_on(visit: Arrive, question: str, said: str, unsaid: str) -> None:
    here = visit()
    here.ask(question)
    assert said in here.page.inner_text("#chat .problem")
    assert unsaid not in here.page.inner_text("body")
    assert here.page.input_value("#question textarea") == question, "the question can be changed"
    here.ask(QUESTION)
    assert here.page.locator("#chat .answer").count() == 1


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_gets_a_hint(visit: Arrive, question: str) -> None:
    here = visit()
    here.ask(question, wait=False)
    here.page.wait_for_selector("#hint .now")
    assert "Type a question first" in here.page.inner_text("#hint [role=status]")
    assert here.page.locator("#chat .message-row").count() == 0


def test_a_model_that_still_loads(visit: Arrive, loading_app: tuple[str, Path]) -> None:
    """It is said, and the answer comes once it has loaded."""
    address, loaded = loading_app
    here = visit(address)
    here.ask(QUESTION, wait=False)
    here.page.wait_for_selector("#chat :text('The model is still loading')")
    assert here.page.locator("#chat .answer").count() == 0
    loaded.touch()
    here.page.wait_for_selector("#chat .answer", timeout=60_000)


def test_an_address_opens_the_passage(visit: Arrive) -> None:
    here = visit()
    start = REVIEW.index("Separate budgets")
    here.open(f"/?source=review-2013&at={start}-{start + 16}")
    assert here.cited().text_content() == "Separate budgets"
    assert here.seen("#pane mark.cited", "#pane .source-body")
    here.open("/?source=nowhere&at=1-2")
    here.page.wait_for_selector("#pane [role=alert]")
    assert "no source “nowhere”" in here.page.inner_text("#pane")


def test_a_citation_can_be_shared(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    here.page.locator("#chat a.cite", has_text="[7]").click()
    here.cited()
    here.open(here.page.url.removeprefix(here.address))
    assert here.cited().text_content() == "Separate budgets hindered joint decisions."


def test_older_answers_keep_working_and_follow_ups_are_understood(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    here.ask("And what hinders?")
    assert here.page.inner_text("#chat .read-as") == f"Read as: {QUESTION} And what hinders?"
    here.page.locator("#chat a.cite", has_text="[7]").first.click()
    assert here.cited().text_content() == "Separate budgets hindered joint decisions."
    here.page.click("#again")
    here.page.wait_for_selector("#examples button")
    here.ask("And what hinders?")
    assert here.page.locator("#chat .read-as").count() == 0, "a new conversation has no history"


def test_what_was_read_or_meant_can_be_changed(visit: Arrive) -> None:
    """By mouse or keyboard it goes into the question box, with the focus; nothing is asked by itself."""
    here = visit()
    here.ask(QUESTION)
    here.ask("And what hinders?")
    here.page.locator("#chat .read-as a.put").click()
    box = here.page.locator("#question textarea")
    assert box.input_value() == f"{QUESTION} And what hinders?"
    assert here.page.evaluate("document.activeElement.closest('#question') !== null")
    here.page.keyboard.press("Control+A")
    here.ask("apixabann")
    asked = here.page.locator("#chat .bot-row").count()
    here.page.locator("#chat .did-you-mean a.put").press("Space")
    assert box.input_value() == "apixaban"
    assert here.page.locator("#chat .bot-row").count() == asked


def test_two_people_do_not_meet(visit: Arrive) -> None:
    one, other = visit(), visit()
    one.ask(QUESTION)
    other.ask("And what hinders?")
    assert other.page.locator("#chat .read-as").count() == 0
    assert other.page.locator("#chat .asked").count() == 1


def test_what_is_copied_is_what_the_source_says(visit: Arrive) -> None:
    """Its words in their order, without the marks of emphasis, of either kind."""
    here = visit()
    here.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.ask(QUESTION)
    here.page.locator("#chat a.copy").click()
    here.page.wait_for_selector("#chat a.copy:text('Copied')")
    copied = here.page.evaluate("navigator.clipboard.readText()")
    assert "as Brown et al. (2003) report, [...] although" in copied
    assert "Workers who are visible in the practice" in copied
    assert "[1] Glasby et al. 2013, p. 2" in copied
    folded = here.page.locator("#chat .more blockquote").first.text_content()
    assert folded not in copied, "what is folded was not seen"
    references = copied.partition("\nReferences\n")[2]
    assert "Brown" in references
    assert len(references.strip().splitlines()) == here.page.locator("#chat .references li").count()


def test_the_keyboard_comes_to_the_beginning_of_an_answer(visit: Arrive) -> None:
    """One step back from the question box, and not through all that the answer holds."""
    here = visit()
    here.ask(QUESTION)
    here.page.locator("#question textarea").focus()
    assert here.page.locator("#to-answer").bounding_box()["width"] == 1, "not in the way of who needs it not"
    here.page.keyboard.press("Shift+Tab")
    assert here.focused("#to-answer button")
    assert here.page.locator("#to-answer").bounding_box()["width"] > 100
    here.page.keyboard.press("Enter")
    assert here.focused("#chat .asked")
    here.page.keyboard.press("Tab")
    assert here.page.evaluate("document.activeElement.textContent").startswith("[1]")


def test_a_screen_reader_gets_words_and_not_markup(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    named = "[...document.querySelectorAll('[aria-label]')].map(node => node.getAttribute('aria-label'))"
    assert not [name for name in here.page.evaluate(named) if "<" in name]
    assert here.page.locator("#chat [role=log][aria-live=off]").count() == 1, "it would read every quotation"
    here.page.wait_for_function(
        "document.querySelector('#said').textContent.startsWith('Answer: 10 findings')"
    )
    assert here.page.get_attribute("#said", "role") == "status"
    assert here.page.locator("h1").count() == 1
    assert here.page.get_attribute("html", "lang") == "en"


def test_nothing_is_asked_of_another_host(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    here.page.locator("#chat a.cite").first.click()
    here.cited()
    here.page.click("text=All documents")
    here.page.wait_for_selector("#pane .documents")
    own = (here.address, "data:", f"blob:{here.address}")
    assert [url for url in here.requests if not url.startswith(own)] == []
    response = here.page.request.get(here.address + "/")
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert here.page.request.get(here.address + "/healthz").json() == {"status": "ok"}
    refused = here.page.request.post(here.address + "/gradio_api/upload", multipart={"files": "x"})
    assert refused.status == 404
    assert here.page.evaluate("Object.keys(localStorage)") == []
    assert here.page.evaluate("Object.keys(sessionStorage)") == ["joint-working-questions"]
    assert here.page.context.cookies() == []
