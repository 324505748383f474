"""Page furniture: running headers and footers, page numbers, web boilerplate.

A line is page furniture when it repeats as such lines do. A line that carries
a number must count upwards; one that does not must stand where pages turn: in
the middle of a sentence, beside a form feed or a page number, or be the title
of the document. A heading that merely comes again ("Recommendations") does none
of these, and stays.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.lines import Line
from ingest.structure.marks import ends_sentence, list_marker
from ingest.structure.told import Given, Role

_LONGEST = 120  # characters in a running header
_FARTHEST = 200  # lines to the nearest one with words
_FEWEST = 3  # times it must repeat
_ROMAN = re.compile(r"[ivxlc]+", re.IGNORECASE)
# A page number at either end of the line, alone or beside words; "Page 3 of 9".
_NUMBERED = (
    re.compile(r"^(?:page|p\.?)\s*(?P<n>\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?$", re.I),
    re.compile(r"^(?P<a>[-–—|\[(\s]*)(?P<n>\d{1,4}|[ivxlc]{1,7})(?P<b>[-–—|\])\s]*)$", re.I),
    re.compile(r"^(?P<a>.*\S(?:\s*[|•·–—-]\s*|\s+(?:page|p\.?)\s*|\s+))(?P<n>\d{1,4})$", re.I),
    re.compile(r"^(?P<n>\d{1,4})(?P<b>(?:\s*[|•·–—-]\s*|\s{2,}|\t+|\s)\D.*)$"),
    re.compile(r"^(?P<a>.*\S\s*(?:[|•·–—-]\s*)?page\s+)(?P<n>\d{1,4})(?P<b>\s*(?:of|/)\s*)\d{1,4}$", re.I),
)
_BOILERPLATE = re.compile(
    r"""^(?:
      skip\ to\ (?:main\ )?(?:content|navigation).*
    | (?:back|return|jump)\ to\ (?:the\ )?(?:top|home|contents).*
    | (?:the\ )?.{0,60}\blogo(?:\s*link\ to\b.*)?
    | share\ (?:this|on|via|by)\b.{0,60}
    | (?:print|save|download|bookmark|e-?mail)\ (?:this\ )?(?:page|article|post|pdf)\b.{0,30}
    | (?:we\ use|this\ (?:site|website)\ uses)\ cookies\b.* | (?:accept|reject|manage)\ (?:all\ )?cookies.*
    | cookie\ (?:policy|settings|notice|preferences).{0,60}
    | (?:log|sign)\ (?:in|out|up)(?:\ .{0,30})?
    | (?:twitter|facebook|linkedin|instagram|mastodon|bluesky|e-?mail|tel|telephone|fax|website|phone)\s*:.{0,90}
    | (?:posted|published|last\ (?:updated|modified|reviewed)|updated)\s*(?:on|by|:)?\s.{0,60}\d{4}.{0,30}
    | (?:©|\(c\)\s+(?:19|20)\d\d|copyright\b).{0,160} | all\ rights\ reserved.{0,80}
    | (?:doi|pmid|pmcid|issn|e?isbn)\b\s*:?\s*\S.{0,100}
    | \.?\s*(?:18|19|20)\d\d\ [A-Z][a-z]{2}\b.{0,30};\s*\d+.{0,80}
    | [^|].{0,60}(?:\s[>›»/|]\s.{1,60}){2,}
    | was\ this\ (?:page|article|information)\ (?:helpful|useful)\??.{0,30} | reading\ time\b.{0,30}
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
# Single words of the web's menus: they count as such only where lines stand close together.
_MENU_WORD = re.compile(
    r"^(?:search(?: this site)?|menu|(?:main )?navigation|home|share|print|tweet|e-?mail|reply|facebook|twitter|linkedin)$",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"""\s*(?:
      graphic\ file\ with\ name\ \S+
    | \[(?:google\ scholar|pubmed|pmc(?:\ free\ article)?|doi|crossref|medline|web\ of\ science|scopus|full\ text|edit)\]
    | \((?:opens?\ in\ (?:a\ )?new\ (?:window|tab)|permalink)\)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A place where a page ends and the next begins."""

    first: int  # index of the first line of furniture there
    last: int  # index of the last
    label: str | None  # the number printed there


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is left out of the running text, and where the pages turn."""

    lines: frozenset[int]
    turns: tuple[Turn, ...]
    form_feeds: bool


def inline_furniture(text: str) -> list[tuple[int, int]]:
    """Runs within a line that are furniture (``[Google Scholar]``), as offsets in it."""
    return [match.span() for match in _INLINE.finditer(text)]


def is_boilerplate(text: str) -> bool:
    """Whether a whole line is what web pages and covers put around their text."""
    return len(text) <= 2 * _LONGEST and bool(_BOILERPLATE.match(text))


def roman_value(label: str) -> int | None:
    """The value of a Roman numeral, None where it is none."""
    if not _ROMAN.fullmatch(label):
        return None
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [values[letter] for letter in label.lower()]
    total = sum(
        -digit if following > digit else digit
        for digit, following in zip(digits, [*digits[1:], 0], strict=True)
    )
    return total if roman(total) == label.lower() else None


def roman(number: int) -> str:
    """A number from 1 in lower-case Roman numerals."""
    out = ""
    for value, sign in (
        (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        while number >= value:
            out, number = out + sign, number - value
    return out


def find_furniture(lines: Sequence[Line], given: Given) -> Furniture:
    """Find running headers, footers and page numbers: as told, else by repetition."""
    numbered: dict[int, str] = {}
    if given.lines:
        found = {index for index, told in given.lines.items() if told.role is Role.FURNITURE}
    else:
        neighbours = _Neighbours(lines)
        numbered = _counting_lines(lines, neighbours)
        found = set(numbered) | _repeated_lines(lines, neighbours, numbered)
    boiler = {
        line.index
        for line in lines
        if not line.blank
        and not _told_otherwise(line, given)
        and (is_boilerplate(line.text) or (_MENU_WORD.match(line.text) and not _isolated(lines, line)))
    }
    feeds = [line.index for line in lines if line.after_form_feed and not line.blank]
    return Furniture(
        lines=frozenset(found | boiler),
        # Told furniture marks a turn only where the format has pages.
        turns=_turns(lines, found if given.pages or not given.lines else set(), numbered, feeds),
        form_feeds=bool(feeds),
    )


def _told_otherwise(line: Line, given: Given) -> bool:
    """Whether the format tells the line to be anything but a paragraph that fills one line."""
    told, after = given.lines.get(line.index), given.lines.get(line.index + 1)
    goes_on = after is not None and after.role is Role.GOES_ON
    return goes_on or (told is not None and told.role is not Role.PARAGRAPH)


class _Neighbours:
    """The nearest lines with words on them, on either side."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def before(self, index: int, skip: frozenset[int] | set[int] = frozenset()) -> Line | None:
        return self._walk(index, -1, skip)

    def after(self, index: int, skip: frozenset[int] | set[int] = frozenset()) -> Line | None:
        return self._walk(index, 1, skip)

    def _walk(self, index: int, step: int, skip: frozenset[int] | set[int]) -> Line | None:
        # Beyond so many blank or skipped lines nothing is a neighbour, and a long file is read in time.
        stop = index + step * _FARTHEST
        index += step
        while 0 <= index < len(self._lines) and index != stop:
            line = self._lines[index]
            if not line.blank and index not in skip:
                return line
            index += step
        return None

    def at_edge(self, line: Line) -> bool:
        """Whether a form feed stands beside the line, or the file begins or ends there."""
        if line.after_form_feed:
            return True
        following = self.after(line.index)
        return following is None or following.after_form_feed or self.before(line.index) is None


def _counting_lines(lines: Sequence[Line], neighbours: _Neighbours) -> dict[int, str]:
    """Lines with a page number, by index: those of one shape whose numbers count upwards."""
    shapes: dict[str, list[tuple[Line, str]]] = defaultdict(list)
    for line in lines:
        if line.blank or len(line.text) > _LONGEST or ("\t" in line.raw.strip() and len(line.text) > 60):
            continue
        for pattern in _NUMBERED:
            match = pattern.match(line.text)
            if match is None:
                continue
            groups = match.groupdict()
            if not groups["n"].isdecimal() and roman_value(groups["n"]) is None:
                continue
            shape = (groups.get("a") or "").strip() + "#" + (groups.get("b") or "").strip()
            kind = "r" if roman_value(groups["n"]) is not None else "d"
            shapes[kind + shape].append((line, groups["n"]))
            break
    found: dict[int, str] = {}
    for shape, members in shapes.items():
        roman_shape = shape[0] == "r"
        numbers = [(roman_value(n) or 0) if roman_shape else int(n) for _, n in members]
        edges = sum(neighbours.at_edge(line) for line, _ in members)
        enough = _FEWEST if not (edges == len(members) or roman_shape) else 2
        if roman_shape and "d" + shape[1:] not in shapes and edges < len(members):
            continue  # Roman pages precede Arabic ones; elsewhere "i" and "v" are words or list marks
        steps = [b - a for a, b in itertools.pairwise(numbers)]
        partners = members + _other_hand(shape, shapes)
        if len(partners) < enough or not all(0 < step <= 6 for step in steps):
            continue
        if any(list_marker(line.text) and not _isolated(lines, line) for line, _ in members):
            continue
        if list_marker(members[0][0].text) and edges < len(members) and not _interrupts(members, neighbours):
            continue  # "1. Introduction", "2. Methods": numbered headings count upwards as well
        if not _far_apart(members) and edges < len(members):
            continue
        found.update((line.index, number) for line, number in members)
    return found


def _other_hand(shape: str, shapes: dict[str, list[tuple[Line, str]]]) -> list[tuple[Line, str]]:
    """The headers of the facing pages, where left and right differ: together they count by ones."""
    own = shapes[shape]
    for other, members in shapes.items():
        if other == shape or other[0] != shape[0] or shape[0] == "r":
            continue
        both = sorted([*own, *members], key=lambda member: member[0].index)
        numbers = [int(number) for _, number in both]
        if all(b - a == 1 for a, b in itertools.pairwise(numbers)):
            return members
    return []


def _far_apart(members: Sequence[tuple[Line, str]]) -> bool:
    """Whether there is text between one and the next: pages, not a numbered list."""
    gaps = [b.index - a.index for (a, _), (b, _) in itertools.pairwise(members)]
    return min(gaps, default=9) >= 4


def _interrupts(members: Sequence[tuple[Line, str]], neighbours: _Neighbours) -> bool:
    own = {line.index for line, _ in members}
    return any(_in_sentence(line, neighbours, own) for line, _ in members)


def _isolated(lines: Sequence[Line], line: Line) -> bool:
    before = lines[line.index - 1] if line.index else None
    after = lines[line.index + 1] if line.index + 1 < len(lines) else None
    return (before is None or before.blank) and (after is None or after.blank)


def _in_sentence(line: Line, neighbours: _Neighbours, skip: set[int]) -> bool:
    before, after = neighbours.before(line.index, skip), neighbours.after(line.index, skip)
    if before is None or after is None or not after.text:
        return False
    return not ends_sentence(before.text) and after.text[0].islower()


def _repeated_lines(lines: Sequence[Line], neighbours: _Neighbours, numbered: dict[int, str]) -> set[int]:
    """Lines that come again word for word where pages turn."""
    same: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.blank or line.index in numbered or len(line.text) > _LONGEST:
            continue
        if "\t" in line.raw.strip() or list_marker(line.text) or line.text.startswith(("|", "#", ">")):
            continue
        same[line.text.casefold()].append(line)
    opening = " ".join(line.text for line in lines[:40] if not line.blank).casefold()
    found: set[int] = set()
    for text, members in same.items():
        at_edge = [line.index for line in members if neighbours.at_edge(line)]
        edges = len(at_edge)
        if edges and len(members) > 1 and any(lines[i].after_form_feed for i in at_edge):
            found.update(at_edge)  # the chapter's or the document's title at the head of a page
            continue
        if len(members) < (2 if edges >= 2 else _FEWEST) or not any(c.isalpha() for c in text):
            continue
        own = {line.index for line in members}
        beside = sum(
            any(near is not None and near.index in numbered for near in pair)
            for pair in ((neighbours.before(i), neighbours.after(i)) for i in own)
        )
        breaks = sum(_in_sentence(line, neighbours, own | set(numbered)) for line in members)
        is_title = text in opening.replace(members[0].text.casefold(), "", 1) or (
            lines and text == next((x.text.casefold() for x in lines if not x.blank), "")
        )
        if breaks or is_title or max(edges, beside) * 2 > len(members):
            # A heading that comes first in its own right stays in the text: the cover's title.
            found.update(own)
    return found


def _turns(
    lines: Sequence[Line], found: set[int], numbered: dict[int, str], feeds: Sequence[int]
) -> tuple[Turn, ...]:
    """Furniture lines that stand together, or a form feed, are one turn of the page."""
    turns: list[Turn] = []
    marks = sorted(found | set(feeds))
    group: list[int] = []
    for mark in marks:
        if group and not _together(lines, group[-1], mark, found):
            turns.append(_turn(group, found, numbered))
            group = []
        group.append(mark)
    if group:
        turns.append(_turn(group, found, numbered))
    return tuple(turns)


def _together(lines: Sequence[Line], first: int, second: int, found: set[int]) -> bool:
    return all(lines[i].blank or i in found for i in range(first + 1, second)) and first in found


def _turn(group: Sequence[int], found: set[int], numbered: dict[int, str]) -> Turn:
    own = [index for index in group if index in found]
    label = next((numbered[index] for index in own if index in numbered), None)
    if not own:  # a bare form feed: it ends before the line it is marked on
        return Turn(group[0], group[0] - 1, None)
    return Turn(own[0], own[-1], label)
