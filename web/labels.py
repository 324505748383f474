"""The short names of things: who wrote a source, which study it reports, where a link leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from ingest.types import Record, Span
from qa.types import Citation, ReportedStudy

_YEAR = re.compile(r"\(?\b((?:1[89]|20)\d\d[a-z]?)\b\)?")
# "Brown L", "Brown, L.", "Le Mesurier N", "O'Neill, J.-P.": a family name and initials.
_PERSON = re.compile(
    r"((?:(?:de|van|von|der|le|la|du)\s+)*[^\W\d_][\w'’‑-]*(?:\s[^\W\d_][\w'’‑-]+)?),?\s+"
    r"(?:[A-Z]\.?[\s‑-]?){1,4}(?=[,;.(&\s]|$)"
)
_SPAN = re.compile(r"(\d{1,12})-(\d{1,12})")


def family(author: str) -> str:
    """ "Glasby, Jon" is Glasby; the name of a body is what it is."""
    return author.split(",", 1)[0].strip()


def names(families: Sequence[str]) -> str:
    """One author, two joined by "and", or the first "et al."."""
    match len(families):
        case 0:
            return ""
        case 1 | 2:
            return " and ".join(families)
        case _:
            return f"{families[0]} et al."


def citation_label(citation: Citation) -> str:
    """ "Glasby et al. 2013, p. 15"."""
    authors = [family(name) for name in citation.authors.split(";") if name.strip()]
    who = names(authors) or citation.title
    when = f" {citation.year}" if citation.year is not None else ""
    return f"{who}{when}{page_suffix(citation.page)}"


def page_suffix(page: str | None) -> str:
    """ ", p. 15", or nothing for a source without printed pages."""
    return f", p. {page}" if page else ""


def record_label(record: Record) -> str:
    """ "Glasby et al. 2013"; the title where no author is recorded."""
    who = names([family(name) for name in record.authors]) or record.title
    return f"{who} {record.year}" if record.year is not None else who


def study_label(study: ReportedStudy) -> str:
    """ "Brown et al. 2003", made from the entry of the reference list."""
    year = _YEAR.search(study.reference)
    if year is None:
        return study.reference[:60].rstrip(" ,.")
    before = re.sub(r"\(\s*eds?\.?\s*\)", "", study.reference[: year.start()])
    before = re.sub(r"[*_]|</?\w+>", "", before).strip(" (,.")
    several = re.search(r"\bet al\b", before) is not None
    people = [match.group(1) for match in _PERSON.finditer(before)]
    who = f"{people[0]} et al." if people and several else names(people)
    return f"{who or before} {year.group(1)}"


def study_year(study: ReportedStudy) -> int | None:
    """The year of a study, as the entry of the reference list has it."""
    year = _YEAR.search(study.reference)
    return None if year is None else int(year.group(1)[:4])


def scope(records: Sequence[Record]) -> str:
    """ "4 documents, 1998 to 2015": what is searched."""
    count = f"{len(records)} document{'' if len(records) == 1 else 's'}"
    years = sorted({record.year for record in records if record.year is not None})
    if not years:
        return count
    return f"{count}, {years[0]}" + (f" to {years[-1]}" if years[-1] != years[0] else "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link leads: a source, a passage in it, and passages that belong with that one."""

    source: str
    at: Span | None = None
    also: tuple[Span, ...] = ()

    def href(self) -> str:
        """The place as an address that also works typed into the browser."""
        parts = [f"?source={quote(self.source, safe='')}"]
        if self.at is not None:
            parts.append(f"at={_span(self.at)}")
        if self.also:
            parts.append("also=" + ",".join(map(_span, self.also)))
        return "&".join(parts)


def _span(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _spans(values: Iterable[str]) -> tuple[Span, ...]:
    pairs = [(int(start), int(end)) for start, end in _SPAN.findall(",".join(values))]
    return tuple(Span(start, end) for start, end in pairs if start < end)


def place(address: str) -> Place | None:
    """Read an address back; None where it names no source. Nonsense in it is left out."""
    fields = parse_qs(address.lstrip("?#"), max_num_fields=20)
    source = fields.get("source", [""])[0]
    if not source:
        return None
    at = _spans(fields.get("at", [])[:1])
    return Place(source, at[0] if at else None, _spans(fields.get("also", []))[:50])
