"""Line plots as SVG that stands in a page: shares from 0 to 1 over some measure.

Lines differ in their dashes and are named where they end, so that nobody needs to tell colours apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

# In the colours of the page, which has a light and a dark set of them.
STYLE = """
svg.plot { display: block; width: 100%; min-width: 30rem; max-width: 44rem; height: auto; font: 13px system-ui, sans-serif; }
.plot text { fill: var(--ink); }
.plot .grid { stroke: var(--rule); }
.plot .mark { stroke: var(--ink); stroke-dasharray: 2 4; }
.plot .line { fill: none; stroke-width: 2; }
.plot .whisker { stroke-width: 1; }
.plot .n0 { stroke: var(--line-0); }
.plot .n1 { stroke: var(--line-1); stroke-dasharray: 9 4; }
.plot .n2 { stroke: var(--line-2); stroke-dasharray: 2 3; }
.plot .n3 { stroke: var(--line-3); stroke-dasharray: 10 3 2 3; }
.plot .whisker { stroke-dasharray: none; }
@media (forced-colors: active) {
  .plot .line, .plot .whisker, .plot .grid, .plot .mark { stroke: CanvasText; }
  .plot text { fill: CanvasText; }
}
"""
_WIDTH, _HEIGHT = 570, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 406, 24, 276  # of the frame; to its right stand the names
_NAME_HEIGHT = 17
_STYLES = 4
_APART = 4  # between the whiskers of two lines, which would cover each other


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the horizontal axis that is pointed out."""

    x: float
    name: str


def line_plot(
    lines: Sequence[Line],
    ticks: Sequence[float],
    x_name: str,
    alternative: str,
    *,
    steps: bool = False,
    mark: Mark | None = None,
) -> str:
    """Lines over a horizontal axis from 0 to its last tick.

    ``alternative`` says in words what there is to see. With ``steps`` a point's height holds
    from the point before it up to its own place.
    """
    scale = (_RIGHT - _LEFT) / ticks[-1]
    drawn = [
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(alternative)}">',
        *_axes(ticks, scale, x_name),
    ]
    if mark is not None:
        x = _LEFT + mark.x * scale
        drawn += [
            f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 8}" y2="{_BOTTOM}"/>',
            f'<text x="{x + 4:.1f}" y="{_TOP - 10}">{escape(mark.name)}</text>',
        ]
    for n, line in enumerate(lines):
        aside = 0.0 if steps else (n - (len(lines) - 1) / 2) * _APART
        drawn += _line(line, f"n{n % _STYLES}", scale, aside, steps)
    drawn += _names(lines)
    return "\n".join([*drawn, "</svg>"])


def _axes(ticks: Sequence[float], scale: float, x_name: str) -> Iterator[str]:
    for tenths in range(0, 11, 2):
        y = _height(tenths / 10)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tenths / 10:.1f}</text>'
    for tick in ticks:
        yield f'<text x="{_LEFT + tick * scale:.1f}" y="{_BOTTOM + 18}" text-anchor="middle">{tick:g}</text>'
    yield f'<text x="{(_LEFT + _RIGHT) / 2}" y="{_BOTTOM + 37}" text-anchor="middle">{escape(x_name)}</text>'


def _line(line: Line, style: str, scale: float, aside: float, steps: bool) -> Iterator[str]:
    places = [(_LEFT + point.x * scale + aside, _height(point.y)) for point in line.points]
    join = "V {y:.1f} H {x:.1f}" if steps else "L {x:.1f} {y:.1f}"
    path = " ".join(
        ("M {x:.1f} {y:.1f}" if not n else join).format(x=x, y=y) for n, (x, y) in enumerate(places)
    )
    yield f'<path class="line {style}" d="{path}"/>'
    for (x, _), point in zip(places, line.points, strict=True):
        if point.interval is not None:
            low, high = map(_height, point.interval)
            yield f'<line class="whisker {style}" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'


def _names(lines: Sequence[Line]) -> Iterator[str]:
    """Each name beside the end of its line, as near as the others leave room, with a sample of its dashes."""
    ends = sorted((_height(line.points[-1].y), n) for n, line in enumerate(lines))
    # Pushed down by those above; those that the frame's foot pushes back up go last.
    places: list[float] = []
    for y, _ in ends:
        places.append(max(y, places[-1] + _NAME_HEIGHT) if places else y)
    lowest = float(_BOTTOM)
    for index in reversed(range(len(places))):
        places[index] = lowest = min(places[index], lowest)
        lowest -= _NAME_HEIGHT
    for y, (_, n) in zip(places, ends, strict=True):
        yield f'<path class="line n{n % _STYLES}" d="M {_RIGHT + 10} {y:.1f} h 24"/>'
        yield f'<text x="{_RIGHT + 39}" y="{y + 4:.1f}">{escape(lines[n].name)}</text>'


def _height(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)
