"""The lines that a page draws: paths kept until they are painted, and of those the ruling lines."""

from __future__ import annotations

from typing import Any

from ingest.readers.pdf.drawn import Area
from ingest.readers.pdf.geometry import SAME, Matrix, area, at, hull, number

_THIN = 2.5  # points: a filled rectangle no thicker is a ruling line
_SHORTEST_RULE = 8.0
_PAINTING = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}


class Paths:
    """The path in the making, and the ruling lines painted so far."""

    def __init__(self) -> None:
        self.rules: list[Area] = []
        self._ctm: Matrix = SAME
        self._path: list[tuple[tuple[float, float], tuple[float, float]]] = []
        self._boxes: list[Area] = []
        self._pen = self._begun = (0.0, 0.0)

    def operate(self, operator: bytes, operands: Any, ctm: Matrix) -> None:
        """Carry out a path operator; any other is let be."""
        self._ctm = ctm
        if operator == b"m" and len(operands) >= 2:
            self._pen = self._begun = self._point(operands)
        elif operator == b"l" and len(operands) >= 2:
            to = self._point(operands)
            self._path.append((self._pen, to))
            self._pen = to
        elif operator in (b"c", b"v", b"y") and len(operands) >= 4:
            self._pen = self._point(operands[-2:])
        elif operator == b"h":
            self._path.append((self._pen, self._begun))
            self._pen = self._begun
        elif operator == b"re" and len(operands) >= 4:
            x, y, width, height = (number(each, 0.0) for each in operands[:4])
            one, two = at(self._ctm, x, y), at(self._ctm, x + width, y + height)
            self._boxes.append(area(one, two))
        elif operator in _PAINTING:
            self._paint(stroked=operator not in (b"f", b"F", b"f*"))
        elif operator == b"n":
            self._path, self._boxes = [], []

    def _paint(self, stroked: bool) -> None:
        found = [area(one, two) for one, two in self._path]
        if not stroked and found:
            # Four lines filled: the rectangle that they enclose.
            found = [hull(found)]
        for box in self._boxes:
            if stroked and min(box.width, box.height) > _THIN:
                found += [
                    Area(box.x0, box.y0, box.x1, box.y0),
                    Area(box.x0, box.y1, box.x1, box.y1),
                    Area(box.x0, box.y0, box.x0, box.y1),
                    Area(box.x1, box.y0, box.x1, box.y1),
                ]
            else:
                found.append(box)
        self.rules += [
            area
            for area in found
            if min(area.width, area.height) <= _THIN and max(area.width, area.height) >= _SHORTEST_RULE
        ]
        self._path, self._boxes = [], []

    def _point(self, operands: Any) -> tuple[float, float]:
        return at(self._ctm, number(operands[0], 0.0), number(operands[1], 0.0))
