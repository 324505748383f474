"""The source pane, in Chromium: passages in turn, words found, the outline, the record, citing, page images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ingest.ingesting import ingest
from ingest.receipts import Outcome
from tests.fakes import FakeEncoder
from tests.web.axe import AXE, objections
from tests.web.clicking import CLICK, LONG_PAGES, PASSAGE, report_pdf
from tests.web.conftest import ROOT, Forking
from tests.web.fakes import REVIEW
from tests.web.visiting import NARROW, Arrive, Visit, visits

pytestmark = pytest.mark.browser

QUESTION = "What helps GPs and social workers to work well together?"
SERVE_LIBRARY = str(ROOT / "tests" / "web" / "serve_library.py")


@pytest.fixture
def visit(browser: Any, served_app: str) -> Iterator[Arrive]:
    """Visits to the app with the fake documents."""
    yield from visits(browser, served_app)


@pytest.fixture(scope="module")
def library(forking: Forking, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app over the corpus, a short PDF file and a long one."""
    folder = tmp_path_factory.mktemp("pane")
    files = [
        ROOT / "corpus",
        report_pdf(folder / "short.pdf", 4, 3),
        report_pdf(folder / "long.pdf", LONG_PAGES, 250),
    ]
    lines = ingest(folder / "library", files, FakeEncoder()).lines
    assert [line.outcome for line in lines] == [Outcome.ADDED] * len(lines)
    with forking.running(folder, SERVE_LIBRARY, str(folder / "library")) as address:
        yield address


@pytest.fixture
def reader(browser: Any, library: str) -> Iterator[Arrive]:
    """Visits to the app over real documents."""
    yield from visits(browser, library)


def opened(visit: Arrive, number: str = "[7]", **look: Any) -> Visit:
    """A visit with an answer, and the source of one of its citations open."""
    here = visit(**look)
    here.ask(QUESTION)
    here.page.locator("#chat a.cite", has_text=number).first.click()
    here.cited()
    here.page.wait_for_selector(".pane-turns:visible")
    return here


def press(here: Visit, what: str) -> None:
    here.page.click(f'#pane [data-pane="{what}"]')


def said(here: Visit) -> str:
    """What a screen reader was told last."""
    here.page.wait_for_timeout(120)
    return str(here.page.evaluate("document.querySelector('body > p[role=status]').textContent"))


def address_of(key: str, words: str, here: Visit) -> str:
    """The address of words in a source, found in the text that its elements show."""
    page = here.page
    page.goto(f"{here.address}/?source={key}")
    page.wait_for_selector(f'#pane .source[data-source="{key}"]')
    start = page.evaluate(
        """words => {
            for (const block of document.querySelectorAll('#pane [data-span]')) {
                const at = block.textContent.replace(/\\s/g, ' ').indexOf(words);
                if (at >= 0) return Number(block.dataset.span.split('-')[0]) + at;
            }
            return -1;
        }""",
        words,
    )
    assert start >= 0, words
    return f"?source={key}&at={start}-{start + len(words)}"


# -- cited passages ------------------------------------------------------------------------


def test_other_citations_of_the_conversation_are_marked_lightly(visit: Arrive) -> None:
    """Each is marked where it stands, once, and none stands within another mark."""
    here = opened(visit)
    others = here.page.locator("#pane mark.other").all_text_contents()
    assert "Staff upstairs in the same building" in others
    assert "Separate budgets hindered joint decisions." not in others, "it is the one asked for"
    assert len(others) == len(set(others)) >= 8
    assert here.page.locator("#pane mark mark").count() == 0
    kind = "node => getComputedStyle(node).backgroundColor"
    shades = [here.page.eval_on_selector(f"#pane mark.{one}", kind) for one in ("cited", "other")]
    assert shades[0] != shades[1]


def counted(now: int, of: int) -> str:
    """Whether the pane says which of the citations it shows."""
    return f"document.querySelector('.pane-count').textContent.endsWith(' {now} of {of}')"


