"""Real files of many makers, each held against what a careful reader sees on its pages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ingest.errors import DocumentError, EmptyDocument, PasswordNeeded
from ingest.readers.pdf import read
from ingest.readers.pdf.opening import open_file
from ingest.settings import CORPUS
from ingest.structure.marks import plain
from ingest.types import BlockKind, Document, Reading
from tests.fakes import FakeEncoder
from tests.ingest.readers.test_pdf_pages import headings, of_kind
from tests.soak.invariants import document_breaches, passage_breaches

FOLDER = CORPUS.parent.parent / "shared" / "data" / "pdfs"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the sample files are not on this machine")
_read: dict[str, Reading] = {}


def sample(name: str, password: str | None = None) -> Reading:
    if name not in _read:
        path = FOLDER / f"{name}.pdf"
        _read[name] = read(path.read_bytes(), path, password)
    return _read[name]


def document(name: str) -> Document:
    return sample(name).document


def labels(name: str) -> list[str | None]:
    return [page.label for page in document(name).pages]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.pdf")), ids=lambda path: path.stem)
def test_documents_hold_together(path: Path) -> None:
    """Whatever is read keeps every promise of a document."""
    try:
        found = sample(path.stem, "openpassword").document
    except DocumentError:
        assert path.stem == "imagemagick-images"
        return
    assert document_breaches(found) == []
    assert passage_breaches(found, FakeEncoder()) == []


def test_two_columns_from_latex() -> None:
    """The title over both columns, the left column before the right, over the page turn."""
    found = document("multicolumn")
    text = plain(found.text)
    order = [
        "Two-Column Document with Lorem Ipsum",
        "This is a sample document with two columns",
        "Nulla malesuada porttitor diam. Donec felis erat, congue non",
        "nonummy pellentesque ante. Phasellus adipiscing semper elit.",
        "Suspendisse vel felis. Ut lorem lorem",
    ]
    places = [text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "Lorem ipsum dolor sit amet, consectetuer adip-\niscing elit." in found.text
    assert "consectetuer adipiscing elit" in text
    assert of_kind(found, BlockKind.FURNITURE) == ["1", "2", "3"]


def test_a_table_of_three_lines_from_latex() -> None:
    """Five countries under five headings, with the caption over them."""
    found = document("multicolumn")
    table = [block for block in found.blocks if block.kind is BlockKind.TABLE_ROW]
    names = [plain(block.row_header.of(found.text)) for block in table if block.row_header]
    assert names == ["Austria", "Belgium", "Czech Republic", "Denmark", "Finland"]
    belgium = [(cell.column, plain(cell.span.of(found.text))) for cell in table[1].cells]
    assert belgium == [
        ("Population (millions)", "11.5"), ("Area (km2)", "30,689"),
        ("Capital", "Brussels"), ("Official Language", "Dutch, French, German"),
    ]  # fmt: skip
    assert found.containers[0].label == "Table 1"


def test_a_long_book() -> None:
    """A book of 117 pages: Roman pages first, the running titles out, the chapters by their bookmarks."""
    found = document("GeoTopo-komprimiert")
    assert labels("GeoTopo-komprimiert") == ["i", "ii", "iii", *map(str, range(1, 115))]
    titles = [title for level, title in headings(found) if level == 1]
    assert {"1 Topologische Grundbegriffe", "5 Krümmung", "Stichwortverzeichnis"} <= set(titles)
    assert any(level == 2 and title.endswith("Topologische Räume") for level, title in headings(found))
    running = of_kind(found, BlockKind.FURNITURE)
    assert "4 1.1. TOPOLOGISCHE RÄUME" in running
    assert not any("Übungsaufgaben" in line and "Lösungen" not in line for line in running)
    assert "Dieses Skript wurde im Wintersemester 2013/2014 von Martin Thoma geschrieben." in plain(
        found.text
    )
    assert sample("GeoTopo-komprimiert").details.title == "Geometrie und Topologie"
    assert sample("GeoTopo-komprimiert").details.authors == ("Martin Thoma",)


def test_bookmarks_from_latex() -> None:
    """Nine sections over three pages, their numbers printed at the foot."""
    found = document("pdflatex-outline")
    assert headings(found) == [
        (1, f"{n} {name}")
        for n, name in enumerate(("Foo", "Bar", "Baz", "Foo", "Bar", "Baz", "Foo", "Bar", "Baz"), 1)
    ]
    assert labels("pdflatex-outline") == ["1", "2", "3", "4"]
    assert len(of_kind(found, BlockKind.CONTENTS)) == 10


def test_bookmarks_with_other_titles() -> None:
    """Bookmarks that name the headings otherwise still tell where they are; the page's words are kept."""
    found = document("mistitled_outlines_example")
    assert [title for _, title in headings(found)] == [
        title for _, title in headings(document("pdflatex-outline"))
    ]


