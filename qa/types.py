"""The words of answering: what a question becomes on its way to an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.types import Direction, Level

GAP = " [...] "  # between the runs of a sentence that a page turn, a table or a box cuts


class Status(StrEnum):
    ANSWERED = "answered"
    NOT_IN_LIBRARY = "not_in_library"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, with the questions before it in the conversation."""

    text: str
    history: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # keys to search in; empty for all
    id: str | None = None


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage found, best first. ``text`` is ``source_text[start:end]``."""

    rank: int
    score: float
    id: str
    source: str
    page: str | None
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    # The other runs of a passage that a page turn, a table or a box cuts: start, end, text, page.
    continued: tuple[tuple[int, int, str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedStudy:
    """The primary study that a source reports, as its reference list has it."""

    key: str
    reference: str
    design: str | None = None  # in the source's words


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work that a quote's own words cite: "12" or "Hudson (1998)", and its entry in the source's reference list."""

    mark: str
    key: str
    reference: str


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote and where it stands: ``source_text[start:end] == quote``."""

    n: int
    id: str
    source: str
    title: str
    authors: str
    year: int | None
    page: str | None
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    reported_study: ReportedStudy | None = None
    # What the quote's words cite, in their order, beside the study that they report.
    cites: tuple[CitedWork, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A quoted sentence that answers; ``citations`` are numbers of citations."""

    text: str
    direction: Direction
    level: Level | None
    theme: str | None
    study: str | None
    citations: tuple[int, ...]
    # Of the sentence before, where this one points back to it: "These schemes ...".
    context: tuple[int, ...] = ()
    # Of sentences that say the same, in other places.
    also: tuple[int, ...] = ()
    # What stands over a cell of a table: the table, the row, the column.
    under: tuple[str, ...] = ()
    # Of the sentence after, where that sets something against it: "However, ...".
    after: tuple[int, ...] = ()
    # Of a joined question, which of its parts this answers, from 0.
    part: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that a joined question is made of, and what is there for it."""

    question: str
    lead: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What a source says of a study, quoted: under "Setting", say, in a table."""

    heading: str
    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Study:
    """An independent study that the findings report; several papers may be of one study."""

    source: str  # key of the source that reports it, or is its own paper
    keys: tuple[str, ...]  # of the source's reference list; empty for its own paper
    references: tuple[str, ...]  # their entries, in the same order
    details: tuple[Detail, ...] = ()
    also_in: tuple[str, ...] = ()  # keys of other sources that report it
    listed: bool = False  # a source has it in a table of its studies


@dataclass(frozen=True, slots=True)
class Caveat:
    """What a source says of the strength or limits of its evidence, quoted."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The question with words that the library has in place of those that it lacks."""

    words: tuple[tuple[str, str], ...]  # as typed, and in its place
    question: str


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    generation: int
    sources: int
    model: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gets. Every sentence is a cited quote, or a count or notice of ours."""

    id: str | None
    question: str
    standalone_question: str
    status: Status
    lead: str
    findings: tuple[Finding, ...]
    citations: tuple[Citation, ...]
    passages: tuple[RankedPassage, ...]
    caveats: tuple[Caveat, ...]
    library: LibraryInfo
    timings_ms: dict[str, float] = field(default_factory=dict)
    # That the library answers, as far as the search can tell; None in what was exported before 0.2.
    probability: float | None = None
    suggestion: Suggestion | None = None
    studies: tuple[Study, ...] = ()
    # Where the documents are silent: the kind of source that might hold the answer, in our words.
    elsewhere: str | None = None
    # Of a joined question; else none.
    parts: tuple[Part, ...] = ()


def by_part(answer: Answer) -> Iterator[tuple[Part | None, tuple[Finding, ...]]]:
    """The findings of each part of a joined question; those of any other all at once, and no part."""
    if not answer.parts:
        yield None, answer.findings
    for n, part in enumerate(answer.parts):
        yield part, tuple(finding for finding in answer.findings if finding.part == n)
