"""Receipts and progress for people: the words of the command line and of the Library page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.receipts import AffectedCitation, CitationState, Outcome, Receipt, ReceiptLine

_OF_SOURCES = (Outcome.REMOVED, Outcome.RESTORED, Outcome.EDITED)  # the file stays as it is
# What would break a line in two, or be an order to the terminal, in a file's name.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def one_line(words: str) -> str:
    """Words as one line that a terminal shows as it stands."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), words)


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
    words = f"{line.outcome:<10} {_subject(line)}"
    if counts := counts_words(line):
        words += f": {counts}"
    # A reason may begin with the outcome, which has been said.
    reason = line.reason.removeprefix(f"{line.outcome}; ")
    yield one_line(f"{words}; {reason}" if reason else words)
    for warning in line.warnings:
        yield one_line(f"           note: {warning}")
    for citation in line.citations:
        yield one_line(f"           saved citation {citation_words(citation)}")


def _subject(line: ReceiptLine) -> str:
    """A file and what it is as a source; the source first where only that has changed."""
    if line.source is None or line.source == line.path:
        return line.path
    if line.outcome in _OF_SOURCES:
        return f"{line.source} ({line.path})"
    return f"{line.path} as {line.source}"


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
    name = f"{citation.id} “{quote}”" if quote else citation.id
    if citation.state is CitationState.GONE:
        return f"{name}: gone from this source"
    page = f", page {citation.page}" if citation.page else ""
    return f"{name}: moved to {citation.start}-{citation.end}{page}"
