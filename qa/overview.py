"""Questions about all that the library is about: whether one is, and of each theme what is most typical."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.types import Direction
from ingest.words import word_stems
from qa.evidence_sentences import Evidence, EvidenceSentence, in_groups, says_the_same
from qa.limits import BROAD
from qa.query import telling_words
from qa.shape import says_direction

_COMMON = 6  # a word is the topic of all that one passage in so many holds
_TYPICAL = 0.3  # what a sentence's own score counts where what is typical of a theme is looked for
_SURE = 0.15  # and that a column, a heading or a lead-in tells its direction, which is seldom wrong


def is_broad(evidence: Evidence) -> bool:
    """Whether a question of direction is about all that the library is about.

    Beside the direction it has only words that much of the library has: they tell nothing apart. A word
    beside one of those makes no difference where titles name the topic with both: "adult social care".
    """
    query, rarity = evidence.search.query, evidence.search.rarity
    most, frequencies = rarity.passages / _COMMON, rarity.frequencies
    asked = [word for word in telling_words(query.standalone) if word in frequencies]
    common = {word for word in asked if says_direction(word) or frequencies[word] > most}
    if common.issuperset(asked):
        return True
    records = [evidence.sources[key][0] for key in {place.stored.source for place in evidence.ranked}]
    named = Counter(pair for record in records for pair in _pairs(telling_words(record.title)))
    often = {pair for pair, count in named.items() if count * _COMMON >= len(records)}
    for pair in itertools.pairwise(asked):
        if not common.isdisjoint(pair) and _pairs(pair) <= often:
            common.update(pair)
    return common.issuperset(asked) and common.isdisjoint(rarity.rare)


def _pairs(words: Sequence[str]) -> set[tuple[str, ...]]:
    """The stems of each two neighbouring words."""
    return {(*word_stems(first), *word_stems(second)) for first, second in itertools.pairwise(words)}


def overview(directed: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Of each theme what is most typical of it, the theme of most studies first."""
    themes: dict[tuple[Direction, str], list[EvidenceSentence]] = {}
    for item in directed:
        if item.sentence.theme is not None:
            themes.setdefault((item.sentence.direction, item.sentence.theme), []).append(item)
    found: list[tuple[int, EvidenceSentence]] = []
    for items in themes.values():
        middle = np.mean([item.vector for item in items], axis=0)
        typical = sorted(
            items,
            key=lambda item: (
                -(float(item.vector @ middle) + _TYPICAL * item.score + _SURE * item.sentence.by_structure)
            ),
        )
        twins = [other for other in typical[1:] if says_the_same(typical[0], other)]
        support = len({(item.source, item.sentence.study) for item in items})
        found.append((support, replace(typical[0], also=tuple(twins))))
    found.sort(key=lambda pair: -pair[0])
    return in_groups([item for _, item in found[: BROAD.most]])
