"""The receipt of what was done, and of no more than that, however an ingest ends."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import database, ledger, store
from ingest.changing import remove
from ingest.embedding import Embedded
from ingest.encoder import Composed, PassageVectors
from ingest.errors import DamagedLibrary, LibraryError, StorageFailed
from ingest.ingesting import ingest
from ingest.options import Options
from ingest.rebuilding import rebuild
from ingest.receipts import Action, Outcome, Receipt, ReceiptLine
from ingest.types import Document
from ingest.verifying import verify
from tests.fakes import FakeEncoder, version, write_document

ROOT = Path(__file__).resolve().parents[2]
ENCODER = FakeEncoder()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    for number in range(4):
        write_document(folder / f"{number}.txt", version(f"source{number}", 1), f"source{number}")
    return folder


def receipts(home: Path) -> list[Receipt]:
    connection = database.open_for_reading(home)
    try:
        return ledger.receipts(connection)
    finally:
        connection.close()


def outcomes(receipt: Receipt) -> list[Outcome]:
    return [line.outcome for line in receipt.lines]


def held(home: Path) -> list[str]:
    connection = database.open_for_reading(home)
    try:
        return [source.key for source in store.sources(connection)]
    finally:
        connection.close()


class Stopping(FakeEncoder):
    """Raises at a word."""

    def __init__(self, word: str, error: BaseException) -> None:
        super().__init__()
        self._word = word
        self._error = error

    def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
        if any(self._word in passage.text for passage in passages):
            raise self._error
        return super().encode_passages(passages)


def test_interrupted(home: Path, papers: Path) -> None:
    """Stopped in the third file: two are in, the receipt has just these, and says that it is not finished."""
    with pytest.raises(KeyboardInterrupt):
        ingest(home, [papers], Stopping("source2round1", KeyboardInterrupt()))
    (receipt,) = receipts(home)
    assert outcomes(receipt) == [Outcome.ADDED, Outcome.ADDED]
    assert not receipt.finished
    assert receipt.generation == 2
    assert [line.source for line in receipt.lines] == held(home)
    assert verify(home).wrong == ()
    again = ingest(home, [papers], ENCODER)
    assert outcomes(again) == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.ADDED, Outcome.ADDED]
    assert [r.finished for r in receipts(home)] == [False, True]
    assert receipts(home)[1] == again


def test_interrupted_before_anything_was_done(home: Path, papers: Path) -> None:
    """Nothing done, no receipt."""
    with pytest.raises(KeyboardInterrupt):
        ingest(home, [papers], Stopping("source0round1", KeyboardInterrupt()))
    assert receipts(home) == []
    assert held(home) == []


def test_the_disk_refuses(home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the ingest with a plain error; what was in stays in, and is on record."""
    put = store.put_passages

    def full(connection: sqlite3.Connection, version_id: int, document: Document, embedded: Embedded) -> None:
        put(connection, version_id, document, embedded)
        if "source2" in document.text:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(store, "put_passages", full)
    with pytest.raises(StorageFailed, match="nothing of what was there is lost"):
        ingest(home, [papers], ENCODER)
    (receipt,) = receipts(home)
    assert [line.source for line in receipt.lines] == held(home) == ["source0", "source1"]
    assert not receipt.finished
    assert verify(home).wrong == ()


