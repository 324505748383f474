"""Markdown: the canonical text is the file itself; what its blocks are is told line by line.

The only importer of markdown-it-py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.errors import EmptyDocument
from ingest.readers.front_matter import details_of, front_matter_end
from ingest.readers.text import decode_words
from ingest.structure.document import analyse
from ingest.structure.told import Given, Role, Told
from ingest.types import Reading

_BREAK = re.compile(r"\r\n|\n|\r|\f")
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]{1,40}\]:")
_LINK = re.compile(r"^ {0,3}\[[^\]^][^\]]{0,200}\]:\s*\S")
_TAGS_ONLY = re.compile(r"^\s*(?:</?[A-Za-z][^<>]*>\s*)+$")
_QUOTED = re.compile(r"^[ \t]*>")
_EMPHASISED = re.compile(r"^\s*(\*\*|__)[^*_]+\1:?\s*$")


def read(data: bytes, path: Path, password: str | None = None) -> Reading:  # noqa: ARG001
    """Read a Markdown file."""
    decoded = decode_words(data, path)
    lines = _BREAK.split(decoded.text)
    front = front_matter_end(lines)
    if not any(character.isalnum() for line in lines[front:] for character in line):
        raise EmptyDocument(f"{path}: holds no text below its particulars; nothing was added")
    told = _Teller(lines, front).tell()
    return Reading(analyse(decoded.text, Given(told)), details_of(lines[1:front]), decoded.warnings)


class _Teller:
    """Says of each line what it is; of marked quotations the rules for plain text say it as well."""

    def __init__(self, lines: Sequence[str], front: int) -> None:
        self._lines = lines
        self._front = front
        self._told: dict[int, Told] = {}

    def tell(self) -> dict[int, Told]:
        kept = ["" if number < self._front else line for number, line in enumerate(self._lines)]
        self._all(range(self._front), Role.FURNITURE)
        notes = self._notes(kept)
        for number in notes:
            kept[number] = ""
        parser = MarkdownIt("commonmark", {"maxNesting": 30}).enable("table")
        # What stands within a line is left as it is, and quoted as it is.
        parser.core.ruler.enableOnly(["normalize", "block"])
        self._blocks(parser.parse("\n".join(kept)))
        for number, line in enumerate(kept):
            if number not in self._told and _LINK.match(line):
                self._told[number] = Told(Role.FURNITURE)
        return self._told

    def _all(self, numbers: range, role: Role) -> None:
        for number in numbers:
            if self._lines[number].strip():
                self._told[number] = Told(role)

    def _run(self, numbers: range, role: Role, level: int = 1) -> None:
        """A block: its first line is told to be it, the others to go on with it."""
        begun = False
        for number in numbers:
            if number < len(self._lines) and self._lines[number].strip():
                self._told[number] = Told(Role.GOES_ON) if begun else Told(role, level)
                begun = True

    def _notes(self, lines: Sequence[str]) -> list[int]:
        """The lines of footnotes, which plain Markdown does not know of."""
        found: list[int] = []
        fenced = open_note = False
        for number, line in enumerate(lines):
            if line.lstrip().startswith(("```", "~~~")):
                fenced = not fenced
            if _NOTE.match(line) and not fenced:
                self._told[number] = Told(Role.NOTE)
                open_note = True
                found.append(number)
            elif open_note and line.startswith(("  ", "\t")) and line.strip():
                blank = not lines[number - 1].strip()
                self._told[number] = Told(Role.NOTE if blank else Role.GOES_ON)
                found.append(number)
            elif line.strip():
                open_note = False
        return found

    def _blocks(self, tokens: Sequence[Token]) -> None:
        quoted = depth = 0
        item: int | None = None  # the line of a list item whose first words are still to come
        for token in tokens:
            numbers = range(*token.map) if token.map else range(0)
            if token.type in ("blockquote_open", "blockquote_close"):
                quoted += token.nesting
            elif token.type in (
                "bullet_list_open",
                "ordered_list_open",
                "bullet_list_close",
                "ordered_list_close",
            ):
                depth += token.nesting
            elif token.type == "list_item_open":
                item = numbers.start
            elif quoted:
                self._unmarked(numbers)
            elif token.type == "paragraph_open":
                self._paragraph(numbers, item, depth)
                item = None
            elif token.type == "heading_open":
                self._heading(numbers, token, item)
                item = None
            elif token.type == "table_open":
                self._all(numbers, Role.ROW)
            elif token.type == "fence":
                self._fence(numbers)
            elif token.type == "code_block":
                self._run(numbers, Role.PARAGRAPH)
            elif token.type == "html_block":
                self._html(numbers)
            elif token.type == "hr" and " " in self._lines[numbers.start].strip():
                self._all(numbers, Role.FURNITURE)

    def _paragraph(self, numbers: range, item: int | None, depth: int) -> None:
        if item is not None and item == numbers.start:
            self._run(numbers, Role.ITEM, max(1, depth))
        elif depth or len(numbers) > 1 or not _EMPHASISED.match(self._lines[numbers.start]):
            # A line in bold letters alone may be a heading, which the rules find.
            self._run(numbers, Role.PARAGRAPH)

    def _heading(self, numbers: range, token: Token, item: int | None) -> None:
        if item is not None and item == numbers.start:
            self._run(numbers, Role.ITEM)
            return
        level = int(token.tag[1:])
        if token.markup.startswith("#"):
            self._run(numbers, Role.HEADING, level)
            return
        self._run(numbers[:-1], Role.HEADING, level)
        self._all(numbers[-1:], Role.FURNITURE)

    def _fence(self, numbers: range) -> None:
        closed = len(numbers) > 1 and self._lines[numbers[-1]].strip().startswith(("```", "~~~"))
        self._all(numbers[:1], Role.FURNITURE)
        self._run(numbers[1:-1] if closed else numbers[1:], Role.PARAGRAPH)
        if closed:
            self._all(numbers[-1:], Role.FURNITURE)

    def _html(self, numbers: range) -> None:
        comment = self._lines[numbers.start].lstrip().startswith("<!--")
        for number in numbers:
            if comment or _TAGS_ONLY.match(self._lines[number]):
                self._all(range(number, number + 1), Role.FURNITURE)
            if "-->" in self._lines[number]:
                comment = False

    def _unmarked(self, numbers: range) -> None:
        """Lines of a quotation that leave out its mark, as Markdown allows, go on with it."""
        for number in numbers[1:]:
            line = self._lines[number]
            if line.strip() and not _QUOTED.match(line) and _QUOTED.match(self._lines[numbers.start]):
                self._told[number] = Told(Role.GOES_ON)
