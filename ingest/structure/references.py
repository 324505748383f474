"""Reference lists: blocks become entries with authors, year and a key."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ingest.structure import marks
from ingest.types import Reference, Span

_PARTICLE = r"(?:[Ll]e|[Ll]a|[Dd]e|[Dd]u|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]i|[Dd]el|[Mm]ac|[Oo]['’]|[Ss]t\.?)"
_FAMILY = (
    rf"(?:{_PARTICLE}\s?)*[^\W\d_a-z][\w'’]+(?:[-–][\w'’]+)*(?:\s(?!and\b|et\b)[A-Z][a-z]+(?:-[A-Z][a-z]+)*)?"
)
_INITIALS = r"(?:[A-Z]\.?[-\s]?){1,4}(?![a-z])"
_AUTHOR = re.compile(
    rf"\s*(?P<family>{_FAMILY})\s*,?\s+(?P<initials>{_INITIALS})(?=[\s,;.&(*<:]|$)", re.UNICODE
)
_JOINER = re.compile(r"\s*(?:,\s*(?:and|&)\s|,\s*(?:\.\.\.|…)\s*|;\s*(?:and\s)?|,|\band\b|&)\s*")
_ET_AL = re.compile(r"\s*,?\s*(?:<i>|\*)?et\.? al\.?(?:</i>|\*)?")
_YEAR = re.compile(r"\(?\b(?P<year>(?:18|19|20)\d\d)(?P<suffix>[a-z])?\b(?:,[^()]{0,30})?\)?")
_PAREN_YEAR = re.compile(
    r"[(\[](?:c\.?\s?)?(?P<year>(?:18|19|20)\d\d)(?P<suffix>[a-z])?(?:,[^()\[\]]{1,30})?[)\]]|\((?P<none>n\.d\.|in press|forthcoming)\)",
    re.IGNORECASE,
)
_ENTRY_START = re.compile(r"^(?:[-–•*]\s*)?(?:[\"'‘“])?(?:[A-Z]|(?:le|la|de|van|von|der)\s[A-Z])")


class _Part(Protocol):
    """What is needed of a block here."""

    @property
    def spans(self) -> Sequence[Span]: ...


@dataclass(frozen=True, slots=True)
class _Parsed:
    authors: tuple[str, ...]
    year: str


def read_references(text: str, parts: Iterable[_Part]) -> tuple[Reference, ...]:
    """Entries from the blocks of the reference lists, in order, each with a unique key."""
    entries: list[Reference] = []
    for part in parts:
        for spans in _split_entries(text, part.spans):
            words = marks.words_of(text, spans)
            if entries and _is_overflow(words):
                last = entries[-1]
                entries[-1] = replace(last, spans=(*last.spans, *spans), text=f"{last.text} {words}")
                continue
            entries.append(_entry(words, spans, text))
    return _with_keys([entry for entry in entries if entry.year or entry.number])


def looks_like_entry(words: str) -> bool:
    """Whether a line on its own is a bibliographic entry: names with initials, a year, a title."""
    bare = marks.plain(words)
    mark = marks.reference_number(bare)
    if mark:
        bare = bare[mark[1] :]
    found = _PAREN_YEAR.search(bare[:250])
    names = _authors(bare[: found.start()]) if found and found.start() else ()
    if not found or not names or not _AUTHOR.match(bare):
        return False
    rest = bare[found.end() :].strip()
    return len(rest.split()) >= 3 and not re.match(r"(?:find|found|show|argue|suggest|report|describe)", rest)


def _split_entries(text: str, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """A block of several lines may hold several entries: each begins as entries do."""
    groups: list[list[Span]] = []
    for span in spans:
        position = span.start
        for line in re.split(r"(?<=\n)", span.of(text)):
            start = position + len(line) - len(line.lstrip())
            end = position + len(line.rstrip())
            position += len(line)
            if end <= start:
                continue
            new = not groups or _starts_entry(text[start:end])
            if new:
                groups.append([Span(start, end)])
            elif groups[-1][-1].end > span.start:
                groups[-1][-1] = Span(groups[-1][-1].start, end)
            else:
                groups[-1].append(Span(start, end))
    return [tuple(group) for group in groups]


def _starts_entry(line: str) -> bool:
    words = marks.plain(line)
    mark = marks.reference_number(words)
    if mark and _ENTRY_START.match(words[mark[1] :]):
        return True
    author = _AUTHOR.match(words)
    return bool(author) and bool(_PAREN_YEAR.search(words[:250]) or _JOINER.match(words, author.end()))  # type: ignore[union-attr]


def _is_overflow(words: str) -> bool:
    """An address or a fragment that belongs to the entry before."""
    return bool(
        re.match(r"(?:https?://|www\.|doi\b|<http|available (?:at|from)\b|[a-z(])", words)
    ) and not re.match(r"(?:le|la|de|van|von)\s(?:de[nr]?\s)?[A-Z]", words)


def _entry(words: str, spans: tuple[Span, ...], text: str) -> Reference:
    number = None
    before = text[max(0, spans[0].start - 8) : spans[0].start]
    mark = marks.reference_number(words)
    if mark:
        number, words = mark[0], words[mark[1] :]
    elif lead := re.search(r"(?:^|\n)\s*\[?(\d{1,3})[\].)]\s*$", before):
        number = int(lead.group(1))
    parsed = _parse(words)
    return Reference("", spans, words, parsed.authors, parsed.year, number)


def _parse(words: str) -> _Parsed:
    found = _PAREN_YEAR.search(words[:300])
    if found and (found.start() < 200):
        year = "" if found["none"] else found["year"] + (found["suffix"] or "")
        return _Parsed(_authors(words[: found.start()]), year)
    names, end = _name_list(words)
    if not names:
        names = (words.split(". ")[0].strip(" ."),)
        end = len(names[0])
    years = list(_YEAR.finditer(words, end))
    dated = next((m for m in years if re.match(r"\s*[;:.]|$", words[m.end() :])), None) or (
        years[-1] if years else None
    )
    year = dated["year"] + (dated["suffix"] or "") if dated else ""
    return _Parsed(names, year)


def _authors(words: str) -> tuple[str, ...]:
    """Family names in order; a body's whole name where there are no initials."""
    words = re.sub(r"\((?:eds?\.?|editors?|org\.?)\)", "", words, flags=re.IGNORECASE).strip(" ,.;:")
    names, end = _name_list(words)
    rest = _ET_AL.sub("", words[end:]).strip(" ,.;")
    if names and len(rest) < 25:
        return names
    return (words,) if words else ()


