"""The report of the corpus set in type again, each page holding what that page of the text holds.

It is made from the text's own Document: running header and printed numbers, contents with
leaders, headings, justified and cut words, tables with lines and group rows, framed boxes,
set-in quotations, the reference list with hanging indents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.types import Block, BlockKind, Document, Section, Span
from tests.ingest.readers.pdf_making import BODY, CELL, HEADING, Press, Type

_HEADER = "New conversations between old players?"
_LEVELS = {1: replace(HEADING, size=13), 2: replace(HEADING, size=11.5), 3: replace(HEADING, size=10.5)}
_LINES = Type(10, justify=False, cut=False, after=0.2)
_ENTRY = Type(9, hanging=14, after=0.3)
_ITEM = Type(9.5, indent=6, hanging=16, after=0.3)
_TEXT = replace(BODY, size=9.5)
_QUOTE = Type(9, after=0.8)
_CAPTION = Type(10, "Times-Bold", justify=False, cut=False, after=0.4)
_LEVEL_MARKUP = re.compile(r"</?i>|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands on one page of one block."""

    block: Block
    span: Span
    first: bool
    last: bool


def make_report(document: Document) -> bytes:
    """The report as a PDF file, without labels or bookmarks of its own."""
    sheets = [
        (page.label, parts)
        for page in document.pages
        for parts in _sheets(page.label, _parts(document, page.span))
    ]

    def furniture(press: Press, number: int) -> None:
        label = sheets[number][0]
        if label is None:
            return
        press.at(press.width / 2, press.height - 40, _HEADER, Type(9, "Times-Italic", align="centre"))
        press.at(press.width / 2, 36, label, Type(9, align="centre"))

    press = Press(margin=64, furniture=furniture)
    for number, (_, parts) in enumerate(sheets):
        if number:
            press.turn()
        _page(press, document, parts)
    return press.bytes()


def _sheets(label: str | None, parts: list[_Part]) -> list[list[_Part]]:
    """Cover, imprint and contents are one page of the text, and three of the report."""
    if label is not None:
        return [parts]
    imprint = next(i for i, part in enumerate(parts) if len(part.span) > 200)
    contents = next(i for i, part in enumerate(parts) if part.block.kind is BlockKind.CONTENTS)
    return [parts[:imprint], parts[imprint:contents], parts[contents:]]


def _parts(document: Document, page: Span) -> list[_Part]:
    found = [
        _Part(block, span, span is block.spans[0], span is block.spans[-1])
        for block in document.blocks
        for span in block.spans
        if page.start <= span.start < page.end and block.kind is not BlockKind.FURNITURE
    ]
    return sorted(found, key=lambda part: part.span.start)


def _page(press: Press, document: Document, parts: Sequence[_Part]) -> None:
    for container, group in groupby(parts, key=lambda part: _container(document, part)):
        own = list(group)
        if container is None:
            for part in own:
                _set(press, document, part)
        elif document.containers[container].kind == "box":
            press.box(lambda own=own: [_set(press, document, part) for part in own])  # type: ignore[misc]
        else:
            _table(press, document, own)


def _container(document: Document, part: _Part) -> int | None:
    """The table or box a part stands in; a caption belongs to the one it names."""
    if part.block.container is not None:
        return part.block.container
    if part.block.kind is BlockKind.CAPTION:
        text = part.span.of(document.text)
        label = re.match(r"(?:Table|Box) \d", text)
        for number, known in enumerate(document.containers):
            if label and known.label == label.group():
                return number
    return None


def _table(press: Press, document: Document, parts: Sequence[_Part]) -> None:
    rows: list[list[str]] = []
    for part in parts:
        if part.block.kind is BlockKind.CAPTION:
            press.set(_words(document, part.span), _CAPTION)
            continue
        line = _line_of(document.text, part.span)
        cells = [_marked(cell.strip()) for cell in line.split("\t")]
        rows.append([cells[0]] if len(cells) > 1 and not any(cells[1:]) else cells)
    width = max(map(len, rows))
    form = parts[0].block.kind is BlockKind.FORM
    if form:
        rows = [[*row, *[""] * (2 - len(row))] for row in rows]
        width = 2
    room = press.right - press.left
    widths = [room * 0.3, room * 0.7] if width == 2 and len(rows[0]) == 2 and form else [room / width] * width
    if (
        not form
        and width == 2
        and document.containers[parts[-1].block.container or 0].label in ("Table 1", "Table 5")
    ):
        widths = [room * 0.3, room * 0.7]
    press.table(
        rows, widths, replace(CELL, size=8.5), header=0 if form else 1, rules="grid" if form else "rows"
    )


def _set(press: Press, document: Document, part: _Part) -> None:
    kind, words = part.block.kind, _words(document, part.span)
    if kind is BlockKind.CONTENTS:
        _contents_line(press, document.text, part.span)
    elif kind is BlockKind.HEADING and (section := _section(document, part)) is not None:
        press.set(words, _LEVELS[section.level])
    elif kind is BlockKind.CAPTION:
        press.set(words, _CAPTION)
    elif kind in (BlockKind.LIST_ITEM, BlockKind.HEADING):
        # An item that only names what follows heads no section.
        marker = document.text[document.text.rfind("\n", 0, part.span.start) + 1 : part.span.start]
        marker = marker.replace("■", "•").strip() + " "
        press.set(marker + words if part.first else words, _ITEM, last_is_full=not part.last)
    elif kind is BlockKind.REFERENCE:
        press.set(words, _ENTRY)
    elif kind is BlockKind.QUOTATION:
        press.column(press.left + 24, press.right - 24)
        press.set(words, _QUOTE)
        press.column(press.left - 24, press.right + 24)
    elif kind in (BlockKind.FRONT_MATTER, BlockKind.BACK_MATTER):
        for line in part.span.of(document.text).split("\n"):
            press.set(_marked(line), _LINES if len(line) < 90 else _TEXT)
    elif kind is BlockKind.FOOTNOTE:
        press.set(_marked(_line_of(document.text, part.span)), Type(8))
    else:
        press.set(words, _TEXT, last_is_full=not part.last)


def _section(document: Document, part: _Part) -> Section | None:
    return next((s for s in document.sections if s.heading.start == part.span.start), None)


def _contents_line(press: Press, text: str, span: Span) -> None:
    title, _, page = span.of(text).partition("\t")
    style = Type(10, justify=False, cut=False, after=0.1)
    press.set(title, style)
    if page:
        foot = press.y + style.after * style.size
        end = press.left + press.canvas.stringWidth(title, style.font, style.size) + 6
        press.at(press.right, foot, page, replace(style, align="right"))
        press.at(
            press.right - 24,
            foot,
            "." * max(0, int((press.right - 24 - end) / 2.5)),
            replace(style, align="right"),
        )


def _words(document: Document, span: Span) -> str:
    return _marked(" ".join(span.of(document.text).split()))


def _marked(text: str) -> str:
    """The text's own markup as the press knows it; what is no markup is left out."""
    text = re.sub(r"</?i>", "*", text)
    if text.count("*") % 2:
        text = _LEVEL_MARKUP.sub("", text)
    return text.replace("^", "")


def _line_of(text: str, span: Span) -> str:
    """The whole line of a row: its empty cells are no part of its span."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return text[start : len(text) if end < 0 else end]
