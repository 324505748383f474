"""Pages and their printed labels.

Turns of the page cut the text into stretches. Labels come from the numbers
printed at the turns or, where the numbers are lost, from the contents list: a
heading that it puts on page 15 makes its stretch page 15. Between two such
anchors that agree the others are counted; where they disagree, the label is
unknown and is left so. A wrong page number is worse than none.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from ingest.structure.contents import Contents, Entry, normal_title, same_title
from ingest.structure.furniture import Furniture, roman, roman_value
from ingest.structure.lines import Line
from ingest.structure.units import Unit, UnitKind
from ingest.types import Page, Span


def match_contents(contents: Contents, units: Sequence[Unit]) -> dict[int, Entry]:
    """Heading units (by position) that the contents list names, with what it says of them."""
    titles = [(i, normal_title(u.text)) for i, u in enumerate(units) if u.kind is UnitKind.TITLE]
    found: dict[int, Entry] = {}
    position = 0
    for entry in contents.entries:
        wanted = normal_title(entry.title)
        exact = (k for k in range(position, len(titles)) if titles[k][1] == wanted)
        close = (k for k in range(position, len(titles)) if same_title(titles[k][1], wanted))
        k = next(exact, None)
        k = next(close, None) if k is None else k
        if k is None:
            continue
        found[titles[k][0]] = entry
        position = k + 1
    return found


def find_pages(
    text: str,
    lines: Sequence[Line],
    furniture: Furniture,
    units: Sequence[Unit],
    listed: dict[int, Entry],
) -> tuple[Page, ...]:
    """Pages in order, together covering the whole text.

    ``listed`` maps the position of a heading unit to its entry in the contents list.
    """
    turns = furniture.turns
    if not turns:
        return (Page(None, Span(0, len(text))),)
    sizes = _sizes(lines, furniture)
    starts = [turn.first for turn in turns]
    said = {_stretch(starts, units[i].first): entry.label for i, entry in listed.items() if entry.label}
    printed = {number + 1: turn.label for number, turn in enumerate(turns) if turn.label}
    footers = _are_footers(printed, said, furniture, lines, sizes)
    anchors = {(i - 1 if footers else i): label for i, label in printed.items()} or said
    labels = _labels(anchors, len(turns) + 1, sizes, bool(printed))
    edges = [0]
    for turn in turns:
        line = lines[turn.last] if footers else lines[turn.first]
        edges.append(line.span.end if footers and turn.last >= turn.first else lines[turn.first].span.start)
    edges.append(len(text))
    return tuple(
        Page(label, Span(start, end))
        for label, start, end in zip(labels, edges, edges[1:], strict=False)
        if end > start
    )


def _stretch(turn_lines: Sequence[int], line: int) -> int:
    """Which stretch a line stands in: how many turns come before it."""
    return sum(first <= line for first in turn_lines)


def _sizes(lines: Sequence[Line], furniture: Furniture) -> list[int]:
    """Characters of text in each stretch, furniture left out."""
    sizes = [0] * (len(furniture.turns) + 1)
    starts = [turn.first for turn in furniture.turns]
    stretch = 0
    for line in lines:
        while stretch < len(starts) and line.index >= starts[stretch]:
            stretch += 1
        if line.index not in furniture.lines:
            sizes[stretch] += len(line.text)
    return sizes


def _are_footers(
    printed: dict[int, str],
    said: dict[int, str],
    furniture: Furniture,
    lines: Sequence[Line],
    sizes: Sequence[int],
) -> bool:
    """Whether the number at a turn belongs to the page that ends there."""
    if not printed:
        return False
    as_header = sum(printed.get(i) == label for i, label in said.items())
    as_footer = sum(printed.get(i + 1) == label for i, label in said.items())
    if as_header != as_footer:
        return as_footer > as_header
    if furniture.form_feeds:
        before = after = 0
        for number in printed:
            turn = furniture.turns[number - 1]
            fed = any(line.after_form_feed for line in lines[turn.first : turn.last + 1])
            after += fed and lines[turn.first].after_form_feed
            before += not (fed and lines[turn.first].after_form_feed)
        return before > after
    typical = median(sizes[1:-1]) if len(sizes) > 2 else max(sizes)
    if sizes[-1] == 0 and sizes[0] > 0:
        return True
    if sizes[0] == 0:
        return False
    first = printed[min(printed)]
    number = roman_value(first) or (int(first) if first.isdigit() else 0)
    return number == 1 and sizes[0] > 0.3 * typical


def _value(label: str) -> tuple[bool, int]:
    """(is Roman, number) of a label."""
    if label.isdigit():
        return False, int(label)
    return True, roman_value(label) or 0


def _name(is_roman: bool, number: int) -> str:
    return roman(number) if is_roman else str(number)


def _labels(anchors: dict[int, str], count: int, sizes: Sequence[int], printed: bool) -> list[str | None]:
    """A label for each stretch: the anchors', and between and beside them the counted ones."""
    labels: list[str | None] = [None] * count
    known = _rising(anchors, count)
    for stretch, (is_roman, number) in known:
        labels[stretch] = _name(is_roman, number)
    for (here, (kind, number)), (there, (next_kind, next_number)) in itertools.pairwise(known):
        gap = there - here
        if kind == next_kind and next_number - number == gap:
            for step in range(1, gap):
                labels[here + step] = _name(kind, number + step)
        elif kind == next_kind and gap == 1 and next_number - number > 1 and printed:
            # A turn in between left no mark: the stretch holds all of these pages.
            labels[here] = f"{_name(kind, number)}-{_name(kind, next_number - 1)}"
        elif kind and not next_kind:
            _count_back(labels, there, next_number, here + 1)
    if known:
        first, (kind, number) = known[0]
        if not printed or (number == 2 and not kind):
            _count_back(labels, first, number, 0, kind)
        last, (kind, number) = known[-1]
        typical = median(sizes) if sizes else 0
        for step in range(1, count - last):
            if not printed or sizes[last + step] <= 2 * typical:
                labels[last + step] = _name(kind, number + step)
    return labels


def _count_back(
    labels: list[str | None], stretch: int, number: int, floor: int, is_roman: bool = False
) -> None:
    """Count down to page 1 from a known page, to ``floor`` at the earliest."""
    for step in range(1, stretch - floor + 1):
        if number - step < 1:
            break
        labels[stretch - step] = _name(is_roman, number - step)


def _rising(anchors: dict[int, str], count: int) -> list[tuple[int, tuple[bool, int]]]:
    """The anchors in order, without any that run against the others.

    The longest chain is kept in which Roman pages come first and numbers rise
    no slower than the pages do.
    """
    items = [(s, _value(label)) for s, label in sorted(anchors.items()) if s < count]
    best: list[list[tuple[int, tuple[bool, int]]]] = []
    for stretch, (kind, number) in items:
        chains = [
            chain
            for chain in best
            if (chain[-1][1][0] and not kind)
            or (chain[-1][1][0] == kind and number - chain[-1][1][1] >= stretch - chain[-1][0])
        ]
        longest = max(chains, key=len, default=[])
        best.append([*longest, (stretch, (kind, number))])
    return max(best, key=len, default=[])
