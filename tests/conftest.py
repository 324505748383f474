"""What every test may use. Property tests are the same on each run, so that a red run can be repeated."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]

settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("long", parent=settings.get_profile("suite"), derandomize=False, max_examples=5_000)
settings.load_profile("suite")


def pytest_configure() -> None:
    """Tests that interrupt a program must work in the background too, where interrupts are ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def corpus_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four documents as a newcomer takes them in, with the real model; to be read, not changed."""
    folder = tmp_path_factory.mktemp("corpus-library")
    command = [sys.executable, "-m", "ingest", "--library", str(folder), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    assert [line["outcome"] for line in json.loads(done.stdout)["lines"]] == ["added"] * 4
    return folder
