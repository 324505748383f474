"""Receipts and progress for people: the words of the command line and of the Library page."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.types import AffectedCitation, CitationState, Receipt, ReceiptLine


def receipt_words(receipt: Receipt) -> str:
    """The heading of a receipt: when, what, and how it ended."""
    words = f"{receipt.started}, {receipt.action}, generation {receipt.generation}"
    if not receipt.finished:
        words += "; it was stopped before its end, and this is what it had done"
    if receipt.undone:
        words += "; undone since"
    return words


def line_words(line: ReceiptLine) -> Iterator[str]:
    """A line of a receipt: what became of the file, then what is in doubt, a line each."""
    words = f"{line.outcome:<10} {line.path}"
    if line.source:
        words += f" as {line.source}"
    if counts := counts_words(line):
        words += f": {counts}"
    yield f"{words}; {line.reason}" if line.reason else words
    for warning in line.warnings:
        yield f"           note: {warning}"
    for citation in line.citations:
        yield f"           saved citation {citation_words(citation)}"


def counts_words(line: ReceiptLine) -> str:
    """ "35 pages, 112 passages, 5 tables"."""
    counts = (
        (line.pages, "page"),
        (line.passages, "passage"),
        (line.tables, "table"),
        (line.references, "reference"),
        (line.mentions, "mention"),
    )
    said = [f"{number} {name}{'' if number == 1 else 's'}" for number, name in counts if number]
    if line.wordless:
        said.append(f"{line.wordless} page{'' if line.wordless == 1 else 's'} without text")
    return ", ".join(said)


def citation_words(citation: AffectedCitation) -> str:
    """What became of a saved citation."""
    quote = " ".join(citation.quote.split())
    if len(quote) > 60:
        quote = f"{quote[:59]}…"
    if citation.state is CitationState.GONE:
        return f"{citation.id} “{quote}”: gone from this source"
    page = f", page {citation.page}" if citation.page else ""
    return f"{citation.id} “{quote}”: moved to {citation.start}-{citation.end}{page}"
