"""Word files (.docx). The only importer of python-docx."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.part import Part
from docx.oxml import parse_xml

from ingest.errors import DocumentError, EmptyDocument, UnreadableFile
from ingest.readers.archive import Archive
from ingest.readers.flow import Flow
from ingest.readers.markup import Element
from ingest.readers.particulars import person
from ingest.readers.word_body import Body
from ingest.readers.word_package import without_dead_ends
from ingest.readers.word_parts import Numbering, Styles, W, value
from ingest.readers.word_words import Found
from ingest.structure.document import analyse
from ingest.types import Details, Reading

_MARKUP = (".xml", ".rels")
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
# What programs put where a title belongs: the file's name, or that there is none.
_NO_TITLE = re.compile(
    r"(?:(?:microsoft word|word) ?-.*|untitled|document\d*|title|.*\.(?:docx?|dotx?|rtf|pdf))", re.I
)


def read(data: bytes, path: Path, password: str | None = None) -> Reading:  # noqa: ARG001
    """Read a Word file; a protected one is no zip file and does not get this far."""
    archive = Archive(data, path)
    # python-docx parses every part itself, so all are looked through before it sees the file.
    for name in archive.names:
        if name.lower().endswith(_MARKUP):
            archive.read_markup(name)
    try:
        whole, missing = without_dead_ends(archive, data, path)
        return _read(whole, missing, path)
    except DocumentError:
        raise
    except Exception as error:
        # The library has no errors of its own: what a damaged file makes it raise can be anything.
        if "word/document.xml" in archive and _STRICT in archive.read("word/document.xml")[:4000]:
            raise UnreadableFile(
                f"{path}: is a “Strict Open XML” file; open it in Word and save it as “Word Document (.docx)”"
            ) from error
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise UnreadableFile(
            f"{path}: is not a whole Word file ({reason}); open it in Word, save it again and add that"
        ) from error


def _read(data: bytes, missing: int, path: Path) -> Reading:
    document = docx.Document(io.BytesIO(data))
    parts = {relation.reltype: relation.target_part for relation in _internal(document)}
    body = Body(
        flow := Flow(),
        document.element.body,
        Styles(_root(parts.get(RELATION.STYLES))),
        Numbering(_root(parts.get(RELATION.NUMBERING))),
        dict(_notes(parts)),
    )
    body.walk()
    try:
        text = flow.text(path)
    except EmptyDocument as error:
        if body.found.pictures:
            raise EmptyDocument(
                f"{path}: holds {body.found.pictures} pictures and no words; add a version with its text"
            ) from error
        raise
    warnings = _warnings(body.found, _root(parts.get(RELATION.COMMENTS)), document.element.body)
    if missing:
        warnings = (
            *warnings,
            f"{missing} parts that the file refers to (such as pictures) are missing from it",
        )
    return Reading(analyse(text, flow.given()), _details(document), warnings)


class _Relation:
    """A part that the document refers to, and what it is to it."""

    def __init__(self, reltype: str, target_part: Part) -> None:
        self.reltype = reltype
        self.target_part = target_part


def _internal(document: WordDocument) -> Iterator[_Relation]:
    for relation in document.part.rels.values():
        if not relation.is_external:
            yield _Relation(relation.reltype, relation.target_part)


def _root(part: Part | None) -> Element | None:
    """The root of a part; some parts the library has parsed, of others it has the bytes."""
    if part is None:
        return None
    parsed = getattr(part, "element", None)
    return parsed if parsed is not None else parse_xml(part.blob)


def _notes(parts: dict[str, Part]) -> Iterator[tuple[str, Element]]:
    for kind, relation in (("footnote", RELATION.FOOTNOTES), ("endnote", RELATION.ENDNOTES)):
        root = _root(parts.get(relation))
        for note in root.iterfind(W + kind) if root is not None else ():
            if value(note, "type") in ("", "normal"):
                yield f"{kind}-{value(note, 'id')}", note


def _warnings(found: Found, comments: Element | None, body: Element) -> tuple[str, ...]:
    warnings = []
    if found.changes:
        warnings.append(
            "the file holds changes that nobody has accepted: insertions were read and deletions left out"
        )
    count = len(list(comments.iterfind(W + "comment"))) if comments is not None else 0
    if count:
        warnings.append(f"{count} comments in the margin were left out")
    if found.hidden:
        warnings.append(f"{found.hidden} words set as hidden were left out")
    if found.drawings:
        warnings.append(
            f"{found.drawings} charts or diagrams could not be read; their words are not in the text"
        )
    if any(True for _ in body.iter(W + "altChunk")):
        warnings.append("parts that are files of their own within this one could not be read")
    return tuple(warnings)


def _details(document: WordDocument) -> Details:
    try:
        said = document.core_properties
        title = " ".join((said.title or "").split())
        authors = tuple(filter(None, (person(name) for name in re.split(r"[;]", said.author or ""))))
        year = said.created.year if said.created else None
    except (ValueError, KeyError, AttributeError):
        return Details()  # properties that cannot be read say nothing
    return Details(
        title=None if not title or _NO_TITLE.fullmatch(title) else title,
        authors=authors,
        # The year a file was made is a weak sign; 2013 is that of the library's own empty file.
        year=year if year and (year, said.author) != (2013, "python-docx") else None,
    )