def test_the_way_back_of_the_browser_closes_the_source(visit: Arrive) -> None:
    """On a wide screen too it does not leave the page; forward opens what was open."""
    here = visit()
    here.ask(QUESTION)
    links = here.page.locator("#chat a.cite:visible")
    links.nth(0).click()
    here.cited()
    links.nth(1).click()
    here.page.wait_for_function("document.querySelector('.pane-count').textContent.startsWith('[2]')")
    here.page.go_back()
    here.page.wait_for_selector("#pane .documents")
    assert "source=" not in here.page.url
    assert here.page.evaluate("document.activeElement.textContent").startswith("[2]"), (
        "where reading left off"
    )
    assert here.page.locator("#chat .answer").count() == 1
    here.page.go_forward()
    assert here.cited().is_visible()
    here.page.wait_for_function("location.search.includes('source=')")


def test_from_the_end_of_a_source_the_keyboard_comes_back(visit: Arrive) -> None:
    """The next stop after the text is the way back; and Escape works wherever the focus has gone."""
    here = opened(visit)
    here.page.locator("#pane .source-body").focus()
    for _ in range(60):
        here.page.keyboard.press("Tab")
        if here.page.evaluate("document.activeElement.matches('.after-source')"):
            break
    assert here.page.locator(".after-source").is_visible()
    here.page.keyboard.press("Enter")
    assert here.page.evaluate("document.activeElement.matches('#chat a.cite')")
    here.page.evaluate("document.activeElement.blur()")
    here.page.keyboard.press("Escape")
    assert here.page.evaluate("document.activeElement.matches('#chat a.cite')")


def test_citations_in_turn(visit: Arrive) -> None:
    """By button the focus stays on it, by key it goes to the passage; the count goes round."""
    here = opened(visit)
    count = here.page.inner_text(".pane-count")
    which, now, of = map(int, re.findall(r"\d+", count))
    assert which == 7, "the number that stands in the answer"
    assert 1 < now < of
    before = here.cited().text_content()
    press(here, "next")
    here.page.wait_for_function(counted(now + 1, of))
    after = here.cited().text_content()
    assert REVIEW.index(after) > REVIEW.index(before)
    assert here.seen("#pane mark.cited", "#pane .source-body")
    here.page.wait_for_function("document.activeElement.dataset.pane === 'next'")
    assert said(here).startswith(f"Citation {now + 1} of {of}: [")
    assert str(REVIEW.index(after)) in here.page.url, "the address is that of what is shown"

    press(here, "previous")
    here.page.wait_for_function(counted(now, of))
    here.page.locator("#pane mark.cited").focus()
    for turn in range(of):
        here.page.keyboard.press("n")
        reached = (now + turn) % of + 1
        here.page.wait_for_function(counted(reached, of))
        here.page.wait_for_function("document.activeElement.matches('mark.cited')")
    assert here.cited().text_content() == before
    here.page.keyboard.press("Escape")
    link = here.page.evaluate("document.activeElement.getAttribute('href')")
    assert f"at={REVIEW.index(before)}-" in link, "back leads to the citation that is read"


def test_going_on_in_an_open_source_sends_for_nothing_but_its_state(visit: Arrive) -> None:
    """The text is there already; only whether it still is the same is asked."""
    here = opened(visit)
    here.requests.clear()
    press(here, "next")
    here.page.wait_for_function("document.activeElement.dataset.pane === 'next'")
    here.page.wait_for_timeout(100)
    sent = [url.removeprefix(here.address).partition("?")[0] for url in here.requests]
    assert set(sent) == {"/reading/state"}


def test_a_source_that_was_replaced_is_sent_anew(visit: Arrive) -> None:
    """Offsets hold for one text; what is open already is not marked by those of another."""
    here = opened(visit)
    here.page.evaluate("document.querySelector('#pane .source').dataset.text = 'of an older text'")
    here.requests.clear()
    press(here, "next")
    here.page.wait_for_function("document.querySelector('#pane .source').dataset.text !== 'of an older text'")
    sent = [url.removeprefix(here.address).partition("?")[0] for url in here.requests]
    assert "/reading/pane" in sent
    assert here.cited().text_content() in REVIEW
    assert here.page.locator("#pane mark.other").count() >= 8


