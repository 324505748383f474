"""Takes a folder in with the stand-in model, slowly, so that there is time to be stopped.

    python -m tests.ingest.slow_ingest LIBRARY FOLDER SECONDS_A_BATCH [--signs] [--rebuild]

Prints "begin" before the first write and "end" after the last; with ``--signs`` a line
"file NUMBER" as each file is begun.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ingest.ingesting import ingest
from ingest.rebuilding import rebuild
from ingest.stages import Sign, Stage
from tests.fakes import FakeEncoder


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("papers", type=Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--signs", action="store_true")
    parser.add_argument("--rebuild", action="store_true")
    given = parser.parse_args()
    encoder = FakeEncoder(seconds_a_batch=given.seconds)
    encoder.count("warm up")
    last = 0

    def show(sign: Sign) -> None:
        nonlocal last
        if given.signs and sign.stage is Stage.READING and sign.number > last:
            last = sign.number
            print("file", sign.number, flush=True)

    print("begin", flush=True)
    if given.rebuild:
        rebuild(given.home, encoder, show)
    else:
        ingest(given.home, [given.papers], encoder, show)
    print("end", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
