"""PDF: what the pages show, put back into lines, columns, blocks and pages.

The stages, one a module: a file is opened (``opening``), each page's drawing carried out
(``drawing``) to pieces of text (``drawn``); tables are taken out (``tables``), the rest is
cut into columns (``columns``), lines (``lines``) and blocks (``blocks``); running headers and
page numbers are told from the text (``furniture``, ``labels``), blocks from one another
(``roles``); and all is written down (``writing``) with cut words mended (``hyphens``).
"""

from __future__ import annotations

from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.readers import ocr
from ingest.readers.pdf.drawn import Drawn
from ingest.readers.pdf.opening import UnreadablePage, open_file
from ingest.readers.pdf.paging import lay_pages
from ingest.structure.document import analyse
from ingest.types import Reading

MOST_CHARACTERS = 20_000_000  # in a canonical text: a library of books in one file


def read(data: bytes, path: Path, password: str | None = None) -> Reading:
    """Read a PDF file."""
    file = open_file(data, path, password)
    drawn: list[Drawn] = []
    warnings: list[str] = []
    for number in range(file.pages):
        try:
            drawn.append(file.drawn(number))
        except UnreadablePage as error:
            drawn.append(Drawn(595, 842))
            warnings.append(f"page {number + 1} could not be read ({error})")
    wordless = tuple(n for n, page in enumerate(drawn) if not page.pieces)
    laid = lay_pages(drawn, file.bookmarks(), file.labels())
    builder = laid.builder
    if len(builder) > MOST_CHARACTERS:
        raise UnreadableFile(
            f"{path}: holds more than {MOST_CHARACTERS:,} characters of text; split it into parts and add those"
        )
    document = analyse(builder.text(), builder.given())
    return Reading(
        document, file.details(), (*warnings, *laid.warnings), tuple(n + 1 for n in wordless)
    )
