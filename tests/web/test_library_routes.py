"""The Library page without a script: what a person asks for by links and forms is done, or said why not."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from ingest import changing, database
from ingest.receipts import Action, Outcome, Receipt, SavedCitation
from tests.fakes import prose, write_document
from tests.web.fakes import TOKEN, add, client_of, desk_over
from tests.web.markup import Element, parse
from web.keeping import AT_WORK
from web.library_desk import Desk
from web.library_progress import ProgressJson

OWN = {"origin": "http://127.0.0.1:7860"}
RIS = b"TY  - JOUR\nTI  - Out of a file\nAU  - Rummery, Kirstein\nPY  - 1999\nJO  - BMJ\nER  - \n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    add(tmp_path, "alpha", title="Alpha", author=[{"family": "Glasby", "given": "Jon"}])
    add(tmp_path, "beta", title="Beta", issued={"date-parts": [[1998]]})
    made = desk_over(tmp_path / "library")
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with client_of(desk) as made:
        made.headers.update(OWN)
        yield made


def page(client: TestClient, path: str = "") -> Element:
    return parse(client.get(f"/library{path}").text.removeprefix("<!doctype html>"))


def titles(client: TestClient) -> list[str]:
    return [row.all("a")[0].text for row in page(client).all("tr")[1:]]


def said(answer: str) -> str:
    """The words of the message at the top of a page."""
    notes = parse(answer.removeprefix("<!doctype html>")).all("div", "note")
    return notes[0].all("p")[0].text if notes else ""


def test_removed_and_brought_back(client: TestClient) -> None:
    """The page asks first, says what it did, and offers the way back; so does the list of removed sources."""
    asked = page(client, "/remove/alpha")
    assert asked.all("h1")[0].text == "Remove this source?"
    assert titles(client) == ["Alpha", "Beta"]
    done = client.post("/library/remove/alpha", data={"token": TOKEN})
    assert said(done.text) == "Removed “Alpha”."
    assert titles(client) == ["Beta"]
    forms = [
        form.attributes.get("action") for form in parse(done.text.removeprefix("<!doctype html>")).all("form")
    ]
    assert forms.count("/library/restore/alpha") == 2
    back = client.post("/library/restore/alpha", data={"token": TOKEN})
    assert said(back.text) == "“Alpha” is back, as it was."
    assert titles(client) == ["Alpha", "Beta"]
    twice = client.post("/library/restore/alpha", data={"token": TOKEN})
    assert twice.status_code == 400
    assert "nothing to restore" in said(twice.text)


def undo_address(client: TestClient) -> str:
    return page(client).all("a", "asks")[0].attributes["href"]


def test_the_last_change_is_undone(client: TestClient, desk: Desk) -> None:
    """What it would take back is said, and asked about; not twice, nor where something else came between."""
    assert "1 added (beta)" in page(client).all("div", "undo")[0].text
    seen = undo_address(client)
    assert client.get(seen).status_code == 200
    client.post("/library/remove/alpha", data={"token": TOKEN})
    for late in (client.get(seen), client.post(seen, data={"token": TOKEN})):
        assert late.status_code == 400
        assert "has changed since" in said(late.text)
    assert titles(client) == ["Beta"]
    asked = page(client, undo_address(client).removeprefix("/library"))
    assert asked.all("h1")[0].text == "Undo the last change?"
    assert titles(client) == ["Beta"]
    done = client.post(asked.all("form")[0].attributes["action"], data={"token": TOKEN})
    assert said(done.text) == "The last change is undone: 1 restored."
    assert titles(client) == ["Alpha", "Beta"]
    assert page(client).all("div", "undo") == []
    assert desk.keeper.shelf().receipts[0].action is Action.UNDO


def test_an_undone_ingest_is_brought_back_whole(client: TestClient, desk: Desk) -> None:
    """By one button, as one change, which can be undone itself; the list of files does not go on about them."""
    files = [("files", (f"new{n}.txt", prose(f"new{n}").encode())) for n in range(3)]
    client.post("/library/upload", data={"token": TOKEN}, files=files)
    wait(client)
    done = client.post(undo_address(client), data={"token": TOKEN})
    assert said(done.text) == "The last change is undone: 3 removed."
    assert titles(client) == ["Alpha", "Beta"]
    assert client.get("/library/progress").json()["files"] == []
    generation = desk.keeper.shelf().receipts[0].generation
    ways = [form.attributes.get("action") for form in parse(plain(done.text)).all("form")]
    assert ways.count(f"/library/restore-all/{generation}") == 2  # in the message, and beside the list
    back = client.post(f"/library/restore-all/{generation}", data={"token": TOKEN})
    assert said(back.text) == "3 sources are back, as before."
    assert len(titles(client)) == 5
    newest = desk.keeper.shelf().receipts[0]
    assert (newest.action, len(newest.lines)) == (Action.RESTORE, 3)
    twice = client.post(f"/library/restore-all/{generation}", data={"token": TOKEN})
    assert (twice.status_code, "back already" in said(twice.text)) == (400, True)
    client.post(undo_address(client), data={"token": TOKEN})
    assert titles(client) == ["Alpha", "Beta"]


def plain(answer: str) -> str:
    return answer.removeprefix("<!doctype html>")


def test_search_and_sort_stay(client: TestClient) -> None:
    """Through each question, each form, each answer, and on the way back."""
    found = "?q=a&sort=year&order=desc"
    start = page(client, found)
    links = {
        link.attributes["class"]: link.attributes["href"]
        for link in start.all("a")
        if "class" in link.attributes
    }
    for what in ("remove", "edit", "replace"):
        assert links[what].endswith(found)
        tree = parse(plain(client.get(links[what]).text))
        backs = [
            link.attributes["href"]
            for link in tree.all("a")
            if link.text in ("Back to the library", "Leave it as it is", "Keep it as it is")
        ]
        assert backs == [f"/library{found}#sources"] * 2
    removed = client.post(f"/library/remove/alpha{found}", data={"token": TOKEN})
    ways = [form.attributes["action"] for form in parse(plain(removed.text)).all("form", "act")]
    posts = [way for way in ways if "/restore/" in way or "/undo/" in way]
    assert len(posts) == 3
    for answer in (removed, client.post(posts[0], data={"token": TOKEN})):
        tree = parse(plain(answer.text))
        box = next(one for one in tree.all("input") if one.attributes.get("id") == "q")
        assert box.attributes["value"] == "a"
        sorts = [
            th.attributes["class"] for th in tree.all("th") if th.attributes.get("aria-sort") == "descending"
        ]
        assert sorts == ["year"]
        assert said(answer.text)
    uploaded = client.post(
        f"/library/upload{found}", data={"token": TOKEN}, files=[("files", ("x.mp4", b"x"))]
    )
    assert str(uploaded.url).endswith(f"/library{found}#progress-heading")
    wait(client)


def chosen(form: Element) -> str:
    """The type that stands in the form."""
    options = form.all("select")[0].all("option")
    return next(one.attributes["value"] for one in options if "selected" in one.attributes)


def test_a_record_is_edited(client: TestClient, desk: Desk) -> None:
    """Every field comes up as it is, and is kept as it was entered; the key stays."""
    form = page(client, "/edit/alpha").all("form", "record")[0]
    fields = {one.attributes["name"]: one.attributes.get("value", "") for one in form.all("input")}
    fields |= {one.attributes["name"]: one.text.removeprefix("\n") for one in form.all("textarea")}
    fields["type"] = chosen(form)
    assert (fields["title"], fields["authors"]) == ("Alpha", "Glasby, Jon")
    changed = {
        "title": "Alpha & <Omega>",
        "authors": "Glasby, Jon\r\nNHS England\r\n",
        "year": "2013",
        "doi": "",
    }
    done = client.post("/library/edit/alpha", data={**fields, **changed})
    assert said(done.text) == "The record of “Alpha & <Omega>” is saved."
    record = desk.keeper.source("alpha").record
    assert (record.title, record.authors, record.year) == (
        "Alpha & <Omega>",
        ("Glasby, Jon", "NHS England"),
        2013,
    )


def test_wrong_fields_are_named(client: TestClient, desk: Desk) -> None:
    """All of them at once, in a summary that leads to each and beside each; nothing is saved or lost."""
    was = parse(client.get("/library/edit/alpha").text.removeprefix("<!doctype html>"))
    mark = next(one for one in was.all("input") if one.attributes["name"] == "was").attributes["value"]
    wrong = {
        "title": " ",
        "authors": "A; B",
        "year": "20x",
        "doi": "none",
        "url": "javascript:1",
        "licence": "CC BY",
    }
    answer = client.post(
        "/library/edit/alpha", data={"token": TOKEN, "was": mark, "type": "document", **wrong}
    )
    tree = parse(answer.text.removeprefix("<!doctype html>"))
    assert answer.status_code == 422
    links = [link.attributes["href"] for link in tree.all("div", "summary")[0].all("a")]
    assert links == ["#title", "#year", "#doi", "#url"]
    controls = {
        one.attributes["id"]: one
        for one in [*tree.all("input"), *tree.all("textarea")]
        if "id" in one.attributes
    }
    for name in ("title", "year", "doi", "url"):
        assert controls[name].attributes["aria-invalid"] == "true"
        assert f"{name}-error" in controls[name].attributes["aria-describedby"]
    assert controls["licence"].attributes["value"] == "CC BY"
    assert controls["authors"].text.strip() == "A; B"
    assert desk.keeper.source("alpha").record.title == "Alpha"


def test_two_who_edit_one_record(client: TestClient, desk: Desk) -> None:
    """The second is told, keeps what was entered, and decides."""
    mark = page(client, "/edit/alpha").all("form", "record")[0].all("input")[1].attributes["value"]
    mine = {"token": TOKEN, "was": mark, "type": "document", "authors": "Glasby, Jon"}
    client.post("/library/edit/alpha", data={**mine, "title": "First"})
    late = client.post("/library/edit/alpha", data={**mine, "title": "Second"})
    assert "changed elsewhere" in said(late.text)
    assert desk.keeper.source("alpha").record.title == "First"
    form = parse(late.text.removeprefix("<!doctype html>")).all("form", "record")[0]
    assert form.all("textarea")[0].text.strip() == "Second"
    again = form.all("input")[1].attributes["value"]
    client.post("/library/edit/alpha", data={**mine, "was": again, "title": "Second"})
    assert desk.keeper.source("alpha").record.title == "Second"


def test_a_guess_is_said_and_saved_as_known(client: TestClient, desk: Desk, tmp_path: Path) -> None:
    """In the table and over the form; saving it as it is makes it known."""
    add(tmp_path, "gamma", write_document(tmp_path / "gamma.txt", prose("gamma")))
    row = next(row for row in page(client).all("tr") if row.attributes.get("data-key") == "gamma")
    assert "record guessed" in row.text
    tree = page(client, "/edit/gamma")
    assert "guessed" in tree.all("p", "note")[0].text
    form = tree.all("form", "record")[0]
    fields = {one.attributes["name"]: one.attributes.get("value", "") for one in form.all("input")}
    fields |= {one.attributes["name"]: one.text.removeprefix("\n") for one in form.all("textarea")}
    fields["type"] = chosen(form)
    client.post("/library/edit/gamma", data=fields)
    assert not desk.keeper.source("gamma").record.guessed


def test_a_record_file_fills_the_form(client: TestClient, desk: Desk) -> None:
    """Nothing is saved before a person has looked at it; what is no record is said."""
    filled = client.post("/library/fill/alpha", data={"token": TOKEN}, files={"file": ("a.ris", RIS)})
    tree = parse(filled.text.removeprefix("<!doctype html>"))
    assert "Filled in from a.ris" in said(filled.text)
    assert [area.text.strip() for area in tree.all("textarea")] == ["Out of a file", "Rummery, Kirstein"]
    assert desk.keeper.source("alpha").record.title == "Alpha"
    for name, content in (("a.ris", b"nonsense"), ("a.pdf", b"%PDF"), ("", b"")):
        bad = client.post("/library/fill/alpha", data={"token": TOKEN}, files={"file": (name, content)})
        assert bad.status_code == 400
        assert said(bad.text) or not name
    assert desk.keeper.source("alpha").record.title == "Alpha"


def test_while_another_ingest_is_at_work(client: TestClient, tmp_path: Path) -> None:
    """Each change says so at once, though the command line would wait; the page is still there to be read."""
    undo = undo_address(client)
    with database.writer_lock(tmp_path / "library"):
        for path in ("/library/remove/alpha", undo):
            started = time.monotonic()
            refused = client.post(path, data={"token": TOKEN})
            assert time.monotonic() - started < 3
            assert refused.status_code == 409
            assert said(refused.text) == AT_WORK
        assert titles(client) == ["Alpha", "Beta"]


def test_what_is_removed_already_is_said_so(client: TestClient, tmp_path: Path) -> None:
    """In a second tab, and with no command to type."""
    client.post("/library/remove/alpha", data={"token": TOKEN})
    again = client.post("/library/remove/alpha", data={"token": TOKEN})
    assert again.status_code == 404
    assert said(again.text) == "Nothing was changed: it has been removed already, perhaps in another tab."
    changing.purge(tmp_path / "library", ["alpha"])
    erased = client.post("/library/restore/alpha", data={"token": TOKEN})
    assert said(erased.text) == "Nothing was changed: it was erased meanwhile, and cannot be brought back."


def test_uploaded_without_a_script(client: TestClient, desk: Desk) -> None:
    """All files in one form, records and refusals included; the page shows how far they are."""
    files = [
        ("files", ("new.txt", prose("new").encode())),
        ("files", ("new.ris", RIS)),
        ("files", ("film.mp4", b"x")),
        ("files", ("orphan.ris", RIS)),
        ("files", ("", b"")),
    ]
    started = client.post("/library/upload", data={"token": TOKEN}, files=files)
    assert started.status_code == 200
    assert "progress-heading" in started.text
    told = wait(client)
    assert told["heading"] == "3 files: 1 added, 2 refused"
    assert told["said"].startswith("Finished.")
    assert [file["name"] for file in told["files"]] == ["film.mp4", "orphan.ris", "new.txt"]
    receipts = TypeAdapter(list[Receipt]).validate_json(client.get("/library/receipts.json").content)
    lines = {line.path: line for receipt in receipts for line in receipt.lines}
    assert (lines["film.mp4"].outcome, lines["orphan.ris"].outcome) == (Outcome.FAILED, Outcome.FAILED)
    assert lines["film.mp4"].reason.startswith("files that end in .mp4 are not read")
    assert titles(client) == ["Alpha", "Beta", "Out of a file"]
    client.post("/library/clear", data={"token": TOKEN})
    assert client.get("/library/progress").json()["files"] == []


def test_what_the_script_does_not_send_is_refused_by_the_same_words(client: TestClient) -> None:
    """It gives name and size only; the file is counted and on record with the rest."""

    def tell(name: str, size: int) -> str:
        headers = {
            "x-token": TOKEN,
            "x-batch": "b",
            "x-name": name,
            "x-size": str(size),
            "accept": "application/json",
        }
        answer = client.post("/library/file", content=b"", headers=headers)
        assert answer.status_code != 200
        return str(answer.json()["words"])

    assert tell("old.doc", 5).startswith(
        "old.doc: files that end in .doc are not read; open it in a word processor"
    )
    assert tell("big.pdf", 300 << 20).startswith("big.pdf: is larger than 200 MB")
    assert tell("lost.txt", 7).startswith("lost.txt: 0 of 7 bytes arrived")
    client.post("/library/start", data={"token": TOKEN, "batch": "b"})
    told = wait(client)
    assert told["heading"] == "3 files: 3 refused"
    newest = TypeAdapter(list[Receipt]).validate_json(client.get("/library/receipts.json").content)[0]
    assert [line.path for line in newest.lines] == ["old.doc", "big.pdf", "lost.txt"]
    assert "the most that the page takes" in newest.lines[1].reason


def test_a_replacement_that_is_there_already_replaces_nothing(client: TestClient, desk: Desk) -> None:
    """And says so."""
    beta = desk.keeper.original("beta")[1]
    files = [("files", ("new.txt", beta))]
    client.post("/library/upload", data={"token": TOKEN, "replaces": "alpha"}, files=files)
    wait(client)
    words = page(client).all("li", "done")[0].all("p")[0].text
    assert words.startswith("Duplicate: the same content as beta")
    assert words.endswith("and alpha was not replaced")


def test_replaced_by_a_new_version(client: TestClient, desk: Desk) -> None:
    """The key and the record stay; the receipt says which saved citations it touches."""
    source = desk.keeper.source("alpha")
    quote = desk.keeper.original("alpha")[1].decode()[50:90]
    saved = SavedCitation("c1", "alpha", 50, 90, quote)
    changing.save_citations(desk.keeper._folder, [saved])
    files = [("files", ("other name.txt", prose("another").encode()))]
    client.post("/library/upload", data={"token": TOKEN, "replaces": "alpha"}, files=files)
    wait(client)
    now = desk.keeper.source("alpha")
    assert now.hash != source.hash
    assert now.record == source.record
    receipt = page(client).all("details")[0]
    assert "1 replaced" in receipt.all("summary")[0].text
    assert "Saved citation c1" in receipt.text
    unknown = client.post("/library/upload", data={"token": TOKEN, "replaces": "none"}, files=files)
    assert unknown.status_code == 404


def test_a_file_that_asks_for_a_password(client: TestClient, desk: Desk, tmp_path: Path) -> None:
    """It is kept, a wrong password is said, the right one takes it in, and no password is on record."""
    locked = pdf(
        "The doctors shared a building with the social workers, which helped them both.", "open sesame"
    )
    files = [("files", ("locked.pdf", locked)), ("files", ("open.txt", prose("open").encode()))]
    client.post("/library/upload", data={"token": TOKEN}, files=files)
    told = wait(client)
    assert told["heading"] == "2 files: 1 added, 1 failed"
    for words, password in (
        ("by a password", "wrong"),
        (", and the password given does not open it", "open sesame"),
    ):
        entry = next(
            one
            for one in page(client).all("li", "file")
            if one.all("span", "file-name")[0].text == "locked.pdf"
        )
        assert (
            entry.all("p", "file-words")[0].text
            == f"Failed: is protected{'' if words[0] == ',' else ' '}{words}"
        )
        fields = {one.attributes["name"]: one.attributes.get("value", "") for one in entry.all("input")}
        client.post("/library/again", data={**fields, "password": password})
        told = wait(client)
    assert told["heading"] == "2 files: 2 added"
    assert desk.keeper.original("locked")[1] == locked
    assert "sesame" not in client.get("/library/receipts.json").text
    gone = client.post("/library/again", data={"token": TOKEN, "file": "nothing", "password": "x"})
    assert "no longer here" in said(gone.text)


def pdf(words: str, password: str) -> bytes:
    plain, kept = io.BytesIO(), io.BytesIO()
    canvas = Canvas(plain)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(72, 700, words)
    canvas.save()
    writer = PdfWriter(clone_from=plain)
    writer.encrypt(password, algorithm="AES-256")
    writer.write(kept)
    return kept.getvalue()


def progress(client: TestClient) -> ProgressJson:
    told: ProgressJson = client.get("/library/progress").json()
    return told


def wait(client: TestClient) -> ProgressJson:
    until = time.monotonic() + 60
    while (told := progress(client))["running"]:
        assert time.monotonic() < until
        time.sleep(0.05)
    return told


def test_receipts_can_be_read_by_programs(client: TestClient) -> None:
    """The same as the command line gives, newest first."""
    kept = TypeAdapter(list[Receipt]).validate_json(client.get("/library/receipts.json").content)
    assert [receipt.generation for receipt in kept] == [2, 1]
    assert kept[0].lines[0].outcome is Outcome.ADDED
    assert "1 added" in page(client, "/receipts").all("details")[0].text


def test_a_library_that_is_not_there_yet_is_an_empty_one(tmp_path: Path) -> None:
    """The page teaches what to do."""
    desk = desk_over(tmp_path / "none")
    with client_of(desk) as client:
        answer = client.get("/library")
        receipts = client.get("/library/receipts")
    desk.close()
    assert "The library is empty" in answer.text
    assert 'id="upload"' in answer.text
    assert "Nothing has been done" in receipts.text


def test_a_broken_library_is_said(tmp_path: Path) -> None:
    """In words with what to do, not as a fault of the server."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.db").write_bytes(b"no database" * 1000)
    desk = desk_over(tmp_path / "library")
    with client_of(desk) as client:
        answer = client.get("/library")
    desk.close()
    assert answer.status_code == 409
    assert "is not a sound library" in said(answer.text)
