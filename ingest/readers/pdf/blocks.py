"""The rows of a column put together to blocks: paragraphs, list items, headings.

A block ends where the gap widens, the type changes, a line is indented as first lines
are, a list mark stands, or a line stops short although the next word had room on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.lines import Row, Word
from ingest.structure import marks

_WIDER = 1.28  # times the usual distance of lines: a gap between blocks
_OTHER_SIZE = 0.07  # of the type size
_BODY_SHARE = 0.25  # of the commonest type's letters: type that much is set in is no heading's
_INDENT = 0.8  # of the type size
_SYMBOL_FONT = re.compile(r"wingdings|symbol|dingbats|webdings|zapf", re.IGNORECASE)
_ALWAYS_BULLET = re.compile(r"^[•◦■▪●○‣∙]\s")
_GLUED_BULLET = re.compile(r"^[•◦■▪●○‣](?=\w)")
_NOTE_MARK = re.compile(r"^(?:\d{1,3}|[*†‡§¶]{1,3}|[a-z])$")


@dataclass(frozen=True, slots=True)
class Style:
    """What most letters of a document look like."""

    size: float
    bold: bool
    leading: float  # from one baseline to the next, in type sizes


@dataclass(frozen=True, slots=True)
class Column:
    """The edges that a column's lines keep to."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together."""

    rows: tuple[Row, ...]
    column: Column
    gap: float = 0.0  # above it, in type sizes; large at the head of a column

    @property
    def text(self) -> str:
        return " ".join(row.text for row in self.rows)

    @property
    def size(self) -> float:
        return self.rows[0].size if len(self.rows) == 1 else median(row.size for row in self.rows)

    @property
    def bold(self) -> bool:
        return all(row.bold for row in self.rows)

    @property
    def x0(self) -> float:
        return min(row.x0 for row in self.rows)

    @property
    def x1(self) -> float:
        return max(row.x1 for row in self.rows)

    @property
    def top(self) -> float:
        return self.rows[0].top

    @property
    def bottom(self) -> float:
        return self.rows[-1].bottom


def body_style(columns: Sequence[Sequence[Row]]) -> Style:
    """The type that most letters are set in."""
    weights: Counter[tuple[float, bool]] = Counter()
    for row in (row for column in columns for row in column):
        weights[round(row.size * 2) / 2, row.bold] += len(row.text)
    if not weights:
        return Style(10.0, False, 1.2)
    # A reference list can hold more letters than the text, and is smaller.
    most = max(weights.values())
    size, bold = max(key for key, weight in weights.items() if weight >= _BODY_SHARE * most)
    steps = [
        (a.y - b.y) / size
        for column in columns
        for a, b in pairwise(column)
        if abs(a.size - size) < 0.6 and abs(b.size - size) < 0.6 and 0.8 * size < a.y - b.y < 2.5 * size
    ]
    return Style(size, bold, _usual(steps) if steps else 1.2)


def _usual(steps: Sequence[float]) -> float:
    """The commonest step; of several as common the smallest."""
    counts = Counter(round(step * 20) / 20 for step in steps)
    most = max(counts.values())
    return min(step for step, count in counts.items() if count >= 0.6 * most)


def make_blocks(rows: Sequence[Row], style: Style, column: Column) -> list[Block]:
    """Cut one column's rows into blocks."""
    rows = [_with_plain_bullet(row) for row in rows]
    if not rows:
        return []
    leading = _leading(rows, style)
    edges = _right_edges(rows, column, leading)
    hanging, outer = _hanging(rows, column), min(row.x0 for row in rows)
    found: list[Block] = []
    current: list[Row] = []
    above = 9.0
    for number, row in enumerate(rows):
        after = rows[number + 1] if number + 1 < len(rows) else None
        here = replace(column, right=edges[number])
        entry = hanging and row.x0 < outer + 2
        if current and (entry or _breaks(current, row, after, here, leading)):
            found.append(Block(tuple(current), column, above))
            above = (current[-1].y - row.y) / row.size
            current = []
        current.append(row)
    found.append(Block(tuple(current), column, above))
    return found


