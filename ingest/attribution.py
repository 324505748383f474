"""Who says it: the study of the reference list that a sentence reports, if it is one.

A name that a sentence narrates speaks for itself; a row, a box or a block quotation
gives its study to all that it holds; a page cited alone is of the work cited last.
In a document that reports studies, one which lists them in its tables, what goes on
telling of a study is of that study too: "The authors stress ...".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.structure.marks import words_of
from ingest.structure.placed import MentionsByPlace
from ingest.types import Block, BlockKind, Document, Mention, Span

_PAGE_CITED = re.compile(r"\((?:[^()]{0,60}?[\s,:])?pp?\.\s?\d+(?:\s?[–-]\s?\d+)?\)")
_PAGE_ALONE = re.compile(r"\(\s*pp?\.\s?\d+(?:\s?[–-]\s?\d+)?\s*\)")
_SEE = re.compile(r"\bsee\b(?! that\b)", re.IGNORECASE)
_SECOND_HAND = re.compile(r"\b(?:cited|quoted|reported|discussed) (?:in|by)\s+$", re.IGNORECASE)
# Before a name that is there for comparison, and not for what it says.
_COMPARED = re.compile(
    r"\b(?:as with|unlike|like|similar(?:ly)? to|compared (?:with|to)|in contrast (?:to|with)|in line with|"
    r"consistent with|buil(?:d|ds|t|ding) (?:up)?on|draw(?:s|n|ing)? (?:up)?on|developed from|adapted from|"
    r"based (?:up)?on|inspired by|following)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_OF_THE_STUDY = re.compile(
    r"\b(?:the|this|these|that|those|their)\s+(?:[\w,-]+\s+){0,3}?(?:(?:lead|first|second|same)\s+)?"
    r"(?:study|authors?|researchers?|team|article|paper|account|evaluation|survey|trial|source|book|chapter|"
    r"stories|research)\b",
    re.IGNORECASE,
)
# "This article" may be the one that is being read; it asks and aims in the present.
_THIS = r"\bthis (?:study|article|paper|report|chapter|book|research)\b"
_THIS_ITSELF = re.compile(_THIS, re.IGNORECASE)
_THIS_AIMS = re.compile(rf"{_THIS} (?:\w+ly |also |therefore )?(?!was\b)[a-z]+s\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b")
_ITS_OWN = re.compile(
    r"\b(?:we|our|us|i|my)\b|\b(?:this|the present|our) (?:scoping |literature |systematic )?review\b|"
    r"\b(?:in|of|from) (?:the|these|those) (?:studies|sources|papers)\b|\bincluded (?:studies|sources)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[‘“\"](?:[^’”\"]|’(?=\w)){3,}[’”\"]|(?<!\w)'(?:[^']|'(?=\w)){3,}'(?!\w)")
# What was found is told in the past tense; a review's own comment is in the present.
_PAST = re.compile(
    r"\b(?:was|were|had|did|could|might|felt|found|saw|led|made|took|came|arose|sought|began|became|gave|kept|"
    r"[a-z]+[^\We]ed\s+(?:an?|the|that|their|its|some|no|few|more|less))\b"
)
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|does|do|can|will|should|must|may|seems?|appears?|tends?|remains?)\b"
)


def is_told_in_the_past(words: str) -> bool:
    """Whether a sentence tells what was found, and comments on nothing: all of it is in the past tense."""
    return bool(_PAST.search(words)) and not _PRESENT.search(words)


class Attribution:
    """Tells the study of blocks and of their sentences."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._mentions = MentionsByPlace(document.mentions)
        self._last_led_in = {b.lead_in: b for b in document.blocks if b.lead_in is not None}
        self._led_in_after = {lead_in.end: block for lead_in, block in self._last_led_in.items()}
        self._study_of = {key: n for n, study in enumerate(document.studies) for key in study.references}
        in_containers = [span for b in document.blocks if b.container is not None for span in b.spans]
        boxed = {m for span in in_containers for m in self._mentions.within(span)}
        self._running = MentionsByPlace([m for m in document.mentions if m not in boxed])

    def of_block(self, block: Block) -> str | None:
        """The study that a whole block reports: by its row, its box, its lead-in or its tail."""
        if block.row_header is not None:
            heads = self._mentions.within(block.row_header)
            return heads[0].reference if heads else None
        if block.container is not None:
            caption = self._document.containers[block.container].caption
            if caption is not None and (found := self._one(self._mentions.within(caption))):
                return found
        quoted = block.kind is BlockKind.QUOTATION or (
            block.kind is BlockKind.LIST_ITEM and self._list_is_quoted(block)
        )
        if not quoted:
            return None
        own = self._one(self._within(block.spans))
        if own or block.lead_in is None:
            return own
        return self._before(block.lead_in) or (
            self._cited_last(block, block.start) if self._ends_with(_PAGE_ALONE, block) else None
        )

    def of_sentences(self, block: Block, sentences: Sequence[Sequence[Span]]) -> list[str | None]:
        """The study of each sentence of a block that is not one study's as a whole."""
        found: list[str | None] = []
        last: str | None = None  # the study told of in the paragraph so far
        before: str | None = None  # that of the sentence before
        for spans in sentences:
            if self._within(spans):
                last = before = self._named_in(spans)
            else:
                before = self._told_on(block, spans, before, last)
                last = before or last
            found.append(before)
        return found

    def _told_on(
        self, block: Block, spans: Sequence[Span], before: str | None, last: str | None
    ) -> str | None:
        """The study of a sentence that names none."""
        words = words_of(self._text, spans)
        if _PAGE_ALONE.search(words):
            return self._cited_last(block, spans[0].start) or last
        if (led := self._led_in_after.get(spans[-1].end)) is not None and (study := self.of_block(led)):
            return study
        own_words = _QUOTED.sub("", words)
        if last is None or not self._document.studies or _ITS_OWN.search(own_words):
            return None
        told = is_told_in_the_past(own_words) and not _THIS_AIMS.search(own_words)
        if _OF_THE_STUDY.search(own_words) and (told or not _THIS_ITSELF.search(own_words)):
            return last
        return before if told else None

    def _named_in(self, spans: Sequence[Span]) -> str | None:
        """The one study that a sentence names as its subject: "Brown and colleagues (2003) found".

        A name all in brackets, or a number, may stand for anything: a law, an opinion, a
        source. It counts where the document's own tables list it as a study.
        """
        every = [m for m in self._within(spans) if not self._is_second_hand(m, spans)]
        mentions = [m for m in every if not self._is_aside(m, spans) and not self._is_ours(m, spans)]
        narrated = [m for m in mentions if self._is_narrated(m, spans)]
        if narrated:
            return self._one((*narrated, *(m for m in mentions if m.reference in self._study_of)))
        # A clause with a bracket of its own, "(see Butler 2006)", is another's word in the same sentence.
        return self._one(every) if mentions and all(m.reference in self._study_of for m in every) else None

    def _is_narrated(self, mention: Mention, spans: Sequence[Span]) -> bool:
        """Whether its names are part of the sentence: no number, no title, outside all brackets."""
        before = self._before_in_sentence(mention, spans)
        return self._text[mention.span.start].isalpha() and before.count("(") <= before.count(")")

    def _is_ours(self, mention: Mention, spans: Sequence[Span]) -> bool:
        """Whether it is the source that speaks of a work, "we agree with ...", for itself."""
        return bool(_FIRST_PERSON.search(_QUOTED.sub("", self._before_in_sentence(mention, spans))))

    def _is_aside(self, mention: Mention, spans: Sequence[Span]) -> bool:
        """Whether a mention only points elsewhere, "see also ...", or is named to compare."""
        before = self._before_in_sentence(mention, spans)
        inside = before.rpartition("(")[2] if before.count("(") > before.count(")") else before[-30:]
        return bool(_SEE.search(inside) or _COMPARED.search(before))

    def _is_second_hand(self, mention: Mention, spans: Sequence[Span]) -> bool:
        """Whether it is where another work was read: "Abbott 1999, cited in Okoro 2005"."""
        earlier = self._within((Span(spans[0].start, mention.span.start),))
        return bool(earlier and _SECOND_HAND.search(self._before_in_sentence(mention, spans)))

    def _before_in_sentence(self, mention: Mention, spans: Sequence[Span]) -> str:
        return " ".join(
            self._text[span.start : min(span.end, mention.span.start)]
            for span in spans
            if span.start < mention.span.start
        )

    def _list_is_quoted(self, block: Block) -> bool:
        """A list whose items are one quotation ends with the page it is quoted from."""
        return block.lead_in is not None and self._ends_with(_PAGE_CITED, block)

    def _ends_with(self, pattern: re.Pattern[str], block: Block) -> bool:
        """Whether a quotation, or the list that a block is an item of, ends with such words."""
        last = self._last_led_in.get(block.lead_in, block) if block.lead_in is not None else block
        return bool(pattern.search(last.spans[-1].of(self._text)[-40:]))

    def _before(self, lead_in: Span) -> str | None:
        """The nearest study named in the lead-in or, failing that, in its paragraph."""
        inside = self._mentions.within(lead_in)
        if inside:
            return self._one(inside)
        for block in self._document.blocks:
            if any(span.covers(lead_in) for span in block.spans):
                return self._nearest(self._mentions, lead_in.start, block.start)
        return None

    def _cited_last(self, block: Block, place: int) -> str | None:
        """The work cited last in the running text of the section: what "(p. 15)" alone is a page of."""
        if block.section is None:
            return None
        start = self._document.sections[block.section].heading.start
        return self._nearest(self._running, place, start)

    def _nearest(self, mentions: MentionsByPlace, end: int, start: int) -> str | None:
        for mention in mentions.before(end, start):
            if not self._is_aside(mention, (Span(max(start, mention.span.start - 160), mention.span.end),)):
                return mention.reference
        return None

    def _within(self, spans: Iterable[Span]) -> list[Mention]:
        return [mention for span in spans for mention in self._mentions.within(span)]

    def _one(self, mentions: Iterable[Mention]) -> str | None:
        """The study that all mentions are of: one entry, or papers of one study."""
        keys = list(dict.fromkeys(mention.reference for mention in mentions))
        studies = {self._study_of.get(key, key) for key in keys}
        return keys[0] if len(studies) == 1 else None
