"""axe-core finds nothing to object to, in any state of the page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.axe import AXE, objections

pytestmark = pytest.mark.browser

STATES = ("start", "answer", "source", "silence", "problem", "hint", "refused")


def bring_about(page: Any, state: str) -> None:
    questions = {"silence": "apixaban", "problem": "a known error", "hint": "", "refused": "943 476 5919"}
    if state == "start":
        return
    page.fill("#question textarea", questions.get(state, "What helps?"))
    page.click("#ask-button")
    told = {"problem": "#chat .problem", "hint": "#hint .now", "refused": "#hint [role=alert]"}
    page.wait_for_selector(told.get(state, "#chat .answer"))
    if state == "source":
        page.click("#chat .more summary")
        page.locator("#chat a.cite").first.click()
        page.wait_for_selector("#pane mark.cited")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci --prefix tests/web")
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(browser: Any, served_app: str, state: str) -> None:
    """Wide and narrow, light and dark; what is found is named with the look."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served_app)
    page.wait_for_selector("#pane .source-title")
    page.wait_for_selector("#ask-button")
    bring_about(page, state)
    found = objections(page)
    context.close()
    assert found == []
