"""Gold questions put to the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from ingest.types import Document
from qa.answerability import weights
from qa.evaluation.gold import (
    GoldQuestion,
    JudgedSentence,
    Place,
    QuestionStudies,
    check_judged,
    places_of,
)
from qa.evaluation.judged import StudiesByHand, compare_judged
from qa.evaluation.measuring import Asked, Report, measure
from qa.evaluation.shown import CUTS, Hits, Shown, as_shown, find_hits, look_further
from qa.ranking import METHODS
from qa.service import AnswerService
from qa.types import Answer, Question


def evaluate(
    service: AnswerService,
    gold: Sequence[GoldQuestion],
    progress: Callable[[int, int], None] = lambda *_: None,
    judged: Sequence[JudgedSentence] = (),
    studies: Sequence[QuestionStudies] = (),
) -> Report:
    """Ask every question and compare with its gold, and with the sentences that were judged, if any."""
    sources = {record.key: service.source(record.key) for record in service.sources()}
    documents = {key: document for key, (_, document) in sources.items()}
    remedy = "take in the documents that the gold is of, with `python -m ingest add`"
    # Before anything is asked, so that gold of other documents is told at once.
    places = [places_of(item, documents, remedy) for item in gold]
    check_judged(judged, documents, remedy)
    asked = []
    for number, (item, own) in enumerate(zip(gold, places, strict=True)):
        progress(number, len(gold))
        question = Question(item.question, tuple(item.history), id=item.id)
        answer = service.ask(question)
        hits = _search(service, question, answer, own, documents) if own else None
        asked.append(Asked(item, answer, own, hits))
    report = measure(asked, weights().threshold)
    if not judged:
        return report
    answers = [(one.item, one.answer) for one in asked]
    return replace(report, judged=compare_judged(answers, judged, StudiesByHand(studies, sources)))


def _search(
    service: AnswerService,
    question: Question,
    answer: Answer,
    places: Sequence[Sequence[Place]],
    documents: Mapping[str, Document],
) -> dict[str, Hits]:
    """What each method finds for a question; the product's own page is the one in its answer."""

    def ask(method: str, k: int) -> list[Shown]:
        return [as_shown(passage) for passage in service.search(question, k, method)]

    found = {}
    for method in METHODS:
        page = (
            [as_shown(passage) for passage in answer.passages]
            if method == METHODS[0]
            else ask(method, max(CUTS))
        )
        shown = look_further(page, partial(ask, method), documents)
        found[method] = find_hits(places, shown, documents)
    return found
