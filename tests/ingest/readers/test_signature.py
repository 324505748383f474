"""A file under a wrong ending is named for what it is, and the librarian told what to do."""

from __future__ import annotations

import io
import sqlite3
import zipfile
import zlib
from pathlib import Path

import docx
import pytest

from ingest.errors import DocumentError, EmptyDocument, UnreadableFile, UnsupportedFormat
from ingest.readers import FORMATS, read_document
from ingest.readers.signature import kind_of
from tests.ingest.readers.making import epub, odt, saved, word, zipped

PROSE = "Doctors and social workers in both towns met every week to speak about the people they knew."
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100)
PAGE = f"<!DOCTYPE html>\n<html><body><p>{PROSE}</p></body></html>".encode()
TYPES = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/></Types>'


def refusal(name: str, data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_document(Path(name), data)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("data", "what", "right"),
    [
        (PDF, "a PDF file", ".pdf"),
        (b"\r\n  " + PDF, "a PDF file", ".pdf"),
        (word(PROSE), "a Word file", ".docx"),
        (odt(f"<text:p>{PROSE}</text:p>"), "an OpenDocument text", ".odt"),
        (epub({"c.xhtml": f"<p>{PROSE}</p>"}), "an EPUB book", ".epub"),
    ],
    ids=["pdf", "pdf-after-space", "word", "odt", "epub"],
)
def test_a_readable_file_under_a_wrong_ending(data: bytes, what: str, right: str) -> None:
    """It is named by its content, and the right name said; under the right name it is not refused for it."""
    for known in FORMATS:
        for ending in known.endings:
            if ending != right:
                words = str(refusal(f"my report{ending}", data))
                assert f"is {what} by its content" in words
                assert f"“my report{right}”" in words
    if right != ".pdf":
        assert PROSE in read_document(Path(f"a{right.upper()}"), data).document.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PNG, "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a picture"),
        (b"GIF89a" + bytes(50), "a picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "a picture"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(20), "a sound or a film"),
        (b"ID3\x04\x00" + bytes(30), "a sound or a film"),
        (EXE, "a program"),
        (b"\x7fELF\x02\x01" + bytes(50), "a program"),
        (zipped({"a.txt": PROSE}), "a packed archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(30), "a packed archive"),
        (b"\x1f\x8b\x08\x00" + zlib.compress(b"x"), "a packed archive"),
        (b"{\\rtf1\\ansi words}", "save it as .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an older Office program"),
        (b"%!PS-Adobe-3.0\n", "a PostScript file"),
        (
            zipped({"[Content_Types].xml": TYPES.format("spreadsheetml.sheet"), "xl/a.xml": ""}),
            "a spreadsheet",
        ),
        (
            zipped({"[Content_Types].xml": TYPES.format("presentationml.presentation"), "ppt/a.xml": ""}),
            "a slide show",
        ),
        (
            zipped({"[Content_Types].xml": TYPES.format("wordprocessingml.template"), "word/a.xml": ""}),
            "a Word template",
        ),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "no text"),
    ],
)
@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".docx", ".odt", ".epub", ".pdf", ".doc", ""])
def test_what_no_reader_reads(data: bytes, words: str, ending: str) -> None:
    """Whatever it is called: what it is, and what to do."""
    error = refusal(f"a{ending}", data)
    assert isinstance(error, UnsupportedFormat)
    assert words in str(error)


def test_a_database_is_none_of_it(tmp_path: Path) -> None:
    """A real one."""
    with sqlite3.connect(tmp_path / "a.txt") as connection:
        connection.execute("create table t (x)")
    connection.close()
    assert "a database" in str(refusal("a.txt", (tmp_path / "a.txt").read_bytes()))


@pytest.mark.parametrize("ending", [*(ending for known in FORMATS for ending in known.endings), ".png", ""])
def test_an_empty_file(ending: str) -> None:
    """It is said to be just that, whatever its format: nothing in it is damaged."""
    error = refusal(f"a{ending}", b"")
    assert isinstance(error, EmptyDocument)
    assert str(error) == f"a{ending}: the file is empty; copy or download it again"


@pytest.mark.parametrize("ending", [".docx", ".odt", ".epub"])
@pytest.mark.parametrize("data", [b"words", PROSE.encode() * 9, b"PK", b"\x00" * 100])
def test_text_under_the_ending_of_a_zip_file(data: bytes, ending: str) -> None:
    """Refused as not whole; no library sees it."""
    assert isinstance(refusal(f"a{ending}", data), UnreadableFile)


@pytest.mark.parametrize("ending", [".docx", ".odt", ".epub", ".pdf"])
def test_a_page_under_another_ending(ending: str) -> None:
    """What a web server answers in place of a file is met often."""
    assert "is a web page by its content" in str(refusal(f"a{ending}", PAGE))


@pytest.mark.parametrize(
    "words",
    [
        "%PDF-1.7 is how PDF files begin. " + PROSE,
        "About %PDF- marks. " + PROSE,
        "MZ is a mark that programs bear. " + PROSE,
        "BM " + PROSE,
        "ID3 tags. " + PROSE,
        "PK zip. " + PROSE,
        "GIF pictures. " + PROSE,
        "BZh. " + PROSE,
        "<html> is a tag. " + PROSE,
        "{rtf} " + PROSE,
    ],
)
def test_words_that_begin_like_something_else(words: str) -> None:
    """A text may speak of formats, and begin with their letters."""
    if words.startswith("%PDF"):
        assert "PDF" in str(refusal("a.txt", words.encode()))  # here the bytes are those of the format
        return
    assert read_document(Path("a.txt"), words.encode()).document.text == words
    assert read_document(Path("a.md"), words.encode()).document.text == words


def test_the_ending_alone_says_nothing_of_text() -> None:
    """Pages are text, and text under a page's ending is a page of text."""
    assert kind_of(PROSE.encode(), Path("a.html")) is None
    assert PROSE in read_document(Path("a.html"), PROSE.encode()).document.text
    assert read_document(Path("a.txt"), PAGE).document.text == PAGE.decode()


def test_an_unknown_ending_is_named() -> None:
    """With the endings that are read."""
    error = refusal("a.xyz", PROSE.encode())
    assert isinstance(error, UnsupportedFormat)
    assert ".docx" in str(error)
    assert "name it “report.docx”" in str(refusal("report.xyz", saved(docx.Document())))


def test_a_bomb_under_any_ending() -> None:
    """Told by the list of contents, whatever it is called."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"\0" * (50 << 20))
    for name in ("a.txt", "a.docx", "a.pdf", "a.html"):
        assert "out of all proportion" in str(refusal(name, out.getvalue()))
