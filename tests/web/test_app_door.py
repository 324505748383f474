"""The door: what stands in the way of serving is said in one line."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import build_desk, claim
from tests.web.conftest import running
from tests.web.fakes import add

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "app.py"), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_a_port_in_use_is_one_line_and_status_1() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--port", str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "--port" in line


def test_a_missing_library_is_one_line_and_status_1(tmp_path: Path) -> None:
    done = run("--port", "0", "--library", str(tmp_path / "none"))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "none" in line


@pytest.mark.parametrize("arguments", [("--port", "x"), ("--port", "70000"), ("--nonsense",)])
def test_wrong_use_is_status_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_port_is_held_from_the_start() -> None:
    held = claim("127.0.0.1", 0)
    try:
        with pytest.raises(OSError, match="in use"):
            claim("127.0.0.1", held.getsockname()[1])
    finally:
        held.close()


@pytest.mark.parametrize(("host", "writable"), [("127.0.0.1", True), ("0.0.0.0", False)])
def test_only_where_nobody_else_comes_the_library_can_be_changed(
    tmp_path: Path, host: str, writable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that is bound decides, before anything is asked of it."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "sent"))
    with claim(host, 0) as listening:
        desk = build_desk(tmp_path / "library", listening)
        assert desk.gate.writable is writable
        assert len(desk.gate.token) > 30
        desk.close()
        assert list((tmp_path / "sent").iterdir()) == []


def test_ended_by_the_system_nothing_is_left_behind(tmp_path: Path) -> None:
    """Neither files that were sent, nor the folder for them."""
    add(tmp_path, "doc")
    with running(tmp_path, str(ROOT / "tests" / "web" / "serve_library.py"), str(tmp_path / "library")):
        assert [path.name[:12] for path in (tmp_path / "gradio").glob("jwe-*")] == ["jwe-uploads-"]
    assert list((tmp_path / "gradio").glob("jwe-*")) == []
