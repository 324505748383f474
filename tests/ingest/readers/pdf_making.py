"""Pages set in type as a printer sets them: justified lines, cut words, columns, tables, notes.

The tests' own little press over reportlab, so that each trap a PDF holds can be made on purpose.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

ROMAN, BOLD, ITALIC = "Times-Roman", "Times-Bold", "Times-Italic"
_MARKED = re.compile(r"\*([^*]+)\*|\^([^^]+)\^")
_VOWELS = "aeiouy"


@dataclass(frozen=True, slots=True)
class Type:
    """How words are set."""

    size: float = 10.0
    font: str = ROMAN
    leading: float = 1.2  # type sizes
    indent: float = 0.0  # of the first line
    hanging: float = 0.0  # of the others
    justify: bool = True
    cut: bool = True  # words may be cut at the end of a line
    align: str = "left"
    after: float = 0.5  # white below, in type sizes


BODY = Type()
TITLE = Type(18, BOLD, justify=False, cut=False, align="centre", after=1.0)
HEADING = Type(14, BOLD, justify=False, cut=False, after=0.5)
SUBHEADING = Type(11.5, BOLD, justify=False, cut=False, after=0.3)
NOTE = Type(8)
CELL = Type(9, justify=False, after=0.0)


@dataclass(frozen=True, slots=True)
class Bit:
    """Letters of one word in one font."""

    text: str
    font: str
    size: float
    rise: float = 0.0

    @property
    def width(self) -> float:
        return float(stringWidth(self.text, self.font, self.size))


Words = list[list[Bit]]


class Press:
    """A document in the making, from the top of the first page down."""

    def __init__(
        self,
        margin: float = 72.0,
        furniture: Callable[[Press, int], None] | None = None,
        size: tuple[float, float] = A4,
        compress: bool = True,
        **settings: object,
    ) -> None:
        self._file = io.BytesIO()
        self.canvas = Canvas(
            self._file, pagesize=size, pageCompression=int(compress), invariant=1, **settings
        )
        self.width, self.height = size
        self.margin = margin
        self.left, self.right = margin, size[0] - margin
        self.y = size[1] - margin
        self._furniture = furniture
        self.number = 0
        if furniture:
            furniture(self, 0)

    def turn(self) -> None:
        """End the page and begin the next."""
        self.canvas.showPage()
        self.number += 1
        self.y = self.height - self.margin
        if self._furniture:
            self._furniture(self, self.number)

    def bytes(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()

    # -- words -----------------------------------------------------------------------

    def set(self, text: str, style: Type = BODY, last_is_full: bool = False) -> list[str]:
        """Set a paragraph; ``*italic*`` and ``^raised^`` are marked. Returns its lines as drawn."""
        lines = self.lines(text, style, self.right - self.left)
        for number, line in enumerate(lines):
            self._need(style.size * style.leading)
            self.y -= style.size * style.leading
            last = number == len(lines) - 1
            x = self.left + (style.indent if number == 0 else style.hanging)
            self._line(line, x, style, fill=style.justify and (not last or (last_is_full and number > 0)))
        self.y -= style.after * style.size
        return [" ".join("".join(bit.text for bit in word) for word in line) for line in lines]

    def at(self, x: float, y: float, text: str, style: Type = BODY) -> None:
        """Set one line in a place of its own; ``align`` says which side of ``x`` it stands on."""
        width = stringWidth(text, style.font, style.size)
        shift = {"left": 0.0, "centre": width / 2, "right": width}[style.align]
        self.canvas.setFont(style.font, style.size)
        self.canvas.drawString(x - shift, y, text)

    def column(self, left: float, right: float, top: float | None = None) -> None:
        """What is set next stands between these edges."""
        self.left, self.right = left, right
        if top is not None:
            self.y = top

    def lines(self, text: str, style: Type, width: float) -> list[Words]:
        """Words broken into lines."""
        found: list[Words] = []
        line: Words = []
        room = width - style.indent
        words = _words(text, style)
        space = stringWidth(" ", style.font, style.size)
        while words:
            word = words.pop(0)
            needed = _width(word) + (space if line else 0.0)
            if needed <= room:
                line.append(word)
                room -= needed
                continue
            head, tail = _cut(word, room - (space if line else 0.0), soft=style.cut)
            if head:
                line.append(head)
                words.insert(0, tail)
            elif not line:
                line.append(word)
            else:
                words.insert(0, word)
            found.append(line)
            line, room = [], width - style.hanging
        if line:
            found.append(line)
        return found

    def _line(self, words: Words, x: float, style: Type, fill: bool) -> None:
        space = stringWidth(" ", style.font, style.size)
        used = sum(map(_width, words)) + space * (len(words) - 1)
        white = self.right - x - used
        fill = fill and len(words) > 1 and white < 0.2 * (self.right - x)
        extra = white / (len(words) - 1) if fill else 0.0
        if style.align == "centre":
            x += white / 2
        elif style.align == "right":
            x += white
        plain = all(len(word) == 1 and word[0].font == style.font and not word[0].rise for word in words)
        if plain:
            self.canvas.setFont(style.font, style.size)
            self.canvas.drawString(x, self.y, " ".join(word[0].text for word in words), wordSpace=extra)
            return
        for word in words:
            for bit in word:
                self.canvas.setFont(bit.font, bit.size)
                self.canvas.drawString(x, self.y + bit.rise, bit.text)
                x += bit.width
            x += space + extra

    def _need(self, height: float) -> None:
        if self.y - height < self.margin * 0.7:
            raise OverflowError(f"page {self.number} is full")

    # -- tables and boxes ------------------------------------------------------------

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        style: Type = CELL,
        header: int = 1,
        rules: str = "rows",
        padding: float = 3.0,
    ) -> None:
        """Set a table. ``rules``: "grid", "rows", "book" (three lines) or "none".

        A row of one cell runs over all columns. Header rows are bold.
        """
        edges = [self.left]
        for width in widths:
            edges.append(edges[-1] + width)
        left, right = self.left, self.right
        self._rule(edges, rules in ("grid", "rows", "book"))
        top = self.y
        for number, row in enumerate(rows):
            own = replace(style, font=BOLD if number < header else style.font)
            spans = [(edges[0], edges[-1])] if len(row) == 1 else list(pairwise(edges))
            start, foot = self.y, self.y
            for cell, (a, b) in zip(row, spans, strict=True):
                self.column(a + padding, b - padding, start - padding)
                if cell:
                    self.set(cell, own)
                foot = min(foot, self.y - padding)
            self.column(left, right, foot)
            if rules == "grid":
                for edge in edges if len(row) > 1 else (edges[0], edges[-1]):
                    self.canvas.line(edge, start, edge, foot)
            last = number == len(rows) - 1
            self._rule(
                edges, rules in ("grid", "rows") or (rules == "book" and (number == header - 1 or last))
            )
        assert self.y < top
        self.y -= style.size

    def _rule(self, edges: Sequence[float], drawn: bool) -> None:
        if drawn:
            self.canvas.setLineWidth(0.5)
            self.canvas.line(edges[0], self.y - 2, edges[-1], self.y - 2)
            self.y -= 2

    def box(self, fill: Callable[[], None], padding: float = 6.0) -> None:
        """Frame what ``fill`` sets."""
        top = self.y
        left, right = self.left, self.right
        self.column(left + padding, right - padding, top - padding)
        fill()
        self.column(left, right)
        self.canvas.rect(left, self.y - padding / 2, right - left, top - self.y + padding / 2)
        self.y -= padding * 2


def _words(text: str, style: Type) -> Words:
    """Text as words of bits: italic between asterisks, raised between carets."""
    bits: list[Bit] = []
    position = 0
    for match in _MARKED.finditer(text):
        bits.append(Bit(text[position : match.start()], style.font, style.size))
        if match.group(1):
            bits.append(Bit(match.group(1), ITALIC, style.size))
        else:
            bits.append(Bit(match.group(2), style.font, style.size * 0.65, style.size * 0.35))
        position = match.end()
    bits.append(Bit(text[position:], style.font, style.size))
    words: Words = [[]]
    for bit in bits:
        for number, part in enumerate(re.split(r"\s+", bit.text)):
            if number:
                words.append([])
            if part:
                words[-1].append(replace(bit, text=part))
    return [word for word in words if word]


def _width(word: Sequence[Bit]) -> float:
    return sum(bit.width for bit in word)


def _cut(word: list[Bit], room: float, soft: bool) -> tuple[list[Bit], list[Bit]]:
    """A word cut so that its head fits, at its own hyphen or at one put in; nothing if it cannot be."""
    if len(word) != 1 or word[0].rise:
        return [], word
    bit = word[0]
    for place in range(len(bit.text) - 1, 1, -1):
        head, tail = bit.text[:place], bit.text[place:]
        own = head.endswith("-") and head[-2:-1].isalpha()
        if own:
            cut = replace(bit, text=head)
        elif soft and _may_cut(head, tail):
            cut = replace(bit, text=head + "-")
        else:
            continue
        if cut.width <= room:
            return [cut], [replace(bit, text=tail)]
    return [], word


def _may_cut(head: str, tail: str) -> bool:
    """Before a consonant that a vowel follows, three letters from either end."""
    if not re.search(r"[a-z]{3}$", head) or not re.match(r"[a-z]{3}", tail) or re.search(r"[/.@]", head):
        return False
    return tail[0] not in _VOWELS and tail[1] in _VOWELS and any(c in _VOWELS for c in head)
