"""Words cut at the end of a line: which hyphens are the word's own.

A soft hyphen stays where it is, before the line break, so that the quote is what the page
shows, and searching takes both out. Before a word's own hyphen the line is lengthened
instead by the word's other half.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_ENDS = re.compile(r"(?P<left>[^\W\d_][\w’'-]*)[-‐]$")
_STARTS = re.compile(r"^(?P<right>\w[\w’'-]*)")
_WORDS = re.compile(r"\w[\w’'-]*\w|\w")
_LISTED = frozenset("and or to nor but und oder".split())  # "hospital- and community-based"
# Prefixes that take a hyphen more often than not, for words the document has nowhere else.
_PREFIXES = frozenset(
    "self non well co ex cross quasi half all high low long short post pre multi anti semi e north south".split()
)


class Vocabulary:
    """The words of a document, as far as they stand whole on a line."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._mended: set[str] = set()  # words as they would be without a hyphen at the end of a line
        begun = ""  # what the line before ended in, inside a word
        for line in lines:
            words = _WORDS.findall(line.casefold())
            if begun and words:
                self._mended.add(begun + words[0])
            ends = _ENDS.search(line.casefold())
            for word in words[bool(begun) : len(words) - bool(ends)]:
                self._counts[word] += 1
                if "-" in word:
                    self._counts.update(word.split("-"))
            begun = ends["left"] if ends else ""

    def own_hyphen(self, line: str, following: str) -> bool:
        """Whether a line's last hyphen would stand in the word anywhere on a line."""
        ends, starts = _ENDS.search(line), _STARTS.match(following)
        if ends is None or starts is None:
            return False
        left, right = ends["left"].casefold(), starts["right"].casefold()
        if not following[:1].islower() or right in _LISTED:
            return True
        # What follows may itself end in a mark or a second hyphen: "face-to-" / "face".
        own = f"{left}-{right}"
        whole, joined = self._counts[own] + (own in self._mended), self._counts[left + right]
        if whole or joined:
            return whole >= joined
        part = left.rsplit("-", 1)[-1]
        if "-" in left and self._counts[part]:
            return True
        if part in _PREFIXES:
            return True
        first = right.split("-", 1)[0]
        return len(part) >= 3 and len(first) >= 3 and bool(self._counts[part]) and bool(self._counts[first])


def ends_cut(line: str) -> bool:
    """Whether a line ends in a hyphen that a word goes on after."""
    return bool(_ENDS.search(line))


def mended(lines: list[str], words: Vocabulary) -> list[str]:
    """A block's lines, each own hyphen with the rest of its word on the same line."""
    found = list(lines)
    for i in range(len(found) - 1):
        while ends_cut(found[i]) and found[i + 1] and words.own_hyphen(found[i], found[i + 1]):
            head, _, rest = found[i + 1].partition(" ")
            space = " " if head.casefold().strip(",;") in _LISTED else ""
            found[i], found[i + 1] = found[i] + space + head, rest
            if not rest:
                break
    return [line for line in found if line]
