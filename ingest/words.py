"""Words as the search compares them: stems, and a passage's stems as numbers. The one importer of Snowball.

A passage keeps the stems of its words beside its vectors, so that ranking a hundred
passages is arithmetic on arrays and reads no text.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import snowballstemmer

Stems = npt.NDArray[np.uint32]

# "10,000" is one word.
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+|(?<=\d),\d{3}(?!\d))*")
# Glued to a word's point these digits are the numbers of notes, and no year: "services.2022", "supervision.10,12".
_NOTE_NUMBERS = re.compile(r"(?<=[^\W\d_]{3}[.,;:”’)])\d+(?:[,–-]\d+)*(?!\w)")
_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"['’-]")
# Written in capitals these are names, and tell something: of "IT" a library may well be asked.
_NAMES = frozenset({"IT", "ME", "US", "WHO"})
_NAME = re.compile(rf"(?<![\w'’-])(?:{'|'.join(sorted(_NAMES))})(?![\w'’])")
_stemmer = snowballstemmer.stemmer("porter")
_stemming = threading.Lock()


def words(text: str) -> list[str]:
    """The words of a text as they stand, a hyphenated one whole, without the numbers of its notes."""
    return _WORD.findall(_without_notes(text))


def word_places(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, each with its range of characters."""
    return [(found.group(), found.start(), found.end()) for found in _WORD.finditer(text)]


def as_indexed(text: str) -> str:
    """A text as the word index is given it: without the numbers of notes, and names told from words by a mark.

    The index itself knows no capitals.
    """
    return _NAME.sub(lambda name: _marked(name.group()), _without_notes(text))


def _without_notes(text: str) -> str:
    """A text without the numbers of its notes; most have no number at all, and are quickly told."""
    return _NOTE_NUMBERS.sub("", text) if _DIGIT.search(text) else text


def as_compared(word: str) -> str:
    """A word in lower case, unless it is a name that in lower case is another word."""
    return word if word in _NAMES else word.casefold()


def _marked(name: str) -> str:
    return f"name{name}"


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem by which the word index knows a word."""
    with _stemming:  # the stemmer keeps its state in itself
        return str(_stemmer.stemWord((_marked(word) if word in _NAMES else word).casefold()))


def word_parts(word: str) -> list[str]:
    """The parts of a word: "decision-making" has two."""
    return [part for part in _PARTS.split(word) if part and part != "s"]


@lru_cache(maxsize=1 << 16)
def word_stems(word: str) -> tuple[str, ...]:
    """The stems of a word's parts."""
    return tuple(stem(part) for part in word_parts(word))


def stems_of(words: Iterable[str]) -> frozenset[str]:
    """The stems of all parts of some words."""
    return frozenset(part for word in words for part in word_stems(word))


@lru_cache(maxsize=1 << 16)
def number_of(stem: str) -> int:
    """A stem as a number from 1 to 2**32 - 1; two stems share one about never."""
    return zlib.crc32(stem.encode("utf-8")) or 1


def stem_numbers(sentences: Iterable[str]) -> Stems:
    """Every stem of some sentences in order, as numbers, shape (n,); a 0 ends each sentence."""
    numbers: list[int] = []
    for sentence in sentences:
        numbers += (number_of(part) for word in words(sentence) for part in word_stems(word))
        numbers.append(0)
    return np.array(numbers, dtype=np.uint32)
