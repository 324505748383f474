"""The record that stands beside a document, in whatever form it was exported."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import BadRecord, reason_of
from ingest.places import shown
from ingest.records import csl, fields
from ingest.types import Record

CSL_SUFFIX = ".csl.json"
RECORD_SUFFIXES = (CSL_SUFFIX, ".json", ".ris", ".bib")
LARGEST = 500_000  # bytes; the record of a paper with thousands of authors is smaller


def is_record_file(path: Path) -> bool:
    """Whether a file is a record rather than a document; raises nothing.

    Files that end in ``.json`` can be anything: those that hold CSL-JSON are records.
    """
    name = path.name.lower()
    if name.endswith((CSL_SUFFIX, ".ris", ".bib")):
        return True
    try:
        return name.endswith(".json") and csl.is_csl(_content(path))
    except BadRecord:
        return False


def record_beside(document: Path) -> Path | None:
    """The file that holds a document's record: NAME.ris or NAME.txt.ris for NAME.txt, and so on.

    Raises BadRecord where two stand there that do not say the same.
    """
    found = list(_candidates(document))
    if not found:
        return None
    first, *others = found
    for other in others:
        if _content(first) != _content(other) and _read(first, document) != _read(other, document):
            raise BadRecord(
                f"{_line(first)} and {_line(other)}: two records of one document that do not agree; "
                f"keep the one that is right and add again"
            )
    return first


def read_record(document: Path) -> Record | None:
    """The record beside a document, None where there is none; raises BadRecord."""
    path = record_beside(document)
    return None if path is None else _read(path, document)


def parse_record(content: bytes, name: str, stem: str) -> Record:
    """The record in a file's bytes, its form told by the ending of ``name``.

    ``stem`` is the document's name, of which a key is made where the file has none that
    could serve. Raises BadRecord.
    """
    if len(content) > LARGEST:
        raise BadRecord(
            f"{name}: is too large for a record ({len(content)} bytes); export the one entry alone"
        )
    text = _decode(content, name)
    lower = name.lower()
    # Each form brings a library of its own; only the one that is needed is loaded.
    if lower.endswith(".ris"):
        from ingest.records import ris

        return ris.parse(text, name, stem)
    if lower.endswith(".bib"):
        from ingest.records import bibtex

        return bibtex.parse(text, name, stem)
    if lower.endswith(".json"):
        return csl.parse(text, name, stem)
    raise BadRecord(f"{name}: is no record; give one that ends in {', '.join(RECORD_SUFFIXES)}")


def record_path(document: Path) -> Path:
    """Where a document's record is best written."""
    return document.with_name(document.stem + CSL_SUFFIX)


def _candidates(document: Path) -> Iterator[Path]:
    """The record files that stand beside a document, the likeliest first."""
    seen: set[Path] = set()
    for stem in dict.fromkeys((document.stem, document.name)):
        for ending in RECORD_SUFFIXES:
            for written in (ending, ending.upper(), ending.title()):
                path = document.with_name(stem + written)
                try:
                    there = path != document and path.is_file() and is_record_file(path)
                    # Where capitals do not count, one file answers to both names.
                    if there and path.resolve() not in seen:
                        seen.add(path.resolve())
                        yield path
                except (OSError, ValueError):
                    continue  # no file can have such a name


def _read(path: Path, document: Path) -> Record:
    return parse_record(_content(path), _line(path), document.stem)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadRecord(
            f"{_line(path)}: cannot be read ({reason_of(error)}); check that you may open it"
        ) from error
    return content


def _line(path: Path) -> str:
    """A path on one line."""
    return fields.clean(shown(path))


def _decode(content: bytes, name: str) -> str:
    """By its byte order mark, as UTF-8, else as Windows-1252."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        try:
            text = content.decode("utf-16" if wide else "utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadRecord(f"{name}: cannot be read as text; save it as UTF-8 and add again") from error
    if "\x00" in text:
        raise BadRecord(
            f"{name}: cannot be read as text (it holds NUL bytes); save it as UTF-8 and add again"
        )
    return text
