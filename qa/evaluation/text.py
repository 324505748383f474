"""The report for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.showing import one_line
from qa.evaluation.abstention import Abstention, Refused
from qa.evaluation.intervals import Estimate
from qa.evaluation.judged import SHARES, JudgedReport
from qa.evaluation.measuring import MISSED_AT, Miss, Report
from qa.evaluation.shown import CUTS, WORDS
from qa.ranking import METHODS

_COLUMN = 20
_MEASURE = 52
_KIND = 22
_HEADS = ("belong", "beside", "shown", "direction")  # of the four figures that are told by kind


def as_text(report: Report) -> str:
    """All figures; shares are from 0 to 1, and what stands in brackets is a 95 % interval."""
    return "\n".join(_lines(report))


def estimate_words(estimate: Estimate) -> str:
    """ ".641 [.541–.738]"; of nothing, a dash."""
    if not estimate.of:
        return "–"
    return f"{share_words(estimate.value)} [{share_words(estimate.low)}–{share_words(estimate.high)}]"


def share_words(share: float) -> str:
    return f"{share:.3f}".removeprefix("0")


def _lines(report: Report) -> Iterator[str]:
    found = report.findings
    yield f"{report.questions} questions, {report.answerable} answerable with {report.facets} facets"
    yield "shares from 0 to 1; in brackets their 95 % intervals"
    yield ""
    yield from _table("facets found in the first", CUTS, "", report.found)
    yield ""
    yield from _table("facets found within the first", WORDS, " words", report.within)
    yield ""
    yield "mean reciprocal rank"
    for method in METHODS:
        yield f"  {method:<16}{estimate_words(report.mean_reciprocal_rank[method])}"
    yield ""
    yield f"facets found in the first {MISSED_AT} by kind of question"
    for kind, share in report.found_by_kind.items():
        yield f"  {one_line(kind) or 'no kind':<16}{estimate_words(share):<{_COLUMN}}of {share.of}"
    yield ""
    yield (
        f"findings: recall {share_words(found.recall)}, precision {share_words(found.precision)} (at least), "
        f"{found.words:.0f} words, direction right {share_words(found.direction_right)}"
    )
    if report.judged is not None:
        yield ""
        yield from _judged(report.judged)
    yield ""
    yield from _refusals(report.abstention)
    yield ""
    yield f"no facet in the first {MISSED_AT}: {len(report.misses)} of {report.answerable} answerable questions"
    for miss in report.misses:
        yield ""
        yield from map(one_line, _miss_lines(miss))


def _table(
    title: str, columns: tuple[int, ...], unit: str, rows: Mapping[str, Mapping[int, Estimate]]
) -> Iterator[str]:
    yield title
    yield f"{'':18}" + "".join(f"{f'{column}{unit}':<{_COLUMN}}" for column in columns).rstrip()
    for method in METHODS:
        cells = "".join(f"{estimate_words(rows[method][column]):<{_COLUMN}}" for column in columns)
        yield f"  {method:<16}{cells}".rstrip()


def _judged(told: JudgedReport) -> Iterator[str]:
    yield (
        f"findings against sentences judged by people: {told.questions} questions, {told.findings} findings, "
        f"{len(told.unjudged)} not judged, {len(told.unshown)} sentences that belong not shown"
    )
    for name, what in SHARES.items():
        share: Estimate = getattr(told.shares, name)
        yield f"  {what:<{_MEASURE}}{estimate_words(share):<{_COLUMN}}of {share.of}"
    yield f"  {'by kind of question':<{_KIND}}" + "".join(f"{head:<{_COLUMN}}" for head in _HEADS).rstrip()
    for kind, own in told.by_kind.items():
        shares = (own.belong, own.beside, own.recall, own.direction_right)
        cells = "".join(f"{estimate_words(share):<{_COLUMN}}" for share in shares)
        yield f"    {one_line(kind) or 'no kind':<{_KIND - 2}}{cells}".rstrip()


def _refusals(told: Abstention) -> Iterator[str]:
    yield from _refused(f"refused at the product's threshold, {told.product.threshold:g}", told.product)
    if told.bearable is not None and told.area is not None:
        words = (
            f"refused at {told.bearable.threshold:g}, the highest that refuses at most 5 % of the answerable"
        )
        yield from _refused(words, told.bearable)
        yield f"area under the curve {share_words(told.area)}"


def _refused(title: str, told: Refused) -> Iterator[str]:
    yield title
    for words, share in (
        ("unanswerable", told.unanswerable),
        ("  near misses", told.near_misses),
        ("  elsewhere", told.elsewhere),
        ("answerable", told.answerable),
    ):
        yield f"  {words:<16}{estimate_words(share):<{_COLUMN}}of {share.of}"


def _miss_lines(miss: Miss) -> Iterator[str]:
    yield f"{miss.id}: {miss.question}"
    if miss.read_as != miss.question:
        yield f"  read as: {miss.read_as}"
    for wanted in miss.wanted:
        yield f"  wanted: {wanted.about}: “{wanted.quote}” ({wanted.source})"
    for came in miss.came:
        page = f", p. {came.page}" if came.page else ""
        yield f"  came: {came.source}{page}: {came.words}"
