"""Findings against sentences that people judged: the gold file, and figures that can be worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest
from lxml import html
from pydantic import ValidationError
from typer.testing import CliRunner, Result

import qa.__main__ as cli
from ingest.encoder import SentenceEncoder
from ingest.errors import UsageError
from ingest.types import Direction, Document, Record, Study
from qa.evaluation.gold import (
    GoldQuestion,
    GoldQuote,
    JudgedSentence,
    QuestionStudies,
    check_judged,
    read_gold,
    read_judged,
    read_studies,
)
from qa.evaluation.judged import SHARES, JudgedReport, JudgedShares, StudiesByHand, Unjudged, compare_judged
from qa.evaluation.measuring import measure
from qa.evaluation.page import as_page
from qa.evaluation.text import as_text
from qa.types import Answer, Citation, Finding
from tests.ingest.corpus_expected.reading import SOURCES, document
from tests.qa.made_up import DOCUMENTS, asked, facet, finding, words

GOLD = Path(__file__).parents[1] / "gold"
DIRECTIONS = {str(direction) for direction in Direction}
Said = tuple[Finding, Citation]


def judged(first: int, last: int, grade: int, direction: str | None = None, id: str = "q") -> JudgedSentence:
    """The words from the first to the last, judged for a question."""
    span = words(first, last)
    begins = span.of(DOCUMENTS["a"].text)[:60]
    return JudgedSentence.model_validate(
        {"id": id, "source": "a", "start": span.start, "end": span.end, "begins": begins, "grade": grade}
        | {"direction": direction}
    )


def answer(*said: Said, id: str = "q", kind: str = "helps") -> tuple[GoldQuestion, Answer]:
    one = asked(GoldQuestion(id=id, question="Who?", kind=kind), [], 0.9, said)
    return one.item, one.answer


def told(n: int, text: str, context: tuple[int, ...] = ()) -> Said:
    """A finding of given words, at a place of its own."""
    said, cited = finding(n, 10 * n, 10 * n + 9, Direction.NONE)
    return replace(said, text=text, context=context), cited


def compared(
    answers: Sequence[tuple[GoldQuestion, Answer]],
    sentences: Sequence[JudgedSentence],
    studies: StudiesByHand | None = None,
) -> JudgedReport:
    return compare_judged(answers, sentences, studies or StudiesByHand([], {}))


# -- the gold file ----------------------------------------------------------------------------


def test_every_judged_sentence_stands_where_it_says() -> None:
    """Its first characters are at its start, and it is one of the library's own sentences or its first part."""
    texts = {key: document(key) for key in SOURCES}
    sentences = read_judged(GOLD / "findings.jsonl")
    check_judged(sentences, texts, "")
    for one in sentences:
        quote = one.span.of(texts[one.source].text)
        assert one.begins == quote[:60]
        assert quote == quote.strip()
        blocks = [b for b in texts[one.source].blocks if any(s.covers(one.span) for s in b.spans)]
        assert any(block.is_evidence for block in blocks), one


def test_the_answerable_questions_are_judged_and_nothing_is_judged_twice() -> None:
    """Each has a sentence that belongs; a direction is given to those that belong, and to no other."""
    sentences = read_judged(GOLD / "findings.jsonl")
    answerable = {item.id for item in read_gold(GOLD / "questions.jsonl") if item.facets}
    assert {one.id for one in sentences if one.grade == 2} == {one.id for one in sentences} == answerable
    assert len({(one.id, one.source, one.start) for one in sentences}) == len(sentences)
    for one in sentences:
        assert (one.direction in DIRECTIONS) if one.grade == 2 else (one.direction is None), one


def test_a_moved_sentence_is_told_before_anything_is_measured() -> None:
    """As when a document was replaced."""
    check_judged([judged(3, 5, 2)], DOCUMENTS, "mend it")
    for documents in ({"a": Document("x" + DOCUMENTS["a"].text, ())}, {}):
        with pytest.raises(UsageError, match=r"q: “w003 w004 w005” was judged at 15 in a, .* there; mend it"):
            check_judged([judged(3, 5, 2)], documents, "mend it")


def test_a_wrong_line_of_judged_sentences_is_named(tmp_path: Path) -> None:
    """A grade is 0, 1 or 2."""
    file = tmp_path / "judged.jsonl"
    good = judged(0, 3, 2).model_dump()
    file.write_text(f"{json.dumps(good)}\n{json.dumps(good | {'grade': 3})}\n", "utf-8")
    with pytest.raises(UsageError, match=r"judged\.jsonl, line 2: is no judged sentence .*grade"):
        read_judged(file)


