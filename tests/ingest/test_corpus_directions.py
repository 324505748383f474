"""Directions that sentences are given at ingest, with the real model, against those a person gave them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from ingest.direction_model import DirectionModel, trained
from ingest.embedding import embed
from ingest.encoder import SentenceEncoder, load_encoder
from ingest.types import Direction, Sentence, Span
from tests.benchmarks.train_directions import (
    EXAMPLES,
    HELPS,
    HINDERS,
    Labelled,
    Told,
    answers,
    read_cells,
    read_gold,
)
from tests.ingest.corpus_expected.reading import (
    SOURCES,
    document,
    expected,
    path_of,
    place,
    sentence_at,
    touches,
)

pytestmark = pytest.mark.model

LABELLED = expected("directions")
Pairs = Sequence[tuple[Direction, Direction]]  # what a person says, and what the program says


@cache
def encoder() -> SentenceEncoder:
    return load_encoder()


@cache
def ingested(source: str) -> tuple[Sentence, ...]:
    """The sentences of a document as an ingest stores them."""
    passages = embed(source, document(source), encoder()).passages
    return tuple(sentence for passage in passages for sentence in passage.sentences)


@cache
def gold() -> tuple[tuple[Labelled, Direction], ...]:
    return tuple(answers(DirectionModel(encoder().identity.digest), read_gold(encoder())))


@cache
def cells() -> tuple[Told, ...]:
    return tuple(read_cells(encoder()))


def right(pairs: Pairs) -> int:
    return sum(said is told for said, told in pairs)


def turned_round(pairs: Pairs) -> int:
    return sum({said, told} == {HELPS, HINDERS} for said, told in pairs)


def labelled() -> Pairs:
    """The sentences that were labelled with the documents' expected readings."""
    found = []
    for one in LABELLED:
        start = place(one["source"], one["sentence"]).start
        at = Span(start, start + 1)
        (sentence,) = [s for s in ingested(one["source"]) if touches(s.spans, at)]
        found.append((Direction(one["direction"]), sentence.direction))
    return found


def test_the_labelled_sentences_are_many_and_of_every_direction() -> None:
    """Else the shares below say little."""
    assert len(LABELLED) == 81
    assert {one["direction"] for one in LABELLED} == set(Direction)
    assert len([one for one, _ in gold() if one.report]) == 221
    assert len([one for one, _ in gold() if not one.report]) == 218


def test_directions_agree_with_a_person_s_this_often() -> None:
    """58 of 81 when this was written; a change that loses more than two is no better."""
    assert right(labelled()) >= 56


def test_a_direction_is_seldom_turned_round() -> None:
    """Help called hindrance, or hindrance help, is the mistake that misleads: 4 of 81."""
    assert turned_round(labelled()) <= 6


@pytest.mark.parametrize(
    ("report", "least", "most_turned"),
    [(False, 169, 11), (True, 159, 9)],  # 172 of 218 and 9, 162 of 221 and 7
)
def test_directions_of_running_sentences_of_twelve_documents(
    report: bool, least: int, most_turned: int
) -> None:
    """What the gold sentences say, in the half by which thresholds were chosen and in the other."""
    pairs = [(one.direction, told) for one, told in gold() if one.report == report]
    assert right(pairs) >= least
    assert turned_round(pairs) <= most_turned


def test_cells_whose_columns_are_hidden_mostly_go_the_way_of_their_column() -> None:
    """49 of 67 get the column's direction, 61 of 67 where they must go one way or the other."""
    model = DirectionModel(encoder().identity.digest)
    assert right([(one.direction, told) for one, told in answers(model, cells())]) >= 47
    forced = [
        (float(logits[2]) > model.helps_from) == (one.labelled[n].direction is HELPS)
        for one in cells()
        for n, logits in enumerate(model.logits(one.sentences, one.vectors))
        if n in one.labelled
    ]
    assert len(forced) >= 66
    assert sum(forced) >= 58


def test_vectors_pay() -> None:
    """Words alone get 54 of the 81 right, so the vectors are worth their weights."""
    alone = [
        (Direction(one["direction"]), sentence_at(one["source"], one["sentence"]).direction)
        for one in LABELLED
    ]
    assert right(labelled()) >= right(alone) + 3


def test_what_structure_says_is_not_touched_by_vectors() -> None:
    """A column or a lead-in outranks the model: the same directions as read without it."""
    for source in SOURCES:
        told = {s.spans: s.direction for s in ingested(source) if s.by_structure}
        blocks = [block for block in document(source).blocks if block.cells]
        for block in blocks:
            for cell in block.cells:
                own = [d for spans, d in told.items() if cell.span.covers(spans[0])]
                assert set(own) <= {cell.direction}, cell
    assert sum(s.by_structure for source in SOURCES for s in ingested(source)) >= 70


def test_the_weights_are_for_the_default_model() -> None:
    """Otherwise every library would be directed by words alone, and nobody would notice."""
    assert trained().digest == encoder().identity.digest


def test_no_line_to_learn_from_stands_in_the_documents() -> None:
    """Six words in a row, or a whole item of three or more, would be a copy."""
    documents = [_words(path_of(source)) for source in SOURCES]
    runs = {tuple(words[n : n + 6]) for words in documents for n in range(len(words) - 5)}
    whole = [" ".join(words) for words in documents]
    for file in EXAMPLES.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            words = _split(json.loads(line)["text"])
            assert not any(tuple(words[n : n + 6]) in runs for n in range(len(words) - 5)), line
            if 3 <= len(words) <= 6:
                assert not any(f" {' '.join(words)} " in f" {text} " for text in whole), line


def _words(path: Path) -> list[str]:
    return _split(path.read_text(encoding="utf-8"))


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
