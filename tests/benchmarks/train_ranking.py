"""Train and report the model that ranks passages.

    python -m tests.benchmarks.train_ranking SQUAD.json [--write]

Each paragraph of a SQuAD 2.0 file is a source of one library, and every question searches
all of them. Half of the articles train, the other half report: how often the question's own
paragraph comes first, or among the first five. The weights are those that make its
probability greatest among the candidates (a softmax over them). Each feature's worth is
what is lost when it is left out. With ``--write`` the weights go to ``qa/ranking.json``.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from ingest.encoder import load_encoder
from qa.features import FEATURES, WEIGHED, Floats, find_features
from qa.query import make_query
from qa.ranking import METHODS, find_candidates, score_table
from qa.search import prepare
from qa.types import Question
from tests.benchmarks.squad import make_library, questions, read_squad

_ASKED = 3000  # questions, of those that have an answer
_TARGET = Path(__file__).resolve().parents[2] / "qa" / "ranking.json"


@dataclass(frozen=True, slots=True)
class Case:
    """A question's candidates as numbers, and which of them are its own paragraph."""

    table: Floats
    right: np.ndarray[tuple[int], np.dtype[np.bool_]]
    trains: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("squad", type=Path)
    parser.add_argument("--write", action="store_true", help="write qa/ranking.json")
    parser.add_argument("--questions", type=int, default=_ASKED)
    arguments = parser.parse_args()
    cases = collect(arguments.squad, arguments.questions)
    train = [case for case in cases if case.trains and case.right.any()]
    held = [case for case in cases if not case.trains]
    print(
        f"{len(train)} questions train, {len(held)} report; the right one is among the candidates of", end=" "
    )
    print(f"{np.mean([case.right.any() for case in held]):.3f}")
    every = [FEATURES.index(name) for name in WEIGHED]
    fitted = fit(train, every)
    print(f"{'':24s}{'hit@1':>8s}{'hit@5':>8s}")
    for method in METHODS[1:]:
        print(
            f"{method:24s}" + "".join(f"{h:8.3f}" for h in hits(held, lambda t, m=method: score_table(t, m)))
        )
    reached = hits(held, fitted)
    print(f"{'learned':24s}" + "".join(f"{h:8.3f}" for h in reached))
    for n, name in zip(every, WEIGHED, strict=True):
        without = fit(train, [m for m in every if m != n])
        print(f"  without {name:14s}" + "".join(f"{h:8.3f}" for h in hits(held, without)))
    print(
        "  with bm25"
        + " " * 13
        + "".join(f"{h:8.3f}" for h in hits(held, fit(train, list(range(len(FEATURES))))))
    )
    for name, weight in zip(WEIGHED, fitted.weights, strict=True):
        print(f"{name:24s}{weight:+8.3f}")
    if arguments.write:
        written = {
            "weights": _named(fitted.weights),
            "means": _named(fitted.means),
            "deviations": _named(fitted.deviations),
            "trained_on": "SQuAD 2.0 (Rajpurkar et al. 2018, CC BY-SA 4.0), half of the articles of half of "
            "the development set",
            "reached": {"hit_at_1": round(reached[0], 3), "hit_at_5": round(reached[1], 3)},
        }
        _TARGET.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def collect(squad: Path, most: int) -> list[Case]:
    """The candidates of a seeded sample of answerable questions."""
    articles = read_squad(squad)
    encoder = load_encoder()
    asked = [q for q in questions(articles) if q.answerable]
    sample = random.Random(1).sample(asked, min(most, len(asked)))
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(articles, encoder, Path(folder))
        for item in sample:
            query = make_query(Question(item.question))
            search = prepare(library, encoder, query)
            candidates, bm25 = find_candidates(library, search)
            found = find_features(search, candidates, bm25)
            right = np.array([c.source == item.source for c in candidates])
            cases.append(Case(found.table, right, item.trains))
        library.close()
    return cases


class Fitted:
    """A linear model of some of the features."""

    def __init__(self, columns: Sequence[int], weights: Floats, means: Floats, deviations: Floats) -> None:
        self.columns, self.weights, self.means, self.deviations = list(columns), weights, means, deviations

    def __call__(self, table: Floats) -> Floats:
        scores: Floats = ((table[:, self.columns] - self.means) / self.deviations) @ self.weights
        return scores


def fit(cases: Sequence[Case], columns: Sequence[int], ridge: float = 1e-3) -> Fitted:
    """The weights under which the right passages are likeliest; ``ridge`` keeps like features alike."""
    flat = np.concatenate([case.table[:, columns] for case in cases])
    means, deviations = flat.mean(axis=0), flat.std(axis=0) + 1e-6
    flat = (flat - means) / deviations
    starts = np.cumsum([0, *(len(case.table) for case in cases)])[:-1]
    sizes = [len(case.table) for case in cases]
    right = np.concatenate([case.right for case in cases])

    def softmax(scores: Floats) -> tuple[Floats, Floats]:
        """Of each run of candidates the shares, and the logarithm of what they are shares of."""
        top = np.maximum.reduceat(scores, starts)
        raised = np.exp(scores - np.repeat(top, sizes))
        total = np.add.reduceat(raised, starts)
        return raised / np.repeat(total, sizes), top + np.log(total)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = flat @ weights
        shares, whole = softmax(scores)
        own, of_right = softmax(np.where(right, scores, -1e9))
        slope = flat.T @ (shares - own) / len(cases) + 2 * ridge * weights
        return float((whole - of_right).mean() + ridge * weights @ weights), slope

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B")
    return Fitted(columns, found.x, means, deviations)


def hits(cases: Sequence[Case], score: Callable[[Floats], Floats]) -> tuple[float, float]:
    """How often the right one is first, and among the first five."""
    places = [case.right[np.argsort(-score(case.table), kind="stable")] for case in cases]
    return float(np.mean([p[:1].any() for p in places])), float(np.mean([p[:5].any() for p in places]))


def _named(values: Floats) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(WEIGHED, values, strict=True)}


if __name__ == "__main__":
    main()
