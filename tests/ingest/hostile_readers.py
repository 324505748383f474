"""Readers that do what no reader should, for the process that a file is read in.

Each stands where ``ingest.readers.read_document`` would; the process imports this module.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ingest.errors import EmptyDocument, PasswordNeeded
from ingest.types import Details, Document, Page, Reading, Span


def honest(path: Path, data: bytes, password: str | None = None) -> Reading:
    """The bytes as they are, and the password as the title."""
    text = data.decode()
    return Reading(Document(text, (Page(None, Span(0, len(text))),)), Details(title=password))


def loops(path: Path, data: bytes, password: str | None = None) -> Reading:
    while True:
        pass


def sleeps(path: Path, data: bytes, password: str | None = None) -> Reading:
    time.sleep(3600)
    raise AssertionError


def sleeps_a_little(path: Path, data: bytes, password: str | None = None) -> Reading:
    time.sleep(1)
    return honest(path, data, password)


def swells(path: Path, data: bytes, password: str | None = None) -> Reading:
    held = []
    while True:
        held.append(bytearray(1 << 20))


def swells_in_c(path: Path, data: bytes, password: str | None = None) -> Reading:
    """Asks for it all at once."""
    return honest(path, b"x" * (1 << 40), password)


def recurses(path: Path, data: bytes, password: str | None = None) -> Reading:
    return recurses(path, data, password)


def recurses_in_c(path: Path, data: bytes, password: str | None = None) -> Reading:
    """Past what the interpreter guards: the stack itself is used up."""
    sys.setrecursionlimit(1 << 30)
    return recurses(path, data, password)


def reads_what_is_not_its_own(path: Path, data: bytes, password: str | None = None) -> Reading:
    """A fault of a library in C."""
    ctypes.string_at(8)
    raise AssertionError


def aborts(path: Path, data: bytes, password: str | None = None) -> Reading:
    os.abort()


def exits(path: Path, data: bytes, password: str | None = None) -> Reading:
    sys.exit(0)


def exits_at_once(path: Path, data: bytes, password: str | None = None) -> Reading:
    os._exit(0)


def interrupts(path: Path, data: bytes, password: str | None = None) -> Reading:
    raise KeyboardInterrupt


def kills_itself(path: Path, data: bytes, password: str | None = None) -> Reading:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def stops_itself(path: Path, data: bytes, password: str | None = None) -> Reading:
    """Halted as by a debugger: neither alive nor dead."""
    os.kill(os.getpid(), signal.SIGSTOP)
    raise AssertionError


def prints(path: Path, data: bytes, password: str | None = None) -> Reading:
    """To every stream there is, and reads from the one that has nothing."""
    print("printed by the reader", flush=True)
    os.write(1, b"written by the reader")
    os.write(2, b"complained of by the reader")
    assert sys.stdin is None or sys.stdin.read() == ""
    return honest(path, data, password)


def forks(path: Path, data: bytes, password: str | None = None) -> Reading:
    """Leaves a child behind that holds all it held, and goes."""
    if os.fork() == 0:
        time.sleep(3600)
    os._exit(1)


def begins_a_program(path: Path, data: bytes, password: str | None = None) -> Reading:
    """Waits for a program that takes its time, as one that reads pictures may; its id is told in a file."""
    program = subprocess.Popen(["sleep", "3600"])
    Path(data.decode()).write_text(str(program.pid))
    program.wait()
    raise AssertionError


def closes_its_pipe(path: Path, data: bytes, password: str | None = None) -> Reading:
    os.closerange(3, 64)
    return honest(path, data, password)


def answers_nonsense(path: Path, data: bytes, password: str | None = None) -> Reading:
    """A reading whose fields are not what they say, as a faulty reader may give one."""
    return Reading("no document", warnings=(None,))  # type: ignore[arg-type]


def answers_without_end(path: Path, data: bytes, password: str | None = None) -> Reading:
    return honest(path, b"words " * (1 << 20), password)


def answers_no_text(path: Path, data: bytes, password: str | None = None) -> Reading:
    """Characters that no encoding can write."""
    return Reading(Document("half a pair: \ud800", ()))


def fails(path: Path, data: bytes, password: str | None = None) -> Reading:
    raise IndexError("tuple index out of range\nin the third row")


def fails_at_length(path: Path, data: bytes, password: str | None = None) -> Reading:
    raise ValueError("x" * 100_000)


def refuses(path: Path, data: bytes, password: str | None = None) -> Reading:
    raise EmptyDocument(f"{path}: holds no text")


def asks_for_a_password(path: Path, data: bytes, password: str | None = None) -> Reading:
    raise PasswordNeeded(f"{path}: is protected; give its password")


class OfItsOwn(EmptyDocument):
    """An error that only this module knows."""


def refuses_in_its_own_way(path: Path, data: bytes, password: str | None = None) -> Reading:
    raise OfItsOwn(f"{path}: \ud800 is no text")
