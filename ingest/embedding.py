"""A document's passages with their vectors and what these tell, the model loaded when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.appraisal import appraiser_of
from ingest.encoder import Composed, Encoder, PassageVectors, compose
from ingest.errors import at_its_own_cost
from ingest.passages import make_passages
from ingest.types import Document, Passage

_AT_ONCE = 32  # passages between two signs of progress

# Loading a model takes seconds, and an ingest that finds nothing new needs none.
GetEncoder = Callable[[], Encoder]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The passages of a document, each with its vectors."""

    passages: tuple[Passage, ...]
    vectors: Sequence[PassageVectors]


def embed(
    name: str, document: Document, encoder: Encoder, progress: Callable[[int, int], None] = lambda *_: None
) -> Embedded:
    """Cut a document into passages and embed them; ``progress`` is told how many of how many.

    Raises DocumentError, which begins with ``name``, for whatever goes wrong with this document.
    """
    with at_its_own_cost(name):
        passages = make_passages(document, encoder.count, encoder.reach)
        composed: list[Composed] = [compose(document, passage) for passage in passages]
    # Sorted by length, so that a batch is not padded to its longest member.
    order = sorted(range(len(composed)), key=lambda n: len(composed[n].text))
    vectors: dict[int, PassageVectors] = {}
    for start in range(0, len(order), _AT_ONCE):
        progress(start, len(order))
        batch = order[start : start + _AT_ONCE]
        with at_its_own_cost(name):
            vectors.update(zip(batch, encoder.encode_passages([composed[n] for n in batch]), strict=True))
    progress(len(order), len(order))
    in_order = [vectors[n] for n in range(len(order))]
    if passages:
        with at_its_own_cost(name):  # but a wrong file of themes is no document's fault: it ends the ingest
            passages = appraiser_of(encoder).appraise(document, passages, in_order)
    return Embedded(passages, in_order)
