"""Which theme a sentence speaks of: by its vector, and by the words that are a theme's own.

A vector knows that two sentences mean the same in other words; it is weak on the terms
of a field, which words tell at once. Either alone gets about half of the sentences right.
The words of an organisation's name are no theme's own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ingest.encoder import Composed, Encoder, Vectors
from ingest.organisation_names import without_names
from ingest.themes import Themes
from ingest.words import stems_of, words

# Chosen on the half of tests/gold/themes.jsonl that is there to choose by.
_WORDS = 9.0  # what the words count beside the vector
_LEAST = 3.25  # a sentence with less than this has no theme
_ONCE = 0.5  # what a word counts that only one text of the theme has

Scores = npt.NDArray[np.float32]


class ThemeMatcher:
    """The themes of a file as one model sees them."""

    def __init__(self, themes: Themes, encoder: Encoder) -> None:
        self._keys = themes.keys
        texts = [theme.texts for theme in themes.themes]
        owners = np.array([n for n, own in enumerate(texts) for _ in own])
        vectors = _vectors([text for own in texts for text in own], encoder)
        means = np.stack([vectors[owners == n].mean(axis=0) for n in range(len(texts))])
        self._centres = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
        # How near texts of other themes are differs from model to model, and is where counting begins.
        others = (vectors @ self._centres.T)[owners[:, None] != np.arange(len(texts))]
        self._usual = float(others.mean())
        self._spread = max(float(others.std()), 1e-6)
        self._weights = _own_words(texts)

    def themes(self, sentences: Sequence[str], vectors: Vectors) -> list[str | None]:
        """The theme of each sentence, told by its plain words and its vector; None where it has none."""
        scores = self.scores(sentences, vectors)
        best = scores.argmax(axis=1)
        return [self._keys[b] if row[b] >= _LEAST else None for b, row in zip(best, scores, strict=True)]

    def scores(self, sentences: Sequence[str], vectors: Vectors) -> Scores:
        """How well each theme fits each sentence, shape (sentences, themes)."""
        meant = (vectors @ self._centres.T - self._usual) / self._spread
        said = np.stack([self._said(sentence) for sentence in sentences])
        scores: Scores = (meant + _WORDS * said).astype(np.float32)
        return scores

    def _said(self, sentence: str) -> Scores:
        """How many words each theme has in a sentence, the rarer the more; long sentences have more by chance."""
        stems = _stems(without_names(sentence))
        found = [self._weights[stem] for stem in sorted(stems) if stem in self._weights]
        total = np.sum(found, axis=0) if found else np.zeros(len(self._keys))
        said: Scores = (total / math.sqrt(max(len(stems), 1))).astype(np.float32)
        return said


def _vectors(texts: Sequence[str], encoder: Encoder) -> Vectors:
    whole = [Composed(text, ((0, len(text)),)) for text in texts]
    return np.stack([vectors.passage for vectors in encoder.encode_passages(whole)])


def _stems(text: str) -> frozenset[str]:
    return stems_of(words(text))


def _own_words(texts: Sequence[Sequence[str]]) -> dict[str, Scores]:
    """What each stem counts for each theme; nothing for one that all themes have."""
    held = [Counter(stem for text in own for stem in _stems(text)) for own in texts]
    spread = Counter(stem for own in held for stem in own)
    common = 1 / len(texts)
    return {
        stem: np.array(
            [(1 / themes - common) * (1.0 if own[stem] > 1 else _ONCE) * (stem in own) for own in held],
            dtype=np.float32,
        )
        for stem, themes in spread.items()
    }
