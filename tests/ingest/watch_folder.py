"""``python -m ingest watch`` with the stand-in model.

python -m tests.ingest.watch_folder FOLDER --library LIBRARY [--json]
"""

from __future__ import annotations

import sys

from ingest import __main__ as cli
from tests.fakes import FakeEncoder

if __name__ == "__main__":
    cli._encoder = FakeEncoder  # type: ignore[assignment]
    cli.app(["watch", *sys.argv[1:]])
