"""The evidence in a document: its sentences, with direction, level and study.

Worked out once, when a document is taken in; a question only selects. Structure
speaks first: a column, a heading or a lead-in that names one direction gives it
to all that stands under it. Where structure is silent the sentence itself speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.direction import heading_direction, level_of, sentence_direction
from ingest.sentences import cell_items, lower_case_words, sentence_spans
from ingest.structure.marks import one_line, plain, words_of
from ingest.types import Block, BlockKind, Direction, Document, Level, Mention, Sentence, Span

_PAGE_CITED = re.compile(r"\((?:[^()]{0,60}?[\s,:])?pp?\.\s?\d+(?:\s?[–-]\s?\d+)?\)")


class EvidenceReader:
    """Reads the sentences of a document's evidence blocks."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._lower_case = lower_case_words(one_line(document.text))
        self._last_led_in = {b.lead_in: b for b in document.blocks if b.lead_in is not None}
        headers = [b.row_header for b in document.blocks if b.row_header is not None]
        self._tabled = {m.reference for m in self._mentions(headers)}

    def sentences(self, block: Block) -> tuple[Sentence, ...]:
        """The sentences of a block, in order; a table row's are the items of its cells."""
        if block.kind is BlockKind.TABLE_ROW:
            return tuple(self._of_cells(block))
        study = self._study_of_block(block)
        given = self._direction_of_block(block)
        level = self._level_of_block(block)
        found = []
        for spans in sentence_spans(self._text, block.spans):
            words = words_of(self._text, spans)
            own = sentence_direction(words)
            by_structure = given is not Direction.NONE and own in (Direction.NONE, given)
            found.append(
                Sentence(
                    spans,
                    given if by_structure else own,
                    level_of(words) or level,
                    study or self._study_in(spans),
                    by_structure,
                )
            )
        return tuple(found)

    def _of_cells(self, block: Block) -> Iterator[Sentence]:
        study = self._study_of_block(block)
        level = self._level_of_block(block)
        for cell in block.cells:
            by_structure = cell.direction is not Direction.NONE
            for item in cell_items(self._text, cell.span, self._lower_case):
                words = plain(item.of(self._text))
                direction = cell.direction if by_structure else sentence_direction(words)
                yield Sentence((item,), direction, level_of(words) or level, study, by_structure)

    def _direction_of_block(self, block: Block) -> Direction:
        """What the lead-in of a list, or the nearest heading, says of all under it.

        A heading speaks for the items of a list; a paragraph under it argues, and
        its sentences speak for themselves.
        """
        if block.lead_in is not None and block.kind is BlockKind.LIST_ITEM:
            said = heading_direction(self._lead_clause(block.lead_in))
            if said is not Direction.NONE:
                return said
        if block.kind is BlockKind.LIST_ITEM and block.section is not None:
            return heading_direction(self._document.sections[block.section].title)
        return Direction.NONE

    def _lead_clause(self, lead_in: Span) -> str:
        """The last clause before the colon: what the list is a list of."""
        clauses = re.split(r"[;,–—]\s", plain(lead_in.of(self._text)))
        telling = [clause for clause in clauses if len(clause.split()) >= 3]
        return telling[-1] if telling else clauses[-1]

    def _level_of_block(self, block: Block) -> Level | None:
        """From the caption, else from the headings, the nearest first."""
        if block.container is not None:
            found = level_of(self._document.containers[block.container].title)
            if found is not None:
                return found
        for title in reversed(self._document.section_path(block.section)):
            found = level_of(title)
            if found is not None:
                return found
        return None

    # -- studies ---------------------------------------------------------------------

    def _study_of_block(self, block: Block) -> str | None:
        """The study that a whole block reports: by its row, its box, its lead-in or its tail."""
        if block.row_header is not None:
            return self._first(self._mentions((block.row_header,)))
        if block.container is not None:
            caption = self._document.containers[block.container].caption
            if caption is not None and (found := self._only(self._mentions((caption,)))):
                return found
        quoted = block.kind is BlockKind.QUOTATION or (
            block.kind is BlockKind.LIST_ITEM and self._list_is_quoted(block)
        )
        if quoted:
            own = self._only(self._mentions(block.spans))
            if own or block.lead_in is None:
                return own
            return self._last_mention_before(block.lead_in)
        return None

    def _list_is_quoted(self, block: Block) -> bool:
        """A list whose items are one quotation ends with the page it is quoted from."""
        last = self._last_led_in.get(block.lead_in) if block.lead_in is not None else None
        return last is not None and bool(_PAGE_CITED.search(last.spans[-1].of(self._text)[-40:]))

    def _last_mention_before(self, lead_in: Span) -> str | None:
        """The nearest study named in the lead-in or, failing that, in its paragraph."""
        inside = [m for m in self._document.mentions if lead_in.covers(m.span)]
        if inside:
            return self._only(inside)
        for block in self._document.blocks:
            if any(span.covers(lead_in) for span in block.spans):
                earlier = [
                    m
                    for m in self._mentions(block.spans)
                    if m.span.end <= lead_in.start and not self._is_aside(m)
                ]
                return earlier[-1].reference if earlier else None
        return None

    def _is_aside(self, mention: Mention) -> bool:
        """Whether a mention only points elsewhere: "see also ..."."""
        before = self._text[max(0, mention.span.start - 30) : mention.span.start]
        return bool(re.search(r"\bsee(?:,? (?:also|for example|e\.g\.))?,?\s+$", before, re.IGNORECASE))

    def _study_in(self, spans: Sequence[Span]) -> str | None:
        """The one study that a sentence names as its subject: "Brown and colleagues (2003) found".

        A name all in brackets, or a number, may stand for anything: a law, an opinion, a
        source. It counts where the document's own tables list it as a study.
        """
        mentions = self._mentions(spans)
        only = self._only(mentions)
        narrated = any("(" in mention.span.of(self._text) for mention in mentions)
        return only if narrated or only in self._tabled else None

    def _mentions(self, spans: Sequence[Span]) -> list[Mention]:
        return [m for m in self._document.mentions if any(span.covers(m.span) for span in spans)]

    def _first(self, mentions: Sequence[Mention]) -> str | None:
        return mentions[0].reference if mentions else None

    def _only(self, mentions: Iterable[Mention]) -> str | None:
        keys = {m.reference for m in mentions}
        return keys.pop() if len(keys) == 1 else None