def ends_full(block: Block) -> bool:
    """Whether the last line runs to the edge of its column, as one does that goes on elsewhere."""
    row = block.rows[-1]
    return row.x1 >= block.column.right - 0.12 * (block.column.right - block.column.left)


def edges_of(rows: Sequence[Row], style: Style) -> Column:
    """Left: where most lines begin; right: as far as full lines go."""
    if not rows:
        return Column(0.0, 0.0)
    own = [row for row in rows if abs(row.size - style.size) < 0.6] or list(rows)
    starts = Counter(round(row.x0) for row in own)
    most = max(starts.values())
    left = min(x for x, count in starts.items() if count >= 0.34 * most)
    ends = sorted(row.x1 for row in own)
    return Column(float(left), ends[min(len(ends) - 1, int(0.95 * len(ends)))])


def _leading(rows: Sequence[Row], style: Style) -> float:
    """The usual distance of this column's lines, in type sizes."""
    steps = [
        (a.y - b.y) / a.size
        for a, b in pairwise(rows)
        if abs(a.size - b.size) < 0.6 and 0.8 < (a.y - b.y) / a.size < 2.2
    ]
    return min(_usual(steps), 1.15 * style.leading) if len(steps) >= 6 else style.leading


def _right_edges(rows: Sequence[Row], column: Column, leading: float) -> list[float]:
    """How far right the lines go around each row: less than the column where they are set in."""
    edges: list[float] = []
    run: list[Row] = []
    for row in [*rows, None]:
        near = bool(run) and row is not None and _runs_on(run[-1], row, leading)
        if run and not near:
            edges += [_right_edge(run, column)] * len(run)
            run = []
        if row is not None:
            run.append(row)
    return edges


def _runs_on(above: Row, row: Row, leading: float) -> bool:
    step = (above.y - row.y) / max(above.size, row.size)
    return 0.3 < step <= _WIDER * leading and abs(above.size - row.size) <= _OTHER_SIZE * row.size


def _right_edge(run: Sequence[Row], column: Column) -> float:
    right = max(row.x1 for row in run)
    at_edge = sum(row.x1 >= right - 0.3 * row.size for row in run)
    set_in = min(row.x0 for row in run) > column.left + run[0].size
    return right if at_edge >= 2 or (set_in and len(run) > 1) else max(right, column.right)


def _breaks(current: Sequence[Row], row: Row, after: Row | None, column: Column, leading: float) -> bool:
    """Whether a row begins a new block; ``column`` has the edges of the lines around it."""
    last, first = current[-1], current[0]
    step = (last.y - row.y) / max(last.size, row.size)
    goes_on = row.text[:1].islower() and not marks.ends_sentence(last.text)
    if step > _WIDER * leading or step < 0.3:
        return not (goes_on and step <= 1.6 * leading and abs(last.size - row.size) < 0.1 * row.size)
    resized = abs(last.size - row.size) > _OTHER_SIZE * max(last.size, row.size)
    reweighted = last.bold != row.bold and (all(r.bold for r in current) or row.bold)
    if (resized or reweighted) and not (goes_on and _full(last, row, column)):
        return True
    if _begins_item(current, row, column) or _begins_note(current, row):
        return True
    em = row.size
    if len(current) > 1 and first.x0 < current[1].x0 - _INDENT * em and row.x0 <= first.x0 + 0.3 * em:
        return True  # a hanging indent ends: the next item or entry
    if row.x0 - last.x0 > _INDENT * em and not goes_on:
        return not _hangs(current, row, after, column)
    if goes_on:
        return False
    if _is_item(first) and len(current) == 1 and row.x0 <= first.x0 + 0.3 * em:
        return not _full(last, row, column) or marks.ends_sentence(last.text)
    if not _full(last, row, column):
        return marks.ends_sentence(last.text) or column.right - last.x1 > 0.3 * (column.right - column.left)
    return False


