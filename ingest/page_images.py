"""A page of a PDF file as an image, drawn in a process of its own: a file can hold anything.

The process also tells where each letter stands, so that whoever shows the image can mark
a quote on it (see ``quote_places.py``) without opening the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.errors import DocumentError, PasswordNeeded, UnreadableFile
from ingest.sandbox import Limits, work_apart

LIMITS = Limits(seconds=15.0, megabytes=768)
_DOTS_PER_INCH = 144
_MOST_DOTS = 8_000_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on a page; its edges are parts of the page's width and height, from the upper left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a JPEG image, and its letters in the order of the file."""

    image: bytes
    width: int
    height: int
    pages: int  # of the whole file
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A picture but for its image, which follows as it is."""

    width: int
    height: int
    pages: int
    letters: tuple[Letter, ...]


_SHEETS = TypeAdapter(_Sheet)
_HEAD = 8  # bytes that tell the length of the sheet


def can_draw() -> bool:
    """Whether the optional library that draws pages is installed."""
    return find_spec("pypdfium2") is not None


def draw_page(path: Path, content: bytes, number: int, limits: Limits = LIMITS) -> Picture:
    """Draw one page, by its place in the file from 1. Raises UnreadableFile or PasswordNeeded."""
    work = partial(_drawn, str(path), number)
    try:
        return _unpacked(work_apart(path, content, limits, work, ("ingest.pdfium",)))
    except PasswordNeeded:
        raise
    except (DocumentError, ValidationError, ValueError) as error:
        raise UnreadableFile(
            f"{path.name}: page {number} could not be drawn as an image; the file is damaged, or needs more than "
            f"{limits.seconds:g} seconds or {limits.megabytes} MB of memory: read it as text, or open the original"
        ) from error


def _drawn(name: str, number: int, content: bytes) -> bytes:
    """What the process of its own does."""
    from ingest import pdfium

    try:
        found = pdfium.picture(content, None, number, _DOTS_PER_INCH, _MOST_DOTS)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise PasswordNeeded(
                f"{name}: its pages are protected by a password; open the original"
            ) from error
        raise UnreadableFile(f"{name}: {error}") from error
    except IndexError as error:
        raise UnreadableFile(f"{name}: has no page {number}") from error
    sheet = _SHEETS.dump_json(_Sheet(found.width, found.height, found.pages, found.letters))
    return len(sheet).to_bytes(_HEAD, "big") + sheet + found.image


def _unpacked(reply: bytes) -> Picture:
    end = _HEAD + int.from_bytes(reply[:_HEAD], "big")
    sheet, image = _SHEETS.validate_json(reply[_HEAD:end]), reply[end:]
    if not image.startswith(b"\xff\xd8"):  # of a JPEG image, and of nothing that a browser could run
        raise ValueError("no image")
    return Picture(image, sheet.width, sheet.height, sheet.pages, sheet.letters)
