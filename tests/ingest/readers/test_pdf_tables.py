"""Tables: rows and cells as they are seen, under the headings of their columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.structure.marks import plain
from ingest.types import Block, BlockKind, Direction, Document
from tests.ingest.readers.pdf_making import BODY, CELL, HEADING, Press, Type
from tests.ingest.readers.test_pdf_pages import (
    MONEY,
    RECORDS,
    TIME,
    TRUST,
    document_of,
    of_kind,
    two_columns,
)

CAPTION = Type(10, "Times-Bold", justify=False, cut=False)
HEADS = ["Study", "What helped", "What hindered"]
ROWS = [
    ["Brown 2003", "time to meet", "two sets of records"],
    ["Taylor 2001", "a named worker", "eligibility criteria"],
    ["Davey 2005", "one building", "separate budgets"],
    ["Dodd 2011", "a shared manager", "posts left empty"],
]
LONG = [
    ["Brown 2003", "time set aside every week in which doctors and social workers met", "two sets of records that no one could read together"],
    ["Taylor 2001", "a named worker who was known to all the practices in the town", "eligibility criteria that differed from one office to the next"],
    ["Davey 2005", "one building, one kettle and one telephone list for both services", "separate budgets, each of them guarded by its own managers"],
]  # fmt: skip


def rows(document: Document) -> list[list[str]]:
    """Each row's cells, its row header first."""
    found = []
    for block in document.blocks:
        if block.kind is BlockKind.TABLE_ROW:
            head = [plain(block.row_header.of(document.text))] if block.row_header else []
            found.append(head + [plain(cell.span.of(document.text)) for cell in block.cells])
    return found


def columns(document: Document) -> set[tuple[str, Direction]]:
    return {(cell.column, cell.direction) for block in document.blocks for cell in block.cells}


def page_with(rules: str, body: list[list[str]], caption: str | None = "Table 1: What was found") -> Press:
    press = Press()
    press.set("Findings", HEADING)
    press.set(TIME)
    if caption:
        press.set(caption, CAPTION)
    press.table([HEADS, *body], [110, 160, 160], rules=rules)
    press.set(TRUST)
    press.set(MONEY)
    return press


@pytest.mark.parametrize("rules", ["grid", "rows", "book", "none"])
@pytest.mark.parametrize("body", [ROWS, LONG], ids=["short", "long"])
def test_tables_of_every_make(rules: str, body: list[list[str]]) -> None:
    """Boxed, ruled between rows, with three lines or with none: the same rows and columns."""
    document = document_of(page_with(rules, body).bytes())
    assert rows(document) == body
    assert columns(document) == {("What helped", Direction.HELPS), ("What hindered", Direction.HINDERS)}
    assert [(c.label, c.title) for c in document.containers] == [("Table 1", "What was found")]
    assert of_kind(document, BlockKind.PARAGRAPH) == [TIME, TRUST, MONEY]


@pytest.mark.parametrize("rules", ["grid", "book"])
def test_ruled_tables_without_a_caption(rules: str) -> None:
    """Ruling lines alone tell a table."""
    document = document_of(page_with(rules, LONG, None).bytes())
    assert rows(document) == LONG
    assert of_kind(document, BlockKind.PARAGRAPH) == [TIME, TRUST, MONEY]


def test_short_cells_tell_a_table_without_lines_or_caption() -> None:
    """Cells that stand under each other row after row are a table."""
    document = document_of(page_with("none", ROWS, None).bytes())
    assert rows(document) == ROWS


@pytest.mark.parametrize("rules", ["rows", "grid"])
def test_group_rows(rules: str) -> None:
    """A row that runs over all columns names the study of the rows under it."""
    press = Press()
    press.set("Table 3: Factors that help or hinder", CAPTION)
    groups = [
        ["Brown *et al.* 2003"],
        LONG[0][1:],
        ["Davey *et al.* 2005 and Kharicha *et al.* 2005, see below"],
        LONG[2][1:],
    ]
    press.table([["Factors that help", "Factors that hinder"], *groups], [220, 220], rules=rules)
    press.set(TIME)
    document = document_of(press.bytes())
    assert rows(document) == [
        ["Brown et al. 2003", *LONG[0][1:]],
        ["Davey et al. 2005 and Kharicha et al. 2005, see below", *LONG[2][1:]],
    ]
    assert columns(document) >= {
        ("Factors that help", Direction.HELPS),
        ("Factors that hinder", Direction.HINDERS),
    }


def test_a_table_goes_on_over_the_page() -> None:
    """Under its caption again, "(continued)", it is one table with the same columns."""
    press = Press(furniture=lambda press, n: press.at(297, 40, str(n + 1), Type(9, align="centre")))
    press.set(TIME)
    press.set("Table 2: What was found", CAPTION)
    press.table([HEADS, *LONG[:2]], [110, 160, 160])
    press.turn()
    press.set("Table 2 (continued): What was found", CAPTION)
    press.table([HEADS, *LONG[2:], *ROWS], [110, 160, 160])
    press.set(MONEY)
    document = document_of(press.bytes())
    assert rows(document) == [*LONG, *ROWS]
    assert [c.label for c in document.containers] == ["Table 2"]
    pages = [document.page_at(b.start) for b in document.blocks if b.kind is BlockKind.TABLE_ROW]
    assert pages == ["1", "1", "2", "2", "2", "2", "2"]


