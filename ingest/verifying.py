"""The library checked against itself: every span, vector, word and original."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest import database, store
from ingest.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what is wrong in words; an empty ``wrong`` is all well."""

    sources: int
    passages: int
    wrong: tuple[str, ...]


def verify(folder: Path) -> Verification:
    """Check a library. Raises MissingLibrary or DamagedLibrary where it cannot even be opened."""
    connection = database.open_for_reading(folder)
    try:
        with database.translated(folder / database.DATABASE):
            connection.execute("BEGIN")
            known = store.sources(connection)
            count = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
            wrong = [*_database(connection), *_sources(connection, known), *_counts(connection)]
    finally:
        connection.close()
    return Verification(len(known), int(count), tuple(wrong))


def _database(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the database says: {line}"
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield f"the database says: a row of {row[0]} refers to nothing"


def _counts(connection: sqlite3.Connection) -> Iterator[str]:
    ids = {row[0] for row in connection.execute("SELECT id FROM passages")}
    words = {row[0] for row in connection.execute("SELECT rowid FROM words")}
    if ids != words:
        yield f"the word index holds {len(words)} passages, the library {len(ids)}; run `python -m ingest rebuild`"
    dimension = database.library_model(connection).dimension
    for number, size, sentence_bytes, sentences in connection.execute(
        "SELECT id, length(vector), length(sentence_vectors), json_array_length(passage, '$.sentences') FROM passages"
    ):
        if size != 4 * dimension or sentence_bytes != dimension * sentences:
            yield f"passage {number}: its vectors are not of the model's size; run `python -m ingest rebuild`"
    orphans = connection.execute(
        "SELECT count(*) FROM originals WHERE hash NOT IN (SELECT hash FROM sources)"
    ).fetchone()[0]
    if orphans:
        yield f"{orphans} originals belong to no source"


def _sources(connection: sqlite3.Connection, known: tuple[store.StoredSource, ...]) -> Iterator[str]:
    for source in known:
        content = store.original(connection, source.key)
        if content is None or hashlib.sha256(content).hexdigest() != source.hash:
            yield f"{source.key}: its original is not what was put in"
        found = store.document(connection, source.key)
        assert found is not None  # it was listed in this same snapshot
        document = found[1]
        ids = store.passage_ids(connection, [source.key])
        if not ids:
            yield f"{source.key}: has no passages"
        for number, stored in store.passages(connection, ids).items():
            if not _spans_hold(stored.passage, document):
                yield f"{source.key}, passage {number}: a span does not lie in its text"


def _spans_hold(passage: Passage, document: Document) -> bool:
    spans = [*passage.spans, *(span for sentence in passage.sentences for span in sentence.spans)]
    inside = all(span.start < span.end <= len(document.text) for span in spans)
    return inside and all(
        any(run.covers(span) for run in passage.spans)
        for sentence in passage.sentences
        for span in sentence.spans
    )
