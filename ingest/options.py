"""What an ingest may be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.sandbox import Limits


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be taken in."""

    limits: Limits = field(default_factory=Limits)
    password: str | None = None  # of files that ask for one
    replaces: str | None = None  # key of the source that the one file given is a new version of
    uploaded: bool = False  # the files have no place of their own that could be looked at again
    report_gone: bool = False  # tell of sources whose file is no longer there
    prune: bool = False  # and remove them
    dry_run: bool = False  # read, and tell what would become of each file, but change nothing
    wait: float = 0.2  # seconds to wait for another writer
