"""Pieces of text put together: letters to words by the gaps between them, words to lines."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.drawn import Piece

_GAP = 0.13  # of the type size: letters further apart are two words
_SAME_BASELINE = 0.18  # of the type size
_SMALLER = 0.86  # of its neighbours' size: a raised or lowered mark


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands on its line; ``glued`` to the one before where no space is between."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text on the page, of one column."""

    words: tuple[Word, ...]
    y: float
    size: float  # that most of its letters have

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0 if self.words[0].x0 <= self.words[-1].x0 else min(w.x0 for w in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return self.y + 0.72 * self.size

    @property
    def bottom(self) -> float:
        return self.y - 0.2 * self.size

    @property
    def bold(self) -> bool:
        """Whether all that has letters in it is bold."""
        lettered = [word for word in self.words if any(c.isalpha() for c in word.text)]
        return bool(lettered) and all(word.bold for word in lettered)

    @property
    def italic(self) -> bool:
        lettered = [word for word in self.words if any(c.isalpha() for c in word.text)]
        return bool(lettered) and all(word.italic for word in lettered)

    @property
    def font(self) -> str:
        """The font that most of its letters are in."""
        weights: dict[str, int] = defaultdict(int)
        for word in self.words:
            weights[word.font] += len(word.text)
        return max(weights, key=lambda name: weights[name])


def make_rows(pieces: Iterable[Piece]) -> list[Row]:
    """The lines of one column, from the top down."""
    baselines = _baselines(pieces)
    rows = [_row(line) for line in _with_raised_marks(baselines)]
    return sorted((row for row in rows if row.words), key=lambda row: -row.y)


def _baselines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that share a baseline."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.y):
        if lines and abs(lines[-1][0].y - piece.y) <= _SAME_BASELINE * max(lines[-1][0].size, piece.size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _with_raised_marks(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Put note marks and exponents, set small and off the baseline, with the words they hang on."""
    sizes = [_main_size(line) for line in lines]
    heights = [median(piece.y for piece in line) for line in lines]
    moved: dict[int, list[Piece]] = defaultdict(list)
    for i, line in enumerate(lines):
        near = [
            j
            for j in range(max(0, i - 3), min(len(lines), i + 4))
            if j != i
            and sizes[i] < _SMALLER * sizes[j]
            and -0.45 * sizes[j] <= heights[i] - heights[j] <= 0.75 * sizes[j]
        ]
        for piece in line:
            home = next((j for j in near if _hangs_on(piece, lines[j])), i)
            moved[home].append(piece)
    return [moved[i] for i in range(len(lines)) if moved[i]]


def _hangs_on(piece: Piece, line: Sequence[Piece]) -> bool:
    reach = 0.35 * max(other.size for other in line)
    return any(other.x0 - reach <= piece.x0 <= other.x1 + reach for other in line) or any(
        0 <= other.x0 - piece.x1 <= reach for other in line
    )


def _main_size(pieces: Sequence[Piece]) -> float:
    weights: dict[float, int] = defaultdict(int)
    for piece in pieces:
        weights[round(piece.size * 2) / 2] += len(piece.text)
    return max(weights, key=lambda size: (weights[size], size)) or 0.1


def _row(pieces: Sequence[Piece]) -> Row:
    order = {id(piece): n for n, piece in enumerate(pieces)}
    line = sorted(pieces, key=lambda p: (p.x0, order[id(p)]))
    size = _main_size(line)
    widest = _word_gap(line, size)
    words: list[list[Piece]] = []
    for piece in line:
        if words and not _parts(words[-1][-1], piece, widest):
            words[-1].append(piece)
        else:
            words.append([piece])
    main = [p for p in line if p.size > _SMALLER * size] or line
    return Row(tuple(_reading_order([_word(group) for group in words])), median(p.y for p in main), size)


def _word_gap(line: Sequence[Piece], size: float) -> float:
    """The gap that parts words on this line; wider where the letters themselves are set apart."""
    usual = _GAP * size
    lettered = [piece for piece in line if any(c.isalpha() for c in piece.text)]
    single = sum(len(piece.text) == 1 for piece in lettered)
    gaps = sorted(max(0.0, b.x0 - a.x1) for a, b in pairwise(line))
    if sum(piece.spaced for piece in line) > 0.5 * len(line):
        return usual  # the file itself says where its spaces are
    apart = len(lettered) >= 6 and single >= 0.85 * len(lettered) and len(lettered) >= 0.7 * len(line)
    if not apart or gaps[len(gaps) // 3] <= usual * 0.8:
        return usual
    # Letters set apart: most gaps are between letters, and those between words stand out.
    typical = gaps[len(gaps) // 3]
    return max(usual, 1.6 * typical)


def _parts(before: Piece, piece: Piece, widest: float) -> bool:
    """Whether a space stands between two pieces of a line."""
    gap = piece.x0 - before.x1
    if piece.spaced and gap > 0.02 * piece.size and widest < 0.2 * piece.size:
        return True
    smaller = min(piece.size, before.size) < _SMALLER * max(piece.size, before.size)
    return gap > (1.3 * widest if smaller else widest)


def _word(pieces: Sequence[Piece]) -> Word:
    first = max(pieces, key=lambda p: len(p.text) * p.size)
    letters = "".join(p.text for p in (reversed(pieces) if _runs_left(pieces[0].text) else pieces))
    return Word(
        " ".join(letters.split()),
        min(p.x0 for p in pieces),
        max(p.x1 for p in pieces),
        first.y,
        first.size,
        first.font,
        first.bold,
        first.italic,
    )


def _reading_order(words: list[Word]) -> list[Word]:
    """Words from left to right; those of scripts that are read the other way are turned about."""
    left = [_runs_left(word.text) for word in words]
    if not any(left):
        return words
    if sum(left) * 2 > len(words):
        words, left = words[::-1], left[::-1]
        turn = False
    else:
        turn = True
    ordered: list[Word] = []
    run: list[Word] = []
    for word, leftward in zip(words, left, strict=True):
        if leftward is turn:
            run.append(word)
        else:
            ordered += [*reversed(run), word]
            run = []
    return ordered + run[::-1]


def _runs_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
