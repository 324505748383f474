"""A library as those who search it see it, whole, so that two states can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.library import Library
from ingest.types import Record, Span
from tests.fakes import FakeEncoder

_QUESTIONS = (
    "nurses shared budgets",
    "alpharound1",
    "betaround1",
    "social workers met doctors",
    "the county",
)


@dataclass(frozen=True)
class Seen:
    """Sources, passages with their vectors, and what is found by meaning and by words."""

    sources: dict[str, tuple[str, Record, str]]  # place, record, text
    passages: dict[int, tuple[str, tuple[Span, ...], bytes, bytes]]
    nearest: list[list[tuple[int, float]]]
    matching: list[list[tuple[int, float]]]


def look(home: Path, encoder: FakeEncoder) -> Seen:
    """All that a reader can have of the library as it is now."""
    library = Library(home)
    try:
        vectors = [encoder.encode_question(words) for words in _QUESTIONS]
        nearest = [library.nearest(vector, 10_000) for vector in vectors]
        found = library.passages([number for number, _ in nearest[0]])
        return Seen(
            {s.key: (s.place, s.record, library.document(s.key)[1].text) for s in library.sources},
            {
                n: (p.source, p.passage.spans, p.vector.tobytes(), p.sentence_vectors.tobytes())
                for n, p in found.items()
            },
            nearest,
            [library.matching(" OR ".join(words.split()), 10_000) for words in _QUESTIONS],
        )
    finally:
        library.close()
