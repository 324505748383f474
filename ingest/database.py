"""The library's database: made, opened, locked, and its errors in plain words.

A writer commits all of a document or nothing, and raises the generation with it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.encoder import ModelIdentity
from ingest.errors import (
    DamagedLibrary,
    LibraryError,
    LockedLibrary,
    MissingLibrary,
    ModelMismatch,
    StorageFailed,
)

DATABASE = "library.db"
_LOCK = "writer.lock"
_APPLICATION_ID = 0x4A574531  # "JWE1"
_SCHEMA_VERSION = 4
_WAIT_SECONDS = 10.0

# What is replaced or removed is not erased: it came in one generation and went in another.
# Readers see what has not gone; earlier texts stay, so that old citations can be checked,
# and an ingest can be undone.
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE originals (hash TEXT NOT NULL UNIQUE, content BLOB NOT NULL);
CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES originals(hash),
    document TEXT NOT NULL,         -- JSON of ingest.types.Document
    came INTEGER NOT NULL,
    gone INTEGER
);
CREATE UNIQUE INDEX keys_that_are ON versions(key) WHERE gone IS NULL;
CREATE UNIQUE INDEX texts_that_are ON versions(hash) WHERE gone IS NULL;
CREATE INDEX versions_by_key ON versions(key);
CREATE INDEX versions_by_hash ON versions(hash);
CREATE TABLE records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    place TEXT NOT NULL,            -- where the file stands, or upload:NAME
    record TEXT NOT NULL,           -- JSON of ingest.types.Record
    seen TEXT,                      -- the same, as it stood beside the file when last looked at
    came INTEGER NOT NULL,
    gone INTEGER
);
CREATE UNIQUE INDEX records_that_are ON records(key) WHERE gone IS NULL;
CREATE INDEX places_that_are ON records(place) WHERE gone IS NULL;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL REFERENCES versions(id) ON DELETE CASCADE,
    passage TEXT NOT NULL,          -- JSON of ingest.types.Passage
    vector BLOB NOT NULL,           -- float32, unit length
    sentence_vectors BLOB NOT NULL, -- int8, one row a sentence
    stems BLOB NOT NULL             -- uint32, one a word, 0 after each sentence; ingest.words
);
CREATE INDEX passages_by_version ON passages(version);
-- Only of what has not gone: words that are no longer there must not weigh in the search.
CREATE VIRTUAL TABLE words USING fts5(context, body, tokenize='porter unicode61 remove_diacritics 2');
CREATE TABLE ingests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,
    started TEXT NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0,
    before INTEGER NOT NULL,        -- generations before and after
    after INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE receipt_lines (
    ingest INTEGER NOT NULL REFERENCES ingests(id),
    number INTEGER NOT NULL,
    line TEXT NOT NULL,             -- JSON of ingest.types.ReceiptLine
    PRIMARY KEY (ingest, number)
) WITHOUT ROWID;
CREATE TABLE saved_citations (id TEXT PRIMARY KEY, source TEXT NOT NULL, citation TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX saved_by_source ON saved_citations(source);
CREATE TABLE theme_corrections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    digest TEXT NOT NULL,           -- of the sentence's words; ingest.theme_corrections
    theme TEXT NOT NULL,            -- its key; empty for none
    quote TEXT NOT NULL,
    made TEXT NOT NULL,
    came INTEGER NOT NULL,
    gone INTEGER
);
CREATE UNIQUE INDEX corrections_that_are ON theme_corrections(source, digest) WHERE gone IS NULL;
"""


def create_or_open(folder: Path, model: Callable[[], ModelIdentity]) -> sqlite3.Connection:
    """Open a library for writing; make it, for that model, where there is none.

    The model is asked for only then: it takes seconds to load, and most ingests find
    nothing that is new.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailed(
            f"{folder}: cannot be made ({error.strerror}); choose another --library"
        ) from error
    path = folder / DATABASE
    with translated(path):
        new = not path.exists() or path.stat().st_size == 0
        identity = model() if new else None
        connection = _connect(path, read_only=False)
        if new:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            _make_tables(connection)
            set_model(connection, identity or model())
        connection.execute("COMMIT")
    _check(connection, path)
    return connection


def scratch() -> sqlite3.Connection:
    """An empty library that goes with its connection, for trying out what an ingest would do."""
    connection = sqlite3.connect("", isolation_level=None)  # a file that nobody sees, once memory is short
    _make_tables(connection)
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
    _set(connection, "generation", "0")


def open_for_writing(folder: Path) -> sqlite3.Connection:
    """Open a library that is there, to change it, whatever model made it."""
    open_for_reading(folder).close()
    return _connect(folder / DATABASE, read_only=False)


def close(connection: sqlite3.Connection) -> None:
    """Close a writer, folding its log into the database where no reader holds it."""
    fold(connection)
    connection.close()


def fold(connection: sqlite3.Connection) -> bool:
    """Fold the log into the database; False where a reader, still with an older state, holds it."""
    with contextlib.suppress(sqlite3.Error):
        connection.execute("PRAGMA busy_timeout = 0")  # a reader's snapshot is no reason to wait
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy
    return False


def open_for_reading(folder: Path) -> sqlite3.Connection:
    """Open a library to read. Raises MissingLibrary or DamagedLibrary."""
    path = folder / DATABASE
    if not path.is_file():
        raise MissingLibrary(f"{folder}: there is no library here yet; make one with `python -m ingest`")
    connection = _connect(path, read_only=True)
    _check(connection, path)
    return connection


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of a library, closed at the end. Raises as ``open_for_reading``."""
    connection = open_for_reading(folder)
    try:
        with translated(folder / DATABASE):
            connection.execute("BEGIN")
            yield connection
    finally:
        connection.close()


