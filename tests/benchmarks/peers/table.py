"""The figures as a Markdown table, and the versions they hold for."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from qa.evaluation.shown import CUTS, WORDS
from tests.benchmarks.peers.measuring import Figures

_PACKAGES = (
    "joint-working-evidence",
    "torch",
    "sentence-transformers",
    "transformers",
    "faiss-cpu",
    "numpy",
    "llama-index-core",
    "llama-index-embeddings-huggingface",
    "haystack-ai",
    "sentence-transformers-haystack",
    "txtai",
)


def versions() -> dict[str, str]:
    """What is installed of all that has a part in the figures."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def as_table(rows: Sequence[Figures]) -> str:
    """A row a system; times beside those of the first row, which is ours."""
    heads = [
        "system",
        *(f"@{cut}" for cut in CUTS),
        *(f"{limit} words" for limit in WORDS),
        "MRR",
        "passages",
        "words each",
        "index, s",
        "question, ms",
        "time to ours",
    ]
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
    for row in rows:
        cells = [
            row.name,
            *(_share(row.found[cut]) for cut in CUTS),
            *(_share(row.within[limit]) for limit in WORDS),
            _share(row.mean_reciprocal_rank),
            f"{row.passages:,}",
            f"{row.words_a_passage:.0f}",
            f"{row.index_seconds:.1f}",
            f"{row.question_ms:.1f}",
            f"{row.question_ms / rows[0].question_ms:.2f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")
