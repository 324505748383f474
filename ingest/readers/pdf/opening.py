"""A PDF file opened: its pages, its labels, its bookmarks and what it says of itself."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pypdf import PasswordType, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import Destination

from ingest.errors import DocumentError, EmptyDocument, PasswordNeeded, UnreadableFile
from ingest.readers.pdf.drawing import TooComplicated, draw
from ingest.readers.pdf.drawn import Drawn
from ingest.readers.pdf.faces import Face
from ingest.types import Details

MOST_PAGES = 5_000
_DEEPEST_BOOKMARK = 12
_MOST_BOOKMARKS = 5_000
# What a broken file makes pypdf raise: its own errors, and those of the Python it runs on.
BROKEN = (
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError,
    ArithmeticError, AssertionError, NotImplementedError, EOFError, OSError, MemoryError, StopIteration,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the file's outline; ``top`` is how far up its page it points, None for the whole page."""

    title: str
    level: int
    page: int  # from 0
    top: float | None


class OpenFile:
    """A PDF file that can be read, page by page."""

    def __init__(self, reader: PdfReader, pages: int, repaired: bool) -> None:
        self._reader = reader
        self._faces: dict[int, Face] = {}
        self.pages = pages
        self.repaired = repaired  # its directory was broken, and pypdf made it out again
        self.damaged: dict[int, str] = {}  # pages read in part, and what pypdf said of them

    def drawn(self, page: int) -> Drawn:
        """What a page shows. Raises UnreadablePage."""
        try:
            with _listening() as said:
                found = draw(self._reader.pages[page], self._faces)
            if complaint := next(filter(_LOSS.search, said), None):
                self.damaged[page] = complaint
            return found
        except TooComplicated as error:
            raise UnreadablePage("it draws more than any page of words does") from error
        except BROKEN as error:
            raise UnreadablePage(_in_words(error)) from error

    def labels(self) -> list[str | None]:
        """The file's own page labels, empty where it has none."""
        try:
            with _listening():
                if "/PageLabels" not in self._reader.root_object:
                    return []
                found = [label.strip() or None for label in self._reader.page_labels]
        except BROKEN:
            return []
        return found if len(found) == self.pages else []

    def bookmarks(self) -> list[Bookmark]:
        """The outline, in order; a broken one is as good as none."""
        try:
            with _listening():
                found = list(islice(self._walk(self._reader.outline, 1), _MOST_BOOKMARKS))
        except BROKEN:
            return []
        return found

    def _walk(self, items: list[Any], level: int) -> Iterator[Bookmark]:
        for item in items:
            if isinstance(item, list):
                if level < _DEEPEST_BOOKMARK:
                    yield from self._walk(item, level + 1)
            elif isinstance(item, Destination):
                page = self._reader.get_destination_page_number(item)
                title = " ".join(str(item.title or "").split())
                if page is not None and 0 <= page < self.pages and title:
                    yield Bookmark(title, level, page, _height(item.top))

    def details(self) -> Details:
        """What the file says of itself, as far as it can be believed."""
        try:
            with _listening():
                info = self._reader.metadata
            said = {name: _CONTROLS.sub("", v) for name, v in (info or {}).items() if isinstance(v, str)}
        except BROKEN:
            said = {}
        xmp = self._xmp()
        authors = _people(said.get("/Author", "")) or xmp.authors
        everything = " ".join((*said.values(), xmp.doi or ""))
        doi = _DOI.search(everything)
        year = _YEAR.search(said.get("/CreationDate", ""))
        return Details(
            title=_title(said.get("/Title", "")) or _title(xmp.title or ""),
            authors=authors,
            year=int(year.group(1)) if year else None,
            publisher=None,
            doi=doi.group(0).rstrip(".,;)") if doi else None,
        )

    def _xmp(self) -> Details:
        try:
            with _listening():
                xmp = self._reader.xmp_metadata
            if xmp is None:
                return Details()
            titles = list((xmp.dc_title or {}).values())
            doi = _DOI.search(
                " ".join((str(xmp.dc_identifier or ""), *map(str, (xmp.dc_source and [xmp.dc_source]) or [])))
            )
            return Details(
                title=str(titles[0]) if titles else None,
                authors=tuple(name for each in xmp.dc_creator or () for name in _people(str(each))),
                doi=doi.group(0) if doi else None,
            )
        except BROKEN:
            return Details()