def test_a_passage_that_is_gone_is_said_to_be(visit: Arrive) -> None:
    """Also where the source is open already and nothing is sent again."""
    here = opened(visit)
    with_end = "?source=review-2013&at=999990-999999"
    here.page.evaluate("address => window.jointWorkingReading.open(Object.assign(document.createElement('a'), "
                       "{href: address}))", with_end)  # fmt: skip
    here.page.wait_for_selector("#pane .where.gone")
    assert "no longer at this place" in here.page.inner_text("#pane .where")
    assert here.page.locator("#pane mark.cited").count() == 0
    assert re.fullmatch(r"\d+ cited", here.page.inner_text(".pane-count"))


def test_marks_made_in_the_browser_are_those_of_the_server(visit: Arrive) -> None:
    """Over italics, a hidden sign and two places of one finding, the same words are marked."""
    here = opened(visit, "[1]")
    made = here.page.eval_on_selector_all(
        "#pane mark:not(.other)", "all => all.map(m => [m.className, m.textContent])"
    )
    here.page.click('#pane [data-pane="next"]')
    here.page.wait_for_function("document.activeElement.dataset.pane === 'next'")
    here.page.click('#pane [data-pane="previous"]')
    here.page.wait_for_function(
        "words => document.querySelector('mark.cited').textContent === words", arg=made[0][1]
    )
    here.page.wait_for_timeout(100)
    again = here.page.eval_on_selector_all(
        "#pane mark:not(.other)", "all => all.map(m => [m.className, m.textContent])"
    )
    assert made == again
    assert len(made) == 2
    assert "<i>et al.</i>" in made[0][1]
    assert here.page.inner_text("#pane .where") == "Highlighted below: pages 2 and 3."


# -- finding words -------------------------------------------------------------------------


def test_words_are_found_across_markup_and_lines(visit: Arrive) -> None:
    """Whatever their case and quotation marks; markup, hidden signs and cells do not part them."""
    here = opened(visit)
    press(here, "find")
    field = here.page.locator("#pane-words")
    assert here.focused("#pane-words")
    for words, matches in (
        ("AS BROWN ET AL. (2003) REPORT", 1),
        ("visible in the", 1),
        ("teams that had taken years to form. Separate  budgets", 1),
        ("hindered", 7),
        ("no such words", 0),
    ):
        field.fill(words)
        wanted = f"of {matches}" if matches else "No matches"
        here.page.wait_for_function(
            "wanted => document.querySelector('.pane-found').textContent.endsWith(wanted)", arg=wanted
        )
        painted = here.page.evaluate("CSS.highlights.get('jw-found')?.size ?? 0")
        assert painted == matches
    assert said(here) == "No matches"


def test_matches_in_turn(visit: Arrive) -> None:
    """Enter goes on and Shift+Enter back, each into view and told; Escape clears, then closes."""
    here = opened(visit)
    here.page.locator("#pane mark.cited").focus()
    here.page.keyboard.press("/")
    here.page.keyboard.type("two services had met")
    here.page.wait_for_function("/^\\d+ of 19$/.test(document.querySelector('.pane-found').textContent)")
    told = here.page.locator(".pane-found")
    first = int(told.inner_text().split()[0])
    here.page.keyboard.press("Enter")
    assert told.inner_text() == f"{first % 19 + 1} of 19"
    assert said(here) == f"Match {first % 19 + 1} of 19"
    inside = """() => {
        const [range] = CSS.highlights.get('jw-found-now');
        const box = range.getBoundingClientRect();
        const body = document.querySelector('.source-body').getBoundingClientRect();
        return range.toString().replace(/\\s+/g, ' ') + (box.top >= body.top && box.bottom <= body.bottom);
    }"""
    here.page.wait_for_timeout(200)
    assert here.page.evaluate(inside) == "two services had mettrue"
    here.page.keyboard.press("Shift+Enter")
    here.page.keyboard.press("Shift+Enter")
    assert told.inner_text() == f"{(first - 2) % 19 + 1} of 19"
    assert here.focused("#pane-words")
    here.page.keyboard.press("Escape")
    assert here.page.input_value("#pane-words") == ""
    assert here.page.evaluate("CSS.highlights.has('jw-found')") is False
    assert here.focused("#pane-words"), "the first Escape only clears"
    here.page.keyboard.press("Escape")
    assert not here.page.is_visible("#pane-find")
    assert here.page.evaluate("document.activeElement.dataset.pane") == "find"


