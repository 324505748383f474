"""The head of every page: the product's name, the way to the other pages, and what is searched."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.types import Record
from web.labels import scope
from web.text import safe

NAME = "Joint Working Evidence"
_PAGES = (("/", "Ask"), ("/library", "Library"))


def head_html(records: Sequence[Record]) -> str:
    """The head of the chat page."""
    return (
        f'<div class="head"><h1>{NAME}</h1>'
        f'<p class="scope">Searches {safe(scope(records))}</p>{navigation("/")}</div>'
    )


def library_head_html() -> str:
    """The head of the Library page, whose own heading stands below it."""
    return f'<div class="head"><p class="name">{NAME}</p>{navigation("/library")}</div>'


def navigation(here: str) -> str:
    """Links to the pages, the one that is open marked for eyes and ears."""
    current = {here: ' aria-current="page"'}
    links = "".join(f'<a href="{to}"{current.get(to, "")}>{name}</a>' for to, name in _PAGES)
    return f'<nav class="pages" aria-label="Pages">{links}</nav>'
