"""Sentences and the items of table cells, as spans of the canonical text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence, Set

from ingest.types import Span

_ABBREVIATIONS = frozenset(
    "al et e.g i.e eg ie cf vs viz etc p pp para fig figs no nos vol vols ed eds approx ca c dr prof mr mrs ms st "
    "sr jr rev hon gen col lt inc ltd co dept univ jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
_BOUNDARY = re.compile(
    r"""(?P<stop>[.!?…]+)
        (?P<close>["”’'»)\]*_]*(?:</\w+>)*)
        (?P<note>(?:\d{1,3}(?:[,–-]\d{1,3})*|\d{4,6}|\[\d[\d,;\s–-]*\]|\[\^\w+\])?)
        (?P<gap>\s+)
        (?=["“‘'«(\[*_]*(?:<\w+>)?(?:[A-Z0-9£$€]|\.\.\.))""",
    re.VERBOSE,
)
# Abbreviations that do end a sentence when a capital follows are too rare to wait for.
_WORD_BEFORE = re.compile(r"([^\s(\[“‘\"'*]+)$")
_FUNCTION_WORDS = frozenset(
    "a an the of in on at to for from by with and or nor but as is are was were be been into than that this these "
    "those their its his her our your more most less some any no not about between among within without via per".split()
)
_BULLET = re.compile(r"(?:^|\s+)[•▪■●◦]\s+")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does?|did|can|could|may|might|will|would|should|must|feels?|felt|needs?|wants?)\b"
)
_ABBREVIATED_START = re.compile(r"(?<=[a-z])\s+(?=(?:[A-Z]{2,}s?)\s+[a-z])")
_LEAST_BEFORE, _LEAST_AFTER = 4, 6  # words of a heading-like item, and of the clause that follows it
_SUBJECT = 5  # words, at most, before the verb of that clause
_ITEM_START = re.compile(r"(?<=[^\s.;:,])\s+(?=(?P<word>[A-Z][a-z]+(?:-\u2028?[a-z]+)*)\s+(?P<next>[^\s]+))")


def sentence_spans(text: str, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Split a block into sentences; one that a cut runs through has several spans.

    The block's runs are read as one text, so that "significant" on one page and
    "emphasis" on the next are one sentence.
    """
    joined, starts = _join(text, spans)
    cuts = [0, *_boundaries(joined), len(joined)]
    found = []
    for begin, end in itertools.pairwise(cuts):
        pieces = _back(begin, end, spans, starts)
        pieces = tuple(piece for piece in (_strip(text, piece) for piece in pieces) if len(piece))
        if pieces and any(c.isalnum() for piece in pieces for c in piece.of(text)):
            found.append(pieces)
    return found


def cell_items(text: str, span: Span, lower_case: Set[str]) -> list[Span]:
    """The items that a table cell runs together, or its sentences where it has any.

    A new item begins at a capital that no sentence end explains: at a word that the
    document elsewhere writes in lower case (``lower_case``), followed by another such.
    """
    found: list[Span] = []
    edges = [0, *(edge for mark in _BULLET.finditer(span.of(text)) for edge in mark.span()), len(span)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        for sentence in sentence_spans(text, (Span(span.start + start, span.start + end),)):
            for piece in sentence:
                found.extend(_items(text, piece, lower_case))
    return found


def lower_case_words(text: str) -> frozenset[str]:
    """Words that a text writes in lower case, and so are no names."""
    return frozenset(re.findall(r"(?<![\w.-])[a-z]{2,}(?:-[a-z]+)*", text))


def _items(text: str, span: Span, lower_case: Set[str]) -> list[Span]:
    words = span.of(text)
    cuts = [0]
    for match in _ITEM_START.finditer(words):
        before = _word_before(words, match.start())
        previous = before.group(1).casefold() if before else ""
        inside_brackets = words[: match.start()].count("(") > words[: match.start()].count(")")
        following = match["next"]
        word = match["word"].replace("-\u2028", "").casefold()  # cut at the end of a line in its cell
        named = before is not None and re.fullmatch(r"[A-Z][a-z]+", before.group(1))
        if named or previous in _FUNCTION_WORDS or previous.endswith(("/", "–", "-")) or inside_brackets:
            continue
        if word not in lower_case or not following[:1].islower():
            if not (word in lower_case and following[:1] in "(‘'\""):
                continue
        cuts.append(match.end())
    if len(cuts) > 1:  # a cell that runs items together
        cuts = sorted({*cuts, *_abbreviated_starts(words, cuts)})
    cuts.append(len(words))
    items = [Span(span.start + a, span.start + b) for a, b in itertools.pairwise(cuts)]
    return [item for item in (_strip(text, item) for item in items) if len(item)]


def _abbreviated_starts(words: str, cuts: Sequence[int]) -> list[int]:
    """Where an item begins with an abbreviation, which a capital does not tell from one inside an item.

    A clause of its own, after an item without a verb: "Lack of agreed aims GPs and nurses have
    different ones in mind".
    """
    found = []
    for start, end in itertools.pairwise([*cuts, len(words)]):
        for match in _ABBREVIATED_START.finditer(words, start, end):
            before, after = words[start : match.start()], words[match.end() : end].split()
            last = before.split()[-1].casefold()
            if (
                len(before.split()) >= _LEAST_BEFORE
                and len(after) >= _LEAST_AFTER
                and last not in _FUNCTION_WORDS
                and before.count("(") == before.count(")")
                and not _FINITE.search(before)
                and _FINITE.search(" ".join(after[1 : _SUBJECT + 1]))
            ):
                found.append(match.end())
    return found


def _join(text: str, spans: Sequence[Span]) -> tuple[str, list[int]]:
    parts, starts, position = [], [], 0
    for span in spans:
        starts.append(position)
        parts.append(span.of(text))
        position += len(span) + 1
    return " ".join(parts), starts


def _back(begin: int, end: int, spans: Sequence[Span], starts: Sequence[int]) -> tuple[Span, ...]:
    """The pieces of the canonical text that a stretch of the joined text came from."""
    pieces = []
    for span, start in zip(spans, starts, strict=True):
        low, high = max(begin, start), min(end, start + len(span))
        if low < high:
            pieces.append(Span(span.start + low - start, span.start + high - start))
    return tuple(pieces)


def _strip(text: str, span: Span) -> Span:
    words = span.of(text)
    lead = len(words) - len(words.lstrip())
    return Span(span.start + lead, span.start + max(lead, len(words.rstrip())))


def _boundaries(joined: str) -> list[int]:
    """Where sentences end: offsets just after the white space."""
    found = []
    for match in _BOUNDARY.finditer(joined):
        before = _word_before(joined, match.start())
        word = before.group(1).rstrip(".").casefold() if before else ""
        marked_up = not re.sub(r"[*_]|</\w+>", "", match["close"])
        plain_stop = match["stop"] == "." and marked_up and not match["note"]
        if plain_stop and (word in _ABBREVIATIONS or _is_initial(before)):
            continue
        if plain_stop and word.isdigit() and re.match(r"^\s*\d{1,2}$", joined[: match.start()][-4:]):
            continue  # "1. The first" is a list mark
        if match["stop"].startswith("...") and not match["close"] and _inside_quote_gap(joined, match.end()):
            continue
        found.append(match.end())
    return found


def _word_before(text: str, position: int) -> re.Match[str] | None:
    """The word that ends at a position; only so far back as words are long."""
    return _WORD_BEFORE.search(text[max(0, position - 40) : position])


def _is_initial(before: re.Match[str] | None) -> bool:
    return before is not None and len(before.group(1)) == 1 and before.group(1).isupper()


def _inside_quote_gap(joined: str, position: int) -> bool:
    """Whether an ellipsis stands before a bracket: words left out, the sentence goes on."""
    return joined[position : position + 1] in "[("