def test_the_disk_fails_while_reading(home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the database outside a write is put in plain words too."""

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(store, "source_by_hash", fail)
    with pytest.raises(StorageFailed):
        ingest(home, [papers], ENCODER)


def test_a_change_that_would_leave_it_unsound(
    home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is not called a damage of theirs."""
    ingest(home, [papers], ENCODER)
    monkeypatch.setattr(store, "retire_version", lambda *_: False)
    write_document(papers / "0.txt", version("source0", 2))
    with pytest.raises(LibraryError, match="a fault of the program"):
        ingest(home, [papers], ENCODER)
    assert verify(home).wrong == ()


@pytest.mark.parametrize("after", [1, 3])
def test_killed(home: Path, papers: Path, after: int) -> None:
    """Stopped dead after some were committed: the receipt has just those that are in."""
    command = [sys.executable, "-m", "tests.ingest.slow_ingest", str(home), str(papers), "0.4"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begin\n"
    until = time.monotonic() + 30
    while (not home.exists() or _committed(home) < after) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    (receipt,) = receipts(home)
    assert not receipt.finished
    assert [line.source for line in receipt.lines] == held(home)
    assert after <= len(receipt.lines) < 4
    assert receipt.generation == len(receipt.lines)


def _committed(home: Path) -> int:
    try:
        return len(held(home))
    except LibraryError:
        return 0


def test_lines_before_the_first_change(home: Path, papers: Path) -> None:
    """What was unchanged before and after the one change stands in the receipt, in order."""
    ingest(home, [papers], ENCODER)
    write_document(papers / "2.txt", version("source2", 2))
    returned = ingest(home, [papers], ENCODER)
    assert outcomes(returned) == [
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
        Outcome.REPLACED,
        Outcome.UNCHANGED,
    ]
    assert receipts(home)[-1] == returned


def test_lines_after_the_last_change_when_stopped(home: Path, papers: Path) -> None:
    """Those that change nothing wait for the next that does, or for the end."""
    ingest(home, [papers], ENCODER)
    for number in (1, 3):
        write_document(papers / f"{number}.txt", version(f"source{number}", 2))
    with pytest.raises(KeyboardInterrupt):
        ingest(home, [papers], Stopping("source3round2", KeyboardInterrupt()))
    receipt = receipts(home)[-1]
    assert outcomes(receipt) == [Outcome.UNCHANGED, Outcome.REPLACED]
    assert not receipt.finished


def test_what_leaves_no_receipt(home: Path, papers: Path) -> None:
    """All as it was, or only sources whose file has gone: told, and not kept."""
    ingest(home, [papers], ENCODER)
    (papers / "3.txt").unlink()
    receipt = ingest(home, [papers], ENCODER, options=Options(report_gone=True))
    # The record that is left without its document is told of, for it was skipped.
    assert outcomes(receipt) == [*[Outcome.UNCHANGED] * 3, Outcome.FAILED, Outcome.GONE]
    assert receipts(home)[-1] == receipt
    (papers / "3.csl.json").unlink()
    before = receipts(home)
    receipt = ingest(home, [papers], ENCODER, options=Options(report_gone=True))
    assert outcomes(receipt) == [*[Outcome.UNCHANGED] * 3, Outcome.GONE]
    assert receipts(home) == before


def test_writing_is_for_changes(home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unchanged files write nothing of their own, even beside one that changed."""
    ingest(home, [papers], ENCODER)
    write_document(papers / "0.txt", version("source0", 2))
    writes: list[Path] = []
    record = database.recording

    def counted(connection: sqlite3.Connection, folder: Path):  # type: ignore[no-untyped-def]
        writes.append(folder)
        return record(connection, folder)

    monkeypatch.setattr(database, "recording", counted)
    ingest(home, [papers], ENCODER)
    assert len(writes) == 2  # the change, and the end


def test_numbers(home: Path, papers: Path) -> None:
    """A receipt's generation is the one it led to; only what changes something makes one."""
    ingest(home, [papers / "0.txt", papers / "none.txt"], ENCODER)
    ingest(home, [papers / "none.txt"], ENCODER)
    ingest(home, [papers], ENCODER)
    remove(home, ["source0", "source1"])
    rebuild(home, ENCODER)
    found = [(r.action, r.generation, len(r.lines), r.finished) for r in receipts(home)]
    assert found == [
        (Action.INGEST, 1, 2, True),
        (Action.INGEST, 1, 1, True),
        (Action.INGEST, 4, 4, True),
        (Action.REMOVE, 6, 2, True),
        (Action.REBUILD, 7, 2, True),
    ]
    connection = database.open_for_reading(home)
    assert [r.action for r in ledger.receipts(connection, newest=2)] == [Action.REMOVE, Action.REBUILD]
    assert ledger.receipts(connection, newest=0) == []
    last = ledger.last_change(connection)
    connection.close()
    assert last is not None
    assert (last.action, last.before, last.after, last.undone) == (Action.REBUILD, 6, 7, False)


def test_a_change_and_its_line_are_one(home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the line cannot be written, the change is not made."""
    ingest(home, [papers / "0.txt"], ENCODER)

    def broken(*_: object) -> int:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(ledger.Journal, "_record", broken)
    with pytest.raises(StorageFailed):
        ingest(home, [papers], ENCODER)
    assert held(home) == ["source0"]
    assert len(receipts(home)) == 1


def test_lines_of_all_kinds_come_back(home: Path) -> None:
    """A line is kept with all that it says."""
    line = ReceiptLine("a\nb\u2028.txt", Outcome.FAILED, None, "why “so”", warnings=("page 3: \x00",))
    with ledger.journal(
        home, Action.INGEST, lambda at: database.create_or_open(at, lambda: ENCODER.identity)
    ) as j:
        j.note(line)
        kept = j.finish()
    assert kept.lines == (line,)
    assert receipts(home) == [kept]


def test_one_writer_at_a_time(home: Path, papers: Path) -> None:
    """A second ingest is told so; the first goes on."""
    told: list[str] = []

    def meanwhile(*_: object) -> None:
        if not told:
            with pytest.raises(LibraryError) as caught:
                ingest(home, [papers], ENCODER)
            told.append(str(caught.value))

    assert not ingest(home, [papers], ENCODER, meanwhile).failed
    assert "another ingest is at work" in told[0]
    assert len(receipts(home)) == 1


def test_a_dry_run_keeps_nothing(home: Path, papers: Path) -> None:
    """Neither a receipt nor a folder; and it does not need the lock."""
    ingest(home, [papers / "0.txt"], ENCODER)
    with database.writer_lock(home):
        receipt = ingest(home, [papers], ENCODER, options=Options(dry_run=True, report_gone=True))
    assert outcomes(receipt) == [Outcome.UNCHANGED, *[Outcome.ADDED] * 3]
    assert receipt.dry_run
    assert len(receipts(home)) == 1
    assert sorted(path.name for path in home.parent.iterdir()) == ["library", "papers"]


def test_when_a_generation_came(home: Path, papers: Path) -> None:
    """Each of an ingest's generations came with that ingest; one that is not on record is damage."""
    ingest(home, [papers], ENCODER)
    remove(home, ["source2"])
    with database.reading(home) as connection:
        first, second = ledger.receipts(connection)
        assert [first.generation, second.generation] == [4, 5]
        connection.execute("ROLLBACK")
    writer = database.open_for_writing(home)
    writer.execute("UPDATE ingests SET started = 'then' WHERE before < 4")
    assert [ledger.began(writer, number) for number in range(1, 6)] == [*["then"] * 4, second.started]
    with pytest.raises(DamagedLibrary, match="lacks the record of its generation 6"):
        ledger.began(writer, 6)
    writer.close()
