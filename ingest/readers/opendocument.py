"""OpenDocument texts (.odt), as LibreOffice saves them."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.readers.archive import Archive
from ingest.readers.flow import Flow
from ingest.readers.markup import Element, attribute, parse_xml, tag_of, words_of
from ingest.readers.opendocument_body import Body
from ingest.readers.opendocument_styles import Styles
from ingest.readers.particulars import person, year_in
from ingest.structure.document import analyse
from ingest.types import Details, Reading

_MANIFEST = "META-INF/manifest.xml"
_CONTENT = "content.xml"


def read(data: bytes, path: Path, password: str | None = None) -> Reading:  # noqa: ARG001
    """Read an OpenDocument text."""
    archive = Archive(data, path)
    _refuse_protected(archive, path)
    content = parse_xml(archive.read_markup(_CONTENT), path, _CONTENT)
    office = next((e for e in content.iter() if tag_of(e) == "body"), None)
    text_part = next((e for e in office if tag_of(e) == "text"), None) if office is not None else None
    if text_part is None:
        raise UnreadableFile(f"{path}: is an OpenDocument file without a text; save it as .odt or .pdf")
    styles = Styles([root for root in (_part(archive, "styles.xml", path), content) if root is not None])
    flow = Flow()
    body = Body(flow, styles)
    body.walk(text_part)
    try:
        text = flow.text(path)
    except EmptyDocument as error:
        if body.found.pictures:
            raise EmptyDocument(
                f"{path}: holds {body.found.pictures} pictures and no words; add a version with its text"
            ) from error
        raise
    return Reading(analyse(text, flow.given()), _details(_part(archive, "meta.xml", path)), body.warnings())


def _part(archive: Archive, name: str, path: Path) -> Element | None:
    return parse_xml(archive.read_markup(name), path, name) if name in archive else None


def _refuse_protected(archive: Archive, path: Path) -> None:
    protected = "encrypted-package" in archive
    if _MANIFEST in archive:
        # Manifests of old files declare a document type; nothing of it is fetched.
        manifest = parse_xml(re.sub(rb"<!DOCTYPE[^>\[]*>", b"", archive.read(_MANIFEST)), path, _MANIFEST)
        protected |= any(tag_of(e) == "encryption-data" for e in manifest.iter())
    if protected:
        raise UnreadableFile(f"{path}: is protected with a password; save it without one and add that")


def _details(meta: Element | None) -> Details:
    if meta is None:
        return Details()
    said: dict[str, str] = {}
    for element in meta.iter():
        words = words_of(element)
        if words:
            said.setdefault(tag_of(element), words)
            said.setdefault(attribute(element, "name").lower(), words)
    author = person(said.get("initial-creator", "") or said.get("creator", ""))
    return Details(
        title=said.get("title") or None,
        authors=(author,) if author else (),
        year=year_in(said.get("creation-date", "")),
        publisher=said.get("publisher") or None,
    )
