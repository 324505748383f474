"""Mentions by where they stand, so that those of a sentence are found without reading all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ingest.types import Mention, Span

_LONGEST = 300  # characters from a name to its year


class MentionsByPlace:
    """Mentions in the order of the text."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions = sorted(mentions, key=lambda mention: mention.span.start)
        self._starts = [mention.span.start for mention in self._mentions]

    def within(self, span: Span) -> list[Mention]:
        """The mentions that a span covers, in order."""
        first, after = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [mention for mention in self._mentions[first:after] if mention.span.end <= span.end]

    def touching(self, span: Span) -> bool:
        """Whether a mention shares a character with a span; mentions are no longer than a line or two."""
        first, after = bisect_left(self._starts, span.start - _LONGEST), bisect_left(self._starts, span.end)
        return any(mention.span.overlap(span) for mention in self._mentions[first:after])

    def before(self, end: int, start: int = 0) -> Iterator[Mention]:
        """The mentions that begin between two places, the last first."""
        first, after = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return reversed(self._mentions[first:after])