def test_without_highlights_matches_are_marked(browser: Any, served_app: str) -> None:
    """A browser without that part of CSS gets elements, which go without a trace."""
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(CSS, 'highlights', {value: undefined})")
    here = Visit(context.new_page(), served_app, "/?source=review-2013")
    text = here.page.text_content("#pane .source-body")
    press(here, "find")
    here.page.keyboard.type("brown et al.")
    here.page.wait_for_function("document.querySelector('.pane-found').textContent.endsWith('of 2')")
    assert here.page.locator("#pane mark.found.now").count() >= 1
    assert here.page.locator("#pane mark.found").count() >= 2
    assert here.page.text_content("#pane .source-body") == text
    here.page.keyboard.press("Escape")
    here.page.wait_for_selector("#pane mark.found", state="detached")
    assert here.page.text_content("#pane .source-body") == text
    context.close()


# -- outline, record, citing ---------------------------------------------------------------


def test_the_outline_leads_to_its_places(visit: Arrive) -> None:
    """Folded at first; a heading below another is listed inside of it; a press brings it into view."""
    here = opened(visit)
    assert not here.page.is_visible("#pane-outline")
    press(here, "outline")
    assert here.page.get_attribute('[data-pane="outline"]', "aria-expanded") == "true"
    here.page.click(".outline >> text=2 What helps")
    here.page.wait_for_function("document.activeElement.matches('#pane h4, #pane h3')")
    assert here.page.evaluate("document.activeElement.textContent") == "2 What helps"
    assert here.seen("#pane :is(h3, h4):focus", "#pane .source-body")
    here.page.select_option("#pane-page", label="3")
    assert here.page.evaluate("document.activeElement.textContent") == "Page 3"
    assert "#" not in here.page.url.removeprefix(here.address), "the address stays that of the passage"
    here.page.keyboard.press("Escape")
    assert not here.page.is_visible("#pane-outline")


def test_the_record_is_there_to_read(reader: Arrive) -> None:
    """What is known, whether it was guessed, and the original, which is the file itself."""
    here = reader(path="/?source=short")
    press(here, "about")
    shown = here.page.inner_text("#pane-about")
    assert shown.startswith("Title\nShort")
    assert "nobody has checked it" in shown
    original = here.page.get_attribute("#pane-about .pane-original a", "href")
    response = here.page.request.get(here.address + original)
    assert response.body().startswith(b"%PDF-")
    assert "sandbox" in response.headers["content-security-policy"]


