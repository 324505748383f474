"""A file's bytes in, its canonical text and structure out: one module a format."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from ingest.errors import UnreadableFile, UnsupportedFormat
from ingest.types import Reading


class Reader(Protocol):
    """What every module of this package offers."""

    def read(self, data: bytes, path: Path, password: str | None = None) -> Reading:
        """Read a file's bytes; ``path`` is for messages only. Raises DocumentError."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name for people, its endings, and the module that reads it."""

    name: str
    endings: tuple[str, ...]
    module: str


FORMATS = (
    Format("plain text", (".txt", ".text"), "text"),
    Format("Markdown", (".md", ".markdown"), "markdown"),
    Format("PDF", (".pdf",), "pdf"),
    Format("Word", (".docx",), "word"),
    Format("OpenDocument", (".odt",), "opendocument"),
    Format("EPUB", (".epub",), "epub"),
    Format("web page", (".html", ".htm", ".xhtml"), "web_page"),
)
_BY_ENDING = {ending: known for known in FORMATS for ending in known.endings}


def read_bytes(path: Path) -> bytes:
    """The file's content; raises UnreadableFile in words a person can act on."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableFile(
            f"{path}: cannot be read ({reason}); check that it exists and that you may open it"
        ) from error


def format_of(path: Path) -> Format:
    """The format a file's ending names; raises UnsupportedFormat."""
    known = _BY_ENDING.get(path.suffix.lower())
    if known is None:
        raise UnsupportedFormat(
            f"{path}: no reader for “{path.suffix or 'no ending'}” files; "
            f"save it as one of {', '.join(sorted(_BY_ENDING))} and add that"
        )
    return known


def read_document(path: Path, data: bytes, password: str | None = None) -> Reading:
    """Read a file's bytes, in this process. Raises DocumentError.

    A file that nobody vouches for is read with :func:`ingest.sandbox.read_apart`.
    """
    # Each reader brings a library of its own; only the one that is needed is loaded.
    module = import_module(f"{__name__}.{format_of(path).module}")
    return cast(Reader, module).read(data, path, password)
