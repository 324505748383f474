"""Gold questions: read from their files, and their facets placed in the documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError

from ingest.errors import UsageError, reason_of
from ingest.types import Document, Span

Place = tuple[str, Span]  # in a source's canonical text


class GoldQuote(BaseModel):
    source: str
    quote: str


class Facet(BaseModel):
    about: str = ""
    direction: str | None = None
    quotes: list[GoldQuote]


class GoldQuestion(BaseModel):
    """One line of a gold file."""

    id: str
    question: str
    kind: str = ""
    split: str = ""
    history: list[str] = []
    near_miss: bool = False
    facets: list[Facet] = []


def read_gold(path: Path) -> list[GoldQuestion]:
    """Gold questions of a JSONL file; raises UsageError with the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: cannot be read ({reason_of(error)}); name a JSONL file of gold questions"
        ) from error
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(GoldQuestion.model_validate_json(line))
            except ValidationError as error:
                reason = error.errors()[0]
                raise UsageError(
                    f"{path}, line {number}: is no gold question ({reason['loc']}: {reason['msg']})"
                ) from error
    return found


def places_of(item: GoldQuestion, documents: Mapping[str, Document], remedy: str) -> list[list[Place]]:
    """Where each facet of a question stands.

    Raises UsageError, ending in the ``remedy``, for a facet that stands nowhere: it would
    count as one that was never found.
    """
    found = []
    for facet in item.facets:
        places = facet_places(facet, documents)
        if not places:
            raise UsageError(
                f"{item.id}: “{facet.about}” is quoted from {', '.join(q.source for q in facet.quotes)}, "
                f"and is not there; {remedy}"
            )
        found.append(places)
    return found


def facet_places(facet: Facet, documents: Mapping[str, Document]) -> list[Place]:
    """Every place where a facet's quotes stand; the same words may stand in several."""
    places = []
    for quote in facet.quotes:
        document = documents.get(quote.source)
        if document is None:
            continue
        start = document.text.find(quote.quote)
        while start >= 0:
            places.append((quote.source, Span(start, start + len(quote.quote))))
            start = document.text.find(quote.quote, start + 1)
    return places
