"""What the field's abbreviations stand for: ``abbreviations.json``, to be edited."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache, lru_cache
from importlib import resources

from pydantic import TypeAdapter

from ingest.words import stems_of, word_stems, words


@cache
def abbreviations() -> Mapping[str, str]:
    """The long forms by abbreviation, as words are compared; of each in lower case also the plural."""
    text = resources.files("qa").joinpath("abbreviations.json").read_text("utf-8")
    told = TypeAdapter(dict[str, str]).validate_json(text)
    return {f"{short}s": _plural(long) for short, long in told.items() if short.islower()} | told


def _plural(long: str) -> str:
    return f"{long[:-1]}ies" if long.endswith("y") else f"{long}s"


@lru_cache(maxsize=1 << 12)
def forms_of(word: str) -> tuple[frozenset[str], ...]:
    """Stems of a word, and of what it is short for without its small joining words: a text has it in either form."""
    own = frozenset(word_stems(word))
    long = stems_of(part for part in words(abbreviations().get(word, "")) if part not in {"and", "of"})
    return (own, long) if long else (own,)


def holds(held: Set[str], word: str) -> bool:
    """Whether a text with these stems has a word, or what it is short for."""
    return any(form <= held for form in forms_of(word))
