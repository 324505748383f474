"""The librarian's command line: ``python -m ingest``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ingest import database, ingesting, store, verifying
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
from ingest.encoder import SentenceEncoder, load_encoder
from ingest.errors import UnknownSource, UsageError
from ingest.records import short_authors
from ingest.settings import CORPUS, Settings
from ingest.types import Outcome, Receipt, ReceiptLine

app = typer.Typer(
    help="Take documents into the library, and look after it. Alone, it brings the library up to date with corpus/.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_RECEIPT = TypeAdapter(Receipt)


@app.callback(invoke_without_command=True)
def up_to_date(context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Bring the library up to date with corpus/."""
    if context.invoked_subcommand is None:
        _take_in([CORPUS], library, as_json)


@app.command()
def add(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files and folders to add or refresh.")
    ],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add or refresh files and folders."""
    _take_in(paths, library, as_json)


@app.command("list")
def list_sources(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the sources in the library."""
    with plain_errors():
        connection = database.open_for_reading(library_folder(library))
        with database.translated(library_folder(library)):
            found = store.sources(connection)
        connection.close()
    if as_json:
        print_json([_source_json(source) for source in found])
        return
    for source in found:
        guessed = " (record guessed)" if source.record.guessed else ""
        say(
            f"{source.key:<28} {short_authors(source.record)} {source.record.year or 'undated'}: "
            f"{source.record.title} [{source.passages} passage{'s' * (source.passages != 1)}]{guessed}"
        )
    if not found:
        complain("The library is empty; add documents with `python -m ingest add PATH`.")


@app.command()
def remove(
    keys: Annotated[
        list[str],
        typer.Argument(metavar="KEY...", help="Keys of the sources to remove, as `list` shows them."),
    ],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove sources from the library; their files stay where they are."""
    folder = library_folder(library)
    with plain_errors():
        gone = {key: ingesting.remove(folder, key) for key in dict.fromkeys(keys)}
        missing = [key for key, done in gone.items() if not done]
        if as_json:
            print_json({"removed": [key for key, done in gone.items() if done], "unknown": missing})
        else:
            for key, done in gone.items():
                if done:
                    say(f"removed    {key}")
        if missing:
            raise UnknownSource(
                f"no such source: {', '.join(missing)}; `python -m ingest list` shows the keys"
            )


@app.command()
def text(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Key of a source.")],
    at: Annotated[
        str | None, typer.Option(metavar="START-END", help="Print only this span of the text.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a source's canonical text, in which every citation's offsets hold."""
    with plain_errors():
        connection = database.open_for_reading(library_folder(library))
        found = store.document(connection, key)
        connection.close()
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


@app.command()
def receipt(
    all_of_them: Annotated[bool, typer.Option("--all", help="Every receipt, not only the newest.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the last ingest did, file by file; one that found nothing changed leaves no receipt."""
    with plain_errors():
        connection = database.open_for_reading(library_folder(library))
        kept = store.receipts(connection)
        connection.close()
    shown = kept if all_of_them else kept[-1:]
    if as_json:
        print_json([_RECEIPT.dump_python(one, mode="json") for one in shown])
        return
    for one in shown:
        say(f"{one.started}, generation {one.generation}")
        for line in one.lines:
            say(f"  {_line(line)}")


@app.command()
def verify(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Check that the library is whole: every span, vector, word and original."""
    with plain_errors():
        report = verifying.verify(library_folder(library))
    if as_json:
        print_json({"sources": report.sources, "passages": report.passages, "wrong": list(report.wrong)})
    else:
        say(
            f"{report.sources} sources, {report.passages} passages: {'all well' if not report.wrong else 'NOT WELL'}"
        )
        for words in report.wrong:
            say(f"  {words}")
    if report.wrong:
        raise typer.Exit(FAILED)


@app.command()
def rebuild(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Read and embed every source anew from its kept original, after a change of model or rules."""
    with plain_errors():
        folder = library_folder(library)
        database.open_for_reading(folder).close()
        with _Bar() as bar:
            done = ingesting.rebuild(folder, _encoder(), bar.progress)
    _show(done, as_json)


def _take_in(paths: list[Path], library: Path | None, as_json: bool) -> None:
    with plain_errors(), _Bar() as bar:
        done = ingesting.ingest(library_folder(library), paths, _encoder(), bar.progress)
    _show(done, as_json)


def _encoder() -> SentenceEncoder:
    with Console(stderr=True).status("Loading the embedding model…"):
        return load_encoder(Settings.from_environment().embedding_model)


def _show(done: Receipt, as_json: bool) -> None:
    if as_json:
        print_json(_RECEIPT.dump_python(done, mode="json"))
    else:
        for line in done.lines:
            say(_line(line))
        if not done.lines:
            complain("There was nothing to take in.")
        elif all(line.outcome is Outcome.UNCHANGED for line in done.lines):
            say("Nothing has changed; the library is up to date.")
    if done.failed:
        raise typer.Exit(FAILED)


def _line(line: ReceiptLine) -> str:
    counts = [
        f"{number} {name if number != 1 else name[:-1]}"
        for number, name in (
            (line.pages, "pages"),
            (line.passages, "passages"),
            (line.tables, "tables"),
            (line.references, "references"),
            (line.mentions, "mentions"),
        )
        if number
    ]
    words = f"{line.outcome:<10} {line.path}"
    if line.source:
        words += f" as {line.source}"
    if counts:
        words += f": {', '.join(counts)}"
    return f"{words}; {line.reason}" if line.reason else words


def _source_json(source: store.StoredSource) -> dict[str, Any]:
    record = source.record
    return {
        "key": source.key,
        "title": record.title,
        "authors": list(record.authors),
        "year": record.year,
        "type": record.type,
        "path": source.path,
        "sha256": source.hash,
        "passages": source.passages,
        "record_guessed": record.guessed,
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


class _Bar:
    """A progress bar on standard error: one task a file."""

    def __enter__(self) -> _Bar:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("passages"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, Any] = {}
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def progress(self, name: str, done: int, total: int) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[name], completed=done, total=total)


if __name__ == "__main__":
    app()
