"""What the evaluation counts, on made-up answers whose figures can be worked out by hand."""

from __future__ import annotations

import math
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UsageError
from ingest.types import Direction, Document, Span
from qa.evaluation.abstention import Judged, judge_refusals
from qa.evaluation.gold import GoldQuestion, places_of, read_gold
from qa.evaluation.intervals import mean, pooled_share, wilson
from qa.evaluation.measuring import Came, Report, Wanted, measure
from qa.evaluation.shown import Shown, as_shown, count_words, find_hits, first_words, is_found, look_further
from qa.ranking import METHODS
from qa.types import RankedPassage
from tests.qa.made_up import DOCUMENTS, asked, facet, finding, passage, words

_PROBABILITY = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
_SOME = st.lists(_PROBABILITY, min_size=1, max_size=12)


def _judged(
    answerable: list[float], near: list[float], elsewhere: list[float], threshold: float
) -> list[Judged]:
    return [
        *(Judged(True, False, p < threshold, p) for p in answerable),
        *(Judged(False, True, p < threshold, p) for p in near),
        *(Judged(False, False, p < threshold, p) for p in elsewhere),
    ]


def _report() -> Report:
    """Two of four facets are found, both of the first question; a third question has no answer."""
    first = GoldQuestion(
        id="first",
        question="Who?",
        kind="helps",
        facets=[facet("one", 40, 41, "helps"), facet("two", 260, 261), facet("three", 900, 901)],
    )
    second = GoldQuestion(id="second", question="What?", kind="fact", facets=[facet("four", 990, 993)])
    third = GoldQuestion(id="third", question="When?", near_miss=True)
    said = [finding(1, 40, 45, Direction.HELPS), finding(2, 500, 503, Direction.NONE)]
    shown = [passage(1, 0, 99), passage(2, 200, 299), passage(3, 400, 499), passage(4, 600, 609)]
    return measure(
        [
            asked(first, shown, 0.9, said),
            asked(second, shown, 0.03, read_as="What of it?"),
            asked(third, shown, 0.5, [finding(1, 0, 3, Direction.NONE)]),
        ],
        threshold=0.06,
    )


# -- found ------------------------------------------------------------------------------------


def test_facets_are_found_in_first_passages_and_first_words() -> None:
    """The word 260 is in the second passage, and the 161st that is shown."""
    shown = [
        as_shown(p) for p in (passage(1, 0, 99), passage(2, 200, 299), *(passage(n, 0, 9) for n in (3, 4)))
    ]
    hits = find_hits([[("a", words(40, 41))], [("a", words(260, 261))]], shown, DOCUMENTS)
    assert hits.found == {1: [True, False], 3: [True, True], 5: [True, True], 10: [True, True]}
    assert hits.within == {150: [True, False], 300: [True, True], 600: [True, True]}
    assert hits.reciprocal_rank == 1.0


def test_the_reciprocal_rank_is_of_the_first_ten() -> None:
    """Found third is a third; found beyond the page of ten is nothing, though the words may reach there."""
    shown = [as_shown(passage(n, 10 * n, 10 * n + 9)) for n in range(1, 13)]
    assert find_hits([[("a", words(30, 39))]], shown, DOCUMENTS).reciprocal_rank == pytest.approx(1 / 3)
    beyond = find_hits([[("a", words(120, 129))]], shown, DOCUMENTS)
    assert beyond.reciprocal_rank == 0.0
    assert beyond.found[10] == [False]
    assert beyond.within == {150: [True], 300: [True], 600: [True]}


def test_words_are_counted_once() -> None:
    """Each run's words count, none twice, and a word shown twice does not make up for one that is not."""
    cut = RankedPassage(1, 0.5, "x", "a", None, (), 50, 99, "", continued=((0, 24, "", None),))
    shown = as_shown(cut)
    assert shown == Shown("a", (Span(0, 24), Span(50, 99)))
    assert count_words(shown, DOCUMENTS) == 15
    assert first_words([shown], DOCUMENTS, 6) == [Shown("a", (words(0, 4), words(10, 10)))]
    quote = [("a", words(0, 9))]
    assert not is_found(quote, [Shown("a", (words(0, 3),))] * 3)
    assert is_found(quote, [Shown("a", (words(0, 3),)), Shown("a", (words(3, 5),))])


