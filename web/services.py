"""What the pages need to be given; the real service is in ``qa``, a fake one in the tests."""

from __future__ import annotations

from typing import Protocol

from ingest.types import Document, Record
from qa.theme_table import ThemeTable
from qa.types import Answer, LibraryInfo, Question


class AnsweringService(Protocol):
    """A library that can be asked and read. Every method may be called from several threads."""

    def ready(self) -> bool:
        """False while the embedding model is still loading."""
        ...

    def ask(self, question: Question) -> Answer:
        """Answer; raises ``JWEError`` with one line for a person."""
        ...

    def sources(self) -> tuple[Record, ...]:
        """The bibliographic records of everything in the library."""
        ...

    def source(self, key: str) -> tuple[Record, Document]:
        """One source whole; raises ``JWEError`` for an unknown key."""
        ...

    def library(self) -> LibraryInfo:
        """Which generation of the library answers now."""
        ...

    def theme_table(self) -> ThemeTable:
        """How much the library has on each theme, by direction."""
        ...
