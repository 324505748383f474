"""BibTeX and BibLaTeX; the one importer of bibtexparser."""

from __future__ import annotations

import logging
import re

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry as BibtexEntry
from bibtexparser.model import Field

from ingest.errors import BadRecord
from ingest.records import fields, names
from ingest.records.entry import Entry, make_record, only_one
from ingest.types import Record

# A file that cannot be parsed is told of by our own error, once.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("pylatexenc").addHandler(logging.NullHandler())

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "bookinbook": "chapter",
    "collection": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "manual": "report",
    "mastersthesis": "thesis",
    "mvbook": "book",
    "mvcollection": "book",
    "online": "webpage",
    "patent": "patent",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "software": "software",
    "standard": "standard",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "www": "webpage",
}
_LONGEST_PEOPLE = 300_000  # characters; more than any list of authors that is kept
# LaTeX takes these for commands, BibTeX and those who type into it do not.
_UNESCAPED = re.compile(r"(?<!\\)([%&#])")
_ESCAPED = re.compile(r"\\([%&#_~$])(?:\{\})?")
_AS_THEY_STAND = ("doi", "url", "isbn", "howpublished", "note")


def parse(text: str, name: str, stem: str) -> Record:
    """The record in a BibTeX file of one entry. Raises BadRecord."""
    library = parse_string(text)
    only_one(len(library.entries) + len(library.failed_blocks), name, "BibTeX")
    if library.failed_blocks:
        why = fields.clean(str(library.failed_blocks[0].error))[:200]
        raise BadRecord(f"{name}: its BibTeX entry cannot be read ({why}); mend it and add again")
    return make_record(_entry(library.entries[0], name), name, stem)


def _entry(found: BibtexEntry, name: str) -> Entry:
    raw = {field.key.lower(): str(field.value) for field in found.fields}
    words = _decoded({k: v for k, v in raw.items() if k not in ("author", "editor", *_AS_THEY_STAND)}, name)
    kind = _TYPES.get(found.entry_type.lower(), "document")

    def first(*known: str) -> str:
        return next((words[each] for each in known if words.get(each, "").strip()), "")

    subtitle = first("subtitle")
    title = first("title")
    return Entry(
        key=found.key,
        type=kind,
        title=f"{title}{'' if title.endswith(('?', '!', ':')) else ':'} {subtitle}" if subtitle else title,
        authors=_people(raw.get("author", ""), name),
        editors=_people(raw.get("editor", ""), name),
        issued=first("year", "date"),
        container=first("journaltitle", "journal", "booktitle", "maintitle"),
        publisher=first("publisher", "institution", "school", "organization"),
        volume=first("volume"),
        issue=first("issue", "number") if kind.startswith("article") else "",
        pages=re.sub(r"\s*(?:-{1,3}|–)\s*", "–", first("pages")),
        doi=_as_it_stands(raw.get("doi", "")),
        urls=tuple(_as_it_stands(raw.get(each, "")) for each in ("url", "howpublished", "note")),
        isbn=_as_it_stands(raw.get("isbn", "")),
        licence=first("copyright", "rights", "license"),
    )


def _people(value: str, name: str) -> tuple[str, ...]:
    """Names in the form a record keeps; those in braces are bodies and stay whole."""
    if len(value) > _LONGEST_PEOPLE:
        raise BadRecord(f"{name}: author: is {len(value)} characters long; shorten it and add again")
    people: list[tuple[str, ...]] = []
    for each in split_multiple_persons_names(value):
        each = each.strip()
        if each.startswith("{") and _closes(each) == len(each) - 1:
            people.append((each,))
        elif each.lower() not in ("others", ""):
            found = parse_single_name_into_parts(each, strict=False)
            family = " ".join([*found.von, *found.last])
            given = " ".join(found.first)
            whole = " ".join([given, family]).strip()
            # Without a comma, the last word of a body's name would be taken for a family.
            people.append(
                (whole,) if names.is_body(whole) and "," not in each else (family, given, " ".join(found.jr))
            )
    parts = {f"{n}.{m}": part for n, person in enumerate(people) for m, part in enumerate(person)}
    words = {place: fields.clean(part) for place, part in _decoded(parts, name).items()}
    return tuple(
        names.joined(*(words[f"{n}.{m}"] for m in range(len(person)))) if len(person) > 1 else words[f"{n}.0"]
        for n, person in enumerate(people)
    )


def _closes(words: str) -> int:
    """Where the brace that opens a name closes."""
    depth = 0
    for position, letter in enumerate(words):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return position
    return -1


def _decoded(values: dict[str, str], name: str) -> dict[str, str]:
    """LaTeX's accents and marks as the characters they stand for."""
    entry = BibtexEntry("misc", "x", [Field(k, _UNESCAPED.sub(r"\\\1", v)) for k, v in values.items()])
    done = LatexDecodingMiddleware().transform_entry(entry, Library())
    if not isinstance(done, BibtexEntry):
        raise BadRecord(f"{name}: its LaTeX cannot be read; write the accents as plain letters and add again")
    return {field.key: str(field.value) for field in done.fields}


def _as_it_stands(value: str) -> str:
    """An address or a number: in these, marks of LaTeX are none."""
    bare = re.sub(r"\\(?:url|href|path)\s*(?=\{)", "", value)
    return _ESCAPED.sub(r"\1", bare).replace("{", "").replace("}", "").replace(r"\textasciitilde", "~")
