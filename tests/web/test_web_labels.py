"""Short names and addresses."""

from __future__ import annotations

import pytest

from ingest.types import Record, Span
from qa.types import Citation, ReportedStudy
from web.labels import Place, citation_label, page_suffix, place, record_label, scope, study_label


def citation(authors: str, year: int | None = 2013, page: str | None = "15") -> Citation:
    return Citation(1, "x", "key", "The title", authors, year, page, (), 0, 1, "q")


@pytest.mark.parametrize(
    ("authors", "label"),
    [
        ("Miller, Robin", "Miller 2013, p. 15"),
        ("Glasby, Jon; Miller, Robin", "Glasby and Miller 2013, p. 15"),
        ("Glasby, Jon; Miller, Robin; Posaner, Rachel", "Glasby et al. 2013, p. 15"),
        ("Health Services Management Centre", "Health Services Management Centre 2013, p. 15"),
        ("", "The title 2013, p. 15"),
    ],
)
def test_a_citation_names_authors_year_and_page(authors: str, label: str) -> None:
    assert citation_label(citation(authors)) == label


def test_what_is_not_known_is_left_out() -> None:
    assert citation_label(citation("Miller, Robin", None, None)) == "Miller"
    assert page_suffix(None) == ""


@pytest.mark.parametrize(
    ("reference", "label"),
    [
        ("Brown L, Tucker C, Domokos T (2003) Evaluating the impact, *Health*, 11.", "Brown et al. 2003"),
        ("Rummery K, Glendinning C (2000) *Primary Care*, Radcliffe.", "Rummery and Glendinning 2000"),
        ("Taylor P (2001) Collaborating to deliver.", "Taylor 2001"),
        ("Le Mesurier N, Cumella S (2001) The rough road.", "Le Mesurier and Cumella 2001"),
        ("Hudson B, Lewis H, Waddington E *et al.* (1998) *Pathways*.", "Hudson et al. 1998"),
        ("Poxton R (ed.) (1999) *Partnerships in Primary Care*.", "Poxton 1999"),
        ("Glendinning C, Powell M, Rummery K (eds) (2002b) *Partnerships*.", "Glendinning et al. 2002b"),
        ("Smith, J. A., & Jones, B. (2010). A title.", "Smith and Jones 2010"),
        ("O'Neill, J.-P. (2011) A title.", "O'Neill 2011"),
        ("NHS Future Forum (2011) *Integration*.", "NHS Future Forum 2011"),
        ("World Health Organization (1978) Declaration of Alma Ata.", "World Health Organization 1978"),
        ("A manuscript without a date", "A manuscript without a date"),
    ],
)
def test_a_study_is_named_from_its_reference(reference: str, label: str) -> None:
    assert study_label(ReportedStudy("k", reference)) == label


def test_the_library_in_a_few_words() -> None:
    records = [Record(str(year), "t", year=year) for year in (2013, 1998, 2015)]
    assert scope([*records, Record("x", "t")]) == "4 documents, 1998 to 2015"
    assert scope(records[:1]) == "1 document, 2013"
    assert scope([Record("x", "t")]) == "1 document"
    assert scope([]) == "0 documents"


def test_a_record_without_authors_is_named_by_its_title() -> None:
    assert record_label(Record("k", "A title", year=2001)) == "A title 2001"
    assert record_label(Record("k", "A title", authors=("Doe, Ann", "Roe, Bo"))) == "Doe and Roe"


@pytest.mark.parametrize(
    "where",
    [
        Place("glasby-2013"),
        Place("glasby-2013", Span(3, 9)),
        Place("a&b=c d/é#?", Span(3, 9), (Span(10, 12), Span(20, 21))),
    ],
)
def test_an_address_can_be_read_back(where: Place) -> None:
    assert place(where.href()) == where


@pytest.mark.parametrize("address", ["", "?", "?at=1-2", "?source=", "?source=&at=x", "%00"])
def test_an_address_without_a_source_leads_nowhere(address: str) -> None:
    assert place(address) is None


@pytest.mark.parametrize("at", ["x", "9-3", "5-5", "-1-4x", "1-99999999999999999999", ""])
def test_nonsense_in_an_address_is_left_out(at: str) -> None:
    where = place(f"?source=k&at={at}")
    assert where is not None
    assert where.at is None or where.at.start < where.at.end
