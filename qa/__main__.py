"""The asker's command line: ``python -m qa``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import track

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
from ingest.encoder import load_encoder
from ingest.errors import PersonalDetails, UsageError, reason_of
from ingest.settings import Settings
from qa.evaluation import asking
from qa.evaluation.gold import read_gold, read_judged, read_studies
from qa.evaluation.page import as_page
from qa.evaluation.text import as_text
from qa.export_commands import check, export_answers, save
from qa.serialise import answer_json, passages_json
from qa.service import AnswerService
from qa.showing import answer_text, passage_text
from qa.types import Question

app = typer.Typer(
    help="Ask the library, and measure how well it answers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

QuestionArgument = Annotated[
    str | None, typer.Argument(metavar="QUESTION", help="The question, in quotation marks.")
]
HistoryOption = Annotated[
    list[str] | None,
    typer.Option(
        "--history",
        metavar="QUESTION",
        help="An earlier question of the conversation; may be repeated, oldest first.",
    ),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="KEY", help="Search only this source; may be repeated."),
]
BatchOption = Annotated[
    Path | None,
    typer.Option(
        "--batch",
        metavar="FILE.jsonl",
        help='Questions, one JSON object a line: {"id", "question", "history"}; one result a line.',
    ),
]


class _BatchLine(BaseModel):
    """One question of a batch."""

    id: str | int | None = None
    question: str
    history: list[str] = []
    source: list[str] = []


@app.command()
def ask(
    question: QuestionArgument = None,
    history: HistoryOption = None,
    source: SourceOption = None,
    batch: BatchOption = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Answer a question with cited quotes, or say that the library does not hold the answer."""

    def one(service: AnswerService, asked: Question, whole: bool) -> str:
        answer = service.ask(asked)
        return (
            answer_json(answer, indent=2 if whole else None) if as_json or not whole else answer_text(answer)
        )

    _run(question, history, source, batch, library, one)


@app.command()
def search(
    question: QuestionArgument = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    history: HistoryOption = None,
    source: SourceOption = None,
    batch: BatchOption = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Show the passages nearest to a question, best first."""

    def one(service: AnswerService, asked: Question, whole: bool) -> str:
        found = service.search(asked, k)
        if as_json or not whole:
            return passages_json(asked.text, found, asked.id, indent=2 if whole else None)
        return "\n\n".join(passage_text(passage) for passage in found) or "No passage was found."

    _run(question, history, source, batch, library, one)


app.command()(check)
app.command()(save)
app.command("export")(export_answers)


@app.command()
def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(metavar="GOLD.jsonl...", help="Files of gold questions, one JSON object a line."),
    ],
    split: Annotated[str | None, typer.Option(help="Only questions of this part: choose or report.")] = None,
    page: Annotated[
        Path | None,
        typer.Option("--page", metavar="FILE.html", help="Write the figures as a page with plots, too."),
    ] = None,
    judged: Annotated[
        Path | None,
        typer.Option(
            "--judged",
            metavar="FILE.jsonl",
            help="Compare findings with sentences that people judged, and studies with a studies.jsonl beside them.",
        ),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Measure what is found, answered and refused on gold questions."""
    with plain_errors():
        part = f"the part {split}" if split else ""
        questions = [q for file in gold for q in read_gold(file) if split is None or q.split == split]
        files = ", ".join(str(file) for file in gold)
        if not questions:
            raise UsageError(f"{files}: no gold questions here{f' of {part}' if split else ''}")
        ids = {question.id for question in questions}
        sentences = [one for one in read_judged(judged) if one.id in ids] if judged else []
        if judged and not sentences:
            raise UsageError(
                f"{judged}: no sentence was judged for the questions of {files}; name its gold file"
            )
        beside = judged.with_name("studies.jsonl") if judged else None
        studies = read_studies(beside) if beside and beside.exists() else []
        with _service(library) as service, Console(stderr=True).status("Asking…") as status:
            report = asking.evaluate(
                service,
                questions,
                lambda n, total: status.update(f"Asking question {n + 1} of {total}"),
                sentences,
                studies,
            )
        # The figures first: they took their time, and the page may be one that cannot be written.
        if as_json:
            print_json(asdict(report))
        else:
            say(as_text(report))
        if page is not None:
            _write_page(page, as_page(report, f"{part} of {files}" if split else files))


def _write_page(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path}: the page cannot be written ({reason_of(error)}); name a file in a folder that is there"
        ) from error


def _run(
    question: str | None,
    history: list[str] | None,
    source: list[str] | None,
    batch: Path | None,
    library: Path | None,
    one: Callable[[AnswerService, Question, bool], str],
) -> None:
    """One question to a result, or a batch to a result a line, the model loaded once."""
    with plain_errors():
        if (question is None) == (batch is None):
            raise UsageError("give a QUESTION, or --batch FILE.jsonl, and not both")
        if batch is None:
            asked = Question(question or "", tuple(history or ()), tuple(source or ()))
            with _service(library) as service:
                say(one(service, asked, True))
            return
        lines = _read_batch(batch)
        failed = False
        with _service(library) as service:
            for line in track(lines, "Asking", console=Console(stderr=True), transient=True):
                identifier = None if line.id is None else str(line.id)
                sources = tuple(line.source or source or ())
                asked = Question(line.question, tuple(line.history or history or ()), sources, identifier)
                try:
                    say(one(service, asked, False))
                except UsageError as error:
                    # The line keeps its place in the output; the others go on.
                    failed = True
                    # What was refused for what it holds is not repeated.
                    echo = {} if isinstance(error, PersonalDetails) else {"question": line.question}
                    say(json.dumps({"id": identifier, **echo, "error": str(error)}, ensure_ascii=False))
                    complain(f"Error: {identifier}: {error}")
        if failed:
            raise typer.Exit(FAILED)


def _read_batch(path: Path) -> list[_BatchLine]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: cannot be read ({reason_of(error)}); give a UTF-8 file of one JSON object a line"
        ) from error
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(_BatchLine.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                raise UsageError(
                    f"{path}, line {number}: {first['msg']}; each line is a JSON object with a question"
                ) from error
    return found


@contextmanager
def _service(library: Path | None) -> Iterator[AnswerService]:
    """The service with its model loaded; the library is looked at first, so that what is wrong is said at once."""
    folder = library_folder(library)
    service = AnswerService(folder)
    try:
        with Console(stderr=True).status("Loading the embedding model…"):
            service.use(load_encoder(Settings.from_environment().embedding_model))
        yield service
    finally:
        service.close()


if __name__ == "__main__":
    app()
