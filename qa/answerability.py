"""Does the library answer this question? A calibrated probability, from what the search found.

A small logistic regression over features that any library has: how near the best
passage and sentence come, how much of the question's words they hold, and the
words the library never uses. Weights, and what they reached, are in
``answerability.json``; ``tests/benchmarks/train_answerability.py`` makes them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from qa.ranking import Ranked
from qa.search import Rarity, Search
from qa.trained import LinearModel

_LOOKED_AT = 10  # best passages
_LOOKED_FOR = ("dense", "sentence", "cover", "sentence_cover")


class Weights(LinearModel):
    """The trained model. ``threshold``: below this probability the question is not answered;
    it stands low, because practitioners word things otherwise than the texts do."""

    intercept: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether to answer, and what tells against it."""

    probability: float
    answers: bool
    unknown: tuple[str, ...]  # the question's own words that no passage holds; of others it has been said


@cache
def weights() -> Weights:
    return Weights.read("answerability.json")


def judge(search: Search, ranked: Sequence[Ranked]) -> Judgement:
    """Judge a question by what was found."""
    own = search.query.own_words
    unknown = tuple(search.query.as_typed(word) for word in search.rarity.unknown if word in own)
    if not ranked or not search.query.words:
        return Judgement(0.0, False, unknown)
    model = weights()
    found = features(search.rarity, ranked)
    logit = model.intercept + sum(
        weight * (found[name] - model.means[name]) / model.deviations[name]
        for name, weight in model.weights.items()
    )
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
    return Judgement(probability, probability >= model.threshold, unknown)


def features(rarity: Rarity, ranked: Sequence[Ranked]) -> dict[str, float]:
    """What the search found, as numbers from about 0 to 1: of the first passage, and of the best of some."""
    first, best = ranked[0].features, [place.features for place in ranked[:_LOOKED_AT]]
    total = sum(rarity[word] for word in rarity.frequencies) or 1.0
    found = {f"first_{name}": first[name] for name in _LOOKED_FOR}
    found |= {f"best_{name}": max(features[name] for features in best) for name in _LOOKED_FOR}
    return found | {
        "unknown_share": sum(rarity[word] for word in rarity.unknown) / total,
        "unknown_words": min(len(rarity.unknown), 4) / 4,
        "length": min(len(rarity.frequencies), 12) / 12,
    }
