"""Personal details in a question: noticed before anything else is done with it. The one importer of phonenumbers.

Each kind is known by its form, and where a check digit, a numbering plan or the list of postcode
areas tells more, by that too, since a question also holds years, page ranges and the numbers of
books. What is noticed is named by its kind alone: the detail itself stands in no message.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type

from ingest.errors import PersonalDetails
from qa.birth_dates import find_birth_date
from qa.types import Question


class Detail(StrEnum):
    """A kind of personal detail, as a person is told of it."""

    EMAIL = "an e-mail address"
    NHS_NUMBER = "an NHS number"
    PHONE = "a phone number"
    POSTCODE = "a postcode"
    BIRTH_DATE = "a date of birth"


_FARTHEST = 100_000  # characters; a text as long is no question, and its length alone gets it refused
_GONE = " | "  # in place of what was found, so that its neighbours do not grow together

_EMAIL = re.compile(r"[\w.%+'-]{0,64}[\w+-]@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}\b")
# A book's ten-digit number has the very check digit of an NHS number, so its name decides.
_OF_A_TEXT = re.compile(
    r"\bISBN(?:-1[03])?\b[: ]{0,3}\d[\dX -]{8,16}|\b97[89][ -]?\d(?:[ -]?\d){9}\b|\b10\.\d{4,9}/\S+",
    re.IGNORECASE,
)
# Ten digits, alone or as three, three and four; "201-300 2013" is a range of pages and a year.
_TEN_DIGITS = re.compile(
    r"(?<![\d+£$€])(?<!\d[.,])(?<!\+\d\d[ -])"
    r"(?:\d{3} ?\d{3} ?\d{4}|\d{3}(?P<mark> ?- ?|\.)\d{3}(?P=mark)\d{4})(?![.,]?\d)"
)
# Kept free of subscribers, so that they can be printed: whoever tries this out types one of them.
_PRINTED_PHONE = re.compile(
    r"(?<!\d)(?:0|\+44 ?(?:\(0\) ?)?|0044 ?)(?:7700[ -]?900|1632[ -]?960)[ -]?\d{3}(?!\d)"
)
# Numbers that many call and nobody lives at: freephone, 03, 084 and 09.
_PUBLIC_PHONES = frozenset(
    (
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.UAN,
    )
)
_POSTCODE = re.compile(
    r"(?<![^\W_])(?P<area>[A-Z]{1,2})\d(?P<last>[\dA-HJKMNP-Y])?(?: |-| - )?\d(?P<unit>[ABD-HJLNP-UW-Z]{2})(?![^\W_])",
    re.IGNORECASE,
)
_AREAS = frozenset(
    """AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY
    G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW
    OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD
    WF WN WR WS WV YO ZE""".split()
)
# Districts such as SW1A are in inner London alone.
_LETTERED_AREAS = frozenset("E EC N NW SE SW W WC".split())
# Written small, "CO2 2nd" and "B12 5ug" are a number with its ending or its unit.
_ENDINGS = frozenset("st nd rd th ed pp pt hr yr ft lb gb ug ng dl".split())


def refuse_personal_details(question: Question) -> None:
    """Raise PersonalDetails where a question, or one before it in its conversation, holds any."""
    now = find_details(question.text)
    earlier = [kind for text in question.history for kind in find_details(text)]
    kinds = tuple(dict.fromkeys(now or earlier))
    if kinds:
        where = "The question" if now else "An earlier question of the conversation"
        raise PersonalDetails(
            f"{where} seems to hold {_listed(kinds)}. Nothing was searched, kept or sent; "
            f"please ask again without {'it' if len(kinds) == 1 else 'them'}."
        )


def find_details(text: str) -> tuple[Detail, ...]:
    """The kinds of personal detail in a text, each once."""
    plain = _as_read(text[:_FARTHEST])
    found = []
    # What is taken for one kind is not looked at for the next.
    for kind, without in ((Detail.EMAIL, _without_emails), (Detail.NHS_NUMBER, _without_nhs_numbers)):
        rest = without(plain)
        if rest != plain:
            found.append(kind)
        plain = rest
    if _has_phone(plain):
        found.append(Detail.PHONE)
    if any(_is_postcode(one) for one in _POSTCODE.finditer(plain)):
        found.append(Detail.POSTCODE)
    if find_birth_date(plain):
        found.append(Detail.BIRTH_DATE)
    return tuple(found)


def is_nhs_number(digits: str) -> bool:
    """Whether the last of ten digits is the check digit of the nine before it, modulo 11."""
    weighed = zip(digits, range(10, 0, -1), strict=True)
    return sum(int(digit) * weight for digit, weight in weighed) % 11 == 0


def _as_read(text: str) -> str:
    """One kind of letter, figure, space and hyphen each, and nothing that cannot be seen."""
    out = []
    for c in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(c)
        if kind == "Nd":
            out.append(str(unicodedata.decimal(c)))
        elif kind == "Pd" or c == "\u2212":
            out.append("-")
        elif kind != "Cf":
            out.append(c)
    return " ".join("".join(out).split())


def _without_emails(text: str) -> str:
    return _EMAIL.sub(_GONE, text)


def _without_nhs_numbers(text: str) -> str:
    books = [found.span() for found in _OF_A_TEXT.finditer(text)]

    def instead(found: re.Match[str]) -> str:
        of_a_book = any(start < found.end() and found.start() < end for start, end in books)
        digits = "".join(c for c in found.group() if c.isdigit())
        return found.group() if of_a_book or not is_nhs_number(digits) else _GONE

    return _TEN_DIGITS.sub(instead, text)


def _has_phone(text: str) -> bool:
    plain = _OF_A_TEXT.sub(_GONE, text)
    if _PRINTED_PHONE.search(plain):
        return True
    matches = PhoneNumberMatcher(plain, "GB", leniency=Leniency.VALID)
    return any(number_type(one.number) not in _PUBLIC_PHONES for one in matches)


def _is_postcode(found: re.Match[str]) -> bool:
    area, last, unit = found["area"].upper(), found["last"] or "", found["unit"]
    if area not in _AREAS or unit in _ENDINGS:
        return False
    return not last.isalpha() or area in _LETTERED_AREAS


def _listed(kinds: tuple[Detail, ...]) -> str:
    *first, last = (kind.value for kind in kinds)
    return f"{', '.join(first)} and {last}" if first else last
