"""What the search found, as numbers: the features by which candidates are ranked.

Every feature is worked out for all candidates at once, on arrays kept since ingestion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ingest.encoder import Vector, similarities
from ingest.store import StoredPassage
from ingest.words import Stems, number_of, stem_numbers, word_stems, words
from qa.abbreviations import forms_of
from qa.query import Query, as_told, is_telling
from qa.search import Rarity, Search
from qa.synonyms import OTHERWISE

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FEATURES = (
    "dense",  # cosine of passage and question
    "sentence",  # cosine of the passage's nearest sentence
    "bm25",  # as a share of the best candidate's; for comparison
    "cover",  # of the question's words, weighed by their rarity, the share in the passage or over it
    "sentence_cover",  # and in one of its sentences
    "pairs",  # of the question's neighbouring words, the share that are neighbours in the passage
)
# By which the model ranks. BM25 brings candidates, and beside the other five it adds nothing to
# their order; see docs/measurements.md.
WEIGHED = tuple(name for name in FEATURES if name != "bm25")


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates as numbers: ``table`` has shape (candidates, features)."""

    table: Floats
    sentences: tuple[Vector, ...]  # of each candidate, the cosine of each sentence with the question


def find_features(search: Search, candidates: Sequence[StoredPassage], bm25: Sequence[float]) -> Found:
    """The features of all candidates, of which there is at least one; ``bm25`` of each, 0 for none."""
    query = search.query
    dense = np.array([float(c.vector @ search.vector) for c in candidates])
    cosines = tuple(similarities(search.vector, c.sentence_vectors) for c in candidates)
    nearest = np.array([float(c.max()) for c in cosines])
    scores = np.asarray(bm25, dtype=np.float64)
    text = _Text(candidates)
    in_passage, in_sentence = _covers(query, text, search.rarity)
    columns = {
        "dense": dense,
        "sentence": nearest,
        "bm25": scores / max(float(scores.max()), 1e-9),
        "cover": in_passage,
        "sentence_cover": in_sentence,
        "pairs": _pairs(query, text),
    }
    return Found(np.stack([columns[name] for name in FEATURES], axis=1), cosines)


@lru_cache(maxsize=1 << 14)
def _context_stems(context: str) -> Stems:
    """Of headings, which many passages share."""
    return stem_numbers([context])


class _Text:
    """The stems of all candidates in one array, with the candidate and the sentence of each."""

    def __init__(self, candidates: Sequence[StoredPassage]) -> None:
        self.stems = np.concatenate([c.stems for c in candidates])
        sizes = [len(c.stems) for c in candidates]
        self.count = len(candidates)
        self.passage = np.repeat(np.arange(self.count), sizes)
        contexts = [_context_stems(c.passage.over) for c in candidates]
        self.context_stems = np.concatenate(contexts)
        self.in_context = np.repeat(np.arange(self.count), [len(stems) for stems in contexts])
        ends = self.stems == 0
        self.sentence = np.cumsum(ends) - ends
        # Each candidate has a sentence at least, so that none is left out of the maxima.
        sentences = np.bincount(self.passage[ends], minlength=self.count)
        self.first = np.r_[0, np.cumsum(sentences)[:-1]]
        self.sentences = int(sentences.sum())

    def passages_about(self, stems: Sequence[int]) -> Flags:
        """Those with one of the stems in themselves, or in the headings, captions and row names over them."""
        over = np.bincount(self.in_context[_is_any(self.context_stems, stems)], minlength=self.count) > 0
        return over | self.passages_with(_is_any(self.stems, stems))

    def passages_with(self, places: Flags) -> Flags:
        return np.bincount(self.passage[places], minlength=self.count) > 0

    def sentences_with(self, places: Flags) -> Flags:
        return np.bincount(self.sentence[places], minlength=self.sentences) > 0


def _is_any(numbers: Stems, stems: Sequence[int]) -> Flags:
    found: Flags = np.zeros(len(numbers), dtype=bool)
    for stem in stems:
        found |= numbers == stem
    return found


def _covers(query: Query, text: _Text, rarity: Rarity) -> tuple[Floats, Floats]:
    whole, single = np.zeros(text.count), np.zeros(text.sentences)
    for word in query.words:
        about, having = _hold(text, forms_of(word))
        about_otherwise, having_otherwise = _hold(text, rarity.otherwise.get(word, ()))
        whole += rarity[word] * np.maximum(about, OTHERWISE * about_otherwise)
        single += rarity[word] * np.maximum(having, OTHERWISE * having_otherwise)
    total = sum(rarity[word] for word in query.words) or 1.0
    return whole / total, np.maximum.reduceat(single / total, text.first)


def _hold(text: _Text, forms: Sequence[frozenset[str]]) -> tuple[Flags, Flags]:
    """Which passages are about one of the forms of a word, and which sentences have one in themselves."""
    numbers = [[number_of(part) for part in form] for form in forms]
    # One of many single stems is as quickly looked for as one; a phrase is there where all its parts are.
    single = [form[0] for form in numbers if len(form) == 1]
    about, having = text.passages_about(single), text.sentences_with(_is_any(text.stems, single))
    for phrase in (form for form in numbers if len(form) > 1):
        about |= np.logical_and.reduce([text.passages_about([part]) for part in phrase])
        having |= np.logical_and.reduce([text.sentences_with(text.stems == part) for part in phrase])
    return about, having


def _pairs(query: Query, text: _Text) -> Floats:
    """Neighbours of which both tell something count double; of which neither does, not at all."""
    sequence = [
        (number_of(part), is_telling(as_told(word)))
        for word in words(query.standalone)
        for part in word_stems(word)
    ]
    found, most = np.zeros(text.count), 0.0
    before, after = text.stems[:-1], text.stems[1:]
    for (first, first_tells), (second, second_tells) in pairwise(sequence):
        weight = first_tells + second_tells
        if weight:
            most += weight
            found += weight * text.passages_with(np.r_[(before == first) & (after == second), False])
    return found / max(most, 1.0)