class UnreadablePage(Exception):
    """One page cannot be read; the text says why."""


def open_file(data: bytes, path: Path, password: str | None) -> OpenFile:
    """Open a PDF file. Raises DocumentError."""
    try:
        with _listening() as said:
            reader = PdfReader(io.BytesIO(data))
            if reader.is_encrypted:
                _unlock(reader, path, password)
            pages = len(reader.pages)
    except DocumentError:
        raise
    except BROKEN as error:
        raise UnreadableFile(
            f"{path}: is not a whole PDF file ({_in_words(error)}); "
            f"fetch it again, or open it in a PDF viewer and save a copy"
        ) from error
    if not pages:
        raise EmptyDocument(f"{path}: has no pages; fetch it again from where it came")
    if pages > MOST_PAGES:
        raise UnreadableFile(
            f"{path}: has {pages:,} pages, more than the {MOST_PAGES:,} that are taken in; split it into parts"
        )
    return OpenFile(reader, pages, any(map(_REPAIR.search, said)))


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What pypdf logs meanwhile, kept from the terminal: dozens of lines that nobody can act on."""
    logger, said = logging.getLogger("pypdf"), list[str]()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if len(said) < _MOST_COMPLAINTS:
                said.append(" ".join(record.getMessage().split())[:120])

    ear, propagated = Ear(logging.WARNING), logger.propagate
    logger.addHandler(ear)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.removeHandler(ear)
        logger.propagate = propagated


def _unlock(reader: PdfReader, path: Path, password: str | None) -> None:
    """Open a protected file with the empty password or the one given."""
    if reader.decrypt("") is not PasswordType.NOT_DECRYPTED:
        return
    if password is None:
        raise PasswordNeeded(
            f"{path}: is protected by a password; `python -m ingest add {path} --password -` asks for it"
        )
    if reader.decrypt(password) is PasswordType.NOT_DECRYPTED:
        raise PasswordNeeded(
            f"{path}: is protected, and the password given does not open it; "
            f"`python -m ingest add {path} --password -` asks for it again"
        )


def _in_words(error: BaseException) -> str:
    """An error of pypdf or Python on one short line."""
    said = " ".join(str(error).split())[:120]
    return said if isinstance(error, PyPdfError) and said else f"{type(error).__name__}: {said}".rstrip(": ")


def _height(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


_MOST_COMPLAINTS = 200
# Of what pypdf logs, what means that words may be missing.
_LOSS = re.compile(
    r"decompress|stream|inflate|filter|end of|truncat|unexpected|not defined|missing|cannot|could not|invalid|fail|skip|limit",
    re.IGNORECASE,
)
_REPAIR = re.compile(r"xref|startxref|trailer|eof|broken|recover|rebuil|repair", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_YEAR = re.compile(r"^D?:?((?:19|20)\d\d)")
_JUNK_TITLE = re.compile(
    r"^(?:untitled.*|document\d*|title|slide ?\d+|.*\.(?:docx?|pdf|indd|qxd|qxp|tex|dvi|rtf|odt|pptx?|xlsx?|ps|p65|html?)"
    r"|(?:microsoft (?:word|powerpoint|excel)|powerpoint presentation|print)\b.*|[\W\d_]*|\S{0,2})$",
    re.IGNORECASE,
)
_JUNK_AUTHOR = re.compile(
    r"^(?:user|admin\w*|owner|unknown|anonymous|author|default|windows user|root|\W*|.*\b(?:microsoft|adobe|acrobat)\b.*)$",
    re.IGNORECASE,
)


def _title(said: str) -> str | None:
    title = " ".join(said.split())
    return None if not title or _JUNK_TITLE.match(title) else title


def _people(said: str) -> tuple[str, ...]:
    """Names out of one field: parted by semicolons, "and", or commas where each part is a whole name."""
    parts = re.split(r"\s*;\s*|\s+(?:and|&)\s+", " ".join(said.split()))
    names: list[str] = []
    for part in parts:
        pieces = [piece.strip() for piece in part.split(",")]
        names += pieces if len(pieces) > 1 and all(" " in piece for piece in pieces) else [part.strip()]
    return tuple(name for name in names if name and not _JUNK_AUTHOR.match(name))