def test_a_page_with_words_enough_is_not_asked_for_again() -> None:
    """Longer pages are asked for until 600 words are shown, and no further."""
    wanted: list[int] = []

    def search(k: int) -> list[Shown]:
        wanted.append(k)
        return [Shown("a", (words(0, 699),))]

    assert look_further([Shown("a", (words(0, 599),))], search, DOCUMENTS) == [Shown("a", (words(0, 599),))]
    assert wanted == []
    assert look_further([Shown("a", (words(0, 598),))], search, DOCUMENTS) == search(0)
    assert wanted == [40, 0]


# -- intervals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilson(right: int, of: int, low: float, high: float) -> None:
    """The interval of a share, as its formula gives it; of nothing, nothing is known."""
    found = wilson([True] * right + [False] * (of - right))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.low <= found.value <= found.high
    assert found.of == of


def test_whole_questions_are_drawn() -> None:
    """Of two questions a draw has both, or one twice: half, two thirds or nothing, the outer ones too often to cut."""
    found = pooled_share([[True, True, False], [False]])
    assert (found.value, found.low, found.high, found.of) == (0.5, 0.0, pytest.approx(2 / 3), 4)


def test_facets_of_one_question_do_not_narrow_the_interval() -> None:
    """A hundred facets in twenty questions that stand or fall together tell as much as twenty."""
    together = pooled_share([[n % 2 == 0] * 5 for n in range(20)])
    alone = pooled_share([[n % 2 == 0] for n in range(100)])
    singly = pooled_share([[n % 2 == 0] for n in range(20)])
    assert together.value == alone.value == 0.5
    assert (together.low, together.high) == (singly.low, singly.high)
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_the_interval_of_many_is_the_one_of_the_normal_curve() -> None:
    """A mean of 400 ones and noughts has a standard error of 1/40."""
    found = mean([float(n % 2) for n in range(400)])
    assert found.value == 0.5
    assert (found.low, found.high) == pytest.approx((0.5 - 1.96 / 40, 0.5 + 1.96 / 40), abs=0.005)
    assert found == mean([float(n % 2) for n in range(400)]), "a run can be repeated"


def test_questions_that_fare_alike_are_not_certain() -> None:
    """Three of three found leaves doubt, the more the fewer; of no question nothing is known."""
    few, many = pooled_share([[True]] * 3), pooled_share([[True, True]] * 30)
    assert few.value == many.value == few.high == 1.0
    assert few.low == pytest.approx(wilson([True] * 3).low)
    assert few.low < many.low < 1.0
    nothing = pooled_share([])
    assert (nothing.low, nothing.high, nothing.of) == (0.0, 1.0, 0)


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=6), min_size=1, max_size=8))
def test_an_interval_holds_its_share(questions: list[list[bool]]) -> None:
    """Whatever was found, the share is in its interval, and the interval within 0 and 1."""
    found = pooled_share(questions)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.value == pytest.approx(sum(map(sum, questions)) / sum(map(len, questions)))


# -- refused ----------------------------------------------------------------------------------


def test_refusals_and_their_curve() -> None:
    """Three answerable at .9, .5 and .2; a near miss at .5 and one from elsewhere at .1."""
    told = judge_refusals(_judged([0.9, 0.5, 0.2], [0.5], [0.1], 0.3), 0.3)
    shares = {
        "unanswerable": (0.5, 2),
        "near_misses": (0.0, 1),
        "elsewhere": (1.0, 1),
        "answerable": (pytest.approx(1 / 3), 3),
    }
    for name, (value, of) in shares.items():
        estimate = getattr(told.product, name)
        assert (estimate.value, estimate.of) == (value, of), name
    assert [e.threshold for e in told.curve] == [0.1, 0.2, 0.5, 0.9, 0.901]
    assert [e.refused_answerable for e in told.curve] == pytest.approx([0, 0, 1 / 3, 2 / 3, 1])
    assert [e.answered_unanswerable for e in told.curve] == [1, 0.5, 0.5, 0, 0]
    # Of the six pairs four are in order, one is level and counts half.
    assert told.area == pytest.approx(4.5 / 6)
    assert told.bearable is not None
    assert told.bearable.threshold == 0.2
    assert told.bearable.answerable.value == 0.0
    assert (told.bearable.near_misses.value, told.bearable.elsewhere.value) == (0.0, 1.0)


