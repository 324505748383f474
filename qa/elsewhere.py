"""Where the documents are silent: what kind of source might hold what was asked, and what is missing here.

The form and the words of a question tell the kind of literature: "how many" asks for statistics,
"is it lawful" for the law. The words are in ``elsewhere.json``, to be edited: a ``*`` stands for
any letters, a space for a hyphen too. Where nothing tells, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from importlib import resources

from pydantic import BaseModel

from ingest.library import Library
from ingest.words import word_stems, words
from qa.abbreviations import abbreviations
from qa.query import Query, as_told, is_telling
from qa.search import Rarity
from qa.shape import is_of_form

_MOST_WORDS = 4
_LONGEST_NAME = 3  # words of a side of a comparison that is looked for as one
_NEAR = 3  # words that may stand between
_MOSTLY = 0.75  # of its words
_NAMED = "the papers of the place or body named"
_ABROAD = "literature from abroad"
_NEWER = "a newer source"

# What will be stands in no source, and "in Excel" is no place.
_FORECAST = re.compile(r"\W*will\b", re.IGNORECASE)
_FOR_ONESELF = re.compile(r"\bhow (?:do|can|should|would|could) I\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d,.£])(?:19|20)\d\d(?![\d,]*\d)")
# "in Leeds", "across Greater Manchester"; not "of Brown", who may be an author.
_PLACE = re.compile(r"\b(?:[Ii]n|at|across|around|near|within|outside) (?:the )?(?P<name>[A-Z][a-z]+)")
_OF_BODIES = (
    "Agency|Association|Authority|Board|Borough|Charity|College|Commission|Committee|Company|Council|Department|"
    "Federation|Foundation|Hospital|Institute|Ministry|Office|Partnership|Society|Trust|Union|University"
)
# "Anytown Council", "the Royal College of Midwives"; a "Primary Care Trust" is a kind of body.
_BODY = re.compile(
    rf"(?P<name>(?:[A-Z][\w’']+ (?:(?:and|for|of) )?)+)(?:{_OF_BODIES})\b|"
    rf"\b(?:{_OF_BODIES}) (?:of|for) (?:the )?(?P<after>[A-Z]\w+)"
)
_SAID_BY = re.compile(
    r"\b(?:according to|published by|issued by|recommended by) (?:the )?[A-Z]{3,6}\b|\b(?:does|did|do|has|have) (?:the )?"
    r"[A-Z]{3,6} (?:say|said|recommend|advise|think|require|publish|expect|define|inspect|rate|respond|report)"
)


class _Words(BaseModel):
    source: str
    words: list[str]


class _Kind(_Words):
    """A kind of source, and what a question for it holds: of ``words`` one, of ``with`` one, of ``unless`` none."""

    with_: list[str] = []
    unless: list[str] = []
    narrower: list[_Words] = []

    model_config = {"alias_generator": lambda name: name.rstrip("_")}

    def asked(self, question: str) -> str | None:
        """The source that a question asks for, as narrow as its words tell; None where it asks for another."""
        if _holds(question, self.unless) or not _holds(question, self.words):
            return None
        if self.with_ and not _holds(question, self.with_):
            return None
        return next((one.source for one in self.narrower if _holds(question, one.words)), self.source)


class _Rules(BaseModel):
    kinds: list[_Kind]
    present: list[str]
    began: dict[str, int]
    abroad: list[str]
    general: frozenset[str]


def find_elsewhere(question: str, newest_year: int | None) -> str | None:
    """A sentence on the kinds of source that might hold what was asked, at most two; None where nothing tells.

    ``newest_year`` is that of the newest source searched: what is younger is in none of them.
    """
    if _FORECAST.match(question):
        return None
    rules = _rules()
    kinds = list(dict.fromkeys(source for kind in rules.kinds if (source := kind.asked(question))))
    if _holds(question, rules.abroad):
        kinds.append(_ABROAD)
    elif _names(question) and not _FOR_ONESELF.search(question):
        kinds.append(_NAMED)
    if _is_newer(question, newest_year):
        kinds.append(_NEWER)
    match kinds:
        case []:
            return None
        case [only]:
            said = only
        case [first, second, *_]:
            said = f"{first}, or {second},"
    return f"{said[0].upper()}{said[1:]} might have it."


def lacking(query: Query, rarity: Rarity, held: Collection[str]) -> tuple[str, ...]:
    """The telling words of a question that a passage does not have, as typed, the rarest first, at most four.

    ``held`` are the stems of the passage's words, as ``qa.query.stems`` gives them.
    """
    missing = [word for word in query.words if not all(stem in held for stem in word_stems(word))]
    # Of words as rare as each other the one that was typed first: sorting keeps their order.
    missing.sort(key=lambda word: -rarity[word])
    return tuple(query.as_typed(word) for word in missing[:_MOST_WORDS])


def absent_sides(library: Library, query: Query, sources: Sequence[str]) -> tuple[str, ...]:
    """The sides of a comparison that no passage has, as typed; a side of one word is told of as a word.

    Only of plain names: of words that stand together, each of which is somewhere, but nowhere near the others.
    """
    absent = []
    for side in query.shape.sides or ():
        typed = words(side)
        telling = [n for n, word in enumerate(typed) if is_telling(as_told(word))]
        phrase = typed[telling[0] : telling[-1] + 1] if telling else []
        if len(phrase) != len(telling) or not 2 <= len(phrase) <= _LONGEST_NAME:
            continue
        told = [as_told(word) for word in phrase]
        if any(is_of_form(word) or word in abbreviations() for word in told):
            continue
        quoted = [f'"{word}"' for word in told]
        if all(library.frequency(word, sources) for word in quoted) and not library.frequency(
            f"NEAR({' '.join(quoted)}, {_NEAR})", sources
        ):
            absent.append(" ".join(phrase))
    return tuple(absent)


def _names(question: str) -> bool:
    """Whether a question names a place or a body; of one in capitals, or with a capital to each word, none can tell."""
    typed = words(question)
    if sum(word[0].isupper() for word in typed) > _MOSTLY * len(typed):
        return False
    named = [found["name"] for found in _PLACE.finditer(question)]
    named += [found["name"] or found["after"] for found in _BODY.finditer(question)]
    general = _rules().general
    return bool(_SAID_BY.search(question)) or any(
        is_telling(word) and word not in general for name in named for word in name.casefold().split()
    )


def _is_newer(question: str, newest_year: int | None) -> bool:
    """Whether a question is of the present, or of what is younger than the newest source."""
    rules = _rules()
    if _holds(question, rules.present):
        return True
    if newest_year is None:
        return False
    years = [int(year) for year in _YEAR.findall(question)]
    years += [year for what, year in rules.began.items() if _holds(question, [what])]
    return max(years, default=newest_year) > newest_year


def _holds(question: str, phrases: Sequence[str]) -> bool:
    return bool(phrases) and _pattern(tuple(phrases)).search(question) is not None


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some words and phrases, as they stand in ``elsewhere.json``."""
    forms = (
        re.escape(one).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+").replace("'", "['’]")
        for one in phrases
    )
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


@cache
def _rules() -> _Rules:
    return _Rules.model_validate_json(resources.files("qa").joinpath("elsewhere.json").read_text("utf-8"))
