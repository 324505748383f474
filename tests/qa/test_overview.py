"""Questions about all that the library is about, and about one of its schemes; the real model and documents."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.types import Direction
from qa.evaluation.gold import GoldQuestion
from qa.service import AnswerService
from qa.types import Answer, Question

pytestmark = pytest.mark.model

BROAD = "What gets in the way of joint working between general practice and adult social care?"


def _themes(answer: Answer) -> Counter[tuple[Direction, str | None]]:
    return Counter((finding.direction, finding.theme) for finding in answer.findings)


@pytest.mark.parametrize(
    "question",
    [
        BROAD,
        BROAD.replace("adult ", ""),
        "What are the main barriers?",
        "What are the most important barriers to joint working between social care and general practice?",
    ],
)
def test_a_question_about_everything_gets_the_breadth_of_themes(
    service: AnswerService, question: str
) -> None:
    """However it names the topic: "adult" tells no more than the titles do, and "main" nothing."""
    themes = _themes(service.ask(Question(question)))
    assert len(themes) >= 8
    assert set(themes.values()) == {1}


@pytest.mark.parametrize(
    "question",
    [
        "What gets in the way of joint working on budgets between general practice and social care?",
        "What gets in the way of commissioning boards of general practice and adult social care?",
    ],
)
def test_a_word_of_its_own_makes_a_question_narrower(service: AnswerService, question: str) -> None:
    assert max(_themes(service.ask(Question(question))).values(), default=2) > 1


@pytest.mark.parametrize("place", ["Torbay", "Salford", "Barking and Dagenham"])
def test_a_place_gets_what_its_study_found(service: AnswerService, place: str) -> None:
    """The rows of the tables do not name it: their study does."""
    answer = service.ask(Question(f"Tell me about {place}"))
    assert len(answer.studies) == 1
    assert len(answer.findings) >= 8
    assert {finding.direction for finding in answer.findings} >= {Direction.HELPS, Direction.NONE}


def test_what_is_told_of_a_study_comes_in_its_source_s_order(service: AnswerService) -> None:
    """Within a direction."""
    answer = service.ask(Question("Tell me about Davey"))
    starts = {citation.n: citation.start for citation in answer.citations}
    for direction in {finding.direction for finding in answer.findings}:
        told = [starts[f.citations[0]] for f in answer.findings if f.direction is direction]
        assert told == sorted(told)


@pytest.mark.parametrize(
    ("question", "column", "begins"),
    [
        ("Was Torbay peer reviewed?", "Peer review?", "No"),
        ("What outcome measures did Davey use?", "Outcome measures used?", "Yes – primary measure"),
        ("Was the work in Salford evaluated externally?", "In-house or external evaluation?", "One council"),
    ],
)
def test_what_a_table_tells_of_a_named_study_is_the_answer(
    service: AnswerService, question: str, column: str, begins: str
) -> None:
    """The one cell, however short, with its row and column; and the answer says that it answers."""
    answer = service.ask(Question(question))
    (finding,) = answer.findings
    assert finding.text.startswith(begins)
    assert finding.under[-1] == column
    assert "answers this" in answer.lead


def test_it_is_the_study_of_the_question_before(service: AnswerService) -> None:
    answer = service.ask(Question("Was it peer reviewed?", ("What did Taylor's generic worker pilot find?",)))
    (finding,) = answer.findings
    assert finding.under[1:] == ("Taylor 2001", "Peer review?")


def test_what_went_wrong_at_a_place_is_of_its_study_alone(service: AnswerService) -> None:
    """Words of the question's form ("went wrong") are not missed in the documents."""
    answer = service.ask(Question("What went wrong in Salford?"))
    assert len(answer.findings) >= 5
    assert len(answer.studies) == 1
    assert {finding.study is None for finding in answer.findings} == {False}
    assert "wrong" not in answer.lead


def test_what_only_comes_near_is_few(service: AnswerService) -> None:
    answer = service.ask(Question("Do tight budgets make collaboration harder?"))
    assert "come near this" in answer.lead
    assert len(answer.findings) <= 6


def test_a_question_of_the_studies_gets_the_whole_column(service: AnswerService) -> None:
    """The nine of the review's second table, each once, in its order."""
    answer = service.ask(Question("Were the studies peer reviewed?"))
    assert len({finding.study for finding in answer.findings}) == len(answer.studies) == 9
    assert {finding.under[-1] for finding in answer.findings} == {"Peer review?"}
    assert "answer this" in answer.lead


def test_one_study_s_cell_tells_nothing_of_the_review(service: AnswerService) -> None:
    answer = service.ask(Question("Was the review peer reviewed?"))
    assert not any("Peer review?" in finding.under for finding in answer.findings)


def test_a_sum_is_shown_where_money_is_asked_for(service: AnswerService) -> None:
    answer = service.ask(Question("Does joint working save the system any money?"))
    assert any("£148,000" in finding.text for finding in answer.findings)


def test_people_are_counted_and_not_months(service: AnswerService) -> None:
    answer = service.ask(Question("How many people were interviewed for the review?"))
    assert "ten key stakeholders" in " ".join(answer.findings[0].text.split())


def test_a_name_that_the_best_quotes_lack_is_looked_for_again(service: AnswerService) -> None:
    answer = service.ask(
        Question("What helps or hinders sharing patient records and IT between practices and the council?")
    )
    assert {f.direction for f in answer.findings if "IT" in f.text.replace("/", " ").split()} == {
        Direction.HELPS,
        Direction.HINDERS,
    }


