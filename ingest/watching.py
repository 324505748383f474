"""A folder watched: what is put into it is taken in once it has come whole. The one importer of watchfiles."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import watchfiles

from ingest.errors import UnreadableFile
from ingest.walking import files_in

_STEADY_SECONDS = 1.0  # for so long a file must not have changed: it may still be being copied
_CHECK_MILLISECONDS = 500
# What browsers call a download until it is whole; the file comes when it is renamed.
_UNFINISHED = (".crdownload", ".download", ".part", ".tmp")


def arrivals(folder: Path, stop: threading.Event | None = None) -> Iterator[list[Path]]:
    """What stands in the folder, for it may have come while nobody watched; then what comes or changes.

    What goes is left in the library: a folder that is emptied is no wish to forget. Raises
    UnreadableFile where there is no such folder.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"{folder}: is not a folder; name the folder to watch")
    folder = folder.resolve()
    coming = _Coming(folder)
    # The watch begins before the first look at the folder: what comes in between is not missed.
    for changes in _changes(folder, stop):
        if not folder.is_dir():
            raise UnreadableFile(f"{folder}: is no longer there; put it back and watch it again")
        coming.look(files_in([folder]) if changes is None else _arrived(changes))
        if steady := coming.steady():
            yield steady


def _changes(
    folder: Path, stop: threading.Event | None
) -> Iterator[set[tuple[watchfiles.Change, str]] | None]:
    """What changes below a folder, at least every half second; None first, once it is watched."""
    begun = False
    for changes in watchfiles.watch(
        folder,
        stop_event=stop,
        watch_filter=None,
        debounce=_CHECK_MILLISECONDS,
        rust_timeout=_CHECK_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        if not begun:
            begun = True
            yield None
        yield changes


def _arrived(changes: set[tuple[watchfiles.Change, str]]) -> Iterator[Path]:
    for kind, name in changes:
        path = Path(name)
        # A folder that came is looked through; one in which something changed tells nothing.
        if kind is watchfiles.Change.added or (kind is watchfiles.Change.modified and not path.is_dir()):
            yield path


class _Coming:
    """Files that are here or being copied here, until they have not changed for a while."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, tuple[float, tuple[int, int]]] = {}

    def look(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if not self._is_passed_over(path):
                self._seen[path] = (time.monotonic(), _size_and_time(path))

    def steady(self) -> list[Path]:
        """Files that have come whole; they are not told of again until they change."""
        found = []
        now = time.monotonic()
        for path, (since, before) in list(self._seen.items()):
            about = _size_and_time(path)
            if about != before:
                self._seen[path] = (now, about)
            elif now - since >= _STEADY_SECONDS:
                del self._seen[path]
                # Of the files in a folder that was moved here nothing else is told.
                inside = list(files_in([path])) if path.is_dir() else []
                self.look(file for file in inside if file not in self._seen and file != path)
                if (not path.is_dir() and os.path.lexists(path)) or path in inside:
                    found.append(path)
        return sorted(found)

    def _is_passed_over(self, path: Path) -> bool:
        """Whether a file, or a folder around it, is hidden or an unfinished download."""
        return any(
            part.startswith(".") or part.lower().endswith(_UNFINISHED)
            for part in path.relative_to(self._folder).parts
        )


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        about = path.stat()
    except OSError:
        return (-1, -1)
    return about.st_size, about.st_mtime_ns
