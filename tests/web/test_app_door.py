"""The door: what stands in the way of serving is said in one line."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import claim

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
