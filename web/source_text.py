"""The text of a source as HTML, its structure kept and the cited passage highlighted.

What is not evidence (contents, furniture, references and what no block holds) is shown
too, but quieter: a reader who checks a passage must see all that stands around it. Each
element tells where its text stands in the source (``data-span``), so that a script can
mark other passages and say what was selected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.types import BlockKind, Document, Span
from web.source_layout import Item, PageBreak, layout
from web.source_table import table_html
from web.text import Marks, inline, safe, span_attribute

_TABLE = frozenset({BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER})
_OPENERS = "‘“\"'(<*["  # a list item may begin with these without their being its bullet
_LINES_KEPT = frozenset({BlockKind.CONTENTS, BlockKind.FORM, BlockKind.FRONT_MATTER, BlockKind.BACK_MATTER})
_LONGEST_LEAF = 60  # elements that a browser lays out together, where pages do not part them
_LETTERS_A_LINE = 85

_Entry = Item | PageBreak
_Levels = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, with the level that it is shown at."""

    level: int
    span: Span


@dataclass(frozen=True, slots=True)
class Laid:
    """A document laid out to be shown: its elements in order, and its headings."""

    entries: tuple[_Entry, ...]
    headings: tuple[Heading, ...]

    @classmethod
    def of(cls, document: Document) -> Laid:
        """Everything in a document's text, in order."""
        entries = layout(document)
        return cls(tuple(entries), tuple(_headings(document, entries)))

    def pages(self) -> list[PageBreak]:
        """Where pages begin, in order."""
        return [entry for entry in self.entries if isinstance(entry, PageBreak)]


def text_html(document: Document, marks: Marks, laid: Laid | None = None) -> str:
    """The text with its structure, in leaves: a browser need not lay out those that are not seen."""
    laid = laid or Laid.of(document)
    levels = {heading.span.start: heading.level for heading in laid.headings}
    out = []
    for leaf in _leaves(laid.entries):
        letters = sum(len(entry.span) for entry in leaf if isinstance(entry, Item))
        lines = letters // _LETTERS_A_LINE + 2 * len(leaf)
        out.append(f'<div class="leaf" style="--lines:{lines}">{_leaf(document, leaf, marks, levels)}</div>')
    return "".join(out)


def _leaves(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Cut where pages begin; where they do not, between two elements that stand by themselves."""
    leaf: list[_Entry] = []
    for entry in entries:
        apart = _container(entry) is None and _shape(entry) == "single"
        turns = isinstance(entry, PageBreak)
        if leaf and (turns or (apart and len(leaf) >= _LONGEST_LEAF)):
            yield leaf
            leaf = []
        leaf.append(entry)
    if leaf:
        yield leaf


def _leaf(document: Document, entries: Sequence[_Entry], marks: Marks, levels: _Levels) -> str:
    out: list[str] = []
    for container, together in groupby(entries, key=_container):
        inside = _elements(document, list(together), marks, levels)
        box = container is not None and document.containers[container].kind == "box"
        out.append(f'<div class="box">{inside}</div>' if box else inside)
    return "".join(out)


def _container(entry: _Entry) -> int | None:
    return entry.block.container if isinstance(entry, Item) and entry.block is not None else None


def _shape(entry: _Entry) -> str:
    """What goes into one element together: rows into a table, items into a list."""
    if isinstance(entry, PageBreak) or entry.block is None:
        return "single"
    if entry.block.kind in _TABLE:
        return "table"
    return "list" if entry.block.kind is BlockKind.LIST_ITEM else "single"


def _elements(document: Document, entries: list[_Entry], marks: Marks, levels: _Levels) -> str:
    out: list[str] = []
    for shape, together in groupby(entries, key=_shape):
        if shape == "table":
            rows = [entry for entry in together if isinstance(entry, Item)]
            out.append(table_html(document, rows, marks))
        elif shape == "list":
            items = "".join(_single(document, entry, marks, levels) for entry in together)
            out.append(f'<ul class="items">{items}</ul>')
        else:
            out += [_single(document, entry, marks, levels) for entry in together]
    return "".join(out)


def _single(document: Document, entry: _Entry, marks: Marks, levels: _Levels) -> str:
    if isinstance(entry, PageBreak):
        said = safe(f"Page {entry.label}") if entry.label else "Next page"
        named = f'id="page-{entry.number}" data-page="{entry.number}" tabindex="-1"'
        return f'<p class="page-break" {named}>{said}</p>'
    words = _words(document.text, entry, marks)
    where = f'{span_attribute(entry.span)} dir="auto"'
    if entry.block is None:
        return f'<p class="quiet lines" {where}>{words}</p>'
    kind = entry.block.kind
    match kind:
        case BlockKind.PARAGRAPH:
            return f"<p {where}>{words}</p>"
        case BlockKind.LIST_ITEM:
            bare = "" if entry.own[0].start > entry.span.start or _bulleted(document.text, entry) else "bare"
            return f'<li class="{bare}" {where}>{words}</li>'
        case BlockKind.QUOTATION:
            return f"<blockquote {where}>{words}</blockquote>"
        case BlockKind.HEADING:
            level = levels[entry.span.start]
            return f'<h{level} id="at-{entry.span.start}" tabindex="-1" {where}>{words}</h{level}>'
        case BlockKind.CAPTION:
            return f'<p class="caption" {where}>{words}</p>'
        case _:
            lines = " lines" if kind in _LINES_KEPT else ""
            return f'<p class="quiet {kind.value.replace(" ", "-")}{lines}" {where}>{words}</p>'


def _bulleted(text: str, entry: Item) -> bool:
    """True where the item's own text begins with its sign, which is then shown as it is."""
    first = entry.span.of(text)[:4].lstrip()
    return bool(first) and (first[0].isdigit() or not (first[0].isalnum() or first[0] in _OPENERS))


def _headings(document: Document, entries: Sequence[_Entry]) -> Iterator[Heading]:
    """Each heading with its level: below the pane's own (h2), and none left out."""
    above = 2
    for entry in entries:
        if isinstance(entry, Item) and entry.block is not None and entry.block.kind is BlockKind.HEADING:
            section = entry.block.section
            meant = 3 if section is None else 2 + max(1, document.sections[section].level)
            above = min(meant, above + 1, 6)
            yield Heading(above, entry.span)


def _words(text: str, entry: Item, marks: Marks) -> str:
    """The words of an item; what stands on its line but is not of its block is quieter."""
    if entry.block is None:
        return inline(text, entry.span, marks)
    out, cursor = [], entry.span.start
    for run in entry.own:
        if run.start > cursor:
            out.append(f'<span class="quiet">{inline(text, Span(cursor, run.start), marks)}</span>')
        end = min(run.end, entry.span.end)
        out.append(inline(text, Span(run.start, end), marks) if end > run.start else "")
        cursor = max(cursor, end)
    if cursor < entry.span.end:
        out.append(f'<span class="quiet">{inline(text, Span(cursor, entry.span.end), marks)}</span>')
    return "".join(out)
