"""What is removed, replaced or edited can be brought back just as it was; what is purged, never."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest import changing, database, ledger
from ingest.changing import edit, purge, remove, restore, save_citations, undo
from ingest.encoder import Composed, PassageVectors
from ingest.errors import DocumentError, LockedLibrary, ModelMismatch, UnknownSource, UsageError
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.options import Options
from ingest.rebuilding import rebuild
from ingest.receipts import Action, Outcome, Receipt, SavedCitation
from ingest.records import RecordChanges
from ingest.verifying import verify
from tests.fakes import FakeEncoder, version, write_document, write_record
from tests.ingest.seen import look

ENCODER = FakeEncoder()


def no_model() -> FakeEncoder:
    raise AssertionError("the model was asked for, and nothing is to be embedded")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    for key in ("alpha", "beta", "gamma"):
        write_document(folder / f"{key}.txt", version(key, 1), key)
    return folder


@pytest.fixture
def home(tmp_path: Path, papers: Path) -> Path:
    folder = tmp_path / "library"
    ingest(folder, [papers], ENCODER)
    return folder


def lines(receipt: Receipt) -> list[tuple[str | None, Outcome]]:
    return [(line.source, line.outcome) for line in receipt.lines]


def keys(home: Path) -> list[str]:
    library = Library(home)
    library.close()
    return [source.key for source in library.sources]


# -- undo --------------------------------------------------------------------------------


def _add(home: Path, papers: Path) -> None:
    write_document(papers / "delta.txt", version("delta", 1), "delta")
    ingest(home, [papers], ENCODER)


def _replace(home: Path, papers: Path) -> None:
    write_document(papers / "alpha.txt", version("alpha", 2, paragraphs=3))
    ingest(home, [papers], ENCODER)


def _replace_record_and_text(home: Path, papers: Path) -> None:
    write_document(papers / "alpha.txt", version("alpha", 2), "alpha", publisher="The Press")
    ingest(home, [papers], ENCODER)


def _replace_by_word(home: Path, papers: Path) -> None:
    new = write_document(papers / "quite another.txt", version("alpha", 2))
    ingest(home, [new], ENCODER, options=Options(replaces="alpha"))


def _remove(home: Path, papers: Path) -> None:
    remove(home, ["alpha", "gamma"])


def _edit(home: Path, papers: Path) -> None:
    edit(home, "alpha", RecordChanges(title="Another title", year="1999"))


def _edit_beside(home: Path, papers: Path) -> None:
    write_record(papers / "alpha.txt", "alpha", publisher="The Press")
    ingest(home, [papers], ENCODER)


def _move(home: Path, papers: Path) -> None:
    (papers / "archive").mkdir()
    for name in ("alpha.txt", "alpha.csl.json"):
        (papers / name).rename(papers / "archive" / name)
    ingest(home, [papers], ENCODER)


def _prune(home: Path, papers: Path) -> None:
    (papers / "alpha.txt").unlink()
    ingest(home, [papers], ENCODER, options=Options(prune=True))


def _old_text_elsewhere(home: Path, papers: Path) -> None:
    """The text that alpha had comes in under another name in the same ingest that replaces it."""
    write_document(papers / "alpha.txt", version("alpha", 2))
    write_document(papers / "zeta.txt", version("alpha", 1))
    ingest(home, [papers], ENCODER)


def _all_at_once(home: Path, papers: Path) -> None:
    _replace_files(papers)
    ingest(home, [papers], ENCODER, options=Options(prune=True))


def _replace_files(papers: Path) -> None:
    write_document(papers / "alpha.txt", version("alpha", 2))
    write_document(papers / "delta.txt", version("delta", 1), "delta")
    write_record(papers / "beta.txt", "beta", publisher="The Press")
    (papers / "gamma.txt").unlink()
    (papers / "gamma.csl.json").unlink()


CHANGES = [
    (_add, {"delta": Outcome.REMOVED}),
    (_replace, {"alpha": Outcome.RESTORED}),
    (_replace_record_and_text, {"alpha": Outcome.RESTORED}),
    (_replace_by_word, {"alpha": Outcome.RESTORED}),
    (_remove, {"alpha": Outcome.RESTORED, "gamma": Outcome.RESTORED}),
    (_edit, {"alpha": Outcome.EDITED}),
    (_edit_beside, {"alpha": Outcome.EDITED}),
    (_move, {"alpha": Outcome.EDITED}),
    (_prune, {"alpha": Outcome.RESTORED}),
    (_old_text_elsewhere, {"alpha": Outcome.RESTORED, "zeta": Outcome.REMOVED}),
    (
        _all_at_once,
        {
            "alpha": Outcome.RESTORED,
            "beta": Outcome.EDITED,
            "delta": Outcome.REMOVED,
            "gamma": Outcome.RESTORED,
        },
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=lambda v: getattr(v, "__name__", ""))
def test_undo_gives_back_what_was(
    home: Path, papers: Path, change: Callable[[Path, Path], None], expected: dict[str, Outcome]
) -> None:
    """Sources, passages, vectors and what is found are just those of before; nothing is embedded for it."""
    before = look(home, ENCODER)
    change(home, papers)
    assert look(home, ENCODER) != before
    assert verify(home).wrong == ()
    receipt = undo(home, no_model)
    assert dict(lines(receipt)) == expected
    assert receipt.action is Action.UNDO
    assert look(home, ENCODER) == before
    assert verify(home).wrong == ()


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=lambda v: getattr(v, "__name__", ""))
def test_what_was_undone_can_be_done_again(
    home: Path, papers: Path, change: Callable[[Path, Path], None], expected: dict[str, Outcome]
) -> None:
    """The files are still there: the next ingest finds them changed once more, and undo works again."""
    before = look(home, ENCODER)
    change(home, papers)
    after = look(home, ENCODER).sources
    undo(home, no_model)
    if change in (_remove, _edit, _replace_by_word):
        return  # these are done by word, and would simply be said again
    ingest(home, [papers], ENCODER, options=Options(prune=change in (_prune, _all_at_once)))
    assert look(home, ENCODER).sources == after
    assert verify(home).wrong == ()
    assert dict(lines(undo(home, no_model))) == expected
    assert look(home, ENCODER) == before


def test_only_one_back(home: Path, papers: Path) -> None:
    """A second undo is refused, and changes nothing."""
    _replace(home, papers)
    _edit(home, papers)
    undo(home, no_model)
    before = look(home, ENCODER)
    with pytest.raises(UsageError, match="undone already"):
        undo(home, no_model)
    assert look(home, ENCODER) == before


def test_nothing_to_undo(tmp_path: Path) -> None:
    """A library into which nothing ever came has nothing to take back, nor has one where all failed."""
    home = tmp_path / "library"
    ingest(home, [], ENCODER)
    with pytest.raises(UsageError, match="nothing has been done"):
        undo(home, no_model)
    ingest(home, [tmp_path / "none.txt"], ENCODER)
    with pytest.raises(UsageError, match="nothing has been done"):
        undo(home, no_model)


def test_undo_passes_over_what_changed_nothing(home: Path, papers: Path) -> None:
    """An ingest that only failed is not what is undone, but the change before it."""
    before = look(home, ENCODER)
    _replace(home, papers)
    ingest(home, [papers / "none.txt"], ENCODER)
    assert lines(undo(home, no_model)) == [("alpha", Outcome.RESTORED)]
    assert look(home, ENCODER) == before


@pytest.mark.parametrize("action", ["rebuild", "purge"])
def test_no_undo_of_what_cannot_be_undone(home: Path, action: str) -> None:
    """It is said, and what went before is not undone in its stead."""
    remove(home, ["alpha"])
    if action == "rebuild":
        rebuild(home, ENCODER)
    else:
        purge(home, ["beta"])
    with pytest.raises(UsageError, match=f"was a {action}, which cannot be undone"):
        undo(home, no_model)
    assert "alpha" not in keys(home)


def test_undo_of_a_restore(home: Path) -> None:
    """What was brought back goes again, and can still be brought back."""
    whole = look(home, ENCODER)
    remove(home, ["alpha", "beta"])
    without = look(home, ENCODER)
    restore(home, ["beta", "alpha"], no_model)
    assert dict(lines(undo(home, no_model))) == {"alpha": Outcome.REMOVED, "beta": Outcome.REMOVED}
    assert look(home, ENCODER) == without
    assert verify(home).wrong == ()
    restore(home, ["alpha", "beta"], no_model)
    assert look(home, ENCODER) == whole


@pytest.mark.parametrize("change", [_remove, _replace, _add, _edit])
def test_undo_names_no_ingest_that_was_none(
    home: Path, papers: Path, change: Callable[[Path, Path], None]
) -> None:
    """What is taken back is the last change, whatever it was; so say the lines, and the refusal of a second."""
    change(home, papers)
    for line in undo(home, no_model).lines:
        assert "last change" in line.reason
        assert "ingest" not in line.reason
    with pytest.raises(UsageError, match=r"^the last change has been undone already"):
        undo(home, no_model)


def test_undo_of_a_restore_names_no_ingest(home: Path) -> None:
    """What came with it had come with the last change."""
    remove(home, ["alpha"])
    restore(home, ["alpha"], no_model)
    (line,) = undo(home, no_model).lines
    assert line.reason == "it had come with the last change"


def test_undo_is_seen_in_the_receipts(home: Path, papers: Path) -> None:
    """The receipt of what was undone says so; that of the undoing tells what it did."""
    _replace(home, papers)
    undo(home, no_model)
    library = Library(home)
    first, replaced, undone = library.receipts()
    library.close()
    assert [r.undone for r in (first, replaced, undone)] == [False, True, False]
    assert undone.action is Action.UNDO
    assert undone.finished


def test_undo_of_a_record_that_was_only_looked_at(home: Path, papers: Path) -> None:
    """A record beside the file that says no more than the library is remembered as seen, and forgotten again."""
    edit(home, "alpha", RecordChanges(publisher="The Press"))
    write_record(papers / "alpha.txt", "alpha", publisher="The Press")
    (line,) = ingest(home, [papers / "alpha.txt"], no_model).lines
    assert line.outcome is Outcome.UNCHANGED
    (undone,) = undo(home, no_model).lines
    assert (undone.source, undone.outcome) == ("alpha", Outcome.EDITED)


def test_an_undo_that_breaks_off_changes_nothing(
    home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it, or none."""
    _all_at_once(home, papers)
    before = look(home, ENCODER)

    def break_off(*_: object) -> None:
        raise RuntimeError("broken off after all was written")

    monkeypatch.setattr(ledger, "mark_undone", break_off)
    with pytest.raises(RuntimeError):
        undo(home, no_model)
    monkeypatch.undo()
    assert look(home, ENCODER) == before
    assert verify(home).wrong == ()
    assert len(undo(home, no_model).lines) == 4


