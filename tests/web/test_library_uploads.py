"""Files that are sent: named for the disk, counted, kept apart, and given away with their records."""

from __future__ import annotations

import asyncio
import errno
import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import BadRecord, StorageFailed, UnsupportedFormat, UsageError
from web import uploads
from web.uploads import Uploads, disk_name, in_words

RIS = b"TY  - RPRT\nTI  - A report\nER  - \n"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Uploads]:
    made = Uploads(tmp_path)
    yield made
    made.close()


def send(here: Uploads, name: str, content: bytes = b"x", batch: str = "b") -> uploads.Upload:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]

    return asyncio.run(here.receive(batch, name, len(content), chunks()))


@given(st.text(max_size=400))
def test_any_name_can_be_had_on_disk(name: str) -> None:
    """No folder, no control, no length that a disk refuses; and it stays what it is when asked again."""
    kept = disk_name(name)
    assert kept
    assert not {"/", "\\", "\x00", "\n"} & set(kept)
    assert not kept.startswith(".")
    assert len(kept.encode()) <= 255
    assert disk_name(kept) == kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/pass.txt", "pass.txt"),
        ("C:\\Users\\ann\\notes.md", "notes.md"),
        ("..hidden.txt", "hidden.txt"),
        ("two\nlines\x00.txt", "two lines.txt"),
        ("w" * 300 + ".docx", "w" * 160 + ".docx"),
        ("é" * 300 + ".csl.json", "é" * 80 + ".csl.json"),
        ("invoice\u202egpj.exe.pdf", "invoicegpj.exe.pdf"),
        ("", "document"),
    ],
)
def test_names_are_cleaned(name: str, kept: str) -> None:
    """What stands before the ending is shortened, never the ending, by which a reader is chosen."""
    assert disk_name(name) == kept


def test_a_file_arrives_as_it_was_sent(here: Uploads, tmp_path: Path) -> None:
    """Byte for byte, in a folder of its own, shown under the name that it had."""
    content = bytes(range(256)) * 100
    one, other = send(here, "../a.txt", content), send(here, "a.txt", b"other")
    assert one.path.read_bytes() == content
    assert other.path.read_bytes() == b"other"
    assert (one.name, one.path.name) == ("../a.txt", "a.txt")
    assert one.path.resolve().is_relative_to(tmp_path.resolve())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "film.mp4",
            r"files that end in \.mp4 are not read; save it as one of \.txt, \.md, \.pdf, \.docx, \.odt",
        ),
        ("old.DOC", r"files that end in \.DOC are not read; .* save it as \.docx"),
        ("scan.png", r"\.png are not read; a picture holds no words; .* save it as PDF"),
        ("talk.pptx", "save it as PDF"),
        ("all.zip", "unpack it"),
        ("noending", "no ending.* if it is a folder, choose the files in it"),
        (".pdf", "no ending"),
    ],
)
def test_unknown_endings_are_refused_at_once(here: Uploads, tmp_path: Path, name: str, words: str) -> None:
    """Before anything is written, with what would do: for a document, so no ending of a record is named."""
    with pytest.raises(UnsupportedFormat, match=words) as refused:
        send(here, name)
    assert not any(ending in str(refused.value) for ending in (".json", ".ris", ".bib"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_limits_hold_while_it_arrives(here: Uploads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the browser says of a file's size, and of several files together; nothing is left behind."""
    monkeypatch.setattr(uploads, "MOST_A_FILE", 5_000)
    monkeypatch.setattr(uploads, "MOST_TOGETHER", 8_000)

    async def more() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    with pytest.raises(UsageError, match="larger than"):
        asyncio.run(here.receive("b", "a.txt", None, more()))
    with pytest.raises(UsageError, match="larger than"):
        send(here, "a.txt", b"x" * 6_000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    send(here, "one.txt", b"x" * 4_000)
    with pytest.raises(UsageError, match="at a time"):
        send(here, "two.txt", b"x" * 4_500)
    send(here, "two.txt", b"x" * 4_500, batch="another")


def test_a_file_that_breaks_off_is_none(here: Uploads, tmp_path: Path) -> None:
    """Half a document must not be taken for one."""

    async def half() -> AsyncIterator[bytes]:
        yield b"half"

    with pytest.raises(UsageError, match="4 of 8 bytes"):
        asyncio.run(here.receive("b", "a.txt", 8, half()))
    assert here.take("b").documents == ()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_said(here: Uploads) -> None:
    """In words, with what to do."""
    full = OSError(errno.ENOSPC, "No space left on device")
    with (
        mock.patch.object(Path, "open", side_effect=full),
        pytest.raises(StorageFailed, match="disk is full"),
    ):
        send(here, "a.txt")
    with mock.patch.object(Path, "mkdir", side_effect=full), pytest.raises(StorageFailed, match="make room"):
        here.adopt("b", "a.txt", 1, io.BytesIO(b"x"))


def test_records_go_to_their_documents(here: Uploads) -> None:
    """In whatever order they come; one that has none is refused, and no record is a document."""
    csl = json.dumps({"id": "r", "title": "R"}).encode()
    send(here, "report.ris", RIS)
    send(here, "report.pdf", b"%PDF-")
    send(here, "notes.txt")
    send(here, "notes.txt.csl.json", csl)
    send(here, "lonely.bib", b"@book{a, title={A}}")
    parcel = here.take("b")
    beside = {file.path.name: sorted(p.name for p in file.path.parent.iterdir()) for file in parcel.documents}
    assert beside == {
        "report.pdf": ["report.pdf", "report.ris"],
        "notes.txt": ["notes.txt", "notes.txt.csl.json"],
    }
    assert [(refusal.name, "without its document" in refusal.words) for refusal in parcel.refused] == [
        ("lonely.bib", True)
    ]
    assert here.take("b").documents == (), "what was taken is not taken twice"


def test_a_json_file_must_be_a_record(here: Uploads) -> None:
    """Anything can end so."""
    with pytest.raises(BadRecord, match="no CSL-JSON"):
        send(here, "data.json", b'{"rows": []}')
    send(here, "data.json", json.dumps([{"id": "r", "type": "book", "title": "R"}]).encode())


def test_what_was_refused_is_told_of_with_the_rest(here: Uploads) -> None:
    """Nothing is skipped in silence."""
    here.refuse("b", "film.mp4", "film.mp4: no reader")
    send(here, "a.txt")
    parcel = here.take("b")
    assert [(one.name, one.words) for one in parcel.refused] == [("film.mp4", "no reader")]


def test_what_nobody_takes_is_forgotten(here: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab that was closed while sending leaves nothing for ever."""
    left = send(here, "a.txt")
    monkeypatch.setattr(uploads, "_FORGOTTEN_SECONDS", -1.0)
    send(here, "b.txt", batch="later")
    assert not left.path.exists()
    assert here.take("b").documents == ()


def test_all_goes_with_the_server(tmp_path: Path) -> None:
    """The folder, with whatever is in it."""
    made = Uploads(tmp_path)
    send(made, "a.txt")
    made.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("size", "words"), [(7, "7 bytes"), (2048, "2 kB"), (200 << 20, "200 MB"), (1 << 30, "1 GB")]
)
def test_sizes_are_said_in_words(size: int, words: str) -> None:
    """In the unit that a file manager shows."""
    assert in_words(size) == words
