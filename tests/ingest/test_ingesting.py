"""Files in, a receipt out: each file has its line, and nothing is lost, doubled or half done."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import database, ledger, store
from ingest.changing import remove, undo
from ingest.encoder import Composed, PassageVectors
from ingest.errors import DocumentError, EmptyDocument, ModelMismatch, UnknownSource, UsageError
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.options import Options
from ingest.rebuilding import rebuild
from ingest.receipts import Outcome, Receipt, ReceiptLine
from ingest.stages import Sign, Stage
from ingest.verifying import verify
from ingest.walking import files_in
from tests.fakes import FakeEncoder, prose, version, write_document, write_record

ENCODER = FakeEncoder()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Two documents, one with a record."""
    folder = tmp_path / "papers"
    write_document(folder / "a.txt", version("alpha", 1), "alpha-2001", author=[{"family": "Alpha"}])
    write_document(folder / "b.txt", version("beta", 1))
    return folder


def only(receipt: Receipt) -> ReceiptLine:
    (line,) = receipt.lines
    return line


def outcomes(receipt: Receipt) -> dict[str, Outcome]:
    return {Path(line.path).name: line.outcome for line in receipt.lines}


def keys(home: Path) -> list[str]:
    library = Library(home)
    library.close()
    return [source.key for source in library.sources]


def text_of(home: Path, key: str) -> str:
    library = Library(home)
    try:
        return library.document(key)[1].text
    finally:
        library.close()


def test_added(home: Path, papers: Path) -> None:
    """A new file is added, its numbers are told, and a guessed record is not hidden."""
    receipt = ingest(home, [papers], ENCODER)
    first, second = receipt.lines
    assert (first.outcome, first.source, first.reason) == (Outcome.ADDED, "alpha-2001", "")
    assert (second.outcome, second.source) == (Outcome.ADDED, "b")
    assert "guessed" in second.reason
    assert "python -m ingest edit b" in second.reason
    assert first.pages == 1
    assert first.passages == 5
    assert not receipt.failed
    assert receipt.generation == 2
    assert keys(home) == ["alpha-2001", "b"]
    assert text_of(home, "b") == (papers / "b.txt").read_text()
    assert verify(home).wrong == ()


def test_the_receipt_is_kept(home: Path, papers: Path) -> None:
    """What the ingest returned is what the library remembers, oldest first."""
    first = ingest(home, [papers / "a.txt"], ENCODER)
    second = ingest(home, [papers / "b.txt"], ENCODER)
    connection = database.open_for_reading(home)
    assert ledger.receipts(connection) == [first, second]
    connection.close()


def test_unchanged_files_are_left_alone(home: Path, papers: Path) -> None:
    """The second run embeds nothing, commits nothing, keeps no receipt, and says so."""
    generation = ingest(home, [papers], ENCODER).generation
    before = (home / database.DATABASE).read_bytes()
    encoder = FakeEncoder()
    again = ingest(home, [papers], encoder)
    assert set(outcomes(again).values()) == {Outcome.UNCHANGED}
    assert again.generation == generation
    assert encoder.batches == 0
    assert (home / database.DATABASE).read_bytes() == before


def test_a_changed_file_replaces_its_source(home: Path, papers: Path) -> None:
    """The old text goes with all that belonged to it; the others stay as they were."""
    ingest(home, [papers], ENCODER)
    write_document(papers / "a.txt", version("alpha", 2, paragraphs=3))
    receipt = ingest(home, [papers], ENCODER)
    assert outcomes(receipt) == {"a.txt": Outcome.REPLACED, "b.txt": Outcome.UNCHANGED}
    library = Library(home)
    assert len(library) == 3 + 5
    assert library.matching("alpharound1", 10) == []
    assert len(library.matching("alpharound2", 10)) == 3
    library.close()
    assert verify(home).wrong == ()


def test_an_edited_record_is_taken_over(home: Path, papers: Path) -> None:
    """Without embedding anew; the receipt says what was edited."""
    ingest(home, [papers], ENCODER)
    write_record(papers / "a.txt", "alpha-2001", publisher="The Press")
    encoder = FakeEncoder()
    line = only(ingest(home, [papers / "a.txt"], encoder))
    assert line.outcome is Outcome.EDITED
    assert line.reason == "the record beside it is taken over; the text is unchanged"
    assert encoder.batches == 0
    library = Library(home)
    assert library.document("alpha-2001")[0].publisher == "The Press"
    library.close()


