"""The ends of a printed reference: addresses, a journal's numbers, dates, publisher and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.records import names

_ADDRESS = re.compile(
    r"[,.]?\s*(?:(?:[Aa]vailable|[Rr]etrieved|[Aa]ccessed)\b[^:<>()\[\]]{0,40}?(?:at|from|online)?:?\s*)?"
    r"[<(\[]?(?P<address>(?:https?://|www\.)[^\s<>]+)[>)\]]?\.?",
)
_DOI = re.compile(r"[,.]?\s*(?:https?://(?:dx\.)?doi\.org/|\bdoi:?\s*)10\.\d{4,9}/\S+", re.IGNORECASE)
_SEEN = re.compile(r"\s*[(\[](?:[Aa]ccessed|[Cc]ited|[Vv]iewed|[Ll]ast accessed)[^()\[\]]{0,60}[)\]]\.?")
_LOCATOR = re.compile(
    r"(?P<before>.+?)[,.;]?\s+(?:[Vv]ol(?:ume)?\.?\s*)?(?P<volume>\d{1,4}[A-Z]?)"
    r"(?:\s*\((?P<bracketed>[^()]{1,30})\)|,\s*(?:[Nn]o\.?|[Ii]ss(?:ue)?\.?|[Nn]umber)?\s*(?P<issue>\d{1,5}(?:[-–/]\d{1,4})?))?"
    r"\s*(?:[,:;]\s*(?:pp?\.?\s*)?|\s+pp?\.\s*)(?P<pages>[A-Za-z]?\d{1,7}(?:\s*[-–—]\s*[A-Za-z]?\d{1,7})?)\.?"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATED = re.compile(
    rf"(?P<before>.+?),\s*(?:\d{{1,2}}(?:[-–]\d{{1,2}})?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}})(?:,?\s+\d{{4}})?"
    r"(?:,\s*pp?\.\s*(?P<pages>[\d–-]+))?\.?"
)
_COLON = re.compile(r"(?P<title>|.*?[.,?!])\s*(?P<place>[A-Z][^.:;,\d]{1,40}):\s+(?P<publisher>[^:;]{2,150})")
_SMALL = frozenset("a an and at by de du for from in la le of on or the to upon with".split())


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in a journal, and what stands before that."""

    before: str
    volume: str
    issue: str
    pages: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who brought a book out, and where; ``title`` is what stands before that."""

    title: str
    publisher: str
    place: str


def without_addresses(line: str) -> tuple[str, str]:
    """A reference without its web address, DOI and the day somebody looked, and the address."""
    bare = _SEEN.sub("", _DOI.sub("", line))
    found = _ADDRESS.search(bare)
    if found is None:
        return bare.strip(), ""
    address = found["address"].rstrip(".,;:)]")
    address = address if address.startswith("http") else f"http://{address}"
    return f"{bare[: found.start()]}{bare[found.end() :]}".strip(), address


def locator(rest: str) -> Locator | None:
    """The volume, issue and pages that a reference ends with."""
    found = _LOCATOR.fullmatch(rest)
    if found is None:
        return None
    return Locator(
        found["before"], found["volume"], found["bracketed"] or found["issue"] or "", found["pages"]
    )


def dated(rest: str) -> tuple[str, str] | None:
    """What stands before the day that a reference ends with, and the pages after it."""
    found = _DATED.fullmatch(rest)
    return (found["before"], found["pages"] or "") if found else None


def imprint(rest: str, stops: bool, titled: bool = False, authors: Sequence[str] = ()) -> Imprint | None:
    """Publisher and place at the end: "Place: Publisher", or "Publisher, Place".

    ``titled`` says that the title is known and no part of this; ``stops`` that stops divide the parts.
    """
    found = _COLON.fullmatch(rest)
    if (
        found is not None
        # A title may have a colon too, and parts of a title commas.
        and bool(found["title"]) != titled
        and (stops or ", " not in found["publisher"])
        and capitalised(found["place"])
        and len(found["place"].split()) <= 3
    ):
        return Imprint(found["title"], found["publisher"], found["place"])
    if stops:
        title, mark, publisher = rest.rpartition(". ")
        ours = publisher in authors or names.is_body(publisher)
        return Imprint(title, publisher, "") if mark and ours and capitalised(publisher) else None
    parts = rest.split(", ")
    if len(parts) >= 2 and _is_place(parts[-1]) and capitalised(parts[-2]) and not names.is_body(parts[-1]):
        return Imprint(", ".join(parts[:-2]), parts[-2], parts[-1])
    if len(parts) == 2 and (parts[1] in authors or (names.is_body(parts[1]) and capitalised(parts[1]))):
        return Imprint(parts[0], parts[1], "")
    return None


def capitalised(words: str) -> bool:
    """Whether words are set as a name is: all but the small ones begin with a capital."""
    parts = [part for part in re.split(r"[\s/&–-]+", words.strip(" .")) if part]
    return bool(parts) and all(
        not part[0].islower() or (place and part.strip(",").casefold() in _SMALL)
        for place, part in enumerate(parts)
    )


def _is_place(words: str) -> bool:
    parts = words.split()
    return 1 <= len(parts) <= 3 and capitalised(words) and not re.search(r"\d|\band\b|&", words)
