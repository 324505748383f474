"""This project: its library made once, searched by the default method and by each other one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ingest import database, store
from ingest.encoder import Encoder
from ingest.errors import UsageError
from ingest.ingesting import ingest
from ingest.types import Document
from qa.evaluation.shown import Shown, as_shown
from qa.service import AnswerService
from qa.types import Question


class House:
    """Documents taken in and ready to be searched. Close it when done."""

    def __init__(self, folder: Path, documents: Iterable[Path], encoder: Encoder) -> None:
        begun = time.perf_counter()
        receipt = ingest(folder, documents, lambda: encoder)
        self.seconds = time.perf_counter() - begun
        for line in receipt.lines:
            if line.outcome == "failed":
                raise UsageError(f"{line.path}: was not taken in ({line.reason}); mend it or leave it out")
        self.service = AnswerService(folder, encoder)
        self.documents: Mapping[str, Document] = {
            record.key: self.service.source(record.key)[1] for record in self.service.sources()
        }
        self.passages = _passages(folder)

    def close(self) -> None:
        self.service.close()


class Ours:
    """One of this project's ways to rank."""

    def __init__(self, house: House, method: str) -> None:
        self.name = f"this project: {method}"
        self._house = house
        self._method = method

    def index(self, texts: Mapping[str, str]) -> None:
        """Nothing: the house has taken them in, for all methods."""

    def passages(self) -> Sequence[Shown]:
        return self._house.passages

    def search(self, question: Question, k: int) -> Sequence[Shown]:
        found = self._house.service.search(question, k, self._method)
        return [as_shown(passage) for passage in found]


def _passages(folder: Path) -> list[Shown]:
    with database.reading(folder) as connection:
        stored = store.passages(connection, store.all_ids(connection).tolist())
    return [Shown(item.source, item.passage.spans) for item in stored.values()]
