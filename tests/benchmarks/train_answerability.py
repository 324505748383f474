"""Train and report the model that says whether a library answers a question.

    python -m tests.benchmarks.train_answerability SQUAD.json [--write]

``SQUAD.json`` is a SQuAD 2.0 file (Rajpurkar et al. 2018, CC BY-SA 4.0). Each article is
a source of one library. A question it answers is asked of the whole library (answered),
and of the library without its article (not answered); its unanswerable questions, which
read like answerable ones, are asked of the whole. Half of the articles train, the other
half report. With ``--write`` the weights go to ``qa/answerability.json``.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from ingest.encoder import Encoder, load_encoder
from ingest.ingesting import ingest
from ingest.library import Library
from qa.answerability import features
from qa.query import make_query
from qa.ranking import rank
from qa.search import prepare
from qa.types import Question
from tests.benchmarks.squad import Article, read_squad

# Near misses are in the training set at a third of the others' number: in use most questions
# that a library does not answer are about something else.
PER_ARTICLE = {"answered": 60, "elsewhere": 60, "near": 20}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("squad", type=Path)
    parser.add_argument("--write", action="store_true", help="write qa/answerability.json")
    parser.add_argument("--threshold", type=float, default=0.5)
    arguments = parser.parse_args()
    articles = read_squad(arguments.squad)
    encoder = load_encoder()
    with tempfile.TemporaryDirectory() as folder:
        rows, labels, kinds, groups = collect(articles, encoder, Path(folder))
    names = list(rows[0])
    table = np.array([[row[name] for name in names] for row in rows])
    truth, kind = np.array(labels), np.array(kinds)
    train = np.isin(groups, np.arange(0, len(articles), 2))
    scaler = StandardScaler().fit(table[train])
    model = LogisticRegression(C=1.0, class_weight="balanced").fit(
        scaler.transform(table[train]), truth[train]
    )
    held = ~train
    probability = model.predict_proba(scaler.transform(table[held]))[:, 1]
    reached = {"auc": float(roc_auc_score(truth[held], probability))}
    answered = probability[truth[held] == 1]
    for share in (0.02, 0.05, 0.10):
        cut = np.quantile(answered, share)
        for name in ("elsewhere", "near"):
            refused = probability[kind[held] == name] < cut
            reached[f"refused_{name}_at_{int(share * 100)}"] = float(refused.mean())
    print(json.dumps({k: round(v, 3) for k, v in reached.items()}, indent=1))
    for name, weight in sorted(zip(names, model.coef_[0], strict=True), key=lambda pair: -abs(pair[1])):
        print(f"{name:24s} {weight:+.3f}")
    if arguments.write:
        written = {
            "intercept": round(float(model.intercept_[0]), 4),
            "weights": {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)},
            "means": {n: round(float(m), 4) for n, m in zip(names, scaler.mean_, strict=True)},
            "deviations": {n: round(float(s), 4) for n, s in zip(names, scaler.scale_, strict=True)},
            "threshold": arguments.threshold,
            "trained_on": "SQuAD 2.0 (Rajpurkar et al. 2018, CC BY-SA 4.0), half of the articles of a development set",
            "reached": {k: round(v, 3) for k, v in reached.items()},
        }
        target = Path(__file__).resolve().parents[2] / "qa" / "answerability.json"
        target.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def collect(
    articles: list[Article], encoder: Encoder, folder: Path
) -> tuple[list[dict[str, float]], list[int], list[str], list[int]]:
    """Features, labels, kinds and article numbers of a seeded sample of questions."""
    files = folder / "files"
    files.mkdir()
    for number, article in enumerate(articles):
        paragraphs = [" ".join(paragraph.context.split()) for paragraph in article.paragraphs]
        (files / f"a{number:02d}.txt").write_text("\n\n".join([article.title, *paragraphs]), "utf-8")
    ingest(folder / "library", [files], lambda: encoder)
    library = Library(folder / "library")
    keys = [source.key for source in library.sources]
    chance = random.Random(20)
    rows: list[dict[str, float]] = []
    labels: list[int] = []
    kinds: list[str] = []
    groups: list[int] = []
    for number, article in enumerate(articles):
        questions = [asked for paragraph in article.paragraphs for asked in paragraph.qas]
        answerable = [asked.question for asked in questions if not asked.is_impossible]
        impossible = [asked.question for asked in questions if asked.is_impossible]
        own = f"a{number:02d}"
        for kind, pool in (("answered", answerable), ("elsewhere", answerable), ("near", impossible)):
            sources = [key for key in keys if key != own] if kind == "elsewhere" else []
            for words in chance.sample(pool, min(PER_ARTICLE[kind], len(pool))):
                query = make_query(Question(words))
                if not query.words:
                    continue
                search = prepare(library, encoder, query, sources)
                rows.append(features(search.rarity, rank(library, search)))
                labels.append(int(kind == "answered"))
                kinds.append(kind)
                groups.append(number)
    library.close()
    return rows, labels, kinds, groups


if __name__ == "__main__":
    main()
