"""Whatever a file makes its reader do, it ends as a message, in time, and leaves nothing behind."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import errors, sandbox
from ingest.errors import DocumentError, EmptyDocument, PasswordNeeded, UnreadableFile, UnsupportedFormat
from ingest.sandbox import Limits, Read, read_apart
from tests.fakes import prose
from tests.ingest import hostile_readers as readers

PATH = Path("/papers/a.txt")
TIGHT = Limits(seconds=1.5, megabytes=64)


def read(reader: Read, data: bytes = b"words", limits: Limits = TIGHT) -> str:
    return read_apart(PATH, data, limits, read=reader).document.text


def refusal(reader: Read, data: bytes = b"words", limits: Limits = TIGHT) -> str:
    with pytest.raises(DocumentError) as caught:
        read(reader, data, limits)
    words = str(caught.value)
    assert words.startswith(f"{PATH}: ")
    assert "\n" not in words
    assert len(words) < 500
    return words


def test_a_reading_comes_back_whole() -> None:
    """The real readers: text, pages, blocks, as read in this process."""
    from ingest.readers import read_document

    data = prose(1, paragraphs=30).encode()
    assert read_apart(PATH, data, Limits()) == read_document(PATH, data)
    with pytest.raises(UnsupportedFormat, match="no reader for “"):
        read_apart(Path("/papers/a.xyz"), data, Limits())


def test_what_is_sent_arrives() -> None:
    """Megabytes there and back, letters of all kinds, and the password."""
    words = "naïve 🙂 \u2028 \x00 words " * 200_000
    reading = read_apart(PATH, words.encode(), Limits(), "pass word", read=readers.honest)
    assert reading.document.text == words
    assert reading.details.title == "pass word"


TOO_LONG = "took more than 1.5 seconds"
NO_MEMORY = "64 MB of memory allowed"
NO_ANSWER = "stopped without an answer"

HOSTILE: list[tuple[Read, str]] = [
    (readers.loops, TOO_LONG),
    (readers.sleeps, TOO_LONG),
    (readers.stops_itself, TOO_LONG),
    (readers.forks, TOO_LONG),
    (readers.swells, NO_MEMORY),
    (readers.swells_in_c, NO_MEMORY),
    (readers.recurses, "RecursionError"),
    (readers.recurses_in_c, "save it anew"),  # a fault of the interpreter, or its end
    (readers.reads_what_is_not_its_own, f"{NO_ANSWER} (signal {int(signal.SIGSEGV)})"),
    (readers.aborts, f"{NO_ANSWER} (signal {int(signal.SIGABRT)})"),
    (readers.kills_itself, f"{NO_ANSWER} (signal {int(signal.SIGKILL)})"),
    (readers.exits, NO_ANSWER),
    (readers.exits_at_once, NO_ANSWER),
    (readers.interrupts, NO_ANSWER),
    (readers.closes_its_pipe, NO_ANSWER),
    (readers.answers_nonsense, "makes no sense"),
    (readers.answers_no_text, "could not be read"),
    (readers.fails, "(IndexError: tuple index out of range in the third row)"),
    (readers.fails_at_length, "ValueError: xxx"),
]


@pytest.mark.parametrize(("reader", "words"), HOSTILE, ids=lambda v: getattr(v, "__name__", ""))
def test_a_hostile_reader_ends_as_a_message(reader: Read, words: str) -> None:
    """Within its time and a little, with what happened and what to do."""
    begun = time.monotonic()
    said = refusal(reader)
    assert words in said
    assert "save it anew" in said or "split the file" in said
    assert time.monotonic() - begun < TIGHT.seconds + 3


@pytest.mark.parametrize(
    ("reader", "kind", "words"),
    [
        (readers.refuses, EmptyDocument, "holds no text"),
        (readers.asks_for_a_password, PasswordNeeded, "give its password"),
        (readers.refuses_in_its_own_way, UnreadableFile, r"\ud800 is no text"),
    ],
)
def test_a_refusal_keeps_its_kind(reader: Read, kind: type[DocumentError], words: str) -> None:
    """The reader's own error comes through as what it is; one that nobody knows, as unreadable."""
    with pytest.raises(DocumentError) as caught:
        read(reader)
    assert type(caught.value) is kind
    assert str(caught.value) == f"{PATH}: {words}" or words in str(caught.value)


