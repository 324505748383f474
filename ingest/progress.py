"""Progress shown while files are taken in: bars for people, JSON lines for programs."""

from __future__ import annotations

import json
import signal
import threading
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ingest.receipts import Receipt
from ingest.showing import one_line
from ingest.stages import Sign, Stage

_SIGNS = TypeAdapter(Sign)
_RECEIPTS = TypeAdapter(Receipt)
_LONGEST_NAME = 40


class Bars:
    """A bar for the files and one for the file at hand, on standard error."""

    def __enter__(self) -> Self:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._all: TaskID | None = None
        self._current: tuple[int, TaskID] | None = None
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._forget()
        self._bars.stop()

    def show(self, sign: Sign) -> None:
        if self._all is None:
            self._all = self._bars.add_task("all", total=sign.files, unit="files")
        if sign.stage is Stage.DONE:
            self._forget()
            self._bars.update(self._all, completed=sign.number, total=sign.files)
            return
        if self._current is None or self._current[0] != sign.number:
            self._forget()
            self._current = (sign.number, self._bars.add_task("", total=None, unit=""))
        name = one_line(sign.file)
        name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        self._bars.update(
            self._current[1],
            description=escape(name),
            completed=sign.done,
            total=sign.total or None,
            unit="passages" if sign.stage is Stage.EMBEDDING else "reading",
        )

    def _forget(self) -> None:
        """The bar of a file goes with its end, so that a thousand files do not fill the screen."""
        if self._current is not None:
            self._bars.remove_task(self._current[1])
            self._current = None


class Events:
    """One JSON object a line on standard output: ``{"sign": ...}`` as it goes, ``{"receipt": ...}`` last."""

    def __enter__(self) -> Self:
        # Whoever reads events stops us by an interrupt, which a program begun in the
        # background, and all that it begins, would ignore.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def show(self, sign: Sign) -> None:
        _print({"sign": _SIGNS.dump_python(sign, mode="json")})

    def end(self, receipt: Receipt) -> None:
        _print({"receipt": _RECEIPTS.dump_python(receipt, mode="json")})


def _print(event: object) -> None:
    print(json.dumps(event, ensure_ascii=True), flush=True)  # noqa: T201
