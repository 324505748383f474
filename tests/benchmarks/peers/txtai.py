"""txtai: texts cut into paragraphs, searched by embedding or hybrid (BM25 and embedding)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from txtai import Embeddings
from txtai.pipeline import Segmentation

from qa.evaluation.shown import Shown
from qa.types import Question
from tests.benchmarks.peers.types import place, standalone


class Txtai:
    def __init__(self, model: Path, hybrid: bool) -> None:
        self.name = f"txtai: paragraphs, {'hybrid' if hybrid else 'dense'}"
        self._embeddings = Embeddings(path=str(model), content=True, hybrid=hybrid)

    def index(self, texts: Mapping[str, str]) -> None:
        chunks = [(source, Segmentation(paragraphs=True)(text)) for source, text in texts.items()]
        self._embeddings.index(chunk for _, own in chunks for chunk in own)
        self._places = [shown for source, own in chunks for shown in _placed(source, texts[source], own)]

    def passages(self) -> Sequence[Shown]:
        return self._places

    def search(self, question: Question, k: int) -> Sequence[Shown]:
        found = self._embeddings.search(standalone(question), k)
        return [self._places[int(item["id"])] for item in found]


def _placed(source: str, text: str, chunks: Sequence[str]) -> Iterator[Shown]:
    """Chunks, in their order, at their places; runs of spaces, which txtai makes one, are as in the text."""
    after = 0
    for chunk in chunks:
        at = re.compile(re.escape(chunk).replace(r"\ ", " +")).search(text, after)
        yield place(source, text, at and at.start(), at.group() if at else chunk)
        after = at.end() if at else after
