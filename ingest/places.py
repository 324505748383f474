"""Where files stand, as text that can be stored, shown and compared.

A file's name may hold bytes that are no text. In a place they stand as ``\\xff``, so
that any name can be written down, and the file be found again.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

UPLOAD = "upload:"  # in front of the name of a file that came through the web page
_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


def place_of(path: Path) -> str:
    """The absolute place of a file, links followed; raises nothing, whatever the path."""
    try:
        return shown(Path(os.path.realpath(path)))
    except ValueError:  # no file can have such a name
        return shown(path)


def shown(path: Path) -> str:
    """A path as text, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_there(place: str) -> bool:
    """Whether a file still stands at a place; what was uploaded has no place that could be lost."""
    if place.startswith(UPLOAD):
        return True
    return any(os.path.isfile(name) for name in _names(place))  # noqa: PTH113  # bytes are no Path


def lost_folder(place: str) -> str | None:
    """The outermost folder above a place that is not there or is empty; None where the nearest is in use.

    A drive that is not plugged in leaves the one or the other.
    """
    lost = None
    for folder in map(str, Path(place).parents):
        if any(map(_in_use, _names(folder))):
            break
        lost = folder
    return lost


def _names(place: str) -> set[bytes]:
    """What stands at a place may be called so, or have the bytes that are written so."""
    plain = os.fsencode(place)
    return {plain, _ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), plain)}


def _in_use(folder: bytes) -> bool:
    """Whether a folder can be looked into and holds more than hidden files."""
    try:
        return any(not name.startswith(b".") for name in os.listdir(folder))  # noqa: PTH208  # bytes are no Path
    except OSError:
        return False
