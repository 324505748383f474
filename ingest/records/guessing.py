"""A record guessed from a document that came without one.

What a file says of itself is believed where its format has a place for what readers are to
know. The properties that writing programs leave in a file are often those of a template or
a typist: they are believed where the title page bears them out. What cannot be told is
left empty.
"""

from __future__ import annotations

from pathlib import Path

from ingest.records import fields, imprint, names
from ingest.records.opening import Opening, folded, read_opening
from ingest.records.title_page import believable_title, title_and_authors
from ingest.types import Reading, Record

# Formats whose head is written for readers: the whole of it, or all but the title, for a
# web page's is made for its window.
_FOR_READERS = (".epub", ".md", ".markdown")
_WEB_PAGES = (".html", ".htm", ".xhtml")


def guess_record(path: Path, reading: Reading) -> Record:
    """A record for a document without one, marked as guessed.

    The key is made of the file's name, so that it stays when the content changes.
    """
    details = reading.details
    for_readers = path.suffix.lower() in _FOR_READERS
    declared = for_readers or path.suffix.lower() in _WEB_PAGES
    opening = read_opening(reading.document)
    found, signed = title_and_authors(opening)
    title = believable_title(details.title, opening, found, for_readers) or found
    said = _people(details.authors) if declared else _borne_out(details.authors, opening)
    around = (*opening.imprint, *opening.around)
    year = _possible(details.year)
    return Record(
        key=fields.key_of_name(path.stem),
        title=_kept(title, fields.LONGEST_TITLE) or fields.title_of_name(path.stem),
        authors=(said or signed) if for_readers else (signed or said),
        year=(year if declared else None) or imprint.find_year(opening) or _said_year(year, around),
        publisher=_kept(details.publisher),
        doi=fields.doi_in(fields.clean(details.doi or "")) or imprint.find_doi(around),
        url=fields.url_in(details.url or ""),
        isbn=fields.isbn_in(fields.clean(details.isbn or "")) or imprint.find_isbn((*around, *opening.tail)),
        guessed=True,
    )


def _kept(words: str | None, most: int = fields.LONGEST) -> str | None:
    try:
        return fields.title(words, most)
    except fields.Wrong:
        return None


def _people(said: tuple[str, ...]) -> tuple[str, ...]:
    """Names as a record keeps them; () where one of them is none."""
    try:
        people = fields.authors(names.tidy(fields.clean(each)) for each in said)
    except fields.Wrong:
        return ()
    return tuple(names.inverted(name) for name in people)


def _borne_out(said: tuple[str, ...], opening: Opening) -> tuple[str, ...]:
    """The authors that a file names, where the title page names every one of them."""
    people = _people(said)
    for name in people:
        family, _, given = name.partition(", ")
        shown = opening.says(name) or opening.says(f"{given} {family}")
        if len(folded(name).split()) < 2 or not shown:
            return ()
    return people


def _possible(year: int | None) -> int | None:
    try:
        return fields.year(year)
    except fields.Wrong:
        return None


def _said_year(year: int | None, lines: tuple[str, ...]) -> int | None:
    """The year that a file gives, where a line around the text gives it too: it can be that of a copy."""
    return year if year is not None and any(str(year) in line for line in lines) else None
