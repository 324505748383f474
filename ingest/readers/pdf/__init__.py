"""PDF: what the pages show, put back into lines, columns, blocks and pages.

The stages, one a module: a file is opened (``opening``), each page's drawing carried out
(``drawing``) to pieces of text (``drawn``); tables are taken out (``tables``, ``grids``), the rest is
cut into columns (``columns``), lines (``lines``) and blocks (``blocks``); running headers and
page numbers are told from the text (``furniture``, ``labels``), blocks from one another
(``roles``); and all is written down (``writing``) with cut words mended (``hyphens``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.readers import ocr
from ingest.readers.pdf.drawn import Drawn, Piece
from ingest.readers.pdf.opening import OpenFile, UnreadablePage, open_file
from ingest.readers.pdf.paging import lay_pages
from ingest.structure.document import analyse
from ingest.types import Reading

MOST_CHARACTERS = 20_000_000  # in a canonical text: a library of books in one file
_FEW_LETTERS = 20  # printers' marks outside a page are no words
_UNREADABLE = 0.02  # of a page's letters: more that are unknown are worth a word


def read(data: bytes, path: Path, password: str | None = None) -> Reading:
    """Read a PDF file."""
    file = open_file(data, path, password)
    drawn: list[Drawn] = []
    warnings: list[str] = []
    characters = 0
    for number in range(file.pages):
        try:
            page = file.drawn(number)
        except UnreadablePage as error:
            page = Drawn(595, 842)
            warnings.append(f"page {number + 1} could not be read ({error})")
        characters += sum(len(piece.text) + 1 for piece in page.pieces)
        if characters > MOST_CHARACTERS:
            raise UnreadableFile(
                f"{path}: holds more than {MOST_CHARACTERS:,} characters of text; "
                f"split it into parts and add those"
            )
        drawn.append(page)
    drawn, said = _see_pictures(drawn, data, password)
    wordless = tuple(number + 1 for number, page in enumerate(drawn) if not _has_words(page))
    warnings += said
    if len(wordless) == file.pages:
        raise EmptyDocument(_nothing_found(path, drawn, warnings))
    warnings += _damage(file, drawn)
    laid = lay_pages(drawn, file.bookmarks(), file.labels())
    document = analyse(laid.builder.text(), laid.builder.given())
    return Reading(document, file.details(), (*warnings, *laid.warnings), wordless)


def _has_words(page: Drawn) -> bool:
    return any(any(c.isalnum() for c in piece.text) for piece in page.pieces)


def _see_pictures(drawn: Sequence[Drawn], data: bytes, password: str | None) -> tuple[list[Drawn], list[str]]:
    """Have the pages that are pictures read by their looks, or say that they are not."""
    pages = list(drawn)
    pictures = [n for n, page in enumerate(pages) if not _has_words(page) and page.pictures]
    if not pictures:
        return pages, []
    lacking = ocr.missing()
    if lacking is not None:
        return pages, [
            f"{_named(pictures)} picture{_s(pictures)} without text: nothing on {_them(pictures)} can be found; "
            f"to have pictures read, install {lacking} and add the file again"
        ]
    seen = ocr.see(data, password, pictures)
    warnings = []
    for number, words in seen.pages.items():
        pages[number] = replace(
            pages[number],
            pieces=tuple(
                Piece(word.text, word.x0, word.x1, word.y, word.size, spaced=True) for word in words
            ),
        )
    read = [number for number in seen.pages if _has_words(pages[number])]
    if read:
        warnings.append(
            f"{_named(read)} picture{_s(read)}, read by tesseract: check quotes from {_them(read)} against the page"
        )
    empty = [number for number in seen.pages if number not in read]
    if empty:
        warnings.append(f"{_named(empty)} picture{_s(empty)} on which tesseract found no words")
    warnings += [
        f"page {number + 1} is a picture that could not be read ({why})"
        for number, why in seen.failed.items()
    ]
    return pages, warnings


def _nothing_found(path: Path, drawn: Sequence[Drawn], warnings: Sequence[str]) -> str:
    """Why a file gives no words at all, and what to do."""
    if any(page.pictures for page in drawn):
        why = "; ".join(warnings)
        return (
            f"{path}: holds only pictures of pages, no text; make them text by OCR and add the result ({why})"
        )
    if any(page.unreadable for page in drawn):
        return (
            f"{path}: does not say which letters its glyphs stand for; make it text by OCR and add the result"
        )
    why = f" ({'; '.join(warnings)})" if warnings else ""
    return f"{path}: holds no text; nothing was added{why}"


def _damage(file: OpenFile, drawn: Sequence[Drawn]) -> list[str]:
    """What was lost without a word from the file: broken parts, words off the page, unknown letters."""
    said = []
    if file.repaired:
        said.append("the file is damaged and was put together again; check that no page is missing")
    if file.damaged:
        why = next(iter(file.damaged.values()))
        said.append(f"{_pages(file.damaged)} may lack words, for the file is damaged there ({why})")
    outside = [number for number, page in enumerate(drawn) if page.outside > _FEW_LETTERS]
    if outside:
        said.append(f"words drawn off the visible part of {_pages(outside)} were left out")
    unknown = [
        number
        for number, page in enumerate(drawn)
        if page.unreadable > max(3, _UNREADABLE * sum(len(piece.text) for piece in page.pieces))
    ]
    if unknown:
        said.append(
            f"the file does not say what some letters on {_pages(unknown)} are; they are shown as “\ufffd”"
        )
    return said


def _named(numbers: Sequence[int]) -> str:
    return f"{_pages(numbers)} {'is a' if len(numbers) == 1 else f'({len(numbers)} in all) are'}"


def _s(numbers: Sequence[int]) -> str:
    return "" if len(numbers) == 1 else "s"


def _them(numbers: Sequence[int]) -> str:
    return "it" if len(numbers) == 1 else "them"


def _pages(numbers: Iterable[int]) -> str:
    """ "page 3", "pages 2-4 and 9", by their place in the file."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number:
            runs[-1][-1] = number + 1
        else:
            runs.append([number + 1, number + 1])
    parts = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    single = len(runs) == 1 and runs[0][0] == runs[0][1]
    return ("page " if single else "pages ") + " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
