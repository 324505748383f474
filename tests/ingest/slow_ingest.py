"""Takes a folder in with the stand-in model, slowly, so that there is time to be stopped.

    python -m tests.ingest.slow_ingest LIBRARY FOLDER SECONDS_A_BATCH

Prints "begin" before the first write and "end" after the last.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.ingesting import ingest
from tests.fakes import FakeEncoder


def main() -> None:
    home, papers, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    encoder = FakeEncoder(seconds_a_batch=seconds)
    encoder.count("warm up")
    print("begin", flush=True)
    ingest(home, [papers], encoder)
    print("end", flush=True)


if __name__ == "__main__":
    main()