def test_a_copy_is_a_duplicate(home: Path, papers: Path) -> None:
    """The same content under another name is named as the copy it is, and is not added."""
    write_document(papers / "copy.txt", version("beta", 1))
    receipt = ingest(home, [papers], ENCODER)
    line = receipt.lines[-1]
    assert (line.outcome, line.source) == (Outcome.DUPLICATE, "b")
    assert str(papers / "b.txt") in line.reason
    assert keys(home) == ["alpha-2001", "b"]
    assert not receipt.failed


def test_a_copy_with_a_record_of_its_own_is_a_duplicate(home: Path, papers: Path) -> None:
    """One text is one source, whatever two records say."""
    write_document(papers / "copy.txt", version("alpha", 1), "another-2002")
    assert outcomes(ingest(home, [papers], ENCODER))["copy.txt"] is Outcome.DUPLICATE
    assert keys(home) == ["alpha-2001", "b"]


def test_a_moved_file_is_the_same_source(home: Path, papers: Path) -> None:
    """A file that was moved is not added twice, and is known by its new place."""
    ingest(home, [papers], ENCODER)
    place = papers / "archive" / "b.txt"
    place.parent.mkdir()
    (papers / "b.txt").rename(place)
    assert only(ingest(home, [place], ENCODER)).outcome is Outcome.UNCHANGED
    write_document(place, version("beta", 2))
    assert only(ingest(home, [place], ENCODER)).outcome is Outcome.REPLACED
    assert keys(home) == ["alpha-2001", "b"]


def test_a_like_name_never_replaces(home: Path, papers: Path) -> None:
    """Another document of the same name is a source of its own; the line says what to do if it is not."""
    ingest(home, [papers], ENCODER)
    write_document(papers / "other" / "b.txt", version("gamma", 1))
    line = only(ingest(home, [papers / "other" / "b.txt"], ENCODER))
    assert (line.outcome, line.source) == (Outcome.ADDED, "b-2")
    assert str(papers / "b.txt") in line.reason
    assert "--replaces b" in line.reason
    assert "betaround1" in text_of(home, "b")
    assert "gammaround1" in text_of(home, "b-2")
    assert only(ingest(home, [papers / "other" / "b.txt"], ENCODER)).outcome is Outcome.UNCHANGED


def test_a_key_that_another_document_has_fails(home: Path, papers: Path) -> None:
    """A record that claims the key of a document that stands elsewhere takes nothing from it."""
    ingest(home, [papers], ENCODER)
    write_document(papers / "other" / "c.txt", version("gamma", 1), "alpha-2001")
    line = only(ingest(home, [papers / "other" / "c.txt"], ENCODER))
    assert line.outcome is Outcome.FAILED
    assert str(papers / "a.txt") in line.reason
    assert "--replaces alpha-2001" in line.reason
    assert "alpharound1" in text_of(home, "alpha-2001")


def test_replacing_on_the_librarians_word(home: Path, papers: Path) -> None:
    """A file of any name takes the place of the source that is named; its key stays."""
    ingest(home, [papers], ENCODER)
    new = write_document(papers / "revised final.txt", version("beta", 2))
    line = only(ingest(home, [new], ENCODER, options=Options(replaces="b")))
    assert (line.outcome, line.source) == (Outcome.REPLACED, "b")
    assert "betaround2" in text_of(home, "b")
    assert keys(home) == ["alpha-2001", "b"]
    with pytest.raises(UsageError, match="no such source"):
        ingest(home, [new], ENCODER, options=Options(replaces="nobody"))
    with pytest.raises(UsageError, match="the one file"):
        ingest(home, [papers], ENCODER, options=Options(replaces="b"))


