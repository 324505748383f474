"""Bibliographic records: what people write is what the library knows, and mistakes are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import BadRecord
from ingest.readers import read_document
from ingest.records import guess_record, read_record, record_path, short_authors
from ingest.settings import CORPUS
from ingest.types import Document, Page, Record, Span

FULL = {
    "id": "brown-2003",
    "type": "article-journal",
    "title": "Together or apart",
    "author": [{"family": "Brown", "given": "Louise"}, {"family": "Tucker"}, {"literal": "The Joint Board"}],
    "issued": {"date-parts": [[2003, 4]]},
    "container-title": "Health & Social Care",
    "publisher": "Blackwell",
    "volume": 11,
    "issue": "2",
    "page": "85–94",
    "DOI": "10.1046/x",
    "URL": "https://example.org/x",
    "ISBN": 9780,
    "note": "Kept for study.",
    "language": "en-GB",
}


def write(folder: Path, content: str | bytes) -> Path:
    document = folder / "Paper One.txt"
    data = content.encode() if isinstance(content, str) else content
    record_path(document).write_bytes(data)
    return document


def test_every_field_is_read(tmp_path: Path) -> None:
    """A CSL-JSON item maps onto a record field by field; fields we do not use are let be."""
    assert read_record(write(tmp_path, json.dumps(FULL))) == Record(
        key="brown-2003",
        title="Together or apart",
        type="article-journal",
        authors=("Brown, Louise", "Tucker", "The Joint Board"),
        year=2003,
        container="Health & Social Care",
        publisher="Blackwell",
        volume="11",
        issue="2",
        pages="85–94",
        doi="10.1046/x",
        url="https://example.org/x",
        isbn="9780",
        licence="Kept for study.",
    )


@pytest.mark.parametrize("form", ["[{}]", "[\n {}\n]\n", "\ufeff{}", "  {}\n"])
def test_forms_that_reference_managers_export(tmp_path: Path, form: str) -> None:
    """A list of one item, a byte order mark and white space around are all the same record."""
    record = read_record(write(tmp_path, form.replace("{}", json.dumps(FULL))))
    assert record is not None
    assert record.key == "brown-2003"


def test_the_least_that_will_do(tmp_path: Path) -> None:
    """A key and a title; all else is unknown, not invented."""
    assert read_record(write(tmp_path, '{"id": 7, "title": "T"}')) == Record(key="7", title="T")


def test_no_record_is_none(tmp_path: Path) -> None:
    """No file beside the document, or a folder of that name, is no record."""
    assert read_record(tmp_path / "alone.txt") is None
    (tmp_path / "alone.csl.json").mkdir()
    assert read_record(tmp_path / "alone.txt") is None


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", "the file"),
        ("not json", "the file"),
        ("[]", "the file"),
        ('{"title": "T"}', "id"),
        ('{"id": "", "title": "T"}', "id"),
        ('{"id": "two words", "title": "T"}', "id"),
        ('{"id": "../up", "title": "T"}', "id"),
        ('{"id": "x", "title": ""}', "title"),
        ('{"id": "x"}', "title"),
        ('{"id": "x", "title": "T", "author": "Brown"}', "author"),
        ('{"id": "x", "title": "T", "issued": {"raw": "2003"}}', "date-parts"),
        (b"\xff\xfe\x00", "cannot be read"),
        (json.dumps(FULL)[:-20], "the file"),
        ("[" * 100_000, "the file"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, content: str | bytes, named: str) -> None:
    """A record that cannot be used says in one line which file, which field and what to do."""
    document = write(tmp_path, content)
    with pytest.raises(BadRecord) as caught:
        read_record(document)
    words = str(caught.value)
    assert str(record_path(document)) in words
    assert named in words
    assert "\n" not in words
    assert "mend" in words or "save it as UTF-8" in words


def test_no_date_parts_is_no_year(tmp_path: Path) -> None:
    """An empty date is an unknown year."""
    for parts in ("[]", "[[]]"):
        record = read_record(write(tmp_path, f'{{"id":"x","title":"T","issued":{{"date-parts":{parts}}}}}'))
        assert record is not None
        assert record.year is None


@given(st.text(max_size=200))
def test_any_text_is_a_record_or_a_mistake(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    """Nothing in a record file can raise anything but BadRecord."""
    document = write(tmp_path_factory.getbasetemp(), content.encode("utf-8", "replace"))
    try:
        read_record(document)
    except BadRecord as error:
        assert str(document.stem) in str(error)


def test_the_corpus_has_good_records() -> None:
    """Each of the four documents has a record with a key, a title and a year."""
    records = [read_record(path) for path in sorted(CORPUS.glob("*.txt"))]
    assert len(records) == 4
    assert all(r is not None and r.title and r.authors and r.year for r in records)
    assert len({r.key for r in records if r is not None}) == 4


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Annual Report 2013 (final).txt", "annual-report-2013-final"),
        ("Évaluation.txt", "evaluation"),
        ("報告.txt", "document"),
        ("___.txt", "document"),
        ("x" * 200 + ".txt", "x" * 80),
    ],
)
def test_a_key_is_guessed_from_the_name(name: str, key: str) -> None:
    """A guessed key is plain, and never empty; the record says that it is guessed."""
    record = guess_record(Path(name), read_document(Path("x.txt"), b"The title\n\nSome words.\n").document)
    assert record.key == key
    assert record.guessed


def test_a_title_is_guessed_from_the_first_line_with_words() -> None:
    """Marks and rules around a title are no part of it."""
    text = "\n=====\n# **Working\ttogether**\n=====\n\nThe text.\n"
    record = guess_record(Path("x.txt"), Document(text, (Page(None, Span(0, len(text))),)))
    assert record.title == "Working together"


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        ((), "A short title"),
        (("Miller, Robin",), "Miller"),
        (("Rummery, K", "Glendinning, C"), "Rummery and Glendinning"),
        (("Glasby, J", "Miller, R", "Posaner, R"), "Glasby et al."),
        (("Health Services Management Centre",), "Health Services Management Centre"),
    ],
)
def test_short_authors(authors: tuple[str, ...], words: str) -> None:
    """One, two or many, as citations name them; the title where nobody is named."""
    assert short_authors(Record("k", "A short title", authors=authors)) == words


def test_a_long_title_in_place_of_authors_is_shortened() -> None:
    """It says that it was shortened."""
    words = short_authors(Record("k", "long " * 30))
    assert len(words) <= 40
    assert words.endswith("…")
