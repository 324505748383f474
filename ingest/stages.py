"""Signs of progress: how far an ingest has come, told as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from ingest.places import shown
from ingest.receipts import ReceiptLine


class Stage(StrEnum):
    """What is being done with a file."""

    READING = "reading"
    EMBEDDING = "embedding"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of progress: which file, which stage, and how far that has come."""

    file: str
    number: int  # of the file, from 1
    files: int
    stage: Stage
    done: int = 0  # passages embedded
    total: int = 0
    line: ReceiptLine | None = None  # once the file is done


Progress = Callable[[Sign], None]


class Teller:
    """Tells how far one file has come."""

    def __init__(self, progress: Progress, path: Path, number: int, files: int) -> None:
        self._progress = progress
        self._sign = Sign(shown(Path(path.name)), number, files, Stage.READING)

    def reading(self) -> None:
        self._progress(self._sign)

    def embedding(self, done: int, total: int) -> None:
        self._progress(replace(self._sign, stage=Stage.EMBEDDING, done=done, total=total))

    def done(self, line: ReceiptLine) -> None:
        passages = line.passages
        self._progress(replace(self._sign, stage=Stage.DONE, done=passages, total=passages, line=line))
