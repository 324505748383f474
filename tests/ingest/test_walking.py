"""Which files an ingest takes in: each once, none left out without a line."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ingesting import ingest
from ingest.receipts import Outcome
from ingest.walking import files_in
from tests.fakes import FakeEncoder, version, write_document, write_record

ENCODER = FakeEncoder()
RIS = "TY  - RPRT\nTI  - A report of joint visits\nAU  - Brown, Anne\nPY  - 2004\nID  - brown-2004\nER  - \n"


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(RIS if name.lower().endswith(".ris") else "[]")


def names(*paths: Path, below: Path) -> list[str]:
    return [os.fspath(path.relative_to(below)) for path in files_in(paths)]


def test_by_name_and_each_once(tmp_path: Path) -> None:
    """Folders in the order of their names, those named first first; a file named twice comes once."""
    put(tmp_path, "b/2.txt", "b/10.txt", "a/z.txt", "c.txt")
    assert names(tmp_path / "c.txt", tmp_path, tmp_path / "b", below=tmp_path) == [
        "c.txt",
        "a/z.txt",
        "b/10.txt",
        "b/2.txt",
    ]


def test_what_is_not_there_is_told_of(tmp_path: Path) -> None:
    """A name that leads nowhere is yielded, so that it gets a line."""
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    assert names(tmp_path, tmp_path / "none.txt", below=tmp_path) == ["broken.txt", "none.txt"]


def test_hidden_files(tmp_path: Path) -> None:
    """Below folders they are passed over, with all in them; named outright they are taken."""
    put(tmp_path, ".hidden.txt", ".git/a.txt", "sub/.b.txt", "sub/c.txt")
    assert names(tmp_path, below=tmp_path) == ["sub/c.txt"]
    assert names(tmp_path / ".hidden.txt", tmp_path / ".git", below=tmp_path) == [".hidden.txt", ".git/a.txt"]


def test_every_kind_of_file(tmp_path: Path) -> None:
    """What no reader knows is yielded as well: it gets a line that says so."""
    put(tmp_path, "a.txt", "b.png", "c", "d.tar.gz", "e.json")
    (tmp_path / "e.json").write_text('{"some": "settings"}')
    assert names(tmp_path, below=tmp_path) == ["a.txt", "b.png", "c", "d.tar.gz", "e.json"]


@pytest.mark.parametrize(
    ("document", "record"),
    [
        ("a.txt", "a.csl.json"),
        ("a.txt", "a.txt.csl.json"),
        ("a.txt", "a.ris"),
        ("a.pdf", "a.pdf.ris"),
        ("A b.Txt", "A b.RIS"),
        ("a.docx", "a.bib"),
    ],
)
def test_a_record_beside_its_document(tmp_path: Path, document: str, record: str) -> None:
    """It is no file to take in; named itself, it stands for its document."""
    put(tmp_path, document, record)
    assert names(tmp_path, below=tmp_path) == [document]
    assert names(tmp_path / record, below=tmp_path) == [document]


def test_a_record_of_several_documents(tmp_path: Path) -> None:
    """One named record stands for each of its documents."""
    put(tmp_path, "a.txt", "a.pdf", "a.ris", "ab.txt")
    assert names(tmp_path / "a.ris", below=tmp_path) == ["a.pdf", "a.txt"]
    assert names(tmp_path, below=tmp_path) == ["a.pdf", "a.txt", "ab.txt"]


@pytest.mark.parametrize("name", ["orphan.ris", "orphan.bib", "orphan.csl.json"])
def test_a_record_without_a_document(tmp_path: Path, name: str) -> None:
    """It is yielded, and its line says what it is and what to do."""
    folder = tmp_path / "papers"
    put(folder, "a.txt", name)
    assert names(folder, folder / name, below=folder) == ["a.txt", name]
    write_document(folder / "a.txt", version("alpha", 1))
    added, failed = ingest(tmp_path / "library", [folder], ENCODER).lines
    assert added.outcome is Outcome.ADDED
    assert failed.outcome is Outcome.FAILED
    assert failed.path.endswith(name)
    assert failed.reason == (
        "is a bibliographic record without a document; put it beside its document, under the same name"
    )


def test_a_record_of_a_hidden_document(tmp_path: Path) -> None:
    """Its document is beside it, and is passed over like it."""
    put(tmp_path, ".a.txt", ".a.csl.json", "b.txt")
    assert names(tmp_path, below=tmp_path) == ["b.txt"]


def test_links(tmp_path: Path) -> None:
    """A link to a file or a folder is followed; what two names lead to is taken once; circles end."""
    put(tmp_path, "papers/a.txt", "elsewhere/b.txt", "elsewhere/deep/c.txt")
    papers = tmp_path / "papers"
    (papers / "linked").symlink_to(tmp_path / "elsewhere")
    (papers / "again.txt").symlink_to(papers / "a.txt")
    (papers / "round").symlink_to(papers)
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path)
    assert sorted(Path(name).name for name in names(papers, below=papers)) == ["a.txt", "b.txt", "c.txt"]


def test_a_link_to_itself(tmp_path: Path) -> None:
    """It has no end and no file: a failed line, and the next goes on."""
    papers = tmp_path / "papers"
    write_document(papers / "z.txt", version("alpha", 1))
    (papers / "loop.txt").symlink_to(papers / "loop.txt")
    failed, added = ingest(tmp_path / "library", [papers], ENCODER).lines
    assert (failed.outcome, added.outcome) == (Outcome.FAILED, Outcome.ADDED)
    assert "symbolic links" in failed.reason


def test_a_name_that_cannot_be(tmp_path: Path) -> None:
    """A NUL in a name, as a program may pass one: a failed line."""
    (line,) = ingest(tmp_path / "library", [Path("a\0b.txt")], ENCODER).lines
    assert line.outcome is Outcome.FAILED
    assert "cannot be read" in line.reason


def test_an_unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is yielded in the place of what may be in it, and fails with the reason."""
    papers = tmp_path / "papers"
    write_document(papers / "locked" / "a.txt", version("alpha", 1))
    write_document(papers / "open" / "b.txt", version("beta", 1))

    def refuse(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def refusing(path: Any) -> Any:
            if os.fspath(path).endswith("locked"):
                raise PermissionError(13, "Permission denied", os.fspath(path))
            return function(path)

        return refusing

    # The tests may run as root, whom no folder refuses.
    monkeypatch.setattr(os, "scandir", refuse(os.scandir))
    monkeypatch.setattr(os, "listdir", refuse(os.listdir))
    failed, added = ingest(tmp_path / "library", [papers], ENCODER).lines
    assert failed.path == str(papers / "locked")
    assert "Permission denied" in failed.reason
    assert added.outcome is Outcome.ADDED


def test_names_with_line_breaks(tmp_path: Path) -> None:
    """They are names like others, each a file."""
    odd = ["a\nb.txt", "tab\t.txt", "\x1b[31mred.txt", "“quoted”.txt", " .txt", "-rf.txt", "\\x41.txt"]
    papers = tmp_path / "papers"
    for number, name in enumerate(odd):
        write_document(papers / name, version(f"odd{number}", 1))
    receipt = ingest(tmp_path / "library", [papers], ENCODER)
    assert {line.outcome for line in receipt.lines} == {Outcome.ADDED}
    assert sorted(line.path for line in receipt.lines) == sorted(str(papers / name) for name in odd)
    again = ingest(tmp_path / "library", [papers], ENCODER)
    assert {line.outcome for line in again.lines} == {Outcome.UNCHANGED}


def test_very_deep_folders(tmp_path: Path) -> None:
    """Folders deeper than a path may be long: what lies too deep is told of, the rest is taken."""
    papers = tmp_path / "papers"
    write_document(papers / "top.txt", version("alpha", 1))
    here = os.open(papers, os.O_RDONLY)
    try:
        for _ in range(40):
            os.mkdir("d" * 200, dir_fd=here)
            below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        file = os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here)
        os.write(file, version("deep", 1).encode())
        os.close(file)
    finally:
        os.close(here)
    lines = ingest(tmp_path / "library", [papers], ENCODER).lines
    assert [line.outcome for line in lines] == [Outcome.FAILED, Outcome.ADDED]
    assert "too long" in lines[0].reason


def test_many_records_cost_little(tmp_path: Path) -> None:
    """A record is not sought among all the other files for each file anew."""

    def seconds(count: int) -> float:
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            (folder / f"{number}.txt").touch()
            write_record(folder / f"{number}.txt", f"key-{number}")
        begun = time.perf_counter()
        assert len(list(files_in([folder]))) == count
        return time.perf_counter() - begun

    few, many = seconds(100), seconds(1600)
    assert many < 16 * few * 6


@given(st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "sub/", "sub/deeper/"])), max_size=9))
def test_all_that_is_there(tmp_path_factory: pytest.TempPathFactory, wanted: set[tuple[str, str]]) -> None:
    """Whatever stands below a folder is found, once, in order."""
    folder = tmp_path_factory.mktemp("some")
    put(folder, *(f"{where}{name}.txt" for name, where in wanted))
    found = list(files_in([folder]))
    assert found == sorted(folder / f"{where}{name}.txt" for name, where in wanted)
