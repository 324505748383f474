"""Every source read and embedded anew, after a change of model or of the reading rules."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from ingest import database, ledger, store
from ingest.citations import affected
from ingest.embedding import embed
from ingest.encoder import Encoder
from ingest.errors import DocumentError
from ingest.one_file import line_of
from ingest.receipts import Action, Outcome, Receipt, ReceiptLine
from ingest.sandbox import Limits, read_apart
from ingest.stages import Progress, Sign, Stage
from ingest.store import Content, StoredSource
from ingest.types import Document, Reading


def rebuild(
    folder: Path,
    encoder: Encoder,
    progress: Progress = lambda _: None,
    limits: Limits = Limits(),  # noqa: B008  # frozen
) -> Receipt:
    """Read and embed every source anew from its kept original, all in one transaction.

    An original that can no longer be read, because it asks for its password again or
    was made unreadable by a newer rule, keeps the text that it has.
    """
    with ledger.journal(folder, Action.REBUILD, database.open_for_writing) as journal:
        connection = journal.connection

        def write(generation: int) -> list[ReceiptLine]:
            held = store.sources(connection)
            database.set_model(connection, encoder.identity)
            # Vectors of the model before are of no use, not even those of earlier texts.
            connection.execute("DELETE FROM words")
            connection.execute("DELETE FROM passages")
            return [
                _anew(
                    connection,
                    source,
                    encoder,
                    limits,
                    progress,
                    Sign(source.key, n, len(held), Stage.READING),
                    generation,
                )
                for n, source in enumerate(held, start=1)
            ]

        journal.change_all(write)
        return journal.finish()


def _anew(
    connection: sqlite3.Connection,
    source: StoredSource,
    encoder: Encoder,
    limits: Limits,
    progress: Progress,
    sign: Sign,
    generation: int,
) -> ReceiptLine:
    """One source; the same version where the text is the same, so that it is no earlier version of itself."""
    progress(sign)
    content = Content(store.original(connection, source.hash) or b"", source.hash)
    held = store.document_of(connection, source.version)
    reading, words = _read(source, content, limits, held)

    def tell(done: int, total: int) -> None:
        progress(replace(sign, stage=Stage.EMBEDDING, done=done, total=total))

    try:
        embedded = embed(source.key, reading.document, encoder, tell)
        if not embedded.passages:
            reading, words = _as_it_was(held, "no evidence is found in it when it is read again")
            embedded = embed(source.key, reading.document, encoder, tell)
    except DocumentError as error:
        raise DocumentError(
            f"{error}; the library is as it was: `python -m ingest remove {source.key}`, and rebuild without it"
        ) from error
    document = reading.document
    if document.text == held.text:
        version = source.version
        store.set_document(connection, version, document)
    else:
        version = store.put_version(connection, source.key, content, document, generation)
    store.put_passages(connection, version, document, embedded)
    line = line_of(reading, source.place, source.key, Outcome.REPLACED)
    line = replace(
        line,
        reason=words,
        passages=len(embedded.passages),
        citations=affected(connection, source.key, document),
    )
    progress(replace(sign, stage=Stage.DONE, done=line.passages, total=line.passages, line=line))
    return line


def _read(source: StoredSource, content: Content, limits: Limits, held: Document) -> tuple[Reading, str]:
    try:
        # Of an uploaded file only the ending of its name is needed to read it again.
        return read_apart(Path(source.place), content.data, limits), "read and embedded anew"
    except DocumentError as error:
        return _as_it_was(held, f"it cannot be read again ({error})")


def _as_it_was(held: Document, why: str) -> tuple[Reading, str]:
    return Reading(held), f"embedded anew, with the text it had: {why}"
