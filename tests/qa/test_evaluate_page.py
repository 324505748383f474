"""The report as a page and as text: every figure in words, nothing from elsewhere, nothing that runs."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import html

from ingest.types import Direction
from qa.evaluation.gold import Facet, GoldQuestion, GoldQuote
from qa.evaluation.measuring import Asked, Report, measure
from qa.evaluation.page import as_page
from qa.evaluation.plots import Line, Mark, Point, line_plot
from qa.evaluation.text import as_text
from tests.qa.made_up import asked, facet, finding, passage

HOSTILE = "<script>alert('x')</script> & \"on\" <img src=x onerror=alert(1)>\x1b[31m"


def _asked(*items: tuple[GoldQuestion, float]) -> list[Asked]:
    """Every question gets the same two passages, and a finding where it is likely answered."""
    shown = [passage(1, 0, 99), passage(2, 200, 299)]
    said = [finding(1, 40, 45, Direction.HELPS)]
    return [asked(item, shown, p, said if p > 0.06 else ()) for item, p in items]


@pytest.fixture
def report() -> Report:
    answerable = GoldQuestion(
        id="one", question="Who?", kind="fact", facets=[facet("yes", 40, 41), facet("no", 900, 901)]
    )
    missed = GoldQuestion(id="two", question="What?", kind="helps", facets=[facet("never", 990, 993)])
    elsewhere = GoldQuestion(id="three", question="When?")
    return measure(_asked((answerable, 0.9), (missed, 0.4), (elsewhere, 0.01)), 0.06)


def _rows(page: html.HtmlElement, caption: str) -> dict[str, list[str]]:
    """A table's cells by the head of their row."""
    (table,) = [t for t in page.iter("table") if caption in t.findtext("caption")]
    return {row.findtext("th"): [cell.text for cell in row.iter("td")] for row in table.find("tbody")}


def test_every_plot_has_words_and_a_table_of_its_figures(report: Report) -> None:
    """What a line shows is said in the plot's alternative text and stands in the table after it."""
    page = html.fromstring(as_page(report, "made-up questions"))
    figures = list(page.iter("figure"))
    assert len(figures) == 3
    for figure in figures:
        (plot,) = figure.iter("svg")
        assert plot.get("role") == "img"
        assert "The table after it has every figure." in plot.get("aria-label")
        assert figure.xpath("following::table")
    assert "learned from 0.333 to 0.333" in figures[0].find("svg").get("aria-label")
    assert _rows(page, "first passages")["learned"][0].startswith("0.333 (")
    assert list(_rows(page, "first words")) == ["learned", "fused", "dense", "words"]
    assert _rows(page, "Error rates") == {
        "0.01": ["0.000", "1.000"],
        "0.4": ["0.000", "0.000"],
        "0.9": ["0.500", "0.000"],
        "0.901": ["1.000", "0.000"],
    }
    assert _rows(page, "product's threshold")["Of these, near misses"] == ["none asked", "0"]


def test_a_page_needs_nothing_from_elsewhere(report: Report) -> None:
    """No script, no address, no file: all that is drawn stands in the page, for light and for dark."""
    text = as_page(report, "made-up questions")
    page = html.fromstring(text)
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@href | //@onclick")
    assert "http://" not in text
    assert "https://" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert "prefers-color-scheme: dark" in text
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith(
        "default-src 'none'"
    )
    assert page.xpath("count(//h1)") == 1
    assert page.get("lang") == "en-GB"


