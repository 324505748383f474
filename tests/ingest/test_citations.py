"""A citation that somebody saved is told of when its source changes: moved, gone, or as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.changing import purge, remove, restore, save_citations, undo
from ingest.citations import whereabouts
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.options import Options
from ingest.rebuilding import rebuild
from ingest.receipts import CitationState, Receipt, SavedCitation
from ingest.types import Document, Page, Span
from tests.fakes import FakeEncoder, version, write_document

ENCODER = FakeEncoder()
TEXT = version("alpha", 1)
UNCHANGED, MOVED, GONE = CitationState.UNCHANGED, CitationState.MOVED, CitationState.GONE


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    write_document(folder / "alpha.txt", TEXT, "alpha")
    write_document(folder / "beta.txt", version("beta", 1), "beta")
    return folder


@pytest.fixture
def home(tmp_path: Path, papers: Path) -> Path:
    """Two sources; of the first, the first and the last sentence are saved, and one of the second."""
    folder = tmp_path / "library"
    ingest(folder, [papers], ENCODER)
    sentences = [s.strip() + "." for s in TEXT.split("\n\n", 1)[1].split(".") if s.strip()]
    other = version("beta", 1)
    save_citations(
        folder,
        [
            cited("first", "alpha", TEXT, sentences[0]),
            cited("last", "alpha", TEXT, sentences[-1]),
            cited("beta", "beta", other, other.split("\n\n")[2]),
        ],
    )
    return folder


def cited(name: str, source: str, text: str, quote: str) -> SavedCitation:
    at = text.index(quote)
    return SavedCitation(name, source, at, at + len(quote), quote)


def touched(receipt: Receipt) -> dict[str, CitationState]:
    return {citation.id: citation.state for line in receipt.lines for citation in line.citations}


def replaced(home: Path, papers: Path, text: str) -> Receipt:
    write_document(papers / "alpha.txt", text)
    return ingest(home, [papers], ENCODER)


def test_one_stays_one_goes(home: Path, papers: Path) -> None:
    """Only what no longer stands where it stood is told of."""
    receipt = replaced(
        home, papers, TEXT[: TEXT.rindex("\n\n")] + "\n\nSomething else was found by the nurses.\n"
    )
    assert touched(receipt) == {"last": GONE}


def test_one_moves(home: Path, papers: Path) -> None:
    """With where it is now: the very quote stands there in the new text."""
    before, after = TEXT.split("\n\n", 1)
    text = f"{before}\n\nA new paragraph was put in by the managers.\n\n{after}"
    (line, _) = replaced(home, papers, text).lines
    assert {c.id: c.state for c in line.citations} == {"first": MOVED, "last": MOVED}
    for citation in line.citations:
        assert citation.start is not None
        assert text[citation.start : citation.end] == citation.quote


def test_none_is_touched(home: Path, papers: Path) -> None:
    """Words put in behind all that is cited move nothing."""
    assert touched(replaced(home, papers, f"{TEXT}\nA last paragraph was put in by the managers.\n")) == {}


def test_a_copy_that_is_nearer(home: Path, papers: Path) -> None:
    """Of several places the nearest to the old one is meant."""
    quote = "In the county the nurses met the doctors."
    text = f"A title\n\n{'One thing was said. ' * 20}\n\n{quote}\n\n{'Another was said. ' * 40}\n\n{quote}\n"
    document = Document(text, ())
    late = SavedCitation("x", "alpha", text.rindex(quote) + 7, text.rindex(quote) + 7 + len(quote), quote)
    assert whereabouts(late, document).start == text.rindex(quote)
    early = SavedCitation("x", "alpha", 3, 3 + len(quote), quote)
    assert whereabouts(early, document).start == text.index(quote)


def test_removed_and_brought_back(home: Path, papers: Path) -> None:
    """Gone with its source, and as it was once the source is back."""
    assert touched(remove(home, ["alpha"])) == {"first": GONE, "last": GONE}
    assert touched(restore(home, ["alpha"], ENCODER)) == {}
    assert touched(remove(home, ["beta"])) == {"beta": GONE}
    assert touched(undo(home, ENCODER)) == {}
    replaced(home, papers, version("alpha", 2))
    assert touched(undo(home, ENCODER)) == {}
    library = Library(home)
    assert [c.id for c in library.saved_citations()] == ["first", "last", "beta"]
    library.close()


def test_undo_of_what_was_cited_since(home: Path, papers: Path) -> None:
    """A citation of the newer text is gone when that is undone."""
    text = version("alpha", 2)
    replaced(home, papers, text)
    save_citations(home, [cited("newer", "alpha", text, text.split("\n\n")[2])])
    assert touched(undo(home, ENCODER)) == {"newer": GONE}


def test_pruned_and_rehearsed(home: Path, papers: Path) -> None:
    """A file that has gone takes its citations along; a dry run says so beforehand."""
    (papers / "beta.txt").unlink()
    (papers / "beta.csl.json").unlink()
    write_document(papers / "alpha.txt", version("alpha", 2))
    rehearsed = ingest(home, [papers], ENCODER, options=Options(prune=True, dry_run=True))
    assert touched(rehearsed) == {"first": GONE, "last": GONE, "beta": GONE}
    assert touched(ingest(home, [papers], ENCODER, options=Options(prune=True))) == touched(rehearsed)


def test_rebuilt(home: Path) -> None:
    """The same text read anew touches nothing."""
    assert touched(rebuild(home, FakeEncoder("other"))) == {}


def test_purged(home: Path) -> None:
    """Told of by their ids; their quotes are erased with the source."""
    receipt = purge(home, ["alpha"])
    assert [(c.id, c.state, c.quote) for c in receipt.lines[0].citations] == [
        ("first", GONE, ""),
        ("last", GONE, ""),
    ]
    library = Library(home)
    assert [c.id for c in library.saved_citations()] == ["beta"]
    library.close()


# -- where a quote stands ------------------------------------------------------------------


def paged(text: str, *labels: str) -> Document:
    """A text cut into pages of even length."""
    size = -(-len(text) // len(labels))
    return Document(
        text,
        tuple(Page(label, Span(n * size, min(len(text), (n + 1) * size))) for n, label in enumerate(labels)),
    )


def test_another_page_label_is_a_move() -> None:
    """The same place under another page number is found by nobody who looks it up."""
    document = paged("One two three four five six seven eight.", "14", "15")
    citation = SavedCitation("x", "alpha", 4, 7, "two", "13")
    place = whereabouts(citation, document)
    assert (place.state, place.start, place.page) == (MOVED, 4, "14")
    assert whereabouts(SavedCitation("x", "alpha", 4, 7, "two", "14"), document).state is UNCHANGED
    # Where it was made without a page, none has changed.
    assert whereabouts(SavedCitation("x", "alpha", 4, 7, "two"), document).state is UNCHANGED


@pytest.mark.parametrize("start", [-40, -36, -1, 40, 41, 10**30])
def test_a_place_that_is_none(start: int) -> None:
    """A place before the text or behind it is not taken for one that is counted from the end."""
    document = Document("One two three four five six seven eight.", ())
    place = whereabouts(SavedCitation("x", "alpha", start, start + 3, "two"), document)
    assert (place.state, place.start, place.end) == (MOVED, 4, 7)


def test_an_empty_quote_is_nowhere() -> None:
    """It says nothing that could be checked."""
    assert whereabouts(SavedCitation("x", "alpha", 0, 0, ""), Document("words", ())).state is GONE


@given(st.text("ab \n.", max_size=40), st.text("ab \n.", max_size=6), st.integers(-50, 50))
def test_what_is_said_is_so(text: str, quote: str, start: int) -> None:
    """Wherever it is said to stand, it stands; it is gone only where it is nowhere."""
    place = whereabouts(SavedCitation("x", "alpha", start, start + len(quote), quote), Document(text, ()))
    if place.state is GONE:
        assert not quote or quote not in text
        assert place.start is place.end is None
    else:
        assert place.start is not None
        assert text[place.start : place.end] == quote != ""
        assert (place.state is UNCHANGED) == (place.start == start)
