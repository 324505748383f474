"""Reading order: a page cut into zones of one column each by the white space between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.pdf.drawn import Piece

_NARROWEST = 0.75  # of the type size: the white space between two columns
_FEWEST_ROWS = 4  # on either side of it
_WORDS_A_ROW = 3.0  # columns of prose have more, columns of a table fewer
_FILLED = 0.7  # of the column's width: how far lines of prose run
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Gutter:
    """White space that runs down between columns."""

    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Band:
    """Pieces on one baseline."""

    pieces: tuple[Piece, ...]
    y: float
    size: float

    @property
    def top(self) -> float:
        return self.y + 0.72 * self.size

    @property
    def bottom(self) -> float:
        return self.y - 0.2 * self.size

    def empty(self, x0: float, x1: float, narrowest: float) -> list[tuple[float, float]]:
        """The white stretches between two edges."""
        found, position = [], x0
        for piece in self.pieces:
            if piece.x0 - position >= narrowest:
                found.append((position, piece.x0))
            position = max(position, piece.x1)
        if x1 - position >= narrowest:
            found.append((position, x1))
        return found


def zones(pieces: Sequence[Piece], depth: int = 0) -> list[tuple[Piece, ...]]:
    """Cut a page's pieces into single columns, in the order they are read."""
    if not pieces:
        return []
    gutter = None if depth >= _DEEPEST else _best_gutter(pieces)
    if gutter is None:
        return [tuple(pieces)]
    above = [p for p in pieces if p.y > gutter.top]
    below = [p for p in pieces if p.y < gutter.bottom]
    inside = [p for p in pieces if gutter.bottom <= p.y <= gutter.top]
    left = [p for p in inside if (p.x0 + p.x1) / 2 < gutter.middle]
    right = [p for p in inside if (p.x0 + p.x1) / 2 >= gutter.middle]
    found: list[tuple[Piece, ...]] = []
    for part in (above, left, right, below):
        found += zones(part, depth + 1)
    return found


def bands(pieces: Sequence[Piece]) -> list[Band]:
    """Pieces by their baselines, from the top down."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.y):
        if groups and groups[-1][0].y - piece.y <= 0.3 * min(groups[-1][0].size, piece.size):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [
        Band(
            tuple(sorted(group, key=lambda p: p.x0)),
            median(p.y for p in group),
            max(p.size for p in group),
        )
        for group in groups
    ]


def _best_gutter(pieces: Sequence[Piece]) -> Gutter | None:
    """The gutter with most text on both sides that parts columns of prose."""
    rows = bands(pieces)
    if len(rows) < 2 * _FEWEST_ROWS - 2:
        return None
    size = median(p.size for p in pieces for _ in range(min(len(p.text), 8)))
    x0, x1 = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    best: tuple[float, Gutter] | None = None
    for gutter, first, last in _gutters(rows, x0, x1, _NARROWEST * size):
        inside = [p for row in rows[first : last + 1] for p in row.pieces]
        weight = _weight(inside, gutter, size)
        if weight and (best is None or weight > best[0]):
            best = (weight, gutter)
    return best[1] if best else None


def _gutters(rows: Sequence[Band], x0: float, x1: float, narrowest: float) -> list[tuple[Gutter, int, int]]:
    """White stretches that run down over several rows, each as far as it goes."""
    found: list[tuple[Gutter, int, int]] = []
    running: list[tuple[float, float, int]] = []  # edges, and the row it began at
    for number, row in enumerate(rows):
        white = row.empty(x0, x1, narrowest)
        following: dict[tuple[float, float], int] = dict.fromkeys(white, number)
        for left, right, first in running:
            narrowed = [(max(left, a), min(right, b)) for a, b in white]
            narrowed = [(a, b) for a, b in narrowed if b - a >= narrowest]
            for edges in narrowed:
                following[edges] = min(first, following.get(edges, number))
            if (left, right) not in narrowed:
                found.append(_gutter(rows, left, right, first, number - 1))
        running = [(a, b, first) for (a, b), first in following.items()]
        if len(running) > 60:
            # A page of scattered marks: the longest are kept, the rest cannot be columns.
            running = sorted(running, key=lambda run: run[2])[:60]
    found += [_gutter(rows, *old, len(rows) - 1) for old in running]
    return [each for each in found if each[2] - each[1] + 1 >= _FEWEST_ROWS]


def _gutter(
    rows: Sequence[Band], left: float, right: float, first: int, last: int
) -> tuple[Gutter, int, int]:
    return Gutter(left, right, rows[first].top, rows[last].bottom), first, last


def _weight(inside: Sequence[Piece], gutter: Gutter, size: float) -> float:
    """How much speaks for two columns: rows on the poorer side; 0 where it is not prose on both."""
    sides = (
        [p for p in inside if p.x1 <= gutter.middle],
        [p for p in inside if p.x0 >= gutter.middle],
    )
    counts = []
    for side in sides:
        rows = bands(side)
        if len(rows) < _FEWEST_ROWS or not _is_prose(rows, size):
            return 0.0
        counts.append(len(rows))
    return min(counts) + min(gutter.x1 - gutter.x0, 40) / 100


def _is_prose(rows: Sequence[Band], size: float) -> bool:
    """Whether lines run on to the edge of their column, as those of a table's cells do not."""
    left, right = min(r.pieces[0].x0 for r in rows), max(p.x1 for r in rows for p in r.pieces)
    width = right - left
    if width < 6 * size:
        return False
    shares = sorted((max(p.x1 for p in row.pieces) - left) / width for row in rows)
    words = sum(len(_text(row).split()) for row in rows) / len(rows)
    full = sum(share >= _FILLED for share in shares) / len(shares)
    return words >= _WORDS_A_ROW and full >= 0.5


def _text(row: Band) -> str:
    """The row's words, roughly: enough to count them."""
    parts = []
    for before, piece in zip((None, *row.pieces), row.pieces, strict=False):
        gap = piece.x0 - before.x1 if before else 0.0
        parts.append((" " if piece.spaced or gap > 0.15 * piece.size else "") + piece.text)
    return "".join(parts)
