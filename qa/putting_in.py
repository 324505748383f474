"""A follow-up such as "And what about nurses?", read as the question before with the nurses put in.

Only where it is sure what they take the place of: people that of people, a thing that of a thing.
"""

from __future__ import annotations

import re

_OTHER = re.compile(
    r"^(?:(?:and|but|so|ok|okay)\b,? )?(?:(?:what|how) about|what of|and)? ?"
    r"(?:(?P<prep>for|in|among|within|across|with|at) )?(?P<what>[^,;:.?!]+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_OTHER_START = re.compile(
    r"^(?:(?:and|but|so|ok|okay)\b,? )?(?:what about|how about|what of)\b|^and\b", re.IGNORECASE
)
# What is no bare name of people or of a thing.
_MORE_THAN_A_NAME = re.compile(
    r"\b(?:what|how|why|who|when|where|which|whether|is|are|was|were|do|does|did|can|could|should|would|will|has|have|if|"
    r"not|that|this|these|those|it|its|they|them|their|he|him|she|her|his|same|others?|another|else|one|ones|more|"
    r"to|of|for|in|at|on|by|from|with|between|about|after|before|than|then|when|because)\b",
    re.IGNORECASE,
)
_ASKED = r"(?:helps|hinders|enables|encourages|supports|stops|prevents|keeps|discourages|makes it (?:hard|difficult|easy|easier|harder) for)"
# "What helps nurses to ...?", "What keeps nurses from ...?": people who are to do something.
_TO_DO = re.compile(rf"^what {_ASKED} (?P<what>.+?)(?P<rest> (?:to \w+|from \w+ing)\b.*)$", re.IGNORECASE)
_ALONE = re.compile(
    rf"^(?:what {_ASKED}|what are the (?:main )?(?:barriers|obstacles|benefits|drawbacks|risks|advantages|disadvantages) (?:to|of|for)) "
    r"(?P<what>[^,;:]+?)(?P<rest>[?.!]*)$",
    re.IGNORECASE,
)
_LAST = r"\b{} (?P<what>[^,;:]+?)(?P<rest>[?.!]*)$"
# Of English: who does is a worker, a manager, a clinician; the others are few.
_PEOPLE = re.compile(
    r"(?:\w{2,}(?:er|or|ist|ian|ant|eer|ee)s?|gps?|nurses?|staff|teams?|people|patients?|clients?|residents?|"
    r"parents?|children|colleagues?|professionals?|practices?|services?|councils?|authorities|agencies|relatives?|"
    r"famil(?:y|ies)|men|women|students?|agents?)",
    re.IGNORECASE,
)
_NO_PEOPLE = re.compile(
    r"(?:(?:news)?letter|answer|barrier|behaviou?r|border|career|centre|chapter|committee|computer|corner|degree|disorder|"
    r"door|enabler|error|facilitator|factor|fee|floor|folder|grant|guarantee|indicator|labou?r|matter|number|offer|order|"
    r"paper|power|quarter|register|sector|server|tender|transfer|trigger|winter)s?",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:,|\band\b|\bor\b)\s*", re.IGNORECASE)
_LONGEST = 5  # words of a name


def put_in(text: str, before: str) -> str | None:
    """The question before with what a follow-up names in its place; None where that is not sure."""
    other = _OTHER.match(text)
    if other is None or not _OTHER_START.match(text) or not _is_name(other["what"]):
        return None
    what = re.sub(r"^the ", "", other["what"], flags=re.IGNORECASE)
    last = _LAST.format(other["prep"])
    patterns = [re.compile(last, re.IGNORECASE)] if other["prep"] else [_TO_DO, _ALONE]
    for pattern in patterns:
        found = pattern.search(before)
        if found is None:
            continue
        old, rest = found["what"], found["rest"]
        alike = _is_name(old) and _are_people(old) == _are_people(what) and _is_plain(what, before, found)
        if alike and (pattern is not _TO_DO or _are_people(what)):
            return f"{before[: found.start('what')]}{what}{rest}"
        return None
    return None


def _is_plain(what: str, before: str, found: re.Match[str]) -> bool:
    """Whether the rest of the question before does not name the same: "nurses to work with nurses"."""
    outside = f"{before[: found.start('what')]} {found['rest']}".casefold()
    return re.search(rf"\b{re.escape(what.casefold())}\b", outside) is None


def _is_name(words: str) -> bool:
    return len(words.split()) <= 2 * _LONGEST and all(
        0 < len(part.split()) <= _LONGEST and not _MORE_THAN_A_NAME.search(part)
        for part in _JOINT.split(words)
    )


def _are_people(words: str) -> bool:
    """Whether all that is named are people or bodies of them."""
    last = [part.split()[-1] for part in _JOINT.split(words) if part.split()]
    return all(_PEOPLE.fullmatch(word) and not _NO_PEOPLE.fullmatch(word) for word in last)
