"""The four documents, the real model, one library for the whole run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.encoder import SentenceEncoder, load_encoder
from ingest.ingesting import ingest
from qa.evaluation.gold import GoldQuestion, read_gold
from qa.service import AnswerService
from qa.types import Answer, Question
from tests.fakes import FakeEncoder, prose, write_document

GOLD = Path(__file__).parent.parent / "gold" / "questions.jsonl"


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return load_encoder()


@pytest.fixture(scope="session")
def service(corpus_library: Path, encoder: SentenceEncoder) -> Iterator[AnswerService]:
    answering = AnswerService(corpus_library, encoder)
    yield answering
    answering.close()


@pytest.fixture
def ask_beside_others(tmp_path: Path) -> Iterator[Callable[[str, str], Answer]]:
    """Asks of a text that stands in a library with four others."""
    opened: list[AnswerService] = []

    def ask(text: str, question: str) -> Answer:
        if not opened:
            write_document(tmp_path / "documents" / "own.txt", text, "own-2011")
            for n in range(4):
                write_document(tmp_path / "documents" / f"other{n}.txt", prose(n, paragraphs=6), f"other-{n}")
            ingest(tmp_path / "library", [tmp_path / "documents"], FakeEncoder())
            opened.append(AnswerService(tmp_path / "library", FakeEncoder()))
        return opened[0].ask(Question(question))

    yield ask
    for service in opened:
        service.close()


@pytest.fixture(scope="session")
def gold() -> list[GoldQuestion]:
    return read_gold(GOLD)
