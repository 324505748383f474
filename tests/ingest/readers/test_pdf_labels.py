"""Running headers, footers and the numbers printed on pages: told from the text, and believed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from ingest.readers.pdf import read
from ingest.readers.pdf.furniture import Label
from ingest.readers.pdf.labels import page_labels
from ingest.types import BlockKind, Document, Reading
from tests.ingest.readers.pdf_making import HEADING, Press, Type
from tests.ingest.readers.test_pdf_pages import MONEY, RECORDS, TIME, TRUST, document_of, of_kind

SMALL = Type(9, align="centre")
TEXTS = (TIME, TRUST, MONEY, RECORDS)


def paged(count: int, furniture: Callable[[Press, int], None]) -> bytes:
    """Pages of prose, no two of them alike."""
    press = Press(furniture=furniture)
    for number in range(count):
        if number:
            press.turn()
        for text in TEXTS[number % 4 :] + TEXTS[: number % 4]:
            press.set(f"In year {2001 + number} this was said again. {text}")
    return press.bytes()


def with_labels(data: bytes, *ranges: tuple[int, int, PageLabelStyle, int]) -> bytes:
    """The file with labels of its own: (first page, last page, style, first number)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for first, last, style, start in ranges:
        writer.set_page_label(first, last, style=style, start=start)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def reading_of(data: bytes) -> Reading:
    return read(data, Path("made.pdf"))


def labels(document: Document) -> list[str | None]:
    return [page.label for page in document.pages]


def at_foot(words: str) -> Callable[[Press, int], None]:
    return lambda press, number: press.at(297, 40, words.format(number + 1), SMALL)


def test_headers_and_footers_are_furniture() -> None:
    """The same header and a counting footer on every page are no part of the text."""

    def furniture(press: Press, number: int) -> None:
        press.at(297, 800, "Working Across the Boundary", SMALL)
        press.at(523, 40, f"Institute of Care | {number + 1}", Type(9, align="right"))

    document = document_of(paged(5, furniture))
    assert of_kind(document, BlockKind.FURNITURE) == [
        line for n in range(1, 6) for line in ("Working Across the Boundary", f"Institute of Care | {n}")
    ]
    assert labels(document) == ["1", "2", "3", "4", "5"]


def test_left_and_right_pages_differ() -> None:
    """Headers that change sides, the title here and the section there, are furniture."""
    sections = (
        "Findings",
        "Findings",
        "Findings",
        "Findings",
        "Discussion",
        "Discussion",
        "Discussion",
        "Costs",
    )

    def furniture(press: Press, number: int) -> None:
        if number % 2:
            press.at(72, 800, f"{number + 10}   Working across the boundary", Type(9))
        else:
            press.at(523, 800, f"{sections[number]}   {number + 10}", Type(9, align="right"))

    document = document_of(paged(8, furniture))
    assert len(of_kind(document, BlockKind.FURNITURE)) == 8
    assert labels(document) == [str(n) for n in range(10, 18)]


def test_a_heading_at_the_top_of_pages_is_none() -> None:
    """A heading that comes again at the head of some pages stays a heading."""
    press = Press(furniture=at_foot("{}"))
    for number in range(7):
        if number:
            press.turn()
        if number in (0, 3, 6):
            press.set("Recommendations", HEADING)
        press.set(f"In year {number} nothing else was said. {TEXTS[number % 4]}")
        press.set(TEXTS[(number + 1) % 4])
    document = document_of(press.bytes())
    assert [section.title for section in document.sections] == ["Recommendations"] * 3
    assert of_kind(document, BlockKind.FURNITURE) == [str(n) for n in range(1, 8)]


def test_a_table_heading_at_the_top_of_pages_is_none() -> None:
    """The columns' heading that a long table repeats on its pages stays with the table."""
    press = Press(furniture=at_foot("{}"))
    for number in range(4):
        if number:
            press.turn()
        press.set(
            "Table 1: What was found" if not number else "Table 1 (continued): What was found", Type(10)
        )
        press.table(
            [
                ["Study", "What helped", "What hindered"],
                *(
                    [f"Site {number}{n}", f"time to meet in week {n}", f"rules of office {n}"]
                    for n in range(8)
                ),
            ],
            [120, 160, 160],
        )
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.FURNITURE) == ["1", "2", "3", "4"]
    assert sum(block.kind is BlockKind.TABLE_ROW for block in document.blocks) == 32
    assert [c.label for c in document.containers] == ["Table 1"]


def test_a_sentence_runs_over_the_turn_and_not_over_furniture() -> None:
    """What a page turn cuts is mended, and no span of it holds the header between."""

    def furniture(press: Press, number: int) -> None:
        press.at(297, 800, "Working Across the Boundary", SMALL)
        press.at(297, 40, str(number + 1), SMALL)

    press = Press(furniture=furniture)
    press.set(f"{TIME} Although there was significant", last_is_full=True)
    for text in ("emphasis on meeting, few of them met. " + TRUST, MONEY):
        press.turn()
        press.set(text)
    document = document_of(press.bytes())
    cut = [block for block in document.blocks if len(block.spans) > 1]
    assert [[document.page_at(s.start) for s in block.spans] for block in cut] == [["1", "2"]]
    assert all("Boundary" not in span.of(document.text) for block in cut for span in block.spans)