def test_words_of_documents_are_escaped() -> None:
    """Whatever a question, a quote, a kind or a file's name holds is shown, and does nothing."""
    quotes = [GoldQuote(source=HOSTILE, quote=HOSTILE)]
    item = GoldQuestion(id=HOSTILE, question=HOSTILE, kind=HOSTILE, facets=[facet("never", 990, 993)])
    (one,) = _asked((item, 0.5))
    stranger = item.model_copy(update={"facets": [Facet(about=HOSTILE, quotes=quotes)]})
    told = measure([Asked(stranger, one.answer, one.places, one.hits)], 0.06)
    page = html.fromstring(as_page(told, HOSTILE))
    assert not page.xpath("//script | //img | //@onerror")
    assert "\x1b" not in as_page(told, HOSTILE), "and what cannot be seen is written out"
    shown = page.text_content()
    # Where it is measured (twice: title and opening), as kind, id, question, label, quote and its source.
    assert shown.count("<script>alert('x')</script> & \"on\" <img") == 8
    assert "There is no curve" in shown


def test_the_text_has_every_figure(report: Report) -> None:
    """A person at a terminal is told the same."""
    told = as_text(report)
    assert "3 questions, 2 answerable with 3 facets" in told
    assert re.search(r"learned +\.333 \[\.000–\.500\]", told)
    assert re.search(r"elsewhere +1\.000 \[\.207–1\.000\] +of 1", told)
    assert re.search(r"near misses +– +of 0", told)
    assert "area under the curve 1.000" in told
    assert "two: What?\n  wanted: never: “w990 w991 w992 w993” (a)\n  came: a, p. 1: w000 w001" in told
    assert "no facet in the first 5: 1 of 2 answerable questions" in told


def test_no_order_reaches_the_terminal() -> None:
    """A control character in a question or a kind is written out."""
    item = GoldQuestion(id="x", question=HOSTILE, kind=HOSTILE, facets=[facet("never", 990, 993)])
    told = as_text(measure(_asked((item, 0.5)), 0.06))
    assert "\x1b" not in told
    assert told.count("\\x1b[31m") == 2


def test_a_line_is_where_its_figures_are() -> None:
    """Nothing is at the foot of the frame and all at its head; the last tick is its right side."""
    drawn = line_plot([Line("one", [Point(0, 0.0), Point(5, 0.5), Point(10, 1.0)])], [5, 10], "x", "alt")
    start, middle, end = re.findall(r"[ML] ([\d.]+) ([\d.]+)", drawn)[:3]
    grid = [float(y) for y in re.findall(r'class="grid"[^>]* y1="([\d.]+)"', drawn)]
    assert (float(start[1]), float(end[1])) == (max(grid), min(grid))
    assert float(middle[1]) == pytest.approx((max(grid) + min(grid)) / 2)
    assert float(middle[0]) == pytest.approx((float(start[0]) + float(end[0])) / 2)


def test_steps_hold_from_the_point_before() -> None:
    """An error rate at a threshold is that of every threshold above the one before."""
    drawn = line_plot([Line("one", [Point(0, 1.0), Point(1, 0.0)])], [1], "x", "alt", steps=True)
    assert re.search(r'd="M 40\.0 24\.0 V 276\.0 H 406\.0"', drawn)


def test_names_do_not_stand_on_each_other() -> None:
    """Lines that end in one place are named one under the other, within the frame."""
    for height in (0.0, 0.5, 1.0):
        lines = [Line(f"line-{n}", [Point(1, height)]) for n in range(4)]
        drawn = line_plot(lines, [1], "x", "alt")
        places = sorted(float(y) for y in re.findall(r'y="([\d.]+)">line-\d<', drawn))
        assert len(places) == 4
        assert all(after - before >= 17 for before, after in pairwise(places))
        assert places[0] > 0
        assert places[-1] < 320


def test_whiskers_and_marks_are_drawn() -> None:
    """A point with an interval has a stroke over it; a mark has its name."""
    points = [Point(1, 0.5, (0.4, 0.6)), Point(2, 0.5)]
    drawn = line_plot([Line("a < b", points)], [1, 2], "x", 'say "what"', mark=Mark(1, "here & now"))
    assert drawn.count('class="whisker') == 1
    assert "here &amp; now" in drawn
    assert "a &lt; b" in drawn
    assert 'aria-label="say &quot;what&quot;"' in drawn
