"""What the words of a sentence tell of its direction, as numbers that a small model weighs.

The lists of words stand in ``direction_words.json``, most of them stems; a ``*`` stands for any
ending, and an entry may be a pattern. Four lists have a side: what is good or bad whatever
is said of it, what people want more of, and what they want less of. The words around turn
them: no trust, trust lost, barriers removed, delays fell, delays did not fall. The embedding model
knows what a sentence is about and hardly minds such turns, so they are settled here.
"""

from __future__ import annotations

import bisect
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from pydantic import TypeAdapter

Place = tuple[int, int]  # first and last word

_LISTS = TypeAdapter(dict[str, list[str]]).validate_json(
    resources.files("ingest").joinpath("direction_words.json").read_bytes()
)


def _pattern(entries: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted((entry.replace("*", r"\w*") for entry in entries), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


_LISTED = {name: _pattern(entries) for name, entries in _LISTS.items()}
_SIDED = ("good", "bad", "wanted", "unwanted")
_TURNING = ("down", "up", "lack", "negation", "scarce")
_COUNTED = (
    *("down", "up", "lack", "negation", "contrast", "condition", "not_surely", "hedge", "need"),
    *("joint", "people", "evidence", "describes", "far"),
)
# What each word with a side speaks for, once turned: for joint working, or against it.
_SPEAKS = {
    "good": 1.0,
    "good_turned": -1.0,
    "bad": -1.0,
    "bad_turned": 1.0,
    "wanted": 0.0,
    "wanted_lacking": -1.0,
    "wanted_less": -1.0,
    "wanted_more": 0.5,
    "unwanted_less": 1.0,
    "unwanted_not_less": -1.0,
    "unwanted_none": 0.5,
    "unwanted_more": -1.0,
}

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CLAUSE = re.compile(
    r"[;:.?!—–]|,\s+(?=(?:and|but|so|which|who|yet|or|nor)\b)|\b(?:but|although|though|however|albeit|while|whilst|"
    r"yet|despite|whereas|even so|even though|because|since|so that|which|except)\b",
    re.IGNORECASE,
)
# A word that only joins a sentence to the one before says nothing of two sides within it.
_OPENING = re.compile(rf"^{_LISTED['opening'].pattern},?\s+", re.IGNORECASE)
_IMPERATIVE = re.compile(rf"^(?:please )?{_LISTED['imperative'].pattern} ", re.IGNORECASE)
# That little is known, or that more ought to be, is said of research and not of joint working.
_LITTLE_KNOWN = re.compile(
    r"\b(?:(?:little|few|scant|scarce|limited|insufficient|no|lack of|weak|thin|hardly any|not enough|sparse|patchy|"
    r"mixed|more|better|further|future|sound|strong|robust|rigorous)\s(?:\w+\s){0,3}"
    r"(?:evidence|research|stud(?:y|ies)|evaluations?|trials?|data|literature)|"
    r"(?:evidence|research|stud(?:y|ies)|evaluations?|trials?|data|literature|findings)\s(?:\w+\s){0,3}"
    r"(?:limited|scarce|sparse|lacking|thin|weak|inconclusive|missing|needed|caution|generali[sz]\w+)|"
    r"(?:known?|knows|written|understood)\s(?:\w+\s)?(?:little|nothing)|"
    r"little\s(?:\w+\s){0,2}(?:known|written|understood)|"
    r"(?:not|yet|hardly|never|rarely|seldom)\s(?:\w+\s){0,3}"
    r"(?:confirmed|tested|shown|proven?|demonstrated|evaluated|measured|studied|researched|reported)|"
    r"unproven|untested|evidence base|(?:cannot|not possible to|hard to|too early to|difficult to) "
    r"(?:tell|say|know|generali[sz]e)|open question|remains? to be)\b",
    re.IGNORECASE,
)
_BUT_FOR = re.compile(
    r"\b(?:without|had it not been|were it not|but for|if not for)\b.*\bwould\b|\bwould (?:not|never)\b.*\bwithout\b",
    re.IGNORECASE,
)
_LATE = re.compile(r"\b(?:not|n.t|never)\b.*\buntil\b|\bonly after\b", re.IGNORECASE)
_OF_OURSELVES = re.compile(
    r"\b(?:we|our|this (?:report|paper|review|chapter|section|study|guide))\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![)a-z])")
_AIM = re.compile(r"To \w+")


@lru_cache(maxsize=4096)  # asked for when a document is read, and again when its vectors are there
def cues(sentence: str) -> Mapping[str, float]:
    """What a sentence's words tell, by name; always the same names in the same order."""
    words = _OPENING.sub("", " ".join(sentence.split()))
    clauses = list(_clauses(words))
    turned = [list(turned_words(clause)) for clause in clauses]
    said = [kind for clause in turned for kind in clause]
    speaks = [sum(_SPEAKS[kind] for kind in clause) for clause in turned]
    helps = sum(max(0.0, _SPEAKS[kind]) for kind in said)
    hinders = -sum(min(0.0, _SPEAKS[kind]) for kind in said)
    found = {kind: float(min(3, said.count(kind))) for kind in _SPEAKS}
    found |= {name: float(min(4, len(_LISTED[name].findall(words)))) for name in _COUNTED}
    both, two_sided = helps >= 1 and hinders >= 1, max(speaks, default=0) > 0 > min(speaks, default=0)
    length = max(len(_WORD.findall(words)), 1)
    flags = {
        "both": both,
        "both_in_clauses": two_sided,
        "contrast_any": found["contrast"] > 0,
        "contrast_and_both": found["contrast"] > 0 and both,
        "contrast_of_clauses": found["contrast"] > 0 and two_sided,
        "cue_any": helps + hinders > 0,
        "joint_any": found["joint"] > 0,
        "joint_and_cue": found["joint"] > 0 and helps + hinders > 0,
        "evidence_any": found["evidence"] > 0,
        "short": length <= 8,
        "whole": words.endswith((".", "!", "?")),
        "leads_in": leads_in(words),
        "year": _YEAR.search(words) is not None,
        "aim": _AIM.match(words) is not None,
        "of_ourselves": _OF_OURSELVES.search(words) is not None,
        "quoted": any(mark in words for mark in '"“‘'),
        "but_for": _BUT_FOR.search(words) is not None,
        "little_known": _LITTLE_KNOWN.search(words) is not None,
        "imperative": _IMPERATIVE.match(words) is not None,
        "late": _LATE.search(words) is not None,
    }
    return found | {
        "net": max(-3.0, min(3.0, helps - hinders)),
        "side": _sign(helps - hinders),
        "balance": 2 * min(helps, hinders) / max(1.0, helps + hinders),
        "first": _sign(speaks[0]) if speaks else 0.0,
        "last": _sign(speaks[-1]) if speaks else 0.0,
        "sided": min(4.0, helps + hinders),
        "length": math.log(length),
        "clauses": float(min(5, len(clauses))),
        "numbers": float(min(4, len(re.findall(r"\d+", words)))),
        **{name: float(flag) for name, flag in flags.items()},
    }


def leads_in(sentence: str) -> bool:
    """Whether a sentence only opens what follows: a question, or words before a list."""
    return sentence.rstrip(" \"'”’)").endswith((":", "?"))


def turned_words(clause: str) -> Iterator[str]:
    """The words of a clause that have a side, each as the words around it turn it."""
    starts = [word.start() for word in _WORD.finditer(clause)]
    places = {
        name: [
            (bisect.bisect_right(starts, found.start()) - 1, bisect.bisect_right(starts, found.end() - 1) - 1)
            for found in _LISTED[name].finditer(clause)
        ]
        for name in (*_SIDED, *_TURNING)
    }
    taken: set[int] = set()
    for name in _SIDED:
        for place in places[name]:
            own = range(place[0], place[1] + 1)
            if name in ("wanted", "unwanted") and not taken.isdisjoint(own):
                continue
            taken.update(own)
            if kind := _turned(name, place, places):
                yield kind


def _turned(name: str, place: Place, places: Mapping[str, Sequence[Place]]) -> str | None:
    """What becomes of a word: ``name`` as it stands, or turned by what is near; None where it says nothing."""
    lost = _before(place, places["lack"], 3)
    # "None of them lost", "no loss of": what is lacking is the lack.
    undone = [
        lack
        for lack in lost
        if any(_ahead(lack, no, 3) for no in places["negation"] if not _within(no, lack))
    ]
    missing = not undone and bool(lost or _before(place, places["negation"], 5))
    falls = [
        change
        for change in _outside(place, places["down"])
        if _ahead(place, change, 4) or _ahead(change, place, 5)
    ]
    stays = any(_ahead(change, no, 3) for change in falls for no in places["negation"])
    less = bool(falls) and not stays
    more = any(
        _ahead(place, change, 3) or _ahead(change, place, 4) for change in _outside(place, places["up"])
    )
    if name == "good":
        if any(_ahead(bad, place, 1) for bad in places["bad"]):
            return None  # "great difficulty": how much, and not a good thing
        fell = any(_ahead(place, change, 2) or _ahead(change, place, 3) for change in falls)
        return "good_turned" if missing or (fell and not stays) else "good"
    if name == "bad":
        rare = any(_ahead(scarce, place, 4) for scarce in places["scarce"])
        return "bad_turned" if missing or rare or less else "bad"
    if name == "wanted":
        if missing:
            return "wanted_lacking"
        return "wanted_less" if less else "wanted_more" if more else "wanted"
    if falls:
        return "unwanted_less" if less else "unwanted_not_less"
    if missing:
        return "unwanted_none"
    return "unwanted_more" if more else None


def _ahead(place: Place, other: Place, reach: int) -> bool:
    """Whether ``other`` ends at most so many words before ``place`` begins."""
    return 0 < place[0] - other[1] <= reach


def _before(place: Place, others: Sequence[Place], reach: int) -> list[Place]:
    return [other for other in others if _ahead(place, other, reach)]


def _outside(place: Place, others: Sequence[Place]) -> list[Place]:
    return [other for other in others if not other[0] <= place[0] <= other[1]]


def _within(place: Place, other: Place) -> bool:
    return other[0] <= place[0] and place[1] <= other[1]


def _clauses(words: str) -> Iterator[str]:
    cuts = [0, *(found.start() for found in _CLAUSE.finditer(words)), len(words)]
    for start, end in itertools.pairwise(cuts):
        if _WORD.search(words, start, end):
            yield words[start:end]


def _sign(number: float) -> float:
    return float((number > 0) - (number < 0))
