"""What the two command lines share: options, errors and exit statuses."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.errors import JWEError, UsageError
from ingest.settings import Settings
from ingest.showing import one_line

FAILED, WRONG_USE = 1, 2

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="The library's folder; by default JWE_HOME, or .library in the project.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def library_folder(given: Path | None) -> Path:
    return given if given is not None else Settings.from_environment().home


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def say(words: str) -> None:
    """A line of the result on standard output."""
    print(words)  # noqa: T201


def complain(words: str) -> None:
    """A line for a person on standard error."""
    print(words, file=sys.stderr)  # noqa: T201


@contextmanager
def plain_errors() -> Iterator[None]:
    """Errors of ours end the command with one line and their exit status; so does a closed pipe."""
    try:
        yield
    except UsageError as error:
        complain(f"Error: {one_line(str(error))}")
        raise typer.Exit(WRONG_USE) from error
    except JWEError as error:
        complain(f"Error: {one_line(str(error))}")
        raise typer.Exit(FAILED) from error
    except BrokenPipeError as error:
        # Nobody reads on; Python would complain once more on closing the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt as error:
        complain("Stopped; what was finished is kept.")
        raise typer.Exit(FAILED) from error
