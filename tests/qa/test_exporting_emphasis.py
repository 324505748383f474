"""What a source marks as italic is set so in exports, and what is cited keeps every character."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.types import Direction
from qa.exporting import Format, Style, cite_passage, export
from qa.exporting.embedded import read_cited
from qa.exporting.emphasis import GAP, plain, runs_of, set_words
from qa.exporting.types import Run, Shift
from qa.types import Answer, Finding
from tests.qa.exported import RECORDS, answer, citation

DAY = date(2026, 1, 31)
QUOTE = "Okafor *et al.* (2005) add: <b>10</b><sup>5</sup> of 2 * 3 <i>teams</i>"
WORDS = "Okafor et al. (2005) add: 105 of 2 * 3 teams"
# Cut where the source sets it in italics: neither run has both of the marks.
CUT = ("It was *rarely", "so* in towns.")


def marked_answer() -> Answer:
    citations = (
        citation(1, "alder-2013", QUOTE, 100),
        citation(2, "alder-2013", CUT[0], 300),
        citation(3, "alder-2013", CUT[1], 340, page="22"),
    )
    findings = (
        Finding(QUOTE, Direction.HELPS, None, None, None, (1,)),
        Finding(GAP.join(CUT), Direction.HINDERS, None, None, None, (2, 3)),
    )
    return answer(citations=citations, findings=findings, caveats=(), studies=())


def exported(kind: Format) -> bytes:
    return export([marked_answer()], kind, Style.HARVARD, RECORDS, DAY).content


def test_words_and_how_they_are_set() -> None:
    """Marks of either kind, one within another; a star that multiplies stays."""
    assert runs_of(QUOTE) == (
        Run("Okafor "),
        Run("et al.", italic=True),
        Run(" (2005) add: "),
        Run("10", bold=True),
        Run("5", shift=Shift.RAISED),
        Run(" of 2 * 3 "),
        Run("teams", italic=True),
    )
    assert runs_of("<i>a <b>b</b></i>") == (Run("a ", True), Run("b", True, True))
    assert set_words(QUOTE) == WORDS
    assert plain(QUOTE) == WORDS.replace("105", "10<sup>5</sup>"), "105 would be another number"
    assert set_words(GAP.join(CUT)) == GAP.join(CUT), "a mark has its partner in the same run"


def test_markdown_has_marks_of_its_own() -> None:
    text = exported(Format.MARKDOWN).decode()
    assert "> Okafor *et al.* (2005) add: **10**<sup>5</sup> of 2 \\* 3 *teams*\n" in text
    assert "> It was \\*rarely \\[\\.\\.\\.\\] so\\* in towns.\n" in text


def test_a_web_page_has_elements() -> None:
    text = exported(Format.HTML).decode()
    assert "Okafor <i>et al.</i> (2005) add: <b>10</b><sup>5</sup> of 2 * 3 <i>teams</i></blockquote>" in text


def test_word_has_runs() -> None:
    file = docx.Document(io.BytesIO(exported(Format.WORD)))
    (quote,) = (paragraph for paragraph in file.paragraphs if paragraph.text == WORDS)
    assert [run.text for run in quote.runs if run.italic] == ["et al.", "teams"]
    assert [run.text for run in quote.runs if run.bold] == ["10"]
    assert [run.text for run in quote.runs if run.font.superscript] == ["5"]


def test_a_copied_citation_is_plain() -> None:
    words = cite_passage(marked_answer().citations[0], Style.HARVARD, RECORDS)
    assert words.startswith("“Okafor et al. (2005) add: 10<sup>5</sup> of 2 * 3 teams” (Alder")


@pytest.mark.parametrize("kind", [Format.MARKDOWN, Format.HTML, Format.WORD])
def test_what_is_embedded_keeps_the_marks_and_is_found_again(kind: Format, tmp_path: Path) -> None:
    """As it was cited, mark by mark; each quote still counts as shown, and one that was altered does not."""
    file = tmp_path / "x"
    file.write_bytes(exported(kind))
    cited = read_cited(file)
    assert [one.quote for one in cited.citations] == [QUOTE, *CUT]
    assert all(cited.shows(one.quote) for one in cited.citations)
    assert not cited.shows(QUOTE.replace("add", "deny"))


def test_exports_of_an_earlier_time_are_found_again(tmp_path: Path) -> None:
    """They show the marks among the words."""
    file = tmp_path / "x.html"
    now = "Okafor <i>et al.</i> (2005) add: <b>10</b><sup>5</sup> of 2 * 3 <i>teams</i>"
    then = QUOTE.replace("<", "&lt;").replace(">", "&gt;")
    file.write_text(exported(Format.HTML).decode().replace(now, then), "utf-8")
    assert read_cited(file).shows(QUOTE)


@given(
    st.lists(
        st.sampled_from(
            ["*", "**", "<i>", "</i>", "<sup>", "</sup>", "<b>", "</b>", GAP, "a", " ", "é.", "("]
        ),
        max_size=14,
    ).map("".join)
)
def test_words_come_in_their_order_whatever_the_marks(words: str) -> None:
    """Nothing but marks goes, and runs of a cut quote are set as each is by itself."""
    seen = set_words(words)
    rest = iter(words)
    assert all(letter in rest for letter in seen)
    assert [c for c in seen if c not in "*<>/isupb"] == [c for c in words if c not in "*<>/isupb"]
    assert seen == GAP.join(map(set_words, words.split(GAP)))
