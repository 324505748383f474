"""The pages of a file laid out: from what each shows to one canonical text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf.blocks import Block, Style, body_style, edges_of, make_blocks
from ingest.readers.pdf.columns import zones
from ingest.readers.pdf.drawn import Drawn, Piece
from ingest.readers.pdf.furniture import PageRows, printed_labels, running_rows
from ingest.readers.pdf.grids import Table
from ingest.readers.pdf.labels import page_labels
from ingest.readers.pdf.lines import Row, make_rows
from ingest.readers.pdf.opening import Bookmark
from ingest.readers.pdf.roles import PageBlocks, assign, split_at_bookmarks
from ingest.readers.pdf.tables import aligned_tables, captioned_tables, ruled_tables
from ingest.readers.pdf.writing import PageText, write
from ingest.structure.contents import normal_title
from ingest.structure.told import TextBuilder

_STAND_IN = "\x00"  # no text holds it


@dataclass(frozen=True, slots=True)
class Laid:
    """The text as written, and what was in doubt."""

    builder: TextBuilder
    warnings: tuple[str, ...] = ()


def lay_pages(
    drawn: Sequence[Drawn], bookmarks: Sequence[Bookmark], own_labels: Sequence[str | None]
) -> Laid:
    """Tell furniture from text, find columns, blocks and roles, and write all down."""
    whole = [PageRows(tuple(make_rows(page.pieces)), page.height) for page in drawn]
    rough = body_style([page.rows for page in whole])
    running = running_rows(whole, rough.size)
    printed = [
        tuple(label for i in sorted(rows) for label in printed_labels(page.rows[i]))
        for page, rows in zip(whole, running, strict=True)
    ]
    labels, doubt = page_labels(printed, own_labels)
    bare = [
        _without_rows(page, [rows.rows[i] for i in out])
        for page, rows, out in zip(drawn, whole, running, strict=True)
    ]
    columns = [_columns(page) for page in bare]
    style = body_style([column.rows for page in columns for column in page])
    titles = frozenset(normal_title(mark.title) for mark in bookmarks)
    parts = [[part for column in page for part in _parts(column, style, titles)] for page in columns]
    blocks = [
        PageBlocks(number, tuple(part for part in page if isinstance(part, Block)))
        for number, page in enumerate(parts)
    ]
    typed = assign(blocks, style, bookmarks)
    texts = []
    for number, page in enumerate(whole):
        middle = drawn[number].height / 2
        rows = [page.rows[i] for i in sorted(running[number])]
        head = tuple(row.text for row in rows if row.y > middle)
        foot = (*(row.text for row in rows if row.y <= middle), drawn[number].slanted)
        roles = iter(typed[number])
        body = tuple(part if isinstance(part, Table) else next(roles) for part in parts[number])
        texts.append(PageText(head, body, foot, drawn[number].sideways))
    return Laid(write(texts, labels), (doubt,) if doubt else ())


@dataclass(frozen=True, slots=True)
class _Column:
    """A column's lines and tables, from the top down."""

    rows: tuple[Row, ...]
    tables: tuple[Table, ...]


def _columns(page: Drawn) -> list[_Column]:
    """A page's columns in reading order, the tables taken out of their text."""
    tables: list[Table] = []
    rest = _take_out(page.pieces, ruled_tables(page.pieces, page.rules), tables)
    rest = _take_out(rest, captioned_tables(rest), tables)
    found = []
    for zone in zones([*rest, *(_stand_in(table, n) for n, table in enumerate(tables))]):
        own = [tables[int(piece.text[1:])] for piece in zone if piece.text.startswith(_STAND_IN)]
        words = [piece for piece in zone if not piece.text.startswith(_STAND_IN)]
        words = _take_out(words, aligned_tables(words), own)
        found.append(_Column(tuple(make_rows(words)), tuple(own)))
    return found


def _take_out(
    pieces: Sequence[Piece], found: Sequence[tuple[Table, tuple[Piece, ...]]], tables: list[Table]
) -> list[Piece]:
    taken = {piece for _, own in found for piece in own}
    tables.extend(table for table, _ in found)
    return [piece for piece in pieces if piece not in taken]


def _stand_in(table: Table, number: int) -> Piece:
    """A line as wide as the table in its place, so that columns part around it."""
    area = table.area
    return Piece(f"{_STAND_IN}{number}", area.x0, area.x1, area.y1 - 8, 10)


def _parts(column: _Column, style: Style, titles: frozenset[tuple[str, ...]]) -> list[Block | Table]:
    """A column's blocks and tables in order; a table ends the block above it."""
    edges = edges_of(column.rows, style)
    edges = replace(edges, right=max([edges.right, *(table.area.x1 for table in column.tables)]))
    found: list[Block | Table] = []
    left = list(column.rows)
    for table in sorted(column.tables, key=lambda t: -t.area.y1):
        above = [row for row in left if row.y > table.area.y1 - 4]
        left = left[len(above) :]
        found += [b for block in make_blocks(above, style, edges) for b in split_at_bookmarks(block, titles)]
        found.append(table)
    return found + [b for block in make_blocks(left, style, edges) for b in split_at_bookmarks(block, titles)]


def _without_rows(page: Drawn, rows: Sequence[Row]) -> Drawn:
    """The page without the pieces that make up some of its rows."""

    def inside(piece: Piece) -> bool:
        return any(
            abs(piece.y - row.y) <= 0.75 * row.size and row.x0 - 1 <= piece.x0 and piece.x1 <= row.x1 + 1
            for row in rows
        )

    return page.without(frozenset(piece for piece in page.pieces if inside(piece)))