def _name_list(words: str) -> tuple[tuple[str, ...], int]:
    """Names with initials from the start on, and where they end."""
    names: list[str] = []
    position = 0
    while match := _AUTHOR.match(words, position):
        names.append(" ".join(match["family"].split()))
        position = match.end()
        joiner = _JOINER.match(words, position)
        if joiner is None:
            break
        position = joiner.end()
    return tuple(names), position


def _with_keys(entries: Sequence[Reference]) -> tuple[Reference, ...]:
    """Keys of first author and year; where two would be alike, the second author is added."""
    short = [_slug(e.authors[:1]) + "-" + (e.year or "undated") for e in entries]
    taken = Counter(short)
    keys = [
        _slug(entry.authors[:2]) + "-" + (entry.year or "undated")
        if taken[key] > 1 and len(entry.authors) > 1
        else key
        for key, entry in zip(short, entries, strict=True)
    ]
    seen: Counter[str] = Counter()
    out: list[Reference] = []
    for key, entry in zip(keys, entries, strict=True):
        seen[key] += 1
        out.append(replace(entry, key=key if seen[key] == 1 else f"{key}-{seen[key]}"))
    return tuple(out)


def _slug(names: Sequence[str]) -> str:
    ascii_names = unicodedata.normalize("NFKD", "-".join(names)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_names.lower().replace("'", "")).strip("-") or "anon"