# -- removed and restored ------------------------------------------------------------------


def test_restore(home: Path) -> None:
    """A removed source comes back as it was, without a model."""
    before = look(home, ENCODER)
    remove(home, ["beta"])
    receipt = restore(home, ["beta", "beta"], no_model)
    assert lines(receipt) == [("beta", Outcome.RESTORED)]
    assert receipt.action is Action.RESTORE
    assert receipt.lines[0].passages == 5
    assert look(home, ENCODER) == before
    assert verify(home).wrong == ()


def test_the_record_that_comes_back_is_the_last_one(home: Path, papers: Path) -> None:
    """Not one that an undo had taken away."""
    edit(home, "alpha", RecordChanges(title="Undone"))
    undo(home, no_model)
    before = look(home, ENCODER)
    remove(home, ["alpha"])
    library = Library(home)
    assert [source.record.title for source in library.removed()] == ["The title of alpha"]
    library.close()
    restore(home, ["alpha"], no_model)
    assert look(home, ENCODER) == before


def test_the_text_that_comes_back_is_the_last_one(home: Path, papers: Path) -> None:
    """Not one that an undo had taken away, though it came later."""
    _replace(home, papers)
    undo(home, no_model)
    before = look(home, ENCODER)
    remove(home, ["alpha"])
    restore(home, ["alpha"], no_model)
    assert look(home, ENCODER) == before


