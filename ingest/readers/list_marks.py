"""The marks of list items, which formats compute and do not write down."""

from __future__ import annotations

from ingest.structure.furniture import roman

_LETTERED = frozenset(("a", "A", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin"))
_ROMAN = frozenset(("i", "I", "lower-roman", "upper-roman"))


def mark_of(number: int, style: str = "") -> str:
    """The mark of a list's item: "3.", "c)" or "iii)", as its style says; never longer than a mark is."""
    if number < 1 or number > 999:
        return "-"
    if style in _LETTERED and number <= 26:
        return f"{chr(ord('a') + number - 1)})"
    if style in _ROMAN and number < 40:
        return f"{roman(number)})"
    return f"{number}."
