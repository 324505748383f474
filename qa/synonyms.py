"""What else people of the field say for a word: ``synonyms.json``, to be edited.

A question seldom has the words of the document that answers it. Where a passage has another word of the
same group it counts as having the question's; what is told of missing words goes by the words as typed.
A word behind ">" is one of questions alone: of who asks about a social worker "based" somewhere it means
co-location, and in documents much else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from ingest.words import stems_of, words

# What a passage with another word of the group counts, beside one with the word itself.
OTHERWISE = 0.7


def said_otherwise(word: str) -> tuple[frozenset[str], ...]:
    """The stems of each word or phrase that says the same as a word."""
    return tuple(_others().get(stems_of([word]), {}))


def other_words(word: str) -> tuple[str, ...]:
    """The words and phrases that say the same as a word."""
    return tuple(_others().get(stems_of([word]), {}).values())


@cache
def _others() -> Mapping[frozenset[str], Mapping[frozenset[str], str]]:
    """By the stems of each single word of a group, the others by theirs."""
    text = resources.files("qa").joinpath("synonyms.json").read_text("utf-8")
    found: dict[frozenset[str], dict[frozenset[str], str]] = {}
    for group in TypeAdapter(list[list[str]]).validate_json(text):
        stems = {stems_of(words(said)): said for said in group}
        looked_for = {own: said for own, said in stems.items() if not said.startswith(">")}
        for own, said in stems.items():
            if len(words(said)) == 1:
                others = {other: other_said for other, other_said in looked_for.items() if other != own}
                found.setdefault(own, {}).update(others)
    return found
