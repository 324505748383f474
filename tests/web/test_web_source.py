"""A source in the pane: all of its text, in its structure, with the passage marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import read_document
from ingest.types import Block, BlockKind, Document, Page, Record, Span
from tests.web.fakes import HOSTILE, LONG_WORD, RECORDS, note, review
from tests.web.markup import Element, parse
from web.head import head_html
from web.source_html import documents_html, message_html, source_html
from web.source_text import text_html
from web.text import Marks

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.txt"))
PLAIN = Marks()


def squeezed(text: str) -> str:
    return "".join(text.split())


def words_of(root: Element) -> str:
    """All text but the page marks, which are ours."""
    for mark in root.all("p", "page-break"):
        mark.pieces.clear()
    return squeezed(root.text)


@pytest.mark.parametrize("path", CORPUS, ids=[path.stem[:20] for path in CORPUS])
def test_nothing_of_a_real_source_is_left_out_or_doubled(path: Path) -> None:
    document = read_document(path, path.read_bytes()).document
    assert words_of(parse(text_html(document, PLAIN))) == squeezed(document.text)


def test_nothing_of_the_review_is_left_out_or_doubled() -> None:
    assert words_of(parse(text_html(review(), PLAIN))) == squeezed(review().text)


@pytest.mark.parametrize(
    "blocks",
    [
        (),
        (Block(BlockKind.PARAGRAPH, (Span(4, 7),)),),
        (Block(BlockKind.PARAGRAPH, (Span(0, 9),)), Block(BlockKind.HEADING, (Span(5, 12),))),
        (Block(BlockKind.LIST_ITEM, (Span(2, 4), Span(6, 9))), Block(BlockKind.TABLE_ROW, (Span(10, 16),))),
        (Block(BlockKind.PARAGRAPH, (Span(0, 4), Span(12, 16))), Block(BlockKind.FURNITURE, (Span(6, 9),))),
    ],
)
def test_text_that_no_block_holds_is_shown_too(blocks: tuple[Block, ...]) -> None:
    text = "ab cd\nef gh\tij kl\n mn\n\nend"
    pages = (Page("1", Span(0, 8)), Page("2", Span(8, 8)), Page(None, Span(8, len(text))))
    assert words_of(parse(text_html(Document(text, pages, blocks=blocks), PLAIN))) == squeezed(text)


def test_structure_is_kept() -> None:
    root = parse(text_html(review(), PLAIN))
    assert [heading.text for heading in (*root.all("h3"), *root.all("h4"))] == [
        "CONTENTS",
        "1 Introduction",
        "2 What helps",
        "What gets in the way",
        "References",
    ]
    assert [item.text for item in root.all("li")] == [
        "- regular meetings between the practice and the team",
        "- a named social worker for each practice",
        "- time to learn what the other does",
    ]
    assert "Two practices lent" in root.all("div", "box")[0].text
    assert root.all("blockquote")[0].text.startswith("We had been writing")
    assert "Brown L, Tucker" in root.all("p", "reference")[0].text


def test_a_table_is_a_table_with_its_headings() -> None:
    (table,) = parse(text_html(review(), PLAIN)).all("table")
    headings = [cell.text for cell in table.all("th") if cell.attributes["scope"] == "col"]
    assert headings == ["Study", "Factors that help", "Factors that hinder"]
    rows = table.all("tr")[1:]
    assert [row.all("th")[0].text for row in rows] == ["Brown <i>et al.</i> 2003", "Davey 2005"]
    assert [cell.text for cell in rows[1].all("td")] == ["Workers who are *visible* in the practice", ""]
    assert rows[0].all("td")[1].attributes["data-column"] == "Factors that hinder"


def test_a_row_whose_first_cell_is_empty_keeps_its_columns() -> None:
    text = "Help\tHinder\nBanyard 2002\t\n\tToo little time\n"
    spans = [Span(0, 11), Span(12, 24), Span(27, 42)]
    kinds = [BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW, BlockKind.TABLE_ROW]
    blocks = tuple(Block(kind, (span,)) for kind, span in zip(kinds, spans, strict=True))
    root = parse(text_html(Document(text, (Page(None, Span(0, len(text))),), blocks=blocks), PLAIN))
    header, group, row = root.all("tr")
    assert len(header.all("th")) == 2
    assert group.all("th")[0].attributes["colspan"] == "2"
    assert [cell.text.strip() for cell in row.all("td")] == ["", "Too little time"]


def test_pages_begin_with_their_printed_labels() -> None:
    root = parse(text_html(review(), PLAIN))
    assert [mark.text for mark in root.all("p", "page-break")] == ["Page 1", "Page 2", "Page 3"]
    assert parse(text_html(note(), PLAIN)).all("p", "page-break") == []


def test_the_passage_is_marked_and_its_page_is_named() -> None:
    document = review()
    start = document.text.index("Separate budgets")
    cited = Span(start, start + 42)
    also = Span(document.text.index("Sharing a building"), document.text.index("Sharing a building") + 30)
    root = parse(source_html(RECORDS["review-2013"], document, Marks(cited, (also,))))
    assert [mark.text for mark in root.all("mark", "cited")] == [cited.of(document.text)]
    assert [mark.text for mark in root.all("mark", "also")] == [also.of(document.text)]
    assert root.all("p", "where")[0].text == "Highlighted below: pages 3 and 2."
    assert root.all("h2")[0].text == "A review of working together"


def test_a_cell_is_marked_in_its_table() -> None:
    document = review()
    start = document.text.index("Staff upstairs")
    root = parse(text_html(document, Marks(Span(start, start + 35))))
    (mark,) = root.all("table")[0].all("mark", "cited")
    assert mark.text == "Staff upstairs in the same building"


@pytest.mark.parametrize("span", [Span(10**9, 10**9 + 5), Span(0, 10**9)])
def test_an_address_from_elsewhere_does_no_harm(span: Span) -> None:
    root = parse(source_html(RECORDS["review-2013"], review(), Marks(span)))
    gone = [said.text for said in root.all("p", "gone")]
    assert gone == ([] if span.start == 0 else ["The passage is no longer at this place in the source."])


def test_hostile_text_is_text() -> None:
    bad = '"><script>alert(1)</script>'
    record = Record(bad, bad, authors=(bad,), publisher=bad)
    markup = source_html(record, note(), PLAIN)
    root = parse(markup)
    assert not {"script", "img"} & root.tags()
    for placeholder in root.all("span", "unseen"):
        placeholder.pieces[:] = [chr(int(placeholder.attributes["title"][2:], 16))]
    assert squeezed(HOSTILE) in squeezed(root.text)
    assert LONG_WORD in root.text
    for page in (documents_html([record]), message_html(bad), head_html([record])):
        assert "script" not in parse(page).tags()


def test_before_a_source_is_opened_the_pane_says_what_there_is() -> None:
    root = parse(documents_html(list(RECORDS.values())))
    assert [link.text for link in root.all("a", "open")] == ["A review of working together", "A hostile note"]
    assert root.all("p", "byline")[0].text == "Glasby, Miller and Posaner · 2013 · School of Examples"
    assert "empty" in parse(documents_html([])).text
    assert parse(head_html(list(RECORDS.values()))).all("p")[0].text == "Searches 2 documents, 1998 to 2013"
