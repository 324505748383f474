"""A whole session of several people, from the first visit to a server that was started anew.

The real app, documents, model and ingestion; each step asserts what a person would see.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.fakes import write_document
from tests.web.conftest import running
from tests.web.visiting import NARROW, WIDE, Arrive, Visit, visits

pytestmark = [pytest.mark.browser, pytest.mark.model]

EXAMPLE = "What gets in the way of joint working?"
NEW = (
    "A lending library of hoists and walking frames, run jointly by the practice and the council, helped "
    "social workers and general practitioners to send older people home from hospital two days sooner."
)
ASKED_OF_IT = "Does a lending library of hoists and walking frames help?"


@pytest.fixture
def arrive(browser: Any) -> Iterator[Arrive]:
    yield from visits(browser, "")


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide", "phone"])
def test_a_session(
    arrive: Arrive, corpus_library: Path, tmp_path: Path, size: dict[str, int], scheme: str
) -> None:
    """Nothing in it is sent to another host, and no script fails."""
    library = tmp_path / "library"
    shutil.copytree(corpus_library, library)
    app = ("app.py", "--library", str(library), "--port")
    with running(tmp_path, *app, "0") as address:
        here = arrive(address, size, scheme)
        here.page.set_default_timeout(60_000)
        _first_visit_and_example(here)
        _citation_to_source_and_next(here)
        _follow_up_filter_and_link(here, arrive)
        _export(here)
        _put_in_ask_and_remove(here, tmp_path)
        asked = here.page.locator("#chat .asked").all_inner_texts()
    with running(tmp_path, *app, address.rpartition(":")[2]):
        here.open("/")
        here.page.wait_for_function(f"document.querySelectorAll('#chat .answer').length === {len(asked)}")
        assert here.page.locator("#chat .asked").all_inner_texts() == asked, "the tab remembers"
        other = arrive(address, size, scheme)
        assert other.page.locator("#chat .asked").count() == 0, "and nobody else"
    assert {url.split("/")[2] for url in here.requests if not url.startswith(("blob:", "data:"))} == {
        address.removeprefix("http://")
    }
    assert here.problems == other.problems == []


def _first_visit_and_example(here: Visit) -> None:
    page = here.page
    assert page.inner_text("h1") == "Joint Working Evidence"
    assert page.inner_text(".head .scope") == "Searches 4 documents, 1998 to 2015"
    assert "in the exact words of the sources" in page.inner_text(".promise")
    assert "to its place in the source" in page.inner_text(".promise"), "most sources have no pages"
    page.click(f"text={EXAMPLE}")
    page.wait_for_selector("#chat .answer .finding")
    assert page.inner_text("#chat .asked").endswith(EXAMPLE)
    assert page.locator("#chat .group.hinders .finding").count() >= 3
    assert here.sideways() <= 0


def _citation_to_source_and_next(here: Visit) -> None:
    """The very words of the card stand marked and in view in the source."""
    page = here.page
    card = page.locator("#chat .finding:visible").first
    link = card.locator(".source-line a.cite").first
    link.click()
    mark = here.cited()
    page.wait_for_function("document.activeElement.matches('mark.cited')")
    assert mark.inner_text() in card.locator("blockquote").inner_text()
    assert here.seen("#pane mark.cited", "#pane .source-body")
    before = page.url
    page.click('#pane [data-pane="next"]')
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_function("document.querySelector('.pane-count').textContent.includes(' of ')")
    assert here.seen("#pane mark.cited", "#pane .source-body")
    page.go_back()
    page.wait_for_function("!location.search && document.activeElement.matches('#chat a.cite')")
    page.wait_for_function("!document.querySelector('#ask').inert")


def _follow_up_filter_and_link(here: Visit, arrive: Arrive) -> None:
    page = here.page
    page.locator("#next a").first.wait_for()
    offered = page.locator("#next a").first.inner_text()
    page.locator("#next a").first.click()
    page.locator("#chat .bot-row").nth(1).locator(".answer").wait_for()
    assert page.locator("#chat .asked").nth(1).inner_text().endswith(offered)
    page.click("#filters summary")
    page.check("#filters [value=glendinning-1998]")
    here.ask("What hinders general practitioners and social services?")
    last = page.locator("#chat .bot-row").nth(2)
    assert "1998" in page.locator("#chat .narrowed").last.inner_text()
    labels = last.locator(".source-line a.cite").all_text_contents()
    assert labels
    assert all("Glendinning" in label for label in labels)
    link = last.locator("a.link").get_attribute("href")
    other = Visit(page.context.new_page(), here.address, f"/{link.removeprefix('./')}")
    other.page.set_default_timeout(60_000)
    other.page.locator("#chat .answer").wait_for()
    assert other.page.inner_text("#chat .asked") == page.locator("#chat .asked").last.inner_text()
    assert (
        other.page.locator("#chat blockquote").all_text_contents()
        == last.locator("blockquote").all_text_contents()
    )
    other.page.close()
    page.locator("#filters summary").click()
    page.click("#filters [data-act=all]")
    page.locator("#filters summary").click()


def _export(here: Visit) -> None:
    here.page.locator("#chat a.export").first.click()
    here.page.check("#export-dialog [value=word]")
    with here.page.expect_download() as download:
        here.page.click('#export-dialog [data-act="save"]')
    words = "\n".join(
        paragraph.text
        for paragraph in docx.Document(io.BytesIO(Path(download.value.path()).read_bytes())).paragraphs
    )
    assert here.page.locator("#chat blockquote").first.inner_text().strip("“”") in words
    here.page.keyboard.press("Escape")


def _put_in_ask_and_remove(here: Visit, folder: Path) -> None:
    page = here.page
    file = write_document(folder / "mine" / "hoists.txt", f"A lending library\n\n{NEW}\n")
    desk = page.context.new_page()
    desk.set_default_timeout(60_000)
    desk.goto(f"{here.address}/library")
    desk.set_input_files("#chosen", str(file))
    desk.click("#upload button")
    desk.wait_for_selector("#files progress")
    desk.wait_for_selector("#progress-heading:text('1 file: 1 added')")
    assert "5 sources" in desk.inner_text("#held")
    here.ask(ASKED_OF_IT)
    last = page.locator("#chat .bot-row").last
    assert "it now has 5 documents." in last.locator(".changed").inner_text()
    assert NEW in last.inner_text()
    last.locator(".finding", has_text="lending library").first.locator("a.cite").first.click()
    page.wait_for_function(
        "words => document.querySelector('#pane mark.cited')?.textContent === words", arg=NEW
    )
    page.keyboard.press("Escape")
    desk.locator("#sources tr", has_text="lending library").locator("a.remove").click()
    desk.click("dialog[open] .danger")
    desk.wait_for_selector("#note button")
    assert desk.inner_text(".head .scope") == "Searches 4 documents, 1998 to 2015"
    desk.close()
    here.ask(ASKED_OF_IT)
    last = page.locator("#chat .bot-row").last
    assert "it now has 4 documents." in last.locator(".changed").inner_text()
    assert NEW not in last.inner_text()
