"""What the library holds of sources: texts, records and passages, written and read.

A source has a key, and under it one version of its text and one record that have not
gone. Everything here is done inside a transaction of the caller's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from ingest import theme_corrections
from ingest.embedding import Embedded
from ingest.encoder import Vectors, quantise
from ingest.errors import DamagedLibrary
from ingest.structure.marks import words_of
from ingest.types import Document, Passage, Record
from ingest.words import Stems, as_indexed, stem_numbers

_RECORDS = TypeAdapter(Record)
_DOCUMENTS = TypeAdapter(Document)
_PASSAGES = TypeAdapter(Passage)
_AT_ONCE = 500  # values in one statement


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source as the library holds it."""

    version: int  # id of its text
    key: str
    place: str
    hash: str
    record: Record
    seen: Record | None  # the record that stood beside the file when it was last looked at
    passages: int
    generation: int  # in which its text came


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what ranking needs of it."""

    id: int
    source: str
    passage: Passage
    vector: Vectors  # (dimension,)
    sentence_vectors: np.ndarray[tuple[int, int], np.dtype[np.int8]]
    stems: Stems  # (n,): one a word, 0 after each sentence


@dataclass(frozen=True, slots=True)
class Content:
    """A file's bytes and their SHA-256."""

    data: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a source has or had; ``gone`` is the generation that took it away."""

    id: int
    key: str
    hash: str
    came: int
    gone: int | None


@dataclass(frozen=True, slots=True)
class RemovedSource:
    """A source that was removed and can be brought back."""

    key: str
    record: Record
    generation: int  # in which it went


# -- sources: text and record under a key ------------------------------------------------


_SOURCES = (
    "SELECT v.id, v.key, r.place, v.hash, r.record, r.seen, "
    "(SELECT count(*) FROM passages p WHERE p.version = v.id), v.came "
    "FROM versions v JOIN records r ON r.key = v.key AND r.gone IS NULL WHERE v.gone IS NULL"
)


def sources(connection: sqlite3.Connection) -> tuple[StoredSource, ...]:
    """All sources by key."""
    return tuple(_stored(row) for row in connection.execute(f"{_SOURCES} ORDER BY v.key"))


def source_by_key(connection: sqlite3.Connection, key: str) -> StoredSource | None:
    return _one(connection, "v.key = ?", key)


def source_by_hash(connection: sqlite3.Connection, digest: str) -> StoredSource | None:
    return _one(connection, "v.hash = ?", digest)


def sources_at(connection: sqlite3.Connection, place: str) -> list[StoredSource]:
    """The sources whose file stands, or stood, at a place; the newest first."""
    rows = connection.execute(f"{_SOURCES} AND r.place = ? ORDER BY v.came DESC", (place,))
    return [_stored(row) for row in rows]


def _one(connection: sqlite3.Connection, condition: str, value: str) -> StoredSource | None:
    row = connection.execute(f"{_SOURCES} AND {condition}", (value,)).fetchone()
    return None if row is None else _stored(row)


def _stored(row: tuple[int, str, str, str, str, str | None, int, int]) -> StoredSource:
    version, key, place, digest, record, seen, passages_held, came = row
    return StoredSource(
        version,
        key,
        place,
        digest,
        _RECORDS.validate_json(record),
        None if seen is None else _RECORDS.validate_json(seen),
        passages_held,
        came,
    )


def removed(connection: sqlite3.Connection) -> tuple[RemovedSource, ...]:
    """Sources that have gone and can be brought back, those that went last first."""
    rows = connection.execute(
        "SELECT v.key, max(v.gone), "
        "(SELECT record FROM records r WHERE r.key = v.key ORDER BY r.gone DESC, r.id DESC LIMIT 1) "
        "FROM versions v WHERE v.key NOT IN (SELECT key FROM versions WHERE gone IS NULL) "
        "GROUP BY v.key ORDER BY 2 DESC, 1"
    )
    return tuple(RemovedSource(key, _RECORDS.validate_json(record), gone) for key, gone, record in rows)


def put_record(
    connection: sqlite3.Connection, record: Record, place: str, seen: Record | None, number: int
) -> None:
    """The record of a source from generation ``number`` on, in place of any before."""
    connection.execute("UPDATE records SET gone = ? WHERE key = ? AND gone IS NULL", (number, record.key))
    connection.execute(
        "INSERT INTO records (key, place, record, seen, came) VALUES (?, ?, ?, ?, ?)",
        (
            record.key,
            place,
            _RECORDS.dump_json(record).decode(),
            None if seen is None else _RECORDS.dump_json(seen).decode(),
            number,
        ),
    )


# -- versions: the texts ---------------------------------------------------------------


def put_version(
    connection: sqlite3.Connection, key: str, content: Content, document: Document, number: int
) -> int:
    """A source's text from generation ``number`` on, in place of any before; its id."""
    retire_version(connection, key, number)
    connection.execute("INSERT OR IGNORE INTO originals VALUES (?, ?)", (content.hash, content.data))
    row = connection.execute(
        "INSERT INTO versions (key, hash, document, came) VALUES (?, ?, ?, ?)",
        (key, content.hash, _DOCUMENTS.dump_json(document).decode(), number),
    )
    assert row.lastrowid is not None  # it was inserted
    return row.lastrowid


