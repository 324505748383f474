"""Libraries that are missing, foreign, broken, locked or tampered with: each is told apart, none is made worse."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import database
from ingest.errors import (
    DamagedLibrary,
    LibraryError,
    LockedLibrary,
    MissingLibrary,
    StorageFailed,
)
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.receipts import Outcome
from ingest.verifying import verify
from tests.fakes import FakeEncoder, version, write_document

ENCODER = FakeEncoder()
ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return write_document(tmp_path / "papers" / "alpha.txt", version("alpha", 1), "alpha")


@pytest.fixture
def home(tmp_path: Path, paper: Path) -> Path:
    folder = tmp_path / "library"
    ingest(folder, [paper], ENCODER)
    return folder


def open_and_close(folder: Path) -> None:
    Library(folder).close()


def take_in(folder: Path) -> None:
    paper = folder.parent / "papers" / "new.txt"
    ingest(folder, [write_document(paper, version("new", 1), "new")], ENCODER)


def check(folder: Path) -> None:
    verify(folder)


def one_line_naming(error: BaseException, folder: Path) -> None:
    """A message is one line that says where it went wrong."""
    assert "\n" not in str(error)
    assert str(folder) in str(error)


def database_with(folder: Path, *statements: str) -> Path:
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / database.DATABASE)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return folder


# -- missing and foreign ---------------------------------------------------------------


@pytest.mark.parametrize("use", [open_and_close, check])
@pytest.mark.parametrize("made", [False, True])
def test_no_library_here(tmp_path: Path, made: bool, use: Callable[[Path], None]) -> None:
    """No folder, or an empty one: there is none yet, and how to make it. Looking makes nothing."""
    folder = tmp_path / "library"
    if made:
        folder.mkdir()
    with pytest.raises(MissingLibrary, match="python -m ingest") as caught:
        use(folder)
    one_line_naming(caught.value, folder)
    assert folder.exists() is made
    assert not made or list(folder.iterdir()) == []


def test_a_folder_in_place_of_the_database(tmp_path: Path) -> None:
    """It is no library either."""
    (tmp_path / database.DATABASE).mkdir()
    with pytest.raises(LibraryError):
        open_and_close(tmp_path)
    with pytest.raises(LibraryError):
        take_in(tmp_path)


@pytest.mark.parametrize("statements", [(), ("PRAGMA journal_mode = WAL",)])
def test_an_empty_database_is_made_a_library(tmp_path: Path, statements: tuple[str, ...]) -> None:
    """What a writer leaves that was stopped at its very first moment is no library yet, and can be made one."""
    folder = tmp_path / "library"
    database_with(folder, *statements)
    (folder / database.DATABASE).touch()
    with pytest.raises(MissingLibrary, match="python -m ingest") as caught:
        open_and_close(folder)
    one_line_naming(caught.value, folder)
    take_in(folder)
    open_and_close(folder)
    assert verify(folder).wrong == ()


@pytest.mark.parametrize("use", [open_and_close, take_in, check])
def test_another_programs_database_is_left_alone(tmp_path: Path, use: Callable[[Path], None]) -> None:
    """It is not ours, the message says so, and not a byte of it is changed."""
    folder = database_with(
        tmp_path / "library", "CREATE TABLE songs (title)", "INSERT INTO songs VALUES ('x')"
    )
    before = (folder / database.DATABASE).read_bytes()
    with pytest.raises(DamagedLibrary, match=r"not a library of this program.*--library") as caught:
        use(folder)
    one_line_naming(caught.value, folder)
    assert (folder / database.DATABASE).read_bytes() == before


@pytest.mark.parametrize("use", [open_and_close, take_in, check])
@pytest.mark.parametrize(
    "content", [b"Dear diary, " * 400, b"\0" * 8192, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes, use: Callable[[Path], None]) -> None:
    """It is damaged, the message says what to do, and the file is left as it was."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / database.DATABASE).write_bytes(content)
    with pytest.raises(DamagedLibrary, match=r"--library|move the folder away") as caught:
        use(folder)
    one_line_naming(caught.value, folder)
    assert (folder / database.DATABASE).read_bytes() == content


@pytest.mark.parametrize("use", [open_and_close, take_in, check])
def test_a_library_of_another_version(home: Path, use: Callable[[Path], None]) -> None:
    """A later program's library is not read wrongly, and not written."""
    connection = sqlite3.connect(home / database.DATABASE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DamagedLibrary, match=r"version 99.*move the folder away"):
        use(home)


