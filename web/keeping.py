"""The library as its keeper sees and changes it, for the Library page."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest import changing, database, ledger, store
from ingest.embedding import GetEncoder
from ingest.errors import (
    DamagedLibrary,
    LibraryError,
    LockedLibrary,
    MissingLibrary,
    UnknownSource,
    UsageError,
)
from ingest.ledger import Change
from ingest.places import UPLOAD
from ingest.receipts import Action, Receipt
from ingest.records import RecordChanges
from ingest.store import RemovedSource, StoredSource

_WAIT_SECONDS = 0.5  # another tab's change takes less; an ingest takes longer than a person is to wait
AT_WORK = "An ingest is at work on the library. Nothing was changed: try again when it has ended."
_GONE = "Nothing was changed: it has been removed already, perhaps in another tab."
_ERASED = "Nothing was changed: it was erased meanwhile, and cannot be brought back."
_FOR_GOOD = (Action.UNDO, Action.REBUILD, Action.PURGE)  # what cannot be taken back


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that the page shows of the library, of one moment."""

    generation: int = 0
    sources: tuple[StoredSource, ...] = ()
    removed: tuple[RemovedSource, ...] = ()
    receipts: tuple[Receipt, ...] = ()  # the newest first
    undoable: Receipt | None = None  # what "undo" would take back
    at_work: bool = False  # the newest receipt is still being written
    changes: tuple[Change, ...] = ()  # the oldest first

    def source(self, key: str) -> StoredSource | None:
        return next((source for source in self.sources if source.key == key), None)

    def change_of(self, generation: int) -> Change | None:
        return ledger.change_to(self.changes, generation)

    def gone_with(self, generation: int) -> tuple[RemovedSource, ...]:
        """The sources that one change took away, and that are still away."""
        return tuple(
            source
            for source in self.removed
            if (change := self.change_of(source.generation)) is not None and change.generation == generation
        )


class Keeper:
    """Reads and changes one library. Safe to use from several threads: each call has its own connection."""

    def __init__(self, folder: Path, encoder: GetEncoder) -> None:
        """``encoder`` is asked for only where what comes back was made by another model."""
        self._folder = folder
        self._encoder = encoder
        self._sources: tuple[int, tuple[StoredSource, ...]] | None = None  # the newest, by generation

    def shelf(self, receipts: int | None = 10) -> Shelf:
        """What there is now; a library that nobody has made yet is an empty one."""
        with self._reading() as connection:
            if connection is None:
                return Shelf()
            generation = database.generation(connection)
            kept = ledger.receipts(connection, receipts)[::-1]
            return Shelf(
                generation,
                self._sources_of(connection, generation),
                store.removed(connection),
                tuple(kept),
                _undoable(connection, kept),
                bool(kept) and not kept[0].finished and self._is_written_to(),
                ledger.changes(connection),
            )

    def source(self, key: str) -> StoredSource:
        """One source; raises UnknownSource."""
        with self._reading() as connection:
            found = None if connection is None else store.source_by_key(connection, key)
        if found is None:
            raise UnknownSource(f"There is no source “{key}” in the library; it may have been removed.")
        return found

    def original(self, key: str) -> tuple[str, bytes]:
        """Name and bytes of the file that a source was read from; raises UnknownSource."""
        source = self.source(key)
        with self._reading() as connection:
            content = None if connection is None else store.original(connection, source.hash)
        if content is None:
            raise DamagedLibrary(f"The original of “{key}” is not there; run `python -m ingest verify`.")
        return Path(source.place.removeprefix(UPLOAD)).name, content

    def edit(self, key: str, changes: RecordChanges) -> Receipt:
        """Raises UsageError where a field cannot be so, LibraryError."""
        return self._change(lambda: changing.edit(self._folder, key, changes))

    def remove(self, key: str) -> Receipt:
        return self._change(lambda: changing.remove(self._folder, [key]))

    def restore(self, key: str) -> Receipt:
        return self._restore([key])

    def restore_all(self, generation: int) -> Receipt:
        """Bring everything back that one change took away, as one change."""
        keys = [source.key for source in self.shelf().gone_with(generation)]
        if not keys:
            raise UsageError("Nothing was changed: these sources are back already, or were erased.")
        return self._restore(keys)

    def undoable(self, generation: int) -> Receipt:
        """The last change, if it can be taken back and is still the one that led to ``generation``."""
        undoable = self.shelf().undoable
        if undoable is None or undoable.generation != generation:
            raise UsageError(
                "The library has changed since this page was shown, and nothing was undone. "
                "Look again at what the last change was."
            )
        return undoable

    def undo(self, generation: int) -> Receipt:
        """Take the last change back; raises as ``undoable``."""
        self.undoable(generation)
        return self._change(lambda: changing.undo(self._folder, self._encoder))

    def _restore(self, keys: list[str]) -> Receipt:
        return self._change(lambda: changing.restore(self._folder, keys, self._encoder), _ERASED)

    def _change(self, change: Callable[[], Receipt], unknown: str = _GONE) -> Receipt:
        """Change the library, if nobody else does. Whoever waits at the page is told soon."""
        if self._is_written_to(_WAIT_SECONDS):
            raise LockedLibrary(AT_WORK)
        try:
            return change()
        except LockedLibrary as error:
            raise LockedLibrary(AT_WORK) from error
        except UnknownSource as error:
            raise UnknownSource(unknown) from error

    def _sources_of(self, connection: sqlite3.Connection, generation: int) -> tuple[StoredSource, ...]:
        known = self._sources
        if known is None or known[0] != generation:
            known = self._sources = (generation, store.sources(connection))
        return known[1]

    def _is_written_to(self, wait: float = 0.0) -> bool:
        try:
            with database.writer_lock(self._folder, wait):
                return False
        except LockedLibrary:
            return True
        except LibraryError:
            return False

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection that sees one state; None where there is no library yet."""
        with ExitStack() as stack:
            try:
                connection = stack.enter_context(database.reading(self._folder))
            except MissingLibrary:
                yield None
                return
            yield connection


def _undoable(connection: sqlite3.Connection, newest: list[Receipt]) -> Receipt | None:
    """The receipt of the last change, if that can be taken back."""
    last = ledger.last_change(connection)
    if last is None or last.action in _FOR_GOOD:
        return None
    for kept in (newest, reversed(ledger.receipts(connection))):
        for receipt in kept:
            changed = any(line.outcome.changes for line in receipt.lines)
            if changed and (receipt.generation, receipt.action) == (last.after, last.action):
                return receipt
    return None
