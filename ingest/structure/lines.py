"""A text as lines that know their offsets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.types import Span

_LINE = re.compile(r"[^\r\n\f]*")
_BREAK = re.compile(r"\r\n|\n|\r|\f")

# Text files wrapped by hand or by a program keep within this many characters a line.
_WIDEST_WRAP = 120
_NARROWEST_WRAP = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``span`` leaves out the white space around it and the line break."""

    index: int
    span: Span
    raw: str  # with its indent and its tabs, without the line break
    after_form_feed: bool = False

    @property
    def text(self) -> str:
        return self.raw.strip()

    @property
    def blank(self) -> bool:
        return not self.raw.strip()

    @property
    def indent(self) -> int:
        expanded = self.raw.expandtabs(4)
        return len(expanded) - len(expanded.lstrip())


def split_lines(text: str) -> tuple[Line, ...]:
    """All lines of ``text`` in order; a form feed ends a line and marks the next one."""
    lines: list[Line] = []
    position, fed = 0, False
    while position <= len(text):
        body = _LINE.match(text, position)
        assert body is not None  # the pattern matches the empty string
        raw = body.group()
        start = position + len(raw) - len(raw.lstrip())
        end = max(start, position + len(raw.rstrip()))
        lines.append(Line(len(lines), Span(start, end), raw, fed))
        gap = _BREAK.match(text, body.end())
        if gap is None:
            break
        fed = gap.group() == "\f" or (fed and not raw.strip())
        position = gap.end()
    return tuple(lines)


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width paragraphs are wrapped at, in characters; None where a line is a paragraph.

    Wrapped text has many full lines that are followed at once by another line,
    and hardly one that is longer.
    """
    lengths = sorted(len(line.raw.rstrip()) for line in lines if not line.blank)
    if not lengths:
        return None
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.97))]
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return None
    full = sum(
        1
        for line, following in itertools.pairwise(lines)
        if len(line.raw.rstrip()) >= 0.7 * width and not following.blank
    )
    return width if full >= max(2, 0.2 * len(lengths)) else None
