"""Which files an ingest takes in: those named, and those below the folders named.

Nothing is left out without a line: what is found is yielded, whether or not it can be read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.readers import has_reader
from ingest.records import RECORD_SUFFIXES, is_record_file


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to take in, by name, each once.

    Below folders, hidden files are passed over, and records where their document stands
    beside them. A record that is named itself stands for its documents.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _below(path) if os.path.isdir(path) else _named(path):  # noqa: PTH112  # never raises
            place = os.path.realpath(file)
            if place not in seen:
                seen.add(place)
                yield file


def _named(path: Path) -> Iterator[Path]:
    if is_record_file(path) and (documents := _documents_of(path)):
        yield from documents
    else:
        yield path


def _below(folder: Path) -> list[Path]:
    entered: set[str] = set()
    found: list[Path] = []

    def cannot(error: OSError) -> None:
        found.append(Path(os.fsdecode(error.filename)) if error.filename else folder)

    for root, folders, files in os.walk(folder, onerror=cannot, followlinks=True):
        place = os.path.realpath(root)
        if place in entered:  # a link that leads back
            folders.clear()
            continue
        entered.add(place)
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            file = Path(root) / name
            if not name.startswith(".") and not (is_record_file(file) and _documents_of(file)):
                found.append(file)
    return sorted(found)


def _documents_of(record: Path) -> list[Path]:
    """The documents that a record beside them is of."""
    name = record.name
    stems = {name[: -len(suffix)] for suffix in RECORD_SUFFIXES if name.lower().endswith(suffix)}
    try:
        beside = sorted(record.parent.iterdir())
    except OSError:
        return []
    return [
        file
        for file in beside
        if file != record and has_reader(file) and (file.stem in stems or file.name in stems)
    ]
