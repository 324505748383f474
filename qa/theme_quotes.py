"""The sentences that a table of themes counts, quoted: each with its source, its page and its study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.counting import Directed
from ingest.types import Document, Sentence, Span
from qa.composing import Citations
from qa.context import stands_under
from qa.studies import Sources
from qa.types import Citation


@dataclass(frozen=True, slots=True)
class CountedQuote:
    """A counted sentence; where a page turn, a table or a box cuts it, each of its runs is a citation."""

    citations: tuple[Citation, ...]
    under: tuple[str, ...]  # the table, the row and the column that it stands under


def quoted(sentences: Iterable[Directed], sources: Sources) -> tuple[CountedQuote, ...]:
    """A quote for every sentence, in the same order."""
    citations = Citations(sources)
    found = []
    for one in sentences:
        source, study = one.kind.source, one.kind.study
        document = sources[source][1]
        section = _section_of(document, one.spans[0])
        numbers = [citations.cite(source, span, section, study) for span in one.spans]
        found.append((numbers, stands_under(document, Sentence(one.spans))))
    made = {citation.n: citation for citation in citations.all()}
    return tuple(CountedQuote(tuple(made[n] for n in numbers), under) for numbers, under in found)


def _section_of(document: Document, span: Span) -> tuple[str, ...]:
    own = (block for block in document.blocks if any(part.covers(span) for part in block.spans))
    block = next(own, None)
    return () if block is None else document.section_path(block.section)