def test_a_paragraph_goes_on_with_a_name() -> None:
    """A full line at the foot and a line without indent at the head are one paragraph, over notes too."""
    press = Press(furniture=at_foot("{}"))
    style = Type(10, indent=14, after=0.0)
    press.set(TIME, style)
    # The line that is cut is full, and ends in no word that tells that more follows.
    words = "The money that paid for it was found " + "here once " * 29
    assert press.lines(words, style, press.right - press.left)[-1][-1][0].text == "once"
    press.set(words, style, last_is_full=True)
    press.y = 100
    press.set("^1^ It was never said who had agreed to this.", Type(8))
    press.turn()
    press.set("NHS England gave, and the council did not. " + TRUST, Type(10, after=0.0))
    press.set(MONEY, style)
    document = document_of(press.bytes())
    found = of_kind(document, BlockKind.PARAGRAPH)
    assert found[1].endswith(f"NHS England gave, and the council did not. {TRUST}")
    assert found[1].startswith("The money that paid for it")
    assert found[2:] == [MONEY]
    assert of_kind(document, BlockKind.FOOTNOTE) == ["1 It was never said who had agreed to this."]


def test_roman_front_matter() -> None:
    """Roman numbers come first, Arabic ones after, each as printed."""
    names = ("i", "ii", "iii", "1", "2", "3", "4")
    document = document_of(paged(7, lambda press, n: press.at(297, 40, names[n], SMALL)))
    assert labels(document) == list(names)


def test_pages_without_a_number_between_numbered_ones() -> None:
    """A page whose number is not printed is counted where its neighbours agree."""
    document = document_of(paged(6, lambda press, n: press.at(297, 40, "" if n == 3 else str(n + 5), SMALL)))
    assert labels(document) == ["5", "6", "7", "8", "9", "10"]


def test_numbers_that_disagree_leave_a_gap() -> None:
    """Between two numbers that do not agree the label is unknown."""
    names = ("1", "2", "3", "", "", "9", "10", "11")
    document = document_of(paged(8, lambda press, n: press.at(297, 40, names[n], SMALL)))
    assert labels(document) == ["1", "2", "3", None, None, "9", "10", "11"]


def test_a_cover_has_no_number() -> None:
    """Pages before the first printed number are not counted backwards into the cover."""
    names = ("", "", "", "1", "2", "3")
    document = document_of(paged(6, lambda press, n: press.at(297, 40, names[n], SMALL)))
    assert labels(document) == [None, None, None, "1", "2", "3"]


def test_the_files_own_labels() -> None:
    """Where nothing is printed, the labels that the file keeps are used."""
    data = with_labels(
        paged(5, lambda press, n: None),
        (0, 1, PageLabelStyle.LOWERCASE_ROMAN, 1),
        (2, 4, PageLabelStyle.DECIMAL, 7),
    )
    reading = reading_of(data)
    assert labels(reading.document) == ["i", "ii", "7", "8", "9"]
    assert reading.warnings == ()


def test_printed_numbers_win() -> None:
    """A file that counts its own pages from 1 is not believed against what they say."""
    data = with_labels(
        paged(5, lambda press, n: press.at(297, 40, str(n + 121), SMALL)), (0, 4, PageLabelStyle.DECIMAL, 1)
    )
    reading = reading_of(data)
    assert labels(reading.document) == ["121", "122", "123", "124", "125"]
    assert len(reading.warnings) == 1
    assert "“1” where “121” is printed" in reading.warnings[0]


def test_nothing_printed_anywhere() -> None:
    """Without any number the place in the file is the label."""
    assert labels(document_of(paged(3, lambda press, n: None))) == ["1", "2", "3"]


def test_every_page_is_kept() -> None:
    """Empty pages count: there is one page for each of the file's, in order."""
    press = Press()
    press.turn()
    press.set(TIME)
    press.turn()
    press.turn()
    press.set(TRUST)
    press.turn()
    reading = reading_of(press.bytes())
    assert labels(reading.document) == ["1", "2", "3", "4", "5"]
    assert reading.wordless == (1, 3, 5)
    assert [reading.document.page_at(reading.document.text.find(t[:30])) for t in (TIME, TRUST)] == ["2", "4"]


@given(
    st.lists(st.one_of(st.none(), st.integers(1, 40)), min_size=1, max_size=12),
)
def test_labels_are_printed_counted_or_unknown(numbers: list[int | None]) -> None:
    """No label is made up: each is printed there, counted from an agreeing neighbour, or its place."""
    printed = [() if n is None else (Label(False, n),) for n in numbers]
    found, warning = page_labels(printed, ())
    assert len(found) == len(numbers)
    assert warning is None
    steps = {n - i for i, n in enumerate(numbers) if n is not None}
    for place, label in enumerate(found):
        assert label is None or int(label) - place in steps | {1}


@pytest.mark.parametrize(
    ("own", "expected"),
    [([None, None, None], ["1", "2", "3"]), (["A-1", "A-2", "A-3"], ["A-1", "A-2", "A-3"])],
)
def test_labels_of_the_file_with_nothing_printed(own: list[str | None], expected: list[str]) -> None:
    """Labels of any make are kept as they are; a file whose labels are all empty has none."""
    assert list(page_labels([(), (), ()], own)[0]) == expected
