"""Everything read and embedded anew: all of it or nothing, and no text lost that cannot be read again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import database, embedding, rebuilding, store
from ingest.changing import remove, restore
from ingest.encoder import Composed, PassageVectors
from ingest.errors import DocumentError, MissingLibrary, PasswordNeeded, UnreadableFile
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.options import Options
from ingest.rebuilding import rebuild
from ingest.receipts import Action, Outcome
from ingest.sandbox import Limits
from ingest.stages import Sign, Stage
from ingest.types import Block, BlockKind, Document, Page, Reading, Span
from ingest.verifying import verify
from tests.fakes import FakeEncoder, version, write_document
from tests.ingest.seen import look

ENCODER = FakeEncoder()
OTHER = FakeEncoder("other", dimension=32)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    write_document(folder / "alpha.txt", version("alpha", 1), "alpha")
    write_document(folder / "beta.txt", version("beta", 1))
    return folder


@pytest.fixture
def home(tmp_path: Path, papers: Path) -> Path:
    folder = tmp_path / "library"
    ingest(folder, [papers], ENCODER)
    return folder


def test_the_same_model_gives_the_same(home: Path) -> None:
    """Texts, records, words and vectors are as they were; the receipt tells of each source."""
    before = look(home, ENCODER)
    receipt = rebuild(home, ENCODER)
    after = look(home, ENCODER)
    assert after.sources == before.sources
    assert sorted(after.passages.values()) == sorted(before.passages.values())
    assert [[score for _, score in found] for found in after.matching] == [
        [score for _, score in found] for found in before.matching
    ]
    assert receipt.action is Action.REBUILD
    assert [(line.source, line.outcome, line.passages) for line in receipt.lines] == [
        ("alpha", Outcome.REPLACED, 5),
        ("beta", Outcome.REPLACED, 5),
    ]
    assert verify(home).wrong == ()


def test_the_same_text_is_no_earlier_version_of_itself(home: Path) -> None:
    """However often it is rebuilt, a source whose text is the same has that one text."""
    for encoder in (OTHER, ENCODER, OTHER):
        rebuild(home, encoder)
    library = Library(home)
    assert library.earlier_documents("alpha") == []
    library.close()


def test_earlier_and_removed_texts_stay(home: Path, papers: Path) -> None:
    """They are no part of it, and can be checked and brought back after."""
    write_document(papers / "alpha.txt", version("alpha", 2))
    ingest(home, [papers], ENCODER)
    remove(home, ["beta"])
    rebuild(home, OTHER)
    library = Library(home)
    assert [document.text for _, document in library.earlier_documents("alpha")] == [version("alpha", 1)]
    assert [source.key for source in library.removed()] == ["beta"]
    library.close()
    restore(home, ["beta"], OTHER)
    assert verify(home).wrong == ()


def test_progress(home: Path) -> None:
    """Each source by its key, from reading to done."""
    signs: list[Sign] = []
    rebuild(home, ENCODER, signs.append)
    assert [(s.file, s.number, s.files) for s in signs if s.stage is Stage.DONE] == [
        ("alpha", 1, 2),
        ("beta", 2, 2),
    ]
    assert {s.stage for s in signs} == {Stage.READING, Stage.EMBEDDING, Stage.DONE}
    assert all(s.line is not None for s in signs if s.stage is Stage.DONE)


def test_an_upload_is_read_again_by_its_ending(home: Path, tmp_path: Path) -> None:
    """Its file has gone, and only its name is known."""
    upload = write_document(tmp_path / "gamma report.txt", version("gamma", 1))
    ingest(home, [upload], ENCODER, options=Options(uploaded=True))
    upload.unlink()
    receipt = rebuild(home, OTHER)
    assert {line.reason for line in receipt.lines} == {"read and embedded anew"}


def test_newer_rules_make_another_text(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the same file is now read otherwise, the text that was is kept as an earlier one."""

    def shouting(path: Path, content: bytes, limits: Limits) -> Reading:
        text = content.decode().upper()
        span = Span(0, len(text))
        return Reading(Document(text, (Page(None, span),), blocks=(Block(BlockKind.PARAGRAPH, (span,)),)))

    monkeypatch.setattr(rebuilding, "read_apart", shouting)
    rebuild(home, ENCODER)
    library = Library(home)
    assert library.document("alpha")[1].text == version("alpha", 1).upper()
    assert [document.text for _, document in library.earlier_documents("alpha")] == [version("alpha", 1)]
    library.close()
    assert verify(home).wrong == ()


@pytest.mark.parametrize("error", [PasswordNeeded("is protected"), UnreadableFile("is damaged")], ids=repr)
def test_what_cannot_be_read_again_keeps_its_text(
    home: Path, monkeypatch: pytest.MonkeyPatch, error: DocumentError
) -> None:
    """It is embedded anew from the text that the library has, and the line says so."""

    def refuse(*_: object) -> Reading:
        raise error

    before = look(home, ENCODER).sources
    monkeypatch.setattr(rebuilding, "read_apart", refuse)
    receipt = rebuild(home, OTHER)
    assert {line.reason for line in receipt.lines} == {
        f"embedded anew, with the text it had: it cannot be read again ({error})"
    }
    assert look(home, OTHER).sources == before
    assert verify(home).wrong == ()


