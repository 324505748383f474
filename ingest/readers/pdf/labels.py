"""What is printed on each page as its number.

The numbers printed in headers and footers are believed where they count with the pages;
else the labels that the file keeps; else, where nothing is printed anywhere, the place
in the file. Between numbers that disagree the label is unknown: none is better than a wrong one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf.furniture import Label
from ingest.structure.furniture import roman

_FEWEST = 2  # pages whose numbers must agree
_CONTRADICTED = 0.6  # of the printed numbers: the file's own labels are wrong


def page_labels(
    printed: Sequence[tuple[Label, ...]], own: Sequence[str | None]
) -> tuple[tuple[str | None, ...], str | None]:
    """A label for each page, and a warning where the file and its pages disagree.

    ``printed`` are the numbers that stand on each page, ``own`` the labels that the
    file keeps, empty where it keeps none.
    """
    anchors = _anchors(printed)
    own = own if any(own) else ()
    if own:
        against = sum(not _same(own[page], label) for page, label in anchors.items())
        if len(anchors) < _FEWEST or against < _CONTRADICTED * len(anchors):
            return tuple(own), None
    if not anchors:
        return tuple(str(page + 1) for page in range(len(printed))), None
    warning = None
    if own:
        page, label = next((p, label) for p, label in anchors.items() if not _same(own[p], label))
        warning = (
            f"the file labels its pages otherwise than is printed on them (“{own[page]}” where "
            f"“{_name(label)}” is printed, for one); the printed numbers are used"
        )
    return tuple(_filled(anchors, len(printed))), warning


def _anchors(printed: Sequence[tuple[Label, ...]]) -> dict[int, Label]:
    """The printed number of each page that has one which counts with its neighbours'."""
    steps = Counter(
        (label.is_roman, label.value - page) for page, labels in enumerate(printed) for label in set(labels)
    )
    found: dict[int, Label] = {}
    for page, labels in enumerate(printed):
        sure = [label for label in labels if steps[label.is_roman, label.value - page] >= _FEWEST]
        if sure:
            found[page] = max(sure, key=lambda label: steps[label.is_roman, label.value - page])
    return _in_order(found)


def _in_order(found: dict[int, Label]) -> dict[int, Label]:
    """The longest run of numbers that never fall, Roman ones first."""
    chains: list[list[int]] = []
    best_at: dict[tuple[bool, int], list[int]] = {}
    for page, label in found.items():
        fitting = [
            chain
            for (is_roman, step), chain in best_at.items()
            if (is_roman and not label.is_roman)
            or (is_roman == label.is_roman and label.value - page >= step)
        ]
        chain = [*max(fitting, key=len, default=[]), page]
        best_at[label.is_roman, label.value - page] = chain
        chains.append(chain)
    return {page: found[page] for page in max(chains, key=len, default=[])}


def _filled(anchors: dict[int, Label], count: int) -> list[str | None]:
    """The anchors' labels, and between two that agree the counted ones."""
    labels: list[str | None] = [None] * count
    for page, label in anchors.items():
        labels[page] = _name(label)
    known = list(anchors)
    for here, there in pairwise(known):
        one, two = anchors[here], anchors[there]
        if one.is_roman == two.is_roman and two.value - one.value == there - here:
            for step in range(1, there - here):
                labels[here + step] = _name(Label(one.is_roman, one.value + step))
        elif one.is_roman and not two.is_roman:
            # Arabic numbers begin at 1: the pages before that are not known.
            for step in range(1, min(there - here, two.value)):
                labels[there - step] = _name(Label(False, two.value - step))
    first, last = known[0], known[-1]
    opening = anchors[first]
    # A first page goes without its number; a longer run of such may be anything.
    if opening.value == first + 1 or opening.value == 2 or opening.is_roman:
        for step in range(1, min(first + 1, opening.value)):
            labels[first - step] = _name(Label(opening.is_roman, opening.value - step))
    if last == count - 2 and not anchors[last].is_roman:
        labels[last + 1] = _name(Label(False, anchors[last].value + 1))
    return labels


def _same(own: str | None, label: Label) -> bool:
    return own is not None and own.casefold() == _name(label)


def _name(label: Label) -> str:
    return roman(label.value) if label.is_roman else str(label.value)
