"""What a librarian does to sources that are there: remove, restore, edit, undo, purge, save citations.

Nothing is erased but by ``purge``: what is removed or replaced has gone from a
generation on, and can be brought back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path

from ingest import citations, database, ledger, store, theme_corrections
from ingest.citations import affected
from ingest.embedding import Embedded, GetEncoder, embed
from ingest.errors import UnknownSource, UsageError
from ingest.ingesting import remove_one
from ingest.receipts import Action, Outcome, Receipt, ReceiptLine, SavedCitation
from ingest.records import RecordChanges, edit_record
from ingest.store import StoredSource, Version
from ingest.theme_corrections import Corrections

_WAIT_SECONDS = 5.0  # an ingest holds its lock for long; one document's change does not


def remove(folder: Path, keys: Sequence[str]) -> Receipt:
    """Take sources out of the library at once; their files stay. Raises UnknownSource."""
    with ledger.journal(folder, Action.REMOVE, database.open_for_writing, _WAIT_SECONDS) as journal:
        for source in _all_of(journal.connection, keys):
            remove_one(journal, source, f"removed; `python -m ingest restore {source.key}` brings it back")
        return journal.finish()


def purge(folder: Path, keys: Sequence[str]) -> Receipt:
    """Erase sources with all their versions, for good. Raises UnknownSource."""
    with ledger.journal(folder, Action.PURGE, database.open_for_writing, _WAIT_SECONDS) as journal:
        connection = journal.connection
        unknown = [key for key in dict.fromkeys(keys) if not store.versions(connection, key)]
        if unknown:
            raise _unknown(unknown, "`python -m ingest list` and `list --removed` show the keys")
        # What is deleted is to be unreadable in the file as well.
        connection.execute("PRAGMA secure_delete = ON")
        for key in dict.fromkeys(keys):
            journal.change(partial(_purge_one, connection, key))
        connection.execute("VACUUM")
        if not database.fold(connection):
            journal.warn(
                "the erased words are still in the library's folder, for another program has the library open, "
                "such as the web app (`python app.py`): end it, then run `python -m ingest`"
            )
        return journal.finish()


def _purge_one(connection: sqlite3.Connection, key: str, _: int) -> ReceiptLine:
    hashes = {version.hash for version in store.versions(connection, key)}
    count = store.purge(connection, key)
    others = sorted({version.key for version in store.versions(connection) if version.hash in hashes})
    # Neither a receipt nor a saved citation may go on quoting what was erased.
    touched = tuple(replace(citation, quote="") for citation in affected(connection, key, None))
    citations.forget(connection, key)
    ledger.forget_words(connection, key)
    words = f"erased with {count} version{'s' * (count != 1)} of its text; this cannot be undone"
    if others:
        words += f"; the same text is kept as {', '.join(others)}"
    return ReceiptLine(key, Outcome.REMOVED, key, words, citations=touched)


def restore(folder: Path, keys: Sequence[str], encoder: GetEncoder) -> Receipt:
    """Bring removed sources back as they were. Raises UnknownSource, UsageError."""
    with ledger.journal(folder, Action.RESTORE, database.open_for_writing, _WAIT_SECONDS) as journal:
        connection = journal.connection
        wanted = [_last_version(connection, key) for key in dict.fromkeys(keys)]
        for one, other in combinations(wanted, 2):
            if one.hash == other.hash:
                raise UsageError(f"{one.key} and {other.key} have the same text; bring back one of them")
        ready = [(version, _ready(connection, folder, version, encoder)) for version in wanted]
        for version, embedded in ready:
            journal.change(partial(_restore_one, connection, version, embedded))
        return journal.finish()


def _last_version(connection: sqlite3.Connection, key: str) -> Version:
    held = store.versions(connection, key)
    if not held:
        raise _unknown([key], "`python -m ingest list --removed` shows what can be brought back")
    if any(version.gone is None for version in held):
        raise UsageError(f"{key}: is in the library; there is nothing to restore")
    version = max(held, key=lambda version: version.gone or 0)
    other = store.source_by_hash(connection, version.hash)
    if other is not None:
        raise UsageError(f"{key}: its text is in the library as {other.key}; remove that first")
    return version


def _restore_one(
    connection: sqlite3.Connection, version: Version, embedded: Embedded | None, _: int
) -> ReceiptLine:
    _revive(connection, version.id, embedded)
    store.revive_record(connection, version.key)
    return _restored(connection, version.key, "brought back as it was")


def _restored(connection: sqlite3.Connection, key: str, words: str) -> ReceiptLine:
    source = store.source_by_key(connection, key)
    assert source is not None  # it was just brought back
    touched = affected(connection, key, store.document_of(connection, source.version))
    return ReceiptLine(
        source.place, Outcome.RESTORED, key, words, passages=source.passages, citations=touched
    )


def _ready(
    connection: sqlite3.Connection, folder: Path, version: Version, encoder: GetEncoder
) -> Embedded | None:
    """New passages for a text whose own were made by another model; None where it has its own."""
    if store.has_passages(connection, version.id):
        return None
    database.check_model(connection, encoder().identity, folder)
    return embed(version.key, store.document_of(connection, version.id), encoder())


def _revive(connection: sqlite3.Connection, version: int, embedded: Embedded | None) -> None:
    document = store.document_of(connection, version)
    connection.execute("UPDATE versions SET gone = NULL WHERE id = ?", (version,))
    if embedded is None:
        store.put_words(connection, version, document)
    else:
        store.put_passages(connection, version, document, embedded)


def edit(folder: Path, key: str, changes: RecordChanges) -> Receipt:
    """Change a source's bibliographic record; its key and its text stay. Raises UsageError."""
    with ledger.journal(folder, Action.EDIT, database.open_for_writing, _WAIT_SECONDS) as journal:
        source = source_of(journal.connection, key)
        record = edit_record(source.record, changes)

        def write(number: int) -> ReceiptLine:
            store.put_record(journal.connection, record, source.place, source.seen, number)
            return ReceiptLine(
                source.place, Outcome.EDITED, key, "its record was edited; the text is unchanged",
                passages=source.passages,
            )  # fmt: skip

        if record == source.record:
            journal.note(ReceiptLine(source.place, Outcome.UNCHANGED, key, "the record says so already"))
        else:
            journal.change(write)
        return journal.finish()


