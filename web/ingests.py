"""Ingests run for the page: each in a process of its own, one after the other, and how far they are.

A process of its own keeps the chat quick, and whatever a file does to it ends as words here.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError

from ingest.errors import JWEError
from ingest.receipts import Outcome
from ingest.settings import PROJECT
from ingest.stages import Sign, Stage
from web.ingest_progress import FileProgress, Progress, State
from web.refusals import Refusal, put_on_record
from web.uploads import Parcel, Upload

COMMAND = (sys.executable, "-m", "ingest")
_SIGNS = TypeAdapter(Sign)
_STOP_SECONDS = 8.0  # that a process asked to stop is given, to finish what it is writing
_ERROR = "Error: "
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    """The files of one process, and those that were refused with them."""

    uploads: tuple[Upload, ...]
    replaces: str | None
    refused: tuple[Refusal, ...] = ()
    password: str | None = field(repr=False, default=None)


class Ingests:
    """Runs ingests and knows how far they are. Safe to use from several threads."""

    def __init__(
        self, folder: Path, command: Sequence[str] = COMMAND, stop_seconds: float = _STOP_SECONDS
    ) -> None:
        """``command`` is what runs in place of ``python -m ingest``."""
        self._folder = folder.absolute()
        self._command = tuple(command)
        self._stop_seconds = stop_seconds
        self._lock = threading.Lock()
        self._files: dict[str, FileProgress] = {}  # in order
        self._jobs: dict[str, _Job] = {}  # by the files that are still here
        self._queue: list[_Job] = []
        self._worker: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._stopping = False
        self._trouble = ""
        atexit.register(self.close)

    def progress(self) -> Progress:
        """How far everything is."""
        with self._lock:
            running = self._worker is not None
            return Progress(tuple(self._files.values()), running, self._stopping, self._trouble)

    def start(self, parcel: Parcel, replaces: str | None = None) -> None:
        """Take files in as soon as those before them are in."""
        with self._lock:
            self._forget_ended()
            for number, refusal in enumerate(parcel.refused):
                key = f"refused-{len(self._files)}-{number}"
                self._files[key] = FileProgress(key, refusal.name, State.REFUSED, words=refusal.words)
            self._enqueue(_Job(parcel.documents, replaces, parcel.refused))

    def again(self, file: str, password: str | None = None) -> bool:
        """Try a file again that is still here, perhaps with its password; False where it is not."""
        with self._lock:
            known, job = self._files.get(file), self._jobs.get(file)
            if known is None or job is None or not known.again:
                return False
            uploads = tuple(upload for upload in job.uploads if upload.id == file)
            self._enqueue(_Job(uploads, job.replaces, password=password))
            return True

    def again_all(self) -> None:
        """Try everything again that an ingest ended before."""
        for file in self.progress().files:
            if file.state is State.LEFT:
                self.again(file.id)

    def stop(self) -> None:
        """End what runs, and what waits; what was finished stays."""
        with self._lock:
            self._stopping = self._worker is not None
            # What was refused meanwhile is still put on record.
            self._queue = [_Job((), None, job.refused) for job in self._queue if job.refused]
            process = self._process
            if process is not None and process.poll() is None:
                _send(process, signal.SIGINT)
                timer = threading.Timer(self._stop_seconds, _kill, [process])
                timer.daemon = True
                timer.start()

    def clear(self) -> None:
        """Forget all that has ended, its files too."""
        with self._lock:
            if self._worker is None:
                self._forget([*self._files])
                self._trouble = ""

    def forget_ended(self, source: str | None = None) -> None:
        """Forget what has ended and is no longer so, but not what can be tried again.

        ``source``: only of the source of this key.
        """
        with self._lock:
            self._forget_ended(source)

    def close(self) -> None:
        """End everything at once: the server is going."""
        self.stop()
        worker, process = self._worker, self._process
        if worker is not None:
            worker.join(self._stop_seconds)
        if process is not None:
            _kill(process)

    # -- the files of a process --------------------------------------------------------

    def _enqueue(self, job: _Job) -> None:
        if not job.uploads and not job.refused:
            return
        for upload in job.uploads:
            self._files[upload.id] = FileProgress(upload.id, upload.name)
            self._jobs[upload.id] = job
        self._trouble = ""
        self._queue.append(job)
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="ingests", daemon=True)
            self._worker.start()

    def _forget_ended(self, source: str | None = None) -> None:
        if self._worker is not None:
            return
        ended = [file for file in self._files.values() if not file.again]
        if source is not None:
            ended = [file for file in ended if file.line is not None and file.line.source == source]
        self._forget(file.id for file in ended)

    def _forget(self, files: Iterable[str]) -> None:
        for file in [*files]:
            self._files.pop(file, None)
            self._discard(file)

    def _discard(self, file: str) -> None:
        """The file itself; what became of it is still known."""
        job = self._jobs.pop(file, None)
        for upload in job.uploads if job is not None else ():
            if upload.id == file:
                upload.forget()

    # -- the thread that runs them -----------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._worker = None
                    self._stopping = False
                    self._leave()
                    return
                job = self._queue.pop(0)
            try:
                trouble = self._do(job)
            except Exception as error:
                _log.exception("an ingest could not be run")
                trouble = f"The ingest could not be run ({error}); try again, or use `python -m ingest add`."
            with self._lock:
                self._trouble = trouble
                self._stopping = False
                self._leave(job)
                for upload in job.uploads:
                    if not self._files[upload.id].again:
                        self._discard(upload.id)

    def _leave(self, job: _Job | None = None) -> None:
        """What did not get its turn stays, to be tried again."""
        files = self._files if job is None else [upload.id for upload in job.uploads]
        for file in files:
            known = self._files[file]
            if not known.ended:
                self._files[file] = FileProgress(known.id, known.name, State.LEFT)

    def _do(self, job: _Job) -> str:
        trouble = self._run(job) if job.uploads else ""
        try:
            if job.refused:
                put_on_record(self._folder, job.refused)
        except JWEError as error:
            return f"{trouble} What was refused stands in no receipt: {error}".strip()
        return trouble

    def _run(self, job: _Job) -> str:
        """Run one process to its end; the words for an end before that."""
        with tempfile.TemporaryFile() as complaints:
            process = self._begin(job, complaints)
            try:
                finished = self._follow(process, job)
                status = process.wait()
            finally:
                _kill(process)
                self._process = None
            complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - 20_000))
            lines = complaints.read().decode("utf-8", "replace").splitlines()
            said = [line for line in lines if line.startswith(_ERROR)]
        if finished:
            return ""
        if self._stopping:
            return "Stopped. What was finished is in the library."
        if said:
            return _sentence(said[-1].removeprefix(_ERROR).strip().removeprefix(f"{self._folder}: "))
        return (
            f"The ingest ended unexpectedly (status {status}). What was finished is in the library; "
            "try the rest again, or run `python -m ingest add` in a terminal to see why."
        )

    def _begin(self, job: _Job, complaints: IO[bytes]) -> subprocess.Popen[str]:
        command = [*self._command, "add", "--upload", "--events", "--library", str(self._folder)]
        if job.replaces is not None:
            command += ["--replaces", job.replaces]
        path = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": path}
        environment.pop("JWE_PASSWORD", None)
        if job.password:
            # Not as an argument: everybody on the machine can see those.
            environment["JWE_PASSWORD"] = job.password
        with self._lock:
            process = subprocess.Popen(
                [*command, *(str(upload.path) for upload in job.uploads)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=environment,
                start_new_session=True,  # so that it can be ended with all that it began
            )
            self._process = process
        if hasattr(os, "setpriority"):
            # Whoever asks meanwhile comes first.
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, 10)
        if self._stopping:
            self.stop()
        return process

    def _follow(self, process: subprocess.Popen[str], job: _Job) -> bool:
        """Note each sign of progress; whether the receipt came at the end."""
        finished = False
        assert process.stdout is not None  # it is a pipe
        with process.stdout as lines:
            for line in lines:
                try:
                    event = json.loads(line)
                    finished = finished or "receipt" in event
                    if "sign" in event:
                        self._note(_SIGNS.validate_python(event["sign"]), job)
                except (ValueError, TypeError, ValidationError):
                    _log.warning("an ingest wrote what is no event: %.200s", line)
        return finished

    def _note(self, sign: Sign, job: _Job) -> None:
        if not 1 <= sign.number <= len(job.uploads):
            return
        file = job.uploads[sign.number - 1].id
        state = State.EMBEDDING if sign.stage is Stage.EMBEDDING else State.READING
        if sign.line is not None:
            state = State.FAILED if sign.line.outcome is Outcome.FAILED else State.DONE
        with self._lock:
            known = self._files[file]
            self._files[file] = replace(known, state=state, done=sign.done, total=sign.total, line=sign.line)


def _send(process: subprocess.Popen[str], what: signal.Signals) -> None:
    with contextlib.suppress(OSError):
        process.send_signal(what)


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process that still runs, and what it has begun."""
    if process.poll() is not None:
        return
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _sentence(words: str) -> str:
    """Words that begin as a sentence does."""
    return words[:1].upper() + words[1:]
