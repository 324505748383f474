"""Elements of a web page or a book's chapter walked in order to blocks of words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.readers.element_kinds import is_hidden, is_note, page_label
from ingest.readers.flow import Flow, join_cell, lowered, raised, tidy, turn
from ingest.readers.grid import Grid
from ingest.readers.layout_tables import data_tables
from ingest.readers.list_marks import mark_of
from ingest.readers.markup import Element, tag_of, walk
from ingest.structure.marks import ends_sentence
from ingest.structure.told import Role

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table
    tbody td tfoot th thead tr ul""".split()
)
_CONTEXT_TAGS = frozenset("h1 h2 h3 h4 h5 h6 blockquote figcaption caption pre dt dd".split())
_CAPTIONS = frozenset(("figcaption", "caption"))
_BACK_LINK = re.compile(
    r"[↩↑⤴^\ufe0e\ufe0f\s]+|back(?: to (?:text|content|top))?|return(?: to text)?", re.IGNORECASE
)


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    style: str
    step: int = 1


@dataclass(slots=True)
class _Cell:
    element: Element
    outer: list[str]  # the words that were being gathered around the table
    parts: list[str] = field(default_factory=list)
    bold: int = 0
    letters: int = 0


@dataclass(slots=True)
class _Table:
    element: Element
    grid: Grid
    in_head: bool = False
    cells: int = 0  # of the row
    heads: int = 0  # of these, such as are marked or set as headings


