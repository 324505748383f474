"""axe-core finds nothing to object to, in any state of the Library page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.fakes import prose
from tests.web.axe import AXE, objections
from tests.web.conftest import ROOT, Forking
from tests.web.fakes import add

pytestmark = pytest.mark.browser

SERVE = str(ROOT / "tests" / "web" / "serve_library.py")
STATES = ("empty", "table", "nothing found", "dialogue", "undoing", "confirmation", "removed", "all removed", "edit", "errors", "replace",
          "receipts", "all receipts", "sending", "done", "read-only")  # fmt: skip


@pytest.fixture(scope="module")
def addresses(forking: Forking, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Servers over a library with two sources, an empty one, and one that takes its time."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        found = {}
        for name in ("full", "empty", "slow"):
            patch.setenv("JWE_TEST_SECONDS", "600" if name == "slow" else "0")
            folder = tmp_path_factory.mktemp(name)
            if name != "empty":
                add(folder, "alpha", title="Alpha")
                add(folder, "beta", title="Beta")
            (folder / "one.txt").write_text(prose("one"), "utf-8")
            (folder / "bad.pdf").write_text("none", "utf-8")
            found[name] = stack.enter_context(forking.running(folder, SERVE, str(folder / "library")))
            found[f"{name} folder"] = str(folder)
        yield found


def bring_about(page: Any, state: str, addresses: dict[str, str]) -> None:
    """Have the page in a state; each can be had again in the same library."""
    name = {"empty": "empty", "sending": "slow"}.get(state, "full")
    address, folder = addresses[name] + "/library", addresses[f"{name} folder"]
    if state == "read-only":
        # The browser asks for it by a name that is not this machine's, as from elsewhere.
        address = address.replace("127.0.0.1", "library.example")
    page.goto(address)
    match state:
        case "nothing found":
            page.fill("#q", "nothing such")
            page.wait_for_selector("#table .nothing")
        case "dialogue":
            page.locator("a.remove").first.click()
            page.wait_for_selector("dialog[open]")
        case "undoing":
            page.click("#undo")
            page.wait_for_selector("dialog[open]")
        case "confirmation":
            page.goto(f"{address}/remove/alpha")
        case "removed":
            page.locator("a.remove").first.click()
            page.click("dialog[open] .danger")
            page.wait_for_selector("#note.note")
            page.wait_for_selector("#removed")
        case "all removed":
            page.goto(f"{address}/removed")
        case "edit" | "errors":
            page.goto(f"{address}/edit/alpha")
            if state == "errors":
                page.fill("#year", "98")
                page.fill("#doi", "x")
                page.click("#record button")
                page.wait_for_selector(".summary")
        case "replace":
            page.goto(f"{address}/replace/alpha")
        case "receipts":
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        case "all receipts":
            page.goto(f"{address}/receipts")
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        case "sending" | "done":
            if page.locator("#files li").count() == 0:
                page.set_input_files("#chosen", [f"{folder}/one.txt", f"{folder}/bad.pdf"])
                page.click("#upload button")
            page.wait_for_selector("#clear:not([hidden])" if state == "done" else "#stop:not([hidden])")
            page.wait_for_timeout(1_000)
    if state == "read-only":
        assert page.locator("#upload").count() == 0
    else:
        page.wait_for_selector("h1")


def restore(page: Any, state: str) -> None:
    if state == "removed":
        page.click("#note button")
        page.wait_for_selector("#note p:text('is back')")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci --prefix tests/web")
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(browser_by_name: Any, addresses: dict[str, str], state: str) -> None:
    """Wide and narrow, light and dark; what is found is named with the look."""
    context = browser_by_name.new_context()
    page = context.new_page()
    bring_about(page, state, addresses)
    found = objections(page)
    restore(page, state)
    context.close()
    assert found == []


@pytest.fixture(scope="module")
def browser_by_name() -> Iterator[Any]:
    """A Chromium for which ``library.example`` is this machine."""
    from playwright.sync_api import sync_playwright

    from tests.web.conftest import CHROMIUM, FLAGS

    with sync_playwright() as playwright:
        rule = "--host-resolver-rules=MAP library.example 127.0.0.1"
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, rule])
        yield chromium
        chromium.close()
