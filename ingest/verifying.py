"""The library checked against itself: every span, vector, word and original."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest import database, store, theme_corrections
from ingest.errors import ThemesError
from ingest.theme_corrections import digest_of
from ingest.themes import current_themes
from ingest.types import Document, Passage

_UNIT = 1e-3  # how far from one the length of a vector may be


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what is wrong in words; an empty ``wrong`` is all well."""

    sources: int
    passages: int
    wrong: tuple[str, ...]
    # What is no damage, but that somebody may want to mend.
    warnings: tuple[str, ...] = ()


def verify(folder: Path) -> Verification:
    """Check a library. Raises MissingLibrary or DamagedLibrary where it cannot even be opened."""
    with database.reading(folder) as connection:
        known = store.sources(connection)
        count = connection.execute("SELECT count(*) FROM words").fetchone()[0]
        wrong = [
            *_database(connection),
            *_texts(connection),
            *_sources(connection, known),
            *_counts(connection),
            *_corrections(connection),
        ]
        warnings = tuple(_unknown_themes(connection))
    return Verification(len(known), int(count), tuple(wrong), warnings)


def _database(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the database says: {line}"
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield f"the database says: a row of {row[0]} refers to nothing"


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    """Every version has its original, and every live one its record."""
    for version in store.versions(connection):
        content = store.original(connection, version.hash)
        whose = version.key if version.gone is None else f"{version.key}, as it was before"
        if content is None:
            yield f"{whose}: its original is missing"
        elif hashlib.sha256(content).hexdigest() != version.hash:
            yield f"{whose}: its original is not what was put in"
    orphans = connection.execute(
        "SELECT count(*) FROM originals WHERE hash NOT IN (SELECT hash FROM versions)"
    ).fetchone()[0]
    if orphans:
        yield f"{orphans} originals belong to no source"
    for (key,) in connection.execute(
        "SELECT v.key FROM versions v WHERE v.gone IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM records r WHERE r.key = v.key AND r.gone IS NULL)"
    ).fetchall():
        yield f"{key}: has no record"


def _counts(connection: sqlite3.Connection) -> Iterator[str]:
    ids = {int(i) for i in store.all_ids(connection)}
    words = {row[0] for row in connection.execute("SELECT rowid FROM words")}
    if ids != words:
        yield f"the word index holds {len(words)} passages, the library {len(ids)}; run `python -m ingest rebuild`"
    dimension = database.library_model(connection).dimension
    for number, vector, sentence_bytes, sentences in connection.execute(
        "SELECT id, vector, length(sentence_vectors), json_array_length(passage, '$.sentences') FROM passages"
    ):
        if len(vector) != 4 * dimension or sentence_bytes != dimension * sentences:
            yield f"passage {number}: its vectors are not of the model's size; run `python -m ingest rebuild`"
        elif abs(float(np.linalg.norm(np.frombuffer(vector, dtype="<f4"))) - 1) > _UNIT:
            yield f"passage {number}: its vector is not of unit length; run `python -m ingest rebuild`"


def _corrections(connection: sqlite3.Connection) -> Iterator[str]:
    """Every correction of a theme is of a source, and known by the words that it keeps."""
    known = {version.key for version in store.versions(connection)}
    for source, corrections in theme_corrections.in_force(connection).items():
        if source not in known:
            yield f"{source}: has corrected themes, and is no source"
        for correction in corrections.values():
            if digest_of(correction.quote) != correction.digest:
                yield f"{source}: a corrected theme is not that of the sentence it quotes"


def _unknown_themes(connection: sqlite3.Connection) -> Iterator[str]:
    """Corrections to themes that the file of themes, which anyone may edit, has no more."""
    corrections = theme_corrections.in_force(connection)
    if not corrections:
        return
    try:
        known = current_themes().keys
    except ThemesError as error:
        yield str(error)
        return
    for source, own in corrections.items():
        for theme in sorted({c.theme for c in own.values() if c.theme is not None} - set(known)):
            yield f"{source}: sentences were corrected to the theme {theme}, which the file of themes has no more"


def _sources(connection: sqlite3.Connection, known: tuple[store.StoredSource, ...]) -> Iterator[str]:
    for source in known:
        document = store.document_of(connection, source.version)
        if not source.passages:
            yield f"{source.key}: has no passages"
        indexed = store.words_held(connection, source.version)
        for number, passage in store.passages_of(connection, source.version):
            if not _spans_hold(passage, document):
                yield f"{source.key}, passage {number}: a span does not lie in its text"
            elif indexed.get(number) != store.indexed_words(document, passage):
                yield f"{source.key}, passage {number}: its words are not those of its text; run `python -m ingest rebuild`"


def _spans_hold(passage: Passage, document: Document) -> bool:
    spans = [*passage.spans, *(span for sentence in passage.sentences for span in sentence.spans)]
    inside = all(span.start < span.end <= len(document.text) for span in spans)
    return inside and all(
        any(run.covers(span) for run in passage.spans)
        for sentence in passage.sentences
        for span in sentence.spans
    )
