"""Which sentences are shown, asked of small libraries made for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ingest.ingesting import ingest
from ingest.types import BlockKind, Direction, Document, Passage, Record, Sentence, Span
from qa.answerability import Judgement
from qa.coverage import ALL_QUOTED, Quoted
from qa.evidence_sentences import EvidenceSentence, says_the_same
from qa.lead import lead_for_findings
from qa.service import AnswerService
from qa.shape import shape_of
from qa.types import Answer, Citation, Finding, Question
from tests.fakes import FakeEncoder, prose, write_document
from tests.ingest.test_studies import OPENING, REFERENCES, STUDIES

_NEAR = "comes near this, and may not answer it"
Ask = Callable[..., Answer]

OFFICES = """Shared offices and visits

What helps:
- Shared offices bring nurses and teachers together every day.
- Weekly visits bring nurses and teachers together too.
- Honest talk about money.

What hinders:
- Shared offices make nurses feel watched by teachers.
- Two diaries.

Northgate

Northgate was a pilot of eleven nurses who moved into a school. The school gave them a room. \
It was paid for by the Rowan Trust. The pilot began in 1997 and ended when the school closed.
"""
WEIGHED = """How much is known of bakers

There is little evidence that ovens help bakers. Few studies of bakers had a control group. \
The evidence base on ovens is weak. Ovens help bakers because the smell of bread is strong.

What trowels cost

None of the studies asked what a trowel would cost, and there is insufficient evidence on it. \
Trowels hang in nine towns.

Link roads

The link between the towns is old. Each worker walks it.
"""
LONGER = STUDIES.replace("Survey\tA county", "A postal survey of kitchens\tNine towns of one county")
COUNTED = """# Mills

Table 1: Mills of three towns

| Town | Wheels | Language | Bridge |
| --- | --- | --- | --- |
| Dunmore | 11 | Gaelic | Stone |
| Fenwick | 14 | Norse | Timber |
| Quillon | 9 | Cornish | Iron |
"""
REVIEW = f"# Rooms\n\n## Findings\n\n{OPENING}\n\n{LONGER}\n{REFERENCES}"
CORNERS = """How corners are shared

Both corners of the square have lamps of two kinds, where the nine streets meet.

In all the walk passed eleven corners.
"""
DESKS = """# Desks

## What the office said

The IT desk broke down in the spring of that year.

It was mended and it was painted, as it had to be.
"""
LENDING = """A lending library

A lending library of ladders and trestles, run by two parishes, was used by thatchers and glaziers in \
every month of the year.

A count

A clinical commissioning group counted ladders in nine parishes.
"""
TWIN = """News from the valley

What helps:
- Shared offices bring nurses and teachers together every day.
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    folder = tmp_path_factory.mktemp("picking")
    documents = folder / "documents"
    write_document(documents / "offices.txt", OFFICES, "offices-2010")
    write_document(documents / "twin.txt", TWIN, "twin-2011")
    write_document(documents / "weighed.txt", WEIGHED, "weighed-2012")
    write_document(documents / "lending.txt", LENDING, "lending-2014")
    write_document(documents / "corners.txt", CORNERS, "corners-2016")
    write_document(documents / "desks.md", DESKS, "desks-2017")
    write_document(documents / "mills.md", COUNTED, "mills-2015")
    write_document(documents / "review.txt", REVIEW, "review-2013")
    for n in range(3):
        write_document(documents / f"other{n}.txt", prose(n, paragraphs=6), f"other-{n}")
    encoder = FakeEncoder()
    ingest(folder / "library", [documents], encoder)
    service = AnswerService(folder / "library", encoder)
    return lambda words, *before: service.ask(Question(words, before))


def _quotes(answer: Answer) -> list[str]:
    return [" ".join(finding.text.split()) for finding in answer.findings]


def test_a_question_of_one_direction_gets_that_direction(ask: Ask) -> None:
    """What stands under "What hinders" is no answer to what helps."""
    answer = ask("What helps shared offices of nurses and teachers?")
    assert answer.findings
    assert {finding.direction for finding in answer.findings} <= {Direction.HELPS, Direction.MIXED}


