"""A folder watched: what comes is taken in once it has come whole, and nothing that comes is missed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import database, watching
from ingest.errors import LibraryError, UnreadableFile
from ingest.library import Library
from ingest.watching import arrivals
from tests.fakes import version, write_document, write_record

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0


class Watch(threading.Thread):
    """Watches a folder and keeps what it is given."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._folder = folder
        self._stopped = threading.Event()
        self.given: list[list[Path]] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            for paths in arrivals(self._folder, self._stopped):
                self.given.append(paths)
        except BaseException as error:
            self.error = error

    def names(self) -> list[str]:
        """All that was given, in turn, by its place below the folder."""
        root = self._folder.resolve()
        return [os.fspath(path.relative_to(root)) for paths in self.given for path in paths]

    def end(self) -> None:
        self._stopped.set()
        self.join(PATIENCE)
        assert not self.is_alive()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tests has no second to lose; slowness is of the same measure."""
    monkeypatch.setattr(watching, "_STEADY_SECONDS", 0.4)
    monkeypatch.setattr(watching, "_CHECK_MILLISECONDS", 50)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    return path


@pytest.fixture
def watch(folder: Path) -> Iterator[Watch]:
    """A watch on a folder with one file in it, which has been given."""
    (folder / "first.txt").write_text("words")
    begun = Watch(folder)
    begun.start()
    wait_for(lambda: begun.names() == ["first.txt"])
    yield begun
    begun.end()
    assert begun.error is None


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.02)


def settle() -> None:
    """Long enough for whatever would still come."""
    time.sleep(1.2)


def test_what_comes_whole(folder: Path, watch: Watch, tmp_path: Path) -> None:
    """A file moved in is given once."""
    (tmp_path / "new.txt").write_text("words")
    (tmp_path / "new.txt").rename(folder / "new.txt")
    wait_for(lambda: len(watch.given) == 2)
    settle()
    assert watch.names() == ["first.txt", "new.txt"]


def test_what_comes_slowly(folder: Path, watch: Watch) -> None:
    """A file that is still being written is not given before it is whole."""
    whole = time.monotonic()
    with (folder / "slow.txt").open("w") as file:
        for _ in range(8):
            file.write("words " * 100)
            file.flush()
            time.sleep(0.2)
            assert "slow.txt" not in watch.names()
        whole = time.monotonic()
    wait_for(lambda: "slow.txt" in watch.names())
    assert time.monotonic() - whole >= 0.1
    settle()
    assert watch.names().count("slow.txt") == 1


def test_a_folder_moved_in(folder: Path, watch: Watch, tmp_path: Path) -> None:
    """All in it, at any depth, hidden files not."""
    for name in ("a.txt", "deep/b.txt", ".hidden.txt", ".git/c.txt"):
        (tmp_path / "box" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "box" / name).write_text("words")
    (tmp_path / "box").rename(folder / "box")
    wait_for(lambda: len(watch.names()) >= 3)
    settle()
    assert sorted(watch.names()) == ["box/a.txt", "box/deep/b.txt", "first.txt"]


def test_a_folder_copied_in_slowly(folder: Path, watch: Watch) -> None:
    """Files that come into it later are given too, each once it is whole."""
    (folder / "box").mkdir()
    for number in range(4):
        time.sleep(0.25)
        (folder / "box" / f"{number}.txt").write_text("words")
    wait_for(lambda: len(set(watch.names())) == 5)
    assert set(watch.names()) == {"first.txt", *(f"box/{number}.txt" for number in range(4))}


def test_what_changes(folder: Path, watch: Watch) -> None:
    """A changed file is given again; its neighbours are not."""
    (folder / "second.txt").write_text("words")
    wait_for(lambda: len(watch.names()) == 2)
    (folder / "first.txt").write_text("other words")
    wait_for(lambda: len(watch.names()) == 3)
    settle()
    assert watch.names() == ["first.txt", "second.txt", "first.txt"]


def test_what_goes(folder: Path, watch: Watch) -> None:
    """A removed file is nothing to take in; one that came and went is not either."""
    (folder / "first.txt").unlink()
    (folder / "brief.txt").write_text("words")
    time.sleep(0.1)
    (folder / "brief.txt").unlink()
    settle()
    assert watch.names() == ["first.txt"]


def test_what_is_hidden(folder: Path, watch: Watch) -> None:
    """The files that copying programs write beside are passed over."""
    (folder / ".new.txt.part").write_text("words")
    (folder / ".tmp").mkdir()
    (folder / ".tmp" / "a.txt").write_text("words")
    settle()
    assert watch.names() == ["first.txt"]
    (folder / ".new.txt.part").rename(folder / "new.txt")
    wait_for(lambda: watch.names() == ["first.txt", "new.txt"])


@pytest.mark.parametrize("name", ["new.txt.crdownload", "new.txt.part", "new.TMP", "Unconfirmed 7.download"])
def test_an_unfinished_download(folder: Path, watch: Watch, name: str) -> None:
    """It is awaited until the browser gives it its name."""
    (folder / name).write_text("words")
    settle()
    assert watch.names() == ["first.txt"]
    (folder / name).rename(folder / "new.txt")
    wait_for(lambda: watch.names() == ["first.txt", "new.txt"])


def test_a_download_in_a_folder_of_its_own(folder: Path, watch: Watch) -> None:
    """Some browsers keep it in one, out of which it is moved in the end."""
    (folder / "new.txt.download").mkdir()
    (folder / "new.txt.download" / "new.txt").write_text("words")
    settle()
    assert watch.names() == ["first.txt"]
    (folder / "new.txt.download" / "new.txt").rename(folder / "new.txt")
    wait_for(lambda: watch.names() == ["first.txt", "new.txt"])


def test_unfinished_downloads_at_the_start(folder: Path) -> None:
    """Those that are there when the watch begins are passed over too."""
    (folder / "old.pdf.part").write_text("words")
    (folder / "part.txt").write_text("words")
    begun = Watch(folder)
    begun.start()
    wait_for(lambda: begun.names() != [])
    settle()
    begun.end()
    assert begun.names() == ["part.txt"]


@pytest.mark.parametrize("way", ["link", "relative"])
def test_a_folder_below_hidden_ones(tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is hidden above the folder hides nothing in it, however the folder is named."""
    real = tmp_path / ".data" / "inbox"
    real.mkdir(parents=True)
    if way == "link":
        named = tmp_path / "linked"
        named.symlink_to(real)
    else:
        monkeypatch.chdir(tmp_path)
        named = Path(".data/inbox")
    begun = Watch(named)
    begun.start()
    time.sleep(0.3)
    (real / "new.txt").write_text("words")
    wait_for(lambda: begun.names() == ["new.txt"])
    begun.end()


