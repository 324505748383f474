"""The vector index against plain arithmetic."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.vectors import VectorIndex

Floats = npt.NDArray[np.float32]


def unit_vectors(count: int, dimension: int, seed: int) -> Floats:
    vectors = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    unit: Floats = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def brute_force(
    ids: npt.NDArray[np.int64], vectors: Floats, question: Floats, k: int, allowed: list[int] | None
) -> list[tuple[int, float]]:
    scored = [
        (int(i), float(vector @ question))
        for i, vector in zip(ids, vectors, strict=True)
        if allowed is None or int(i) in allowed
    ]
    return sorted(scored, key=lambda pair: -pair[1])[:k]


@given(
    count=st.integers(1, 60),
    dimension=st.sampled_from([1, 2, 8, 33, 384]),
    k=st.integers(1, 80),
    seed=st.integers(0, 999),
    data=st.data(),
)
def test_the_nearest_are_the_nearest(
    count: int, dimension: int, k: int, seed: int, data: st.DataObject
) -> None:
    """As brute force has it: the same scores in the same order, each id with its own, allowed ids alone."""
    chance = np.random.default_rng(seed + 1)
    ids = np.sort(chance.choice(10_000, count, replace=False)).astype(np.int64)
    vectors = unit_vectors(count, dimension, seed)
    question = unit_vectors(1, dimension, seed + 2)[0]
    some = st.lists(st.sampled_from([*ids.tolist(), 20_000]), max_size=count)
    allowed = data.draw(st.none() | some)
    found = VectorIndex(ids, vectors).search(question, k, allowed)
    expected = brute_force(ids, vectors, question, k, allowed)
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)
    score_of = {int(i): float(vector @ question) for i, vector in zip(ids, vectors, strict=True)}
    assert all(score == pytest.approx(score_of[i], abs=1e-5) for i, score in found)
    assert len({i for i, _ in found}) == len(found)
    assert allowed is None or {i for i, _ in found} <= set(allowed)


def test_an_empty_index_finds_nothing() -> None:
    """No passages, no error."""
    index = VectorIndex(np.empty(0, dtype=np.int64), np.empty((0, 8), dtype=np.float32))
    assert len(index) == 0
    assert index.search(unit_vectors(1, 8, 0)[0], 5) == []
    assert index.search(unit_vectors(1, 8, 0)[0], 5, [1]) == []


def test_nothing_allowed_finds_nothing() -> None:
    """An empty choice, or ids that are not there, is not the same as no choice."""
    index = VectorIndex(np.arange(3, dtype=np.int64), unit_vectors(3, 8, 0))
    question = unit_vectors(1, 8, 1)[0]
    assert index.search(question, 5, []) == []
    assert index.search(question, 5, [77]) == []
    assert len(index.search(question, 5)) == 3


def test_ids_and_vectors_must_be_as_many() -> None:
    """A passage without a vector is not passed over in silence."""
    with pytest.raises(ValueError, match="2 ids for 3 vectors"):
        VectorIndex(np.arange(2, dtype=np.int64), unit_vectors(3, 8, 0))