def test_a_benefit_taken_for_granted_gets_what_speaks_against_it(ask: Ask) -> None:
    """The question asks for benefits of shared offices; that they make nurses feel watched is said as well."""
    answer = ask("What are the benefits of shared offices for nurses and teachers?")
    assert any("every day" in quote for quote in _quotes(answer))
    assert any("feel watched" in quote for quote in _quotes(answer))


def test_the_one_report_on_a_topic_comes_before_what_helps_something_else(ask: Ask) -> None:
    answer = ask("Does a lending library of ladders and trestles help?")
    assert [finding.direction for finding in answer.findings] == [Direction.NONE]
    assert "run by two parishes" in _quotes(answer)[0]
    assert "none of the passages" not in answer.lead


def test_what_helps_stays_with_what_has_the_topic(ask: Ask) -> None:
    answer = ask("What helps nurses and teachers with weekly visits?")
    assert any("Weekly visits" in quote for quote in _quotes(answer))
    assert all("money" not in quote for quote in _quotes(answer))


@pytest.mark.parametrize(
    ("question", "cell"),
    [("Which language has Fenwick?", "Norse"), ("How many wheels are there in Quillon?", "9")],
)
def test_a_short_cell_answers_what_its_row_and_column_ask(ask: Ask, question: str, cell: str) -> None:
    """And no other cell of the row, whose column asks something else."""
    assert _quotes(ask(question)) == [cell]


def test_short_cells_are_no_answer_to_anything_else(ask: Ask) -> None:
    assert not {"Norse", "Gaelic", "Cornish"} & set(_quotes(ask("What is spoken of in shared offices?")))


def test_what_says_the_same_is_named_beside_it(ask: Ask) -> None:
    """One finding, and the other place among its citations."""
    answer = ask("What are the benefits of shared offices for nurses and teachers?")
    said = [finding for finding in answer.findings if "every day" in finding.text]
    assert len(said) == 1
    cited = {citation.n: citation.source for citation in answer.citations}
    sources = {cited[n] for n in (*said[0].citations, *said[0].also)}
    assert sources == {"offices-2010", "twin-2011"}


@pytest.mark.parametrize(
    ("studies", "directions", "same"),
    [
        (("bell-2004", "bell-2004"), (Direction.HINDERS, Direction.HINDERS), True),
        (("bell-2004", "cook-2005"), (Direction.HINDERS, Direction.HINDERS), False),
        ((None, None), (Direction.HINDERS, Direction.HINDERS), False),
        (("bell-2004", "bell-2004"), (Direction.HINDERS, Direction.NONE), False),
    ],
)
def test_one_finding_of_one_study_is_shown_once(
    studies: tuple[str | None, str | None], directions: tuple[Direction, Direction], same: bool
) -> None:
    """A table has it, and the text has it again in other words."""
    said = (
        "Village nurses visited small hamlets too seldom",
        "Small hamlets saw village nurses too seldom to matter",
    )
    vectors = (np.array([1.0, 0.0], dtype=np.float32), np.array([0.85, 0.527], dtype=np.float32))
    passage = Passage((Span(0, 1),), (), BlockKind.PARAGRAPH, (), None, "")
    first, second = (
        EvidenceSentence(
            Sentence((Span(0, 1),), direction, study=study), passage, "a", words, 1.0, vector, frozenset()
        )
        for words, vector, study, direction in zip(said, vectors, studies, directions, strict=True)
    )
    assert says_the_same(first, second) is same


def test_both_sides_of_a_comparison_are_there(ask: Ask) -> None:
    answer = ask("Shared offices versus weekly visits")
    assert any(quote.startswith("Shared offices") for quote in _quotes(answer))
    assert any(quote.startswith("Weekly visits") for quote in _quotes(answer))


