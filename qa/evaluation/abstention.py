"""Whether what the library does not answer is refused, and what another threshold would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.evaluation.intervals import Estimate, wilson

_BEARABLE = 0.05  # share of the answerable that may be refused
_STEP = 0.001  # an answer's probability is rounded to it


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a question: whether it was refused, and the probability that the library answers it."""

    answerable: bool
    near_miss: bool
    refused: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Errors:
    """The two error rates, were every question below the threshold refused."""

    threshold: float
    refused_answerable: float
    answered_unanswerable: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The shares refused at one threshold."""

    threshold: float
    unanswerable: Estimate
    near_misses: Estimate
    elsewhere: Estimate  # unanswerable, and no near miss
    answerable: Estimate


@dataclass(frozen=True, slots=True)
class Abstention:
    """Refusals by the product, and at every possible threshold.

    Without questions of both sorts there is no curve, and neither is what follows from it.
    """

    product: Refused
    curve: tuple[Errors, ...] = ()  # by threshold, from none refused to all
    bearable: Refused | None = None  # the most that can be refused with at most 5 % of the answerable
    area: float | None = None  # under the curve of refused unanswerable over refused answerable


def judge_refusals(judged: Sequence[Judged], threshold: float) -> Abstention:
    """Figures of what was refused; ``threshold`` is the product's."""
    product = _refused(threshold, judged, lambda one: one.refused)
    if not product.answerable.of or not product.unanswerable.of:
        return Abstention(product)
    curve = _curve([one for one in judged if one.answerable], [one for one in judged if not one.answerable])
    highest = max(errors.threshold for errors in curve if errors.refused_answerable <= _BEARABLE)
    bearable = _refused(highest, judged, lambda one: one.probability < highest)
    return Abstention(product, curve, bearable, _area(curve))


def _refused(threshold: float, judged: Sequence[Judged], is_refused: Callable[[Judged], bool]) -> Refused:
    return Refused(
        threshold,
        unanswerable=wilson([is_refused(one) for one in judged if not one.answerable]),
        near_misses=wilson([is_refused(one) for one in judged if not one.answerable and one.near_miss]),
        elsewhere=wilson([is_refused(one) for one in judged if not one.answerable and not one.near_miss]),
        answerable=wilson([is_refused(one) for one in judged if one.answerable]),
    )


def _curve(answerable: Sequence[Judged], unanswerable: Sequence[Judged]) -> tuple[Errors, ...]:
    """One point for each probability that came; the last lies above all of them."""
    came = sorted({one.probability for one in (*answerable, *unanswerable)})
    return tuple(
        Errors(
            threshold,
            sum(one.probability < threshold for one in answerable) / len(answerable),
            sum(one.probability >= threshold for one in unanswerable) / len(unanswerable),
        )
        for threshold in (*came, round(came[-1] + _STEP, 3))
    )


def _area(curve: Sequence[Errors]) -> float:
    """By trapezoids, so that an answerable and an unanswerable question of one probability count half."""
    return sum(
        (after.refused_answerable - before.refused_answerable)
        * (2 - before.answered_unanswerable - after.answered_unanswerable)
        / 2
        for before, after in pairwise(curve)
    )
