"""What a quote leans on: the words before it, where it points back or is one of a list; and what takes back from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sentences import sentence_spans
from ingest.structure.marks import ends_sentence, plain, words_of
from ingest.types import Block, Cell, Document, Passage, Sentence, Span

# A joining word that sets what follows against, or adds it to, what was said before.
_SETS_AGAINST = (
    r"however|nevertheless|nonetheless|but|yet|conversely|(?:by|in) contrast|even so|that said|"
    r"on the (?:other hand|contrary)"
)
_JOINS = (
    rf"(?:{_SETS_AGAINST}|moreover|furthermore|and|or|so|also|again|instead|finally|similarly|likewise|otherwise|"
    r"therefore|thus|hence|consequently|meanwhile|in (?:addition|turn|other words)|as a (?:result|consequence)|"
    r"for (?:example|instance)|second(?:ly)?|third(?:ly)?|lastly)\b"
)
_AGAINST = re.compile(rf"^\W*(?:{_SETS_AGAINST})\b", re.IGNORECASE)
_ADDS = re.compile(rf"^\W*{_JOINS}", re.IGNORECASE)
# What is only likened to the sentence before: of another study, that one says nothing of this.
_LIKENS = re.compile(r"^\W*(?:similarly|likewise|equally|elsewhere|in the same way)\b", re.IGNORECASE)
# And others that may stand before the word that points back.
_JOINING = (
    rf"(?:(?:{_JOINS}|(?:indeed|although|though|while|whilst|in particular|overall|here|perhaps)\b),?\s+)?"
)
_POINTS_BACK = re.compile(
    rf"^\W*{_JOINS}(?!\W*$)|^\W*{_JOINING}(?:(?:all|both|most|many|some|each) (?:of )?)?(?:(?:this|these|those|such|that)\b(?! (?:review|report|study|paper|article|chapter|section|is to say))|"
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

    Where that points back itself, the one before it stands with it. An item of a table's cell may lean on the
    one before it in its cell, and on nothing else.
    """
    block = _block_of(document, sentence.spans[0])
    if block is None:
        return ()
    words = words_of(document.text, sentence.spans)
    cell = _cell_of(block, sentence.spans[0])
    if cell is not None:
        items = [s for s in passage.sentences if cell.span.covers(s.spans[0]) and s.spans < sentence.spans]
        return items[-1].spans if items and leans(words) else ()
    before = _before(document, block, sentence.spans) if leans(words) else ()
    if before and _LIKENS.match(words) and _is_of_another_study(passage, before, sentence):
        return ()
    in_block = bool(before) and any(span.covers(before[0]) for span in block.spans)
    if block.lead_in is not None and (_is_part(words) or (leans(words) and not in_block)):
        before = (block.lead_in,)
    further: tuple[Span, ...] = ()
    if before and leans(words_of(document.text, before)):
        its_block = _block_of(document, before[0])
        further = () if its_block is None else _before(document, its_block, before)
    return _as_one(document, further, before)


def _is_of_another_study(passage: Passage, before: tuple[Span, ...], sentence: Sentence) -> bool:
    studies = {s.study for s in passage.sentences if s.spans == before} - {None}
    return sentence.study is not None and bool(studies) and sentence.study not in studies


def taken_back_by(document: Document, passage: Passage, sentence: Sentence) -> tuple[Span, ...]:
    """The sentence after one, in its paragraph or cell, that sets something against it: "However, ..."; empty for none."""
    block = _block_of(document, sentence.spans[0])
    if block is None:
        return ()
    cell = _cell_of(block, sentence.spans[0])
    if cell is not None:
        following = [s.spans for s in passage.sentences if cell.span.covers(s.spans[0])]
    else:
        following = list(sentence_spans(document.text, block.spans))
    after = [spans for spans in following if spans[0].start >= sentence.spans[-1].end]
    return after[0] if after and _AGAINST.match(words_of(document.text, after[0])) else ()


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


def _before(document: Document, block: Block, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The sentence before, in its own block or at the end of the one before in the same section.

    What opens a paragraph and only adds to what was said ("Also in the north ...") leans on the argument, and not on
    the last sentence of another paragraph, which may be of another place.
    """
    earlier = _ended_before(document.text, block.spans, spans[0].start)
    if earlier:
        return earlier
    words = words_of(document.text, spans)
    adds = _ADDS.match(words)
    if adds and not _AGAINST.match(words) and not leans(words[adds.end() :].lstrip(" ,")):
        return ()
    for before in reversed(document.blocks[: document.blocks.index(block)]):
        if before.section != block.section:
            break
        if before.is_evidence and before.container == block.container and not before.cells:
            return _ended_before(document.text, before.spans, spans[0].start)
    return ()


def _as_one(document: Document, first: tuple[Span, ...], second: tuple[Span, ...]) -> tuple[Span, ...]:
    """Both; the seam closed where nothing but blanks is between them in one block."""
    if first and second and not document.text[first[-1].end : second[0].start].strip():
        whole = Span(first[-1].start, second[0].end)
        if any(span.covers(whole) for block in document.blocks for span in block.spans):
            return (*first[:-1], whole, *second[1:])
    return (*first, *second)


def _ended_before(text: str, spans: Sequence[Span], start: int) -> tuple[Span, ...]:
    found = [sentence for sentence in sentence_spans(text, spans) if sentence[-1].end <= start]
    return found[-1] if found else ()


def _block_of(document: Document, span: Span) -> Block | None:
    return next((b for b in document.blocks if b.is_evidence and any(s.covers(span) for s in b.spans)), None)


def _cell_of(block: Block, span: Span) -> Cell | None:
    return next((cell for cell in block.cells if cell.span.covers(span)), None)
