"""BibTeX and BibLaTeX; the one importer of bibtexparser."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import (
    AddEnclosingMiddleware,
    LatexDecodingMiddleware,
    RemoveEnclosingMiddleware,
    ResolveStringReferencesMiddleware,
)
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateFieldKeyBlock, Field
from bibtexparser.model import Entry as BibtexEntry

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
# Types that BibTeX has had from the beginning; all else is "misc".
_WRITTEN = {
    "article": "article",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
_BODY = {"techreport": "institution", "phdthesis": "school"}  # the field of whoever published it
_TO_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # BibTeX counts braces, also those that are escaped.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: f"\\{mark}" for mark in "%&#_$"},
    }
)
# Pairs that LaTeX sets as one sign.
_PAIRS = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<=[?!])(?=`)|(?<=,)(?=,)|(?<=<)(?=<)|(?<=>)(?=>)")
# More than is kept of any field: LaTeX takes longer to decode the longer it is.
_LONGEST = 20_000
_LONGEST_NAME = 3_000
# LaTeX takes these for commands, BibTeX and those who type into it do not.
_UNESCAPED = re.compile(r"(?<!\\)([%&#])")
_PLAIN = re.compile(r"[\w\s.,:;()/]*")
_ESCAPED = re.compile(r"\\([%&#_~$])(?:\{\})?")
_USED = frozenset(
    """title subtitle year date journaltitle journal booktitle maintitle publisher institution school
    organization volume issue number pages copyright rights license""".split()
)


def parse(text: str, name: str, stem: str) -> Record:
    """The record in a BibTeX file of one entry. Raises BadRecord."""
    library = _library(text)
    only_one(len(library.entries) + len(library.failed_blocks), name, "BibTeX")
    for block in library.failed_blocks:
        why = fields.clean(getattr(block.error, "abort_reason", "") or str(block.error))[:200]
        raise BadRecord(f"{name}: its BibTeX entry cannot be read ({why}); mend it and add again")
    return make_record(_entry(library.entries[0], name), name, stem)


def write(entries: Iterable[Entry]) -> str:
    """Entries as BibTeX, in UTF-8."""
    blocks: list[Block] = [
        BibtexEntry(
            _WRITTEN.get(entry.type, "misc"),
            entry.key,
            [Field(name, value) for name, value in _fields(entry).items() if value],
        )
        for entry in entries
    ]
    return write_string(Library(blocks), unparse_stack=[AddEnclosingMiddleware(False, True, "{")])


def _fields(entry: Entry) -> dict[str, str]:
    kind = _WRITTEN.get(entry.type, "misc")
    latex = _latex(entry)
    return {
        "author": " and ".join(map(_person, entry.authors)),
        "editor": " and ".join(map(_person, entry.editors)),
        "title": latex["title"],
        "journal" if kind == "article" else "booktitle": latex["container"],
        "year": (re.findall(r"\d{4}", entry.issued) or [""])[0],
        "volume": latex["volume"],
        "number": latex["issue"],
        "pages": latex["pages"].replace("–", "--"),
        _BODY.get(kind, "publisher"): latex["publisher"],
        "address": latex["place"],
        "isbn": latex["isbn"],
        "copyright": latex["licence"],
        "note": latex["note"],
        # Read as they stand.
        "doi": entry.doi,
        "url": next(iter(entry.urls), ""),
    }


def _latex(entry: Entry) -> dict[str, str]:
    known = "title container volume issue pages publisher place isbn licence note".split()
    return {name: _as_latex(str(getattr(entry, name))) for name in known}


def _as_latex(words: str) -> str:
    return _PAIRS.sub("{}", words.translate(_TO_LATEX))


def _person(name: str) -> str:
    """ "Family, Jr, Given"; a body stands in braces, or its last word would be taken for a family."""
    found = names.parts(name)
    if found is None:
        return f"{{{_as_latex(name)}}}"
    family, given, suffix = map(_as_latex, found)
    return names.joined(family, suffix, given)


def _library(text: str) -> Library:
    """A file's entries, with names of texts put in and quotes and braces around values taken off.

    An entry that says a field twice is an entry: managers write keywords and files again and again.
    """
    split = parse_string(text, parse_stack=[])
    blocks = [
        block.ignore_error_block
        if isinstance(block, DuplicateFieldKeyBlock) and block.ignore_error_block is not None
        else block
        for block in split.blocks
    ]
    library = Library(blocks, fail_on_duplicate_key=False)
    return RemoveEnclosingMiddleware().transform(ResolveStringReferencesMiddleware().transform(library))


def _entry(found: BibtexEntry, name: str) -> Entry:
    raw: dict[str, str] = {}
    for field in found.fields:
        known = raw.setdefault(field.key.lower(), str(field.value))
        if known != str(field.value) and field.key.lower() in (*_USED, "author", "editor", "doi", "isbn"):
            raise BadRecord(
                f"{name}: says {field.key.lower()} twice, and not the same; keep the right one and add again"
            )
    words = _decoded({k: v for k, v in raw.items() if k in _USED}, name)
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
    people: list[tuple[str, ...]] = []
    for each in split_multiple_persons_names(value)[: fields.MOST_AUTHORS + 1]:
        each = _short(each.strip(), _LONGEST_NAME, "author", name)
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
    values = {field: _short(value, _LONGEST, field, name) for field, value in values.items()}
    marked = {field: value for field, value in values.items() if not _PLAIN.fullmatch(value)}
    entry = BibtexEntry("misc", "x", [Field(k, _UNESCAPED.sub(r"\\\1", v)) for k, v in marked.items()])
    done = LatexDecodingMiddleware().transform_entry(entry, Library())
    if not isinstance(done, BibtexEntry):
        raise BadRecord(f"{name}: its LaTeX cannot be read; write the accents as plain letters and add again")
    return values | {field.key: str(field.value) for field in done.fields}


def _short(value: str, most: int, field: str, name: str) -> str:
    if len(value) > most:
        raise BadRecord(f"{name}: {field}: has {len(value)} characters; shorten it and add again")
    return value


def _as_it_stands(value: str) -> str:
    """An address or a number: in these, marks of LaTeX are none."""
    bare = re.sub(r"\\(?:url|href|path)\s*(?=\{)", "", value)
    return _ESCAPED.sub(r"\1", bare).replace("{", "").replace("}", "").replace(r"\textasciitilde", "~")
