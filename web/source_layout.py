"""The whole text of a source as a row of items, in the order of the text, with nothing left out.

Blocks have several spans where a page turn cuts them, and there is text that no block
holds: bullets, headers, things a reader did not know. Both are sorted out here, so that
what renders them has only to write down one item after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.types import Block, Document, Span


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The place where a page begins, with its printed label if it has one."""

    label: str | None
    number: int = 0  # of the page among all of the source, from 1


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of text to be shown as one element.

    ``block`` is what it is part of, None for text that no block holds. ``own`` are the
    runs that belong to the block; the rest of ``span`` stands on the same line with it.
    """

    span: Span
    block: Block | None
    own: tuple[Span, ...] = ()


def layout(document: Document) -> list[Item | PageBreak]:
    """Everything in the text, in order; only blank stretches between elements are left out."""
    builder = _Builder(document)
    for piece in _pieces(document):
        if isinstance(piece, PageBreak):
            builder.turn(piece)
        elif piece[1] is None:
            builder.loose(piece[0])
        else:
            builder.block(piece[0], piece[1])
    builder.close()
    return builder.items


def _pieces(document: Document) -> Iterator[tuple[Span, int | None] | PageBreak]:
    """The text cut where blocks and pages begin and end; no character is lost or doubled."""
    numbered = enumerate(document.pages, start=1)
    starts = [(page.span.start, PageBreak(page.label, number)) for number, page in numbered]
    if len(starts) == 1 and starts[0][1].label is None:  # one page without a label: no pages to speak of
        starts = []
    for span, block in _runs(document):
        begin = span.start
        while starts and starts[0][0] < span.end:
            start, page = starts.pop(0)
            if start > begin:
                yield Span(begin, start), block
                begin = start
            yield page
        yield Span(begin, span.end), block


def _runs(document: Document) -> Iterator[tuple[Span, int | None]]:
    blocks = enumerate(document.blocks)
    spans = sorted((span.start, span.end, number) for number, block in blocks for span in block.spans)
    cursor, length = 0, len(document.text)
    for start, end, number in spans:
        start, end = max(start, cursor), min(end, length)
        if start >= end:
            continue
        if start > cursor:
            yield Span(cursor, start), None
        yield Span(start, end), number
        cursor = end
    if cursor < length:
        yield Span(cursor, length), None


@dataclass(slots=True)
class _Builder:
    """Puts pieces together to items: what stands on one line with a block is shown with it."""

    document: Document
    items: list[Item | PageBreak] = field(default_factory=list)
    number: int | None = None  # the block of the item being built
    start: int = 0
    own: list[Span] = field(default_factory=list)
    end: int = 0
    before: Span | None = None  # text on the line of the block to come, such as a bullet

    def turn(self, page: PageBreak) -> None:
        """A new page begins: nothing is shown across it."""
        self.close()
        self.items.append(page)

    def block(self, span: Span, number: int) -> None:
        """A run of a block; it goes on with the item if that is of the same block and line."""
        if self.own and self.number == number:
            self.own.append(span)
            self.end = span.end
            return
        start = self.before.start if self.before else span.start
        self.before = None
        self.close()
        self.number, self.start, self.own, self.end = number, start, [span], span.end

    def loose(self, span: Span) -> None:
        """Text of no block: the ends of it may stand on a line with the blocks beside it."""
        text = span.of(self.document.text)
        first, last = text.find("\n"), text.rfind("\n") + 1
        if first < 0:
            if self.own:
                self.end = span.end
            else:
                self.before = span
            return
        middle = span.start
        if self.own:
            middle += first
            self.end = middle
            self.close()
        tail = Span(span.start + last, span.end)
        self._add_loose(Span(middle, tail.start))
        # A tab counts: it is the empty first cell of the row that follows.
        self.before = tail if tail.of(self.document.text).strip(" \r\f\v") else None

    def close(self) -> None:
        """The item being built is done."""
        if self.own and self.number is not None:
            span = self._trimmed(Span(self.start, self.end))
            self.items.append(Item(span, self.document.blocks[self.number], tuple(self.own)))
        self.own, self.number = [], None
        if self.before is not None:
            self._add_loose(self.before)
            self.before = None

    def _add_loose(self, span: Span) -> None:
        trimmed = self._trimmed(span)
        if len(trimmed):
            self.items.append(Item(trimmed, None))

    def _trimmed(self, span: Span) -> Span:
        """Without blank characters at the ends; a tab at the end of a row may be an empty cell."""
        text = span.of(self.document.text)
        lead = len(text) - len(text.lstrip(" \n\r\f\v"))
        return Span(span.start + lead, max(span.start + lead, span.start + len(text.rstrip())))
