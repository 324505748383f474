"""Pages drawn as images, and the lines of a quote on them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import PasswordNeeded, UnreadableFile
from ingest.page_images import Letter, Picture, draw_page
from ingest.quote_places import Rectangle, places_of
from ingest.sandbox import Limits
from ingest.types import Document, Page, Span

pytest.importorskip("pypdfium2")

PATH = Path("report.pdf")
WIDE, HIGH = A4
LINES = (
    "The team was co-located with the general prac-",
    "tice, and that helped. Trust grew.",
    "It was co-located, and that helped. Trust grew.",
)
TEXT = "The team was co-located with the general practice, and that helped. Trust grew. It was co-located, and that helped. Trust grew."


def drawn(turned: int = 0, cut: tuple[float, float, float, float] | None = None, **made: Any) -> bytes:
    """Two pages, the second with words at known places."""
    into = BytesIO()
    canvas = Canvas(into, pagesize=A4, **made)
    canvas.drawString(72, 72, "An empty page but for this.")
    canvas.showPage()
    if cut is not None:
        canvas.setCropBox(cut)
    canvas.setFont("Helvetica", 12)
    for number, line in enumerate(LINES):
        canvas.drawString(72, HIGH - 100 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    if not turned:
        return into.getvalue()
    writer = PdfWriter(clone_from=into)
    writer.pages[1].rotate(turned)
    again = BytesIO()
    writer.write(again)
    return again.getvalue()


def document() -> Document:
    """What a reader makes of it: words joined where a line breaks them."""
    before = "An empty page but for this. "
    text = before + TEXT
    return Document(text, (Page("1", Span(0, len(before))), Page("2", Span(len(before), len(text)))))


def places(quote: str, picture: Picture, times: int = 0) -> list[Rectangle]:
    text, start = document().text, -1
    for _ in range(times + 1):
        start = text.index(quote, start + 1)
    return places_of(document(), 2, Span(start, start + len(quote)), picture.letters)


def ink(picture: Picture, where: Rectangle) -> float:
    """How dark the image is in a rectangle, from 0 to 1."""
    image = Image.open(BytesIO(picture.image)).convert("L")
    box = (
        int(where.left * image.width), int(where.top * image.height),
        int((where.left + where.width) * image.width), int((where.top + where.height) * image.height),
    )  # fmt: skip
    dots = image.crop(box).tobytes()
    return sum(dot < 128 for dot in dots) / max(1, len(dots))


def test_a_page_is_an_image_of_its_size() -> None:
    """A JPEG of the page's shape, and its letters."""
    picture = draw_page(PATH, drawn(), 2)
    image = Image.open(BytesIO(picture.image))
    assert image.format == "JPEG"
    assert image.size == (picture.width, picture.height)
    assert picture.width / picture.height == pytest.approx(WIDE / HIGH, rel=0.01)
    assert picture.pages == 2
    letters = "".join(letter.text for letter in picture.letters)
    assert letters.startswith("Theteamwasco-located")


def test_a_quote_over_a_broken_word_is_found() -> None:
    """Both lines, each exactly: from its first letter to its last."""
    picture = draw_page(PATH, drawn(), 2)
    one, other = places("general practice, and that helped", picture)
    assert one.top == pytest.approx(100 / HIGH, abs=0.02)
    assert other.top - one.top == pytest.approx(20 / HIGH, abs=0.003)
    assert other.left == pytest.approx(72 / WIDE, abs=0.003)
    assert one.left > 2 * other.left
    assert ink(picture, one) > 0.05
    assert ink(picture, Rectangle(other.left - 0.05, other.top, 0.045, other.height)) == 0


def test_words_said_twice_are_marked_where_they_were_cited() -> None:
    """The second time in the text is the second time on the page."""
    picture = draw_page(PATH, drawn(), 2)
    first, second = (places("and that helped. Trust grew.", picture, times) for times in (0, 1))
    assert second[0].top - first[0].top == pytest.approx(20 / HIGH, abs=0.003)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_that_is_turned_or_cut(turned: int) -> None:
    """The marks lie on the words as they are drawn."""
    for cut in (None, (36.0, 300.0, WIDE - 36, HIGH - 36)):
        picture = draw_page(PATH, drawn(turned, cut), 2)
        found = places("It was co-located, and that helped.", picture)
        assert len(found) == 1, "it is one line, whichever way it runs"
        assert all(ink(picture, where) > 0.02 for where in found)
        assert all(0 <= where.left <= 1 and 0 <= where.top <= 1 for where in found)


def test_what_is_not_on_the_page_is_not_marked() -> None:
    """Words of another page, and letters that are drawn nowhere."""
    picture = draw_page(PATH, drawn(), 2)
    assert places_of(document(), 2, Span(0, 10), picture.letters) == []
    assert places_of(document(), 2, Span(40, 60), ()) == []
    lone = (Letter("z", 0.1, 0.1, 0.2, 0.2),)
    assert places_of(document(), 2, Span(40, 60), lone) == []


def test_a_quote_drawn_in_another_order_is_found_line_by_line() -> None:
    """As where a page has columns and the file draws across them."""
    text = "a first line of some words\nand a second line of others\n"
    letters = [
        Letter(word, 0.1 * n, 0.5 - 0.2 * row, 0.1 * n + 0.08, 0.55 - 0.2 * row)
        for row, line in enumerate(reversed(text.splitlines()))
        for n, word in enumerate(line.replace(" ", ""))
    ]
    page = Document(text, (Page("1", Span(0, len(text))),))
    found = places_of(page, 1, Span(0, len(text)), letters)
    assert [round(where.top, 2) for where in found] == [0.3, 0.5]


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", b"\xff\xd8 not a file", drawn()[:900]],
    ids=["empty", "head", "image", "cut"],
)
def test_a_damaged_file_is_a_message(content: bytes) -> None:
    """It names the file and the page, and says what to do."""
    with pytest.raises(
        UnreadableFile, match=r"^report\.pdf: page 1 could not be drawn .* open the original$"
    ):
        draw_page(PATH, content, 1)


def test_a_page_that_is_not_there_and_a_protected_file() -> None:
    """Neither is drawn."""
    with pytest.raises(UnreadableFile, match="page 9"):
        draw_page(PATH, drawn(), 9)
    with pytest.raises(PasswordNeeded, match="protected by a password"):
        draw_page(PATH, drawn(encrypt="secret"), 1)


def test_a_page_that_takes_too_long_is_stopped() -> None:
    """A page of a million lines ends as a message, in its time."""
    into = BytesIO()
    canvas = Canvas(into, pageCompression=1)
    canvas.setLineWidth(0.1)
    canvas._code.append("q 1 0 0 1 0 0 cm\n" + "0 0 m 500 800 l 9 700 l 480 20 l S\n" * 1_500_000 + "Q")
    canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableFile, match="more than 1 seconds"):
        draw_page(PATH, into.getvalue(), 1, Limits(1.0, 768))


def test_a_page_too_large_is_drawn_coarser() -> None:
    """No size that a file claims makes an image beyond all measure."""
    into = BytesIO()
    canvas = Canvas(into, pagesize=(14_000, 14_000))
    canvas.drawString(100, 100, "words")
    canvas.showPage()
    canvas.save()
    picture = draw_page(PATH, into.getvalue(), 1)
    assert picture.width * picture.height <= 8_100_000
