"""A joined question, "How many were there, and who paid?", as the questions that it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.query import Query, beside, make_query, telling_words, topic_of
from qa.types import Question

_MOST = 4  # parts; a longer list is one question
_FEW = 2  # telling words; a part with no more is read beside the one before
_AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|should|would|will|must|might|may)(?:n['’]t)?\b"
)
_NOUN = rf"(?:(?!{_AUXILIARY}|(?:i|you|he|she|it|we|they|that|this|these|those|there|a|an|the)\b)[\w’'-]+ ?\b){{1,3}}"
# A question in its own right turns subject and verb round, or asks for the subject: "who wrote it". "What they
# do" is what somebody says, knows or asks, and "when they are away" a condition.
_INTERROGATIVE = (
    rf"(?:(?:what|when|where|why|how|who|whom|which|how (?:long|often|far|old|big|strong|good|well)) {_AUXILIARY}|"
    rf"(?:(?:what|which) {_NOUN}|how (?:many|much)(?: {_NOUN})?) {_AUXILIARY}|"
    r"(?:what|which)(?: (?:factors|things|approaches|models|studies))? (?:helps?|hinders?|works?|gets?)\b|"
    r"what (?:sort|kind|type)s? of\b|who (?:else )?\w+)"
)
_JOINING = r"(?:and|or|but)(?: also)? "
_CUT = re.compile(
    rf"\?\s+(?=(?:(?:and|or|but|so|also) )?(?:{_INTERROGATIVE}|{_AUXILIARY}))|"
    rf"\s*[,;:–—]\s*(?:{_JOINING})?(?={_INTERROGATIVE})|\s+{_JOINING}(?={_INTERROGATIVE})|"
    # "..., and does joint training help?"
    r"\s*[,;:–—]\s*(?:and|but)(?: also)? (?=(?:does|did|do|has|have|can|could|will|would|is|are|was|were|should) \w+)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"^\W*(?:(?:and|so|but|also|well) )?(?:{_INTERROGATIVE}|{_AUXILIARY}|(?:how many|how much|which|what(?! about| if| of)) \w+ \w+)",
    re.IGNORECASE,
)
_OF_WHAT_WAS_NAMED = re.compile(
    rf"^\W*(?:(?:and|so|but|also) )?(?:(?:when|where|why|by whom|how(?: (?:many|much|long|often|old|big))?) )?{_AUXILIARY} (?:it|they|this|that|these|those|he|she)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"^\W*(?:how many|which|what) (?P<what>(?!{_AUXILIARY})(?:of )?[\w’'-]+s)\b", re.IGNORECASE
)
_THEY = re.compile(r"\b(?:they|these|those)\b", re.IGNORECASE)
_IS_WHETHER = re.compile(rf"^\W*(?:(?:and|so|but|also|well) )?{_AUXILIARY}", re.IGNORECASE)
_ASKED_WITHIN = re.compile(r"\W\w+\W.*\b(?:what|when|where|why|how|who|whom|whether|which)\b", re.IGNORECASE)
_MARK = re.compile(r"[?,;:–—]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is understood: whole, and the parts to be answered, one where it is not joined."""

    whole: Query
    parts: tuple[Query, ...]


def split(text: str) -> tuple[str, ...]:
    """The parts of a question that can each be asked by itself; the whole where it is one.

    Each names something: "What helps and what hinders trust?" is one question.
    """
    cuts = list(_CUT.finditer(text))
    places = pairwise([0, *(place for cut in cuts for place in cut.span()), len(text)])
    parts = tuple(text[start:end].strip() for n, (start, end) in enumerate(places) if n % 2 == 0)
    if not 1 < len(parts) <= _MOST or not all(map(_ASKS.match, parts)):
        return (text,)
    if not all(_names(part) or (n and _OF_WHAT_WAS_NAMED.match(part)) for n, part in enumerate(parts)):
        return (text,)
    for cut, (first, second) in zip(cuts, pairwise(parts), strict=True):
        # "How do nurses and how do doctors see it?" has its verb at its end alone.
        alike = _opening(first) == _opening(second) is not None
        if "?" in cut[0] and _IS_WHETHER.match(second) and not _IS_WHETHER.match(first):
            return (text,)  # "How good is it? Could we rely on it?" asks the same again
        if not _MARK.search(cut[0]) and (alike or _ASKED_WITHIN.search(first)):
            return (text,)
    return parts


def understand(question: Question) -> Asked:
    """A question's query, and that of each of its parts. Raises QuestionError as ``make_query`` does."""
    whole = make_query(question)
    texts = split(whole.question)
    if len(texts) == 1:
        return Asked(whole, (whole,))
    parts: list[Query] = []
    for n, text in enumerate(texts):
        if n:
            text = _with_what_is_counted(text, texts[n - 1])
        part = make_query(replace(question, text=text, history=(*question.history, *texts[:n])))
        few = n > 0 and part.standalone == text and len(part.words) <= _FEW
        parts.append(beside(part, texts[n - 1]) if few else part)
    return Asked(whole, tuple(parts))


def _with_what_is_counted(part: str, before: str) -> str:
    """A part of "they", with what the part before it counts in their place: "when were the studies done"."""
    counted = _COUNTED.match(before)
    return part if counted is None else _THEY.sub(f"the {counted['what']}", part, count=1)


def _opening(part: str) -> str | None:
    """The first two words, where they are as "how do"."""
    found = re.match(rf"\w+ {_AUXILIARY}", part, re.IGNORECASE)
    return found and found[0].casefold()


def _names(part: str) -> bool:
    """Whether a part says what it is about."""
    return bool(topic_of(telling_words(part)))
