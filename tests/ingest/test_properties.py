"""Whatever the text: it is read, its pages cover it, and every quote is at its span."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.errors import DocumentError
from ingest.passages import make_passages
from ingest.readers import read_document
from ingest.structure.document import analyse
from tests.fakes import FakeEncoder
from tests.soak.fuzz_text import try_one
from tests.soak.invariants import document_breaches, passage_breaches

ENCODER = FakeEncoder()

ANY = st.text(
    st.one_of(
        st.sampled_from("\t\f\r\n\x00\x0b\x1b\x85\u2028|0123456789.-*#•([)] aA"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)
LINES = st.one_of(
    ANY,
    st.sampled_from(
        [
            "",
            "Working together: a review",
            "1. Introduction",
            "2.1 What helped the teams",
            "BARRIERS TO JOINT WORKING",
            "Trust grew between the teams in the first year, as Brown and Tucker (2003) found in two towns.",
            "Few of them had met before; most were too busy to do so, and nobody had asked them to. In",
            "the end they shared a room [2, 3] and the visits were made together.12",
            "- lack of time for meetings",
            "• sharing an office",
            "(a) a common record",
            "Table 2: What the studies say",
            "Study\tHelps\tHinders",
            "Brown 2003\tTrust Sharing a room\tDistance",
            "| Study | Helps | Hinders |",
            "| --- | --- | --- |",
            "| Brown 2003 | Trust | Distance |",
            "Box 1. A day at the clinic",
            "Introduction ........ 3",
            "Contents",
            "Page 12",
            "13",
            "iv",
            "The Journal of Joint Visits",
            "References",
            "Brown L, Tucker C. Together or apart. Health and Social Care 2003; 11: 85–94.",
            "[3] Rummery, K. (2001) Care at the boundary. London: The Press.",
            "12 This note explains the figure.",
            "‘It was the walk to the kettle that did it’ (GP, practice 3).",
            "Acknowledgements",
        ]
    ),
)
TEXTS = st.builds(
    lambda lines, ends: "".join(line + end for line, end in zip(lines, ends, strict=False)),
    st.lists(LINES, min_size=1, max_size=40),
    st.lists(st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\f", " ", "\n\n\n"]), min_size=40, max_size=40),
)


@given(TEXTS)
@example("\f\f13\f")
@example("|")
@example("\t\n\t\n")
def test_any_text_is_read(text: str) -> None:
    """No text is too odd to read: spans in it, pages over all of it, sections and rows in order."""
    document = analyse(text)
    assert document.text == text
    assert document_breaches(document) == []
    if text.strip():
        assert document.blocks, "a text with words has no blocks"


@given(TEXTS)
def test_any_text_makes_sound_passages(text: str) -> None:
    """Every evidence sentence in one passage, within the model's reach, none over furniture."""
    assert passage_breaches(analyse(text), ENCODER) == []


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Bytes that are no text are refused in words of ours, and never anything else."""
    try:
        document = read_document(Path("any.txt"), data).document
    except DocumentError as error:
        assert str(error).startswith("any.txt: ")
    else:
        assert document_breaches(document) == []


@given(TEXTS)
def test_reading_is_the_same_twice(text: str) -> None:
    """The same text gives the same document and passages, so that citations stay where they are."""
    first, second = analyse(text), analyse(text)
    assert first == second
    assert make_passages(first, ENCODER.count, 256) == make_passages(second, ENCODER.count, 256)


def test_a_handful_of_spoiled_files() -> None:
    """A sample of the soak ``tests.soak.fuzz_text``."""
    wrong = [(number, words) for number in range(40) for _, _, words in [try_one(7, number)] if words]
    assert wrong == []


@pytest.mark.parametrize("row", ["|||", "| | |", "||", "|\t|\t|"])
def test_a_row_without_cells(row: str) -> None:
    """Bars and nothing between them, alone or below a header, are no reason to fail."""
    text = f"A title\n\nSome words that say something of joint working.\n\n| What helps | What hinders |\n{row}\n{row}\n"
    for words in (text, f"{row}\n{row}\n\nSome words.\n"):
        assert document_breaches(analyse(words)) == []
