"""The words of exporting: what an answer becomes on its way into a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The kinds of file an answer or a conversation can be taken away in."""

    MARKDOWN = "markdown"
    WORD = "word"
    HTML = "html"
    JSON = "json"
    RIS = "ris"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


class Style(StrEnum):
    """How a bibliography is set."""

    HARVARD = "harvard"
    VANCOUVER = "vancouver"


@dataclass(frozen=True, slots=True)
class Export:
    """A file made of answers: its bytes, and what to call it."""

    content: bytes
    name: str
    media_type: str


class Shift(StrEnum):
    """Off the line, by the element of HTML."""

    RAISED = "sup"
    LOWERED = "sub"


@dataclass(frozen=True, slots=True)
class Run:
    """Words set one way."""

    words: str
    italic: bool = False
    bold: bool = False
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # from 1
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of ours; ``small`` where they say where a quote stands."""

    words: str
    small: bool = False


class QuoteKind(StrEnum):
    """What a quote is there for."""

    FINDING = "finding"
    CONTEXT = "context"
    ALSO = "also"
    DETAIL = "detail"
    CAVEAT = "caveat"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source, with the marks that it has; they are set as these tell."""

    words: str
    kind: QuoteKind


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list of references; a number where its style numbers them."""

    runs: tuple[Run, ...]
    number: int | None = None


Block = Heading | Paragraph | Quote | Listed


@dataclass(frozen=True, slots=True)
class Page:
    """What is exported, laid out: every format for readers writes the same blocks."""

    title: str
    blocks: tuple[Block, ...]
    data: str  # its citations, for programs
