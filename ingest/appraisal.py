"""What each sentence is about, told from its words and its vector: the stage after embedding.

A trait that needs vectors is settled here, a function each; those that words and
structure tell are settled before, in ``ingest.evidence``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.direction_model import DirectionModel
from ingest.encoder import Encoder, ModelIdentity, PassageVectors, Vectors
from ingest.structure.marks import words_of
from ingest.theme_matching import ThemeMatcher
from ingest.themes import Themes, current_themes
from ingest.types import Document, Passage, Sentence


class Appraiser:
    """Gives sentences the traits that their vectors tell."""

    def __init__(self, encoder: Encoder, themes: Themes) -> None:
        self._matcher = ThemeMatcher(themes, encoder)
        self._directions = DirectionModel(encoder.identity.digest)

    def appraise(
        self, document: Document, passages: Sequence[Passage], vectors: Sequence[PassageVectors]
    ) -> tuple[Passage, ...]:
        """The passages, each of their sentences with its traits."""
        return tuple(
            replace(passage, sentences=self._sentences(document, passage, own.sentences))
            for passage, own in zip(passages, vectors, strict=True)
        )

    def _sentences(self, document: Document, passage: Passage, vectors: Vectors) -> tuple[Sentence, ...]:
        words = [words_of(document.text, sentence.spans) for sentence in passage.sentences]
        heading = passage.section[-1] if passage.section else ""
        directed = self._with_directions(passage.sentences, words, vectors, heading)
        return self._with_themes(directed, words, vectors)

    def _with_directions(
        self, sentences: tuple[Sentence, ...], words: Sequence[str], vectors: Vectors, heading: str
    ) -> tuple[Sentence, ...]:
        """What structure says of a direction stands; the others speak for themselves."""
        found = self._directions.directions(words, vectors, heading)
        return tuple(
            sentence if sentence.by_structure else replace(sentence, direction=direction)
            for sentence, direction in zip(sentences, found, strict=True)
        )

    def _with_themes(
        self, sentences: tuple[Sentence, ...], words: Sequence[str], vectors: Vectors
    ) -> tuple[Sentence, ...]:
        found = self._matcher.themes(words, vectors)
        return tuple(replace(sentence, theme=theme) for sentence, theme in zip(sentences, found, strict=True))


# The themes' own vectors cost a second, once for a model and a file.
_made: dict[tuple[ModelIdentity, Themes], Appraiser] = {}


def appraiser_of(encoder: Encoder) -> Appraiser:
    """The appraiser for a model and the themes that the settings name. Raises ThemesError."""
    which = (encoder.identity, current_themes())
    if which not in _made:
        _made[which] = Appraiser(encoder, which[1])
    return _made[which]
