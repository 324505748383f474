"""What a librarian does and sees on the Library page, in Chromium, with the real ingestion behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from app import claim
from ingest import database
from tests.fakes import prose, version
from tests.web.conftest import ROOT, Forking
from tests.web.fakes import add
from tests.web.visiting import gains_focus, has_focus

pytestmark = pytest.mark.browser

SERVE = str(ROOT / "tests" / "web" / "serve_library.py")
QUESTION = "What do social workers and doctors share?"
WIDE, NARROW, SMALLEST = (1280, 900), (390, 844), (320, 700)
_SECONDS = 30


class Visit:
    """A librarian at the page."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address
        self.problems: list[str] = []
        page.set_default_timeout(_SECONDS * 1000)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._console)
        self.open("/library")

    def _console(self, message: Any) -> None:
        # A form that is refused has a status that says so, and the browser notes it.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.problems.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def send(self, *files: Path) -> None:
        self.page.set_input_files("#chosen", [str(file) for file in files])
        self.page.click("#upload button")

    def take_in(self, *files: Path) -> None:
        self.send(*files)
        self.page.wait_for_selector("#clear:not([hidden])")

    def titles(self) -> list[str]:
        return [str(words) for words in self.page.locator("table.sources tbody th a").all_inner_texts()]

    def row(self, key: str) -> Any:
        return self.page.locator(f'tr[data-key="{key}"]')

    def words_of(self, name: str) -> str:
        return str(self.page.locator("#files li", has_text=name).locator(".file-words").inner_text())

    def note(self) -> str:
        return str(self.page.locator("#note.note > p").first.inner_text())

    def focused(self, selector: str) -> bool:
        return gains_focus(self.page, selector)

    def tab_to(self, selector: str, back: bool = False) -> None:
        for _ in range(80):
            if has_focus(self.page, selector):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{selector} is out of reach")

    def sideways(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder whose library holds two sources."""
    add(tmp_path, "alpha", title="Alpha on budgets", issued={"date-parts": [[2001]]})
    add(tmp_path, "beta", title="Beta on trust", issued={"date-parts": [[1998]]})
    return tmp_path


@pytest.fixture
def visit(browser: Any, home: Path, forking: Forking) -> Iterator[Callable[..., Visit]]:
    """Open the page; the server is started with the first visit."""
    with ExitStack() as stack:
        address: list[str] = []

        def arrive(size: tuple[int, int] = WIDE, scheme: str = "light", script: bool = True) -> Visit:
            if not address:
                address.append(stack.enter_context(forking.running(home, SERVE, str(home / "library"))))
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,
                java_script_enabled=script,
            )
            stack.callback(context.close)
            return Visit(context.new_page(), address[0])

        yield arrive


def document(folder: Path, name: str, words: str | None = None) -> Path:
    path = folder / "mine" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(words if words is not None else prose(name), "utf-8")
    return path


def test_two_files_go_in_and_are_asked_about(
    visit: Callable[..., Visit], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bars while it goes on, both in the table, and the chat says that the library is another one."""
    monkeypatch.setenv("JWE_TEST_SECONDS", "1")
    here = visit()
    chat = here.page.context.new_page()
    chat.goto(here.address)
    chat.wait_for_selector("#pane .source-title")
    ask(chat, QUESTION)
    assert chat.locator("#chat .changed").count() == 0
    here.send(
        document(home, "one.txt", prose("one", 12)), document(home, "two.md", "# Two\n\n" + prose("two", 12))
    )
    assert here.focused("#progress-heading")
    here.page.wait_for_selector("#files progress[aria-label='one.txt']")
    assert here.page.locator("#overall").is_visible()
    here.page.wait_for_selector(".file-words:text('Passages embedded: 0 of 12')")
    ask(chat, QUESTION)  # from the old generation, while the new one is being made
    here.page.wait_for_selector("#clear:not([hidden])")
    assert here.words_of("one.txt") == "Added as one: 1 page, 12 passages"
    assert here.page.inner_text("#progress-heading") == "2 files: 2 added"
    assert here.page.inner_text("#said") == "Finished. 2 files: 2 added."
    assert "4 sources" in here.page.inner_text("#held")
    assert {"Alpha on budgets", "Beta on trust"} < set(here.titles())
    ask(chat, QUESTION)
    assert chat.locator("#chat .changed").last.inner_text() == (
        "The library has changed since your last question: it now has 4 documents."
    )
    assert chat.inner_text(".head .scope").startswith("Searches 4 documents")
    here.row("one").locator("th a").click()
    here.page.wait_for_selector("#pane .source-body")
    assert "A study of joint visits number one" in here.page.inner_text("#pane .source-title")
    here.open("/library")
    assert here.page.inner_text(".head .scope").startswith("Searches 4 documents")
    here.row("one").locator("a.remove").click()
    here.page.click("dialog[open] .danger")
    here.page.wait_for_selector("#note button")
    assert here.page.inner_text(".head .scope").startswith("Searches 3 documents")
    assert here.page.locator("#files .file-name").all_inner_texts() == ["two.md"], (
        "what is out is not said to be in"
    )
    assert here.page.inner_text("#progress-heading") == "1 file: 1 added"
    assert here.problems == []


def ask(chat: Any, question: str) -> None:
    before = chat.locator("#chat .bot-row").count()
    chat.fill("#question textarea", question)
    chat.click("#ask-button")
    chat.locator("#chat .bot-row").nth(before).locator(".answer, .problem").wait_for()


def test_a_hostile_file_fails_alone(visit: Callable[..., Visit], home: Path) -> None:
    """Each has its outcome in words; names are text; the good ones are in."""
    bad = document(home, "<img src=x onerror=document.title=1>.pdf", "no pdf")
    film = document(home, "film.mp4", "x")
    here = visit()
    here.take_in(document(home, "good.txt"), bad, film)
    assert here.words_of("good.txt").startswith("Added as good")
    assert here.words_of("<img src=x").startswith("Failed: ")
    assert here.words_of("film.mp4").startswith("Refused: files that end in .mp4 are not read")
    assert here.page.inner_text("#progress-heading") == "3 files: 1 added, 1 failed, 1 refused"
    here.page.reload()  # what the page itself did not send is known to the server too
    assert here.page.inner_text("#progress-heading") == "3 files: 1 added, 1 failed, 1 refused"
    assert here.page.locator("#files > li").count() == 3
    here.page.locator("#receipts summary").first.click()
    assert "film.mp4" in here.page.locator("#receipts details").first.inner_text()
    assert here.row("good").count() == 1
    assert here.page.title() == "Library – Joint Working Evidence"
    assert here.problems == []


def test_where_nothing_can_be_sent(visit: Callable[..., Visit], home: Path) -> None:
    """Everything is refused, and is told of all the same, by the server's own words."""
    here = visit()
    here.take_in(document(home, "scan.png"), document(home, "orphan.ris", "TY  - RPRT\nTI  - T\nER  - \n"))
    assert here.page.inner_text("#progress-heading") == "2 files: 2 refused"
    assert "a picture holds no words" in here.words_of("scan.png")
    assert "without its document" in here.words_of("orphan.ris")
    here.page.wait_for_selector("#receipts summary:text('2 failed')")
    assert here.page.locator("#overall").is_hidden()
    assert here.problems == []


def test_a_file_that_cannot_be_read_is_told_of(visit: Callable[..., Visit]) -> None:
    """A folder that is dropped, for one: the browser gives it a name and no content."""
    here = visit()
    here.page.route(
        "**/library/file",
        lambda route: (
            route.abort()
            if "one.txt" in route.request.headers["x-name"] and route.request.post_data
            else route.continue_()
        ),
    )
    here.page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["words"], "one.txt"));
            data.items.add(new File([""], "folder"));
            document.querySelector(".drop").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
        }"""
    )
    here.page.wait_for_selector("#progress-heading:text('2 files: 2 refused')")
    assert "0 of 5 bytes arrived" in here.words_of("one.txt")
    assert "if it is a folder, choose the files in it" in here.words_of("folder")


def test_a_record_goes_with_its_document(visit: Callable[..., Visit], home: Path) -> None:
    """Given along, under the same name."""
    ris = document(
        home, "report.ris", "TY  - RPRT\nTI  - From the record\nAU  - Brown, Lucy\nPY  - 2003\nER  - \n"
    )
    here = visit()
    here.take_in(ris, document(home, "report.txt"))
    assert "From the record" in here.titles()
    assert here.page.inner_text("#progress-heading") == "1 file: 1 added"


def test_files_can_be_dropped(visit: Callable[..., Visit]) -> None:
    """Beside the field, which does without."""
    here = visit()
    here.page.evaluate(
        """words => {
            const data = new DataTransfer();
            data.items.add(new File([words], "dropped.txt", {type: "text/plain"}));
            const drop = document.querySelector(".drop");
            drop.dispatchEvent(new DragEvent("dragover", {dataTransfer: data, bubbles: true, cancelable: true}));
            drop.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        prose("dropped"),
    )
    here.page.wait_for_selector("#clear:not([hidden])")
    assert here.row("dropped").count() == 1


