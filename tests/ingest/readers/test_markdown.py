"""Markdown files: the text is the file, and each line is what Markdown makes of it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.errors import DocumentError
from ingest.readers import read_document
from ingest.types import Details
from tests.fakes import FakeEncoder
from tests.ingest.readers.making import cells, kind_of, outline, reading, sections
from tests.soak.invariants import document_breaches, passage_breaches

DOCUMENTS = Path(__file__).parent.parent / "documents"
PROSE = "Doctors and social workers in both towns met every week to speak about the people they knew."


def test_the_same_as_a_text_that_looks_like_markdown() -> None:
    """A document that the rules for plain text read well is read the same."""
    data = (DOCUMENTS / "markdown-notes.txt").read_bytes()
    text, marked = reading("a.txt", data).document, reading("a.md", data).document
    assert marked.text == text.text
    assert sections(marked) == sections(text)
    assert cells(marked) == cells(text)
    assert [(b.kind, b.spans) for b in marked.blocks] == [(b.kind, b.spans) for b in text.blocks]
    assert marked.mentions == text.mentions


def test_headings_of_both_kinds() -> None:
    """With marks before, or underlined, also over long lines and after a line of a list."""
    found = reading(
        "a.md",
        f"Joint visits\n===\n\n{PROSE}\n\nWhat helped\n-----------\n{PROSE}\n\n### Sharing a room ###\n{PROSE}\n"
        f"- an item\n## Methods\n{PROSE}\n",
    ).document
    assert sections(found) == [(1, "What helped"), (2, "Sharing a room"), (1, "Methods")]
    assert [words for kind, words in outline(found) if kind == "list item"] == ["an item"]


def test_wrapped_paragraphs_are_one() -> None:
    """Also short lines, lines that begin with a number or a capital, and lazy lines of lists and quotations."""
    found = reading(
        "a.md",
        "Doctors met\nSocial workers in\n2003. They spoke of the people they knew.\n\n"
        "* one item\nthat goes on\n* another\n\n> We had never\nmet them before.\n",
    ).document
    assert outline(found) == [
        ("paragraph", "Doctors met Social workers in 2003. They spoke of the people they knew."),
        ("list item", "one item that goes on"),
        ("list item", "another"),
        ("quotation", "We had never met them before."),
    ]


def test_items_of_several_paragraphs_and_levels() -> None:
    """Indented paragraphs belong to the text, not to a quotation or a program."""
    found = reading(
        "a.md", f"{PROSE}\n\n1. First.\n\n   More of the first.\n\n   - deep\n2) other list\n"
    ).document
    assert outline(found)[1:] == [
        ("list item", "First."),
        ("paragraph", "More of the first."),
        ("list item", "deep"),
        ("list item", "other list"),
    ]


def test_tables_with_and_without_outer_bars() -> None:
    """And a bar that is no edge of a cell, since a stroke stands before it."""
    for table in (
        "| Helps | Hinders |\n| :-- | --: |\n| Trust | Distance |\n| A \\| B | Time |\n",
        "Helps | Hinders\n--- | ---\nTrust | Distance\nA \\| B | Time\n",
    ):
        found = reading("a.md", f"{PROSE}\n\n{table}\n{PROSE}\n").document
        assert cells(found) == [
            ("Trust", "Helps", "helps", ""),
            ("Distance", "Hinders", "hinders", ""),
            ("A \\| B", "Helps", "helps", ""),
            ("Time", "Hinders", "hinders", ""),
        ]


def test_what_is_no_text() -> None:
    """Comments, tags, fences, and the addresses of links; what stands in a fence is kept."""
    found = reading(
        "a.md",
        f"{PROSE}\n\n<!-- a note to myself\n\nover lines -->\n\n<div class='x'>\n\n{PROSE}\n\n</div>\n\n```text\nThe words of a\nletter.\n"
        "```\n\n[review]: http://www.example.org/review 'A review'\n\n- - -\n",
    ).document
    for words in ("a note to myself", "over lines", "<div", "```text", "[review]"):
        assert kind_of(found, words) == "furniture", words
    assert ("paragraph", "The words of a letter.") in outline(found)
    assert [page.label for page in found.pages] == [None]


def test_footnotes() -> None:
    """Defined anywhere, also in one word or over lines."""
    found = reading(
        "a.md",
        f"{PROSE}[^1] More.[^b]\n\n[^1]: Not all of them\n    did.\n\n    A second paragraph.\n[^b]: Once.\n\nAfter it all they went on.\n",
    ).document
    assert [words for kind, words in outline(found) if kind == "footnote"] == [
        "[^1]: Not all of them did.", "A second paragraph.", "[^b]: Once.",
    ]  # fmt: skip
    assert kind_of(found, "After it all") == "paragraph"


@pytest.mark.parametrize(
    ("front", "details"),
    [
        (
            "title: 'Joint visits'\nauthor: Jon Glasby\ndate: 2013-05-01\ndoi: 10.1234/abc.5\n",
            Details(title="Joint visits", authors=("Glasby, Jon",), year=2013, doi="10.1234/abc.5"),
        ),
        (
            'title: "Visits"\nauthors:\n  - name: Robin Miller\n    affiliation: HSMC\n  - Jon Glasby\npublisher: HSMC\n',
            Details(title="Visits", authors=("Miller, Robin", "Glasby, Jon"), publisher="HSMC"),
        ),
        (
            "authors: [Robin Miller, Jon Glasby]\nyear: 2015\n",
            Details(authors=("Miller, Robin", "Glasby, Jon"), year=2015),
        ),
        ("tags: [a]\n", Details()),
    ],
)
def test_front_matter(front: str, details: Details) -> None:
    """Particulars of the document, and no text of it; offsets hold in the file."""
    text = f"---\n{front}---\n\n# Joint visits\n\n{PROSE}\n"
    found = reading("a.md", text)
    assert found.details == details
    assert found.document.text == text
    assert kind_of(found.document, front.splitlines()[0]) == "furniture"
    assert kind_of(found.document, PROSE) == "paragraph"


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    """What stands between two rules is text, where it is no list of particulars."""
    found = reading("a.md", f"---\n\n{PROSE}\n\n---\n\nMore of it follows here.\n")
    assert kind_of(found.document, PROSE) == "paragraph"
    assert found.details == Details()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_kinds(ending: str) -> None:
    """Lines are told by number; a form feed counts as the rules count it."""
    text = f"# Visits\n\n{PROSE}\n\f\n## What helped\n\n- one\n- two\n\n## Methods\n\n{PROSE}\n".replace(
        "\n", ending
    )
    found = reading("a.md", text).document
    assert found.text == text
    assert sections(found) == [(1, "What helped"), (1, "Methods")]
    assert [words for kind, words in outline(found) if kind == "list item"] == ["one", "two"]


PARTS = st.lists(
    st.sampled_from(
        ["# a\n", "b\n===\n", "c\n---\n", "- d\n", "1. e\n", "> f\n", "g\n", "\n", "    h\n", "| i | j |\n", "|---|---|\n", "```\n", "<!-- k\n",
         "-->\n", "[^1]: l\n", "[m]: n\n", "---\n", "title: o\n", "\f", "\r", "* * *\n", "\tp\n", "**q**\n", "<div>\n", "> - > r\n", "\x00"]
    ),
    max_size=25,
)  # fmt: skip


@given(PARTS)
@example(["- d\n", "> f\n", "    h\n"])
def test_any_markdown_is_read_whole(parts: list[str]) -> None:
    """The text is the file, every word of it in some block, and the passages hold."""
    text = "Words first.\n\n" + "".join(parts)
    try:
        found = reading("a.md", text).document
    except DocumentError as error:
        assert "not a text file" in str(error)
        return
    assert found.text == text
    assert document_breaches(found) == []
    assert passage_breaches(found, FakeEncoder()) == []
    held = {n for block in found.blocks for span in block.spans for n in range(span.start, span.end)}
    assert [text[n] for n in range(len(text)) if text[n].isalnum() and n not in held and text[n] != "1"] == []


@pytest.mark.parametrize(
    "unit", ["> ", "- ", "[", "*a ", "`", "<a ", "| a ", "a\n", "1. b\n", "# c\n\n", "![", "&amp;", "  - d\n"]
)
def test_large_files_take_seconds(unit: str) -> None:
    """A hundred kilobytes of each thing that could be slow."""
    started = time.monotonic()
    try:
        read_document(Path("a.md"), f"{PROSE}\n\n{unit * (100_000 // len(unit))}".encode())
    except DocumentError as error:
        assert str(error).startswith("a.md: ")
    assert time.monotonic() - started < 20
