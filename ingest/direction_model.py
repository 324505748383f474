"""Which way a sentence speaks of joint working where no column, heading or lead-in says it.

Three small logistic regressions, one after the other: does it say anything of joint working,
does it say both good and bad, and does it help. They weigh what the words tell
(``ingest.direction_cues``) and, with the model they were trained for, the sentence's vector,
which the ingest has anyway. Another model's vectors mean nothing to them: then the words decide alone.
A sentence is read with its neighbours, and under a heading that tells of the work itself it seldom
says anything of joint working. Weights, and what they reached, are in ``direction.json``;
``tests/benchmarks/train_directions.py`` makes them from invented sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from ingest.direction_cues import cues, leads_in
from ingest.types import Direction

Floats = npt.NDArray[np.float32]
Logits = npt.NDArray[np.float64]

# The parts of a document that tell how it was made, as reports and papers name them.
_OF_THE_WORK = re.compile(
    r"\b(?:method\w*|approach|design|sampl\w+|search(?:es)?|data|terms|terminology|definitions?|glossary|background|"
    r"introduction|context|aims?|objectives?|budget|financ\w+|acknowledge?ments?|references|funding|appendix|ethic\w+|"
    r"statistic\w+|limitations?)\b",
    re.IGNORECASE,
)

# "However, these schemes are not without their problems." tells what the next sentence is going to say.
_ANNOUNCES = re.compile(
    r"\b(?:(?P<hinders>problems|difficulties|barriers|obstacles|challenges|drawbacks|disadvantages|risks|tensions|downsides)|"
    r"benefits|advantages|gains|strengths|successes|improvements)(?:\s\w+){0,2}\W*$",
    re.IGNORECASE,
)
_LONGEST_ANNOUNCEMENT = 12  # words
_ANNOUNCED = 1.0  # what that counts for the next sentence's saying anything, where the side is the same


class Head(BaseModel):
    """One logistic regression: of each cue its weight, and of each component of the vector."""

    intercept: float
    cues: dict[str, float]
    vector: tuple[float, ...] = ()


class Weights(BaseModel):
    """The three questions, and from which logit on each is answered with yes."""

    says: Head
    mixed: Head
    helps: Head
    says_from: float
    mixed_from: float
    helps_from: float = 0.0


class Trained(BaseModel):
    """The file of weights: for words alone, and for words with the vectors of one embedding model."""

    trained_on: str
    reached: dict[str, float]
    model: str
    digest: str
    means: dict[str, float]
    deviations: dict[str, float]
    around: float  # what a sentence's neighbours count
    of_the_work: float  # what a heading such as "Methods" counts against saying anything
    words_alone: Weights
    with_vectors: Weights


@cache
def trained() -> Trained:
    """The weights that come with the program."""
    return Trained.model_validate_json(resources.files("ingest").joinpath("direction.json").read_bytes())


class DirectionModel:
    """Tells directions by the weights that fit an embedding model."""

    def __init__(self, digest: str | None, file: Trained | None = None) -> None:
        """``digest`` is that of the embedding model's weights; None where there are no vectors."""
        self._file = file or trained()
        self.sees_vectors = digest == self._file.digest
        self._weights = self._file.with_vectors if self.sees_vectors else self._file.words_alone
        self.helps_from = self._weights.helps_from
        heads = (self._weights.says, self._weights.mixed, self._weights.helps)
        self._names = list(self._file.means)
        self._means = np.array([self._file.means[name] for name in self._names])
        self._deviations = np.array([self._file.deviations[name] for name in self._names])
        self._told = np.array([[head.cues[name] for name in self._names] for head in heads])
        self._seen = np.array([head.vector for head in heads])
        self._intercepts = np.array([head.intercept for head in heads])

    def directions(
        self, sentences: Sequence[str], vectors: Floats | None = None, heading: str = ""
    ) -> list[Direction]:
        """The direction of each sentence of a passage, told by its plain words and its vector, shape (n, d).

        ``heading`` is the nearest over the passage.
        """
        logits = self.logits(sentences, vectors)
        says = logits[:, 0] + self._file.around * _neighbours(logits[:, 0])
        for number, announced in enumerate(map(_announces, sentences[:-1]), 1):
            if announced and announced is self._side(float(logits[number, 2])):
                says[number] += _ANNOUNCED
        if _OF_THE_WORK.search(heading):
            says -= self._file.of_the_work
        return [
            Direction.NONE if leads_in(sentence) else self._decide(*map(float, row))
            for sentence, row in zip(sentences, np.column_stack([says, logits[:, 1:]]), strict=True)
        ]

    def logits(self, sentences: Sequence[str], vectors: Floats | None = None) -> Logits:
        """How surely each question is answered with yes, shape (n, 3): says anything, mixed, helps."""
        found = np.array([[cues(sentence)[name] for name in self._names] for sentence in sentences])
        logits: Logits = (found - self._means) / self._deviations @ self._told.T + self._intercepts
        if self.sees_vectors:
            if vectors is None:
                raise ValueError("these weights are for words and vectors, and there are no vectors")
            logits = logits + vectors @ self._seen.T
        return logits

    def _decide(self, says: float, mixed: float, helps: float) -> Direction:
        if says < self._weights.says_from:
            return Direction.NONE
        if mixed >= self._weights.mixed_from:
            return Direction.MIXED
        return self._side(helps)

    def _side(self, helps: float) -> Direction:
        return Direction.HELPS if helps > self.helps_from else Direction.HINDERS


def sentence_direction(words: str) -> Direction:
    """What a sentence by itself says of helping and hindering, from its words alone."""
    return _words_alone().directions([words])[0]


@cache
def _words_alone() -> DirectionModel:
    return DirectionModel(None)


def _announces(sentence: str) -> Direction | None:
    """What a sentence that only says that there are problems, or benefits, tells of the next."""
    found = _ANNOUNCES.search(sentence)
    if found is None or len(sentence.split()) > _LONGEST_ANNOUNCEMENT:
        return None
    return Direction.HINDERS if found["hinders"] else Direction.HELPS


def _neighbours(logits: Logits) -> Logits:
    """The mean of the sentences before and after; nothing for one that stands alone."""
    total, count = np.zeros_like(logits), np.zeros_like(logits)
    total[1:] += logits[:-1]
    total[:-1] += logits[1:]
    count[1:] += 1
    count[:-1] += 1
    return total / np.maximum(count, 1)
