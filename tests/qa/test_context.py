"""What a quote leans on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from ingest.passages import make_passages
from ingest.readers import read_document
from ingest.types import BlockKind, Document, Passage, Sentence, Span
from qa.context import leans, leant_on, stands_under

TEXT = """Larch Road

The pilot put two nurses into the school. They saw forty children a week. This was welcomed by the teachers.

However, it ended when the grant did.

What stood in the way was:
- a lack of rooms;
- the timetable

1. Nobody had told the parents. They heard of it late.
"""


# Only in tables does it matter what else is in the passage.
NOWHERE = Passage((), (), BlockKind.PARAGRAPH, (), None, "")
TABLE = """Table 1: What was found

Study\tWhat helped\tWhat hindered
Brown 2003\tShared rooms. These were near the ward.\tNo money
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(Path("larch.txt"), TEXT.encode()).document


def _sentence(document: Document, words: str) -> Sentence:
    start = document.text.index(words)
    return Sentence((Span(start, start + len(words)),))


def _context(document: Document, words: str) -> list[str]:
    return [
        " ".join(span.of(document.text).split())
        for span in leant_on(document, NOWHERE, _sentence(document, words))
    ]


@pytest.mark.parametrize(
    "words",
    [
        "This was welcomed by the teachers.",
        "These schemes cost little.",
        "However, they met rarely.",
        "As examples of the latter, two towns are named.",
        "It brought them together.",
        "Both were short of staff.",
        "However, nurses met rarely.",
    ],
)
def test_a_sentence_that_points_back(words: str) -> None:
    """A pronoun or a pointing word begins it, after a joining word perhaps; or it names the latter."""
    assert leans(words)


@pytest.mark.parametrize(
    "words",
    [
        "This review found nine studies.",
        "It is important to meet often.",
        "It seems that meetings help.",
        "Nurses said that they met rarely.",
        "Both Larch Road and Northgate were short of staff.",
        "Theirs and ours differ.",
    ],
)
def test_a_sentence_that_stands_alone(words: str) -> None:
    """It names its own subject, or its "it" stands for nothing before."""
    assert not leans(words)


@pytest.mark.parametrize(
    ("words", "context"),
    [
        ("The pilot put two nurses into the school.", []),
        ("They saw forty children a week.", ["The pilot put two nurses into the school."]),
        ("This was welcomed by the teachers.", ["They saw forty children a week."]),
        ("a lack of rooms;", ["What stood in the way was:"]),
        ("the timetable", ["What stood in the way was:"]),
    ],
)
def test_the_words_before(document: Document, words: str, context: list[str]) -> None:
    """The sentence before, or what introduces a list of which the quote is a part."""
    assert _context(document, words) == context


def test_the_words_before_in_another_paragraph(document: Document) -> None:
    """The last sentence of the paragraph before, where a paragraph begins by pointing back."""
    assert _context(document, "However, it ended when the grant did.") == [
        "This was welcomed by the teachers."
    ]


def test_what_is_leant_on_comes_before_and_is_verbatim(document: Document) -> None:
    """Whatever sentence is asked about, its context ends before it begins."""
    starts = [i for i, (a, b) in enumerate(pairwise(TEXT)) if not a.isspace() and b.isalpha()]
    for block in document.blocks:
        for start in starts:
            if any(span.start <= start < span.end for span in block.spans):
                end = next(span.end for span in block.spans if span.start <= start < span.end)
                for span in leant_on(document, NOWHERE, Sentence((Span(start, end),))):
                    assert span.end <= start


def test_an_item_of_a_cell_leans_on_the_one_before_it_and_stands_under_its_column() -> None:
    """Not on what stands in the cell beside it."""
    table = read_document(Path("table.txt"), TABLE.encode()).document
    passages = make_passages(table, lambda text: len(text.split()), 200)
    found = {
        " ".join(sentence.spans[0].of(table.text).split()): (passage, sentence)
        for passage in passages
        for sentence in passage.sentences
    }
    passage, near = found["These were near the ward."]
    assert [span.of(table.text) for span in leant_on(table, passage, near)] == ["Shared rooms."]
    assert stands_under(table, near) == ("Table 1", "Brown 2003", "What helped")
    passage, money = found["No money"]
    assert leant_on(table, passage, money) == ()
    assert stands_under(table, money)[-1] == "What hindered"
