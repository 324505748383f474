"""Files that cannot be read, wholly or in part: what is lost is named, and nothing else is."""

from __future__ import annotations

import io
import logging
import random
import re
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from ingest.errors import DocumentError, EmptyDocument, PasswordNeeded, UnreadableFile, UnsupportedFormat
from ingest.readers import pdf
from ingest.readers.pdf import opening, read
from ingest.structure.marks import plain
from ingest.types import Details
from tests.ingest.readers.pdf_making import Press
from tests.ingest.readers.test_pdf_pages import MONEY, RECORDS, TIME, TRUST, document_of

PATH = Path("folder/made.pdf")


def three_pages(compress: bool = False) -> bytes:
    press = Press(compress=compress)
    for number, text in enumerate((TIME, TRUST, MONEY)):
        if number:
            press.turn()
        press.set(text)
    return press.bytes()


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked(user: str, owner: str = "keeper") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(three_pages())))
    writer.encrypt(user, owner, algorithm="AES-256")
    return written(writer)


def test_a_password_is_asked_for() -> None:
    """A protected file says so, and how to add it."""
    with pytest.raises(
        PasswordNeeded, match=r"folder/made\.pdf: is protected by a password; .*--password -` asks"
    ):
        read(locked("open sesame"), PATH)


def test_a_wrong_password_is_said_to_be_wrong() -> None:
    """A password that does not open the file is not taken for none."""
    with pytest.raises(PasswordNeeded, match="the password given does not open it"):
        read(locked("open sesame"), PATH, "sesame")


@pytest.mark.parametrize("password", ["open sesame", "keeper"])
def test_the_right_password(password: str) -> None:
    """The reader's or the owner's password opens the file."""
    assert TIME in plain(read(locked("open sesame"), PATH, password).document.text)


@pytest.mark.parametrize("password", [None, "any"])
def test_a_file_open_to_all(password: str | None) -> None:
    """A file that only its owner may change needs no password, and none given does harm."""
    assert TIME in plain(read(locked(""), PATH, password).document.text)
    assert TIME in plain(read(three_pages(), PATH, password).document.text)


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7\n", b"no PDF at all", b"\x00" * 2000, b"%PDF-1.4\n%%EOF", three_pages()[:700]],
    ids=["zero bytes", "only its name", "words", "noughts", "only an end", "the beginning"],
)
def test_no_pdf(data: bytes) -> None:
    """What is no PDF file, or only the beginning of one, is refused in words."""
    with pytest.raises(DocumentError, match=r"^folder/made\.pdf: [^\n]+$"):
        read(data, PATH)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.97])
def test_a_file_cut_short(share: float) -> None:
    """A file without its end is refused, not read in part."""
    data = three_pages()
    with pytest.raises(UnreadableFile, match=r"not a whole PDF file .*; fetch it again"):
        read(data[: int(len(data) * share)], PATH)


def test_a_file_with_a_wrong_directory() -> None:
    """A file whose directory is not where it says is put together again, and that is said."""
    data = re.sub(rb"startxref\s+\d+", b"startxref\n7", three_pages())
    reading = read(data, PATH)
    assert plain(reading.document.text) == f"{TIME} {TRUST} {MONEY}"
    assert any("damaged and was put together again" in warning for warning in reading.warnings)


def test_no_pages() -> None:
    """A file with no page in it is empty."""
    with pytest.raises(DocumentError, match=r"has no pages|not a whole PDF"):
        read(written(PdfWriter()), PATH)


def test_empty_pages() -> None:
    """Pages with nothing on them are no document."""
    press = Press()
    press.turn()
    with pytest.raises(EmptyDocument, match="holds no text"):
        read(press.bytes(), PATH)


def test_pages_in_a_ring() -> None:
    """A page tree that holds itself ends."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(three_pages())))
    root = writer.root_object["/Pages"].get_object()
    root["/Kids"].append(root.indirect_reference)
    try:
        reading = read(written(writer), PATH)
    except DocumentError:
        return
    assert TIME in plain(reading.document.text)


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of more pages than are taken in says so."""
    monkeypatch.setattr(opening, "MOST_PAGES", 2)
    with pytest.raises(UnreadableFile, match="has 3 pages, more than the 2"):
        read(three_pages(), PATH)


