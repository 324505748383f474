"""Citations of an exported answer, held against the library: unchanged, moved or gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.citations import stands, whereabouts
from ingest.errors import UnknownSource
from ingest.library import Library
from ingest.receipts import CitationState, SavedCitation
from ingest.types import Document
from qa.exporting.embedded import read_cited


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A citation and what became of it; ``start`` and ``end`` are where its quote stands now.

    One that no longer stands where it stood may be true of an earlier text of its
    source: ``held_in`` is the generation in which that text came. ``altered`` is true where
    readers of the file see other words than it cites: somebody has edited them.
    """

    id: str
    source: str
    quote: str
    state: CitationState
    start: int | None
    end: int | None
    page: str | None
    held_in: int | None = None
    altered: bool = False


def read_citations(path: Path) -> list[SavedCitation]:
    """The citations in a file of answers, each once. Raises UsageError for what is no such file."""
    return list(read_cited(path).citations)


def check_citations(citations: Sequence[SavedCitation], folder: Path) -> list[CheckedCitation]:
    """Hold citations against the library, and against the texts that it held before."""
    library = Library(folder)
    try:
        checker = _Checker(library)
        return [checker.check(citation) for citation in citations]
    finally:
        library.close()


def check_answers(path: Path, folder: Path) -> list[CheckedCitation]:
    """Check every citation in a file of answers. Raises UsageError for what is no such file."""
    cited = read_cited(path)
    return [
        replace(one, altered=not cited.shows(one.quote)) for one in check_citations(cited.citations, folder)
    ]


class _Checker:
    """Reads each source, and each of its earlier texts, once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._now: dict[str, Document | None] = {}
        self._earlier: dict[str, list[tuple[int, Document]]] = {}

    def check(self, citation: SavedCitation) -> CheckedCitation:
        known = (citation.id, citation.source, citation.quote)
        document = self._document(citation.source)
        if document is None:
            return CheckedCitation(*known, CitationState.GONE, None, None, None, self._held_in(citation))
        place = whereabouts(citation, document)
        held_in = None if place.state is CitationState.UNCHANGED else self._held_in(citation)
        return CheckedCitation(*known, place.state, place.start, place.end, place.page, held_in)

    def _document(self, key: str) -> Document | None:
        if key not in self._now:
            try:
                self._now[key] = self._library.document(key)[1]
            except UnknownSource:
                self._now[key] = None
        return self._now[key]

    def _held_in(self, citation: SavedCitation) -> int | None:
        key = citation.source
        if key not in self._earlier:
            self._earlier[key] = self._library.earlier_documents(key)
        for generation, document in self._earlier[key]:
            if stands(citation, document):
                return generation
        return None
