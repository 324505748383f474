"""Figures with their 95 % intervals: how far another draw of questions might have moved them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
_DRAWS = 4000
_SEED = 1
_Z = 1.959964  # a normal deviate lies within it 95 times in 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its interval, and what number of things it is of; of nothing, nothing is known."""

    value: float
    low: float
    high: float
    of: int


def wilson(values: Sequence[bool]) -> Estimate:
    """A share of independent things, with the interval of Wilson (1927), which holds for few things too."""
    n = len(values)
    if not n:
        return Estimate(0.0, 0.0, 1.0, 0)
    share = sum(values) / n
    return Estimate(share, *_wilson_bounds(share, n), n)


def pooled_share(questions: Sequence[Sequence[bool]]) -> Estimate:
    """The share of all facets that was found, given those of each question.

    The facets of one question are not independent, so whole questions are drawn anew.
    """
    sizes = np.array([len(facets) for facets in questions], dtype=np.float64)
    hits = np.array([sum(facets) for facets in questions], dtype=np.float64)
    return _resampled(hits, sizes)


def mean(values: Sequence[float]) -> Estimate:
    """The mean of one figure a question."""
    return _resampled(np.array(values, dtype=np.float64), np.ones(len(values)))


def _resampled(totals: Floats, sizes: Floats) -> Estimate:
    """Total over size, with the percentile interval of the bootstrap.

    The seed is fixed, so that a run can be repeated, and that figures of the same
    questions are drawn alike and can be compared.
    """
    n = len(totals)
    if not n:
        return Estimate(0.0, 0.0, 1.0, 0)
    value, things = float(totals.sum() / sizes.sum()), int(sizes.sum())
    if np.ptp(totals / sizes) == 0:
        # Where all questions fare alike, so does every draw, and the bootstrap would be certain.
        return Estimate(value, *_wilson_bounds(value, n), things)
    # How often each question comes in each draw.
    drawn = np.random.default_rng(_SEED).multinomial(n, np.full(n, 1 / n), size=_DRAWS)
    low, high = np.percentile((drawn @ totals) / (drawn @ sizes), (2.5, 97.5))
    return Estimate(value, float(low), float(high), things)


def _wilson_bounds(share: float, n: int) -> tuple[float, float]:
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    # Rounding may leave the interval of none or of all a hair short of the share itself.
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
