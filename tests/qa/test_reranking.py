"""The best passages in the order of a cross-encoder and their own, and an answer that uses one or does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ingest.encoder import SentenceEncoder, Vector, compose
from ingest.errors import MissingModel
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.reranker import Reranker
from ingest.types import Document, Record
from qa import service as module
from qa.query import make_query
from qa.ranking import METHODS, Ranked, rank
from qa.reranking import READ, rerank
from qa.search import Search, prepare
from qa.service import AnswerService
from qa.types import Question, Status
from tests.fakes import FakeEncoder, prose, write_document
from tests.tiny_reranker import make_reranker

HELPS = "What helps GPs and social workers to work well together?"
OF_SENSE = {"embed", "retrieve", "rank", "compose", "total"}


class Scripted(Reranker):
    """A reranker that scores as it is told to, and keeps what it was asked."""

    def __init__(self, *scores: float) -> None:
        self._scores = scores
        self.question = ""
        self.passages: list[str] = []

    def score(self, question: str, passages: Sequence[str]) -> Vector:
        self.question, self.passages = question, list(passages)
        return np.resize(np.array(self._scores, dtype=np.float32), len(passages))


class Sources(dict[str, tuple[Record, Document]]):
    """Records and documents of a library."""

    def __init__(self, library: Library) -> None:
        super().__init__({source.key: library.document(source.key) for source in library.sources})


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("reranking")
    files = [
        write_document(folder / f"{name}.txt", prose(name, paragraphs=20), name)
        for name in ("one", "two", "six")
    ]
    assert not ingest(folder / "library", files, FakeEncoder()).failed
    opened = Library(folder / "library")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def search(library: Library) -> Search:
    """A follow-up question, so that what was typed is not what is searched."""
    question = Question("Why were they postponed?", history=("Which visits were shared by district nurses?",))
    return prepare(library, FakeEncoder(), make_query(question))


@pytest.fixture(scope="module")
def ranked(library: Library, search: Search) -> list[Ranked]:
    found = rank(library, search)
    assert len(found) > READ + 5
    return found


@pytest.fixture(scope="module")
def sources(library: Library) -> Sources:
    return Sources(library)


def ids(places: Sequence[Ranked]) -> list[int]:
    return [place.stored.id for place in places]


def test_only_the_best_are_read_as_the_model_should_see_them(
    search: Search, ranked: list[Ranked], sources: Sources
) -> None:
    """It gets the question as understood, and the best passages with their headings in front."""
    reranker = Scripted(1.0, 2.0)
    rerank(reranker, search, ranked, sources)
    assert reranker.question == search.query.standalone
    assert "district nurses" in reranker.question
    assert len(reranker.passages) == READ
    for place, text in zip(ranked, reranker.passages, strict=False):
        passage = place.stored.passage
        assert text == compose(sources[place.stored.source][1], passage).text
        assert text.startswith(passage.context)
    assert any(place.stored.passage.context for place in ranked[:READ])


def test_the_rest_follow_as_they_were(search: Search, ranked: list[Ranked], sources: Sources) -> None:
    """No passage is lost or doubled, and those that were not read keep place and score."""
    again = rerank(Scripted(*range(READ)), search, ranked, sources)
    assert sorted(ids(again)) == sorted(ids(ranked))
    assert set(ids(again[:READ])) == set(ids(ranked[:READ]))
    assert ids(again) != ids(ranked)
    assert again[READ:] == ranked[READ:]


@pytest.mark.parametrize("scores", [range(READ), [0.0], [-9.0, 4.0, 1e-3], range(0, -READ, -1)])
def test_scores_are_places_in_the_new_order(
    search: Search, ranked: list[Ranked], sources: Sources, scores: Sequence[float]
) -> None:
    """They fall from 1, never below that of a passage that was not read, and all else stays with its passage."""
    again = rerank(Scripted(*scores), search, ranked, sources)
    places = [place.score for place in again]
    assert places[0] == pytest.approx(1.0)
    assert all(first >= second for first, second in pairwise(places))
    assert min(places) >= 0
    before = {place.stored.id: place for place in ranked}
    for place in again:
        was = before[place.stored.id]
        assert replace(place, score=was.score) == was


def test_both_orders_count(search: Search, ranked: list[Ranked], sources: Sources) -> None:
    """Where the model sees no difference the old order stays; where it sees one, that moves a passage."""
    assert ids(rerank(Scripted(3.0), search, ranked, sources)) == ids(ranked)
    last_is_best = Scripted(*[0.0] * (READ - 1), 1.0)
    again = rerank(last_is_best, search, ranked, sources)
    assert ids(again).index(ranked[READ - 1].stored.id) < 2
    others = [number for number in ids(again) if number != ranked[READ - 1].stored.id]
    assert others == [number for number in ids(ranked) if number != ranked[READ - 1].stored.id]


def test_the_scale_of_a_model_does_not_matter(search: Search, ranked: list[Ranked], sources: Sources) -> None:
    """Models score from 0 to 1, or from -11 to 8; the order is the same."""
    scores = np.random.default_rng(3).random(READ)
    small = rerank(Scripted(*scores), search, ranked, sources)
    large = rerank(Scripted(*(scores * 19 - 11)), search, ranked, sources)
    assert ids(small) == ids(large)


@pytest.mark.parametrize("count", [0, 1, 2, READ])
def test_few_passages_are_ranked_too(
    search: Search, ranked: list[Ranked], sources: Sources, count: int
) -> None:
    """Of none or one there is no order to find, and the model is not asked."""
    reranker = Scripted(*range(READ))
    again = rerank(reranker, search, ranked[:count], sources)
    assert sorted(ids(again)) == sorted(ids(ranked[:count]))
    assert len(reranker.passages) == (count if count > 1 else 0)


# -- the service -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_reranker(tmp_path_factory.mktemp("model"))


@pytest.fixture
def reranking(
    corpus_library: Path, encoder: SentenceEncoder, model: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AnswerService]:
    """A service as it is with JWE_RERANKER set."""
    monkeypatch.setenv("JWE_RERANKER", str(model))
    answering = AnswerService(corpus_library, encoder)
    yield answering
    answering.close()


@pytest.mark.model
def test_without_the_setting_nothing_is_loaded(
    corpus_library: Path, encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unset or empty, no model is looked for, and the timings are the contract's."""

    def load(model: str) -> None:
        raise AssertionError(f"{model} was loaded")

    monkeypatch.setattr(module, "load_reranker", load)
    monkeypatch.delenv("JWE_RERANKER", raising=False)
    for value in (None, ""):
        if value is not None:
            monkeypatch.setenv("JWE_RERANKER", value)
        answering = AnswerService(corpus_library, encoder)
        assert set(answering.ask(Question(HELPS)).timings_ms) == OF_SENSE
        answering.close()


