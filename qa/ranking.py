"""Candidates found and ranked: dense, best sentence and BM25, each on its own scale, then joined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.encoder import Vector, similarities
from ingest.library import Library
from ingest.store import StoredPassage
from ingest.types import Direction
from qa.query import WANTED, Asks, Query, match_any

METHODS = ("fused", "dense", "words")  # the product's own first; the others for comparison
CANDIDATES = 60  # from each of the two searches
_SCORED = 5000  # by BM25, so that a candidate of the other search has its score too
# Measured on the choosing part of the gold questions; see docs/measurements.md.
_WEIGHTS = {"dense": 0.4, "sentence": 0.3, "words": 0.3, "direction": 0.1}
_SAME = 0.97  # cosine above which two passages say the same thing


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the scores that placed it; ``score`` is what it is ranked by, from 0 to 1."""

    stored: StoredPassage
    score: float
    dense: float
    bm25: float
    sentences: Vector  # cosine of each of its sentences with the question, shape (n,)


def rank(
    library: Library, query: Query, vector: Vector, sources: Sequence[str] = (), method: str = METHODS[0]
) -> list[Ranked]:
    """Passages for a question, best first, near-duplicates left out.

    ``method`` is "fused", or "dense" or "words" alone, for comparison.
    """
    near = library.nearest(vector, CANDIDATES, sources)
    match = match_any(query.match_words)
    matching = library.matching(match, _SCORED, sources) if match else []
    found = dict(matching)
    stored = library.passages(
        list(dict.fromkeys([*(i for i, _ in near), *(i for i, _ in matching[:CANDIDATES])]))
    )
    if not stored:
        return []
    candidates = [
        Ranked(
            passage,
            0.0,
            float(passage.vector @ vector),
            found.get(i, 0.0),
            similarities(vector, passage.sentence_vectors),
        )
        for i, passage in stored.items()
    ]
    signals = {
        "dense": _scaled([c.dense for c in candidates]),
        "sentence": _scaled([float(c.sentences.max()) for c in candidates]),
        "words": _scaled([c.bm25 for c in candidates]),
        "direction": np.asarray([_directed(c.stored, query.asks) for c in candidates], dtype=np.float32),
    }
    weights = _WEIGHTS if method == "fused" else {method: 1.0}
    total = sum((weight * signals[name] for name, weight in weights.items()), np.zeros(len(candidates)))
    order = sorted(range(len(candidates)), key=lambda n: (-total[n], candidates[n].stored.id))
    ranked = [
        Ranked(c.stored, float(total[n]), c.dense, c.bm25, c.sentences)
        for n in order
        for c in [candidates[n]]
    ]
    return _distinct(ranked)


def _directed(stored: StoredPassage, asks: Asks) -> float:
    """How surely a passage speaks of the direction asked for: 1 where structure says so."""
    wanted = WANTED.get(asks, ())
    return max(
        (
            1.0 if s.by_structure else 0.6
            for s in stored.passage.sentences
            if s.direction in wanted and s.direction is not Direction.MIXED
        ),
        default=0.0,
    )


def _scaled(values: Sequence[float]) -> Vector:
    """From 0 for the worst candidate to 1 for the best."""
    array = np.asarray(values, dtype=np.float32)
    spread = float(array.max() - array.min())
    if not math.isfinite(spread) or spread <= 0:
        return np.zeros_like(array)
    scaled: Vector = ((array - array.min()) / spread).astype(np.float32)
    return scaled


def _distinct(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Without passages that repeat a better one nearly word for word."""
    kept: list[Ranked] = []
    for candidate in ranked:
        if all(float(candidate.stored.vector @ other.stored.vector) < _SAME for other in kept):
            kept.append(candidate)
    return kept
