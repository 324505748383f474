"""What elements of a page are besides blocks of words: hidden, a note, the beginning of a printed page."""

from __future__ import annotations

import re

from ingest.readers.markup import Element, attribute, tag_of

# What holds no words of the page: programs, controls, pictures and what stands in for them.
_SILENT = frozenset(
    """audio button canvas datalist embed head iframe input map meta noscript object option rp rt script select
    style svg template textarea title video""".split()
)
_NOTE_TYPES = frozenset(
    "footnote footnotes endnote endnotes rearnote rearnotes doc-footnote doc-endnote doc-endnotes".split()
)
_NOTE_CLASSES = frozenset("footnote footnotes endnote endnotes fn-group footnote-list".split())
_NOTE_HOLDERS = frozenset("aside dd div li ol p section ul".split())
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_UNSEEN_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-reader-text|visuallyhidden)(?:$|\s)"
)


def is_hidden(element: Element) -> bool:
    """Whether a reader of the page does not see the element, or it holds no words of the page."""
    if tag_of(element) in _SILENT:
        return True
    get = element.get
    if get("hidden") is not None and tag_of(element) not in ("html", "body"):
        return True
    if get("aria-hidden") == "true" and tag_of(element) not in ("html", "body", "main"):
        return True
    if style := get("style"):
        return bool(_UNSEEN.search(style))
    return bool((name := get("class")) and _UNSEEN_CLASSES.search(name))


def page_label(element: Element) -> str | None:
    """The printed label of the page that begins at an element, None where none does."""
    kinds = f"{attribute(element, 'type')} {element.get('role', '')}".split()
    if "pagebreak" not in kinds and "doc-pagebreak" not in kinds:
        return None
    label = element.get("aria-label") or element.get("title") or "".join(element.itertext())
    label = re.sub(r"^\W*(?:page|p\.)?\s*|\W+$", "", label.strip(), flags=re.IGNORECASE)
    if not label and (
        found := re.search(r"p(?:age|g)?[_-]?(\d+|[ivxlc]+)$", element.get("id") or "", re.IGNORECASE)
    ):
        label = found.group(1)
    return label


def is_note(element: Element) -> bool:
    """Whether an element holds footnotes or endnotes."""
    if tag_of(element) not in _NOTE_HOLDERS:
        return False
    kinds = f"{attribute(element, 'type')} {element.get('role', '')}".split()
    return not _NOTE_TYPES.isdisjoint(kinds) or not _NOTE_CLASSES.isdisjoint(
        (element.get("class") or "").split()
    )
