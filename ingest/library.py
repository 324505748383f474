"""The library as readers see it: one snapshot, one whole generation, never a half."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest import citations, counting, database, ledger, store, theme_corrections, vocabulary
from ingest.encoder import ModelIdentity, Vector
from ingest.errors import DamagedLibrary, UnknownSource
from ingest.places import UPLOAD
from ingest.receipts import Receipt, SavedCitation
from ingest.store import RemovedSource, StoredPassage, StoredSource
from ingest.types import Document, Record
from ingest.vectors import VectorIndex
from ingest.words import as_indexed, stem, word_parts, words

_MOST_NAMED = 12  # keys in a message
_AT_ONCE = 500  # passages in memory at once, where all are looked at
_MOST_HELD = 64  # documents in memory: more than the passages of one answer come from


class Library:
    """An open snapshot. Safe to use from several threads; close it when done."""

    def __init__(self, folder: Path, before: Library | None = None) -> None:
        """Open the newest generation. Raises MissingLibrary or DamagedLibrary.

        ``before`` is an older snapshot of the same library: the vectors that it has read
        are not read again.
        """
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
            self._corrections = theme_corrections.in_force(self._connection)
            known = before._index if before is not None and before.model == self.model else None
            self._index: VectorIndex = self._vectors(known)
        self._vocabulary: Mapping[str, int] | None = None
        self._sources = {source.key: source for source in self.sources}
        self._documents: _Documents = before._documents if before is not None else _Documents()

    def _vectors(self, known: VectorIndex | None) -> VectorIndex:
        """The index of every passage; a passage's vector never changes under its id."""
        ids = store.all_ids(self._connection)
        fresh = ids if known is None else known.missing(ids)
        vectors = store.vectors(self._connection, fresh, self.model.dimension)
        return VectorIndex(ids, vectors) if known is None else known.changed_to(ids, fresh, vectors)

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
        where, values = _within(sources)
        with self._lock, database.translated(self.folder / database.DATABASE):
            rows = self._connection.execute(
                f"SELECT rowid, bm25(words, 0.5, 1.0) FROM words WHERE words MATCH ? {where} "
                f"ORDER BY 2, 1 LIMIT {int(k)}",
                [as_indexed(query), *values],
            ).fetchall()
        return [(int(i), -float(score)) for i, score in rows]

    def frequency(self, query: str, sources: Sequence[str] = ()) -> int:
        """How many passages match an FTS5 query."""
        where, values = _within(sources)
        with self._lock, database.translated(self.folder / database.DATABASE):
            row = self._connection.execute(
                f"SELECT count(*) FROM words WHERE words MATCH ? {where}", [as_indexed(query), *values]
            ).fetchone()
        return int(row[0])

    def uses_elsewhere(self, word: str, key: str) -> bool:
        """Whether a passage of another source than this holds a word."""
        others = [source.key for source in self.sources if source.key != key]
        return bool(others) and self.frequency(f'"{word.replace(chr(34), "")}"', others) > 0

    def vocabulary(self) -> Mapping[str, int]:
        """Every stem of the word index, with the number of passages that hold it."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            if self._vocabulary is None:
                self._vocabulary = vocabulary.frequencies(self._connection)
            return self._vocabulary

    def spelling(self, term: str) -> str | None:
        """A stem's word as some passage spells it, lower case unless it has a capital inside."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            number = vocabulary.passage_with(self._connection, term)
        if number is None:
            return None
        stored = self.passages([number])[number]
        text = self.document(stored.source)[1].text
        said = " ".join((stored.passage.over, *(span.of(text) for span in stored.passage.spans)))
        own = (part for word in words(said) for part in word_parts(word))
        found = next((part for part in own if stem(part) == term), None)
        return found if found is None or not found[1:].islower() else found.lower()

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by id, their sentences with the themes that a person gave them."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            found = store.passages(self._connection, ids)
        return {number: self._corrected(stored) for number, stored in found.items()}

    def _corrected(self, stored: StoredPassage) -> StoredPassage:
        corrections = self._corrections.get(stored.source)
        if corrections is None or stored.source not in self._sources:
            return stored
        if not theme_corrections.may_be_in(stored.stems, corrections):
            return stored
        text = self.document(stored.source)[1].text
        return replace(stored, passage=theme_corrections.corrected(stored.passage, text, corrections))

    def kinds(self) -> counting.Kinds:
        """How many sentences there are of each source, theme, direction and study, as corrected."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            found = counting.kinds(self._connection)
        corrected = self._with_corrections()
        if not corrected:
            return found
        found = Counter({kind: count for kind, count in found.items() if kind.source not in corrected})
        for stored in self.passages_of(corrected):
            found.update(counting.kinds_of(stored.source, stored.passage))
        return found

    def directed(self) -> tuple[counting.Directed, ...]:
        """Every sentence that has a direction, by source and place, its theme as corrected."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            found = list(counting.directed(self._connection))
        corrected = self._with_corrections()
        if corrected:
            found = [one for one in found if one.kind.source not in corrected]
            for stored in self.passages_of(corrected):
                found += counting.directed_of(stored.source, stored.passage)
        return tuple(sorted(found, key=lambda one: (one.kind.source, one.spans)))

    def _with_corrections(self) -> list[str]:
        """The sources of which a person has corrected themes."""
        return [key for key in self._corrections if key in self._sources]

    def passages_of(self, keys: Sequence[str]) -> Iterator[StoredPassage]:
        """The passages of some sources, a few in memory at once."""
        ids = self._ids_of(keys)
        for start in range(0, len(ids), _AT_ONCE):
            yield from self.passages(ids[start : start + _AT_ONCE]).values()

    def theme_counts(self) -> dict[str | None, int]:
        """How many sentences have each theme; under None, how many have none."""
        counts: Counter[str | None] = Counter()
        for kind, count in self.kinds().items():
            counts[kind.theme] += count
        return dict(counts)

    def bibliography(self) -> dict[str, tuple[Record, Document]]:
        """Every source's record, text, references and studies, by key, without its layout."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            return counting.bibliography(self._connection)

    def source(self, key: str) -> StoredSource:
        """A source; raises UnknownSource for a key that is not there."""
        found = self._sources.get(key)
        if found is None:
            known = ", ".join(source.key for source in self.sources[:_MOST_NAMED]) or "none"
            more = f" and {len(self.sources) - _MOST_NAMED} more" if len(self.sources) > _MOST_NAMED else ""
            raise UnknownSource(f"{key}: no such source in this library; there are: {known}{more}")
        return found

    def document(self, key: str) -> tuple[Record, Document]:
        """A source's record and document; raises UnknownSource for a key that is not there."""
        source = self.source(key)
        document = self._documents.get(source.version, source.generation)
        if document is None:
            with self._lock, database.translated(self.folder / database.DATABASE):
                document = store.document_of(self._connection, source.version)
            self._documents.put(source.version, source.generation, document)
        return source.record, document

    def earlier_documents(self, key: str) -> list[tuple[int, Document]]:
        """Texts that a source had before, the newest first, each with the generation it came in."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            held = [v for v in store.versions(self._connection, key) if v.gone is not None]
            return [(v.came, store.document_of(self._connection, v.id)) for v in reversed(held)]

    def original(self, key: str) -> tuple[str, bytes]:
        """Name and bytes of the file that a source was read from; raises UnknownSource."""
        source = self.source(key)
        with self._lock, database.translated(self.folder / database.DATABASE):
            content = store.original(self._connection, source.hash)
        if content is None:
            raise DamagedLibrary(f"{key}: its original is not in the library; run `python -m ingest verify`")
        return Path(source.place.removeprefix(UPLOAD)).name, content

    def removed(self) -> tuple[RemovedSource, ...]:
        """Sources that were removed and can be brought back."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            return store.removed(self._connection)

    def receipts(self, newest: int | None = None) -> list[Receipt]:
        """All receipts, or the ``newest`` few, the newest last."""
        with self._lock, database.translated(self.folder / database.DATABASE):
            return ledger.receipts(self._connection, newest)

    def saved_citations(self) -> list[SavedCitation]:
        with self._lock, database.translated(self.folder / database.DATABASE):
            return citations.saved(self._connection)

    def _ids_of(self, sources: Sequence[str]) -> list[int]:
        with self._lock, database.translated(self.folder / database.DATABASE):
            return store.passage_ids(self._connection, sources)


def _within(sources: Sequence[str]) -> tuple[str, list[str]]:
    """The part of a search of words that keeps it to some sources, with its values."""
    if not sources:
        return "", []
    inside = (
        "AND words.rowid IN (SELECT p.id FROM passages p JOIN versions v ON v.id = p.version "
        f"WHERE v.gone IS NULL AND v.key IN ({','.join('?' * len(sources))}))"
    )
    return inside, list(sources)


class _Documents:
    """The documents read last, shared by the snapshots of a library, for their texts never change."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[int, int], Document] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, version: int, generation: int) -> Document | None:
        with self._lock:
            document = self._held.get((version, generation))
            if document is not None:
                self._held.move_to_end((version, generation))
            return document

    def put(self, version: int, generation: int, document: Document) -> None:
        with self._lock:
            self._held[version, generation] = document
            while len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
