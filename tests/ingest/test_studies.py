"""The studies that a source reports, who is cited without a year, and whose words a sentence gives."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from ingest.evidence import EvidenceReader
from ingest.structure.document import analyse
from ingest.types import BlockKind, Document, Span
from tests.ingest.corpus_expected.reading import GLASBY, ROOT, SOURCES, document, sentences, short, touches

REFERENCES = """
## References

Abbott P (1999) Weekly meetings in rural clinics, *Journal of Small Towns*, 3, 1, 4-12.

Lind A, Berg S, Holm T (2003) Two desks in one room, *Nursing Spaces*, 9, 2, 10-19.

Lind A, Berg S, Holm T (2006) Three desks in one room, *Nursing Spaces*, 12, 2, 20-31.

Marsh G, O'Brien T (2001) Trust and the weekly meeting, *Journal of Small Towns*, 5, 2, 18-29.

O'Brien T (2010) Trust in the round: a review, *Journal of Small Towns*, 14, 1, 1-20.

Okoro J (2005) *The Kettle and the Council*, Harrow Press, Leeds.

Rose E (1987) Gardens of the poor law, *Journal of Small Towns*, 1, 1, 3-9.
"""

OPENING = (
    "Teams that sit in one building have been written about since the first schemes were set up in the "
    "valley towns, and what was written is set out here in the order of its years."
)


def read(*paragraphs: str) -> Document:
    """A made-up text with the list of references above."""
    return analyse(
        "\n\n".join(("# Working across the boundary", "## Findings", OPENING, *paragraphs))
        + "\n"
        + REFERENCES
    )


def cited(found: Document) -> list[tuple[str, str]]:
    return [(mention.span.of(found.text), mention.reference) for mention in found.mentions]


def attributed(found: Document) -> dict[str, str | None]:
    """The study of each sentence, by the sentence's first words."""
    reader = EvidenceReader(found)
    return {
        " ".join(sentence.spans[0].of(found.text).split()[:4]): sentence.study
        for block in found.blocks
        if block.is_evidence
        for sentence in reader.sentences(block)
    }


def table(*rows: str) -> str:
    return "\n".join(("Table 1: Studies of shared rooms", "", *rows))


STUDIES = table(
    "Study\tDesign\tSetting\tKey findings\tWhat helped",
    "Abbott 1999\tInterviews\tTwo rural clinics\tMeetings were kept\tA fixed day for meetings",
    "Lind et al. 2003 and Lind et al. 2006\tBefore and after\tOne town\tDesks were shared\tA room with a door",
    "Okoro 2005\tSurvey\tA county\tKettles were bought\tA common kitchen for all",
)


# -- studies ---------------------------------------------------------------------------


def test_papers_that_head_one_row_are_of_one_study() -> None:
    found = read(STUDIES)
    assert [study.references for study in found.studies] == [
        ("abbott-1999",),
        ("lind-2003", "lind-2006"),
        ("okoro-2005",),
    ]


def test_a_study_has_what_columns_say_of_it_and_not_what_it_found() -> None:
    found = read(STUDIES)
    details = [(d.heading, d.span.of(found.text)) for d in found.studies[1].details]
    assert details == [("Design", "Before and after"), ("Setting", "One town")]


def test_a_study_of_several_tables_is_one() -> None:
    again = (
        STUDIES.replace("Table 1", "Table 2").replace("Design", "Sample").replace("Interviews", "Nine nurses")
    )
    found = read(STUDIES, again.replace("Lind et al. 2003 and Lind et al. 2006", "Lind et al. 2006"))
    assert len(found.studies) == 3
    first = found.studies[0]
    assert [(d.heading, d.span.of(found.text)) for d in first.details] == [
        ("Design", "Interviews"),
        ("Setting", "Two rural clinics"),
        ("Sample", "Nine nurses"),
        ("Setting", "Two rural clinics"),
    ]


def test_rows_of_themes_that_cite_works_are_no_studies() -> None:
    themes = table(
        "Theme\tSetting",
        "Shared rooms (Abbott 1999; Okoro 2005)\tTwo rural clinics and a county",
        "Shared days (Abbott 1999; Marsh and O'Brien 2001)\tTwo rural clinics and a town",
    )
    assert read(themes).studies == ()


