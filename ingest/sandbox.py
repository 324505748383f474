"""A file is read in a process of its own, within limits of time and memory.

Files come from anywhere, and the libraries that read them have faults. Whatever a
file makes its reader do (loop, swell, crash), it ends as a message, and the others go on.

The process is forked from a small server that has loaded the readers and nothing else,
so that it starts in milliseconds, holds no library and no model, and inherits no thread.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NoReturn, cast

from pydantic import TypeAdapter, ValidationError

from ingest import errors
from ingest.errors import DocumentError, UnreadableFile
from ingest.readers import FORMATS, read_document
from ingest.types import Reading

_READINGS = TypeAdapter(Reading)
_REFUSALS = TypeAdapter(tuple[str, str])
_DONE, _REFUSED = b"+", b"-"
_MEGABYTE = 1 << 20
# A reading is its text several times over; a reply beyond this comes from no honest file.
_LONGEST_REPLY = 512 * _MEGABYTE
_POLL_SECONDS = 0.2
# Where there is no server to fork from, a process is begun anew for each file.
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


Read = Callable[[Path, bytes, str | None], Reading]
Work = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may take."""

    seconds: float = 300.0
    megabytes: int = 2048


def read_apart(
    path: Path,
    content: bytes,
    limits: Limits,
    password: str | None = None,
    waiting: Callable[[], None] = lambda: None,
    read: Read = read_document,
) -> Reading:
    """Read a file's bytes in a process of its own; ``waiting`` is called while it works.

    ``read`` is a function of a module, which the process imports. Raises DocumentError:
    the reader's own, or UnreadableFile where a limit was reached or the process died.
    """
    work = partial(_read, str(path), password, read)
    preload = [f"ingest.readers.{known.module}" for known in FORMATS]
    return _understood(_reply(path, content, limits, work, preload, waiting), path)


def work_apart(path: Path, content: bytes, limits: Limits, work: Work, preload: Iterable[str]) -> bytes:
    """What ``work`` makes of a file's bytes, done in a process of its own; raises as :func:`read_apart`.

    ``work`` is a function of a module, or one with its first arguments given. What it needs is
    loaded once, by name, if no file was read apart before.
    """
    reply = _reply(path, content, limits, work, preload, lambda: None)
    return reply[1:] if reply[:1] == _DONE else _refused(reply, path)


def _reply(
    path: Path,
    content: bytes,
    limits: Limits,
    work: Work,
    preload: Iterable[str],
    waiting: Callable[[], None],
) -> bytes:
    context = cast(ForkServerContext, multiprocessing.get_context(_METHOD))
    context.set_forkserver_preload(["ingest.sandbox", *preload])
    try:
        ours, theirs = context.Pipe()
    except OSError as error:
        raise _not_begun(path, error) from error
    with ours, theirs:
        process = context.Process(target=_work, args=(theirs, str(path), limits, work), daemon=True)
        try:
            process.start()
        except (OSError, EOFError) as error:
            raise _not_begun(path, error) from error
        theirs.close()
        try:
            return _exchange(process, ours, path, content, limits, waiting)
        finally:
            _end(process)
            process.join()
            process.close()


def _exchange(
    process: BaseProcess,
    pipe: Connection,
    path: Path,
    content: bytes,
    limits: Limits,
    waiting: Callable[[], None],
) -> bytes:
    # A reader that stops in the midst of a message would hold up whoever waits for the rest of it:
    # its end, from beside, ends the waiting too.
    late = threading.Event()

    def end() -> None:
        late.set()
        _end(process)

    timer = threading.Timer(limits.seconds, end)
    timer.daemon = True
    timer.start()
    try:
        pipe.send_bytes(content)
        while not pipe.poll(_POLL_SECONDS):
            waiting()
        return pipe.recv_bytes(_LONGEST_REPLY)
    except (EOFError, OSError) as error:
        if late.is_set():
            raise UnreadableFile(
                f"{path}: reading it took more than {limits.seconds:g} seconds and was stopped; "
                "split the file, save it anew from another program, or raise JWE_READ_SECONDS"
            ) from error
        process.join(5)
        raise UnreadableFile(
            f"{path}: the reader stopped without an answer{_signal(process)}; the file is damaged, or needs more "
            f"than the {limits.megabytes} MB of memory allowed: save it anew from another program, or raise JWE_READ_MB"
        ) from error
    finally:
        timer.cancel()
        timer.join()


def _understood(reply: bytes, path: Path) -> Reading:
    try:
        return _READINGS.validate_json(reply[1:]) if reply[:1] == _DONE else _refused(reply, path)
    except ValidationError as error:
        raise _senseless(path) from error


def _refused(reply: bytes, path: Path) -> NoReturn:
    """Raise what the process of its own refused a file with."""
    try:
        kind, words = _REFUSALS.validate_json(reply[1:])
    except ValidationError as error:
        raise _senseless(path) from error
    known = getattr(errors, kind, UnreadableFile)
    raise known(words)


def _senseless(path: Path) -> UnreadableFile:
    return UnreadableFile(
        f"{path}: the reader's answer makes no sense; the file is damaged or of an unusual make: "
        "save it anew from another program"
    )


def _not_begun(path: Path, error: Exception) -> UnreadableFile:
    return UnreadableFile(
        f"{path}: no process could be begun to read it ({errors.reason_of(error) or type(error).__name__}); "
        "end other programs, and add it again"
    )


def _end(process: BaseProcess) -> None:
    """End the process, and whatever it has begun itself."""
    if hasattr(os, "killpg") and process.pid is not None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _signal(process: BaseProcess) -> str:
    code = process.exitcode
    return f" (signal {-code})" if code is not None and code < 0 else ""


def _read(name: str, password: str | None, read: Read, content: bytes) -> bytes:
    return _READINGS.dump_json(read(Path(name), content, password))


def _work(pipe: Connection, name: str, limits: Limits, work: Work) -> None:
    """What the process of its own does."""
    _confine(limits)
    path = Path(name)
    try:
        reply = _DONE + work(pipe.recv_bytes())
    except DocumentError as error:
        reply = _refusal(type(error).__name__, str(error))
    except MemoryError:
        reply = _refusal(
            "UnreadableFile",
            f"{path}: needs more than the {limits.megabytes} MB of memory allowed; "
            "split the file, or raise JWE_READ_MB",
        )
    except Exception as error:
        # A fault of a reader, or of a library it stands on, costs this file and no other.
        reply = _refusal(
            "UnreadableFile",
            f"{path}: could not be read ({type(error).__name__}: {_one_line(error)}); "
            "the file is damaged or of an unusual make: save it anew from another program",
        )
    pipe.send_bytes(reply)


def _refusal(kind: str, words: str) -> bytes:
    words = words.encode("utf-8", "backslashreplace").decode()
    return _REFUSED + _REFUSALS.dump_json((kind, words))


def _one_line(error: Exception) -> str:
    words = " ".join(str(error).split())
    return words if len(words) <= 160 else words[:159] + "…"


def _confine(limits: Limits) -> None:
    """Limits that the system itself keeps; nothing the reader writes is seen."""
    if hasattr(os, "setsid"):
        # What it begins itself is of its own group and ends with it; Ctrl+C is for the parent.
        os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    sys.setrecursionlimit(2_000)
    if sys.platform == "win32":
        return
    import resource

    held = _address_space()
    for what, most in (
        (resource.RLIMIT_AS, held + limits.megabytes * _MEGABYTE),
        (resource.RLIMIT_CPU, int(limits.seconds) + 5),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))


def _address_space() -> int:
    """Bytes of address space in use before the file is read; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
