"""What a format itself tells of its lines, where a plain text leaves it to be found.

A Word file says which line is a heading, a PDF file shows where a page ends. What is
told is believed; what is not told is found by the same rules as in a plain text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ingest.types import Page, Span


class Role(Enum):
    """What a line is told to be."""

    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()  # begins with its list mark, "- " or "1. "
    QUOTATION = auto()
    HEADER_ROW = auto()  # cells between tabs, an empty cell is nothing between two
    ROW = auto()
    CAPTION = auto()
    NOTE = auto()  # a footnote or endnote
    CONTENTS = auto()  # a line of the contents list
    FURNITURE = auto()  # running headers and footers, page numbers, navigation
    GOES_ON = auto()  # the wrapped rest of the line before


@dataclass(frozen=True, slots=True)
class Told:
    """``level`` is how deep a heading or a list item stands, 1 for the outermost."""

    role: Role
    level: int = 1


@dataclass(frozen=True, slots=True)
class Given:
    """What is told, by the number of the line; a line that is not named is left to the rules.

    ``pages`` are those of the file, in order and covering the whole text, with the labels
    printed on them; empty where the format has none.
    """

    lines: Mapping[int, Told] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()


class TextBuilder:
    """Writes a canonical text line by line, with what is told of each.

    Readers of formats that are not plain text put their words down with it: blocks are
    set apart by a blank line, pages by a form feed.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._number = 0
        self._lines: dict[int, Told] = {}
        self._starts: list[tuple[int, str | None]] = []
        self._blank = True

    def __len__(self) -> int:
        """Characters written so far."""
        return self._length

    def line(self, words: str, role: Role | None = None, level: int = 1) -> None:
        """Write one line; breaks inside it become spaces. A line without words is not written."""
        words = _BREAKS.sub(" ", words)
        if role not in (Role.ROW, Role.HEADER_ROW):
            words = words.replace("\t", " ").strip()
        if not words.strip():
            return
        if role is not None:
            self._lines[self._number] = Told(role, level)
        self._write(words + "\n")
        self._number += 1
        self._blank = False

    def row(self, cells: list[str], header: bool = False) -> None:
        """Write a table row, its cells between tabs."""
        words = "\t".join(_BREAKS.sub(" ", cell).replace("\t", " ").strip() for cell in cells)
        self.line(words, Role.HEADER_ROW if header else Role.ROW)

    def gap(self) -> None:
        """End a block: a blank line, unless there is one already."""
        if not self._blank:
            self._write("\n")
            self._number += 1
            self._blank = True

    def page(self, label: str | None) -> None:
        """Begin a page; every page has to be begun, the first as well."""
        if self._starts:
            # A form feed ends a line of its own: the lines before and after it count.
            self._write("\f")
            self._number += 1
            self._blank = True
        self._starts.append((self._length, label))

    def text(self) -> str:
        return "".join(self._parts)

    def given(self, labels: tuple[str | None, ...] = ()) -> Given:
        """What was told. ``labels``, one a page, replace those that the pages were begun with."""
        edges = [start for start, _ in self._starts] + [self._length]
        names = labels or tuple(label for _, label in self._starts)
        pages = tuple(
            Page(label, Span(start, end)) for label, start, end in zip(names, edges, edges[1:], strict=False)
        )
        if pages and pages[0].span.start:
            pages = (Page(pages[0].label, Span(0, pages[0].span.end)), *pages[1:])
        return Given(dict(self._lines), pages)

    def _write(self, words: str) -> None:
        self._parts.append(words)
        self._length += len(words)


# What splits lines, here or in the libraries of others, and what no text holds.
# U+2028 after a hyphen stays: in a table's cell it stands for the break inside a cut word.
_BREAKS = re.compile(r"(?:[\n\r\f\v\x1c-\x1e\x85\u2029\x00]|(?<![-\u2010\u00ad])\u2028)+")