# -- matching ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "is_matched"),
    [
        (10, 19, True),  # the same
        (15, 24, False),  # 49 characters each, of which they share 24
        (14, 23, True),
        (12, 13, True),  # within it
        (0, 40, True),  # around it
        (20, 29, False),
    ],
)
def test_half_of_the_shorter_makes_a_match(first: int, last: int, is_matched: bool) -> None:
    """For what is judged and for what is shown alike."""
    report = compared([answer(finding(1, first, last, Direction.HELPS))], [judged(10, 19, 2)])
    assert (report.shares.recall.value, report.shares.unjudged.value) == (is_matched, not is_matched)


def test_another_source_is_another_place() -> None:
    elsewhere = judged(10, 19, 2).model_copy(update={"source": "b"})
    report = compared([answer(finding(1, 10, 19, Direction.HELPS))], [elsewhere])
    assert (report.shares.recall.value, report.shares.unjudged.value) == (0.0, 1.0)


def test_a_finding_has_the_grade_of_what_it_shares_most_with() -> None:
    """A finding over two judged sentences shows both, and is judged as the longer one."""
    said = answer(finding(1, 10, 29, Direction.HELPS))
    report = compared([said], [judged(10, 13, 2), judged(14, 29, 0)])
    assert (report.shares.belong.value, report.shares.beside.value) == (0.0, 1.0)
    assert report.shares.recall.value == 1.0


def test_any_run_of_a_cut_sentence_is_enough() -> None:
    """A sentence is judged at its first part; a finding of it has a citation a part."""
    (said, first), (_, second) = finding(1, 10, 12, Direction.HELPS), finding(2, 60, 90, Direction.HELPS)
    item, one = answer((said, first))
    cut = replace(one, findings=(replace(said, citations=(1, 2)),), citations=(first, second))
    report = compared([(item, cut)], [judged(10, 12, 2)])
    assert (report.shares.belong.value, report.shares.unjudged.value) == (1.0, 0.0)


# -- figures ----------------------------------------------------------------------------------


def test_shares_are_of_what_they_say() -> None:
    """Five findings: two that belong, one rightly directed, one related, one beside the point, one not judged."""
    said = answer(
        finding(1, 0, 9, Direction.HELPS),
        finding(2, 20, 29, Direction.HELPS),
        finding(3, 40, 49, Direction.NONE),
        finding(4, 60, 69, Direction.NONE),
        finding(5, 80, 89, Direction.NONE),
    )
    sentences = [
        judged(0, 9, 2, "helps"),
        judged(20, 29, 2, "hinders"),
        judged(40, 49, 1),
        judged(60, 69, 0),
        judged(100, 109, 2, "helps"),
        judged(120, 129, 1),
    ]
    report = compared([said], sentences)
    shares = report.shares
    assert (shares.belong.value, shares.belong.of) == (0.5, 4)
    assert (shares.beside.value, shares.beside.of) == (0.25, 4)
    assert (shares.unjudged.value, shares.unjudged.of) == (0.2, 5)
    assert shares.recall.value == pytest.approx(2 / 3)
    assert shares.recall.of == 3
    assert (shares.direction_right.value, shares.direction_right.of) == (0.5, 2)
    span = words(80, 89)
    assert report.unjudged == (Unjudged("q", "a", span.start, span.end, span.of(DOCUMENTS["a"].text)),)
    assert [(one.start, one.begins[:4]) for one in report.unshown] == [(500, "w100")]
    for name in SHARES:
        share = getattr(shares, name)
        assert share.low <= share.value <= share.high, name


def test_what_is_named_as_saying_the_same_is_shown() -> None:
    """It counts for what is shown, and not as a finding."""
    (said, first), (_, second) = finding(1, 0, 9, Direction.HELPS), finding(2, 20, 29, Direction.HELPS)
    item, one = answer((said, first))
    twin = replace(one, findings=(replace(said, also=(2,)),), citations=(first, second))
    report = compared([(item, twin)], [judged(0, 9, 2), judged(20, 29, 2)])
    assert (report.shares.recall.value, report.shares.recall.of, report.findings) == (1.0, 2, 1)


def test_a_refused_question_shows_nothing() -> None:
    """Its known sentences are missed; it has no findings to judge."""
    answers = [answer(id="q"), answer(finding(1, 0, 9, Direction.HELPS), id="r", kind="fact")]
    report = compared(answers, [judged(0, 9, 2), judged(0, 9, 2, id="r")])
    assert (report.questions, report.findings, report.shares.recall.value) == (2, 1, 0.5)
    assert report.shares.belong.value == 1.0
    assert {kind: own.recall.value for kind, own in report.by_kind.items()} == {"fact": 1.0, "helps": 0.0}
    assert report.by_kind["helps"].belong.of == 0


