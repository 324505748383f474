"""The report as one HTML page that needs nothing from elsewhere, and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from ingest.showing import one_line
from qa.evaluation.abstention import Abstention, Refused
from qa.evaluation.intervals import Estimate
from qa.evaluation.judged import SHARES, JudgedReport
from qa.evaluation.measuring import MISSED_AT, Miss, Report
from qa.evaluation.plots import STYLE, Line, Mark, Point, line_plot
from qa.evaluation.shown import CUTS, WORDS
from qa.ranking import METHODS

_STYLE = """
:root { color-scheme: light dark;
  --page: #faf9f7; --ink: #1e1d1c; --quiet: #5b5852; --rule: #dcd9d2;
  --line-0: #0d6660; --line-1: #9b2c1f; --line-2: #3d43a0; --line-3: #755600; }
@media (prefers-color-scheme: dark) { :root {
  --page: #16191a; --ink: #e9e7e2; --quiet: #b0aea8; --rule: #363b3c;
  --line-0: #7fc9c2; --line-1: #ff9c8c; --line-2: #aab4ff; --line-3: #f0d65a; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h2 { margin-top: 2.5rem; }
h3 { margin-bottom: 0.25rem; font-size: 1.05rem; overflow-wrap: anywhere; }
figcaption { color: var(--quiet); }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
th, td { text-align: left; padding: 0.25rem 1.25rem 0.25rem 0; border-bottom: 1px solid var(--rule); white-space: nowrap; }
tbody th { white-space: normal; min-width: 6rem; }
summary { padding: 0.25rem 0; cursor: pointer; }
dt { color: var(--quiet); }
dd { margin: 0 0 0.5rem 1rem; overflow-wrap: anywhere; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_FIFTHS = tuple(n / 5 for n in range(6))


def as_page(report: Report, measured_on: str) -> str:
    """The whole page; ``measured_on`` says of which questions it is."""
    head = (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>How well it answers: {_shown(measured_on)}</title>\n<style>{_STYLE}{STYLE}</style>\n</head>"
    )
    parts = (_opening(report, measured_on), _found(report), _answered(report), _judged(report.judged), _refused(report.abstention), _missed(report))  # fmt: skip
    body = "\n".join(line for part in parts for line in part)
    return f"{head}\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"


def _opening(report: Report, measured_on: str) -> Iterator[str]:
    yield "<h1>How well it answers</h1>"
    yield (
        f"<p>Measured on {_shown(measured_on)}: {report.questions} questions, {report.answerable} of them "
        f"answerable with {report.facets} facets. Shares are from 0 to 1, each with its 95 % interval.</p>"
    )


def _found(report: Report) -> Iterator[str]:
    yield "<h2>What is found</h2>"
    yield from _by_method(report.found, CUTS, "passages")
    yield from _by_method(report.within, WORDS, "words")
    yield from _table(
        "Mean reciprocal rank of the first passage that holds a facet",
        ("Method", "Mean (95 % interval)"),
        [(method, _words(report.mean_reciprocal_rank[method])) for method in METHODS],
    )
    yield from _table(
        f"Facets found in the first {MISSED_AT} passages, by kind of question",
        ("Kind", "Share (95 % interval)", "Facets"),
        [(kind or "no kind", _words(e), str(e.of)) for kind, e in report.found_by_kind.items()],
    )


def _by_method(
    shares: Mapping[str, Mapping[int, Estimate]], limits: Sequence[int], things: str
) -> Iterator[str]:
    """A plot with a line for each method, and the same figures as a table."""
    lines = [
        Line(method, [Point(n, e.value, (e.low, e.high)) for n, e in shares[method].items()])
        for method in METHODS
    ]
    first, last = limits[0], limits[-1]
    told = "; ".join(
        f"{method} from {shares[method][first].value:.3f} to {shares[method][last].value:.3f}"
        for method in METHODS
    )
    title = f"Facets found in the first {things} shown (95 % interval)"
    alternative = f"Line plot: share of facets found in the first {first} to {last} {things}: {told}. The table after it has every figure."
    caption = "Share of facets found; the upright strokes are the 95 % intervals."
    yield from _figure(line_plot(lines, limits, f"first {things}", alternative), caption)
    rows = [(method, *(_words(shares[method][n]) for n in limits)) for method in METHODS]
    yield from _table(title, ("Method", *(f"First {n}" for n in limits)), rows)


def _answered(report: Report) -> Iterator[str]:
    found = report.findings
    yield "<h2>What is answered</h2>"
    yield from _table(
        "Findings against the facets",
        ("Measure", "Figure"),
        [
            ("Facets that a finding says", f"{found.recall:.3f}"),
            ("Findings that say a facet (at least: the gold is not exhaustive)", f"{found.precision:.3f}"),
            ("Words in the findings of an answer", f"{found.words:.0f}"),
            ("Findings with the direction of their facet", f"{found.direction_right:.3f}"),
        ],
    )


def _judged(told: JudgedReport | None) -> Iterator[str]:
    if told is None:
        return
    yield "<h2>What readers judged</h2>"
    yield (
        f"<p>{told.findings} findings of {told.questions} questions; {len(told.unjudged)} of them nobody judged. "
        f"{len(told.unshown)} sentences that belong are not shown.</p>"
    )
    kinds = {"All": told.shares, **told.by_kind}
    rows = [
        (f"{words[0].upper()}{words[1:]}", *(_words(getattr(shares, name)) for shares in kinds.values()))
        for name, words in SHARES.items()
    ]
    heads = ("Share (95 % interval)", *(kind or "no kind" for kind in kinds))
    yield from _table("Findings against sentences judged by people", heads, rows)


def _refused(told: Abstention) -> Iterator[str]:
    yield "<h2>What is refused</h2>"
    yield from _refusals(f"Refused at the product's threshold, {told.product.threshold:g}", told.product)
    if told.bearable is None or told.area is None:
        yield "<p>There is no curve without answerable and unanswerable questions.</p>"
        return
    at = f"{told.bearable.threshold:g}"
    yield f"<p>The highest threshold that refuses at most 5 % of the answerable is {at}.</p>"
    yield from _refusals(f"Refused at the threshold {at}", told.bearable)
    yield from _curve(told, told.area)


def _refusals(caption: str, told: Refused) -> Iterator[str]:
    shares = (
        ("Unanswerable", told.unanswerable),
        ("Of these, near misses", told.near_misses),
        ("Of these, from elsewhere", told.elsewhere),
        ("Answerable", told.answerable),
    )
    rows = [(name, _words(share), str(share.of)) for name, share in shares]
    yield from _table(caption, ("Questions", "Share refused (95 % interval)", "Of"), rows)


def _curve(told: Abstention, area: float) -> Iterator[str]:
    lines = [
        _rates("wrongly refused", [(e.threshold, e.refused_answerable) for e in told.curve]),
        _rates("wrongly answered", [(e.threshold, e.answered_unanswerable) for e in told.curve]),
    ]
    alternative = (
        "Line plot of the two error rates by threshold. From 0 to 1, the share of answerable questions that "
        "are refused rises from 0 to 1, and that of unanswerable ones that are answered falls from 1 to 0. "
        "The table after it has every figure."
    )
    threshold = told.product.threshold
    mark = Mark(threshold, f"the product's threshold, {threshold:g}")
    caption = "Share of the answerable that is refused, and of the unanswerable that is answered."
    yield from _figure(line_plot(lines, _FIFTHS, "threshold", alternative, steps=True, mark=mark), caption)
    yield (
        f"<p>Area under the curve of refused unanswerable over refused answerable questions: {area:.3f}.</p>"
    )
    yield f"<details><summary>The two error rates at each of {len(told.curve)} thresholds</summary>"
    yield from _table(
        "Error rates by threshold",
        ("Refused below", "Answerable that are refused", "Unanswerable that are answered"),
        [
            (f"{e.threshold:g}", f"{e.refused_answerable:.3f}", f"{e.answered_unanswerable:.3f}")
            for e in told.curve
        ],
    )
    yield "</details>"


def _rates(name: str, rates: Sequence[tuple[float, float]]) -> Line:
    """A rate at every threshold: below the lowest of the curve nothing changes, nor above the highest."""
    points = [Point(threshold, rate) for threshold, rate in rates]
    return Line(name, [Point(0, points[0].y), *points, Point(max(1.0, points[-1].x), points[-1].y)])


def _missed(report: Report) -> Iterator[str]:
    yield "<h2>What is missed</h2>"
    yield (
        f"<p>{len(report.misses)} of {report.answerable} answerable questions have no facet in the first "
        f"{MISSED_AT} passages.</p>"
    )
    for miss in report.misses:
        yield from _miss(miss)


def _miss(miss: Miss) -> Iterator[str]:
    yield f"<h3>{_shown(miss.id)}: <bdi>{_shown(miss.question)}</bdi></h3>"
    if miss.read_as != miss.question:
        yield f"<p>Read as: <bdi>{_shown(miss.read_as)}</bdi></p>"
    yield "<dl>"
    for n, wanted in enumerate(miss.wanted):
        term = "<dt>Wanted</dt>" if not n else ""
        yield (
            f"{term}<dd>{_shown(wanted.about)}: “<bdi>{_shown(wanted.quote)}</bdi>” ({_shown(wanted.source)})</dd>"
        )
    for n, came in enumerate(miss.came):
        page = f", p. {came.page}" if came.page else ""
        term = "<dt>Came instead</dt>" if not n else ""
        yield f"{term}<dd>{_shown(came.source + page)}: <bdi>{_shown(came.words)}</bdi></dd>"
    yield "</dl>"


def _figure(plot: str, caption: str) -> Iterator[str]:
    yield f'<figure class="wide" tabindex="0">{plot}<figcaption>{_shown(caption)}</figcaption></figure>'


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table whose rows are headed by their first cell; where it is wider than the screen it is scrolled alone."""
    yield f'<div class="wide" role="group" tabindex="0" aria-label="{_shown(caption)}"><table>'
    yield f"<caption>{_shown(caption)}</caption>"
    yield (
        "<thead><tr>"
        + "".join(f'<th scope="col">{_shown(head)}</th>' for head in heads)
        + "</tr></thead><tbody>"
    )
    for first, *others in rows:
        cells = "".join(f"<td>{_shown(cell)}</td>" for cell in others)
        yield f'<tr><th scope="row">{_shown(first)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _words(estimate: Estimate) -> str:
    """Written out, since a screen reader reads it too."""
    if not estimate.of:
        return "none asked"
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


def _shown(words: str) -> str:
    """Words of ours, of a question or of a document, so that they are seen and do nothing."""
    return escape(one_line(words))
