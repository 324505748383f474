"""An area of a page read as a table: its columns by white space or ruling lines, its rows, its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from ingest.readers.pdf.columns import Band, bands
from ingest.readers.pdf.drawn import Area, Piece
from ingest.readers.pdf.lines import make_rows

_NARROWEST = 0.85  # of the type size: white space between columns
_NARROWEST_SURE = 0.5  # where lines or a caption say that it is a table
_WIDEST = 5_000  # points
_TITLED = 0.4  # of all lines may be group rows
_CROSSED = 0.15  # of the lines may run over it: group rows, titles that span columns
_WIDER = 1.3  # times the usual distance of lines: a new row
_MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's lines, from the top down."""

    lines: tuple[str, ...] = ()
    bold: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands on its page."""

    area: Area
    rows: tuple[tuple[Cell, ...], ...]
    headed: bool = False  # the first row is known to head the columns


@dataclass(frozen=True, slots=True)
class _Segment:
    """Pieces of one line that stand close together."""

    pieces: tuple[Piece, ...]

    @property
    def x0(self) -> float:
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        return max(piece.x1 for piece in self.pieces)


def read_grid(pieces: Sequence[Piece], rules: Sequence[Area], sure: bool = True) -> Table | None:
    """The table that the pieces make up, None where they make none.

    ``sure``: lines or a caption say that here is a table, so that narrow columns may be believed.
    """
    lines = bands(pieces)
    if len(lines) < 2:
        return None
    size = median(p.size for p in pieces)
    narrowest = _NARROWEST_SURE if sure else _NARROWEST
    gutters = _ruled_gutters(pieces, rules) or _white_gutters(lines, size, narrowest)
    if not 1 <= len(gutters) < _MOST_COLUMNS:
        return None
    upright = bool(_ruled_gutters(pieces, rules))
    across = _across(pieces, rules, gutters)
    groups = _row_groups(lines, across, strict=upright and len(across) > 2, gutters=gutters)
    rows = [_cells(group, gutters, size) for group in groups]
    rows = [row for row in rows if any(cell.lines for cell in row)]
    if len(rows) < 2:
        return None
    area = Area(
        min(p.x0 for p in pieces),
        min(p.bottom for p in pieces),
        max(p.x1 for p in pieces),
        max(p.top for p in pieces),
    )
    return Table(area, tuple(rows), _is_headed(rows, groups, across))


# -- columns ---------------------------------------------------------------------------


def _white_gutters(lines: Sequence[Band], size: float, narrowest: float) -> list[tuple[float, float]]:
    """Stretches that hardly any line of several cells runs over, between the first and the last column."""
    left = min(line.pieces[0].x0 for line in lines)
    right = max(piece.x1 for line in lines for piece in line.pieces)
    width = int(right - left) + 2
    if width > _WIDEST:
        return []
    parted = [segments for line in lines if len(segments := _segments(line, 0.7 * narrowest * size)) > 1]
    # A line of one segment goes on with one cell, or is a title that runs over several.
    single = [segments for line in lines if len(segments := _segments(line, 0.7 * narrowest * size)) == 1]
    crossed, titled = _coverage(parted, left, width), _coverage(single, left, width)
    most = int(_CROSSED * len(parted)) if len(parted) >= 7 else int(len(parted) >= 4)
    found: list[tuple[float, float]] = []
    start: int | None = None
    for x in range(width):
        if crossed[x] <= most and titled[x] <= _TITLED * len(lines):
            start = x if start is None else start
        elif start is not None:
            if x - start >= narrowest * size and start > 0:
                a, b = _clearest(crossed, start, x)
                found.append((left + a, left + b))
            start = None
    return [gutter for gutter in found if _parts_text(lines, gutter)]


def _clearest(crossed: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The widest part of a gutter that fewest lines run into."""
    fewest = min(crossed[start:end])
    runs = [list(run) for clear, run in groupby(range(start, end), lambda x: crossed[x] == fewest) if clear]
    widest = max(runs, key=len)
    return widest[0], widest[-1] + 1


def _coverage(lines: Sequence[Sequence[_Segment]], left: float, width: int) -> list[int]:
    """How many lines have letters at each point across."""
    crossed = [0] * width
    for segments in lines:
        covered: set[int] = set()
        for segment in segments:
            covered.update(range(max(0, int(segment.x0 - left)), min(width, int(segment.x1 - left) + 1)))
        for x in covered:
            crossed[x] += 1
    return crossed


def _parts_text(lines: Sequence[Band], gutter: tuple[float, float]) -> bool:
    """Whether at least two lines have text on both sides of a gutter, close enough to be one table."""
    middle = (gutter[0] + gutter[1]) / 2
    both = 0
    for line in lines:
        both += line.pieces[0].x1 <= middle and any(piece.x0 >= middle for piece in line.pieces)
    return both >= 2


def _ruled_gutters(pieces: Sequence[Piece], rules: Sequence[Area]) -> list[tuple[float, float]]:
    """Where upright lines part the columns."""
    top, bottom = max(p.top for p in pieces), min(p.bottom for p in pieces)
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    lengths: dict[int, float] = {}
    for rule in rules:
        if rule.width <= 2.5 < rule.height:
            inside = min(rule.y1, top) - max(rule.y0, bottom)
            x = round((rule.x0 + rule.x1) / 2)
            key = next((known for known in lengths if abs(known - x) <= 2), x)
            lengths[key] = lengths.get(key, 0.0) + max(0.0, inside)
    found = sorted(x for x, length in lengths.items() if length >= 0.4 * (top - bottom) and left < x < right)
    return [(x - 0.5, x + 0.5) for x in found]


# -- rows ------------------------------------------------------------------------------


