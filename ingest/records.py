"""Bibliographic records: CSL-JSON beside a document, ``NAME.csl.json`` for ``NAME.txt``."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.errors import BadRecord
from ingest.types import Document, Record

SUFFIX = ".csl.json"


class _Name(BaseModel):
    family: str = ""
    given: str = ""
    literal: str = ""

    def display(self) -> str:
        return self.literal or ", ".join(part for part in (self.family, self.given) if part)


class _Date(BaseModel):
    date_parts: list[list[int]] = Field(alias="date-parts")


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) else value


_Text = Annotated[str | None, BeforeValidator(_text)]


class _Item(BaseModel):
    """The part of a CSL-JSON item that we use; other fields are allowed and kept in the file."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[str, BeforeValidator(_text), Field(pattern=r"^[\w][\w.:-]{0,99}$")]
    type: str = "document"
    title: str = Field(min_length=1)
    author: list[_Name] = Field(default_factory=list)
    issued: _Date | None = None
    container_title: _Text = Field(None, alias="container-title")
    publisher: _Text = None
    volume: _Text = None
    issue: _Text = None
    page: _Text = None
    doi: _Text = Field(None, alias="DOI")
    url: _Text = Field(None, alias="URL")
    isbn: _Text = Field(None, alias="ISBN")
    note: _Text = None


def record_path(document: Path) -> Path:
    """Where the record of a document stands."""
    return document.with_name(document.stem + SUFFIX)


def read_record(document: Path) -> Record | None:
    """The record beside a document, None where there is none; raises BadRecord."""
    path = record_path(document)
    if not path.is_file():
        return None
    try:
        raw = path.read_text(encoding="utf-8-sig").strip()
        item = _Item.model_validate_json(re.sub(r"^\[\s*(\{.*\})\s*\]$", r"\1", raw, flags=re.DOTALL))
    except (OSError, UnicodeDecodeError) as error:
        raise BadRecord(f"{path}: cannot be read ({error}); save it as UTF-8 CSL-JSON") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadRecord(
            f"{path}: is not a CSL-JSON record ({where}: {first['msg']}); mend it and add again"
        ) from error
    parts = item.issued.date_parts[0] if item.issued and item.issued.date_parts else []
    return Record(
        key=item.id,
        type=item.type,
        title=item.title,
        authors=tuple(name.display() for name in item.author),
        year=parts[0] if parts else None,
        container=item.container_title,
        publisher=item.publisher,
        volume=item.volume,
        issue=item.issue,
        pages=item.page,
        doi=item.doi,
        url=item.url,
        isbn=item.isbn,
        licence=item.note,
    )


def guess_record(path: Path, document: Document) -> Record:
    """A record for a document that came without one, marked as guessed.

    The key is made of the file's name, the title is the document's first line.
    """
    ascii_stem = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", ascii_stem.lower()).strip("-")[:80] or "document"
    first = next(
        (line.strip("#*_= \t") for line in document.text.splitlines() if line.strip("#*_= \t")), path.stem
    )
    return Record(key=key, title=" ".join(first.split())[:200], guessed=True)


def short_authors(record: Record) -> str:
    """ "Glasby et al.", "Rummery and Glendinning", "Miller"; the title where no author is known."""
    families = [name.split(",")[0] for name in record.authors]
    if not families:
        return record.title if len(record.title) <= 40 else record.title[:39].rstrip() + "…"
    if len(families) == 1:
        return families[0]
    if len(families) == 2:
        return f"{families[0]} and {families[1]}"
    return f"{families[0]} et al."
