"""Which tables of a page hold data, and which only set out the page."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.readers.markup import Element, tag_of, walk

_LONG_CELL = 120  # words: a cell that holds more is a column of a page


@dataclass(slots=True)
class _Facts:
    rows: int = 0
    cells: int = 0  # of the open row
    columns: int = 0
    marked: bool = False  # it has headings or a caption of its own
    framing: bool = False  # it holds a table or the headings of a text
    words: int = 0  # of the open cell
    longest: int = 0


def data_tables(root: Element) -> set[Element]:
    """The tables under an element that hold data."""
    found: set[Element] = set()
    open_tables: list[_Facts] = []
    for starts, element in walk(root):
        tag = tag_of(element)
        if starts and tag == "table":
            if open_tables:
                open_tables[-1].framing = True
            open_tables.append(_Facts())
        if not open_tables:
            continue
        facts = open_tables[-1]
        if not starts:
            if tag in ("td", "th"):
                facts.longest = max(facts.longest, facts.words)
            if tag == "table" and element is not root:
                open_tables.pop()
                if _holds_data(facts, element):
                    found.add(element)
                if open_tables:
                    open_tables[-1].words += facts.words
            elif tag == "table" and _holds_data(facts, element):
                found.add(element)
            if element.tail and open_tables:
                open_tables[-1].words += len(element.tail.split())
            continue
        _note(facts, tag)
        if element.text:
            facts.words += len(element.text.split())
    return found


def _note(facts: _Facts, tag: str) -> None:
    if tag == "tr":
        facts.rows += 1
        facts.cells = 0
    elif tag in ("td", "th"):
        facts.cells += 1
        facts.columns = max(facts.columns, facts.cells)
        facts.words = 0
        facts.marked |= tag == "th"
    elif tag in ("caption", "thead"):
        facts.marked = True
    elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        facts.framing = True


def _holds_data(facts: _Facts, table: Element) -> bool:
    if table.get("role") in ("presentation", "none"):
        return False
    if facts.columns < 2 or facts.rows < 2:
        return facts.marked and facts.columns > 1
    return facts.marked or not (facts.framing or facts.longest > _LONG_CELL)
