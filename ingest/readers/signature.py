"""What a file is by its first bytes, whatever it is called.

A file under a wrong ending would be read by the wrong reader, and would end as nonsense
or as an error that helps nobody. It is refused, and its librarian told how to name it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import DocumentError, UnreadableFile, UnsupportedFormat
from ingest.readers.archive import Archive


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what people call it, the ending it should bear, None where no reader knows it."""

    name: str
    ending: str | None
    advice: str = ""


_PDF = Kind("a PDF file", ".pdf")
_WORD = Kind("a Word file", ".docx")
_OPENDOCUMENT = Kind("an OpenDocument text", ".odt")
_EPUB = Kind("an EPUB book", ".epub")
_PAGE = Kind("a web page", ".html")
_OLD_OFFICE = Kind("a file of an older Office program", None, "open it there and save it as .docx or .pdf")
_PROTECTED = Kind("a file protected with a password", None, "save it without the password and add that")
_RTF = Kind("a Rich Text file", None, "open it in a word processor and save it as .docx")
_SHEET = Kind("a spreadsheet", None, "save what is to be read as .docx or .pdf")
_SLIDES = Kind("a slide show", None, "save it as .pdf and add that")
_TEMPLATE = Kind("a Word template or a file with macros", None, "save it as .docx without them")
_OTHER_OPENDOCUMENT = Kind("an OpenDocument file that is no text", None, "save it as .odt or .pdf")
_PICTURE = Kind("a picture", None, "add a version with its text, such as a .pdf that was read by OCR")
_PACKED = Kind("a packed archive", None, "unpack it and add the files in it")
_PROGRAM = Kind("a program", None, "it is not a document; do not open it unless you know where it comes from")
_MEDIA = Kind("a sound or a film", None, "add a written version of what is said in it")
_DATABASE = Kind("a database", None, "it is not a document")
_POSTSCRIPT = Kind("a PostScript file", None, "save it as .pdf and add that")

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"{\\rtf", _RTF),
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"\x1f\x8b\x08", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"Rar!\x1a\x07", _PACKED),
    (b"\xfd7zXZ\x00", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"ID3\x02", _MEDIA),
    (b"ID3\x03", _MEDIA),
    (b"ID3\x04", _MEDIA),
    (b"OggS", _MEDIA),
    (b"fLaC", _MEDIA),
    (b"\x1aE\xdf\xa3", _MEDIA),
    (b"SQLite format 3\x00", _DATABASE),
    (b"%!PS", _POSTSCRIPT),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANK = b"\xef\xbb\xbf \t\r\n\x00"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PAGE_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
# Formats whose files are words between marks: what is in them may look like anything.
_TEXTS = frozenset((".txt", ".text", ".md", ".markdown"))
_PAGES = frozenset((".html", ".htm", ".xhtml", ".mhtml", ".mht"))
_OPENDOCUMENT_TYPE = b"application/vnd.oasis.opendocument."


def check_ending(path: Path, data: bytes) -> None:
    """Raise DocumentError where the content is plainly of another kind than the ending says."""
    ending = path.suffix.lower()
    kind = kind_of(data, path)
    if kind is None:
        _check_has(path, ending)
        return
    if kind.ending is None:
        if kind is _PROTECTED:
            raise UnreadableFile(f"{path}: is {kind.name}; {kind.advice}")
        raise UnsupportedFormat(f"{path}: is {kind.name} by its content; {kind.advice}")
    if ending == kind.ending or (kind is _PAGE and (ending in _PAGES or ending in _TEXTS)):
        return
    raise DocumentError(
        f"{path}: is {kind.name} by its content; name it “{path.stem}{kind.ending}” and add it again"
    )


def _check_has(path: Path, ending: str) -> None:
    """A format that begins in one way only, and does not begin so here."""
    expected = {".docx": _WORD, ".odt": _OPENDOCUMENT, ".epub": _EPUB}.get(ending)
    if expected is not None:
        raise UnreadableFile(
            f"{path}: is not {expected.name}, or not a whole one; open it where it was made and save it again"
        )


def kind_of(data: bytes, path: Path) -> Kind | None:
    """What a file plainly is; None for text, and for what cannot be told."""
    # Some programs put a few bytes before the mark of a PDF file; a text may speak of it.
    if data.lstrip(_BLANK).startswith(b"%PDF-") or (
        path.suffix.lower() not in _TEXTS and b"%PDF-" in data[:1024]
    ):
        return _PDF
    if data.startswith(_OLE):
        return _PROTECTED if _ENCRYPTED_PACKAGE in data else _OLD_OFFICE
    if data.startswith(_ZIP):
        return _kind_of_archive(data, path)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return _PICTURE if data[8:12] == b"WEBP" else _MEDIA
    if data[4:8] == b"ftyp":
        return _PICTURE if data[8:12] in (b"heic", b"heix", b"avif", b"mif1") else _MEDIA
    if data[:2] == b"MZ" and b"\x00" in data[:64]:
        return _PROGRAM
    if data[:3] == b"BZh" and data[4:10] == b"1AY&SY":
        return _PACKED
    if data[:2] == b"BM" and data[6:10] == b"\x00\x00\x00\x00" and len(data) > 26:
        return _PICTURE
    if _PAGE_START.match(data[:4096]):
        return _PAGE
    return None


def _kind_of_archive(data: bytes, path: Path) -> Kind:
    archive = Archive(data, path)
    names = archive.names
    if "mimetype" in archive:
        said = archive.read("mimetype")[:100].strip()
        if said == b"application/epub+zip":
            return _EPUB
        if said.startswith(_OPENDOCUMENT_TYPE):
            return _OPENDOCUMENT if said == _OPENDOCUMENT_TYPE + b"text" else _OTHER_OPENDOCUMENT
    if "META-INF/container.xml" in archive and any(name.lower().endswith(".opf") for name in names):
        return _EPUB
    if "[Content_Types].xml" in archive:
        types = archive.read("[Content_Types].xml")
        if b"wordprocessingml.document.main+xml" in types:
            return _WORD
        if b"spreadsheetml" in types:
            return _SHEET
        if b"presentationml" in types:
            return _SLIDES
        if b"wordprocessingml.template" in types or b"ms-word" in types:
            return _TEMPLATE
        if any(name.startswith("word/") for name in names):
            return _WORD
    return _PACKED
