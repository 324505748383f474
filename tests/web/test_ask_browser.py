"""What a person does with answers, in Chromium: takes them away, asks on, comes back, narrows down."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from qa.serialise import read_answer
from tests.web.axe import AXE, objections
from tests.web.conftest import SERVE_FAKE, Forking
from tests.web.visiting import NARROW, WIDE, Arrive, Visit, visits

pytestmark = pytest.mark.browser

QUESTION = "What helps GPs and social workers to work well together?"
KEPT = "JSON.stringify({...sessionStorage})"


@pytest.fixture
def visit(browser: Any, served_app: str) -> Iterator[Arrive]:
    yield from visits(browser, served_app)


def questions(here: Visit) -> list[str]:
    return [
        words.removeprefix("You asked: ") for words in here.page.locator("#chat .asked").all_text_contents()
    ]


def answers(here: Visit, count: int) -> None:
    here.page.wait_for_function("n => document.querySelectorAll('#chat .answer').length === n", arg=count)


def saved(here: Visit, choose: str) -> tuple[str, bytes]:
    """The file that is saved once a format has been chosen: its name and bytes."""
    here.page.check(f"#export-dialog [name=format][value={choose}]")
    with here.page.expect_download() as download:
        here.page.click("#export-dialog [data-act=save]")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_an_answer_is_saved_as_word_and_as_json(visit: Arrive) -> None:
    """The Word file opens and has the quotes; the JSON is the answer of the contract."""
    here = visit()
    here.ask(QUESTION)
    here.page.click("#chat a.export")
    name, content = saved(here, "word")
    assert name == "what-helps-gps-and-social-workers-to-work-well-together.docx"
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert "Separate budgets hindered joint decisions." in words
    assert "Glasby" in words
    here.page.wait_for_function(
        "document.querySelector('#export-dialog .dialog-told').textContent.includes('.docx')"
    )
    name, content = saved(here, "json")
    answer = read_answer(content.decode("utf-8"))
    assert answer.question == QUESTION
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    here.page.keyboard.press("Escape")
    assert here.focused("#chat a.export"), "the focus is back where it was"


def test_a_whole_conversation_is_saved(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    here.ask("hostile")
    here.page.click("[data-act=export-all]")
    assert not here.page.is_visible("#export-dialog [name=what][value=answer]")
    name, content = saved(here, "json")
    assert name == "answers-to-2-questions.json"
    assert [one["question"] for one in json.loads(content)] == [QUESTION, "hostile"]
    here.page.check("#export-dialog [name=style][value=vancouver]")
    name, content = saved(here, "markdown")
    assert name.endswith(".md")
    assert "Glasby J, Miller R, Posaner R." in content.decode("utf-8")
    name, content = saved(here, "ris")
    assert content.startswith(b"TY  - ")


def test_a_conversation_without_an_answer_cannot_be_saved(visit: Arrive) -> None:
    """There is nothing to press; with one answer there is."""
    here = visit()
    here.ask("a known error")
    assert not here.page.is_visible("[data-act=export-all]")
    here.ask(QUESTION)
    assert here.page.is_visible("[data-act=export-all]")


def test_a_quotation_is_cited_in_either_style(visit: Arrive) -> None:
    """By keyboard; a sentence that a page turn cuts comes whole with both of its pages."""
    here = visit()
    here.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.ask(QUESTION)
    here.page.locator("#chat a.cite-this").first.press("Space")
    field = here.page.locator("#cite-dialog[open] .cited-words")
    field.wait_for()
    words = field.text_content()
    assert "report, [...] although sharing alone" in words
    assert "p. 2–3" in words
    assert "Glasby, J., Miller, R. and Posaner, R. (2013)" in words
    here.page.check("#cite-dialog [value=vancouver]")
    assert "Glasby J, Miller R, Posaner R." in field.text_content()
    here.page.click("#cite-dialog [data-act=copy-cite]")
    here.page.wait_for_selector("#cite-dialog .dialog-told:text('Copied')")
    assert here.page.evaluate("navigator.clipboard.readText()") == field.text_content()


def test_numbers_go_on_from_answer_to_answer(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    many = len(set(here.page.locator("#chat a.cite").all_text_contents()))
    here.ask("hostile")
    link = here.page.locator("#chat .bot-row").nth(1).locator("a.cite").first
    assert link.inner_text().startswith(f"[{many + 1}] Doe 1998")
    link.click()
    assert "window.hacked" in here.cited().text_content()


def test_stop_gives_the_question_back(visit: Arrive, loading_app: tuple[str, Path]) -> None:
    """What was stopped does not come back by itself, and the box is usable at once."""
    address, loaded = loading_app
    here = visit(address)
    assert not here.page.is_visible("#stop")
    here.ask(QUESTION, wait=False)
    here.page.wait_for_selector("#chat .waiting")
    here.page.click("#stop")
    here.page.wait_for_function("document.querySelector('#question textarea').value !== ''")
    assert here.page.input_value("#question textarea") == QUESTION
    assert questions(here) == []
    assert here.page.evaluate(KEPT) == "{}"
    here.page.wait_for_function("document.activeElement.closest('#question') !== null")
    loaded.touch()
    here.page.wait_for_timeout(600)
    assert questions(here) == []
    here.ask("What hinders?")
    assert questions(here) == ["What hinders?"]
    assert not here.page.is_visible("#stop")


def test_a_stream_that_closes_too_early_is_opened_again(visit: Arrive) -> None:
    """Gradio's server may close it just as a question is on its way; the answer comes all the same."""
    here = visit()
    here.page.wait_for_selector("#filters summary")
    here.page.wait_for_timeout(500)
    closing = {"content_type": "text/event-stream", "body": 'data: {"msg": "close_stream"}\n\n'}
    here.page.route("**/queue/data*", lambda route: route.fulfill(**closing), times=1)
    here.ask(QUESTION)
    assert here.page.locator("#chat .answer").count() == 1
    here.ask("What hinders?")
    assert here.page.locator("#chat .answer").count() == 2


