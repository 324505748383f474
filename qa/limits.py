"""How much of what was found an answer shows, by the kind of question, and the best within that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.evidence_sentences import EvidenceSentence, says_the_same


@dataclass(frozen=True, slots=True)
class Limits:
    """How much to show: ``least`` is a share of the best sentence's score."""

    least: float
    most: int
    of_passage: int
    of_theme: int  # of one theme and direction; what has no theme is not counted


PLAIN = Limits(0.8, 6, 6, 6)
BROAD = Limits(0.7, 12, 2, 3)
OF_FORM = Limits(0.85, 4, 4, 4)
OF_ONE_SIDE = Limits(0.8, 3, 3, 3)
COMPARING = Limits(0.6, 4, 4, 4)
OF_EFFECT = Limits(0.6, 6, 6, 6)
OF_ONE = Limits(0.0, 12, 12, 12)  # of one study or scheme, all there is
OF_STUDY = Limits(0.5, 12, 12, 12)


def best(scored: Sequence[EvidenceSentence], limits: Limits) -> list[EvidenceSentence]:
    """The best within the limits; what says the same as a better one is kept with that."""
    kept: list[EvidenceSentence] = []
    for item in scored:
        if item.score < limits.least * scored[0].score:
            break
        twin = next((n for n, other in enumerate(kept) if says_the_same(item, other)), None)
        if twin is not None:
            kept[twin] = replace(kept[twin], also=(*kept[twin].also, item))
        elif len(kept) < limits.most and _has_room(item, kept, limits):
            kept.append(item)
    return kept


def _has_room(item: EvidenceSentence, kept: Sequence[EvidenceSentence], limits: Limits) -> bool:
    """Whether its passage and its theme have not yet had their share."""
    theme = (item.sentence.direction, item.sentence.theme)
    themed = sum((o.sentence.direction, o.sentence.theme) == theme for o in kept)
    return sum(o.passage is item.passage for o in kept) < limits.of_passage and (
        item.sentence.theme is None or themed < limits.of_theme
    )