# -- truncated -------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_library_is_never_passed_as_whole(home: Path, share: float) -> None:
    """Verifying finds it, opening it fails as damaged or finds nothing amiss in what it reads; no other error."""
    path = home / database.DATABASE
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with contextlib.suppress(DamagedLibrary):
        open_and_close(home)
    try:
        assert verify(home).wrong != ()
    except DamagedLibrary as error:
        one_line_naming(error, home)
        assert "python -m ingest" in str(error)


@pytest.mark.parametrize("size", [100, 4096])
def test_a_library_cut_to_its_head_is_damaged(home: Path, size: int) -> None:
    """Even its first page tells that there was more."""
    path = home / database.DATABASE
    path.write_bytes(path.read_bytes()[:size])
    for use in (open_and_close, check):
        with pytest.raises(DamagedLibrary):
            use(home)


# -- locked ----------------------------------------------------------------------------

_HOLD = """
import sys
from pathlib import Path
from ingest import database
with database.writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program at work on the library."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.stdin.close()
    process.stdout.close()
    process.wait(10)


def test_only_one_writes_at_a_time(home: Path, held: subprocess.Popen[str]) -> None:
    """A second writer is told to wait; readers go on; the lock goes with its program, however it ends."""
    with pytest.raises(LockedLibrary, match="wait until it has ended") as caught:
        take_in(home)
    one_line_naming(caught.value, home)
    open_and_close(home)
    assert verify(home).wrong == ()
    held.kill()
    held.wait(10)
    take_in(home)


def test_a_database_held_by_another_program(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some other program's lock on the database itself is told as what it is, and nothing is lost."""
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.1)
    other = sqlite3.connect(home / database.DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(LockedLibrary, match=r"in use by another program.*try again"):
            take_in(home)
        open_and_close(home)
    finally:
        other.close()
    take_in(home)
    assert verify(home).wrong == ()


# -- no room, no leave -----------------------------------------------------------------


def _full(monkeypatch: pytest.MonkeyPatch, extra_pages: int) -> None:
    """From now on the database may grow by so many pages and no more."""
    connect = database._connect

    def limited(path: Path, read_only: bool) -> sqlite3.Connection:
        connection = connect(path, read_only)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + extra_pages}")
        return connection

    monkeypatch.setattr(database, "_connect", limited)


@pytest.mark.parametrize("extra_pages", [0, 1, 3, 7])
def test_a_full_disk_loses_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra_pages: int
) -> None:
    """The write fails as a whole and says so; what was there is there, and it goes on when there is room."""
    before = verify(home)
    big = write_document(tmp_path / "papers" / "big.txt", version("big", 1, paragraphs=80), "big")
    with monkeypatch.context() as patch:
        _full(patch, extra_pages)
        with pytest.raises(StorageFailed, match=r"make room.*nothing of what was there is lost") as caught:
            ingest(home, [big], ENCODER)
    one_line_naming(caught.value, home)
    assert verify(home) == before
    assert ingest(home, [big], ENCODER).lines[0].outcome is Outcome.ADDED
    assert verify(home).wrong == ()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of one megabyte, where this user may make one."""
    folder = Path(tempfile.mkdtemp())
    mount = shutil.which("mount")
    made = (
        os.geteuid() == 0
        and mount is not None
        and subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
    )
    if not made or made.returncode:
        folder.rmdir()
        pytest.skip("no small file system can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def test_a_disk_that_is_really_full(small_disk: Path, tmp_path: Path) -> None:
    """The same on a file system with no room left: one error of ours, and the library as it was."""
    home = small_disk / "library"
    papers = [
        write_document(tmp_path / f"{n}.txt", version(f"n{n}", 1, paragraphs=40), f"n{n}") for n in range(30)
    ]
    with pytest.raises(StorageFailed, match="make room"):
        ingest(home, papers, ENCODER)
    report = verify(home)
    assert report.wrong == ()
    assert 0 < report.sources < 30
    library = Library(home)
    assert len(library) == report.passages == 40 * report.sources
    library.close()


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """As a user whom permissions hold back; root is held back by none."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory(dir=tempfile.gettempdir()) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_library_that_may_not_be_written(shared_folder: Path) -> None:
    """A writer without leave fails in our words, and the library is as it was."""
    home = shared_folder / "library"
    first = write_document(shared_folder / "alpha.txt", version("alpha", 1), "alpha")
    second = write_document(shared_folder / "beta.txt", version("beta", 1), "beta")
    ingest(home, [first], ENCODER)
    files = [home / database.DATABASE, home / "writer.lock"]
    for file in files:
        file.chmod(0o444)
    home.chmod(0o555)
    with unprivileged(), pytest.raises(LibraryError) as caught:
        ingest(home, [second], ENCODER)
    one_line_naming(caught.value, home)
    home.chmod(0o755)
    for file in files:
        file.chmod(0o644)
    report = verify(home)
    assert (report.sources, report.wrong) == (1, ())


