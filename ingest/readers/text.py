"""Plain text: the file's decoded characters are the canonical text, one for one."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.readers.decoding import Decoded, decode
from ingest.structure.document import analyse
from ingest.types import Reading

# Characters no text file holds, whatever its language; many of them mean a binary file.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(data: bytes, path: Path, password: str | None = None) -> Reading:  # noqa: ARG001
    """Read a text file."""
    decoded = decode_words(data, path)
    return Reading(analyse(decoded.text), warnings=decoded.warnings)


def decode_words(data: bytes, path: Path) -> Decoded:
    """Decode a text file. Line ends stay as they are, so that offsets hold in the file itself.

    Raises EmptyDocument for a file without words, UnreadableFile for one that is not text.
    """
    decoded = decode(data, path)
    sample = decoded.text[:100_000]
    if len(_BINARY.findall(sample)) > 0.001 * len(sample):
        raise UnreadableFile(f"{path}: is not a text file; save its words as UTF-8 text and add that")
    if not any(character.isalnum() for character in decoded.text):
        raise EmptyDocument(f"{path}: holds no text; nothing was added")
    return decoded
