"""A small seeded sample of each long campaign of ``make soak``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import clients, fuzz_files, thousand

_SEED = 7


@pytest.mark.parametrize("tenth", range(4))
def test_spoiled_files(tenth: int) -> None:
    """Files of every format, spoiled: read and sound, or refused in words."""
    wrong = [words for n in range(tenth * 10, tenth * 10 + 10) if (words := fuzz_files.try_one(_SEED, n)[3])]
    assert wrong == []


def test_spoiled_files_taken_in(tmp_path: Path) -> None:
    """Each has its line, and the library holds just what the lines say."""
    assert list(fuzz_files.take_all_in(_SEED, range(30), tmp_path)) == []


def test_many_documents_interrupted(tmp_path: Path) -> None:
    """Stopped twice and run again: all are in, none twice."""
    runs, wrong = thousand.campaign(tmp_path, 40, 2, _SEED)
    assert wrong == []
    assert len(runs) == 3
    assert not runs[0].ended


def test_clients_ask_meanwhile(tmp_path: Path) -> None:
    """No question fails, and each citation stands in the text of its answer's generation."""
    seen, wrong = clients.campaign(tmp_path, 4, 3, _SEED)
    assert wrong == []
    assert len({answer.library.generation for answer in seen.answers}) > 2
