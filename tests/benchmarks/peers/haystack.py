"""Haystack: its document splitter's defaults (200 words, no overlap) in its in-memory store.

Searched by embedding, or by BM25 and embedding joined by reciprocal rank fusion.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from qa.evaluation.shown import Shown
from qa.types import Question
from tests.benchmarks.peers.types import place, standalone

# Read when haystack is imported: it would report its use over the network.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


class Haystack:
    def __init__(self, model: Path, hybrid: bool) -> None:
        self.name = f"Haystack: 200 words, {'BM25 and dense, RRF' if hybrid else 'dense'}"
        self._hybrid = hybrid
        self._store = InMemoryDocumentStore()
        self._embedder = SentenceTransformersDocumentEmbedder(model=str(model), progress_bar=False)
        self._embedder.warm_up()
        self._pipeline = self._searching(model)

    def _searching(self, model: Path) -> Pipeline:
        pipeline = Pipeline()
        embedder = SentenceTransformersTextEmbedder(model=str(model), progress_bar=False)
        pipeline.add_component("embedder", embedder)
        pipeline.add_component("dense", InMemoryEmbeddingRetriever(self._store))
        pipeline.connect("embedder.embedding", "dense.query_embedding")
        if self._hybrid:
            pipeline.add_component("words", InMemoryBM25Retriever(self._store))
            pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
            pipeline.connect("words", "joiner")
            pipeline.connect("dense", "joiner")
        return pipeline

    def index(self, texts: Mapping[str, str]) -> None:
        documents = [Document(content=text, meta={"source": source}) for source, text in texts.items()]
        chunks = DocumentSplitter().run(documents=documents)["documents"]
        self._store.write_documents(self._embedder.run(documents=chunks)["documents"])
        self._places = {
            chunk.id: place(
                chunk.meta["source"],
                texts[chunk.meta["source"]],
                chunk.meta["split_idx_start"],
                chunk.content,
            )
            for chunk in chunks
        }

    def passages(self) -> Sequence[Shown]:
        return list(self._places.values())

    def search(self, question: Question, k: int) -> Sequence[Shown]:
        text = standalone(question)
        asked: dict[str, dict[str, str | int]] = {"embedder": {"text": text}, "dense": {"top_k": k}}
        if self._hybrid:
            asked |= {"words": {"query": text, "top_k": k}, "joiner": {"top_k": k}}
        found = self._pipeline.run(asked)["joiner" if self._hybrid else "dense"]["documents"]
        return [self._places[chunk.id] for chunk in found]
