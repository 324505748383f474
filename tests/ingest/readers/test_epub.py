"""EPUB books: chapters in order, printed pages where the book marks them, and nothing of a locked book."""

from __future__ import annotations

import pytest

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.types import Details
from tests.ingest.readers.making import epub, kind_of, outline, reading, sections

PROSE = "Doctors and social workers in both towns met every week to speak about the people they knew."
BREAK = '<span epub:type="pagebreak" role="doc-pagebreak" id="p{0}" title="{0}"/>'


def pages(book: bytes, *quotes: str) -> list[str | None]:
    found = reading("a.epub", book).document
    return [found.page_at(found.text.index(quote)) for quote in quotes]


def test_printed_pages() -> None:
    """In Roman and Arabic numbers; within a paragraph; before the first mark the page is unknown."""
    book = epub(
        {
            "a.xhtml": f"<h1>Preface</h1><p>Unmarked words stand here.</p>{BREAK.format('ix')}<p>Words of the preface.</p>",
            "b.xhtml": f"<h1>{BREAK.format('1')}Trust</h1><p>{PROSE} It began {BREAK.format('2')}slowly and ended well.</p>",
        }
    )
    assert pages(book, "Unmarked", "Words of the preface", "Trust", "It began", "slowly and") == [
        None,
        "ix",
        "1",
        "1",
        "2",
    ]


def test_a_sentence_over_a_turn_of_the_page_is_one() -> None:
    """It has two spans, each on its page; a word that a turn cuts stays whole, on the page where it begins."""
    found = reading(
        "a.epub",
        epub({"a.xhtml": f"<p>{PROSE} The hos{BREAK.format('2')}pital Trust agreed.</p><p>Next.</p>"}),
    ).document
    block = found.blocks[0]
    assert [span.of(found.text) for span in block.spans] == [f"{PROSE} The hospital", "Trust agreed."]
    assert found.page_at(block.spans[1].start) == "2"
    assert outline(found)[1] == ("paragraph", "Next.")


def test_labels_of_several_makes() -> None:
    """As aria-label, as words of the mark, or in its id alone."""
    book = epub(
        {
            "a.xhtml": f"<p>Zero {PROSE}</p><div role='doc-pagebreak' aria-label='Page 7.'/><p>Seven</p>"
            "<span epub:type='pagebreak' id='x'>8</span><p>Eight</p><span epub:type='pagebreak' id='page_9'/><p>Nine</p>"
            "<table><tr><td>In a row</td><td>b<span epub:type='pagebreak' title='10'/></td></tr><tr><td>c</td><td>d</td></tr></table><p>Ten</p>"
        }
    )
    assert pages(book, "Zero", "Seven", "Eight", "Nine", "In a row", "Ten") == [
        None,
        "7",
        "8",
        "9",
        "9",
        "10",
    ]


def test_a_book_without_printed_pages() -> None:
    """Has none; chapters are no pages."""
    found = reading("a.epub", epub({"a.xhtml": f"<p>{PROSE}</p>", "b.xhtml": "<p>More words.</p>"})).document
    assert [page.label for page in found.pages] == [None]


def test_covers_imprints_and_contents_are_not_evidence() -> None:
    """By what the parts say of themselves, and by the list of parts."""
    book = epub(
        {
            "cover.xhtml": "<section epub:type='cover'><p>A cover with a long line of words about the book.</p></section>",
            "rights.xhtml": "<section epub:type='copyright-page'><p>No part of this may be copied by anyone at all.</p></section>",
            "nav.xhtml": "<nav epub:type='toc'><h1>Contents</h1><ol><li><a href='a.xhtml'>What helped them most</a></li></ol></nav>",
            "a.xhtml": f"<h1>What helped</h1><p>{PROSE}</p><nav epub:type='page-list'><ol><li>12</li></ol></nav>",
        }
    )
    found = reading("a.epub", book).document
    assert [words for kind, words in outline(found) if kind == "paragraph"] == [PROSE]
    assert kind_of(found, "No part of this") == "furniture"
    assert "12" not in found.text


