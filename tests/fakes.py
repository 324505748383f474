"""A stand-in for the embedding model that means something, and documents made to order.

Words, crudely stemmed, are hashed into fixed directions, so that texts with words in
common lie near each other. It needs no files, and the same words always give the same vector.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from ingest.encoder import Composed, ModelIdentity, PassageVectors, Vector, Weigh

_TOKEN = re.compile(r"\w{1,16}|[^\w\s]")
_ENDING = re.compile(r"(?<=\w{3})(?:ings?|ers?|ed|es|s|ly)$")
SPECIAL_TOKENS = 2


class FakeEncoder:
    """An ``ingest.encoder.Encoder``: a token is a word, a mark, or sixteen letters of a longer word."""

    def __init__(
        self,
        name: str = "fake",
        dimension: int = 64,
        reach: int = 256,
        seconds_a_batch: float = 0.0,
    ) -> None:
        """Two names are two models: their vectors have nothing to do with each other."""
        self._name = name
        self._dimension = dimension
        self._reach = reach
        self._seconds = seconds_a_batch
        self.batches = 0  # how often passages were embedded

    def __call__(self) -> FakeEncoder:
        """Loading it is having it."""
        return self

    @property
    def identity(self) -> ModelIdentity:
        digest = hashlib.sha256(f"{self._name}-{self._dimension}".encode()).hexdigest()
        return ModelIdentity(self._name, digest, self._dimension)

    @property
    def reach(self) -> int:
        return self._reach

    def count(self, text: str) -> int:
        return len(_TOKEN.findall(text))

    def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
        self.batches += 1
        time.sleep(self._seconds)
        found = []
        for passage in passages:
            sentences = [self._vector(passage.text[start:end]) for start, end in passage.sentences]
            found.append(PassageVectors(self._vector(passage.text), np.stack(sentences)))
        return found

    def encode_question(self, question: str, weigh: Weigh | None = None) -> Vector:
        return self._vector(question, weigh)

    def _vector(self, text: str, weigh: Weigh | None = None) -> Vector:
        total = np.zeros(self._dimension, dtype=np.float32)
        for token in _TOKEN.findall(text.casefold()):
            weight = weigh(token) if weigh else 1.0
            total += weight * _direction(self._name, _ENDING.sub("", token), self._dimension)
        length = float(np.linalg.norm(total))
        if length == 0.0:
            total[0] = length = 1.0
        return (total / length).astype(np.float32)


@lru_cache(maxsize=20_000)
def _direction(name: str, stem: str, dimension: int) -> Vector:
    """The fixed unit vector of a word in a model."""
    seed = int.from_bytes(
        hashlib.blake2b(f"{name} {stem}".encode("utf-8", "replace"), digest_size=8).digest()
    )
    vector = np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


_WHO = ("social workers", "doctors", "district nurses", "care managers", "practice managers", "commissioners")
_DID = ("met", "shared", "questioned", "reviewed", "postponed", "funded", "recorded", "welcomed")
_WHAT = ("referrals", "budgets", "assessments", "records", "visits", "boundaries", "contracts", "meetings")
_WHY = (
    "because trust had grown over the years",
    "although money was short in both services",
    "so that older people could stay at home",
    "while the reorganisation went on around them",
    "since nobody had explained the criteria",
    "after the pilot had been extended to the county",
)


def _heading(n: int) -> str:
    """The heading of a part, so that its paragraph is a passage by itself."""
    return f"When {_WHO[n % 6]} {_DID[n // 6 % 8]} {_WHAT[n // 48 % 8]}"


def prose(seed: int | str, paragraphs: int = 4, sentences: int = 4) -> str:
    """A readable text: a title and parts of a paragraph of plain sentences, the same for the same seed."""
    chance = random.Random(str(seed))
    parts = [f"A study of joint visits number {seed}"]
    for n in range(paragraphs):
        parts.append(_heading(n))
        said = [
            f"In {chance.choice(('one', 'another', 'the second', 'the last'))} place the {chance.choice(_WHO)} "
            f"{chance.choice(_DID)} {chance.randrange(10, 99)} {chance.choice(_WHAT)} with the "
            f"{chance.choice(_WHO)}, {chance.choice(_WHY)}."
            for _ in range(sentences)
        ]
        parts.append(" ".join(said))
    return "\n\n".join(parts) + "\n"


def version(key: str, number: int, paragraphs: int = 5) -> str:
    """A text of parts, in which every sentence says whose it is and of which version."""
    mark = version_mark(key, number)
    parts = [f"The story of {mark}"]
    for n in range(paragraphs):
        parts.append(_heading(n))
        chance = random.Random(f"{key}-{number}-{n}")
        parts.append(
            " ".join(
                f"In {mark} the {chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)} "
                f"with the {chance.choice(_WHO)} {chance.choice(_WHY)}."
                for _ in range(3)
            )
        )
    return "\n\n".join(parts) + "\n"


def version_mark(key: str, number: int) -> str:
    """The word that every sentence of a version holds."""
    return f"{key}round{number}"


def write_document(path: Path, words: str, key: str | None = None, **fields: object) -> Path:
    """A text file, with a record beside it where a key is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    if key is not None:
        write_record(path, key, **fields)
    return path


def write_record(document: Path, key: str, **fields: object) -> Path:
    """The CSL-JSON record of a document."""
    path = document.with_name(f"{document.stem}.csl.json")
    path.write_text(json.dumps({"id": key, "title": f"The title of {key}", **fields}), encoding="utf-8")
    return path
