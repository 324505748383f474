"""Files on their way from the browser to an ingest: named, counted, and kept in a private folder."""

from __future__ import annotations

import atexit
import errno
import re
import secrets
import shutil
import tempfile
import threading
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool

from ingest.errors import BadRecord, StorageFailed, UnsupportedFormat, UsageError
from ingest.readers import FORMATS
from ingest.records import CSL_SUFFIX, is_record_file
from web.refusals import Refusal, why_unread

MOST_A_FILE = 200 << 20
MOST_TOGETHER = 1 << 30
MOST_FILES = 1_000
RECORD_ENDINGS = (CSL_SUFFIX, ".ris", ".bib")
_LONGEST_NAME = 160  # bytes; what stands in front of the ending
_LONGEST_ENDING = 20
_FORGOTTEN_SECONDS = 3_600.0  # files that were sent, and nothing was made of
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has arrived, in a folder of its own."""

    id: str
    name: str  # as it was given
    path: Path
    size: int

    def forget(self) -> None:
        """Remove it and what stands beside it."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files that were sent together: documents with their records beside them, and what was refused."""

    documents: tuple[Upload, ...]
    refused: tuple[Refusal, ...] = ()


class Uploads:
    """Receives files. A batch is what was sent together and waits to be taken in."""

    def __init__(self, parent: Path | None = None) -> None:
        """Keep files below ``parent``, by default where temporary files go; they go with this process."""
        if parent is not None:
            parent.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="jwe-uploads-", dir=parent))
        self._batches: dict[str, list[Upload]] = {}
        self._refused: dict[str, list[Refusal]] = {}
        self._touched: dict[str, float] = {}
        self._lock = threading.Lock()
        atexit.register(self.close)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    async def receive(self, batch: str, name: str, size: int | None, content: AsyncIterator[bytes]) -> Upload:
        """Write a file to disk as it arrives. Raises UsageError, UnsupportedFormat, StorageFailed."""
        path = self._place(batch, name, size or 0)
        try:
            with _room(), path.open("xb") as file:
                written = await _write(file, content, lambda now: self._check(batch, name, now))
                if size is not None and written != size:
                    raise UsageError(
                        f"{name}: {written:,} of {size:,} bytes arrived; check the connection, and send it again"
                    )
            return self._keep(batch, name, path, written)
        except BaseException:  # a browser that went away, too
            shutil.rmtree(path.parent, ignore_errors=True)
            raise

    def adopt(self, batch: str, name: str, size: int, content: BinaryIO) -> Upload:
        """As ``receive``, for a file that is on disk already."""
        path = self._place(batch, name, size)
        try:
            with _room(), path.open("xb") as file:
                shutil.copyfileobj(content, file, 1 << 20)
            return self._keep(batch, name, path, size)
        except BaseException:
            shutil.rmtree(path.parent, ignore_errors=True)
            raise

    def refuse(self, batch: str, name: str, words: str) -> None:
        """Remember what was not taken, to be told of with the rest."""
        with self._lock:
            if len(self._refused.setdefault(batch, [])) < MOST_FILES:
                self._refused[batch].append(Refusal(name, words.removeprefix(f"{name}: ")))
            self._touched[batch] = time.monotonic()

    def take(self, batch: str) -> Parcel:
        """What was sent under this name, each record put beside its documents; it is then forgotten here."""
        with self._lock:
            files = self._batches.pop(batch, [])
            refused = self._refused.pop(batch, [])
            self._touched.pop(batch, None)
        records = [file for file in files if is_record_file(file.path)]
        documents = [file for file in files if file not in records]
        for record in records:
            beside = [document for document in documents if _belongs(record.path, document.path)]
            for document in beside:
                with _room():
                    shutil.copyfile(record.path, document.path.with_name(record.path.name))
            if not beside:
                refused.append(Refusal(record.name, _LONE_RECORD))
            record.forget()
        return Parcel(tuple(documents), tuple(refused))

    def _place(self, batch: str, name: str, size: int) -> Path:
        """A place for a file that may be taken in."""
        _known(name)
        self._check(batch, name, size)
        with _room():
            folder = self._folder / secrets.token_hex(8)
            folder.mkdir()
        return folder / disk_name(name)

    def _check(self, batch: str, name: str, size: int) -> None:
        """Refuse what is more than a person puts in by hand."""
        with self._lock:
            held = self._batches.get(batch, [])
            together = size + sum(file.size for file in held)
        if size > MOST_A_FILE:
            raise UsageError(
                f"{name}: is larger than {in_words(MOST_A_FILE)}, the most that the page takes; "
                "split it, or add it with `python -m ingest add`"
            )
        if together > MOST_TOGETHER or len(held) >= MOST_FILES:
            raise UsageError(
                f"{name}: this is more than {in_words(MOST_TOGETHER)} or {MOST_FILES:,} files at a time; "
                "add the rest when these are in"
            )

    def _keep(self, batch: str, name: str, path: Path, size: int) -> Upload:
        if path.suffix.lower() == ".json" and not is_record_file(path):
            raise BadRecord(f"{name}: is no CSL-JSON record; export the record anew from where it came")
        kept = Upload(path.parent.name, name, path, size)
        now = time.monotonic()
        with self._lock:
            self._batches.setdefault(batch, []).append(kept)
            self._touched[batch] = now
            old = [one for one, when in self._touched.items() if now - when > _FORGOTTEN_SECONDS]
            forgotten = [file for one in old for file in self._batches.pop(one, [])]
            for one in old:
                del self._touched[one]
                self._refused.pop(one, None)
        for file in forgotten:
            file.forget()
        return kept


