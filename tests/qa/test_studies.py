"""Studies counted once, whoever reports them; details; and the policy era of a year."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from ingest.records import read_record
from ingest.types import Direction, Document, Mention, Record, Reference, Span, Study
from qa.policy import era_of
from qa.studies import (
    PrimaryStudy,
    Report,
    Sources,
    design_of,
    details_of,
    independent,
    is_entry_of,
    is_same_paper,
    news_of,
)
from qa.studies import studies_told as several_told
from tests.ingest.corpus_expected.reading import (
    GLASBY,
    GLENDINNING,
    HSMC,
    MILLER,
    ROOT,
    SOURCES,
    document,
    path_of,
)
from tests.ingest.test_studies import SEVERAL_IN_ONE_SENTENCE, gold_quotes, studies_told

ROOMS = "Two desks in one room: nurses and social workers in small towns"


@cache
def corpus() -> dict[str, tuple[Record, Document]]:
    found = {}
    for source in SOURCES:
        record = read_record(path_of(source))
        assert record is not None
        found[record.key] = (record, document(source))
    return found


def entry(key: str, text: str, authors: Iterable[str] = ("Lind",), year: str = "2003") -> Reference:
    return Reference(key, (), text, tuple(authors), year)


VANCOUVER = entry("lind-2003", f"Lind A, Berg S. {ROOMS}. Nurs Spaces. 2003;9:10-19.", ("Lind", "Berg"))
HARVARD = entry("lind-2003a", f"Lind A, Berg S (2003) {ROOMS}, Nursing Spaces, 9, 10-19.", ("Lind", "Berg"))
OTHER = entry("okoro-2005", "Okoro J (2005) The kettle and the council, Harrow Press.", ("Okoro",), "2005")


def source(
    key: str,
    *references: Reference,
    title: str | None = None,
    kind: str = "report",
    text: str = "",
    studies: tuple[Study, ...] = (),
    authors: tuple[str, ...] = (),
    year: int | None = None,
    doi: str | None = None,
) -> dict[str, tuple[Record, Document]]:
    record = Record(key, title or f"The title of {key}", kind, authors, year, doi=doi)
    return {key: (record, Document(text, (), references=references, studies=studies))}


# -- counted once ----------------------------------------------------------------------


def test_two_papers_of_one_study_count_once() -> None:
    """As a row of the review is headed by two papers."""
    found = independent([(GLASBY, "davey-2005"), (GLASBY, "kharicha-2005")], corpus())
    assert found == (PrimaryStudy((Report(GLASBY, ("davey-2005", "kharicha-2005")),), listed=True),)


def test_two_studies_count_twice_in_the_order_of_the_findings() -> None:
    pairs = [(GLASBY, "taylor-2001"), (GLASBY, None), (GLASBY, "brown-2003"), (GLASBY, "taylor-2001")]
    assert [study.reports[0].keys for study in independent(pairs, corpus())] == [
        ("taylor-2001",),
        ("brown-2003",),
    ]


def test_a_work_that_no_table_lists_is_told_from_those_that_one_does() -> None:
    found = independent([(GLASBY, "poxton-1999"), (GLASBY, "dodd-2011")], corpus())
    assert [study.listed for study in found] == [False, True]


def test_one_paper_in_two_lists_of_references_counts_once() -> None:
    sources: Sources = source("one", VANCOUVER, OTHER) | source("two", HARVARD)
    found = independent([("one", "lind-2003"), ("two", "lind-2003a"), ("one", "okoro-2005")], sources)
    assert found == (
        PrimaryStudy((Report("one", ("lind-2003",)), Report("two", ("lind-2003a",)))),
        PrimaryStudy((Report("one", ("okoro-2005",)),)),
    )


def test_a_paper_that_is_in_the_library_itself_counts_once() -> None:
    sources: Sources = source("one", VANCOUVER, studies=(Study(("lind-2003",)),)) | source(
        "rooms", title=ROOMS, authors=("Lind, Anna",), year=2003
    )
    for pairs in ([("one", "lind-2003"), ("rooms", None)], [("rooms", None), ("one", "lind-2003")]):
        assert independent(pairs, sources) == (PrimaryStudy((Report("one", ("lind-2003",)),), "rooms", True),)
    # So it does where only its own words are quoted: the other source lists it as a study.
    assert len(independent([("rooms", None)], sources)) == 1


def test_a_source_that_no_other_lists_is_no_primary_study_in_its_own_words() -> None:
    assert independent([(key, None) for key in corpus()], corpus()) == ()


def test_a_review_in_the_library_is_no_primary_study_of_another() -> None:
    review = source("review", HARVARD, title=ROOMS, year=2003, studies=(Study(("lind-2003a",)),))
    assert independent([("one", "lind-2003")], source("one", VANCOUVER) | review) == ()


def test_a_study_that_joins_two_counted_apart_makes_them_one() -> None:
    second = entry("lind-2006", f"Lind A (2006) Three desks: {ROOMS}, Nursing Spaces.", ("Lind",), "2006")
    sources: Sources = (
        source("one", VANCOUVER)
        | source("two", second)
        | source("three", HARVARD, second, studies=(Study(("lind-2003a", "lind-2006")),))
    )
    pairs = [("one", "lind-2003"), ("two", "lind-2006"), ("three", "lind-2006")]
    assert len(independent(pairs[:2], sources)) == 2
    assert [len(study.reports) for study in independent(pairs, sources)] == [3]


# -- the same paper --------------------------------------------------------------------


def test_an_entry_is_the_same_in_another_style() -> None:
    assert is_same_paper(VANCOUVER, HARVARD)


@pytest.mark.parametrize(
    "other",
    [
        entry("a", f"Lind A, Berg S (2004) {ROOMS}, Nursing Spaces.", ("Lind", "Berg"), "2004"),
        entry("b", f"Holm A, Berg S (2003) {ROOMS}, Nursing Spaces.", ("Holm", "Berg")),
        entry("c", "Lind A, Berg S (2003) Two desks in another room, Nursing Spaces.", ("Lind", "Berg")),
        entry("d", f"Lind A, Berg S {ROOMS}, Nursing Spaces.", ("Lind", "Berg"), ""),
    ],
)
def test_an_entry_of_another_year_author_or_title_is_another(other: Reference) -> None:
    assert not is_same_paper(VANCOUVER, other)


def test_a_doi_decides() -> None:
    one = entry("a", f"Lind A (2003) {ROOMS}. doi:10.1000/ABC.1.")
    assert is_same_paper(
        one, entry("b", "Berg S (2004) Rooms. https://doi.org/10.1000/abc.1", ("Berg",), "2004")
    )
    assert not is_same_paper(one, entry("c", f"Lind A (2003) {ROOMS}. doi:10.1000/abc.2"))


def test_no_two_entries_of_a_list_of_the_corpus_are_one_paper() -> None:
    """Same authors, same year, alike titles: they are told apart all the same."""
    for key in (GLASBY, GLENDINNING):
        references = corpus()[key][1].references
        assert [
            (a.key, b.key)
            for n, a in enumerate(references)
            for b in references[n + 1 :]
            if is_same_paper(a, b)
        ] == []


def test_an_entry_is_of_a_source_by_its_title() -> None:
    (news,) = corpus()[HSMC][1].references
    assert [key for key in corpus() if is_entry_of(news, corpus()[key][0])] == [GLASBY]


def test_no_entry_of_the_review_is_taken_for_a_source_of_the_library() -> None:
    assert not [
        (reference.key, key)
        for reference in corpus()[GLASBY][1].references
        for key in SOURCES
        if is_entry_of(reference, corpus()[key][0])
    ]


# -- news ------------------------------------------------------------------------------


def test_news_of_a_source_is_known() -> None:
    assert {key: news_of(key, corpus()) for key in corpus()} == {
        GLASBY: None,
        GLENDINNING: None,
        HSMC: GLASBY,
        MILLER: None,
    }


def test_news_adds_no_study() -> None:
    pairs = [(HSMC, "glasby-2013"), (HSMC, None), (GLASBY, "dodd-2011")]
    assert [study.reports[0].source for study in independent(pairs, corpus())] == [GLASBY]


@pytest.mark.parametrize(
    ("news", "of"),
    [
        (source("n", text=f"Out today: “{ROOMS.upper()}”, a report."), "rooms"),
        (source("n", text=f"Out today: {ROOMS.replace(' ', chr(10))}."), "rooms"),
        (source("n", text="Out today: Two desks in one room."), None),
        (source("n", OTHER, text=f"Unlike {ROOMS}, this report has works of its own."), None),
        (source("n", OTHER, kind="webpage", text=f"{ROOMS} is out. It is not like the kettle."), "rooms"),
        (source("n", OTHER, kind="webpage", text=ROOMS, studies=(Study(("okoro-2005",)),)), None),
    ],
)
def test_news_names_a_whole_title_and_rests_on_little_else(news: Sources, of: str | None) -> None:
    assert news_of("n", {**news, **source("rooms", title=ROOMS)}) == of


def test_a_short_title_makes_no_news() -> None:
    sources = {**source("n", text="We met in one room."), **source("room", title="One room")}
    assert news_of("n", sources) is None


# -- details ---------------------------------------------------------------------------


def test_the_details_of_either_paper_are_those_of_the_study() -> None:
    read = document(GLASBY)
    assert details_of(read, "kharicha-2005") == details_of(read, "davey-2005")
    assert len(details_of(read, "davey-2005")) == 5
    assert details_of(read, "poxton-1999") == ()


def test_the_design_is_what_the_tables_say_the_study_was() -> None:
    read = document(GLASBY)
    design = design_of(read, "rummery-2003")
    assert design is not None
    assert design.span.of(read.text).startswith(
        "National survey of PCGs/PCTs and in-depth qualitative research"
    )
    assert design_of(read, "poxton-1999") is None


SAID = (
    "Two rooms made nurses quicker.1,2 An Act was passed.3 Rooms are good.2 Nobody came. Halls are dear.1,2"
)
CITED = (
    Mention(Span(30, 31), "lind"),
    Mention(Span(32, 33), "okoro"),
    Mention(Span(52, 53), "act"),
    Mention(Span(69, 70), "okoro"),
    Mention(Span(99, 100), "lind"),
    Mention(Span(101, 102), "okoro"),
)


def _told(
    at: str, listed: tuple[str, ...], direction: Direction, study: str | None = None
) -> tuple[str | None, ...]:
    start = SAID.index(at)
    end = SAID.find(" ", SAID.index(".", start))
    read = Document(SAID, (), mentions=CITED, studies=tuple(Study((key,)) for key in listed))
    return several_told(read, [Span(start, end if end > 0 else len(SAID))], study, direction)


@pytest.mark.parametrize(
    ("at", "listed", "direction", "told"),
    [
        ("Two", ("okoro",), Direction.HELPS, ("okoro",)),  # the other stands for something else
        ("Two", ("okoro", "lind"), Direction.NONE, ("lind", "okoro")),
        ("Two", (), Direction.HELPS, ("lind", "okoro")),
        ("Two", (), Direction.NONE, (None,)),
        ("An Act", (), Direction.NONE, (None,)),
        ("Rooms are", (), Direction.HELPS, (None,)),  # a comment, in the present
        ("Nobody", (), Direction.HINDERS, (None,)),
        ("Halls are", (), Direction.HINDERS, ("lind", "okoro")),  # in the present, and found by both
        ("Halls are", (), Direction.NONE, (None,)),
    ],
)
def test_a_sentence_may_tell_of_several_studies(
    at: str, listed: tuple[str, ...], direction: Direction, told: tuple[str | None, ...]
) -> None:
    """Those that the source's tables list; without tables, all those of what helped or hindered."""
    assert _told(at, listed, direction) == told


