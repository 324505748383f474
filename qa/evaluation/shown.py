"""What a search shows, compared with where the facets of a question stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.types import Document, Span
from qa.evaluation.gold import Place
from qa.types import RankedPassage

CUTS = (1, 3, 5, 10)  # first passages
WORDS = (150, 300, 600)  # first words
# Where a page of ten shows fewer words than the largest limit, longer pages are asked for.
_DEEPER = (40, 160)


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as places in a source's canonical text; more than one where something cuts it."""

    source: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """What one search found for one question: of each facet, whether it is in what is shown."""

    found: Mapping[int, Sequence[bool]]  # by first passages
    within: Mapping[int, Sequence[bool]]  # by first words
    reciprocal_rank: float  # of the first passage that has a facet, 0 where none has


def as_shown(passage: RankedPassage) -> Shown:
    """A passage of the product's, in the order of the text; the product names the longest run first."""
    runs = [Span(passage.start, passage.end), *(Span(start, end) for start, end, _, _ in passage.continued)]
    return Shown(passage.source, tuple(sorted(runs)))


def is_shown(facet: Iterable[Place], shown: Sequence[Place]) -> bool:
    """Whether half of one of a facet's quotes is in what is shown; what is shown twice counts once."""
    for source, quote in facet:
        seen: set[int] = set()
        for span in (own for key, own in shown if key == source):
            seen.update(range(max(span.start, quote.start), min(span.end, quote.end)))
        if 2 * len(seen) >= len(quote):
            return True
    return False


def is_found(facet: Iterable[Place], shown: Iterable[Shown]) -> bool:
    """Whether a facet is in these passages."""
    return is_shown(facet, [(passage.source, span) for passage in shown for span in passage.spans])


def count_words(passage: Shown, documents: Mapping[str, Document]) -> int:
    text = documents[passage.source].text
    return sum(len(span.of(text).split()) for span in passage.spans)


def first_words(shown: Iterable[Shown], documents: Mapping[str, Document], limit: int) -> list[Shown]:
    """As much of what is shown as has ``limit`` words; the passage that runs over is cut there."""
    kept = []
    for passage in shown:
        spans = []
        for span in passage.spans:
            words = re.finditer(r"\S+", span.of(documents[passage.source].text))
            ends = [word.end() for word in islice(words, limit)]
            limit -= len(ends)
            if ends:
                spans.append(Span(span.start, span.start + ends[-1]))
        if spans:
            kept.append(Shown(passage.source, tuple(spans)))
    return kept


def look_further(
    shown: Sequence[Shown], search: Callable[[int], Sequence[Shown]], documents: Mapping[str, Document]
) -> Sequence[Shown]:
    """What was shown, or so much more that it has the words of the largest limit, where there are so many."""
    for k in _DEEPER:
        if sum(count_words(passage, documents) for passage in shown) < max(WORDS):
            shown = search(k)
    return shown


def find_hits(
    places: Sequence[Sequence[Place]], shown: Sequence[Shown], documents: Mapping[str, Document]
) -> Hits:
    """Compare what is shown, best first, with the places of each facet."""
    page = shown[: max(CUTS)]
    ranks = (n for n, passage in enumerate(page, 1) if any(is_found(facet, [passage]) for facet in places))
    cut = {limit: first_words(shown, documents, limit) for limit in WORDS}
    return Hits(
        {first: [is_found(facet, page[:first]) for facet in places] for first in CUTS},
        {limit: [is_found(facet, cut[limit]) for facet in places] for limit in WORDS},
        next((1 / rank for rank in ranks), 0.0),
    )
