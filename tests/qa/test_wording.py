"""What may have been meant: found in the library's own words, shown and never taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.ingesting import ingest
from ingest.library import Library
from ingest.words import as_compared
from qa.abbreviations import abbreviations
from qa.query import make_query
from qa.search import find_rarity
from qa.types import Question, Suggestion
from qa.wording import suggest
from tests.fakes import FakeEncoder, write_document

TEXT = """Where staff sat

Occupational therapists and social workers were co-located with the practice. The organisation
changed its behaviour, and each programme of the CCG found its centre. A judgement was made of
the caseload, which was large. Therapy was free.
Fees were raised, and a writer came.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("wording")
    write_document(folder / "papers" / "sat.txt", TEXT, "sat")
    ingest(folder / "library", [folder / "papers"], FakeEncoder())
    opened = Library(folder / "library")
    yield opened
    opened.close()


def suggested(library: Library, question: str, *history: str) -> Suggestion | None:
    query = make_query(Question(question, history))
    return suggest(library, query, find_rarity(library, query))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Who is an occupational thearpist?", "Who is an occupational therapist?"),
        ("Are colocated staff happy?", "Are co-located staff happy?"),
        ("Is their case-load large?", "Is their caseload large?"),
        ("Is their case load large?", "Is their caseload large?"),
        ("What do SWs say?", "What do social workers say?"),
        ("Behavior of the practise", "Behaviour of the practice"),
        ("a programe and its center", "a programme and its centre"),
    ],
)
def test_another_way_to_write_it(library: Library, asked: str, meant: str) -> None:
    """A slip, a hyphen, an abbreviation, another country's spelling; the rest stays as typed."""
    found = suggested(library, asked)
    assert found is not None
    assert found.question.casefold() == meant.casefold()
    for typed, instead in found.words:
        assert typed in asked
        assert instead in found.question


@pytest.mark.parametrize(
    "asked",
    [
        "Do social workers sit with the practice?",  # "sit" is too short to be a slip
        "co-location of therapists",  # another ending is the same word
        "What did Buurtzorg cost?",
        "What does the AMHP do?",  # its long form is not in the library either
        "Is it raining?",  # and "raised" is none
        "Was the writer whiter, and the ease large?",  # words of English, however near
        "What was wrote of sponsored foes?",
        "Write a poem",  # nor is who does it
        "2031",
        "???1",
    ],
)
def test_where_nothing_is_near_nothing_is_suggested(library: Library, asked: str) -> None:
    assert suggested(library, asked) is None


def test_only_what_was_typed_is_replaced(library: Library) -> None:
    """A slip in an earlier question is not made good in the later one."""
    assert suggested(library, "And what of that?", "Who is a thearpist?") is None


def test_the_vocabulary_is_of_what_can_be_found(library: Library) -> None:
    """Stems with the number of passages; a spelling is one that stands in a text."""
    vocabulary = library.vocabulary()
    assert vocabulary["therapist"] == 1
    assert "apixaban" not in vocabulary
    assert library.spelling("therapist") == "therapists"
    assert library.spelling("ccg") == "CCG"
    assert library.spelling("apixaban") is None


def test_abbreviations_are_ready_to_be_looked_up() -> None:
    """Lower case on both sides, one word for several."""
    for short, long in abbreviations().items():
        assert short == as_compared(short)
        assert long == long.casefold()
        assert " " not in short


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """One paper with an abbreviation, one with its long form alone."""
    folder = tmp_path_factory.mktemp("two")
    write_document(
        folder / "papers" / "short.txt", "Visits\n\nTime hinders GPs, and gulls hinder nobody.\n", "short"
    )
    write_document(
        folder / "papers" / "long.txt", "Rounds\n\nGeneral practitioners had too little time.\n", "long"
    )
    ingest(folder / "library", [folder / "papers"], FakeEncoder())
    opened = Library(folder / "library")
    yield opened
    opened.close()


def within(library: Library, question: str, *sources: str) -> tuple[tuple[str, ...], Suggestion | None]:
    query = make_query(Question(question, sources=sources))
    rarity = find_rarity(library, query, sources)
    return rarity.unknown, suggest(library, query, rarity)


def test_the_form_of_a_question_and_a_long_form_are_not_missed_in_one_document(two: Library) -> None:
    unknown, suggestion = within(two, "What hinders GPs?", "long")
    assert unknown == ()
    assert suggestion is None  # the library has both, and the one counts as the other
    assert within(two, "What hinders GPs?", "short") == ((), None)
    assert within(two, "What are the barriers, and which gulls get in the way?", "long") == (("gulls",), None)


def test_what_is_in_another_document_is_no_slip(two: Library) -> None:
    """The question itself is never what may have been meant."""
    assert within(two, "Do gulls visit?", "long")[1] is None


def test_an_abbreviation_without_its_long_form_is_missing(two: Library) -> None:
    assert within(two, "Who is the CCG?", "long") == (("ccg",), None)
