"""A source whole as HTML, its structure kept and the cited passage highlighted.

What is not evidence (contents, furniture, references and what no block holds) is shown
too, but quieter: a reader who checks a passage must see all that stands around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from ingest.types import BlockKind, Document, Record, Span
from web.labels import family
from web.source_layout import Item, PageBreak, layout
from web.source_table import table_html
from web.text import Marks, attribute, inline, safe

_TABLE = frozenset({BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER})
_Levels = Mapping[int, int]
_OPENERS = "‘“\"'(<*["  # a list item may begin with these without their being its bullet
_LINES_KEPT = frozenset({BlockKind.CONTENTS, BlockKind.FORM, BlockKind.FRONT_MATTER, BlockKind.BACK_MATTER})


def source_html(record: Record, document: Document, marks: Marks) -> str:
    """The pane with a source in it."""
    body = text_html(document, marks)
    title = attribute(record.title)
    wanted = marks.cited is not None
    found = 'class="cited"' in body
    pages = _pages_said(document, marks) if found else ""
    where = f'<p class="where">Highlighted below{pages}.</p>' if found else ""
    if wanted and not found:
        where = '<p class="where gone">The passage is no longer at this place in the source.</p>'
    return (
        f'<div class="source"><div class="source-head"><div class="source-tools">'
        f'<button type="button" class="quiet-button" data-go="back">Back to answer</button>'
        f'<button type="button" class="quiet-button" data-go="documents">All documents</button></div>'
        f'<h2 class="source-title" tabindex="-1">{safe(record.title)}</h2>{_byline(record)}{where}</div>'
        f'<div class="source-body" role="region" tabindex="0" aria-label="Text of {title}">{body}</div></div>'
    )


def documents_html(records: Sequence[Record]) -> str:
    """The pane before a source is opened: what there is to read."""
    rows = "".join(
        f'<li><a class="open" href="{attribute(f"?source={record.key}")}">{safe(record.title)}</a>'
        f"{_byline(record)}</li>"
        for record in sorted(records, key=lambda record: (-(record.year or 0), record.title))
    )
    listed = f'<ul class="documents">{rows}</ul>' if rows else "<p>The library is empty.</p>"
    return (
        '<div class="source empty"><div class="source-head">'
        '<div class="source-tools"><button type="button" class="quiet-button" data-go="back">'
        "Back to answer</button></div>"
        '<h2 class="source-title" tabindex="-1">Sources</h2>'
        "<p>Choose a citation in an answer to read the passage here, in its place in the source. "
        "Or open a whole document:</p></div>"
        f'<div class="source-body">{listed}</div></div>'
    )


def message_html(words: str) -> str:
    """The pane when a source cannot be shown."""
    return (
        '<div class="source empty"><div class="source-head"><div class="source-tools">'
        '<button type="button" class="quiet-button" data-go="back">Back to answer</button>'
        '<button type="button" class="quiet-button" data-go="documents">All documents</button></div>'
        f'<h2 class="source-title" tabindex="-1">Source</h2><p role="alert">{safe(words)}</p></div></div>'
    )


def _byline(record: Record) -> str:
    families = [family(name) for name in record.authors]
    who = " and ".join(filter(None, (", ".join(families[:-1]), *families[-1:])))
    parts = [who, str(record.year or ""), record.container or record.publisher or ""]
    said = " · ".join(safe(part) for part in parts if part)
    return f'<p class="byline">{said}</p>' if said else ""


def _pages_said(document: Document, marks: Marks) -> str:
    spans = [span for span in (marks.cited, *marks.also) if span is not None]
    labels = dict.fromkeys(label for span in spans if (label := document.page_at(span.start)))
    if not labels:
        return ""
    return f": page{'s' if len(labels) > 1 else ''} " + " and ".join(map(safe, labels))


def text_html(document: Document, marks: Marks) -> str:
    """The text with its structure."""
    out: list[str] = []
    entries = layout(document)
    levels = _levels(document, entries)
    for container, together in groupby(entries, key=_container):
        inside = _elements(document, list(together), marks, levels)
        box = container is not None and document.containers[container].kind == "box"
        out.append(f'<div class="box">{inside}</div>' if box else inside)
    return "".join(out)


def _container(entry: Item | PageBreak) -> int | None:
    return entry.block.container if isinstance(entry, Item) and entry.block is not None else None


def _shape(entry: Item | PageBreak) -> str:
    """What goes into one element together: rows into a table, items into a list."""
    if isinstance(entry, PageBreak) or entry.block is None:
        return "single"
    if entry.block.kind in _TABLE:
        return "table"
    return "list" if entry.block.kind is BlockKind.LIST_ITEM else "single"


def _elements(document: Document, entries: list[Item | PageBreak], marks: Marks, levels: _Levels) -> str:
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


def _single(document: Document, entry: Item | PageBreak, marks: Marks, levels: _Levels) -> str:
    if isinstance(entry, PageBreak):
        return f'<p class="page-break">{safe(f"Page {entry.label}") if entry.label else "Next page"}</p>'
    words = _words(document.text, entry, marks)
    if entry.block is None:
        return f'<p class="quiet lines" dir="auto">{words}</p>'
    kind = entry.block.kind
    match kind:
        case BlockKind.PARAGRAPH:
            return f'<p dir="auto">{words}</p>'
        case BlockKind.LIST_ITEM:
            bare = "" if entry.own[0].start > entry.span.start or _bulleted(document.text, entry) else "bare"
            return f'<li class="{bare}" dir="auto">{words}</li>'
        case BlockKind.QUOTATION:
            return f'<blockquote dir="auto">{words}</blockquote>'
        case BlockKind.HEADING:
            level = levels[entry.span.start]
            return f'<h{level} dir="auto">{words}</h{level}>'
        case BlockKind.CAPTION:
            return f'<p class="caption" dir="auto">{words}</p>'
        case _:
            lines = " lines" if kind in _LINES_KEPT else ""
            return f'<p class="quiet {kind.value.replace(" ", "-")}{lines}" dir="auto">{words}</p>'


def _bulleted(text: str, entry: Item) -> bool:
    """True where the item's own text begins with its sign, which is then shown as it is."""
    first = entry.span.of(text)[:4].lstrip()
    return bool(first) and (first[0].isdigit() or not (first[0].isalnum() or first[0] in _OPENERS))


def _levels(document: Document, entries: Sequence[Item | PageBreak]) -> _Levels:
    """The level of each heading by its offset: below the pane's own (h2), and none left out."""
    levels: dict[int, int] = {}
    above = 2
    for entry in entries:
        if isinstance(entry, Item) and entry.block is not None and entry.block.kind is BlockKind.HEADING:
            section = entry.block.section
            meant = 3 if section is None else 2 + max(1, document.sections[section].level)
            above = levels[entry.span.start] = min(meant, above + 1, 6)
    return levels


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
