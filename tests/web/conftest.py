"""A browser and a served app for the tests that need them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.web.forking import Order

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
SERVE_FAKE = str(ROOT / "tests" / "web" / "serve_fake.py")
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
            yield _until_alive(process.stdout.readline(), lambda: process.poll() is None, folder)
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()


def _until_alive(first_line: str, lives: Callable[[], bool], folder: Path) -> str:
    """The address of a server whose first line ends in its port, once it answers."""
    port = re.search(r":?(\d+)\b(?!.*\d)", first_line)
    assert port is not None, (folder / "server.log").read_text()
    address = f"http://127.0.0.1:{int(port.group(1))}"
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and lives():
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=_START_SECONDS):
                return address
        except urllib.error.URLError:
            time.sleep(0.05)
    raise AssertionError("the app did not start")


class Forking:
    """Starts servers from a process that has Gradio loaded already."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    @contextmanager
    def running(self, folder: Path, *arguments: str) -> Iterator[str]:
        """As ``running``, for a script of the tests."""
        output, log = folder / "server.out", folder / "server.log"
        output.write_text("")
        order = Order(
            arguments=[*arguments],
            environment={**os.environ, "GRADIO_TEMP_DIR": str(folder / "gradio")},
            output=str(output),
            log=str(log),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        number = int(self._process.stdout.readline())
        try:
            _wait(lambda: "\n" in output.read_text() or not _lives(number), _START_SECONDS)
            yield _until_alive(output.read_text(), lambda: _lives(number), folder)
        finally:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGTERM)
            _wait(lambda: not _lives(number), 20)


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _wait(done: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "a server took too long"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def forking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forking]:
    """What starts servers without loading Gradio for each."""
    with subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "web" / "forking.py")],
        cwd=ROOT,
        env={**os.environ, "GRADIO_TEMP_DIR": str(tmp_path_factory.mktemp("forking"))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Forking(process)  # it ends when its input does


@pytest.fixture(scope="session")
def served_app(forking: Forking, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app with the fake service, model loaded."""
    with forking.running(tmp_path_factory.mktemp("served"), SERVE_FAKE) as address:
        yield address


@pytest.fixture
def loading_app(forking: Forking, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of an app whose model loads until a file is there, and that file."""
    loaded = tmp_path / "loaded"
    with forking.running(tmp_path, SERVE_FAKE, "0", str(loaded)) as address:
        yield address, loaded
