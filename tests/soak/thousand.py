"""A thousand documents in one go, interrupted again and again: nothing lost, nothing twice, no memory kept.

    python -m tests.soak.thousand --documents 1000 --interruptions 5 --seed 1

The documents are taken in by a program of its own with the stand-in model. It is
interrupted (as by Ctrl+C) at random moments and run again until it ends by itself. Then
sources, passages and vectors must agree, every document must have been added just once
over all receipts, and the program's memory must not have grown with their number.
"""

from __future__ import annotations

import argparse
import collections
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from ingest import database, ledger, store
from ingest.library import Library
from ingest.receipts import Outcome
from ingest.verifying import verify
from tests.fakes import version, write_document

ROOT = Path(__file__).resolve().parents[2]
_PARAGRAPHS = 6
# What the interpreter's own allocator may add over hundreds of documents.
_MEMORY_GROWTH = 1.15


@dataclass
class Run:
    """What one run of the program showed."""

    files: int = 0
    ended: bool = False
    resident: list[int] = field(default_factory=list)  # megabytes, at each file
    seconds: list[float] = field(default_factory=list)  # at each file
    complaints: str = ""


def write_documents(folder: Path, count: int) -> None:
    for number in range(count):
        write_document(folder / f"paper{number:04}.txt", version(f"paper{number:04}", 1, _PARAGRAPHS))


def run_until(home: Path, papers: Path, stop_after: int | None) -> Run:
    """Run the program; interrupt it once it has begun so many files."""
    command = [sys.executable, "-m", "tests.ingest.slow_ingest", str(home), str(papers), "0", "--signs"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    run, begun = Run(), time.monotonic()
    for line in process.stdout:
        words = line.split()
        if words[0] == "file":
            run.files += 1
            run.seconds.append(time.monotonic() - begun)
            run.resident.append(_resident(process.pid))
            if run.files == stop_after:
                time.sleep(random.Random(stop_after).uniform(0, 0.02))
                process.send_signal(signal.SIGINT)
        run.ended |= words[0] == "end"
    run.complaints = process.stderr.read()
    process.wait(60)
    process.stdout.close()
    process.stderr.close()
    return run


def breaches(home: Path, count: int, runs: Sequence[Run]) -> Iterator[str]:
    """What is wrong after the last run."""
    if not runs[-1].ended:
        yield f"the last run did not end by itself: {runs[-1].complaints[-300:]}"
    report = verify(home)
    yield from report.wrong
    library = Library(home)
    try:
        sources, vectors = len(library.sources), len(library)
        passages = sum(source.passages for source in library.sources)
    finally:
        library.close()
    if (sources, passages, vectors) != (count, count * _PARAGRAPHS, count * _PARAGRAPHS):
        yield f"{sources} sources, {passages} passages, {vectors} vectors of {count} documents"
    with database.reading(home) as connection:
        added = collections.Counter(
            line.path
            for receipt in ledger.receipts(connection)
            for line in receipt.lines
            if line.outcome is Outcome.ADDED
        )
        texts = len(store.versions(connection))
    if len(added) != count or set(added.values()) != {1} or texts != count:
        yield f"{len(added)} documents added, {sum(added.values())} times, {texts} texts"
    yield from _memory(runs)


def _memory(runs: Sequence[Run]) -> Iterator[str]:
    """The second half of the longest run holds no more than its first quarter did."""
    longest = max((run.resident for run in runs), key=len)
    if len(longest) >= 100:
        quarter = len(longest) // 4
        early, late = median(longest[quarter : 2 * quarter]), median(longest[-quarter:])
        if late > early * _MEMORY_GROWTH:
            yield f"memory grew from {early} to {late} MB"


def _resident(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0")
    return int(line.split()[1]) >> 10


def campaign(folder: Path, count: int, interruptions: int, seed: int) -> tuple[list[Run], list[str]]:
    """All runs, and what was found wrong."""
    home, papers = folder / "library", folder / "papers"
    write_documents(papers, count)
    chance = random.Random(seed)
    runs = [run_until(home, papers, chance.randrange(1, count)) for _ in range(interruptions)]
    heeded = not interruptions or not all(run.ended for run in runs)
    while not runs[-1].ended and len(runs) <= interruptions + 3:
        runs.append(run_until(home, papers, None))
    wrong = [] if heeded else ["no run was interrupted, so nothing was tried"]
    return runs, [*wrong, *breaches(home, count, runs)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--interruptions", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    # Begun in the background, this program and what it begins would not be interrupted.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as name:
        runs, wrong = campaign(Path(name), given.documents, given.interruptions, given.seed)
    for number, run in enumerate(runs, start=1):
        memory = f"{run.resident[0]} to {run.resident[-1]} MB" if run.resident else "no file"
        took = run.seconds[-1] if run.seconds else 0
        print(
            f"run {number}: {run.files} files in {took:.0f} s, {'ended' if run.ended else 'interrupted'}, {memory}"
        )
    for words in wrong:
        print(f"WRONG: {words}")
    print(f"{int(not wrong)} passed, {int(bool(wrong))} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
