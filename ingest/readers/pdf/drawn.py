"""What a page draws, in our own words: pieces of text, ruling lines, pictures.

Everything is measured in points from the lower left corner of the page as it is
shown, the text running from left to right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters without a space in it, drawn in one font on one baseline."""

    text: str
    x0: float
    x1: float
    y: float  # the baseline
    size: float
    font: str = ""
    bold: bool = False
    italic: bool = False
    spaced: bool = False  # a space was drawn before it

    @property
    def top(self) -> float:
        return self.y + 0.72 * self.size

    @property
    def bottom(self) -> float:
        return self.y - 0.2 * self.size


@dataclass(frozen=True, slots=True)
class Area:
    """An upright rectangle; a ruling line is a thin one."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def holds(self, piece: Piece) -> bool:
        """Whether the middle of a piece lies inside."""
        return self.x0 <= (piece.x0 + piece.x1) / 2 <= self.x1 and self.y0 <= piece.y <= self.y1


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that a page shows, as far as reading it needs."""

    width: float
    height: float
    pieces: tuple[Piece, ...] = ()
    rules: tuple[Area, ...] = ()
    pictures: tuple[Area, ...] = ()
    slanted: str = ""  # words drawn at a slant: watermarks and stamps
    sideways: str = ""  # words drawn up or down the page beside the text
    outside: int = 0  # letters drawn off the visible page
    unreadable: int = 0  # glyphs of which the file does not say what letters they are

    def without(self, pieces: frozenset[Piece]) -> Drawn:
        return replace(self, pieces=tuple(piece for piece in self.pieces if piece not in pieces))
