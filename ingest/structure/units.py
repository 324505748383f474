"""Lines joined into units: a heading, a paragraph, a list item, a row, a caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from ingest.structure import marks
from ingest.structure.furniture import Furniture, inline_furniture
from ingest.structure.lines import Line, wrap_width
from ingest.structure.told import Given, Role
from ingest.types import Span

_MARKDOWN = re.compile(r"^(#{1,6})\s+(?P<title>.*?)\s*#*$")
_UNDERLINE = re.compile(r"^(=|-|~|\*|_)\1{2,}$")
_NUMBERED_TITLE = re.compile(
    r"^(?P<number>(?:[A-Z]\.?)?\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?P<title>[A-Z‘“\"'].*)$"
)
# List marks that only a format's own numbering makes: in a plain text "2.1" heads a section.
_DEEP_MARK = re.compile(r"^(?:\d{1,3}\.){1,5}\d{1,3}[.)]?\s+(?=\S)")
_TOLD_NUMBER = re.compile(r"^(?:\d{1,2}\.){1,5}(?:\d{1,2})?\s+(?=[^\W\d_‘“\"'])")
_CAPTIONED = re.compile(r"^(?:table|figure|fig|exhibit|box)\b", re.IGNORECASE)  # whatever it is set as
_BAR = re.compile(r"(?<!\\)\|")
_QUOTE_MARK = re.compile(r"^>\s?")
_PIPE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_MOST_HEADING_WORDS = 18
_MINOR = frozenset("a an the of and or nor but as is are was were be this that than into".split())


class UnitKind(Enum):
    """What a unit looks like, before what stands around it is considered."""

    TITLE = auto()  # a short line on its own
    PROSE = auto()
    ITEM = auto()
    QUOTED = auto()  # marked as a quotation, by ">" or an indent
    ROW = auto()
    CAPTION = auto()
    RULE = auto()


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of lines that belong together, without its marks.

    ``spans`` leave out inline furniture; ``level`` is the heading level that the
    mark itself tells (``##``, ``1.2``, an underline), None where it does not.
    """

    kind: UnitKind
    first: int
    last: int
    spans: tuple[Span, ...]
    text: str  # the words on one line, with inline markup
    level: int | None = None
    numbered: bool = False
    caps: bool = False
    marker: str = ""
    isolated: bool = True
    cells: tuple[Span, ...] = ()
    indent: int = 0  # columns from the margin
    role: Role | None = None  # what the format itself tells


def join_lines(
    text: str, lines: Sequence[Line], furniture: Furniture, skip: frozenset[int], given: Given
) -> list[Unit]:
    """All units in order, leaving out furniture and the lines in ``skip``."""
    return _Joiner(text, lines, furniture, skip, given).run()


_TOLD_KINDS = {
    Role.HEADING: UnitKind.TITLE,
    Role.PARAGRAPH: UnitKind.PROSE,
    Role.QUOTATION: UnitKind.QUOTED,
    Role.CAPTION: UnitKind.CAPTION,
    Role.NOTE: UnitKind.PROSE,
}


