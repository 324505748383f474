"""Zip files opened with care: Word, OpenDocument and EPUB files are such.

Nothing is ever written to disk. All limits are checked against the list of contents
before a byte is unpacked, and against the bytes themselves while they are.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

from ingest.errors import UnreadableFile

_MOST_ENTRIES = 20_000
_MOST_BYTES = 512 << 20  # unpacked, all entries together
_MOST_MARKUP = 64 << 20  # unpacked, one part that is to be parsed
_MOST_RATIO = 200  # markup packs to a tenth or so; a bomb to a thousandth
_FREE_BYTES = 4 << 20  # up to here no ratio counts: small files of one repeated word are honest
_ENCRYPTED = 0x1
_CHUNK = 1 << 16
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODING = re.compile(rb"^[^<]{0,8}<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([^\"']{0,60})")
# In these a declaration looks like itself, with or without zero bytes between its letters.
_PLAIN = re.compile(rb"(?i:utf-?(?:8|16|32)(?:le|be)?|us-ascii|iso-8859-\d{1,2}|windows-125\d)")
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError, struct.error,
    ValueError, OverflowError, MemoryError, KeyError, IndexError,
)  # fmt: skip


class Archive:
    """The entries of a zip file by name. Raises UnreadableFile for whatever is wrong with it."""

    def __init__(self, data: bytes, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        except _BROKEN as error:
            raise UnreadableFile(
                f"{path}: is damaged or not whole ({_words(error)}); fetch or save it again and add that"
            ) from error
        self._check(self._zip.infolist())

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """An entry, unpacked; what it says of its size is not believed."""
        entry = self._entries.get(name)
        if entry is None:
            raise UnreadableFile(
                f"{self._path}: lacks its part “{name[:80]}”; save it again from the program that made it"
            )
        if entry.file_size > _MOST_MARKUP:
            raise self._too_large(name)
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > _MOST_MARKUP:
                        raise self._too_large(name)
                    parts.append(chunk)
        except _BROKEN as error:
            raise UnreadableFile(
                f"{self._path}: its part “{name[:80]}” is damaged ({_words(error)}); fetch or save it again"
            ) from error
        return b"".join(parts)

    def read_markup(self, name: str) -> bytes:
        """An XML part; refuses declarations, by which a small file can grow or reach outside."""
        data = self.read(name)
        refuse_declarations(data, self._path, name)
        return data

    def _too_large(self, name: str) -> UnreadableFile:
        return UnreadableFile(
            f"{self._path}: its part “{name[:80]}” unpacks to more than {_MOST_MARKUP >> 20} MB; "
            "split the document and add the parts"
        )

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > _MOST_ENTRIES:
            raise UnreadableFile(
                f"{self._path}: has {len(entries)} parts, more than the {_MOST_ENTRIES} that are read; "
                "save it again from the program that made it"
            )
        packed = sum(entry.compress_size for entry in entries)
        size = sum(entry.file_size for entry in entries)
        if size > _MOST_BYTES or (size > _FREE_BYTES and size > _MOST_RATIO * max(packed, 1)):
            raise UnreadableFile(
                f"{self._path}: unpacks to {size >> 20} MB, out of all proportion; it may be made to do harm "
                "and was not opened"
            )
        for entry in entries:
            name = entry.filename.replace("\\", "/")
            if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
                raise UnreadableFile(
                    f"{self._path}: names a part outside itself ({name[:80]!r}); it may be made to do harm "
                    "and was not opened"
                )
            if entry.flag_bits & _ENCRYPTED:
                raise UnreadableFile(
                    f"{self._path}: is protected with a password; save it without one and add that"
                )


def refuse_declarations(data: bytes, path: Path, part: str) -> None:
    """Raise UnreadableFile where XML declares a document type or entities."""
    data = data.replace(b"\x00", b"")
    said = _ENCODING.match(data)
    if _DECLARATION.search(data) or (said and not _PLAIN.fullmatch(said.group(1))):
        raise UnreadableFile(
            f"{path}: its part “{part[:80]}” declares entities, or an encoding that hides them; it may be made to do "
            "harm and was not opened"
        )


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