def _hangs(current: Sequence[Row], row: Row, after: Row | None, column: Column) -> bool:
    """Whether an indented row is the second line of an item or entry, not a paragraph's first."""
    last = current[-1]
    under = bool(marks.list_marker(last.text)) and abs(row.x0 - last.words[1].x0) < 0.5 * row.size
    if len(current) > 1 or not (under or _full(last, row, column)):
        return False
    return not marks.ends_sentence(last.text) or after is None or after.x0 >= row.x0 - 0.3 * row.size


def _hanging(rows: Sequence[Row], column: Column) -> bool:
    """Whether a column is a list of entries with hanging indents, as reference lists are.

    There, an indented line follows one that was full; where first lines are indented
    it follows one that ended a sentence short of the edge.
    """
    outer = min((row.x0 for row in rows), default=0.0)
    indented = [(a, b) for a, b in pairwise(rows) if a.x0 < outer + 2 and b.x0 > outer + _INDENT * b.size]
    full = sum(_full(a, b, column) and not marks.ends_sentence(a.text) for a, b in indented)
    return len(indented) >= 3 and len(indented) >= 0.2 * len(rows) and full >= 0.7 * len(indented)


def _full(last: Row, row: Row, column: Column) -> bool:
    """Whether the next line's first word had no room on the line before it."""
    first = row.words[0]
    return last.x1 + (first.x1 - first.x0) + 0.35 * row.size > column.right - 0.02 * (
        column.right - column.left
    )


def _is_item(row: Row) -> bool:
    return bool(marks.list_marker(row.text))


def _begins_item(current: Sequence[Row], row: Row, column: Column) -> bool:
    marker = marks.list_marker(row.text)
    if not marker:
        return False
    if _ALWAYS_BULLET.match(row.text):
        return True
    last, first = current[-1], current[0]
    number = marks.list_number(row.text)
    beside = marks.list_marker(first.text) and abs(first.x0 - row.x0) < 0.6 * row.size
    if number is not None:
        before = marks.list_number(first.text)
        return before == number - 1 or (
            number == 1 and (marks.ends_sentence(last.text) or not _full(last, row, column))
        )
    # A dash or a letter at the start of a line may have got there by wrapping.
    ended = marks.ends_sentence(last.text) or not _full(last, row, column)
    return (bool(beside or row.x0 > last.x0 + _INDENT * row.size) and (bool(beside) or ended)) or ended


def _begins_note(current: Sequence[Row], row: Row) -> bool:
    """Whether a raised mark opens the row, as one opens the next footnote."""
    mark = row.words[0]
    raised = mark.size < 0.86 * row.size and mark.y > row.y + 0.1 * row.size
    glued = re.match(r"^(\d{1,3}|[*†‡§¶]{1,3})(?=[A-Z‘“\"(])", mark.text)
    return bool(raised and _NOTE_MARK.match(mark.text)) or bool(
        glued and re.match(r"^(\d{1,3}|[*†‡§¶]{1,3})", current[0].text)
    )


def _with_plain_bullet(row: Row) -> Row:
    """A list mark from a symbol font, whatever letter stands for it there, is a bullet."""
    first = row.words[0]
    if _GLUED_BULLET.match(first.text):
        mark, word = replace(first, text=first.text[0]), replace(first, text=first.text[1:])
        return replace(row, words=(mark, word, *row.words[1:]))
    private = len(first.text) == 1 and "\ue000" <= first.text <= "\uf8ff"
    if len(row.words) > 1 and len(first.text) == 1 and (private or _SYMBOL_FONT.search(first.font)):
        if not (first.text.isdigit() or first.text in "•◦■▪●○‣∙·*–—-+"):
            bullet: Word = replace(first, text="•")
            return replace(row, words=(bullet, *row.words[1:]))
    return row
