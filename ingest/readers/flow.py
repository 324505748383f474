"""The flow of a document: its blocks one after another, written to a canonical text.

Formats that hold paragraphs, lists and tables put them down here. What all of them
need is done once: spaces, list numbers, cells that span others, notes that wait for
the end of their block, and pages that turn in the middle of a paragraph.
"""

from __future__ import annotations

import re
from pathlib import Path

from ingest.errors import EmptyDocument
from ingest.readers.grid import Grid
from ingest.structure.marks import ends_sentence, list_marker
from ingest.structure.told import Given, Role, TextBuilder, Told

# A turn of the page inside a run of words: the label between two characters that no text holds.
_TURN = re.compile("\x00([^\x00]*)\x00")
_SPACE = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000\x1c-\x1f]+")
# Hints where a line may break, and nothing besides.
_RAISED = str.maketrans("0123456789+-–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-–", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\x00"))


def tidy(words: str) -> str:
    """Words as a page shows them: one space between them, no hints for breaking lines."""
    return _SPACE.sub(" ", words.translate(_UNSEEN))


def turn(label: str) -> str:
    """What stands in a run of words where a page begins."""
    return f"\x00{tidy(label).strip()[:20]}\x00"


def raised(words: str, before: str) -> str:
    """Superscript words, glued to what stands before them.

    After a digit they are written as superscripts: ten to the second is not 102.
    """
    words = tidy(words).strip()
    return words.translate(_RAISED) if before[-1:].isdigit() and words[:1].isdigit() else words


def lowered(words: str, before: str) -> str:
    """Subscript words, as superscript ones."""
    words = tidy(words).strip()
    return words.translate(_LOWERED) if before[-1:].isdigit() and words[:1].isdigit() else words


def join_cell(parts: list[str]) -> str:
    """The blocks of a table cell on one line.

    Between items that no full stop ends stands a bullet, as in a list: else they would
    read as one sentence.
    """
    joined = ""
    for part in parts:
        if not joined or ends_sentence(joined) or part[:1].islower():
            joined = f"{joined} {part}".strip()
        else:
            joined = f"{joined} • {part}"
    return joined


class Flow:
    """Takes a document's blocks in order."""

    def __init__(self, paged: bool = False) -> None:
        """``paged`` where turns of the page may come: what stands before the first has no label."""
        self._builder = TextBuilder()
        self._last: Role | None = None
        self._sentence_ended = False
        self._notes: list[str] = []
        self._turned = False
        self._told_as: Role | None = None
        if paged:
            self._builder.page(None)

    def heading(self, words: str, level: int) -> None:
        self._block(words, Role.HEADING, max(1, min(level, 9)))

    def paragraph(self, words: str, role: Role = Role.PARAGRAPH) -> None:
        self._block(words, role)

    def item(self, mark: str, words: str, level: int) -> None:
        """A list item; words that bring a mark of their own keep it."""
        own = words.lstrip()
        self._block(
            own if list_marker(own) else f"{mark} {own}" if own.strip("\x00 ") else "", Role.ITEM, level
        )

    def more(self, words: str) -> None:
        """Another paragraph of the list item before, which it completes where that ended a sentence."""
        within = self._last is Role.ITEM and self._sentence_ended
        self._block(words, Role.GOES_ON if within else Role.PARAGRAPH)

    def note(self, words: str) -> None:
        """A footnote or endnote, to stand after the block that refers to it."""
        if words.strip():
            self._notes.append(words)

    def table(self, grid: Grid) -> None:
        """A table; one of a single column is no table but a frame around its words."""
        rows, headers = grid.finished()
        if not rows:
            return
        if len(rows[0]) == 1 or self._told_as is not None:
            for row in rows:
                for part in " • ".join(filter(None, row)).split(" • "):
                    self.paragraph(part)
            return
        if (
            headers
            and len(rows) > 1
            and sum(map(bool, rows[0])) == 1
            and rows[0][0]
            and sum(map(bool, rows[1])) > 1
        ):
            # One cell over the whole width, with the columns' headings under it, is the table's title.
            self.paragraph(rows[0][0], Role.CAPTION)
            rows, headers = rows[1:], max(1, headers - 1)
        if self._last is not Role.CAPTION:
            self._let_notes()
        self._builder.gap()
        for number, row in enumerate(rows):
            self._builder.row([_TURN.sub("", cell) for cell in row], header=number < headers)
        for row in rows:
            for cell in row:
                for label in _TURN.findall(cell):
                    self.page(label)
        self._builder.gap()
        self._last = Role.ROW

    def told_as(self, role: Role | None) -> None:
        """From here on all blocks are told to be this, whatever they look like; None ends it."""
        self._told_as = role

    def page(self, label: str) -> None:
        """A page begins."""
        self._turned = True
        self._builder.page(label or None)

    def text(self, path: Path) -> str:
        """The whole text; raises EmptyDocument where it has no words."""
        self._let_notes()
        text = self._builder.text()
        if not any(character.isalnum() for character in text):
            raise EmptyDocument(f"{path}: holds no text; nothing was added")
        return text

    def given(self) -> Given:
        """What was told; the outermost headings are of level 1, whatever level they came with."""
        told = self._builder.given()
        levels = [each.level for each in told.lines.values() if each.role is Role.HEADING]
        above = min(levels, default=1) - 1
        lines = {
            number: Told(each.role, each.level - above) if each.role is Role.HEADING else each
            for number, each in told.lines.items()
        }
        return Given(lines, told.pages if self._turned else ())

    def _block(self, words: str, role: Role, level: int = 1) -> None:
        role = self._told_as or role
        pieces = _pieces(_SPACE.sub(" ", words))
        if not any(piece.strip() for piece, _ in pieces):
            for _, label in pieces:
                if label is not None:
                    self.page(label)
            return
        in_list = role in (Role.ITEM, Role.GOES_ON) and self._last in (Role.ITEM, Role.GOES_ON)
        if not in_list and role is not Role.NOTE:
            self._let_notes()
        if not in_list:
            self._builder.gap()
        begun = role is Role.GOES_ON
        for piece, label in pieces:
            if piece.strip():
                self._builder.line(piece, Role.GOES_ON if begun else role, level)
                begun = True
            if label is not None:
                self.page(label)
        if role not in (Role.ITEM, Role.GOES_ON):
            self._builder.gap()
        self._last = Role.ITEM if role is Role.GOES_ON else role
        self._sentence_ended = ends_sentence(words.strip("\x00 "))

    def _let_notes(self) -> None:
        notes, self._notes = self._notes, []
        for note in notes:
            self._block(note, Role.NOTE)


def _pieces(words: str) -> list[tuple[str, str | None]]:
    """The words between turns of the page, each with the label of the page that begins after it.

    A page that begins inside a word begins after it.
    """
    parts = _TURN.split(words)
    if len(parts) == 1:
        return [(words, None)]
    for n in range(0, len(parts) - 2, 2):
        if parts[n] and not parts[n][-1].isspace():
            rest = re.match(r"\S*", parts[n + 2])
            cut = rest.end() if rest else 0
            parts[n], parts[n + 2] = parts[n] + parts[n + 2][:cut], parts[n + 2][cut:]
    labels: list[str | None] = [*parts[1::2], None]
    return list(zip(parts[::2], labels, strict=True))
