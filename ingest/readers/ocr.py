"""Pages that are pictures, read by the program tesseract where the machine has it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_DOTS_PER_INCH = 300
_MOST_DOTS = 30_000_000  # in one page's picture: more is no page of words
_SECONDS = 120  # for one page
_LANGUAGE = "eng"
_LEAST_SURE = 30.0  # of 100: words below are specks and lines


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word found on a picture, in points from the page's lower left corner."""

    text: str
    x0: float
    x1: float
    y: float  # the foot of its line
    size: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The words of each page that was read, by its place in the file from 0, and what went wrong."""

    pages: dict[int, tuple[SeenWord, ...]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)


def missing() -> str | None:
    """What to install so that pictures can be read; None where all is there."""
    lacking = []
    if shutil.which("tesseract") is None:
        lacking.append("the program tesseract (on Debian or Ubuntu: apt-get install tesseract-ocr)")
    if find_spec("pypdfium2") is None:
        lacking.append("the Python package pypdfium2 (install it with pip)")
    return " and ".join(lacking) or None


def see(data: bytes, password: str | None, pages: Iterable[int]) -> Seen:
    """Read pages of a PDF file by their looks. To be asked only where nothing is ``missing``."""
    # Loaded only where a page needs it.
    from ingest import pdfium

    seen = Seen()
    numbers = list(pages)
    try:
        with pdfium.opened(data, password) as file:
            for number in numbers:
                try:
                    page = file[number]
                    picture, scale = pdfium.drawn(page, _DOTS_PER_INCH, _MOST_DOTS)
                    seen.pages[number] = _read_page(picture, scale, page.get_height())
                except (pdfium.PdfiumError, OSError, subprocess.SubprocessError, ValueError) as error:
                    seen.failed[number] = _in_words(error)
    except pdfium.PdfiumError as error:
        seen.failed.update((number, str(error)) for number in numbers)
    return seen


def _read_page(picture: Image, scale: float, height: float) -> tuple[SeenWord, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        picture.save(path)
        done = subprocess.run(
            ["tesseract", str(path), "stdout", "-l", _LANGUAGE, "--dpi", str(int(scale * 72)), "tsv"],
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    return tuple(_words(done.stdout.decode("utf-8", "replace"), scale, height))


def _words(table: str, scale: float, height: float) -> list[SeenWord]:
    """The words of tesseract's table; those of one line share its foot and its size."""
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    rows = [row for row in rows if len(row) >= 12 and row[0] == "5" and row[11].strip()]
    lines: dict[tuple[str, ...], list[list[str]]] = {}
    for row in rows:
        if float(row[10]) >= _LEAST_SURE and re.search(r"\w|[•■–—-]", row[11]):
            lines.setdefault(tuple(row[2:5]), []).append(row)
    found = []
    for line in lines.values():
        tall = sorted(int(row[9]) for row in line)
        size = 1.15 * tall[min(len(tall) - 1, int(0.8 * len(tall)))] / scale
        feet = sorted(int(row[7]) + int(row[9]) for row in line)
        foot = height - feet[len(feet) // 2] / scale
        for row in line:
            left, across = int(row[6]) / scale, int(row[8]) / scale
            found.append(SeenWord(row[11].strip(), left, left + across, foot, size))
    return found


def _in_words(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"tesseract took longer than {_SECONDS} seconds"
    if isinstance(error, subprocess.CalledProcessError):
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        return f"tesseract: {said[-1][:120]}" if said else f"tesseract ended with status {error.returncode}"
    return " ".join(str(error).split())[:120]