def undo(folder: Path, encoder: GetEncoder) -> Receipt:
    """Take the last ingest, removal, restoring or edit back, whole. Raises UsageError where none can be."""
    with ledger.journal(folder, Action.UNDO, database.open_for_writing, _WAIT_SECONDS) as journal:
        connection = journal.connection
        last = ledger.last_change(connection)
        if last is None:
            raise UsageError("nothing has been done to this library yet that could be undone")
        if last.action is Action.UNDO:
            raise UsageError("the last change has been undone already; only one can be")
        if last.action in (Action.REBUILD, Action.PURGE):
            raise UsageError(f"the last thing done was a {last.action}, which cannot be undone")
        back = [
            v
            for v in store.versions(connection)
            if v.gone is not None and last.before < v.gone <= last.after and v.came <= last.before
        ]
        ready = {v.id: _ready(connection, folder, v, encoder) for v in back}
        before = _state(connection)
        journal.change_all(lambda number: _undo(connection, last, back, ready, before, number))
        return journal.finish()


def _undo(
    connection: sqlite3.Connection,
    last: ledger.Entry,
    back: Sequence[Version],
    ready: dict[int, Embedded | None],
    before: _State,
    number: int,
) -> list[ReceiptLine]:
    """Everything that came goes, everything that went comes back, all at once."""
    came = (last.before, last.after)
    if last.action is Action.RESTORE:
        for key in ledger.sources_of(connection, last.id, Outcome.RESTORED):
            store.retire_source(connection, key, number)
    for (key,) in connection.execute(
        "SELECT key FROM versions WHERE came > ? AND came <= ? AND gone IS NULL", came
    ).fetchall():
        store.retire_version(connection, key, number)
    connection.execute(
        "UPDATE records SET gone = ? WHERE came > ? AND came <= ? AND gone IS NULL", (number, *came)
    )
    connection.execute(
        "UPDATE records SET gone = NULL WHERE gone > ? AND gone <= ? AND came <= ?", (*came, last.before)
    )
    theme_corrections.take_back(connection, *came, number)
    for version in back:
        _revive(connection, version.id, ready[version.id])
    ledger.mark_undone(connection, last.id)
    return list(_differences(connection, before))


@dataclass(frozen=True, slots=True)
class _State:
    """What an undo may change, to tell afterwards what it did."""

    sources: dict[str, StoredSource]
    corrections: Corrections


def _state(connection: sqlite3.Connection) -> _State:
    known = {source.key: source for source in store.sources(connection)}
    return _State(known, theme_corrections.in_force(connection))


def _differences(connection: sqlite3.Connection, before: _State) -> Iterable[ReceiptLine]:
    after = _state(connection)
    for key in sorted({*before.sources, *after.sources}):
        old, new = before.sources.get(key), after.sources.get(key)
        if new is None and old is not None:
            touched = affected(connection, key, None)
            yield ReceiptLine(
                old.place, Outcome.REMOVED, key, "it had come with the last change", citations=touched
            )
        elif old is None:
            yield _restored(connection, key, "the last change had removed it")
        elif new is not None and old.version != new.version:
            yield _restored(connection, key, "its text is the one before the last change")
        elif new is not None and (old.record, old.place, old.seen) != (new.record, new.place, new.seen):
            yield ReceiptLine(new.place, Outcome.EDITED, key, "its record is the one before the last change")
        elif new is not None and before.corrections.get(key) != after.corrections.get(key):
            yield ReceiptLine(new.place, Outcome.EDITED, key, "its themes are those before the last change")


def save_citations(folder: Path, wanted: Sequence[SavedCitation]) -> int:
    """Keep citations, so that receipts tell when an ingest touches them; how many are new.

    Raises UnknownSource for one of a source that the library has never held.
    """
    with database.writer_lock(folder, _WAIT_SECONDS):
        connection = database.open_for_writing(folder)
        try:
            known = {version.key for version in store.versions(connection)}
            unknown = sorted({citation.source for citation in wanted} - known)
            if unknown:
                raise _unknown(unknown)
            with database.recording(connection, folder):
                return citations.save(connection, wanted)
        finally:
            database.close(connection)


def source_of(connection: sqlite3.Connection, key: str) -> StoredSource:
    """The source of a key. Raises UnknownSource."""
    return _all_of(connection, [key])[0]


def _all_of(connection: sqlite3.Connection, keys: Sequence[str]) -> list[StoredSource]:
    found = [(key, store.source_by_key(connection, key)) for key in dict.fromkeys(keys)]
    unknown = [key for key, source in found if source is None]
    if unknown:
        raise _unknown(unknown)
    return [source for _, source in found if source is not None]


def _unknown(keys: Sequence[str], advice: str = "`python -m ingest list` shows the keys") -> UnknownSource:
    return UnknownSource(f"no such source: {', '.join(keys)}; {advice}")
