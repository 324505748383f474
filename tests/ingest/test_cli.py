"""The librarian's command line: results on one stream, talk on the other, and a status that scripts can trust."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ingest import __main__ as cli
from ingest import database, one_file
from ingest.changing import save_citations
from ingest.encoder import Composed, PassageVectors
from ingest.library import Library
from ingest.receipts import SavedCitation
from ingest.sandbox import Limits, read_apart
from tests.fakes import FakeEncoder, version, write_document, write_record

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in model, and never the person's own library."""
    monkeypatch.setattr(cli, "_encoder", FakeEncoder)
    monkeypatch.delenv("JWE_HOME", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def no_model(papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library in which both papers are, and from now on no model."""
    assert run("add", papers, library=home).exit_code == 0

    def refuse() -> FakeEncoder:
        raise AssertionError("the model was loaded, and nothing is to be embedded")

    monkeypatch.setattr(cli, "_encoder", refuse)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    write_document(
        folder / "alpha.txt",
        version("alpha", 1),
        "alpha-2001",
        author=[{"family": "Alpha", "given": "A"}, {"family": "Beta", "given": "B"}],
        issued={"date-parts": [[2001]]},
    )
    write_document(folder / "plain notes.txt", version("notes", 1))
    return folder


def run(*arguments: object, library: Path | None = None) -> Result:
    given = [str(argument) for argument in arguments]
    if library is not None:
        given += ["--library", str(library)]
    result = CliRunner().invoke(cli.app, given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def run_json(*arguments: object, library: Path, status: int = 0) -> Any:
    result = run(*arguments, "--json", library=library)
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


def complaint(result: Result, status: int) -> str:
    """The one line on standard error of a command that failed, with nothing on standard output."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    assert lines[0].startswith("Error: ")
    return lines[0]


def test_add(papers: Path, home: Path) -> None:
    """A line a file: what became of it, under which key, with its numbers; nothing else on stdout."""
    result = run("add", papers, library=home)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == f"added      {papers}/alpha.txt as alpha-2001: 1 page, 5 passages"
    assert second == (
        f"added      {papers}/plain notes.txt as plain-notes: 1 page, 5 passages; no record beside it: title, "
        "authors and year are guessed; mend them with `python -m ingest edit plain-notes`"
    )
    again = run("add", papers, library=home)
    assert again.exit_code == 0
    assert again.stdout.splitlines()[-1] == "Nothing has changed; the library is up to date."
    assert [line.split()[0] for line in again.stdout.splitlines()[:2]] == ["unchanged", "unchanged"]


def test_progress_is_no_result(papers: Path, home: Path) -> None:
    """Progress goes to standard error, where it does not spoil a pipe."""
    result = run("add", papers, library=home)
    assert "2/2 files" in result.stderr
    assert "2/2" not in result.stdout


def test_add_as_json(papers: Path, home: Path) -> None:
    """The receipt, whole."""
    receipt = run_json("add", papers / "alpha.txt", library=home)
    assert receipt.pop("started").endswith("+00:00")
    assert {name: receipt[name] for name in receipt if name != "lines"} == {
        "generation": 1,
        "action": "ingest",
        "finished": True,
        "undone": False,
        "dry_run": False,
    }
    assert receipt["lines"] == [
        {
            "path": str(papers / "alpha.txt"),
            "outcome": "added",
            "source": "alpha-2001",
            "reason": "",
            "pages": 1,
            "passages": 5,
            "tables": 0,
            "references": 0,
            "mentions": 0,
            "wordless": 0,
            "protected": False,
            "quality": {"unknown_glyphs": 0.0, "one_letter_words": 0.0, "joined_words": 0.0},
            "warnings": [],
            "citations": [],
        }
    ]


def test_alone_it_takes_the_corpus_in(papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a command, the library is brought up to date with the corpus; JWE_HOME names it."""
    monkeypatch.setattr(cli, "CORPUS", papers)
    monkeypatch.setenv("JWE_HOME", str(home))
    assert run().exit_code == 0
    assert [source["key"] for source in run_json("list", library=home)] == ["alpha-2001", "plain-notes"]
    assert run("--json").exit_code == 0
    assert [line["outcome"] for line in json.loads(run("--json").stdout)["lines"]] == ["unchanged"] * 2


def test_a_failed_file_is_a_line_and_a_status(papers: Path, home: Path) -> None:
    """Which failed and why stands among the results; the status is 1; the others are in."""
    (papers / "empty.txt").write_bytes(b"")
    result = run("add", papers, papers / "none.txt", library=home)
    assert result.exit_code == 1
    failed = [line for line in result.stdout.splitlines() if line.startswith("failed")]
    assert [str(papers / "empty.txt") in failed[0], str(papers / "none.txt") in failed[1]] == [True, True]
    assert failed[0].endswith("; the file is empty; copy or download it again")
    assert "cannot be read (No such file" in failed[1]
    lines = run_json("add", papers / "empty.txt", library=home, status=1)["lines"]
    assert [line["outcome"] for line in lines] == ["failed"]
    assert len(run_json("list", library=home)) == 2


def test_nothing_to_take_in(tmp_path: Path, home: Path) -> None:
    """An empty folder is no failure, and is said."""
    (tmp_path / "empty").mkdir()
    result = run("add", tmp_path / "empty", library=home)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to take in" in result.stderr


def test_list(papers: Path, home: Path) -> None:
    """A line a source: key, who, when, what, and whether the record is a guess."""
    run("add", papers, library=home)
    first, second = run("list", library=home).stdout.splitlines()
    assert first.split() == [*"alpha-2001 Alpha and Beta 2001: The title of alpha-2001 [5 passages]".split()]
    assert "undated" in second
    assert second.endswith("(record guessed)")
    sources = run_json("list", library=home)
    assert set(sources[0]) == {
        "key",
        "title",
        "authors",
        "year",
        "type",
        "path",
        "sha256",
        "passages",
        "record_guessed",
        "file_gone",
    }
    assert sources[0]["authors"] == ["Alpha, A", "Beta, B"]
    assert sources[0]["path"] == str(papers / "alpha.txt")
    assert [source["record_guessed"] for source in sources] == [False, True]


def test_remove(papers: Path, home: Path) -> None:
    """What was removed is said once, and how it comes back; the last one gone, the list is empty and says so."""
    run("add", papers, library=home)
    said = f"removed    plain-notes ({papers}/plain notes.txt); `python -m ingest restore plain-notes` brings it back\n"
    assert run("remove", "plain-notes", library=home).stdout == said
    assert run("receipt", library=home).stdout.splitlines()[1:] == [f"  {said.rstrip()}"]
    (command,) = re.findall("`python -m ingest (.*?)`", said)
    assert run(*command.split(), library=home).exit_code == 0
    run("remove", "plain-notes", library=home)
    receipt = run_json("remove", "alpha-2001", library=home)
    assert receipt["action"] == "remove"
    assert [(line["source"], line["outcome"]) for line in receipt["lines"]] == [("alpha-2001", "removed")]
    listed = run("list", library=home)
    assert (listed.exit_code, listed.stdout) == (0, "")
    assert "empty" in listed.stderr
    assert run_json("list", library=home) == []


def test_list_removed(papers: Path, home: Path) -> None:
    """What can be brought back, the last first: key, title and when it went; what came back is not among it."""
    assert "no library here yet" in complaint(run("list", "--removed", library=home), 1)
    run("add", papers, library=home)
    none = run("list", "--removed", library=home)
    assert (none.exit_code, none.stdout) == (0, "")
    assert "nothing to restore" in none.stderr
    receipts = [run_json("remove", key, library=home) for key in ("alpha-2001", "plain-notes")]
    first, second = run("list", "--removed", library=home).stdout.splitlines()
    assert first.split()[0] == "plain-notes"
    assert second.split()[:5] == ["alpha-2001", "Alpha", "and", "Beta", "2001:"]
    when = receipts[0]["started"].replace("T", " ")[:16]
    assert second.endswith(f": The title of alpha-2001 [removed {when} UTC]")
    found = run_json("list", "--removed", library=home)
    assert found[1] == {
        "key": "alpha-2001",
        "title": "The title of alpha-2001",
        "authors": ["Alpha, A", "Beta, B"],
        "year": 2001,
        "type": found[1]["type"],
        "removed": receipts[0]["started"],
    }
    assert run("restore", "alpha-2001", library=home).exit_code == 0
    assert [source["key"] for source in run_json("list", "--removed", library=home)] == ["plain-notes"]
    assert run("remove", "--purge", "plain-notes", library=home).exit_code == 0
    assert run_json("list", "--removed", library=home) == []


def test_where_the_keys_of_removed_sources_are(papers: Path, home: Path) -> None:
    """Restore looks for its keys elsewhere than remove does, and says so; so do messages, and purge knows both."""
    assert "list --removed" in " ".join(run("restore", "--help").stdout.split())
    assert "list --removed" not in " ".join(run("remove", "--help").stdout.split())
    run("add", papers, library=home)
    assert complaint(run("restore", "beta", library=home), 2) == (
        "Error: no such source: beta; `python -m ingest list --removed` shows what can be brought back"
    )
    assert complaint(run("remove", "beta", library=home), 2).endswith(
        "`python -m ingest list` shows the keys"
    )
    assert "`list --removed`" in complaint(run("remove", "--purge", "beta", library=home), 2)


@pytest.mark.parametrize("purge", [[], ["--purge"]])
def test_remove_what_is_not_there(papers: Path, home: Path, purge: list[str]) -> None:
    """A wrong key is wrong use, named; nothing else is done."""
    run("add", papers, library=home)
    assert "no such source: beta" in complaint(run("remove", "beta", *purge, library=home), 2)
    both = run("remove", "beta", "alpha-2001", "beta", *purge, library=home)
    assert complaint(both, 2).count("beta") == 1
    assert len(run_json("list", library=home)) == 2


def test_purge(papers: Path, home: Path) -> None:
    """It is said that this cannot be undone, and it cannot."""
    run("add", papers, library=home)
    done = run("remove", "--purge", "plain-notes", library=home)
    assert done.exit_code == 0
    assert done.stdout == (
        "removed    plain-notes; erased with 1 version of its text; this cannot be undone\n"
    )
    assert "no such source" in complaint(run("restore", "plain-notes", library=home), 2)
    assert "purge, which cannot be undone" in complaint(run("undo", library=home), 2)


def test_restore(papers: Path, home: Path, no_model: None) -> None:
    """Back as it was, without the model."""
    passages = run_json("list", library=home)[1]["passages"]
    run("remove", "plain-notes", library=home)
    done = run("restore", "plain-notes", library=home)
    assert done.exit_code == 0
    assert done.stdout == (
        f"restored   plain-notes ({papers}/plain notes.txt): {passages} passages; brought back as it was\n"
    )
    assert "there is nothing to restore" in complaint(run("restore", "plain-notes", library=home), 2)
    run("remove", "plain-notes", library=home)
    receipt = run_json("restore", "plain-notes", library=home)
    assert [(line["source"], line["outcome"]) for line in receipt["lines"]] == [("plain-notes", "restored")]


def test_undo(papers: Path, home: Path, no_model: None) -> None:
    """One back, said line by line; a second is wrong use."""
    run("remove", "plain-notes", "alpha-2001", library=home)
    receipt = run_json("undo", library=home)
    assert (receipt["action"], [line["outcome"] for line in receipt["lines"]]) == ("undo", ["restored"] * 2)
    assert "only one can be" in complaint(run("undo", library=home), 2)
    assert len(run_json("list", library=home)) == 2
    assert run("receipt", "--all", library=home).stdout.count("undone since") == 1


def test_edit(papers: Path, home: Path, no_model: None) -> None:
    """Every field has its option; key and text stay; empty words clear a field."""
    given = {
        "--title": "Visits together",
        "--year": "2004",
        "--type": "report",
        "--container": "A journal",
        "--publisher": "The Press",
        "--volume": "3",
        "--issue": "2",
        "--pages": "1-9",
        "--doi": "10.1000/182",
        "--url": "https://example.org/a",
        "--isbn": "9781909890039",
        "--licence": "CC BY 4.0",
    }
    words = [word for pair in given.items() for word in pair]
    done = run(
        "edit", "plain-notes", *words, "--author", "Brown, Anne", "--author", "The Board", library=home
    )
    assert done.exit_code == 0
    assert done.stdout.startswith("edited     ")
    library = Library(home)
    record, document = library.document("plain-notes")
    library.close()
    assert (record.key, record.title, record.year, record.guessed) == (
        "plain-notes",
        "Visits together",
        2004,
        False,
    )
    assert record.authors == ("Brown, Anne", "The Board")
    kept = {str(value) for value in (getattr(record, name[2:]) for name in given)}
    assert kept == set(given.values())
    assert document.text == (papers / "plain notes.txt").read_text()
    assert run("edit", "plain-notes", "--publisher", "", library=home).exit_code == 0
    library = Library(home)
    assert library.document("plain-notes")[0].publisher is None
    library.close()


def test_edits_that_cannot_be(home: Path, no_model: None) -> None:
    """Nothing to change, an unknown key, a year that is none: wrong use, one line."""
    assert "name what to change" in complaint(run("edit", "plain-notes", library=home), 2)
    assert "no such source" in complaint(run("edit", "nobody", "--title", "x", library=home), 2)
    assert "is no year" in complaint(run("edit", "plain-notes", "--year", "soon", library=home), 2)


def test_text(papers: Path, home: Path) -> None:
    """The canonical text, character for character, and any span of it."""
    run("add", papers, library=home)
    text = (papers / "alpha.txt").read_text()
    assert run("text", "alpha-2001", library=home).stdout == text
    assert run("text", "alpha-2001", "--at", "4-9", library=home).stdout == text[4:9] + "\n"
    assert run_json("text", "alpha-2001", "--at", "4-9", library=home) == {
        "source": "alpha-2001",
        "page": None,
        "start": 4,
        "end": 9,
        "text": text[4:9],
    }
    whole = run_json("text", "alpha-2001", library=home)
    assert (whole["start"], whole["end"], whole["text"]) == (0, len(text), text)
    assert run("text", "alpha-2001", "--at", f"{len(text)}-{len(text)}", library=home).exit_code == 0


@pytest.mark.parametrize(
    "at", ["", "4", "4-", "-9", "9-4", "a-b", "0-99999999", "4-9-12", "4.0-9", " ", "–1-2"]
)
def test_a_span_that_is_none(papers: Path, home: Path, at: str) -> None:
    """Wrong use, with how to give it and how long the text is."""
    run("add", papers, library=home)
    words = complaint(run("text", "alpha-2001", f"--at={at}", library=home), 2)
    assert "START-END" in words
    assert str(len((papers / "alpha.txt").read_text())) in words


def test_text_of_what_is_not_there(papers: Path, home: Path) -> None:
    """Wrong use, named."""
    run("add", papers, library=home)
    assert "beta: no such source" in complaint(run("text", "beta", library=home), 2)


def test_receipt(papers: Path, home: Path) -> None:
    """The newest, or all of them, oldest first."""
    run("add", papers / "alpha.txt", library=home)
    run("add", papers, library=home)
    newest = run("receipt", library=home).stdout.splitlines()
    assert newest[0].endswith("generation 2")
    assert [line.split()[0] for line in newest[1:]] == ["unchanged", "added"]
    assert [r["generation"] for r in run_json("receipt", library=home)] == [2]
    everything = run_json("receipt", "--all", library=home)
    assert [r["generation"] for r in everything] == [1, 2]
    assert everything[1] == run_json("receipt", library=home)[0]
    assert len(run("receipt", "--all", library=home).stdout.splitlines()) == 2 + 3


def test_verify(papers: Path, home: Path) -> None:
    """All well is status 0; what is wrong is said, with status 1."""
    run("add", papers, library=home)
    sound = run("verify", library=home)
    assert (sound.exit_code, sound.stdout) == (0, "2 sources, 10 passages: all well\n")
    assert run_json("verify", library=home) == {
        "sources": 2,
        "passages": 10,
        "wrong": [],
        "warnings": [],
    }
    connection = sqlite3.connect(home / database.DATABASE)
    connection.execute("DELETE FROM words WHERE rowid = 1")
    connection.commit()
    connection.close()
    broken = run("verify", library=home)
    assert broken.exit_code == 1
    assert "NOT WELL" in broken.stdout
    assert "the word index holds 9 passages" in broken.stdout
    assert len(run_json("verify", library=home, status=1)["wrong"]) >= 1


def test_another_model_and_rebuild(papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of model is refused with what to do; doing it mends it; records stay."""
    run("add", papers, library=home)
    monkeypatch.setattr(cli, "_encoder", lambda: FakeEncoder("other", 32))
    # What is not new needs no model, and what is new is refused.
    assert run("add", papers, library=home).exit_code == 0
    write_document(papers / "new.txt", version("new", 1))
    refused = run("add", papers, library=home)
    assert refused.exit_code == 1
    assert "run `python -m ingest rebuild`" in refused.stderr
    (papers / "new.txt").unlink()
    done = run("rebuild", library=home)
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["replaced", "replaced"]
    assert run_json("rebuild", library=home)["generation"] == 4
    assert run("add", papers, library=home).exit_code == 0
    assert run("verify", library=home).exit_code == 0


COMMANDS = [
    ["list"],
    ["remove", "x"],
    ["restore", "x"],
    ["undo"],
    ["edit", "x", "--year", "2004"],
    ["text", "x"],
    ["receipt"],
    ["verify"],
    ["rebuild"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_no_library_yet(home: Path, command: list[str]) -> None:
    """Every command that needs a library says in one line that there is none, and how to make it."""
    words = complaint(run(*command, library=home), 1)
    assert "no library here yet" in words
    assert "python -m ingest" in words


@pytest.mark.parametrize("command", [["add", "."], *COMMANDS], ids=lambda c: c[0])
def test_a_file_that_is_no_library(home: Path, command: list[str]) -> None:
    """One line, status 1, and the file as it was."""
    home.mkdir()
    (home / database.DATABASE).write_bytes(b"Dear diary, " * 500)
    result = run(*command, library=home)
    assert result.exit_code == 1
    assert result.stdout == ""
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1
    assert "not a sound library" in errors[0]
    assert (home / database.DATABASE).read_bytes() == b"Dear diary, " * 500


@pytest.mark.parametrize(
    "arguments",
    [
        ["add"],
        ["remove"],
        ["text"],
        ["text", "a", "b"],
        ["nonsense"],
        ["--nonsense"],
        ["list", "--libary", "x"],
        ["restore"],
        ["edit", "--title", "x"],
        ["watch"],
        ["undo", "x"],
    ],
)
def test_wrong_use(arguments: list[str]) -> None:
    """Status 2, nothing on standard output, and a hint of what is right."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr or "Usage" in result.stderr


@pytest.mark.parametrize(
    "command", [[], ["add"], ["watch"], *([c[0]] for c in COMMANDS)], ids=lambda c: c[0] if c else "-"
)
def test_help(command: list[str]) -> None:
    """Every command explains itself, its library and its JSON."""
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "--library" in result.stdout
    assert "--json" in result.stdout


def test_the_model_is_not_loaded_for_nothing(papers: Path, home: Path, no_model: None) -> None:
    """Unchanged files, copies, failures, edited records, dry runs and looking at things need none."""
    write_document(papers / "copy.txt", version("alpha", 1))
    (papers / "empty.txt").write_bytes(b"")
    write_record(papers / "alpha.txt", "alpha-2001", publisher="The Press")
    outcomes = [line["outcome"] for line in run_json("add", papers, library=home, status=1)["lines"]]
    assert outcomes == ["edited", "duplicate", "failed", "unchanged"]
    write_document(papers / "new.txt", version("new", 1))
    assert run_json("add", papers / "new.txt", "--dry-run", library=home)["lines"][0]["outcome"] == "added"
    for command in (["list"], ["text", "alpha-2001"], ["receipt", "--all"], ["verify"]):
        assert run(*command, library=home).exit_code == 0


def test_dry_run(papers: Path, home: Path) -> None:
    """What would become of each file, said to be no more than that; status as it would be."""
    result = run("add", papers, "--dry-run", library=home)
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()[:2]] == ["added", "added"]
    assert result.stdout.splitlines()[-1] == "This was a dry run: nothing was changed."
    assert not home.exists()
    (papers / "empty.txt").write_bytes(b"")
    assert run_json("add", papers, "--dry-run", library=home, status=1)["dry_run"] is True


def test_prune(papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gone files are told of; with --prune their sources go; a corpus that is not there prunes nothing."""
    monkeypatch.setattr(cli, "CORPUS", papers)
    run(library=home)
    (papers / "plain notes.txt").unlink()
    told = run(library=home)
    assert told.exit_code == 0
    assert told.stdout.splitlines()[1].startswith(
        f"gone       {papers}/plain notes.txt as plain-notes; its file"
    )
    assert run("list", library=home).stdout.splitlines()[1].endswith("(its file is gone)")
    rehearsed = run("--prune", "--dry-run", library=home)
    assert rehearsed.stdout.splitlines()[1].startswith("removed")
    assert len(run_json("list", library=home)) == 2
    assert run("--prune", library=home).stdout.splitlines()[1].startswith("removed")
    assert [source["key"] for source in run_json("list", library=home)] == ["alpha-2001"]
    monkeypatch.setattr(cli, "CORPUS", papers / "nowhere")
    assert "would be removed" in complaint(run("--prune", library=home), 2)
    assert len(run_json("list", library=home)) == 1


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
@pytest.mark.parametrize("left", ["gone", "empty"])
def test_prune_without_the_drive(
    papers: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str, dry_run: list[str]
) -> None:
    """Of a folder that is gone or empty nothing is pruned, not even in a dry run: wrong use, and what to do."""
    drive = tmp_path / "drive"
    write_document(drive / "reports" / "delta.txt", version("delta", 1), "delta")
    monkeypatch.setattr(cli, "CORPUS", papers)
    run("add", drive, library=home)
    run(library=home)
    for path in papers.glob("alpha.*"):
        path.unlink()
    shutil.rmtree(drive if left == "gone" else drive / "reports")
    refused = complaint_after_bars(run("--prune", *dry_run, library=home))
    assert refused.startswith(
        f"Error: {drive}: not there or empty; with --prune, the source that came from there"
    )
    assert "`python -m ingest remove KEY ...`" in refused
    assert [source["key"] for source in run_json("list", library=home)] == [
        "alpha-2001",
        "delta",
        "plain-notes",
    ]
    assert run("remove", "delta", library=home).exit_code == 0
    assert run("--prune", *dry_run, library=home).exit_code == 0


def test_replaces_and_upload(papers: Path, home: Path, tmp_path: Path) -> None:
    """The librarian's word, and files that will not stay."""
    run("add", papers, library=home)
    new = write_document(tmp_path / "second edition.txt", version("notes", 2))
    receipt = run_json("add", new, "--upload", "--replaces", "plain-notes", library=home)
    assert [(line["source"], line["outcome"]) for line in receipt["lines"]] == [("plain-notes", "replaced")]
    (source,) = [s for s in run_json("list", library=home) if s["key"] == "plain-notes"]
    assert source["path"] == "upload:second edition.txt"
    new.unlink()
    (source,) = [s for s in run_json("list", library=home) if s["key"] == "plain-notes"]
    assert source["file_gone"] is False
    assert "give the one file" in complaint_after_bars(run("add", papers, "--replaces", "x", library=home))
    assert "no such source" in complaint_after_bars(run("add", new, "--replaces", "x", library=home))


def complaint_after_bars(result: Result) -> str:
    """The last line on standard error of wrong use, after what may have been shown of progress."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    return last


def test_password(home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given, or asked for on standard error; never shown, never kept."""
    given: list[str | None] = []
    real = read_apart

    def reading(path: Path, content: bytes, limits: Limits, password: str | None, waiting: Any) -> Any:
        given.append(password)
        return real(path, content, limits, password, waiting)

    monkeypatch.setattr(one_file, "read_apart", reading)
    alpha, notes = papers / "alpha.txt", papers / "plain notes.txt"
    run("add", alpha, "--password", "swordfish", library=home)
    asked = CliRunner().invoke(
        cli.app, ["add", str(notes), "--library", str(home), "--password", "-"], input="open sesame\n"
    )
    assert asked.exit_code == 0, asked.output
    assert asked.stderr.startswith("Password:")
    assert "sesame" not in asked.output
    assert given == ["swordfish", "open sesame"]
    held = b"".join(path.read_bytes() for path in home.iterdir())
    assert b"swordfish" not in held
    assert b"sesame" not in held
    write_document(papers / "third.txt", version("third", 1))
    run("add", papers / "third.txt", library=home)
    assert given[-1] is None


def test_events(papers: Path, home: Path) -> None:
    """For programs: each line of standard output an object, the receipt the last; status as ever."""
    (papers / "empty.txt").write_bytes(b"")
    result = run("add", papers, "--events", library=home)
    assert result.exit_code == 1
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(list(event) == ["sign"] for event in told[:-1])
    assert [event["sign"]["line"]["outcome"] for event in told[:-1] if event["sign"]["stage"] == "done"] == [
        "added",
        "failed",
        "added",
    ]
    assert [line["outcome"] for line in told[-1]["receipt"]["lines"]] == ["added", "failed", "added"]


@pytest.mark.parametrize("events", [[], ["--events"]])
def test_interrupted(papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch, events: list[str]) -> None:
    """Ctrl+C: one line, status 1, and what was finished is kept, with a receipt that says so."""

    class Interrupted(FakeEncoder):
        def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
            if any("notesround1" in passage.text for passage in passages):
                raise KeyboardInterrupt
            return super().encode_passages(passages)

    monkeypatch.setattr(cli, "_encoder", Interrupted)
    result = run("add", papers, *events, library=home)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "Stopped; what was finished is kept."
    assert "receipt" not in result.stdout
    assert [source["key"] for source in run_json("list", library=home)] == ["alpha-2001"]
    shown = run("receipt", library=home).stdout
    assert "it was stopped before its end" in shown
    assert run_json("receipt", library=home)[0]["finished"] is False


def test_options_before_the_command(papers: Path, home: Path) -> None:
    """They would be passed over in silence, and another library be changed: wrong use, and where they go."""
    run("add", papers, library=home)
    for options in (["--library", home], ["--json"], ["--prune"], ["--dry-run"]):
        words = complaint(run(*options, "list"), 2)
        assert f"{options[0]}: give it after the command, list" in words


def test_names_do_not_break_lines(papers: Path, home: Path) -> None:
    """A file's name can neither forge a line of the receipt nor speak to the terminal."""
    name = "a\nadded      /etc/passwd as root\x1b[2J.txt"
    write_document(papers / name, version("odd", 1))
    result = run("add", papers, library=home)
    assert len(result.stdout.splitlines()) == 3
    assert "\x1b" not in result.stdout
    assert r"a\nadded" in result.stdout
    assert run_json("add", papers, library=home)["lines"][0]["path"] == str(papers / name)
    assert complaint(run("list", library=papers / "no\nsuch"), 1).count("Error: ") == 1


def test_no_receipt_yet(home: Path, tmp_path: Path) -> None:
    """Said, rather than nothing at all."""
    (tmp_path / "empty").mkdir()
    run("add", tmp_path / "empty", library=home)
    result = run("receipt", library=home)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing has been done" in result.stderr
    assert run_json("receipt", library=home) == []


def test_saved_citations_in_a_receipt(papers: Path, home: Path) -> None:
    """The line tells which citation an ingest moved or took away."""
    run("add", papers, library=home)
    text = (papers / "alpha.txt").read_text()
    first, *_, last = (words for words in text.rstrip().split("\n\n") if words.startswith("In "))
    save_citations(
        home,
        [
            SavedCitation(name, "alpha-2001", text.index(quote), text.index(quote) + len(quote), quote)
            for name, quote in (("one", first), ("two", last))
        ],
    )
    (papers / "alpha.txt").write_text(text.replace(first, "Nothing of it was said by the nurses."))
    shown = run("add", papers, library=home).stdout.splitlines()
    assert shown[1].startswith("           saved citation one “In alpharound1 the")
    assert shown[1].endswith("…”: gone from this source")
    assert re.search(r"saved citation two “.*”: moved to \d+-\d+$", shown[2])


@pytest.mark.parametrize(
    ("name", "value"), [("JWE_READ_SECONDS", "soon"), ("JWE_READ_MB", "0"), ("JWE_READ_MB", "-5")]
)
def test_settings_that_are_none(
    papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Wrong use, with the variable and what it takes."""
    monkeypatch.setenv(name, value)
    words = complaint(run("add", papers, library=home), 2)
    assert f"{name}={value}: give a whole number above 0" in words


def test_settings_are_kept_to(papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of reading are those that were set."""
    seen: list[Limits] = []
    real = read_apart

    def reading(path: Path, content: bytes, limits: Limits, *rest: Any) -> Any:
        seen.append(limits)
        return real(path, content, limits, *rest)

    monkeypatch.setattr(one_file, "read_apart", reading)
    monkeypatch.setenv("JWE_READ_SECONDS", "77")
    monkeypatch.setenv("JWE_READ_MB", " 555 ")
    run("add", papers / "alpha.txt", library=home)
    assert seen == [Limits(77, 555)]


def test_watch_what_is_no_folder(papers: Path, home: Path) -> None:
    """A failure, said at once."""
    assert "is not a folder" in complaint(run("watch", papers / "alpha.txt", library=home), 1)


# -- as people call it -----------------------------------------------------------------


def program(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ingest", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_missing_model_is_one_line(papers: Path, home: Path) -> None:
    """Before anything is written, with what to do."""
    done = program("add", papers, "--library", home, JWE_EMBEDDING_MODEL="/no/such/model")
    assert done.returncode == 1
    assert done.stdout == ""
    errors = [line for line in done.stderr.splitlines() if line.strip() and "Loading" not in line]
    assert errors == [
        "Error: /no/such/model: no such folder; name a model's folder in JWE_EMBEDDING_MODEL",
    ]
    assert not (home / database.DATABASE).exists()


def test_the_real_program_reads_a_library(papers: Path, home: Path) -> None:
    """What was added in one program is listed by another, with its letters whole."""
    write_record(papers / "alpha.txt", "alpha-2001", author=[{"literal": "Évaluation ‘Wales’"}])
    run("add", papers, library=home)
    done = program("list", "--json", "--library", home)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["authors"] == ["Évaluation ‘Wales’"]


def test_a_reader_that_goes_away_is_no_crash(papers: Path, home: Path, tmp_path: Path) -> None:
    """``python -m ingest text KEY | head -1`` ends without a traceback."""
    write_document(papers / "long.txt", version("long", 1, paragraphs=1500))
    run("add", papers, library=home)
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "text", "long", "--library", str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    words = process.stderr.read()
    process.stderr.close()
    process.wait(30)
    assert "Traceback" not in words
