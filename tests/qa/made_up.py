"""Answers made up for the evaluation, small enough that each figure can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.types import Direction, Document, Span
from qa.evaluation.gold import Facet, GoldQuestion, GoldQuote
from qa.evaluation.measuring import Asked
from qa.evaluation.shown import as_shown, find_hits
from qa.ranking import METHODS
from qa.types import Answer, Citation, Finding, LibraryInfo, RankedPassage, Status

# A thousand words of four letters, so that the place of each is known.
DOCUMENTS = {"a": Document(" ".join(f"w{n:03}" for n in range(1000)), ())}


def words(first: int, last: int) -> Span:
    return Span(5 * first, 5 * last + 4)


def passage(rank: int, first: int, last: int) -> RankedPassage:
    """The words from the first to the last as a passage of a page named for the rank."""
    span = words(first, last)
    return RankedPassage(
        rank, 0.5, f"a-{rank}", "a", str(rank), (), span.start, span.end, span.of(DOCUMENTS["a"].text)
    )


def facet(about: str, first: int, last: int, direction: str | None = None) -> Facet:
    quote = words(first, last).of(DOCUMENTS["a"].text)
    return Facet(about=about, direction=direction, quotes=[GoldQuote(source="a", quote=quote)])


def finding(n: int, first: int, last: int, direction: Direction) -> tuple[Finding, Citation]:
    span = words(first, last)
    quote = span.of(DOCUMENTS["a"].text)
    cited = Citation(n, f"c{n}", "a", "A", "", None, None, (), span.start, span.end, quote)
    return Finding(quote, direction, None, None, None, (n,)), cited


def asked(
    item: GoldQuestion,
    passages: Sequence[RankedPassage],
    probability: float,
    findings: Sequence[tuple[Finding, Citation]] = (),
    read_as: str | None = None,
) -> Asked:
    """What came of a question: every method shows the same passages; without findings it was refused."""
    answer = Answer(
        id=item.id,
        question=item.question,
        standalone_question=read_as or item.question,
        status=Status.ANSWERED if findings else Status.NOT_IN_LIBRARY,
        lead="",
        findings=tuple(said for said, _ in findings),
        citations=tuple(cited for _, cited in findings),
        passages=tuple(passages),
        caveats=(),
        library=LibraryInfo(1, 1, "fake"),
        probability=probability,
    )
    if not item.facets:
        return Asked(item, answer)
    text = DOCUMENTS["a"].text
    places = [
        [("a", Span(text.index(q.quote), text.index(q.quote) + len(q.quote))) for q in own.quotes]
        for own in item.facets
    ]
    hits = find_hits(places, [as_shown(one) for one in passages], DOCUMENTS)
    return Asked(item, answer, places, dict.fromkeys(METHODS, hits))
