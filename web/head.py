"""The head of every page: the product's name, what is searched, and the way to the other pages."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.types import Record
from web.labels import scope
from web.text import safe

NAME = "Joint Working Evidence"
ASK, MAP, LIBRARY, ABOUT = "/", "/map", "/library", "/about"
_PAGES = ((ASK, "Ask"), (MAP, "Evidence map"), (LIBRARY, "Library"), (ABOUT, "About"))


def head_html(records: Sequence[Record]) -> str:
    """The head of the chat page, which has no heading but the name."""
    return f'<div class="head"><h1>{NAME}</h1>{_scope(records)}{navigation(ASK)}</div>'


def plain_head_html(here: str, records: Sequence[Record] | None = None) -> str:
    """The head of a page whose own heading stands below it; None where the library cannot be told of."""
    searched = "" if records is None else _scope(records)
    return f'<div class="head"><p class="name">{NAME}</p>{searched}{navigation(here)}</div>'


def navigation(here: str) -> str:
    """Links to the pages, the one that is open marked for eyes and ears."""
    current = {here: ' aria-current="page"'}
    links = "".join(f'<a href="{to}"{current.get(to, "")}>{name}</a>' for to, name in _PAGES)
    return f'<nav class="pages" aria-label="Pages">{links}</nav>'


def _scope(records: Sequence[Record]) -> str:
    said = f"Searches {safe(scope(records))}" if records else "Searches no documents yet"
    return f'<p class="scope">{said}</p>'