def test_a_passage_or_what_is_selected_is_cited(visit: Arrive) -> None:
    """In two styles, with its page; what is copied is what is shown, and that is told."""
    here = opened(visit)
    here.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(here, "cite")
    shown = here.page.locator(".pane-citation")
    here.page.wait_for_function("document.querySelector('.pane-citation').textContent.includes('Posaner')")
    assert shown.inner_text().startswith(
        "“Separate budgets hindered joint decisions.” (Glasby et al. 2013, p. 3)"
    )
    here.page.select_option("#pane-style", "vancouver")
    here.page.wait_for_function("document.querySelector('.pane-citation').textContent.includes('Glasby J')")
    press(here, "copy")
    here.page.wait_for_selector("[data-pane=copy]:text('Copied')")
    assert said(here) == "Citation copied"
    assert here.page.evaluate("navigator.clipboard.readText()") == shown.inner_text() + "\n"

    here.page.evaluate("""() => {
        const block = [...document.querySelectorAll('#pane p')].find(p => p.textContent.startsWith('Two practices lent'));
        const range = document.createRange();
        range.setStart(block.querySelector('mark')?.firstChild ?? block.firstChild, 4);
        range.setEnd(block.querySelector('mark')?.firstChild ?? block.firstChild, 21);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    here.page.wait_for_function(
        "document.querySelector('.pane-citation').textContent.startsWith('“practices lent a” (')"
    )


# -- pages as images -----------------------------------------------------------------------


def picture(here: Visit) -> Any:
    press(here, "picture")
    here.page.wait_for_selector("#pane .page-sheet img", timeout=30_000)
    return here.page.locator("#pane .page-sheet img")


def test_the_page_itself_with_the_lines_of_the_passage(reader: Arrive) -> None:
    """The image is that of the page; ink of the passage lies under the marks, and no more lines than it has."""
    here = reader()
    here.open(f"/{address_of('short', PASSAGE, here)}")
    here.page.wait_for_selector("[data-pane=picture]:visible")
    image = picture(here)
    assert "Page 3 of “" in image.get_attribute("alt")
    assert here.page.inner_text(".page-where") == "Page 3 of 4"
    assert here.page.locator(".page-mark.cited").count() == 2, "it fills two lines"
    assert here.seen(".page-mark.cited", "#pane .page-scroll")
    # Along each mark there is ink on it; above and below both there is none for a third of a line.
    ink = here.page.evaluate("""() => {
        const image = document.querySelector('.page-sheet img');
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
        const drawing = canvas.getContext('2d');
        drawing.drawImage(image, 0, 0);
        const dark = (x, y, w, h) => {
            const {data} = drawing.getImageData(x, y, Math.max(1, w), Math.max(1, h));
            let found = 0;
            for (let n = 0; n < data.length; n += 4) found += data[n] < 128;
            return found / (data.length / 4);
        };
        return [...document.querySelectorAll('.page-mark.cited')].map(({style}) => {
            const [x, y, w, h] = ['left', 'top', 'width', 'height'].map((side, n) =>
                parseFloat(style[side]) / 100 * (n % 2 ? canvas.height : canvas.width));
            return [dark(x, y, w, h), dark(x - 12, y, 9, h)];
        });
    }""")
    for under, before in ink:
        assert under > 0.03
        assert before == 0, "nothing is left of the mark but the margin"
    press(here, "page-next")
    here.page.wait_for_function("document.querySelector('.page-sheet img')?.alt.startsWith('Page 4')")
    assert here.page.locator(".page-mark").count() == 0
    assert here.page.is_disabled('[data-pane="page-next"]')
    assert said(here) == "Page 4 of 4"
    press(here, "page-previous")
    here.page.wait_for_selector(".page-mark.cited", state="attached")
    wide = image.bounding_box()["width"]
    press(here, "larger")
    assert here.page.inner_text(".page-zoom") == "125%"
    assert image.bounding_box()["width"] == pytest.approx(1.25 * wide, rel=0.02)
    assert here.sideways() <= 0
    press(here, "text")
    assert here.seen("#pane mark.cited", "#pane .source-body")
    assert not here.problems


def test_a_source_without_pages_to_draw_is_only_text(reader: Arrive) -> None:
    """A text file offers no image, and what asks for one anyway is told so."""
    here = reader(path="/?source=glasby-2013")
    here.page.wait_for_function("window.readingPane !== undefined")
    here.page.wait_for_timeout(500)
    assert not here.page.is_visible("[data-pane=picture]")
    response = here.page.request.get(here.address + "/reading/page/1?source=glasby-2013")
    assert (response.status, "read it as text" in response.text()) == (422, True)


def test_a_long_source_shows_its_passage_at_once(reader: Arrive) -> None:
    """Of 300 pages, and what is far away is not laid out; ``tests/benchmarks/clicks.py`` tells how soon."""
    here = reader()
    far = address_of("long", PASSAGE, here)
    near = far.split("&", 1)[0] + "&at=200-260"
    short = address_of("glasby-2013", "Joint working needs management support", here)
    here.page.wait_for_function("window.readingPane !== undefined")
    for address in (far, near, far, short, far):
        here.page.evaluate(CLICK, address)
        assert here.seen("#pane mark.cited", "#pane .source-body")
    assert "page 250" in here.page.inner_text("#pane .where")
    here.page.wait_for_timeout(300)
    assert here.seen("#pane mark.cited", "#pane .source-body"), "it stays where it was brought"


# -- phones and screen readers -------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_source_lies_over_the_answer(visit: Arrive, scheme: str) -> None:
    """Nothing below it can be reached; what takes it away gives back the link and the place."""
    here = visit(viewport=NARROW, scheme=scheme)
    here.ask(QUESTION)
    link = here.page.locator("#chat a.cite", has_text="[7]").first
    link.scroll_into_view_if_needed()
    for way in ("button", "escape", "history"):
        place = here.page.evaluate("scrollY")
        link.click()
        assert here.cited().text_content() == "Separate budgets hindered joint decisions."
        here.page.wait_for_selector(".pane-covers")
        box = here.page.locator("#reading").bounding_box()
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
        assert here.page.evaluate("document.querySelector('#ask').inert")
        body = here.page.locator(".source-body").bounding_box()
        assert body["height"] > 844 / 2, "most of the screen is for the text"
        assert here.sideways() <= 0
        if way == "button":
            here.page.click("text=Back to answer")
        elif way == "escape":
            here.page.keyboard.press("Escape")
        else:
            here.page.go_back()
        here.page.wait_for_function("!document.querySelector('#ask').inert")
        assert here.page.evaluate("document.activeElement.textContent").startswith("[7]")
        assert here.page.evaluate("scrollY") == place
        assert not here.page.evaluate("document.querySelector('.pane-covers')")
        here.page.wait_for_timeout(150)
        assert "source=" not in here.page.url


def test_a_phone_turned_or_made_wide_shows_both_again(visit: Arrive) -> None:
    """Where there is room for both, nothing stays out of reach."""
    here = opened(visit, viewport=NARROW)
    here.page.set_viewport_size({"width": 1280, "height": 800})
    here.page.wait_for_function("!document.querySelector('#ask').inert")
    assert here.page.is_visible("#question textarea")
    assert here.page.is_visible("#pane mark.cited")


def test_every_control_has_a_name_and_shows_its_focus(visit: Arrive) -> None:
    """Round all buttons by key: each has words of its own, and an outline."""
    here = opened(visit)
    here.page.locator('.source-tools [data-go="back"]').focus()
    here.page.keyboard.press("Tab")
    here.page.keyboard.press("Shift+Tab")
    names = []
    for _ in range(10):
        seen = here.page.evaluate("""() => {
            const one = document.activeElement;
            const name = one.getAttribute('aria-label') ?? one.textContent.trim();
            return [one.closest('#pane .source-head') ? name : '', getComputedStyle(one).outlineStyle];
        }""")
        if not seen[0]:
            break
        assert seen[1] == "solid"
        names.append(seen[0])
        here.page.keyboard.press("Tab")
    assert names == [
        "Back to answer", "All documents", "Previous citation", "Next citation", "Find", "Outline", "About", "Cite",
    ]  # fmt: skip


_axe = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci --prefix tests/web")


@_axe
@pytest.mark.parametrize("state", ["find", "outline", "about", "cite"])
def test_axe_finds_nothing(visit: Arrive, state: str) -> None:
    """With each panel open, wide and narrow, light and dark."""
    here = opened(visit)
    press(here, state)
    if state == "find":
        here.page.keyboard.type("hindered")
        here.page.wait_for_function("document.querySelector('.pane-found').textContent.includes('of')")
    assert objections(here.page) == []


@_axe
def test_axe_finds_nothing_on_an_image(reader: Arrive) -> None:
    """The page as an image, with its marks."""
    here = reader()
    here.open(f"/{address_of('short', PASSAGE, here)}")
    here.page.wait_for_selector("[data-pane=picture]:visible")
    picture(here)
    assert objections(here.page) == []


@_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_over_the_answer(visit: Arrive, scheme: str) -> None:
    """On a phone, where the source lies over the answer."""
    here = opened(visit, viewport=NARROW, scheme=scheme)
    here.page.evaluate(AXE.read_text("utf-8"))
    found = here.page.evaluate("axe.run(document)")["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
