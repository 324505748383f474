"""RIS, as reference managers and publishers' pages export it; the one importer of rispy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import rispy

from ingest.records import fields
from ingest.records.entry import Entry, make_record, only_one
from ingest.types import Record

_TYPES = {
    "BILL": "bill",
    "BLOG": "post-weblog",
    "BOOK": "book",
    "CASE": "legal_case",
    "CHAP": "chapter",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "DATA": "dataset",
    "EBOOK": "book",
    "ECHAP": "chapter",
    "EDBOOK": "book",
    "EJOUR": "article-journal",
    "ELEC": "webpage",
    "ENCYC": "entry-encyclopedia",
    "GOVDOC": "report",
    "HEAR": "hearing",
    "ICOMM": "post",
    "INPR": "article-journal",
    "JFULL": "periodical",
    "JOUR": "article-journal",
    "LEGAL": "legislation",
    "MANSCPT": "manuscript",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "PAMP": "pamphlet",
    "PAT": "patent",
    "PCOMM": "personal_communication",
    "RPRT": "report",
    "SLIDE": "speech",
    "STAND": "standard",
    "STAT": "legislation",
    "THES": "thesis",
    "UNPB": "manuscript",
    "WEB": "webpage",
}
# Several tags stand for some types; this is the one that reference managers write.
_TAGS = {kind: tag for tag, kind in _TYPES.items()} | {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "legislation": "STAT",
    "manuscript": "UNPB",
    "webpage": "ELEC",
}
_IN_SOMETHING = ("article", "chapter", "paper-conference", "entry", "post", "webpage")
_BEGINS = re.compile(r"^TY  -", re.MULTILINE)
_ENDS = re.compile(r"^ER  -", re.MULTILINE)


def parse(text: str, name: str, stem: str) -> Record:
    """The record in a RIS file of one entry. Raises BadRecord."""
    # Form feeds and the like are no line ends in RIS, and a lone carriage return is one.
    text = re.sub(r"\r\n?", "\n", text).lstrip()
    only_one(len(_BEGINS.findall(text)), name, "RIS")
    # The parser leaves out an entry without its last line, which is how a cut file shows.
    only_one(len(_ENDS.findall(text)), name, "RIS")
    found = rispy.loads(text, newline="\n", delimiter_tags_mapping={})
    only_one(len(found), name, "RIS")
    return make_record(_entry(found[0]), name, stem)


def write(entries: Iterable[Entry]) -> str:
    """Entries as RIS."""
    return str(rispy.dumps([_tags(entry) for entry in entries], implementation=_Writer))


class _Writer(rispy.RisWriter):  # type: ignore[misc]  # the library tells no types
    def set_header(self, count: int) -> str:  # noqa: ARG002
        """No number before an entry: not every reference manager passes over it."""
        return ""


def _tags(entry: Entry) -> dict[str, str | list[str]]:
    first, _, last = entry.pages.partition("–")
    tags: dict[str, str | list[str]] = {
        "type_of_reference": _TAGS.get(entry.type, "GEN"),
        "id": entry.key,
        "authors": list(entry.authors),
        "secondary_authors": list(entry.editors),
        "year": (re.findall(r"\d{4}", entry.issued) or [""])[0],
        "title": entry.title,
        "secondary_title": entry.container,
        "volume": entry.volume,
        "number": entry.issue,
        "start_page": first,
        "end_page": last,
        "publisher": entry.publisher,
        "place_published": entry.place,
        "doi": entry.doi,
        "urls": [" ".join(entry.urls[:1])] if entry.urls else [],
        "issn": entry.isbn,
        "notes": [entry.note] if entry.note else [],
    }
    return {tag: value for tag, value in tags.items() if value}


def _entry(tags: Mapping[str, object]) -> Entry:
    kind = _TYPES.get(_first(tags, "type_of_reference").upper(), "document")
    held = kind.startswith(_IN_SOMETHING)
    return Entry(
        key=_first(tags, "id"),
        type=kind,
        title=_first(tags, "title", "primary_title", *(() if held else ("BT",)), "short_title"),
        authors=_all(tags, "authors", "first_authors"),
        editors=_all(tags, "secondary_authors", "ED"),
        issued=_first(tags, "year", "publication_year", "date"),
        container=_container(tags) if held else "",
        publisher=_first(tags, "publisher"),
        volume=_first(tags, "volume"),
        issue=_first(tags, "number") if kind.startswith("article") else "",
        pages=_pages(tags),
        doi=_first(tags, "doi"),
        urls=_all(tags, "urls", "file_attachments2"),
        isbn=fields.isbn_in(_first(tags, "issn")) or "",
    )


def _container(tags: Mapping[str, object]) -> str:
    """The journal, book or site, by its full name before its abbreviations."""
    return _first(
        tags,
        "alternate_title3",
        "secondary_title",
        "BT",
        "journal_name",
        "alternate_title2",
        "alternate_title1",
    )


def _pages(tags: Mapping[str, object]) -> str:
    first, last = _first(tags, "start_page"), _first(tags, "end_page")
    whole = not last or first == last or re.search(r"\d\s*[-–]\s*\d", first)
    return first if whole else "–".join(part for part in (first, last) if part)


def _first(tags: Mapping[str, object], *known: str) -> str:
    return next((words for each in known for words in _all(tags, each)), "")


def _all(tags: Mapping[str, object], *known: str) -> tuple[str, ...]:
    """What stands under the first of these tags that the entry has."""
    unknown = tags.get("unknown_tag")
    for each in known:
        value = tags.get(each) or (unknown.get(each) if isinstance(unknown, dict) else None)
        words = value if isinstance(value, list) else [value]
        kept = tuple(word.strip() for word in words if isinstance(word, str) and word.strip())
        if kept:
            return kept
    return ()
