"""The service: a question in, an answer out. Holds the model and the library's current snapshot."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.encoder import Encoder, load_encoder
from ingest.errors import JWEError, ModelMismatch
from ingest.library import Library
from ingest.reranker import Reranker, load_reranker
from ingest.settings import Settings
from ingest.types import Document, Record
from qa.answerability import Judgement, judge
from qa.caveats import find_caveats, says_itself
from qa.composing import (
    Citations,
    compose_caveats,
    compose_findings,
    compose_passages,
    compose_studies,
)
from qa.coverage import find_unmet, share_quoted, with_names_missed
from qa.elsewhere import absent_sides, find_elsewhere, lacking
from qa.evidence_sentences import Evidence
from qa.lead import bears, lead_for_findings, lead_for_silence, only_searched
from qa.named_sources import NamedSources, find_named
from qa.named_studies import details_asked, study_named
from qa.picking import nearest_few, pick
from qa.privacy import refuse_personal_details
from qa.query import Query, make_query, stems
from qa.ranking import METHODS, rank
from qa.reranking import rerank
from qa.search import prepare
from qa.snapshot import Snapshot, SourcesOf
from qa.theme_table import ThemeTable
from qa.types import Answer, LibraryInfo, Question, RankedPassage, Status
from qa.wording import suggest

_PASSAGES = 10  # in an answer, whatever its status


class AnswerService:
    """Answers questions from one library. Safe to use from several threads."""

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        """Open the library. The model may come later, with :meth:`load`."""
        self._folder = folder
        self._encoder: Encoder | None = None
        self._reranker: Reranker | None = None
        self._failure: JWEError | None = None
        self._loaded = threading.Event()
        self._swap = threading.Lock()
        self._snapshot = Snapshot(folder)
        if encoder is not None:
            self.use(encoder)

    @classmethod
    def start(cls, folder: Path) -> AnswerService:
        """Open the library at once and load the model in the background."""
        service = cls(folder)
        threading.Thread(target=service.load, name="load-model", daemon=True).start()
        return service

    def use(self, encoder: Encoder) -> None:
        """Answer with this model from now on, and with the reranker if the settings name one."""
        named = Settings.from_environment().reranker
        self._reranker = load_reranker(named) if named is not None else None
        self._encoder = encoder
        self._loaded.set()

    def load(self) -> None:
        """Load the model named in the settings; a failure is told to whoever asks."""
        try:
            encoder = load_encoder(Settings.from_environment().embedding_model)
            encoder.encode_question("warm up")
            self.use(encoder)
        except JWEError as error:
            self._failure = error
            self._loaded.set()

    def ready(self) -> bool:
        """Whether a question would be answered without waiting for the model."""
        return self._loaded.is_set()

    def close(self) -> None:
        self._snapshot.close()

    def sources(self) -> tuple[Record, ...]:
        """The records of all sources, by key."""
        with self._current() as snapshot:
            return tuple(source.record for source in snapshot.library.sources)

    def source(self, key: str) -> tuple[Record, Document]:
        """A source's record and document; raises UnknownSource."""
        with self._current() as snapshot:
            return snapshot.library.document(key)

    def library(self) -> LibraryInfo:
        """Which generation of the library answers now."""
        with self._current() as snapshot:
            return snapshot.info()

    def theme_table(self) -> ThemeTable:
        """How much there is on each theme, by direction; counted once for each generation."""
        with self._current() as snapshot:
            return snapshot.theme_table()

    def search(
        self, question: Question, k: int = _PASSAGES, method: str = METHODS[0]
    ) -> tuple[RankedPassage, ...]:
        """The ``k`` best passages for a question."""
        refuse_personal_details(question)
        query = make_query(question)
        encoder = self._model()
        with self._current() as snapshot:
            self._check(snapshot, encoder, question)
            query, sources, _ = _narrowed(snapshot.library, query, question.sources)
            search = prepare(snapshot.library, encoder, query, sources)
            ranked, documents = rank(snapshot.library, search, method), SourcesOf(snapshot.library)
            # The other methods are there to be compared as they are.
            if self._reranker is not None and method == METHODS[0]:
                ranked = rerank(self._reranker, search, ranked, documents)
            return compose_passages(ranked[:k], documents)

    def ask(self, question: Question) -> Answer:
        """Answer a question. Raises QuestionError, UnknownSource, LibraryError or ModelError."""
        refuse_personal_details(question)
        clock = _Clock()
        asked = make_query(question)
        encoder = self._model()
        with self._current() as snapshot:
            self._check(snapshot, encoder, question)
            library, documents = snapshot.library, SourcesOf(snapshot.library)
            clock.start()
            query, sources, named = _narrowed(library, asked, question.sources)
            search = prepare(library, encoder, query, sources)
            clock.lap("embed")
            ranked = found = rank(library, search)
            clock.lap("retrieve")
            if self._reranker is not None:
                ranked = rerank(self._reranker, search, found, documents)
                clock.lap("rerank")
            # On the order it was trained on: of the first passage's features much depends.
            judgement = judge(search, found)
            evidence = Evidence(search, ranked, documents)
            study = study_named(evidence)
            exact = details_asked(evidence, study)
            if exact or (named and named.whole):
                # The source is there, or the cell that is asked for.
                judgement = Judgement(1.0, answers=True, unknown=judgement.unknown if exact else ())
            picked = exact or (pick(evidence, study) if judgement.answers else [])
            if not bears(judgement, share_quoted(search, picked)):
                picked = nearest_few(picked)
            if picked and not exact:
                picked = with_names_missed(evidence, picked)
            clock.lap("rank")
            passages = compose_passages(ranked[:_PASSAGES], documents)
            citations = Citations(documents)
            findings = compose_findings(picked, citations, documents)
            cited = sorted({item.source for item in picked})
            studies = compose_studies(findings, citations, documents)
            weighed = find_caveats(library, search, cited, documents, picked)
            caveats = compose_caveats(weighed, citations, documents)
            absent = absent_sides(library, query, sources)
            elsewhere = None
            if findings:
                unmet = find_unmet(evidence, picked)
                status = Status.ANSWERED
                lead = lead_for_findings(
                    findings,
                    studies,
                    citations.all(),
                    documents,
                    judgement,
                    unmet,
                    absent=absent,
                    says_itself=says_itself(search, weighed),
                    quoted=share_quoted(search, picked),
                )
            else:
                status = Status.NOT_IN_LIBRARY
                searched = [s for s in library.sources if not sources or s.key in sources]
                count = sum(source.passages for source in searched)
                records = {source.key: source.record for source in searched}
                lacks = lacking(query, search.rarity, stems(passages[0].text)) if passages else ()
                lead = lead_for_silence(judgement, passages, lacks, records, count)
                years = [record.year for record in records.values() if record.year]
                elsewhere = find_elsewhere(query.standalone, max(years, default=None))
            if named:
                these, others = (
                    [library.source(key).record for key in keys] for keys in (named.keys, named.also_by)
                )
                lead += f" {only_searched(these, others)}"
            suggestion = suggest(library, query, search.rarity)
            clock.lap("compose")
            return Answer(
                id=question.id,
                question=question.text,
                standalone_question=asked.standalone,
                status=status,
                lead=lead,
                findings=findings,
                citations=citations.all(),
                passages=passages,
                caveats=caveats,
                library=snapshot.info(),
                probability=round(judgement.probability, 3),
                suggestion=suggestion,
                studies=studies,
                elsewhere=elsewhere,
                timings_ms=clock.laps,
            )

    # -- what it holds ---------------------------------------------------------------

    def _model(self) -> Encoder:
        self._loaded.wait()
        if self._failure is not None:
            raise self._failure
        assert self._encoder is not None  # set before the event is
        return self._encoder

    def _check(self, snapshot: Snapshot, encoder: Encoder, question: Question) -> None:
        made_with = snapshot.library.model
        if made_with != encoder.identity:
            raise ModelMismatch(
                f"{self._folder}: was made with the model {made_with.name}, and this is "
                f"{encoder.identity.name}; run `python -m ingest rebuild`, or set JWE_EMBEDDING_MODEL back"
            )
        for key in question.sources:
            snapshot.library.source(key)

    @contextmanager
    def _current(self) -> Iterator[Snapshot]:
        """The newest whole generation; the one before is closed when its last question is done."""
        with self._swap:
            if not self._snapshot.library.is_current():
                fresh = Snapshot(self._folder, self._snapshot.library)
                self._snapshot.retire()
                self._snapshot = fresh
            snapshot = self._snapshot.take()
        try:
            yield snapshot
        finally:
            snapshot.give_back()


def _narrowed(
    library: Library, query: Query, sources: tuple[str, ...]
) -> tuple[Query, tuple[str, ...], NamedSources | None]:
    """A question and the sources to search for it: those it names, among those it is asked of."""
    records = [source.record for source in library.sources if not sources or source.key in sources]
    named = find_named(query, records, library.uses_elsewhere)
    return (query, sources, None) if named is None else (named.query, named.keys, named)


class _Clock:
    """Times of the stages, in milliseconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.start()

    def start(self) -> None:
        self._begun = self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = round((now - self._last) * 1000, 2)
        self.laps["total"] = round((now - self._begun) * 1000, 2)
        self._last = now
