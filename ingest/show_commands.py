"""The commands that show the library and change nothing: list, text, receipt, verify."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter

from ingest import database, ledger, store, verifying
from ingest.commands import (
    FAILED,
    JsonOption,
    LibraryOption,
    complain,
    library_folder,
    plain_errors,
    print_json,
    say,
)
from ingest.errors import UnknownSource, UsageError
from ingest.places import is_there
from ingest.receipts import Outcome, Receipt
from ingest.records import author_year
from ingest.showing import line_words, one_line, receipt_words
from ingest.types import Record

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="Key of a source, as `list` shows it.")]
_RECEIPT = TypeAdapter(Receipt)


def list_sources(
    removed: Annotated[
        bool,
        typer.Option("--removed", help="Those that were removed instead: `restore` brings them back."),
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the sources in the library."""
    if removed:
        _list_removed(library, as_json)
        return
    with plain_errors(), database.reading(library_folder(library)) as connection:
        found = store.sources(connection)
    if as_json:
        print_json([_source_json(source) for source in found])
        return
    for source in found:
        guessed = " (record guessed)" if source.record.guessed else ""
        gone = "" if is_there(source.place) else " (its file is gone)"
        passages = f"{source.passages} passage{'s' * (source.passages != 1)}"
        say(one_line(f"{_named(source.record)} [{passages}]{guessed}{gone}"))
    if not found:
        complain("The library is empty; add documents with `python -m ingest add PATH`.")


def _list_removed(library: Path | None, as_json: bool) -> None:
    with plain_errors(), database.reading(library_folder(library)) as connection:
        found = [
            (source.record, ledger.began(connection, source.generation))
            for source in store.removed(connection)
        ]
    if as_json:
        print_json([{**_record_json(record), "removed": when} for record, when in found])
        return
    for record, when in found:
        say(one_line(f"{_named(record)} [removed {datetime.fromisoformat(when):%Y-%m-%d %H:%M} UTC]"))
    if not found:
        complain("No source is removed; there is nothing to restore.")


def _named(record: Record) -> str:
    """A source on one line: its key, who, when and what."""
    return f"{record.key:<28} {author_year(record)}: {record.title}"


def text(
    key: KeyArgument,
    at: Annotated[
        str | None, typer.Option(metavar="START-END", help="Print only this span of the text.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a source's canonical text, in which every citation's offsets hold."""
    with plain_errors():
        with database.reading(library_folder(library)) as connection:
            found = store.document(connection, key)
        if found is None:
            raise UnknownSource(f"{key}: no such source; `python -m ingest list` shows the keys")
        record, document = found
        start, end = _span(at, len(document.text))
        words = document.text[start:end]
    if as_json:
        print_json(
            {"source": record.key, "page": document.page_at(start), "start": start, "end": end, "text": words}
        )
    else:
        typer.echo(words, nl=not words.endswith("\n"))


def receipt(
    all_of_them: Annotated[bool, typer.Option("--all", help="Every receipt, not only the newest.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the last ingest did, file by file; one that found nothing changed leaves no receipt."""
    with plain_errors(), database.reading(library_folder(library)) as connection:
        kept = ledger.receipts(connection, None if all_of_them else 1)
    if as_json:
        print_json([_RECEIPT.dump_python(one, mode="json") for one in kept])
        return
    if not kept:
        complain("Nothing has been done to this library yet.")
    for one in kept:
        say(receipt_words(one))
        for line in one.lines:
            for words in line_words(line):
                say(f"  {words}")


def verify(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Check that the library is whole: every span, vector, word and original."""
    with plain_errors():
        report = verifying.verify(library_folder(library))
    if as_json:
        print_json(
            {
                "sources": report.sources,
                "passages": report.passages,
                "wrong": list(report.wrong),
                "warnings": list(report.warnings),
            }
        )
    else:
        say(
            f"{report.sources} sources, {report.passages} passages: {'all well' if not report.wrong else 'NOT WELL'}"
        )
        for words in report.wrong:
            say(f"  {words}")
        for words in report.warnings:
            say(f"  note: {words}")
    if report.wrong:
        raise typer.Exit(FAILED)


def show_receipt(done: Receipt, as_json: bool) -> None:
    """What has just been done, line by line."""
    if as_json:
        print_json(_RECEIPT.dump_python(done, mode="json"))
        return
    for line in done.lines:
        for words in line_words(line):
            say(words)
    if not done.lines:
        complain("There was nothing to take in.")
    elif all(line.outcome is Outcome.UNCHANGED for line in done.lines):
        say("Nothing has changed; the library is up to date.")
    if done.dry_run:
        say("This was a dry run: nothing was changed.")


def _source_json(source: store.StoredSource) -> dict[str, Any]:
    return {
        **_record_json(source.record),
        "path": source.place,
        "sha256": source.hash,
        "passages": source.passages,
        "record_guessed": source.record.guessed,
        "file_gone": not is_there(source.place),
    }


def _record_json(record: Record) -> dict[str, Any]:
    return {
        "key": record.key,
        "title": record.title,
        "authors": list(record.authors),
        "year": record.year,
        "type": record.type,
    }


def _span(at: str | None, length: int) -> tuple[int, int]:
    if at is None:
        return 0, length
    start, _, end = at.partition("-")
    if not (start.isdecimal() and end.isdecimal() and int(start) <= int(end) <= length):
        raise UsageError(
            f"--at {at}: give START-END with 0 <= START <= END <= {length}, as citations have it"
        )
    return int(start), int(end)