def test_a_record_that_comes_later_under_another_id(home: Path, papers: Path) -> None:
    """The document is the same source, under the key that citations have; the record is taken over."""
    ingest(home, [papers], ENCODER)
    write_record(papers / "b.txt", "beta-2002", publisher="The Press")
    line = only(ingest(home, [papers / "b.txt"], ENCODER))
    assert (line.outcome, line.source) == (Outcome.EDITED, "b")
    assert "the key stays b" in line.reason
    library = Library(home)
    assert library.document("b")[0].publisher == "The Press"
    library.close()
    assert only(ingest(home, [papers / "b.txt"], ENCODER)).outcome is Outcome.UNCHANGED
    assert keys(home) == ["alpha-2001", "b"]


def test_a_copy_with_the_same_record_stays_a_copy(home: Path, papers: Path) -> None:
    """The source does not wander from one to the other with each run."""
    write_document(papers / "copy" / "a.txt", version("alpha", 1), "alpha-2001", author=[{"family": "Alpha"}])
    for _ in range(2):
        found = [(Path(line.path), line.outcome) for line in ingest(home, [papers], ENCODER).lines]
        assert found[-1] == (papers / "copy" / "a.txt", Outcome.DUPLICATE)
    assert [outcome for _, outcome in found] == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.DUPLICATE]


def test_a_file_that_took_anothers_place(home: Path, papers: Path) -> None:
    """A new document with a record of its own, under the old one's file name, leaves the old one alone."""
    ingest(home, [papers], ENCODER)
    write_document(papers / "a.txt", version("gamma", 1), "gamma-2003")
    line = only(ingest(home, [papers / "a.txt"], ENCODER))
    assert (line.outcome, line.source) == (Outcome.ADDED, "gamma-2003")
    assert keys(home) == ["alpha-2001", "b", "gamma-2003"]


def test_uploads_have_no_place(home: Path, tmp_path: Path) -> None:
    """Two uploads of one name are two sources, and neither is missed when its file has gone."""
    for number in (1, 2):
        upload = write_document(tmp_path / str(number) / "report.txt", version("report", number))
        line = only(ingest(home, [upload], ENCODER, options=Options(uploaded=True)))
        assert line.outcome is Outcome.ADDED
        upload.unlink()
    assert keys(home) == ["report", "report-2"]
    assert ingest(home, [], ENCODER, options=Options(prune=True)).lines == ()
    again = write_document(tmp_path / "3" / "other name.txt", version("report", 2))
    line = only(ingest(home, [again], ENCODER, options=Options(uploaded=True)))
    assert (line.outcome, line.source) == (Outcome.DUPLICATE, "report-2")


def test_sources_whose_file_has_gone(home: Path, papers: Path) -> None:
    """Told of, and kept; removed only when asked to prune; then brought back by undo."""
    ingest(home, [papers], ENCODER)
    (papers / "b.txt").unlink()
    told = ingest(home, [papers], ENCODER, options=Options(report_gone=True))
    assert [(line.source, line.outcome) for line in told.lines] == [
        ("alpha-2001", Outcome.UNCHANGED),
        ("b", Outcome.GONE),
    ]
    assert "--prune" in told.lines[1].reason
    assert not told.failed
    assert keys(home) == ["alpha-2001", "b"]
    pruned = ingest(home, [papers], ENCODER, options=Options(prune=True))
    assert pruned.lines[-1].outcome is Outcome.REMOVED
    assert keys(home) == ["alpha-2001"]
    undo(home, ENCODER)
    assert keys(home) == ["alpha-2001", "b"]
    assert verify(home).wrong == ()


def test_an_emptied_folder_is_not_pruned(home: Path, papers: Path, tmp_path: Path) -> None:
    """It looks as where a drive is mounted that is unplugged: refused before anything is done."""
    ingest(home, [papers], ENCODER)
    for path in papers.iterdir():
        path.unlink()
    (papers / ".hidden").touch()
    new = write_document(tmp_path / "other" / "c.txt", version("gamma", 1))
    with pytest.raises(UsageError, match=rf"^{papers}: not there or empty; .* the 2 sources .*unplugged"):
        ingest(home, [new], ENCODER, options=Options(prune=True))
    assert keys(home) == ["alpha-2001", "b"]
    connection = database.open_for_reading(home)
    assert len(ledger.receipts(connection)) == 1
    connection.close()
    assert ingest(home, [papers], ENCODER, options=Options(report_gone=True)).lines[0].outcome is Outcome.GONE


