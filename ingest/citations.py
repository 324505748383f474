"""Saved citations: which of them an ingest moves or takes away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from ingest.receipts import AffectedCitation, CitationState, SavedCitation
from ingest.types import Document

_CITATIONS = TypeAdapter(SavedCitation)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a quote stands in a text; no place where it is gone."""

    state: CitationState
    start: int | None = None
    end: int | None = None
    page: str | None = None


def whereabouts(citation: SavedCitation, document: Document) -> Whereabouts:
    """Find a citation's quote in another text of its source.

    One that stands where it stood, but on a page of another label, has moved for whoever
    looks it up by its page.
    """
    quote, start = citation.quote, citation.start
    if stands(citation, document):
        page = document.page_at(start)
        same = citation.page in (None, page)
        state = CitationState.UNCHANGED if same else CitationState.MOVED
        return Whereabouts(state, start, start + len(quote), page)
    places = _places(document.text, quote)
    if not places:
        return Whereabouts(CitationState.GONE)
    # Of several places the nearest to where it stood.
    now = min(places, key=lambda place: abs(place - start))
    return Whereabouts(CitationState.MOVED, now, now + len(quote), document.page_at(now))


def stands(citation: SavedCitation, document: Document) -> bool:
    """Whether a text has the quote just where the citation says."""
    return (
        bool(citation.quote)
        and citation.start >= 0
        and document.text.startswith(citation.quote, citation.start)
    )


def _places(text: str, quote: str) -> list[int]:
    places: list[int] = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + len(quote))
    return places


def save(connection: sqlite3.Connection, citations: Iterable[SavedCitation]) -> int:
    """Keep citations; how many were not kept before."""
    before = connection.execute("SELECT count(*) FROM saved_citations").fetchone()[0]
    connection.executemany(
        "INSERT OR REPLACE INTO saved_citations VALUES (?, ?, ?)",
        [(c.id, c.source, _CITATIONS.dump_json(c).decode()) for c in citations],
    )
    after = connection.execute("SELECT count(*) FROM saved_citations").fetchone()[0]
    return int(after - before)


def saved(connection: sqlite3.Connection, source: str | None = None) -> list[SavedCitation]:
    """The citations that are kept, of one source or of all."""
    where, values = ("WHERE source = ?", (source,)) if source is not None else ("", ())
    rows = connection.execute(f"SELECT citation FROM saved_citations {where} ORDER BY source, id", values)
    return [_CITATIONS.validate_json(row[0]) for row in rows]


def forget(connection: sqlite3.Connection, source: str) -> None:
    """Keep the citations of a source no longer: their quotes are its words."""
    connection.execute("DELETE FROM saved_citations WHERE source = ?", (source,))


def affected(
    connection: sqlite3.Connection, source: str, document: Document | None
) -> tuple[AffectedCitation, ...]:
    """The saved citations of a source that do not stand unchanged in its new text.

    Without a text, because the source was removed, all of them are gone.
    """
    found = []
    for citation in saved(connection, source):
        place = whereabouts(citation, document) if document is not None else Whereabouts(CitationState.GONE)
        if place.state is not CitationState.UNCHANGED:
            found.append(
                AffectedCitation(citation.id, citation.quote, place.state, place.start, place.end, place.page)
            )
    return tuple(found)