def test_an_empty_cell_keeps_its_place() -> None:
    """A cell with nothing in it does not move those after it to the left."""
    body = [ROWS[0], ["Taylor 2001", "", "eligibility criteria"], ["Davey 2005", "one building", ""], ROWS[3]]
    document = document_of(page_with("rows", body).bytes())
    by_column = [
        (cell.column, plain(cell.span.of(document.text))) for block in document.blocks for cell in block.cells
    ]
    assert ("What hindered", "eligibility criteria") in by_column
    assert ("What helped", "one building") in by_column
    assert len([pair for pair in by_column if pair[0] == "What helped"]) == 3


def test_a_word_cut_inside_a_cell() -> None:
    """A cell is one line of the text; a word cut in it is whole for searching."""
    press = page_with(
        "grid",
        [
            [*row[:1], *(cell + " and accommodation in neighbouring localities" for cell in row[1:])]
            for row in LONG
        ],
    )
    narrow = Press()
    narrow.set("Table 1: What was found", CAPTION)
    body = [[row[0], row[1] + " in neighbouring localities"] for row in LONG]
    narrow.table([HEADS[:2], *body], [110, 90], rules="grid")
    document = document_of(narrow.bytes())
    assert "-\u2028" in document.text
    assert rows(document) == body
    assert len(rows(document_of(press.bytes()))) == 3


def test_columns_of_prose_are_no_table() -> None:
    """Two columns of prose, level line by line, stay prose."""
    press = Press()
    press.canvas.line(72, 790, 523, 790)
    two_columns(press, [TIME, TRUST, MONEY], [RECORDS, TIME, TRUST], press.y)
    press.canvas.line(72, 60, 523, 60)
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.PARAGRAPH) == [TIME, TRUST, MONEY, RECORDS, TIME, TRUST]
    assert not document.containers


def test_justified_lines_are_no_table() -> None:
    """Wide gaps in badly justified lines make no columns."""
    press = Press()
    press.column(72, 190)
    for text in (TIME, TRUST, MONEY, RECORDS):
        press.set(text, replace(BODY, cut=False, size=11))
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.PARAGRAPH) == [TIME, TRUST, MONEY, RECORDS]
    assert not document.containers


def test_a_framed_box_is_no_table() -> None:
    """A frame around prose leaves it prose."""
    press = Press()
    press.set(TIME)

    def inside() -> None:
        press.set("Box 1: What one practice did", CAPTION)
        press.set(TRUST)

    press.box(inside)
    press.set(MONEY)
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.PARAGRAPH) == [TIME, TRUST, MONEY]
    assert [(c.kind, c.label) for c in document.containers] == [("box", "Box 1")]


def test_a_contents_list_is_no_table() -> None:
    """Titles and page numbers, with or without leaders, are a contents list."""
    press = Press()
    press.set("Contents", HEADING)
    for number, title in enumerate(("Summary", "Findings", "What helped", "What hindered", "References")):
        press.set(title, Type(10, justify=False, after=0.2))
        press.at(523, press.y + 2, str(number * 3 + 1), Type(10, align="right"))
    press.turn()
    press.set("Summary", HEADING)
    press.set(TIME)
    document = document_of(press.bytes())
    assert not document.containers
    assert len(of_kind(document, BlockKind.CONTENTS)) == 6


def test_a_table_inside_one_of_two_columns() -> None:
    """A table in the left column is read there, between the paragraphs around it."""
    press = Press()
    top = press.y
    press.column(72, 288)
    press.set(TIME)
    press.set("Table 1: What was found", CAPTION)
    press.table([["Study", "What helped"], *(row[:2] for row in ROWS)], [90, 120], rules="book")
    press.set(TRUST)
    press.set(TRUST + " " + TIME)
    press.column(307, 523, top)
    for text in (MONEY, RECORDS, TIME, TRUST):
        press.set(text)
    document = document_of(press.bytes())
    assert rows(document) == [row[:2] for row in ROWS]
    order = [block.kind for block in document.blocks]
    assert order.index(BlockKind.TABLE_ROW) > 0
    assert of_kind(document, BlockKind.PARAGRAPH) == [
        TIME, TRUST, TRUST + " " + TIME, MONEY, RECORDS, TIME, TRUST,
    ]  # fmt: skip


def _cells(block: Block) -> int:
    return len(block.cells)


def test_figures_in_right_aligned_columns() -> None:
    """Numbers set to the right of their columns stand under their headings."""
    press = Press()
    press.set(TIME)
    press.set("Table 4: Visits by year", CAPTION)
    press.column(72, 400)
    for number, row in enumerate(
        (("Practice", "2001", "2002"), ("Elm Road", "14", "1,203"), ("Park Street", "1,045", "9"))
    ):
        style = replace(CELL, font="Times-Bold" if number == 0 else "Times-Roman")
        y = press.y - 14 * (number + 1)
        press.at(72, y, row[0], style)
        press.at(220, y, row[1], replace(style, align="right"))
        press.at(300, y, row[2], replace(style, align="right"))
    press.column(72, 523, press.y - 70)
    press.set(TRUST)
    document = document_of(press.bytes())
    assert rows(document) == [["Elm Road", "14", "1,203"], ["Park Street", "1,045", "9"]]
    assert {column for column, _ in columns(document)} == {"2001", "2002"}
    assert all(_cells(block) == 2 for block in document.blocks if block.kind is BlockKind.TABLE_ROW)
