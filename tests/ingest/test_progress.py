"""Progress for people is a few lines, however many files there are; for programs, a JSON object a line."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from ingest import progress
from ingest.ingesting import ingest
from ingest.progress import Bars, Events
from ingest.receipts import Outcome, ReceiptLine
from ingest.stages import Sign, Stage
from tests.fakes import FakeEncoder, prose, version, write_document

ENCODER = FakeEncoder()


def signs(files: int, name: str = "report {}.txt") -> list[Sign]:
    """What an ingest of some files tells."""
    found = []
    for number in range(1, files + 1):
        file = name.format(number)
        line = ReceiptLine(f"/papers/{file}", Outcome.ADDED, "key", passages=64)
        found += [
            Sign(file, number, files, Stage.READING),
            Sign(file, number, files, Stage.EMBEDDING, 0, 64),
            Sign(file, number, files, Stage.EMBEDDING, 64, 64),
            Sign(file, number, files, Stage.DONE, 64, 64, line),
        ]
    return found


class Screen:
    """Standard error, as a terminal or as a file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
        self._stream = io.StringIO()
        console = Console(file=self._stream, force_terminal=terminal, width=120, height=20)
        monkeypatch.setattr(progress, "Console", lambda stderr: console)

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def tallest(self) -> int:
        """The most lines drawn at once."""
        frames = re.split(r"\x1b\[2K", self.text)
        return max(frame.count("\n") for frame in frames)


def test_a_thousand_files_are_no_thousand_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a screen one bar for all and one for the file at hand; in a log one line at the end."""
    screen = Screen(monkeypatch, terminal=True)
    with Bars() as bars:
        for sign in signs(1000):
            bars.show(sign)
            assert len(bars._bars.tasks) <= 2
    assert screen.tallest() <= 2
    log = Screen(monkeypatch, terminal=False)
    with Bars() as bars:
        for sign in signs(1000):
            bars.show(sign)
    assert len(log.text.splitlines()) == 1
    assert "1000/1000 files" in log.text


def test_what_the_bars_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which file, how many of its passages, how many files are done."""
    Screen(monkeypatch, terminal=True)
    with Bars() as bars:
        reading, begun, half, done, *_ = signs(3)
        bars.show(reading)
        everything, current = bars._bars.tasks
        assert (current.description, current.total, current.fields["unit"]) == (
            "report 1.txt",
            None,
            "reading",
        )
        bars.show(begun)
        bars.show(half)
        assert (current.completed, current.total, current.fields["unit"]) == (64, 64, "passages")
        bars.show(done)
        assert bars._bars.tasks == [everything]
        assert (everything.completed, everything.total) == (1, 3)


@pytest.mark.parametrize(
    "name", ["[red]bold[/] {}.txt", "[/]{}.txt", "a\n\n\nb {}.txt", "\x1b[2J{}", "x" * 300 + "{}", "\\[{}"]
)
def test_a_name_is_no_markup(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Brackets in a name are shown as they stand; a long name is cut; none breaks the bars."""
    screen = Screen(monkeypatch, terminal=True)
    with Bars() as bars:
        for sign in signs(2, name):
            bars.show(sign)
            bars._bars.refresh()
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.text)
    if name.startswith("[red]"):
        assert "[red]bold[/] 1.txt" in shown
    assert "\x1b[2J" not in screen.text
    assert screen.tallest() <= 2


def test_bars_end_when_the_ingest_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar of the file at hand does not stay behind."""
    Screen(monkeypatch, terminal=True)
    bars = Bars()

    def break_off() -> None:
        with bars:
            bars.show(signs(2)[1])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert len(bars._bars.tasks) == 1
    assert not bars._bars.live.is_started


def test_no_files_no_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to take in is nothing to show."""
    screen = Screen(monkeypatch, terminal=False)
    with Bars():
        pass
    assert screen.text.strip() == ""


def test_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line is an object: signs as it goes, in order, then the receipt, whole."""
    papers = tmp_path / "papers"
    write_document(papers / "a\nb “odd”.txt", version("alpha", 1), "alpha")
    write_document(papers / "long.txt", prose(3, paragraphs=70), "long")
    (papers / "empty.txt").write_bytes(b"")
    with Events() as events:
        receipt = ingest(tmp_path / "library", [papers], ENCODER, events.show)
        events.end(receipt)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    *told_signs, last = told
    assert [list(event) for event in told] == [*[["sign"]] * len(told_signs), ["receipt"]]
    assert [line["outcome"] for line in last["receipt"]["lines"]] == ["added", "failed", "added"]
    assert last["receipt"]["finished"] is True
    found = [event["sign"] for event in told_signs]
    assert {(sign["number"], sign["file"]) for sign in found} == {
        (1, "a\nb “odd”.txt"),
        (2, "empty.txt"),
        (3, "long.txt"),
    }
    for number in (1, 2, 3):
        own = [sign for sign in found if sign["number"] == number]
        assert own[0]["stage"] == "reading"
        assert own[-1]["stage"] == "done"
        assert own[-1]["line"] == last["receipt"]["lines"][number - 1]
        assert all(sign["line"] is None for sign in own[:-1])
    embedding = [(s["done"], s["total"]) for s in found if s["number"] == 3 and s["stage"] == "embedding"]
    assert embedding == [(0, 70), (32, 70), (64, 70), (70, 70)]
