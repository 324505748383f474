"""What the search found as numbers: each feature says what its name says."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.encoder import quantise
from ingest.store import StoredPassage
from ingest.types import BlockKind, Passage, Sentence, Span
from ingest.words import stem_numbers
from qa.features import FEATURES, WEIGHED, find_features
from qa.query import make_query
from qa.ranking import METHODS, score_table, weights
from qa.search import Rarity, Search
from qa.types import Question
from tests.fakes import FakeEncoder

ENCODER = FakeEncoder()


def stored(number: int, *sentences: str) -> StoredPassage:
    """A passage of these sentences, with the fake model's vectors."""
    said = tuple(Sentence((Span(n, n + 1),)) for n in range(len(sentences)))
    passage = Passage((Span(0, len(sentences)),), said, BlockKind.PARAGRAPH, (), None, "")
    vectors = np.stack([ENCODER.encode_question(sentence) for sentence in sentences])
    whole = ENCODER.encode_question(" ".join(sentences))
    return StoredPassage(number, "a", passage, whole, quantise(vectors), stem_numbers(sentences))


def found(question: str, candidates: list[StoredPassage], bm25: list[float]) -> dict[str, list[float]]:
    """Each feature's values by its name."""
    query = make_query(Question(question))
    rarity = Rarity(dict.fromkeys(query.words, 1), 10)
    search = Search(query, rarity, ENCODER.encode_question(question), ())
    table = find_features(search, candidates, bm25).table
    assert table.shape == (len(candidates), len(FEATURES))
    return {name: table[:, n].tolist() for n, name in enumerate(FEATURES)}


def test_cover_is_of_the_passage_and_of_one_sentence() -> None:
    """Words spread over two sentences are all in the passage, and half of them in a sentence."""
    together = stored(1, "Trust needs contact.", "Nothing else.")
    spread = stored(2, "Trust is slow.", "Contact is rare.")
    none = stored(3, "Money was short.")
    values = found("trust contact", [together, spread, none], [2.0, 1.0, 0.0])
    assert values["cover"] == pytest.approx([1.0, 1.0, 0.0])
    assert values["sentence_cover"] == pytest.approx([1.0, 0.5, 0.0])
    assert values["bm25"] == pytest.approx([1.0, 0.5, 0.0])


def test_a_hyphenated_word_is_held_where_all_its_parts_are() -> None:
    """ "Co-location" is in "co-location", and not where only one part stands."""
    values = found("co-location", [stored(1, "Co-location helps."), stored(2, "Location helps.")], [1.0, 1.0])
    assert values["cover"] == pytest.approx([1.0, 0.0])


def test_pairs_are_neighbours_within_a_sentence() -> None:
    """The same words apart, the other way round, or over a sentence's end are no pair."""
    candidates = [
        stored(1, "Joint working pays."),
        stored(2, "Working on joint visits pays."),
        stored(3, "It is joint.", "Working pays."),
    ]
    assert found("joint working", candidates, [1.0] * 3)["pairs"] == pytest.approx([1.0, 0.0, 0.0])


def test_the_nearest_sentence_counts_wherever_it_stands() -> None:
    """A passage's sentence feature is that of its best sentence."""
    values = found(
        "trust over the years",
        [stored(1, "Money was short.", "Trust grew over the years."), stored(2, "Money was short.")],
        [1.0, 1.0],
    )
    assert values["sentence"][0] > 0.5 > values["sentence"][1]


def test_the_model_has_a_weight_for_each_feature() -> None:
    """What was trained is what is weighed, and every method scores a table."""
    model = weights()
    assert set(model.weights) == set(model.means) == set(model.deviations) == set(WEIGHED)
    assert all(deviation > 0 for deviation in model.deviations.values())
    table = np.vstack([np.zeros(len(FEATURES)), np.ones(len(FEATURES))])
    for method in METHODS:
        worse, better = score_table(table, method)
        assert better > worse, method
