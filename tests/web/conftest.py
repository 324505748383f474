"""A browser and a served app for the tests that need them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("JWE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_START_SECONDS = 60


def _no_browser(why: str) -> NoReturn:
    """Skip where a browser is a convenience, fail where the run is meant to have one."""
    if os.environ.get("CI") == "true" or os.environ.get("JWE_REQUIRE_BROWSER") == "1":
        pytest.fail(f"the browser tests must run here: {why}")
    pytest.skip(why)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium a module, since Playwright's event loop runs for as long as it is open."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _no_browser("Playwright is not installed: pip install playwright")
    if not Path(CHROMIUM).exists():
        _no_browser("Chromium is not installed: apt-get install chromium, or set JWE_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@contextmanager
def _served(folder: Path, loading: float = 0.0) -> Iterator[str]:
    """The app with the fake service in a process of its own; gives its address."""
    with running(folder, str(ROOT / "tests" / "web" / "serve_fake.py"), "0", str(loading)) as address:
        yield address


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[str]:
    """A server of ours in a process of its own, given that its first line ends in its port."""
    command = [sys.executable, *arguments]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "GRADIO_TEMP_DIR": str(folder / "gradio")},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout is not None
        try:
            port = re.search(r":?(\d+)\b(?!.*\d)", process.stdout.readline())
            assert port is not None, (folder / "server.log").read_text()
            address = f"http://127.0.0.1:{int(port.group(1))}"
            _until_alive(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()


def _until_alive(address: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=_START_SECONDS):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the app did not start")


@pytest.fixture(scope="session")
def served_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, model loaded."""
    with _served(tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture
def serve_loading(tmp_path: Path) -> Iterator[Callable[[float], str]]:
    """Start an app whose model takes so many seconds to load."""
    running = []

    def start(seconds: float) -> str:
        context = _served(tmp_path, seconds)
        running.append(context)
        return context.__enter__()

    yield start
    for context in running:
        context.__exit__(None, None, None)
