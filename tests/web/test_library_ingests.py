"""An ingest in a process of its own: whatever becomes of that process, the page knows and goes on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import database
from ingest.receipts import Outcome
from tests.fakes import FakeEncoder, prose, version
from tests.web.fakes import INGEST_FAKE
from web.ingest_progress import FileProgress, Progress, State
from web.ingests import Ingests
from web.keeping import Keeper
from web.refusals import Refusal
from web.uploads import Parcel, Upload

SIGN = (
    'import json, os, signal, sys, time; files = sys.argv[sys.argv.index("--library") + 2:]\n'
    "def sign(n, stage, line=None, done=0): print(json.dumps({'sign': dict(file='f', number=n, files=len(files),"
    " stage=stage, done=done, total=4, line=line)}), flush=True)\n"
    "def end(n, outcome='added', **more): sign(n, 'done', dict(path=files[n - 1], outcome=outcome, **more))\n"
    "def receipt(): print(json.dumps({'receipt': {}}), flush=True)\n"
)
_SECONDS = 60.0


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Ingests]]:
    """Ingests whose process does what a few lines of Python say."""
    made: list[Ingests] = []

    def start(script: str = "", seconds: float = 5.0) -> Ingests:
        command = (sys.executable, "-c", SIGN + script) if script else INGEST_FAKE
        made.append(Ingests(tmp_path / "library", command, seconds))
        return made[-1]

    yield start
    for ingests in made:
        ingests.close()


def upload(folder: Path, name: str, words: str = "words") -> Upload:
    path = folder / "sent" / name.replace(".", "-") / name
    path.parent.mkdir(parents=True)
    path.write_text(words, "utf-8")
    return Upload(path.parent.name, name, path, len(words))


def until(ingests: Ingests, come: Callable[[Progress], bool]) -> Progress:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if come(progress := ingests.progress()):
            return progress
        time.sleep(0.02)
    raise AssertionError(ingests.progress())


def ended(ingests: Ingests) -> Progress:
    return until(ingests, lambda progress: not progress.running)


def states(progress: Progress) -> list[State]:
    return [file.state for file in progress.files]


def test_files_become_sources(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """The real ingestion: a line for each file, the bad one too, and the sent files are gone."""
    good = upload(tmp_path, "good.txt", prose("good"))
    bad = upload(tmp_path, "bad.pdf", "no pdf at all")
    ingests = make()
    ingests.start(Parcel((good, bad), (Refusal("film.mp4", "no reader"),)))
    progress = ended(ingests)
    assert states(progress) == [State.REFUSED, State.DONE, State.FAILED]
    assert progress.trouble == ""
    done = progress.files[1].line
    assert done is not None
    assert (done.path, done.source, done.passages > 0) == ("good.txt", "good", True)
    failed = progress.files[2].line
    assert failed is not None
    assert str(tmp_path) not in failed.reason
    assert not good.path.exists()
    assert not bad.path.exists()
    shelf = Keeper(tmp_path / "library", lambda: None).shelf()  # type: ignore[arg-type, return-value]
    assert [source.place for source in shelf.sources] == ["upload:good.txt"]


def keeper_of(folder: Path) -> Keeper:
    return Keeper(folder / "library", lambda: None)  # type: ignore[arg-type, return-value]


def test_what_was_refused_has_its_line_of_a_receipt(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """Beside files that are taken in, and alone; it is counted, and takes nothing from what can be undone."""
    ingests = make()
    film, orphan = Refusal("film.mp4", "no reader"), Refusal("orphan.ris", "without its document")
    ingests.start(Parcel((upload(tmp_path, "good.txt", prose("good")),), (film,)))
    assert states(ended(ingests)) == [State.REFUSED, State.DONE]
    ingests.start(Parcel((), (orphan,)))
    assert states(ended(ingests)) == [State.REFUSED]
    shelf = keeper_of(tmp_path).shelf()
    lines = [[(line.path, line.outcome, line.reason) for line in one.lines] for one in shelf.receipts]
    assert lines[0] == [("orphan.ris", Outcome.FAILED, "without its document")]
    assert lines[1] == [("film.mp4", Outcome.FAILED, "no reader")]
    assert all(receipt.finished for receipt in shelf.receipts)
    assert shelf.undoable is not None
    assert [line.source for line in shelf.undoable.lines] == ["good"]


def test_a_library_that_is_not_there_keeps_no_receipt(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """But the page tells of what was refused, and of no trouble."""
    ingests = make()
    ingests.start(Parcel((), (Refusal("film.mp4", "no reader"),)))
    progress = ended(ingests)
    assert (states(progress), progress.trouble) == ([State.REFUSED], "")
    assert keeper_of(tmp_path).shelf().receipts == ()


def test_what_was_refused_and_waits_is_on_record_though_it_is_stopped(
    make: Callable[..., Ingests], tmp_path: Path
) -> None:
    """Its files are not taken in; nothing is said of them that is not so."""
    database.close(database.create_or_open(tmp_path / "library", lambda: FakeEncoder().identity))
    ingests = make("sign(1, 'reading'); time.sleep(100)", seconds=0.3)
    ingests.start(Parcel((upload(tmp_path, "a.txt"),)))
    ingests.start(Parcel((upload(tmp_path, "b.txt"),), (Refusal("film.mp4", "no reader"),)))
    until(ingests, lambda p: p.files[0].state is State.READING)
    ingests.stop()
    assert states(ended(ingests)) == [State.LEFT, State.REFUSED, State.LEFT]
    (receipt,) = keeper_of(tmp_path).shelf().receipts
    assert [line.path for line in receipt.lines] == ["film.mp4"]


def test_every_stage_is_seen(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """Waiting, reading, so many passages of so many, done: what the bars show."""
    go = tmp_path / "go"
    wait = f"\nwhile not os.path.exists({str(go)!r}): time.sleep(0.01)\nos.remove({str(go)!r})\n"
    ingests = make(
        f"sign(1, 'reading'){wait}sign(1, 'embedding', done=3){wait}end(1, source='a', passages=4){wait}end(2){wait}receipt()"
    )
    ingests.start(Parcel((upload(tmp_path, "a.txt"), upload(tmp_path, "b.txt"))))
    assert states(until(ingests, lambda p: p.files[0].state is State.READING)) == [
        State.READING,
        State.WAITING,
    ]
    go.touch()
    progress = until(ingests, lambda p: p.files[0].state is State.EMBEDDING)
    assert (progress.files[0].done, progress.files[0].total) == (3, 4)
    go.touch()
    progress = until(ingests, lambda p: p.files[0].ended)
    assert progress.running
    assert states(progress) == [State.DONE, State.WAITING]
    go.touch()
    until(ingests, lambda p: p.files[1].ended)
    go.touch()
    assert states(ended(ingests)) == [State.DONE, State.DONE]


def test_one_after_the_other(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """What comes while an ingest runs waits for its turn, and both are shown."""
    log = tmp_path / "log"
    ingests = make(
        f"log = open({str(log)!r}, 'a')\nlog.write('<'); log.flush(); time.sleep(0.5); log.write('>')\nend(1); receipt()"
    )
    ingests.start(Parcel((upload(tmp_path, "a.txt"),)))
    ingests.start(Parcel((upload(tmp_path, "b.txt"),)))
    assert states(ended(ingests)) == [State.DONE, State.DONE]
    assert log.read_text() == "<><>"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("print('Error: /x: make room, the disk is full', file=sys.stderr); sys.exit(1)", "disk is full"),
        ("print('Traceback ...', file=sys.stderr); sys.exit(3)", "ended unexpectedly (status 3)"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "ended unexpectedly (status -9)"),
        ("sys.exit(0)", "ended unexpectedly (status 0)"),
    ],
)
def test_a_process_that_dies_is_words(
    make: Callable[..., Ingests], tmp_path: Path, script: str, said: str
) -> None:
    """What was done before is known, the rest is kept and can be tried again, and the page goes on."""
    first, second = upload(tmp_path, "a.txt"), upload(tmp_path, "b.txt")
    ingests = make(f"end(1); sign(2, 'embedding', done=2); {script}")
    ingests.start(Parcel((first, second)))
    progress = ended(ingests)
    assert states(progress) == [State.DONE, State.LEFT]
    assert said in progress.trouble
    assert (first.path.exists(), second.path.exists()) == (False, True)
    ingests.clear()
    assert ingests.progress() == Progress()
    assert not second.path.exists()


def test_a_locked_library_is_said_and_tried_again(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """Another program writes: nothing is lost, and a button takes the files in once it has ended."""
    ingests = make()
    with database.writer_lock(tmp_path / "library"):
        ingests.start(Parcel((upload(tmp_path, "a.txt", prose("a")),)))
        progress = ended(ingests)
    assert states(progress) == [State.LEFT]
    assert "another ingest is at work" in progress.trouble.lower()
    assert str(tmp_path) not in progress.trouble
    ingests.again_all()
    assert states(ended(ingests)) == [State.DONE]


def test_a_missing_model_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the real command, which looks for it before it does anything else."""
    monkeypatch.setenv("JWE_EMBEDDING_MODEL", str(tmp_path / "no-model"))
    ingests = Ingests(tmp_path / "library")
    ingests.start(Parcel((upload(tmp_path, "a.txt", prose("a")),)))
    progress = ended(ingests)
    ingests.close()
    assert states(progress) == [State.LEFT]
    assert "no-model" in progress.trouble