def test_restore_what_is_not_removed(home: Path) -> None:
    """Wrong use, named; nothing of the others is done."""
    remove(home, ["beta"])
    with pytest.raises(UnknownSource, match="no such source: nobody"):
        restore(home, ["beta", "nobody"], no_model)
    with pytest.raises(UsageError, match="alpha: is in the library"):
        restore(home, ["beta", "alpha"], no_model)
    assert keys(home) == ["alpha", "gamma"]


def test_restore_when_another_has_its_text(home: Path, papers: Path) -> None:
    """The same text twice would count twice; the line says under which key it is."""
    remove(home, ["beta"])
    write_document(papers / "elsewhere" / "other.txt", version("beta", 1), "other")
    ingest(home, [papers / "elsewhere"], ENCODER)
    with pytest.raises(UsageError, match="beta: its text is in the library as other"):
        restore(home, ["beta"], no_model)
    remove(home, ["other"])
    restore(home, ["beta"], no_model)
    assert keys(home) == ["alpha", "beta", "gamma"]
    assert verify(home).wrong == ()


def test_restore_when_another_has_its_key(home: Path, papers: Path) -> None:
    """The key is taken: said, and nothing is overwritten."""
    remove(home, ["beta"])
    write_document(papers / "elsewhere" / "other.txt", version("other", 1), "beta")
    ingest(home, [papers / "elsewhere"], ENCODER)
    with pytest.raises(UsageError, match="beta: is in the library"):
        restore(home, ["beta"], no_model)
    assert "otherround1" in look(home, ENCODER).sources["beta"][2]


