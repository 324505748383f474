"""How much there is on each theme: counted as a reader would, each study once, and counted anew when it changes."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest

from ingest.correcting import correct_theme
from ingest.counting import Kind
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.types import Direction, Study
from qa.same_studies import Pair, study_numbers
from qa.service import AnswerService
from qa.studies import Sources, independent
from qa.theme_quotes import quoted
from qa.theme_table import Tally, count_themes
from tests.fakes import FakeEncoder, write_document
from tests.qa.test_studies import HARVARD, OTHER, ROOMS, VANCOUVER, corpus, entry, source

HELPING = (
    "Regular meetings between the practice and the social work team helped everybody to trust each other."
)
HINDERING = "Nobody could reach a doctor by telephone, and messages between the services were never answered."
PLAIN = "The town hall was built of yellow brick."


def shelf() -> Sources:
    """Reviews that list one study in different ways, its own paper, a review of a review, and news."""
    by_doi = entry("l-1", f"Lind A. {ROOMS}. 2003. doi:10.1000/rooms", ("Lind",))
    same_doi = entry("l-9", "A note in another tongue, 2003, https://doi.org/10.1000/ROOMS", ("Lindqvist",))
    review = entry(
        "rev", "Reed P (2010) A wide review of working in shared rooms, Harrow Press.", ("Reed",), "2010"
    )
    return {
        **source("one", VANCOUVER, OTHER, studies=(Study(("lind-2003",)), Study(("okoro-2005",)))),
        **source("two", HARVARD, studies=(Study(("lind-2003a",)),)),
        **source("three", by_doi, review),
        **source("four", same_doi),
        **source("own", title=ROOMS, authors=("Lind, A",), year=2003),
        **source(
            "wide", OTHER, title="A wide review of working in shared rooms", authors=("Reed, P",), year=2010,
            studies=(Study(("okoro-2005",)),),
        ),
        **source("news", title="News", kind="webpage", text=f"Out now: {ROOMS}, says the team."),
    }  # fmt: skip


def all_pairs(sources: Sources) -> list[Pair]:
    keys = [
        (key, reference.key) for key, (_, document) in sources.items() for reference in document.references
    ]
    return [*keys, *((key, None) for key in sources)]


@pytest.mark.parametrize("sources", [shelf(), corpus()], ids=["shelf", "corpus"])
def test_numbers_count_as_answers_do(sources: Sources) -> None:
    """Of any few findings as many studies are counted as an answer made of them would say."""
    pairs = all_pairs(sources)
    numbers = study_numbers(pairs, sources)
    assert len(set(numbers.values())) == len(independent(pairs, sources))
    assert len(set(numbers.values())) < len(numbers), "some stand for the same"
    for few in list(combinations(pairs, 2))[:4_000]:
        counted = len({numbers[pair] for pair in few if pair in numbers})
        told = len(independent(few, sources))
        # Two can be one by a third that is not among the few, never the other way round.
        assert counted == told or (counted < told and few[0][0] != few[1][0])


def test_what_is_one_study() -> None:
    """However its entries are written; a review, news and words of one's own add none."""
    numbers = study_numbers(all_pairs(shelf()), shelf())
    rooms = numbers["one", "lind-2003"]
    same = {("two", "lind-2003a"), ("three", "l-1"), ("four", "l-9"), ("own", None)}
    assert {pair for pair, number in numbers.items() if number == rooms} == {("one", "lind-2003"), *same}
    assert numbers["one", "okoro-2005"] == numbers["wide", "okoro-2005"] != rooms
    for none in (("three", "rev"), ("wide", None), ("one", None), ("news", None)):
        assert none not in numbers


def test_nothing_has_no_studies() -> None:
    assert study_numbers([], {}) == {}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of one document, with a sentence that helps, one that hinders, and one of neither."""
    path = write_document(tmp_path / "a.txt", f"A note\n\n{HELPING}\n\n{HINDERING}\n\n{PLAIN}\n", "a")
    ingest(tmp_path / "library", [path], FakeEncoder())
    return tmp_path / "library"


def read_kinds(library: Library) -> Counter[Kind]:
    """Counted one by one, from the passages as answers see them."""
    numbers = [number for number, _ in library.matching("meetings OR doctor OR town", 100)]
    return Counter(
        Kind(stored.source, sentence.theme, sentence.direction, sentence.study)
        for stored in library.passages(numbers).values()
        for sentence in stored.passage.sentences
    )


def test_sentences_are_counted_as_they_are_read(folder: Path) -> None:
    """Also after a person has corrected a theme."""
    with closing(Library(folder)) as library:
        assert library.kinds() == read_kinds(library)
        assert sum(library.kinds().values()) == 3
    correct_theme(folder, "a", HELPING, "policy")
    with closing(Library(folder)) as library:
        assert library.kinds() == read_kinds(library)
        table = count_themes(library)
        assert table.tally("policy", Direction.HELPS) == Tally(1, 0)
        assert table.columns[Direction.HELPS].sentences == 1
        assert table.library.generation == library.generation
    correct_theme(folder, "a", HELPING, None)
    with closing(Library(folder)) as library:
        assert count_themes(library).tally("policy", Direction.HELPS) == Tally()
        assert count_themes(library).without_theme >= 1


def test_what_is_counted_is_what_can_be_quoted(folder: Path) -> None:
    """Each number with as many sentences, where passages have them; also after a person has corrected a theme."""
    for theme in (None, "policy"):
        if theme is not None:
            correct_theme(folder, "a", HELPING, theme)
        with closing(Library(folder)) as library:
            table = count_themes(library)
            assert set(table.sentences) == set(table.cells)
            for at, tally in table.cells.items():
                assert len(table.sentences[at]) == tally.sentences
            told = library.directed()
            assert Counter(one.kind for one in told) == Counter(
                {kind: n for kind, n in read_kinds(library).items() if kind.direction is not Direction.NONE}
            )
            text = library.document("a")[1].text
            assert [one.spans[0].of(text) for one in told] == [HELPING, HINDERING]
            in_table = sum(len(some) for some in table.sentences.values())
            assert in_table + table.without_theme == len(told)
            quotes = quoted(table.sentences.get(("policy", Direction.HELPS), ()), library.bibliography())
            assert [quote.citations[0].quote for quote in quotes] == [HELPING] * (theme is not None)


def test_the_bibliography_is_that_of_the_documents(folder: Path) -> None:
    with closing(Library(folder)) as library:
        for key, (record, light) in library.bibliography().items():
            own, document = library.document(key)
            assert record == own
            assert (light.text, light.references, light.studies) == (
                document.text, document.references, document.studies,
            )  # fmt: skip


def test_counted_once_for_each_generation(folder: Path, tmp_path: Path) -> None:
    """The same table until the library changes, and then that of the new one."""
    service = AnswerService(folder)
    before = service.theme_table()
    assert service.theme_table() is before
    path = write_document(tmp_path / "b.txt", f"Another note\n\n{HINDERING} So it was there too.\n", "b")
    ingest(folder, [path], FakeEncoder())
    after = service.theme_table()
    assert after.library == service.library()
    assert after.library.sources == 2
    count = {
        table.library.sources: sum(column.sentences for column in table.columns.values())
        + table.without_theme
        for table in (before, after)
    }
    assert count[2] > count[1]
    service.close()
