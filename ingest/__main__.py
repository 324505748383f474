"""The librarian's command line: ``python -m ingest``."""

from __future__ import annotations

import sys
import time
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ingest import changing, database, rebuilding, watching
from ingest.commands import FAILED, JsonOption, LibraryOption, complain, library_folder, plain_errors
from ingest.encoder import SentenceEncoder, load_encoder
from ingest.errors import LockedLibrary, UsageError
from ingest.ingesting import ingest
from ingest.options import Options
from ingest.progress import Bars, Events
from ingest.receipts import Receipt
from ingest.records import RecordChanges
from ingest.sandbox import Limits
from ingest.settings import CORPUS, Settings
from ingest.show_commands import KeyArgument, list_sources, receipt, show_receipt, text, verify
from ingest.theme_commands import list_themes, theme

app = typer.Typer(
    help="Take documents into the library, and look after it. Alone, it brings the library up to date with corpus/.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_WAIT_SECONDS = 2.0  # between two tries, while another program writes to the library

KeysArgument = Annotated[
    list[str], typer.Argument(metavar="KEY...", help="Keys of sources, as `list` shows them.")
]
RemovedKeysArgument = Annotated[
    list[str],
    typer.Argument(metavar="KEY...", help="Keys of removed sources, as `list --removed` shows them."),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Read the files and tell what would become of each; change nothing.")
]


@app.callback(invoke_without_command=True)
def up_to_date(
    context: typer.Context,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove sources whose file is no longer there.")
    ] = False,
    dry_run: DryRunOption = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the library up to date with corpus/."""
    if context.invoked_subcommand is not None:
        given = {"--prune": prune, "--dry-run": dry_run, "--library": library, "--json": as_json}
        with plain_errors():
            # Passed over in silence, it would be another library that is changed.
            for name in (name for name, value in given.items() if value):
                raise UsageError(f"{name}: give it after the command, {context.invoked_subcommand}")
    else:
        with plain_errors():
            if prune and not CORPUS.is_dir():
                raise UsageError(
                    f"{CORPUS}: is not there; with --prune, all that came from it would be removed: put it back first"
                )
            options = _options(report_gone=True, prune=prune, dry_run=dry_run)
        _take_in([CORPUS], library, options, as_json)


@app.command()
def add(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files and folders to add or refresh.")
    ],
    replaces: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="The one file given is a new version of this source."),
    ] = None,
    password: Annotated[
        str | None,
        typer.Option(
            help="Password of files that ask for one; - asks you for it. It is not kept.",
            envvar="JWE_PASSWORD",
        ),
    ] = None,
    upload: Annotated[
        bool,
        typer.Option("--upload", help="The files are copies that will not stay: never look for them again."),
    ] = False,
    dry_run: DryRunOption = False,
    events: Annotated[
        bool, typer.Option("--events", help="Print progress and the receipt as JSON lines, for programs.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add or refresh files and folders."""
    if password == "-":
        # On the command line others could read it.
        password = typer.prompt("Password", hide_input=True, err=True)
    with plain_errors():
        options = _options(replaces=replaces, password=password, uploaded=upload, dry_run=dry_run)
    if events:
        with plain_errors(), Events() as told:
            done = ingest(library_folder(library), paths, _encoder, told.show, options)
            told.end(done)
        _status(done)
    else:
        _take_in(paths, library, options, as_json)


app.command("list")(list_sources)


@app.command()
def remove(
    keys: KeysArgument,
    purge: Annotated[
        bool,
        typer.Option(
            "--purge", help="Erase them, removed ones too, with all versions; this cannot be undone."
        ),
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove sources from the library; their files stay where they are."""
    with plain_errors():
        done = (changing.purge if purge else changing.remove)(library_folder(library), keys)
    _show(done, as_json)


@app.command()
def restore(keys: RemovedKeysArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Bring removed sources back as they were."""
    with plain_errors():
        done = changing.restore(library_folder(library), keys, _encoder)
    _show(done, as_json)


@app.command()
def undo(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Take the last ingest, removal, restoring or edit back, whole."""
    with plain_errors():
        done = changing.undo(library_folder(library), _encoder)
    _show(done, as_json)


@app.command()
def edit(
    key: KeyArgument,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    author: Annotated[
        list[str] | None,
        typer.Option(help="An author, “Family, Given”, or a body's name; repeat it for each, in order."),
    ] = None,
    year: Annotated[str | None, typer.Option(help="Year of publication.")] = None,
    type_: Annotated[
        str | None, typer.Option("--type", help="What it is, in the words of CSL: report, article-journal, …")
    ] = None,
    container: Annotated[str | None, typer.Option(help="Journal, book or site it stands in.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Its publisher.")] = None,
    volume: Annotated[str | None, typer.Option(help="Volume.")] = None,
    issue: Annotated[str | None, typer.Option(help="Issue.")] = None,
    pages: Annotated[str | None, typer.Option(help="Its pages in what it stands in.")] = None,
    doi: Annotated[str | None, typer.Option(help="Digital object identifier.")] = None,
    url: Annotated[str | None, typer.Option(help="Web address.")] = None,
    isbn: Annotated[str | None, typer.Option(help="International standard book number.")] = None,
    licence: Annotated[str | None, typer.Option(help="Under which licence it may be used.")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change a source's bibliographic record; empty words clear a field. Its key and text stay."""
    changes = RecordChanges(
        title=title,
        type=type_,
        authors=None if author is None else tuple(author),
        year=year,
        container=container,
        publisher=publisher,
        volume=volume,
        issue=issue,
        pages=pages,
        doi=doi,
        url=url,
        isbn=isbn,
        licence=licence,
    )
    with plain_errors():
        if changes == RecordChanges():
            raise UsageError(f"edit {key}: name what to change, for instance --year 2015")
        done = changing.edit(library_folder(library), key, changes)
    _show(done, as_json)


app.command()(theme)
app.command("themes")(list_themes)
app.command()(text)
app.command()(receipt)
app.command()(verify)


@app.command()
def rebuild(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Read and embed every source anew from its kept original, after a change of model or rules."""
    with plain_errors():
        folder = library_folder(library)
        database.open_for_reading(folder).close()
        encoder = _encoder()
        with Bars() as bars:
            done = rebuilding.rebuild(folder, encoder, bars.show, _limits())
    _show(done, as_json)


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to watch.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in what is put into a folder, as it comes, until stopped with Ctrl+C."""
    with plain_errors():
        home, options = library_folder(library), _options()
        try:
            for paths in watching.arrivals(folder):
                show_receipt(_once_free(home, paths, options), as_json)
                sys.stdout.flush()  # whoever reads on is not to wait for the next file
        except KeyboardInterrupt:
            complain("No longer watching; what was finished is kept.")


def _once_free(home: Path, paths: list[Path], options: Options) -> Receipt:
    """Take files in, however long another program writes to the library before."""
    told = False
    while True:
        try:
            with Bars() as bars:
                return ingest(home, paths, _encoder, bars.show, options)
        except LockedLibrary as error:
            if not told:
                complain(f"{error} (this goes on by itself then)")
            told = True
            time.sleep(_WAIT_SECONDS)


def _take_in(paths: list[Path], library: Path | None, options: Options, as_json: bool) -> None:
    with plain_errors(), Bars() as bars:
        done = ingest(library_folder(library), paths, _encoder, bars.show, options)
    _show(done, as_json)


def _options(**given: Any) -> Options:
    return Options(limits=_limits(), **given)


def _limits() -> Limits:
    settings = Settings.from_environment()
    return Limits(settings.read_seconds, settings.read_megabytes)


@cache
def _encoder() -> SentenceEncoder:
    """The model, loaded when the first new document asks for it."""
    with Console(stderr=True).status("Loading the embedding model…"):
        return load_encoder(Settings.from_environment().embedding_model)


def _show(done: Receipt, as_json: bool) -> None:
    show_receipt(done, as_json)
    _status(done)


def _status(done: Receipt) -> None:
    if done.failed:
        raise typer.Exit(FAILED)


if __name__ == "__main__":
    app()
