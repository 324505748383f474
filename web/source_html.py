"""The source pane: a source with its tools, the list of sources, or why neither is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ingest.types import Document, Record, Span
from web.labels import family
from web.source_outline import outline_html, pages_html
from web.source_record import about_html
from web.source_text import Laid, text_html
from web.text import Marks, attribute, safe

GONE = "The passage is no longer at this place in the source."
_BACK = '<button type="button" class="quiet-button" data-go="back">Back to answer</button>'
# Where the keyboard comes to after the text; seen when it is there.
_AFTER = (
    '<button type="button" class="quiet-button after-source" data-go="back" hidden>Back to answer</button>'
)
_ALL = '<button type="button" class="quiet-button" data-go="documents">All documents</button>'


def source_html(record: Record, document: Document, marks: Marks) -> str:
    """The pane with a source in it."""
    laid = Laid.of(document)
    body = text_html(document, marks, laid)
    title = attribute(record.title)
    found = 'class="cited"' in body
    where = f'<p class="where">Highlighted below{_pages_said(document, marks) if found else ""}.</p>'
    if not found:
        gone = marks.cited is not None
        where = f'<p class="where gone">{GONE}</p>' if gone else '<p class="where" hidden></p>'
    outline = outline_html(document, laid.headings)
    return (
        f'<div class="source" data-source="{attribute(record.key)}" data-text="{digest(document)}">'
        f'<div class="source-head"><div class="source-tools">{_BACK}{_ALL}</div>'
        f'<h2 class="source-title" tabindex="-1">{safe(record.title)}</h2>{_byline(record)}{where}'
        f"{_bar(bool(outline))}{_FIND}"
        f'<div class="pane-panel" id="pane-outline" hidden>{outline}{pages_html(laid.pages())}</div>'
        f'<div class="pane-panel" id="pane-about" hidden>{about_html(record)}</div>{_CITE}</div>'
        f'<div class="source-body" role="region" tabindex="0" aria-label="Text of {title}">{body}</div>'
        f"{_PICTURE}{_AFTER}</div>"
    )


def digest(document: Document) -> str:
    """Tells one text of a source from another: offsets hold for the one they were made for."""
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def documents_html(records: Sequence[Record]) -> str:
    """The pane before a source is opened: what there is to read."""
    rows = "".join(
        f'<li><a class="open" href="{attribute(f"?source={record.key}")}">{safe(record.title)}</a>'
        f"{_byline(record)}</li>"
        for record in sorted(records, key=lambda record: (-(record.year or 0), record.title))
    )
    listed = f'<ul class="documents">{rows}</ul>' if rows else "<p>The library is empty.</p>"
    return (
        f'<div class="source empty"><div class="source-head"><div class="source-tools">{_BACK}</div>'
        '<h2 class="source-title" tabindex="-1">Sources</h2>'
        "<p>Choose a citation in an answer to read the passage here, in its place in the source. "
        "Or open a whole document:</p></div>"
        f'<div class="source-body">{listed}</div></div>'
    )


def message_html(words: str) -> str:
    """The pane when a source cannot be shown."""
    return (
        f'<div class="source empty"><div class="source-head"><div class="source-tools">{_BACK}{_ALL}</div>'
        f'<h2 class="source-title" tabindex="-1">Source</h2><p role="alert">{safe(words)}</p></div></div>'
    )


def _bar(outlined: bool) -> str:
    """What can be done with an open source; the script shows what there is something to do for."""
    outline = _opener("outline", "Outline") if outlined else ""
    return (
        '<div class="source-bar">'
        '<div class="pane-turns" role="group" aria-label="Citations in this source" hidden>'
        f"{_turn('previous', 'Previous citation', '‹', 'p')}"
        '<span class="pane-count"></span>'
        f"{_turn('next', 'Next citation', '›', 'n')}</div>"
        f"{_opener('find', 'Find')}{outline}{_opener('about', 'About')}{_opener('cite', 'Cite')}"
        '<div class="pane-looks" role="group" aria-label="How the source is shown" hidden>'
        '<button type="button" class="quiet-button" data-pane="text" aria-pressed="true">Text</button>'
        '<button type="button" class="quiet-button" data-pane="picture" aria-pressed="false">Page image</button>'
        "</div></div>"
    )


def _opener(which: str, name: str) -> str:
    return (
        f'<button type="button" class="quiet-button" data-pane="{which}" aria-expanded="false" '
        f'aria-controls="pane-{which}">{name}</button>'
    )


def _turn(which: str, name: str, sign: str, key: str = "") -> str:
    shortcut = f' aria-keyshortcuts="{key}"' if key else ""
    said = f"{name} (key: {key})" if key else name
    return (
        f'<button type="button" class="quiet-button turn" data-pane="{which}" aria-label="{name}" '
        f'title="{said}"{shortcut}>{sign}</button>'
    )


_FIND = (
    '<div class="pane-panel" id="pane-find" role="search" aria-label="In this source" hidden>'
    '<div class="pane-row"><label for="pane-words">Find in this source</label>'
    '<input id="pane-words" type="search" placeholder="Words to find" autocomplete="off" spellcheck="false" maxlength="200">'
    '<span class="pane-found"></span>'
    f"{_turn('found-previous', 'Previous match', '↑')}{_turn('found-next', 'Next match', '↓')}</div></div>"
)
_CITE = (
    '<div class="pane-panel" id="pane-cite" hidden>'
    '<div class="pane-row"><label for="pane-style">Style</label>'
    '<select id="pane-style"><option value="harvard">Harvard</option>'
    '<option value="vancouver">Vancouver</option></select>'
    '<button type="button" class="quiet-button" data-pane="copy">Copy</button></div>'
    '<p class="pane-hint">Select words in the text to cite those instead.</p>'
    '<div class="pane-citation" role="region" aria-label="Citation as text" tabindex="0"></div></div>'
)
_PICTURE = (
    '<div class="page-view" role="region" aria-label="Image of the page" hidden>'
    '<div class="pane-row page-tools">'
    f"{_turn('page-previous', 'Previous page', '‹')}"
    '<span class="page-where"></span>'
    f"{_turn('page-next', 'Next page', '›')}"
    f"{_turn('smaller', 'Zoom out', '−')}"
    '<span class="page-zoom">100%</span>'
    f"{_turn('larger', 'Zoom in', '+')}</div>"
    '<p class="page-note" hidden></p>'
    '<div class="page-scroll" tabindex="0" role="group" aria-label="Page"><div class="page-sheet"></div></div>'
    "</div>"
)


def _byline(record: Record) -> str:
    families = [family(name) for name in record.authors]
    who = " and ".join(filter(None, (", ".join(families[:-1]), *families[-1:])))
    parts = [who, str(record.year or ""), record.container or record.publisher or ""]
    said = " · ".join(safe(part) for part in parts if part)
    return f'<p class="byline">{said}</p>' if said else ""


def _pages_said(document: Document, marks: Marks) -> str:
    spans: list[Span] = [span for span in (marks.cited, *marks.also) if span is not None]
    labels = dict.fromkeys(label for span in spans if (label := document.page_at(span.start)))
    if not labels:
        return ""
    return f": page{'s' if len(labels) > 1 else ''} " + " and ".join(map(safe, labels))