def test_restore_two_of_one_text(home: Path, papers: Path) -> None:
    """The first comes back, the second is refused, and neither half."""
    remove(home, ["beta"])
    write_document(papers / "elsewhere" / "other.txt", version("beta", 1), "other")
    ingest(home, [papers / "elsewhere"], ENCODER)
    remove(home, ["other"])
    before = look(home, ENCODER)
    with pytest.raises(UsageError, match="same text"):
        restore(home, ["beta", "other"], no_model)
    assert look(home, ENCODER) == before
    assert verify(home).wrong == ()


def test_restore_after_a_change_of_model(home: Path) -> None:
    """Its vectors are made anew by the library's model; another model is refused."""
    remove(home, ["beta"])
    other = FakeEncoder("other", dimension=32)
    rebuild(home, other)
    with pytest.raises(ModelMismatch):
        restore(home, ["beta"], ENCODER)
    assert keys(home) == ["alpha", "gamma"]
    (line,) = restore(home, ["beta"], other).lines
    assert line.passages == 5
    assert verify(home).wrong == ()
    library = Library(home)
    found = library.nearest(other.encode_question("betaround1"), 5)
    assert {p.source for p in library.passages([n for n, _ in found]).values()} == {"beta"}
    library.close()


def test_undo_after_a_rebuild_and_a_change(home: Path, papers: Path) -> None:
    """What went after the rebuild has vectors of the new model, and comes back with them."""
    other = FakeEncoder("other", dimension=32)
    rebuild(home, other)
    before = look(home, other)
    write_document(papers / "alpha.txt", version("alpha", 2))
    ingest(home, [papers], other)
    undo(home, no_model)
    assert look(home, other) == before
    assert verify(home).wrong == ()


def test_removed_sources_are_listed(home: Path) -> None:
    """Those that went last first; not those that came back."""
    remove(home, ["alpha"])
    remove(home, ["gamma", "beta"])
    restore(home, ["gamma"], no_model)
    library = Library(home)
    assert [(s.key, s.generation) for s in library.removed()] == [("beta", 6), ("alpha", 4)]
    library.close()


# -- edited --------------------------------------------------------------------------------


def test_edit(home: Path) -> None:
    """The record is another, the key, the text, the passages and their vectors are the same."""
    before = look(home, ENCODER)
    changes = RecordChanges(title="Visits together", authors=("Brown, Anne", "The Board"), year="2004")
    receipt = edit(home, "alpha", changes)
    assert lines(receipt) == [("alpha", Outcome.EDITED)]
    after = look(home, ENCODER)
    record = after.sources["alpha"][1]
    assert (record.title, record.authors, record.year) == (
        "Visits together",
        ("Brown, Anne", "The Board"),
        2004,
    )
    assert record.key == "alpha"
    assert (after.passages, after.nearest, after.matching) == (
        before.passages,
        before.nearest,
        before.matching,
    )
    assert verify(home).wrong == ()


