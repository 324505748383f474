"""The body of a Word file walked to blocks: headings, paragraphs, lists, tables, boxes and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.readers.flow import Flow, join_cell
from ingest.readers.grid import Grid
from ingest.readers.markup import Element
from ingest.readers.word_parts import (
    Numbering,
    Style,
    Styles,
    W,
    child,
    numbering_of,
    switched_on,
    value,
    whole,
)
from ingest.readers.word_words import Found, Words, WordsReader, shown
from ingest.structure.marks import list_marker
from ingest.structure.told import Role

_MOST_HEADING_WORDS = 18
_LARGER = 1.15  # a heading's letters are larger than the text's by this much
_LONG_CELL = 120  # words: a cell that holds more is a column of a page
_PROPERTIES = frozenset(
    W + name for name in "sectPr tblPr tblGrid tblPrEx trPr tcPr sdtPr sdtEndPr p tbl".split()
)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a short paragraph is set that may be a heading where no style says so."""

    size: float
    bold: bool


class Body:
    """Walks the body into a flow."""

    def __init__(
        self, flow: Flow, body: Element, styles: Styles, numbering: Numbering, notes: Mapping[str, Element]
    ) -> None:
        self._flow = flow
        self._body = body
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self.found = Found()
        self._looks: dict[_Look, int] = {}
        self._before = ""  # the words of a paragraph whose end is deleted

    def walk(self) -> None:
        self._looks = self._heading_looks()
        self.found = Found()
        self._words = WordsReader(self._styles, self.found, self._body)
        self._blocks(self._body)
        if self._before:
            self._flow.paragraph(self._before)

    # -- headings without a style ------------------------------------------------------

    def _heading_looks(self) -> dict[_Look, int]:
        """Looks that stand for headings, with their level; none where styles tell the headings."""
        reader = WordsReader(self._styles, Found(), self._body)
        sizes: dict[float, int] = {}
        short: list[_Look] = []
        paragraphs = [e for e in _members(self._body) if e.tag == W + "p"]
        for paragraph in paragraphs:
            style = self._style(paragraph)
            if style.heading is not None or _outline(paragraph) is not None:
                return {}
            words = reader.read(paragraph)
            if words.letters:
                sizes[words.size] = sizes.get(words.size, 0) + words.letters
            if _may_head(words) and not (style.is_contents or style.is_caption or style.is_title):
                short.append(_Look(words.size, words.bold == words.letters))
        usual = max(sizes, key=lambda size: sizes[size], default=0)
        looks = {look for look in short if look.size > usual * _LARGER or (look.bold and look.size >= usual)}
        order = sorted(looks, key=lambda look: (look.size, look.bold), reverse=True)
        return {look: level for level, look in enumerate(order, start=1)}

    # -- blocks --------------------------------------------------------------------------

    def _blocks(self, holder: Element) -> None:
        for element in _members(holder):
            if element.tag == W + "tbl":
                self._table(element)
            else:
                self._paragraph(element)

    def _style(self, paragraph: Element) -> Style:
        return self._styles.of(value(child(paragraph, "pPr", "pStyle")))

    def _paragraph(self, paragraph: Element) -> None:
        words = self._words.read(paragraph)
        properties = child(paragraph, "pPr")
        if child(properties, "rPr", "del") is not None:
            self.found.changes += 1
            self._before += words.text
            return
        text, self._before = self._before + words.text, ""
        mark, level = self._mark(properties, self._style(paragraph))
        self._write(text, words, paragraph, mark, level)
        for key in words.notes:
            self._note(key)
        for box in words.boxes:
            self._blocks(box)

    def _write(self, text: str, words: Words, paragraph: Element, mark: str | None, level: int) -> None:
        style = self._style(paragraph)
        heading = self._heading(style, paragraph, words)
        if (words.in_contents and heading is None) or style.is_contents:
            self._flow.paragraph(text, Role.CONTENTS)
        elif heading is not None:
            numbered = f"{mark} {text.strip()}" if mark and mark != "-" and text.strip() else text
            self._flow.heading(numbered, heading)
        elif mark is not None:
            self._flow.item(mark, text, level)
        elif style.is_caption:
            self._flow.paragraph(text, Role.CAPTION)
        elif style.is_quotation:
            self._flow.paragraph(text, Role.QUOTATION)
        elif list_marker(text):
            self._flow.item("-", text, 1)
        else:
            self._flow.paragraph(text)

    def _heading(self, style: Style, paragraph: Element, words: Words) -> int | None:
        """The level of a heading; the title of the document stands above all others."""
        if style.is_title:
            return 1
        outline = _outline(paragraph)
        if outline is not None:
            return outline + 2 if outline < 9 else None
        if style.heading is not None:
            return style.heading + 1
        if not self._looks or not _may_head(words) or style.is_caption or style.is_quotation:
            return None
        level = self._looks.get(_Look(words.size, words.bold == words.letters))
        return level + 1 if level is not None else None

    def _mark(self, properties: Element | None, style: Style) -> tuple[str | None, int]:
        """The mark of a list item as Word counts it; None for a paragraph of its own."""
        own, styled = numbering_of(properties), style.number
        number = own if own is not None and own[0] else styled
        if number is None or number[0] == "0":
            return ("-", 1) if style.is_bulleted and number is None else (None, 1)
        level = own[1] if own is not None else number[1]
        mark = self._numbering.mark(number[0], level)
        return (None if mark == "" else mark), level + 1

    def _note(self, key: str) -> None:
        """The words of a footnote, to follow the block that refers to it."""
        note = self._notes.get(key)
        if note is None:
            return
        reader = WordsReader(self._styles, self.found, note)
        number = self.found.notes.get(key)
        for paragraph in note.iter(W + "p"):
            text = reader.read(paragraph).text.strip()
            if text:
                self._flow.note(f"{number} {text}" if number is not None else text)
                number = None

    # -- tables --------------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        rows = [row for row in _members(table, W + "tr") if child(row, "trPr", "del") is None]
        widths = [sum(_span(cell) for cell in _members(row, W + "tc")) for row in rows]
        if max(widths, default=0) <= 1 or (len(rows) == 1 and _is_long(rows[0])):
            # A frame around text, or columns of a page.
            for row in rows:
                for cell in _members(row, W + "tc"):
                    self._blocks(cell)
            return
        grid = Grid()
        notes: list[str] = []
        styled = value(child(table, "tblPr", "tblStyle")) in self._styles.heading_tables and _first_row(table)
        merged: set[int] = set()
        for number, row in enumerate(rows):
            merged = self._row(grid, row, merged, notes, styled and number == 0)
        self._flow.table(grid)
        for key in notes:
            self._note(key)

    def _row(self, grid: Grid, row: Element, merged: set[int], notes: list[str], styled: bool) -> set[int]:
        """Put a row into the grid; ``merged`` are the columns whose cells above may reach down."""
        properties = child(row, "trPr")
        grid.row()
        before = whole(value(child(properties, "gridBefore")))
        column = max(0, min(before, 50))
        if column:
            grid.cell("", column)
        reaching: set[int] = set()
        letters = bold = 0
        shaded = filled = 0
        for cell in _members(row, W + "tc"):
            merge, across = child(cell, "tcPr", "vMerge"), _span(cell)
            if merge is not None:
                reaching.add(column)
            goes_on = merge is not None and value(merge) != "restart" and column in merged
            column += across
            if goes_on:
                grid.cell("", across)
                continue
            inner = list(self._cell_words(cell))
            parts = [words.text.strip() for words in inner if words.text.strip()]
            letters += sum(words.letters for words in inner)
            bold += sum(words.bold for words in inner)
            filled += bool(parts)
            shaded += bool(parts) and value(child(cell, "tcPr", "shd"), "fill") not in ("", "auto", "FFFFFF")
            notes.extend(key for words in inner for key in words.notes)
            grid.cell(join_cell(parts), across)
        marked = switched_on(properties, "tblHeader")
        grid.is_header(
            bool(marked) or styled or (0 < letters == bold) or (0 < filled == shaded and filled > 1)
        )
        return reaching

    def _cell_words(self, cell: Element) -> Iterator[Words]:
        """The paragraphs of a cell in order, those of boxes and of tables within it as well."""
        for element in _members(cell):
            if element.tag == W + "p":
                words = self._words.read(element)
                yield words
                for box in words.boxes:
                    yield from self._cell_words(box)
            else:
                for row in _members(element, W + "tr"):
                    for inner in _members(row, W + "tc"):
                        yield from self._cell_words(inner)


