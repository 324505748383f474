"""Points and matrices, as a page's content stream uses them."""

from __future__ import annotations

import math
from typing import Any

from ingest.readers.pdf.drawn import Area

Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def number(value: Any, otherwise: float) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return otherwise
    return found if math.isfinite(found) and abs(found) < 1e9 else otherwise


def matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = ([number(each, 0.0) for each in operands] + [0.0] * 6)[:6]
    return (a, b, c, d, e, f)


def times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def at(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def area(one: tuple[float, float], two: tuple[float, float]) -> Area:
    return Area(min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))


def hull(areas: list[Area]) -> Area:
    return Area(
        min(a.x0 for a in areas), min(a.y0 for a in areas), max(a.x1 for a in areas), max(a.y1 for a in areas)
    )


def square(ctm: Matrix) -> Area:
    """Where a picture lands: the unit square, moved."""
    return hull([area(at(ctm, 0, 0), at(ctm, 1, 1)), area(at(ctm, 0, 1), at(ctm, 1, 0))])
