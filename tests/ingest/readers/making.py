"""Files of all formats made to order, and short questions about what was read of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import docx
from docx.document import Document as WordDocument

from ingest.readers import read_document
from ingest.types import Block, Document, Reading

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
ODT_TYPE = "application/vnd.oasis.opendocument.text"
_ODT_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("meta", "meta"),
    )
)  # fmt: skip
_ODT_NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'


def zipped(parts: Mapping[str, str | bytes], stored: Iterable[str] = ("mimetype",)) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name in set(stored) else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def epub(
    chapters: Mapping[str, str],
    metadata: str = "<dc:title>A book</dc:title>",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A book of XHTML bodies by their file name, in order."""
    pages = {
        f"OPS/{name}": '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>t</title></head><body>{body}</body></html>"
        for name, body in chapters.items()
    }
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == 'nav.xhtml' else ''}/>"
        for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OPS/book.opf": package,
            **pages,
            **(parts or {}),
        }
    )


def odt(body: str, styles: str = "", meta: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument text with this body and these automatic styles."""
    return zipped(
        {
            "mimetype": ODT_TYPE,
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODT_NAMES}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {_ODT_NAMES}><office:meta>{meta}</office:meta></office:document-meta>",
            **(parts or {}),
        }
    )


def saved(document: WordDocument, changed: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word document as a file; ``changed`` are parts put in or in place of its own."""
    out = io.BytesIO()
    document.save(out)
    if not changed:
        return out.getvalue()
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, **changed})


def word(*paragraphs: str) -> bytes:
    """A plain Word file."""
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    return saved(document)


def reading(name: str, data: bytes | str) -> Reading:
    return read_document(Path(name), data.encode() if isinstance(data, str) else data)


def words_of(document: Document, block: Block) -> str:
    return " ".join(" ".join(span.of(document.text) for span in block.spans).split())


def outline(document: Document) -> list[tuple[str, str]]:
    """Each block's kind and words, in order."""
    return [(str(block.kind), words_of(document, block)) for block in document.blocks]


def kind_of(document: Document, words: str) -> str:
    """The kind of the block that holds these words; "lost" where none does."""
    start = document.text.find(words)
    for block in document.blocks:
        if start >= 0 and any(span.start <= start < span.end for span in block.spans):
            return str(block.kind)
    return "lost"


def sections(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in document.sections]


def cells(document: Document) -> list[tuple[str, str, str, str]]:
    """Words, column, direction and row header of each cell of each table, in order."""
    return [
        (
            cell.span.of(document.text),
            cell.column,
            str(cell.direction),
            block.row_header.of(document.text) if block.row_header else "",
        )
        for block in document.blocks
        for cell in block.cells
        if block.kind == "table row"
    ]