_LONE_RECORD = (
    "is a record without its document; choose both together, under the same name: report.pdf and report.ris"
)


async def _write(file: BinaryIO, content: AsyncIterator[bytes], check: Callable[[int], None]) -> int:
    written = 0
    async for chunk in content:
        written += len(chunk)
        check(written)
        await run_in_threadpool(file.write, chunk)
    return written


def _known(name: str) -> None:
    """Raise UnsupportedFormat for an ending that nothing here reads."""
    if disk_name(name).lower().endswith((*RECORD_ENDINGS, ".json")):
        return
    if words := why_unread(disk_name(name)):
        raise UnsupportedFormat(f"{name}: {words}")


def _belongs(record: Path, document: Path) -> bool:
    """Whether a record is named for a document: NAME.ris or NAME.pdf.ris for NAME.pdf."""
    lower = record.name.lower()
    endings = [ending for ending in (*RECORD_ENDINGS, ".json") if lower.endswith(ending)]
    return any(record.name[: -len(ending)] in (document.stem, document.name) for ending in endings)


def disk_name(name: str) -> str:
    """A name that a file can have here: without folders, controls or excess, its ending kept."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = _UNSEEN.sub("", "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in last))
    kept = " ".join(kept.split()).lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, ending = kept, ""
    inner = CSL_SUFFIX.removesuffix(".json") if f".{ending}".lower() == ".json" else ""
    if inner and stem.lower().endswith(inner):
        stem, ending = stem[: -len(inner)], f"{stem[-len(inner) + 1 :]}.{ending}"
    stem = stem.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").strip() or "document"
    return f"{stem}.{ending}" if ending else stem


def endings() -> tuple[str, ...]:
    """What may be chosen in the file dialogue."""
    return (*(ending for known in FORMATS for ending in known.endings), ".json", ".ris", ".bib")


def in_words(size: int) -> str:
    """ "3 MB"."""
    for unit, name in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


@contextmanager
def _room() -> Iterator[None]:
    """A disk that refuses is said in words."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "the disk is full" if full else (error.strerror or str(error))
        raise StorageFailed(
            f"The file could not be kept ({why}); make room on the machine, and send it again."
        ) from error
