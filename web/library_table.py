"""The table of sources: found, sorted and paged on the server, with or without a script in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

from ingest.errors import UnsupportedFormat
from ingest.readers import format_of
from ingest.records import short_authors
from ingest.store import StoredSource
from web.library_words import address, number
from web.text import attribute, safe

A_PAGE = 100


def kind_of(source: StoredSource) -> str:
    """The kind of file a source was read from, in words."""
    try:
        return format_of(Path(source.place)).name
    except UnsupportedFormat:
        return "other"


def authors_of(source: StoredSource) -> str:
    return short_authors(source.record) if source.record.authors else ""


_Key = Callable[[StoredSource], str | int]
_COLUMNS: Mapping[str, tuple[str, _Key]] = {
    "title": ("Title", lambda source: source.record.title.casefold()),
    "authors": ("Authors", lambda source: authors_of(source).casefold()),
    "year": ("Year", lambda source: source.record.year or 0),
    "kind": ("Kind", kind_of),
    "passages": ("Passages", lambda source: source.passages),
    "added": ("Generation", lambda source: source.generation),
}


@dataclass(frozen=True, slots=True)
class Find:
    """What of the library is wanted, and in which order."""

    words: str = ""
    sort: str = "title"
    down: bool = False
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Find:
        """What an address asks for; nonsense in it is left out."""
        sort = query.get("sort", "")
        page = query.get("page", "")
        return cls(
            query.get("q", "").strip()[:200],
            sort if sort in _COLUMNS else "title",
            query.get("order") == "desc",
            int(page) if page.isdecimal() and len(page) < 7 and int(page) > 0 else 1,
        )

    def address(self) -> str:
        plain = Find()
        fields = {
            "q": self.words,
            "sort": self.sort if self.sort != plain.sort or self.down else "",
            "order": "desc" if self.down else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"/library?{query}#sources" if query else "/library#sources"


def found(sources: Sequence[StoredSource], find: Find) -> list[StoredSource]:
    """The sources that hold all the words, in order."""
    wanted = find.words.casefold().split()
    held = [source for source in sources if all(word in _said(source) for word in wanted)]
    _, key = _COLUMNS[find.sort]
    # Equal ones stay by title, whichever way the rest goes.
    held.sort(key=_COLUMNS["title"][1])
    held.sort(key=key, reverse=find.down)
    return held


def _said(source: StoredSource) -> str:
    record = source.record
    words = (source.key, record.title, *record.authors, str(record.year or ""), kind_of(source))
    return " ".join(words).casefold()


def sources_html(sources: Sequence[StoredSource], find: Find, writable: bool) -> str:
    """The section with the search box and the table."""
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
        f"{_table(shown, find, writable) if shown else _none(find)}{_pages(find, pages)}</div></section>"
    )


def _search(find: Find) -> str:
    return (
        '<form id="find" class="find" method="get" action="/library" role="search">'
        '<label for="q">Search title, author, year or kind</label>'
        f'<input id="q" name="q" type="search" value="{attribute(find.words)}" autocomplete="off" maxlength="200">'
        f'{_order(find)}<button class="button" type="submit">Search</button></form>'
    )


def _order(find: Find) -> str:
    down = '<input type="hidden" name="order" value="desc">' if find.down else ""
    return f'<input type="hidden" name="sort" value="{find.sort}">{down}'


def _none(find: Find) -> str:
    return (
        f'<p class="nothing">No source has “{safe(find.words)}” in its title, authors, year or kind. '
        '<a href="/library">Show all sources</a></p>'
    )


def _table(shown: Sequence[StoredSource], find: Find, writable: bool) -> str:
    # The roles are said once more, for the narrow page lays the table out as cards.
    head = "".join(_column(name, find) for name in _COLUMNS)
    rows = "".join(_row(source, writable) for source in shown)
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


def _row(source: StoredSource, writable: bool) -> str:
    record, title = source.record, safe(source.record.title)
    guessed = '<span class="guessed">record guessed</span>' if record.guessed else ""
    opened = attribute(f"/?source={quote(source.key, safe='')}")
    cells = (
        ("authors", "Authors", safe(authors_of(source))),
        ("year", "Year", str(record.year or "")),
        ("kind", "Kind", kind_of(source)),
        ("passages", "Passages", f"{source.passages:,}"),
        ("added", "Added in generation", str(source.generation)),
    )
    inside = "".join(
        f'<td role="cell" class="{name}" data-label="{label}">{words}</td>' for name, label, words in cells
    )
    return (
        f'<tr role="row" data-key="{attribute(source.key)}"><th scope="row" role="rowheader" class="title"><a href="{opened}">{title}</a>{guessed}</th>'
        f'{inside}<td role="cell" class="do">{_actions(source, title, writable)}</td></tr>'
    )


def _actions(source: StoredSource, title: str, writable: bool) -> str:
    named = [("Original", "original")]
    if writable:
        named += [("Edit record", "edit"), ("Replace…", "replace"), ("Remove…", "remove")]
    of = f'<span class="for-screen-readers">: {title}</span>'
    return "".join(
        f'<a class="{what}" href="{address(what, source.key)}">{words}{of}</a>' for words, what in named
    )


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
