"""A question laid out for one library: how much each of its words tells there, and its vector.

In a library on one topic most of a question's words are everybody's: "GP", "social worker",
"joint working". What tells is the word that few passages hold, and it weighs accordingly, in
the question's vector as in the share of its words that a passage holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.encoder import Encoder, Vector
from ingest.library import Library
from qa.abbreviations import abbreviations
from qa.query import Query, as_told
from qa.shape import is_of_form
from qa.synonyms import others_of

# In the question's vector even the commonest word keeps a part of its weight, and so do the words
# that only join others; see docs/measurements.md.
_LEAST_OF_VECTOR = 0.5
_JOINING = 0.3
_COMMON = 4  # a word is common that one passage in so many holds
_OF_FORM = 2.0  # what a word tells at most that belongs to the form of a question
_AS_MUCH = 0.3  # of what a word tells, the least that another for it has to tell
_LEANT_ON = 0.4  # what a word of the question before counts: "And for carers?" is about carers


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many of the ``passages`` searched hold each telling word of a question.

    Those that are ``abbreviated`` are held in their long form alone.
    """

    frequencies: Mapping[str, int]
    passages: int
    abbreviated: tuple[str, ...] = ()
    # For a word the stems of what says the same and tells as much: many passages may have "practice", and few "surgery".
    otherwise: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)

    def __getitem__(self, word: str) -> float:
        """How much a telling word tells: the fewer passages hold it, the more, but for "pros" and other words of form."""
        told = max(0.05, math.log((self.passages + 1) / (self.frequencies[word] + 0.5)))
        return min(_OF_FORM, told) if is_of_form(word) else told

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that no passage holds, but for those of the question's own form: "what hinders"."""
        return tuple(word for word, count in self.frequencies.items() if not count and not is_of_form(word))

    @property
    def rare(self) -> tuple[str, ...]:
        """The words that some passages hold, and only a few: fewer than the square root of all."""
        return tuple(word for word, count in self.frequencies.items() if 0 < count < math.sqrt(self.passages))

    def telling(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those that tell passages apart: not the common ones, to which BM25 gives little or no weight."""
        return tuple(word for word in words if not self._is_common(word)) or tuple(words)

    def tells_apart(self, words: Iterable[str]) -> bool:
        """Whether one of some words of the question is not common."""
        return any(self.frequencies[word] and not self._is_common(word) for word in words)

    def _is_common(self, word: str) -> bool:
        return self.frequencies.get(word, 0) > self.passages / _COMMON

    def weigh(self, word: str) -> float:
        """What a word of the question, as it stands there, weighs in its vector."""
        told = as_told(word)
        return max(_LEAST_OF_VECTOR, self[told]) if told in self.frequencies else _JOINING


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for, and in which sources; all of them where none is named."""

    query: Query
    rarity: Rarity
    vector: Vector
    sources: tuple[str, ...]

    def weights(self, words: Iterable[str]) -> dict[str, float]:
        """What each of some telling words counts, by its rarity; less where the question only leans on it."""
        own = self.query.own_words
        return {word: self.rarity[word] * (1.0 if word in own else _LEANT_ON) for word in words}


def prepare(library: Library, encoder: Encoder, query: Query, sources: Sequence[str] = ()) -> Search:
    """Weigh a question's words by the library's own use of them, and embed it so."""
    rarity = find_rarity(library, query, sources)
    return Search(query, rarity, encoder.encode_question(query.standalone, rarity.weigh), tuple(sources))


def find_rarity(library: Library, query: Query, sources: Sequence[str] = ()) -> Rarity:
    """How many passages of these sources, by default of all, hold each word."""
    held = sum(source.passages for source in library.sources if not sources or source.key in sources)
    found = {word: library.frequency(f'"{word}"', sources) for word in query.words}
    long = {
        word: abbreviations()[word] for word, count in found.items() if not count and word in abbreviations()
    }
    long_found = {word: count for word in long if (count := library.frequency(f'"{long[word]}"', sources))}
    rarity = Rarity(found | long_found, held, tuple(long_found))
    return replace(rarity, otherwise=_telling_as_much(library, query, rarity))


def _telling_as_much(library: Library, query: Query, rarity: Rarity) -> dict[str, tuple[frozenset[str], ...]]:
    """What says the same as the words of a question and is about as rare."""
    known, passages = library.vocabulary(), sum(source.passages for source in library.sources)

    def tells(form: frozenset[str]) -> float:
        rarest = min(known.get(part, 0) for part in form)
        return math.log((passages + 1) / (rarest + 0.5))

    return {
        word: tuple(form for form in forms if tells(form) >= _AS_MUCH * rarity[word])
        for word, forms in others_of(query.standalone).items()
        if word in rarity.frequencies
    }
