"""Dates of birth in a text: a whole date that a word beside it makes one.

A date alone is that of a paper, a law or a meeting. It is a birth date where a word of birth
stands near, or where it follows the naming of one person directly: "Mrs Jones, 12/3/41". Dates
that bound a group ("people born before 1 January 1940") or tell when something happened
("she was seen on 11 July 2013") are neither.
"""

from __future__ import annotations

import re
from datetime import date

_OLDEST = 120  # years
_BEFORE, _AFTER = 60, 30  # characters of context on either side

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?<![\d.,/-])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d\d)(?![\d/])(?![.-]\d)"
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?: of)?[ -]?{_MONTH},?[ -]?['’]?{_YEAR}",
        rf"(?<!\w){_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?!\d)",
        rf"{_DAY}(?P<mark> ?[/.-] ?| )(?P<month>\d{{1,2}})(?P=mark){_YEAR}",
        r"(?<![\d.,/-])(?P<year>\d{4})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)",
    )
)
_BORN = r"d\. ?o\. ?b\b\.?|dob|date of birth|birth ?da(?:te|y)|born"
_BORN_BEFORE = re.compile(
    # "b. 12/3/41" and "birth: 12/3/41" only directly; "birth weight" and "home births" are no dates.
    rf"\b(?:{_BORN})\b[^?!;]{{0,40}}$|\bbirth(?: was| is)?\W{{0,3}}(?:on )?(?:the )?$|(?<!\w)b\.? ?$",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(
    rf"^[ ,(-]{{0,3}}(?:(?:is|was|as|her|his|their|my|the|she|he|they) ){{0,3}}\(?(?:{_BORN})\b",
    re.IGNORECASE,
)
# Nothing but the digits after the word: "DOB 120341".
_BORN_DIGITS = re.compile(
    r"\b(?:d\. ?o\. ?b\b\.?|dob|date of birth)\W{0,3}(?:is |was )?\d{6}(?:\d\d)?(?!\d)", re.IGNORECASE
)
_BOUND = re.compile(
    r"(?:\b(?:before|after|since|from|until|till|by|between|and|to)(?: the)?|[–-]) ?$", re.IGNORECASE
)

_SOMEBODY = (
    r"patient|pt|client|resident|service user|tenant|carer|person|man|woman|lady|gentleman|boy|girl|child|baby|son|"
    r"daughter|mother|mum|mom|father|dad|husband|wife|partner|brother|sister|grand(?:mother|father|son|daughter)|gran|"
    r"nan|grandad|aunt|uncle|neighbour|friend"
)
# What may stand between a person and the date of birth: a name, an age, a mark.
_BETWEEN = r"(?:[ ,(:]+(?:- )?(?:(?-i:[A-Z])[\w'’-]*|is|was|aged?|years?|yrs?|old|\d{1,3})\b)*[ ,(:-]*$"
_PERSON_BEFORE = re.compile(
    rf"\b(?:(?:mr|mrs|ms|miss|mx)\.? [\w'’-]+(?: [\w'’-]+)?|he|she|{_SOMEBODY}){_BETWEEN}", re.IGNORECASE
)
_PERSON_AFTER = re.compile(r"^[ ,)-]{1,3}(?:male|female|man|woman|lady|gentleman|boy|girl)\b", re.IGNORECASE)
_HAPPENED = re.compile(r"\b(?:on|of|in|at|for|dated|published|updated)(?: the)? ?$", re.IGNORECASE)


def find_birth_date(text: str) -> bool:
    """Whether a text, with one kind of space and of hyphen, holds a date of birth."""
    if _BORN_DIGITS.search(text):
        return True
    return any(_is_of_birth(text, found) for form in _DATES for found in form.finditer(text))


def _is_of_birth(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    after = text[found.end() : found.end() + _AFTER]
    if not _in_a_life(found) or _BOUND.search(before):
        return False
    if _BORN_BEFORE.search(before) or _BORN_AFTER.search(after):
        return True
    return not _HAPPENED.search(before) and bool(_PERSON_BEFORE.search(before) or _PERSON_AFTER.search(after))


def _in_a_life(found: re.Match[str]) -> bool:
    """Whether it is a day of the calendar on which somebody now living may have been born."""
    today = date.today()
    year, day, month = int(found["year"]), int(found["day"]), _month(found["month"])
    century = today.year // 100 * 100
    years = (year,) if year > 99 else (century + year, century - 100 + year)
    # The American order too.
    days = (_day(year, *order) for year in years for order in ((month, day), (day, month)))
    return any(one is not None and today.year - _OLDEST < one.year and one <= today for one in days)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTHS.index(written[:3].casefold()) + 1
