"""The librarian's command line: results on one stream, talk on the other, and a status that scripts can trust."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ingest import __main__ as cli
from ingest import database
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
    assert second.startswith(
        f"added      {papers}/plain notes.txt as plain-notes: 1 page, 5 passages; no plain"
    )
    again = run("add", papers, library=home)
    assert again.exit_code == 0
    assert again.stdout.splitlines()[-1] == "Nothing has changed; the library is up to date."
    assert [line.split()[0] for line in again.stdout.splitlines()[:2]] == ["unchanged", "unchanged"]


def test_progress_is_no_result(papers: Path, home: Path) -> None:
    """Progress goes to standard error, where it does not spoil a pipe."""
    result = run("add", papers, library=home)
    assert "5/5 passages" in result.stderr
    assert "5/5" not in result.stdout


def test_add_as_json(papers: Path, home: Path) -> None:
    """The receipt, whole."""
    receipt = run_json("add", papers / "alpha.txt", library=home)
    assert set(receipt) == {"generation", "started", "lines"}
    assert receipt["generation"] == 1
    assert receipt["started"].endswith("+00:00")
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
    assert "holds no text" in failed[0]
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
    }
    assert sources[0]["authors"] == ["Alpha, A", "Beta, B"]
    assert sources[0]["path"] == str(papers / "alpha.txt")
    assert [source["record_guessed"] for source in sources] == [False, True]


def test_remove(papers: Path, home: Path) -> None:
    """What was removed is said; the last one gone, the list is empty and says so on standard error."""
    run("add", papers, library=home)
    assert run("remove", "plain-notes", library=home).stdout == "removed    plain-notes\n"
    assert run_json("remove", "alpha-2001", library=home) == {"removed": ["alpha-2001"], "unknown": []}
    listed = run("list", library=home)
    assert (listed.exit_code, listed.stdout) == (0, "")
    assert "empty" in listed.stderr
    assert run_json("list", library=home) == []


def test_remove_what_is_not_there(papers: Path, home: Path) -> None:
    """A wrong key is wrong use, named; keys beside it that are right are removed, and said to be."""
    run("add", papers, library=home)
    assert "no such source: beta" in complaint(run("remove", "beta", library=home), 2)
    both = run("remove", "beta", "alpha-2001", "beta", library=home)
    assert both.exit_code == 2
    assert both.stdout == "removed    alpha-2001\n"
    assert both.stderr.count("beta") == 1
    assert run_json("remove", "gamma", library=home, status=2) == {"removed": [], "unknown": ["gamma"]}


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
    assert run_json("verify", library=home) == {"sources": 2, "passages": 10, "wrong": []}
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
    words = run("add", papers, library=home)
    assert words.exit_code == 1
    assert "run `python -m ingest rebuild`" in words.stderr
    done = run("rebuild", library=home)
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["replaced", "replaced"]
    assert run_json("rebuild", library=home)["generation"] == 4
    assert run("add", papers, library=home).exit_code == 0
    assert run("verify", library=home).exit_code == 0


COMMANDS = [["list"], ["remove", "x"], ["text", "x"], ["receipt"], ["verify"], ["rebuild"]]


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
    ],
)
def test_wrong_use(arguments: list[str]) -> None:
    """Status 2, nothing on standard output, and a hint of what is right."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr or "Usage" in result.stderr


@pytest.mark.parametrize(
    "command", [[], ["add"], *([c[0]] for c in COMMANDS)], ids=lambda c: c[0] if c else "-"
)
def test_help(command: list[str]) -> None:
    """Every command explains itself, its library and its JSON."""
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "--library" in result.stdout
    assert "--json" in result.stdout


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
    assert not home.exists()


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
