"""What the database holds: sources, passages, receipts, written and read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import TypeAdapter

from ingest.encoder import PassageVectors, Vectors, quantise
from ingest.errors import DamagedLibrary
from ingest.structure.marks import words_of
from ingest.types import Document, Passage, Receipt, Record

_RECORDS = TypeAdapter(Record)
_DOCUMENTS = TypeAdapter(Document)
_PASSAGES = TypeAdapter(Passage)
_RECEIPTS = TypeAdapter(Receipt)


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source as the library holds it."""

    id: int
    key: str
    path: str
    hash: str
    record: Record
    passages: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what ranking needs of it."""

    id: int
    source: str
    passage: Passage
    vector: Vectors  # (dimension,)
    sentence_vectors: np.ndarray[tuple[int, int], np.dtype[np.int8]]


def put_source(
    connection: sqlite3.Connection,
    record: Record,
    path: str,
    digest: str,
    content: bytes,
    document: Document,
    passages: Sequence[Passage],
    vectors: Sequence[PassageVectors],
    number: int,
) -> None:
    """Write a source and all that belongs to it, in place of any of the same key."""
    delete_source(connection, record.key)
    connection.execute("INSERT OR IGNORE INTO originals VALUES (?, ?)", (digest, content))
    row = connection.execute(
        "INSERT INTO sources (key, path, hash, record, document, generation) VALUES (?, ?, ?, ?, ?, ?)",
        (
            record.key,
            path,
            digest,
            _RECORDS.dump_json(record).decode(),
            _DOCUMENTS.dump_json(document).decode(),
            number,
        ),
    )
    for passage, vector in zip(passages, vectors, strict=True):
        inserted = connection.execute(
            "INSERT INTO passages (source, passage, vector, sentence_vectors) VALUES (?, ?, ?, ?)",
            (
                row.lastrowid,
                _PASSAGES.dump_json(passage).decode(),
                vector.passage.astype("<f4").tobytes(),
                quantise(vector.sentences).tobytes(),
            ),
        )
        body = words_of(document.text, passage.spans)
        connection.execute(
            "INSERT INTO words (rowid, context, body) VALUES (?, ?, ?)",
            (inserted.lastrowid, passage.context, body),
        )


def delete_source(connection: sqlite3.Connection, key: str) -> bool:
    """Take a source out with all that belongs to it; False if there is none."""
    row = connection.execute("SELECT id, hash FROM sources WHERE key = ?", (key,)).fetchone()
    if row is None:
        return False
    connection.execute(
        "DELETE FROM words WHERE rowid IN (SELECT id FROM passages WHERE source = ?)", (row[0],)
    )
    connection.execute("DELETE FROM passages WHERE source = ?", (row[0],))
    connection.execute("DELETE FROM sources WHERE id = ?", (row[0],))
    connection.execute("DELETE FROM originals WHERE hash = ?", (row[1],))
    return True


def set_record(connection: sqlite3.Connection, key: str, path: str, record: Record) -> None:
    connection.execute(
        "UPDATE sources SET record = ?, path = ? WHERE key = ?",
        (_RECORDS.dump_json(record).decode(), path, key),
    )


def sources(connection: sqlite3.Connection) -> tuple[StoredSource, ...]:
    """All sources by key."""
    rows = connection.execute(
        "SELECT s.id, s.key, s.path, s.hash, s.record, count(p.id) FROM sources s "
        "LEFT JOIN passages p ON p.source = s.id GROUP BY s.id ORDER BY s.key"
    )
    return tuple(
        StoredSource(i, key, path, digest, _RECORDS.validate_json(record), count)
        for i, key, path, digest, record, count in rows
    )


def document(connection: sqlite3.Connection, key: str) -> tuple[Record, Document] | None:
    """A source's record and document, None where there is no such key."""
    row = connection.execute("SELECT record, document FROM sources WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    return _RECORDS.validate_json(row[0]), _DOCUMENTS.validate_json(row[1])


def original(connection: sqlite3.Connection, key: str) -> bytes | None:
    row = connection.execute(
        "SELECT content FROM originals JOIN sources USING (hash) WHERE key = ?", (key,)
    ).fetchone()
    return None if row is None else bytes(row[0])


def all_vectors(
    connection: sqlite3.Connection, dimension: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Vectors]:
    """Ids (n,) and vectors (n, dimension) of every passage."""
    rows = connection.execute("SELECT id, vector FROM passages ORDER BY id").fetchall()
    ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    flat = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
    if flat.size != len(rows) * dimension:
        raise DamagedLibrary(
            "the library's vectors are not of its model's size; run `python -m ingest rebuild`"
        )
    return ids, flat.reshape(len(rows), dimension).astype(np.float32)


def passages(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, StoredPassage]:
    """Passages by id; ids that are not there are left out."""
    marks = ",".join("?" * len(ids))
    rows = connection.execute(
        "SELECT p.id, s.key, p.passage, p.vector, p.sentence_vectors FROM passages p "
        f"JOIN sources s ON s.id = p.source WHERE p.id IN ({marks})",
        list(ids),
    )
    found = {}
    for i, key, passage, vector, sentence_vectors in rows:
        whole = np.frombuffer(vector, dtype="<f4")
        quantised = np.frombuffer(sentence_vectors, dtype=np.int8).reshape(-1, len(whole))
        found[i] = StoredPassage(i, key, _PASSAGES.validate_json(passage), whole, quantised)
    return found


def passage_ids(connection: sqlite3.Connection, keys: Sequence[str]) -> list[int]:
    """Ids of the passages of some sources."""
    marks = ",".join("?" * len(keys))
    return [
        row[0]
        for row in connection.execute(
            f"SELECT p.id FROM passages p JOIN sources s ON s.id = p.source WHERE s.key IN ({marks})",
            list(keys),
        )
    ]


def put_receipt(connection: sqlite3.Connection, receipt: Receipt) -> None:
    connection.execute(
        "INSERT INTO ingests VALUES (?, ?, ?)",
        (receipt.generation, receipt.started, _RECEIPTS.dump_json(receipt).decode()),
    )


def receipts(connection: sqlite3.Connection) -> list[Receipt]:
    """All receipts, the newest last."""
    rows = connection.execute("SELECT receipt FROM ingests ORDER BY rowid")
    return [_RECEIPTS.validate_json(row[0]) for row in rows]
