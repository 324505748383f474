"""The parts of the Library page: the table, receipts and progress say what is so, and nothing of it is markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ledger import Change
from ingest.receipts import Action, AffectedCitation, CitationState, Outcome, Receipt, ReceiptLine
from ingest.store import RemovedSource, StoredSource
from ingest.types import Record
from tests.web.markup import Element, parse
from web.ingest_progress import FileProgress, Progress, State
from web.keeping import Shelf
from web.library_forms import FIELDS, Form, changes_in, edit_html, values_of
from web.library_page import Note, all_removed_html, library_html
from web.library_progress import progress_html, progress_json
from web.library_receipts import receipt_html, undo_html
from web.library_removed import removed_html
from web.library_table import A_PAGE, found, sources_html
from web.library_words import outcome_words, without_folders
from web.visitor import Find, Visitor

HOSTILE = '</td><script>x</script><b onclick="x">"\'&\u202e'


def source(key: str, title: str = "", ending: str = "txt", **fields: object) -> StoredSource:
    record = Record(key, title or key, **fields)  # type: ignore[arg-type]
    return StoredSource(1, key, f"/docs/{key}.{ending}", "0", record, None, len(key), 1)


def table(sources: Sequence[StoredSource], find: Find) -> Element:
    return parse(sources_html(Shelf(1, tuple(sources)), Visitor("t", find=find)))


SOURCES = (
    source("a", "zebra", year=2001, authors=("Brown, Lucy",), guessed=True),
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
        ({"sort": "year"}, ["Apple", "zebra", "mango"]),
        ({"sort": "year", "order": "desc"}, ["zebra", "Apple", "mango"]),
        ({"sort": "passages"}, ["zebra", "Apple", "mango"]),
        ({"sort": "authors"}, ["zebra", "mango", "Apple"]),
        ({"sort": "authors", "order": "desc"}, ["mango", "zebra", "Apple"]),
        ({"sort": "kind"}, ["Apple", "mango", "zebra"]),
        ({"sort": "__class__", "order": "x", "page": "-3"}, ["Apple", "mango", "zebra"]),
        ({"q": "BROWN"}, ["mango", "zebra"]),
        ({"q": "brown 2001"}, ["zebra"]),
        ({"q": "grey"}, ["mango"]),
        ({"q": "plain"}, ["Apple", "mango", "zebra"]),
        ({"q": "ccc.txt"}, ["mango"]),
        ({"q": "docs"}, []),
        ({"q": "guessed"}, ["zebra"]),
        ({"q": "nothing of it"}, []),
    ],
)
def test_found_and_sorted(query: Mapping[str, str], order: list[str]) -> None:
    """By any column, either way, blanks last; all the words, wherever they stand, but in no folder."""
    assert titles(Find.of(query)) == order


@given(st.dictionaries(st.sampled_from(["q", "sort", "order", "page"]), st.text(max_size=30)))
def test_an_address_leads_back_to_what_was_asked(query: dict[str, str]) -> None:
    """Whatever stands in it, it can be read, written and read again."""
    from urllib.parse import parse_qsl, urlsplit

    find = Find.of(query)
    again = Find.of(dict(parse_qsl(urlsplit(find.address()).query)))
    assert again == find
    table(SOURCES, find)


def test_kinds_are_sorted_as_words_are() -> None:
    """Not all capitals first."""
    kinds = [source("p", ending="pdf"), source("w", ending="html"), source("t"), source("m", ending="md")]
    assert [one.key for one in found(kinds, Find(sort="kind"))] == ["m", "p", "t", "w"]


def test_the_table_says_when_each_came() -> None:
    """The day, not the number of a generation."""
    changes = (Change(1, Action.INGEST, "2026-11-24T11:00:00+00:00"),)
    tree = parse(sources_html(Shelf(1, SOURCES, changes=changes), Visitor("t")))
    assert {cell.text for cell in tree.all("td", "added")} == {"24 Nov 2026"}
    assert "eneration" not in tree.text


def test_a_long_table_is_paged() -> None:
    """Every source is on exactly one page, and the count says which are shown."""
    many = [source(f"key{n:04}") for n in range(2 * A_PAGE + 1)]
    seen: list[str] = []
    for page in (1, 2, 3):
        tree = table(many, Find(page=page))
        seen += [row.attributes["data-key"] for row in tree.all("tr") if "data-key" in row.attributes]
    assert seen == [one.key for one in many]
    last = table(many, Find(page=99))
    assert "201 to 201 shown" in last.all("p")[0].text
    assert [a.text for a in last.all("nav")[0].all("a") if a.attributes.get("aria-current")] == ["Page 3"]


def test_the_headings_say_how_it_is_sorted() -> None:
    """For ears; and the button turns the order round."""
    tree = table(SOURCES, Find(sort="year", words="e"))
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
    gone = tuple(RemovedSource(HOSTILE, record, n) for n in (1, 2, 2))
    changes = (Change(1, Action.REMOVE, HOSTILE), Change(2, Action.UNDO, HOSTILE))
    shelf = Shelf(1, (stored,), gone, (receipt,), receipt, changes=changes)
    files = (
        FileProgress("1", HOSTILE, State.FAILED, line=failed),
        FileProgress("2", HOSTILE, State.REFUSED, words=HOSTILE),
        FileProgress("3", HOSTILE, State.EMBEDDING, 1, 2),
    )
    visitor = Visitor("t" if writable else "", "" if writable else "no", Find(HOSTILE))
    return library_html(shelf, Progress(files, True, trouble=HOSTILE), visitor, Note(HOSTILE, undo=HOSTILE))


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
        (
            ReceiptLine("dup.txt", Outcome.ADDED, "dup-3", "a document of a like name is there already (dup, upload:dup.txt): this one is dup-3; if it is a new version, remove dup-3 and add it with --replaces dup"),
            "Added as dup-3: a document of a like name is there already (dup, dup.txt): this one is dup-3; if it is a new version, remove dup-3 and use Replace beside dup",
        ),
        (
            ReceiptLine("b.txt", Outcome.FAILED, reason="its record's key k is that of another document (upload:a.txt); give it another id, or, if this is a new version of it, add it with --replaces k"),
            "Failed: its record&#x27;s key k is that of another document (a.txt); give it another id, or, if this is a new version of it, use Replace beside k",
        ),
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


@pytest.mark.parametrize(
    ("receipt", "name"),
    [
        (Receipt(1, "x", (ReceiptLine("/d/a.txt", Outcome.EDITED, "alpha"),), Action.EDIT), "alpha"),
        (Receipt(1, "x", (ReceiptLine("/d/a b.txt", Outcome.DUPLICATE, "alpha"),)), "a b.txt"),
        (Receipt(1, "x", (ReceiptLine("upload:a.txt", Outcome.FAILED),)), "a.txt"),
    ],
)
def test_receipts_of_one_line_are_told_apart(receipt: Receipt, name: str) -> None:
    """By the source, or by the file where one was put in."""
    assert parse(receipt_html(receipt)).all("summary")[0].text.endswith(f"({name})")


def gone_together(count: int) -> Shelf:
    """So many sources that one undo took away, and one that was removed before."""
    gone = [RemovedSource(f"key-{n:02}", Record(f"key-{n:02}", f"Title {n}"), 9) for n in range(count)]
    gone.append(RemovedSource("old", Record("old", "Old"), 3))
    changes = (
        Change(2, Action.INGEST, "2026-11-23T10:00:00+00:00"),
        Change(3, Action.REMOVE, "2026-11-23T11:00:00+00:00"),
        Change(9, Action.UNDO, "2026-11-24T11:00:00+00:00"),
    )
    return Shelf(9, (), tuple(gone), changes=changes)


def test_what_went_together_can_come_back_together() -> None:
    """One button for the whole of one change; each also by itself, and told by its key."""
    tree = parse(removed_html(gone_together(3), Visitor("t", find=Find("trust"))))
    assert [head.text for head in tree.all("h3")] == ["3 sources removed 24 November 2026, 11:00 UTC"]
    actions = [form.attributes["action"] for form in tree.all("form")]
    assert actions[0] == "/library/restore-all/9?q=trust"
    assert actions[1:] == [f"/library/restore/{key}?q=trust" for key in ("key-00", "key-01", "key-02", "old")]
    bylines = [line.text for line in tree.all("p", "quiet")]
    assert bylines[0] == "key key-00"
    assert bylines[-1] == "key old · removed 23 November 2026, 11:00 UTC"


def test_many_removed_sources_are_cut_and_all_shown_elsewhere() -> None:
    """What is left out is called neither earlier nor lost, and no command has to be typed."""
    shelf = gone_together(43)
    tree = parse(removed_html(shelf, Visitor("t")))
    assert len(tree.all("li")) == 30
    assert tree.all("h3")[0].text.startswith("43 sources removed")
    assert "And 13 more that went with them." in tree.text
    assert "earlier" not in tree.text
    assert "python" not in tree.text
    assert [link.attributes["href"] for link in tree.all("a")] == ["/library/removed"]
    whole = parse(all_removed_html(shelf, Visitor("t")).removeprefix("<!doctype html>"))
    assert len(whole.all("ul", "removed")[0].all("li")) == 43
    assert "key old" in whole.text


def test_an_undo_asks_first() -> None:
    """How many documents it takes back, and what becomes of them."""
    lines = tuple(ReceiptLine(f"{n}.txt", Outcome.ADDED, f"k{n}") for n in range(40))
    tree = parse(undo_html(Receipt(7, "2026-11-24T11:00:00+00:00", lines), Visitor("t")))
    asks = tree.all("a", "asks")[0]
    assert asks.attributes["href"] == "/library/undo/7"
    dialog = tree.all("dialog")[0]
    assert dialog.attributes["id"] == asks.attributes["data-dialog"]
    assert dialog.all("h2")[0].text == "Take back 40 documents?"
    assert "(k0, k1, k2, k3, k4 and 35 more)" in dialog.text
    assert "can be brought back" in dialog.text
    assert [form.attributes["action"] for form in tree.all("form")] == ["/library/undo/7"]


def test_an_undo_says_what_it_brings_and_takes() -> None:
    """By what the change had done."""
    outcomes = (Outcome.REPLACED, Outcome.REMOVED, Outcome.EDITED, Outcome.FAILED)
    lines = tuple(ReceiptLine("x", outcome, outcome.value) for outcome in outcomes)
    dialog = parse(undo_html(Receipt(7, "x", lines), Visitor("t"))).all("dialog")[0]
    assert dialog.all("h2")[0].text == "Undo the last change?"
    words = dialog.all("p")[1].text
    assert words.count("1 source will") == 3
    assert "to have the newer one again, put it in again" in words


def test_read_only_has_no_buttons() -> None:
    """Neither to undo nor to restore."""
    visitor = Visitor(why_not="no")
    assert parse(removed_html(gone_together(2), visitor)).all("button") == []
    assert undo_html(Receipt(1, "x", LINES), visitor) == ""


def test_progress_in_words_and_numbers() -> None:
    """What the script shows is what the page shows."""
    files = (
        FileProgress("1", "a", State.WAITING),
        FileProgress("2", "b", State.READING),
        FileProgress("3", "c", State.EMBEDDING, 5, 10),
        FileProgress("4", "d", State.DONE, line=LINES[0]),
    )
    told = progress_json(Progress(files, True), Visitor("t"))
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
    tree = parse(progress_html(Progress(files, True), Visitor("t")))
    bars = [bar.attributes.get("value") for bar in tree.all("ul", "files")[0].all("progress")]
    assert bars == ["0.000", None, "0.575"]


def test_what_was_refused_is_not_what_is_done() -> None:
    """It is told apart, and the bar over all files is that of the one file that is taken in."""
    files = (
        FileProgress("1", "film.mp4", State.REFUSED, words="no reader"),
        FileProgress("2", "c", State.EMBEDDING, 5, 10),
    )
    told = progress_json(Progress(files, True), Visitor("t"))
    assert told["heading"] == "Taking in 1 file: 0 done, 1 refused"
    assert told["share"] == told["files"][1]["share"]


def test_the_end_is_said_once_and_whole() -> None:
    """To ears as well: how many became what, and why it ended."""
    files = (FileProgress("1", "a", State.DONE, line=LINES[0]), FileProgress("2", "b", State.LEFT))
    told = progress_json(Progress(files, trouble="The disk is full."), Visitor("t"))
    assert told["said"] == "Finished. 2 files: 1 added, 1 not taken in. The disk is full."
    assert "hidden" not in parse(progress_html(Progress(files), Visitor("t"))).all("form")[1].attributes


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


def test_the_type_is_chosen_from_a_list() -> None:
    """By names that people have for it; what an older file brought in stays choosable."""
    tree = parse(form_of(Record("k", "K", type="odd-type")).removeprefix("<!doctype html>"))
    options = {one.attributes["value"]: one for one in tree.all("select")[0].all("option")}
    assert options["article-journal"].text == "Journal article"
    assert options["legal_case"].text == "Legal case"
    assert [code for code, one in options.items() if "selected" in one.attributes] == ["odd-type"]


def form_of(record: Record) -> str:
    stored = StoredSource(1, record.key, "upload:k.txt", "0", record, None, 1, 1)
    return edit_html(stored, Form.of(record), Visitor("t"))


def test_a_type_that_is_none_is_a_short_error() -> None:
    """Nobody reads forty-five codes."""
    _, errors = changes_in({**values_of(Record("k", "K")), "type": "banana"}, Record("k", "K"))
    assert errors == {"type": "Choose one from the list."}
