"""What the field's abbreviations stand for: ``abbreviations.json``, to be edited."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from ingest.words import word_stems, words


@cache
def abbreviations() -> Mapping[str, str]:
    """The long forms by abbreviation, lower case; of each also the plural."""
    text = resources.files("qa").joinpath("abbreviations.json").read_text("utf-8")
    told = TypeAdapter(dict[str, str]).validate_json(text)
    return {f"{short}s": _plural(long) for short, long in told.items()} | told


def _plural(long: str) -> str:
    return f"{long[:-1]}ies" if long.endswith("y") else f"{long}s"


@cache
def long_stems(word: str) -> frozenset[str]:
    """Stems of an abbreviation's long form, without its small joining words; empty for any other word."""
    parts = (part for part in words(abbreviations().get(word, "")) if part not in {"and", "of"})
    return frozenset(stem for part in parts for stem in word_stems(part))


def holds(held: frozenset[str], word: str) -> bool:
    """Whether a text with these stems has a word, or what it is short for."""
    return held.issuperset(word_stems(word)) or (bool(long := long_stems(word)) and held >= long)
