"""The whole thing as a newcomer has it: documents taken in, the app started, a question asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import ROOT, running

pytestmark = [pytest.mark.browser, pytest.mark.model]


@pytest.fixture(scope="module")
def whole(corpus_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over the four documents, taken in and found unchanged."""
    folder = tmp_path_factory.mktemp("whole")
    command = [sys.executable, "-m", "ingest", "--library", str(corpus_library), "--json"]
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    assert {line["outcome"] for line in json.loads(again.stdout)["lines"]} == {"unchanged"}
    with running(folder, "app.py", "--port", "0", "--library", str(corpus_library)) as address:
        yield address


def _ask(page: Any, question: str) -> None:
    page.locator("textarea").fill(question)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ask_and_check_a_quote(browser: Any, whole: str, width: int, height: int, scheme: str) -> None:
    """A practitioner asks, a researcher clicks: the very words stand marked and in view."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(whole)
    _ask(page, "Should social care staff be visible in the practice?")
    quote = "Social care staff working hard to be ‘visible’"
    finding = page.get_by_text(quote).first
    finding.wait_for(timeout=60_000)
    link = page.locator("a.cite", has_text="Glasby et al. 2013, p. 15").first
    link.click()
    mark = page.locator("mark", has_text=quote).first
    mark.wait_for(timeout=10_000)
    page.wait_for_function("document.activeElement && document.activeElement.tagName === 'MARK'")
    page.wait_for_timeout(300)
    box = mark.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert hosts == {whole.removeprefix("http://")}
    context.close()


def test_what_is_not_in_the_documents_is_said(browser: Any, whole: str) -> None:
    page = browser.new_page()
    page.goto(whole)
    _ask(page, "What dose of apixaban should I give?")
    page.get_by_text("not in these 4 documents").first.wait_for(timeout=60_000)
    assert page.get_by_text("apixaban").count() >= 2
    page.close()
