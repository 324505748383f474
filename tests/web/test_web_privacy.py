"""A question with a personal detail is told of, stays with the person who typed it, and is nowhere else."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import PersonalDetails
from tests.web.conftest import SERVE_FAKE, Forking
from tests.web.fakes import FakeService
from web.conversation import Turn, respond

SECRET = "What helps Zebedee, 943 476 5919, in SW1A 1AA?"
TOLD = (
    "The question seems to hold an NHS number and a postcode. Nothing was searched, kept or sent; "
    "please ask again without them."
)


@pytest.mark.parametrize("loaded", [True, False])
def test_it_never_becomes_a_turn(loaded: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither while the model loads nor after, for each turn that is shown holds its question."""
    caplog.set_level(logging.DEBUG)
    service = FakeService(None if loaded else tmp_path / "never")
    shown: list[Turn] = []
    with pytest.raises(PersonalDetails) as refused:
        shown += respond(service, SECRET, ())
    assert str(refused.value) == TOLD
    assert shown == []
    assert service.asked == []
    assert "Zebedee" not in caplog.text


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_what_a_person_sees_and_what_is_left_of_it(
    browser: Any, forking: Forking, tmp_path: Path, width: int
) -> None:
    """An alert each time; the question in its box and nowhere else; mended, it is asked like any other."""
    with forking.running(tmp_path, SERVE_FAKE) as address:
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(address)
        page.wait_for_selector("#pane .source-title")
        page.fill("#question textarea", "What helps?")
        page.click("#ask-button")
        page.wait_for_selector("#chat .answer")
        page.fill("#question textarea", SECRET)
        page.click("#ask-button")
        page.wait_for_selector("#hint [role=alert]")
        assert page.inner_text("#hint [role=alert]") == TOLD
        page.wait_for_timeout(300)
        told = page.locator("#hint").bounding_box()
        assert 0 <= told["y"] <= 800 - told["height"], "it is in view"
        assert page.input_value("#question textarea") == SECRET
        assert page.locator("#chat .asked").count() == 1
        assert "Zebedee" not in page.inner_text("body")
        assert "Zebedee" not in page.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])"
        )
        assert not any("Zebedee" in url for url in requests)
        # Asked once more as it is, it is told once more.
        page.evaluate(
            "() => { window.alerts = 0; new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node => {"
            " if (node.matches?.('[role=alert]') || node.querySelector?.('[role=alert]')) window.alerts += 1; })))"
            ".observe(document.querySelector('#hint'), {childList: true, subtree: true}); }"
        )
        page.click("#ask-button")
        page.wait_for_function("window.alerts > 0")
        page.fill("#question textarea", "And what hinders?")
        page.click("#ask-button")
        page.locator("#chat .answer").nth(1).wait_for()
        assert page.locator("#hint [role=alert]").count() == 0
        assert page.inner_text("#chat .asked >> nth=1").endswith("And what hinders?")
        # Something that goes wrong is logged, and so a search of the files would find a trace.
        page.fill("#question textarea", "an unknown error")
        page.click("#ask-button")
        page.wait_for_selector("#chat .problem")
        context.close()
        files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"secret detail" in one for one in files)
    assert not any(b"Zebedee" in one for one in files)