def retire_version(connection: sqlite3.Connection, key: str, number: int) -> bool:
    """A source's text is gone from generation ``number`` on; False if there was none."""
    row = connection.execute("SELECT id FROM versions WHERE key = ? AND gone IS NULL", (key,)).fetchone()
    if row is None:
        return False
    forget_words(connection, row[0])
    connection.execute("UPDATE versions SET gone = ? WHERE id = ?", (number, row[0]))
    return True


def retire_source(connection: sqlite3.Connection, key: str, number: int) -> None:
    """A source, text and record, is gone from generation ``number`` on."""
    retire_version(connection, key, number)
    connection.execute("UPDATE records SET gone = ? WHERE key = ? AND gone IS NULL", (number, key))


def versions(connection: sqlite3.Connection, key: str | None = None) -> list[Version]:
    """All texts that the library has or had, of one source or of all, oldest first."""
    where, values = ("WHERE key = ?", (key,)) if key is not None else ("", ())
    rows = connection.execute(f"SELECT id, key, hash, came, gone FROM versions {where} ORDER BY id", values)
    return [Version(*row) for row in rows]


def set_document(connection: sqlite3.Connection, version: int, document: Document) -> None:
    """Other structure for the same text."""
    connection.execute(
        "UPDATE versions SET document = ? WHERE id = ?", (_DOCUMENTS.dump_json(document).decode(), version)
    )


def document_of(connection: sqlite3.Connection, version: int) -> Document:
    row = connection.execute("SELECT document FROM versions WHERE id = ?", (version,)).fetchone()
    if row is None:
        raise DamagedLibrary(
            f"the library lacks the text {version} that it names; run `python -m ingest verify`"
        )
    return _DOCUMENTS.validate_json(row[0])


def document(connection: sqlite3.Connection, key: str) -> tuple[Record, Document] | None:
    """A source's record and document, None where there is no such key."""
    row = connection.execute(
        "SELECT r.record, v.document FROM versions v JOIN records r ON r.key = v.key AND r.gone IS NULL "
        "WHERE v.key = ? AND v.gone IS NULL",
        (key,),
    ).fetchone()
    if row is None:
        return None
    return _RECORDS.validate_json(row[0]), _DOCUMENTS.validate_json(row[1])


def original(connection: sqlite3.Connection, digest: str) -> bytes | None:
    """The bytes of a file that was put in, by their SHA-256."""
    row = connection.execute("SELECT content FROM originals WHERE hash = ?", (digest,)).fetchone()
    return None if row is None else bytes(row[0])


def revive_record(connection: sqlite3.Connection, key: str) -> None:
    """The record that went last is the source's again."""
    connection.execute(
        "UPDATE records SET gone = NULL WHERE id = "
        "(SELECT id FROM records WHERE key = ? ORDER BY gone DESC, id DESC LIMIT 1)",
        (key,),
    )


def purge(connection: sqlite3.Connection, key: str) -> int:
    """Erase a source with all its versions, records, passages and corrections; how many texts there were."""
    held = versions(connection, key)
    for version in held:
        forget_words(connection, version.id)
        connection.execute("DELETE FROM passages WHERE version = ?", (version.id,))
    # The word index only marks what is deleted, and goes on holding its words.
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.execute("DELETE FROM versions WHERE key = ?", (key,))
    connection.execute("DELETE FROM records WHERE key = ?", (key,))
    theme_corrections.forget(connection, key)
    connection.execute("DELETE FROM originals WHERE hash NOT IN (SELECT hash FROM versions)")
    return len(held)


# -- passages ------------------------------------------------------------------------------


def put_passages(
    connection: sqlite3.Connection, version: int, document: Document, embedded: Embedded
) -> None:
    """The passages of a text and their words, in place of any before."""
    forget_words(connection, version)
    connection.execute("DELETE FROM passages WHERE version = ?", (version,))
    for passage, vector in zip(embedded.passages, embedded.vectors, strict=True):
        inserted = connection.execute(
            "INSERT INTO passages (version, passage, vector, sentence_vectors, stems) VALUES (?, ?, ?, ?, ?)",
            (
                version,
                _PASSAGES.dump_json(passage).decode(),
                vector.passage.astype("<f4").tobytes(),
                quantise(vector.sentences).tobytes(),
                stem_numbers(words_of(document.text, s.spans) for s in passage.sentences)
                .astype("<u4")
                .tobytes(),
            ),
        )
        assert inserted.lastrowid is not None  # it was inserted
        _put_words(connection, inserted.lastrowid, document, passage)


