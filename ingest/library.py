"""The library as readers see it: one snapshot, one whole generation, never a half."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from ingest import database, store
from ingest.encoder import ModelIdentity, Vector
from ingest.errors import UnknownSource
from ingest.store import StoredPassage, StoredSource
from ingest.types import Document, Record
from ingest.vectors import VectorIndex


class Library:
    """An open snapshot. Safe to use from several threads; close it when done."""

    def __init__(self, folder: Path) -> None:
        """Open the newest generation. Raises MissingLibrary or DamagedLibrary."""
        self.folder = folder
        self._lock = threading.Lock()
        self._watch = database.open_for_reading(folder)
        self._connection = database.open_for_reading(folder)
        with database.translated(folder / database.DATABASE):
            # From the first read on, this connection sees one state of the database.
            self._connection.execute("BEGIN")
            self.generation = database.generation(self._connection)
            self.model: ModelIdentity = database.library_model(self._connection)
            self.sources: tuple[StoredSource, ...] = store.sources(self._connection)
            self._index = VectorIndex(*store.all_vectors(self._connection, self.model.dimension))

    def __len__(self) -> int:
        """How many passages can be found."""
        return len(self._index)

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            self._watch.close()

    def is_current(self) -> bool:
        """Whether no newer generation has been committed since."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            return database.generation(self._watch) == self.generation

    def nearest(self, question: Vector, k: int, sources: Sequence[str] = ()) -> list[tuple[int, float]]:
        """Passages by cosine with the question, best first: (id, cosine)."""
        allowed = self._ids_of(sources) if sources else None
        return self._index.search(question, k, allowed)

    def matching(self, query: str, k: int, sources: Sequence[str] = ()) -> list[tuple[int, float]]:
        """Passages by BM25 for an FTS5 query, best first: (id, score), higher is better."""
        where, values = "", [query]
        if sources:
            where = (
                "AND words.rowid IN (SELECT p.id FROM passages p JOIN sources s ON s.id = p.source "
                f"WHERE s.key IN ({','.join('?' * len(sources))}))"
            )
            values += list(sources)
        with self._lock, database.translated(self.folder / database.DATABASE):
            rows = self._connection.execute(
                f"SELECT rowid, bm25(words, 0.5, 1.0) FROM words WHERE words MATCH ? {where} "
                f"ORDER BY 2, 1 LIMIT {int(k)}",
                values,
            ).fetchall()
        return [(int(i), -float(score)) for i, score in rows]

    def frequency(self, query: str) -> int:
        """How many passages match an FTS5 query."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            row = self._connection.execute(
                "SELECT count(*) FROM words WHERE words MATCH ?", (query,)
            ).fetchone()
        return int(row[0])

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by id."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            return store.passages(self._connection, ids)

    def document(self, key: str) -> tuple[Record, Document]:
        """A source's record and document; raises UnknownSource for a key that is not there."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            found = store.document(self._connection, key)
        if found is None:
            known = ", ".join(source.key for source in self.sources) or "none"
            raise UnknownSource(f"{key}: no such source in this library; there are: {known}")
        return found

    def _ids_of(self, sources: Sequence[str]) -> list[int]:
        with self._lock, database.translated(self.folder / database.DATABASE):
            return store.passage_ids(self._connection, sources)
