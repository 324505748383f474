"""Plain text: the file's decoded characters are the canonical text, one for one."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.structure.document import analyse
from ingest.types import Reading

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Characters no text file holds, whatever its language; many of them mean a binary file.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(data: bytes, path: Path, password: str | None = None) -> Reading:  # noqa: ARG001
    """Read a text file."""
    return Reading(analyse(decode(data, path)))


def decode(data: bytes, path: Path) -> str:
    """Decode a text file: by its byte order mark, as UTF-8, or as Windows-1252.

    Line ends stay as they are, so that offsets hold in the file itself. Raises
    EmptyDocument for a file without words, UnreadableFile for one that is not text.
    """
    text = _decode(data, path)
    if len(_BINARY.findall(text[:100_000])) > 0.001 * min(len(text), 100_000):
        raise UnreadableFile(f"{path}: is not a text file; save its words as UTF-8 text and add that")
    if not any(character.isalnum() for character in text):
        raise EmptyDocument(f"{path}: holds no text; nothing was added")
    return text


def _decode(data: bytes, path: Path) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableFile(
                    f"{path}: says it is {encoding} and is not ({error.reason}); save it as UTF-8 text"
                ) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
