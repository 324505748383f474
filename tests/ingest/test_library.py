"""The library as readers see it: one whole generation, whoever writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest import database
from ingest.changing import remove
from ingest.encoder import compose, similarities
from ingest.errors import ModelMismatch, UnknownSource
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.rebuilding import rebuild
from ingest.receipts import Outcome
from ingest.verifying import verify
from qa.service import AnswerService
from qa.types import Question
from tests.fakes import FakeEncoder, version, version_mark, write_document

ENCODER = FakeEncoder()


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for another program waits long enough for these small libraries."""
    monkeypatch.setattr(database, "_WAIT_SECONDS", 1.0)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    for key in ("alpha", "beta", "gamma"):
        write_document(folder / f"{key}.txt", version(key, 1), key)
    return folder


@pytest.fixture
def home(tmp_path: Path, papers: Path) -> Path:
    folder = tmp_path / "library"
    ingest(folder, [papers], ENCODER)
    return folder


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    opened = Library(home)
    yield opened
    opened.close()


def words(library: Library, number: int) -> str:
    """The words of a passage, from its spans in its source's text."""
    stored = library.passages([number])[number]
    text = library.document(stored.source)[1].text
    return " ".join(span.of(text) for span in stored.passage.spans)


def all_ids(library: Library) -> list[int]:
    return [number for number, _ in library.nearest(ENCODER.encode_question("the"), 10_000)]


def test_what_was_put_in_is_what_is_read(library: Library) -> None:
    """Sources by key, their texts, and every passage a quote of its own source."""
    assert [(s.key, s.passages) for s in library.sources] == [("alpha", 5), ("beta", 5), ("gamma", 5)]
    assert len(library) == 15
    assert library.model == ENCODER.identity
    for number in all_ids(library):
        source = library.passages([number])[number].source
        assert words(library, number).count(version_mark(source, 1)) == 3


def test_vectors_are_kept_as_they_were_made(library: Library) -> None:
    """A passage's vector is its words', its sentences' are theirs within what a byte keeps."""
    number = all_ids(library)[0]
    stored = library.passages([number])[number]
    document = library.document(stored.source)[1]
    (made,) = ENCODER.encode_passages([compose(document, stored.passage)])
    assert stored.vector == pytest.approx(made.passage, abs=1e-6)
    for n, sentence in enumerate(made.sentences):
        cosines = similarities(sentence, stored.sentence_vectors)
        assert cosines[n] == pytest.approx(1, abs=0.01)
    assert stored.sentence_vectors.shape == (len(stored.passage.sentences), 64)


def test_nearest_by_meaning(library: Library) -> None:
    """Best first; the passages that hold the words asked for come before those that do not."""
    found = library.nearest(ENCODER.encode_question("betaround1"), 15)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert {library.passages([n])[n].source for n, _ in found[:5]} == {"beta"}
    assert len(library.nearest(ENCODER.encode_question("betaround1"), 4)) == 4


def test_matching_by_words(library: Library) -> None:
    """Every passage with the word, higher is better, and the count agrees; endings do not matter."""
    found = library.matching("gammaround1", 100)
    scores = [score for _, score in found]
    assert len(found) == library.frequency("gammaround1") == 5
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)
    assert library.matching("gammaround1", 2) == found[:2]
    assert library.frequency("worker") == library.frequency("workers") > 0
    assert library.matching("apixaban", 10) == []


def test_candidates_of_chosen_sources_only(library: Library) -> None:
    """Both ways of finding keep to the sources that were chosen."""
    question = ENCODER.encode_question("the social workers met")
    for chosen in (["beta"], ["alpha", "gamma"]):
        dense = {library.passages([n])[n].source for n, _ in library.nearest(question, 100, chosen)}
        by_words = {library.passages([n])[n].source for n, _ in library.matching("with", 100, chosen)}
        assert dense == by_words == set(chosen)
    assert len(library.nearest(question, 100, ["beta"])) == 5
    assert library.nearest(question, 100, ["nobody"]) == []
    assert library.matching("with", 100, ["nobody"]) == []


def test_restricting_does_not_change_the_order(library: Library) -> None:
    """The best of one source are in the order they have among all."""
    question = ENCODER.encode_question("nurses shared budgets")
    everyone = [n for n, _ in library.nearest(question, 100)]
    alone = [n for n, _ in library.nearest(question, 100, ["alpha"])]
    assert alone == [n for n in everyone if library.passages([n])[n].source == "alpha"]


def test_an_unknown_source_is_named_with_those_there_are(library: Library) -> None:
    """The message helps."""
    with pytest.raises(UnknownSource, match=r"delta: .*alpha, beta, gamma"):
        library.document("delta")


def test_unknown_passages_are_left_out(library: Library) -> None:
    """Ids that are not there are no error."""
    assert library.passages([10_000_000]) == {}
    assert library.passages([]) == {}


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    """A library whose sources are all gone can still be asked."""
    paper = write_document(tmp_path / "one.txt", version("one", 1), "one")
    ingest(tmp_path / "library", [paper], ENCODER)
    remove(tmp_path / "library", ["one"])
    library = Library(tmp_path / "library")
    assert library.sources == ()
    assert library.nearest(np.ones(64, dtype=np.float32), 5) == []
    assert library.matching("one", 5) == []
    library.close()


