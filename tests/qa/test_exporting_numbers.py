"""Vancouver: references numbered in the order of first mention, and each place in the text leads to one."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pytest

from ingest.records.entry import Entry
from qa.exporting import Format, Style, export
from qa.exporting.numbering import Called
from qa.exporting.styling import reference, words_of
from qa.exporting.works import Work, works_of
from tests.qa.exported import RECORDS, answer, silence
from tests.qa.test_exporting_formats import READABLE, lines

DAY = date(2026, 1, 31)
ALDER = "Alder A, Birch B, Cedar C. Working together & apart. Grove Institute; 2013. doi:10.1234/alder_2013"
OKAFOR = "Okafor J, Marsh T. Joint teams: a study. Journal of Made-Up Care. 2003;11(2):85–94."
ELM = "Elm Council. What works? Care <Today>. 2015."


@pytest.mark.parametrize("kind", READABLE)
def test_every_place_names_its_reference(kind: Format) -> None:
    """In each format, the quote's own number beside that of its reference."""
    found = lines(kind, answer(), style=Style.VANCOUVER)
    where = ", p. 21, in “Findings › What helps”"
    for line in (
        f"Context of the next quotation, [2] Alder et al. 2013 (reference 1){where}:",
        f"[1] Alder et al. 2013 (reference 1){where}",
        "Reported study: Okafor and Marsh 2003 (reference 2), as reported in Alder et al. 2013 (reference 1), p. 21",
        "Also said in [3] Elm Council 2015 (reference 3):",
        f"[6] Elm Council 2015 (reference 3){where}",
        "Okafor and Marsh 2003 (reference 2), as reported in Alder et al. 2013 (reference 1)",
    ):
        assert line in found
    assert found[found.index("References") :] == [
        "References",
        ALDER,
        OKAFOR,
        ELM,
        "Primary studies, as the sources report them: reference 2.",
    ]


def test_the_numbers_are_those_of_the_list() -> None:
    """Markdown and HTML say them, Word counts them, from 1 on and without a gap."""
    text = export([answer()], Format.MARKDOWN, Style.VANCOUVER, RECORDS, DAY).content.decode()
    assert re.findall(r"(?m)^(\d+)\. (\w+)", text) == [("1", "Alder"), ("2", "Okafor"), ("3", "Elm")]
    html = export([answer()], Format.HTML, Style.VANCOUVER, RECORDS, DAY).content.decode()
    assert re.findall(r'<li value="(\d)">(\w+)', html) == [("1", "Alder"), ("2", "Okafor"), ("3", "Elm")]
    assert html.count("<ol>") == 1
    assert "<ul>" not in html
    word = docx.Document(io.BytesIO(export([answer()], Format.WORD, Style.VANCOUVER, RECORDS, DAY).content))
    numbered = [one.text.split()[0] for one in word.paragraphs if one.style.name == "List Number"]
    assert numbered == ["Alder", "Okafor", "Elm"]


def test_the_first_mention_decides() -> None:
    """Across the answers of a conversation; what came nearest is mentioned too."""
    found = lines(Format.HTML, silence(), answer(), style=Style.VANCOUVER)
    assert "Elm Council 2015 (reference 1), p. 9, in “Beds”" in found
    assert [line for line in found if line in (ALDER, OKAFOR, ELM)] == [ELM, ALDER, OKAFOR]


def test_a_work_that_the_text_does_not_name_comes_last() -> None:
    called = Called(works_of([answer()], RECORDS), numbered=True)
    assert called.source("elm-2015") == "Elm Council 2015 (reference 1)"
    assert called.source("elm-2015") == "Elm Council 2015 (reference 1)"
    assert [(n, work.entry.key) for n, work in called.in_order()] == [
        (1, "elm-2015"), (2, "alder-2013"), (3, "okafor-2003"),
    ]  # fmt: skip


def test_harvard_is_not_numbered() -> None:
    found = lines(Format.MARKDOWN, answer())
    assert not any("(reference" in line for line in found)
    assert "Sources" in found


PAGE = Entry("a", "webpage", "A page of news", ("Elm Council",), container="Elm Council: news", issued="2013",
             publisher="Elm University")  # fmt: skip


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, "Elm Council. A page of news. Elm Council: news. Elm University; 2013."),
        ({"container": ""}, "Elm Council. A page of news. Elm University; 2013."),
        (
            {"urls": ("https://elm.example/a",)},
            "Elm Council. A page of news. Elm Council: news [Internet]. Elm University; 2013. "
            "Available from: https://elm.example/a",
        ),
    ],
)
def test_the_title_of_a_web_page_comes_after_its_author(more: dict[str, object], wanted: str) -> None:
    """The site after it, as the journal of an article."""
    entry = replace(PAGE, **more)  # type: ignore[arg-type]
    assert words_of(reference(Work(entry, "x"), Style.VANCOUVER)) == wanted
