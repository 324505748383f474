"""Where a quote stands on the image of its page: the lines it fills, as rectangles.

A reader joins hyphenated words and sets spaces; the letters drawn are the same. So the
quote is looked for by its letters alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.page_images import Letter
from ingest.types import Document, Span

_LEAST_PIECE = 12  # letters of a line that is looked for by itself
_SAME_LINE = 0.5  # of a letter's height
_WIDEST_GAP = 4  # between two letters of a quote, in their heights: wide enough for a justified line


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A line or a part of it, as parts of the page's width and height."""

    left: float
    top: float
    width: float
    height: float


def places_of(document: Document, number: int, span: Span, letters: Sequence[Letter]) -> list[Rectangle]:
    """The lines of a span on a page, by its place among the pages from 1; none where it is not found."""
    page = document.pages[number - 1].span
    start, end = max(span.start, page.start), min(span.end, page.end)
    if start >= end:
        return []
    drawn = _Folded.of(letter.text for letter in letters)
    written = _Folded.of(page.of(document.text))
    quote = Span(start - page.start, end - page.start)
    found = _found(drawn, written, quote)
    if not found:  # set in another order than it is drawn: line by line
        for piece in _lines(page.of(document.text), quote):
            if len(written.inside(piece)) >= _LEAST_PIECE:
                found += _found(drawn, written, piece)
    return list(_rectangles(letters[n] for n in dict.fromkeys(found)))


@dataclass(frozen=True, slots=True)
class _Folded:
    """Letters and digits without case, accents and ligatures, each with where it comes from."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, letters: Iterable[str]) -> _Folded:
        kept, origin = [], []
        for number, letter in enumerate(letters):
            for part in unicodedata.normalize("NFKD", letter).casefold():
                if part.isalnum():
                    kept.append(part)
                    origin.append(number)
        return cls("".join(kept), tuple(origin))

    def inside(self, span: Span) -> Span:
        """Which of the folded letters a span of the unfolded ones has."""
        inside = [n for n, place in enumerate(self.origin) if span.start <= place < span.end]
        return Span(inside[0], inside[-1] + 1) if inside else Span(0, 0)


def _found(drawn: _Folded, written: _Folded, quote: Span) -> list[int]:
    """The letters drawn for a quote. Where its words stand on the page more than once, the same time."""
    inside = written.inside(quote)
    words = inside.of(written.text)
    if not words:
        return []
    before = list(_all(written.text, words))
    starts = list(_all(drawn.text, words))
    if not starts:
        return []
    which = before.index(inside.start)
    if len(starts) == len(before):
        start = starts[which]
    else:
        part = inside.start / max(1, len(written.text))
        start = min(starts, key=lambda found: abs(found / max(1, len(drawn.text)) - part))
    return list(drawn.origin[start : start + len(words)])


def _all(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _lines(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for line in span.of(text).splitlines(keepends=True):
        yield Span(start, start + len(line))
        start += len(line)


def _rectangles(letters: Iterable[Letter]) -> Iterator[Rectangle]:
    """Letters that follow each other on a line, as one rectangle."""
    line: list[Letter] = []
    for letter in letters:
        if line and not _goes_on(line[-1], letter):
            yield _around(line)
            line = []
        line.append(letter)
    if line:
        yield _around(line)


def _goes_on(one: Letter, other: Letter) -> bool:
    """Whether a letter stands on the line of the one before it. On a page that is turned lines run down or up."""
    across = max(one.y1 - one.y0, other.y1 - other.y0)
    if abs(one.y1 - other.y1) <= _SAME_LINE * across:
        return (
            abs(other.x0 - one.x1) <= _WIDEST_GAP * across or abs(one.x0 - other.x1) <= _WIDEST_GAP * across
        )
    down = max(one.x1 - one.x0, other.x1 - other.x0)
    nearest = min(abs(other.y0 - one.y1), abs(one.y0 - other.y1))
    return abs(one.x1 - other.x1) <= _SAME_LINE * _SAME_LINE * down and nearest <= _WIDEST_GAP * down


def _around(line: Sequence[Letter]) -> Rectangle:
    left, top = min(one.x0 for one in line), min(one.y0 for one in line)
    right, bottom = max(one.x1 for one in line), max(one.y1 for one in line)
    return Rectangle(left, top, right - left, bottom - top)
