"""A file's bytes in, its canonical text and structure out: one module a format."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from ingest.errors import EmptyDocument, UnreadableFile, UnsupportedFormat
from ingest.readers.signature import check_ending
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
    Format("web page", (".html", ".htm", ".xhtml", ".mhtml", ".mht"), "web_page"),
)
_BY_ENDING = {ending: known for known in FORMATS for ending in known.endings}


def read_bytes(path: Path, most: int = 500 << 20) -> bytes:
    """The file's content, ``most`` bytes at the most; raises UnreadableFile in words a person can act on."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            # Folders are walked; one that arrives here could not be opened.
            next(path.iterdir(), None)
            raise UnreadableFile(f"{path}: is a folder; name the files in it")
        if not stat.S_ISREG(about.st_mode):
            # A pipe or a device would be waited for without end.
            raise UnreadableFile(f"{path}: is not a file but a pipe or a device; save its words as a file")
        if about.st_size > most:
            raise UnreadableFile(
                f"{path}: has {about.st_size >> 20} MB, and {most >> 20} are the most that is read; split it"
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise UnreadableFile(
            f"{path}: cannot be read ({reason}); check that it exists and that you may open it"
        ) from error


def has_reader(path: Path) -> bool:
    """Whether the file's ending names a format that is read."""
    return path.suffix.lower() in _BY_ENDING


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
    if not data:
        # Said alike of every format; to most readers it would be a damaged file.
        raise EmptyDocument(f"{path}: the file is empty; copy or download it again")
    check_ending(path, data)
    # Each reader brings a library of its own; only the one that is needed is loaded.
    module = import_module(f"{__name__}.{format_of(path).module}")
    return cast(Reader, module).read(data, path, password)
