"""The record of every ingest: its receipt, written along with what it did.

A line of a receipt is committed together with the change that it tells of, so that an
ingest which is killed leaves a receipt of just what it had done.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from ingest import database
from ingest.errors import DamagedLibrary
from ingest.receipts import Action, Outcome, Receipt, ReceiptLine

_LINES = TypeAdapter(ReceiptLine)


@dataclass(frozen=True, slots=True)
class Entry:
    """One ingest that is on record; ``before`` and ``after`` are generations."""

    id: int
    action: Action
    before: int
    after: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something that made the library another one; ``generation`` is the last that it made."""

    generation: int
    action: Action
    started: str  # ISO 8601, UTC


class Journal:
    """The receipt of one action in the making."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, action: Action) -> None:
        self.connection = connection
        self._folder = folder
        self._action = action
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        self._id: int | None = None  # once anything is on record
        self._lines: list[ReceiptLine] = []
        self._recorded = 0  # how many of the lines are on record

    def change(self, do: Callable[[int], ReceiptLine]) -> ReceiptLine:
        """Change the library: all that ``do`` does and its line, or nothing.

        ``do`` is given the generation that it makes.
        """
        return self.change_all(lambda number: [do(number)])[0]

    def change_all(self, do: Callable[[int], list[ReceiptLine]]) -> list[ReceiptLine]:
        """As ``change``, for what has several lines."""
        with database.transaction(self.connection, self._folder) as number:
            lines = do(number)
            entry = self._record([*self._lines[self._recorded :], *lines], number - 1, number)
        self._keep(entry, lines)
        return lines

    def note(self, line: ReceiptLine) -> ReceiptLine:
        """A line that changes nothing. That all is as it was need not go on record alone.

        Writing costs a thousand unchanged files more than looking at them does.
        """
        if line.outcome in (Outcome.UNCHANGED, Outcome.GONE):
            self._lines.append(line)  # it goes on record with the next change, or at the end
            return line
        with database.recording(self.connection, self._folder) as number:
            entry = self._record([*self._lines[self._recorded :], line], number, number)
        self._keep(entry, [line])
        return line

    def warn(self, words: str) -> None:
        """A warning on every line there is, on record too."""
        self._lines = [replace(line, warnings=(*line.warnings, words)) for line in self._lines]
        recorded = self._lines[: self._recorded]
        with database.recording(self.connection, self._folder):
            self.connection.executemany(
                "UPDATE receipt_lines SET line = ? WHERE ingest = ? AND number = ?",
                [(_LINES.dump_json(line).decode(), self._id, n) for n, line in enumerate(recorded)],
            )

    def finish(self, dry_run: bool = False) -> Receipt:
        """The receipt, whole."""
        if self._id is not None:
            with database.recording(self.connection, self._folder) as number:
                self._record(self._lines[self._recorded :], number, number)
                self.connection.execute("UPDATE ingests SET finished = 1 WHERE id = ?", (self._id,))
        generation = database.generation(self.connection)
        return Receipt(generation, self._started, tuple(self._lines), self._action, dry_run=dry_run)

    def _keep(self, entry: int, lines: list[ReceiptLine]) -> None:
        self._id = entry
        self._lines.extend(lines)
        self._recorded = len(self._lines)

    def _record(self, lines: list[ReceiptLine], before: int, after: int) -> int:
        """Put lines on record; returns the ingest's id."""
        entry = self._id
        if entry is None:
            row = self.connection.execute(
                "INSERT INTO ingests (action, started, before, after) VALUES (?, ?, ?, ?)",
                (self._action.value, self._started, before, after),
            )
            assert row.lastrowid is not None  # it was inserted
            entry = row.lastrowid
        else:
            self.connection.execute("UPDATE ingests SET after = ? WHERE id = ?", (after, entry))
        self.connection.executemany(
            "INSERT INTO receipt_lines VALUES (?, ?, ?)",
            [(entry, self._recorded + n, _LINES.dump_json(line).decode()) for n, line in enumerate(lines)],
        )
        return entry


@contextmanager
def journal(
    folder: Path, action: Action, open_library: Callable[[Path], sqlite3.Connection], wait: float = 0.2
) -> Iterator[Journal]:
    """Write to a library, as the only one: its lock, its connection, and a receipt to be."""
    with database.writer_lock(folder, wait):
        connection = open_library(folder)
        try:
            with database.translated(folder / database.DATABASE):
                yield Journal(connection, folder, action)
        finally:
            database.close(connection)


