"""Which short lines are headings, and how deep they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure import matter
from ingest.structure.contents import Entry
from ingest.structure.units import Unit, UnitKind

# What headings of any document are called: a line of these words is one even where
# nothing else tells it from a name or a date.
_COMMON = re.compile(
    r"^(?:\w+\s)?(?:abstract|summary|introduction|background|overview|purpose|aims?|objectives|methods?|"
    r"methodology|approach|results|findings|discussion|conclusions?|recommendations?|implications|limitations|"
    r"references|bibliography|acknowledge?ments?|appendix|appendices|foreword|preface|glossary|"
    r"definitions|contents|keywords|key (?:points|messages|findings|terms))\b[^.]{0,60}$",
    re.IGNORECASE,
)
# The parts of a paper, which stand outermost where a paper has them.
_PART = re.compile(
    r"^(?:abstract|introduction|background|(?:materials and )?methods?|methodology|results|findings|"
    r"discussion|conclusions?)$",
    re.IGNORECASE,
)
_CENTRED = 8  # columns to the right of the margin
_METADATA = re.compile(r"(?:https?://|www\.|@|\d{4}[;:]\d|^\W*$|\b(?:doi|isbn|issn|pmid|tel|email)\b)", re.I)


def is_common_heading(text: str) -> bool:
    """Whether the words are ones that head sections everywhere."""
    return bool(_COMMON.match(text.strip("*_ :")))


def find_headings(units: Sequence[Unit], listed: dict[int, Entry], opening: int) -> dict[int, int]:
    """Heading units (by position) with their level, 1 for the outermost.

    ``listed`` are the units that the contents list names. ``opening`` is the
    position of the first unit of prose: before it stand titles and names, so there
    only what says of itself that it is a heading is one.
    """
    found = [i for i in range(len(units)) if _is_heading(units, i, listed, opening)]
    candidates = set(found)
    menu = {i for i in found if _in_menu(units, i, candidates, listed)}
    found = [i for i in found if i not in menu]
    levels = {i: _level(units, i, found, listed) for i in found}
    levels = {i: level for i, level in levels.items() if not _is_empty(units, i, levels, listed)}
    return _without_title(units, levels)


def _is_heading(units: Sequence[Unit], i: int, listed: dict[int, Entry], opening: int) -> bool:
    unit = units[i]
    if unit.kind is not UnitKind.TITLE:
        return False
    if i in listed or unit.level is not None:
        return True
    if _METADATA.search(unit.text) or matter.is_contact_or_rights(unit.text):
        return False
    if matter.is_form_line(unit.text):
        return False
    if not unit.isolated or i + 1 == len(units):
        return False
    before, after = units[i - 1] if i else None, units[i + 1]
    if before and before.kind is UnitKind.CAPTION and len(before.text.split()) <= 2:
        return False  # the caption's own second line
    if after.kind is UnitKind.ITEM and _leads_in(after):
        return False
    if i < opening:
        stands_over = after.kind in (UnitKind.PROSE, UnitKind.ITEM)
        return is_common_heading(unit.text) or (i > 0 and unit.caps and (stands_over or _labels(unit)))
    return True


def _labels(unit: Unit) -> bool:
    return unit.text.endswith(":")


def _leads_in(item: Unit) -> bool:
    """An item in lower case goes on with the line above it, which is then no heading."""
    return item.text[:1].islower()


def _in_menu(units: Sequence[Unit], i: int, found: set[int], listed: dict[int, Entry]) -> bool:
    """Whether the unit is one of several short lines with nothing under them: links, names."""

    def loose(position: int) -> bool:
        return (
            position in found
            and position not in listed
            and units[position].level is None
            and not is_common_heading(units[position].text)
            and not _labels(units[position])
        )

    if not loose(i):
        return False
    run = back = 0
    while loose(i + run + 1):
        run += 1
    while loose(i - back - 1):
        back += 1
    return run >= 1 and run + back >= 2


def _is_empty(units: Sequence[Unit], i: int, levels: dict[int, int], listed: dict[int, Entry]) -> bool:
    """Whether an unmarked line has nothing under it, not even a lower heading."""
    unit = units[i]
    if unit.level is not None or i in listed or matter.is_matter_title(unit.text):
        return False
    return i + 1 in levels and levels[i + 1] <= levels[i]


def _level(units: Sequence[Unit], i: int, found: Sequence[int], listed: dict[int, Entry]) -> int:
    """How deep a heading stands.

    Its own mark tells (``##``, ``1.2``, an underline). Else the indents of the
    contents list do, then the look: capitals and centred titles stand above
    others, as do the names that the parts of any paper have. A title that the
    contents list leaves out stands below those that it names.
    """
    unit = units[i]
    if unit.level is not None:
        return unit.level
    marked = [j for j in found if units[j].level is not None]
    if len(marked) * 2 > len(found):
        before = [j for j in marked if j < i]
        outer = matter.is_matter_title(unit.text) or unit.caps
        return 1 if outer or not before else (units[before[-1]].level or 1) + 1
    if matter.is_matter_title(unit.text):
        return 1
    indents = sorted({entry.indent for entry in listed.values()})
    if i in listed and len(indents) > 1:
        return indents.index(listed[i].indent) + 1
    tops = [j for j in found if _looks_outer(units, j)]
    parts = [j for j in found if _PART.match(units[j].text)]
    if tops:
        level = 1 if i in tops else 2
    elif len(parts) >= 3:
        level = 1 if i in parts else 2
    else:
        level = 1
    if listed and i not in listed and i not in tops:
        level = max(level, len(indents)) + 1
    return level


def _looks_outer(units: Sequence[Unit], i: int) -> bool:
    return units[i].level is None and (units[i].caps or units[i].indent >= _CENTRED)


def _without_title(units: Sequence[Unit], levels: dict[int, int]) -> dict[int, int]:
    """Take out the document's own title, the only heading of its rank, and close the ranks."""
    if not levels:
        return {}
    first = min(levels)
    top = [i for i, level in levels.items() if level == 1]
    alone = top == [first] and first <= 2 and len(levels) > 1 and units[first].level is not None
    if alone and not units[first].numbered:
        levels = {i: level for i, level in levels.items() if i != first}
    ranks = sorted(set(levels.values()))
    return {i: ranks.index(level) + 1 for i, level in levels.items()}
