"""Definitions: what a question asks the meaning of, and the sentences that say what something is."""

from __future__ import annotations

import re
from functools import lru_cache

_TERM = r"(?P<term>[\w'’-]+(?: (?!of\b|to\b|in\b|for\b|on\b|at\b|that\b|and\b|or\b)[\w'’-]+){0,3})"
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\W*(?:and |so |but )?what(?: exactly)? (?:is|are|was|were)(?: meant by)?(?: the term)?(?: an?| the)? [‘'“\"]?{_TERM}\W*$",
        rf"\bwhat (?:does|do|did)(?: the term)? [‘'“\"]?{_TERM}[’'”\"]? mean\b",
        rf"\b(?:define|definitions? of|meaning of)(?: the term)?(?: an?| the)? [‘'“\"]?{_TERM}",
    )
)
_SAYS_WHAT = (
    r"(?:\s*[’'”\"])?(?:\s*\([^)]{1,30}\))?(?:\s*[–—:]\s|\s(?:\w+ly )?(?:is|are|was|were|means?|refers? to|describes?|"
    r"involves?|consists? of|comprises?|denotes?|includes?)\s(?!not\b))"
)


def term_asked(question: str) -> str | None:
    """What a question asks the meaning of; None where it asks for something else."""
    found = next((found for pattern in _ASKED if (found := pattern.search(question))), None)
    return None if found is None else found["term"]


def defines(words: str, term: str) -> bool:
    """Whether a sentence begins with a term and says what it is."""
    return bool(_defining(term).match(words))


@lru_cache(maxsize=64)
def _defining(term: str) -> re.Pattern[str]:
    said = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term.removesuffix("s")))
    return re.compile(rf"^\W*(?:(?:the|an?|by|term) )*[‘'“\"]?{said}s?\b{_SAYS_WHAT}", re.IGNORECASE)
