"""Running headers, footers and page numbers: by where they stand and how they come again.

A row near the edge of the page is furniture when the same words, or a number that
counts with the pages, stand there on other pages. Where most rows at one height do so,
the others at that height are furniture too: a header that names the section it is in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.lines import Row
from ingest.structure import marks
from ingest.structure.furniture import roman_value

_EDGE = 0.16  # of the page's height
_MOST_ROWS = 6  # looked at on either edge
_SAME_HEIGHT = 4.0  # points
_APART = 1.75  # of the type size: a row that stands apart from the text beside it
_LARGE = 1.25  # of the body's size: a title, not a running header
_NUMBER = re.compile(r"\d{1,4}|[ivxlc]{1,7}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageRows:
    """A page's rows of text from the top down, and its height."""

    rows: tuple[Row, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """A number printed on a page: Roman or not, and its value."""

    is_roman: bool
    value: int


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row near an edge."""

    page: int
    row: int  # its place among the page's rows
    height: float  # from the top edge if positive, from the foot if negative
    shape: str  # its words, numbers left out
    labels: tuple[Label, ...]
    apart: bool
    size: float
    outermost: bool  # nothing stands between it and the edge


def running_rows(pages: Sequence[PageRows], body: float) -> list[frozenset[int]]:
    """For each page, which of its rows are furniture."""
    edges = [edge for number, page in enumerate(pages) for edge in _edges(number, page)]
    enough = 3 if len(pages) > 4 else 2
    found = _repeated(edges, len(pages), enough) | _counting(edges, enough, body)
    found |= _at_shared_heights(edges, found, enough, body)
    if len(pages) == 1:
        found |= {(edge.page, edge.row) for edge in edges if _is_first_number(edge)}
    found = _from_the_edge(pages, found)
    return [frozenset(row for page, row in found if page == number) for number in range(len(pages))]


def _is_first_number(edge: _Edge) -> bool:
    """The number at the foot of a single page, which has no other to count with."""
    return (
        edge.shape == "#"
        and edge.height < 0
        and edge.outermost
        and edge.apart
        and Label(False, 1) in edge.labels
    )


def printed_labels(row: Row) -> tuple[Label, ...]:
    """The numbers that a row of furniture may give its page: alone, or at either end."""
    text = re.sub(r"\s+(?:of|/)\s+\d{1,4}$", "", row.text.strip(), flags=re.IGNORECASE)
    words = re.sub(r"[|•·–—\-\[\]()]", " ", text).split()
    if not words:
        return ()
    found: list[Label] = []
    for word in dict.fromkeys((words[0], words[-1])):
        if not _NUMBER.fullmatch(word):
            continue
        if word.isdigit():
            found.append(Label(False, int(word)))
        elif (value := roman_value(word)) is not None and (len(words) == 1 or word.islower()):
            found.append(Label(True, value))
    return tuple(found)


def _edges(number: int, page: PageRows) -> list[_Edge]:
    found: list[_Edge] = []
    rows = page.rows
    # The outermost row counts even where the margins are wide.
    near_top = [i for i, row in enumerate(rows) if i == 0 or row.y > page.height * (1 - _EDGE)][:_MOST_ROWS]
    last = len(rows) - 1
    near_foot = [i for i, row in enumerate(rows) if i == last or row.y < page.height * _EDGE][-_MOST_ROWS:]
    for i in near_top:
        if marks.caption(rows[i].text):
            break  # a table or figure begins here: what follows belongs to it
        below = rows[i + 1] if i + 1 < len(rows) else None
        apart = below is None or rows[i].y - below.y >= _APART * max(rows[i].size, below.size)
        found.append(_edge(number, i, page.height - rows[i].y, rows[i], apart, i == 0))
    for i in reversed(near_foot):
        above = rows[i - 1] if i else None
        apart = above is None or above.y - rows[i].y >= _APART * max(rows[i].size, above.size)
        found.append(_edge(number, i, -rows[i].y - 0.01, rows[i], apart, i == last))
    return found


def _edge(page: int, row: int, height: float, found: Row, apart: bool, outermost: bool) -> _Edge:
    words = [
        "#" if any(c.isdigit() for c in word) or roman_value(word) is not None else word.casefold()
        for word in found.text.split()
    ]
    return _Edge(page, row, height, " ".join(words), printed_labels(found), apart, found.size, outermost)


def _repeated(edges: Sequence[_Edge], pages: int, enough: int) -> set[tuple[int, int]]:
    """Rows whose words come again on other pages at the same edge."""
    groups: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        if any(c.isalpha() for c in edge.shape):
            groups[edge.height > 0, edge.shape].append(edge)
    found: set[tuple[int, int]] = set()
    for members in groups.values():
        on = sorted({edge.page for edge in members})
        heights = Counter(round(edge.height / _SAME_HEIGHT) for edge in members)
        steady = sum(count for _, count in heights.most_common(2)) >= 0.6 * len(members)
        apart = sum(edge.apart for edge in members) >= 0.6 * len(members)
        outermost = sum(edge.outermost for edge in members) >= 0.6 * len(members)
        often = len(on) >= 0.45 * pages and pages > 2
        # A chapter's title runs over facing pages one after another; a heading comes again anywhere.
        in_a_row = sum(b - a <= 2 for a, b in pairwise(on)) + 1 >= max(enough, 0.6 * len(on))
        if len(on) >= enough and steady and ((apart and (often or in_a_row)) or (outermost and often)):
            usual, size = heights.most_common(2), median(edge.size for edge in members)
            # The same words large on a cover, or lower on a page, are a title and no header.
            found |= {
                (edge.page, edge.row)
                for edge in members
                if edge.size <= _LARGE * size
                and any(abs(round(edge.height / _SAME_HEIGHT) - height) <= 1 for height, _ in usual)
            }
    return found


def _counting(edges: Sequence[_Edge], enough: int, body: float) -> set[tuple[int, int]]:
    """Rows with a number that counts with the pages, at one height."""
    found: set[tuple[int, int]] = set()
    for slot in _slots(edges):
        steps: dict[tuple[bool, int], list[_Edge]] = defaultdict(list)
        for edge in slot:
            for label in edge.labels:
                steps[label.is_roman, label.value - edge.page].append(edge)
        for members in steps.values():
            bare = all(edge.shape == "#" for edge in members)
            small = all(edge.size <= _LARGE * body for edge in members)
            if len({edge.page for edge in members}) >= (2 if bare else enough) and small:
                if bare or sum(edge.apart for edge in members) >= 0.5 * len(members):
                    found |= {(edge.page, edge.row) for edge in members}
    return found


def _at_shared_heights(
    edges: Sequence[_Edge], known: set[tuple[int, int]], enough: int, body: float
) -> set[tuple[int, int]]:
    """Rows at a height where most are furniture already."""
    found: set[tuple[int, int]] = set()
    for slot in _slots(edges):
        sure = sum((edge.page, edge.row) in known for edge in slot)
        if sure < enough or sure < 0.5 * len(slot):
            continue
        found |= {(edge.page, edge.row) for edge in slot if edge.apart and edge.size <= _LARGE * body}
    return found


def _slots(edges: Sequence[_Edge]) -> list[list[_Edge]]:
    """Rows that stand at the same height on their pages."""
    slots: list[list[_Edge]] = []
    for edge in sorted(edges, key=lambda e: e.height):
        if (
            slots
            and edge.height - slots[-1][0].height <= _SAME_HEIGHT
            and (edge.height > 0) == (slots[-1][0].height > 0)
        ):
            slots[-1].append(edge)
        else:
            slots.append([edge])
    return slots


def _from_the_edge(pages: Sequence[PageRows], found: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Only what has nothing but furniture between itself and the edge of the page."""
    kept: set[tuple[int, int]] = set()
    for number, page in enumerate(pages):
        for order in (range(len(page.rows)), range(len(page.rows) - 1, -1, -1)):
            strangers = 0
            for i in order:
                if (number, i) in found:
                    kept.add((number, i))
                else:
                    strangers += 1
                    if strangers > 1:
                        break
    return kept
