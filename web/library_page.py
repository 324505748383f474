"""The Library page: what can be put in, how far that is, what there is, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.types import Record
from web.frame import framed_html
from web.head import LIBRARY
from web.ingest_progress import Progress
from web.keeping import Shelf
from web.library_confirming import dialog_html, removing
from web.library_progress import progress_html
from web.library_receipts import receipt_html, receipts_html
from web.library_removed import removed_html
from web.library_table import sources_html
from web.library_words import bring_back_html, number, prose
from web.text import attribute
from web.uploads import MOST_A_FILE, MOST_TOGETHER, endings, in_words
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Note:
    """What is said at the top of a page after something was done, or was not."""

    words: str
    failed: bool = False
    undo: str = ""  # the key of the source that a removal took away
    back: int = 0  # the generation of an undo that took sources away


def page_html(title: str, body: str, refresh: str = "", records: Sequence[Record] | None = None) -> str:
    """A whole page around its main part; ``refresh`` is where it looks for news of itself."""
    again = (
        f'<noscript><meta http-equiv="refresh" content="3;url={attribute(refresh)}"></noscript>'
        if refresh
        else ""
    )
    return framed_html(title, LIBRARY, body, records, kind="library", extra=f"{again}{_OWN}")


_OWN = '<link rel="stylesheet" href="/jwe/library.css"><script type="module" src="/jwe/library.js"></script>'


def library_html(shelf: Shelf, progress: Progress, visitor: Visitor, note: Note | None) -> str:
    """The Library page."""
    sources, passages = len(shelf.sources), sum(source.passages for source in shelf.sources)
    held = f"{number(sources, 'source')}, {number(passages, 'passage')}"
    body = (
        f'<div class="heading"><h1>Library</h1><p class="quiet" id="held">{held}</p></div>'
        f'{note_html(note, visitor)}<p id="said" class="for-screen-readers" role="status"></p>'
        f"{_add(visitor) if visitor.writable else _read_only(visitor.why_not)}"
        f"{progress_html(progress, visitor) if visitor.writable else ''}"
        f"{sources_html(shelf, visitor)}{removed_html(shelf, visitor)}{receipts_html(shelf, visitor)}"
        f"{dialog_html('confirm', removing(None, visitor), visitor) if visitor.writable else ''}"
    )
    records = [source.record for source in shelf.sources]
    return page_html("Library", body, visitor.find.address(part="") if progress.running else "", records)


def back_html(visitor: Visitor) -> str:
    """The way back, to what was looked for."""
    return f'<p class="back"><a href="{attribute(visitor.find.address())}">Back to the library</a></p>'


def all_removed_html(shelf: Shelf, visitor: Visitor) -> str:
    """Every source that can be brought back."""
    shown = removed_html(shelf, visitor, None)
    return page_html(
        "Removed sources",
        f"{back_html(visitor)}<h1>Library</h1>{shown or '<p>Nothing is removed.</p>'}",
    )


def all_receipts_html(shelf: Shelf, visitor: Visitor) -> str:
    """Every receipt, whole."""
    shown = "".join(
        receipt_html(receipt, shelf.at_work and n == 0) for n, receipt in enumerate(shelf.receipts)
    )
    return page_html(
        "Receipts",
        f"{back_html(visitor)}<h1>Receipts</h1>{shown or '<p>Nothing has been done to this library yet.</p>'}",
    )


def note_html(note: Note | None, visitor: Visitor) -> str:
    """What was done, where the reader cannot miss it."""
    if note is None:
        return '<div id="note" role="status"></div>'
    undo = ""
    if note.undo:
        undo = bring_back_html(visitor, visitor.to("restore", note.undo), "Undo")
    elif note.back:
        undo = bring_back_html(visitor, visitor.to("restore-all", note.back), "Bring them back")
    kind = "note problem" if note.failed else "note"
    # The address that leads here names it, so that the browser itself puts the focus on it.
    return f'<div id="note" class="{kind}" role="status" tabindex="-1"><p>{prose(note.words)}</p>{undo}</div>'


def _add(visitor: Visitor) -> str:
    return (
        '<section id="add" aria-labelledby="add-heading"><h2 id="add-heading">Add documents</h2>'
        f'<form id="upload" method="post" action="{attribute(visitor.to("upload"))}" '
        f'enctype="multipart/form-data" data-most="{MOST_A_FILE}" data-together="{MOST_TOGETHER}" '
        f'data-endings="{attribute(" ".join(endings()))}">'
        f'<input type="hidden" name="token" value="{visitor.token}"><div class="drop">'
        '<label for="chosen">Choose files<span class="with-script"> or drop them here</span></label>'
        f'<input id="chosen" type="file" name="files" multiple required accept="{",".join(endings())}" '
        'aria-describedby="chosen-hint">'
        f'<p class="quiet" id="chosen-hint">{KINDS} Up to {in_words(MOST_A_FILE)} a file. Put a record '
        "(.ris, .bib, .csl.json) with its document, under the same name, and it is taken over.</p></div>"
        '<button class="button main" type="submit">Add to the library</button></form></section>'
    )


KINDS = "PDF, Word, OpenDocument, EPUB, saved web pages, Markdown and plain text."


def _read_only(why: str) -> str:
    return f'<section id="add" aria-label="Adding documents"><p class="note">{prose(why)}</p></section>'
