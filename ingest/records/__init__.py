"""Bibliographic records: read beside a document, guessed from it, edited, and settled."""

from __future__ import annotations

from ingest.records.beside import (
    CSL_SUFFIX,
    RECORD_SUFFIXES,
    is_record_file,
    parse_record,
    read_record,
    record_beside,
    record_path,
)
from ingest.records.csl import to_csl
from ingest.records.editing import RecordChanges, authors_in, edit_record
from ingest.records.guessing import guess_record
from ingest.records.names import author_year, family_name, short_authors
from ingest.records.settling import Settled, settle

__all__ = [
    "CSL_SUFFIX",
    "RECORD_SUFFIXES",
    "RecordChanges",
    "Settled",
    "author_year",
    "authors_in",
    "edit_record",
    "family_name",
    "guess_record",
    "is_record_file",
    "parse_record",
    "read_record",
    "record_beside",
    "record_path",
    "settle",
    "short_authors",
    "to_csl",
]
