"""Document text as safe HTML: escaped, its hidden characters shown, its inline markup styled.

All text of a document is hostile until it has been through ``safe``. What is marked
stays verbatim: the text content of the HTML is the text of the document, character
for character, but for the visible placeholders of characters that are not for eyes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from ingest.types import Span
from qa.exporting.emphasis import Marked, marked

# Control characters, bidirectional controls, lone surrogates, annotation and tag characters:
# they can hide, reorder or break what is read, so a person must see that they are there.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """Text as HTML in which nothing is markup and nothing is hidden."""
    escaped = html.escape(text)
    if "\r" in escaped:
        escaped = escaped.replace("\r", "&#13;")
    return _UNSEEN.sub(_placeholder, escaped)


def attribute(text: str) -> str:
    """Text for a double-quoted attribute, where no element can stand."""
    return html.escape(_UNSEEN.sub(lambda match: f"[U+{ord(match.group()):04X}]", text))


def span_attribute(span: Span) -> str:
    """Where the text of an element stands in its source."""
    return f'data-span="{span.start}-{span.end}"'


def one_line(markup: str) -> str:
    """The same HTML without a raw line break, so that Markdown takes it for one HTML block."""
    return markup.replace("\n", "&#10;")


def _placeholder(match: re.Match[str]) -> str:
    code = f"U+{ord(match.group()):04X}"
    return f'<span class="unseen" title="{code}">{code}</span>'


@dataclass(frozen=True, slots=True)
class Marks:
    """The passages to highlight: the one asked for, and others that belong with it."""

    cited: Span | None = None
    also: tuple[Span, ...] = ()

    def edges(self) -> Iterator[int]:
        """Every offset where a highlight begins or ends."""
        for span in (self.cited, *self.also):
            if span is not None:
                yield span.start
                yield span.end

    def at(self, offset: int) -> str:
        """``cited``, ``also`` or nothing."""
        if self.cited is not None and self.cited.start <= offset < self.cited.end:
            return "cited"
        return "also" if any(span.start <= offset < span.end for span in self.also) else ""


def inline(text: str, span: Span, marks: Marks | None = None) -> str:
    """A run of a document's text as HTML, highlights and inline markup included.

    The signs of the markup (``<i>``, ``*``) are kept but not displayed, so that what
    is copied out of the page by its text content is what the document holds.
    """
    marks = marks or Marks()
    styles = marked(text, span)
    edges = [span.start, span.end, *marks.edges()]
    for style in styles:
        edges += [style.outer.start, style.inner.start, style.inner.end, style.outer.end]
    cuts = sorted({edge for edge in edges if span.start <= edge <= span.end})
    runs = [Span(start, end) for start, end in pairwise(cuts)]
    out: list[str] = []
    for mark, together in groupby(runs, key=lambda run: marks.at(run.start)):
        inside = "".join(_styled(run.of(text), run, styles) for run in together)
        out.append(f'<mark class="{mark}" tabindex="-1">{inside}</mark>' if mark else inside)
    return "".join(out)


def _styled(words: str, run: Span, styles: Iterable[Marked]) -> str:
    shown, sign = safe(words), False
    for style in styles:
        if style.inner.covers(run):
            shown = f"<{style.element}>{shown}</{style.element}>"
        elif style.outer.covers(run):
            sign = True
    return f'<span class="sign">{shown}</span>' if sign else shown


def whole(text: str) -> str:
    """A quote that stands alone, as HTML on one line."""
    return one_line(inline(text, Span(0, len(text))))
