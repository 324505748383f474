"""What is known of a source: its bibliographic record, and the file it was read from."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from ingest.types import Record
from web.security import ORIGINALS
from web.text import attribute, safe

_GUESSED = (
    "This record was made from what the document says of itself, and nobody has checked it. "
    "It can be corrected on the Library page."
)
_DOI = re.compile(r"10\.\d{4,9}/[!-~]+")


def about_html(record: Record) -> str:
    """The record's fields that are known, and the way to the original file."""
    fields = [
        ("Title", safe(record.title)),
        ("Authors", safe("; ".join(record.authors))),
        ("Year", str(record.year or "")),
        ("In", safe(_container(record))),
        ("Publisher", safe(record.publisher or "")),
        ("Pages", safe(record.pages or "")),
        ("DOI", _link(record.doi, _doi_address(record.doi))),
        ("Address", _link(record.url, _web_address(record.url))),
        ("ISBN", safe(record.isbn or "")),
        ("Licence", safe(record.licence or "")),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{words}</dd>" for name, words in fields if words)
    guessed = f'<p class="pane-hint">{_GUESSED}</p>' if record.guessed else ""
    original = attribute(f"{ORIGINALS}{quote(record.key, safe='')}")
    return (
        f'<dl class="record">{listed}</dl>{guessed}'
        f'<p class="pane-original"><a href="{original}" download>Open original</a> '
        "<span>(the file as it was put into the library)</span></p>"
    )


def _container(record: Record) -> str:
    volume = f"{record.volume or ''}{f'({record.issue})' if record.issue else ''}"
    return ", ".join(part for part in (record.container or "", volume) if part)


def _link(words: str | None, address: str | None) -> str:
    """A link that somebody may press, and is told where it leads; only text where it leads nowhere."""
    if not words:
        return ""
    if address is None:
        return safe(words)
    return (
        f'<a href="{attribute(address)}" target="_blank" rel="noreferrer noopener">{safe(words)}</a> '
        '<span class="outside">(leaves this machine)</span>'
    )


def _doi_address(doi: str | None) -> str | None:
    found = _DOI.search(doi or "")
    return f"https://doi.org/{quote(found.group(), safe='/().:;-_')}" if found is not None else None


def _web_address(address: str | None) -> str | None:
    """An address if it is one of the web; a record can hold anything."""
    try:
        parts = urlsplit((address or "").strip())
    except ValueError:
        return None
    plain = all(" " < letter < "\x7f" for letter in parts.geturl())
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname and plain else None
