"""``python -m ingest`` with the stand-in model, for tests: quick to start, and as slow as ``JWE_TEST_SECONDS`` says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    import ingest.__main__ as cli
    from tests.fakes import FakeEncoder

    slow = FakeEncoder(seconds_a_batch=float(os.environ.get("JWE_TEST_SECONDS", "0")))
    cli._encoder = lambda: slow  # type: ignore[assignment]
    cli.app()