def test_what_gives_no_evidence_any_more_keeps_its_text(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source never turns into one that nothing is found in."""

    def empty(path: Path, content: bytes, limits: Limits) -> Reading:
        return Reading(Document(content.decode(), ()))

    before = look(home, ENCODER)
    monkeypatch.setattr(rebuilding, "read_apart", empty)
    receipt = rebuild(home, ENCODER)
    assert {line.passages for line in receipt.lines} == {5}
    assert all("no evidence is found in it" in line.reason for line in receipt.lines)
    assert look(home, ENCODER).sources == before.sources
    assert verify(home).wrong == ()


# -- a fault of ours in one document ---------------------------------------------------------


class Broken(FakeEncoder):
    """Fails at a word."""

    def __init__(self, word: str, error: Exception, name: str = "fake") -> None:
        super().__init__(name)
        self._word = word
        self._error = error

    def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
        if any(self._word in passage.text for passage in passages):
            raise self._error
        return super().encode_passages(passages)


def test_a_fault_ends_a_rebuild_with_what_to_do(home: Path) -> None:
    """A library cannot be half of one model: all stays as it was, and the source is named; doing so helps."""
    before = look(home, ENCODER)
    broken = Broken("betaround1", RuntimeError("a shape that was not thought of"), "other")
    with pytest.raises(
        DocumentError, match=r"^beta: .*a shape that was not thought of.*ingest remove beta`"
    ) as caught:
        rebuild(home, broken)
    assert "\n" not in str(caught.value)
    assert look(home, ENCODER) == before
    remove(home, ["beta"])
    assert [line.source for line in rebuild(home, broken).lines] == ["alpha"]
    assert verify(home).wrong == ()


@pytest.mark.parametrize(
    "error", [RuntimeError("two\nlines"), IndexError("tuple index"), MemoryError()], ids=repr
)
def test_a_fault_in_embedding_costs_that_file(home: Path, papers: Path, error: Exception) -> None:
    """It is a failed line, with the kind of the fault and what to do; the others are in."""
    for key in ("delta", "gamma", "zeta"):
        write_document(papers / f"{key}.txt", version(key, 1), key)
    receipt = ingest(home, [papers], Broken("gammaround1", error))
    found = {line.source or Path(line.path).stem: line for line in receipt.lines}
    assert found["gamma"].outcome is Outcome.FAILED
    assert "\n" not in found["gamma"].reason
    assert not found["gamma"].reason.startswith(str(papers))
    assert found["zeta"].outcome is found["delta"].outcome is Outcome.ADDED
    assert verify(home).wrong == ()
    assert ingest(home, [papers / "gamma.txt"], ENCODER).lines[0].outcome is Outcome.ADDED


@pytest.mark.parametrize("where", ["make_passages", "compose"])
def test_a_fault_in_cutting_costs_that_file(
    home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """A rule that was not made for this document; the text that it replaces stays."""
    real = getattr(embedding, where)

    def faulty(document: Document, *rest: object) -> object:
        if "alpharound2" in document.text:
            raise IndexError("tuple index out of range")
        return real(document, *rest)

    monkeypatch.setattr(embedding, where, faulty)
    write_document(papers / "alpha.txt", version("alpha", 2))
    write_document(papers / "gamma.txt", version("gamma", 1), "gamma")
    failed, _, added = ingest(home, [papers], ENCODER).lines
    assert (failed.outcome, added.outcome) == (Outcome.FAILED, Outcome.ADDED)
    assert failed.reason == (
        "could not be taken in (IndexError: tuple index out of range); this is a fault of the program: "
        "report it with the file"
    )
    assert look(home, ENCODER).sources["alpha"][2] == version("alpha", 1)
    assert verify(home).wrong == ()


@pytest.mark.parametrize("where", ["guess_record", "read_record", "line_of"])
def test_a_fault_around_it_costs_that_file(
    home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """So with its record, and with what is counted in it."""
    from ingest import one_file

    real = getattr(one_file, where)

    def faulty(*given: object) -> object:
        if any("gamma" in str(one) for one in given):
            raise KeyError("gamma")
        return real(*given)

    monkeypatch.setattr(one_file, where, faulty)
    write_document(papers / "gamma.txt", version("gamma", 1))
    write_document(papers / "zeta.txt", version("zeta", 1))
    outcomes = {Path(line.path).stem: line.outcome for line in ingest(home, [papers], ENCODER).lines}
    assert outcomes["gamma"] is Outcome.FAILED
    assert outcomes["zeta"] is Outcome.ADDED


def test_a_fault_of_whoever_shows_progress_is_not_the_documents(home: Path, papers: Path) -> None:
    """It ends the ingest, and no file is blamed for it."""
    write_document(papers / "gamma.txt", version("gamma", 1))

    def show(sign: Sign) -> None:
        if sign.stage is Stage.EMBEDDING:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        ingest(home, [papers], ENCODER, show)
    assert "gamma" not in look(home, ENCODER).sources


def test_no_library(tmp_path: Path) -> None:
    """There is nothing to rebuild, and none is made."""
    with pytest.raises(MissingLibrary):
        rebuild(tmp_path / "library", ENCODER)
    assert not (tmp_path / "library" / database.DATABASE).exists()


def test_an_original_that_is_lost(home: Path) -> None:
    """Its text is kept, though it can no longer be read."""
    connection = database.open_for_writing(home)
    connection.execute("PRAGMA foreign_keys = OFF")
    source = store.source_by_key(connection, "beta")
    assert source is not None
    connection.execute("DELETE FROM originals WHERE hash = ?", (source.hash,))
    database.close(connection)
    receipt = rebuild(home, OTHER)
    assert "cannot be read again" in receipt.lines[1].reason
    assert look(home, OTHER).sources["beta"][2] == version("beta", 1)