def check_model(connection: sqlite3.Connection, model: ModelIdentity, folder: Path) -> None:
    """Raise ModelMismatch unless the library's vectors are this model's."""
    made_with = library_model(connection)
    if made_with != model:
        raise ModelMismatch(
            f"{folder}: was made with the model {made_with.name} ({made_with.dimension} dimensions, "
            f"weights {made_with.digest[:12]}), not {model.name} ({model.dimension}, {model.digest[:12]}); "
            "run `python -m ingest rebuild`, or set JWE_EMBEDDING_MODEL back"
        )


def library_model(connection: sqlite3.Connection) -> ModelIdentity:
    """The model that made the library's vectors."""
    return ModelIdentity(
        get(connection, "model_name"),
        get(connection, "model_digest"),
        int(get(connection, "model_dimension")),
    )


def generation(connection: sqlite3.Connection) -> int:
    return int(get(connection, "generation"))


def get(connection: sqlite3.Connection, name: str) -> str:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise DamagedLibrary(
            f"the library does not say its {name}; rebuild it from the files with `python -m ingest`"
        )
    return str(row[0])


@contextlib.contextmanager
def writer_lock(folder: Path, wait: float = 0.2) -> Iterator[None]:
    """Only one program writes at a time; the lock goes with the program, however it ends.

    ``wait`` is for how many seconds another writer is waited for. Raises LockedLibrary.
    """
    path = folder / _LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailed(
            f"{folder}: cannot be made ({error.strerror}); choose another --library"
        ) from error
    lock: sqlite3.Connection | None = None
    try:
        with translated(path):
            lock = sqlite3.connect(path, timeout=wait, isolation_level=None)
            lock.execute("PRAGMA journal_mode = MEMORY")
            lock.execute("BEGIN EXCLUSIVE")
    except LockedLibrary as error:
        if lock is not None:
            lock.close()
        raise LockedLibrary(
            f"{folder}: another ingest is at work on this library; wait until it has ended and try again"
        ) from error
    except LibraryError:
        if lock is not None:
            lock.close()
        raise
    try:
        yield
    finally:
        lock.close()


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, folder: Path) -> Iterator[int]:
    """All of what is done inside, or nothing; yields the generation it will be."""
    with recording(connection, folder) as current:
        _set(connection, "generation", str(current + 1))
        yield current + 1


@contextlib.contextmanager
def recording(connection: sqlite3.Connection, folder: Path) -> Iterator[int]:
    """As ``transaction``, for what changes nothing that readers search; yields the generation."""
    with translated(folder / DATABASE):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield generation(connection)
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def _set(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def set_model(connection: sqlite3.Connection, model: ModelIdentity) -> None:
    """Record the model; only ever together with vectors all made by it."""
    _set(connection, "model_name", model.name)
    _set(connection, "model_digest", model.digest)
    _set(connection, "model_dimension", str(model.dimension))


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    with translated(path):
        mode = "ro" if read_only else "rwc"
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            connection.execute("PRAGMA synchronous = FULL")
        return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    with translated(path):
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            # An ingest that was killed before its first commit leaves an empty database.
            connection.close()
            raise MissingLibrary(
                f"{path.parent}: there is no library here yet; make one with `python -m ingest`"
            )
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != _APPLICATION_ID:
        raise DamagedLibrary(
            f"{path}: is not a library of this program; choose another folder with --library"
        )
    if version != _SCHEMA_VERSION:
        raise DamagedLibrary(
            f"{path}: is of version {version}, this program reads {_SCHEMA_VERSION}; "
            "move the folder away and make it anew with `python -m ingest`"
        )


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors in words a person can act on."""
    try:
        yield
    except LibraryError:
        raise
    except sqlite3.IntegrityError as error:
        # The library keeps itself sound; what was asked of it would not have left it so.
        raise LibraryError(
            f"{path}: this change would have left it unsound and was not made ({error}); "
            "this is a fault of the program: report it"
        ) from error
    except sqlite3.DatabaseError as error:
        words = str(error)
        if "locked" in words or "busy" in words:
            raise LockedLibrary(
                f"{path}: is in use by another program; try again when it has ended"
            ) from error
        if "full" in words or "disk I/O" in words or "readonly" in words:
            raise StorageFailed(
                f"{path}: cannot be written ({words}); make room or mend the permissions, and run it again: "
                "nothing of what was there is lost"
            ) from error
        if "unable to open" in words:
            raise MissingLibrary(
                f"{path}: cannot be opened ({words}); check the folder and its permissions"
            ) from error
        raise DamagedLibrary(
            f"{path}: is not a sound library ({words}); move the folder away and make it anew with `python -m ingest`"
        ) from error