def _members(holder: Element, *names: str) -> Iterator[Element]:
    """The paragraphs and tables (or what is named) of a body, cell, table or row, whatever they are wrapped in."""
    wanted = names or (W + "p", W + "tbl")
    stack = [iter(holder)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in wanted:
            yield element
        elif element.tag not in _PROPERTIES and child(element, "sdtPr", "showingPlcHdr") is None:
            stack.append(iter(shown(element)))


def _outline(paragraph: Element) -> int | None:
    found = value(child(paragraph, "pPr", "outlineLvl"))
    return whole(found) if found else None


def _may_head(words: Words) -> bool:
    text = words.text.strip().rstrip("0123456789")  # a note's mark
    return 0 < len(text.split()) <= _MOST_HEADING_WORDS and words.letters > 0 and text[-1] not in ".;,:…"


def _span(cell: Element) -> int:
    return max(1, min(whole(value(child(cell, "tcPr", "gridSpan")), 1), 200))


def _is_long(row: Element) -> bool:
    return any(len("".join(cell.itertext(W + "t")).split()) > _LONG_CELL for cell in _members(row, W + "tc"))


def _first_row(table: Element) -> bool:
    look = child(table, "tblPr", "tblLook")
    return (
        value(look, "firstRow") in ("1", "true") or bool(int(value(look) or "0", 16) & 0x20)
        if look is not None
        else False
    )
