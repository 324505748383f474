"""Lines that name authors. A wrong name is worse than none: a line that could be anything else is left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.records import names
from ingest.records.opening import Opening, folded

_LONGEST = 1_500  # characters in a list of authors
_MARKER = re.compile(
    r"^(?:(?:(?:written|compiled|prepared|researched|authored|report|text|words)\s+)?by\b\s*:?|authors?\s*:?|from\s*:)\s+",
    re.IGNORECASE,
)
# Where a byline says for whom, when or in what post, the names end.
_ENDS = re.compile(r"\s+(?:for|at|of|from|on|in|is|was|with the|to)\s.*$|\s+[|·•–—]\s.*$|\s*\(.*$", re.DOTALL)
_NOTE_MARKS = re.compile(
    r"[*†‡§¶‖#¹²³⁰⁴-⁹]+|(?<=[^\W\d_.])\s?\d{1,2}(?:\s?,\s?\d{1,2})*(?=\s*(?:,|;|&|\band\b|$))"
)
_SPLIT = re.compile(r"\s*(?:[,;]\s*(?:and\s+|&\s*)?|\s(?:and|&)\s)\s*")
_GOES_ON = re.compile(r"(?:\band|&|,)$")
_HONOURS = re.compile(
    r"^(?:Dr|Prof(?:essor)?|Mr|Mrs|Ms|Miss|Sir|Dame|Rev(?:erend)?|Lord|Lady|Baroness)\b\.?\s+(?=\S)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"^(?:Ph\.?\s?D|D\.?Phil|Ed\.?D|M\.?D|M\.?Sc|B\.?Sc|M\.?A|B\.?A|MPH|MPhil|MBA|MSW|LLB|LLM|RN|RGN|MB\s?Ch?B|MBBS|"
    r"[FM]R[A-Z]{2,6}|FMedSci|FAcSS|[COMD]BE|Hons)\.?$"
)
_INITIALS = re.compile(r"[A-Z]{1,2}|(?:[A-Z]\.-?){1,4}|[A-Z]-[A-Z]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Words with a capital that no person is called by: places, times, posts and parts of a document.
_NO_NAME = frozenset(
    """street road lane avenue square hall house building park court floor valley district county city town
    borough region north south east west northern southern eastern western england scotland wales ireland
    britain kingdom europe january february march april june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter edition version draft
    volume issue chapter part table figure box appendix page contents summary introduction background methods
    results discussion conclusion abstract foreword references keywords key messages points director editor
    professor lecturer fellow manager officer chair team staff working paper report review guide guidance
    care social primary joint general practice practices public mental nursing housing policy evidence study
    next prev previous up back top home index menu search login software license licence library user
    the new old this our your how why what when where who""".split()
)


@dataclass(frozen=True, slots=True)
class Byline:
    authors: tuple[str, ...]  # "Glasby, Jon"
    lines: int  # how many it takes up


def find_byline(lines: Sequence[str], at: int, opening: Opening) -> Byline | None:
    """The authors that a line names, alone or with the lines that go on from it; None if it names none."""
    line, used = lines[at], 1
    while _GOES_ON.search(line) and at + used < len(lines) and len(line) < _LONGEST:
        line, used = f"{line} {lines[at + used]}", used + 1
    if len(line) > _LONGEST:
        return None
    found, sure = _named(line, opening)
    if not found:
        return None
    # Names below each other are one list, where those below are named in the same way.
    one_a_line = len(found) == 1
    while at + used < len(lines):
        more, as_sure = _named(lines[at + used], opening)
        lone = len(more) == 1 and not one_a_line and not as_sure
        if not more or lone or (sure and not as_sure):
            break
        found, used, sure = (*found, *more), used + 1, as_sure
    if one_a_line and len(found) > 1 and not sure and not all(map(_is_spelt_out, found)):
        return None
    # One alone has to be borne out elsewhere.
    if len(found) == 1 and not sure and not (at and _borne_out(found[0], opening)):
        return None
    return Byline(tuple(dict.fromkeys(names.inverted(_turned(each)) for each in found)), used)


def names_persons(line: str, opening: Opening) -> bool:
    """Whether a line is made of names of persons, whoever they are."""
    return bool(_named(line, opening)[0])


def _named(line: str, opening: Opening) -> tuple[tuple[str, ...], bool]:
    """The persons a line names, and whether it shows by a mark that they are its authors."""
    marker = _MARKER.match(line)
    rest = _ENDS.sub("", line[marker.end() :]) if marker else line
    bare = _NOTE_MARKS.sub("", rest)
    found: list[str] = []
    at_work = False
    for part in _SPLIT.split(bare.strip(" .,;:")):
        person = _HONOURS.sub("", _HONOURS.sub("", part.strip()))
        person = " ".join(
            word for word in person.split() if not _DEGREE.match(word) or _INITIALS.fullmatch(word)
        )
        if not person or _DEGREE.match(part.strip()):
            continue
        if _is_person(person, opening.common) and not at_work:
            found.append(person)
        elif (
            found
            and not _is_person(person, opening.common)
            and (at_work or _is_workplace(person, opening.common))
        ):
            at_work = True  # where they work; a name after that would be of another list, or a place
        else:
            return (), False
    return tuple(found), bool(marker) or bare != rest


def _is_workplace(words: str, common: frozenset[str]) -> bool:
    """Whether a body or a post follows the names, and no name runs into it."""
    parts = words.split()
    known = names.BODY_WORDS | _NO_NAME
    return any(word.casefold() in known for word in parts) and not _is_person(" ".join(parts[:2]), common)


def _is_person(name: str, common: frozenset[str]) -> bool:
    """Two to five words with capitals, not all of them words that the document also writes small."""
    words = name.split()
    if not 2 <= len(words) <= 5:
        return False
    full = []
    for word in words:
        if (
            word in names.PARTICLES
            or word.casefold().rstrip(".") in names.SUFFIXES
            or _INITIALS.fullmatch(word)
        ):
            continue
        if not _WORD.fullmatch(word) or not word[0].isupper() or word[1:2].isupper():
            return False
        if word.casefold() in _NO_NAME or word.casefold() in names.BODY_WORDS:
            return False
        full.append(word)
    return bool(full) and any(word.casefold() not in common for word in full)


def _is_spelt_out(name: str) -> bool:
    """Whether a name has two words, or an initial with its point: "C Letter" can be anything."""
    return all(len(word) > 3 or not word.isupper() or word.endswith(".") for word in name.split())


def _turned(name: str) -> str:
    """ "Glasby J", as medical papers have it, with its comma."""
    words = name.split()
    if _INITIALS.fullmatch(words[-1]) and words[-1].isupper() and not _INITIALS.fullmatch(words[0]):
        return names.joined(" ".join(words[:-1]), words[-1])
    return name


def _borne_out(name: str, opening: Opening) -> bool:
    """Whether a name that stands alone is named again around the text: who wrote it, whom to write to."""
    wanted = folded(name)
    if opening.running[wanted] or any(word.casefold() in opening.common for word in name.split()):
        return False
    return sum(f" {wanted} " in f" {folded(other)} " for other in (*opening.imprint, *opening.tail)) >= 2
