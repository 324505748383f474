"""Footnotes: marked lines at the foot of a page, and notes defined by their own mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.furniture import Furniture
from ingest.structure.told import Role
from ingest.structure.units import Unit, UnitKind

_DEFINED = re.compile(r"^\[\^[\w-]{1,20}\]:\s")
_MARK = re.compile(r"^(?P<mark>\*{1,3}|[†‡§¶]|\[?\d{1,2}[\].:]?)\s+(?=\S)")
_REACH = 6000  # characters before a note in which its mark must stand


def find_notes(text: str, units: Sequence[Unit], furniture: Furniture) -> frozenset[int]:
    """Positions of the units that are footnotes.

    At the foot of a page they stand last before the turn, each with a mark that is
    glued to a word of the text before it.
    """
    found = {i for i, unit in enumerate(units) if _DEFINED.match(unit.text)}
    turns = [turn.first for turn in furniture.turns]
    last_lines = {i for i in range(len(units)) if _before_turn(units, i, turns)}
    for i in sorted(last_lines):
        position = i
        while position >= 0 and (position == i or units[position].last < units[position + 1].first):
            if not _is_note(text, units[position]):
                break
            found.add(position)
            position -= 1
    return frozenset(found)


def told_notes(units: Sequence[Unit]) -> frozenset[int]:
    """Positions of the units that the format itself tells to be notes."""
    return frozenset(i for i, unit in enumerate(units) if unit.role is Role.NOTE)


def _before_turn(units: Sequence[Unit], i: int, turns: Sequence[int]) -> bool:
    following = units[i + 1].first if i + 1 < len(units) else None
    return any(units[i].last < turn and (following is None or turn <= following) for turn in turns)


def _is_note(text: str, unit: Unit) -> bool:
    if unit.kind not in (UnitKind.PROSE, UnitKind.ITEM, UnitKind.TITLE):
        return False
    start = text.rfind("\n", 0, unit.spans[0].start) + 1
    match = _MARK.match(text[start : unit.spans[-1].end].strip())
    if match is None:
        return False
    mark = re.escape(match["mark"].strip("[].: "))
    glued = re.compile(rf"[a-z.,;:)’”'\"]\[?{mark}\]?(?=[\s,.;)—–-]|$)")
    return bool(glued.search(text, max(0, start - _REACH), start))
