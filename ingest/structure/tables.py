"""Tables: header, group rows, columns, and what each cell stands under."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.direction import heading_direction
from ingest.structure.marks import plain
from ingest.structure.told import Role
from ingest.structure.units import Unit
from ingest.types import Cell, Direction, Span

_YEAR = re.compile(r"\b(?:18|19|20)\d\d[a-z]?\b")
_ROW_HEADS = re.compile(
    r"\b(?:stud(?:y|ies)|authors?|sources?|references?|papers?|articles?|publications?|themes?|topics?|"
    r"domains?|areas?|categor(?:y|ies)|dimensions?|sites?|cases?|schemes?|projects?|services?|levels?|factors?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read. ``role`` is "header", "group", "data" or "form"."""

    unit: Unit
    role: str
    cells: tuple[Cell, ...] = ()
    row_header: Span | None = None


def read_rows(
    text: str, units: Sequence[Unit], columns: tuple[str, ...], captioned: bool, ruled: bool
) -> tuple[tuple[str, ...], list[Row]]:
    """Read the rows of one run of a table.

    ``columns`` are the headings of the table this run continues, empty for a new
    one; ``ruled`` says that a line is drawn under the first row. Returns the
    columns in force and the rows in order.
    """
    filled = [[bool(len(cell)) for cell in unit.cells] for unit in units]
    width = max(len(row) for row in filled)
    if _is_form(filled, captioned, columns, [unit.cells[0].of(text) for unit in units]):
        return (), [Row(unit, "form") for unit in units]
    rows: list[Row] = []
    start = 0
    told = 0
    while told < len(units) and units[told].role is Role.HEADER_ROW:
        told += 1
    first = tuple(plain(cell.of(text)) for cell in units[0].cells)
    if told > 1:
        columns, start = _under_each_other(text, units[:told]), told
        rows.extend(Row(unit, "header") for unit in units[:told])
    elif first == columns or (not columns and _is_header(first, filled[0], captioned, ruled, units)):
        columns, start = first, 1
        rows.append(Row(units[0], "header"))
    groups = _group_rows(text, units[start:], filled[start:], width)
    keyed = not groups and _first_column_names_rows(columns, text, units[start:])
    header: Span | None = None
    for number, unit in enumerate(units[start:]):
        if number in groups:
            header = unit.cells[0]
            rows.append(Row(unit, "group", row_header=header))
            continue
        cells = [
            Cell(cell, _at(columns, column), heading_direction(_at(columns, column)))
            for column, cell in enumerate(unit.cells)
            if len(cell) and not (keyed and column == 0)
        ]
        if keyed and len(unit.cells[0]):
            header = unit.cells[0]
        rows.append(Row(unit, "data", tuple(cells), header))
    return columns, rows


def _under_each_other(text: str, headers: Sequence[Unit]) -> tuple[str, ...]:
    """The columns' headings where they take several rows: "Helps" over two columns heads both."""
    rows = [[plain(cell.of(text)) for cell in unit.cells] for unit in headers]
    width = max(map(len, rows))
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    for row, below in itertools.pairwise(rows):
        for column in range(1, width):
            row[column] = row[column] or (row[column - 1] if below[column] else "")
    return tuple(": ".join(part for part in column if part) for column in zip(*rows, strict=True))


def _at(columns: Sequence[str], column: int) -> str:
    return columns[column] if column < len(columns) else ""


def _is_form(
    filled: Sequence[Sequence[bool]], captioned: bool, columns: Sequence[str], labels: Sequence[str]
) -> bool:
    """Rows that ask and do not tell: labels whose other cells are empty."""
    if columns or captioned or len(filled) < 3:
        return False
    empty = sum(sum(row) <= 1 for row in filled)
    return empty >= 0.8 * len(filled) and not any(_YEAR.search(label) for label in labels)


def _is_header(
    first: Sequence[str],
    filled: Sequence[bool],
    captioned: bool,
    ruled: bool,
    units: Sequence[Unit],
) -> bool:
    if sum(filled) < 2 and not (ruled and any(filled)):
        return False
    if ruled:
        return True
    short = all(len(cell.split()) <= 12 and not re.search(r"\.$", cell) for cell in first)
    directed = any(heading_direction(cell) is not Direction.NONE for cell in first)
    following = [plain(unit.text) for unit in units[1:4]]
    longer = sum(len(words) for words in following) > sum(map(len, first)) * max(1, len(following)) * 0.8
    return short and bool(following) and (captioned or directed or longer)


def _group_rows(text: str, units: Sequence[Unit], filled: Sequence[Sequence[bool]], width: int) -> set[int]:
    """Rows that name what the rows under them are about.

    Only their first cell is filled. So is a row's whose second column has run
    dry; a table whose groups are studies tells them by the year.
    """
    if width < 2:
        return set()
    alone = [n for n, row in enumerate(filled) if row and row[0] and not any(row[1:])]
    dated = [n for n in alone if _YEAR.search(units[n].cells[0].of(text))]
    if dated:
        return set(dated)
    if alone and alone[0] == 0 and alone[-1] != len(units) - 1 and len(alone) < len(units):
        return set(alone)
    return set()


def _first_column_names_rows(columns: Sequence[str], text: str, units: Sequence[Unit]) -> bool:
    if len(columns) < 2 or heading_direction(columns[0]) is not Direction.NONE:
        return False
    if _ROW_HEADS.search(columns[0]) or not columns[0]:
        return True
    names = [plain(unit.cells[0].of(text)) for unit in units if len(unit.cells[0])]
    short = [name for name in names if len(name.split()) <= 8]
    return len(names) > 1 and len(short) >= 0.8 * len(names) and len(set(names)) == len(names)
