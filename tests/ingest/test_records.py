"""Bibliographic records: what people write is what the library knows, and mistakes are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import BadRecord
from ingest.records import (
    is_record_file,
    parse_record,
    read_record,
    record_beside,
    record_path,
    short_authors,
)
from ingest.records.names import inverted, joined, parts
from ingest.settings import CORPUS
from ingest.types import Record

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
    "license": "Kept for study.",
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
        ("7", "the file"),
        ("[7]", "the file"),
        ("[]", "no CSL-JSON entry"),
        ('[{"id": "a", "title": "T"}, {"id": "b", "title": "T"}]', "2 CSL-JSON entries"),
        ('{"id": "x", "title": ""}', "title"),
        ('{"id": "x", "title": " \\u0000\\u200b "}', "title"),
        ('{"id": "x"}', "title"),
        ('{"id": {}, "title": "T"}', "id"),
        ('{"id": "x", "title": ["T"]}', "title"),
        ('{"id": "x", "title": "T", "author": "Brown"}', "author"),
        ('{"id": "x", "title": "T", "author": [{"family": {}}]}', "author.0.family"),
        ('{"id": "x", "title": "T", "issued": {"date-parts": [[20033]]}}', "year"),
        ('{"id": "x", "title": "T", "issued": {"date-parts": [[999]]}}', "year"),
        ('{"id": "x", "title": "T", "DOI": "see below"}', "DOI"),
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
    assert words.startswith(f"{record_path(document)}: ")
    assert named in words
    assert "\n" not in words
    assert "and add again" in words


@pytest.mark.parametrize(
    "given",
    [
        '"http://zotero.org/users/1/items/ABCD1234"',
        '"two words"',
        '"../up"',
        '""',
        '"' + "k" * 101 + '"',
        "null",
    ],
)
def test_an_id_that_cannot_be_a_key_is_not_taken(tmp_path: Path, given: str) -> None:
    """The key is then made of the document's name; managers put addresses in that place."""
    record = read_record(write(tmp_path, f'{{"id": {given}, "title": "T"}}'))
    assert record == Record(key="paper-one", title="T")


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ('{"date-parts": [["2003", "4"]]}', 2003),
        ('{"date-parts": [[2003, 4], [2004]]}', 2003),
        ('{"raw": "Spring 2003"}', 2003),
        ('{"literal": "in press"}', None),
        ('"2003-04-01"', 2003),
        ('{"date-parts": [[null]]}', None),
        ('{"date-parts": []}', None),
        ('{"date-parts": [[]]}', None),
        ("null", None),
    ],
)
def test_dates_in_every_form(tmp_path: Path, issued: str, year: int | None) -> None:
    """Numbers, texts and ranges; where there is no year, none is made up."""
    record = read_record(write(tmp_path, f'{{"id": "x", "title": "T", "issued": {issued}}}'))
    assert record is not None
    assert record.year == year


def test_names_with_particles_and_suffixes(tmp_path: Path) -> None:
    """All parts of a name are kept, in the order of a list."""
    authors = [
        {"family": "Beauvoir", "given": "Simone", "non-dropping-particle": "de"},
        {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
        {"family": "Goethe", "given": "Johann Wolfgang", "dropping-particle": "von"},
    ]
    record = read_record(write(tmp_path, json.dumps({"id": "x", "title": "T", "author": authors})))
    assert record is not None
    assert record.authors == (
        "de Beauvoir, Simone",
        "King, Martin Luther, Jr.",
        "Goethe, Johann Wolfgang von",
    )


@pytest.mark.parametrize(
    ("note", "licence"),
    [("© The authors, 2013.", "© The authors, 2013."), ("PMID: 9657791\nPMCID: PMC28605", None)],
)
def test_a_note_is_a_licence_where_it_speaks_of_rights(
    tmp_path: Path, note: str, licence: str | None
) -> None:
    """What managers keep in a note is often something else."""
    record = read_record(write(tmp_path, json.dumps({"id": "x", "title": "T", "note": note})))
    assert record is not None
    assert record.licence == licence


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "<Go to ISI>://000123", "x"])
def test_an_address_that_no_browser_should_open_is_not_taken(tmp_path: Path, url: str) -> None:
    """The record is kept without it."""
    record = read_record(write(tmp_path, json.dumps({"id": "x", "title": "T", "URL": url})))
    assert record == Record(key="x", title="T")


def test_markup_and_unseen_marks_are_no_part_of_a_title(tmp_path: Path) -> None:
    """Italics, breaks, control characters and marks that turn the writing round are taken out."""
    title = "Brown <i>et al.</i>\n and\tthe \u202eGP\x07 <span class='nocase'>co-op</span> 2 < 3"
    record = read_record(write(tmp_path, json.dumps({"id": "x", "title": title})))
    assert record is not None
    assert record.title == "Brown et al. and the GP co-op 2 < 3"


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
    "name",
    [
        "Paper One.csl.json",
        "Paper One.json",
        "Paper One.txt.csl.json",
        "Paper One.txt.json",
        "Paper One.CSL.JSON",
    ],
)
def test_where_a_record_may_stand(tmp_path: Path, name: str) -> None:
    """By the document's name, with its ending or without, in small letters or capitals."""
    (tmp_path / name).write_text(json.dumps(FULL))
    document = tmp_path / "Paper One.txt"
    assert record_beside(document) == tmp_path / name
    record = read_record(document)
    assert record is not None
    assert record.key == "brown-2003"
    assert record_beside(tmp_path / "Paper.txt") is None


