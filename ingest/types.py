"""The words of ingestion: what a file becomes on its way into the library.

Every position is a pair of character offsets into the one canonical text of a
source, end exclusive, so that ``text[start:end]`` is always the exact quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An unbroken run of the canonical text, ``text[start:end]``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words the span stands for."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """How many characters two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class BlockKind(StrEnum):
    """What a block is in its document; only the first group is evidence."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTATION = "quotation"
    TABLE_ROW = "table row"

    HEADING = "heading"
    CAPTION = "caption"
    TABLE_HEADER = "table header"
    FOOTNOTE = "footnote"
    CONTENTS = "contents"
    REFERENCE = "reference"
    FORM = "form"
    FRONT_MATTER = "front matter"
    BACK_MATTER = "back matter"
    FURNITURE = "furniture"


EVIDENCE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTATION, BlockKind.TABLE_ROW})


class Direction(StrEnum):
    """What a piece of evidence says of joint working: does it help or hinder."""

    HELPS = "helps"
    HINDERS = "hinders"
    MIXED = "mixed"
    NONE = "none"


class Level(StrEnum):
    """Where joint working happens."""

    INTEGRATED = "integrated"  # practice and team
    PARTNERSHIP = "partnership"  # organisation and strategy


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source; ``label`` is what is printed on it, None if unknown."""

    label: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it; ``parent`` is an index or None."""

    title: str
    level: int
    heading: Span
    parent: int | None


@dataclass(frozen=True, slots=True)
class Container:
    """A table or a box: a thing with a caption that interrupts the running text."""

    kind: str  # "table" or "box"
    label: str  # "Table 3"; empty where it has no number
    title: str
    caption: Span | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row, under its column's heading."""

    span: Span
    column: str
    direction: Direction  # what the column's heading says of every cell in it


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of layout. It has several spans where a page turn, a table or a box cuts it."""

    kind: BlockKind
    spans: tuple[Span, ...]
    section: int | None = None
    container: int | None = None  # index into Document.containers
    lead_in: Span | None = None  # the words that introduce a list or a quotation
    cells: tuple[Cell, ...] = ()
    row_header: Span | None = None  # what the row is about: a study, a theme

    @property
    def is_evidence(self) -> bool:
        return self.kind in EVIDENCE

    @property
    def start(self) -> int:
        return self.spans[0].start


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the source's reference list."""

    key: str  # "brown-2003", unique within its source
    spans: tuple[Span, ...]
    text: str  # the entry on one line, markup and list marks taken out
    authors: tuple[str, ...]  # family names or bodies, in order
    year: str  # "2002a"; empty where the entry has none
    number: int | None = None  # where the list is numbered


@dataclass(frozen=True, slots=True)
class Mention:
    """An in-text citation and the entry of the reference list it resolves to."""

    span: Span
    reference: str


@dataclass(frozen=True, slots=True)
class StudyDetail:
    """What a source says of a study: "Setting" as a table heads it, and the words under it."""

    heading: str
    span: Span


@dataclass(frozen=True, slots=True)
class Study:
    """A primary study that a source reports, with all the papers that the source has of it."""

    references: tuple[str, ...]  # keys of the source's reference list
    details: tuple[StudyDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its text, and the structure found in it."""

    text: str
    pages: tuple[Page, ...]
    sections: tuple[Section, ...] = ()
    containers: tuple[Container, ...] = ()
    blocks: tuple[Block, ...] = ()
    references: tuple[Reference, ...] = ()
    mentions: tuple[Mention, ...] = ()
    studies: tuple[Study, ...] = ()

    def page_at(self, offset: int) -> str | None:
        """The printed label of the page an offset stands on."""
        for page in self.pages:
            if page.span.start <= offset < page.span.end:
                return page.label
        return None

    def section_path(self, section: int | None) -> tuple[str, ...]:
        """Titles from the outermost section to the given one."""
        path: list[str] = []
        while section is not None:
            path.append(self.sections[section].title)
            section = self.sections[section].parent
        return tuple(reversed(path))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or an item of a table cell: the smallest thing a finding quotes."""

    spans: tuple[Span, ...]
    direction: Direction = Direction.NONE
    level: Level | None = None
    study: str | None = None  # key of the reference the evidence comes from
    by_structure: bool = False  # the direction was read off a heading or column
    theme: str | None = None  # key of a theme of ingest/themes.json


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: whole sentences of one block or list, within what the model reads."""

    spans: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    kind: BlockKind
    section: tuple[str, ...]  # titles, outermost first
    page: str | None
    context: str  # headings, caption, lead-in: embedded and indexed, never quoted
    about: str = ""  # what the source says elsewhere of the study reported here: indexed, no more

    @property
    def over(self) -> str:
        """All that says what the passage is about without being of it."""
        return f"{self.context} {self.about}" if self.about else self.context


@dataclass(frozen=True, slots=True)
class Record:
    """The bibliographic record of a source."""

    key: str
    title: str
    type: str = "document"
    authors: tuple[str, ...] = ()  # "Glasby, Jon", or a body's name
    year: int | None = None
    container: str | None = None  # journal or site
    publisher: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    url: str | None = None
    isbn: str | None = None
    licence: str | None = None
    # Nothing is guessed in silence: true where no record stood beside the file.
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What a file says of itself: defaults for a record that nobody has written yet."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    publisher: str | None = None
    doi: str | None = None
    url: str | None = None
    isbn: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a file."""

    document: Document
    details: Details = Details()
    # What was lost or is in doubt, each a line for the librarian: "page 3 could not be read (...)".
    warnings: tuple[str, ...] = ()
    # Pages that gave no words, by their place in the file, from 1: pictures, or empty.
    wordless: tuple[int, ...] = ()