def test_questions_of_which_nothing_was_judged_are_left_out() -> None:
    """Their findings would all be unjudged."""
    report = compared(
        [answer(finding(1, 0, 9, Direction.HELPS), id="r"), answer(id="q")], [judged(0, 9, 2, id="q")]
    )
    assert (report.questions, report.findings) == (1, 0)


def test_a_judged_question_is_one_of_many() -> None:
    """Judgements of different questions on one sentence are kept apart, in whatever order they come."""
    answers = [answer(finding(1, 0, 9, Direction.HELPS), id=id) for id in ("q", "r")]
    sentences = [judged(0, 9, 2, id="q"), judged(0, 9, 0, id="r"), judged(20, 29, 2, id="q")]
    report = compared(answers, sentences)
    assert (report.shares.belong.value, report.shares.beside.value) == (0.5, 0.5)
    assert [one.id for one in report.unshown] == ["q"]


def test_what_points_back_comes_with_what_it_leans_on() -> None:
    """Without it a finding is not clear; one that points to nothing is."""
    pointing = "These schemes were found to be cheap."
    said = answer(told(1, pointing), told(2, pointing, (3,)), told(3, "Shared rooms were found to be cheap."))
    report = compared([said], [judged(0, 9, 2)])
    assert report.shares.clear.value == pytest.approx(2 / 3)
    assert report.shares.clear.of == 3


@pytest.mark.parametrize(
    ("second", "is_repeated"),
    [
        ("Managers and doctors valued other weekly meetings.", True),  # four of the five that tell something
        ("Nurses valued weekly meetings.", True),  # all of the shorter
        ("Managers and clerks valued weekly meetings.", False),  # three of five
    ],
)
def test_nearly_the_same_words_are_said_again(second: str, is_repeated: bool) -> None:
    """The first of two that say the same repeats nothing."""
    said = answer(told(1, "Nurses and doctors valued weekly meetings."), told(2, second))
    report = compared([said], [judged(0, 9, 2)])
    assert report.shares.repeated.value == (0.5 if is_repeated else 0.0)


def test_findings_of_different_answers_repeat_nothing() -> None:
    answers = [answer(told(1, "Nurses and doctors valued weekly meetings."), id=id) for id in ("q", "r")]
    report = compared(answers, [judged(0, 9, 2, id="q"), judged(0, 9, 2, id="r")])
    assert report.shares.repeated.value == 0.0


# -- studies ----------------------------------------------------------------------------------

SOURCES_MADE_UP = {
    "a": (
        Record("a", "A", "report", (), None),
        replace(DOCUMENTS["a"], studies=(Study(("lind-2003", "lind-2006")),)),
    )
}


def by_hand(*quotes: tuple[int, int, list[list[str]]], of: int = 2) -> StudiesByHand:
    own = facet("x", 0, 1)
    text = DOCUMENTS["a"].text
    told = [GoldQuote(source="a", quote=words(a, b).of(text), studies=papers) for a, b, papers in quotes]
    questions = [
        QuestionStudies(id="q", independent=of, facets=[own.model_copy(update={"quotes": told})]),
        # What another question's gold knows of a sentence holds for all.
        QuestionStudies(
            id="r",
            independent=1,
            facets=[
                own.model_copy(
                    update={
                        "quotes": [
                            GoldQuote(source="a", quote=words(60, 69).of(text), studies=[["okoro-2005"]])
                        ]
                    }
                )
            ],
        ),
    ]
    return StudiesByHand(questions, SOURCES_MADE_UP)


def reporting(*studies: str | None) -> tuple[GoldQuestion, Answer]:
    """Findings at the words 0, 20, 40 and so on, each with the study that the library gives it."""
    said = [finding(n + 1, 20 * n, 20 * n + 9, Direction.HELPS) for n in range(len(studies))]
    return answer(
        *((replace(one, study=key), cited) for (one, cited), key in zip(said, studies, strict=True))
    )


LIND = ["lind-2003", "lind-2006"]
HAND: tuple[tuple[int, int, list[list[str]]], ...] = ((0, 9, [LIND]), (20, 29, [["berg-2001"]]), (40, 49, []))


