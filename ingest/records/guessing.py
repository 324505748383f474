"""A record guessed from a document that came without one.

What a file says of itself is believed where its title page bears it out, for it is often
that of a template or a typist; what cannot be told is left empty.
"""

from __future__ import annotations

from pathlib import Path

from ingest.records import fields, imprint, names
from ingest.records.opening import Opening, folded, read_opening
from ingest.records.title_page import believable_title, title_and_authors
from ingest.types import Reading, Record


def guess_record(path: Path, reading: Reading) -> Record:
    """A record for a document without one, marked as guessed.

    The key is made of the file's name, so that it stays when the content changes.
    """
    details = reading.details
    opening = read_opening(reading.document)
    found, authors = title_and_authors(opening)
    title = believable_title(details.title, opening, found) or found
    around = opening.imprint
    return Record(
        key=fields.key_of_name(path.stem),
        title=_kept(title, fields.LONGEST_TITLE) or fields.title_of_name(path.stem),
        authors=fields.authors(authors or _borne_out(details.authors, opening)),
        year=imprint.find_year(around) or _said_year(details.year, around),
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


def _borne_out(said: tuple[str, ...], opening: Opening) -> tuple[str, ...]:
    """The authors that a file names, where the title page names every one of them."""
    people = tuple(names.tidy(fields.clean(each)) for each in said)
    for name in people:
        family, _, given = name.partition(", ")
        one_word = len(folded(name).split()) < 2
        if (
            one_word
            or len(name) > fields.LONGEST_NAME
            or not (opening.says(name) or opening.says(f"{given} {family}"))
        ):
            return ()
    return tuple(names.inverted(name) for name in people)


def _said_year(year: int | None, lines: tuple[str, ...]) -> int | None:
    """The year that a file gives, where a line around the text gives it too: it can be that of a copy."""
    return year if year is not None and any(str(year) in line for line in lines) else None
