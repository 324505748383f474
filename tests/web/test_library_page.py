"""The parts of the Library page: the table, receipts and progress say what is so, and nothing of it is markup."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.receipts import Action, AffectedCitation, CitationState, Outcome, Receipt, ReceiptLine
from ingest.store import RemovedSource, StoredSource
from ingest.types import Record
from tests.web.markup import parse
from web.ingest_progress import FileProgress, Progress, State
from web.keeping import Shelf
from web.library_forms import FIELDS, changes_in, values_of
from web.library_page import Note, Visitor, library_html
from web.library_progress import progress_html, progress_json
from web.library_receipts import receipt_html, removed_html, undo_html
from web.library_table import A_PAGE, Find, found, sources_html
from web.library_words import outcome_words, without_folders

HOSTILE = '</td><script>x</script><b onclick="x">"\'&\u202e'


def source(key: str, title: str = "", **fields: object) -> StoredSource:
    record = Record(key, title or key, **fields)  # type: ignore[arg-type]
    return StoredSource(1, key, f"/docs/{key}.txt", "0", record, None, len(key), 1)


SOURCES = (
    source("a", "zebra", year=2001, authors=("Brown, Lucy",)),
    source("bb", "Apple", year=1998),
    source("ccc", "mango", authors=("Brown, Ann", "Grey, Bo", "White, C")),
)


def titles(find: Find) -> list[str]:
    return [one.record.title for one in found(SOURCES, find)]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ({}, ["Apple", "mango", "zebra"]),
        ({"order": "desc"}, ["zebra", "mango", "Apple"]),
        ({"sort": "year"}, ["mango", "Apple", "zebra"]),
        ({"sort": "year", "order": "desc"}, ["zebra", "Apple", "mango"]),
        ({"sort": "passages"}, ["zebra", "Apple", "mango"]),
        ({"sort": "authors"}, ["Apple", "zebra", "mango"]),
        ({"sort": "kind"}, ["Apple", "mango", "zebra"]),
        ({"sort": "__class__", "order": "x", "page": "-3"}, ["Apple", "mango", "zebra"]),
        ({"q": "BROWN"}, ["mango", "zebra"]),
        ({"q": "brown 2001"}, ["zebra"]),
        ({"q": "grey"}, ["mango"]),
        ({"q": "plain"}, ["Apple", "mango", "zebra"]),
        ({"q": "nothing of it"}, []),
    ],
)
def test_found_and_sorted(query: Mapping[str, str], order: list[str]) -> None:
    """By any column, either way; all the words, wherever they stand; nonsense is left out."""
    assert titles(Find.of(query)) == order


@given(st.dictionaries(st.sampled_from(["q", "sort", "order", "page"]), st.text(max_size=30)))
def test_an_address_leads_back_to_what_was_asked(query: dict[str, str]) -> None:
    """Whatever stands in it, it can be read, written and read again."""
    from urllib.parse import parse_qsl, urlsplit

    find = Find.of(query)
    again = Find.of(dict(parse_qsl(urlsplit(find.address()).query)))
    assert again == find
    parse(sources_html(SOURCES, find, True))


def test_a_long_table_is_paged() -> None:
    """Every source is on exactly one page, and the count says which are shown."""
    many = [source(f"key{n:04}") for n in range(2 * A_PAGE + 1)]
    seen: list[str] = []
    for page in (1, 2, 3):
        tree = parse(sources_html(many, Find(page=page), True))
        seen += [row.attributes["data-key"] for row in tree.all("tr") if "data-key" in row.attributes]
    assert seen == [one.key for one in many]
    last = parse(sources_html(many, Find(page=99), True))
    assert "201 to 201 shown" in last.all("p")[0].text
    assert [a.text for a in last.all("nav")[0].all("a") if a.attributes.get("aria-current")] == ["Page 3"]


def test_the_headings_say_how_it_is_sorted() -> None:
    """For ears; and the button turns the order round."""
    tree = parse(sources_html(SOURCES, Find(sort="year", words="e"), True))
    states = {
        th.all("button")[0].text: th.attributes.get("aria-sort") for th in tree.all("th") if th.all("button")
    }
    assert states.pop("Year") == "ascending"
    assert set(states.values()) == {None}
    year = next(th for th in tree.all("th") if "aria-sort" in th.attributes)
    hidden = {one.attributes["name"]: one.attributes["value"] for one in year.all("input")}
    assert hidden == {"q": "e", "order": "desc"}


def whole(writable: bool = True) -> str:
    record = Record(HOSTILE, HOSTILE, authors=(HOSTILE,), guessed=True)
    stored = StoredSource(1, HOSTILE, f"upload:{HOSTILE}.pdf", "0", record, None, 3, 1)
    line = ReceiptLine(
        HOSTILE, Outcome.REPLACED, HOSTILE, f"`{HOSTILE}`", warnings=(HOSTILE,),
        citations=(AffectedCitation(HOSTILE, HOSTILE, CitationState.GONE),),
    )  # fmt: skip
    failed = ReceiptLine(HOSTILE, Outcome.FAILED, reason=HOSTILE, protected=True)
    receipt = Receipt(1, HOSTILE, (line, failed))
    shelf = Shelf(1, (stored,), (RemovedSource(HOSTILE, record, 1),), (receipt,), receipt)
    files = (
        FileProgress("1", HOSTILE, State.FAILED, line=failed),
        FileProgress("2", HOSTILE, State.REFUSED, words=HOSTILE),
        FileProgress("3", HOSTILE, State.EMBEDDING, 1, 2),
    )
    visitor = Visitor("t") if writable else Visitor(why_not="no")
    return library_html(
        shelf, Progress(files, True, trouble=HOSTILE), Find(HOSTILE), visitor, Note(HOSTILE, undo=HOSTILE)
    )


@pytest.mark.parametrize("writable", [True, False])
def test_nothing_in_it_is_markup(writable: bool) -> None:
    """Keys, names, titles, reasons, quotes and what was searched for: all of it is text."""
    text = whole(writable)
    tree = parse(text.removeprefix("<!doctype html>"))
    assert not {"b", "img"} & tree.tags()
    assert len(tree.all("script")) == 1
    assert "\u202e" not in text
    assert "onclick" not in {name for one in tree.all("td") for name in one.attributes}
    assert len(tree.all("h1")) == 1


def test_ids_are_there_once() -> None:
    """A label or a link with two places to go to goes to the wrong one."""
    import re

    ids = re.findall(r' id="([^"]+)"', whole())
    assert len(ids) == len(set(ids))


LINES = (
    ReceiptLine("a.pdf", Outcome.ADDED, "a", "no record beside it: title, authors and year are guessed; mend them with `python -m ingest edit a`", pages=3, passages=7, warnings=("page 2 is a picture",)),
    ReceiptLine("b.pdf", Outcome.FAILED, reason="is protected by a password; `python -m ingest add b.pdf --password` asks for it", protected=True),
    ReceiptLine("c.txt", Outcome.DUPLICATE, "a", "the same content as a (upload:a.pdf); not added again"),
)  # fmt: skip


def test_a_receipt_says_everything() -> None:
    """Failures first, numbers, doubts; what the page has a button for is not told as a command."""
    tree = parse(receipt_html(Receipt(4, "2026-11-24T11:00:00+00:00", LINES)))
    assert (
        tree.all("summary")[0].text == "24 November 2026, 11:00 UTC: ingest, 1 added, 1 duplicate, 1 failed"
    )
    assert tree.all("time")[0].attributes["datetime"] == "2026-11-24T11:00:00+00:00"
    words = [item.all("p")[0].text for item in tree.all("li") if item.all("p")]
    assert words == [
        "Failed: is protected by a password",
        "Added as a: 3 pages, 7 passages",
        "Duplicate: the same content as a (a.pdf); not added again",
    ]
    notes = [item.text for item in tree.all("ul", "notes")[0].all("li")]
    assert notes == ["page 2 is a picture", "Its title, authors and year are guessed."]


@pytest.mark.parametrize(
    ("receipt", "at_work", "words"),
    [
        (Receipt(1, "x", finished=False), False, "stopped before its end"),
        (Receipt(1, "x", finished=False), True, "still at work"),
        (Receipt(1, "x", undone=True), False, "undone since"),
        (Receipt(1, "x", action=Action.REMOVE), False, "remove"),
    ],
)
def test_how_it_ended_is_said(receipt: Receipt, at_work: bool, words: str) -> None:
    """A receipt that is still being written is not called one that was stopped."""
    heading = parse(receipt_html(receipt, at_work)).all("summary")[0].text
    assert words in heading
    assert ("stopped" in heading) == (words == "stopped before its end")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (ReceiptLine("/d/a.txt", Outcome.REMOVED, "a", "removed; `python -m ingest restore` brings it back"), "Removed: a"),
        (ReceiptLine("/d/a.txt", Outcome.RESTORED, "a", "brought back as it was"), "Restored: a; brought back as it was"),
        (ReceiptLine("/d/a.txt", Outcome.REPLACED, "a", passages=2), "Replaced as a: 2 passages"),
        (ReceiptLine("/d/a.txt", Outcome.FAILED, reason="is `x`"), "Failed: is <code>x</code>"),
    ],
)  # fmt: skip
def test_outcomes_in_words(line: ReceiptLine, words: str) -> None:
    """What became of it, under which key, and why."""
    assert outcome_words(line) == words


def test_people_elsewhere_do_not_see_where_files_stand() -> None:
    """Names stay, folders do not, and addresses of the web are no folders."""
    line = ReceiptLine(
        "/home/ann/my reports/a.pdf", Outcome.UNCHANGED, "a",
        "it was at /srv/old place/a.pdf before; the same content as b (/srv/b.txt); see https://example.org/x/y",
        warnings=("and/or is no folder",),
    )  # fmt: skip
    (bare,) = without_folders(Receipt(1, "x", (line,))).lines
    assert bare.path == "a.pdf"
    assert bare.reason == "it was at a.pdf before; the same content as b (b.txt); see https://example.org/x/y"
    assert bare.warnings == line.warnings


def test_a_long_receipt_is_cut_and_says_so() -> None:
    """What failed is not among what is cut."""
    lines = tuple(ReceiptLine(f"{n}.txt", Outcome.ADDED, str(n)) for n in range(99)) + LINES[1:2]
    tree = parse(receipt_html(Receipt(1, "x", lines), most=10))
    assert "b.pdf" in tree.text
    assert "90 more lines" in tree.text


def test_read_only_has_no_buttons() -> None:
    """Neither to undo nor to restore."""
    removed = removed_html([RemovedSource("a", Record("a", "A"), 2)], "")
    assert parse(removed).all("button") == []
    assert undo_html(Receipt(1, "x", LINES), "") == ""


def test_progress_in_words_and_numbers() -> None:
    """What the script shows is what the page shows."""
    files = (
        FileProgress("1", "a", State.WAITING),
        FileProgress("2", "b", State.READING),
        FileProgress("3", "c", State.EMBEDDING, 5, 10),
        FileProgress("4", "d", State.DONE, line=LINES[0]),
    )
    told = progress_json(Progress(files, True), "t")
    assert [file["words"] for file in told["files"][:3]] == [
        "Waiting for its turn", "Reading", "Passages embedded: 5 of 10",
    ]  # fmt: skip
    assert told["heading"] == "Taking in 4 files: 1 done"
    assert told["said"] == ""
    shares = [file["share"] for file in told["files"]]
    assert shares[1] is None
    assert 0.5 < (shares[2] or 0) < 0.6
    assert 0 < told["share"] < 1
    assert ["html" in file for file in told["files"]] == [False, False, False, True]
    tree = parse(progress_html(Progress(files, True), "t"))
    bars = [bar.attributes.get("value") for bar in tree.all("ul", "files")[0].all("progress")]
    assert bars == ["0.000", None, "0.575"]


def test_the_end_is_said_once_and_whole() -> None:
    """To ears as well: how many became what, and why it ended."""
    files = (FileProgress("1", "a", State.DONE, line=LINES[0]), FileProgress("2", "b", State.LEFT))
    told = progress_json(Progress(files, trouble="The disk is full."), "t")
    assert told["said"] == "Finished. 2 files: 1 added, 1 not taken in. The disk is full."
    assert "hidden" not in parse(progress_html(Progress(files), "t")).all("form")[1].attributes


@given(
    st.builds(
        Record,
        key=st.just("k"),
        title=st.text(min_size=1, max_size=20),
        authors=st.lists(st.text(max_size=9), max_size=3).map(tuple),
        year=st.none() | st.integers(1000, 2020),
        doi=st.none() | st.text(max_size=9),
    )
)
def test_a_form_sent_back_unchanged_changes_nothing(record: Record) -> None:
    """Whatever an older file brought in: nobody is made to mend what they did not touch."""
    values = {
        name: words.replace("\n", "\r\n") for name, words in values_of(record).items() if "\r" not in words
    }
    values |= {name: words for name, words in values_of(record).items() if "\r" in words}
    changes, errors = changes_in(values, record)
    assert errors == {}
    assert [name for name in FIELDS if getattr(changes, name) is not None] == []