@pytest.mark.parametrize(
    ("studies", "right"),
    [
        (("lind-2003", "berg-2001"), 1.0),
        (("lind-2003", None), 0.0),  # one is missed
        (("lind-2003", "lind-2006"), 0.0),  # of one study, where the reader sees two
        (("lind-2006", "berg-2001", None), 1.0),  # the third is the source's own
        (("lind-2006", "berg-2001", "okoro-2005"), 0.0),  # and is given a study that it does not report
        (("lind-2006", "berg-2001", None, "okoro-2005"), 1.0),
        (("lind-2006", "berg-2001", None, "okoro-2005", "poxton-1999"), 1.0),  # nobody attributed the last
    ],
)
def test_studies_are_counted_as_a_reader_counts_them(studies: tuple[str | None, ...], right: float) -> None:
    """Of findings whose study is known by hand; several papers may be of one."""
    report = compared([reporting(*studies)], [judged(0, 9, 2)], by_hand(*HAND))
    assert (report.shares.studies_right.value, report.shares.studies_right.of) == (right, 1)


def test_studies_are_not_counted_where_there_is_nothing_to_count() -> None:
    """A question that rests on one study, and one whose findings nobody attributed to any."""
    one = compared([reporting("lind-2003")], [judged(0, 9, 2)], by_hand(*HAND, of=1))
    none = compared([reporting("lind-2003")], [judged(0, 9, 2)], by_hand((0, 9, [])))
    assert one.shares.studies_right.of == none.shares.studies_right.of == 0


def test_every_quote_with_studies_by_hand_is_read() -> None:
    """The gold has attributions of its own for as many questions as are answerable."""
    questions = read_studies(GOLD / "studies.jsonl")
    assert {q.id for q in questions} == {q.id for q in read_gold(GOLD / "questions.jsonl") if q.facets}
    assert any(len(quote.studies) > 1 for q in questions for f in q.facets for quote in f.quotes)


def test_a_question_without_its_number_of_studies_is_wrong() -> None:
    with pytest.raises(ValidationError, match="independent"):
        QuestionStudies.model_validate({"id": "q", "facets": []})


# -- shown ------------------------------------------------------------------------------------


def test_every_share_is_told_as_text_and_on_the_page() -> None:
    """Each under its name, in all and by kind; without judged sentences nothing is said of them."""
    assert set(SHARES) == {field.name for field in fields(JudgedShares)}
    item = GoldQuestion(id="q", question="Who?", kind="helps", facets=[facet("one", 0, 9)])
    plain = measure([asked(item, [], 0.9, [finding(1, 0, 9, Direction.HELPS)])], 0.06)
    assert "judged" not in as_text(plain) + as_page(plain, "a file")
    report = replace(
        plain,
        judged=compared(
            [answer(finding(1, 0, 9, Direction.HELPS))],
            [judged(0, 9, 2, "helps"), judged(20, 29, 2), judged(30, 39, 2)],
        ),
    )
    text = as_text(report)
    assert "1 questions, 1 findings, 0 not judged, 2 sentences that belong not shown" in text
    assert "known sentences that belong, shown                  .333" in text
    page = html.fromstring(as_page(report, "a file"))
    rows = {
        row.xpath("string(th)"): row.xpath("td/text()")
        for row in page.xpath("//table[contains(caption, 'judged by people')]/tbody/tr")
    }
    for name in SHARES.values():
        assert name in text
        assert len(rows[name[0].upper() + name[1:]]) == 2
    assert rows["Known sentences that belong, shown"][1].startswith("0.333")
    assert rows["Answers that count their studies rightly"] == ["none asked", "none asked"]


# -- the command line -------------------------------------------------------------------------


@pytest.mark.model
def test_evaluate_takes_judged_sentences(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: SentenceEncoder, corpus_library: Path
) -> None:
    """With the studies beside them; those of other questions are left out, and if no more remain it is told."""
    monkeypatch.setattr(cli, "load_encoder", lambda _: encoder)
    question = next(
        line for line in (GOLD / "questions.jsonl").read_text("utf-8").splitlines() if '"helps-02"' in line
    )
    gold, other = tmp_path / "gold.jsonl", tmp_path / "other.jsonl"
    gold.write_text(question, "utf-8")
    other.write_text(question.replace("helps-02", "helps-99"), "utf-8")

    def run(file: Path, *options: str) -> Result:
        arguments = ["evaluate", str(file), "--library", str(corpus_library), "--judged"]
        return CliRunner().invoke(cli.app, [*arguments, str(GOLD / "findings.jsonl"), *options])

    result = run(gold, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)["judged"]
    known = [one for one in read_judged(GOLD / "findings.jsonl") if one.id == "helps-02" and one.grade == 2]
    assert told["questions"] == 1
    assert told["shares"]["recall"]["of"] == len(known)
    assert told["shares"]["recall"]["value"] > 0
    assert told["shares"]["studies_right"]["of"] == 1
    assert len(told["unshown"]) == round(len(known) * (1 - told["shares"]["recall"]["value"]))
    wrong = run(other)
    assert wrong.exit_code == 2
    assert "no sentence was judged for the questions of" in wrong.stderr
