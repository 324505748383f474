"""Stop an ingest dead at random moments: the library opens and is what it was before or after.

    python -m tests.soak.kill --times 50 --seed 1

Each time, documents are taken in by a program of its own which is killed with
``kill -9`` at a random moment between its first write and its last; then the library
is opened and verified, every source must be whole, old or new, and one more ingest
must finish the rest with nothing lost or doubled. Odd times begin with no library,
even ones with one that has older versions of half of the documents.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import JWEError, MissingLibrary
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.receipts import Outcome
from ingest.verifying import verify
from tests.fakes import FakeEncoder, version, version_mark, write_document

ROOT = Path(__file__).resolve().parents[2]
_KEYS = tuple(f"source{n}" for n in range(10))
_OLD = _KEYS[::2]
_PARAGRAPHS = 20
_SECONDS_A_BATCH = 0.006


@dataclass(frozen=True)
class Ground:
    """What each time starts from."""

    papers: Path  # all documents in their new version
    older: Path  # a library with the old version of some
    seconds: float  # that a whole ingest takes


def prepare(folder: Path) -> Ground:
    """Write the documents and the older library, and time one ingest that nobody stops."""
    papers, older = folder / "papers", folder / "older"
    for key in _OLD:
        write_document(papers / f"{key}.txt", version(key, 1, _PARAGRAPHS), key)
    ingest(older, [papers], FakeEncoder())
    for key in _KEYS:
        write_document(papers / f"{key}.txt", version(key, 2, _PARAGRAPHS), key)
    process = _start(folder / "timed", papers)
    _wait_for(process, "begin")
    start = time.monotonic()
    _wait_for(process, "end")
    seconds = time.monotonic() - start
    _reap(process)
    return Ground(papers, older, seconds)


def kill_once(ground: Ground, folder: Path, seed: int) -> tuple[str, list[str]]:
    """Kill one ingest: what it had come to, and what was found wrong afterwards."""
    home = folder / "library"
    fresh = seed % 2 == 1
    for attempt in range(20):
        shutil.rmtree(home, ignore_errors=True)
        if not fresh:
            shutil.copytree(ground.older, home)
        chance = random.Random(f"{seed}-{attempt}")
        if _killed_midway(ground, home, chance.uniform(0, ground.seconds)):
            break
    else:
        return "never", ["every attempt ended before it was killed"]
    state, wrong = _after_the_kill(home, fresh)
    if not wrong:
        wrong = _after_finishing(ground, home)
    return state, wrong


def _start(home: Path, papers: Path) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.ingest.slow_ingest",
        str(home),
        str(papers),
        str(_SECONDS_A_BATCH),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if line != word:
        raise AssertionError(f"the ingest said {line!r}, not {word!r}")


def _reap(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    process.wait(30)
    said = process.stdout.read()
    process.stdout.close()
    return said


def _killed_midway(ground: Ground, home: Path, moment: float) -> bool:
    """Whether the kill came before the last write."""
    process = _start(home, ground.papers)
    _wait_for(process, "begin")
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    return "end" not in _reap(process)


def _after_the_kill(home: Path, fresh: bool) -> tuple[str, list[str]]:
    """The library opens and every source is whole, in its old version or its new."""
    try:
        library = Library(home)
    except MissingLibrary:
        return "no library yet", [] if fresh else ["the library is gone"]
    except Exception as error:
        return "broken", [f"it does not open: {error!r}"]
    try:
        versions = {source.key: _version_of(library, source.key) for source in library.sources}
    finally:
        library.close()
    wrong = [f"{key}: neither old nor new" for key, number in versions.items() if number is None]
    if not fresh:
        wrong += [f"{key}: lost" for key in _OLD if key not in versions]
    wrong += [
        f"{key}: old, and was never put in" for key, n in versions.items() if n == 1 and key not in _OLD
    ]
    wrong += verify(home).wrong
    done = sum(number == 2 for number in versions.values())
    return f"{done} of {len(_KEYS)} documents in", wrong


def _version_of(library: Library, key: str) -> int | None:
    """The version of a source whose text, passages and words are all of it; None where none is."""
    text = library.document(key)[1].text
    for number in (1, 2):
        if text == version(key, number, _PARAGRAPHS):
            mark = version_mark(key, number)
            found = library.passages([n for n, _ in library.matching(mark, 1000)])
            quotes = [" ".join(s.of(text) for s in stored.passage.spans) for stored in found.values()]
            sources = {stored.source for stored in found.values()}
            if len(quotes) == _PARAGRAPHS and sources == {key} and all(q.count(mark) == 3 for q in quotes):
                return number
    return None


def _after_finishing(ground: Ground, home: Path) -> list[str]:
    """One more ingest brings in what is missing, and nothing twice."""
    try:
        return list(_breaches_after_finishing(ground, home))
    except JWEError as error:
        return [f"it cannot be finished: {error!r}"]


def _breaches_after_finishing(ground: Ground, home: Path) -> Iterator[str]:
    receipt = ingest(home, [ground.papers], FakeEncoder())
    good = {Outcome.ADDED, Outcome.REPLACED, Outcome.UNCHANGED}
    yield from (
        f"{line.path}: {line.outcome}, {line.reason}" for line in receipt.lines if line.outcome not in good
    )
    library = Library(home)
    try:
        keys = [source.key for source in library.sources]
        if keys != sorted(_KEYS):
            yield f"the sources are {keys}"
        yield from (f"{key}: not new after finishing" for key in keys if _version_of(library, key) != 2)
        if len(library) != _PARAGRAPHS * len(_KEYS):
            yield f"{len(library)} passages after finishing"
    finally:
        library.close()
    yield from verify(home).wrong
    again = ingest(home, [ground.papers], FakeEncoder())
    if any(line.outcome is not Outcome.UNCHANGED for line in again.lines):
        yield "a further ingest found something to do"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        ground = prepare(Path(name))
        print(f"an ingest takes {ground.seconds:.2f} s from its first write to its last", flush=True)
        for number in range(given.times):
            state, wrong = kill_once(ground, Path(name) / f"time{number}", given.seed * 1000 + number)
            failed += bool(wrong)
            print(f"{number + 1}: {state}{'; ' + '; '.join(wrong[:5]) if wrong else ''}", flush=True)
            shutil.rmtree(Path(name) / f"time{number}")
    print(f"{given.times - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