RIS = "TY  - JOUR\nID  - brown-2003\nTI  - {title}\nER  - \n"


@pytest.mark.parametrize("name", ["Paper One.ris", "Paper One.RIS", "Paper One.Ris", "Paper One.txt.ris"])
def test_a_ris_file_may_stand_beside(tmp_path: Path, name: str) -> None:
    """Files of reference managers are found as well, in their usual spellings."""
    (tmp_path / name).write_text(RIS.format(title="T"))
    assert record_beside(tmp_path / "Paper One.txt") == tmp_path / name


def test_two_records_that_do_not_agree_are_refused(tmp_path: Path) -> None:
    """The message names both; which is right only a person can say."""
    document = write(tmp_path, json.dumps(FULL))
    other = tmp_path / "Paper One.ris"
    other.write_text(RIS.format(title="Another"))
    with pytest.raises(BadRecord) as caught:
        read_record(document)
    assert str(record_path(document)) in str(caught.value)
    assert str(other) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_records_that_say_the_same_are_one(tmp_path: Path) -> None:
    """The same entry twice, or with other white space, is no quarrel."""
    document = write(tmp_path, json.dumps(FULL))
    (tmp_path / "Paper One.json").write_text(json.dumps([FULL], indent=4))
    record = read_record(document)
    assert record is not None
    assert record.key == "brown-2003"


@pytest.mark.parametrize(
    "content",
    [
        '{"name": "package", "version": "1.0"}',
        '{"title": "A form", "type": "object", "id": 1}',
        "[1, 2]",
        "[]",
        "{",
        "",
        "[" * 10_000,
    ],
)
def test_other_json_is_no_record(tmp_path: Path, content: str) -> None:
    """A file of settings or data beside a document says nothing about it."""
    path = tmp_path / "Paper One.json"
    path.write_text(content)
    assert not is_record_file(path)
    assert record_beside(tmp_path / "Paper One.txt") is None


def test_what_is_a_record_file(tmp_path: Path) -> None:
    """By its ending, or for JSON by what it holds; a broken one by its full ending."""
    (tmp_path / "a.json").write_text(json.dumps([FULL]))
    assert is_record_file(tmp_path / "a.json")
    assert not is_record_file(tmp_path / "gone.json")
    (tmp_path / "b.csl.json").write_text("{")
    assert is_record_file(tmp_path / "b.csl.json")
    assert is_record_file(tmp_path / "c.RIS")
    assert is_record_file(tmp_path / "c.bib")
    assert not is_record_file(tmp_path / "c.txt")


def test_a_name_that_no_file_can_have_has_no_record(tmp_path: Path) -> None:
    """Absurd names and names that are no text end as no record, not as an error of ours."""
    assert record_beside(tmp_path / ("x" * 5_000 + ".txt")) is None
    assert record_beside(tmp_path / "a\0b.txt") is None
    strange = tmp_path / "caf\udce9.txt"
    strange.with_suffix(".csl.json").write_text("{")
    with pytest.raises(BadRecord) as caught:
        read_record(strange)
    assert str(caught.value).encode()  # can be written down


def test_an_ending_that_is_no_records(tmp_path: Path) -> None:
    """A record in a form that we do not read is refused, and those that we read are named."""
    with pytest.raises(BadRecord, match=r"one that ends in \.csl\.json, \.json, \.ris, \.bib"):
        parse_record(b"%0 Journal Article", "paper.enw", "paper")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Glasby, Jon", ("Glasby", "Jon", "")),
        ("King, Martin Luther, Jr.", ("King", "Martin Luther", "Jr.")),
        ("Kim, Sang In", ("Kim", "Sang In", "")),
        ("World Health Organization", None),
        ("Department of Health, Social Services and Public Safety", None),
        ("Plato", None),
        ("Brown,", None),
    ],
)
def test_the_parts_of_a_name(name: str, found: tuple[str, str, str] | None) -> None:
    """A person has a family name and given names; a body's name is one whole, commas and all."""
    assert parts(name) == found
    assert found is None or joined(*found) == name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Jon Glasby", "Glasby, Jon"),
        ("Rosa M. Halloran", "Halloran, Rosa M."),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Plato", "Plato"),
        ("Glasby, Jon", "Glasby, Jon"),
        ("Audit Commission", "Audit Commission"),
    ],
)
def test_a_name_as_it_is_written_is_turned(written: str, kept: str) -> None:
    """The family name comes first; names of bodies and single names stay."""
    assert inverted(written) == kept


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        ((), "A short title"),
        (("Miller, Robin",), "Miller"),
        (("Rummery, K", "Glendinning, C"), "Rummery and Glendinning"),
        (("Glasby, J", "Miller, R", "Posaner, R"), "Glasby et al."),
        (("Health Services Management Centre",), "Health Services Management Centre"),
        (("Ministry of Health, Wales",), "Ministry of Health, Wales"),
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
