"""What a quote leans on: the words before it, where it points back or is one of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sentences import sentence_spans
from ingest.structure.marks import ends_sentence, plain, words_of
from ingest.types import Block, Cell, Document, Passage, Sentence, Span

# A joining word that sets what follows against, or adds it to, what was said before.
_JOINS = (
    r"(?:however|moreover|furthermore|nevertheless|nonetheless|but|yet|and|or|so|also|again|instead|finally|similarly|"
    r"likewise|conversely|otherwise|therefore|thus|hence|consequently|meanwhile|in (?:addition|contrast|turn|other words)|"
    r"by contrast|on the (?:other hand|contrary)|as a (?:result|consequence)|for (?:example|instance)|even so|that said|"
    r"second(?:ly)?|third(?:ly)?|lastly)\b"
)
# And others that may stand before the word that points back.
_JOINING = (
    rf"(?:(?:{_JOINS}|(?:indeed|although|though|while|whilst|in particular|overall|here|perhaps)\b),?\s+)?"
)
_POINTS_BACK = re.compile(
    rf"^\W*{_JOINS}(?!\W*$)|^\W*{_JOINING}(?:(?:this|these|those|such|that)\b(?! (?:review|report|study|paper|article|chapter|section|is to say))|"
    r"(?:they|them|their|he|she|his|her|its)\b|it\b(?! (?:is|was|has been|may be|might be|would be|seems?|appears?|follows?)"
    r"(?: \w+){0,2} (?:that|to|whether|how|why|if|when))|both\b(?! (?-i:[A-Z]))|neither\b|others?\b|the (?:former|latter|same|"
    r"two|three|second|third|other)\b)|\b(?:of the (?:latter|former)|the (?:latter|former))\b",
    re.IGNORECASE,
)


def leans(words: str) -> bool:
    """Whether a sentence points back to one before it: "These schemes ...", "However, they ..."."""
    return bool(_POINTS_BACK.search(words))


def leant_on(document: Document, passage: Passage, sentence: Sentence) -> tuple[Span, ...]:
    """The sentence before one that points back, or the words that introduce a list; empty for none.

    An item of a table's cell may lean on the one before it in its cell, and on nothing else.
    """
    block = _block_of(document, sentence.spans[0])
    if block is None:
        return ()
    words = words_of(document.text, sentence.spans)
    cell = _cell_of(block, sentence.spans[0])
    if cell is not None:
        before = [s for s in passage.sentences if cell.span.covers(s.spans[0]) and s.spans < sentence.spans]
        return before[-1].spans if before and leans(words) else ()
    if block.lead_in is not None and (_is_part(words) or leans(words)):
        return (block.lead_in,)
    return _before(document, block, sentence) if leans(words) else ()


def stands_under(document: Document, sentence: Sentence) -> tuple[str, ...]:
    """The table, the row and the column that an item stands under; empty outside of tables."""
    block = _block_of(document, sentence.spans[0])
    cell = None if block is None else _cell_of(block, sentence.spans[0])
    if block is None or cell is None:
        return ()
    table = "" if block.container is None else document.containers[block.container].label
    row = "" if block.row_header is None else plain(block.row_header.of(document.text))
    return tuple(words for words in (table, row, cell.column) if words)


def _is_part(words: str) -> bool:
    """Whether an item of a list is no sentence by itself."""
    return not ends_sentence(words) or words[:1].islower()


def _before(document: Document, block: Block, sentence: Sentence) -> tuple[Span, ...]:
    """The sentence before, in its own block or at the end of the one before in the same section."""
    earlier = _ended_before(document.text, block.spans, sentence.spans[0].start)
    if earlier:
        return earlier
    for before in reversed(document.blocks[: document.blocks.index(block)]):
        if before.section != block.section:
            break
        if before.is_evidence and before.container == block.container and not before.cells:
            return _ended_before(document.text, before.spans, sentence.spans[0].start)
    return ()


def _ended_before(text: str, spans: Sequence[Span], start: int) -> tuple[Span, ...]:
    found = [sentence for sentence in sentence_spans(text, spans) if sentence[-1].end <= start]
    return found[-1] if found else ()


def _block_of(document: Document, span: Span) -> Block | None:
    return next((b for b in document.blocks if b.is_evidence and any(s.covers(span) for s in b.spans)), None)


def _cell_of(block: Block, span: Span) -> Cell | None:
    return next((cell for cell in block.cells if cell.span.covers(span)), None)
