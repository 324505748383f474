"""The reranker: a real cross-encoder from this machine alone, one that means something, or a clear refusal."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from ingest.encoder import DEFAULT_MODEL, find_model
from ingest.errors import MissingModel, ModelError
from ingest.reranker import load_reranker
from tests.tiny_reranker import SUBJECTS, make_reranker, question_on

TEXTS = [f"The review said more of {subject} than before." for subject in SUBJECTS]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_reranker(tmp_path_factory.mktemp("trained"), steps=300)


@pytest.fixture
def untrained(tmp_path: Path) -> Path:
    return make_reranker(tmp_path / "untrained")


@pytest.fixture
def gone_out(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was asked of the network, which is shut."""
    asked: list[object] = []

    def shut(*arguments: object) -> None:
        asked.append(arguments)
        raise OSError("the network is shut")

    monkeypatch.setattr(socket.socket, "connect", shut)
    monkeypatch.setattr(socket, "getaddrinfo", shut)
    return asked


def test_what_answers_scores_highest(trained: Path) -> None:
    """Trained to prefer texts on the question's subject, it does so for each subject, through our loading."""
    reranker = load_reranker(str(trained))
    for number, subject in enumerate(SUBJECTS):
        scores = reranker.score(question_on(subject), TEXTS)
        assert scores.shape == (len(TEXTS),)
        assert int(scores.argmax()) == number


def test_scores_are_the_model_s_own(trained: Path) -> None:
    """They are not squeezed between 0 and 1, and a text's score does not hang on the texts beside it."""
    reranker = load_reranker(str(trained))
    together = reranker.score(question_on("trust"), TEXTS * 5)
    assert together.max() > 1
    assert together.min() < 0
    alone = [float(reranker.score(question_on("trust"), [text])[0]) for text in TEXTS]
    assert together == pytest.approx(alone * 5, abs=1e-4)


def test_a_long_text_is_read_from_its_beginning(trained: Path) -> None:
    """Of a text that is too long the end is not seen; the question is."""
    reranker = load_reranker(str(trained))
    short = "The review said more of trust"
    long = short + " than before" * 40
    other = reranker.score(question_on("trust"), [long, long + " of money"])
    assert other[0] == pytest.approx(other[1], abs=1e-5)
    assert reranker.score(question_on("trust"), [long])[0] > reranker.score(question_on("money"), [long])[0]


def test_what_its_own_library_saved_is_known(trained: Path, tmp_path: Path) -> None:
    """A folder with ``modules.json`` is a cross-encoder where it says so."""
    from sentence_transformers import CrossEncoder

    CrossEncoder(str(trained), device="cpu", local_files_only=True).save_pretrained(str(tmp_path))
    assert (tmp_path / "modules.json").is_file()
    scores = load_reranker(str(tmp_path)).score(question_on("money"), TEXTS)
    assert scores == pytest.approx(load_reranker(str(trained)).score(question_on("money"), TEXTS), abs=1e-5)


def test_loading_and_scoring_need_no_network(untrained: Path, gone_out: list[object]) -> None:
    """With every way out shut it loads and scores, and none was tried."""
    assert np.isfinite(load_reranker(str(untrained)).score("What is said of trust?", TEXTS)).all()
    assert not gone_out


def test_a_name_that_is_nowhere_is_missing(gone_out: list[object]) -> None:
    """A name that is not in the cache is not fetched; the message says what to do, and where."""
    with pytest.raises(MissingModel, match=r"no-such-model.*nothing is downloaded.*JWE_RERANKER"):
        load_reranker("no-such-model")
    assert not gone_out


def test_a_folder_that_is_not_there_is_missing() -> None:
    """A path that leads nowhere is said to be none."""
    with pytest.raises(MissingModel, match=r"/no/such/folder: no such folder.*JWE_RERANKER"):
        load_reranker("/no/such/folder")


def test_an_embedding_model_is_refused() -> None:
    """It could be loaded, with a last layer of chance, and would order passages by chance."""
    with pytest.raises(ModelError, match=r"no CrossEncoder.*JWE_RERANKER"):
        load_reranker(str(find_model(DEFAULT_MODEL)))


@pytest.mark.parametrize("architectures", [["BertModel"], ["BertForMaskedLM"], [], None])
def test_a_model_without_a_head_is_refused(untrained: Path, architectures: list[str] | None) -> None:
    """A folder that does not say that it scores is no cross-encoder."""
    config = json.loads((untrained / "config.json").read_text("utf-8"))
    config["architectures"] = architectures
    (untrained / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(ModelError, match=r"no CrossEncoder.*JWE_RERANKER"):
        load_reranker(str(untrained))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder of anything else is no cross-encoder."""
    with pytest.raises(ModelError, match=r"no CrossEncoder.*JWE_RERANKER"):
        load_reranker(str(tmp_path))


def test_several_labels_are_refused(tmp_path: Path) -> None:
    """A model that sorts pairs into classes gives no order, and is refused in words."""
    with pytest.raises(ModelError, match=r"3 classes.*one score.*JWE_RERANKER") as caught:
        load_reranker(str(make_reranker(tmp_path, labels=3)))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_spoiled_model_is_one_clear_line(untrained: Path, name: str) -> None:
    """Whatever of its files is damaged, the error is of our tree."""
    (untrained / name).write_bytes(b"neither weights nor words")
    with pytest.raises(ModelError) as caught:
        load_reranker(str(untrained))
    assert str(caught.value).startswith(str(untrained))
    assert "\n" not in str(caught.value)


def test_scores_that_are_no_numbers_are_refused(untrained: Path) -> None:
    """Weights that give no numbers would put passages in any order."""
    weights = load_file(untrained / "model.safetensors")
    weights["classifier.bias"] = np.full_like(weights["classifier.bias"], np.nan)
    save_file(weights, untrained / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"no numbers"):
        load_reranker(str(untrained))
