"""Candidates found and ranked: by the two searches, then by a small model over what they found.

The model is linear: a weight for each feature (``qa/features.py``), learned on public
questions by ``tests/benchmarks/train_ranking.py``, which writes ``ranking.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from ingest.encoder import Vector
from ingest.library import Library
from ingest.store import StoredPassage
from ingest.types import Direction
from qa.features import FEATURES, WEIGHED, Floats, find_features
from qa.query import match_any
from qa.search import Search
from qa.trained import LinearModel

METHODS = ("learned", "fused", "dense", "words")  # the product's own first; the others for comparison
CANDIDATES = 60  # from each of the two searches
_SCORED = 5000  # by BM25, so that a candidate of the other search has its score too
_WITHOUT_BM25 = ("learned", "dense")  # which do without it, and need not wait for it
# What counts for a passage that speaks of the direction asked for, in the model's own measure.
# Public questions have no direction to learn it from: chosen on the choosing part of the gold
# questions; see docs/measurements.md.
_DIRECTED = 1.5
_SAME = 0.97  # cosine above which two passages say the same thing


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with what placed it. ``score``, from 0 to 1, is its place among the candidates."""

    stored: StoredPassage
    score: float
    features: Mapping[str, float]  # by the names of FEATURES
    sentences: Vector  # cosine of each of its sentences with the question, shape (n,)


@cache
def weights() -> LinearModel:
    return LinearModel.read("ranking.json")


def rank(library: Library, search: Search, method: str = METHODS[0]) -> list[Ranked]:
    """Passages for a question, best first, near-duplicates left out.

    ``method`` is "learned"; for comparison "fused" (the same candidates by a plain mean), "dense"
    or "words" alone.
    """
    candidates, bm25 = find_candidates(library, search, CANDIDATES if method in _WITHOUT_BM25 else _SCORED)
    if not candidates:
        return []
    found = find_features(search, candidates, bm25)
    total = score_table(found.table, method)
    if method == "learned":
        total = total + _DIRECTED * np.array([_directed(c, search.query.shape.wanted) for c in candidates])
    score = _scaled(total)
    order = sorted(range(len(candidates)), key=lambda n: (-total[n], candidates[n].id))
    return _distinct(
        [
            Ranked(
                candidates[n],
                float(score[n]),
                dict(zip(FEATURES, found.table[n].tolist(), strict=True)),
                found.sentences[n],
            )
            for n in order
        ]
    )


def find_candidates(
    library: Library, search: Search, scored: int = _SCORED
) -> tuple[list[StoredPassage], list[float]]:
    """The best of both searches, and the BM25 score of each that is among the best ``scored``, else 0."""
    near = library.nearest(search.vector, CANDIDATES, search.sources)
    match = match_any(search.rarity.telling(search.query.match_words))
    matching = library.matching(match, scored, search.sources) if match else []
    scores = dict(matching)
    stored = library.passages(
        list(dict.fromkeys([*(i for i, _ in near), *(i for i, _ in matching[:CANDIDATES])]))
    )
    return list(stored.values()), [scores.get(i, 0.0) for i in stored]


def _learned(table: Floats) -> Floats:
    model = weights()
    means = np.array([model.means[name] for name in WEIGHED])
    scale = np.array([model.weights[name] / model.deviations[name] for name in WEIGHED])
    total: Floats = (table[:, [FEATURES.index(name) for name in WEIGHED]] - means) @ scale
    return total


def _fused(table: Floats) -> Floats:
    """The plain mean of the three searches, each scaled to its candidates: what a model must beat."""
    return sum(
        (_scaled(table[:, FEATURES.index(n)]) for n in ("dense", "sentence", "bm25")), np.zeros(len(table))
    )


_SCORES: Mapping[str, Callable[[Floats], Floats]] = {
    "learned": _learned,
    "fused": _fused,
    "dense": lambda table: table[:, FEATURES.index("dense")],
    "words": lambda table: table[:, FEATURES.index("bm25")],
}


def score_table(table: Floats, method: str) -> Floats:
    """A score for each candidate, by one of ``METHODS``; higher is better."""
    return _SCORES[method](table)


def _directed(stored: StoredPassage, wanted: Sequence[Direction]) -> float:
    """How surely a passage speaks of the direction asked for: 1 where structure says so."""
    return max(
        (
            1.0 if s.by_structure else 0.6
            for s in stored.passage.sentences
            if s.direction in wanted and s.direction is not Direction.MIXED
        ),
        default=0.0,
    )


def _scaled(values: Floats) -> Floats:
    """From 0 for the worst candidate to 1 for the best."""
    spread = float(values.max() - values.min())
    if spread <= 0:
        return np.zeros_like(values)
    scaled: Floats = (values - values.min()) / spread
    return scaled


def _distinct(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Without passages that repeat a better one nearly word for word."""
    vectors = np.stack([candidate.stored.vector for candidate in ranked])
    same = vectors @ vectors.T >= _SAME
    kept: list[int] = []
    for number in range(len(ranked)):
        if not same[number, kept].any():
            kept.append(number)
    return [ranked[number] for number in kept]
