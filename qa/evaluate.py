"""Measured on gold questions: what is found, what is answered, what is refused.

A gold question lists its facets, the separate things that a good answer holds, each
with the quotes that say it. A facet is found when at least half of one of its quotes
lies in what is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ValidationError

from ingest.errors import UsageError, reason_of
from ingest.types import Document, Span
from qa.ranking import METHODS
from qa.service import AnswerService
from qa.types import Answer, Question, RankedPassage, Status

CUTS = (1, 3, 5, 10)
Place = tuple[str, Span]  # in a source's canonical text


class GoldQuote(BaseModel):
    source: str
    quote: str


class Facet(BaseModel):
    about: str = ""
    direction: str | None = None
    quotes: list[GoldQuote]


class GoldQuestion(BaseModel):
    """One line of a gold file."""

    id: str
    question: str
    kind: str = ""
    split: str = ""
    history: list[str] = []
    near_miss: bool = False
    facets: list[Facet] = []


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one run; shares are from 0 to 1."""

    questions: int
    answerable: int
    facets: int
    found: Mapping[str, Mapping[int, float]]  # by method and cut
    found_by_kind: Mapping[str, float]  # as answered, at 5
    mean_reciprocal_rank: float
    finding_recall: float
    finding_precision: float
    finding_words: float
    direction_right: float
    refused_unanswerable: float
    refused_near_misses: float
    refused_answerable: float
    misses: tuple[str, ...] = field(default=())  # ids of answerable questions with no facet in the first 5


def read_gold(path: Path) -> list[GoldQuestion]:
    """Gold questions of a JSONL file; raises UsageError with the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: cannot be read ({reason_of(error)}); name a JSONL file of gold questions"
        ) from error
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(GoldQuestion.model_validate_json(line))
            except ValidationError as error:
                reason = error.errors()[0]
                raise UsageError(
                    f"{path}, line {number}: is no gold question ({reason['loc']}: {reason['msg']})"
                ) from error
    return found


def evaluate(
    service: AnswerService,
    gold: Sequence[GoldQuestion],
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Report:
    """Ask every question and compare with its gold."""
    documents = {record.key: service.source(record.key)[1] for record in service.sources()}
    found: dict[str, dict[int, list[bool]]] = {m: {k: [] for k in CUTS} for m in METHODS}
    by_kind: dict[str, list[bool]] = defaultdict(list)
    ranks: list[float] = []
    recall: list[bool] = []
    precise: list[bool] = []
    words: list[int] = []
    directions: list[bool] = []
    refused: dict[str, list[bool]] = defaultdict(list)
    misses: list[str] = []
    facets = 0
    for number, item in enumerate(gold):
        progress(number, len(gold))
        question = Question(item.question, tuple(item.history), id=item.id)
        answer = service.ask(question)
        silent = answer.status is Status.NOT_IN_LIBRARY
        if not item.facets:
            refused["near" if item.near_miss else "elsewhere"].append(silent)
            continue
        refused["answerable"].append(silent)
        places = [facet_places(facet, documents) for facet in item.facets]
        facets += len(places)
        for method in METHODS:
            passages = (
                answer.passages if method == METHODS[0] else service.search(question, max(CUTS), method)
            )
            for cut in CUTS:
                found[method][cut] += _facets_in(passages[:cut], places)
        at_five = _facets_in(answer.passages[:5], places)
        by_kind[item.kind] += at_five
        if not any(at_five):
            misses.append(item.id)
        hits = (1 / p.rank for p in answer.passages if any(_facets_in([p], places)))
        ranks.append(next(hits, 0.0))
        if not silent:
            _judge_findings(answer, item, places, recall, precise, directions)
            words.append(sum(len(finding.text.split()) for finding in answer.findings))
        else:
            recall += [False] * len(places)
    unanswerable = refused["near"] + refused["elsewhere"]
    return Report(
        questions=len(gold),
        answerable=len(refused["answerable"]),
        facets=facets,
        found={m: {k: _share(v) for k, v in cuts.items()} for m, cuts in found.items()},
        found_by_kind={kind: _share(values) for kind, values in sorted(by_kind.items())},
        mean_reciprocal_rank=sum(ranks) / max(1, len(ranks)),
        finding_recall=_share(recall),
        finding_precision=_share(precise),
        finding_words=sum(words) / max(1, len(words)),
        direction_right=_share(directions),
        refused_unanswerable=_share(unanswerable),
        refused_near_misses=_share(refused["near"]),
        refused_answerable=_share(refused["answerable"]),
        misses=tuple(misses),
    )


def facet_places(facet: Facet, documents: Mapping[str, Document]) -> list[Place]:
    """Every place where a facet's quotes stand; the same words may stand in several."""
    places = []
    for quote in facet.quotes:
        document = documents.get(quote.source)
        if document is None:
            continue
        start = document.text.find(quote.quote)
        while start >= 0:
            places.append((quote.source, Span(start, start + len(quote.quote))))
            start = document.text.find(quote.quote, start + 1)
    return places


