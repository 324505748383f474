"""Every question asked of every system, and what came compared with the gold."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean, median

from ingest.types import Document
from qa.evaluation.gold import GoldQuestion, Place, places_of
from qa.evaluation.shown import CUTS, WORDS, Hits, count_words, find_hits, look_further
from qa.types import Question
from tests.benchmarks.peers.types import Peer

_REMEDY = "name the folder of its documents with --documents"


@dataclass(frozen=True, slots=True)
class System:
    """A system that has taken in the documents, and how long that took."""

    peer: Peer
    index_seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got from one system."""

    split: str
    hits: Hits
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
            places = places_of(item, documents, _REMEDY)
            for system, own in zip(systems, outcomes, strict=True):
                own.append(_ask(system.peer, item, places, documents))
    return outcomes


def figures(system: System, outcomes: Sequence[Outcome], documents: Mapping[str, Document]) -> Figures:
    """One row of the table."""
    passages = system.peer.passages()
    return Figures(
        system.peer.name,
        {cut: _share(o.hits.found[cut] for o in outcomes) for cut in CUTS},
        {limit: _share(o.hits.within[limit] for o in outcomes) for limit in WORDS},
        fmean(o.hits.reciprocal_rank for o in outcomes),
        len(passages),
        median(count_words(passage, documents) for passage in passages),
        system.index_seconds,
        median(o.milliseconds for o in outcomes),
    )


def _ask(
    peer: Peer, item: GoldQuestion, places: Sequence[Sequence[Place]], documents: Mapping[str, Document]
) -> Outcome:
    question = Question(item.question, tuple(item.history), id=item.id)
    begun = time.perf_counter()
    shown = peer.search(question, max(CUTS))
    milliseconds = (time.perf_counter() - begun) * 1000
    shown = look_further(shown, partial(peer.search, question), documents)
    return Outcome(item.split, find_hits(places, shown, documents), milliseconds)


def _share(found: Iterable[Sequence[bool]]) -> float:
    every = [facet for question in found for facet in question]
    return sum(every) / len(every) if every else 0.0
