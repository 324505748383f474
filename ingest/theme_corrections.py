"""Themes that a person has corrected: kept by the words of a sentence, and so longer than its place.

A sentence that is read anew, or stands elsewhere in a new version of its source, is
known again by its words, and has the theme that the person gave it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.structure.marks import words_of
from ingest.types import Passage
from ingest.words import Stems, stem_numbers, words


@dataclass(frozen=True, slots=True)
class ThemeCorrection:
    """The theme that a person gave a sentence of a source; None for no theme."""

    source: str
    digest: str
    theme: str | None
    quote: str
    made: str  # ISO 8601, UTC


# By source, then by the digest of a sentence's words.
Corrections = Mapping[str, Mapping[str, ThemeCorrection]]


def digest_of(sentence: str) -> str:
    """What a sentence is known by: its words alone, without signs, capitals and layout."""
    return hashlib.sha256(" ".join(words(sentence.casefold())).encode("utf-8", "replace")).hexdigest()


def in_force(connection: sqlite3.Connection) -> Corrections:
    """The corrections that hold, none of them taken back."""
    found: dict[str, dict[str, ThemeCorrection]] = {}
    for source, digest, theme, quote, made in connection.execute(
        "SELECT source, digest, theme, quote, made FROM theme_corrections WHERE gone IS NULL ORDER BY id"
    ):
        correction = ThemeCorrection(source, digest, theme or None, quote, made)
        found.setdefault(source, {})[digest] = correction
    return found


def may_be_in(stems: Stems, corrections: Mapping[str, ThemeCorrection]) -> bool:
    """Whether a passage of these stems can hold a corrected sentence; its text need not be read to tell."""
    held = stems.tobytes()
    return any(stem_numbers([correction.quote]).tobytes() in held for correction in corrections.values())


def put(connection: sqlite3.Connection, correction: ThemeCorrection, number: int) -> None:
    """A correction from generation ``number`` on, in place of any before of the same sentence."""
    connection.execute(
        "UPDATE theme_corrections SET gone = ? WHERE source = ? AND digest = ? AND gone IS NULL",
        (number, correction.source, correction.digest),
    )
    connection.execute(
        "INSERT INTO theme_corrections (source, digest, theme, quote, made, came) VALUES (?, ?, ?, ?, ?, ?)",
        (
            correction.source,
            correction.digest,
            correction.theme or "",
            correction.quote,
            correction.made,
            number,
        ),
    )


def take_back(connection: sqlite3.Connection, before: int, after: int, number: int) -> None:
    """The corrections of before some generations; ``number`` is the generation that this makes."""
    connection.execute(
        "UPDATE theme_corrections SET gone = ? WHERE came > ? AND came <= ? AND gone IS NULL",
        (number, before, after),
    )
    connection.execute(
        "UPDATE theme_corrections SET gone = NULL WHERE gone > ? AND gone <= ? AND came <= ?",
        (before, after, before),
    )


def forget(connection: sqlite3.Connection, source: str) -> None:
    """Erase the corrections of a source, those taken back too: their quotes are its words."""
    connection.execute("DELETE FROM theme_corrections WHERE source = ?", (source,))


def corrected(passage: Passage, text: str, corrections: Mapping[str, ThemeCorrection]) -> Passage:
    """A passage whose sentences have the themes that a person gave them."""
    sentences = tuple(
        sentence if found is None else replace(sentence, theme=found.theme)
        for sentence in passage.sentences
        for found in [corrections.get(digest_of(words_of(text, sentence.spans)))]
    )
    return passage if sentences == passage.sentences else replace(passage, sentences=sentences)
