"""Which files an ingest takes in: those named, and those below the folders named.

Nothing is left out without a line: what is found is yielded, whether or not it can be read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.places import place_of
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
            place = place_of(file)
            if place not in seen:
                seen.add(place)
                yield file


def _named(path: Path) -> Iterator[Path]:
    documents: list[Path] = []
    if is_record_file(path):
        with contextlib.suppress(OSError):
            documents = _documents_of(path, sorted(path.parent.iterdir()))
    yield from documents or [path]


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
        here = [Path(root) / name for name in files]
        documents = [file for file in here if has_reader(file)]
        named = {name for file in documents for name in (file.stem, file.name)}
        found += [
            file
            for file in here
            if not file.name.startswith(".") and not (_stems(file) & named and is_record_file(file))
        ]
    return sorted(found)


def _documents_of(record: Path, beside: Iterable[Path]) -> list[Path]:
    """The documents that a record beside them is of."""
    stems = _stems(record)
    return [file for file in beside if has_reader(file) and stems & {file.stem, file.name}]


def _stems(record: Path) -> set[str]:
    """What a record's document is called, with its ending or without."""
    name = record.name
    return {name[: -len(suffix)] for suffix in RECORD_SUFFIXES if name.lower().endswith(suffix)}
