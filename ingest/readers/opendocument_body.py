"""The body of an OpenDocument text walked to blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.flow import Flow, join_cell
from ingest.readers.grid import Grid
from ingest.readers.list_marks import mark_of
from ingest.readers.markup import Element, attribute, tag_of
from ingest.readers.opendocument_styles import ListLevel, Style, Styles
from ingest.readers.opendocument_words import OUTSIDE, Found, Words, WordsReader, plain
from ingest.structure.marks import list_marker
from ingest.structure.told import Role

_CONTENTS = frozenset(
    """table-of-content alphabetical-index illustration-index table-index object-index user-index""".split()
)
_MOST_HEADING_WORDS = 18
_LARGER = 1.15
_LONG_CELL = 120  # words: a cell that holds more is a column of a page
_MOST_REPEATED = 100  # of empty cells and spaces, which are written once with a count


@dataclass(slots=True)
class _List:
    style: str
    levels: list[int]  # the last number given at each level


class Body:
    """Walks the body into a flow."""

    def __init__(self, flow: Flow, styles: Styles) -> None:
        self._flow = flow
        self._styles = styles
        self.found = Found()
        self._reader = WordsReader(styles, self.found)
        self._looks: dict[tuple[float, bool], int] = {}
        self._lists: dict[str, list[int]] = {}  # where a list stopped that another goes on with
        self._last_list = ""

    def walk(self, text: Element) -> None:
        self._looks = self._heading_looks(text)
        kinds = [tag_of(element) for element in text.iter()]
        # The first walk counted as well; only what the second leaves out counts.
        self.found = Found(pictures=kinds.count("image"), objects=kinds.count("object"))
        self._reader = WordsReader(self._styles, self.found)
        self._blocks(text, None, 0)

    def warnings(self) -> tuple[str, ...]:
        found, warnings = self.found, []
        if found.changes:
            warnings.append(
                "the file holds changes that nobody has accepted: insertions were read and deletions left out"
            )
        if found.comments:
            warnings.append(f"{found.comments} comments in the margin were left out")
        if found.hidden:
            warnings.append(f"{found.hidden} words set as hidden were left out")
        if found.objects:
            warnings.append(f"{found.objects} charts, formulas or other objects could not be read")
        return tuple(warnings)

    def _heading_looks(self, text: Element) -> dict[tuple[float, bool], int]:
        """Looks that stand for headings where none is marked as one, with their level."""
        sizes: dict[float, int] = {}
        short: list[tuple[float, bool]] = []
        for element in text:
            if tag_of(element) == "h":
                return {}
            if tag_of(element) == "p":
                words = self._reader.read(element)
                for size, letters in words.sizes.items():
                    sizes[size] = sizes.get(size, 0) + letters
                if _may_head(words):
                    short.append(words.look)
        usual = max(sizes, key=lambda size: sizes[size], default=0)
        looks = {look for look in short if look[0] > usual * _LARGER or (look[1] and look[0] >= usual)}
        return {look: level for level, look in enumerate(sorted(looks, reverse=True), start=1)}

    # -- blocks --------------------------------------------------------------------------

    def _blocks(self, holder: Element, marks: _List | None, level: int) -> None:
        for element in holder:
            tag = tag_of(element)
            if tag in _CONTENTS:
                self._contents(element)
            elif tag in ("p", "h"):
                self._paragraph(element)
            elif tag == "list":
                self._list(element, marks, level + 1)
            elif tag == "table":
                self._table(element)
            elif tag == "tracked-changes":
                self.found.changes += len(element)
            elif tag == "section" and attribute(element, "display") == "none":
                self.found.hidden += len(plain(element).split())
            elif tag not in OUTSIDE:
                # Sections, frames, boxes, and whatever else may be put around paragraphs.
                self._blocks(element, marks, level)

    def _contents(self, element: Element) -> None:
        for paragraph in element.iter():
            if tag_of(paragraph) in ("p", "h") and not _in_source(paragraph):
                self._flow.paragraph(self._reader.read(paragraph).text, Role.CONTENTS)

    def _paragraph(
        self, element: Element, mark: str | None = None, level: int = 1, more: bool = False
    ) -> None:
        style = self._styles.of(attribute(element, "style-name"))
        words = self._reader.read(element)
        heading = self._heading(element, style, words)
        if heading is not None and mark is None and not more:
            self._flow.heading(words.text, heading)
        elif more:
            self._flow.more(words.text)
        elif mark is not None:
            self._flow.item(mark, words.text, level)
        elif style.named(r"\bcaption\b|^(?:table|figure|illustration|drawing|text)$"):
            self._flow.paragraph(words.text, Role.CAPTION)
        elif style.named(r"\bquot(?:ations?|es?)\b|\bblock ?text\b"):
            self._flow.paragraph(words.text, Role.QUOTATION)
        elif style.named(r"^contents \d|^contents heading|^index heading"):
            self._flow.paragraph(words.text, Role.CONTENTS)
        elif list_marker(words.text):
            self._flow.item("-", words.text, 1)
        else:
            self._flow.paragraph(words.text)
        self._after(words)

    def _after(self, words: Words) -> None:
        for note in words.notes:
            self._note(note)
        for box in words.boxes:
            self._blocks(box, None, 0)

    def _heading(self, element: Element, style: Style, words: Words) -> int | None:
        if style.named(r"^title$"):
            return 1
        if tag_of(element) == "h":
            level = attribute(element, "outline-level")
            return (int(level) if level.isdigit() else 1) + 1
        if self._looks and _may_head(words) and words.look in self._looks:
            return self._looks[words.look] + 1
        return None

    def _note(self, note: Element) -> None:
        mark = next((plain(e) for e in note if tag_of(e) == "note-citation"), "")
        body = next((e for e in note if tag_of(e) == "note-body"), None)
        for paragraph in body.iter() if body is not None else ():
            if tag_of(paragraph) in ("p", "h"):
                words = self._reader.read(paragraph).text.strip()
                if words:
                    self._flow.note(f"{mark} {words}".strip())
                    mark = ""

    # -- lists and tables -----------------------------------------------------------------

    def _list(self, element: Element, outer: _List | None, level: int) -> None:
        name = (
            attribute(element, "style-name")
            or (outer.style if outer else "")
            or _first_list(element, self._styles)
        )
        marks = _List(name, list(outer.levels) if outer else [])
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
        known = self._lists.get(attribute(element, "continue-list") or self._last_list) if goes_on else None
        marks.levels = [*marks.levels[: level - 1], known[level - 1] if known and len(known) >= level else 0]
        begun = bool(marks.levels[-1])
        for item in element:
            tag = tag_of(item)
            if tag not in ("list-item", "list-header"):
                continue
            mark = None
            if tag == "list-item" and any(tag_of(child) in ("p", "h") for child in item):
                mark = self._next(marks, level, attribute(item, "start-value"), begun)
                begun = True
            self._item(item, marks, level, mark)
        key = attribute(element, "id") or "last"
        self._lists[key] = self._lists["last"] = list(marks.levels)
        self._last_list = key

    def _next(self, marks: _List, level: int, start: str, begun: bool) -> str:
        own = self._styles.list_level(marks.style, level)
        if start.isdigit():
            marks.levels[-1] = int(start)
        else:
            marks.levels[-1] = marks.levels[-1] + 1 if begun else own.start
        return _mark(own, marks.levels)

    def _item(self, item: Element, marks: _List, level: int, mark: str | None) -> None:
        begun = nested = False
        for child in item:
            tag = tag_of(child)
            if tag == "h":
                self._paragraph(child)
            elif tag == "p":
                if not begun and mark is not None:
                    self._paragraph(child, mark, level)
                else:
                    self._paragraph(child, more=not nested)
                begun = True
            elif tag == "list":
                self._list(child, marks, level + 1)
                nested = True

    def _table(self, table: Element) -> None:
        rows = list(_rows(table))
        width = max((len(list(_cells(row))) for row, _ in rows), default=0)
        if width <= 1 or (len(rows) == 1 and any(_is_long(cell) for cell in _cells(rows[0][0]))):
            for row, _ in rows:
                for cell in _cells(row):
                    self._blocks(cell, None, 0)
            return
        grid, gathered = Grid(), Words()
        for row, header in rows:
            grid.row()
            letters = bold = 0
            for cell in row:
                tag, repeated = tag_of(cell), _count(cell, "number-columns-repeated")
                if tag not in ("table-cell", "covered-table-cell"):
                    continue
                parts: list[str] = []
                if tag == "table-cell":
                    for words in self._cell_words(cell):
                        parts.extend(filter(None, [words.text.strip()]))
                        gathered.notes.extend(words.notes)
                        letters, bold = letters + words.letters, bold + words.bold
                text = join_cell(parts)
                for _ in range(min(repeated, _MOST_REPEATED)):
                    grid.cell(text)
            grid.is_header(header or 0 < letters == bold)
        self._flow.table(grid)
        self._after(gathered)

    def _cell_words(self, cell: Element) -> Iterator[Words]:
        """The paragraphs of a cell in order, those of lists, boxes and tables within it as well."""
        for element in cell:
            tag = tag_of(element)
            if tag in ("p", "h"):
                words = self._reader.read(element)
                yield words
                for box in words.boxes:
                    yield from self._cell_words(box)
            elif tag not in OUTSIDE:
                yield from self._cell_words(element)


def _mark(level: ListLevel, numbers: list[int]) -> str:
    if not level.ordered:
        return "-"
    shown = numbers[-max(1, level.shown) :]
    return ".".join(map(str, shown)) if len(shown) > 1 else mark_of(numbers[-1], level.style)


def _may_head(words: Words) -> bool:
    text = words.text.strip().rstrip("0123456789")  # a note's mark
    return 0 < len(text.split()) <= _MOST_HEADING_WORDS and words.letters > 0 and text[-1] not in ".;,:…"


def _in_source(paragraph: Element) -> bool:
    return any(tag_of(above).endswith("-source") for above in paragraph.iterancestors())


def _first_list(element: Element, styles: Styles) -> str:
    """The list style that the first paragraph of a list names, where the list names none."""
    first = next((e for e in element.iter() if tag_of(e) == "p"), None)
    return styles.list_of(attribute(first, "style-name")) if first is not None else ""


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    """The rows of a table, and whether each is told to hold the columns' headings."""
    for element in table:
        tag = tag_of(element)
        if tag == "table-row":
            yield element, False
        elif tag == "table-header-rows":
            for row, _ in _rows(element):
                yield row, True
        elif tag in ("table-row-group", "table-rows"):
            yield from _rows(element)


def _cells(row: Element) -> Iterator[Element]:
    for cell in row:
        if tag_of(cell) in ("table-cell", "covered-table-cell"):
            yield cell


def _count(element: Element, name: str) -> int:
    said = attribute(element, name)
    return max(1, int(said)) if said.isdigit() and len(said) < 6 else 1


def _is_long(cell: Element) -> bool:
    return len(plain(cell).split()) > _LONG_CELL