def test_every_error_of_a_document_comes_through() -> None:
    """The kinds in the tree are all to be had by their names."""
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DocumentError)
    ]
    assert len(kinds) > 5
    for kind in kinds:
        with pytest.raises(kind, match=r"^why$"):
            sandbox._understood(sandbox._refusal(kind.__name__, "why"), PATH)


def test_an_answer_beyond_all_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken in."""
    monkeypatch.setattr(sandbox, "_LONGEST_REPLY", 1 << 20)
    assert NO_ANSWER in refusal(readers.answers_without_end, limits=Limits(20, 1024))


def test_an_answer_that_is_none() -> None:
    """Bytes that are no reading are no crash."""
    for reply in (b"", b"+", b"+{}", b"-", b'-["a"]', b'+{"document": 3}', b"+\xff", b"x"):
        with pytest.raises(UnreadableFile, match="makes no sense"):
            sandbox._understood(reply, PATH)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """What a reader prints does not spoil the output of the program."""
    assert read(readers.prints) == "words"
    assert capfd.readouterr() == ("", "")


def test_a_program_that_the_reader_began_ends_with_it(tmp_path: Path) -> None:
    """It would go on reading for nobody."""
    told = tmp_path / "id"
    assert TOO_LONG in refusal(readers.begins_a_program, str(told).encode())
    number = int(told.read_text())
    until = time.monotonic() + 5
    while _runs(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(number)


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def test_it_is_told_that_it_works() -> None:
    """While the file is read, whoever waits is told so now and then, and may stop it."""
    calls: list[float] = []
    read_apart(
        PATH, b"words", Limits(), None, lambda: calls.append(time.monotonic()), readers.sleeps_a_little
    )
    assert 2 <= len(calls) <= 6

    def stop() -> None:
        raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        read_apart(PATH, b"words", Limits(), None, stop, readers.sleeps)
    assert time.monotonic() - begun < 2
    assert read(readers.honest) == "words"


def test_no_process_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that can begin no more processes costs this file, and is said."""
    from multiprocessing.context import ForkServerProcess

    def refuse(_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(ForkServerProcess, "_Popen", staticmethod(refuse))
    assert "no process could be begun to read it (Resource temporarily unavailable)" in refusal(
        readers.honest
    )


def test_the_process_server_can_die() -> None:
    """It is begun anew."""
    from multiprocessing import forkserver

    assert read(readers.honest) == "words"
    number = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    os.kill(number, signal.SIGKILL)
    until = time.monotonic() + 5
    while _runs(number) and time.monotonic() < until:
        time.sleep(0.02)
    assert read(readers.honest) == "words"
    assert forkserver._forkserver._forkserver_pid != number  # type: ignore[attr-defined]


def test_several_at_a_time() -> None:
    """Threads that read files at once get each its own."""
    found: dict[int, str] = {}

    def one(number: int) -> None:
        found[number] = read(readers.honest, f"words of {number}".encode())

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"words of {number}" for number in range(8)}


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _children() -> set[str]:
    """Processes begun by this one or by the process server that are still there, dead or alive."""
    from multiprocessing import forkserver

    parents = {os.getpid(), forkserver._forkserver._forkserver_pid}  # type: ignore[attr-defined]
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                about = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(about[1]) in parents:
                found.add(entry.name)
    return found


def _memory() -> int:
    """Kilobytes that this process holds."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def _read_well(number: int) -> None:
    words = f"words of {number} " * 4_000
    assert read(readers.honest, words.encode(), Limits()) == words


def _read_badly(number: int) -> None:
    refusal((readers.aborts, readers.fails, readers.exits_at_once)[number % 3], b"words " * 10_000)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts what /proc tells")
@pytest.mark.parametrize(("once", "times"), [(_read_well, 200), (_read_badly, 60)])
def test_nothing_is_left_behind(once: Callable[[int], None], times: int) -> None:
    """However many are read: no process, no open file, no thread, and no more memory."""
    for number in range(20):
        once(number)
    gc.collect()
    before = _open_files(), _children(), threading.active_count()
    memory = _memory()
    for number in range(times):
        once(number)
    gc.collect()
    assert (_open_files(), _children(), threading.active_count()) == before
    assert _memory() - memory < 8_000