def test_how_many_is_answered_by_the_sentence_that_has_the_number(ask: Ask) -> None:
    """And by no other sentence of the same passage."""
    answer = ask("How many nurses were in the Northgate pilot?")
    assert "eleven nurses" in _quotes(answer)[0]
    assert not any("gave them a room" in quote for quote in _quotes(answer))


def test_the_number_of_what_is_counted_comes_first(ask: Ask) -> None:
    """Others stand in sentences that have more of the question's words."""
    assert "eleven corners" in _quotes(ask("How many corners has the square?"))[0]


def test_what_is_written_it_is_not_what_is_written_in_capitals(ask: Ask) -> None:
    answer = ask("What happened to the IT in the office?")
    assert _quotes(answer)[0].startswith("The IT desk")
    assert "none of the passages" not in answer.lead


def test_who_is_answered_by_a_sentence_with_a_name(ask: Ask) -> None:
    answer = ask("Who paid for the Northgate pilot?")
    assert any("Rowan Trust" in quote for quote in _quotes(answer))


def test_a_scheme_by_its_name_gets_all_that_is_said_of_it(ask: Ask) -> None:
    """Its sentences need not name it again: they stand under its heading."""
    quotes = _quotes(ask("Tell me about Northgate"))
    for words in ("eleven nurses", "gave them a room", "Rowan Trust", "1997"):
        assert any(words in quote for quote in quotes), words


def test_a_quote_that_points_back_has_the_words_before_it(ask: Ask) -> None:
    """ "It was paid for ..." is shown after what "it" was."""
    answer = ask("Tell me about Northgate")
    paid = next(finding for finding in answer.findings if "Rowan Trust" in finding.text)
    cited = {citation.n: citation.quote for citation in answer.citations}
    assert [" ".join(cited[n].split()) for n in paid.context] == ["The school gave them a room."]


def test_a_study_by_its_name_gets_what_it_found_and_its_details_beside(ask: Ask) -> None:
    """How it was made is told of the study, and is no finding."""
    answer = ask("Tell me about Okoro 2005")
    quotes = _quotes(answer)
    assert "A common kitchen for all" in quotes
    assert "Kettles were bought" in quotes
    assert not {"A postal survey of kitchens", "Nine towns of one county"} & set(quotes)
    (study,) = answer.studies
    assert [detail.text for detail in study.details] == [
        "A postal survey of kitchens",
        "Nine towns of one county",
    ]


def test_a_question_of_the_evidence_gets_what_weighs_it_without_a_direction(ask: Ask) -> None:
    """Whether ovens help is another question."""
    answer = ask("How strong is the evidence on ovens and bakers?")
    quotes = _quotes(answer)
    assert {finding.direction for finding in answer.findings} == {Direction.NONE}
    assert all("studies" in quote or "evidence" in quote for quote in quotes)
    assert any("evidence base on ovens" in quote for quote in quotes)
    assert "“strong”" not in answer.lead


def test_what_the_sources_say_they_lack_is_said_first(ask: Ask) -> None:
    lead = ask("How many people know what a trowel would cost?").lead
    said = "None of the studies asked what a trowel would cost, and there is insufficient evidence on it."
    assert lead.startswith(f"The sources say of their own evidence: “{said}” ")
    assert "may not answer" in lead


def test_a_side_of_a_comparison_that_is_nowhere_is_said(ask: Ask) -> None:
    """ "Link" and "worker" stand in the documents, and a link worker does not."""
    missing = "“link worker” is in no passage, so there is nothing to compare."
    lead = ask("Is a link worker better than weekly visits?").lead
    assert lead.startswith(missing)
    assert "may not answer" in lead
    assert "no passage" not in ask("Are weekly visits better than shared offices?").lead


