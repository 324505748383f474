"""Year, DOI and ISBN from the lines around a text, never from the text itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from ingest.records import fields
from ingest.records.opening import Opening

_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?![\d-])"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Autumn|Winter)\.?"
)
_DAY = r"(?:(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day)?,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
_DATE = rf"{_DAY}(?:{_MONTH}(?:\s*[/–-]\s*{_MONTH})?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?)?{_YEAR}"
_TOLD = r"(?:\s+(?:online|in|on|by|at))?[\s:,–-]*"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_CITED = _rule(
    rf"^(?:(?:how to|please|suggested|recommended|to)\s+)?(?:cite|citation)\b.{{0,200}}?[\s(,.;]{_YEAR}"
)
_EDITION = _rule(
    rf"\b(?:(?:\d{{1,2}}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|new|revised)\s+edition|"
    rf"reprinted){_TOLD}{_DATE}"
)
_PUBLISHED = _rule(
    rf"(?<!first )\b(?:published|posted|issued|publication date|date of publication){_TOLD}{_DATE}"
)
_IN_JOURNAL = _rule(rf"(?:^|[.\s]){_YEAR}(?:\s+{_MONTH}(?:\s+\d{{1,2}})?)?\s*;\s*(?:vol\.?\s*)?\d+")
_BARE_DATE = _rule(rf"^(?:date\s*:\s*)?{_DATE}$")
_OCCASION = _rule(rf"\b(?:held|meeting|dated)\b.{{0,80}}?\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\s+{_YEAR}")
_PUBLISHER = _rule(rf"^[^\d,.;:]{{3,80}},\s+(?:{_MONTH}\s+)?{_YEAR}$")
_RIGHTS = _rule(rf"(?:©|\(c\)|\bcopyright\b).{{0,120}}?(?:(?:1[6-9]|20)\d\d\s*[–,-]\s*)*(?<!\d){_YEAR}")
_FIRST_PUBLISHED = _rule(rf"\bfirst published{_TOLD}{_DATE}")
_UPDATED = _rule(
    rf"\b(?:(?:last\s+)?(?:updated|revised|modified|reviewed)|version(?:\s+[\d.]+)?){_TOLD}{_DATE}"
)
_LATEST_WINS = frozenset({_EDITION, _RIGHTS})
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


def find_year(opening: Opening) -> int | None:
    """The year in which a document came out, by its own word."""
    latest = datetime.date.today().year + 1
    title_page = tuple(line for block in opening.title_page for line in block.split("\n"))
    # A date alone tells something on a title page only; the rights below a web page are the site's.
    everywhere = (*opening.imprint, *opening.around)
    for rule, lines in (
        (_CITED, everywhere),
        (_EDITION, everywhere),
        (_PUBLISHED, everywhere),
        (_IN_JOURNAL, everywhere),
        (_BARE_DATE, title_page),
        (_OCCASION, title_page),
        (_PUBLISHER, title_page),
        (_RIGHTS, opening.imprint),
        (_FIRST_PUBLISHED, everywhere),
        (_UPDATED, everywhere),
    ):
        found = [
            year for line in lines if len(line) <= 500 and (year := _year(rule, line)) and year <= latest
        ]
        if found:
            return max(found) if rule in _LATEST_WINS else found[0]
    return None


def _year(rule: re.Pattern[str], line: str) -> int | None:
    match = rule.search(line.strip(" .*_"))
    return int(match["year"]) if match else None


def find_doi(lines: Sequence[str]) -> str | None:
    """The document's own DOI: the only one that the lines around the text give."""
    found = list(_dois(lines))
    return found[0] if len({doi.casefold() for doi in found}) == 1 else None


def find_isbn(lines: Sequence[str]) -> str | None:
    """The first ISBN that is called one and has the right check digit."""
    return next((isbn for line in lines if _ISBN_LABEL.search(line) and (isbn := fields.isbn_in(line))), None)


def _dois(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if len(line) <= 1_000 and not _OF_ANOTHER.search(line) and (found := fields.doi_in(line)):
            yield found
