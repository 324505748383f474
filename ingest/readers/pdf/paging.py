"""The pages of a file laid out: from what each shows to one canonical text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.blocks import body_style, make_blocks
from ingest.readers.pdf.columns import zones
from ingest.readers.pdf.drawn import Drawn, Piece
from ingest.readers.pdf.furniture import PageRows, printed_labels, running_rows
from ingest.readers.pdf.labels import page_labels
from ingest.readers.pdf.lines import Row, make_rows
from ingest.readers.pdf.opening import Bookmark
from ingest.readers.pdf.roles import PageBlocks, assign, split_at_bookmarks
from ingest.readers.pdf.writing import PageText, write
from ingest.structure.contents import normal_title
from ingest.structure.told import TextBuilder


@dataclass(frozen=True, slots=True)
class Laid:
    """The text as written, and what was in doubt."""

    builder: TextBuilder
    warnings: tuple[str, ...] = ()


def lay_pages(drawn: Sequence[Drawn], bookmarks: Sequence[Bookmark], own_labels: Sequence[str | None]) -> Laid:
    """Tell furniture from text, find columns, blocks and roles, and write all down."""
    whole = [PageRows(tuple(make_rows(page.pieces)), page.height) for page in drawn]
    rough = body_style([page.rows for page in whole])
    running = running_rows(whole, rough.size)
    printed = [
        tuple(label for i in sorted(rows) for label in printed_labels(page.rows[i]))
        for page, rows in zip(whole, running, strict=True)
    ]
    labels, doubt = page_labels(printed, own_labels)
    bare = [_without_rows(page, [rows.rows[i] for i in out]) for page, rows, out in zip(drawn, whole, running, strict=True)]
    columns = [[make_rows(zone) for zone in zones(page.pieces)] for page in bare]
    style = body_style([column for page in columns for column in page])
    titles = frozenset(normal_title(mark.title) for mark in bookmarks)
    pages: list[PageBlocks] = []
    for number, page in enumerate(columns):
        blocks = [block for rows in page for block in make_blocks(rows, style)]
        pages.append(PageBlocks(number, tuple(b for block in blocks for b in split_at_bookmarks(block, titles))))
    typed = assign(pages, style, bookmarks)
    texts = []
    for number, page in enumerate(whole):
        middle = drawn[number].height / 2
        rows = [page.rows[i] for i in sorted(running[number])]
        head = tuple(row.text for row in rows if row.y > middle)
        foot = (*(row.text for row in rows if row.y <= middle), *drawn[number].aside)
        texts.append(PageText(head, tuple(typed[number]), foot))
    return Laid(write(texts, labels), (doubt,) if doubt else ())


def _without_rows(page: Drawn, rows: Sequence[Row]) -> Drawn:
    """The page without the pieces that make up some of its rows."""

    def inside(piece: Piece) -> bool:
        return any(
            abs(piece.y - row.y) <= 0.75 * row.size and row.x0 - 1 <= piece.x0 and piece.x1 <= row.x1 + 1
            for row in rows
        )

    return page.without(frozenset(piece for piece in page.pieces if inside(piece)))


