"""The reranker: a model that reads question and passage together, and says how well the one answers the other.

It is optional, and only where JWE_RERANKER names one. Besides ``encoder.py`` the other importer of
sentence-transformers: one module for each class of model.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ValidationError

from ingest.encoder import Vector, find_local, stay_offline
from ingest.errors import MissingModel, ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_VARIABLE = "JWE_RERANKER"
_OWNER = "cross-encoder"  # who publishes a model named without an owner
_BATCH = 8  # pairs; they are sorted by length, and a small batch has little padding to compute


def load_reranker(model: str) -> Reranker:
    """Load a CrossEncoder by name or folder, from this machine only.

    Raises MissingModel, or ModelError where it is a model of another kind.
    """
    return Reranker(model)


class Reranker:
    """A sentence-transformers CrossEncoder of one label, on the processor."""

    def __init__(self, model: str) -> None:
        folder = find_local(model, _VARIABLE, _OWNER)
        if not _is_cross_encoder(folder):
            # It would be loaded all the same, with a last layer of random numbers.
            raise ModelError(
                f"{folder}: the model {model} is no CrossEncoder, and cannot score passages; "
                f"name one in {_VARIABLE}, or leave it unset"
            )
        self._model = _load(folder, model)
        if self._model.num_labels != 1:
            raise ModelError(
                f"{folder}: the model {model} sorts pairs into {self._model.num_labels} classes, and passages "
                f"need one score; name a CrossEncoder with one label in {_VARIABLE}, or leave it unset"
            )
        # The first run is slow, so it is made here; what it gives tells whether the weights are sound,
        # and the tokenizer is then set up once for all threads. Two lengths, for a batch is padded.
        try:
            scores = self.score("warm up", ["warm", "warm up"])
        except Exception as error:
            raise _cannot_be_loaded(folder, model, error) from error
        if not np.isfinite(scores).all():
            raise ModelError(
                f"{folder}: the model {model} gives scores that are no numbers, so its weights are damaged; "
                f"fetch it again, or leave {_VARIABLE} unset"
            )

    def score(self, question: str, passages: Sequence[str]) -> Vector:
        """How well each passage answers, shape (n,); higher is better, and there is no zero or scale.

        Where question and passage are longer together than the model reads, it sees the longer of
        the two without its end: the whole of a question of common length, and of the passage its
        headings and first sentences.
        """
        scores = self._model.predict(
            [(question, passage) for passage in passages],
            batch_size=_BATCH,
            show_progress_bar=False,
            # As they come: squeezed between 0 and 1, all good passages would round to the same score.
            activation_fn=lambda scores: scores,
        )
        return np.asarray(scores, dtype=np.float32)


class _Config(BaseModel):
    architectures: list[str] | None = None


class _Kind(BaseModel):
    model_type: str = ""


def _is_cross_encoder(folder: Path) -> bool:
    """By what the folder says of itself: its own library's word, or else that it sorts sequences into classes."""
    try:
        if (folder / "modules.json").is_file():
            kind = folder / "config_sentence_transformers.json"
            return _Kind.model_validate_json(kind.read_bytes()).model_type == "CrossEncoder"
        config = _Config.model_validate_json((folder / "config.json").read_bytes())
    except (OSError, ValidationError):
        return False
    return any(name.endswith("ForSequenceClassification") for name in config.architectures or ())


def _load(folder: Path, model: str) -> CrossEncoder:
    stay_offline()
    try:
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # a second of loading needs no bar

        loaded: CrossEncoder = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # damaged files come as any kind of error, the weights' reader's own too
        raise _cannot_be_loaded(folder, model, error) from error
    return loaded


def _cannot_be_loaded(folder: Path, model: str, error: Exception) -> MissingModel:
    reason = str(error).strip().split("\n")[0]
    return MissingModel(
        f"{folder}: the model {model} cannot be loaded ({reason}); name another in {_VARIABLE}, or leave it unset"
    )
