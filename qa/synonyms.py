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
from itertools import chain

from pydantic import TypeAdapter

from ingest.words import word_stems, words
from qa.query import as_told

# What a passage with another word of the group counts, beside one with the word itself.
OTHERWISE = 0.7


def others_of(question: str) -> Mapping[str, tuple[frozenset[str], ...]]:
    """For the words of a question the stems of each word or phrase that says the same.

    By words as they are told: in lower case, without a possessive ending. Where a phrase of several words is in the
    question ("care home"), what says the same stands for each of them.
    """
    told = [as_told(word) for word in words(question)]
    stemmed = [word_stems(word) for word in told]
    found: dict[str, dict[frozenset[str], str]] = {word: {} for word in told}
    for start in range(len(told)):
        for end in range(start + 1, min(start + _longest(), len(told)) + 1):
            others = _others().get(tuple(chain.from_iterable(stemmed[start:end])), {})
            for word in told[start:end]:
                found[word].update(others)
    return {word: tuple(others) for word, others in found.items()}


def other_words(word: str) -> tuple[str, ...]:
    """The words and phrases that say the same as a word."""
    return tuple(_others().get((*word_stems(word),), {}).values())


@cache
def _longest() -> int:
    """Words of the longest phrase."""
    return max(map(len, _others()))


@cache
def _others() -> Mapping[tuple[str, ...], Mapping[frozenset[str], str]]:
    """By the stems of each word or phrase of a group in their order, the others by theirs."""
    text = resources.files("qa").joinpath("synonyms.json").read_text("utf-8")
    found: dict[tuple[str, ...], dict[frozenset[str], str]] = {}
    for group in TypeAdapter(list[list[str]]).validate_json(text):
        stems = {tuple(chain.from_iterable(map(word_stems, words(said)))): said for said in group}
        looked_for = {own: said for own, said in stems.items() if not said.startswith(">")}
        for own in stems:
            found.setdefault(own, {}).update(
                {frozenset(other): said for other, said in looked_for.items() if other != own}
            )
    return found