def test_a_sentence_over_the_turn_of_a_page() -> None:
    """Dummy text that fills four pages is mended where they turn, the numbers left out."""
    found = document("pdflatex-4-pages")
    cut = [block for block in found.blocks if len(block.spans) > 1]
    assert [[found.page_at(span.start) for span in block.spans] for block in cut] == [["1", "2", "3", "4"]]
    assert of_kind(found, BlockKind.FURNITURE) == ["1", "2", "3", "4"]


def test_letters_drawn_one_by_one() -> None:
    """A file that draws each letter by itself gives words."""
    assert "The people who are crazy enough" not in plain(document("crazyones-pdfa").text)
    assert "the people who are crazy enough to think they can change the world" in plain(
        document("crazyones-pdfa").text
    )
    assert "The misfits. The rebels. The troublemakers." in plain(document("crazyones-pdfa").text)


def test_a_boxed_table_from_google() -> None:
    """A grid whose cells span columns: every word in its row, raised marks on their figures."""
    found = document("google-doc-document")
    rows = of_kind(found, BlockKind.TABLE_ROW)
    assert [row.split()[0] for row in rows] == ["Continent", "Capital", "Currency", "Population"]
    assert "Capital Jakarta Berlin Vienna Paris Vatican City" in rows
    assert len(of_kind(found, BlockKind.FOOTNOTE)) == 3


def test_a_chapter_with_a_picture() -> None:
    """Text around a picture is read, and the page's number is none of it."""
    found = document("pdflatex-image")
    assert headings(found) == [(1, "1 Your Chapter")]
    assert of_kind(found, BlockKind.FURNITURE) == ["1"]
    assert sample("pdflatex-image").wordless == ()


def test_right_to_left() -> None:
    """A word of Arabic stands in the order it is read, beside its Latin spelling."""
    assert "حَبيبي" in document("habibi").text
    assert "habibi" in document("habibi").text


def test_pictures_only() -> None:
    """A file of six pictures is refused, and says that they are pictures."""
    with pytest.raises(EmptyDocument, match="holds only pictures of pages, no text"):
        sample("imagemagick-images")


@pytest.mark.parametrize(
    ("password", "expected"), [(None, "is protected by a password"), ("wrong", "does not open it")]
)
def test_a_protected_file(password: str | None, expected: str) -> None:
    """A file from a word processor asks for its password."""
    path = FOLDER / "libreoffice-writer-password.pdf"
    with pytest.raises(PasswordNeeded, match=expected):
        read(path.read_bytes(), path, password)
    opened = read(path.read_bytes(), path, "openpassword")
    assert plain(opened.document.text).startswith("Lorem ipsum dolor sit amet, consetetur sadipscing elitr")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.pdf")), ids=lambda path: path.stem)
def test_no_letter_is_lost(path: Path) -> None:
    """Every letter and figure that a page shows is in the text of that page, as often as it is shown."""
    file = open_file(path.read_bytes(), path, "openpassword")
    if path.stem == "imagemagick-images":
        pytest.skip("it shows no letters")
    found = sample(path.stem, "openpassword").document
    for number, page in enumerate(found.pages):
        drawn = file.drawn(number)
        shown = Counter("".join(piece.text for piece in drawn.pieces) + drawn.sideways + drawn.slanted)
        kept = Counter(page.span.of(found.text))
        assert {c: n for c, n in (shown - kept).items() if c.isalnum()} == {}
