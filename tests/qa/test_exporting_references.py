"""The works that an export names: written for reference managers, and set in the styles of the field."""

from __future__ import annotations

import json
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from ingest.records import bibtex, csl, ris
from ingest.records.entry import Entry, entry_of
from qa.exporting import Format, Style, cite_passage, export
from qa.exporting.styling import in_alphabet, reference, words_of
from qa.exporting.types import Run
from qa.exporting.works import Work, works_cited, works_of
from qa.types import ReportedStudy
from tests.qa.exported import RECORDS, STUDY, answer, citation, silence

AWKWARD = replace(
    RECORDS["alder-2013"],
    title="50% of “GPs” & teams: a_b -- $5 ~ # \\ ``new''?",
    authors=("Alder, Ann, Jr", "van der Berg, B.", "Council of Elm & Ash"),
    container="Care & Cure",
    type="article-journal",
    volume="3",
    issue="2",
    pages="85–94",
    url="https://example.org/a_b?c=%20&d=1#e",
    publisher=None,
    isbn="978-1-90989-003-9",
)


@pytest.mark.parametrize("form", [ris, bibtex, csl])
def test_what_is_written_is_read_back(form) -> None:  # type: ignore[no-untyped-def]
    """A record with every awkward character is the same after a reference manager's file."""
    assert form.parse(form.write([entry_of(AWKWARD)]), "x", "x") == AWKWARD


@pytest.mark.parametrize("kind", [Format.RIS, Format.BIBTEX, Format.CSL_JSON])
def test_files_for_reference_managers(kind: Format) -> None:
    """Two sources and one study, which both report, as the libraries of the field read them."""
    text = export([answer(), answer()], kind, Style.HARVARD, RECORDS).content.decode()
    if kind is Format.RIS:
        read = rispy.loads(text)
        assert [one["type_of_reference"] for one in read] == ["RPRT", "JOUR", "JOUR"]
        keys, titles = [one["id"] for one in read], [one["title"] for one in read]
        authors, notes = read[2]["authors"], read[2]["notes"]
    elif kind is Format.BIBTEX:
        library = bibtexparser.parse_string(text)
        assert not library.failed_blocks
        keys = [one.key for one in library.entries]
        titles = [one["title"].replace("\\", "") for one in library.entries]
        authors, notes = library.entries[2]["author"].split(" and "), [library.entries[2]["note"]]
    else:
        items = json.loads(text)
        keys, titles = [one["id"] for one in items], [one["title"] for one in items]
        authors = [f"{one['family']}, {one['given']}" for one in items[2]["author"]]
        notes = [items[2]["note"]]
    assert keys == ["alder-2013", "elm-2015", "okafor-2003"]
    assert titles == ["Working together & apart", "What works?", "Joint teams: a study"]
    assert authors == ["Okafor, J.", "Marsh, T."]
    assert notes == ["Primary study, as reported in Alder et al. 2013; Elm Council 2015."]


def test_a_silent_answer_cites_nothing() -> None:
    """What came nearest is no source of the answer."""
    assert export([silence()], Format.RIS, Style.HARVARD, RECORDS).content == b""
    assert json.loads(export([silence()], Format.CSL_JSON, Style.HARVARD, RECORDS).content) == []


def test_two_studies_of_one_key_are_told_apart() -> None:
    """Each source has keys of its own list; a study may also have the key of a source."""
    other = "Okafor P (2003) Something else, Care Press, Bath."
    cited = [
        citation(1, "alder-2013", "a", reported_study=ReportedStudy("okafor-2003", STUDY)),
        citation(2, "elm-2015", "b", reported_study=ReportedStudy("okafor-2003", other)),
        citation(
            3, "elm-2015", "c", reported_study=ReportedStudy("alder-2013", other.replace("else", "more"))
        ),
    ]
    works = works_cited(cited, RECORDS)
    assert [work.entry.key for work in works.all_studies()] == [
        "okafor-2003",
        "okafor-2003-in-elm-2015",
        "alder-2013-in-elm-2015",
    ]


@pytest.mark.parametrize(
    ("reference", "label"),
    [
        (STUDY, "Okafor and Marsh 2003"),
        ("Okafor J et al. (2002) New skills, Care Journal, 112, 5820, 24–25.", "Okafor et al. 2002"),
        ("Okafor J, Marsh T et al. (2002) New skills, Care Journal, 112, 24–25.", "Okafor et al. 2002"),
        ("A line that is no entry of a list", "A line that is no entry of a list"),
        (
            "A line that is no entry of a list, " * 3,
            "A line that is no entry of a list, A line that is no entry…",
        ),
    ],
)
def test_what_a_study_is_called(reference: str, label: str) -> None:
    """By its authors and year; by its first words where these are not known."""
    cited = citation(1, "alder-2013", "a", reported_study=ReportedStudy("k", reference))
    (study,) = works_cited([cited], RECORDS).all_studies()
    assert study.label == label
    assert bool(study.printed) == (reference != STUDY)


def test_one_doi_is_one_study() -> None:
    """Two lists may print one paper in two ways."""
    one = "Okafor J (2003) Teams, Care, 1, 2–3. doi:10.1234/ABC"
    two = "Okafor, Jo. Teams! 2003. https://doi.org/10.1234/abc"
    cited = [
        citation(1, "alder-2013", "a", reported_study=ReportedStudy("okafor-2003", one)),
        citation(2, "elm-2015", "b", reported_study=ReportedStudy("okafor-jo-2003", two)),
    ]
    works = works_cited(cited, RECORDS)
    assert works.studies["alder-2013", "okafor-2003"] is works.studies["elm-2015", "okafor-jo-2003"]
    assert len(works.all_studies()) == 1


