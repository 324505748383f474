"""The best passages ranked again, by a model that reads each of them together with the question.

Only where the settings name such a model: it knows more of what a passage says than features do,
and is far slower, so it reads the best passages alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ingest.encoder import compose
from ingest.reranker import Reranker
from ingest.types import Document, Record
from qa.features import Floats
from qa.ranking import Ranked
from qa.search import Search

READ = 30  # best passages
# What the model's score counts beside the place that a passage had. The model is whichever the
# operator names, so it is not known how good it is on these texts, and the earlier place holds
# what the model was not taught: the rare words, and the direction asked for. Halves, unmeasured.
_SHARE = 0.5


def rerank(
    reranker: Reranker,
    search: Search,
    ranked: Sequence[Ranked],
    sources: Mapping[str, tuple[Record, Document]],
) -> list[Ranked]:
    """The best passages in their new order, the others after them as they were.

    Scores stay places from 0 to 1: the best passages share out the range that they had, so that
    none falls below those that were not read.
    """
    best = ranked[:READ]
    if len(best) < 2:
        return list(ranked)
    # As the embedding model saw it: headings in front, without which many a sentence does not say
    # what it speaks of, and no markup. Passages are cut to the embedding model's reach, so that
    # most rerankers, which read 512 tokens, see all of them and of the question.
    texts = [compose(sources[item.stored.source][1], item.stored.passage).text for item in best]
    read = _spread(reranker.score(search.query.standalone, texts))
    before = _spread([item.score for item in best])
    mixed = _SHARE * read + (1 - _SHARE) * before
    scores = _spread(mixed, best[-1].score, best[0].score)
    order = sorted(range(len(best)), key=lambda n: (-mixed[n], n))
    return [*(replace(best[n], score=float(scores[n])) for n in order), *ranked[READ:]]


def _spread(values: npt.ArrayLike, low: float = 0.0, high: float = 1.0) -> Floats:
    """From ``low`` for the worst to ``high`` for the best; all alike where none is better."""
    given = np.asarray(values, dtype=np.float64)
    spread: Floats = np.interp(given, [given.min(), given.max()], [low, high])
    return spread
