"""Words that the library does not have, and others that it may have in their place.

Nothing is changed unasked: a suggestion is shown, and asked only when somebody takes it up.
Looked for are, in this order, the long form of an abbreviation (``abbreviations.json``, to be
edited), the same word written apart, together or the British or American way, and, for what is
no word of English, a word of the library that differs by a slip of the pen. The one importer of
rapidfuzz and pyspellchecker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from ingest.library import Library
from ingest.words import stem, word_places, words
from qa.abbreviations import abbreviations
from qa.query import Query, as_told
from qa.search import Rarity
from qa.types import Suggestion

_SHORTEST = 5  # letters of a word that may be misspelt; in shorter ones every word is near another
_ENDING = 3  # letters by which a word and what it is a slip for may differ in length
_LONG = 8  # letters from which two slips are allowed instead of one
_BRITISH = (
    *(("iz", "is"), ("yz", "ys"), ("or", "our"), ("ense", "ence"), ("ise", "ice"), ("er", "re")),
    *(("e", "ae"), ("e", "oe")),
    *(("l", "ll"), ("og", "ogue"), ("am", "amme"), ("ill", "il"), ("judgm", "judgem")),
)


def suggest(library: Library, query: Query, rarity: Rarity) -> Suggestion | None:
    """The question with words of the library for those that it lacks; None where there is no such word."""
    # Not of one that other sources use: it counts as its long form anyway.
    short = (word for word in rarity.abbreviated if not library.frequency(f'"{word}"'))
    found = {word: abbreviations()[word] for word in short}
    found |= {word: instead for word in rarity.unknown if (instead := instead_of(library, word))}
    question, taken = query.question, []
    for typed, start, end in reversed(word_places(query.question)):
        instead = found.get(as_told(typed))
        if instead is not None:
            question = question[:start] + instead + question[end:]
            taken.append((typed, instead))
    for (first, start, _), (second, _, end) in pairwise(word_places(query.question)):
        # "co location" where the documents have "colocation".
        together = f"{first}{second}".casefold()
        lacking = {as_told(first), as_told(second)} & set(rarity.unknown)
        if not taken and lacking and library.frequency(f'"{together}"'):
            return Suggestion(
                ((f"{first} {second}", together),), question[:start] + together + question[end:]
            )
    same = {_plain(query.question), _plain(query.standalone)}
    if not taken or _plain(question) in same:
        return None
    return Suggestion(tuple(reversed(taken)), question)


def _plain(question: str) -> tuple[str, ...]:
    """A question as it is compared with another: its words, lower case."""
    return tuple(word.casefold() for word in words(question))


def instead_of(library: Library, word: str) -> str | None:
    """The library's word for one that it lacks: otherwise written, or what it is a slip for."""
    if word in abbreviations() or library.frequency(f'"{word}"'):
        return None  # no slip: it stands for something else, or stands in a source that is not searched
    for other in _other_ways(library, word):
        if library.frequency(f'"{other}"'):
            return other
    if _english().known([word]):
        return None  # "status" is no slip for "state"
    near = _near(library, word)
    found = None if near is None else library.spelling(near)
    if found is None or abs(len(found) - len(word)) > _ENDING:
        return None  # "deprivation" is no slip for "derive", near as their stems are
    if word.endswith("s") or not found.endswith("s") or stem(found[:-1]) != near:
        return found
    return found[:-1]  # one was asked about, and the documents speak of several


def _other_ways(library: Library, word: str) -> Iterator[str]:
    """The same word otherwise written."""
    if "-" in word:
        yield word.replace("-", "")
        return
    known = library.vocabulary()
    for cut in range(2, len(word) - 2):
        if stem(word[:cut]) in known and stem(word[cut:]) in known:
            yield f"{word[:cut]}-{word[cut:]}"
    for one, other in _BRITISH:
        for old, new in ((one, other), (other, one)):
            for found in re.finditer(old, word):
                yield word[: found.start()] + new + word[found.end() :]


def _is_doer(one: str, other: str) -> bool:
    """Whether one of two stems is who does what the other names: "write" and "writer"."""
    short, long = sorted((one, other), key=len)
    return long in {f"{short}r", f"{short}er", f"{short}or"}


@cache
def _english() -> SpellChecker:
    """The words of English."""
    return SpellChecker(language="en")


def _near(library: Library, word: str) -> str | None:
    """The stem in the library nearest to a word's; the commoner one where two are as near."""
    own = stem(word)
    if len(own) < _SHORTEST or not word.isalpha():
        return None  # of "raining" only "rain" is left, and much is near that
    slips = 1 if len(word) < _LONG else 2
    known = library.vocabulary()
    near = process.extract(own, list(known), scorer=OSA.distance, score_cutoff=slips, limit=None)
    alike = [
        (distance, -known[other], other)
        for other, distance, _ in near
        if other[0] == own[0] and not _is_doer(own, other)
    ]
    return min(alike)[2] if alike else None