def test_entries_that_stand_together_in_changing_company_are_not_made_one_study() -> None:
    """A table of themes may begin its rows with the works as well."""
    themes = table(
        "Sources\tSetting",
        "Abbott 1999; Okoro 2005\tTwo rural clinics and a county",
        "Okoro 2005; Marsh and O'Brien 2001\tTwo rural clinics and a town",
    )
    assert read(themes).studies == ()


@pytest.mark.parametrize(
    "words",
    [
        "The trial of shared rooms was reported in two papers (Abbott 1999; Okoro 2005).",
        "Examples are papers arising from the county survey of rooms (Abbott 1999; Okoro 2005).",
        "Both are from the same evaluation (Abbott 1999; Okoro 2005).",
        "Rooms were shared (Abbott 1999; also reported in Okoro 2005).",
    ],
)
def test_papers_that_the_text_says_are_of_one_study_are(words: str) -> None:
    assert [study.references for study in read(words).studies] == [("abbott-1999", "okoro-2005")]


@pytest.mark.parametrize(
    "words",
    [
        "Two papers found that rooms were shared (Abbott 1999; Okoro 2005).",
        "The trial was reported in three papers (Abbott 1999; Okoro 2005).",
        "Rooms were shared in the county (Abbott 1999; see also Okoro 2005).",
    ],
)
def test_papers_that_are_only_cited_together_are_not_one_study(words: str) -> None:
    assert read(words).studies == ()


def test_the_review_has_its_nine_studies_each_once() -> None:
    """Nine, as it says itself, in four tables with different rows."""
    studies = document(GLASBY).studies
    assert [study.references for study in studies] == [
        ("banyard-2002",),
        ("brown-2003",),
        ("coleman-2003", "rummery-2003", "rummery-coleman-2003", "glendinning-2001a", "glendinning-2001b"),
        ("davey-2005", "kharicha-2005"),
        ("dodd-2011",),
        ("syson-2010",),
        ("taylor-2001",),
        ("thistlethwaite-2011",),
        ("wistow-2006",),
    ]


def test_the_details_of_each_study_of_the_review_are_its_own_cells() -> None:
    """Five headings a study, each a whole cell of one row; Table 1 is on page 12, Table 2 on 13 and 14."""
    read_ = document(GLASBY)
    cells = {cell.span for b in read_.blocks if b.kind is BlockKind.TABLE_ROW for cell in b.cells}
    for study in read_.studies:
        assert [detail.heading for detail in study.details] == [
            "Brief description",
            "Peer review?",
            "In-house or external evaluation?",
            "Single local case study or wider evidence base?",
            "Outcome measures used?",
        ]
        assert {detail.span for detail in study.details} <= cells
        assert all("New conversations" not in detail.span.of(read_.text) for detail in study.details)
        assert {read_.page_at(detail.span.start) for detail in study.details} <= {"12", "13", "14"}
    brown = read_.studies[1]
    assert brown.details[3].span.of(read_.text) == (
        "Comparison of two integrated teams and one non-integrated team"
    )


@pytest.mark.parametrize("source", [source for source in SOURCES if source != GLASBY])
def test_a_source_without_a_table_of_studies_has_none(source: str) -> None:
    assert document(source).studies == ()


# -- names without a year --------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "quote", "key"),
    [
        ("Marsh and O'Brien say that trust is slow.", "Marsh and O'Brien", "marsh-2001"),
        ("The nurses of Marsh and O’Brien’s account had no room.", "Marsh and O’Brien’s", "marsh-2001"),
        ("The Abbott study was small, and it was early.", "Abbott", "abbott-1999"),
        ("Much is owed to Abbott's own small study of rooms.", "Abbott's", "abbott-1999"),
        ("O'Brien's review of the field disagrees.", "O'Brien's", "obrien-2010"),
    ],
)
def test_a_name_without_a_year_is_of_the_only_entry_that_it_fits(words: str, quote: str, key: str) -> None:
    assert (quote, key) in cited(read(words))


