"""The rows of a column put together to blocks: paragraphs, list items, headings.

A block ends where the gap widens, the type changes, a line is indented as first lines
are, a list mark stands, or a line stops short although the next word had room on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.readers.pdf.lines import Row, Word
from ingest.structure import marks

_WIDER = 1.28  # times the usual distance of lines: a gap between blocks
_OTHER_SIZE = 0.07  # of the type size
_INDENT = 0.8  # of the type size
_SYMBOL_FONT = re.compile(r"wingdings|symbol|dingbats|webdings|zapf", re.IGNORECASE)
_ALWAYS_BULLET = re.compile(r"^[•◦■▪●○‣∙]\s")
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
    size, bold = max(weights, key=lambda key: weights[key])
    steps = [
        (a.y - b.y) / size
        for column in columns
        for a, b in zip(column, column[1:], strict=False)
        if abs(a.size - size) < 0.6 and abs(b.size - size) < 0.6 and 0.8 * size < a.y - b.y < 2.5 * size
    ]
    return Style(size, bold, _usual(steps) if steps else 1.2)


def _usual(steps: Sequence[float]) -> float:
    """The commonest step; of several as common the smallest."""
    counts = Counter(round(step * 20) / 20 for step in steps)
    most = max(counts.values())
    return min(step for step, count in counts.items() if count >= 0.6 * most)


def make_blocks(rows: Sequence[Row], style: Style) -> list[Block]:
    """Cut one column's rows into blocks."""
    rows = [_with_plain_bullet(row) for row in rows]
    if not rows:
        return []
    column = _edges(rows, style)
    leading = _leading(rows, style)
    found: list[Block] = []
    current: list[Row] = []
    above = 9.0
    for number, row in enumerate(rows):
        after = rows[number + 1] if number + 1 < len(rows) else None
        if current and _breaks(current, row, after, column, leading):
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


def _edges(rows: Sequence[Row], style: Style) -> Column:
    """Left: where most lines begin; right: as far as full lines go."""
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
        for a, b in zip(rows, rows[1:], strict=False)
        if abs(a.size - b.size) < 0.6 and 0.8 < (a.y - b.y) / a.size < 2.2
    ]
    return min(_usual(steps), 1.15 * style.leading) if len(steps) >= 6 else style.leading


def _breaks(current: Sequence[Row], row: Row, after: Row | None, column: Column, leading: float) -> bool:
    """Whether a row begins a new block."""
    last, first = current[-1], current[0]
    step = (last.y - row.y) / max(last.size, row.size)
    goes_on = row.text[:1].islower() and not marks.ends_sentence(last.text)
    if step > _WIDER * leading or step < 0.3:
        return not (goes_on and step <= 1.6 * leading and abs(last.size - row.size) < 0.1 * row.size)
    if abs(last.size - row.size) > _OTHER_SIZE * max(last.size, row.size) and not goes_on:
        return True
    if last.bold != row.bold and (all(r.bold for r in current) or row.bold) and not goes_on:
        return True
    if _begins_item(current, row, column):
        return True
    if _begins_note(current, row):
        return True
    em = row.size
    indent = row.x0 - last.x0
    if len(current) > 1 and first.x0 < current[1].x0 - _INDENT * em and row.x0 <= first.x0 + 0.3 * em:
        return True  # a hanging indent ends: the next item or entry
    if indent > _INDENT * em and not goes_on:
        hanging = len(current) == 1 and (after is None or after.x0 >= row.x0 - 0.3 * em)
        return not (hanging and (marks.list_marker(first.text) or _full(last, row, column)))
    if goes_on:
        return False
    if _is_item(first) and len(current) == 1 and row.x0 <= first.x0 + 0.3 * em:
        return not _full(last, row, column) or marks.ends_sentence(last.text)
    if not _full(last, row, column):
        return marks.ends_sentence(last.text) or column.right - last.x1 > 0.3 * (column.right - column.left)
    return False


def _full(last: Row, row: Row, column: Column) -> bool:
    """Whether the next line's first word had no room on the line before it."""
    first = row.words[0]
    return last.x1 + (first.x1 - first.x0) + 0.35 * row.size > column.right - 0.02 * (column.right - column.left)


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
        return before == number - 1 or (number == 1 and (marks.ends_sentence(last.text) or not _full(last, row, column)))
    # A dash or a letter at the start of a line may have got there by wrapping.
    ended = marks.ends_sentence(last.text) or not _full(last, row, column)
    return bool(beside or row.x0 > last.x0 + _INDENT * row.size) and (bool(beside) or ended) or ended


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
    private = len(first.text) == 1 and "\ue000" <= first.text <= "\uf8ff"
    if len(row.words) > 1 and len(first.text) == 1 and (private or _SYMBOL_FONT.search(first.font)):
        if not (first.text.isdigit() or first.text in "•◦■▪●○‣∙·*–—-+"):
            bullet: Word = replace(first, text="•")
            return replace(row, words=(bullet, *row.words[1:]))
    return row
