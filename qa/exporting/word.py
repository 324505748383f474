"""Answers as a Word file. The importer of python-docx that writes; ``ingest.readers.word`` reads."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from qa.exporting.emphasis import runs_of
from qa.exporting.types import Block, Heading, Listed, Page, Paragraph, Quote, QuoteKind, Run, Shift
from qa.exporting.verbatim import shown

_LANGUAGE = "en-GB"
_SMALL, _LESSER = "Place of a quote", "Quote beside a finding"
_ASIDE = frozenset((QuoteKind.CONTEXT, QuoteKind.ALSO, QuoteKind.DETAIL, QuoteKind.NEAREST))
NAMESPACE = "urn:joint-working-evidence:citations"


def write(page: Page, today: date) -> bytes:
    """The page as a Word file, its citations in a part of their own that Word keeps and does not show."""
    document = docx.Document()
    _set_up(document, page.title, datetime(today.year, today.month, today.day, tzinfo=UTC))
    for block in page.blocks:
        _add(document, block)
    _embed(document, page.data)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Document, title: str, now: datetime) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(20)
    said = document.core_properties
    said.title, said.author, said.comments = title[:255], "Joint Working Evidence", ""
    said.language, said.created, said.modified = _LANGUAGE, now, now
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    # A quote is set upright: what is slanted in its source could not be told from the rest.
    quote = document.styles["Quote"]
    quote.font.italic, quote.font.color.rgb = False, RGBColor(0x11, 0x11, 0x11)
    quote.paragraph_format.left_indent = Mm(8)
    quote.paragraph_format.space_before, quote.paragraph_format.space_after = Pt(10), Pt(4)
    quote.paragraph_format.keep_with_next = True
    for name, base in ((_LESSER, quote), (_SMALL, document.styles["Normal"])):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = base
        style.font.size = Pt(10)
        style.font.color.rgb = RGBColor(0x33, 0x33, 0x33)
        style.paragraph_format.space_after = Pt(3)
    for level in range(1, 5):  # darker than the library's own, which is faint on paper
        document.styles[f"Heading {level}"].font.color.rgb = RGBColor(0x1B, 0x36, 0x5D)


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading(level, words):
            document.add_heading(shown(words), level)
        case Paragraph(words, small):
            document.add_paragraph(shown(words), _SMALL if small else None)
        case Quote(words, kind):
            quote = document.add_paragraph(style=_LESSER if kind in _ASIDE else "Quote")
            _set(quote, runs_of(shown(words)))
        case Listed(runs, number):
            # One list is numbered at most, from 1 on, as Word itself counts it.
            _set(document.add_paragraph(style="List Bullet" if number is None else "List Number"), runs)


def _set(paragraph: WordParagraph, runs: Iterable[Run]) -> None:
    for run in runs:
        written = paragraph.add_run(shown(run.words))
        written.italic, written.bold = run.italic or None, run.bold or None
        written.font.superscript = run.shift is Shift.RAISED or None
        if run.shift is Shift.LOWERED:
            written.font.subscript = True


def _embed(document: Document, data: str) -> None:
    """Custom XML, as Word keeps it: a part with the data, and one with its properties."""
    package = document.part.package
    plain = f'<?xml version="1.0" encoding="UTF-8"?>\n<citations xmlns="{NAMESPACE}">{data}</citations>'
    part = Part(package.next_partname("/customXml/item%d.xml"), CONTENT_TYPE.XML, plain.encode(), package)
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)).upper()
    schema = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    properties = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ds:datastoreItem xmlns:ds="{schema}" ds:itemID="{{{name}}}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    about = Part(
        package.next_partname("/customXml/itemProps%d.xml"),
        CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES,
        properties.encode(),
        package,
    )
    part.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
