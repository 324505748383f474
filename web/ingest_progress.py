"""How far the files are that were put in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.receipts import ReceiptLine


class State(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"
    READING = "reading"
    EMBEDDING = "embedding"
    DONE = "done"
    FAILED = "failed"  # its line of the receipt says why
    REFUSED = "refused"  # it was not put in at all
    LEFT = "left"  # the ingest ended before its turn


_ENDED = (State.DONE, State.FAILED, State.REFUSED, State.LEFT)


@dataclass(frozen=True, slots=True)
class FileProgress:
    """One file of an ingest."""

    id: str
    name: str
    state: State = State.WAITING
    done: int = 0  # passages embedded
    total: int = 0
    line: ReceiptLine | None = None  # once it is done or has failed
    words: str = ""  # why it was refused

    @property
    def ended(self) -> bool:
        return self.state in _ENDED

    @property
    def again(self) -> bool:
        """Whether the file is still here and may be tried again."""
        return self.state is State.LEFT or (self.line is not None and self.line.protected)


@dataclass(frozen=True, slots=True)
class Progress:
    """All ingests since the last were cleared away."""

    files: tuple[FileProgress, ...] = ()
    running: bool = False
    stopping: bool = False
    trouble: str = ""  # why the last ingest ended before its end