def test_an_edit_that_says_nothing_new(home: Path) -> None:
    """It makes no new generation and leaves no receipt."""
    generation = edit(home, "alpha", RecordChanges(title="New")).generation
    receipt = edit(home, "alpha", RecordChanges(title="New"))
    assert lines(receipt) == [("alpha", Outcome.UNCHANGED)]
    assert receipt.generation == generation
    library = Library(home)
    assert [r.action for r in library.receipts()] == [Action.INGEST, Action.EDIT]
    library.close()


def test_edits_that_cannot_be(home: Path) -> None:
    """An unknown source, and a year that is none."""
    with pytest.raises(UnknownSource):
        edit(home, "nobody", RecordChanges(title="New"))
    before = look(home, ENCODER)
    with pytest.raises(UsageError, match="is no year"):
        edit(home, "alpha", RecordChanges(year="last year"))
    assert look(home, ENCODER) == before


def test_an_edit_outlasts_an_ingest(home: Path, papers: Path) -> None:
    """The file beside the document says what it said: the librarian's word stands."""
    edit(home, "alpha", RecordChanges(title="The librarian's title"))
    assert {o for _, o in lines(ingest(home, [papers], no_model))} == {Outcome.UNCHANGED}
    write_document(papers / "alpha.txt", version("alpha", 2))
    ingest(home, [papers], ENCODER)
    assert look(home, ENCODER).sources["alpha"][1].title == "The librarian's title"


# -- purged ----------------------------------------------------------------------------------


MARK = "quarkmarzipan"


