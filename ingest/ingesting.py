"""Files in, a receipt out: what becomes of each file that is put in."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ingest import database, store
from ingest.encoder import Composed, Encoder, PassageVectors, compose
from ingest.errors import DocumentError
from ingest.passages import make_passages
from ingest.readers import read_bytes, read_document
from ingest.records import SUFFIX, guess_record, read_record
from ingest.types import BlockKind, Document, Outcome, Passage, Receipt, ReceiptLine, Record

# Called with words on what is being done, the passages embedded, and how many there will be.
Progress = Callable[[str, int, int], None]
_EMBED_AT_ONCE = 32  # passages between two signs of progress


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to take in: those named, and those of a known format below folders, by name."""
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
                if file.is_file() and not hidden and not file.name.endswith(SUFFIX):
                    yield file
        else:
            yield path


def ingest(
    folder: Path, paths: Iterable[Path], encoder: Encoder, progress: Progress = lambda *_: None
) -> Receipt:
    """Bring the library in ``folder`` up to date with files and folders.

    Each file is read and embedded first and committed whole; one that fails is a
    line of the receipt, and the others go on. Raises LibraryError where the library
    itself cannot be written.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    with database.writer_lock(folder):
        connection = database.create_or_open(folder, encoder.identity)
        try:
            lines = [_take(connection, folder, path, encoder, progress) for path in files_in(paths)]
            if any(line.outcome is not Outcome.UNCHANGED for line in lines):
                with database.recording(connection, folder) as generation:
                    receipt = Receipt(generation, started, tuple(lines))
                    store.put_receipt(connection, receipt)
            else:
                receipt = Receipt(database.generation(connection), started, tuple(lines))
        finally:
            database.close(connection)
    return receipt


def rebuild(folder: Path, encoder: Encoder, progress: Progress = lambda *_: None) -> Receipt:
    """Read and embed every source anew from its kept original, all in one transaction."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    with database.writer_lock(folder):
        connection = database.open_for_writing(folder)
        try:
            work = []
            for source in store.sources(connection):
                content = store.original(connection, source.key) or b""
                document = read_document(Path(source.path), content).document
                progress(source.key, 0, 1)
                work.append((source, content, document, *_embed(document, encoder, source.key, progress)))
            with database.transaction(connection, folder) as generation:
                database.set_model(connection, encoder.identity)
                for source, content, document, passages, vectors in work:
                    store.put_source(
                        connection,
                        source.record,
                        source.path,
                        source.hash,
                        content,
                        document,
                        passages,
                        vectors,
                        generation,
                    )
                lines = tuple(
                    _line(
                        source.path,
                        Outcome.REPLACED,
                        source.record,
                        document,
                        passages,
                        "read and embedded anew",
                    )
                    for source, _, document, passages, _ in work
                )
                receipt = Receipt(generation, started, lines)
                store.put_receipt(connection, receipt)
        finally:
            database.close(connection)
    return receipt


def remove(folder: Path, key: str) -> bool:
    """Take a source out of the library; False if there is none of that key."""
    with database.writer_lock(folder):
        connection = database.open_for_writing(folder)
        try:
            if key not in {source.key for source in store.sources(connection)}:
                return False
            with database.transaction(connection, folder):
                return store.delete_source(connection, key)
        finally:
            database.close(connection)


def _take(
    connection: sqlite3.Connection, folder: Path, path: Path, encoder: Encoder, progress: Progress
) -> ReceiptLine:
    """One file, from its bytes to its line of the receipt."""
    try:
        return _take_file(connection, folder, path, encoder, progress)
    except DocumentError as error:
        return ReceiptLine(str(path), Outcome.FAILED, reason=str(error).removeprefix(f"{path}: "))


def _take_file(
    connection: sqlite3.Connection, folder: Path, path: Path, encoder: Encoder, progress: Progress
) -> ReceiptLine:
    place = str(path.resolve())
    content = read_bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    record = read_record(path)
    known = store.sources(connection)
    same = next((source for source in known if source.hash == digest), None)
    if same is not None and (record is None or record.key == same.key):
        return _known_content(connection, folder, path, place, same, record)
    if same is not None:
        return ReceiptLine(
            str(path),
            Outcome.DUPLICATE,
            same.key,
            f"the same content as {same.key} ({same.path}); not added again",
        )
    document = read_document(path, content).document
    record = record or guess_record(path, document)
    older = next((source for source in known if source.key == record.key), None)
    if older is not None and older.path != place:
        return ReceiptLine(
            str(path),
            Outcome.FAILED,
            reason=f"its key {record.key} is that of another document ({older.path}); "
            f"give it a record of its own ({path.stem}{SUFFIX} with another id), or remove {record.key} first",
        )
    passages, vectors = _embed(document, encoder, path.name, progress)
    if not passages:
        return ReceiptLine(
            str(path),
            Outcome.FAILED,
            reason="holds no evidence that could be found; nothing was added",
        )
    with database.transaction(connection, folder) as generation:
        store.put_source(connection, record, place, digest, content, document, passages, vectors, generation)
    outcome = Outcome.ADDED if older is None else Outcome.REPLACED
    reason = f"no {path.stem}{SUFFIX} beside it: title and key are guessed" if record.guessed else ""
    return _line(str(path), outcome, record, document, passages, reason)


def _known_content(
    connection: sqlite3.Connection,
    folder: Path,
    path: Path,
    place: str,
    same: store.StoredSource,
    record: Record | None,
) -> ReceiptLine:
    """A file whose content is there already: unchanged, its record edited, or a copy elsewhere."""
    if same.path != place and Path(same.path).exists() and record is None:
        return ReceiptLine(
            str(path),
            Outcome.DUPLICATE,
            same.key,
            f"the same content as {same.key} ({same.path}); not added again",
        )
    edited = record is not None and record != same.record
    if edited or same.path != place:
        with database.transaction(connection, folder):
            store.set_record(connection, same.key, place, record or same.record)
    if edited:
        return ReceiptLine(
            str(path), Outcome.REPLACED, same.key, "its record was edited; the text is unchanged"
        )
    return ReceiptLine(str(path), Outcome.UNCHANGED, same.key, passages=same.passages)


def _embed(
    document: Document, encoder: Encoder, name: str, progress: Progress
) -> tuple[tuple[Passage, ...], list[PassageVectors]]:
    passages = make_passages(document, encoder.count, encoder.reach)
    composed: list[Composed] = [compose(document, passage) for passage in passages]
    # Sorted by length, so that a batch is not padded to its longest member.
    order = sorted(range(len(composed)), key=lambda n: len(composed[n].text))
    vectors: dict[int, PassageVectors] = {}
    for start in range(0, len(order), _EMBED_AT_ONCE):
        progress(name, start, len(order))
        batch = order[start : start + _EMBED_AT_ONCE]
        vectors.update(zip(batch, encoder.encode_passages([composed[n] for n in batch]), strict=True))
    progress(name, len(order), len(order))
    return passages, [vectors[n] for n in range(len(order))]


def _line(
    path: str,
    outcome: Outcome,
    record: Record,
    document: Document,
    passages: tuple[Passage, ...],
    reason: str,
) -> ReceiptLine:
    labelled = [page for page in document.pages if page.label is not None]
    tables = {b.container for b in document.blocks if b.kind is BlockKind.TABLE_ROW}
    return ReceiptLine(
        path,
        outcome,
        record.key,
        reason,
        pages=len(labelled) or len(document.pages),
        passages=len(passages),
        tables=len(tables),
        references=len(document.references),
        mentions=len(document.mentions),
    )
