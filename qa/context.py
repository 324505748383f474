"""What a quote leans on: the words before it, where it points back or is one of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sentences import sentence_spans
from ingest.structure.marks import ends_sentence, words_of
from ingest.types import Block, BlockKind, Document, Sentence, Span

# A joining word may stand before the one that points back.
_JOINING = (
    r"(?:(?:however|moreover|furthermore|therefore|thus|indeed|nevertheless|similarly|also|and|but|so|yet|although|while|"
    r"whilst|in addition|in particular|for example|as a result|in turn|overall|here|again|instead)\b,?\s+)?"
)
_POINTS_BACK = re.compile(
    rf"^\W*{_JOINING}(?:(?:this|these|those|such|that)\b(?! (?:review|report|study|paper|article|chapter|section|is to say))|"
    r"(?:they|them|their|he|she|his|her|its)\b|it\b(?! (?:is|was|has been|may be|might be|would be|seems?|appears?|follows?)"
    r"(?: \w+){0,2} (?:that|to|for|whether|how|why|if|when))|both\b(?! (?-i:[A-Z]))|neither\b|others?\b|the (?:former|latter|same|"
    r"two|three|second|third|other)\b)|\b(?:of the (?:latter|former)|the (?:latter|former))\b",
    re.IGNORECASE,
)


def leans(words: str) -> bool:
    """Whether a sentence points back to one before it: "These schemes ...", "However, they ..."."""
    return bool(_POINTS_BACK.search(words))


def leant_on(document: Document, sentence: Sentence) -> tuple[Span, ...]:
    """The sentence before one that points back, or the words that introduce a list; empty for none.

    Cells of a table have their column's and their row's heading, and lean on nothing before them.
    """
    place = _block_of(document, sentence.spans[0])
    if place is None or document.blocks[place].kind is BlockKind.TABLE_ROW:
        return ()
    block = document.blocks[place]
    words = words_of(document.text, sentence.spans)
    if block.lead_in is not None and (_is_part(words) or leans(words)):
        return (block.lead_in,)
    return _before(document, place, sentence) if leans(words) else ()


def _is_part(words: str) -> bool:
    """Whether an item of a list is no sentence by itself."""
    return not ends_sentence(words) or words[:1].islower()


def _before(document: Document, place: int, sentence: Sentence) -> tuple[Span, ...]:
    """The sentence before, in its own block or at the end of the one before in the same section."""
    block = document.blocks[place]
    earlier = _ended_before(document.text, block.spans, sentence.spans[0].start)
    if earlier:
        return earlier
    for before in reversed(document.blocks[:place]):
        if before.section != block.section:
            break
        if before.is_evidence and before.container == block.container:
            return _ended_before(document.text, before.spans, sentence.spans[0].start)
    return ()


def _ended_before(text: str, spans: Sequence[Span], start: int) -> tuple[Span, ...]:
    found = [sentence for sentence in sentence_spans(text, spans) if sentence[-1].end <= start]
    return found[-1] if found else ()


def _block_of(document: Document, span: Span) -> int | None:
    for number, block in enumerate(document.blocks):
        if block.is_evidence and _holds(block, span):
            return number
    return None


def _holds(block: Block, span: Span) -> bool:
    return any(own.covers(span) for own in block.spans)
