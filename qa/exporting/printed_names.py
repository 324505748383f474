"""The names that an entry of a reference list begins with, or names the editors by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.records import names

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_PARTICLE = r"(?:[Ll]e|[Ll]a|[Dd]e|[Dd]u|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]i|[Dd]el|[Tt]en|[Tt]er|[Ss]t\.?)\s"
_WORD = rf"{_CAPITAL}[\w'’]{{1,40}}(?:[-‐‑–][\w'’]{{1,40}}){{0,4}}"
_FAMILY = rf"(?P<family>(?:{_PARTICLE}){{0,3}}{_WORD}(?:\s(?!et\b){_WORD})?)"
_INITIALS = rf"(?P<initials>{_CAPITAL}\.?(?:[\s-]?{_CAPITAL}\.?){{0,3}})"
_PERSON = re.compile(rf"{_FAMILY},?\s+{_INITIALS}(?=[\s,;.&(:]|$)")
# Without stops: in "Smith J. A study" the A begins the title.
_BARE = re.compile(rf"{_FAMILY}\s(?P<initials>{_CAPITAL}(?:-?{_CAPITAL}){{0,3}})(?=[,;.]|$)")
_TURNED = re.compile(rf"(?P<initials>{_CAPITAL}\.(?:[\s-]?{_CAPITAL}\.){{0,3}})\s*{_FAMILY}(?=[\s,;&(]|$)")
_JOINER = re.compile(r"\s*(?:[,;]\s*(?:and\s|&\s*)?|\band\s|&\s*)\s*")
_ET_AL = re.compile(r"[,;]?\s*\bet\.? al\b\.?")
_EDITORS = re.compile(r"[,;]?\s*[(\[]?\s*\b(?:eds?|editors?)\b\.?\s*[)\]]?[.,]?\s*$", re.IGNORECASE)
_GIVEN = re.compile(rf"({_WORD}), ({_WORD}(?:\s{_CAPITAL}\.?)?)")


@dataclass(frozen=True, slots=True)
class People:
    """Names as a record keeps them; ``known`` where every word of the line is one of theirs."""

    names: tuple[str, ...]
    editors: bool = False
    known: bool = True


def people(words: str) -> People | None:
    """The people or the body that these words name; None where they are not names alone."""
    bare = _EDITORS.sub("", words)
    edited = bare != words
    bare = bare.strip(" ,;:")
    cut = _ET_AL.sub("", bare)
    found = _all_of(_PERSON, cut) or _all_of(_TURNED, cut)
    if found:
        return People(found, edited, cut == bare)
    bare = bare.strip(".")
    if given := _GIVEN.fullmatch(bare):
        if not names.is_body(bare):
            return People((f"{given[1]}, {given[2]}",), edited)
    # A full stop followed by words ends a body's name: what comes after is a title.
    if bare and names.is_body(bare) and not re.search(r"\.\s", bare):
        return People((bare,), edited)
    return None


def leading_people(words: str) -> tuple[People, int] | None:
    """The names that words begin with and end with a full stop, and where what follows begins."""
    position, found = 0, []
    while match := _BARE.match(words, position):
        found.append(_kept(match))
        position = match.end()
        joiner = _JOINER.match(words, position)
        if joiner is None or not _BARE.match(words, joiner.end()):
            break
        position = joiner.end()
    after = re.compile(r"(?P<more>,?\s+et\.? al\b)?(?P<editors>,\s+(?:editors?|eds?\.?))?\.\s+").match(
        words, position
    )
    if found and after:
        return People(tuple(found), bool(after["editors"]), not after["more"]), after.end()
    body = re.match(r"([^.]{3,150})\.\s+", words)
    if not found and body and names.is_body(body[1]):
        return People((body[1],)), body.end()
    return None


def _all_of(kind: re.Pattern[str], words: str) -> tuple[str, ...]:
    """The people in words that hold nothing else; none otherwise."""
    position, found = 0, []
    while match := kind.match(words, position):
        found.append(_kept(match))
        position = match.end()
        if joiner := _JOINER.match(words, position):
            position = joiner.end()
        else:
            break
    return tuple(found) if not words[position:].strip(" .,;") else ()


def _kept(match: re.Match[str]) -> str:
    """ "Brown L", "Brown, L." and "L. Brown" as "Brown, L."; the initials apart, as styles want them."""
    letters = re.findall(rf"-?{_CAPITAL}", match["initials"])
    given = "".join(f"{letter}." if letter.startswith("-") else f" {letter}." for letter in letters).strip()
    return names.joined(" ".join(match["family"].split()), given)
