"""The documents in ``corpus/`` are those that were given, each with its record."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.records import read_record
from ingest.structure.document import analyse
from tests.ingest.corpus_expected.reading import (
    CORPUS,
    GLASBY,
    GLENDINNING,
    HSMC,
    MILLER,
    ROOT,
    SOURCES,
    document,
    path_of,
)

GIVEN = ROOT.parent / "shared" / "corpus"
RECORDS = {
    GLASBY: (
        "New conversations between old players?",
        ("Glasby, Jon", "Miller, Robin", "Posaner, Rachel"),
        2013,
    ),
    GLENDINNING: (
        "From collaboration to commissioning",
        ("Glendinning, Caroline", "Rummery, Kirstein", "Clarke, Rebecca"),
        1998,
    ),
    HSMC: ("Joint working between general practice", ("Health Services Management Centre",), 2013),
    MILLER: ("The power of the professions", ("Miller, Robin",), 2015),
}


def test_there_are_four_documents() -> None:
    assert sorted(path.name for path in CORPUS.glob("*.txt")) == sorted(path_of(s).name for s in SOURCES)


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the documents as given are not at hand")
@pytest.mark.parametrize("source", SOURCES)
def test_a_document_is_byte_for_byte_the_one_given(source: str) -> None:
    path: Path = path_of(source)
    assert path.read_bytes() == (GIVEN / path.name).read_bytes()


@pytest.mark.parametrize("source", SOURCES)
def test_a_document_has_its_record(source: str) -> None:
    record = read_record(path_of(source))
    assert record is not None
    title, authors, year = RECORDS[source]
    assert record.key == source
    assert record.title.startswith(title)
    assert record.authors == authors
    assert record.year == year
    assert not record.guessed


@pytest.mark.parametrize("source", SOURCES)
def test_the_canonical_text_is_the_file_character_for_character(source: str) -> None:
    assert document(source).text.encode() == path_of(source).read_bytes()


@pytest.mark.parametrize("source", SOURCES)
def test_reading_twice_gives_the_same(source: str) -> None:
    assert analyse(document(source).text) == document(source)
