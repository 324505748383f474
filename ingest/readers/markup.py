"""HTML and XML to a tree: nothing is fetched, no entity is expanded, and nothing is cut off in silence."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ingest.errors import EmptyDocument, UnreadableFile

Element = etree._Element  # private by its name only: it is the class of every element

_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset(("lt", "gt", "amp", "quot", "apos"))
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^>\[]{0,2000}(?:\[[^\]]{0,10000}\]\s*)?>", re.IGNORECASE)
_SELF_CLOSED = re.compile(r"<([A-Za-z][\w:-]{0,40})(\s[^<>]*)?/>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_NO_MARKUP = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def parse_html(text: str, path: Path) -> Element:
    """The tree of a web page, however badly it is written."""
    # What the page says of its encoding no longer holds: it is decoded already.
    data = _NO_MARKUP.sub(" ", _DECLARED.sub("", text)).encode("utf-8", "replace")
    # Pages nest deeper than documents do; the parser's larger limit is still one.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True, remove_comments=True
    )
    root: Element | None
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile(
            f"{path}: cannot be read as a web page ({_words(error)}); save it again"
        ) from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        # The parser stops there, and what follows would be lost.
        raise UnreadableFile(
            f"{path}: is nested too deeply to be read whole; open it in a browser and save its text"
        )
    if root is None:
        raise EmptyDocument(f"{path}: holds no text; nothing was added")
    return root


def parse_xml(data: bytes, path: Path, part: str) -> Element:
    """The tree of an XML part."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise UnreadableFile(
            f"{path}: its part “{part[:80]}” is damaged ({_words(error)}); save it again and add that"
        ) from error


def parse_xhtml(text: str, path: Path, part: str) -> Element:
    """The tree of a page that should be XML, and is read as HTML where it is not."""
    bare = _DOCTYPE.sub("", _DECLARED.sub("", text), count=1)
    try:
        return parse_xml(_NAMED.sub(_character, bare).encode("utf-8", "replace"), path, part)
    except UnreadableFile:
        # In HTML a tag that closes itself is open: "<span/>" would hold all that follows.
        return parse_html(_SELF_CLOSED.sub(_closed, bare), path)


def tag_of(element: Element) -> str:
    """The element's name without its namespace, in lower case; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without a namespace, empty where there is none."""
    value = element.get(name)
    if value is not None:
        return value
    for key in element.attrib:
        if str(key).rpartition("}")[2] == name or str(key).rpartition(":")[2] == name:
            return str(element.attrib[key])
    return ""


def words_of(element: Element) -> str:
    """All words in an element on one line."""
    return " ".join("".join(element.itertext()).split())


def bytes_of(root: Element) -> bytes:
    """A tree written as XML again."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def walk(root: Element) -> Iterator[tuple[bool, Element]]:
    """Every element at its start (True) and at its end (False), without calling itself."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        yield event == "start", element


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    return match.group() if name in _OF_XML else html.entities.html5.get(f"{name};", match.group())


def _closed(match: re.Match[str]) -> str:
    name, rest = match.group(1), match.group(2) or ""
    return match.group() if name.lower() in _VOID else f"<{name}{rest}></{name}>"


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
