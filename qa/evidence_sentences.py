"""The sentences that answer: picked out of the best passages, the same thing said once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.structure.marks import words_of
from ingest.types import Passage, Sentence
from ingest.words import word_stems
from qa.query import WANTED, Query, stems
from qa.ranking import Ranked
from qa.search import Search

_FROM_PASSAGES = 10
# A question of direction wants the breadth of the evidence: more passages, less of each.
_FROM_PASSAGES_DIRECTED = 20
_MOST_OF_PASSAGE = 2
_LEAST_SHARE_DIRECTED = 0.62
# What a sentence's score is made of: its own nearness, the question's words in it, its passage's
# rank, and whether a column, a heading or a lead-in says that it is of the direction asked for.
_NEARNESS, _COVER, _PASSAGE, _STRUCTURE = 0.5, 0.2, 0.3, 0.1
_LEANING = 0.08  # less, where it begins with a word that points back to what is not shown
_FORM = 0.15  # and whether it has the number or the year that the question asks for
_MOST = 12
_LEAST_SHARE = 0.78  # of the best sentence's score
_SAME = 0.90  # cosine above which two sentences may say the same
_SAME_WORDS = 0.6  # and the share of words they then have in common
_LEANS = re.compile(
    r"(?:this|these|those|that|it|they|he|she|such|their|its)\b(?! (?:review|report|study|paper|article))",
    re.IGNORECASE,
)
_POINTER = re.compile(r"^\W*(?:\(?see\b|as (?:table|box|figure)|(?:table|box|figure) \d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence that answers, with where it comes from."""

    sentence: Sentence
    passage: Passage
    source: str
    words: str  # plain, for comparing
    score: float


def pick(query: Query, ranked: Sequence[Ranked], text_of: Mapping[str, str]) -> list[EvidenceSentence]:
    """The sentences that answer, best first.

    A sentence's score joins its own nearness to the question, the share of the
    question's words in it, and its passage's rank. A question that asks for one
    direction gets sentences of that direction, or mixed ones.
    """
    wanted = WANTED.get(query.asks)
    scored = _scored(query, ranked[: _FROM_PASSAGES if wanted is None else _FROM_PASSAGES_DIRECTED], text_of)
    if wanted is not None:
        directed = [item for item in scored if item[0].sentence.direction in wanted]
        scored = directed or scored
    scored.sort(key=lambda item: -item[0].score)
    if not scored:
        return []
    floor = scored[0][0].score * (_LEAST_SHARE if wanted is None else _LEAST_SHARE_DIRECTED)
    most_alike = _MOST if wanted is None else _MOST_OF_PASSAGE
    kept: list[tuple[EvidenceSentence, np.ndarray[tuple[int], np.dtype[np.float32]]]] = []
    for item, vector in scored:
        if item.score < floor or len(kept) == _MOST:
            break
        siblings = sum(other.passage is item.passage for other, _ in kept)
        if siblings < most_alike and not any(_same(item, vector, other, known) for other, known in kept):
            kept.append((item, vector))
    # Grouped by direction, the best group first, so that citations are numbered as they are read.
    groups = list(dict.fromkeys(item.sentence.direction for item, _ in kept))
    return sorted((item for item, _ in kept), key=lambda item: groups.index(item.sentence.direction))


def find_unmet(
    search: Search, picked: Sequence[EvidenceSentence], text_of: Mapping[str, str]
) -> tuple[str, ...]:
    """The question's rare words that no passage quoted from holds: what the answer may pass over."""
    held: set[str] = set()
    for item in picked:
        said = (words_of(text_of[item.source], sentence.spans) for sentence in item.passage.sentences)
        held |= stems(" ".join((item.passage.context, *said)))
    unmet = (word for word in search.rarity.rare if not held.issuperset(word_stems(word)))
    return tuple(search.query.as_typed(word) for word in unmet)


def _scored(
    query: Query, ranked: Sequence[Ranked], text_of: Mapping[str, str]
) -> list[tuple[EvidenceSentence, np.ndarray[tuple[int], np.dtype[np.float32]]]]:
    asked = [word_stems(word) for word in query.words]
    wanted = WANTED.get(query.asks, ())
    form = query.wanted_form
    found = []
    for place in ranked:
        text = text_of[place.stored.source]
        for number, sentence in enumerate(place.stored.passage.sentences):
            words = words_of(text, sentence.spans)
            if not _says_something(words, place.stored.passage):
                continue
            held = stems(words)
            cover = sum(all(s in held for s in parts) for parts in asked) / max(1, len(asked))
            score = (
                _NEARNESS * float(place.sentences[number])
                + _COVER * cover
                + _PASSAGE * place.score
                + _STRUCTURE * (sentence.by_structure and sentence.direction in wanted)
                + _FORM * bool(form and form.search(words))
                - _LEANING * bool(_LEANS.match(words))
            )
            vector = place.stored.sentence_vectors[number].astype(np.float32)
            vector /= max(float(np.linalg.norm(vector)), 1e-9)
            found.append(
                (EvidenceSentence(sentence, place.stored.passage, place.stored.source, words, score), vector)
            )
    return found


def _says_something(words: str, passage: Passage) -> bool:
    """Not a lead-in, a question, a pointer or a scrap."""
    if words.endswith((":", "?")) or _POINTER.match(words):
        return False
    enough = 3 if passage.kind == "table row" else 4
    return len(words.split()) >= enough


def _same(
    first: EvidenceSentence,
    first_vector: np.ndarray[tuple[int], np.dtype[np.float32]],
    second: EvidenceSentence,
    second_vector: np.ndarray[tuple[int], np.dtype[np.float32]],
) -> bool:
    """Whether two sentences say the same: nearly the same words, or near in meaning and words."""
    a, b = stems(first.words), stems(second.words)
    common = len(a & b) / max(1, min(len(a), len(b)))
    if common >= 0.9:
        return True
    return common >= _SAME_WORDS and float(first_vector @ second_vector) >= _SAME