def test_many_lost_folders_are_one_line(home: Path, papers: Path, tmp_path: Path) -> None:
    """The first few are named, and how many more there are."""
    write_document(tmp_path / "kept" / "z.txt", version("zeta", 1))
    for number in range(5):
        write_document(tmp_path / f"part{number}" / "a.txt", version(f"source{number}", 1), f"source{number}")
    ingest(home, [*tmp_path.glob("part*"), tmp_path / "kept"], ENCODER)
    for folder in tmp_path.glob("part*"):
        shutil.rmtree(folder)
    with pytest.raises(UsageError, match=r"part2 and 2 more folders: not there or empty; .* the 5 sources"):
        ingest(home, [], ENCODER, options=Options(prune=True))


def test_dry_run(home: Path, papers: Path) -> None:
    """It tells what would become of each file, and nothing is made or changed."""
    write_document(papers / "c.txt", version("beta", 1))
    encoder = FakeEncoder()
    receipt = ingest(home, [papers], encoder, options=Options(dry_run=True))
    assert outcomes(receipt) == {"a.txt": Outcome.ADDED, "b.txt": Outcome.ADDED, "c.txt": Outcome.DUPLICATE}
    assert receipt.dry_run
    assert not home.exists()
    ingest(home, [papers], ENCODER)
    before = (home / database.DATABASE).read_bytes()
    write_document(papers / "b.txt", version("beta", 2))
    (papers / "a.txt").write_bytes(b"")
    receipt = ingest(home, [papers], encoder, options=Options(dry_run=True))
    # The copy is now what is left of the first text of b.
    assert outcomes(receipt) == {"a.txt": Outcome.FAILED, "b.txt": Outcome.REPLACED, "c.txt": Outcome.ADDED}
    assert (home / database.DATABASE).read_bytes() == before
    assert encoder.batches == 0
    # And what was told comes true.
    assert outcomes(ingest(home, [papers], ENCODER)) == outcomes(receipt)


def test_a_name_that_is_no_text(home: Path, tmp_path: Path) -> None:
    """A file whose name is not UTF-8 is taken in, found again, and told of in plain words."""
    papers = tmp_path / "papers"
    papers.mkdir()
    path = Path(os.fsdecode(os.fsencode(papers) + b"/caf\xe9 notes.txt"))
    path.write_text(version("cafe", 1))
    line = only(ingest(home, [papers], ENCODER))
    assert line.outcome is Outcome.ADDED
    assert line.path.endswith(r"caf\xe9 notes.txt")
    again = only(ingest(home, [papers], ENCODER, options=Options(report_gone=True)))
    assert again.outcome is Outcome.UNCHANGED
    path.write_bytes(b"")
    failed = only(ingest(home, [papers], ENCODER))
    assert failed.outcome is Outcome.FAILED
    assert failed.reason.startswith("the file is empty")


def test_what_is_no_file_is_told_of(home: Path, tmp_path: Path) -> None:
    """A pipe is not waited for, a name too long is no crash, a link in a circle has an end."""
    folder = tmp_path / "papers"
    write_document(folder / "a.txt", version("alpha", 1))
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    receipt = ingest(home, [folder, Path("/" + "x" * 5000)], ENCODER)
    found = [(line.outcome, line.reason) for line in receipt.lines]
    assert [outcome for outcome, _ in found] == [Outcome.ADDED, Outcome.FAILED, Outcome.FAILED]
    assert "pipe or a device" in found[1][1]
    assert "too long" in found[2][1]


