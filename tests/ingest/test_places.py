"""Where files stand, as text: any name can be written down, and its file found again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.places import UPLOAD, is_there, lost_folder, place_of, shown

NAMES = st.binary(min_size=1, max_size=30).filter(lambda name: b"/" not in name and b"\0" not in name)


@given(NAMES)
def test_any_name_is_found_again(tmp_path_factory: pytest.TempPathFactory, name: bytes) -> None:
    """Whatever bytes a name holds: its place is text, and leads back to it; without it, to nothing."""
    assume(name not in (b".", b".."))
    folder = tmp_path_factory.mktemp("names")
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    place = place_of(path)
    place.encode("utf-8")
    assert not is_there(place)
    path.touch()
    assert is_there(place_of(path))
    assert place_of(path) == place


def test_a_place_is_absolute_and_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a file is named, links and dots and all, its place is one."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    ways = ("real/a.txt", "link/a.txt", "real/../link/./a.txt", str(tmp_path / "real" / "a.txt"))
    assert {place_of(Path(way)) for way in ways} == {str(tmp_path.resolve() / "real" / "a.txt")}


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder that took a file's name is not the file."""
    assert not is_there(str(tmp_path))


def test_a_name_that_looks_escaped(tmp_path: Path) -> None:
    """A file that is really called so is found, and so is one whose byte is written so."""
    plain = tmp_path / r"caf\xe9.txt"
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    assert shown(plain) == shown(odd)
    for path in (plain, odd):
        path.touch()
        assert is_there(place_of(path))
        path.unlink()
        assert not is_there(place_of(path))


@pytest.mark.parametrize("path", ["a\0b.txt", "x" * 5000, "", "\udcff" * 300])
def test_paths_that_lead_nowhere(path: str) -> None:
    """No error, a text, and nothing is there."""
    place = place_of(Path(path))
    place.encode("utf-8")
    assert path == "" or not is_there(place)


def test_what_was_uploaded_is_never_lost() -> None:
    """It has no place that could be looked at."""
    assert is_there(f"{UPLOAD}report.pdf")


@pytest.mark.parametrize("name", [b"media", b"m\xe9dia", rb"m\xe9dia"])
def test_the_folder_that_was_lost(tmp_path: Path, name: bytes) -> None:
    """The outermost that is not there or holds nothing to see, whatever bytes its name has; none where others stand."""
    (tmp_path / "kept.txt").touch()
    drive = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path = drive / "reports" / "2004" / "a.txt"
    place = place_of(path)
    assert lost_folder(place) == shown(drive)
    drive.mkdir()
    assert lost_folder(place) == shown(drive)
    (drive / ".trash").touch()
    assert lost_folder(place) == shown(drive)
    (drive / "other").mkdir()
    assert lost_folder(place) == shown(drive / "reports")
    path.parent.mkdir(parents=True)
    assert lost_folder(place) == shown(path.parent)
    (path.parent / "b.txt").touch()
    assert lost_folder(place) is None


def test_a_folder_that_cannot_be_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share that no longer answers is lost, for all that is known."""

    def refuse(folder: bytes) -> list[bytes]:
        if folder == os.fsencode(tmp_path / "share"):
            raise OSError(116, "Stale file handle")
        return [b"something"]

    monkeypatch.setattr(os, "listdir", refuse)
    assert lost_folder(str(tmp_path / "share" / "a.txt")) == str(tmp_path / "share")
    assert lost_folder(str(tmp_path / "a.txt")) is None