def test_what_comes_while_the_first_are_taken_in(folder: Path) -> None:
    """The first look takes long where there is much; what comes in the meantime is given after it."""
    (folder / "first.txt").write_text("words")
    stop = threading.Event()
    found = arrivals(folder, stop)
    assert [path.name for path in next(found)] == ["first.txt"]
    (folder / "meanwhile.txt").write_text("words")
    time.sleep(0.3)
    assert [path.name for path in next(found)] == ["meanwhile.txt"]
    stop.set()
    assert list(found) == []


def test_a_file_half_there_at_the_start(folder: Path) -> None:
    """Also what was being copied when the watch began is given only when it is whole."""
    path = folder / "half.txt"
    path.write_text("words ")
    begun = Watch(folder)
    begun.start()
    for _ in range(6):
        with path.open("a") as file:
            file.write("words ")
        time.sleep(0.2)
        assert begun.given == []
    wait_for(lambda: begun.names() == ["half.txt"])
    begun.end()


def test_an_empty_folder_gives_nothing(folder: Path) -> None:
    """Not even an empty list: there is nothing to take in."""
    begun = Watch(folder)
    begun.start()
    settle()
    begun.end()
    assert begun.given == []


def test_no_such_folder(tmp_path: Path, folder: Path) -> None:
    """Wrong from the start, or gone later: said either way, for nothing would come any more."""
    with pytest.raises(UnreadableFile, match="is not a folder"):
        next(arrivals(tmp_path / "none"))
    begun = Watch(folder)
    begun.start()
    time.sleep(0.3)
    shutil.rmtree(folder)
    wait_for(lambda: begun.error is not None)
    assert isinstance(begun.error, UnreadableFile)
    assert "is no longer there" in str(begun.error)


