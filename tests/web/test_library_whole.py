"""The whole Library page as a librarian has it: the real app, the real ingestion, the real model."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.encoder import load_encoder
from ingest.ingesting import ingest
from ingest.settings import Settings
from tests.fakes import write_document
from tests.web.conftest import running

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTION = "Does sharing a building help general practitioners and social workers?"
HELPS = (
    "Working in the same building helped general practitioners and social workers to trust each other "
    "and to exchange information about older patients without delay."
)
OTHER = (
    "The council reviewed its parking charges in spring and found that visitors stayed longer than before."
)


def test_put_in_and_asked_about_while_it_goes_on(browser: Any, tmp_path: Path) -> None:
    """The chat answers before, meanwhile and after; then it quotes the new document, page and all."""
    first = write_document(tmp_path / "first.txt", f"Parking\n\n{OTHER}\n", "first")
    ingest(tmp_path / "library", [first], lambda: load_encoder(Settings.from_environment().embedding_model))
    new = write_document(tmp_path / "mine" / "buildings.txt", f"Shared buildings\n\n{HELPS}\n")
    more = "\n\n".join(
        f"In year {n} the {n}th review of joint visits was read with interest." for n in range(300)
    )
    other = write_document(tmp_path / "mine" / "reviews.txt", f"Reviews\n\n{more}\n")
    with running(tmp_path, "app.py", "--port", "0", "--library", str(tmp_path / "library")) as address:
        context = browser.new_context()
        chat, library = context.new_page(), context.new_page()
        for page in (chat, library):
            page.set_default_timeout(90_000)
        chat.goto(address)
        assert "Working in the same building" not in _ask(chat)
        library.goto(f"{address}/library")
        library.set_input_files("#chosen", [str(other), str(new)])
        library.click("#upload button")
        library.wait_for_selector(".file-words:text('Passages embedded')")
        waits = [_timed(lambda: _ask(chat)) for _ in range(3)]
        assert max(waits) < 20, "the chat does not wait for the ingest"
        library.wait_for_selector("#progress-heading:text('2 files: 2 added')")
        assert library.locator("table.sources tbody tr").count() == 3
        answer = _ask(chat)
        assert "Working in the same building helped" in answer
        assert "it now has 3 documents." in chat.locator("#chat .changed").last.inner_text()
        chat.locator("#chat .bot-row").last.locator("a.cite").first.click()
        chat.wait_for_selector("#pane mark.cited")
        assert chat.inner_text("#pane mark.cited") in HELPS
        context.close()


def _ask(chat: Any) -> str:
    before = chat.locator("#chat .bot-row").count()
    chat.fill("#question textarea", QUESTION)
    chat.click("#ask-button")
    row = chat.locator("#chat .bot-row").nth(before)
    row.locator(".answer").wait_for()
    return str(row.inner_text())


def _timed(do: Callable[[], object]) -> float:
    started = time.monotonic()
    do()
    return time.monotonic() - started