def test_what_cannot_be_started_is_said(tmp_path: Path) -> None:
    """A fault of ours ends no thread and blocks no page."""
    ingests = Ingests(tmp_path, ("/no/such/program",))
    ingests.start(Parcel((upload(tmp_path, "a.txt"),)))
    progress = ended(ingests)
    assert states(progress) == [State.LEFT]
    assert "could not be run" in progress.trouble


def test_noise_is_passed_over(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """A library that prints, a sign of a file that was not given: neither confuses what is known."""
    ingests = make(
        "print('hello'); print('[]'); print('{\"sign\": 3}'); sign(7, 'reading'); end(1); receipt()"
    )
    ingests.start(Parcel((upload(tmp_path, "a.txt"),)))
    assert states(ended(ingests)) == [State.DONE]


def test_stop_keeps_what_was_finished(
    make: Callable[..., Ingests], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real ingestion, stopped in the middle: whole sources stay, the rest is kept and taken in later."""
    monkeypatch.setenv("JWE_TEST_SECONDS", "0.3")
    files = tuple(upload(tmp_path, f"doc{n}.txt", version(f"doc{n}", 1)) for n in range(4))
    ingests = make()
    ingests.start(Parcel(files))
    until(ingests, lambda p: sum(file.ended for file in p.files) >= 1)
    ingests.stop()
    progress = ended(ingests)
    done = [file.name for file in progress.files if file.state is State.DONE]
    assert progress.trouble.startswith("Stopped.")
    assert 1 <= len(done) < 4
    keeper = Keeper(tmp_path / "library", lambda: None)  # type: ignore[arg-type, return-value]
    assert [source.key + ".txt" for source in keeper.shelf().sources] == done
    assert not keeper.shelf().receipts[0].finished
    ingests.again_all()
    assert set(states(ended(ingests))) == {State.DONE}
    assert len(keeper.shelf().sources) == 4


def test_stop_ends_what_does_not_listen(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """After some seconds it is killed, with what it has begun; what waits behind it does not start."""
    pids = tmp_path / "pids"
    ingests = make(
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\nimport subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100)'])\n"
        f"open({str(pids)!r}, 'w').write(str(child.pid)); sign(1, 'reading'); time.sleep(100)",
        seconds=0.3,
    )
    ingests.start(Parcel((upload(tmp_path, "a.txt"),)))
    ingests.start(Parcel((upload(tmp_path, "b.txt"),)))
    until(ingests, lambda p: p.files[0].state is State.READING)
    ingests.stop()
    assert ingests.progress().stopping
    progress = ended(ingests)
    assert states(progress) == [State.LEFT, State.LEFT]
    assert progress.trouble.startswith("Stopped.")
    child = int(pids.read_text())
    end = time.monotonic() + 10
    while time.monotonic() < end and _lives(child):
        time.sleep(0.05)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]
    except OSError:
        return False


def test_the_password_goes_by_the_environment(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """A file that asks for one is kept; its password stands in no list of processes."""
    seen = tmp_path / "seen"
    ingests = make(
        "password = os.environ.get('JWE_PASSWORD')\n"
        f"open({str(seen)!r}, 'a').write(repr((password, 'open sesame' in ' '.join(sys.argv))))\n"
        "end(1, 'added' if password == 'open sesame' else 'failed', protected=password != 'open sesame'); receipt()"
    )
    locked = upload(tmp_path, "locked.pdf")
    ingests.start(Parcel((locked,)), "old-key")
    (file,) = ended(ingests).files
    assert file.again
    assert locked.path.exists()
    assert ingests.again(file.id, "wrong")
    assert ended(ingests).files[0].again
    assert ingests.again(file.id, "open sesame")
    assert states(ended(ingests)) == [State.DONE]
    assert seen.read_text() == "(None, False)('wrong', False)('open sesame', False)"
    assert not locked.path.exists()
    assert not ingests.again(file.id, "open sesame"), "it is no longer there"


def test_a_replacement_names_its_source(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """Also when it is tried again."""
    seen = tmp_path / "seen"
    ingests = make(
        f"open({str(seen)!r}, 'a').write(' '.join(sys.argv[1:6]) + ' ' + sys.argv[6] + ';'); sys.exit(1)"
    )
    ingests.start(Parcel((upload(tmp_path, "new.txt"),)), "old-key")
    ended(ingests)
    ingests.again_all()
    ended(ingests)
    folder = tmp_path / "library"
    assert seen.read_text() == f"add --upload --events --library {folder} --replaces;" * 2


def test_a_new_ingest_clears_what_is_over(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """But not a file that still waits for its password."""
    ingests = make("end(1, 'failed', protected='locked' in files[0]); receipt()")
    ingests.start(Parcel((upload(tmp_path, "locked.pdf"),)))
    ended(ingests)
    ingests.start(Parcel((upload(tmp_path, "a.txt"),)))
    ended(ingests)
    ingests.start(Parcel((upload(tmp_path, "b.txt"),)))
    assert [file.name for file in ended(ingests).files] == ["locked.pdf", "b.txt"]


def test_what_has_ended_is_forgotten_but_not_what_waits_for_a_password(
    make: Callable[..., Ingests], tmp_path: Path
) -> None:
    """An undo makes untrue what the list says of files that are in."""
    ingests = make(
        "end(1, 'failed', protected=True); end(2, source='b'); receipt()",
    )
    ingests.start(Parcel((upload(tmp_path, "locked.pdf"), upload(tmp_path, "b.txt"))))
    ended(ingests)
    ingests.forget_ended()
    assert [file.name for file in ingests.progress().files] == ["locked.pdf"]


def test_closing_ends_everything(make: Callable[..., Ingests], tmp_path: Path) -> None:
    """No process outlives the server that began it."""
    pid = tmp_path / "pid"
    ingests = make(f"open({str(pid)!r}, 'w').write(str(os.getpid())); sign(1, 'reading'); time.sleep(100)")
    ingests.start(Parcel((upload(tmp_path, "a.txt"),)))
    until(ingests, lambda p: p.files[0].state is State.READING)
    ingests.close()
    assert not _lives(int(pid.read_text()))


def test_a_file_knows_whether_it_is_over() -> None:
    """The states in which nothing more will happen to it."""
    assert {state for state in State if FileProgress("a", "a", state).ended} == {
        State.DONE, State.FAILED, State.REFUSED, State.LEFT,
    }  # fmt: skip