# -- tampering -------------------------------------------------------------------------


def _tamper(home: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(home / database.DATABASE)
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def _passage(home: Path) -> tuple[int, dict[str, object]]:
    connection = sqlite3.connect(home / database.DATABASE)
    number, passage = connection.execute("SELECT id, passage FROM passages ORDER BY id LIMIT 1").fetchone()
    connection.close()
    return number, json.loads(passage)


def test_a_sound_library_is_found_sound(home: Path) -> None:
    """Or finding fault would mean nothing."""
    report = verify(home)
    assert (report.sources, report.passages, report.wrong) == (1, 5, ())


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE originals SET content = x'20'", "alpha: its original is not what was put in"),
        ("DELETE FROM originals", "alpha: its original is missing"),
        ("DELETE FROM words WHERE rowid = (SELECT min(id) FROM passages)", "the word index holds 4 passages"),
        ("INSERT INTO words (context, body) VALUES ('', 'stray')", "the word index holds 6 passages"),
        ("DELETE FROM passages", "alpha: has no passages"),
        ("INSERT INTO originals VALUES ('0', x'00')", "1 originals belong to no source"),
        ("UPDATE passages SET version = 77", "refers to nothing"),
        ("UPDATE words SET body = 'other words' WHERE rowid = 1", "passage 1: its words are not those"),
        ("DELETE FROM records", "alpha: has no record"),
        (
            "UPDATE passages SET vector = zeroblob(length(vector)) WHERE id = 2",
            "passage 2: its vector is not",
        ),
    ],
)
def test_tampering_is_found(home: Path, statement: str, said: str) -> None:
    """Whatever was changed behind the library's back is said in words, with where it is."""
    _tamper(home, statement)
    assert said in "\n".join(verify(home).wrong)


@pytest.mark.parametrize("part", ["passage", "sentence", "outside its passage"])
def test_a_span_that_does_not_hold_is_found(home: Path, part: str) -> None:
    """A passage or a sentence beyond the text, or a sentence outside its passage."""
    number, passage = _passage(home)
    span = {"start": 1_000_000, "end": 1_000_005} if part != "outside its passage" else {"start": 0, "end": 3}
    if part == "passage":
        passage["spans"] = [span]
    else:
        passage["sentences"][0]["spans"] = [span]  # type: ignore[index]
    _tamper(home, "UPDATE passages SET passage = ? WHERE id = ?", json.dumps(passage), number)
    (wrong,) = verify(home).wrong
    assert wrong == f"alpha, passage {number}: a span does not lie in its text"


def test_a_broken_page_is_found(home: Path) -> None:
    """Bytes changed in the middle of the file are found, as a fault or as damage."""
    path = home / database.DATABASE
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 64] = b"\xaa" * 64
    path.write_bytes(bytes(data))
    try:
        assert verify(home).wrong != ()
    except DamagedLibrary as error:
        one_line_naming(error, home)


def test_vectors_of_the_wrong_size_are_never_searched(home: Path) -> None:
    """Opening such a library fails and names the mend."""
    _tamper(home, "UPDATE passages SET vector = substr(vector, 5)")
    with pytest.raises(DamagedLibrary, match="rebuild"):
        open_and_close(home)


def test_a_library_that_does_not_name_its_model_is_damaged(home: Path) -> None:
    """It is never searched on a guess."""
    _tamper(home, "DELETE FROM meta WHERE name = 'model_digest'")
    with pytest.raises(DamagedLibrary, match="model_digest"):
        open_and_close(home)
