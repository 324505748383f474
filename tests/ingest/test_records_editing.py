"""Records edited by a person, written down, and settled with what stands beside the file."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.errors import UsageError
from ingest.records import (
    RecordChanges,
    Settled,
    authors_in,
    edit_record,
    fields,
    parse_record,
    settle,
    to_csl,
)
from ingest.types import Record

HELD = Record(
    key="glasby-2013",
    title="A guessed title",
    authors=("Glasby, Jon",),
    year=2012,
    publisher="NIHR",
    url="https://example.org/a",
    guessed=True,
)


# -- editing -----------------------------------------------------------------------------


def test_what_is_not_named_stays() -> None:
    """An edit without changes only says that the guess is right; the key never changes."""
    assert edit_record(HELD, RecordChanges()) == replace(HELD, guessed=False)


def test_every_field_can_be_changed() -> None:
    """Each lands in its own place, tidied."""
    changes = RecordChanges(
        title="  New   conversations ",
        type="Report",
        authors=("Glasby , Jon", "School for Social Care Research"),
        year=" 2013 ",
        container="Reviews",
        publisher="SSCR",
        volume="1",
        issue="2",
        pages="3–4",
        doi="https://doi.org/10.1136/bmj.317.7151.122",
        url="http://example.org/b?c=d",
        isbn="ISBN 978-1-90989-003-9",
        licence="© SSCR",
    )
    assert edit_record(HELD, changes) == Record(
        key="glasby-2013",
        title="New conversations",
        type="report",
        authors=("Glasby, Jon", "School for Social Care Research"),
        year=2013,
        container="Reviews",
        publisher="SSCR",
        volume="1",
        issue="2",
        pages="3–4",
        doi="10.1136/bmj.317.7151.122",
        url="http://example.org/b?c=d",
        isbn="978-1-90989-003-9",
        licence="© SSCR",
    )


def test_an_empty_text_clears() -> None:
    """Everything but title and key can be taken away."""
    changes = RecordChanges(
        type="", authors=(), year="", container="", publisher="", volume="", issue="", pages="", doi="",
        url=" ", isbn="", licence="",
    )  # fmt: skip
    assert edit_record(HELD, changes) == Record("glasby-2013", "A guessed title")


@pytest.mark.parametrize(
    ("changes", "named", "wanted"),
    [
        (RecordChanges(title=""), "title", "may not be empty"),
        (RecordChanges(title=" \u200b\x00 "), "title", "may not be empty"),
        (RecordChanges(title="x" * 2_001), "title", "2000 at most"),
        (RecordChanges(title="x" * 1_000_000), "title", "2000 at most"),
        (RecordChanges(type="novel"), "type", "article-journal"),
        (RecordChanges(authors=("x" * 301,)), "authors", "300 at most"),
        (RecordChanges(authors=("A, B; C, D",)), "authors", "each one apart"),
        (RecordChanges(authors=("a",) * 10_001), "authors", "10000 at most"),
        (RecordChanges(year="999"), "year", "from 1000 to"),
        (RecordChanges(year=str(datetime.date.today().year + 2)), "year", "from 1000 to"),
        (RecordChanges(year="2013a"), "year", "four digits"),
        (RecordChanges(year="June 2013"), "year", "four digits"),
        (RecordChanges(year="-2013"), "year", "four digits"),
        (RecordChanges(year="9" * 5_000), "year", "four digits"),
        (RecordChanges(doi="10.1136"), "DOI", "10.1234/abc"),
        (RecordChanges(doi="doi"), "DOI", "10.1234/abc"),
        (RecordChanges(url="javascript:alert(1)"), "URL", "http"),
        (RecordChanges(url="ftp://example.org"), "URL", "http"),
        (RecordChanges(url="https://a b"), "URL", "http"),
        (RecordChanges(url="https://" + "a" * 1_000), "URL", "1000 at most"),
        (RecordChanges(isbn="978-1-90989-003-8"), "ISBN", "digit"),
        (RecordChanges(licence="x" * 1_001), "licence", "1000 at most"),
    ],
)
def test_a_wrong_change_is_named(changes: RecordChanges, named: str, wanted: str) -> None:
    """One line that says which field, and what would do."""
    with pytest.raises(UsageError) as caught:
        edit_record(HELD, changes)
    words = str(caught.value)
    assert words.startswith(f"{named}: ")
    assert wanted in words
    assert "\n" not in words


def test_next_year_is_a_year() -> None:
    """Journals date ahead."""
    year = datetime.date.today().year + 1
    assert edit_record(HELD, RecordChanges(year=str(year))).year == year


@pytest.mark.parametrize(
    ("typed", "authors"),
    [
        ("Glasby, Jon; Miller, Robin", ("Glasby, Jon", "Miller, Robin")),
        ("Glasby, Jon\r\nSSCR\n\n", ("Glasby, Jon", "SSCR")),
        (" ; ", ()),
    ],
)
def test_authors_typed_into_one_field(typed: str, authors: tuple[str, ...]) -> None:
    """Semicolons or lines part them."""
    assert authors_in(typed) == authors


@given(st.builds(RecordChanges, **{name: st.none() | st.text(max_size=40) for name in
    ("title", "type", "year", "container", "publisher", "volume", "issue", "pages", "doi", "url", "isbn", "licence")},
    authors=st.none() | st.lists(st.text(max_size=20), max_size=3).map(tuple)))  # fmt: skip
def test_an_edited_record_is_clean_and_can_be_kept(changes: RecordChanges) -> None:
    """Whatever is typed: refused in words, or kept in a form that can be stored and written down."""
    try:
        record = edit_record(HELD, changes)
    except UsageError as error:
        assert "\n" not in str(error)
        return
    assert record.key == HELD.key
    assert record.title
    for value in (record.title, *record.authors, record.container or "", record.licence or ""):
        assert value == fields.clean(value)
        value.encode()  # no half characters
    assert parse_record(to_csl(record).encode(), "x.json", "x") == record


# -- CSL-JSON and back -------------------------------------------------------------------

_WORDS = st.text(max_size=30).map(fields.clean)
_TITLE = _WORDS.map(fields.title).filter(bool)
_NAME = st.one_of(
    _WORDS,
    st.tuples(_WORDS, _WORDS).map(", ".join),
    st.tuples(_WORDS, _WORDS, st.sampled_from(["Jr.", "III"])).map(", ".join),
    st.sampled_from(["Department of Health, Social Services and Public Safety", "Kim, Sang In", "Plato"]),
)
_OPTIONAL = _WORDS.map(lambda words: words or None)
RECORDS = st.builds(
    Record,
    key=st.from_regex(r"\w[\w.:-]{0,20}", fullmatch=True),
    title=_TITLE,
    type=st.sampled_from(sorted(fields.TYPES)),
    authors=st.lists(_NAME, max_size=4).map(lambda names: edit_record(HELD, RecordChanges(authors=tuple(
        name.replace(";", "") for name in names))).authors),
    year=st.none() | st.integers(1000, datetime.date.today().year + 1),
    container=_WORDS.map(lambda words: fields.title(words)),
    publisher=_OPTIONAL,
    volume=_OPTIONAL,
    issue=_OPTIONAL,
    pages=_OPTIONAL,
    doi=st.none() | st.text("abc().;:/<>[]", min_size=1, max_size=12).map(lambda s: fields.doi_in("10.1234/" + s)),
    url=st.sampled_from([None, "https://example.org/a?b=c#d", "http://x.org/(1)"]),
    isbn=st.sampled_from([None, "978-1-90989-003-9", "0-306-40615-2", "12345"]),
    licence=_OPTIONAL,
)  # fmt: skip


@given(RECORDS)
@example(Record("k", "2 < 3 <i", authors=("Brown, Louise", "A, B, C, D"), container="<b"))
def test_a_record_written_down_and_read_again_is_the_same(record: Record) -> None:
    """No field is lost or changed on the way, and the text is stable."""
    text = to_csl(record)
    again = parse_record(text.encode(), "x.csl.json", "x")
    assert again == record
    assert to_csl(again) == text


def test_the_form_of_csl_json() -> None:
    """Persons in parts, bodies whole, fields in a fixed order, empty ones left out."""
    record = Record("k", "Évaluation", "report", ("King, Martin, Jr.", "Audit Commission, The"), 2013)
    item = json.loads(to_csl(record))
    assert list(item) == ["id", "type", "title", "author", "issued"]
    assert item["author"] == [
        {"family": "King", "given": "Martin", "suffix": "Jr."},
        {"literal": "Audit Commission, The"},
    ]
    assert item["issued"] == {"date-parts": [[2013]]}
    assert "Évaluation" in to_csl(record)


def test_a_record_that_somebody_wrote_down_is_no_guess() -> None:
    """A guess that is exported and put beside the file counts as known from then on."""
    assert parse_record(to_csl(HELD).encode(), "x.json", "x") == replace(HELD, guessed=False)


# -- settling ----------------------------------------------------------------------------

BESIDE = Record("glasby-2013", "The record beside", year=2013)
EDITED = replace(BESIDE, title="As edited in the library")


@pytest.mark.parametrize(
    ("held", "last_seen", "now", "settled"),
    [
        # Nothing beside the file, before or now.
        (HELD, None, None, Settled(HELD, False)),
        # One appears: it wins over a guess, and the key stays.
        (HELD, None, BESIDE, Settled(BESIDE, True)),
        # It is as it was: what is held stays, edited or not.
        (BESIDE, BESIDE, BESIDE, Settled(BESIDE, False)),
        (EDITED, BESIDE, BESIDE, Settled(EDITED, False)),
        # It has gone: what is held stays.
        (EDITED, BESIDE, None, Settled(EDITED, False)),
        # It has changed: it wins.
        (BESIDE, BESIDE, replace(BESIDE, year=2014), Settled(replace(BESIDE, year=2014), True)),
        # It has changed to what is held already.
        (EDITED, BESIDE, EDITED, Settled(EDITED, False)),
    ],
)
def test_which_record_wins(
    held: Record, last_seen: Record | None, now: Record | None, settled: Settled
) -> None:
    """The file's when it has changed, else the library's."""
    assert settle(held, last_seen, now) == settled


def test_an_edit_that_is_lost_is_told() -> None:
    """A changed file beside the document takes the place of an edit, not in silence."""
    changed = replace(BESIDE, year=2014)
    settled = settle(EDITED, BESIDE, changed)
    assert (settled.record, settled.changed) == (changed, True)
    assert "edited in the library" in settled.words


def test_a_confirmed_guess_that_is_replaced_is_told() -> None:
    """What a person confirmed or edited before any record stood there counts as an edit too."""
    confirmed = edit_record(HELD, RecordChanges(year="2013"))
    assert "edited in the library" in settle(confirmed, None, BESIDE).words
    assert settle(HELD, None, BESIDE).words == ""


def test_the_key_stays() -> None:
    """Citations are made of it; another key in the file is told and not taken."""
    other = replace(BESIDE, key="glasby-review", year=2014)
    settled = settle(BESIDE, BESIDE, other)
    assert settled.record == replace(other, key="glasby-2013")
    assert settled.changed
    assert "says key glasby-review; the key stays glasby-2013" in settled.words


def test_a_key_alone_is_no_change() -> None:
    """Where only the key in the file is another, an edit in the library is kept."""
    settled = settle(EDITED, BESIDE, replace(BESIDE, key="other"))
    assert settled.record == EDITED
    assert not settled.changed
    assert "the key stays glasby-2013" in settled.words


@given(RECORDS, st.none() | RECORDS, st.none() | RECORDS)
def test_settling_twice_is_settling_once(held: Record, last_seen: Record | None, now: Record | None) -> None:
    """The key is always the held one, and what is settled stays settled."""
    once = settle(held, last_seen, now)
    assert once.record.key == held.key
    assert once.changed is (once.record != held)
    again = settle(once.record, now, now)
    assert again == Settled(once.record, False)