class Walker:
    """Walks elements into a flow; ``left_out`` says which are no part of the text."""

    def __init__(
        self, flow: Flow, left_out: Callable[[Element], bool] = is_hidden, paged: bool = False
    ) -> None:
        self._flow = flow
        self._left_out = left_out
        self._paged = paged
        self._words: list[str] = []
        self._contexts: list[str] = []
        self._lists: list[_List] = []
        self._mark: str | None = None
        self._tables: list[_Table] = []
        self._cells: list[_Cell] = []
        self._raised: list[int] = []  # where in the words an open superscript began
        self._bold = 0
        self._breaks = 0
        self._inner_list = False
        self._caption: list[str] = []
        self._term = ""

    def walk(self, root: Element) -> None:
        data = data_tables(root)
        skipped: Element | None = None
        for starts, element in walk(root):
            if skipped is not None:
                if not starts and element is skipped:
                    skipped = None
                    self._tail(element, root)
                continue
            if not starts:
                self._end(element)
                self._tail(element, root)
                continue
            label = page_label(element) if self._paged else None
            if label is not None:
                self._words.append(turn(label))
            if label is not None or not tag_of(element) or (element is not root and self._left_out(element)):
                skipped = element
            else:
                self._start(element, element in data)
        self._flush()
        self._write_term()

    def _tail(self, element: Element, root: Element) -> None:
        if element is not root and element.tail:
            self._text(element.tail)

    def _text(self, words: str) -> None:
        if "pre" in self._contexts and "\n" in words:
            for number, part in enumerate(re.split(r"\n\s*\n", words)):
                if number:
                    self._flush()
                self._add(part)
            return
        self._add(words)

    def _add(self, words: str) -> None:
        if not words:
            return
        words = tidy(words)
        if words.strip():
            self._breaks = 0
            if self._cells:
                letters = len(words.strip())
                self._cells[-1].letters += letters
                self._cells[-1].bold += letters if self._bold else 0
        self._words.append(words)

    # -- elements ----------------------------------------------------------------------

    def _start(self, element: Element, is_data: bool) -> None:
        tag = tag_of(element)
        if tag in _BLOCKS:
            self._flush()
            self._open(tag, element, is_data)
        elif tag == "br":
            self._break()
        elif tag in ("sup", "sub"):
            self._raised.append(len(self._words))
        elif tag in ("b", "strong"):
            self._bold += 1
        elif tag == "q":
            self._add("“")
        if element.text:
            self._text(element.text)

    def _open(self, tag: str, element: Element, is_data: bool) -> None:
        if is_note(element):
            self._contexts.append("note")
        if tag == "table" and is_data and not self._cells:
            self._tables.append(_Table(element, Grid()))
        elif self._tables and not self._cells and tag in ("tr", "td", "th", "thead", "tbody", "tfoot"):
            self._open_row(tag, element)
        elif tag in ("ol", "ul", "menu"):
            self._open_list(tag, element)
        elif tag == "li":
            self._mark = self._next_mark(element)
            self._inner_list = False
            self._contexts.append("li")
        elif tag in _CONTEXT_TAGS:
            self._contexts.append(tag)

    def _end(self, element: Element) -> None:
        tag = tag_of(element)
        if tag in _BLOCKS:
            self._flush()
            self._close(tag, element)
            if is_note(element) and self._contexts and self._contexts[-1] == "note":
                self._contexts.pop()
        elif tag in ("sup", "sub") and self._raised:
            at = self._raised.pop()
            words = "".join(self._words[at:])
            before = "".join(self._words[max(0, at - 3) : at])
            self._words[at:] = [(raised if tag == "sup" else lowered)(words, before)]
        elif tag in ("b", "strong"):
            self._bold = max(0, self._bold - 1)
        elif tag == "q":
            self._add("”")

    def _close(self, tag: str, element: Element) -> None:
        if self._cells and element is self._cells[-1].element:
            self._close_cell()
        elif self._tables and not self._cells and element is self._tables[-1].element:
            self._flow.table(self._tables.pop().grid)
        elif self._tables and not self._cells and tag == "tr":
            table = self._tables[-1]
            table.grid.is_header(table.in_head or 0 < table.cells == table.heads)
        elif self._tables and not self._cells and tag == "thead":
            self._tables[-1].in_head = False
        elif tag in ("ol", "ul", "menu") and self._lists:
            self._lists.pop()
            self._inner_list = bool(self._lists)
        elif tag == "li" or tag in _CONTEXT_TAGS:
            self._mark = None if tag == "li" else self._mark
            if tag in _CAPTIONS and self._caption:
                # A number and a title may be set as two lines.
                self._flow.paragraph(" ".join(self._caption), Role.CAPTION)
                self._caption.clear()
            if self._contexts and self._contexts[-1] == tag:
                self._contexts.pop()

    # -- lists and tables -----------------------------------------------------------------

    def _open_list(self, tag: str, element: Element) -> None:
        start = element.get("start", "")
        number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
        style = element.get("type", "") or _style_type(element.get("style", ""))
        plain = tag == "ol" and style not in ("none", "disc", "circle", "square")
        self._lists.append(_List(plain, number, style))

    def _next_mark(self, element: Element) -> str:
        if not self._lists or not self._lists[-1].ordered:
            return "-"
        current = self._lists[-1]
        value = element.get("value", "")
        if re.fullmatch(r"-?\d{1,6}", value):
            current.number = int(value)
        mark = mark_of(current.number, current.style)
        current.number += current.step
        return mark

    def _open_row(self, tag: str, element: Element) -> None:
        table = self._tables[-1]
        if tag == "thead":
            table.in_head = True
        elif tag == "tr":
            table.grid.row()
            table.cells = table.heads = 0
        elif tag in ("td", "th"):
            self._cells.append(_Cell(element, self._words))
            self._words = []

    def _close_cell(self) -> None:
        cell, table = self._cells.pop(), self._tables[-1]
        words = join_cell(cell.parts)
        self._words = cell.outer
        table.grid.cell(words, _count(cell.element.get("colspan")), _count(cell.element.get("rowspan")))
        if words:
            table.cells += 1
            marked = tag_of(cell.element) == "th" and cell.element.get("scope") not in ("row", "rowgroup")
            table.heads += marked or 0 < cell.letters == cell.bold

    # -- words ----------------------------------------------------------------------------

    def _break(self) -> None:
        """One break is a space; two are the end of a paragraph, and in a cell one ends an item."""
        self._breaks += 1
        if self._cells or (self._breaks >= 2 and not any(c[0] == "h" for c in self._contexts)):
            self._flush()
        else:
            self._words.append(" ")

    def _flush(self) -> None:
        words = "".join(self._words)
        self._words.clear()
        self._raised = [0 for _ in self._raised]
        self._breaks = 0
        if not words.strip():
            return
        if self._cells:
            self._cells[-1].parts.append(" ".join(words.split()))
            return
        if not _CAPTIONS.isdisjoint(self._contexts):
            self._caption.append(words)
            return
        if self._contexts[-1:] == ["dt"]:
            self._write_term()
            self._term = words
            return
        if self._contexts[-1:] == ["dd"] and self._term and _is_particular(words):
            words, self._term = f"{self._term} {words}", ""
        self._write_term()
        context = "note" if "note" in self._contexts else next(reversed(self._contexts), "")
        if context == "note":
            self._write_note(words)
        elif context == "li":
            self._write_item(words)
        elif context[:1] == "h":
            self._flow.heading(words, int(context[1:]))
        elif context == "blockquote":
            self._flow.paragraph(words, Role.QUOTATION)
        else:
            self._flow.paragraph(words)

    def _write_term(self) -> None:
        """A term that a longer explanation follows stands on its own."""
        term, self._term = self._term, ""
        if term:
            self._flow.paragraph(term)

    def _write_item(self, words: str) -> None:
        if self._mark is None:
            # Words behind a list within the item complete none of that list's items.
            (self._flow.paragraph if self._inner_list else self._flow.more)(words)
            return
        self._flow.item(self._mark, words, max(1, len(self._lists)))
        if words.strip("\x00 "):
            self._mark = None

    def _write_note(self, words: str) -> None:
        if _BACK_LINK.fullmatch(words.strip()):
            return
        words = re.sub(r"\s*[↩⤴][\ufe0e\ufe0f]?\s*$", "", words)
        if self._mark is not None and self._mark != "-":
            words = f"{self._mark} {words.strip()}"
        self._mark = None
        self._flow.paragraph(words, Role.NOTE)


def _is_particular(words: str) -> bool:
    """Whether a definition is a date, a name or the like, which its term and it say together."""
    return len(words.split()) <= 8 and not ends_sentence(words)


def _count(value: str | None) -> int:
    return int(value) if value and re.fullmatch(r"\d{1,4}", value.strip()) else 1


def _style_type(style: str) -> str:
    found = re.search(r"list-style(?:-type)?\s*:\s*([a-z-]+)", style, re.IGNORECASE)
    return found.group(1) if found else ""
