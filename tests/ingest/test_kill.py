"""An ingest stopped dead leaves a library that opens, is whole, and can be finished."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.kill import Ground, kill_once, prepare


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return prepare(tmp_path_factory.mktemp("kill"))


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_killed_at_a_random_moment(ground: Ground, tmp_path: Path, seed: int) -> None:
    """Three of the many that ``tests.soak.kill`` does: every source whole, the rest finished, no doubles."""
    state, wrong = kill_once(ground, tmp_path, seed)
    assert wrong == [], state
