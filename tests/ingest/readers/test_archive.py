"""Files that would do harm or are not whole end as one line for the librarian, whatever they are called."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DocumentError, EmptyDocument, UnreadableFile
from ingest.readers import FORMATS, read_document
from ingest.readers.archive import Archive
from tests.ingest.readers.making import epub, odt, saved, word, zipped
from tests.ingest.readers.same_content import FORMATS as SAME
from tests.soak.invariants import document_breaches

ENDINGS = [ending for known in FORMATS if known.module != "pdf" for ending in known.endings]
ZIPPED = [".docx", ".odt", ".epub"]
GOOD = {name: make() for name, make in SAME.items()}


def refused(name: str, data: bytes) -> str:
    """The one line that the refusal of a file is."""
    with pytest.raises(DocumentError) as caught:
        read_document(Path(name), data)
    words = str(caught.value)
    assert words.startswith(f"{name}: ")
    assert "\n" not in words
    return words


def relisted(data: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    assert old in data
    return data.replace(old, new)


@pytest.mark.parametrize("ending", ZIPPED)
def test_a_part_outside_the_file_is_refused(ending: str) -> None:
    """Nothing is written anywhere, and still a file that names ../x is not read."""
    for name in ("../../x.xml", "/etc/passwd", "C:\\x.xml", "a\\..\\..\\x"):
        parts = {"mimetype": "application/epub+zip", name: "x"}
        assert "outside itself" in refused(f"a{ending}", zipped(parts))


@pytest.mark.parametrize("ending", ZIPPED)
def test_a_bomb_is_refused_before_it_is_unpacked(ending: str) -> None:
    """A hundred megabytes of nothing in a hundred kilobytes."""
    bomb = zipped({"mimetype": "application/epub+zip", "word/document.xml": b"\0" * (100 << 20)})
    assert len(bomb) < 1 << 20
    started = time.monotonic()
    assert "out of all proportion" in refused(f"a{ending}", bomb)
    assert time.monotonic() - started < 2


def test_a_bomb_that_lies_of_its_size_is_stopped() -> None:
    """The list of contents says ten bytes; what comes out is counted, or found not to fit the list."""
    bomb = bytearray(zipped({"big.xml": b"\0" * (80 << 20)}))
    at = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<I", bomb, at + 24, 10)
    archive = Archive(bytes(bomb), Path("a.docx"))
    with pytest.raises(UnreadableFile):
        archive.read("big.xml")


def test_too_many_parts_are_refused() -> None:
    """Each entry costs time; no document has tens of thousands."""
    data = zipped({f"{n}": "" for n in range(20_001)})
    assert "20001 parts" in refused("a.epub", data)


@pytest.mark.parametrize("ending", ZIPPED)
def test_an_encrypted_entry_says_so(ending: str) -> None:
    """The flag of encryption in the list of contents."""
    data = bytearray(zipped({"word/document.xml": "x"}))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.index(mark) + offset
        data[at] |= 1
    assert "password" in refused(f"a{ending}", bytes(data))


@pytest.mark.parametrize("name", ["report.docx", "report.odt", "report.epub"])
def test_a_truncated_file_is_refused(name: str) -> None:
    """Wherever it was cut: half a document is never taken for a whole one."""
    whole = GOOD[name]
    for size in (10, 30, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        refused(name, whole[:size])


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_entities_are_refused(declaration: str, coding: str) -> None:
    """In Word and OpenDocument files, in either coding, before a parser of others sees them."""
    inner = f'<?xml version="1.0" encoding="{coding}"?>{declaration}<x>&a;</x>'.encode(coding)
    assert "declares entities" in refused("a.docx", saved(docx.Document(), {"word/document.xml": inner}))
    assert "declares entities" in refused("a.docx", saved(docx.Document(), {"word/styles.xml": inner}))
    assert "declares entities" in refused("a.odt", odt("", parts={"content.xml": inner}))


def test_entities_of_a_chapter_stay_unread() -> None:
    """A chapter may declare a document type; what it declares is not expanded, and the words stay."""
    chapter = '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><body><p>Words &e; here.</p></body></html>'
    text = read_document(Path("a.epub"), epub({"c.xhtml": ""}, parts={"OPS/c.xhtml": chapter})).document.text
    assert "Words" in text
    assert "root:" not in text


def test_a_zip_within_is_not_opened() -> None:
    """Archives in archives are let be."""
    inner = zipped({"x": b"\0" * (8 << 20)})
    data = saved(docx.Document(io.BytesIO(word("Some words of the text."))), {"word/embeddings/a.zip": inner})
    assert "Some words" in read_document(Path("a.docx"), data).document.text


def test_two_entries_of_one_name_are_read_once() -> None:
    """Whichever is taken, the file is read or refused, and no more."""
    data = zipped({"mimetype": "application/epub+zip", "mimetypf": "application/epub+zip"})
    data = data.replace(b"mimetypf", b"mimetype")
    assert Archive(data, Path("a.epub")).names == ("mimetype",)
    refused("a.epub", data)


@pytest.mark.parametrize("depth", [200, 1_000, 100_000])
def test_deep_nesting_is_read_or_refused(depth: int) -> None:
    """No file can make a reader run out of stack; what is too deep is said to be so, not cut off."""
    pages = {
        "a.html": b"<p>before</p>" + b"<div>" * depth + b"deep" + b"</div>" * depth + b"<p>after</p>",
        "b.html": b"<p>before</p>" + b"<ul><li>" * depth + b"deep",
        "c.html": b"<p>before</p>" + b"<table><tr><td>" * depth + b"deep",
        "d.html": b"<p>before</p>" + b"<b><blockquote>" * depth + b"deep",
        "a.md": b"before\n\n" + b"> " * depth + b"deep\n\n" + b"- " * min(depth, 2000) + b"deep\n",
        "a.epub": epub({"c.xhtml": "<p>before</p>" + "<div>" * depth + "deep" + "</div>" * depth}),
        "a.odt": odt("<text:p>before</text:p>" + "<text:section>" * depth + "<text:p>deep</text:p>" + "</text:section>" * depth),
        "b.odt": odt("<text:p>before " + "<text:span>" * depth + "deep" + "</text:span>" * depth + "</text:p>"),
        "a.docx": saved(
            docx.Document(),
            {
                "word/document.xml": (
                    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
                    "<w:t>before</w:t></w:r></w:p>" + "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
                    + "</w:body></w:document>"
                )
            },
        ),
    }  # fmt: skip
    for name, data in pages.items():
        try:
            text = read_document(Path(name), data).document.text
        except DocumentError as error:
            assert "empty" not in str(error), name
        else:
            assert "before" in text, name
            assert "deep" in text or name == "a.docx", name


@pytest.mark.parametrize("depth", [120, 240])
def test_nesting_that_a_parser_allows_is_walked(depth: int) -> None:
    """As deep as the parsers go, the readers go."""
    spans = "<text:span>" * depth + "deep" + "</text:span>" * depth
    assert "deep" in read_document(Path("a.odt"), odt(f"<text:p>{spans} words</text:p>")).document.text
    page = "<p>before</p>" + "<div>" * depth + "deep" + "</div>" * depth
    assert "deep" in read_document(Path("a.html"), page.encode()).document.text


HOSTILE = st.one_of(
    st.binary(max_size=200),
    st.lists(
        st.sampled_from(
            """<p> </p> <li> <ul> </ul> <table> <tr> <td> </td> </tr> </table> <th colspan=9> <td rowspan=3> <br> <h1> </h1>
            <blockquote> </blockquote> <sup> </sup> <caption> &nbsp; &#0; &#x1f; &amp; words 12 <main> </main> <nav> </nav>
            <span\x20role="doc-pagebreak"\x20title="9"/> <aside\x20role="doc-footnote"> <pre> </pre> <q> - 1. # > ``` | --- ---
            [^1]: \x00 \x0c \ufeff é 日本 <!-- --> <![CDATA[ ]]> <?x ?> <script> </script> <math> <svg> </svg>""".split()
        ),
        max_size=60,
    ).map(lambda parts: " ".join(parts).encode()),
)


@given(HOSTILE, st.sampled_from(ENDINGS))
def test_any_bytes_under_any_ending(data: bytes, ending: str) -> None:
    """Read, with all that must hold of a document, or refused in words of ours."""
    try:
        document = read_document(Path(f"any{ending}"), data).document
    except DocumentError as error:
        assert str(error).startswith(f"any{ending}: ")
    else:
        assert document_breaches(document) == []


@given(HOSTILE)
def test_any_words_in_a_book(data: bytes) -> None:
    """A chapter of anything."""
    chapter = data.decode("utf-8", "replace")
    try:
        document = read_document(Path("a.epub"), epub({"c.xhtml": chapter})).document
    except DocumentError as error:
        assert str(error).startswith("a.epub: ")
    else:
        assert document_breaches(document) == []


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_spoiled_files(name: str, data: st.DataObject) -> None:
    """Bytes changed, cut out and put in: a document that holds, or one line that says why not."""
    spoiled = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(spoiled) - 1))
        change = data.draw(st.sampled_from(("set", "cut", "put")))
        if change == "set":
            spoiled[at] = data.draw(st.integers(0, 255))
        elif change == "cut":
            del spoiled[at : at + data.draw(st.integers(1, 40))]
        else:
            spoiled[at:at] = data.draw(st.binary(min_size=1, max_size=20))
        if not spoiled:
            return
    try:
        document = read_document(Path(name), bytes(spoiled)).document
    except DocumentError as error:
        assert str(error).startswith(f"{name}: ")
        assert "\n" not in str(error)
    else:
        assert document_breaches(document) == []


@given(st.sampled_from([n for n in sorted(GOOD) if n.split(".")[1] in ("docx", "odt", "epub")]), st.data())
def test_spoiled_parts(name: str, data: st.DataObject) -> None:
    """The same inside a zip file that is itself whole."""
    with zipfile.ZipFile(io.BytesIO(GOOD[name])) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    victim = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[victim])
    at = data.draw(st.integers(0, max(0, len(content) - 1)))
    content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=20))
    try:
        document = read_document(Path(name), zipped({**parts, victim: bytes(content)})).document
    except DocumentError as error:
        assert str(error).startswith(f"{name}: ")
    else:
        assert document_breaches(document) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<html><body><script>words</script></body></html>"),
        ("a.html", b"<p>&nbsp;</p><hr>"),
        ("a.md", b"---\ntitle: Words\n---\n\n"),
        ("a.md", b"\n---\n***\n"),
        ("a.docx", saved(docx.Document())),
        ("a.odt", odt("<text:p/>")),
        ("a.epub", epub({"c.xhtml": "<p> </p>"})),
        ("a.txt", b"...\n"),
    ],
)
def test_a_document_without_words_is_empty(name: str, data: bytes) -> None:
    """Said so, and never an empty document in the library."""
    with pytest.raises(EmptyDocument):
        read_document(Path(name), data)
