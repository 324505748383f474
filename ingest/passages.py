"""Passages: what is retrieved. Whole sentences, within what the model reads."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ingest.evidence import EvidenceReader
from ingest.structure.marks import plain, words_of
from ingest.types import Block, BlockKind, Document, Passage, Sentence, Span

CountTokens = Callable[[str], int]

# Short paragraphs of one section go together up to this, and a longer one is cut in even
# parts: small enough to point at what answers, large enough to hold what a sentence leans
# on. Measured on the gold questions: see docs/measurements.md.
_MOST_TOKENS = 230
# What stands in front for the model and the word index, never more than a quarter of its reach.
_CONTEXT_SHARE = 0.25
_OVERHEAD = 3  # the two tokens at the ends, and the stop after the context


def make_passages(document: Document, count: CountTokens, reach: int) -> tuple[Passage, ...]:
    """Cut a document's evidence into passages.

    ``count`` counts the model's own tokens, ``reach`` is how many it reads. Context
    and words together never exceed it; a sentence longer than that becomes several
    passages, so that nothing is cut off unseen.
    """
    return tuple(_Cutter(document, count, reach).run())


class _Cutter:
    def __init__(self, document: Document, count: CountTokens, reach: int) -> None:
        self._document = document
        self._count = count
        self._reach = reach
        self._reader = EvidenceReader(document)
        self._quiet = sorted(span.start for b in document.blocks if not b.is_evidence for span in b.spans)

    def run(self) -> Iterator[Passage]:
        held: list[Block] = []
        waiting: list[Sentence] = []
        context, room, filled = "", 0, 0
        for blocks, sentences in self._units():
            size = sum(self._tokens(sentence) for sentence in sentences)
            # What belongs together is read together, as long as the model can see all of it.
            if held and self._follows(held, blocks[0]) and filled + size <= room:
                held += blocks
                waiting += sentences
                filled += size
                continue
            for part in self._parts(waiting, room):
                yield self._passage(held, part, context)
            held, context, filled = [*blocks], self._context(blocks[0]), size
            room = min(_MOST_TOKENS, self._reach - self._count(context) - _OVERHEAD)
            waiting = [piece for s in sentences for piece in self._fitting(s, room)]
        for part in self._parts(waiting, room):
            yield self._passage(held, part, context)

    def _units(self) -> Iterator[tuple[list[Block], list[Sentence]]]:
        """What is never put asunder without need: a paragraph, a table row, a list."""
        evidence = [block for block in self._document.blocks if block.is_evidence]
        for _, group in groupby(enumerate(evidence), key=lambda pair: self._group_key(*pair)):
            blocks = [block for _, block in group]
            yield blocks, [s for block in blocks for s in self._reader.sentences(block)]

    def _follows(self, held: Sequence[Block], after: Block) -> bool:
        """Whether a unit goes on where others of the same section, table or box end.

        A table row stands under names of its own, and stays by itself. So does what is led in
        by other words, unless these are among what is held: the first names whose it is.
        """
        first = held[0]
        if BlockKind.TABLE_ROW in (first.kind, after.kind):
            return False
        if (first.section, first.container) != (after.section, after.container):
            return False
        return after.lead_in == first.lead_in or (
            first.lead_in is None
            and after.lead_in is not None
            and any(span.overlap(after.lead_in) for block in held for span in block.spans)
        )

    def _group_key(self, number: int, block: Block) -> tuple[object, ...]:
        """Items of one list go together; every other block stands alone."""
        if block.kind is BlockKind.LIST_ITEM and block.lead_in is not None:
            return ("list", block.lead_in, block.section, block.container)
        if block.kind is BlockKind.LIST_ITEM:
            return ("list", None, block.section, block.container)
        return ("block", number)

    def _passage(self, blocks: Sequence[Block], sentences: Sequence[Sentence], context: str) -> Passage:
        spans = self._runs(blocks, sentences)
        section = self._document.section_path(blocks[0].section)
        page = self._document.page_at(spans[0].start)
        about = self._about(sentences)
        return Passage(spans, tuple(sentences), blocks[0].kind, section, page, context, about)

    def _about(self, sentences: Sequence[Sentence]) -> str:
        """What tables say of the one study that is reported: its place and its team are seldom named again."""
        keys = {sentence.study for sentence in sentences}
        studies = [s for s in self._document.studies if keys & set(s.references)]
        if len(studies) != 1 or not keys <= set(studies[0].references):
            return ""
        own = [span for sentence in sentences for span in sentence.spans]
        told = (d.span for d in studies[0].details if not any(d.span.covers(span) for span in own))
        return " ".join(plain(span.of(self._document.text)) for span in told)

    def _runs(self, blocks: Sequence[Block], sentences: Sequence[Sentence]) -> tuple[Span, ...]:
        """The sentences' spans, joined where nothing but space and list marks lies between."""
        row = blocks[0].kind is BlockKind.TABLE_ROW
        runs: list[Span] = []
        for span in sorted(s for sentence in sentences for s in sentence.spans):
            if runs and self._adjoin(runs[-1], span, row):
                runs[-1] = Span(runs[-1].start, max(runs[-1].end, span.end))
            else:
                runs.append(span)
        return tuple(runs)

    def _adjoin(self, before: Span, after: Span, row: bool) -> bool:
        between = self._document.text[before.end : after.start]
        if row:
            return "\n" not in between
        if not re.fullmatch(r"\s*(?:(?:[-–—•◦■▪●○‣∙·*+o]|\(?\w{1,4}[.)])\s*)*", between):
            return False
        following = bisect_left(self._quiet, before.end)
        if following < len(self._quiet) and self._quiet[following] < after.start:
            return False
        # A page label belongs to one run; where the page turns a new one begins.
        return self._document.page_at(before.start) == self._document.page_at(after.start)

    def _context(self, block: Block) -> str:
        """Headings, caption, columns and lead-in, the nearest last, within their share."""
        parts = [*self._document.section_path(block.section)]
        if block.container is not None:
            container = self._document.containers[block.container]
            parts.append(f"{container.label}: {container.title}" if container.label else container.title)
        if block.row_header is not None:
            parts.append(block.row_header.of(self._document.text))
        columns = list(dict.fromkeys(cell.column for cell in block.cells if cell.column))
        if columns:
            parts.append("; ".join(columns))
        if block.lead_in is not None:
            parts.append(block.lead_in.of(self._document.text))
        parts = [plain(part) for part in parts if part.strip()]
        most = int(self._reach * _CONTEXT_SHARE)
        while len(parts) > 1 and self._count(". ".join(parts)) > most:
            parts = parts[1:]
        context = ". ".join(parts)
        while self._count(context) > most:
            context = context.split(" ", 1)[-1] if " " in context else context[: len(context) // 2]
        return context

    def _fitting(self, sentence: Sentence, room: int) -> Iterator[Sentence]:
        """The sentence, or its pieces where it is longer than the model reads."""
        if self._tokens(sentence) <= room:
            yield sentence
            return
        for span in sentence.spans:
            for piece in self._pieces(span, room):
                yield Sentence(
                    (piece,), sentence.direction, sentence.level, sentence.study, sentence.by_structure
                )

    def _pieces(self, span: Span, room: int) -> Iterator[Span]:
        """A run cut in halves, at a clause or a space near the middle, until all fit."""
        words = span.of(self._document.text)
        if self._count(plain(words)) <= room or len(words) < 2:
            yield span
            return
        middle = len(words) // 2
        cut = min(
            (m.end() for m in re.finditer(r"[;,:–]\s+|\s+", words[: len(words) - 1]) if m.end() > 1),
            key=lambda at: abs(at - middle) - (len(words) // 8 if words[at - 2] in ";,:–" else 0),
            default=middle,
        )
        left = words[:cut].rstrip()
        yield from self._pieces(Span(span.start, span.start + max(1, len(left))), room)
        yield from self._pieces(Span(span.start + cut, span.end), room)

    def _parts(self, sentences: Sequence[Sentence], room: int) -> Iterator[list[Sentence]]:
        """Sentences in as few runs as fit, of about even length."""
        if not sentences:
            return
        sizes = [self._tokens(sentence) for sentence in sentences]
        if sum(sizes) <= room:
            yield list(sentences)
            return
        wanted = -(-sum(sizes) // room)
        aim = sum(sizes) / max(1, wanted)
        part: list[Sentence] = []
        filled = 0
        for sentence, size in zip(sentences, sizes, strict=True):
            if part and (filled + size > room or filled + size / 2 > aim):
                yield part
                part, filled = [], 0
            part.append(sentence)
            filled += size
        if part:
            yield part

    def _tokens(self, sentence: Sentence) -> int:
        return self._count(words_of(self._document.text, sentence.spans))
