"""Where on a page the tables are: between ruling lines, under a caption, or by cells that line up.

To miss a table costs its columns; to invent one from prose costs the reading order. So a
table without lines or caption must show many short cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.columns import Band, bands
from ingest.readers.pdf.drawn import Area, Piece
from ingest.readers.pdf.grids import Table, read_grid
from ingest.readers.pdf.lines import make_rows
from ingest.structure import marks

_SAME_EDGE = 8.0  # points
_LONGEST_GAP = 3.2  # type sizes between a caption and its table, or between rows
_SHORT_CELL = 5.0  # words, on average
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}")


def ruled_tables(pieces: Sequence[Piece], rules: Sequence[Area]) -> list[tuple[Table, tuple[Piece, ...]]]:
    """Tables between level ruling lines of one width, each with the pieces it is made of."""
    found: list[tuple[Table, tuple[Piece, ...]]] = []
    taken: set[Piece] = set()
    for lines in _ruled_areas(pieces, _joined(rules)):
        area = Area(lines[0].x0 - 2, lines[-1].y0, lines[0].x1 + 2, lines[0].y1)
        own = [p for p in pieces if area.holds(p) and p not in taken]
        if not own:
            continue
        table = read_grid(own, rules)
        if table is None or (len(lines) < 3 and not _upright_inside(rules, area) and _is_columns(own, table)):
            continue
        found.append((table, tuple(own)))
        taken.update(own)
    return found


def captioned_tables(pieces: Sequence[Piece]) -> list[tuple[Table, tuple[Piece, ...]]]:
    """Tables without lines, under their captions."""
    found: list[tuple[Table, tuple[Piece, ...]]] = []
    lines = bands(pieces)
    for number, line in enumerate(lines):
        rows = make_rows(line.pieces)
        caption = marks.caption(rows[0].text) if rows else None
        if caption is None or caption[0] not in ("table", "exhibit"):
            continue
        own = _below_caption(lines, number)
        if own and (table := read_grid(own, ())) is not None and _regular(table):
            found.append((table, tuple(own)))
    return found


def aligned_tables(pieces: Sequence[Piece]) -> list[tuple[Table, tuple[Piece, ...]]]:
    """Tables with neither lines nor caption: runs of lines whose short cells stand under each other."""
    found: list[tuple[Table, tuple[Piece, ...]]] = []
    run: list[Band] = []
    for line in [*bands(pieces), None]:
        if line is not None and _has_cells(line) and (not run or run[-1].y - line.y <= 2.6 * line.size):
            run.append(line)
            continue
        if len(run) >= 3:
            own = [piece for each in run for piece in each.pieces]
            table = read_grid(own, (), sure=False)
            if table is not None and _is_plainly_one(table):
                found.append((table, tuple(own)))
        run = [line] if line is not None and _has_cells(line) else []
    return found


# -- ruling lines ----------------------------------------------------------------------


def _joined(rules: Sequence[Area]) -> list[Area]:
    """Level lines from the top down, the parts of one line put together."""
    found: list[Area] = []
    level = (rule for rule in rules if rule.height <= 2.5 < rule.width)
    for rule in sorted(level, key=lambda r: (-round(r.y0), r.x0)):
        last = found[-1] if found else None
        if last and abs(last.y0 - rule.y0) <= 1.5 and rule.x0 <= last.x1 + 3:
            found[-1] = Area(min(last.x0, rule.x0), last.y0, max(last.x1, rule.x1), last.y1)
        else:
            found.append(rule)
    return found


def _ruled_areas(pieces: Sequence[Piece], lines: Sequence[Area]) -> list[list[Area]]:
    """Runs of level lines of one width with no plain text between them."""
    groups: list[list[Area]] = []
    for line in lines:
        if line.width < 60:
            continue
        for group in groups:
            same = abs(group[0].x0 - line.x0) <= _SAME_EDGE and abs(group[0].x1 - line.x1) <= _SAME_EDGE
            if same and not _text_between(pieces, group[-1], line):
                group.append(line)
                break
        else:
            groups.append([line])
    return sorted((group for group in groups if len(group) > 1), key=len, reverse=True)


def _text_between(pieces: Sequence[Piece], above: Area, below: Area) -> bool:
    """Whether what stands between two lines is running text, or wider than they are."""
    inside = [p for p in pieces if below.y0 < p.y < above.y0]
    wide = [p for p in inside if p.x1 < above.x0 - 4 or p.x0 > above.x1 + 4]
    if wide:
        return True
    rows = bands(inside)
    if len(rows) < 3:
        return False
    full = 0
    for row in rows:
        gaps = [b.x0 - a.x1 for a, b in pairwise(row.pieces)]
        runs = row.pieces[-1].x1 - row.pieces[0].x0 >= 0.75 * above.width
        full += runs and max(gaps, default=0.0) < 1.1 * row.size
    return full >= 0.6 * len(rows)


def _upright_inside(rules: Sequence[Area], area: Area) -> bool:
    return any(
        rule.width <= 2.5 < rule.height
        and area.x0 + 6 < rule.x0 < area.x1 - 6
        and rule.y0 < area.y1
        and rule.y1 > area.y0
        for rule in rules
    )


def _is_columns(pieces: Sequence[Piece], table: Table) -> bool:
    """Whether an area between two lines is a page of prose in columns."""
    width = len(table.rows[0])
    words = [len(cell.text.split()) for row in table.rows for cell in row if cell.lines]
    return len(bands(pieces)) > 12 and width <= 3 and median(words) > 8


# -- without lines ---------------------------------------------------------------------


def _below_caption(lines: Sequence[Band], number: int) -> list[Piece]:
    """The pieces of a table under its caption: as far as lines keep clear of its gutters."""
    start = number + 1
    caption = lines[number]
    while start < len(lines) and not _has_cells(lines[start]) and start - number <= 3:
        start += 1  # the caption's own second line
    if start >= len(lines) or not _has_cells(lines[start]):
        return []
    if start > number + 1 and caption.y - lines[start].y > 4 * _LONGEST_GAP * caption.size:
        return []
    taken: list[Band] = []
    plain = 0
    for line in lines[start:]:
        if taken and taken[-1].y - line.y > _LONGEST_GAP * max(line.size, 8):
            break
        rows = make_rows(line.pieces)
        if rows and marks.caption(rows[0].text):
            break
        plain = 0 if _has_cells(line) else plain + 1
        taken.append(line)
        if plain > 3:
            break
    while taken and not _has_cells(taken[-1]) and not _short(taken[-1], taken):
        taken.pop()
    first_plain = next((i for i, line in enumerate(taken) if _is_sentence_line(line, taken)), len(taken))
    return [piece for line in taken[:first_plain] for piece in line.pieces]


def _has_cells(line: Band) -> bool:
    """Whether a gap in the line is too wide for one between words."""
    return any(b.x0 - a.x1 >= 1.4 * line.size for a, b in pairwise(line.pieces))


def _short(line: Band, others: Sequence[Band]) -> bool:
    left = min(each.pieces[0].x0 for each in others)
    right = max(piece.x1 for each in others for piece in each.pieces)
    return line.pieces[-1].x1 - left < 0.55 * (right - left)


def _is_sentence_line(line: Band, others: Sequence[Band]) -> bool:
    """A line without cells that runs over the whole width: text after the table."""
    return not _has_cells(line) and not _short(line, others) and len(line.pieces) > 5


def _regular(table: Table) -> bool:
    """Whether most rows fill more than one cell."""
    filled = [sum(bool(cell.lines) for cell in row) for row in table.rows]
    return sum(count >= 2 for count in filled) >= 0.5 * len(filled)


def _is_plainly_one(table: Table) -> bool:
    cells = [cell for row in table.rows for cell in row if cell.lines]
    words = sum(len(cell.text.split()) for cell in cells) / len(cells)
    width = len(table.rows[0])
    filled = [sum(bool(cell.lines) for cell in row) for row in table.rows]
    if len(table.rows) < 3 or words > _SHORT_CELL or sum(n == width for n in filled) < 0.6 * len(filled):
        return False
    if any(_LEADERS.search(cell.text) for cell in cells):
        return False
    first = [row[0].text for row in table.rows]
    if any(marks.list_marker(text + " x") for text in first):
        return False
    last = [row[-1].text for row in table.rows]
    # Titles with a page number each are a contents list.
    return width > 2 or not all(re.fullmatch(r"\d{1,4}|[ivxlc]+|", text) for text in last)
