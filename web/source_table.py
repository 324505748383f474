"""Rows of a source's table as a real table, so that a cell is read under its column's heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.types import BlockKind, Document, Span
from web.source_layout import Item
from web.text import Marks, attribute, inline, span_attribute


@dataclass(frozen=True, slots=True)
class _Row:
    item: Item
    cells: tuple[Span, ...]

    def filled(self, text: str) -> list[int]:
        """The columns in which the row says something."""
        return [n for n, cell in enumerate(self.cells) if cell.of(text).strip()]


def table_html(document: Document, items: Sequence[Item], marks: Marks) -> str:
    """One run of rows and header rows; every row has all columns, empty ones included."""
    text = document.text
    rows = [_Row(item, _cells(text, item)) for item in items]
    width = max(len(row.cells) for row in rows)
    headings: list[str] = []
    out: list[str] = []
    for row in rows:
        filled = row.filled(text)
        header = row.item.block is not None and row.item.block.kind is BlockKind.TABLE_HEADER
        if width > 1 and filled == [0] and (header or not _under_a_column(row)):
            words, where = inline(text, row.cells[0], marks), span_attribute(row.cells[0])
            cell = f'<th colspan="{width}" scope="rowgroup" {where}>{words}</th>'
            out.append(f'<tr class="group-row">{cell}</tr>')
        elif header:
            headings = [" ".join(cell.of(text).split()) for cell in row.cells]
            out.append(f"<tr>{''.join(_heading(text, cell, marks) for cell in _padded(row, width))}</tr>")
        else:
            padded = enumerate(_padded(row, width))
            cells = "".join(_cell(document, row, n, cell, headings, marks) for n, cell in padded)
            out.append(f"<tr>{cells}</tr>")
    return f'<table dir="auto"><tbody>{"".join(out)}</tbody></table>'


def _cells(text: str, item: Item) -> tuple[Span, ...]:
    """Split at tabs; where there are none, where the reader found cells; else one cell."""
    tabs = [n for n in range(item.span.start, item.span.end) if text[n] == "\t"]
    if not tabs and item.block is not None and len(item.block.cells) > 1:
        tabs = [cell.span.start for cell in item.block.cells[1:] if item.span.covers(cell.span)]
        edges = [item.span.start, *tabs, item.span.end]
        return tuple(Span(start, end) for start, end in pairwise(edges) if start <= end)
    starts = [item.span.start, *(tab + 1 for tab in tabs)]
    return tuple(Span(a, b) for a, b in zip(starts, [*tabs, item.span.end], strict=True))


def _padded(row: _Row, width: int) -> tuple[Span, ...]:
    end = row.item.span.end
    return row.cells + (Span(end, end),) * (width - len(row.cells))


def _under_a_column(row: _Row) -> bool:
    """True where the reader found a cell under a heading, rather than a name of a group of rows."""
    block = row.item.block
    return block is not None and any(cell.column for cell in block.cells)


def _heading(text: str, cell: Span, marks: Marks) -> str:
    return f'<th scope="col" {span_attribute(cell)}>{inline(text, cell, marks)}</th>'


def _cell(
    document: Document, row: _Row, number: int, cell: Span, headings: Sequence[str], marks: Marks
) -> str:
    block = row.item.block
    words = inline(document.text, cell, marks)
    if block is not None and block.row_header is not None and len(cell) and cell.overlap(block.row_header):
        return f'<th scope="row" {span_attribute(cell)}>{words}</th>'
    known = next((c.column for c in block.cells if c.span.overlap(cell)), "") if block is not None else ""
    column = known or (headings[number] if number < len(headings) else "")
    # On a narrow screen cells stand below each other, each with its column's heading above it.
    return f'<td data-column="{attribute(column)}" {span_attribute(cell)}>{words}</td>'