def test_an_open_library_stays_as_it_was(home: Path, papers: Path, library: Library) -> None:
    """A reader keeps its whole generation while a writer replaces, adds and removes; then knows it is old."""
    ids = sorted(all_ids(library))
    assert library.is_current()
    write_document(papers / "alpha.txt", version("alpha", 2, paragraphs=2))
    write_document(papers / "delta.txt", version("delta", 1), "delta")
    seen = []

    def look(*_: object) -> None:
        seen.append(
            (library.is_current(), len(library.matching("with", 100)), library.frequency("deltaround1"))
        )

    ingest(home, [papers], ENCODER, look)
    remove(home, ["beta"])
    assert seen[0] == (True, 15, 0)
    assert seen[-1] == (False, 15, 0)
    assert not library.is_current()
    assert library.generation == 3
    assert sorted(all_ids(library)) == ids
    assert sorted(library.passages(ids)) == ids
    assert version_mark("alpha", 1) in library.document("alpha")[1].text
    assert version_mark("beta", 1) in library.document("beta")[1].text
    assert library.matching("alpharound2", 10) == []
    newer = Library(home)
    assert newer.generation == 6
    assert [s.key for s in newer.sources] == ["alpha", "delta", "gamma"]
    assert len(newer.matching("alpharound2", 10)) == 2
    assert newer.matching("alpharound1 OR betaround1", 10) == []
    assert newer.is_current()
    newer.close()


def test_an_unchanged_run_keeps_readers_current(home: Path, papers: Path, library: Library) -> None:
    """Nothing new, nothing to load again."""
    assert {line.outcome for line in ingest(home, [papers], ENCODER).lines} == {Outcome.UNCHANGED}
    assert library.is_current()


def test_a_rebuild_is_one_generation(home: Path, library: Library) -> None:
    """Readers go from all old to all new."""
    rebuild(home, FakeEncoder("other", dimension=32))
    assert library.model == ENCODER.identity
    assert library.nearest(ENCODER.encode_question("betaround1"), 1)
    assert not library.is_current()


def test_a_question_for_another_model_is_refused(home: Path) -> None:
    """Searching with a model that did not make the library is an error, never a bad answer."""
    service = AnswerService(home, FakeEncoder("other"))
    for search in (service.ask, service.search):
        with pytest.raises(ModelMismatch, match=r"rebuild|JWE_EMBEDDING_MODEL"):
            search(Question("What helps social workers?"))
    service.close()


def test_one_library_in_many_threads(library: Library) -> None:
    """Several threads asking one open library get what one thread gets."""
    question = ENCODER.encode_question("nurses shared budgets")
    expected = (
        library.nearest(question, 9),
        library.matching("budgets", 9),
        sorted(library.passages(range(99))),
    )
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(40):
            found = (
                library.nearest(question, 9),
                library.matching("budgets", 9),
                sorted(library.passages(range(99))),
            )
            if found != expected:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


class _Reader(threading.Thread):
    """Opens the library again and again, and notes whatever is not one whole generation."""

    def __init__(self, home: Path, done: threading.Event) -> None:
        super().__init__()
        self._home = home
        self._done = done
        self.wrong: list[str] = []
        self.generations: list[int] = []

    def run(self) -> None:
        try:
            while not self._done.is_set() or not self.generations:
                self._look()
        except BaseException as error:
            self.wrong.append(repr(error))

    def _look(self) -> None:
        library = Library(self._home)
        try:
            self.generations.append(library.generation)
            found = library.passages(all_ids(library))
            for source in library.sources:
                text = library.document(source.key)[1].text
                mark = text.split()[4 - 1]
                own = [stored for stored in found.values() if stored.source == source.key]
                if text.count(mark) != 16 or len(own) != source.passages != 5:
                    self.wrong.append(f"{source.key}: {len(own)} of {source.passages} passages, {mark}")
                for stored in own:
                    quote = " ".join(span.of(text) for span in stored.passage.spans)
                    if quote.count(mark) != 3:
                        self.wrong.append(f"{source.key}: {quote!r} is not of {mark}")
                if sorted(n for n, _ in library.matching(mark, 100)) != sorted(s.id for s in own):
                    self.wrong.append(f"{source.key}: the word index is not of {mark}")
        finally:
            library.close()


def test_readers_while_a_writer_works(home: Path, papers: Path) -> None:
    """Four readers at a time see only whole generations, each later or the same, to the last."""
    done = threading.Event()
    readers = [_Reader(home, done) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for number in range(2, 10):
            for key in ("alpha", "beta", "gamma"):
                write_document(papers / f"{key}.txt", version(key, number))
            receipt = ingest(home, [papers], ENCODER)
            assert {line.outcome for line in receipt.lines} == {Outcome.REPLACED}
    finally:
        done.set()
        for reader in readers:
            reader.join()
    for reader in readers:
        assert reader.wrong == []
        assert reader.generations == sorted(reader.generations)
    assert len({g for reader in readers for g in reader.generations}) > 3
    assert verify(home).wrong == ()
