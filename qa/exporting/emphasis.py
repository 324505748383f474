"""What a text marks as set another way: ``*et al.*``, ``<i>et al.</i>``, ``10<sup>5</sup>``.

One rule for pages and files: the pages style the words and hide the marks, exports set the words
without them. What is embedded, and what is cited, keeps every mark.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from ingest.types import Span
from qa.exporting.types import Run, Shift
from qa.types import GAP

_TAG = re.compile(r"<(/?)(i|em|b|strong|sup|sub)>")
_STARS = re.compile(r"(?<![\w*])(\*\*?)(?=[^\s*])([^*\n]{1,300})(?<=[^\s*])\1(?![\w*])")
_ELEMENT = {"i": "i", "em": "i", "*": "i", "b": "b", "strong": "b", "**": "b", "sup": "sup", "sub": "sub"}
_EMPHASIS = frozenset(("i", "b"))
_ALL = frozenset(_ELEMENT.values())
# More pairs of marks than this in one block is an attack on the browser, not typography.
_MOST = 400


@dataclass(frozen=True, slots=True)
class Marked:
    """A pair of marks and what stands between them."""

    outer: Span
    inner: Span
    element: str  # of HTML: i, b, sup or sub


def marked(text: str, span: Span) -> list[Marked]:
    """The marks in a run of text; those without a partner are words like any other."""
    found: list[Marked] = []
    waiting: list[tuple[str, int, int]] = []
    for tag in _TAG.finditer(text, span.start, span.end):
        closes, name = tag.groups()
        if not closes:
            waiting.append((name, tag.start(), tag.end()))
        elif waiting and waiting[-1][0] == name:
            _, start, inner = waiting.pop()
            found.append(Marked(Span(start, tag.end()), Span(inner, tag.start()), _ELEMENT[name]))
    for stars in _STARS.finditer(text, span.start, span.end):
        found.append(Marked(Span(*stars.span()), Span(*stars.span(2)), _ELEMENT[stars.group(1)]))
    return found if len(found) <= _MOST else []


def runs_of(words: str) -> tuple[Run, ...]:
    """Words as they are to be set, without their marks."""
    return _runs(words, _ALL)


def set_words(words: str) -> str:
    """Words as a reader of an export sees them."""
    return "".join(run.words for run in runs_of(words))


def plain(words: str) -> str:
    """Words where nothing can be set: without marks of emphasis, with those that change what is meant."""
    return "".join(run.words for run in _runs(words, _EMPHASIS))


def _runs(words: str, elements: Collection[str]) -> tuple[Run, ...]:
    found: list[Run] = []
    # Each run of a sentence that is cut is cited by itself, so no mark has its partner in another.
    for n, piece in enumerate(words.split(GAP)):
        if n:
            found.append(Run(GAP))
        found += _runs_in(piece, elements)
    return tuple(found)


def _runs_in(words: str, elements: Collection[str]) -> list[Run]:
    whole = Span(0, len(words))
    pairs = [pair for pair in marked(words, whole) if pair.element in elements]
    cuts = {whole.start, whole.end}
    for pair in pairs:
        cuts |= {pair.outer.start, pair.inner.start, pair.inner.end, pair.outer.end}
    found: list[Run] = []
    for start, end in pairwise(sorted(cuts)):
        run = Span(start, end)
        if any(pair.outer.covers(run) and not pair.inner.covers(run) for pair in pairs):
            continue  # a mark
        ways = [pair.element for pair in pairs if pair.inner.covers(run)]
        shift = next((Shift(way) for way in ways if way not in _EMPHASIS), None)
        found.append(Run(run.of(words), "i" in ways, "b" in ways, shift))
    return found
