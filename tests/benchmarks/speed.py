"""What ranking costs beside the embedding of the question, in one run.

    python -m tests.benchmarks.speed [--passages 10000] [--documents corpus tests/gold/documents]

The library is made of sentences of the documents, dealt anew into as many passages as asked
for. Its vectors are drawn at random: how long ranking takes does not depend on what they say.
The questions are those of the gold files, embedded by the real model.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ingest.encoder import Composed, Encoder, ModelIdentity, PassageVectors, Vector, Weigh, load_encoder
from ingest.evidence import EvidenceReader
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.readers import has_reader, read_document
from ingest.structure.marks import words_of
from qa.evaluation.gold import read_gold
from qa.query import make_query
from qa.ranking import METHODS, rank
from qa.search import prepare
from qa.types import Question

_ROOT = Path(__file__).resolve().parents[2]
_A_DOCUMENT = 100  # passages


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument(
        "--documents", type=Path, nargs="+", default=[_ROOT / "corpus", _ROOT / "tests/gold/documents"]
    )
    parser.add_argument("--questions", type=int, default=100)
    arguments = parser.parse_args()
    encoder = load_encoder()
    gold = [item for name in ("questions", "blind") for item in read_gold(_ROOT / f"tests/gold/{name}.jsonl")]
    asked = random.Random(2).sample(gold, min(arguments.questions, len(gold)))
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(arguments.documents, arguments.passages, encoder, Path(folder))
        print(f"{len(library):,} passages, {len(asked)} questions; median milliseconds")
        embedding, methods = measure(library, encoder, [Question(item.question) for item in asked])
        library.close()
    print(f"{'embedding':24s}{embedding:8.1f}")
    for method, took in methods.items():
        print(f"{method:24s}{took:8.1f}{took / embedding:8.2f} of the embedding")


def measure(
    library: Library, encoder: Encoder, questions: Sequence[Question]
) -> tuple[float, dict[str, float]]:
    """Medians in milliseconds: of embedding a question, and of all else up to its ranked passages."""
    embedding: list[float] = []
    methods: dict[str, list[float]] = {method: [] for method in METHODS}
    watched = _Watched(encoder)
    for question in questions:
        query = make_query(question)
        for method, times in methods.items():
            begun, before = time.perf_counter(), watched.seconds
            rank(library, prepare(library, watched, query), method)
            spent = watched.seconds - before
            times.append(time.perf_counter() - begun - spent)
            embedding.append(spent)
    return 1000 * statistics.median(embedding), {m: 1000 * statistics.median(t) for m, t in methods.items()}


def make_library(documents: Sequence[Path], passages: int, encoder: Encoder, folder: Path) -> Library:
    """Documents of a hundred passages of five sentences each, under headings of their own."""
    chance = random.Random(1)
    sentences = list(_sentences(documents))
    files = folder / "files"
    files.mkdir()
    for number in range(-(-passages // _A_DOCUMENT)):
        parts = [f"# Report {number}"]
        for part in range(min(_A_DOCUMENT, passages - number * _A_DOCUMENT)):
            parts += [f"## Part {part}", " ".join(chance.sample(sentences, 5))]
        (files / f"report-{number:03}.md").write_text("\n\n".join(parts), "utf-8")
    ingest(folder / "library", [files], lambda: _Drawn(encoder))
    return Library(folder / "library")


def _sentences(documents: Sequence[Path]) -> Iterator[str]:
    for folder in documents:
        for path in sorted(p for p in folder.iterdir() if has_reader(p)):
            document = read_document(path, path.read_bytes()).document
            reader = EvidenceReader(document)
            for block in document.blocks:
                if block.is_evidence:
                    said = (words_of(document.text, sentence.spans) for sentence in reader.sentences(block))
                    yield from (words for words in said if len(words.split()) > 6)


class _Drawn:
    """The real model's measures with vectors drawn at random, which cost nothing."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._chance = np.random.default_rng(1)
        self.identity: ModelIdentity = encoder.identity
        self.reach: int = encoder.reach

    def count(self, text: str) -> int:
        return self._encoder.count(text)

    def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
        return [PassageVectors(self._draw(1)[0], self._draw(len(p.sentences))) for p in passages]

    def encode_question(self, question: str, weigh: Weigh | None = None) -> Vector:
        return self._encoder.encode_question(question, weigh)

    def _draw(self, count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        drawn = self._chance.standard_normal((count, self.identity.dimension)).astype(np.float32)
        unit: np.ndarray[tuple[int, int], np.dtype[np.float32]] = drawn / np.linalg.norm(
            drawn, axis=1, keepdims=True
        )
        return unit


class _Watched:
    """The real model, with the time that its questions took."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.seconds = 0.0
        self.identity: ModelIdentity = encoder.identity
        self.reach: int = encoder.reach

    def count(self, text: str) -> int:
        return self._encoder.count(text)

    def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
        return self._encoder.encode_passages(passages)

    def encode_question(self, question: str, weigh: Weigh | None = None) -> Vector:
        begun = time.perf_counter()
        try:
            return self._encoder.encode_question(question, weigh)
        finally:
            self.seconds += time.perf_counter() - begun


if __name__ == "__main__":
    main()
