"""axe-core finds nothing to object to, in any state of the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
STATES = ("start", "answer", "source", "silence", "problem", "hint")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def bring_about(page: Any, state: str) -> None:
    questions = {"silence": "apixaban", "problem": "a known error", "hint": ""}
    if state == "start":
        return
    page.fill("#question textarea", questions.get(state, "What helps?"))
    page.click("#ask-button")
    page.wait_for_selector({"problem": "#chat .problem", "hint": "#hint .now"}.get(state, "#chat .answer"))
    if state == "source":
        page.click("#chat .more summary")
        page.locator("#chat a.cite").first.click()
        page.wait_for_selector("#pane mark.cited")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci --prefix tests/web")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser: Any, served_app: str, state: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(served_app)
    page.wait_for_selector("#pane .source-title")
    page.wait_for_selector("#ask-button")
    bring_about(page, state)
    page.evaluate(AXE.read_text("utf-8"))
    run: Callable[..., Any] = page.evaluate
    found = run("rules => axe.run(document, {runOnly: rules})", _RULES)
    said = [
        f"{violation['id']} ({violation['help']}): {[node['html'][:150] for node in violation['nodes'][:3]]}"
        for violation in found["violations"]
    ]
    context.close()
    assert said == []
