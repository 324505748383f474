"""Every question asked of every system, and what came compared with the gold."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean, median

from ingest.errors import UsageError
from ingest.types import Document, Span
from qa.evaluate import CUTS, GoldQuestion, Place, facet_places, is_shown
from qa.types import Question
from tests.benchmarks.peers.types import Peer, Shown

WORDS = (150, 300, 600)
# Where a page of ten shows fewer words than the largest limit, longer pages are asked for.
_DEEPER = (40, 160)


@dataclass(frozen=True, slots=True)
class System:
    """A system that has taken in the documents, and how long that took."""

    peer: Peer
    index_seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got from one system; of each facet, whether it was found."""

    split: str
    found: Mapping[int, Sequence[bool]]  # by cut
    within: Mapping[int, Sequence[bool]]  # by words shown
    reciprocal_rank: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One system over many questions; shares are from 0 to 1."""

    name: str
    found: Mapping[int, float]
    within: Mapping[int, float]
    mean_reciprocal_rank: float
    passages: int
    words_a_passage: float  # median
    index_seconds: float
    question_ms: float  # median


def take_in(peer: Peer, texts: Mapping[str, str]) -> System:
    """A peer given the texts, timed."""
    begun = time.perf_counter()
    peer.index(texts)
    return System(peer, time.perf_counter() - begun)


def places_of(item: GoldQuestion, documents: Mapping[str, Document]) -> list[list[Place]]:
    """Where each facet of a question stands; raises UsageError for one that stands nowhere."""
    found = []
    for facet in item.facets:
        places = facet_places(facet, documents)
        if not places:
            raise UsageError(
                f"{item.id}: “{facet.about}” is quoted from {', '.join(q.source for q in facet.quotes)}, "
                "and is not there; name the folder of its documents with --documents"
            )
        found.append(places)
    return found


def ask_all(
    systems: Sequence[System], gold: Iterable[GoldQuestion], documents: Mapping[str, Document]
) -> list[list[Outcome]]:
    """The outcomes of each system.

    A question goes to all systems before the next one does, so that whatever else keeps the
    machine busy slows them alike.
    """
    outcomes: list[list[Outcome]] = [[] for _ in systems]
    for system in systems:
        system.peer.search(Question("warm up"), max(CUTS))
    for item in gold:
        if item.facets:
            places = places_of(item, documents)
            for system, own in zip(systems, outcomes, strict=True):
                own.append(_ask(system.peer, item, places, documents))
    return outcomes


def figures(system: System, outcomes: Sequence[Outcome], documents: Mapping[str, Document]) -> Figures:
    """One row of the table."""
    passages = system.peer.passages()
    return Figures(
        system.peer.name,
        {cut: _share(o.found[cut] for o in outcomes) for cut in CUTS},
        {limit: _share(o.within[limit] for o in outcomes) for limit in WORDS},
        fmean(o.reciprocal_rank for o in outcomes),
        len(passages),
        median(_count(passage, documents) for passage in passages),
        system.index_seconds,
        median(o.milliseconds for o in outcomes),
    )


def is_found(facet: Sequence[Place], shown: Iterable[Shown]) -> bool:
    """Whether a facet is found in what a system shows, by the product's own measure."""
    return is_shown(facet, [(passage.source, span) for passage in shown for span in passage.spans])


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


def _ask(
    peer: Peer, item: GoldQuestion, places: Sequence[Sequence[Place]], documents: Mapping[str, Document]
) -> Outcome:
    question = Question(item.question, tuple(item.history), id=item.id)
    begun = time.perf_counter()
    shown = peer.search(question, max(CUTS))
    milliseconds = (time.perf_counter() - begun) * 1000
    ranks = (n for n, passage in enumerate(shown, 1) if any(is_found(f, [passage]) for f in places))
    longer = shown
    for k in _DEEPER:
        if sum(_count(passage, documents) for passage in longer) < max(WORDS):
            longer = peer.search(question, k)
    return Outcome(
        item.split,
        {cut: [is_found(facet, shown[:cut]) for facet in places] for cut in CUTS},
        {
            limit: [is_found(facet, first_words(longer, documents, limit)) for facet in places]
            for limit in WORDS
        },
        next((1 / rank for rank in ranks), 0.0),
        milliseconds,
    )


def _count(passage: Shown, documents: Mapping[str, Document]) -> int:
    text = documents[passage.source].text
    return sum(len(span.of(text).split()) for span in passage.spans)


def _share(found: Iterable[Sequence[bool]]) -> float:
    every = [facet for question in found for facet in question]
    return sum(every) / len(every) if every else 0.0
