"""Contents lists: what a document says of its own headings and pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.furniture import roman_value
from ingest.structure.lines import Line
from ingest.structure.told import Given, Role

_TITLE = re.compile(
    r"^(?:table of )?contents:?$|^(?:in|on) this (?:report|guide|document|page|article|section):?$",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"^(?P<title>\S.*?)(?:\t+|\s*(?:\.\s?){3,}\s*|\s*…+\s*|\s{2,}|\s+[-–—|]\s+|\s+p(?:age|\.)\s*)"
    r"(?P<label>\d{1,4}|[ivxlc]{1,7})$",
    re.IGNORECASE,
)
_CLOSE_ENTRY = re.compile(r"^(?P<title>\S.{2,90}?)\s+(?P<label>\d{1,4}|[ivxlc]{1,7})$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents list: a heading and the page it is said to be on."""

    title: str
    label: str  # empty where the list gives no page
    indent: int = 0  # columns


@dataclass(frozen=True, slots=True)
class Contents:
    """A contents list and the lines it takes up."""

    lines: frozenset[int]
    entries: tuple[Entry, ...]  # none where the format told the list: it tells the headings as well


def find_contents(lines: Sequence[Line], furniture: frozenset[int], given: Given) -> Contents:
    """Find the contents list: as told, else under its own title, or known by its dot leaders."""
    told = frozenset(index for index, told in given.lines.items() if told.role is Role.CONTENTS)
    if told:
        return Contents(told, ())
    for line in lines:
        if line.index in furniture or not _TITLE.match(line.text.strip("#* =").strip()):
            continue
        found = _entries_from(lines, line.index + 1, furniture) or _links_from(
            lines, line.index + 1, furniture
        )
        if len(found) >= 2:
            return Contents(
                frozenset({line.index, *(index for index, _ in found)}),
                tuple(entry for _, entry in found),
            )
    return Contents(frozenset(), ())


def _entries_from(lines: Sequence[Line], start: int, furniture: frozenset[int]) -> list[tuple[int, Entry]]:
    """Entries from a line on, over blank lines and page turns, to the first other line."""
    found: list[tuple[int, Entry]] = []
    unfinished = ""  # a title that runs over two lines
    held: list[int] = []
    for line in lines[start:]:
        if line.blank or line.index in furniture:
            continue
        match = _ENTRY.match(line.text) or _CLOSE_ENTRY.match(line.text)
        if match and (match["label"].isdigit() or roman_value(match["label"]) is not None):
            title = f"{unfinished} {match['title']}".strip()
            found.extend((index, Entry(title, "")) for index in held)
            found.append((line.index, Entry(title, match["label"], line.indent)))
            unfinished, held = "", []
        elif not held and len(line.text) < 100 and not line.text.endswith("."):
            unfinished, held = line.text, [line.index]
        else:
            break
    return found


def _links_from(lines: Sequence[Line], start: int, furniture: frozenset[int]) -> list[tuple[int, Entry]]:
    """Entries without pages, as on the web: each stands again further down as a heading."""
    found: list[tuple[int, Entry]] = []
    for line in lines[start:]:
        if line.blank or line.index in furniture:
            if found and line.blank:
                break
            continue
        title = re.sub(r"^(?:[-–•*]|\d+[.)])\s+", "", line.text)
        wanted = normal_title(title)
        if not any(
            normal_title(other.text) == wanted for other in lines[line.index + 1 :] if not other.blank
        ):
            break
        found.append((line.index, Entry(title, "", line.indent)))
    return found


def normal_title(title: str) -> tuple[str, ...]:
    """A heading's words, for comparing: case, marks and numbering do not count."""
    words = [word.casefold() for word in _WORD.findall(title)]
    while len(words) > 1 and words[0].isdigit():
        words = words[1:]
    return tuple(words)


def same_title(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two headings are one: contents lists shorten and reword.

    At least three quarters of the longer one's words are shared, in order.
    """
    if first == second:
        return bool(first)
    longer = max(len(first), len(second))
    if longer < 4:
        return False
    return _common_in_order(first, second) >= 0.75 * longer


def _common_in_order(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    row = [0] * (len(second) + 1)
    for word in first:
        previous = row[:]
        for j, other in enumerate(second, start=1):
            row[j] = previous[j - 1] + 1 if word == other else max(previous[j], row[j - 1])
    return row[-1]
