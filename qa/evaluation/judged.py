"""Findings compared with sentences that people judged by reading: figures out, nothing asked or read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.structure.marks import plain
from ingest.types import Document, Span
from qa.context import leans
from qa.evaluation.gold import GoldQuestion, JudgedSentence, Place, QuestionStudies, facet_places
from qa.evaluation.intervals import Estimate, pooled_share
from qa.query import stems
from qa.studies import Sources, independent, studies_told
from qa.types import Answer, Finding

_BELONGS, _BESIDE = 2, 0  # grades
_NEARLY_ALL = 0.8  # of the words of the shorter of two findings, in the other as well

# The measures in the order in which they are told, and what each is the share of.
SHARES = {
    "belong": "judged findings that belong",
    "beside": "judged findings beside the point",
    "unjudged": "findings that nobody judged",
    "recall": "known sentences that belong, shown",
    "direction_right": "findings that belong with the right direction",
    "clear": "findings that stand alone or with what they lean on",
    "repeated": "findings that say again what one before says",
    "studies_right": "answers that count their studies rightly",
}


@dataclass(frozen=True, slots=True)
class JudgedShares:
    """What the findings are worth; each is a share from 0 to 1 with its interval."""

    belong: Estimate  # of the judged findings, those that belong in a good answer
    beside: Estimate  # of the judged findings, those beside the point
    unjudged: Estimate  # of all findings, those that nobody judged
    recall: Estimate  # of the sentences known to belong, those shown or named as saying the same
    direction_right: Estimate  # of the findings that belong and have a direction by hand
    clear: Estimate  # findings that stand alone, or come with what they lean on
    repeated: Estimate  # findings that say again what one before them in the answer says
    studies_right: Estimate  # answers that count the studies of their findings as a reader does


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A finding that nobody judged yet."""

    id: str
    source: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Unshown:
    """A sentence that belongs in the answer and is not in it."""

    id: str
    source: str
    start: int
    begins: str


@dataclass(frozen=True, slots=True)
class JudgedReport:
    """Figures of the questions that have judged sentences."""

    questions: int
    findings: int
    shares: JudgedShares
    by_kind: Mapping[str, JudgedShares]
    unjudged: tuple[Unjudged, ...]
    unshown: tuple[Unshown, ...]


@dataclass(frozen=True, slots=True)
class _Compared:
    """What came of one question. Lists have a value a finding, or a known sentence, that they are of."""

    kind: str
    grades: Sequence[int]
    is_judged: Sequence[bool]
    recalled: Sequence[bool]
    directed: Sequence[bool]
    clear: Sequence[bool]
    repeated: Sequence[bool]
    studies_right: Sequence[bool]  # one value, or none where the gold cannot tell
    unjudged: tuple[Unjudged, ...]
    unshown: tuple[Unshown, ...]


class StudiesByHand:
    """Which studies quotes tell of, by reading, wherever these quotes stand."""

    def __init__(self, questions: Sequence[QuestionStudies], sources: Sources) -> None:
        documents: Mapping[str, Document] = {key: document for key, (_, document) in sources.items()}
        self._sources = sources
        self._several = {question.id for question in questions if question.independent > 1}
        self._told = [
            (place, {(quote.source, frozenset(papers)) for papers in quote.studies})
            for question in questions
            for facet in question.facets
            for quote in facet.quotes
            for place in facet_places(facet.model_copy(update={"quotes": [quote]}), documents)
        ]

    def agree(self, id: str, answer: Answer) -> list[bool]:
        """Whether an answer counts the studies of those findings that the gold knows as the gold does.

        Empty where the question rests on one study at most, or the gold knows no study of a finding.
        """
        if id not in self._several:
            return []
        spans = _places_by_number(answer)
        wanted: set[tuple[str, frozenset[str]]] = set()
        pairs = []
        for finding in answer.findings:
            said = [spans[n] for n in finding.citations]
            told = [studies for place, studies in self._told if any(_same_place(own, place) for own in said)]
            if told:
                wanted = wanted.union(*told)
                source, own = said[0][0], [span for _, span in said]
                document = self._sources[source][1]
                pairs += [
                    (source, study) for study in studies_told(document, own, finding.study, finding.direction)
                ]
        return [len(independent(pairs, self._sources)) == len(wanted)] if wanted else []