def put_words(connection: sqlite3.Connection, version: int, document: Document) -> None:
    """Make the passages of a text findable by their words again."""
    for number, passage in passages_of(connection, version):
        _put_words(connection, number, document, passage)


def forget_words(connection: sqlite3.Connection, version: int) -> None:
    connection.execute(
        "DELETE FROM words WHERE rowid IN (SELECT id FROM passages WHERE version = ?)", (version,)
    )


def words_held(connection: sqlite3.Connection, version: int) -> dict[int, tuple[str, str]]:
    """What the word index holds of each passage of a text."""
    rows = connection.execute(
        "SELECT rowid, context, body FROM words WHERE rowid IN (SELECT id FROM passages WHERE version = ?)",
        (version,),
    )
    return {number: (context, body) for number, context, body in rows}


def passages_of(connection: sqlite3.Connection, version: int) -> Iterator[tuple[int, Passage]]:
    """Id and passage of each passage of a text, in order."""
    rows = connection.execute("SELECT id, passage FROM passages WHERE version = ? ORDER BY id", (version,))
    for number, passage in rows.fetchall():
        yield number, _PASSAGES.validate_json(passage)


def has_passages(connection: sqlite3.Connection, version: int) -> bool:
    row = connection.execute("SELECT 1 FROM passages WHERE version = ? LIMIT 1", (version,)).fetchone()
    return row is not None


def indexed_words(document: Document, passage: Passage) -> tuple[str, str]:
    """What the word index holds of a passage: its context, and its words."""
    return as_indexed(passage.over), as_indexed(words_of(document.text, passage.spans))


def _put_words(connection: sqlite3.Connection, number: int, document: Document, passage: Passage) -> None:
    connection.execute(
        "INSERT INTO words (rowid, context, body) VALUES (?, ?, ?)",
        (number, *indexed_words(document, passage)),
    )


_LIVE = "FROM passages p JOIN versions v ON v.id = p.version WHERE v.gone IS NULL"


def all_ids(connection: sqlite3.Connection) -> npt.NDArray[np.int64]:
    """Ids (n,) of every passage, rising."""
    rows = connection.execute(f"SELECT p.id {_LIVE} ORDER BY p.id").fetchall()
    return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))


def vectors(connection: sqlite3.Connection, ids: npt.NDArray[np.int64], dimension: int) -> Vectors:
    """Vectors (n, dimension) of the passages of some ids, in their order."""
    found = np.empty((len(ids), dimension), dtype=np.float32)
    for start in range(0, len(ids), _AT_ONCE):
        some = [int(i) for i in ids[start : start + _AT_ONCE]]
        rows = connection.execute(
            f"SELECT id, vector FROM passages WHERE id IN ({','.join('?' * len(some))})", some
        )
        held = dict(rows.fetchall())
        flat = np.frombuffer(b"".join(held.get(i, b"") for i in some), dtype="<f4")
        if flat.size != len(some) * dimension:
            raise DamagedLibrary(
                "the library's vectors are not of its model's size; run `python -m ingest rebuild`"
            )
        found[start : start + len(some)] = flat.reshape(len(some), dimension)
    return found


def passages(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, StoredPassage]:
    """Passages by id."""
    marks = ",".join("?" * len(ids))
    rows = connection.execute(
        "SELECT p.id, v.key, p.passage, p.vector, p.sentence_vectors, p.stems "
        f"FROM passages p JOIN versions v ON v.id = p.version WHERE p.id IN ({marks})",
        list(ids),
    )
    found = {}
    for i, key, passage, vector, sentence_vectors, stems in rows:
        whole = np.frombuffer(vector, dtype="<f4")
        quantised = np.frombuffer(sentence_vectors, dtype=np.int8).reshape(-1, len(whole))
        found[i] = StoredPassage(
            i, key, _PASSAGES.validate_json(passage), whole, quantised, np.frombuffer(stems, dtype="<u4")
        )
    return found


def passage_ids(connection: sqlite3.Connection, keys: Sequence[str]) -> list[int]:
    """Ids of the passages of some sources."""
    marks = ",".join("?" * len(keys))
    rows = connection.execute(f"SELECT p.id {_LIVE} AND v.key IN ({marks})", list(keys))
    return [row[0] for row in rows]
