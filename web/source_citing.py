"""A passage of an open source as words to be copied: the quote, where it stands, and the references."""

from __future__ import annotations

from ingest.evidence import EvidenceReader
from ingest.types import Document, Record, Span
from qa.exporting import Style, cite_passage
from qa.types import Citation, ReportedStudy

_LONGEST = 4_000


def cited(record: Record, document: Document, span: Span | None, style: Style) -> str:
    """The words that cite a passage. Without one, or with one of blanks alone, the source's reference."""
    where = _trimmed(document.text, span or Span(0, 0))
    quote = where.of(document.text)
    citation = Citation(
        n=1,
        id="",
        source=record.key,
        title=record.title,
        authors="; ".join(record.authors),
        year=record.year,
        page=document.page_at(where.start),
        section=(),
        start=where.start,
        end=where.end,
        quote=quote,
        reported_study=_reported(document, where) if quote else None,
    )
    words = cite_passage(citation, style, {record.key: record})
    return words if quote else words.partition("\n\n")[2]


def _trimmed(text: str, span: Span) -> Span:
    """A span within the text, not too long, without blanks at its ends."""
    start = min(span.start, len(text))
    words = text[start : min(span.end, start + _LONGEST)]
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _reported(document: Document, where: Span) -> ReportedStudy | None:
    """The study that all of the passage's sentences report, so that it is labelled as that."""
    inside = [b for b in document.blocks if b.is_evidence and any(s.overlap(where) for s in b.spans)]
    if not inside:
        return None
    read = EvidenceReader(document)
    studies = {
        sentence.study
        for block in inside
        for sentence in read.sentences(block)
        if any(span.overlap(where) for span in sentence.spans)
    }
    if len(studies) != 1:
        return None
    entry = next((one for one in document.references if one.key in studies), None)
    return None if entry is None else ReportedStudy(entry.key, entry.text)