def compare_judged(
    answers: Sequence[tuple[GoldQuestion, Answer]], judged: Sequence[JudgedSentence], studies: StudiesByHand
) -> JudgedReport:
    """The figures of the answers to those questions of which sentences were judged."""
    by_question = {
        id: list(own) for id, own in groupby(sorted(judged, key=lambda one: one.id), lambda one: one.id)
    }
    compared = [
        _compare(item, answer, by_question[item.id], studies)
        for item, answer in answers
        if item.id in by_question
    ]
    return JudgedReport(
        questions=len(compared),
        findings=sum(len(one.is_judged) for one in compared),
        shares=_shares(compared),
        by_kind={
            kind: _shares([one for one in compared if one.kind == kind])
            for kind in sorted({one.kind for one in compared})
        },
        unjudged=tuple(finding for one in compared for finding in one.unjudged),
        unshown=tuple(sentence for one in compared for sentence in one.unshown),
    )


def _compare(
    item: GoldQuestion, answer: Answer, judged: Sequence[JudgedSentence], studies: StudiesByHand
) -> _Compared:
    places = _places_by_number(answer)
    said = [[places[n] for n in finding.citations] for finding in answer.findings]
    shown = [place for own in said for place in own]
    shown += [places[n] for finding in answer.findings for n in finding.also]
    found = [_judgement(own, judged) for own in said]
    known = [sentence for sentence in judged if sentence.grade == _BELONGS]
    recalled = [any(_same_place(own, (one.source, one.span)) for own in shown) for one in known]
    return _Compared(
        kind=item.kind,
        grades=[one.grade for one in found if one is not None],
        is_judged=[one is not None for one in found],
        recalled=recalled,
        directed=[
            str(finding.direction) == one.direction
            for finding, one in zip(answer.findings, found, strict=True)
            if one is not None and one.grade == _BELONGS and one.direction is not None
        ],
        clear=[bool(finding.context) or not leans(plain(finding.text)) for finding in answer.findings],
        repeated=list(_repeats(answer.findings)),
        studies_right=studies.agree(item.id, answer),
        unjudged=tuple(
            Unjudged(item.id, own[0][0], own[0][1].start, own[0][1].end, finding.text)
            for finding, own, one in zip(answer.findings, said, found, strict=True)
            if one is None
        ),
        unshown=tuple(
            Unshown(one.id, one.source, one.start, one.begins)
            for one, is_shown in zip(known, recalled, strict=True)
            if not is_shown
        ),
    )


def _shares(compared: Sequence[_Compared]) -> JudgedShares:
    return JudgedShares(
        belong=_pooled([[grade == _BELONGS for grade in one.grades] for one in compared]),
        beside=_pooled([[grade == _BESIDE for grade in one.grades] for one in compared]),
        unjudged=_pooled([[not is_judged for is_judged in one.is_judged] for one in compared]),
        recall=_pooled([one.recalled for one in compared]),
        direction_right=_pooled([one.directed for one in compared]),
        clear=_pooled([one.clear for one in compared]),
        repeated=_pooled([one.repeated for one in compared]),
        studies_right=_pooled([one.studies_right for one in compared]),
    )


def _pooled(questions: Sequence[Sequence[bool]]) -> Estimate:
    """Of the questions that have something to count."""
    return pooled_share([values for values in questions if values])


def _places_by_number(answer: Answer) -> dict[int, Place]:
    return {cited.n: (cited.source, Span(cited.start, cited.end)) for cited in answer.citations}


def _judgement(said: Sequence[Place], judged: Sequence[JudgedSentence]) -> JudgedSentence | None:
    """What was judged where a finding stands; of several sentences, the one that shares most with it."""
    near = [one for one in judged if any(_same_place(own, (one.source, one.span)) for own in said)]
    return max(near, key=lambda one: _shared(said, (one.source, one.span)), default=None)


def _shared(said: Sequence[Place], place: Place) -> int:
    return sum(span.overlap(place[1]) for source, span in said if source == place[0])


def _same_place(one: Place, other: Place) -> bool:
    """Whether at least half of the shorter of two places lies in the other."""
    return one[0] == other[0] and 2 * one[1].overlap(other[1]) >= min(len(one[1]), len(other[1])) > 0


def _repeats(findings: Sequence[Finding]) -> Iterator[bool]:
    """Of each finding, whether one before it has nearly the same words."""
    held = [stems(plain(finding.text)) for finding in findings]
    for number, words in enumerate(held):
        yield any(
            len(words & before) >= _NEARLY_ALL * max(1, min(len(words), len(before)))
            for before in held[:number]
        )
