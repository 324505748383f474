"""About and the Evidence map: what they say is so, they show without a script, and anybody can use them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from ingest.errors import MissingLibrary
from ingest.themes import current_themes
from ingest.types import Direction, Record
from qa.lead import _CLAIMS
from qa.policy import eras
from qa.theme_table import Tally, ThemeTable
from qa.types import LibraryInfo
from tests.web.axe import AXE, objections
from tests.web.conftest import ROOT
from tests.web.fakes import RECORDS, FakeService
from tests.web.markup import Element, parse
from web import about_words
from web.about_page import about_html
from web.head import head_html, plain_head_html
from web.map_page import map_html
from web.plain_pages import add_plain_pages
from web.security import PLAIN, SecurityHeaders

BAD = '"><script>alert(1)</script>'
STATE = LibraryInfo(7, 2, "fake")
# What a cell of the map counts; a cell that counts nothing; no cell of the map.
CELLS = tuple(f"/map?theme={theme}&direction=mixed" for theme in ("co-location", "communication", "nowhere"))


def client(service: FakeService | None = None) -> TestClient:
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    add_plain_pages(app, service or FakeService())
    return TestClient(app)


def page(path: str) -> Element:
    return parse(client().get(path).text.removeprefix("<!doctype html>"))


def by_id(root: Element, name: str) -> Element:
    found = [one for tag in root.tags() for one in root.all(tag) if one.attributes.get("id") == name]
    assert len(found) == 1, f"{len(found)} elements have the id {name}"
    return found[0]


# -- the frame -------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLAIN)
def test_the_frame(path: str) -> None:
    """A title of its own, one heading, landmarks, a way past the head, and the open page marked."""
    root = page(path)
    (title,) = (one.text for one in root.all("title"))
    (heading,) = (one.text for one in root.all("h1"))
    assert title == f"{heading} – Joint Working Evidence"
    assert root.all("html")[0].attributes["lang"] == "en"
    assert [len(root.all(tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]
    first = root.all("a")[0]
    assert (first.text, first.attributes["href"]) == ("Skip to main content", "#main")
    assert by_id(root, "main").tag == "main"
    links = root.all("nav", "pages")[0].all("a")
    assert [link.text for link in links] == ["Ask", "Evidence map", "Library", "About"]
    assert [link.attributes["href"] for link in links if "aria-current" in link.attributes] == [path]


@pytest.mark.parametrize("path", [*PLAIN, *CELLS])
def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(path: str) -> None:
    response = client().get(path)
    root = parse(response.text.removeprefix("<!doctype html>"))
    assert not {"script", "style", "iframe", "form"} & root.tags()
    assert "style=" not in response.text
    assert all(link.attributes["href"].startswith("/") for link in root.all("link"))
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "connect-src" not in policy
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PLAIN)
def test_links_within_a_page_lead_somewhere(path: str) -> None:
    """Also from one of the two pages to a part of the other, and no id stands twice."""
    pages = {one: page(one) for one in PLAIN}
    ids = {
        one: [e.attributes["id"] for tag in root.tags() for e in root.all(tag) if "id" in e.attributes]
        for one, root in pages.items()
    }
    assert len(ids[path]) == len(set(ids[path]))
    checked = 0
    for link in pages[path].all("a"):
        where, _, part = link.attributes["href"].partition("#")
        if part and (where or path) in PLAIN:
            assert part in ids[where or path], link.attributes["href"]
            checked += 1
    assert checked > 3


def test_the_head_says_what_is_searched() -> None:
    """On every page, also where nothing is there yet."""
    records = list(RECORDS.values())
    for head in (head_html(records), plain_head_html("/library", records)):
        assert parse(head).all("p", "scope")[0].text == "Searches 2 documents, 1998 to 2013"
    assert parse(head_html([])).all("p", "scope")[0].text == "Searches no documents yet"
    assert parse(plain_head_html("/about")).all("p", "scope") == []


@pytest.mark.parametrize("path", PLAIN)
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MissingLibrary("/srv/library: <none> here; run it"), "/srv/library: <none> here; run it"),
        (
            RuntimeError("secret detail"),
            "Sorry, this page cannot be shown. The cause is in the log of the service.",
        ),
    ],
)
def test_a_library_that_cannot_be_read_is_told_of(path: str, error: Exception, said: str) -> None:
    """With the status that says "not now", under the same head; in words that are meant for people."""

    class Broken(FakeService):
        def sources(self) -> tuple[Record, ...]:
            raise error

    response = client(Broken()).get(path)
    assert response.status_code == 503
    root = parse(response.text.removeprefix("<!doctype html>"))
    assert root.all("p", "problem")[0].text == said
    assert len(root.all("nav", "pages")) == 1
    assert "secret" not in response.text


# -- About -----------------------------------------------------------------------------


def test_about_lists_themes_eras_and_sources() -> None:
    """All of them, each theme under its group, each source with the way to it."""
    root = page("/about")
    themes = current_themes()
    groups = [heading.text for heading in root.all("h3")]
    assert [group.name for group in themes.groups] == [
        name for name in groups if name in {group.name for group in themes.groups}
    ]
    for theme in themes.themes:
        shown = by_id(root, f"theme-{theme.key}")
        assert (shown.all("dt")[0].text, shown.all("dd")[0].text) == (theme.name, theme.definition)
    rows = root.all("table", "eras")[0].all("tbody")[0].all("tr")
    assert [(row.all("th")[0].text, row.all("td")[0].text) for row in rows] == [
        (era.years, era.era) for era in eras()
    ]
    sources = root.all("ul", "sources")[0].all("li")
    assert [source.all("a")[0].text for source in sources] == [
        "A hostile note",
        "A review of working together",
    ]
    assert sources[1].text.startswith("Glasby et al. 2013. A review of working together. School of Examples")
    assert sources[1].all("a")[0].attributes["href"] == "/?source=review-2013"


def test_about_tells_the_state_of_the_library() -> None:
    facts = {
        one.all("dt")[0].text: one.all("dd")[0].text
        for one in page("/about").all("dl", "facts")[0].all("div")
    }
    assert facts["Documents"] == "2"
    assert facts["Generation"].startswith("1:")
    assert facts["Embedding model"] == "fake"


def test_the_figures_are_those_of_the_measurements() -> None:
    """Whoever measures anew changes the figures here too, with the date."""
    measured = (ROOT / "docs" / "measurements.md").read_text("utf-8")
    for row, figures in (
        ("refused of near misses", about_words.NEAR_MISSES_REFUSED),
        ("refused of what is answered", about_words.ANSWERED_REFUSED),
    ):
        line = next(line for line in measured.splitlines() if line.startswith(f"| {row} |"))
        assert tuple(re.findall(r"\| (\.\d{3})", line)[:2]) == figures
    assert "of the near misses 0% and 0% were refused" in about_words.limits("x")


def test_the_claims_are_those_that_answers_make() -> None:
    explained = [term.text.strip("“”") for term in parse(about_words.CLAIMS).all("dt")]
    assert explained[:-1] == [many for *_, many in _CLAIMS]


def test_hostile_records_are_text() -> None:
    record = Record(BAD, BAD, authors=(BAD,), publisher=BAD, doi=BAD, guessed=True)
    root = parse(about_html([record], STATE, current_themes()).removeprefix("<!doctype html>"))
    assert "script" not in root.tags()
    assert "guessed" in root.all("ul", "sources")[0].text


def test_a_large_library_is_not_listed_whole() -> None:
    records = [Record(f"r{n}", f"Report {n:04}") for n in range(1_234)]
    root = parse(about_html(records, STATE, current_themes()).removeprefix("<!doctype html>"))
    assert len(root.all("ul", "sources")[0].all("li")) == 100
    assert "1,134 more in the library" in [link.text for link in root.all("a")]
    empty = parse(about_html([], STATE, current_themes()).removeprefix("<!doctype html>"))
    assert "The library is empty." in empty.text


# -- the Evidence map ------------------------------------------------------------------


def row(root: Element, name: str) -> list[Element]:
    """The cells of a theme."""
    return next(one.all("td") for one in root.all("tr") if one.all("th") and one.all("th")[0].text == name)


def test_the_map_counts_sentences_and_studies() -> None:
    """In words too, where the eye has a bar and a dash."""
    root = page("/map")
    helps, mixed, hinders = row(root, "Communication and contact")
    assert helps.text.startswith("1,200 sentences on what helps ")
    assert helps.all("span", "studies")[0].text.endswith("3 studies")
    assert hinders.text.startswith("1 sentence on what hinders ")
    assert hinders.all("span", "studies")[0].text.endswith("1 study")
    assert mixed.text == "–none"
    assert mixed.all("span")[0].attributes["aria-hidden"] == "true"
    assert mixed.all("a") == []
    assert row(root, "Sharing a place of work")[1].all("span", "studies")[0].text.endswith("no study")
    assert [cell.all("span")[0].text for cell in row(root, "All themes")] == [
        "1,200 sentences", "2 sentences", "1 sentence",
    ]  # fmt: skip
    assert "Another 70 sentences have a direction and no theme" in root.text
    widths = [bar.attributes["width"] for bar in root.all("rect")]
    assert widths == ["100%", "2%", "2%"]


def test_each_number_leads_to_its_sentences() -> None:
    """At an address that names the theme and the direction."""
    found = {}
    for link in page("/map").all("a", "count"):
        parts = urlsplit(link.attributes["href"])
        assert parts.path == "/map"
        fields = parse_qs(parts.query)
        found[fields["theme"][0], fields["direction"][0]] = link.text
    assert found == {
        ("communication", "helps"): "1,200 sentences on what helps",
        ("communication", "hinders"): "1 sentence on what hinders",
        ("co-location", "mixed"): "2 sentences that cut both ways",
    }


def test_the_table_can_be_read_by_its_headings() -> None:
    root = page("/map")
    (table,) = root.all("table")
    assert table.parent is not None
    assert table.parent.attributes["tabindex"] == "0"
    assert by_id(root, table.parent.attributes["aria-labelledby"]).tag == "caption"
    scopes = [heading.attributes["scope"] for heading in table.all("th")]
    themes = current_themes()
    assert scopes.count("col") == 4
    assert scopes.count("rowgroup") == len(themes.groups)
    assert scopes.count("row") == len(themes.themes) + 1
    for body, group in zip(table.all("tbody"), themes.groups, strict=True):
        names = [heading.text for heading in body.all("th")]
        assert names == [group.name, *(one.name for one in themes.themes if one.group == group.key)]


def test_a_theme_that_is_no_longer_listed_is_still_counted() -> None:
    """As under its key; its number leads to its sentences too."""
    cells, columns = {(BAD, Direction.HELPS): Tally(4, 1)}, {Direction.HELPS: Tally(4, 1)}
    table = ThemeTable(cells, columns, 1, STATE, {})
    root = parse(map_html([], table, current_themes()).removeprefix("<!doctype html>"))
    assert "script" not in root.tags()
    assert row(root, BAD)[0].text.startswith("4 sentences")
    (link,) = row(root, BAD)[0].all("a")
    assert parse_qs(urlsplit(link.attributes["href"]).query)["theme"] == [BAD]
    assert "Another 1 sentence has a direction and no theme, and is not" in root.text


def test_a_library_without_evidence_has_no_table() -> None:
    table = dataclasses.replace(FakeService().theme_table(), cells={}, columns={}, without_theme=0)
    root = parse(map_html([], table, current_themes()).removeprefix("<!doctype html>"))
    assert root.all("table") == []
    assert "Nothing can be counted yet" in root.text


def test_what_a_cell_counts_has_an_address() -> None:
    """That of the map with a theme and a direction; half of it, or another, is no cell."""
    told = {one: client().get(one) for one in (*CELLS, "/map?theme=co-location", "/map?direction=mixed")}
    assert [response.status_code for response in told.values()] == [200, 200, 404, 404, 404]
    assert len(parse(told[CELLS[0]].text.removeprefix("<!doctype html>")).all("li", "finding")) == 2
    assert page("/map?other=1").all("h1")[0].text == "Evidence map"


# -- in a browser ----------------------------------------------------------------------


@pytest.fixture
def opened(browser: Any, served_app: str) -> Any:
    """Opens a page of the app in a browser without scripts."""
    contexts = []

    def open_page(path: str, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, **{"java_script_enabled": False, **options}
        )
        contexts.append(context)
        here = context.new_page()
        here.goto(f"{served_app}{path}")
        return here

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci --prefix tests/web")
@pytest.mark.parametrize("path", [*PLAIN, *CELLS])
def test_axe_finds_nothing(opened: Callable[..., Any], path: str) -> None:
    """Wide and narrow, light and dark; the policy of the page is set aside for axe alone."""
    assert objections(opened(path, java_script_enabled=True, bypass_csp=True)) == []


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/library", *PLAIN, *CELLS])
@pytest.mark.parametrize("width", [320, 640])
def test_no_page_scrolls_sideways(opened: Callable[..., Any], path: str, width: int) -> None:
    """At 320 pixels, and at 200 % of a screen of 1280; all ways in the head are within sight."""
    here = opened(path, width, java_script_enabled=True)
    here.wait_for_selector(".pages a >> nth=3")
    assert here.evaluate("document.documentElement.scrollWidth") <= width
    for link in here.locator(".pages a").all():
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] >= 24


@pytest.mark.browser
def test_the_keyboard_alone(opened: Callable[..., Any]) -> None:
    """Past the head, into the table, and to the sentences of a cell."""
    here = opened("/map", 320, java_script_enabled=True)
    here.keyboard.press("Tab")
    skip = here.locator(".skip")
    assert skip.evaluate("one => one === document.activeElement && one.getBoundingClientRect().top >= 0")
    here.keyboard.press("Enter")
    assert here.url.endswith("#main")
    here.keyboard.press("Tab")
    assert here.evaluate("document.activeElement.matches('.across')")
    for _ in range(60):
        here.keyboard.press("Tab")
        if here.evaluate("document.activeElement.matches('.count')"):
            break
    here.keyboard.press("Enter")
    here.wait_for_url(lambda address: "theme" in parse_qs(urlsplit(address).query))


@pytest.mark.browser
def test_from_a_number_to_a_quote_in_its_source(opened: Callable[..., Any]) -> None:
    """As many quotes as the number says, each a press away from its place; and back."""
    here = opened("/map", 390)
    link = here.locator(".count[href*='co-location']")
    number = int(link.inner_text().split()[0])
    link.click()
    assert here.locator(".quotes > li").count() == number
    words = here.locator(".quotes > li blockquote").first.text_content().partition(" [...] ")[0]
    here.click(".back a")
    assert urlsplit(here.url).query == ""
    scripted = opened(CELLS[0], java_script_enabled=True)
    scripted.click(".quotes > li a >> nth=0")
    scripted.wait_for_selector("#pane mark.cited")
    assert scripted.locator("#pane mark.cited").first.text_content() == words
    scripted.go_back()
    scripted.click("text=Ask about this")
    scripted.wait_for_selector("#chat .asked")
    assert "Sharing a place of work?" in scripted.inner_text("#chat .asked")


@pytest.mark.browser
def test_a_policy_that_holds(opened: Callable[..., Any]) -> None:
    """The browser has nothing to refuse: the pages keep what they promise, bars and fonts included."""
    here = opened("/about", java_script_enabled=True)
    said: list[str] = []
    here.on("console", lambda message: said.append(message.text))
    for path in (*CELLS[:2], *PLAIN):
        here.goto(here.url.split("/about")[0].split("/map")[0] + path, wait_until="networkidle")
    assert said == []
    assert here.locator(".bar").first.bounding_box()["width"] > 40
    assert here.evaluate("getComputedStyle(document.body).fontFamily").startswith('"IBM Plex Sans"')


# How many letters the longest lines of words have.
_LONGEST_LINES = """() => {
  const lines = [];
  for (const block of document.querySelectorAll("main :is(p, li, blockquote)")) {
    if (!block.checkVisibility() || block.querySelector("p, li, blockquote")) continue;
    const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const found = new Map();
    for (let node = words.nextNode(); node; node = words.nextNode()) {
      if (node.parentElement.closest(".for-screen-readers, .sign")) continue;
      for (let n = 0; n < node.length; n++) {
        const letter = document.createRange();
        letter.setStart(node, n);
        letter.setEnd(node, n + 1);
        const box = letter.getClientRects()[0];
        const line = box && Math.round(box.bottom / 8); // a note number stands a little higher
        if (box?.width) found.set(line, (found.get(line) ?? "") + node.data[n]);
      }
    }
    lines.push(...found.values());
  }
  return lines.sort((one, other) => other.length - one.length);
}"""


def edges(here: Any, selectors: str) -> list[tuple[int, int]]:
    """The left and right edge of each block that is on view."""
    boxes = [one.bounding_box() for one in here.locator(selectors).all() if one.is_visible()]
    return [(round(box["x"]), round(box["x"] + box["width"])) for box in boxes]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_blocks_share_their_edges_and_lines_can_be_read(opened: Callable[..., Any], width: int) -> None:
    """One measure a page, begun where the head begins; and no line of words is longer than 80 letters."""
    blocks = {
        "/map": ".map > .lead, .map > .across",
        "/library": ".library .drop, .library .find, .library .nothing, .library .scroll, .library .receipt",
    }
    for path, selectors in blocks.items():
        here = opened(path, width, java_script_enabled=True)
        found = edges(here, selectors)
        assert len(found) >= 2
        assert len(set(found)) == 1, found
        assert found[0][0] == round(here.locator(".head .name").bounding_box()["x"])
        lines = here.evaluate(_LONGEST_LINES)
        assert 40 < len(lines[0]) <= 80, lines[0]
