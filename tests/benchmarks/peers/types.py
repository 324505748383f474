"""What a searched system is to the benchmark: texts go in, places in these texts come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ingest.errors import JWEError
from ingest.types import Span
from qa.evaluation.shown import Shown
from qa.query import make_query
from qa.types import Question


class Misplaced(JWEError):
    """A passage that is not in its text where it is said to be."""


class Peer(Protocol):
    """A system that searches texts. Made with its model loaded, so that indexing is all that is timed."""

    @property
    def name(self) -> str: ...

    def index(self, texts: Mapping[str, str]) -> None:
        """Take in texts by source."""

    def passages(self) -> Sequence[Shown]:
        """Everything that can be found."""

    def search(self, question: Question, k: int) -> Sequence[Shown]:
        """The ``k`` best passages, best first."""


def standalone(question: Question) -> str:
    """A question as it means: the peers have no follow-ups without a language model, so ours are lent."""
    return make_query(question).standalone


def place(source: str, text: str, start: int | None, chunk: str) -> Shown:
    """A peer's chunk as a place in the text; raises Misplaced unless the text has it there."""
    if start is None or text[start : start + len(chunk)] != chunk:
        raise Misplaced(
            f"{source}: the chunk “{chunk[:40]}” is not in the text at {start}; "
            "what this peer finds cannot be compared"
        )
    return Shown(source, (Span(start, start + len(chunk)),))
