"""What a browser without scripts gets of the chat."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_the_chat_is_no_empty_page(browser: Any, served_app: str) -> None:
    """It says what is needed, and leads to what does without."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served_app)
    words = page.inner_text("body")
    assert "needs JavaScript" in words
    assert 'python -m qa ask "QUESTION"' in words
    page.click("a:text('library')")
    assert page.inner_text("h1") == "Library"
    context.close()


def test_with_a_script_nothing_of_it_is_seen(browser: Any, served_app: str) -> None:
    """The page is Gradio's own, whole."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served_app)
    page.wait_for_selector("#question textarea")
    assert "needs JavaScript" not in page.inner_text("body")
    context.close()


@pytest.mark.parametrize("encoding", ["br, gzip", "identity"])
def test_the_length_is_right_whatever_a_browser_takes(served_app: str, encoding: str) -> None:
    """Words can be put only into what is not compressed."""
    request = urllib.request.Request(served_app, headers={"accept-encoding": encoding})
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
    assert int(answer.headers["content-length"]) == len(body)
    assert body.count(b"<noscript>") == 1
    assert body.rstrip().endswith(b"</html>")