def test_five_in_a_hundred_may_be_refused() -> None:
    """One answerable question of twenty may be lost, and two may not."""
    answerable = [0.1, 0.3, *([0.8] * 18)]
    told = judge_refusals(_judged(answerable, [0.2, 0.4], [], 0.0), 0.0)
    assert told.bearable is not None
    assert told.bearable.threshold == 0.3
    assert told.bearable.answerable.value == 0.05
    assert told.bearable.unanswerable.value == 0.5


@given(_SOME, _SOME)
def test_the_curve_runs_from_none_refused_to_all(answerable: list[float], unanswerable: list[float]) -> None:
    """One error grows with the threshold and the other shrinks; the area is the share of pairs in order."""
    told = judge_refusals(_judged(answerable, unanswerable, [], 0.5), 0.5)
    first, last = told.curve[0], told.curve[-1]
    assert (first.refused_answerable, first.answered_unanswerable) == (0, 1)
    assert (last.refused_answerable, last.answered_unanswerable) == (1, 0)
    for before, after in pairwise(told.curve):
        assert before.threshold < after.threshold
        assert before.refused_answerable <= after.refused_answerable
        assert before.answered_unanswerable >= after.answered_unanswerable
    pairs = [1.0 if a > u else 0.5 if a == u else 0.0 for a, u in product(answerable, unanswerable)]
    assert told.area is not None
    assert math.isclose(told.area, sum(pairs) / len(pairs), abs_tol=1e-9)


def test_no_curve_of_one_sort_alone() -> None:
    told = judge_refusals(_judged([0.9], [], [], 0.5), 0.5)
    assert (told.curve, told.bearable, told.area) == ((), None, None)
    assert (told.product.unanswerable.of, told.product.answerable.value) == (0, 0.0)


# -- the whole --------------------------------------------------------------------------------


def test_the_report_counts_facets_and_ranks() -> None:
    """Two facets of four, one in the first passage; a question whose first passage has one, and one with none."""
    report = _report()
    assert (report.questions, report.answerable, report.facets) == (3, 2, 4)
    assert set(report.found) == set(report.within) == set(report.mean_reciprocal_rank) == set(METHODS)
    found = {cut: share.value for cut, share in report.found[METHODS[0]].items()}
    assert found == {1: 0.25, 3: 0.5, 5: 0.5, 10: 0.5}
    assert {n: s.value for n, s in report.within[METHODS[0]].items()} == {150: 0.25, 300: 0.5, 600: 0.5}
    assert report.mean_reciprocal_rank[METHODS[0]].value == 0.5
    assert {kind: (e.value, e.of) for kind, e in report.found_by_kind.items()} == {
        "fact": (0.0, 1),
        "helps": (pytest.approx(2 / 3), 3),
    }


def test_the_report_judges_findings() -> None:
    """One facet of four is said, by one finding of two, rightly; the refused question has no words to count."""
    found = _report().findings
    assert (found.recall, found.precision, found.words, found.direction_right) == (0.25, 0.5, 10, 1.0)


def test_the_report_judges_refusals() -> None:
    """By what the product did: the second question was refused, the one without an answer was not."""
    told = _report().abstention
    assert (told.product.threshold, told.product.answerable.value) == (0.06, 0.5)
    assert (told.product.near_misses.value, told.product.near_misses.of) == (0.0, 1)
    assert told.product.elsewhere.of == 0


def test_a_miss_tells_what_was_wanted_and_what_came() -> None:
    (miss,) = _report().misses
    assert (miss.id, miss.question, miss.read_as) == ("second", "What?", "What of it?")
    assert miss.wanted == (Wanted("four", "a", "w990 w991 w992 w993"),)
    assert [came.page for came in miss.came] == ["1", "2", "3"]
    assert miss.came[0] == Came("a", "1", " ".join(f"w{n:03}" for n in range(20)) + " …")


# -- gold -------------------------------------------------------------------------------------


def test_gold_of_other_documents_is_told() -> None:
    """A facet that stands nowhere would count as never found."""
    item = GoldQuestion(id="q", question="Who?", facets=[facet("one", 0, 3)])
    assert places_of(item, DOCUMENTS, "mend it") == [[("a", words(0, 3))]]
    with pytest.raises(UsageError, match="q: “one” is quoted from a, and is not there; mend it"):
        places_of(item, {"a": Document("other words", ())}, "mend it")


def test_a_wrong_line_of_gold_is_named(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"id": "1", "question": "Who?"}\n\n{"id": "2"}\n', "utf-8")
    with pytest.raises(UsageError, match=r"gold\.jsonl, line 3: is no gold question .*question"):
        read_gold(file)
