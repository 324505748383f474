"""The primary studies that a source reports, and what its tables say of each.

A table whose rows are headed by entries of the reference list is a table of studies:
papers that head one row together are of one study, and so are papers that the text
says are of one. A study met in several tables is one study.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.structure import marks
from ingest.structure.names import name_pattern
from ingest.structure.placed import MentionsByPlace
from ingest.types import Block, BlockKind, Cell, Direction, Mention, Reference, Span, Study, StudyDetail

# Columns of what came out, which are findings, and of what it was measured by, which is none.
_OUTCOME = re.compile(
    r"\b(?:findings?|results?|conclusions?|outcomes?|effects?|impacts?|lessons?|messages?|implications?|"
    r"recommendations?|themes?)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\b(?:measur\w+|instruments?|indicators?|primary|secondary|data|used|analysis)\b", re.IGNORECASE
)
_ONE_STUDY = r"(?:study|survey|trial|evaluation|project|programme|cohort|data ?set|data|fieldwork)"
_COUNT = {word: n for n, word in enumerate(("two", "three", "four", "five", "six"), start=2)}
# Words before a bracket of entries, by which all of them are of one study.
_SAID_TOGETHER = re.compile(
    rf"""(?:
      \b(?:report|publish|describ|present)\w*\s+(?:separately\s+)?in\s+
        (?P<count>two|three|four|five|six|several|both)\s+(?:\w+\s+){{0,2}}(?:papers|articles|publications|reports)
    | \b(?:arising|resulting|stemming|deriving|derived|drawn|published)\s+(?:from|out\s+of)\s+
        (?:the|one|a\s+single)\s+[^.;()]{{0,60}}?\b{_ONE_STUDY}\b[^.;()]{{0,40}}
    | \b(?:of|from|in|on)\s+the\s+(?:same|one)\s+(?:\w+\s+){{0,2}}{_ONE_STUDY}
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_SAID_BETWEEN = re.compile(
    r"[\s;,.()\[\]]*(?:(?:which|and)\s+(?:is|was)\s+)?(?:also|first|previously|further)\s+"
    r"(?:reported|published|described)\s+(?:in|as|by)\s+[(\[]?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:[;,/&]|\band\b|[;,]\s*and\b)\s*")


@dataclass(frozen=True, slots=True)
class _Row:
    table: int | None
    keys: tuple[str, ...]  # the entries that head the row, the main paper first
    details: tuple[StudyDetail, ...]


def find_studies(
    text: str, blocks: Sequence[Block], references: Sequence[Reference], mentions: Sequence[Mention]
) -> tuple[Study, ...]:
    """The studies in the order in which the text comes to them."""
    entries = {reference.key: reference for reference in references}
    placed = MentionsByPlace(mentions)
    rows = list(_rows(text, blocks, entries, placed))
    joined = [row.keys for row in rows]
    joined += [keys for block in blocks if block.is_evidence for keys in _told(text, block, placed)]
    groups: list[list[str]] = []
    for keys in joined:
        meeting = [group for group in groups if set(group) & set(keys)]
        merged = [key for group in meeting for key in group]
        merged += [key for key in keys if key not in merged]
        if meeting:
            groups[groups.index(meeting[0])] = merged
            groups = [group for group in groups if group not in meeting[1:]]
        else:
            groups.append(merged)
    return tuple(
        Study(
            tuple(group), tuple(dict.fromkeys(d for row in rows if row.keys[0] in group for d in row.details))
        )
        for group in groups
    )


def _rows(
    text: str, blocks: Sequence[Block], entries: dict[str, Reference], mentions: MentionsByPlace
) -> Iterator[_Row]:
    found = []
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW and block.row_header is not None:
            keys = _heads(text, block.row_header, entries, mentions)
            if keys:
                details = tuple(
                    StudyDetail(cell.column, cell.span) for cell in block.cells if _describes(cell)
                )
                found.append(_Row(block.container, keys, details))
    # A table of themes has the same entry under several: it tells of no study's papers.
    companions: dict[tuple[int | None, str], set[frozenset[str]]] = {}
    for row in found:
        for key in row.keys:
            companions.setdefault((row.table, key), set()).add(frozenset(row.keys))
    yield from (row for row in found if all(len(companions[row.table, key]) == 1 for key in row.keys))


def _heads(
    text: str, header: Span, entries: dict[str, Reference], mentions: MentionsByPlace
) -> tuple[str, ...]:
    """The entries that head a row; none where it is headed by words that only cite them."""
    inside = mentions.within(header)
    if not inside:
        return ()
    before = marks.plain(text[header.start : inside[0].span.start]).strip(" ([")
    authors = entries[inside[0].reference].authors
    named = bool(authors) and re.match(name_pattern(authors[0]), before) is not None
    return tuple(dict.fromkeys(mention.reference for mention in inside)) if named or not before else ()


def _describes(cell: Cell) -> bool:
    """Whether a cell says what a study is, and not what it found."""
    if cell.direction is not Direction.NONE or not cell.column:
        return False
    return not _OUTCOME.search(cell.column) or bool(_MEASURE.search(cell.column))


def _told(text: str, block: Block, mentions: MentionsByPlace) -> Iterator[tuple[str, ...]]:
    """Entries that the running text says are of one study."""
    for span in block.spans:
        inside = mentions.within(span)
        for run in _runs(text, inside):
            start = run[0].span.start
            said = _SAID_TOGETHER.search(text[max(span.start, start - 160) : start].rstrip("(["))
            keys = tuple(dict.fromkeys(mention.reference for mention in run))
            if said and len(keys) > 1 and _COUNT.get((said["count"] or "").lower(), len(keys)) == len(keys):
                yield keys
        for one, other in itertools.pairwise(inside):
            if _SAID_BETWEEN.fullmatch(text[one.span.end : max(one.span.end, other.span.start)]):
                yield (one.reference, other.reference)


def _runs(text: str, inside: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Mentions with nothing but a comma, a semicolon or "and" between them."""
    run: list[Mention] = []
    for mention in inside:
        if run and not _LISTED.fullmatch(text[run[-1].span.end : max(run[-1].span.end, mention.span.start)]):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run
