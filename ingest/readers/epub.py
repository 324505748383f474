"""EPUB books: the chapters in their reading order, with the printed pages where the book marks them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.readers.archive import Archive
from ingest.readers.decoding import decode
from ingest.readers.element_kinds import is_hidden
from ingest.readers.flow import Flow
from ingest.readers.hypertext import Walker
from ingest.readers.markup import Element, attribute, parse_xhtml, parse_xml, tag_of, words_of
from ingest.readers.particulars import doi_in, isbn_in, person, year_in
from ingest.structure.document import analyse
from ingest.structure.told import Role
from ingest.types import Details, Reading

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_RIGHTS = ("META-INF/rights.xml", "META-INF/sinf.xml")
# Fonts are scrambled by these; the words of the book are not.
_FONT_SCRAMBLING = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
_MATTER = frozenset(
    """cover titlepage halftitlepage copyright-page imprint colophon toc landmarks page-list loi lot index other-credits
    contributors dedication title-page""".split()
)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Chapter:
    name: str
    is_matter: bool  # a cover, the imprint, a contents list


def read(data: bytes, path: Path, password: str | None = None) -> Reading:  # noqa: ARG001
    """Read a book."""
    archive = Archive(data, path)
    _refuse_locked(archive, path)
    opf = _package_name(archive, path)
    package = parse_xml(archive.read_markup(opf), path, opf)
    flow = Flow(paged=True)
    warnings: list[str] = []
    for chapter in _chapters(package, opf, archive):
        if chapter.name not in archive:
            warnings.append(f"the chapter “{chapter.name[:80]}” is missing from the book")
            continue
        _walk_chapter(archive, chapter, path, flow)
    try:
        text = flow.text(path)
    except EmptyDocument as error:
        if any(name.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp")) for name in archive.names):
            raise EmptyDocument(
                f"{path}: holds pictures and no words; add an edition with its text"
            ) from error
        raise
    return Reading(analyse(text, flow.given()), _details(package), tuple(warnings))


def _walk_chapter(archive: Archive, chapter: _Chapter, path: Path, flow: Flow) -> None:
    page = _page(archive, chapter.name, path)
    body = next((child for child in page if tag_of(child) == "body"), page)
    walker = Walker(flow, _left_out, paged=True)
    if chapter.is_matter or _types(body) & _MATTER or _is_whole_matter(body):
        flow.told_as(Role.FURNITURE)
        walker.walk(body)
        flow.told_as(None)
        return
    walker.walk(body)


def _page(archive: Archive, name: str, path: Path) -> Element:
    data = archive.read(name)
    found = _ENCODING.search(data[:200])
    text = decode(data, path, found.group(1).decode("ascii") if found else "").text
    return parse_xhtml(text, path, name)


def _left_out(element: Element) -> bool:
    return is_hidden(element) or (tag_of(element) == "nav" and bool(_types(element) & _MATTER))


def _types(element: Element) -> set[str]:
    kinds = f"{attribute(element, 'type')} {element.get('role', '')}".lower()
    return {kind.removeprefix("doc-") for kind in kinds.split()}


def _is_whole_matter(body: Element) -> bool:
    """Whether all of a chapter stands in one part that says it is a cover or an imprint."""
    children = [child for child in body if tag_of(child)]
    return len(children) == 1 and bool(_types(children[0]) & _MATTER)


# -- the package -----------------------------------------------------------------------


def _refuse_locked(archive: Archive, path: Path) -> None:
    locked = any(name in archive for name in _RIGHTS)
    if _ENCRYPTION in archive:
        root = parse_xml(archive.read_markup(_ENCRYPTION), path, _ENCRYPTION)
        methods = {attribute(e, "Algorithm") for e in root.iter() if tag_of(e) == "encryptionmethod"}
        locked = not methods <= _FONT_SCRAMBLING
    if locked:
        raise UnreadableFile(
            f"{path}: is locked by its seller (DRM) and cannot be read; ask the publisher for an open edition"
        )


def _package_name(archive: Archive, path: Path) -> str:
    if _CONTAINER in archive:
        root = parse_xml(archive.read_markup(_CONTAINER), path, _CONTAINER)
        for element in root.iter():
            name = attribute(element, "full-path") if tag_of(element) == "rootfile" else ""
            if name in archive:
                return name
    name = next((name for name in archive.names if name.lower().endswith(".opf")), "")
    if not name:
        raise UnreadableFile(f"{path}: is an EPUB book without its list of chapters; fetch it again")
    return name


def _chapters(package: Element, opf: str, archive: Archive) -> Iterator[_Chapter]:
    """The chapters of the spine, each once, without the book's own table of contents."""
    folder = posixpath.dirname(opf)
    items: dict[str, Element] = {}
    matter: set[str] = set()
    for element in package.iter():
        tag = tag_of(element)
        if tag == "item":
            items[element.get("id") or ""] = element
        elif tag == "reference" and (element.get("type") or "").lower() in _MATTER:
            matter.add(_address(folder, element.get("href") or "", archive))
    seen: set[str] = set()
    for element in package.iter():
        item = items.get(element.get("idref") or "") if tag_of(element) == "itemref" else None
        if item is None or (item.get("media-type") or _PAGES[0]) not in _PAGES:
            continue
        name = _address(folder, item.get("href") or "", archive)
        if name in seen:
            continue
        seen.add(name)
        is_nav = "nav" in (item.get("properties") or "").split()
        yield _Chapter(name, name in matter or is_nav)


def _address(folder: str, href: str, archive: Archive) -> str:
    """The entry that a reference means: addresses are relative, and written as on the web."""
    name = posixpath.normpath(posixpath.join(folder, href.partition("#")[0]))
    return name if name in archive else unquote(name)


def _details(package: Element) -> Details:
    said: dict[str, list[str]] = {}
    for element in package.iter():
        if tag_of(element) in ("title", "creator", "date", "publisher", "identifier", "source"):
            if words := words_of(element):
                said.setdefault(tag_of(element), []).append(words)
    numbers = [*said.get("identifier", []), *said.get("source", [])]
    return Details(
        title=next(iter(said.get("title", [])), None),
        authors=tuple(filter(None, map(person, said.get("creator", [])))),
        year=next(filter(None, map(year_in, said.get("date", []))), None),
        publisher=next(iter(said.get("publisher", [])), None),
        doi=next(filter(None, map(doi_in, numbers)), None),
        isbn=next(filter(None, map(isbn_in, numbers)), None),
    )
