"""In-text citations, and the entries of the reference list they stand for.

By name and year ("Syson and Bond (2010)", "Glendinning et al. 2001a, 2001b"), by
number in brackets, or by number glued to the words, as pages of the web leave
superscripts: "supervision.10,12", and "budget.1018" where the dash of 10-18 was lost.
Names without a year are the matter of ``undated``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.structure import marks
from ingest.structure.names import AND, ET_AL, GAP, name_pattern
from ingest.structure.undated import find_undated
from ingest.types import Block, BlockKind, Mention, Reference, Span

_YEAR = re.compile(r"\b(?P<year>(?:18|19|20)\d\d)(?P<suffix>[a-z])?\b")
_BRACKETED = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_GLUED = re.compile(r"(?:(?<=[a-z)\]’'”\"][.,;:?!])|(?<=[a-z)’”]))(\d{1,6}(?:[,–-]\d{1,6})*)(?=[\s.,;:)]|$)")
_READ = frozenset(
    {
        BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTATION, BlockKind.TABLE_ROW,
        BlockKind.TABLE_HEADER, BlockKind.CAPTION, BlockKind.FOOTNOTE, BlockKind.HEADING,
    }
)  # fmt: skip
_PAGE_AND_CLOSE = re.compile(
    r"(?:[,:;]?\s*(?:pp?\.|pages?)?\s*\d{1,4}(?:\s*[–-]\s*\d{1,4})?|, emphasis (?:added|in original))?\)"
)
_LIST_OF_YEARS = re.compile(r"^(?:\s*[,;]\s*|\s*(?:and|&)\s*)$")
_SMALL_WORDS = frozenset("of and the for in on to a".split())


def find_mentions(
    text: str,
    blocks: Sequence[Block],
    references: Sequence[Reference],
) -> tuple[Mention, ...]:
    """All in-text citations that resolve, in the order of the text."""
    found: set[tuple[int, int, str]] = set()
    numbers = {r.number: r for r in references if r.number is not None}
    glued = _uses_glued_numbers(text, blocks, numbers)
    resolver = _NameYear(references)
    for block in blocks:
        if block.kind not in _READ:
            continue
        for span in block.spans:
            hits = [*resolver.find(text, span), *_numbered(text, span, numbers, glued)]
            found.update((hit.span.start, hit.span.end, hit.reference) for hit in hits)
    order = {r.key: n for n, r in enumerate(references)}
    dated = [
        Mention(Span(start, _closed(text, start, end)), key)
        for start, end, key in sorted(found, key=lambda hit: (hit[0], order[hit[2]]))
    ]
    read = [block for block in blocks if block.kind in _READ]
    everything = [*dated, *find_undated(text, read, references, dated)]
    return tuple(sorted(everything, key=lambda mention: (mention.span.start, order[mention.reference])))


def _closed(text: str, start: int, end: int) -> int:
    """The end of "Poxton (1999" or "Poxton (1999, p. 3" after the bracket that closes it."""
    if text.count("(", start, end) <= text.count(")", start, end):
        return end
    rest = _PAGE_AND_CLOSE.match(text, end)
    return rest.end() if rest else end


class _NameYear:
    """Resolves a year to an entry by the names that stand before it."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self._by_year: dict[str, list[Reference]] = {}
        for reference in references:
            if reference.year:
                self._by_year.setdefault(reference.year[:4], []).append(reference)
        self._patterns = {r.key: _signature(r) for r in references}

    def find(self, text: str, span: Span) -> Iterator[Mention]:
        previous: tuple[int, int] | None = None  # where the last resolved names and year stood
        for match in _YEAR.finditer(text, span.start, span.end):
            candidates = self._by_year.get(match["year"], [])
            suffix = match["suffix"] or ""
            fitting = [r for r in candidates if r.year[4:] == suffix] or (
                list(candidates) if not suffix and len(candidates) == 1 else []
            )
            before = text[max(span.start, match.start() - 160) : match.start()]
            hit = self._best(fitting, before)
            if hit is not None:
                reference, length = hit
                start = match.start() - length
                previous = (start, match.end())
                yield Mention(Span(start, match.end()), reference.key)
                continue
            between = text[previous[1] : match.start()] if previous else "?"
            if previous and _LIST_OF_YEARS.match(between):
                names = text[max(span.start, previous[0] - 1) : previous[1]]
                names = names[: names.rfind(_YEAR.findall(names)[0][0])] if _YEAR.search(names) else names
                hit = self._best(fitting, names)
                if hit is not None:
                    previous = (previous[0], match.end())
                    yield Mention(Span(match.start(), match.end()), hit[0].key)
                    continue
            loose = self._loose(fitting, text, span, match)
            if loose is not None:
                previous = None
                yield loose

    def _best(self, fitting: Sequence[Reference], before: str) -> tuple[Reference, int] | None:
        """The entry whose names stand right before the year, and how far back they begin.

        The longest form wins: "Rummery and Coleman 2003" is not "Coleman 2003".
        """
        hits = []
        whole, places = marks.uncut(before)
        for reference in fitting:
            match = self._patterns[reference.key].search(whole)
            if match:
                hits.append((len(before) - places[match.start("names")], reference))
        if not hits:
            return None
        longest = max(length for length, _ in hits)
        best = [reference for length, reference in hits if length == longest]
        return (best[0], longest) if len(best) == 1 else None

    def _loose(
        self, fitting: Sequence[Reference], text: str, span: Span, match: re.Match[str]
    ) -> Mention | None:
        """A year alone in brackets: the names or the title stand earlier in the sentence."""
        if text[match.start() - 1 : match.start()] != "(" or text[match.end() : match.end() + 1] not in (
            "",
            ")",
            ",",
            ":",
        ):
            return None
        before = text[max(span.start, match.start() - 160) : match.start() - 1]
        sentence = re.split(r"(?<=[a-z)][.?!])\s+(?=[A-Z])", before)[-1]
        if _YEAR.search(sentence):
            sentence = sentence[max(m.end() for m in _YEAR.finditer(sentence)) :]
        places = [(r, _names_in(r, sentence) or _title_in(r, sentence)) for r in fitting]
        named = [(reference, place) for reference, place in places if place is not None]
        if len(named) != 1:
            return None
        reference, place = named[0]
        return Mention(Span(match.start() - 1 - len(sentence) + place.start(), match.end()), reference.key)


