"""Pages that are pictures: said so, counted, and read where the machine can."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader

from ingest.errors import EmptyDocument
from ingest.readers import ocr
from ingest.readers.pdf import read
from ingest.structure.marks import plain
from ingest.types import Reading
from tests.ingest.readers.pdf_making import Press
from tests.ingest.readers.test_pdf_pages import TIME, TRUST

PATH = Path("made.pdf")
# What tesseract writes: one line for each word, its place in dots from the upper left corner.
ROW = "5\t1\t1\t1\t{line}\t{word}\t{x}\t{y}\t{width}\t40\t{sure}\t{text}"
FAKE = """#!{python}
import sys
sys.stdout.write({table!r})
sys.exit({status})
"""


def picture(words: str = "") -> ImageReader:
    image = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(image).multiline_text((200, 200), words, 0, ImageFont.load_default(48), spacing=24)
    return ImageReader(image)


def scanned(words: str = "", text: bool = True, hidden: str = "") -> bytes:
    """A page of text, two that are pictures, and a page of text; or the pictures alone."""
    press = Press()
    if text:
        press.set(TIME)
        press.turn()
    for number in range(2):
        press.canvas.drawImage(picture(words), 0, 0, press.width, press.height)
        if hidden:
            layer = press.canvas.beginText(72, 700)
            layer.setTextRenderMode(3)
            layer.setFont("Times-Roman", 10)
            layer.textLine(f"{hidden} {number}")
            press.canvas.drawText(layer)
        if number == 0 or text:
            press.turn()
    if text:
        press.set(TRUST)
    return press.bytes()


def table(*lines: str, sure: int = 95) -> str:
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"]
    for number, line in enumerate(lines):
        x = 300
        for place, word in enumerate(line.split()):
            width = 22 * len(word)
            rows.append(
                ROW.format(
                    line=number, word=place, x=x, y=300 + 50 * number, width=width, sure=sure, text=word
                )
            )
            x += width + 20
    return "\n".join(rows) + "\n"


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, said: str, status: int = 0) -> None:
    """Put a program of tesseract's name first on the path."""
    program = folder / "tesseract"
    program.write_text(FAKE.format(python=sys.executable, table=said, status=status))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def _without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)


def reading(data: bytes) -> Reading:
    return read(data, PATH)


@pytest.mark.usefixtures("_without")
def test_pictures_are_counted_and_named() -> None:
    """Without tesseract the receipt says which pages are pictures, and what would read them."""
    found = reading(scanned())
    assert found.wordless == (2, 3)
    assert plain(found.document.text) == f"{TIME} {TRUST}"
    (warning,) = found.warnings
    assert warning.startswith("pages 2-3 (2 in all) are pictures without text: nothing on them can be found")
    assert "apt-get install tesseract-ocr" in warning


@pytest.mark.usefixtures("_without")
def test_a_file_of_pictures_is_no_empty_document() -> None:
    """A file with nothing but pictures is refused, with the reason and the remedy."""
    with pytest.raises(EmptyDocument, match=r"made\.pdf: holds only pictures of pages, no text; .*OCR"):
        reading(scanned(text=False))


@pytest.mark.usefixtures("_without")
def test_a_scanners_own_words_are_the_text() -> None:
    """Hidden words over a picture are what the scanner read, and are read."""
    found = reading(scanned(hidden="The board met eleven times in year"))
    assert found.wordless == ()
    assert "The board met eleven times in year 1" in found.document.text


def test_pages_are_read_by_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With tesseract the words of pictures are in the text, in their place, and are doubted aloud."""
    install(tmp_path, monkeypatch, table("The board of the trust met", "eleven times in its first year."))
    found = reading(scanned())
    assert found.wordless == ()
    assert [found.document.page_at(found.document.text.find(words)) for words in (TIME[:20], "The board", TRUST[:20])] == [
        "1", "2", "4",
    ]  # fmt: skip
    assert "The board of the trust met eleven times in its first year." in plain(found.document.text)
    assert found.warnings == (
        "pages 2-3 (2 in all) are pictures, read by tesseract: check quotes from them against the page",
    )


def test_specks_are_no_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that tesseract itself does not believe leave the page without words."""
    install(tmp_path, monkeypatch, table("li| ;; ~~ ii", sure=12))
    found = reading(scanned())
    assert found.wordless == (2, 3)
    assert found.warnings == ("pages 2-3 (2 in all) are pictures on which tesseract found no words",)


def test_tesseract_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where tesseract fails the page is named, and the others are read."""
    install(tmp_path, monkeypatch, "", status=3)
    found = reading(scanned())
    assert found.wordless == (2, 3)
    assert plain(found.document.text) == f"{TIME} {TRUST}"
    assert found.warnings == (
        "page 2 is a picture that could not be read (tesseract ended with status 3)",
        "page 3 is a picture that could not be read (tesseract ended with status 3)",
    )


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both the program and the package are asked for where neither is there."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert str(ocr.missing()).count("pypdfium2") == 1
    assert "tesseract-ocr" in str(ocr.missing())


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_the_real_tesseract() -> None:
    """Words drawn on a picture are read by the real program."""
    found = reading(scanned("Joint working takes time.\nTrust grows where people meet."))
    assert "Joint working takes time. Trust grows where people meet." in plain(found.document.text)
    assert found.document.page_at(found.document.text.find("Joint working takes time.\n")) == "2"