def test_a_sentence_of_one_study_is_of_that_alone() -> None:
    assert _told("Two", ("okoro", "lind"), Direction.HELPS, "berg") == ("berg",)


# -- the gold questions ----------------------------------------------------------------


def _questions() -> list[dict[str, Any]]:
    lines = (ROOT / "tests/gold/studies.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("question", _questions(), ids=lambda q: q["id"])
def test_the_quotes_of_a_gold_question_rest_on_so_many_studies(question: dict[str, Any]) -> None:
    """Counted from what the sentences say; sentences that tell of several studies count for none."""
    quotes = [quote for facet in question["facets"] for quote in facet["quotes"]]
    all_papers = {(q["source"], frozenset(papers)) for q in quotes for papers in q["studies"]}
    assert question["independent"] == len(all_papers)
    told = [q for q in quotes if len(q["studies"]) == 1 and q["quote"] not in SEVERAL_IN_ONE_SENTENCE]
    wanted = {(q["source"], frozenset(papers)) for q in told for papers in q["studies"]}
    pairs = [(q["source"], key) for q in quotes for key in studies_told(q["source"], q["quote"])]
    found = {(s.reports[0].source, frozenset(s.reports[0].keys)) for s in independent(pairs, corpus())}
    assert found == wanted


def test_so_many_gold_questions_are_counted_in_full() -> None:
    """Those that need a sentence that tells of several studies are not."""
    short = [
        question["id"]
        for question in _questions()
        for quotes in [[quote for facet in question["facets"] for quote in facet["quotes"]]]
        if len(
            independent(
                [(q["source"], k) for q in quotes for k in studies_told(q["source"], q["quote"])], corpus()
            )
        )
        != question["independent"]
    ]
    assert short == ["helps-02", "helps-08", "hinders-02", "outcome-05", "strength-04"]
    assert len(gold_quotes()) == 476


# -- eras ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "era"),
    [
        (1990, None),
        (1991, "GP fundholding and health authorities (1991 to 1999)"),
        (1998, "GP fundholding and health authorities (1991 to 1999)"),
        (1999, "Primary Care Groups, becoming Primary Care Trusts (1999 to 2002)"),
        (2003, "Primary Care Trusts (2002 to 2013)"),
        (2012, "Primary Care Trusts (2002 to 2013)"),
        (2013, "Clinical Commissioning Groups (2013 to 2022)"),
        (2022, "Integrated Care Boards (from 2022)"),
        (2024, "Integrated Care Boards (from 2022)"),
    ],
)
def test_a_year_has_the_bodies_that_commissioned_in_it(year: int, era: str | None) -> None:
    assert era_of(year) == era