def test_notes_and_old_entities() -> None:
    """Footnotes are notes; named characters of HTML are read though XML does not know them."""
    body = f"<p>{PROSE}<a epub:type='noteref' href='#n'><sup>1</sup></a>&nbsp;Caf&eacute; &amp; more.</p><aside epub:type='footnote' id='n'><p>1 A note.</p></aside>"
    found = reading("a.epub", epub({"a.xhtml": body})).document
    assert outline(found) == [("paragraph", f"{PROSE}1 Café & more."), ("footnote", "1 A note.")]


def test_chapters_that_are_no_xml() -> None:
    """Read as a browser would; a mark that closes itself holds nothing."""
    chapter = (
        f"<html><body><p>{PROSE}<br><span id='x'/><p>Not closed & not escaped <b>at all</p><p>Last.</body>"
    )
    found = reading("a.epub", epub({"a.xhtml": ""}, parts={"OPS/a.xhtml": chapter})).document
    assert [words for _, words in outline(found)] == [PROSE, "Not closed & not escaped at all", "Last."]


def test_order_is_that_of_the_spine() -> None:
    """Not that of names; sections go over chapters."""
    book = epub({"z.xhtml": f"<h1>One</h1><p>{PROSE}</p>", "a.xhtml": f"<h1>Two</h1><p>{PROSE}</p>"})
    assert sections(reading("a.epub", book).document) == [(1, "One"), (1, "Two")]


def test_what_the_book_says_of_itself() -> None:
    """Title, authors, year, publisher, and numbers whose check digit is right."""
    metadata = (
        "<dc:title>New conversations</dc:title><dc:creator>Jon Glasby</dc:creator><dc:creator>Miller, Robin</dc:creator>"
        "<dc:date>2013-05-01</dc:date><dc:publisher>The Press</dc:publisher><dc:identifier>urn:isbn:978-1-90989-003-8</dc:identifier>"
        "<dc:identifier>urn:isbn:978-0-306-40615-7</dc:identifier><dc:identifier>https://doi.org/10.1234/abc.5</dc:identifier>"
    )
    assert reading("a.epub", epub({"a.xhtml": f"<p>{PROSE}</p>"}, metadata)).details == Details(
        title="New conversations",
        authors=("Glasby, Jon", "Miller, Robin"),
        year=2013,
        publisher="The Press",
        doi="10.1234/abc.5",
        isbn="9780306406157",
    )


def test_a_missing_chapter_is_said() -> None:
    """The others are read; the librarian is told which one is not there."""
    whole = epub({"a.xhtml": f"<p>{PROSE}</p>", "b.xhtml": "<p>x</p>"})
    found = reading("a.epub", whole.replace(b"OPS/b.xhtml", b"OPS/c.xhtml"))
    assert any("“OPS/b.xhtml” is missing" in warning for warning in found.warnings)
    assert PROSE in found.document.text


ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
    '<e:EncryptionMethod Algorithm="{}"/></e:EncryptedData></encryption>'
)


def test_locked_books() -> None:
    """Scrambled fonts are none of our business; a scrambled text is said to be locked."""
    chapters = {"a.xhtml": f"<p>{PROSE}</p>"}
    fonts = ENCRYPTION.format("http://www.idpf.org/2008/embedding")
    assert PROSE in reading("a.epub", epub(chapters, parts={"META-INF/encryption.xml": fonts})).document.text
    for parts in (
        {"META-INF/encryption.xml": ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")},
        {"META-INF/rights.xml": "<rights/>"},
    ):
        with pytest.raises(UnreadableFile, match="DRM"):
            reading("a.epub", epub(chapters, parts=parts))


def test_a_book_of_pictures() -> None:
    """Said so."""
    with pytest.raises(EmptyDocument, match="pictures and no words"):
        reading(
            "a.epub", epub({"a.xhtml": "<p><img src='1.jpg' alt='A page'/></p>"}, parts={"OPS/1.jpg": b"x"})
        )
