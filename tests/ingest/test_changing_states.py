"""Whatever is done to a library, in whatever order, it is what plain bookkeeping says it should be."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ingest.changing import edit, purge, remove, restore, undo
from ingest.errors import UnknownSource, UsageError
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.rebuilding import rebuild
from ingest.receipts import Outcome
from ingest.records import RecordChanges
from ingest.verifying import verify
from tests.fakes import FakeEncoder, version, version_mark, write_document

KEYS = ("alpha", "beta", "gamma")
PARAGRAPHS = 2
ENCODERS = (FakeEncoder(), FakeEncoder("other", dimension=32))


@dataclass(frozen=True)
class Source:
    """What is expected of one source."""

    number: int  # of its text
    title: str


@dataclass
class Books:
    """The library as a plain table: what is in it, and what could come back."""

    live: dict[str, Source] = field(default_factory=dict)
    removed: dict[str, Source] = field(default_factory=dict)

    def copy(self) -> Books:
        return Books(dict(self.live), dict(self.removed))


class LibraryMachine(RuleBasedStateMachine):
    """Does what a librarian does, and keeps its own books beside."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.home = Path(self._folder.name) / "library"
        self.papers = Path(self._folder.name) / "papers"
        self.encoder = ENCODERS[0]
        self.books = Books()
        self.before: Books | None = None  # what undo leads back to, None where it leads nowhere
        self.generation = 0

    def teardown(self) -> None:
        self._folder.cleanup()

    @initialize()
    def begin(self) -> None:
        """An empty library."""
        ingest(self.home, [], self.encoder)

    @rule(texts=st.dictionaries(st.sampled_from(KEYS), st.integers(1, 3), min_size=1))
    def put(self, texts: dict[str, int]) -> None:
        """One ingest of one or more files: each new, changed, or as it was."""
        was = self.books.copy()
        paths, expected = [], {}
        for key, number in sorted(texts.items()):
            paths.append(write_document(self.papers / f"{key}.txt", version(key, number, PARAGRAPHS), key))
            held = self.books.live.get(key)
            if held is None:
                expected[key] = Outcome.ADDED
                self.books.live[key] = Source(number, f"The title of {key}")
                self.books.removed.pop(key, None)
            elif held.number != number:
                expected[key] = Outcome.REPLACED
                self.books.live[key] = Source(number, held.title)
            else:
                expected[key] = Outcome.UNCHANGED
        receipt = ingest(self.home, paths, self.encoder)
        assert {line.source: line.outcome for line in receipt.lines} == expected
        if any(outcome.changes for outcome in expected.values()):
            self.before = was

    @rule(key=st.sampled_from(KEYS), title=st.sampled_from(("One title", "Another title")))
    def edit(self, key: str, title: str) -> None:
        """Another title; said already, it is no change."""
        held = self.books.live.get(key)
        if held is None:
            with pytest.raises(UnknownSource):
                edit(self.home, key, RecordChanges(title=title))
            return
        edit(self.home, key, RecordChanges(title=title))
        if held.title != title:
            self.before = self.books.copy()
            self.books.live[key] = Source(held.number, title)

    @rule(key=st.sampled_from(KEYS))
    def remove(self, key: str) -> None:
        """Gone, and to be had again."""
        if key not in self.books.live:
            with pytest.raises(UnknownSource):
                remove(self.home, [key])
            return
        self.before = self.books.copy()
        remove(self.home, [key])
        self.books.removed[key] = self.books.live.pop(key)

    @rule(key=st.sampled_from(KEYS))
    def restore(self, key: str) -> None:
        """Back as it was when it went."""
        if key not in self.books.removed:
            with pytest.raises(UsageError):
                restore(self.home, [key], self.encoder)
            return
        self.before = self.books.copy()
        restore(self.home, [key], self.encoder)
        self.books.live[key] = self.books.removed.pop(key)

    @rule(key=st.sampled_from(KEYS))
    def purge(self, key: str) -> None:
        """Gone for good."""
        if key not in {*self.books.live, *self.books.removed}:
            with pytest.raises(UnknownSource):
                purge(self.home, [key])
            return
        purge(self.home, [key])
        self.books.live.pop(key, None)
        self.books.removed.pop(key, None)
        self.before = None
        assert not any(f"{key}round".encode() in path.read_bytes() for path in self.home.iterdir())

    @precondition(lambda self: self.books.live)
    @rule(encoder=st.sampled_from(ENCODERS))
    def rebuild(self, encoder: FakeEncoder) -> None:
        """The same library by another model, or the same."""
        rebuild(self.home, encoder)
        self.encoder = encoder
        self.before = None

    @rule()
    def undo(self) -> None:
        """As before the last change; what had come with it can still be brought back."""
        if self.before is None:
            with pytest.raises(UsageError):
                undo(self.home, self.encoder)
            return
        undo(self.home, self.encoder)
        came = {k: source for k, source in self.books.live.items() if k not in self.before.live}
        self.books = Books(self.before.live, {**self.before.removed, **came})
        self.before = None

    @invariant()
    def is_what_the_books_say(self) -> None:
        """Keys, texts, titles, passages, words, what is removed; and nothing is wrong with it."""
        if not self.home.exists():
            return
        library = Library(self.home)
        try:
            assert {s.key: s.record.title for s in library.sources} == {
                key: source.title for key, source in self.books.live.items()
            }
            for key, source in self.books.live.items():
                assert library.document(key)[1].text == version(key, source.number, PARAGRAPHS)
            assert len(library) == PARAGRAPHS * len(self.books.live)
            for key in KEYS:
                live = self.books.live.get(key)
                for number in (1, 2, 3):
                    found = library.frequency(version_mark(key, number))
                    assert found == (PARAGRAPHS if live and live.number == number else 0)
            assert {s.key: s.record.title for s in library.removed()} == {
                key: source.title for key, source in self.books.removed.items()
            }
            assert library.model == self.encoder.identity
            assert library.generation >= self.generation
            assert all(receipt.finished for receipt in library.receipts())
            self.generation = library.generation
        finally:
            library.close()
        assert verify(self.home).wrong == ()


TestLibraryStates = LibraryMachine.TestCase
TestLibraryStates.settings = settings(max_examples=20, stateful_step_count=12)
