"""The library as it was when a question came: counted by those who use it, its documents read when asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.library import Library
from ingest.types import Document, Record
from qa.theme_table import ThemeTable, count_themes
from qa.types import LibraryInfo


class Snapshot:
    """A library, counted by those who use it."""

    def __init__(self, folder: Path, before: Library | None = None) -> None:
        self.library = Library(folder, before)
        self._users = 0
        self._retired = False
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._theme_table: ThemeTable | None = None

    def info(self) -> LibraryInfo:
        return LibraryInfo(self.library.generation, len(self.library.sources), self.library.model.name)

    def theme_table(self) -> ThemeTable:
        with self._counting:  # whoever comes meanwhile waits for the same
            if self._theme_table is None:
                self._theme_table = count_themes(self.library)
            return self._theme_table

    def take(self) -> Snapshot:
        with self._lock:
            self._users += 1
        return self

    def give_back(self) -> None:
        with self._lock:
            self._users -= 1
            if self._retired and not self._users:
                self.close()

    def retire(self) -> None:
        with self._lock:
            self._retired = True
            if not self._users:
                self.close()

    def close(self) -> None:
        self.library.close()


class SourcesOf(Mapping[str, tuple[Record, Document]]):
    """Records and documents by key; a document is read when it is asked for."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __getitem__(self, key: str) -> tuple[Record, Document]:
        return self._library.document(key)

    def __iter__(self) -> Iterator[str]:
        return (source.key for source in self._library.sources)

    def __len__(self) -> int:
        return len(self._library.sources)