@pytest.fixture
def marked(tmp_path: Path, papers: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with a source of which every word that could give it away is a mark, in all versions."""
    connect = database._connect

    def careless(path: Path, read_only: bool) -> sqlite3.Connection:
        """As where SQLite was not built to overwrite of itself what it deletes."""
        connection = connect(path, read_only)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(database, "_connect", careless)
    for number in (1, 2):
        words = version("secret", number, paragraphs=60).replace("the ", f"the {MARK} ")
        write_document(papers / "secret.txt", words, "secret", publisher=f"{MARK} Press")
        ingest(home, [papers], ENCODER)
        library = Library(home)
        text = library.document("secret")[1].text
        library.close()
        at = text.index(MARK)
        quote = text[at : at + 40]
        save_citations(home, [SavedCitation(f"secret-{number}", "secret", at, at + len(quote), quote)])
    write_document(papers / "secret.txt", version("secret", 3).replace("the ", f"the {MARK} "))
    receipt = ingest(home, [papers / "secret.txt"], ENCODER)
    assert any(MARK in citation.quote for citation in receipt.lines[0].citations)
    edit(home, "secret", RecordChanges(title=f"On {MARK}"))
    return home


def leaks(home: Path) -> list[str]:
    """The files of a library that hold the mark."""
    return [path.name for path in sorted(home.iterdir()) if MARK.encode() in path.read_bytes().lower()]


@pytest.mark.parametrize("removed_first", [False, True])
def test_purge_leaves_no_word(marked: Path, papers: Path, removed_first: bool) -> None:
    """Not in the database, its free pages, its word index or its log; the key stays in the receipts."""
    assert leaks(marked) == ["library.db"]
    if removed_first:
        remove(marked, ["secret"])
        rebuild(marked, ENCODER)
    receipt = purge(marked, ["secret"])
    assert lines(receipt) == [("secret", Outcome.REMOVED)]
    assert "3 versions" in receipt.lines[0].reason
    assert receipt.lines[0].warnings == ()
    assert leaks(marked) == []
    assert verify(marked).wrong == ()
    assert keys(marked) == ["alpha", "beta", "gamma"]
    library = Library(marked)
    assert library.saved_citations() == []
    assert library.removed() == ()
    assert library.receipts()[-1] == receipt
    assert {line.source for r in library.receipts() for line in r.lines} >= {"secret"}
    library.close()


def test_purge_with_a_reader_at_hand_says_so(marked: Path) -> None:
    """A reader's older state keeps the words in the file; the receipt tells, for good, and what to do helps."""
    reader = Library(marked)
    try:
        receipt = purge(marked, ["secret", "beta"])
        for line in receipt.lines:
            (words,) = line.warnings
            assert "such as the web app (`python app.py`): end it, then run `python -m ingest`" in words
        assert "secret" in [source.key for source in reader.sources]
        assert leaks(marked) != []
    finally:
        reader.close()
    ingest(marked, [], no_model)
    assert leaks(marked) == []
    library = Library(marked)
    assert library.receipts()[-1] == receipt
    library.close()


def test_purge_leaves_the_others_findable(marked: Path) -> None:
    """The word index is made anew without it, and finds the others as before."""
    purge(marked, ["secret"])
    after = look(marked, ENCODER)
    assert {source for source, *_ in after.passages.values()} == {"alpha", "beta", "gamma"}
    fresh = marked.parent / "fresh"
    ingest(fresh, [marked.parent / "papers" / f"{key}.txt" for key in ("alpha", "beta", "gamma")], ENCODER)
    assert look(fresh, ENCODER).matching == after.matching


def test_purged_is_gone_for_good(marked: Path, papers: Path) -> None:
    """No restore, no undo; the file may come again, as a new source."""
    purge(marked, ["secret"])
    with pytest.raises(UnknownSource):
        restore(marked, ["secret"], no_model)
    with pytest.raises(UnknownSource):
        purge(marked, ["secret"])
    with pytest.raises(UsageError):
        undo(marked, no_model)
    assert lines(ingest(marked, [papers / "secret.txt"], ENCODER)) == [("secret", Outcome.ADDED)]


def test_purge_of_several_is_all_or_none_known(home: Path) -> None:
    """A wrong key among them is said before anything is erased."""
    before = look(home, ENCODER)
    with pytest.raises(UnknownSource, match="nobody"):
        purge(home, ["alpha", "nobody"])
    assert look(home, ENCODER) == before
    assert lines(purge(home, ["alpha", "beta", "alpha"])) == [
        ("alpha", Outcome.REMOVED),
        ("beta", Outcome.REMOVED),
    ]
    assert keys(home) == ["gamma"]


def test_purge_tells_where_else_the_text_is_kept(home: Path, papers: Path) -> None:
    """A text that another source has or had is not erased with this one, and that is said."""
    remove(home, ["beta"])
    write_document(papers / "other.txt", version("beta", 1), "other")
    ingest(home, [papers / "other.txt"], ENCODER)
    (line,) = purge(home, ["beta"]).lines
    assert line.reason.endswith("the same text is kept as other")
    assert "betaround1" in look(home, ENCODER).sources["other"][2]
    assert verify(home).wrong == ()


# -- a fault in one document -----------------------------------------------------------------


class Broken(FakeEncoder):
    """Fails at a word."""

    def __init__(self, word: str, name: str = "fake") -> None:
        super().__init__(name)
        self._word = word

    def encode_passages(self, passages: Sequence[Composed]) -> list[PassageVectors]:
        if any(self._word in passage.text for passage in passages):
            raise RuntimeError("no memory\nfor this one")
        return super().encode_passages(passages)


def test_a_fault_in_embedding_when_restoring(home: Path) -> None:
    """One clear line, and nothing is restored by half."""
    remove(home, ["alpha", "beta"])
    rebuild(home, ENCODER)
    with pytest.raises(
        DocumentError, match=r"^beta: could not be taken in \(RuntimeError: no memory for this"
    ):
        restore(home, ["alpha", "beta"], Broken("betaround1"))
    assert keys(home) == ["gamma"]
    assert verify(home).wrong == ()


def test_save_citations_of_what_never_was(home: Path) -> None:
    """A citation of a source that the library never held is wrong use; nothing is kept."""
    good = SavedCitation("1", "alpha", 0, 3, "The")
    with pytest.raises(UnknownSource, match="no such source: nobody"):
        save_citations(home, [good, SavedCitation("2", "nobody", 0, 3, "The")])
    library = Library(home)
    assert library.saved_citations() == []
    library.close()
    assert save_citations(home, [good, good]) == 1
    assert save_citations(home, [good]) == 0


def test_a_change_waits_a_little_for_an_ingest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A remove while another program writes waits, then says who is in the way."""
    monkeypatch.setattr(changing, "_WAIT_SECONDS", 0.1)
    with (
        database.writer_lock(home),
        pytest.raises(LockedLibrary, match="another ingest is at work"),
    ):
        remove(home, ["alpha"])
    assert lines(remove(home, ["alpha"])) == [("alpha", Outcome.REMOVED)]
