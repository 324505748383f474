"""The same report in every format: the same sections, evidence, directions, references and mentions."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from ingest.evidence import EvidenceReader
from ingest.types import Document
from tests.fakes import FakeEncoder
from tests.ingest.readers.making import cells, outline, reading, sections
from tests.ingest.readers.same_content import FORMATS
from tests.soak.invariants import document_breaches, passage_breaches

OTHERS = [name for name in FORMATS if name != "report.txt"]


@lru_cache
def document(name: str) -> Document:
    return reading(name, FORMATS[name]()).document


def bare(words: str) -> str:
    """Words without the marks of notes, which formats write in different ways."""
    return re.sub(r"\[\^1\]|(?<=meet\.)1", "", words)


def evidence(of: Document) -> list[tuple[str, str, str, str | None]]:
    """Each sentence of evidence: its words, its direction, its block's kind, the study it reports."""
    reader = EvidenceReader(of)
    return [
        (
            bare(" ".join(span.of(of.text) for span in sentence.spans)),
            str(sentence.direction),
            str(block.kind),
            sentence.study,
        )
        for block in of.blocks
        if block.is_evidence
        for sentence in reader.sentences(block)
    ]


def test_the_text_itself_is_read_as_a_careful_reader_would() -> None:
    """The yardstick: the plain text gives its sections, the table its directions, the list its lead."""
    of = document("report.txt")
    assert sections(of) == [
        (1, "Background"),
        (2, "How the visits began"),
        (1, "What helps and what hinders"),
        (2, "Steps to take"),
        (1, "References"),
    ]
    assert ("Distance between the two offices", "Hinders", "hinders", "Team level") in cells(of)
    assert ("A pooled budget for equipment", "Helps", "helps", "Organisation level") in cells(of)
    assert [(r.key, r.year) for r in of.references] == [("brown-2003", "2003"), ("rummery-2001", "2001")]
    assert [m.reference for m in of.mentions] == ["brown-2003", "rummery-2001"]
    assert ("a shared office in the health centre", "helps", "list item", None) in evidence(of)


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_sections(name: str) -> None:
    """Headings stand at the same depth in every format; the document's title is none of them."""
    assert sections(document(name)) == sections(document("report.txt"))


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_evidence(name: str) -> None:
    """Sentence for sentence: words, direction, kind of block and study."""
    assert evidence(document(name)) == evidence(document("report.txt"))


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_tables(name: str) -> None:
    """Each cell under its column, with the direction of it, and the row that names its group."""
    assert cells(document(name)) == cells(document("report.txt"))
    assert [(c.kind, c.label, c.title) for c in document(name).containers] == [
        ("table", "Table 1", "What helps and what hinders joint visits")
    ]


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_references_and_mentions(name: str) -> None:
    """Entries, and the words in the text that stand for them."""
    one, other = document("report.txt"), document(name)
    assert [(r.key, r.text, r.authors, r.year) for r in other.references] == [
        (r.key, r.text, r.authors, r.year) for r in one.references
    ]
    assert [(m.span.of(other.text), m.reference) for m in other.mentions] == [
        (m.span.of(one.text), m.reference) for m in one.mentions
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_the_footnote_is_no_evidence(name: str) -> None:
    """It is kept, as a footnote, and no sentence of the text holds it."""
    notes = [words for kind, words in outline(document(name)) if kind == "footnote"]
    assert len(notes) == 1
    assert notes[0].endswith("The towns are not named, at their own request.")


@pytest.mark.parametrize("name", FORMATS)
def test_the_invariants_hold(name: str) -> None:
    """What must be true of every document and its passages is true here."""
    assert document_breaches(document(name)) == []
    assert passage_breaches(document(name), FakeEncoder()) == []
