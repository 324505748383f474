"""PDF pages as pictures, with where each letter stands on them; the one importer of pypdfium2.

It is an optional extra, so that whoever uses this loads it late, where :func:`is_there`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw

from ingest.page_images import Letter, Picture

PdfiumError: type[Exception] = pypdfium2.PdfiumError
_QUALITY = 88
_MOST_LETTERS = 40_000  # on one page: more is no page that a person reads


@contextmanager
def opened(data: bytes, password: str | None = None) -> Iterator[Any]:
    """A PDF file; raises PdfiumError."""
    file = pypdfium2.PdfDocument(data, password=password)
    try:
        yield file
    finally:
        file.close()


def drawn(page: Any, dots_per_inch: int, most_dots: int) -> tuple[Any, float]:
    """A page as an image, and how many of its dots are a point; coarser where it would have too many."""
    width, height = page.get_size()
    scale = dots_per_inch / 72
    if width * height * scale * scale > most_dots:
        scale = (most_dots / (width * height)) ** 0.5
    return page.render(scale=scale).to_pil(), scale


def picture(data: bytes, password: str | None, number: int, dots_per_inch: int, most_dots: int) -> Picture:
    """One page, by its place in the file from 1; raises PdfiumError, or IndexError for a page that is not there."""
    with opened(data, password) as file:
        if not 1 <= number <= len(file):
            raise IndexError(number)
        page = file[number - 1]
        image, _ = drawn(page, dots_per_inch, most_dots)
        written = BytesIO()
        image.convert("RGB").save(written, "JPEG", quality=_QUALITY)
        return Picture(written.getvalue(), image.width, image.height, len(file), tuple(_letters(page)))


def _letters(page: Any) -> Iterator[Letter]:
    """Every letter that is drawn, in the order of the file, as parts of the page's width and height."""
    raw = pypdfium2.raw
    text = page.get_textpage()
    wide = high = 100_000  # fine enough: the library tells places in whole dots
    for number in range(min(text.count_chars(), _MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(text, number)
        if code <= 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            continue
        left, bottom, right, top = text.get_charbox(number, loose=True)
        corners = []
        for x, y in ((left, top), (right, bottom)):
            across, down = ctypes.c_int(), ctypes.c_int()
            # The page may be turned, or cut: the library knows how it is drawn.
            if not raw.FPDF_PageToDevice(page, 0, 0, wide, high, 0, x, y, across, down):
                break
            corners.append((across.value / wide, down.value / high))
        if len(corners) == 2:
            (x0, y0), (x1, y1) = corners
            yield Letter(chr(code), min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
