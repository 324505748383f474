"""Pages of blocks written down as the canonical text, with what is told of each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf import hyphens
from ingest.readers.pdf.blocks import Block, ends_full
from ingest.readers.pdf.grids import Table
from ingest.readers.pdf.roles import Typed
from ingest.structure import marks
from ingest.structure.told import Role, TextBuilder

_TEXT = (Role.PARAGRAPH, Role.ITEM, Role.QUOTATION, Role.GOES_ON)


@dataclass(frozen=True, slots=True)
class PageText:
    """All that is to be written of a page, in order."""

    head: tuple[str, ...] = ()  # furniture above the text
    parts: tuple[Typed | Table, ...] = ()
    foot: tuple[str, ...] = ()  # furniture below it, and stamps
    beside: str = ""  # words set sideways


def write(pages: Sequence[PageText], labels: Sequence[str | None]) -> TextBuilder:
    """Write all pages; each begins where the page in the file begins."""
    words = hyphens.Vocabulary(line for page in pages for part in page.parts for line in _lines_of(part))
    builder = TextBuilder()
    last: Typed | Table | None = None
    for page, label in zip(pages, labels, strict=True):
        builder.page(label)
        for line in page.head:
            builder.line(line, Role.FURNITURE)
        builder.gap()
        # Notes stand at the foot of their column: the text goes on over them.
        text = [part for part in page.parts if not _is_note(part)]
        notes = [part for part in page.parts if _is_note(part)]
        if text and last is not None and _goes_on(last, first := text[0]):
            assert isinstance(first, Typed)
            text[0] = replace(first, role=Role.GOES_ON)
        _write_parts(builder, [*text, *notes], words)
        builder.line(page.beside, Role.PARAGRAPH)
        builder.gap()
        for line in page.foot:
            builder.line(line, Role.FURNITURE)
        builder.gap()
        last = text[-1] if text else None
    return builder


def _lines_of(part: Typed | Table) -> Iterator[str]:
    if isinstance(part, Typed):
        yield from (row.text for row in part.block.rows)
    else:
        yield from (line for row in part.rows for cell in row for line in cell.lines)


def _is_note(part: Typed | Table) -> bool:
    return isinstance(part, Typed) and part.role is Role.NOTE


def _write_parts(builder: TextBuilder, parts: Sequence[Typed | Table], words: hyphens.Vocabulary) -> None:
    position = 0
    while position < len(parts):
        part = parts[position]
        if isinstance(part, Table):
            for number, cells in enumerate(part.rows):
                header = part.headed and number == 0
                builder.row([words_of_cell(cell.lines, words) for cell in cells], header)
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
    """Whether a paragraph goes on at the head of the next column of its page."""
    if isinstance(after, Table) or before.block.column == after.block.column:
        return False
    return _goes_on(before, after) and after.block.top > before.block.bottom


def _goes_on(before: Typed | Table, after: Typed | Table) -> bool:
    """Whether a paragraph that has not ended goes on in what comes first after it."""
    if isinstance(before, Table) or isinstance(after, Table):
        return False
    if before.role not in _TEXT or after.role not in (Role.PARAGRAPH, None, before.role):
        return False
    one, two = before.block, after.block
    if (after.role is Role.ITEM and marks.list_marker(two.text)) or marks.ends_sentence(one.text):
        return False
    same_type = abs(one.size - two.size) < 0.06 * one.size and one.bold == two.bold
    return same_type and (two.text[:1].islower() or (ends_full(one) and not _indented(two)))


def _indented(block: Block) -> bool:
    return block.rows[0].x0 > block.column.left + 0.8 * block.size
