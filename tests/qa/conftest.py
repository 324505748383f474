"""The four documents, the real model, one library for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.encoder import SentenceEncoder, load_encoder
from qa.evaluation.gold import GoldQuestion, read_gold
from qa.service import AnswerService

GOLD = Path(__file__).parent.parent / "gold" / "questions.jsonl"


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return load_encoder()


@pytest.fixture(scope="session")
def service(corpus_library: Path, encoder: SentenceEncoder) -> Iterator[AnswerService]:
    answering = AnswerService(corpus_library, encoder)
    yield answering
    answering.close()


@pytest.fixture(scope="session")
def gold() -> list[GoldQuestion]:
    return read_gold(GOLD)
