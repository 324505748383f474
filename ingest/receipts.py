"""The words of receipts: what became of files and sources, and of citations that somebody saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one file that was put in, or of a source that was named."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"
    FAILED = "failed"

    GONE = "gone"  # the source's file is no longer there; the source is
    REMOVED = "removed"
    RESTORED = "restored"
    EDITED = "edited"

    @property
    def changes(self) -> bool:
        """Whether the library is another one afterwards."""
        return self in (Outcome.ADDED, Outcome.REPLACED, Outcome.REMOVED, Outcome.RESTORED, Outcome.EDITED)


@dataclass(frozen=True, slots=True)
class Quality:
    """Signs of a damaged extraction, as shares from 0 to 1."""

    unknown_glyphs: float = 0.0  # of all characters
    one_letter_words: float = 0.0  # of all words, without those that are words ("a", "I")
    joined_words: float = 0.0  # of all words: those between which a space is missing


class CitationState(StrEnum):
    """What became of a citation when it is held against a newer text of its source."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SavedCitation:
    """A citation that somebody relies on, and wants to be told of when its source changes."""

    id: str
    source: str
    start: int
    end: int
    quote: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class AffectedCitation:
    """A saved citation that an ingest moved or took away; where it stands now, if anywhere."""

    id: str
    quote: str
    state: CitationState
    start: int | None = None
    end: int | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One file, or one source, of one ingest."""

    path: str
    outcome: Outcome
    source: str | None = None
    reason: str = ""  # why, and what to do, where there is something to say
    pages: int = 0
    passages: int = 0
    tables: int = 0
    references: int = 0
    mentions: int = 0
    wordless: int = 0  # pages that gave no words
    protected: bool = False  # it failed for want of a password that opens it
    quality: Quality | None = None  # where a text was read
    warnings: tuple[str, ...] = ()
    citations: tuple[AffectedCitation, ...] = ()


class Action(StrEnum):
    """What was asked for when a receipt came to be."""

    INGEST = "ingest"
    REMOVE = "remove"
    RESTORE = "restore"
    EDIT = "edit"
    UNDO = "undo"
    REBUILD = "rebuild"
    PURGE = "purge"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one ingest did, file by file."""

    generation: int  # that it led to
    started: str  # ISO 8601, UTC
    lines: tuple[ReceiptLine, ...] = field(default=())
    action: Action = Action.INGEST
    finished: bool = True  # False: it was stopped, and this is how far it came
    undone: bool = False
    dry_run: bool = False

    @property
    def failed(self) -> bool:
        return any(line.outcome is Outcome.FAILED for line in self.lines)
