"""The page as it is seen: turned the way it is read, without what nobody sees."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.pdf.drawn import Area, Drawn, Piece
from ingest.readers.pdf.faces import Face
from ingest.readers.pdf.geometry import area

_SMALLEST = 0.5  # points: type that nobody can read


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece as it was drawn, at any slant."""

    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    size: float
    face: Face
    spaced: bool
    hidden: bool


def as_seen(
    shown: Sequence[Shown], rules: Sequence[Area], pictures: Sequence[Area], box: Area, unreadable: int
) -> Drawn:
    """Turn what was drawn the way it is read; ``box`` is the visible part of the page."""
    turn, groups = _by_quarter([each for each in shown if _is_seen(each, box, pictures)])
    width, height = (box.width, box.height) if turn % 2 == 0 else (box.height, box.width)
    pieces = [_as_piece(each, turn, box) for each in groups.get(turn, ())]
    beside = [each for quarter, group in groups.items() if quarter not in (turn, None) for each in group]
    return Drawn(
        width,
        height,
        tuple(_without_doubles(pieces)),
        tuple(_turned(rule, turn, box) for rule in rules),
        tuple(_turned(picture, turn, box) for picture in pictures),
        _run_together(groups.get(None, ())),
        _run_together(beside),
        sum(len(each.text) for each in shown if not each.hidden and not _is_on_page(each, box)),
        unreadable,
    )


def _is_seen(shown: Shown, box: Area, pictures: Sequence[Area]) -> bool:
    if shown.size < _SMALLEST or not _is_on_page(shown, box):
        return False
    # Hidden letters over a picture are what a scanner's software read on it.
    x, y = (shown.start[0] + shown.end[0]) / 2, shown.start[1]
    return not shown.hidden or any(
        picture.x0 <= x <= picture.x1 and picture.y0 <= y <= picture.y1 for picture in pictures
    )


def _is_on_page(shown: Shown, box: Area) -> bool:
    x, y = (shown.start[0] + shown.end[0]) / 2, shown.start[1]
    return box.x0 - 2 <= x <= box.x1 + 2 and box.y0 - 2 <= y <= box.y1 + 2


def _by_quarter(shown: list[Shown]) -> tuple[int, dict[int | None, list[Shown]]]:
    """The quarter turn that most letters are drawn at, and the pieces by theirs; None for a slant."""
    groups: dict[int | None, list[Shown]] = {}
    for each in shown:
        across, up = each.end[0] - each.start[0], each.end[1] - each.start[1]
        quarter: int | None = None
        if abs(up) <= 0.1 * abs(across):
            quarter = 0 if across >= 0 else 2
        elif abs(across) <= 0.1 * abs(up):
            quarter = 1 if up > 0 else 3
        groups.setdefault(quarter, []).append(each)
    upright = [key for key in groups if key is not None]
    return max(upright, key=lambda key: sum(len(each.text) for each in groups[key]), default=0), groups


def _run_together(shown: Iterable[Shown]) -> str:
    """Words in the order they were drawn, parted where a space or a gap was."""
    words = ""
    end: tuple[float, float] | None = None
    for each in shown:
        near = end is not None and math.dist(end, each.start) < 0.15 * each.size
        words += ("" if near and not each.spaced else " ") + each.text
        end = each.end
    return words.strip()


def _turn_point(point: tuple[float, float], quarter: int, box: Area) -> tuple[float, float]:
    x, y = point[0] - box.x0, point[1] - box.y0
    if quarter == 1:
        return y, box.width - x
    if quarter == 2:
        return box.width - x, box.height - y
    if quarter == 3:
        return box.height - y, x
    return x, y


def _turned(place: Area, quarter: int, box: Area) -> Area:
    return area(
        _turn_point((place.x0, place.y0), quarter, box), _turn_point((place.x1, place.y1), quarter, box)
    )


def _as_piece(shown: Shown, quarter: int, box: Area) -> Piece:
    start, end = _turn_point(shown.start, quarter, box), _turn_point(shown.end, quarter, box)
    face = shown.face
    return Piece(
        shown.text,
        round(min(start[0], end[0]), 2),
        round(max(start[0], end[0]), 2),
        round(start[1], 2),
        round(shown.size, 2),
        face.name,
        face.bold,
        face.italic,
        shown.spaced,
    )


def _without_doubles(pieces: list[Piece]) -> Iterator[Piece]:
    """Bold type and shadows are often the same letters drawn twice, a hair apart."""
    seen: dict[tuple[str, int, int], Piece] = {}
    for piece in pieces:
        across, up = round(piece.x0 / 2), round(piece.y / 2)
        near = [seen.get((piece.text, across + i, up + j)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        reach = 0.15 * piece.size
        if any(n and abs(n.x0 - piece.x0) < reach and abs(n.y - piece.y) < reach for n in near):
            continue
        seen[piece.text, across, up] = piece
        yield piece