def test_sources_of_one_label_are_told_apart() -> None:
    """Two works of one author and year are named with their titles."""
    twin = replace(RECORDS["elm-2015"], authors=RECORDS["alder-2013"].authors, year=2013)
    works = works_of([answer()], RECORDS | {"elm-2015": twin})
    assert {work.label for work in works.sources.values()} == {
        "Alder et al. 2013 (“Working together & apart”)",
        "Alder et al. 2013 (“What works?”)",
    }


def test_a_source_that_has_gone() -> None:
    """It is told of as the answer tells of it."""
    works = works_of([answer()], {})
    assert works.sources["alder-2013"].label == "Alder et al. 2013"
    words = words_of(reference(works.sources["alder-2013"], Style.HARVARD))
    assert words == "Alder, A., Birch, B. and Cedar, C. (2013) ‘Working together & apart’."


ARTICLE = Entry("a", "article-journal", "Do teams work?", ("Okafor, J.", "Elm Council"), container="Care",
                issued="2003a", volume="11", issue="2", pages="85–94")  # fmt: skip
BOOK = Entry("b", "book", "Growing old", editors=("Marsh, Tom", "Le Brun, B."), issued="1999", publisher="Elm",
             place="Bath", note="kept out")  # fmt: skip
UNSIGNED = Entry("c", "report", "A plan, for all", issued="2001", publisher="Elm")


@pytest.mark.parametrize(
    ("entry", "style", "wanted"),
    [
        (
            ARTICLE,
            Style.HARVARD,
            "Okafor, J. and Elm Council (2003a) ‘Do teams work?’, *Care*, 11(2), pp. 85–94.",
        ),
        (ARTICLE, Style.VANCOUVER, "Okafor J, Elm Council. Do teams work? Care. 2003a;11(2):85–94."),
        (BOOK, Style.HARVARD, "Marsh, T. and Le Brun, B. (eds) (1999) *Growing old*. Bath: Elm."),
        (BOOK, Style.VANCOUVER, "Marsh T, Le Brun B, editors. Growing old. Bath: Elm; 1999."),
        (UNSIGNED, Style.HARVARD, "*A plan, for all* (2001). Elm."),
        (UNSIGNED, Style.VANCOUVER, "A plan, for all. Elm; 2001."),
    ],
)
def test_styles(entry: Entry, style: Style, wanted: str) -> None:
    """Articles, edited books and unsigned reports, each said once, without a number."""
    runs = reference(Work(entry, "x"), style)
    assert "".join(f"*{run.words}*" if run.italic else run.words for run in runs) == wanted


def test_the_list_is_in_order_and_prints_what_it_cannot_set() -> None:
    """By authors; an entry whose parts are not told apart stands as its source has it."""
    works = [
        Work(BOOK, ""),
        Work(ARTICLE, ""),
        Work(replace(UNSIGNED, authors=("Ash, A",)), "", "Ash A (2001) …"),
    ]
    listed = [words_of(reference(work, Style.VANCOUVER)) for work in in_alphabet(works)]
    assert [words.split()[0] for words in listed] == ["Ash", "Marsh", "Okafor"]
    assert listed[0] == "Ash A (2001) …"


_WORDS = st.text(alphabet=st.sampled_from("aB1é.,:;?!&<>/'\"“ -–()[]{}\\%_ue\ue000\ue001"), max_size=12)


@given(
    st.builds(
        Entry,
        key=st.just("k"),
        type=st.sampled_from(
            "article-journal book chapter report webpage thesis document dataset map song".split()
        ),
        title=_WORDS,
        authors=st.lists(_WORDS.filter(bool), max_size=5).map(tuple),
        editors=st.lists(_WORDS.filter(bool), max_size=3).map(tuple),
        issued=st.sampled_from(["", "2003", "2003a", "1999"]),
        container=_WORDS,
        publisher=_WORDS,
        place=_WORDS,
        volume=_WORDS,
        issue=_WORDS,
        pages=_WORDS,
        doi=_WORDS,
        urls=st.lists(_WORDS, max_size=1).map(tuple),
    ),
    st.sampled_from(Style),
)
def test_whatever_a_record_holds_is_set(entry: Entry, style: Style) -> None:
    """No record stops an export, and no mark of ours is left in it."""
    runs = reference(Work(entry, "x"), style)
    assert all(isinstance(run, Run) for run in runs)
    assert not set("\ue000\ue001") & set(words_of(runs))


def test_cite_this_passage() -> None:
    """Quote, page and references as plain text."""
    cited = answer().citations
    assert cite_passage(cited[3], Style.VANCOUVER, RECORDS) == (
        "“They met” (Alder et al. 2013, p. 21)\n\nAlder A, Birch B, Cedar C. Working together & apart. "
        "Grove Institute; 2013. doi:10.1234/alder_2013\n"
    )
    assert cite_passage(cited[2], Style.HARVARD, RECORDS) == (
        "“Said again elsewhere.” (Okafor and Marsh 2003, as reported in Elm Council 2015)\n\n"
        "Elm Council (2015) ‘What works?’, Care <Today> [Preprint].\n"
        "Okafor, J. and Marsh, T. (2003) ‘Joint teams: a study’, Journal of Made-Up Care, 11(2), pp. 85–94.\n"
    )
