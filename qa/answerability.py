"""Does the library answer this question? A calibrated probability, from what the search found.

A small logistic regression over features that any library has: how near the best
passage and sentence come, how much of the question's words they hold, and the
words the library never uses. Weights, and what they reached, are in
``answerability.json``; ``tests/benchmarks/train_answerability.py`` makes them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import BaseModel

from ingest.structure.marks import words_of
from ingest.words import word_stems
from qa.query import stems
from qa.ranking import Ranked
from qa.search import Rarity, Search

_LOOKED_AT = 10  # best passages


class Weights(BaseModel):
    """The trained model. ``threshold``: below this probability the question is not answered;
    it stands low, because practitioners word things otherwise than the texts do."""

    intercept: float
    weights: dict[str, float]
    means: dict[str, float]
    deviations: dict[str, float]
    threshold: float
    trained_on: str
    reached: dict[str, float]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether to answer, and what tells against it."""

    probability: float
    answers: bool
    unknown: tuple[str, ...]  # the question's words that no passage holds


@cache
def weights() -> Weights:
    return Weights.model_validate_json(
        resources.files("qa").joinpath("answerability.json").read_text("utf-8")
    )


def judge(search: Search, ranked: Sequence[Ranked], text_of: Mapping[str, str]) -> Judgement:
    """Judge a question by what was found. ``text_of`` gives each source's canonical text."""
    if not ranked or not search.query.words:
        return Judgement(0.0, False, search.rarity.unknown)
    model = weights()
    found = features(search.rarity, ranked, text_of)
    logit = model.intercept + sum(
        weight * (found[name] - model.means[name]) / model.deviations[name]
        for name, weight in model.weights.items()
    )
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
    return Judgement(probability, probability >= model.threshold, search.rarity.unknown)


def features(rarity: Rarity, ranked: Sequence[Ranked], text_of: Mapping[str, str]) -> dict[str, float]:
    """What the search found, as numbers; each about 0 to 1."""
    words = tuple(rarity.frequencies)
    total = sum(rarity[word] for word in words) or 1.0
    best = ranked[:_LOOKED_AT]

    def cover(text: str) -> float:
        held = stems(text)
        return sum(rarity[word] for word in words if all(s in held for s in word_stems(word))) / total

    texts = {r.stored.id: _texts(r, text_of[r.stored.source]) for r in best}
    covers = [cover(" ".join((r.stored.passage.context, *texts[r.stored.id]))) for r in best]
    sentence_covers = [max((cover(words) for words in texts[r.stored.id]), default=0.0) for r in best]
    return {
        "best_dense": max(r.dense for r in ranked),
        "best_sentence": max(float(r.sentences.max()) for r in ranked),
        "first_dense": best[0].dense,
        "first_sentence": float(best[0].sentences.max()),
        "best_cover": max(covers),
        "first_cover": covers[0],
        "best_sentence_cover": max(sentence_covers),
        "first_sentence_cover": sentence_covers[0],
        "unknown_share": sum(rarity[word] for word in rarity.unknown) / total,
        "unknown_words": min(len(rarity.unknown), 4) / 4,
        "length": min(len(words), 12) / 12,
    }


def _texts(ranked: Ranked, text: str) -> list[str]:
    return [words_of(text, sentence.spans) for sentence in ranked.stored.passage.sentences]