# -- as people call it -----------------------------------------------------------------------


class Program:
    """``python -m ingest watch`` with the stand-in model, as a program of its own."""

    def __init__(self, folder: Path, home: Path) -> None:
        command = [sys.executable, "-m", "tests.ingest.watch_folder", str(folder), "--library", str(home)]
        self.process = subprocess.Popen(
            [*command, "--json"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._home = home

    def holds(self, *keys: str) -> bool:
        assert self.process.poll() is None, self.process.communicate()
        try:
            library = Library(self._home)
        except LibraryError:
            return False
        library.close()
        return [source.key for source in library.sources] == list(keys)

    def receipt(self) -> list[str]:
        """The outcomes of the next receipt, which is printed as soon as it is made."""
        assert self.process.stdout is not None
        words = ""
        for line in self.process.stdout:
            words += line
            if line == "}\n":
                break
        return [line["outcome"] for line in json.loads(words)["lines"]]

    def interrupt(self) -> tuple[int, str, str]:
        self.process.send_signal(signal.SIGINT)
        told, complained = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, told, complained


@pytest.fixture
def program(folder: Path, tmp_path: Path) -> Iterator[Program]:
    write_document(folder / "alpha.txt", version("alpha", 1), "alpha")
    begun = Program(folder, tmp_path / "library")
    try:
        assert begun.receipt() == ["added"]
        assert begun.holds("alpha")
        yield begun
    finally:
        begun.process.kill()
        begun.process.communicate()


def test_ctrl_c_is_how_it_ends(program: Program) -> None:
    """Status 0, a line that says so, and nothing but receipts on standard output."""
    status, told, complained = program.interrupt()
    assert status == 0
    assert complained.splitlines()[-1] == "No longer watching; what was finished is kept."
    assert "Traceback" not in complained
    assert told == ""


def test_a_failed_file_does_not_end_it(program: Program, folder: Path) -> None:
    """It has its line, and the next file is taken in."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    outcomes = program.receipt()
    while len(outcomes) < 2:
        outcomes += program.receipt()
    assert outcomes == ["failed", "failed"]
    write_document(folder / "beta.txt", version("beta", 1), "beta")
    wait_for(lambda: program.holds("alpha", "beta"))
    assert program.interrupt()[0] == 0


def test_a_record_that_comes_after_its_document(program: Program, folder: Path) -> None:
    """The source is edited, not replaced: its text is the same."""
    write_document(folder / "beta.txt", version("beta", 1))
    assert program.receipt() == ["added"]
    write_record(folder / "beta.txt", "beta", publisher="The Press")
    assert program.receipt() == ["edited"]
    assert program.holds("alpha", "beta")
    assert program.interrupt()[0] == 0


def test_a_library_in_use_is_waited_for(program: Program, folder: Path, tmp_path: Path) -> None:
    """However long another program writes to it, what came meanwhile is taken in after."""
    with database.writer_lock(tmp_path / "library"):
        write_document(folder / "beta.txt", version("beta", 1), "beta")
        time.sleep(4)
        assert program.holds("alpha")
    wait_for(lambda: program.holds("alpha", "beta"))
    status, _, complained = program.interrupt()
    assert status == 0
    assert complained.count("another ingest is at work") == 1