def test_stop_and_go_on(visit: Callable[..., Visit], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was finished stays, and the rest is taken in by a button."""
    monkeypatch.setenv("JWE_TEST_SECONDS", "0.5")
    here = visit()
    here.send(*(document(home, f"doc{n}.txt", version(f"doc{n}", 1)) for n in range(4)))
    here.page.wait_for_selector("#files li.done")
    here.page.click("#stop button")
    here.page.wait_for_selector("#again:not([hidden])")
    assert here.page.inner_text("#trouble") == "Stopped. What was finished is in the library."
    assert here.page.locator("#files li.left").count() >= 1
    here.page.click("#again button")
    here.page.wait_for_selector("#progress-heading:text('4 files: 4 added')")
    assert here.page.locator("table.sources tbody tr").count() == 6
    here.page.click("#clear button")
    here.page.wait_for_selector("#progress", state="hidden")
    here.page.wait_for_selector("#chosen:focus")
    assert here.problems == []


def test_replaced(visit: Callable[..., Visit], home: Path) -> None:
    """The same source with a new text."""
    here = visit()
    here.row("alpha").get_by_text("Replace").click()
    assert here.page.inner_text("h1") == "Replace source"
    here.page.set_input_files("#chosen", str(document(home, "new version.txt", prose("new", 9))))
    here.page.click("#upload button")
    here.page.wait_for_selector("#progress-heading:focus")
    here.page.wait_for_selector("#clear:not([hidden])")
    assert here.words_of("new version.txt") == "Replaced as alpha: 1 page, 9 passages"
    assert here.row("alpha").locator("td.passages").inner_text() == "9"
    assert "Alpha on budgets" in here.titles()
    assert "1 replaced" in here.page.locator("#receipts summary").first.inner_text()


def test_a_record_is_edited_and_its_errors_shown(visit: Callable[..., Visit]) -> None:
    """The summary has the focus and leads to the field; then it is saved and said."""
    here = visit()
    here.row("beta").get_by_text("Edit record").click()
    here.page.fill("#year", "98")
    here.page.click("#record button")
    here.page.wait_for_selector(".summary")
    assert here.focused(".summary")
    here.page.click(".summary a")
    assert here.focused("#year")
    here.page.fill("#year", "1999")
    here.page.fill("#title", "Beta <b>bold</b>")
    here.page.click("#record button")
    here.page.wait_for_selector("#note.note")
    assert here.note() == "The record of “Beta bold” is saved."
    here.page.wait_for_selector("#note.note:focus")
    assert here.row("beta").locator("td.year").inner_text() == "1999"


def test_removed_and_undone(visit: Callable[..., Visit]) -> None:
    """A dialogue that asks, a message that has the focus, and the way back."""
    here = visit()
    link = here.row("alpha").locator("a.remove")
    link.click()
    assert here.focused("[data-close]")
    here.page.keyboard.press("Escape")
    assert here.focused("a.remove")
    assert here.page.locator("dialog[open]").count() == 0
    link.click()
    assert here.page.inner_text("dialog[open] .named") == "Alpha on budgets"
    here.page.click("dialog[open] .danger")
    here.page.wait_for_selector("#note button")
    assert here.note() == "Removed “Alpha on budgets”."
    assert here.focused("#note.note")
    assert here.titles() == ["Beta on trust"]
    assert here.page.locator("#removed li").count() == 1
    here.page.click("#note button")
    here.page.wait_for_selector("#note p:text('is back')")
    assert here.titles() == ["Alpha on budgets", "Beta on trust"]
    assert here.page.locator("#removed").count() == 0
    here.row("beta").locator("a.remove").click()
    here.page.click("dialog[open] .danger")
    here.page.wait_for_selector("#undo")
    here.page.click("#undo")
    assert here.focused("[data-close]")
    here.page.click("dialog[open] [data-close]")
    assert here.focused("#undo")
    assert here.titles() == ["Alpha on budgets"]
    here.page.click("#undo")
    here.page.click("dialog[open] .danger")
    here.page.wait_for_selector("#note p:text('is undone')")
    assert here.titles() == ["Alpha on budgets", "Beta on trust"]
    assert here.problems == []


def test_a_question_stays_until_it_is_answered(visit: Callable[..., Visit]) -> None:
    """What was done before comes late, and the page then does not take away the dialogue that was opened."""
    here = visit()
    here.row("alpha").locator("a.remove").click()
    here.page.click("dialog[open] .danger")
    here.page.wait_for_selector("#note.note:focus")
    late: list[Any] = []
    here.page.route("**/library", lambda route: route.continue_() if late else late.append(route))
    here.row("beta").locator("a.remove").click()
    with here.page.expect_request("**/library"):
        here.page.click("dialog[open] .danger")
    here.page.click("#undo")
    assert here.focused("[data-close]")
    late[0].continue_()
    here.page.wait_for_selector("#note p:text('Removed “Beta on trust”.')")
    assert here.page.locator("dialog[open]").count() == 1
    here.page.locator("dialog[open] [data-close]").focus()
    here.page.keyboard.press("Escape")
    here.page.wait_for_selector("#removed li:has-text('Beta on trust')")
    assert here.focused("#undo")
    here.page.click("#undo")
    here.page.click("dialog[open] .danger")
    here.page.wait_for_selector("#note p:text('is undone')")
    assert here.titles() == ["Beta on trust"]
    assert here.problems == []


def test_a_whole_ingest_is_taken_back_and_brought_back(visit: Callable[..., Visit], home: Path) -> None:
    """Not by one click: it is asked how many go; the list of files goes, and all come back by one button."""
    here = visit()
    here.take_in(*(document(home, f"doc{n}.txt", version(f"doc{n}", 1)) for n in range(3)))
    here.page.wait_for_selector("#undo")
    here.page.click("#undo")
    assert here.page.inner_text("dialog[open] h2") == "Take back 3 documents?"
    here.page.click("dialog[open] .danger")
    here.page.wait_for_selector("#note p:text('is undone: 3 removed')")
    assert len(here.titles()) == 2
    assert here.page.locator("#files li").count() == 0
    here.page.click("#removed .together button")
    here.page.wait_for_selector("#note p:text('3 sources are back, as before.')")
    assert len(here.titles()) == 5
    assert here.page.locator("#removed").count() == 0
    assert here.page.locator("#undo").count() == 1
    assert here.problems == []


def test_what_is_searched_and_sorted_stays(visit: Callable[..., Visit]) -> None:
    """After removing, bringing back and undoing: box, table and address say the same."""
    here = visit()
    here.row("alpha").locator("a.remove").click()
    here.page.click("dialog[open] .danger")
    here.page.wait_for_selector("#removed")
    here.page.click("th.year button")
    here.page.wait_for_selector("th.year[aria-sort=ascending]")
    here.page.fill("#q", "trust")
    here.page.wait_for_selector("#count:text('1 of 1 source')")

    def same(count: str) -> None:
        here.page.wait_for_selector(f"#count:text('{count}')")
        assert here.page.input_value("#q") == "trust"
        assert "q=trust" in here.page.url
        if here.titles():
            assert here.page.get_attribute("th.year", "aria-sort") == "ascending"

    here.page.click("#removed button")  # a form that stood there before anything was searched for
    same("1 of 2 sources")
    here.row("beta").locator("a.remove").click()
    here.page.click("dialog[open] .danger")
    same("0 of 1 source")
    here.page.click("#note button")
    same("1 of 2 sources")
    here.page.click("#undo")
    here.page.click("dialog[open] .danger")
    same("0 of 1 source")
    here.page.click("#removed button")
    same("1 of 2 sources")
    here.row("beta").get_by_text("Edit record").click()
    here.page.click("#record button")
    here.page.wait_for_selector("#note p:text('is saved')")
    same("1 of 2 sources")


def test_while_an_ingest_is_at_work_a_change_is_refused_at_once(
    visit: Callable[..., Visit], home: Path
) -> None:
    """It is said that something is being done, then soon that it was not, where it is seen."""
    here = visit()
    with database.writer_lock(home / "library"):
        here.row("alpha").locator("a.remove").click()
        here.page.click("dialog[open] .danger")
        assert here.note() == "Removing…"
        here.page.wait_for_selector("#note.problem", timeout=3_000)
        assert here.note().startswith("An ingest is at work")
        assert here.focused("#note")


def test_the_bar_over_all_is_that_of_what_is_taken_in(
    visit: Callable[..., Visit], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one file it says what that file's own bar says, whatever was refused."""
    monkeypatch.setenv("JWE_TEST_SECONDS", "600")
    here = visit()
    here.send(document(home, "film.mp4"), document(home, "one.txt", prose("one", 12)))
    here.page.wait_for_selector(".file-words:text('Passages embedded: 0 of 12')")
    assert here.page.inner_text("#progress-heading") == "Taking in 1 file: 0 done, 1 refused"
    whole, own = (
        here.page.evaluate("s => document.querySelector(s).position", s) for s in ("#all", "#files progress")
    )
    assert 0 < own < 0.5
    assert whole == pytest.approx(own, abs=0.001)


def test_search_and_sort_without_loading_the_page(visit: Callable[..., Visit]) -> None:
    """The focus stays where it is, the count is said, and the address can be kept."""
    here = visit()
    here.page.evaluate("window.same = true")
    here.page.click("th.year button")
    here.page.wait_for_selector("th.year[aria-sort=ascending]")
    assert here.focused("th.year button")
    assert here.titles() == ["Beta on trust", "Alpha on budgets"]
    here.page.keyboard.press("Enter")
    here.page.wait_for_selector("th.year[aria-sort=descending]")
    here.page.fill("#q", "trust")
    here.page.wait_for_selector("#count:text('1 of 2 sources')")
    assert here.titles() == ["Beta on trust"]
    assert here.focused("#q")
    assert here.page.inner_text("#said") == "1 of 2 sources"
    assert here.page.evaluate("window.same") is True
    here.page.reload()
    assert here.titles() == ["Beta on trust"]
    assert here.page.get_attribute("th.year", "aria-sort") == "descending"
    here.page.fill("#q", "nothing such")
    here.page.wait_for_selector("#table .nothing")
    here.page.fill("#q", "")
    here.page.wait_for_selector("#count:text('2 sources')")


def test_the_keyboard_alone(visit: Callable[..., Visit], home: Path) -> None:
    """From the top of the page to a source that is in, and out again."""
    here = visit()
    keys = here.page.keyboard
    keys.press("Tab")
    assert here.focused(".skip")
    here.tab_to("#chosen")
    here.page.set_input_files("#chosen", str(document(home, "typed.txt")))  # the system's own dialogue
    here.tab_to("#upload button")
    keys.press("Enter")
    here.page.wait_for_selector("#clear:not([hidden])")
    here.tab_to('tr[data-key="typed"] a.remove')
    outline = here.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    keys.press("Enter")
    here.tab_to("dialog[open] .danger", back=True)
    keys.press("Enter")
    here.page.wait_for_selector("#note button")
    here.tab_to("#note button")
    keys.press("Enter")
    here.page.wait_for_selector("#note p:text('is back')")
    assert here.row("typed").count() == 1


@pytest.mark.parametrize("size", [NARROW, SMALLEST])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone(visit: Callable[..., Visit], home: Path, size: tuple[int, int], scheme: str) -> None:
    """Nothing lies beside the page, and what is touched is large enough."""
    here = visit(size, scheme)
    here.take_in(document(home, "w" * 120 + ".txt"), document(home, "bad.pdf", "none"))
    assert here.sideways() <= 0
    small = here.page.evaluate(
        """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), summary")]
            .map(node => [node.outerHTML.slice(0, 80), node.getBoundingClientRect(), node.closest("p, .notes, .skip")])
            .filter(([, box, inline]) => box.width && !inline && (box.height < 24 || box.width < 24))
            .map(([html]) => html)"""
    )
    assert small == []
    here.row("alpha").locator("a.remove").click()
    box = here.page.locator("dialog[open]").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    here.page.keyboard.press("Escape")
    here.row("alpha").get_by_text("Edit record").click()
    here.page.wait_for_selector("#record")
    assert here.sideways() <= 0


def test_two_tabs(visit: Callable[..., Visit], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one puts in the other sees, and both may put in at the same time."""
    monkeypatch.setenv("JWE_TEST_SECONDS", "0.5")
    one, other = visit(), visit()
    one.send(document(home, "one.txt"))
    one.page.wait_for_selector("#stop:not([hidden])")
    other.take_in(document(home, "two.txt"))
    assert other.page.inner_text("#progress-heading") == "2 files: 2 added"
    one.page.wait_for_selector("#progress-heading:text('2 files: 2 added')")
    assert one.row("two").count() == 1
    assert other.row("one").count() == 1


def test_a_restart_in_between(
    browser: Any, home: Path, forking: Forking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page from before says that it is outdated, changes nothing, and works once loaded anew."""
    with claim("127.0.0.1", 0) as free:
        port = str(free.getsockname()[1])
    context = browser.new_context()
    with forking.running(home, SERVE, str(home / "library"), port) as address:
        here = Visit(context.new_page(), address)
    monkeypatch.setenv("JWE_TEST_TOKEN", "another token")
    with forking.running(home, SERVE, str(home / "library"), port):
        here.row("alpha").locator("a.remove").click()
        here.page.click("dialog[open] .danger")
        here.page.wait_for_selector("#note.problem")
        assert "Reload it" in here.note()
        here.send(document(home, "late.txt"))
        here.page.wait_for_selector(".file.refused")
        assert "Reload it" in here.words_of("late.txt")
        here.page.reload()
        assert here.titles() == ["Alpha on budgets", "Beta on trust"]
        here.take_in(document(home, "late.txt"))
        assert here.row("late").count() == 1
    context.close()


def test_a_restart_in_the_middle_of_an_ingest(
    browser: Any, home: Path, forking: Forking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page that was open does not go on about a file that nobody reads any more, and says why."""
    monkeypatch.setenv("JWE_TEST_SECONDS", "600")
    with claim("127.0.0.1", 0) as free:
        port = str(free.getsockname()[1])
    context = browser.new_context()
    with forking.running(home, SERVE, str(home / "library"), port) as address:
        here = Visit(context.new_page(), address)
        here.send(document(home, "slow.txt"))
        here.page.wait_for_selector("#files li.embedding, .file-words:text('Passages embedded')")
    with forking.running(home, SERVE, str(home / "library"), port):
        here.page.wait_for_selector("#note.problem p:text('started anew')")
        assert here.page.locator("#progress").is_hidden()
        assert here.page.locator("#files li").count() == 0
    context.close()


def test_without_a_script(visit: Callable[..., Visit], home: Path) -> None:
    """Everything can be done: by links and forms."""
    here = visit(script=False)
    here.send(document(home, "plain.txt"))
    here.page.wait_for_selector("h2:text('1 file: 1 added')")  # the page loads itself anew until then
    here.page.fill("#q", "beta")
    here.page.click("#find button")
    here.page.wait_for_selector("#count:text('1 of 3 sources')")
    assert here.titles() == ["Beta on trust"]
    here.page.click("th.year button")
    here.page.wait_for_selector("th.year[aria-sort=ascending]")
    here.row("beta").locator("a.remove").click()
    here.page.click(".danger")
    assert here.note() == "Removed “Beta on trust”."
    assert here.page.input_value("#q") == "beta"
    here.page.click("#note button")
    assert here.note() == "“Beta on trust” is back, as it was."
    assert here.titles() == ["Beta on trust"]
    here.page.click("#undo")
    assert here.page.inner_text("h1") == "Undo the last change?"
    here.page.click(".danger")
    assert here.note() == "The last change is undone: 1 removed."
    here.page.click("#note button")
    assert here.note() == "1 source is back, as before."
    assert here.page.input_value("#q") == "beta"


def test_nothing_is_asked_of_another_host(visit: Callable[..., Visit], home: Path) -> None:
    """Nor kept in the browser."""
    here = visit()
    requests: list[str] = []
    here.page.on("request", lambda request: requests.append(request.url))
    here.page.reload()
    here.take_in(document(home, "own.txt"))
    assert [url for url in requests if not url.startswith(here.address)] == []
    assert here.page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []
    assert here.page.context.cookies() == []


def test_the_chat_leads_here_and_back(visit: Callable[..., Visit]) -> None:
    """By the same links at the same place, the open page marked."""
    here = visit()
    for path, name in (("/", "Ask"), ("/library", "Library")):
        here.page.click(f".pages a:text('{name}')")
        here.page.wait_for_selector(f".pages a[aria-current=page]:text('{name}')")
        assert re.sub(r"https?://[^/]+", "", here.page.url) == path
        fonts = here.page.evaluate("getComputedStyle(document.querySelector('.pages a')).fontFamily")
        assert "IBM Plex Sans" in fonts


def test_what_was_sent_does_not_stay(visit: Callable[..., Visit], home: Path) -> None:
    """Not after the ingest, whatever became of the files."""
    here = visit()
    here.take_in(document(home, "good.txt"), document(home, "bad.pdf", "no pdf"))
    left = [path for path in (home / "gradio").rglob("*") if path.is_file()]
    assert left == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_note_above_a_form_is_as_wide_as_its_words_need(
    visit: Callable[..., Visit], home: Path, size: tuple[int, int]
) -> None:
    """That a record was guessed is said in a few lines, and the first field is on the screen."""
    (home / "bare.txt").write_text(prose("bare"), "utf-8")
    add(home, "bare", home / "bare.txt")
    here = visit(size)
    here.open("/library/edit/bare")
    note = here.page.locator(".library > p.note")
    assert "guessed" in note.inner_text()
    assert note.bounding_box()["height"] < 130
    title = here.page.locator("#title").bounding_box()
    assert title["y"] + title["height"] < size[1]
    assert here.sideways() <= 0
