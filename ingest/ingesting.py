"""Files in, a receipt out: what becomes of each file that is put in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from ingest import database, ledger, store
from ingest.citations import affected
from ingest.embedding import GetEncoder
from ingest.errors import UsageError
from ingest.ledger import Journal
from ingest.one_file import OneFile
from ingest.options import Options
from ingest.places import is_there, lost_folder
from ingest.receipts import Action, Outcome, Receipt, ReceiptLine
from ingest.stages import Progress, Teller
from ingest.store import StoredSource
from ingest.walking import files_in

_DEFAULTS = Options()
_MOST_NAMED = 3  # folders in a message


def ingest(
    folder: Path,
    paths: Iterable[Path],
    encoder: GetEncoder,
    progress: Progress = lambda _: None,
    options: Options = _DEFAULTS,
) -> Receipt:
    """Bring the library in ``folder`` up to date with files and folders.

    Each file is read and embedded first and committed whole; one that fails is a line
    of the receipt, and the others go on. Raises LibraryError where the library itself
    cannot be written, UsageError where the options do not fit.
    """
    files = list(files_in(paths))
    if options.replaces is not None and len(files) != 1:
        raise UsageError(
            f"--replaces {options.replaces}: give the one file that replaces it, not {len(files)}"
        )
    with _opened(folder, encoder, options) as journal:
        if options.replaces is not None and store.source_by_key(journal.connection, options.replaces) is None:
            raise UsageError(
                f"--replaces {options.replaces}: no such source; `python -m ingest list` shows the keys"
            )
        if options.prune:
            _refuse_lost_folders(journal.connection)
        for number, path in enumerate(files, start=1):
            OneFile(journal, folder, path, encoder, options, Teller(progress, path, number, len(files))).run()
        if options.report_gone or options.prune:
            _look_for_gone(journal, options.prune)
        return journal.finish(options.dry_run)


def _opened(folder: Path, encoder: GetEncoder, options: Options) -> AbstractContextManager[Journal]:
    if options.dry_run:
        return ledger.rehearsal(folder)
    return ledger.journal(
        folder,
        Action.INGEST,
        lambda at: database.create_or_open(at, lambda: encoder().identity),
        options.wait,
    )


def _refuse_lost_folders(connection: sqlite3.Connection) -> None:
    """Raise UsageError where a whole folder of sources is gone: more often a drive than a wish."""
    gone = [source.place for source in store.sources(connection) if not is_there(source.place)]
    lost = [folder for place in gone if (folder := lost_folder(place)) is not None]
    if not lost:
        return
    folders = sorted(set(lost))
    named = ", ".join(folders[:_MOST_NAMED])
    if len(folders) > _MOST_NAMED:
        named += f" and {len(folders) - _MOST_NAMED} more folders"
    came = "the source that came" if len(lost) == 1 else f"the {len(lost)} sources that came"
    raise UsageError(
        f"{named}: not there or empty; with --prune, {came} from there would be removed: put back what is missing "
        "(is a drive unplugged?); of files that were moved, add the new place first; to let sources go, name them: "
        "`python -m ingest remove KEY ...` (`python -m ingest list` says whose file is gone)"
    )


def _look_for_gone(journal: Journal, prune: bool) -> None:
    """Sources whose file is no longer there: told of, or removed."""
    for source in store.sources(journal.connection):
        if is_there(source.place):
            continue
        if not prune:
            journal.note(
                ReceiptLine(
                    source.place,
                    Outcome.GONE,
                    source.key,
                    "its file is no longer there; the source is kept: `python -m ingest --prune` removes such sources",
                )
            )
            continue
        remove_one(journal, source, "its file is no longer there")


def remove_one(journal: Journal, source: StoredSource, reason: str) -> ReceiptLine:
    """Take a source out of the library; it can be brought back."""

    def write(number: int) -> ReceiptLine:
        store.retire_source(journal.connection, source.key, number)
        touched = affected(journal.connection, source.key, None)
        return ReceiptLine(source.place, Outcome.REMOVED, source.key, reason, citations=touched)

    return journal.change(write)
