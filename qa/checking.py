"""Citations of an exported answer, held against the library: unchanged, moved or gone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ingest.citations import stands, whereabouts
from ingest.errors import UnknownSource, UsageError, reason_of
from ingest.library import Library
from ingest.receipts import CitationState, SavedCitation
from ingest.types import Document

_CITATIONS = TypeAdapter(SavedCitation)


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A citation and what became of it; ``start`` and ``end`` are where its quote stands now.

    One that no longer stands where it stood may be true of an earlier text of its
    source: ``held_in`` is the generation in which that text came.
    """

    id: str
    source: str
    quote: str
    state: CitationState
    start: int | None
    end: int | None
    page: str | None
    held_in: int | None = None


def read_citations(path: Path) -> list[SavedCitation]:
    """The citations in a file of answers, each once. Raises UsageError for what is no such file."""
    wrong = f"{path}: is not an answer as `python -m qa ask --json` gives it"
    found: dict[str, SavedCitation] = {}
    for answer in _answers(path, wrong):
        citations = answer.get("citations") if isinstance(answer, dict) else None
        if not isinstance(citations, list):
            raise UsageError(wrong)
        for citation in citations:
            try:
                read = _CITATIONS.validate_json(json.dumps(citation), strict=True)
            except ValidationError as error:
                raise UsageError(f"{wrong}: a citation lacks its id, source, quote, start or end") from error
            # A quote that somebody altered is no reason to leave the others unchecked: it is gone.
            if not 0 <= read.start <= read.end:
                raise UsageError(f"{wrong}: {read.id[:60]!r} stands nowhere in a text")
            found[f"{read.id} {read.start}"] = read
    return list(found.values())


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
    return check_citations(read_citations(path), folder)


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


def _answers(path: Path, wrong: str) -> list[Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({reason_of(error)}); check its name") from error
    try:
        return [json.loads(text)]
    except ValueError:
        pass
    except RecursionError as error:
        raise UsageError(f"{wrong} (it is nested too deep)") from error
    try:
        # Other marks that end a line may stand inside a quote.
        found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{wrong} ({error})") from error
    if not found:
        raise UsageError(f"{wrong} (it is empty)")
    return found
