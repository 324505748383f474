"""The evidence in a document: its sentences, with direction, level and study.

Worked out once, when a document is taken in; a question only selects. Structure
speaks first: a column, a heading or a lead-in that names one direction gives it
to all that stands under it. Where structure is silent the sentence itself speaks,
by its words for now: ``ingest.appraisal`` hears it again when its vector is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.attribution import Attribution
from ingest.direction import heading_direction, level_of
from ingest.direction_model import sentence_direction
from ingest.sentences import cell_items, lower_case_words, sentence_spans
from ingest.structure.marks import one_line, plain, words_of
from ingest.types import Block, BlockKind, Direction, Document, Level, Sentence, Span


class EvidenceReader:
    """Reads the sentences of a document's evidence blocks."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._lower_case = lower_case_words(one_line(document.text))
        self._attribution = Attribution(document)

    def sentences(self, block: Block) -> tuple[Sentence, ...]:
        """The sentences of a block, in order; a table row's are the items of its cells."""
        if block.kind is BlockKind.TABLE_ROW:
            return tuple(self._of_cells(block))
        given = self._direction_of_block(block)
        level = self._level_of_block(block)
        whole = self._attribution.of_block(block)
        all_spans = sentence_spans(self._text, block.spans)
        studies = [whole] * len(all_spans) if whole else self._attribution.of_sentences(block, all_spans)
        found = []
        for spans, study in zip(all_spans, studies, strict=True):
            words = words_of(self._text, spans)
            own = sentence_direction(words)
            by_structure = given is not Direction.NONE and own in (Direction.NONE, given)
            found.append(
                Sentence(
                    spans,
                    given if by_structure else own,
                    level_of(words) or level,
                    study,
                    by_structure,
                )
            )
        return tuple(found)

    def _of_cells(self, block: Block) -> Iterator[Sentence]:
        study = self._attribution.of_block(block)
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
