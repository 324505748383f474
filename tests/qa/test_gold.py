"""Every gold question asked: each quote is where it says, and the ranking earns its keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.settings import CORPUS
from qa.composing import citation_id
from qa.evaluation.asking import evaluate
from qa.evaluation.gold import GoldQuestion, facet_places
from qa.evaluation.measuring import Report
from qa.evaluation.shown import CUTS
from qa.service import AnswerService
from qa.types import Answer, Question, Status

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def answers(service: AnswerService, gold: list[GoldQuestion]) -> list[tuple[GoldQuestion, Answer]]:
    return [(item, service.ask(Question(item.question, tuple(item.history), id=item.id))) for item in gold]


@pytest.fixture(scope="module")
def report(service: AnswerService, gold: list[GoldQuestion]) -> Report:
    return evaluate(service, gold)


@pytest.fixture(scope="module")
def originals() -> dict[str, str]:
    """The files themselves, by the key that their name begins with, line ends untouched."""
    return {
        "-".join(path.name.split("-")[:2]): path.read_bytes().decode("utf-8") for path in CORPUS.glob("*.txt")
    }


def _printed_page(text: str, offset: int) -> str | None:
    """The report's page by hand: its running header opens i, ii, and then 1 onwards."""
    header = "New conversations between old players?\n"
    if header not in text:
        return None
    turns = 0
    at = text.find("\n" + header)
    while 0 <= at < offset:
        turns += 1
        at = text.find("\n" + header, at + 1)
    return {0: None, 1: "i", 2: "ii"}.get(turns, str(turns - 2))


def test_every_citation_is_verbatim_at_its_page(
    answers: list[tuple[GoldQuestion, Answer]], originals: dict[str, str]
) -> None:
    """Each quote of each answer is in the file itself, at its span, on its printed page."""
    seen = 0
    for item, answer in answers:
        for citation in answer.citations:
            text = originals[citation.source]
            assert text[citation.start : citation.end] == citation.quote, item.id
            assert citation.page == _printed_page(text, citation.start), (item.id, citation)
            assert citation.quote.strip() == citation.quote
            assert "New conversations between old players?\n" not in citation.quote
            seen += 1
    assert seen > 200


def test_every_passage_is_verbatim(
    answers: list[tuple[GoldQuestion, Answer]], originals: dict[str, str]
) -> None:
    for item, answer in answers:
        assert len(answer.passages) == 10, item.id
        for passage in answer.passages:
            text = originals[passage.source]
            assert text[passage.start : passage.end] == passage.text
            assert passage.page == _printed_page(text, passage.start)
            for start, end, words, page in passage.continued:
                assert text[start:end] == words
                assert page == _printed_page(text, start)


def test_findings_are_their_quotes(answers: list[tuple[GoldQuestion, Answer]]) -> None:
    """A finding says what its citations quote, and nothing else; every number resolves."""
    for item, answer in answers:
        quotes = {citation.n: citation.quote for citation in answer.citations}
        assert list(quotes) == list(range(1, len(quotes) + 1)), item.id
        for said in (*answer.findings, *answer.caveats):
            assert said.text == " [...] ".join(quotes[n] for n in said.citations)
        used = {n for said in (*answer.findings, *answer.caveats) for n in said.citations}
        used |= {n for finding in answer.findings for n in (*finding.context, *finding.after, *finding.also)}
        for study in answer.studies:
            assert all(quotes[detail.citation] == detail.text for detail in study.details)
            used |= {detail.citation for detail in study.details}
        assert used == set(quotes), item.id


def test_citation_ids_can_be_checked(answers: list[tuple[GoldQuestion, Answer]]) -> None:
    from ingest.types import Span

    for _, answer in answers:
        for c in answer.citations:
            assert c.id == citation_id(c.source, Span(c.start, c.end), c.quote)


def test_silence_is_whole(answers: list[tuple[GoldQuestion, Answer]]) -> None:
    """Not in the library: no findings, no citations, and a lead that says what was searched."""
    silent = [answer for _, answer in answers if answer.status is Status.NOT_IN_LIBRARY]
    assert silent
    for answer in silent:
        assert not answer.findings
        assert not answer.citations
        assert "4 documents" in answer.lead
        assert answer.passages


def test_questions_from_elsewhere_are_refused(
    answers: list[tuple[GoldQuestion, Answer]],
) -> None:
    elsewhere = [a for item, a in answers if not item.facets and not item.near_miss]
    assert sum(a.status is Status.NOT_IN_LIBRARY for a in elsewhere) >= 0.75 * len(elsewhere)


def test_answerable_questions_are_answered(answers: list[tuple[GoldQuestion, Answer]]) -> None:
    answerable = [a for item, a in answers if item.facets]
    assert sum(a.status is Status.ANSWERED for a in answerable) >= 0.85 * len(answerable)


def test_no_finding_comes_from_what_is_no_evidence(
    answers: list[tuple[GoldQuestion, Answer]], service: AnswerService
) -> None:
    evidence = {
        record.key: [s for b in service.source(record.key)[1].blocks if b.is_evidence for s in b.spans]
        for record in service.sources()
    }
    for item, answer in answers:
        # What a quote leans on may be a heading: it is shown as that, and is no finding.
        said = {n for quoted in (*answer.findings, *answer.caveats) for n in quoted.citations}
        said |= {n for finding in answer.findings for n in finding.also}
        said |= {detail.citation for study in answer.studies for detail in study.details}
        assert len(said) >= len(answer.findings), item.id
        for c in answer.citations:
            inside = any(s.start <= c.start and c.end <= s.end for s in evidence[c.source])
            assert inside or c.n not in said, (item.id, c.quote)


def test_the_ranking_beats_its_parts(report: Report) -> None:
    """Better than dense alone and than BM25 alone at every cut."""
    for cut in CUTS:
        assert report.found["learned"][cut].value > report.found["dense"][cut].value
        assert report.found["learned"][cut].value > report.found["words"][cut].value


def test_gold_quotes_are_in_the_documents(service: AnswerService, gold: list[GoldQuestion]) -> None:
    """The measure itself: every quote of every facet stands in its document."""
    documents = {record.key: service.source(record.key)[1] for record in service.sources()}
    assert sum(bool(item.facets) for item in gold) >= 40
    for item in gold:
        for facet in item.facets:
            for quote in facet.quotes:
                assert quote.quote in documents[quote.source].text, (item.id, quote.quote)
            assert facet_places(facet, documents), item.id


def test_gold_has_a_file() -> None:
    assert (Path(__file__).parent.parent / "gold" / "README.md").is_file()