def _signature(reference: Reference) -> re.Pattern[str]:
    """The forms in which a text names an entry right before its year."""
    names = [name_pattern(name) for name in reference.authors] or ["(?!)"]
    first = names[0]
    forms = []
    if len(names) == 1:
        forms.append(first)
        if reference.authors and (short := _acronym(reference.authors[0])):
            forms.append(re.escape(short))
    if len(names) == 2:
        forms.append(rf"{first}{AND}{names[1]}")
    if len(names) > 2:
        forms.append(rf"{first},\s+" + r",\s+".join(names[1:-1]) + rf",?\s+(?:and|&)\s+{names[-1]}")
    if len(names) > 1 or re.search(r"\bet al\b", reference.text[:80]):
        forms.append(rf"{first}{ET_AL}")
    return re.compile(rf"(?<![\w-])(?P<names>(?:{'|'.join(forms)})){GAP}$")


def _acronym(body: str) -> str:
    """DH of Department of Health, NCICS of National Collaboration for Integrated Care and Support."""
    words = re.split(r"[\s/]+", body)
    if len(words) < 2:
        return ""
    return "".join(word[0] for word in words if word and word.lower() not in _SMALL_WORDS)


def _names_in(reference: Reference, sentence: str) -> re.Match[str] | None:
    """Where a sentence names an entry's first author, and the second of two."""
    if not reference.authors:
        return None
    found = re.search(rf"(?<![\w-]){name_pattern(reference.authors[0])}\b", sentence)
    both = len(reference.authors) != 2 or re.search(rf"\b{name_pattern(reference.authors[1])}\b", sentence)
    return found if both else None


def _title_in(reference: Reference, sentence: str) -> re.Match[str] | None:
    """The title at a sentence's end, where it is one of the entry."""
    quoted = re.search(r"[*_‘“\"'](?P<title>[A-Z][^*_’”\"']{5,100})[*_’”\"']\s*$", sentence)
    return quoted if quoted and quoted["title"].casefold() in reference.text.casefold() else None


def _uses_glued_numbers(text: str, blocks: Sequence[Block], numbers: dict[int, Reference]) -> bool:
    """Whether numbers glued to words are this text's way of citing: several resolve, none fails."""
    if not numbers:
        return False
    tally: Counter[bool] = Counter()
    for block in blocks:
        if block.is_evidence:
            for span in block.spans:
                for match in _GLUED.finditer(text, span.start, span.end):
                    tally[bool(_expand(match.group(1), max(numbers)))] += 1
    return tally[True] >= 3 and tally[True] > 4 * tally[False]


def _numbered(text: str, span: Span, numbers: dict[int, Reference], glued: bool) -> Iterator[Mention]:
    if not numbers:
        return
    highest = max(numbers)
    for pattern in (_BRACKETED, _GLUED) if glued else (_BRACKETED,):
        for match in pattern.finditer(text, span.start, span.end):
            for number in _expand(match.group(1), highest):
                if number in numbers:
                    yield Mention(Span(match.start(), match.end()), numbers[number].key)


def _expand(words: str, highest: int) -> list[int]:
    """Numbers of a list such as "3,5-7"; one too high for the list is two that lost their dash."""
    found: list[int] = []
    for part in re.split(r"\s*[,;]\s*", words):
        ends = [int(end) for end in re.split(r"\s*[–-]\s*", part)]
        if len(ends) == 1 and ends[0] > highest:
            halves = [(int(part[:i]), int(part[i:])) for i in range(1, len(part)) if part[i] != "0"]
            halves = [(a, b) for a, b in halves if 0 < a < b <= highest]
            if not halves:
                return []
            first, last = min(halves, key=lambda pair: pair[1] - pair[0])
            ends = [first, last]
        if len(ends) == 2 and ends[0] < ends[1] <= highest:
            found.extend(range(ends[0], ends[1] + 1))
        elif all(0 < end <= highest for end in ends):
            found.extend(ends)
        else:
            return []
    return found