def test_a_surname_alone_needs_to_have_been_cited_before() -> None:
    assert cited(read("Okoro found that kettles were bought.")) == []
    found = cited(read("Kettles were bought (Okoro 2005).", "Okoro found that cups were bought as well."))
    assert found == [("Okoro 2005", "okoro-2005"), ("Okoro", "okoro-2005")]


def test_of_two_entries_it_is_the_one_cited_last_in_the_section() -> None:
    found = cited(
        read("Lind et al. (2003) shared a room, and Lind et al. (2006) another. Lind et al. add a desk.")
    )
    assert found[-1] == ("Lind et al.", "lind-2006")


def test_of_two_entries_neither_is_taken_where_none_was_cited() -> None:
    assert cited(read("Lind et al. add that a desk was bought.")) == []


@pytest.mark.parametrize(
    "words",
    [
        "The roses were red. Rose found her way, and the Rose garden was opened.",
        "Dr Abbott's survey of her patients goes on.",
        "We thank Marsh and O'Brien, who gave their time.",
        "Paula Abbott's work in the town was praised by all.",
        "Lind and colleagues (2011) say otherwise.",
        "Berg, Marsh and O'Brien met on Tuesdays.",
    ],
)
def test_a_person_or_a_word_is_no_citation(words: str) -> None:
    assert cited(read(words)) == []


# -- brackets --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            "Rooms were shared (Abbott 1999; Marsh and O'Brien 2001; Lind et al. 2003, p. 12; Okoro 2005: 4).",
            [
                ("Abbott 1999", "abbott-1999"),
                ("Marsh and O'Brien 2001", "marsh-2001"),
                ("Lind et al. 2003", "lind-2003"),
                ("Okoro 2005", "okoro-2005"),
            ],
        ),
        ("Abbott (1999, p. 7) shared a room.", [("Abbott (1999, p. 7)", "abbott-1999")]),
        ("Marsh and O'Brien (2001: 20-1) had none.", [("Marsh and O'Brien (2001: 20-1)", "marsh-2001")]),
        (
            "Rooms were shared (Lind et al. 2003, 2006).",
            [("Lind et al. 2003", "lind-2003"), ("2006", "lind-2006")],
        ),
        (
            "Rooms were shared (Abbott, 1999, as cited in Okoro, 2005).",
            [("Abbott, 1999", "abbott-1999"), ("Okoro, 2005", "okoro-2005")],
        ),
        ("Rooms were shared (Weller 1985, cited in Okoro 2005).", [("Okoro 2005", "okoro-2005")]),
        (
            "Abbott's book *Weekly meetings* (1999) is early.",
            [("Abbott's book *Weekly meetings* (1999)", "abbott-1999")],
        ),
    ],
)
def test_what_stands_in_a_bracket_is_read_whole(words: str, wanted: list[tuple[str, str]]) -> None:
    assert cited(read(words)) == wanted


# -- whose words -----------------------------------------------------------------------


def test_what_goes_on_telling_of_a_study_is_of_that_study() -> None:
    found = attributed(
        read(
            STUDIES,
            "Abbott (1999) looked at two clinics. The authors stress that a day was kept. Nurses had no desk of "
            "their own. It is a small study, and much has changed. In contrast, this short, early paper says more "
            "of the rooms.",
        )
    )
    assert found["Abbott (1999) looked at"] == "abbott-1999"
    assert found["The authors stress that"] == "abbott-1999"
    assert found["Nurses had no desk"] == "abbott-1999"
    assert found["It is a small"] is None
    assert found["In contrast, this short,"] == "abbott-1999"


@pytest.mark.parametrize(
    "words",
    [
        "This article asks what became of the rooms.",
        "In this study we asked what became of the rooms.",
        "None of the studies in this review had an answer.",
        "The rooms are there to this day.",
    ],
)
def test_what_the_source_says_for_itself_is_not_of_the_study_before(words: str) -> None:
    found = attributed(read(STUDIES, f"Abbott (1999) looked at two clinics. {words}"))
    assert found[" ".join(words.split()[:4])] is None


def test_a_document_that_lists_no_studies_does_not_go_on_telling_of_one() -> None:
    """Its own methods are in the past tense as well."""
    found = attributed(read("Abbott (1999) looked at two clinics. Interviews were held with twelve nurses."))
    assert found["Interviews were held with"] is None


