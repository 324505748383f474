"""Pages of blocks written down as the canonical text, with what is told of each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf import hyphens
from ingest.readers.pdf.blocks import Block, ends_full
from ingest.readers.pdf.roles import Typed
from ingest.readers.pdf.tables import Table
from ingest.structure import marks
from ingest.structure.told import Role, TextBuilder


@dataclass(frozen=True, slots=True)
class PageText:
    """All that is to be written of a page, in order."""

    head: tuple[str, ...] = ()  # furniture above the text
    parts: tuple[Typed | Table, ...] = ()
    foot: tuple[str, ...] = ()  # furniture below it


def write(pages: Sequence[PageText], labels: Sequence[str | None]) -> TextBuilder:
    """Write all pages; each begins where the page in the file begins."""
    words = hyphens.Vocabulary(
        row.text for page in pages for part in page.parts if isinstance(part, Typed) for row in part.block.rows
    )
    builder = TextBuilder()
    for page, label in zip(pages, labels, strict=True):
        builder.page(label)
        for line in page.head:
            builder.line(line, Role.FURNITURE)
        builder.gap()
        # Notes stand at the foot of their column: the text goes on over them.
        text = [part for part in page.parts if not _is_note(part)]
        notes = [part for part in page.parts if _is_note(part)]
        _write_parts(builder, [*text, *notes], words)
        for line in page.foot:
            builder.line(line, Role.FURNITURE)
        builder.gap()
    return builder


def _is_note(part: Typed | Table) -> bool:
    return isinstance(part, Typed) and part.role is Role.NOTE


def _write_parts(builder: TextBuilder, parts: Sequence[Typed | Table], words: hyphens.Vocabulary) -> None:
    position = 0
    while position < len(parts):
        part = parts[position]
        if isinstance(part, Table):
            for number, cells in enumerate(part.rows):
                builder.row([words_of_cell(cell, words) for cell in cells], header=number < part.header_rows)
        else:
            lines = [row.text for row in part.block.rows]
            last = part
            while position + 1 < len(parts) and _resumes(last, following := parts[position + 1]):
                assert isinstance(following, Typed)
                lines += [row.text for row in following.block.rows]
                last, position = following, position + 1
            _write_lines(builder, hyphens.mended(lines, words), part)
        builder.gap()
        position += 1


def words_of_cell(lines: Sequence[str], words: hyphens.Vocabulary) -> str:
    """A cell's lines as one; U+2028 stands for the break inside a cut word."""
    fixed = hyphens.mended(list(lines), words)
    out = ""
    for line in fixed:
        if hyphens.ends_cut(out) and line[:1].islower():
            out += "\u2028" + line
        else:
            out += (" " if out else "") + line
    return out


def _write_lines(builder: TextBuilder, lines: Sequence[str], part: Typed) -> None:
    for number, line in enumerate(lines):
        if number == 0:
            builder.line(line, part.role, part.level)
        else:
            builder.line(line, Role.GOES_ON if part.role is not None else None)


def _resumes(before: Typed, after: Typed | Table) -> bool:
    """Whether a paragraph goes on at the head of the next column."""
    if isinstance(after, Table) or before.role not in (Role.PARAGRAPH, Role.ITEM, Role.QUOTATION):
        return False
    one, two = before.block, after.block
    if one.column == two.column or after.role not in (Role.PARAGRAPH, None, before.role):
        return False
    if marks.list_marker(two.text) and after.role is Role.ITEM:
        return False
    same_type = abs(one.size - two.size) < 0.06 * one.size and one.bold == two.bold
    begun = two.text[:1].islower() or (ends_full(one) and not _indented(two))
    return same_type and begun and not marks.ends_sentence(one.text) and two.top > one.bottom


def _indented(block: Block) -> bool:
    return block.rows[0].x0 > block.column.left + 0.8 * block.size
