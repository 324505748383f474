"""A person says what a sentence's theme is: found by its words or its place, and put on record."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest import database, ledger, store, theme_corrections
from ingest.changing import source_of
from ingest.errors import UsageError
from ingest.receipts import Action, Outcome, Receipt, ReceiptLine
from ingest.store import StoredSource
from ingest.structure.marks import words_of
from ingest.theme_corrections import ThemeCorrection, corrected, digest_of
from ingest.themes import NO_THEME, Themes, current_themes
from ingest.types import Sentence, Span
from ingest.words import words

_WAIT_SECONDS = 5.0
_MOST_SHOWN = 60  # characters of a quote in a message
_PLACE = re.compile(r"\s*(\d+)\s*[-–]\s*(\d+)\s*")
_CUT = re.compile(r"\s*\[\.\.\.\]\s*")  # how a finding joins the parts of a sentence that a page turn cuts


@dataclass(frozen=True, slots=True)
class _Found:
    sentence: Sentence
    words: str


def correct_theme(folder: Path, key: str, where: str, theme: str | None) -> Receipt:
    """Give a sentence of a source another theme, or with None none, from now on.

    ``where`` is the sentence or a part of it that no other has, or "START-END" as its
    citations have it. Raises UsageError, of which UnknownSource and ThemesError are.
    """
    themes = current_themes()
    if theme is not None and themes.theme(theme) is None:
        raise UsageError(f"{theme}: no such theme; there are: {', '.join(themes.keys)}, and {NO_THEME}")
    with ledger.journal(folder, Action.EDIT, database.open_for_writing, _WAIT_SECONDS) as journal:
        source = source_of(journal.connection, key)
        found = _find(journal.connection, source, where)
        if all(one.sentence.theme == theme for one in found):
            journal.note(ReceiptLine(source.place, Outcome.UNCHANGED, key, "its theme is that already"))
            return journal.finish()

        def write(number: int) -> ReceiptLine:
            made = datetime.now(UTC).isoformat(timespec="seconds")
            quote = found[0].words
            correction = ThemeCorrection(key, digest_of(quote), theme, quote, made)
            theme_corrections.put(journal.connection, correction, number)
            return ReceiptLine(
                source.place, Outcome.EDITED, key, _told(found, theme, themes), passages=source.passages
            )

        journal.change(write)
        return journal.finish()


def _told(found: list[_Found], theme: str | None, themes: Themes) -> str:
    """What was done, without the words of the source: a receipt outlives them."""
    places = ", ".join(f"{one.sentence.spans[0].start}-{one.sentence.spans[-1].end}" for one in found)
    before = " and ".join(dict.fromkeys(_named(one.sentence.theme, themes) for one in found))
    return f"theme corrected at {places}: {_named(theme, themes)} (was: {before})"


def _named(theme: str | None, themes: Themes) -> str:
    return NO_THEME if theme is None else themes.label(theme)


def _find(connection: sqlite3.Connection, source: StoredSource, where: str) -> list[_Found]:
    """The sentence that is meant, as often as it stands in the source. Raises UsageError."""
    place = _PLACE.fullmatch(where)
    asked = words(_CUT.sub(" ", where).casefold())
    every = list(_sentences(connection, source))
    if place is not None:
        start, end = int(place[1]), int(place[2])
        if start >= end:
            raise UsageError(f"{where}: give START-END with START before END, as citations have it")
        held = [one for one in every if any(s.overlap(Span(start, end)) for s in one.sentence.spans)]
        meant = {digest_of(one.words) for one in held}
    else:
        held = [one for one in every if asked and _holds(words(one.words.casefold()), asked)]
        meant = {digest_of(one.words) for one in held}
        if (whole := digest_of(" ".join(asked))) in meant:
            meant = {whole}
    shown = where if len(where) <= _MOST_SHOWN else f"{where[: _MOST_SHOWN - 1]}…"
    if not meant:
        raise UsageError(
            f"“{shown}”: is in no sentence of {source.key} that an answer could quote; copy the sentence as an answer "
            f"has it, or give its START-END (`python -m ingest text {source.key}` prints the text)"
        )
    if len(meant) > 1:
        raise UsageError(
            f"“{shown}”: {len(meant)} sentences of {source.key} have it; give one sentence, or more of its words"
        )
    return [one for one in every if digest_of(one.words) in meant]


def _sentences(connection: sqlite3.Connection, source: StoredSource) -> Iterator[_Found]:
    text = store.document_of(connection, source.version).text
    corrections = theme_corrections.in_force(connection).get(source.key, {})
    for _, passage in store.passages_of(connection, source.version):
        for sentence in corrected(passage, text, corrections).sentences:
            yield _Found(sentence, words_of(text, sentence.spans))


def _holds(sentence: list[str], part: list[str]) -> bool:
    """Whether words stand in a sentence one after the other."""
    last = len(sentence) - len(part)
    return any(sentence[n : n + len(part)] == part for n in range(last + 1))