def test_another_work_ends_the_telling() -> None:
    found = attributed(
        read(
            STUDIES,
            "Abbott (1999) looked at two clinics. Others did not (Rose 1987). Nurses had no desk then.",
        )
    )
    assert found["Nurses had no desk"] is None


def test_a_page_alone_is_of_the_work_cited_last() -> None:
    found = attributed(
        read(
            "Okoro (2005) looked at a county.",
            "The kettle was 'the heart of the matter' (p. 50), and so were cups.",
        )
    )
    assert found["The kettle was 'the"] == "okoro-2005"


def test_a_block_quotation_is_of_its_own_author_before_that_of_the_paragraph() -> None:
    found = attributed(
        read(
            "Abbott (1999) was doubtful. Another team is more hopeful:",
            "> We were asked to sit together and in the end we did (Okoro 2005, p. 50).",
        )
    )
    assert found["Another team is more"] == "okoro-2005"
    assert found["We were asked to"] == "okoro-2005"


@pytest.mark.parametrize(
    ("words", "study"),
    [
        ("As with Abbott (1999), the rooms were few.", None),
        ("The form builds on the work of Abbott (1999).", None),
        ("We agree with Abbott (1999) that the rooms were few.", None),
        ("Abbott (1999) shared a room (see also Okoro 2005).", "abbott-1999"),
        ("Abbott (1999) and Okoro (2005) shared a room.", None),
        ("Lind et al. (2003) and Lind et al. (2006) shared a room.", "lind-2003"),
        ("According to Abbott (1999, cited in Okoro 2005), the rooms were few.", "abbott-1999"),
        ("The rooms were few (Rose 1987).", None),
        ("The rooms were few (Abbott 1999).", "abbott-1999"),
        ("The rooms were few (Abbott 1999, cited in Okoro 2005).", "abbott-1999"),
        ("The rooms were few (Abbott 1999) and the doors many (see Okoro 2005).", None),
        ("Rose's account of the rooms is the oldest.", "rose-1987"),
    ],
)
def test_a_sentence_is_of_the_one_study_that_it_tells_of(words: str, study: str | None) -> None:
    """In a document that lists Abbott, Lind and Okoro in its table, and not Rose."""
    assert attributed(read(STUDIES, words))[" ".join(words.split()[:4])] == study


# -- the gold questions ----------------------------------------------------------------

# One sentence tells of several studies, and can be put down to none of them.
SEVERAL_IN_ONE_SENTENCE = {
    "found an impact on the process of service delivery but not yet on clinical outcomes",
    "the national 'Tracker' survey and subsequent interviews took place between 1999 and 2002",
    "Brown and colleagues study took place in 1999–2000",
    "Wistow and Waddington's local case study derives from 2001–2003",
    "quicker referrals from primary health care to social services",
    "fewer inappropriate referrals",
    "routine feedback on the outcome of referrals",
}


@cache
def gold_quotes() -> tuple[dict[str, Any], ...]:
    """Each quote once, with the studies that it reports; each study is all its papers."""
    lines = (ROOT / "tests/gold/studies.jsonl").read_text("utf-8").splitlines()
    quotes = [q for line in lines for facet in json.loads(line)["facets"] for q in facet["quotes"]]
    return tuple({(q["source"], q["quote"]): q for q in quotes}.values())


def studies_told(source: str, quote: str) -> set[str | None]:
    """The studies of all sentences that hold a part of a quote, wherever it stands."""
    places = [Span(*m.span()) for m in re.finditer(re.escape(quote), document(source).text)]
    assert places
    return {s.study for s in sentences(source) for place in places if touches(s.spans, place)}


@pytest.mark.parametrize("case", gold_quotes(), ids=lambda c: short(c["quote"]))
def test_a_quote_of_the_gold_questions_has_the_study_it_reports(case: dict[str, Any]) -> None:
    """One study, or none where it is the source's own words or those of several."""
    told = studies_told(case["source"], case["quote"])
    if case["quote"] in SEVERAL_IN_ONE_SENTENCE or len(case["studies"]) != 1:
        assert told == {None}
    else:
        assert told <= set(case["studies"][0])
        assert told
