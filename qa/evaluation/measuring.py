"""Answers and the places of gold facets in, figures out; nothing is asked or read here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.types import Span
from qa.evaluation.abstention import Abstention, Judged, judge_refusals
from qa.evaluation.gold import GoldQuestion, Place
from qa.evaluation.intervals import Estimate, mean, pooled_share
from qa.evaluation.judged import JudgedReport
from qa.evaluation.shown import CUTS, WORDS, Hits, is_shown
from qa.ranking import METHODS
from qa.types import Answer, RankedPassage, Status

MISSED_AT = 5  # passages that hold no facet make a miss; figures by kind are of as many
_CAME = 3  # passages told of a miss
_FIRST_WORDS = 20  # of each


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold question with what came of it. An unanswerable one has neither places nor hits."""

    item: GoldQuestion
    answer: Answer
    places: Sequence[Sequence[Place]] = ()  # of each facet
    hits: Mapping[str, Hits] | None = None  # by method


@dataclass(frozen=True, slots=True)
class Findings:
    """What the quoted findings say of the facets; shares are from 0 to 1."""

    recall: float  # facets that a finding says; a refused question's count as not said
    precision: float  # findings that say a facet, of questions that were answered
    words: float  # in the findings of an answer, on average
    direction_right: float  # of findings that say a facet with a direction


@dataclass(frozen=True, slots=True)
class Wanted:
    """A facet that was not found, with the first quote that says it."""

    about: str
    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Came:
    """The beginning of a passage that came instead."""

    source: str
    page: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Miss:
    """An answerable question with no facet in the first five passages."""

    id: str
    question: str
    read_as: str  # the question with what its history lends it
    wanted: tuple[Wanted, ...]
    came: tuple[Came, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one run. All but ``found``, ``within`` and the reciprocal rank are of the product's method."""

    questions: int
    answerable: int
    facets: int
    found: Mapping[str, Mapping[int, Estimate]]  # by method and first passages
    within: Mapping[str, Mapping[int, Estimate]]  # by method and first words
    mean_reciprocal_rank: Mapping[str, Estimate]  # by method
    found_by_kind: Mapping[str, Estimate]  # in the first five passages
    findings: Findings
    abstention: Abstention
    misses: tuple[Miss, ...] = ()
    judged: JudgedReport | None = None  # where sentences judged by people were given


def measure(asked: Sequence[Asked], threshold: float) -> Report:
    """The figures of what was asked; ``threshold`` is the product's, of answerability."""
    answerable = [(one, one.hits) for one in asked if one.hits is not None]
    hits = {method: [found[method] for _, found in answerable] for method in METHODS}
    own = hits[METHODS[0]]
    by_kind: dict[str, list[Sequence[bool]]] = defaultdict(list)
    for (one, _), found in zip(answerable, own, strict=True):
        by_kind[one.item.kind].append(found.found[MISSED_AT])
    return Report(
        questions=len(asked),
        answerable=len(answerable),
        facets=sum(len(one.places) for one, _ in answerable),
        found={m: {cut: pooled_share([h.found[cut] for h in hits[m]]) for cut in CUTS} for m in METHODS},
        within={m: {n: pooled_share([h.within[n] for h in hits[m]]) for n in WORDS} for m in METHODS},
        mean_reciprocal_rank={m: mean([h.reciprocal_rank for h in hits[m]]) for m in METHODS},
        found_by_kind={kind: pooled_share(found) for kind, found in sorted(by_kind.items())},
        findings=_judge_findings([one for one, _ in answerable]),
        abstention=judge_refusals([_judged(one) for one in asked], threshold),
        misses=tuple(
            _miss(one)
            for (one, _), found in zip(answerable, own, strict=True)
            if not any(found.found[MISSED_AT])
        ),
    )


def _judged(one: Asked) -> Judged:
    assert one.answer.probability is not None  # only exports of old lack it
    return Judged(
        answerable=one.hits is not None,
        near_miss=one.item.near_miss,
        refused=one.answer.status is Status.NOT_IN_LIBRARY,
        probability=one.answer.probability,
    )


def _judge_findings(answerable: Sequence[Asked]) -> Findings:
    recalled: list[bool] = []
    precise: list[bool] = []
    directed: list[bool] = []
    words: list[int] = []
    for one in answerable:
        # Without findings, as in a refusal, nothing is recalled.
        spans = {c.n: (c.source, Span(c.start, c.end)) for c in one.answer.citations}
        shown = [spans[n] for finding in one.answer.findings for n in finding.citations]
        recalled += [is_shown(alternatives, shown) for alternatives in one.places]
        for finding in one.answer.findings:
            said = [spans[n] for n in finding.citations]
            told = [
                facet
                for facet, places in zip(one.item.facets, one.places, strict=True)
                if _says(said, places)
            ]
            precise.append(bool(told))
            wanted = {facet.direction for facet in told if facet.direction}
            if wanted:
                directed.append(str(finding.direction) in wanted)
        if one.answer.status is Status.ANSWERED:
            words.append(sum(len(finding.text.split()) for finding in one.answer.findings))
    return Findings(_share(recalled), _share(precise), sum(words) / max(1, len(words)), _share(directed))


def _says(said: Sequence[Place], facet: Sequence[Place]) -> bool:
    """Whether a finding says a facet: half of a quote lies in it, or half of it in a quote."""
    return is_shown(facet, said) or any(
        2 * span.overlap(quote) >= len(span) for source, span in said for key, quote in facet if key == source
    )


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _miss(one: Asked) -> Miss:
    return Miss(
        one.item.id,
        one.item.question,
        one.answer.standalone_question,
        tuple(
            Wanted(facet.about, facet.quotes[0].source, facet.quotes[0].quote) for facet in one.item.facets
        ),
        tuple(_came(passage) for passage in one.answer.passages[:_CAME]),
    )


def _came(passage: RankedPassage) -> Came:
    words = passage.text.split()
    cut = " …" if len(words) > _FIRST_WORDS else ""
    return Came(passage.source, passage.page, " ".join(words[:_FIRST_WORDS]) + cut)