def test_one_bad_file_does_not_stop_the_others(home: Path, papers: Path) -> None:
    """Each kind of bad file has a line that says why; all good ones are in."""
    (papers / "aa-empty.txt").write_bytes(b"")
    (papers / "ab-blank.txt").write_text(" \n\t\n")
    (papers / "ac-binary.txt").write_bytes(bytes(range(256)) * 20)
    (papers / "ad-image.png").write_bytes(b"\x89PNG")
    write_document(papers / "ae-record.txt", version("gamma", 1))
    (papers / "ae-record.csl.json").write_text("{")
    (papers / "af-name.txt").write_text(
        "Only a title\n\nReferences\n\n1. Brown L. Apart. London: Press; 2003.\n"
    )
    receipt = ingest(home, [papers, papers / "none.txt"], ENCODER)
    reasons = {Path(line.path).name: line.reason for line in receipt.lines if line.outcome is Outcome.FAILED}
    assert set(reasons) == {
        "aa-empty.txt",
        "ab-blank.txt",
        "ac-binary.txt",
        "ad-image.png",
        "ae-record.txt",
        "af-name.txt",
        "none.txt",
    }
    assert "the file is empty" in reasons["aa-empty.txt"]
    assert "holds no text" in reasons["ab-blank.txt"]
    assert "not a text file" in reasons["ac-binary.txt"]
    assert "no reader" in reasons["ad-image.png"]
    assert "not a CSL-JSON record" in reasons["ae-record.txt"]
    assert "no evidence" in reasons["af-name.txt"]
    assert "cannot be read" in reasons["none.txt"]
    assert not any("\n" in words for words in reasons.values())
    assert receipt.failed
    assert keys(home) == ["alpha-2001", "b"]
    assert verify(home).wrong == ()


def test_a_file_that_turns_bad_leaves_its_source(home: Path, papers: Path) -> None:
    """A file emptied by mistake does not take what is in the library with it."""
    ingest(home, [papers], ENCODER)
    (papers / "b.txt").write_bytes(b"")
    assert only(ingest(home, [papers / "b.txt"], ENCODER)).outcome is Outcome.FAILED
    assert "betaround1" in text_of(home, "b")


def test_a_failed_run_is_remembered(home: Path, tmp_path: Path) -> None:
    """A run in which all failed keeps its receipt, and makes no new generation."""
    receipt = ingest(home, [tmp_path / "none.txt"], ENCODER)
    assert receipt.generation == 0
    connection = database.open_for_reading(home)
    assert ledger.receipts(connection) == [receipt]
    connection.close()


def test_the_same_file_twice_is_taken_once(home: Path, papers: Path) -> None:
    """Named twice, it has one line."""
    receipt = ingest(home, [papers / "b.txt", papers, papers / "b.txt"], ENCODER)
    assert [(Path(line.path).name, line.outcome) for line in receipt.lines] == [
        ("b.txt", Outcome.ADDED),
        ("a.txt", Outcome.ADDED),
    ]
    assert keys(home) == ["alpha-2001", "b"]