def _across(
    pieces: Sequence[Piece], rules: Sequence[Area], gutters: Sequence[tuple[float, float]]
) -> list[float]:
    """The heights of level lines that run through the table's columns."""
    left, right = gutters[0][0], gutters[-1][1]
    own = [
        rule
        for rule in rules
        if rule.height <= 2.5 < rule.width
        and rule.x0 < right
        and rule.x1 > left
        and min(p.bottom for p in pieces) - 12 <= rule.y0 <= max(p.top for p in pieces) + 12
    ]
    heights: list[float] = []
    for rule in sorted(own, key=lambda r: -r.y0):
        if not heights or heights[-1] - rule.y0 > 2.5:
            heights.append(rule.y0)
    return heights


def _row_groups(
    lines: Sequence[Band], across: Sequence[float], strict: bool, gutters: Sequence[tuple[float, float]]
) -> list[list[Band]]:
    """Lines of text by rows: parted by ruling lines and by wider gaps; ``strict``: by lines only."""
    steps = [a.y - b.y for a, b in pairwise(lines)]
    stretches: list[list[Band]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if any(line.y + 0.3 * line.size < height < before.y + 0.3 * before.size for height in across):
            stretches.append([])
        stretches[-1].append(line)
    if strict:
        return stretches
    near = min((step for step in steps if step > 0.8 * lines[0].size), default=0.0)
    groups: list[list[Band]] = []
    for stretch in stretches:
        if len(stretches) > 1 and stretch is stretches[0] and len(stretch) <= 3:
            groups.append(stretch)  # above the first line: the heading of the columns
            continue
        groups += _by_gaps(stretch, near, gutters, len(stretches) > 3)
    return groups


def _by_gaps(
    stretch: Sequence[Band], near: float, gutters: Sequence[tuple[float, float]], ruled: bool
) -> list[list[Band]]:
    """The rows of a stretch between two lines; ``ruled``: lines part other rows of the table."""
    steps = [a.y - b.y for a, b in pairwise(stretch)]
    wide = [step for step in steps if step > _WIDER * near]
    if wide and len(wide) < len(steps):
        starts = [True] + [step > _WIDER * near for step in steps]
    elif ruled and _wraps(stretch, gutters):
        starts = [True] + [False] * len(steps)
    else:
        starts = [True, *(_begins_row(line, gutters) for line in stretch[1:])]
    groups: list[list[Band]] = []
    for line, begins in zip(stretch, starts, strict=True):
        if begins:
            groups.append([])
        groups[-1].append(line)
    return groups


def _wraps(stretch: Sequence[Band], gutters: Sequence[tuple[float, float]]) -> bool:
    """Whether the lines are those of cells that run over several, not rows of one line each."""
    edges = [(a + b) / 2 for a, b in gutters]
    columns: list[set[int]] = [set() for _ in range(len(edges) + 1)]
    for number, line in enumerate(stretch):
        for piece in line.pieces:
            columns[sum((piece.x0 + piece.x1) / 2 > edge for edge in edges)].add(number)
    filled = [len(column) for column in columns if column]
    if min(filled) < len(stretch):
        return True  # a row of one line each would fill every column on every line
    words = sum(len(line.pieces) for line in stretch) / len(stretch) / len(columns)
    return words > 2.5


def _begins_row(line: Band, gutters: Sequence[tuple[float, float]]) -> bool:
    """A line whose first column is empty goes on with the row above it."""
    return (line.pieces[0].x0 + line.pieces[0].x1) / 2 < gutters[0][1]


# -- cells -----------------------------------------------------------------------------


def _cells(group: Sequence[Band], gutters: Sequence[tuple[float, float]], size: float) -> tuple[Cell, ...]:
    edges = [(a + b) / 2 for a, b in gutters]
    columns: list[list[Piece]] = [[] for _ in range(len(edges) + 1)]
    for line in group:
        for segment in _segments(line, 0.9 * size, gutters):
            middle = segment.x0 + min(segment.x1 - segment.x0, size) / 2
            columns[sum(middle > edge for edge in edges)].extend(segment.pieces)
    cells = []
    for pieces in columns:
        rows = make_rows(pieces)
        cells.append(Cell(tuple(row.text for row in rows), bool(rows) and all(row.bold for row in rows)))
    return tuple(cells)


def _segments(line: Band, gap: float, gutters: Sequence[tuple[float, float]] = ()) -> list[_Segment]:
    """A line's pieces parted at wide gaps, and at gaps that lie in a gutter."""
    groups: list[list[Piece]] = []
    for piece in line.pieces:
        if groups:
            end = max(p.x1 for p in groups[-1])
            white = piece.x0 - end
            in_gutter = any(
                end <= (a + b) / 2 <= piece.x0 and white >= min(0.6 * (b - a), gap) for a, b in gutters
            )
            if white < gap and not in_gutter:
                groups[-1].append(piece)
                continue
        groups.append([piece])
    return [_Segment(tuple(group)) for group in groups]


def _is_headed(
    rows: Sequence[tuple[Cell, ...]], groups: Sequence[Sequence[Band]], across: Sequence[float]
) -> bool:
    """Whether the first row is set in bold, or a line under it is the only one among the rows."""
    first = [cell for cell in rows[0] if cell.lines]
    if len(first) < 2:
        return False
    others = [cell for row in rows[1:] for cell in row if cell.lines]
    bold = all(cell.bold for cell in first) and sum(cell.bold for cell in others) < 0.7 * max(1, len(others))
    inner = [h for h in across if groups[-1][-1].y < h < groups[0][0].y]
    under = [h for h in inner if groups[1][0].y + 0.3 * groups[1][0].size < h]
    return bold or (len(inner) == 1 and len(under) == 1 and len(rows) > 2)
