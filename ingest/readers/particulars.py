"""Names, years and numbers of publications, as files write them about themselves."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>]{1,200}[^\s\"'<>.,;)\]]")
_ISBN = re.compile(r"(?<![\d-])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?![\d-])")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
# What programs put where a person's name belongs.
_NOBODY = re.compile(
    r"(?:microsoft|ms|windows|office|libre\s?office|open\s?office|python-docx|word|user|owner|admin\w*|administrator|"
    r"unknown|anonymous|author|default|staff|test|guest|pc|laptop|desktop|home|editor|web\s?master|web\s?team|none|n/?a|"
    r"system|customer|valued|preferred|the|normal|dell|hp|acer|lenovo|toshiba|installed|\W|\d)+",
    re.IGNORECASE,
)
_TITLED = re.compile(r"^(?:by\s+|dr\.?\s+|prof(?:essor)?\.?\s+|mr\.?\s+|mrs\.?\s+|ms\.?\s+)+", re.IGNORECASE)


def person(name: str) -> str | None:
    """A name as records hold it, "Family, Given" where it can be told; None for a program's filler."""
    words = " ".join(name.split()).strip(" ,;")[:150]
    words = _TITLED.sub("", words)
    if not words or _NOBODY.fullmatch(words) or "@" in words:
        return None
    parts = words.split()
    plain = all(re.fullmatch(r"[^\W\d_][\w'’.-]*", part) and part[:1].isupper() for part in parts)
    if "," in words or not plain or not 2 <= len(parts) <= 4 or _BODY.search(words):
        return words
    return f"{parts[-1]}, {' '.join(parts[:-1])}"


_BODY = re.compile(
    r"\b(?:department|ministry|office|university|institute|council|trust|nhs|foundation|centre|center|commission|"
    r"society|association|group|team|agency|service|services|fund|college|school|board|authority|care|health|press|"
    r"england|scotland|wales|ireland|uk|network|alliance|committee|union|news|research)\b",
    re.IGNORECASE,
)


def year_in(words: str) -> int | None:
    """The first year that words name, no later than the next."""
    for found in _YEAR.finditer(words[:200]):
        if int(found.group()) <= datetime.now(UTC).year + 1:
            return int(found.group())
    return None


def doi_in(words: str) -> str | None:
    """The DOI in words such as an address."""
    found = _DOI.search(words[:500])
    return found.group() if found else None


def isbn_in(words: str) -> str | None:
    """The ISBN in words, with its check digit right."""
    for found in _ISBN.finditer(words[:500]):
        digits = re.sub(r"[- ]", "", found.group()).upper()
        values = [10 if c == "X" else int(c) for c in digits if c.isdigit() or c == "X"]
        if len(values) == 10 and sum(v * (10 - n) for n, v in enumerate(values)) % 11 == 0:
            return digits
        if len(values) == 13 and sum(v * (3 if n % 2 else 1) for n, v in enumerate(values)) % 10 == 0:
            return digits
    return None
