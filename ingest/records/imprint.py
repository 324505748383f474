"""Year, DOI and ISBN from the lines around a text, never from the text itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from ingest.records import fields

_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?![\d-])"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Autumn|Winter)\.?"
)
_DAY = r"(?:(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day)?,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
_DATE = rf"{_DAY}(?:{_MONTH}(?:\s*[/–-]\s*{_MONTH})?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?)?{_YEAR}"
_TOLD = r"(?:\s+(?:online|in|on|by|at))?[\s:,–-]*"
# What tells the year, the surest first.
_SAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:(?:how to|please|suggested|recommended|to)\s+)?(?:cite|citation)\b.{{0,200}}?[\s(,.;]{_YEAR}",
        rf"\b(?:(?:\d{{1,2}}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|new|revised)\s+edition|"
        rf"reprinted|edition published){_TOLD}{_DATE}",
        rf"(?<!first )\b(?:published|posted|issued|publication date|date of publication){_TOLD}{_DATE}",
        rf"(?:^|[.\s]){_YEAR}(?:\s+{_MONTH}(?:\s+\d{{1,2}})?)?\s*;\s*(?:vol\.?\s*)?\d+",
        rf"^(?:date\s*:\s*)?{_DATE}$",
        rf"\b(?:held|meeting|dated)\b.{{0,80}}?\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\s+{_YEAR}",
        rf"^[^\d,.;:]{{3,80}},\s+(?:{_MONTH}\s+)?{_YEAR}$",
        rf"(?:©|\(c\)|\bcopyright\b).{{0,120}}?(?:(?:1[6-9]|20)\d\d\s*[–-]\s*)?(?<!\d){_YEAR}",
        rf"\bfirst published{_TOLD}{_DATE}",
        rf"\b(?:(?:last\s+)?(?:updated|revised|modified|reviewed)|version(?:\s+[\d.]+)?){_TOLD}{_DATE}",
    )
)
_LATEST_WINS = frozenset({1, 7})  # editions, and ranges of rights
_DATE_LINE = re.compile(
    rf"^(?:[\w ]{{0,30}}\b(?:edition|published|posted|updated|version|date)\b[\s:,–-]*)?{_DATE}$",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    rf"{_YEAR}(?:\s+{_MONTH}(?:\s+\d{{1,2}})?)?\s*;\s*\d+|\b\d{{1,4}}\s*(?:\(\d+\))?\s*[,:]\s*(?:pp?\.?\s*)?\d+\s*[–-]\s*\d+\W*$",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\b(?:correct(?:s|ed|ion)|errat(?:um|a)|retract\w*|comments? on|reply to|responds? to|related|supplement\w*|"
    r"supersedes|replaces|see also)\b",
    re.IGNORECASE,
)
_ISBN_LABEL = re.compile(r"\be?-?isbn\b", re.IGNORECASE)


def is_date_line(line: str) -> bool:
    """Whether a line is no more than a date."""
    return bool(_DATE_LINE.match(line.strip(" .")))


def is_journal_line(line: str) -> bool:
    """Whether a line is the place of a paper in its journal: year, volume, pages."""
    return len(line) <= 200 and bool(_JOURNAL.search(line))


def find_year(lines: Sequence[str]) -> int | None:
    """The year in which a document came out, by its own word."""
    latest = datetime.date.today().year + 1
    for rank, pattern in enumerate(_SAYS):
        found = [
            int(match["year"])
            for line in lines
            if len(line) <= 500
            and (match := pattern.search(line.strip(" .*_")))
            and int(match["year"]) <= latest
        ]
        if found:
            return max(found) if rank in _LATEST_WINS else found[0]
    return None


def find_doi(lines: Sequence[str]) -> str | None:
    """The document's own DOI: the only one that the lines around the text give."""
    found = {doi.casefold(): doi for doi in _dois(lines)}
    return next(iter(found.values())) if len(found) == 1 else None


def find_isbn(lines: Sequence[str]) -> str | None:
    """The first ISBN that is called one and has the right check digit."""
    return next((isbn for line in lines if _ISBN_LABEL.search(line) and (isbn := fields.isbn_in(line))), None)


def _dois(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if len(line) <= 1_000 and not _OF_ANOTHER.search(line) and (found := fields.doi_in(line)):
            yield found
