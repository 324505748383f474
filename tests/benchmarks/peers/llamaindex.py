"""LlamaIndex: sentence splitter and vector index with their defaults (1,024 tokens, 200 of overlap)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from qa.evaluation.shown import Shown
from qa.types import Question
from tests.benchmarks.peers.types import place, standalone


class LlamaIndex:
    name = "LlamaIndex: 1,024 tokens, dense"

    def __init__(self, model: Path) -> None:
        self._model = HuggingFaceEmbedding(model_name=str(model), device="cpu")

    def index(self, texts: Mapping[str, str]) -> None:
        documents = [Document(text=text, id_=source) for source, text in texts.items()]
        nodes = SentenceSplitter().get_nodes_from_documents(documents)
        self._index = VectorStoreIndex(nodes, embed_model=self._model)
        self._places = {
            node.node_id: place(
                node.ref_doc_id, texts[node.ref_doc_id], node.start_char_idx, node.get_content()
            )
            for node in nodes
        }

    def passages(self) -> Sequence[Shown]:
        return list(self._places.values())

    def search(self, question: Question, k: int) -> Sequence[Shown]:
        found = self._index.as_retriever(similarity_top_k=k).retrieve(standalone(question))
        return [self._places[item.node.node_id] for item in found]