@pytest.mark.parametrize(
    ("question", "quote", "verb", "said"),
    [
        ("How many came?", "Many came.", _NEAR, " It does not have a number."),
        ("How many came?", "Nine came.", "answers this", ""),
        ("How many doctors came?", "Nine doctors came.", "answers this", ""),
        ("How many doctors came?", "Nine village physicians came.", "answers this", ""),
        (
            "How many doctors came?",
            "Nine villages sent theirs.",
            _NEAR,
            " No number in it stands before what is to be counted.",
        ),
    ],
)
def test_no_number_is_said_where_none_is_quoted(question: str, quote: str, verb: str, said: str) -> None:
    """A reader is not to look for what is not there, nor to take a number of something else for it."""
    record, document = Record("a", "A"), Document(quote, ())
    judgement = Judgement(0.9, True, ())
    citation = Citation(1, "a", "a", "A", "", None, None, (), 0, len(quote), quote)
    finding = Finding(quote, Direction.NONE, None, None, None, (1,))
    form = shape_of(question).form
    lead = lead_for_findings([finding], (), [citation], {"a": (record, document)}, judgement, (), form)
    assert lead == f"1 quotation {verb}, from “A” (undated).{said}"


@pytest.mark.parametrize(
    ("unknown", "probability", "begins"),
    [
        (
            "Narnia",
            0.1,
            "The documents do not answer this. “Narnia” is not in these documents. 1 quotation comes near it,",
        ),
        (
            "2031",
            0.1,
            "The documents do not answer this. “2031” is not in these documents. 1 quotation comes near it,",
        ),
        (
            "moan",
            0.1,
            "“moan” is not in these documents. 1 quotation comes near this, and may not answer it,",
        ),
        ("Narnia", 0.9, "“Narnia” is not in these documents. 1 quotation answers this,"),
    ],
)
def test_what_is_nowhere_is_said_first(unknown: str, probability: float, begins: str) -> None:
    """A name or a year is said in no other way; of another word the documents may have another."""
    finding = Finding("Many came.", Direction.NONE, None, None, None, (1,))
    citation = Citation(1, "a", "a", "A", "", None, None, (), 0, 10, "Many came.")
    judgement = Judgement(probability, True, (unknown,))
    sources = {"a": (Record("a", "A"), Document("Many came.", ()))}
    assert lead_for_findings([finding], (), [citation], sources, judgement, ()).startswith(begins)


@pytest.mark.parametrize(
    ("probability", "quoted", "claims"),
    [
        (0.9, Quoted(0.5, 0.5, 0.7), "answers this"),
        (0.9, Quoted(0.4, 0.4, 0.7), "bears on this"),
        (0.9, Quoted(0.6, 0.4, 0.7), "bears on this"),
        (0.9, Quoted(0.6, 0.6, 0.6), "bears on this"),
        (0.9, Quoted(0.1, 0.1, 0.7), "comes near this"),
        (0.4, ALL_QUOTED, "bears on"),
    ],
)
def test_an_answer_claims_no_more_than_its_quotes_hold(
    probability: float, quoted: Quoted, claims: str
) -> None:
    """However near in meaning, quotes without the topic's words hardly answer: the best, most of them, all together."""
    finding = Finding("Many came.", Direction.NONE, None, None, None, (1,))
    citation = Citation(1, "a", "a", "A", "", None, None, (), 0, 10, "Many came.")
    sources = {"a": (Record("a", "A"), Document("Many came.", ()))}
    judgement = Judgement(probability, True, ())
    lead = lead_for_findings([finding], (), [citation], sources, judgement, (), quoted=quoted)
    assert lead.startswith(f"1 quotation {claims}")


def test_an_abbreviation_counts_as_its_long_form(ask: Ask) -> None:
    """No document here has "CCG"."""
    answer = ask("How often did CCGs and a CCG count ladders?")
    assert "clinical commissioning group counted ladders" in _quotes(answer)[0]
    assert "CCG" not in answer.lead


def test_what_an_earlier_question_had_is_not_missed_again(ask: Ask) -> None:
    """Its own answer has said so."""
    answer = ask("What helps nurses and zebras in shared offices?")
    assert "“zebras” is not in these documents" in answer.lead
    again = ask("And what hinders them?", "What helps nurses and zebras in shared offices?")
    assert "zebras" in again.standalone_question
    assert "zebras" not in again.lead
