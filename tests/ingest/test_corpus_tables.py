"""Tables 1 to 5 of the report: every row, with study, columns, direction and page."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.types import Direction
from tests.ingest.corpus_expected.reading import (
    GLASBY,
    document,
    expected,
    passages,
    place,
    rows,
    sentence_at,
    sentences,
    short,
)

ROWS = expected("tables")
LABELS = [f"Table {number}" for number in range(1, 6)]
TITLES = [
    "Brief summary of included studies",
    "The type of literature included",
    "Factors that help or hinder integrated working",
    "Factors that help or hinder partnership working",
    "Outcomes of closer joint working between social care and general practice",
]
ITEMS = [(cell, item) for cell in expected("cell_items") for item in cell["items"]]
# Every other cell of Tables 3 and 4 says one thing.
ONE_THING = [
    cell
    for row in ROWS
    if row["table"] in ("Table 3", "Table 4") and row["page"] != "15"
    for cell in row["cells"]
]


def _row_id(row: dict[str, Any]) -> str:
    return f"{row['table']}, {row['keys']}, {short(row['cells'][0]['text'])}"


def _with_first_column(row: dict[str, Any]) -> set[str]:
    """Tables 1 and 5 name the study in a column of their own, which may or may not be a cell."""
    return {row["study"]} if row["table"] in ("Table 1", "Table 5") else set()


@pytest.mark.parametrize(("label", "title"), list(zip(LABELS, TITLES, strict=True)))
def test_a_table_is_one_table_however_many_pages_it_runs_over(label: str, title: str) -> None:
    found = [c for c in document(GLASBY).containers if c.kind == "table" and c.label == label]
    assert [container.title for container in found] == [title]


def test_there_are_five_numbered_tables() -> None:
    assert [c.label for c in document(GLASBY).containers if c.kind == "table" and c.label] == LABELS


@pytest.mark.parametrize("label", LABELS)
def test_a_table_has_its_rows_and_no_other(label: str) -> None:
    wanted = [row for row in ROWS if row["table"] == label]
    found = rows(GLASBY, label)
    text = document(GLASBY).text
    first = [
        next(c.span.of(text) for c in b.cells if c.span.of(text) != row["study"])
        for b, row in zip(found, wanted, strict=True)
    ]
    assert first == [row["cells"][0]["text"] for row in wanted]


@pytest.mark.parametrize("number", range(len(ROWS)), ids=lambda n: _row_id(ROWS[n]))
def test_a_row_is_read_right(number: int) -> None:
    """Study, each cell's words, its column, what the column says of it, and the page."""
    row = ROWS[number]
    before = sum(earlier["table"] == row["table"] for earlier in ROWS[:number])
    block = rows(GLASBY, row["table"])[before]
    read = document(GLASBY)
    found = [
        (cell.column, str(cell.direction), cell.span.of(read.text))
        for cell in block.cells
        if cell.span.of(read.text) not in _with_first_column(row)
    ]
    assert found == [(cell["column"], cell["direction"], cell["text"]) for cell in row["cells"]]
    assert block.row_header is not None
    assert block.row_header.of(read.text) == row["study"]
    assert {read.page_at(cell.span.start) for cell in block.cells} == {row["page"]}


@pytest.mark.parametrize("number", range(len(ROWS)), ids=lambda n: _row_id(ROWS[n]))
def test_what_a_row_says_is_known_to_come_from_its_study(number: int) -> None:
    row = ROWS[number]
    before = sum(earlier["table"] == row["table"] for earlier in ROWS[:number])
    block = rows(GLASBY, row["table"])[before]
    within = [s for s in sentences(GLASBY) if any(c.span.covers(p) for c in block.cells for p in s.spans)]
    assert within
    assert {sentence.study for sentence in within} == {row["keys"]}
    for cell in row["cells"]:
        wanted = Direction(cell["direction"])
        if wanted is Direction.NONE:
            continue  # no column speaks; the words may
        spans = [c.span for c in block.cells if c.span.of(document(GLASBY).text) == cell["text"]]
        said = [s for s in within if any(span.covers(p) for span in spans for p in s.spans)]
        assert said
        assert all(s.direction is wanted and s.by_structure for s in said)


@pytest.mark.parametrize("number", range(len(ROWS)), ids=lambda n: _row_id(ROWS[n]))
def test_every_word_of_a_row_is_in_one_passage(number: int) -> None:
    row = ROWS[number]
    before = sum(earlier["table"] == row["table"] for earlier in ROWS[:number])
    block = rows(GLASBY, row["table"])[before]
    for cell in block.cells:
        held = [p for p in passages(GLASBY) if any(span.overlap(cell.span) for span in p.spans)]
        assert len(held) == 1
        assert any(span.covers(cell.span) for span in held[0].spans)


@pytest.mark.parametrize(
    ("cell", "item"), ITEMS, ids=lambda value: short(value) if isinstance(value, str) else ""
)
def test_the_items_that_a_cell_of_table_3_runs_together_are_told_apart(
    cell: dict[str, Any], item: str
) -> None:
    found = sentence_at(GLASBY, item)
    assert [span.of(document(GLASBY).text) for span in found.spans] == [item]
    assert found.study == cell["study"]
    assert found.direction is Direction(cell["direction"])
    assert document(GLASBY).page_at(place(GLASBY, item).start) == cell["page"]


@pytest.mark.parametrize("cell", ONE_THING, ids=lambda c: short(c["text"]))
def test_a_cell_that_says_one_thing_is_one_item(cell: dict[str, str]) -> None:
    found = sentence_at(GLASBY, f"{cell['text']}\t" if cell["direction"] == "helps" else f"{cell['text']}\n")
    assert [span.of(document(GLASBY).text) for span in found.spans] == [cell["text"]]
    assert found.direction is Direction(cell["direction"])
