"""A record edited by a person: what was guessed becomes known, the key stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from ingest.errors import UsageError
from ingest.records import fields, names
from ingest.types import Record

_T = TypeVar("_T")  # as it is kept
_V = TypeVar("_V")  # as it is given


@dataclass(frozen=True, slots=True)
class RecordChanges:
    """What is to change: None leaves a field as it is, an empty one clears it."""

    title: str | None = None
    type: str | None = None
    authors: tuple[str, ...] | None = None  # "Glasby, Jon", or a body's name
    year: str | None = None
    container: str | None = None
    publisher: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    url: str | None = None
    isbn: str | None = None
    licence: str | None = None


def edit_record(record: Record, changes: RecordChanges) -> Record:
    """The record with its changes. Raises UsageError, naming the field and what it wants."""
    return replace(
        record,
        title=_changed("title", record.title, changes.title, _title),
        type=_changed("type", record.type, changes.type, _type),
        authors=_changed("authors", record.authors, changes.authors, _authors),
        year=_changed("year", record.year, changes.year, _year),
        container=_changed("container", record.container, changes.container, _container),
        publisher=_changed("publisher", record.publisher, changes.publisher, fields.text),
        volume=_changed("volume", record.volume, changes.volume, fields.text),
        issue=_changed("issue", record.issue, changes.issue, fields.text),
        pages=_changed("pages", record.pages, changes.pages, fields.text),
        doi=_changed("DOI", record.doi, changes.doi, fields.doi),
        url=_changed("URL", record.url, changes.url, fields.url),
        isbn=_changed("ISBN", record.isbn, changes.isbn, fields.isbn),
        licence=_changed("licence", record.licence, changes.licence, fields.text),
        guessed=False,
    )


def authors_in(words: str) -> tuple[str, ...]:
    """The authors typed into one field: one a line, or with semicolons between."""
    return tuple(name for each in re.split(r"[;\n]", words) if (name := fields.clean(each)))


def _changed(field: str, held: _T, wanted: _V | None, check: Callable[[_V], _T]) -> _T:
    if wanted is None:
        return held
    try:
        return check(wanted)
    except fields.Wrong as error:
        raise UsageError(f"{field}: {error}") from error


def _title(words: str) -> str:
    kept = fields.title(words)
    if kept is None:
        raise fields.Wrong("may not be empty; a source is known by it")
    return kept


def _container(words: str) -> str | None:
    return fields.title(words, fields.LONGEST)


def _type(words: str) -> str:
    kept = fields.type_(words)
    if words.strip() and kept != fields.clean(words).lower():
        raise fields.Wrong(
            f"“{fields.clean(words)[:60]}” is none; known are {', '.join(sorted(fields.TYPES))}"
        )
    return kept


def _authors(given: tuple[str, ...]) -> tuple[str, ...]:
    if joined := next((name for name in given if ";" in name), None):
        raise fields.Wrong(f"“{fields.clean(joined)[:60]}” names several; give each one apart")
    return fields.authors(names.tidy(fields.clean(each)) for each in given)


def _year(words: str) -> int | None:
    kept = fields.year(words) if re.fullmatch(r"\s*\d*\s*", words) else None
    if kept is None and words.strip():
        raise fields.Wrong(f"“{fields.clean(words)[:60]}” is no year; give one of four digits, or nothing")
    return kept