class _Joiner:
    def __init__(
        self,
        text: str,
        lines: Sequence[Line],
        furniture: Furniture,
        skip: frozenset[int],
        given: Given,
    ) -> None:
        self._text = text
        self._lines = lines
        self._told = given.lines
        self._out = furniture.lines | skip
        self._width = wrap_width(
            [line for line in lines if line.index not in self._out and "\t" not in line.text]
        )
        indents = sorted(line.indent for line in lines if not line.blank)
        self._margin = indents[len(indents) // 2] if indents else 0

    def run(self) -> list[Unit]:
        units: list[Unit] = []
        index = 0
        while index < len(self._lines):
            line = self._lines[index]
            if line.blank or index in self._out:
                index += 1
                continue
            unit = self._told_unit(line) if index in self._told else self._unit_at(line)
            units.append(unit)
            index = unit.last + 1
        return units

    def _told_unit(self, line: Line) -> Unit:
        """A unit of which the format tells what it is, and where its lines end."""
        told = self._told[line.index]
        last = line
        while (after := self._line(last.index + 1)) and self._role_of(after) is Role.GOES_ON:
            last = after
        span = Span(line.span.start, last.span.end)
        if told.role in (Role.ROW, Role.HEADER_ROW):
            unit = self._row(line)
        elif told.role is Role.ITEM:
            deep = _DEEP_MARK.match(line.text)
            marker = deep.group() if deep else marks.list_marker(line.text)
            inner = Span(line.span.start + len(marker), span.end)
            unit = self._unit(UnitKind.ITEM, line, last, inner, marker=marker.strip())
        elif told.role is Role.HEADING and (markdown := _MARKDOWN.match(line.text)):
            start = line.span.start + markdown.start("title")
            inner = Span(start, start + len(markdown["title"]))
            unit = self._unit(UnitKind.TITLE, line, line, inner, level=told.level)
        elif told.role is Role.HEADING and (numbered := _TOLD_NUMBER.match(line.text)):
            inner = Span(line.span.start + numbered.end(), span.end)
            unit = self._unit(UnitKind.TITLE, line, last, inner, level=told.level, numbered=True)
        elif (told.role is Role.HEADING and _CAPTIONED.match(line.text) and marks.caption(line.text)) or (
            told.role in (Role.PARAGRAPH, Role.GOES_ON) and marks.caption(line.text)
        ):
            unit = self._unit(UnitKind.CAPTION, line, last, span)
        else:
            kind = _TOLD_KINDS.get(told.role, UnitKind.PROSE)
            level = told.level if told.role is Role.HEADING else None
            counted = level is not None and bool(_NUMBERED_TITLE.match(line.text))
            unit = self._unit(kind, line, last, span, level=level, numbered=counted)
        return replace(unit, role=told.role)

    def _role_of(self, line: Line) -> Role | None:
        told = self._told.get(line.index)
        return told.role if told else None

    def _unit_at(self, line: Line) -> Unit:
        text = line.text
        following = self._line(line.index + 1)
        if markdown := _MARKDOWN.match(text):
            start = line.span.start + markdown.start("title")
            span = Span(start, start + len(markdown["title"]))
            return self._unit(UnitKind.TITLE, line, line, span, level=len(markdown.group(1)))
        if _UNDERLINE.match(text):
            return self._unit(UnitKind.RULE, line, line, line.span)
        if following and self._underlines(line, following):
            level = 1 if following.text[0] == "=" else 2
            return self._unit(UnitKind.TITLE, line, following, line.span, level=level)
        if self._is_row(line):
            return self._row(line)
        if marks.caption(text) and (self._starts_block(line) or text[0].isupper()):
            return self._caption(line)
        if _QUOTE_MARK.match(text):
            return self._quoted(line)
        if numbered := self._numbered_title(line):
            return numbered
        if marker := marks.list_marker(text):
            return self._item(line, marker)
        return self._prose(line)

    # -- one kind each ---------------------------------------------------------------

    def _row(self, line: Line) -> Unit:
        raw_start = line.span.start - (len(line.raw) - len(line.raw.lstrip()))
        bars = line.text.startswith("|") or (line.index in self._told and "\t" not in line.raw.strip())
        separator = "|" if bars and "|" in line.raw else "\t"
        if separator == "|" and _PIPE_RULE.match(line.text):
            return self._unit(UnitKind.RULE, line, line, line.span)
        cells: list[Span] = []
        position = 0
        parts = _BAR.split(line.raw) if separator == "|" else line.raw.split(separator)
        for number, part in enumerate(parts):
            edge = separator == "|" and number in (0, len(parts) - 1) and not part.strip()
            if not edge:
                lead = len(part) - len(part.lstrip())
                start = raw_start + position + (lead if part.strip() else 0)
                cells.append(self._largest_run(Span(start, start + len(part.strip()))))
            position += len(part) + 1
        if not cells:  # bars and nothing between them
            cells.append(Span(line.span.start, line.span.start))
        return self._unit(UnitKind.ROW, line, line, line.span, cells=tuple(cells))

    def _caption(self, line: Line) -> Unit:
        last = line
        while (following := self._line(last.index + 1)) and self._wraps(last, following):
            last = following
        return self._unit(UnitKind.CAPTION, line, last, Span(line.span.start, last.span.end))

    def _quoted(self, line: Line) -> Unit:
        last = line
        spans = []
        while True:
            mark = _QUOTE_MARK.match(last.text)
            start = last.span.start + (mark.end() if mark else 0)
            if start < last.span.end:
                spans.append(Span(start, last.span.end))
            following = self._line(last.index + 1)
            if not following or not _QUOTE_MARK.match(following.text):
                break
            last = following
        return self._unit(UnitKind.QUOTED, line, last, *spans)

    def _numbered_title(self, line: Line) -> Unit | None:
        match = _NUMBERED_TITLE.match(line.text)
        if match is None or not self._starts_block(line):
            return None
        title = match["title"]
        depth = match["number"].count(".") + 1
        after = self._line(line.index + 1)
        if after and depth == 1:
            return None  # an item of a numbered list stands close to the next
        if not self._title_like(title) or (after and not after.blank and self._wraps(line, after)):
            return None
        if depth == 1 and not title.isupper() and self._in_numbered_list(line):
            return None
        start = line.span.start + match.start("title")
        return self._unit(UnitKind.TITLE, line, line, Span(start, line.span.end), level=depth, numbered=True)

    def _in_numbered_list(self, line: Line) -> bool:
        """Whether the next block bears the next number: then both are items, not headings."""
        for following in self._lines[line.index + 1 :]:
            if following.blank or following.index in self._out:
                continue
            number, own = marks.list_number(following.text), marks.list_number(line.text)
            return number is not None and own is not None and number == own + 1
        return False

    def _item(self, line: Line, marker: str) -> Unit:
        last = line
        while (following := self._line(last.index + 1)) and self._continues_item(line, last, following):
            last = following
        lead = len(marker) - (len(marker) - len(marker.lstrip()))
        start = line.span.start + lead
        return self._unit(UnitKind.ITEM, line, last, Span(start, last.span.end), marker=marker.strip())

    def _prose(self, line: Line) -> Unit:
        last = line
        while (following := self._line(last.index + 1)) and self._continues(last, following):
            last = following
        span = Span(line.span.start, last.span.end)
        isolated = self._starts_block(line) and self._ends_block(last)
        lone = last is line or len(span) <= 100
        if lone and self._title_like(" ".join(span.of(self._text).split())):
            return self._unit(UnitKind.TITLE, line, last, span, isolated=isolated)
        deep = line.indent >= self._margin + 3 and all(
            each.indent >= self._margin + 3 for each in self._lines[line.index : last.index + 1]
        )
        return self._unit(UnitKind.QUOTED if deep else UnitKind.PROSE, line, last, span, isolated=isolated)

    # -- what belongs together -------------------------------------------------------

    def _line(self, index: int) -> Line | None:
        """A line with words, None at a blank, furniture or the end."""
        if index >= len(self._lines) or index in self._out or self._lines[index].blank:
            return None
        return None if self._lines[index].after_form_feed else self._lines[index]

    def _starts_block(self, line: Line) -> bool:
        before = self._lines[line.index - 1] if line.index else None
        return before is None or before.blank or before.index in self._out or line.after_form_feed

    def _ends_block(self, line: Line) -> bool:
        return self._line(line.index + 1) is None

    def _is_row(self, line: Line) -> bool:
        """Cells between bars or tabs. A tab before the words is an indent, unless a row precedes."""
        if line.text.startswith("|") and line.text.count("|") >= 3:
            return True
        if "\t" in line.raw.strip(" ").lstrip("\t"):
            return True
        before = self._lines[line.index - 1] if line.index else None
        return "\t" in line.raw and before is not None and not before.blank and self._is_row(before)

    def _underlines(self, line: Line, following: Line) -> bool:
        rule = _UNDERLINE.match(following.text)
        return bool(rule) and following.text[0] in "=-~" and self._title_like(line.text)

    def _starts_something(self, line: Line) -> bool:
        text = line.text
        return bool(
            _MARKDOWN.match(text)
            or _QUOTE_MARK.match(text)
            or _UNDERLINE.match(text)
            or marks.caption(text)
            or marks.list_marker(text)
            or "\t" in text
            or (text.startswith("|") and text.count("|") >= 3)
        )

    def _wraps(self, line: Line, following: Line) -> bool:
        """Whether the second line is the first one's overflow."""
        if self._width is None:
            return False
        room = self._width - len(line.raw.rstrip())
        first_word = following.text.split()[0]
        return room <= len(first_word) or len(line.raw.rstrip()) >= 0.8 * self._width

    def _continues(self, line: Line, following: Line) -> bool:
        if self._starts_something(following) and not self._wrapped_mark(line, following):
            return False
        if abs(line.indent - following.indent) >= 3 and marks.ends_sentence(line.text):
            return False
        if self._width is None:
            return not marks.ends_sentence(line.text) and following.text[0].islower()
        return (
            self._wraps(line, following)
            or (following.text[0].islower() and not marks.ends_sentence(line.text))
            or len(line.raw.rstrip()) >= 0.5 * self._width
        )

    def _wrapped_mark(self, line: Line, following: Line) -> bool:
        """A year or number that wrapping brought to the line's start is not a list mark."""
        number = marks.list_number(following.text)
        return number is not None and number > 20 and self._wraps(line, following)

    def _continues_item(self, first: Line, line: Line, following: Line) -> bool:
        if self._starts_something(following) and not self._wrapped_mark(line, following):
            return False
        return following.indent > first.indent or self._continues(line, following)

    def _title_like(self, text: str) -> bool:
        words = text.split()
        if not 1 <= len(words) <= _MOST_HEADING_WORDS or len(text) > 130:
            return False
        if not any(c.isalpha() for c in text):
            return False
        first = text.lstrip("‘“\"'(*_[")[:1]
        if not (first.isupper() or first.isdigit()) or re.search(r"[.;,:…]$", text.rstrip("*_ \"”’'")):
            return text.endswith(":") and text.isupper()
        return words[-1].strip("*_").casefold() not in _MINOR

    def _unit(
        self,
        kind: UnitKind,
        first: Line,
        last: Line,
        *spans: Span,
        level: int | None = None,
        numbered: bool = False,
        marker: str = "",
        isolated: bool = True,
        cells: tuple[Span, ...] = (),
    ) -> Unit:
        kept = tuple(piece for span in spans for piece in self._without_furniture(span))
        words = marks.one_line("\n".join(span.of(self._text) for span in kept))
        letters = [c for c in words if c.isalpha()]
        caps = len(letters) >= 3 and all(c.isupper() for c in letters)
        return Unit(
            kind,
            first.index,
            last.index,
            kept,
            words,
            level,
            numbered,
            caps,
            marker,
            isolated,
            cells,
            first.indent - self._margin,
        )

    def _largest_run(self, cell: Span) -> Span:
        """A cell is quoted whole, so furniture inside it leaves the longer side."""
        return max(self._without_furniture(cell), key=len, default=Span(cell.start, cell.start))

    def _without_furniture(self, span: Span) -> list[Span]:
        pieces: list[Span] = []
        position = span.start
        for start, end in inline_furniture(span.of(self._text)):
            pieces.append(Span(position, span.start + start))
            position = span.start + end
        pieces.append(Span(position, max(position, span.end)))
        return [piece for piece in pieces if piece.of(self._text).strip()]
