"""A file's bytes in, its canonical text out: one module a format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.errors import UnreadableFile, UnsupportedFormat
from ingest.readers import text
from ingest.structure.document import analyse
from ingest.types import Document

Reader = Callable[[bytes, Path], Document]


def _read_text(data: bytes, path: Path) -> Document:
    return analyse(text.decode(data, path))


READERS: dict[str, Reader] = {".txt": _read_text, ".text": _read_text}


def read_bytes(path: Path) -> bytes:
    """The file's content; raises UnreadableFile in words a person can act on."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableFile(
            f"{path}: cannot be read ({reason}); check that it exists and that you may open it"
        ) from error


def read_document(path: Path, data: bytes) -> Document:
    """Read a file's bytes into a Document.

    Raises UnsupportedFormat, EmptyDocument or UnreadableFile.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnsupportedFormat(
            f"{path}: no reader for “{path.suffix or 'no ending'}” files; save its words as one of {known} and add that"
        )
    return reader(data, path)
