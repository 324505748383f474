"""Eight clients ask without pause while documents are added, replaced and removed.

    python -m tests.soak.clients --rounds 40 --clients 8 --seed 1

No question may fail, no answer may come from a half library, and every citation must
stand, byte for byte, in the text that its source had in the answer's generation. The
library itself tells which text that was: it keeps what is replaced or removed.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest import database, store
from ingest.changing import remove
from ingest.ingesting import ingest
from ingest.types import Document
from ingest.verifying import verify
from qa.service import AnswerService
from qa.types import Answer, Question
from tests.fakes import FakeEncoder, version, write_document

ROOT = Path(__file__).resolve().parents[2]
_KEYS = tuple(f"source{n}" for n in range(8))
_STEADY = "steady"
_PARAGRAPHS = 5
_QUESTIONS = (
    "What did social workers and doctors do about referrals?",
    "Did trust grow over the years between nurses and care managers?",
    "Who shared budgets with commissioners?",
    *(f"What happened in {key}round1?" for key in _KEYS[:3]),
)


@dataclass
class Asked:
    """What the clients saw."""

    answers: list[Answer] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def ask_on(service: AnswerService, seen: Asked, stop: threading.Event, seed: int) -> None:
    """One client."""
    chance = random.Random(seed)
    while not stop.is_set():
        question = chance.choice(_QUESTIONS)
        try:
            answer = service.ask(Question(question))
        except Exception as error:
            with seen.lock:
                seen.failures.append(f"{question}: {error!r}")
            continue
        with seen.lock:
            seen.answers.append(answer)


def change(home: Path, papers: Path, rounds: int, seed: int) -> None:
    """Add, replace and remove at random, each ingest in a process of its own."""
    chance = random.Random(seed)
    numbers = dict.fromkeys(_KEYS, 0)
    held: set[str] = set()
    for _ in range(rounds):
        key = chance.choice(_KEYS)
        if key in held and chance.random() < 0.3:
            remove(home, [key])
            held.discard(key)
            continue
        numbers[key] += 1
        write_document(papers / f"{key}.txt", version(key, numbers[key], _PARAGRAPHS), key)
        done = subprocess.run(
            [sys.executable, "-m", "tests.ingest.slow_ingest", str(home), str(papers / f"{key}.txt"), "0.01"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise AssertionError(done.stderr)
        held.add(key)


def campaign(folder: Path, rounds: int, clients: int, seed: int) -> tuple[Asked, list[str]]:
    """Run it; what the clients saw, and what was wrong."""
    home, papers = folder / "library", folder / "papers"
    ingest(
        home,
        [write_document(papers / "steady.txt", version(_STEADY, 1, _PARAGRAPHS), _STEADY)],
        FakeEncoder(),
    )
    service = AnswerService(home, FakeEncoder())
    seen, stop = Asked(), threading.Event()
    threads = [
        threading.Thread(target=ask_on, args=(service, seen, stop, seed * 100 + n)) for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        change(home, papers, rounds, seed)
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
        service.close()
    return seen, [*seen.failures[:5], *_breaches(home, seen), *verify(home).wrong]


def _breaches(home: Path, seen: Asked) -> Iterator[str]:
    connection = database.open_for_reading(home)
    try:
        history = _History(connection)
        for answer in seen.answers:
            yield from _wrong_with(answer, history)
    finally:
        connection.close()


class _History:
    """Which text each source had in each generation."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._versions = store.versions(connection)
        self._texts: dict[int, Document] = {
            version.id: store.document_of(connection, version.id) for version in self._versions
        }

    def at(self, generation: int) -> dict[str, Document]:
        return {
            version.key: self._texts[version.id]
            for version in self._versions
            if version.came <= generation and (version.gone is None or version.gone > generation)
        }


def _wrong_with(answer: Answer, history: _History) -> Iterator[str]:
    generation = answer.library.generation
    held = history.at(generation)
    if answer.library.sources != len(held):
        yield f"generation {generation}: {answer.library.sources} sources said, {len(held)} held"
    quotes = [(c.source, c.start, c.end, c.quote) for c in answer.citations]
    quotes += [(p.source, p.start, p.end, p.text) for p in answer.passages]
    for source, start, end, quote in quotes:
        if source not in held:
            yield f"generation {generation}: cites {source}, which it does not hold"
        elif held[source].text[start:end] != quote:
            yield f"generation {generation}: {source} at {start}-{end} is not {quote[:40]!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        seen, wrong = campaign(Path(name), given.rounds, given.clients, given.seed)
    generations = {answer.library.generation for answer in seen.answers}
    citations = sum(len(answer.citations) for answer in seen.answers)
    print(f"{len(seen.answers)} answers with {citations} citations, of {len(generations)} generations")
    for words in wrong[:20]:
        print(f"WRONG: {words}")
    print(f"{int(not wrong)} passed, {int(bool(wrong))} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
