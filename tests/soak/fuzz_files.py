"""Spoiled files of every format taken in: no hang, no crash, no silent loss, memory within its limit.

    python -m tests.soak.fuzz_files --files 2000 --seed 1

Each file is read in a process of its own, as an ingest does it. What is read is held
against what must be true of every document. Then all are taken in by real ingests: every
file must have its line, and the library hold just what the lines say.
A failure prints the number that makes the file again with ``--only``.
"""

from __future__ import annotations

import argparse
import collections
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ingest.errors import DocumentError
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.options import Options
from ingest.receipts import Outcome, Receipt
from ingest.sandbox import Limits, read_apart
from ingest.verifying import verify
from tests.fakes import FakeEncoder
from tests.soak.invariants import document_breaches, passage_breaches
from tests.soak.spoiling import spoiled

LIMITS = Limits(seconds=30, megabytes=1024)
_AT_ONCE = 250  # files in one ingest


def try_one(seed: int, number: int) -> tuple[int, float, str, str]:
    """Read one spoiled file: its number, the seconds it took, what became of it, and what was wrong."""
    file = spoiled(seed, number)
    start = time.monotonic()
    wrong = ""
    try:
        document = read_apart(Path(file.name), file.data, LIMITS).document
        state = "read"
        breaches = [*document_breaches(document), *passage_breaches(document, FakeEncoder())]
        wrong = "; ".join(breaches[:3])
    except DocumentError as error:
        state = "refused"
        # A reader's own words are wanted: that it broke, ran too long or swelled is a fault found.
        if any(words in str(error) for words in ("of an unusual make", "was stopped", "without an answer")):
            wrong = str(error)
        if "\n" in str(error):
            wrong = f"more than one line: {error}"
    except BaseException as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        state, wrong = (
            "broken",
            f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})",
        )
    return number, time.monotonic() - start, state, f"{file.name}: {wrong}" if wrong else ""


def take_all_in(seed: int, numbers: range, folder: Path) -> Iterator[str]:
    """Real ingests of all the files: what is lost, doubled or left unsaid."""
    home = folder / "library"
    added: set[str] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        papers = folder / f"papers{start}"
        papers.mkdir(parents=True)
        some = numbers[start : start + _AT_ONCE]
        for number in some:
            file = spoiled(seed, number)
            (papers / file.name).write_bytes(file.data)
        receipt = ingest(home, [papers], FakeEncoder(), options=Options(limits=LIMITS))
        yield from _lines(receipt, len(some), added)
    report = verify(home)
    yield from report.wrong
    library = Library(home)
    try:
        held = {source.key for source in library.sources}
    finally:
        library.close()
    if held != added:
        yield f"{len(held)} sources held, {len(added)} told of"


def _lines(receipt: Receipt, files: int, added: set[str]) -> Iterator[str]:
    if len({line.path for line in receipt.lines}) != files:
        yield f"{len(receipt.lines)} lines for {files} files"
    for line in receipt.lines:
        if line.outcome is Outcome.ADDED and line.source and line.passages:
            added.add(line.source)
        elif line.outcome is Outcome.FAILED and line.reason and "\n" not in line.reason:
            continue
        elif line.outcome is not Outcome.DUPLICATE:
            yield f"{line.path}: {line.outcome}, {line.passages} passages, {line.reason!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="make and read this one file again")
    parser.add_argument("--keep", type=Path, help="with --only: write the file into this folder")
    given = parser.parse_args()
    if given.only is not None:
        if given.keep is not None:
            file = spoiled(given.seed, given.only)
            (given.keep / file.name).write_bytes(file.data)
        print(try_one(given.seed, given.only))
        return 0
    states: collections.Counter[str] = collections.Counter()
    slowest, failed = (0.0, -1), 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, seconds, state, wrong in pool.map(lambda n: try_one(given.seed, n), range(given.files)):
            slowest = max(slowest, (seconds, number))
            states[f"{Path(spoiled(given.seed, number).name).suffix} {state}"] += 1
            if wrong:
                failed += 1
                print(f"file {number}: {wrong}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for words in take_all_in(given.seed, range(given.files), Path(name)):
            failed += 1
            print(f"ingest: {words}", flush=True)
    print(", ".join(f"{state} {count}" for state, count in sorted(states.items())))
    print(
        f"slowest: file {slowest[1]}, {slowest[0]:.1f} s; each within {LIMITS.megabytes} MB", file=sys.stderr
    )
    print(f"{given.files - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