@pytest.mark.model
def test_an_answer_uses_the_reranker(service: AnswerService, reranking: AnswerService) -> None:
    """Its passages are in another order, search has the same, and the time it took is told."""
    before, after = service.ask(Question(HELPS)), reranking.ask(Question(HELPS))
    assert after.status is Status.ANSWERED
    assert after.findings
    assert set(after.timings_ms) == OF_SENSE | {"rerank"}
    assert after.timings_ms["rerank"] > 0
    assert [p.id for p in after.passages] != [p.id for p in before.passages]
    assert [p.rank for p in after.passages] == list(range(1, 11))
    assert reranking.search(Question(HELPS)) == after.passages
    best = {p.id for p in service.search(Question(HELPS), READ)}
    assert {p.id for p in reranking.search(Question(HELPS), READ)} == best


@pytest.mark.model
@pytest.mark.parametrize("question", [HELPS, "What dose of apixaban should I give?"])
def test_whether_it_is_answered_is_judged_as_before(
    service: AnswerService, reranking: AnswerService, question: str
) -> None:
    """The judgement was trained on the order of features, and stays on it."""
    before, after = service.ask(Question(question)), reranking.ask(Question(question))
    assert after.probability == before.probability
    assert after.status is before.status
    assert len(after.passages) == 10


@pytest.mark.model
def test_methods_for_comparison_stay_as_they_are(service: AnswerService, reranking: AnswerService) -> None:
    """Only the product's own method is reranked."""
    question = Question(HELPS)
    for method in METHODS[1:]:
        assert reranking.search(question, method=method) == service.search(question, method=method)
    assert reranking.search(question) != service.search(question)


@pytest.mark.model
def test_several_threads_may_ask(reranking: AnswerService) -> None:
    """All get the answer that one gets."""
    alone = reranking.search(Question(HELPS))
    found: list[object] = []

    def ask() -> None:
        try:
            found.extend(reranking.search(Question(HELPS)) == alone for _ in range(3))
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [True] * 12


@pytest.mark.model
def test_a_wrong_setting_is_told_to_whoever_asks(
    corpus_library: Path, encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service never answers without the reranker that was named; loaded behind, it tells why."""
    monkeypatch.setenv("JWE_RERANKER", "/no/such/reranker")
    with pytest.raises(MissingModel, match="JWE_RERANKER"):
        AnswerService(corpus_library, encoder)
    answering = AnswerService(corpus_library)
    monkeypatch.setattr(module, "load_encoder", lambda _: encoder)
    answering.load()
    assert answering.ready()
    with pytest.raises(MissingModel, match=r"/no/such/reranker.*JWE_RERANKER"):
        answering.ask(Question(HELPS))
    answering.close()
