"""Sentences that may answer, and what each is worth: nearness, the question's words, its passage."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from ingest.direction import speaks_of_evidence
from ingest.encoder import Vector
from ingest.structure.marks import words_of
from ingest.types import BlockKind, Document, Passage, Sentence, Span
from ingest.words import stems_of
from qa.abbreviations import forms_of
from qa.context import stands_under
from qa.query import stems
from qa.ranking import Ranked
from qa.search import Search
from qa.shape import SUM, Form
from qa.studies import Sources
from qa.synonyms import OTHERWISE, others_of

# What a sentence's score is made of, chosen on the choosing parts of the gold questions: its own
# nearness; of the question's words, weighed by their rarity, the share in it, and in it with its
# headings and the sentence before; its passage's rank; and that it is no scrap.
_NEARNESS, _COVER, _COVER_AROUND, _PASSAGE, _LENGTH = 0.5, 0.15, 0.15, 0.3, 0.02
# That it is of the direction asked for, and that a column, a heading or a lead-in says so.
_DIRECTED, _STRUCTURE = 0.05, 0.1
# That it has the number, the year or the name asked for; twice, near what it is to be of; three times,
# where what is counted follows the number.
_FORM = 0.15
COUNTED = 3
_NEAR, _BEHIND = 50, 30  # characters
_OF_EVIDENCE = 0.2  # that it weighs the evidence, where the question asks for that
_MONEY = stems_of(["money"])  # which "£148,000" is
_LEAST, _LEAST_OF_CELL = 4, 3  # words; fewer say something only in a cell that is asked for
_ASKED_OF_CELL = 0.5  # the share of the question's words, by rarity, in such a cell, its row and its column
_SAME = 0.90  # cosine above which two sentences may say the same
_SAME_OF_STUDY = 0.8  # and of one study and one direction
_SAME_WORDS = 0.6  # and the share of the shorter one's words that they then have in common
_WITHIN, _NEAR_ENOUGH = 0.9, 0.6  # where they have nearly all of these in common, less is near enough
_MOSTLY, _PARTLY = 0.6, 0.4  # and of the words of both, the share in common
# How a study was made answers only who asks for that: a number, a name, a year or how strong the evidence is.
_OF_METHOD = 0.05
_METHODS = re.compile(
    r"\b(?:method\w*|(?:our|the|study|research) (?:approach|design)|how we (?:evaluated|did|studied)\b.*|data (?:collection|analysis)|"
    r"search strategy|ethics|acknowledge?ments?)\b",
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
    vector: Vector  # unit length, shape (dimension,)
    around: frozenset[str]  # stems of it, of what stands over it and of the sentence before
    own: frozenset[str] = frozenset()  # without those of the sentence before
    also: tuple[EvidenceSentence, ...] = ()  # others that say the same

    @property
    def place(self) -> tuple[str, tuple[Span, ...]]:
        """Where it stands: its source, and its runs there."""
        return self.source, self.sentence.spans


class Evidence:
    """What was found for a question; the sentences of a passage are scored once, when they are first asked for."""

    def __init__(self, search: Search, ranked: Sequence[Ranked], sources: Sources) -> None:
        self.search, self.ranked, self.sources = search, ranked, sources
        self._share = share_of(search, search.query.words)
        self.asked = stems_of(search.query.words)
        self._scored: dict[int, list[EvidenceSentence]] = {}

    def sentences(self, passages: int | None = None) -> list[EvidenceSentence]:
        """All that say something in the first ``passages``, or in all of them, best first."""
        found = []
        for number, place in enumerate(self.ranked[:passages]):
            if number not in self._scored:
                self._scored[number] = list(self._sentences_of(place))
            found += self._scored[number]
        return sorted(found, key=lambda item: -item.score)

    def _sentences_of(self, place: Ranked) -> Iterator[EvidenceSentence]:
        shape, share = self.search.query.shape, self._share
        document, passage = self.sources[place.stored.source][1], place.stored.passage
        over, before = stems(passage.over), frozenset[str]()
        plain = shape.form is None and shape.about is None and not shape.of_evidence and not shape.terms
        of_method = plain and any(map(_METHODS.search, passage.section))
        cells = _short_cells(document, passage)
        for number, sentence in enumerate(passage.sentences):
            words = words_of(document.text, sentence.spans)
            held = stems(words) | (_MONEY if SUM.search(words) else frozenset())
            around, before, own = held | over | before, held, held
            if number in cells:
                # "Danish" tells only what its row and its column ask: the other cells' columns are not its own.
                own = around = cells[number]
                if share(own) < max(_ASKED_OF_CELL, max(map(share, cells.values()))):
                    continue
            elif not _says_something(words, passage):
                continue
            directed = sentence.direction in shape.wanted
            score = (
                _NEARNESS * float(place.sentences[number])
                + _COVER * share(own)
                + _COVER_AROUND * share(around)
                + _PASSAGE * place.score
                + _LENGTH * math.log(len(words.split()))
                + _DIRECTED * directed
                + _STRUCTURE * (directed and sentence.by_structure)
                + _FORM * has_form(shape.form, self.asked, words)
                + _FORM * (shape.of_money and SUM.search(words) is not None)
                - _OF_METHOD * of_method
                + _OF_EVIDENCE * (shape.of_evidence and speaks_of_evidence(words))
            )
            yield evidence_sentence(place, number, words, score, around, held | over)


def _short_cells(document: Document, passage: Passage) -> dict[int, frozenset[str]]:
    """Of the cells of a row that are too short to say anything alone: their stems, their row's and column's."""
    if passage.kind is not BlockKind.TABLE_ROW:
        return {}
    said = (words_of(document.text, sentence.spans) for sentence in passage.sentences)
    return {
        number: stems(words) | stems(" ".join(stands_under(document, passage.sentences[number])))
        for number, words in enumerate(said)
        if len(words.split()) < _LEAST_OF_CELL
    }


def has_form(form: Form | None, asked: frozenset[str], words: str) -> int:
    """0 without what the question asks for, 2 with a word of the question near it, ``COUNTED`` with what is counted behind it."""
    if form is None:
        return 0
    found, counted = 0, _counted(form.of)
    for match in form.pattern.finditer(words):
        behind = stems(words[match.end() : match.end() + _BEHIND])
        if any(what <= behind for what in counted):
            return COUNTED
        around = (
            words[max(0, match.start() - _NEAR) : match.start()] + words[match.end() : match.end() + _NEAR]
        )
        found = max(found, 2 if asked & stems(around) else 1)
    return found


@lru_cache(maxsize=64)
def _counted(what: str) -> tuple[frozenset[str], ...]:
    """Stems of each word of what is to be counted, and of other words for it."""
    others = chain.from_iterable(others_of(what).values())
    return (*(frozenset({stem}) for stem in stems(what)), *others)


def evidence_sentence(
    place: Ranked,
    number: int,
    words: str,
    score: float,
    around: frozenset[str] = frozenset(),
    own: frozenset[str] = frozenset(),
) -> EvidenceSentence:
    """A sentence of a passage, by its place in it."""
    vector = place.stored.sentence_vectors[number].astype(np.float32)
    vector /= max(float(np.linalg.norm(vector)), 1e-9)
    sentence = place.stored.passage.sentences[number]
    passage, source = place.stored.passage, place.stored.source
    return EvidenceSentence(sentence, passage, source, words, score, vector, around, own)


def share_of(search: Search, words: Sequence[str]) -> Callable[[frozenset[str]], float]:
    """Of some words of the question, weighed by their rarity, the share among given stems."""
    weights = search.weights(words)
    otherwise = search.rarity.otherwise
    weighed = [(forms_of(word), otherwise.get(word, ()), weight) for word, weight in weights.items()]
    total = sum(weights.values()) or 1.0

    def share(held: frozenset[str]) -> float:
        found = 0.0
        for own, others, weight in weighed:
            if any(form <= held for form in own):
                found += weight
            elif any(form <= held for form in others):
                found += OTHERWISE * weight
        return found / total

    return share


def _says_something(words: str, passage: Passage) -> bool:
    """Not a lead-in, a question, a pointer or a scrap."""
    if words.endswith((":", "?")) or _POINTER.match(words):
        return False
    return len(words.split()) >= (_LEAST_OF_CELL if passage.kind is BlockKind.TABLE_ROW else _LEAST)


def in_groups(kept: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """By direction, the best group first, so that citations are numbered as they are read."""
    groups = list(dict.fromkeys(item.sentence.direction for item in kept))
    return sorted(kept, key=lambda item: groups.index(item.sentence.direction))


def _study_of(item: EvidenceSentence) -> tuple[str, str] | None:
    return None if item.sentence.study is None else (item.source, item.sentence.study)


def says_the_same(first: EvidenceSentence, second: EvidenceSentence) -> bool:
    """Whether two sentences say the same: nearly the same words, or near in meaning and words.

    One whose words another has among many others says the same only if that is near in meaning too, and of no
    other direction: "However, theirs goes further". What a source reports of one study in a table and again in its
    text says the same sooner.
    """
    a, b = stems(first.words), stems(second.words)
    common, of_both = len(a & b) / max(1, min(len(a), len(b))), len(a & b) / max(1, len(a | b))
    if common < _SAME_WORDS:
        return False
    near = float(first.vector @ second.vector)
    if near >= _SAME:
        return True
    alike = first.sentence.direction is second.sentence.direction
    if alike and near >= _SAME_OF_STUDY and _study_of(first) == _study_of(second) is not None:
        return True  # a source tells of one study in a table and again in the text
    return common >= _WITHIN and (
        of_both >= _MOSTLY or (alike and (of_both >= _PARTLY or near >= _NEAR_ENOUGH))
    )
