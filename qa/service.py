"""The service: a question in, an answer out. Holds the model and the library's current snapshot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.encoder import Encoder, load_encoder
from ingest.errors import JWEError, ModelMismatch
from ingest.reranker import Reranker, load_reranker
from ingest.settings import Settings
from ingest.types import Document, Record
from qa.answering import PASSAGES, Answering
from qa.joined import understand
from qa.privacy import refuse_personal_details
from qa.ranking import METHODS
from qa.snapshot import Snapshot
from qa.theme_table import ThemeTable
from qa.types import Answer, LibraryInfo, Question, RankedPassage


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
        self, question: Question, k: int = PASSAGES, method: str = METHODS[0]
    ) -> tuple[RankedPassage, ...]:
        """The ``k`` best passages for a question."""
        refuse_personal_details(question)
        asked = understand(question)
        encoder = self._model()
        with self._current() as snapshot:
            self._check(snapshot, encoder, question)
            return Answering(snapshot, encoder, self._reranker).search(question, asked, k, method)

    def ask(self, question: Question) -> Answer:
        """Answer a question. Raises QuestionError, UnknownSource, LibraryError or ModelError."""
        refuse_personal_details(question)
        asked = understand(question)
        encoder = self._model()
        with self._current() as snapshot:
            self._check(snapshot, encoder, question)
            return Answering(snapshot, encoder, self._reranker).answer(question, asked)

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