def test_files_below_folders(tmp_path: Path) -> None:
    """By name, without records and hidden files; what is named outright is taken as it is."""
    for name in ("z.txt", "sub/a.txt", "sub/a.csl.json", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [str(path.relative_to(tmp_path)) for path in files_in([tmp_path])]
    assert found == ["sub/a.txt", "z.txt"]
    assert list(files_in([tmp_path / "no.txt", tmp_path / ".hidden.txt"])) == [
        tmp_path / "no.txt",
        tmp_path / ".hidden.txt",
    ]


def test_each_document_is_committed_whole(home: Path, papers: Path) -> None:
    """While the second is being embedded, readers have the first and nothing of the second."""
    seen: list[tuple[str, list[str], int]] = []

    def look(sign: Sign) -> None:
        if sign.stage is Stage.EMBEDDING and sign.done < sign.total:
            library = Library(home)
            seen.append((sign.file, [s.key for s in library.sources], library.generation))
            library.close()

    ingest(home, [papers], ENCODER, look)
    assert seen == [("a.txt", [], 0), ("b.txt", ["alpha-2001"], 1)]


def test_progress_ends_at_the_whole(home: Path, tmp_path: Path) -> None:
    """Passages embedded, of how many there are, never more, never back."""
    words = write_document(tmp_path / "long.txt", prose(3, paragraphs=70))
    signs: list[Sign] = []
    ingest(home, [words], ENCODER, signs.append)
    embedding = [(sign.done, sign.total) for sign in signs if sign.stage is Stage.EMBEDDING]
    assert embedding == [(0, 70), (32, 70), (64, 70), (70, 70)]
    assert signs[0].stage is Stage.READING
    assert {(sign.file, sign.number, sign.files) for sign in signs} == {("long.txt", 1, 1)}
    assert signs[-1].line is not None
    assert signs[-1].line.outcome is Outcome.ADDED


def test_a_write_that_breaks_off_leaves_nothing(
    home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the midst of writing a new version leaves the old one whole."""
    ingest(home, [papers], ENCODER)
    before = verify(home)
    write_document(papers / "a.txt", version("alpha", 2))
    write = store.put_record

    def break_off(connection: sqlite3.Connection, *rest: object) -> None:
        write(connection, *rest)  # type: ignore[arg-type]
        raise EmptyDocument("broken off after all was written")

    monkeypatch.setattr(store, "put_record", break_off)
    assert only(ingest(home, [papers / "a.txt"], ENCODER)).outcome is Outcome.FAILED
    assert "alpharound1" in text_of(home, "alpha-2001")
    assert verify(home) == before


def test_removed(home: Path, papers: Path) -> None:
    """A removed source leaves nothing behind; an unknown one is no error; the file may come back."""
    ingest(home, [papers], ENCODER)
    assert [(line.source, line.outcome) for line in remove(home, ["b"]).lines] == [("b", Outcome.REMOVED)]
    with pytest.raises(UnknownSource):
        remove(home, ["alpha-2001", "b"])
    assert keys(home) == ["alpha-2001"]
    library = Library(home)
    assert library.matching("betaround1", 10) == []
    assert len(library) == 5
    library.close()
    assert verify(home).wrong == ()
    assert (papers / "b.txt").exists()
    assert only(ingest(home, [papers / "b.txt"], ENCODER)).outcome is Outcome.ADDED


def test_another_model_is_refused_until_rebuilt(home: Path, papers: Path) -> None:
    """Vectors of two models are never mixed; rebuilding makes them all the other's."""
    ingest(home, [papers], ENCODER)
    other = FakeEncoder("other", dimension=48)
    write_document(papers / "c.txt", version("gamma", 1))
    with pytest.raises(ModelMismatch, match=r"fake .*not other.*rebuild.*JWE_EMBEDDING_MODEL"):
        ingest(home, [papers], other)
    assert keys(home) == ["alpha-2001", "b"]
    receipt = rebuild(home, other)
    assert [line.outcome for line in receipt.lines] == [Outcome.REPLACED, Outcome.REPLACED]
    assert receipt.generation == 3
    library = Library(home)
    assert library.model == other.identity
    (best, score), *_ = library.nearest(other.encode_question("betaround1"), 1)
    assert library.passages([best])[best].source == "b"
    assert score > 0.1
    library.close()
    assert verify(home).wrong == ()
    assert outcomes(ingest(home, [papers], other))["c.txt"] is Outcome.ADDED
    write_document(papers / "d.txt", version("delta", 1))
    with pytest.raises(ModelMismatch):
        ingest(home, [papers], ENCODER)


def test_a_model_of_the_same_name_and_other_weights_is_another(home: Path, papers: Path) -> None:
    """The digest counts, not the name."""
    ingest(home, [papers / "a.txt"], ENCODER)
    with pytest.raises(ModelMismatch):
        ingest(home, [papers], FakeEncoder("fake", dimension=65))


def test_rebuilding_needs_no_files(home: Path, papers: Path) -> None:
    """The kept originals are enough, and the records stay."""
    ingest(home, [papers], ENCODER)
    for path in papers.iterdir():
        path.unlink()
    rebuild(home, ENCODER)
    library = Library(home)
    assert library.document("alpha-2001")[0].authors == ("Alpha",)
    assert len(library) == 10
    library.close()
    assert verify(home).wrong == ()


def test_a_rebuild_that_breaks_off_leaves_the_old(home: Path, papers: Path) -> None:
    """Readers keep the library they had, with its own model."""
    ingest(home, [papers], ENCODER)

    class Broken(FakeEncoder):
        def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
            raise RuntimeError(f"no memory for {len(passages)} passages")

    with pytest.raises(DocumentError, match="the library is as it was"):
        rebuild(home, Broken("other"))
    library = Library(home)
    assert library.model == ENCODER.identity
    assert library.generation == 2
    library.close()
    assert verify(home).wrong == ()