def test_edit_and_ask_again_takes_the_place_of_the_last(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    here.ask("What hinders?")
    assert here.page.locator("#chat a.edit:visible").count() == 1, "only the last can be changed"
    here.page.locator("#chat a.edit").last.click()
    here.page.wait_for_selector("#hint:has-text('Asking again replaces the last answer')")
    here.page.wait_for_function("document.activeElement.closest('#question') !== null")
    assert here.page.input_value("#question textarea") == "What hinders?"
    here.page.fill("#question textarea", "What hinders trust?")
    here.page.keyboard.press("Enter")
    here.page.wait_for_function(
        "document.querySelector('#chat .user-row:last-of-type, #chat').innerText.includes('trust?')"
    )
    answers(here, 2)
    assert questions(here) == [QUESTION, "What hinders trust?"]
    here.page.locator("#chat a.edit").last.click()
    here.page.click("[data-act=keep-both]")
    here.page.wait_for_function("!document.querySelector('#hint .now')")
    here.ask("And what else?")
    assert len(questions(here)) == 3


def test_a_reload_keeps_the_conversation_until_a_new_one(visit: Arrive) -> None:
    """Questions alone are kept, and in the tab alone; follow-ups are read as before."""
    here = visit()
    here.ask(QUESTION)
    here.ask("And what hinders?")
    assert "Separate budgets" not in here.page.evaluate(KEPT)
    here.open("/")
    answers(here, 2)
    assert questions(here) == [QUESTION, "And what hinders?"]
    assert here.page.inner_text("#chat .read-as") == f"Read as: {QUESTION} And what hinders?"
    assert here.page.locator("#chat .changed").count() == 0
    here.ask("And what else?")
    assert here.page.locator("#chat .read-as").count() == 2, "the server knows what came before"
    here.page.click("#again")
    here.page.wait_for_function("!sessionStorage.length")
    here.open("/")
    here.page.wait_for_selector("#filters summary")
    here.page.wait_for_timeout(500)
    assert questions(here) == []


def test_two_tabs_of_one_person_are_two_conversations(visit: Arrive) -> None:
    here = visit()
    here.ask(QUESTION)
    other = Visit(here.page.context.new_page(), here.address)
    other.ask("And what hinders?")
    assert questions(other) == ["And what hinders?"]
    assert other.page.locator("#chat .read-as").count() == 0
    here.open("/")
    answers(here, 1)
    assert questions(here) == [QUESTION]


@pytest.mark.parametrize(
    "kept",
    [
        "<img src=x onerror='window.hacked=1'>",
        '{"question": 1}',
        '[{"question": {"a": 1}, "filters": 3}]',
        '[{"question": "What helps?", "reply": "<img src=x onerror=window.hacked=1>"}]',
    ],
)
def test_nonsense_in_the_storage_is_nothing(visit: Arrive, kept: str) -> None:
    here = visit()
    here.page.evaluate("kept => sessionStorage.setItem('joint-working-questions', kept)", kept)
    here.open("/")
    here.page.wait_for_function("!sessionStorage.length")
    assert here.page.is_visible(".head h1"), "what brings nothing back takes nothing away"
    here.ask(QUESTION)
    assert questions(here) == [QUESTION]
    assert here.page.evaluate("window.hacked") is None


def test_hostile_storage_becomes_no_markup_and_details_stay_out(visit: Arrive) -> None:
    here = visit()
    hostile = "hostile <img src=x onerror='window.hacked=1'>"
    kept = json.dumps([{"question": hostile}, {"question": "Ring 943 476 5919"}, {"question": "What helps?"}])
    here.page.evaluate("kept => sessionStorage.setItem('joint-working-questions', kept)", kept)
    here.open("/")
    answers(here, 2)
    assert questions(here) == [hostile, "What helps?"]
    assert here.page.locator("#chat img").count() == 0
    assert here.page.evaluate("window.hacked") is None
    here.page.wait_for_function("!JSON.stringify({...sessionStorage}).includes('943')")


def test_a_server_started_anew_goes_on_with_the_conversation(
    visit: Arrive, forking: Forking, tmp_path: Path
) -> None:
    """It remembers nothing; the tab does, and the next question is asked after those before it."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with forking.running(first, SERVE_FAKE) as address:
        here = visit(address)
        here.ask(QUESTION)
    with forking.running(second, SERVE_FAKE, address.rpartition(":")[2]) as address:
        here.page.wait_for_timeout(3000)  # the page may have noticed, and opens itself again
        here.page.fill("#question textarea", "And what hinders?")
        here.page.click("#ask-button")
        answers(here, 2)
        assert questions(here) == [QUESTION, "And what hinders?"]
        assert here.page.inner_text("#chat .read-as") == f"Read as: {QUESTION} And what hinders?"


def test_a_server_that_is_away_is_told_of_and_come_back_to(
    visit: Arrive, forking: Forking, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with forking.running(first, SERVE_FAKE) as address:
        here = visit(address)
        here.ask(QUESTION)
    here.page.fill("#question textarea", "And what hinders?")
    here.page.click("#ask-button")
    here.page.get_by_text("Connection").first.wait_for()
    with forking.running(second, SERVE_FAKE, address.rpartition(":")[2]):
        here.page.wait_for_function(
            "performance.now() < 4000 && document.querySelectorAll('#chat .answer').length === 1"
        )
        assert questions(here) == [QUESTION]


def test_an_address_asks_its_question(visit: Arrive) -> None:
    """Once: it is out of the address then, so that no history keeps it; and no log had it at all."""
    here = visit(path="/#q=What+helps%3F&source=review-2013&direction=helps")
    answers(here, 1)
    assert questions(here) == ["What helps?"]
    assert here.page.inner_text("#chat .narrowed") == "Filters: Glasby et al. 2013; what helps"
    assert here.page.url == f"{here.address}/#source=review-2013&direction=helps"
    assert not any("What" in url.partition("#")[0] for url in here.requests)
    here.page.evaluate("location.hash = '#q=hostile'")
    answers(here, 2)
    assert questions(here) == ["What helps?", "hostile"]


def test_the_address_of_a_question_is_copied_and_works(visit: Arrive) -> None:
    here = visit()
    here.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.ask("What <helps> & hinders?")
    here.page.click("#chat a.link")
    here.page.wait_for_selector("#chat a.link:text('Link copied')")
    copied = here.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{here.address}/#q=")
    other = visit(path=copied.removeprefix(here.address))
    answers(other, 1)
    assert questions(other) == ["What <helps> & hinders?"]


def test_the_address_of_a_follow_up_takes_along_what_it_leans_on(visit: Arrive) -> None:
    """Who opens it gets the same question and the same answer, after a reload too."""
    here = visit()
    here.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.ask(QUESTION)
    here.ask("And what hinders?")
    here.page.locator("#chat a.link").last.click()
    here.page.wait_for_selector("#chat a.link:text('Link copied')")
    copied = here.page.evaluate("navigator.clipboard.readText()")
    read_as = here.page.locator("#chat .read-as").last.inner_text()
    other = visit(path=copied.removeprefix(here.address))
    answers(other, 1)
    assert other.page.inner_text("#chat .read-as") == read_as
    other.open("/")
    answers(other, 1)
    assert other.page.inner_text("#chat .read-as") == read_as


def test_a_reload_right_after_asking_gives_the_question_back(visit: Arrive) -> None:
    """Before the server has told of it; it is kept for no longer than that."""
    here = visit()
    here.page.wait_for_selector("#filters summary")
    here.page.route("**/queue/join*", lambda route: route.abort())
    here.ask("What helps trust?", wait=False)
    here.page.unroute("**/queue/join*")
    here.open("/")
    here.page.wait_for_function("document.querySelector('#question textarea').value === 'What helps trust?'")
    assert questions(here) == []
    assert here.page.evaluate(KEPT) == "{}"
    here.page.click("#ask-button")
    answers(here, 1)
    here.page.wait_for_function("!JSON.stringify({...sessionStorage}).includes('question-asked')")
    here.open("/")
    answers(here, 1)
    assert here.page.input_value("#question textarea") == "", "it was answered"


def test_a_refused_address_is_told_of_in_every_state_of_the_page(visit: Arrive) -> None:
    """While another question is on its way, and below a conversation that comes back on a small screen."""
    here = visit(viewport=NARROW)
    here.page.wait_for_selector("#filters summary")
    here.page.evaluate(
        "location.hash = '#q=What+helps%3F'; setTimeout(() => { location.hash = '#q=Ring+943+476+5919'; }, 20)"
    )
    here.page.wait_for_selector("#hint [role=alert]:has-text('an NHS number')")
    assert questions(here) == ["What helps?"]
    here.page.goto("about:blank")
    here.open("/#q=Ring+943+476+5919")
    here.page.wait_for_selector("#hint [role=alert]")
    here.page.wait_for_selector("#next li")
    here.page.wait_for_timeout(500)
    assert here.seen("#hint [role=alert]", "body"), "it is in view"


def test_personal_details_in_an_address_are_refused(visit: Arrive) -> None:
    here = visit(path="/#q=Ring+943+476+5919")
    here.page.wait_for_selector("#hint [role=alert]")
    assert "an NHS number" in here.page.inner_text("#hint")
    assert questions(here) == []
    here.page.wait_for_function("!JSON.stringify({...sessionStorage}).includes('943')")
    assert "943" not in here.page.url


def test_filters_are_chosen_said_and_cleared(visit: Arrive) -> None:
    """They stand in the line, in the address and with the question; what they leave out is counted."""
    here = visit()
    summary = here.page.locator("#filters summary")
    assert summary.inner_text() == "Filters: none"
    summary.click()
    here.page.check("#filters [value=review-2013]")
    here.page.fill("#filters [name=from]", "2000")
    here.page.select_option("#filters [name=direction]", "hinders")
    assert summary.inner_text() == "Filters: Glasby et al. 2013; documents from 2000; what hinders"
    assert here.page.url.endswith("/#source=review-2013&from=2000&direction=hinders")
    here.ask(QUESTION)
    assert here.page.inner_text("#chat .narrowed") == summary.inner_text()
    assert here.page.inner_text("#chat .left-out summary") == "Left out by the filters: 5 quotations"
    assert here.page.get_attribute("#filters details", "open") is None, "folded, to leave room for the answer"
    here.open("/")
    answers(here, 1)
    assert (
        here.page.inner_text("#chat .narrowed")
        == "Filters: Glasby et al. 2013; documents from 2000; what hinders"
    )
    summary.click()
    here.page.fill("#filters [name=from]", "2014")
    here.ask("What hinders?")
    assert "No document from 2014 is left to search" in here.page.inner_text("#chat .problem")
    summary.click()
    here.page.click("#filters [data-act=all]")
    assert summary.inner_text() == "Filters: none"
    assert here.page.url == f"{here.address}/"
    assert here.focused("#filters summary")
    here.ask("What hinders now?")
    assert here.page.locator("#chat .narrowed").count() == 2
    summary.click()
    here.page.check("#filters [value=review-2013]")
    here.page.click("#again")
    here.page.wait_for_selector("#filters .on:text-is('none')")
    assert here.page.url == f"{here.address}/", "a new conversation is new in all things"
    assert here.focused("#question textarea")


def test_filters_of_the_address_are_in_the_form(visit: Arrive) -> None:
    here = visit(path="/#source=note-1998&to=2001&level=integrated&direction=sideways")
    here.page.locator("#filters summary").click()
    summary = here.page.inner_text("#filters summary")
    assert summary == "Filters: none", "an address with nonsense in it narrows nothing"
    here.page.goto("about:blank")
    here.open("/#source=note-1998&to=2001&level=integrated")
    assert (
        here.page.inner_text("#filters summary")
        == "Filters: Doe 1998; documents up to 2001; practice and team"
    )
    here.page.locator("#filters summary").click()
    assert here.page.is_checked("#filters [value=note-1998]")
    assert here.page.input_value("#filters [name=to]") == "2001"
    assert here.page.input_value("#filters [name=level]") == "integrated"


def test_what_is_offered_next_is_asked_by_a_press(visit: Arrive) -> None:
    here = visit()
    here.ask("What helps?")
    link = here.page.locator("#next a")
    link.wait_for()
    assert link.all_text_contents() == ["Tell me about Brown et al. 2003"]
    link.press("Enter")
    answers(here, 2)
    assert questions(here)[-1] == "Tell me about Brown et al. 2003"
    here.page.wait_for_function("!document.querySelector('#next a')")  # it has been asked
    assert here.focused("#chat .asked"), "the link is gone, reading goes on from the question"


STATES = ("follow-up", "export", "export-all", "cite", "filters", "filtered", "edit", "folded")


def bring_about(here: Visit, state: str) -> None:
    page = here.page
    page.wait_for_selector("#filters summary")
    if state in ("filters", "filtered"):
        page.click("#filters summary")
        page.check("#filters [value=review-2013]")
        page.select_option("#filters [name=direction]", "helps")
    if state == "filters":
        return
    here.ask("What helps?")
    page.wait_for_selector("#next a")
    presses = {
        "export": "#chat a.export", "export-all": "[data-act=export-all]", "edit": "#chat a.edit",
        "filtered": "#chat .left-out summary", "folded": "#chat .more summary",
    }  # fmt: skip
    if state in presses:
        page.locator(presses[state]).first.click()
    if state == "cite":
        page.locator("#chat a.cite-this").first.click()
        page.wait_for_selector("#cite-dialog[open]")
    if state == "edit":
        page.wait_for_selector("#hint .now")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci --prefix tests/web")
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(visit: Arrive, state: str) -> None:
    """Wide and narrow, light and dark."""
    here = visit()
    bring_about(here, state)
    assert objections(here.page) == []
    assert not here.problems


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("viewport", [NARROW, {"width": WIDE["width"] // 4, "height": 512}])
def test_nothing_goes_over_the_side(visit: Arrive, state: str, viewport: dict[str, int]) -> None:
    """On a phone, and at the 320 pixels that a window zoomed to 400 % leaves."""
    here = visit(viewport=viewport)
    bring_about(here, state)
    assert here.sideways() <= 0
    for box in here.page.evaluate(
        "[...document.querySelectorAll('dialog[open], dialog[open] button, #filters .filter-form')]"
        ".map(node => [node.getBoundingClientRect().left, node.getBoundingClientRect().right])"
    ):
        assert box[0] >= 0
        assert box[1] <= viewport["width"]