def test_a_journal_names_its_article(service: AnswerService) -> None:
    answer = service.ask(Question("What did the BMJ article say about outposting social workers?"))
    assert {citation.source for citation in answer.citations} == {"glendinning-1998"}
    assert "not in these documents" not in answer.lead


def test_a_word_is_no_slip_for_another_with_a_like_stem(service: AnswerService) -> None:
    assert service.ask(Question("Does it reduce deprivation of liberty cases?")).suggestion is None


def test_a_follow_up_keeps_to_its_own_words(service: AnswerService) -> None:
    """ "And for carers?" wants what helps carers, and not all that helps."""
    answer = service.ask(
        Question("And for carers?", ("What do we gain from a social worker in our surgery?",))
    )
    assert answer.findings
    assert len(answer.findings) <= 4


def test_a_quote_is_shown_once_and_of_its_own_study(service: AnswerService, gold: list[GoldQuestion]) -> None:
    """Whether it is cited first as a finding or as what another leans on; once in each part of a joined question."""
    asked = [one.question for one in gold]
    asked.append("What do we actually gain from having a social worker based in our surgery?")
    asked.append("Do co-located teams lead to more people going into care homes?")
    for question in asked:
        answer = service.ask(Question(question))
        studies = {c.n: c.reported_study.key if c.reported_study else None for c in answer.citations}
        shown = [(finding.part, finding.citations) for finding in answer.findings]
        assert len(set(shown)) == len(shown), question
        for finding in answer.findings:
            assert {studies[n] for n in finding.citations} == {finding.study}, (question, finding.text)


@pytest.mark.parametrize(
    "question",
    ["Which study designs were used in the nine studies?", "Which studies were included in the review?"],
)
def test_how_studies_were_made_is_what_the_source_says_of_each(service: AnswerService, question: str) -> None:
    """From its table, a row for each study, and not how the source itself was made."""
    answer = service.ask(Question(question))
    assert {finding.under[0] for finding in answer.findings} == {"Table 1"}
    assert {finding.under[-1] for finding in answer.findings} == {"Brief description"}
    assert len({finding.study for finding in answer.findings}) == 9
    assert "answer this" in answer.lead


def test_one_study_s_design(service: AnswerService) -> None:
    answer = service.ask(Question("What design did Davey use?"))
    assert [" ".join(finding.text.split())[:26] for finding in answer.findings] == [
        "Comparison of co-located s"
    ]


def test_how_a_scheme_went_is_asked_of_its_study(service: AnswerService) -> None:
    answer = service.ask(Question("How well did integration in Torbay work?"))
    assert len(answer.studies) == 1
    assert len(answer.findings) >= 8


def test_a_comparison_that_nothing_makes_is_said(service: AnswerService) -> None:
    """Whatever there is on one side."""
    answer = service.ask(Question("Is co-location better than a change of eligibility criteria?"))
    assert "None of them compares the two in these words." in answer.lead
    assert "answer this" not in answer.lead.replace("may not answer it", "")


def test_where_most_words_are_unknown_less_is_shown(service: AnswerService) -> None:
    answer = service.ask(Question("What salary band should we pay a link worker?"))
    assert len(answer.findings) <= 3


def test_two_sides_are_asked_for_in_whatever_words(service: AnswerService) -> None:
    """And the documents' own word for one that they do not have is told."""
    answer = service.ask(
        Question("What makes joint working between GPs and social workers succeed, and what gets in the way?")
    )
    assert answer.lead.startswith("“succeed” is not in these documents; “success” is. ")
    assert {Direction.HELPS, Direction.HINDERS} <= {finding.direction for finding in answer.findings}


@pytest.mark.parametrize("question", ["Does joint working save money?", "Is co-location cheaper?"])
def test_what_the_sources_say_of_costs_leads_where_money_is_asked_for(
    service: AnswerService, question: str
) -> None:
    """In whatever word for it."""
    answer = service.ask(Question(question))
    assert "The sources say of their own evidence: “" in answer.lead
    assert "may not answer it" in answer.lead


def test_a_follow_up_counts_its_own_words_first(service: AnswerService) -> None:
    """Where no quote has one, the lead claims nothing."""
    earlier = ("Did integrated teams reduce admissions to residential care or hospital?",)
    answer = service.ask(Question("And what about for the carers?", earlier))
    assert "answer this" not in answer.lead


def test_that_it_made_no_difference_is_an_answer(service: AnswerService) -> None:
    answer = service.ask(Question("Did integrated teams improve clinical outcomes?"))
    assert any("not had an impact" in " ".join(finding.text.split()) for finding in answer.findings)


@pytest.mark.parametrize(
    "question", ["Does joint working cut emergency admissions?", "What helps GPs and social workers?"]
)
def test_what_is_said_of_the_evidence_is_of_this_evidence(service: AnswerService, question: str) -> None:
    """Of no study that nothing is quoted from, and not the same thing twice."""
    answer = service.ask(Question(question))
    cited = {c.n: c.reported_study.key for c in answer.citations if c.reported_study}
    shown = {finding.study for finding in answer.findings}
    assert {cited[n] for caveat in answer.caveats for n in caveat.citations if n in cited} <= shown
    openings = [" ".join(caveat.text.split())[-60:] for caveat in answer.caveats]
    assert len(set(openings)) == len(openings)
