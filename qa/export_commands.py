"""The commands for answers in files: export, check, save."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ingest.changing import save_citations
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
from ingest.errors import MissingLibrary, UsageError, reason_of
from ingest.library import Library
from ingest.receipts import CitationState, SavedCitation
from ingest.showing import one_line
from ingest.types import Record
from qa.checking import check_answers, check_citations, read_citations
from qa.exporting import Export, Format, Style, export
from qa.exporting.embedded import read_answers
from qa.showing import checked_words


def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="An answer as JSON, or several, or an export; without it, what was saved.",
        ),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Check the citations of an exported answer against the library: unchanged, moved or gone."""
    with plain_errors():
        folder = library_folder(library)
        checked = check_answers(file, folder) if file is not None else check_citations(_saved(folder), folder)
    if as_json:
        print_json([asdict(one) for one in checked])
    else:
        for one in checked:
            say(one_line(checked_words(one)))
        if not checked:
            complain(
                f"{file}: holds no citations." if file is not None
                else "No citations have been saved; `python -m qa save FILE` does."
            )  # fmt: skip
    if any(one.state is not CitationState.UNCHANGED for one in checked):
        raise typer.Exit(FAILED)


def save(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="An answer as JSON, or several, or an export.")
    ],
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Save the citations of an exported answer: receipts then say when an ingest touches one."""
    with plain_errors():
        wanted = read_citations(file)
        new = save_citations(library_folder(library), wanted)
    if as_json:
        print_json({"saved": len(wanted), "new": new})
    else:
        say(f"{len(wanted)} citations saved, {new} of them new")


def export_answers(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.json",
            help="An answer as `ask --json` gives it; or several, an array or one a line.",
        ),
    ],
    kind: Annotated[Format, typer.Option("--format", help="The kind of file.")],
    style: Annotated[Style, typer.Option(help="How references are set.")] = Style.HARVARD,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="PATH", help="The file to write, or a folder for it; by default standard output."
        ),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Make a file of an answer or a conversation, with its quotes, citations and references."""
    with plain_errors():
        if kind is Format.WORD and out is None:
            raise UsageError("a Word file is not text for a terminal; name a file with --out FILE.docx")
        answers, failed = read_answers(file)
        made = export(answers, kind, style, _records(library))
        if failed:
            which = "1 line holds" if len(failed) == 1 else f"{len(failed)} lines hold"
            complain(f"{file}: {which} an error in place of an answer; left out.")
        if out is not None:
            say(str(_write(made, out)))
        else:
            sys.stdout.buffer.write(made.content)
            sys.stdout.buffer.flush()
        if failed:
            raise typer.Exit(FAILED)


def _write(made: Export, out: Path) -> Path:
    path = out / made.name if out.is_dir() else out
    try:
        path.write_bytes(made.content)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({reason_of(error)}); name a file in a folder that is there"
        ) from error
    return path


def _records(folder: Path | None) -> dict[str, Record]:
    """The records of the library's sources; none where nobody named a library and there is none."""
    try:
        library = Library(library_folder(folder))
    except MissingLibrary:
        if folder is not None:
            raise
        complain(
            "There is no library here: the references are made of what the answers say of their sources."
        )
        return {}
    try:
        return {source.key: source.record for source in library.sources}
    finally:
        library.close()


def _saved(folder: Path) -> list[SavedCitation]:
    library = Library(folder)
    try:
        return library.saved_citations()
    finally:
        library.close()
