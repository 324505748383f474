"""A folder watched: what is put into it is taken in once it has come whole. The one importer of watchfiles."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import watchfiles

from ingest.errors import UnreadableFile

_STEADY_SECONDS = 1.0  # for so long a file must not have changed: it may still be being copied
_CHECK_MILLISECONDS = 500


def arrivals(folder: Path, stop: threading.Event | None = None) -> Iterator[list[Path]]:
    """First the folder itself, for what has come while nobody watched; then what comes or changes.

    What goes is left in the library: a folder that is emptied is no wish to forget. Raises
    UnreadableFile where there is no such folder.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"{folder}: is not a folder; name the folder to watch")
    yield [folder]
    waiting: dict[Path, tuple[float, tuple[int, int]]] = {}
    for changes in watchfiles.watch(
        folder,
        stop_event=stop,
        watch_filter=None,
        rust_timeout=_CHECK_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        now = time.monotonic()
        for kind, name in changes:
            path = Path(name)
            came = kind is watchfiles.Change.added
            if kind is not watchfiles.Change.deleted and not _is_hidden(path, folder):
                # A folder that came is taken whole; one in which something changed tells nothing.
                if came or not path.is_dir():
                    waiting[path] = (now, _size_and_time(path))
        steady = []
        for path, (since, before) in list(waiting.items()):
            seen = _size_and_time(path)
            if seen != before:
                waiting[path] = (now, seen)
            elif now - since >= _STEADY_SECONDS:
                del waiting[path]
                if path.exists():
                    steady.append(path)
        if steady:
            yield sorted(steady)


def _is_hidden(path: Path, folder: Path) -> bool:
    below = path.relative_to(folder.resolve()) if path.is_relative_to(folder.resolve()) else path
    return any(part.startswith(".") for part in below.parts)


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        about = path.stat()
    except OSError:
        return (-1, -1)
    return about.st_size, about.st_mtime_ns