def is_shown(facet: Iterable[Place], shown: Sequence[Place]) -> bool:
    """Whether half of one of a facet's quotes is in what is shown; what is shown twice counts once."""
    for source, quote in facet:
        seen: set[int] = set()
        for span in (own for key, own in shown if key == source):
            seen.update(range(max(span.start, quote.start), min(span.end, quote.end)))
        if 2 * len(seen) >= len(quote):
            return True
    return False


def as_text(report: Report) -> str:
    """The report for a person at a terminal."""
    lines = [
        f"{report.questions} questions, {report.answerable} answerable with {report.facets} facets",
        "",
        "facets found in the first   " + "".join(f"{k:>8}" for k in CUTS),
    ]
    for method in METHODS:
        lines.append(f"  {method:<26}" + "".join(f"{report.found[method][k]:>8.3f}" for k in CUTS))
    lines += [
        f"mean reciprocal rank        {report.mean_reciprocal_rank:>8.3f}",
        "",
        "by kind, in the first 5",
        *(f"  {kind:<26}{share:>8.3f}" for kind, share in report.found_by_kind.items()),
        "",
        f"findings: recall {report.finding_recall:.3f}, precision {report.finding_precision:.3f} (at least), "
        f"{report.finding_words:.0f} words, direction right {report.direction_right:.3f}",
        f"refused: {report.refused_unanswerable:.3f} of the unanswerable "
        f"({report.refused_near_misses:.3f} of near misses), {report.refused_answerable:.3f} of the answerable",
        f"no facet in the first 5: {', '.join(report.misses) or 'none'}",
    ]
    return "\n".join(lines)


def _facets_in(passages: Iterable[RankedPassage], places: Sequence[Sequence[Place]]) -> list[bool]:
    shown = [
        (p.source, Span(start, end))
        for p in passages
        for start, end in [(p.start, p.end), *((s, e) for s, e, _, _ in p.continued)]
    ]
    return [is_shown(alternatives, shown) for alternatives in places]


def _judge_findings(
    answer: Answer,
    item: GoldQuestion,
    places: Sequence[Sequence[Place]],
    recall: list[bool],
    precise: list[bool],
    directions: list[bool],
) -> None:
    spans = {c.n: (c.source, Span(c.start, c.end)) for c in answer.citations}
    shown = [spans[n] for finding in answer.findings for n in finding.citations]
    recall += [is_shown(alternatives, shown) for alternatives in places]
    for finding in answer.findings:
        own = [spans[n] for n in finding.citations]
        told = [facet for facet, hit in zip(item.facets, _touches(own, places), strict=True) if hit]
        precise.append(bool(told))
        wanted = {facet.direction for facet in told if facet.direction}
        if wanted:
            directions.append(str(finding.direction) in wanted)


def _touches(own: Sequence[Place], places: Sequence[Sequence[Place]]) -> list[bool]:
    """Which facets a finding says: half of a quote lies in it, or half of it in a quote."""
    return [
        is_shown(alternatives, own)
        or any(
            2 * span.overlap(quote) >= len(span)
            for source, span in own
            for key, quote in alternatives
            if key == source
        )
        for alternatives in places
    ]


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
