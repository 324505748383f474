"""The table of sources: found, sorted and paged on the server, with or without a script in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from ingest.errors import UnsupportedFormat
from ingest.places import UPLOAD
from ingest.readers import format_of
from ingest.records import short_authors
from ingest.store import StoredSource
from web.keeping import Shelf
from web.library_words import address, day, number
from web.text import attribute, safe
from web.visitor import Find, Visitor

A_PAGE = 100
GUESSED = "record guessed"


def kind_of(source: StoredSource) -> str:
    """The kind of file a source was read from, in words."""
    try:
        return format_of(Path(source.place)).name
    except UnsupportedFormat:
        return "other"


def file_name(source: StoredSource) -> str:
    """The name of the file a source was read from; its folder is not for everybody."""
    return Path(source.place.removeprefix(UPLOAD)).name


def authors_of(source: StoredSource) -> str:
    return short_authors(source.record) if source.record.authors else ""


_Key = Callable[[StoredSource], str | int]
_COLUMNS: Mapping[str, tuple[str, _Key]] = {
    "title": ("Title", lambda source: source.record.title.casefold()),
    "authors": ("Authors", lambda source: authors_of(source).casefold()),
    "year": ("Year", lambda source: f"{source.record.year:04}" if source.record.year else ""),
    "kind": ("Kind", lambda source: kind_of(source).casefold()),
    "passages": ("Passages", lambda source: source.passages),
    "added": ("Added", lambda source: source.generation),
}


def found(sources: Sequence[StoredSource], find: Find) -> list[StoredSource]:
    """The sources that hold all the words, in order."""
    wanted = find.words.casefold().split()
    held = [source for source in sources if all(word in _said(source) for word in wanted)]
    _, key = _COLUMNS[find.sort]
    # Equal ones stay by title, whichever way the rest goes.
    held.sort(key=_COLUMNS["title"][1])
    held.sort(key=key, reverse=find.down)
    # Nothing is neither the first nor the last of anything: it stands at the end.
    held.sort(key=lambda source: key(source) == "")
    return held


def _said(source: StoredSource) -> str:
    record = source.record
    words = [source.key, record.title, *record.authors, str(record.year or ""), kind_of(source)]
    words += [file_name(source), GUESSED * record.guessed]
    return " ".join(words).casefold()


def sources_html(shelf: Shelf, visitor: Visitor) -> str:
    """The section with the search box and the table."""
    sources, find = shelf.sources, visitor.find
    if not sources:
        return (
            '<section id="sources" aria-labelledby="sources-heading">'
            '<h2 id="sources-heading" tabindex="-1">Sources</h2><div class="nothing">'
            "<p>The library is empty: a question has nothing to be answered from yet.</p>"
            "<p>Add reports, articles, guidance or saved web pages. Each is read, cut into passages and made "
            "searchable; its text stays on this machine, and every quote in an answer leads back to its page. "
            "Start with two or three documents that you know well, and ask something that they answer.</p>"
            "</div></section>"
        )
    held = found(sources, find)
    pages = max(1, -(-len(held) // A_PAGE))
    find = replace(find, page=min(find.page, pages))
    visitor = replace(visitor, find=find)
    shown = held[(find.page - 1) * A_PAGE : find.page * A_PAGE]
    first = (find.page - 1) * A_PAGE + 1
    count = number(len(held), "source")
    if find.words:
        count = f"{len(held):,} of {number(len(sources), 'source')}"
    if pages > 1:
        count += f", {first:,} to {first + len(shown) - 1:,} shown"
    return (
        '<section id="sources" aria-labelledby="sources-heading">'
        f'<h2 id="sources-heading" tabindex="-1">Sources</h2>{_search(find)}'
        f'<div id="table"><p id="count">{count}</p>'
        f"{_table(shown, shelf, visitor) if shown else _none(find)}{_pages(find, pages)}</div></section>"
    )


def _search(find: Find) -> str:
    return (
        '<form id="find" class="find" method="get" action="/library" role="search">'
        '<label for="q">Search title, author, year, kind or file name</label>'
        f'<input id="q" name="q" type="search" value="{attribute(find.words)}" autocomplete="off" maxlength="200">'
        f'{_order(find)}<button class="button" type="submit">Search</button></form>'
    )


def _order(find: Find) -> str:
    down = '<input type="hidden" name="order" value="desc">' if find.down else ""
    return f'<input type="hidden" name="sort" value="{find.sort}">{down}'


def _none(find: Find) -> str:
    return (
        f'<p class="nothing">No source has “{safe(find.words)}” in its title, authors, year, kind or file name. '
        '<a href="/library">Show all sources</a></p>'
    )


def _table(shown: Sequence[StoredSource], shelf: Shelf, visitor: Visitor) -> str:
    # The roles are said once more, for the narrow page lays the table out as cards.
    head = "".join(_column(name, visitor.find) for name in _COLUMNS)
    rows = "".join(_row(source, shelf, visitor) for source in shown)
    return (
        '<div class="scroll" role="region" aria-label="Table of sources" tabindex="0"><table class="sources" role="table">'
        f'<caption class="for-screen-readers">Sources; the buttons in the headings sort them</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}<th scope="col" role="columnheader">What to do</th></tr></thead><tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _column(name: str, find: Find) -> str:
    """A heading that sorts: a form of its own, so that it does without a script."""
    words, _ = _COLUMNS[name]
    sorted_by = find.sort == name
    order = ("descending" if find.down else "ascending") if sorted_by else ""
    state = f' aria-sort="{order}"' if order else ""
    turned = '<input type="hidden" name="order" value="desc">' if sorted_by and not find.down else ""
    words_kept = f'<input type="hidden" name="q" value="{attribute(find.words)}">' if find.words else ""
    return (
        f'<th scope="col" role="columnheader" class="{name}"{state}><form method="get" action="/library" class="sort">{words_kept}'
        f'<button type="submit" name="sort" value="{name}">{words}<span class="way" aria-hidden="true"></span>'
        f"</button>{turned}</form></th>"
    )


def _row(source: StoredSource, shelf: Shelf, visitor: Visitor) -> str:
    record, title = source.record, safe(source.record.title)
    guessed = f'<span class="guessed">{GUESSED}</span>' if record.guessed else ""
    came = shelf.change_of(source.generation)
    opened = attribute(f"/?source={quote(source.key, safe='')}")
    cells = (
        ("authors", "Authors", safe(authors_of(source))),
        ("year", "Year", str(record.year or "")),
        ("kind", "Kind", kind_of(source)),
        ("passages", "Passages", f"{source.passages:,}"),
        ("added", "Added", "" if came is None else day(came.started)),
    )
    inside = "".join(
        f'<td role="cell" class="{name}" data-label="{label}">{words}</td>' for name, label, words in cells
    )
    return (
        f'<tr role="row" data-key="{attribute(source.key)}"><th scope="row" role="rowheader" class="title"><a href="{opened}">{title}</a>{guessed}</th>'
        f'{inside}<td role="cell" class="do">{_actions(source, title, visitor)}</td></tr>'
    )


def _actions(source: StoredSource, title: str, visitor: Visitor) -> str:
    named = [("Original", "original", address("original", source.key))]
    if visitor.writable:
        ways = (("Edit record", "edit"), ("Replace…", "replace"), ("Remove…", "remove"))
        named += [(words, what, attribute(visitor.to(what, source.key))) for words, what in ways]
    of = f'<span class="for-screen-readers">: {title}</span>'
    return "".join(f'<a class="{what}" href="{to}">{words}{of}</a>' for words, what, to in named)


def _pages(find: Find, pages: int) -> str:
    if pages == 1:
        return ""
    around = sorted({1, pages, *range(max(1, find.page - 2), min(pages, find.page + 2) + 1)})
    parts, before = [], 0
    for page in around:
        if page > before + 1:
            parts.append('<span aria-hidden="true">…</span>')
        here = ' aria-current="page"' if page == find.page else ""
        to = attribute(replace(find, page=page).address())
        parts.append(f'<a href="{to}"{here}><span class="for-screen-readers">Page </span>{page}</a>')
        before = page
    return f'<nav class="paging" aria-label="Pages of the table">{"".join(parts)}</nav>'
