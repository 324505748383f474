"""One bibliographic entry in the words of a file, read or to be written: the ground the formats share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ingest.errors import BadRecord
from ingest.records import fields, names
from ingest.types import Record

_T = TypeVar("_T")
# Works that are cited by their editors where nobody is named as the author.
_EDITED = frozenset({"book", "collection", "report", "periodical", "document"})


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of one entry as they stand in its file; empty where it says nothing."""

    key: str = ""
    type: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    issued: str = ""
    container: str = ""
    publisher: str = ""
    place: str = ""  # of publication; written, not kept in a record
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    urls: tuple[str, ...] = ()
    isbn: str = ""
    licence: str = ""
    note: str = ""  # written, not kept in a record


def entry_of(record: Record) -> Entry:
    """A record in the words that are written into a file."""
    return Entry(
        key=record.key,
        type=record.type,
        title=record.title,
        authors=record.authors,
        issued="" if record.year is None else str(record.year),
        container=record.container or "",
        publisher=record.publisher or "",
        volume=record.volume or "",
        issue=record.issue or "",
        pages=record.pages or "",
        doi=record.doi or "",
        urls=(record.url,) if record.url else (),
        isbn=record.isbn or "",
        licence=record.licence or "",
    )


def make_record(entry: Entry, name: str, stem: str) -> Record:
    """The record an entry stands for; ``name`` is its file's, ``stem`` the document's.

    Raises BadRecord. An address that no browser should open is not taken over: reference
    managers keep paths and search commands in that place.
    """

    def checked(field: str, check: Callable[[], _T]) -> _T:
        try:
            return check()
        except fields.Wrong as error:
            raise BadRecord(f"{name}: {field}: {error}; mend it and add again") from error

    title = checked("title", lambda: fields.title(entry.title))
    if title is None:
        raise BadRecord(f"{name}: title: there is none; give the source a title and add again")
    kind = fields.type_(entry.type)
    people = entry.authors or (entry.editors if kind in _EDITED else ())
    key = fields.clean(entry.key)
    return Record(
        key=key if fields.is_key(key) else fields.key_of_name(stem),
        title=title,
        type=kind,
        authors=checked("author", lambda: fields.authors(names.tidy(fields.clean(each)) for each in people)),
        year=checked("year", lambda: fields.year(entry.issued)),
        container=checked("container", lambda: fields.title(entry.container, fields.LONGEST)),
        publisher=checked("publisher", lambda: fields.text(entry.publisher)),
        volume=checked("volume", lambda: fields.text(entry.volume)),
        issue=checked("issue", lambda: fields.text(entry.issue)),
        pages=checked("pages", lambda: fields.text(entry.pages)),
        doi=checked("DOI", lambda: fields.doi(entry.doi)),
        url=next((found for each in entry.urls if (found := fields.url_in(each))), None),
        # A number that is no ISBN may still be one that the library knows the work by.
        isbn=fields.isbn_in(fields.clean(entry.isbn)) or checked("ISBN", lambda: fields.text(entry.isbn)),
        licence=checked("licence", lambda: fields.text(entry.licence)),
    )


def only_one(count: int, name: str, kind: str) -> None:
    """Refuse a file that does not hold exactly one entry."""
    if count > 1:
        raise BadRecord(
            f"{name}: holds {count} {kind} entries and a document has one record; "
            f"export the one that belongs to it on its own and add again"
        )
    if not count:
        raise BadRecord(f"{name}: holds no {kind} entry that is whole; export it anew and add again")
