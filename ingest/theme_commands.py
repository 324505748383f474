"""The commands about themes: ``themes`` lists them, ``theme`` corrects one sentence's."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from ingest.commands import JsonOption, LibraryOption, library_folder, plain_errors, print_json, say
from ingest.correcting import correct_theme
from ingest.library import Library
from ingest.show_commands import KeyArgument, show_receipt
from ingest.themes import NO_THEME, current_themes


def theme(
    key: KeyArgument,
    where: Annotated[
        str,
        typer.Argument(metavar="QUOTE", help="The sentence, words that only it has, or its START-END."),
    ],
    to: Annotated[
        str, typer.Argument(metavar="THEME", help=f"Key of a theme, as `themes` shows it, or {NO_THEME}.")
    ],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Correct the theme of a sentence; it lasts when the source is read again."""
    with plain_errors():
        done = correct_theme(library_folder(library), key, where, None if to == NO_THEME else to)
    show_receipt(done, as_json)


def list_themes(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the themes with their definitions, and how many sentences have each."""
    with plain_errors():
        themes = current_themes()
        with closing(Library(library_folder(library))) as held:
            counts = held.theme_counts()
    without = counts.pop(None, 0)
    unknown = {key: count for key, count in sorted(counts.items(), key=str) if key not in themes.keys}
    if as_json:
        print_json(
            {
                "groups": [{"key": group.key, "name": group.name} for group in themes.groups],
                "themes": [
                    {
                        "key": one.key,
                        "name": one.name,
                        "group": one.group,
                        "definition": one.definition,
                        "examples": list(one.examples),
                        "sentences": counts.get(one.key, 0),
                    }
                    for one in themes.themes
                ],
                "without": without,
                "unknown": unknown,
            }
        )
        return
    for group in themes.groups:
        say(group.name)
        for one in themes.themes:
            if one.group == group.key:
                say(f"  {one.key:<26} {counts.get(one.key, 0):>5}  {one.name}: {one.definition}")
    say(f"{without} sentence{'s have' if without != 1 else ' has'} no theme.")
    if unknown:
        say(
            f"The file of themes has no more: {', '.join(f'{key} ({count})' for key, count in unknown.items())}; "
            "`python -m ingest rebuild` sorts all sentences anew."
        )
