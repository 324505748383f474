"""The fields of a record: what may stand in each, and in what form.

Files that stand beside a document and the people who edit a record are held to the
same rules; each check gives the value as it is kept, or says what is wrong with it.
"""

from __future__ import annotations

import datetime
import os
import re
import unicodedata
from collections.abc import Iterable

DEFAULT_TYPE = "document"
TYPES = frozenset(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
    interview legal_case legislation manuscript map motion_picture musical_score pamphlet
    paper-conference patent performance periodical personal_communication post post-weblog regulation
    report review review-book software song speech standard thesis treaty webpage""".split()
)

LONGEST_TITLE = 2_000  # characters
LONGEST_NAME = 300
LONGEST = 1_000  # any other field
MOST_AUTHORS = 10_000  # physics has papers of five thousand
_EARLIEST = 1000

# Marks that steer the direction of writing or take no room: a title can be forged with them.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>{}]+")
_WEB_ADDRESS = re.compile(r"https?://[^\s\"<>{}|\\^`]+", re.IGNORECASE)
_ISBN = re.compile(r"(?<![\d-])(?:97[89][ \-–‐‑]?)?\d(?:[ \-–‐‑]?\d){8}[ \-–‐‑]?[\dXx](?![\d-])")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_TAGS = re.compile(r"</?(?:i|b|em|strong|sup|sub|sc|span)(?:\s[^<>]{0,100})?>", re.IGNORECASE)
_KEY = re.compile(r"\w[\w.:-]{0,99}")


class Wrong(ValueError):
    """A field's value cannot be kept; ``str()`` says why, and what would do."""


def clean(words: str) -> str:
    """Words on one line, composed, without control characters, lone surrogates or unseen marks."""
    words = _UNSEEN.sub("", words)
    kept = "".join(" " if c.isspace() or unicodedata.category(c) in ("Cc", "Cs") else c for c in words)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def text(words: str | None, most: int = LONGEST) -> str | None:
    """A field as it is kept; None where it holds nothing."""
    kept = clean(words or "")
    if len(kept) > most:
        raise Wrong(f"has {len(kept)} characters; {most} at most are kept")
    return kept or None


def title(words: str | None, most: int = LONGEST_TITLE) -> str | None:
    """A title as it is kept: without the few tags that reference managers set italics with."""
    if words and len(words) > 10 * most:
        raise Wrong(f"has {len(words)} characters; {most} at most are kept")
    kept = clean(words or "")
    while (bare := _TAGS.sub("", kept)) != kept:
        kept = clean(bare)
    return text(kept, most)


def authors(names: Iterable[str]) -> tuple[str, ...]:
    """Names as they are kept, in order, without empty ones."""
    kept = tuple(name for each in names if (name := text(each, LONGEST_NAME)))
    if len(kept) > MOST_AUTHORS:
        raise Wrong(f"names {len(kept)}; {MOST_AUTHORS} at most are kept")
    return kept


def year(words: str | int | None) -> int | None:
    """The year in a date; None where there is none ("in press")."""
    found = clean(str(words)) if words is not None else ""
    if re.fullmatch(r"-?\d{1,9}", found):
        number = int(found)
    elif match := _YEAR.search(found):
        number = int(match.group())
    else:
        return None
    latest = datetime.date.today().year + 1
    if not _EARLIEST <= number <= latest:
        raise Wrong(f"{number} is no year from {_EARLIEST} to {latest}")
    return number


def doi(words: str | None) -> str | None:
    """A DOI without the address or the "doi:" in front of it."""
    kept = text(words)
    if kept is None:
        return None
    found = doi_in(kept)
    if found is None:
        raise Wrong(f"“{kept[:60]}” is no DOI; one looks like 10.1234/abc")
    return found


def doi_in(words: str) -> str | None:
    """The first DOI in a text, without the punctuation that follows it."""
    match = _DOI.search(words)
    if match is None:
        return None
    found = match.group().rstrip(".,;:'’”*_")
    while found.endswith((")", "]")) and found.count("(") + found.count("[") < found.count(")") + found.count(
        "]"
    ):
        found = found[:-1].rstrip(".,;:'’”*_")
    return found if found.partition("/")[2] else None


def url(words: str | None) -> str | None:
    """A web address; anything else must not become a link."""
    kept = text(words)
    if kept is None:
        return None
    if not _WEB_ADDRESS.fullmatch(kept):
        raise Wrong(f"“{kept[:60]}” is no web address; one begins with http:// or https://")
    return kept


def url_in(words: str) -> str | None:
    """The first web address in a text."""
    match = _WEB_ADDRESS.search(clean(words))
    return match.group() if match and len(match.group()) <= LONGEST else None


def isbn(words: str | None) -> str | None:
    """An ISBN whose check digit is right, its hyphens as they were written."""
    kept = text(words)
    if kept is None:
        return None
    found = isbn_in(kept)
    if found is None:
        raise Wrong(f"“{kept[:60]}” is no ISBN, or a digit of it is wrong; look at the title page again")
    return found


def isbn_in(words: str) -> str | None:
    """The first ISBN in a text whose check digit is right."""
    for match in _ISBN.finditer(words):
        if _checks(re.sub(r"[^\dXx]", "", match.group())):
            return match.group()
    return None


def _checks(digits: str) -> bool:
    values = [10 if digit in "Xx" else int(digit) for digit in digits]
    if len(values) == 13:
        return 10 not in values and sum(v * (3 if n % 2 else 1) for n, v in enumerate(values)) % 10 == 0
    return (
        len(values) == 10
        and 10 not in values[:-1]
        and sum(v * (10 - n) for n, v in enumerate(values)) % 11 == 0
    )


def type_(words: str | None) -> str:
    """A type of CSL; what is none is a document."""
    found = clean(words or "").lower()
    return found if found in TYPES else DEFAULT_TYPE


def is_key(words: str) -> bool:
    """Whether a key can stand in a citation, an address and a command."""
    return bool(_KEY.fullmatch(words))


def key_of_name(stem: str) -> str:
    """A key made of a file's name: plain, never empty, the same whatever the file says."""
    plain = unicodedata.normalize("NFKD", readable(stem)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80] or "document"


def readable(stem: str) -> str:
    """A file's name as text; bytes in it that are no UTF-8 are taken for Windows-1252."""
    try:
        raw = os.fsencode(stem)
    except UnicodeEncodeError:  # half a character that stands for no byte
        raw = stem.encode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def title_of_name(stem: str) -> str:
    """A file's name made readable, for want of a title."""
    words = clean(readable(stem))
    spaced = re.sub(r"[_\s]+", " ", words if " " in words else re.sub(r"(?<=\w)-(?=\w)", " ", words)).strip()
    spaced = spaced or words or "Untitled"
    return (spaced[0].upper() + spaced[1:])[:LONGEST_TITLE]
