"""Citations of an exported answer, held against the library: unchanged, moved or gone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import UnknownSource, UsageError, reason_of
from ingest.library import Library
from ingest.types import Document


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A citation and what became of it; ``start`` and ``end`` are where its quote stands now."""

    id: str
    source: str
    quote: str
    state: str  # unchanged, moved or gone
    start: int | None
    end: int | None
    page: str | None


def check_answers(path: Path, folder: Path) -> list[CheckedCitation]:
    """Check every citation in a file of answers. Raises UsageError for a file that holds none."""
    citations = _citations(path)
    library = Library(folder)
    try:
        documents: dict[str, Document | None] = {}
        found = []
        for citation in citations:
            key = citation["source"]
            if key not in documents:
                try:
                    documents[key] = library.document(key)[1]
                except UnknownSource:
                    documents[key] = None
            found.append(_check(citation, documents[key]))
        return found
    finally:
        library.close()


def _check(citation: dict[str, Any], document: Document | None) -> CheckedCitation:
    quote, start, end = citation["quote"], citation["start"], citation["end"]
    given = (citation["id"], citation["source"], quote)
    if document is None:
        return CheckedCitation(*given, "gone", None, None, None)
    if document.text[start:end] == quote:
        state = "unchanged"
    else:
        places = _places(document.text, quote)
        if not places:
            return CheckedCitation(*given, "gone", None, None, None)
        # Of several places the nearest to where it stood.
        start = min(places, key=lambda place: abs(place - start))
        end, state = start + len(quote), "moved"
    return CheckedCitation(*given, state, start, end, document.page_at(start))


def _places(text: str, quote: str) -> list[int]:
    places, at = [], text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def _citations(path: Path) -> list[dict[str, Any]]:
    wrong = f"{path}: is not an answer as `python -m qa ask --json` gives it"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({reason_of(error)}); check its name") from error
    try:
        answers = [json.loads(text)]
    except ValueError:
        try:
            answers = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise UsageError(f"{wrong} ({error})") from error
    found: list[dict[str, Any]] = []
    for answer in answers:
        citations = answer.get("citations") if isinstance(answer, dict) else None
        if not isinstance(citations, list):
            raise UsageError(wrong)
        for citation in citations:
            kinds = {"id": str, "source": str, "quote": str, "start": int, "end": int}
            if not isinstance(citation, dict) or not all(
                isinstance(citation.get(name), kind) for name, kind in kinds.items()
            ):
                raise UsageError(f"{wrong}: a citation lacks its id, source, quote, start or end")
            found.append(citation)
    return found