@contextmanager
def rehearsal(folder: Path) -> Iterator[Journal]:
    """As ``journal`` for an ingest, on a copy in memory of what matters: nothing is kept."""
    connection = database.scratch()
    try:
        if (folder / database.DATABASE).is_file():
            with database.reading(folder) as held:
                _copy(held, connection)
        yield Journal(connection, folder, Action.INGEST)
    finally:
        connection.close()


def _copy(held: sqlite3.Connection, scratch: sqlite3.Connection) -> None:
    """What decides on the fate of a file: keys, hashes, places, records, saved citations."""
    for table, columns in (
        ("versions", "id, key, hash, '' AS document, came, gone"),
        ("records", "id, key, place, record, seen, came, gone"),
        ("saved_citations", "id, source, citation"),
    ):
        rows = held.execute(f"SELECT {columns} FROM {table}").fetchall()
        if rows:
            marks = ",".join("?" * len(rows[0]))
            scratch.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    generation = database.generation(held)
    scratch.execute("UPDATE meta SET value = ? WHERE name = 'generation'", (str(generation),))


def receipts(connection: sqlite3.Connection, newest: int | None = None) -> list[Receipt]:
    """All receipts, or the ``newest`` few, the newest last."""
    rows = connection.execute(
        "SELECT id, action, started, finished, after, undone FROM ingests ORDER BY id DESC LIMIT ?",
        (-1 if newest is None else newest,),
    ).fetchall()
    return [
        Receipt(after, started, _lines(connection, entry), Action(action), bool(finished), bool(undone))
        for entry, action, started, finished, after, undone in reversed(rows)
    ]


def _lines(connection: sqlite3.Connection, entry: int) -> tuple[ReceiptLine, ...]:
    rows = connection.execute("SELECT line FROM receipt_lines WHERE ingest = ? ORDER BY number", (entry,))
    return tuple(_LINES.validate_json(row[0]) for row in rows)


def last_change(connection: sqlite3.Connection) -> Entry | None:
    """The newest ingest that made the library another one."""
    row = connection.execute(
        "SELECT id, action, before, after, undone FROM ingests WHERE after > before ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else Entry(row[0], Action(row[1]), row[2], row[3], bool(row[4]))


def changes(connection: sqlite3.Connection) -> tuple[Change, ...]:
    """Everything that made the library another one, the oldest first."""
    rows = connection.execute("SELECT after, action, started FROM ingests WHERE after > before ORDER BY id")
    return tuple(Change(after, Action(action), started) for after, action, started in rows)


def change_to(changes: Sequence[Change], generation: int) -> Change | None:
    """What made a generation, among all changes; one may have made several."""
    found = bisect_left(changes, generation, key=lambda change: change.generation)
    return changes[found] if found < len(changes) else None


def began(connection: sqlite3.Connection, generation: int) -> str:
    """When the change began that made a generation: ISO 8601, UTC."""
    change = change_to(changes(connection), generation)
    if change is None:
        raise DamagedLibrary(
            f"the library lacks the record of its generation {generation}; "
            "move the folder away and make it anew with `python -m ingest`"
        )
    return change.started


def sources_of(connection: sqlite3.Connection, entry: int, outcome: Outcome) -> list[str]:
    """Keys of the sources that had an outcome in an ingest."""
    return [
        line.source
        for line in _lines(connection, entry)
        if line.outcome is outcome and line.source is not None
    ]


def forget_words(connection: sqlite3.Connection, source: str) -> None:
    """Take what may quote a source out of every receipt; what was done with it stays."""
    rows = connection.execute(
        "SELECT ingest, number, line FROM receipt_lines WHERE json_extract(line, '$.source') = ?", (source,)
    ).fetchall()
    for entry, number, words in rows:
        line = _LINES.validate_json(words)
        bare = replace(
            line, warnings=(), citations=tuple(replace(citation, quote="") for citation in line.citations)
        )
        if bare != line:
            connection.execute(
                "UPDATE receipt_lines SET line = ? WHERE ingest = ? AND number = ?",
                (_LINES.dump_json(bare).decode(), entry, number),
            )


def mark_undone(connection: sqlite3.Connection, entry: int) -> None:
    connection.execute("UPDATE ingests SET undone = 1 WHERE id = ?", (entry,))
