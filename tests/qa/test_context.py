"""What a quote leans on."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.passages import make_passages
from ingest.readers import read_document
from ingest.types import BlockKind, Document, Passage, Sentence, Span
from qa.context import leans, leant_on, stands_under, taken_back_by

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
        # What points back to what points back comes with that.
        (
            "This was welcomed by the teachers.",
            ["The pilot put two nurses into the school. They saw forty children a week."],
        ),
        ("a lack of rooms;", ["What stood in the way was:"]),
        ("the timetable", ["What stood in the way was:"]),
    ],
)
def test_the_words_before(document: Document, words: str, context: list[str]) -> None:
    """The sentence before, or what introduces a list of which the quote is a part."""
    assert _context(document, words) == context


def test_the_words_before_in_another_paragraph(document: Document) -> None:
    """The last sentence of the paragraph before, where a paragraph begins by pointing back; no span over both."""
    assert _context(document, "However, it ended when the grant did.") == [
        "They saw forty children a week. This was welcomed by the teachers."
    ]
    more = read_document(
        Path("ash.txt"),
        b"Ash Lane\n\nTwo nurses came. It was a\nsuccess.\n\nThis lasted a year.\n\nThey left then.\n",
    ).document
    assert _context(more, "They left then.") == ["It was a success.", "This lasted a year."]


PLACES = """Places

Larch (2003) writes of the north. Above all, trust is needed there.

Also in the south, Birch (2005) tells of a school. However, this was soon closed. It had no roof.

Moreover, the rent was high. But it was paid.

Nobody wept.

References

Larch A (2003) The north, Journal of Places, 1, 2, 3-4.

Birch B (2005) The south, Journal of Places, 2, 2, 3-4.
"""


@pytest.mark.parametrize(
    "words",
    ["Also in the south, Birch (2005) tells of a school.", "Moreover, the rent was high.", "Nobody wept."],
)
def test_what_opens_a_paragraph_and_only_adds_leans_on_no_single_sentence(words: str) -> None:
    """Least of all on one that is of another place."""
    places = read_document(Path("places.txt"), PLACES.encode()).document
    assert _context(places, words) == []


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("Also in the south, Birch (2005) tells of a school.", "However, this was soon closed."),
        ("Moreover, the rent was high.", "But it was paid."),
        ("However, this was soon closed.", None),
        ("Above all, trust is needed there.", None),
        ("But it was paid.", None),
    ],
)
def test_what_takes_a_sentence_back_in_its_own_paragraph(words: str, after: str | None) -> None:
    places = read_document(Path("places.txt"), PLACES.encode()).document
    found = [span.of(places.text) for span in taken_back_by(places, NOWHERE, _sentence(places, words))]
    assert found == ([] if after is None else [after])


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
    passage, shared = found["Shared rooms."]
    assert [span.of(table.text) for span in taken_back_by(table, passage, shared)] == []
    passage, money = found["No money"]
    assert leant_on(table, passage, money) == ()
    assert stands_under(table, money)[-1] == "What hindered"


def test_an_item_of_a_cell_is_taken_back_by_the_next() -> None:
    """And not by what stands in the cell beside it."""
    content = TABLE.replace("These were near the ward.", "However, these were cold.").replace(
        "No money", "But no money"
    )
    table = read_document(Path("table.txt"), content.encode()).document
    (passage,) = make_passages(table, lambda text: len(text.split()), 200)
    first, second = passage.sentences[:2]
    assert [span.of(table.text) for span in taken_back_by(table, passage, first)] == [
        "However, these were cold."
    ]
    assert taken_back_by(table, passage, second) == ()


@pytest.mark.parametrize(
    ("joins", "studies", "context"),
    [
        ("Similarly, in the south", ("larch-2003", "birch-2005"), []),
        ("Similarly, in the south", ("larch-2003", "larch-2003"), ["More were sent away in the north."]),
        ("Similarly, in the south", (None, "birch-2005"), ["More were sent away in the north."]),
        ("However, in the south", ("larch-2003", "birch-2005"), ["More were sent away in the north."]),
    ],
)
def test_what_is_only_likened_is_of_another_study(
    joins: str, studies: tuple[str | None, str | None], context: list[str]
) -> None:
    """A finding of one study is not to stand beside the citation of another."""
    text = f"Places\n\nMore were sent away in the north. {joins} the rent was high, and there was no bus to the school.\n"
    document = read_document(Path("places.txt"), text.encode()).document
    (passage,) = make_passages(document, lambda text: len(text.split()), 200)
    sentences = tuple(replace(s, study=study) for s, study in zip(passage.sentences, studies, strict=True))
    found = leant_on(document, replace(passage, sentences=sentences), sentences[1])
    assert [span.of(document.text) for span in found] == context
