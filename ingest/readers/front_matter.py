"""The particulars that a Markdown file may begin with, between two lines of dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.readers.particulars import doi_in, isbn_in, person, year_in
from ingest.types import Details

_MOST_LINES = 200
_FIELD = re.compile(r"^(?P<name>[A-Za-z][\w-]{0,40})\s*:(?:\s+(?P<value>.*))?$")
_ITEM = re.compile(r"^\s*-\s+(?:(?:name|literal)\s*:\s*)?(?P<value>\S.*)$")
_SUBFIELD = re.compile(r"^\s+(?:name|literal)\s*:\s*(?P<value>\S.*)$")


def front_matter_end(lines: Sequence[str]) -> int:
    """How many lines the particulars take, with the dashes around them; 0 where there are none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    for number, line in enumerate(lines[1:_MOST_LINES], start=1):
        if line.rstrip() in ("---", "..."):
            return number + 1 if any(_FIELD.match(each) for each in lines[1:number]) else 0
    return 0


def details_of(lines: Sequence[str]) -> Details:
    """What the particulars say of the document: plain fields and lists, no more of YAML than that."""
    said: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if field := _FIELD.match(line):
            name = field["name"].lower()
            said.setdefault(name, []).extend(_values(field["value"] or ""))
        elif name and (inner := _ITEM.match(line) or _SUBFIELD.match(line)):
            said[name].extend(_values(inner["value"]))

    def first(*names: str) -> str:
        return next((value for each in names for value in said.get(each, [])), "")

    authors = [value for each in ("author", "authors", "creator") for value in said.get(each, [])]
    address = first("url", "canonical_url", "permalink")
    return Details(
        title=first("title") or None,
        authors=tuple(filter(None, map(person, authors))),
        year=year_in(first("date", "year", "issued", "published")),
        publisher=first("publisher", "organisation", "organization") or None,
        doi=doi_in(first("doi", "identifier")),
        url=address if re.match(r"https?://\S+$", address) else None,
        isbn=isbn_in(first("isbn", "identifier")),
    )


def _values(words: str) -> list[str]:
    """A value, or those of a list in brackets, without their quotation marks."""
    words = words.strip()
    if words in ("", "|", ">"):
        return []
    inner = re.fullmatch(r"\[(.*)\]", words)
    parts = inner.group(1).split(",") if inner else [words]
    return [part.strip().strip("\"'").strip() for part in parts if part.strip().strip("\"'").strip()]