def test_too_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of more text than is taken in says so, before all of it is read."""
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 300)
    with pytest.raises(UnreadableFile, match="more than 300 characters"):
        read(three_pages(), PATH)


def test_one_bad_page_costs_that_page() -> None:
    """A page whose drawing is broken is named; the others are read."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(three_pages())))
    broken = DecodedStreamObject()
    broken.set_data(b"BT /F1 nonsense << [ ( ")
    writer.pages[1][NameObject("/Contents")] = writer._add_object(broken)
    reading = read(written(writer), PATH)
    assert reading.wordless == (2,)
    assert len(reading.document.pages) == 3
    assert plain(reading.document.text) == f"{TIME} {MONEY}"
    assert any(re.match(r"page 2 (could not be read|may lack words)", said) for said in reading.warnings)


def test_a_damaged_stream_is_named() -> None:
    """A page that unpacks only in part is not passed over in silence."""
    data = three_pages(compress=True)
    streams = list(re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL))
    start = streams[1].start(1) + 60
    reading = read(data[:start] + b"zzzzzzzz" + data[start + 8 :], PATH)
    assert TIME in plain(reading.document.text)
    assert MONEY in plain(reading.document.text)
    assert TRUST not in plain(reading.document.text)
    assert any(said.startswith("page 2 ") for said in reading.warnings)


def test_a_form_that_draws_itself() -> None:
    """A form object inside itself ends, and the words beside it are read."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(three_pages())))
    form = DecodedStreamObject()
    form.set_data(b"q /Self Do Q")
    form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    reference = writer._add_object(form)
    form[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Self"): reference})}
    )
    page = writer.pages[0]
    page["/Resources"].get_object()[NameObject("/XObject")] = DictionaryObject(
        {NameObject("/Self"): reference}
    )
    more = DecodedStreamObject()
    more.set_data(b"/Self Do")
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(more)])
    assert TIME in plain(read(written(writer), PATH).document.text)


def test_pypdf_is_not_heard(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """What pypdf logs of a broken file reaches neither the log nor the terminal."""
    data = three_pages().replace(b"startxref", b"startxxxx").replace(b"/Type /Page", b"/Tipe /Page")
    with caplog.at_level(logging.WARNING), pytest.raises(DocumentError):
        read(data[:-300], PATH)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_mutated_files_are_read_or_refused() -> None:
    """However a file is broken, it is read or refused, and a document holds together."""
    source = random.Random(7)
    whole = three_pages(compress=True)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(source.choice((1, 8, 60))):
            data[source.randrange(len(data))] = source.randrange(256)
        if source.random() < 0.3:
            del data[source.randrange(len(data)) :]
        try:
            document_of(bytes(data))
        except DocumentError as error:
            assert str(error).startswith("made.pdf: ")
            assert "\n" not in str(error)


def made(**info: str) -> Details:
    press = Press()
    press.canvas.setTitle(info.get("title", ""))
    press.canvas.setAuthor(info.get("author", ""))
    press.canvas.setSubject(info.get("subject", ""))
    press.set(RECORDS)
    return read(press.bytes(), PATH).details


def test_what_the_file_says_of_itself() -> None:
    """Title, authors and DOI are taken from the file where it has them."""
    found = made(
        title="Working across the boundary",
        author="Louise Brown, Christine Tucker and Teresa Domokos",
        subject="Health Soc Care 2003; doi:10.1046/j.1365-2524.2003.00409.x",
    )
    assert found.title == "Working across the boundary"
    assert found.authors == ("Louise Brown", "Christine Tucker", "Teresa Domokos")
    assert found.doi == "10.1046/j.1365-2524.2003.00409.x"


@pytest.mark.parametrize(
    "title", ["Microsoft Word - final_v3.doc", "untitled", "report.indd", "", "Slide 1", "(anonymous)"]
)
def test_titles_that_say_nothing(title: str) -> None:
    """Names that programs give are no titles."""
    found = made(title=title, author="Windows User")
    assert found.title in (None, "(anonymous)") if title == "(anonymous)" else found.title is None
    assert found.authors == ()


def test_a_number_for_a_page() -> None:
    """A page tree of things that are no pages is refused or read without them."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(three_pages())))
    writer.root_object["/Pages"].get_object()["/Kids"].append(NumberObject(7))
    try:
        assert TIME in plain(read(written(writer), PATH).document.text)
    except DocumentError as error:
        assert not isinstance(error, UnsupportedFormat)
