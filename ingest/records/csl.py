"""CSL-JSON, the form in which records are written down, shown and given away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Annotated, Any

import pydantic_core
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.errors import BadRecord
from ingest.records import fields, names
from ingest.records.entry import Entry, entry_of, make_record, only_one
from ingest.types import Record


def _text(value: Any) -> Any:
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_Text = Annotated[str, BeforeValidator(_text)]


class _Name(BaseModel):
    family: _Text = ""
    given: _Text = ""
    literal: _Text = ""
    suffix: _Text = ""
    particle: _Text = Field("", alias="non-dropping-particle")
    dropping: _Text = Field("", alias="dropping-particle")

    def display(self) -> str:
        if self.literal:
            return self.literal
        family = " ".join(part for part in (self.particle, self.family) if part)
        given = " ".join(part for part in (self.given, self.dropping) if part)
        return names.joined(family, given, self.suffix)


class _Date(BaseModel):
    date_parts: list[list[_Text]] = Field(default_factory=list, alias="date-parts")
    raw: _Text = ""
    literal: _Text = ""
    edtf: _Text = ""

    def words(self) -> str:
        known = self.date_parts[0][0] if self.date_parts and self.date_parts[0] else ""
        return known or self.raw or self.literal or self.edtf


def _date(value: Any) -> Any:
    return {"raw": value} if isinstance(value, str) else value


def _names(value: Any) -> Any:
    return [] if value is None else value


_Names = Annotated[list[_Name], BeforeValidator(_names)]


class _Item(BaseModel):
    """The part of a CSL-JSON item that a record keeps; other fields are allowed."""

    model_config = ConfigDict(extra="ignore")

    id: _Text = ""
    type: _Text = ""
    title: _Text = ""
    author: _Names = Field(default_factory=list)
    editor: _Names = Field(default_factory=list)
    issued: Annotated[_Date | None, BeforeValidator(_date)] = None
    container_title: _Text = Field("", alias="container-title")
    publisher: _Text = ""
    volume: _Text = ""
    issue: _Text = ""
    page: _Text = ""
    doi: _Text = Field("", alias="DOI")
    url: _Text = Field("", alias="URL")
    isbn: _Text = Field("", alias="ISBN")
    license: _Text = ""
    note: _Text = ""


# What reference managers put into a note is anything; one that speaks of rights is a licence.
_RIGHTS = ("©", "(c)", "copyright", "licence", "license", "creative commons", "cc by", "cc0", "public domain")


def parse(text: str, name: str, stem: str) -> Record:
    """The record in a CSL-JSON file: an item, or a list of one. Raises BadRecord."""
    try:
        found = pydantic_core.from_json(text, allow_inf_nan=False)
    except (ValueError, RecursionError) as error:
        raise _mistake(name, "the file", str(error)) from error
    if isinstance(found, list):
        only_one(len(found), name, "CSL-JSON")
        found = found[0]
    try:
        item = _Item.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise _mistake(name, where, first["msg"]) from error
    about_rights = any(mark in item.note.casefold() for mark in _RIGHTS)
    entry = Entry(
        key=item.id,
        type=item.type,
        title=item.title,
        authors=tuple(each.display() for each in item.author),
        editors=tuple(each.display() for each in item.editor),
        issued=item.issued.words() if item.issued else "",
        container=item.container_title,
        publisher=item.publisher,
        volume=item.volume,
        issue=item.issue,
        pages=item.page,
        doi=item.doi,
        urls=(item.url,),
        isbn=item.isbn,
        licence=item.license or (item.note if about_rights else ""),
    )
    return make_record(entry, name, stem)


def is_csl(content: bytes) -> bool:
    """Whether a JSON file holds CSL-JSON items, rather than anything else in JSON."""
    try:
        found = pydantic_core.from_json(content.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return False
    items = found if isinstance(found, list) else [found]
    return bool(items) and all(
        isinstance(item, dict)
        and isinstance(item.get("type"), str)
        and item["type"] in fields.TYPES
        and "id" in item
        for item in items
    )


def to_csl(record: Record) -> str:
    """A record as CSL-JSON text, its fields always in one order.

    That a record was guessed is not written down: what somebody keeps beside a file is
    taken for known.
    """
    return json.dumps(item(entry_of(record)), ensure_ascii=False, indent=2) + "\n"


def write(entries: Iterable[Entry]) -> str:
    """Entries as a CSL-JSON array."""
    return json.dumps([item(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"


def item(entry: Entry) -> dict[str, object]:
    """An entry as a CSL-JSON item, without the fields that it leaves empty."""
    found: dict[str, object] = {"id": entry.key, "type": entry.type, "title": entry.title}
    if entry.authors:
        found["author"] = [_name(each) for each in entry.authors]
    if entry.editors:
        found["editor"] = [_name(each) for each in entry.editors]
    if year := re.match(r"-?\d+", entry.issued):
        found["issued"] = {"date-parts": [[int(year.group())]]}
    others = {
        "container-title": entry.container,
        "publisher": entry.publisher,
        "publisher-place": entry.place,
        "volume": entry.volume,
        "issue": entry.issue,
        "page": entry.pages,
        "DOI": entry.doi,
        "URL": next(iter(entry.urls), ""),
        "ISBN": entry.isbn,
        "license": entry.licence,
        "note": entry.note,
    }
    return found | {field: value for field, value in others.items() if value}


def _name(author: str) -> dict[str, str]:
    found = names.parts(author)
    if found is None:
        return {"literal": author}
    family, given, suffix = found
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def _mistake(name: str, where: str, what: str) -> BadRecord:
    said = fields.clean(what)[:200]
    return BadRecord(f"{name}: is not a CSL-JSON record ({where}: {said}); mend it and add again")
