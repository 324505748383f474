"""One file, from its bytes to its line of the receipt."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest import database, store
from ingest.citations import affected
from ingest.embedding import GetEncoder, embed
from ingest.errors import BadRecord, DocumentError, PasswordNeeded, at_its_own_cost
from ingest.ledger import Journal
from ingest.options import Options
from ingest.places import UPLOAD, is_there, place_of, shown
from ingest.quality import quality_of, signs
from ingest.readers import read_bytes
from ingest.receipts import Outcome, ReceiptLine
from ingest.records import guess_record, is_record_file, read_record, settle
from ingest.sandbox import read_apart
from ingest.stages import Teller
from ingest.store import Content, StoredSource
from ingest.types import BlockKind, Document, Reading, Record


class OneFile:
    """One file, from its bytes to its line of the receipt."""

    def __init__(
        self,
        journal: Journal,
        folder: Path,
        path: Path,
        encoder: GetEncoder,
        options: Options,
        tell: Teller,
    ) -> None:
        self._journal = journal
        self._connection: sqlite3.Connection = journal.connection
        self._folder = folder
        self._path = path
        # A copy's folder says nothing to anybody, and will not stay.
        self._shown = shown(Path(path.name) if options.uploaded else path)
        self._place = f"{UPLOAD}{shown(Path(path.name))}" if options.uploaded else place_of(path)
        self._encoder = encoder
        self._options = options
        self._tell = tell

    def run(self) -> ReceiptLine:
        self._tell.reading()
        try:
            line = self._take()
        except (DocumentError, MemoryError) as error:
            words = _as_text(str(error) or "needs more memory than there is; split it")
            if self._options.uploaded:
                words = words.replace(f"{shown(self._path.parent)}{os.sep}", "")
            words = words.removeprefix(f"{self._shown}: ").removeprefix(f"{_as_text(self._path)}: ")
            line = self._failed(words, isinstance(error, PasswordNeeded))
        self._tell.done(line)
        return line

    def _take(self) -> ReceiptLine:
        data = read_bytes(self._path)
        content = Content(data, hashlib.sha256(data).hexdigest())
        if is_record_file(self._path):
            raise BadRecord(
                f"{self._shown}: is a bibliographic record without a document; put it beside its document, "
                "under the same name"
            )
        with at_its_own_cost(self._shown):
            beside = read_record(self._path)
        same = store.source_by_hash(self._connection, content.hash)
        if same is not None:
            return self._known_text(same, beside)
        # Read before anything is decided: an unreadable file must not cost what is there.
        reading = read_apart(
            Path(self._shown), data, self._options.limits, self._options.password, self._tell.reading
        )
        return self._new_text(content, reading, beside)

    # -- a text that is there already ----------------------------------------------------

    def _known_text(self, same: StoredSource, beside: Record | None) -> ReceiptLine:
        """Unchanged, its record edited, its file moved, or a copy elsewhere."""
        if self._options.replaces not in (None, same.key) or (
            same.place != self._place and (self._options.uploaded or is_there(same.place))
        ):
            words = f"the same content as {same.key} ({same.place}); not added again"
            if self._options.replaces not in (None, same.key):
                words += f", and {self._options.replaces} was not replaced"
            return self._journal.note(ReceiptLine(self._shown, Outcome.DUPLICATE, same.key, words))
        settled = settle(same.record, same.seen, beside)
        moved = same.place != self._place
        if not settled.changed and not moved and beside in (None, same.seen):
            return self._journal.note(
                ReceiptLine(self._shown, Outcome.UNCHANGED, same.key, settled.words, passages=same.passages)
            )
        reasons = ["the record beside it is taken over; the text is unchanged"] if settled.changed else []
        reasons += [settled.words] if settled.words else []
        reasons += [f"it was at {same.place} before"] if moved else []
        outcome = Outcome.EDITED if settled.changed else Outcome.UNCHANGED

        def write(number: int) -> ReceiptLine:
            seen = beside if beside is not None else same.seen
            store.put_record(self._connection, settled.record, self._place, seen, number)
            return ReceiptLine(self._shown, outcome, same.key, "; ".join(reasons), passages=same.passages)

        return self._journal.change(write)

    # -- a new text ------------------------------------------------------------------------

    def _new_text(self, content: Content, reading: Reading, beside: Record | None) -> ReceiptLine:
        document = reading.document
        with at_its_own_cost(self._shown):
            guess = guess_record(self._path, reading)
        older = self._older(beside)
        reasons: list[str] = []
        if older is not None:
            held = replace(guess, key=older.key) if older.record.guessed else older.record
            settled = settle(held, older.seen, beside)
            record = settled.record
            reasons += [settled.words] if settled.words else []
        elif beside is not None:
            clash = store.source_by_key(self._connection, beside.key)
            if clash is not None:
                return self._failed(
                    f"its record's key {beside.key} is that of another document ({clash.place}); give it another "
                    f"id, or, if this is a new version of it, add it with --replaces {beside.key}"
                )
            record = beside
        else:
            record = self._with_free_key(guess, reasons)
        if record.guessed:
            reasons.append(
                "no record beside it: title, authors and year are guessed; "
                f"mend them with `python -m ingest edit {record.key}`"
            )
        with at_its_own_cost(self._shown):
            outcome = Outcome.ADDED if older is None else Outcome.REPLACED
            line = line_of(reading, self._shown, record.key, outcome)
        line = replace(line, reason="; ".join(reasons))
        if self._options.dry_run:
            return self._commit(Content(b"", content.hash), document, record, beside, line, lambda _: None)
        encoder = self._encoder()
        database.check_model(self._connection, encoder.identity, self._folder)
        embedded = embed(self._shown, document, encoder, self._tell.embedding)
        if not embedded.passages:
            return self._failed("holds no evidence that could be found; nothing was added")
        line = replace(line, passages=len(embedded.passages))

        def put_passages(version: int) -> None:
            store.put_passages(self._connection, version, document, embedded)

        return self._commit(content, document, record, beside, line, put_passages)

    def _commit(
        self,
        content: Content,
        document: Document,
        record: Record,
        beside: Record | None,
        line: ReceiptLine,
        put_passages: Callable[[int], None],
    ) -> ReceiptLine:
        def write(number: int) -> ReceiptLine:
            version = store.put_version(self._connection, record.key, content, document, number)
            put_passages(version)
            store.put_record(self._connection, record, self._place, beside, number)
            touched = affected(self._connection, record.key, document)
            return replace(line, citations=touched)

        return self._journal.change(write)

    def _older(self, beside: Record | None) -> StoredSource | None:
        """The source that this file is a new version of.

        A name that is alike proves nothing: what counts is the place where the file
        stands, the key in a record beside it, or the librarian's own word.
        """
        if self._options.replaces is not None:
            return store.source_by_key(self._connection, self._options.replaces)
        here = [] if self._options.uploaded else store.sources_at(self._connection, self._place)
        if beside is not None:
            named = store.source_by_key(self._connection, beside.key)
            if named is not None:
                lost = not self._options.uploaded and not is_there(named.place)
                return named if named.place == self._place or lost else None
            # Another document took the place of one that had a record of its own.
            here = [source for source in here if source.seen is None]
        return here[0] if here else None

    def _with_free_key(self, guess: Record, reasons: list[str]) -> Record:
        """The guess, under a key that no other document has."""
        taken = store.source_by_key(self._connection, guess.key)
        if taken is None:
            return guess
        number = 2
        while store.source_by_key(self._connection, f"{guess.key}-{number}") is not None:
            number += 1
        key = f"{guess.key}-{number}"
        reasons.append(
            f"a document of a like name is there already ({taken.key}, {taken.place}): this one is {key}; "
            f"if it is a new version, remove {key} and add it with --replaces {taken.key}"
        )
        return replace(guess, key=key)

    # -- lines -----------------------------------------------------------------------------

    def _failed(self, reason: str, protected: bool = False) -> ReceiptLine:
        return self._journal.note(
            ReceiptLine(self._shown, Outcome.FAILED, reason=reason, protected=protected)
        )


def _as_text(words: object) -> str:
    """Words that may name a file whose name is no text."""
    return str(words).encode("utf-8", "backslashreplace").decode()


def line_of(reading: Reading, path: str, key: str, outcome: Outcome) -> ReceiptLine:
    """The line of a file that was read: what was found in it, and what is in doubt."""
    document = reading.document
    labelled = [page for page in document.pages if page.label is not None]
    tables = {b.container for b in document.blocks if b.kind is BlockKind.TABLE_ROW}
    quality = quality_of(document)
    return ReceiptLine(
        path,
        outcome,
        key,
        pages=len(labelled) or len(document.pages),
        tables=len(tables),
        references=len(document.references),
        mentions=len(document.mentions),
        wordless=len(reading.wordless),
        quality=quality,
        warnings=(*reading.warnings, *signs(quality, document)),
    )
