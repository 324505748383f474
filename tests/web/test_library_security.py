"""Nobody but whoever sits at this machine changes the library, and nothing of a document is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from tests.fakes import write_document
from tests.web.fakes import TOKEN, add, client_of, desk_over
from web.keeping import Keeper
from web.library_desk import Desk
from web.security import LIBRARY_HEADERS, READ_ONLY, Gate, is_loopback

OWN = {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e'


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    add(tmp_path, "doc", title=HOSTILE, author=[{"literal": HOSTILE}])
    made = desk_over(tmp_path / "library")
    yield made
    made.close()


def keys(keeper: Keeper) -> list[str]:
    return [source.key for source in keeper.shelf().sources]


@pytest.mark.parametrize("name", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST"])
def test_this_machine_is_known(name: str) -> None:
    """Every address of the loopback network, and its name."""
    assert is_loopback(name)


@pytest.mark.parametrize(
    "name",
    ["0.0.0.0", "::", "192.168.1.2", "127.0.0.1.evil.example", "localhost.evil.example", "", "2130706433"],
)
def test_no_other_name_is_this_machine(name: str) -> None:
    """Bound to all addresses, or asked for under a name that only looks like ours."""
    assert not is_loopback(name)


@pytest.mark.parametrize(
    "changed",
    [
        {"host": "library.evil.example:7860"},  # its name was made to lead here
        {"host": "127.0.0.1.evil.example"},
        {"host": ""},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8000"},  # another server on this machine
        {"origin": "http://127.0.0.1:7860.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"x-forwarded-for": "203.0.113.5"},
        {"forwarded": "for=203.0.113.5"},
    ],
)
def test_a_request_from_elsewhere_changes_nothing(desk: Desk, changed: dict[str, str]) -> None:
    """One thing that does not fit is enough, whatever else fits, the token included."""
    with client_of(desk) as client:
        answer = client.post("/library/remove/doc", data={"token": TOKEN}, headers={**OWN, **changed})
    assert answer.status_code == 403
    assert "<h1>Not allowed here</h1>" in answer.text
    assert keys(desk.keeper) == ["doc"]


def test_a_request_that_does_not_say_where_it_comes_from_changes_nothing(desk: Desk) -> None:
    """A browser always says; what does not is not our page."""
    with client_of(desk) as client:
        answer = client.post("/library/remove/doc", data={"token": TOKEN})
    assert answer.status_code == 403
    assert keys(desk.keeper) == ["doc"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], "é"])
def test_without_the_token_nothing_changes(desk: Desk, token: str) -> None:
    """A page from before a restart is told to be loaded anew."""
    with client_of(desk) as client:
        for path in (
            "remove/doc",
            "undo/1",
            "restore-all/1",
            "start",
            "stop",
            "clear",
            "again",
            "edit/doc",
            "restore/doc",
        ):
            answer = client.post(f"/library/{path}", data={"token": token}, headers=OWN)
            assert answer.status_code == 403, path
            assert "Reload it" in answer.text
        sent = client.post(
            "/library/file",
            content=b"x",
            headers=[*OWN.items(), (b"x-token", token.encode()), ("x-name", "a.txt"), ("x-batch", "b")],
        )
    assert sent.status_code == 403
    assert keys(desk.keeper) == ["doc"]


def test_the_right_page_may(desk: Desk) -> None:
    """The same request with everything in place: the tests above fail for the reason they name."""
    with client_of(desk) as client:
        answer = client.post("/library/remove/doc", data={"token": TOKEN}, headers=OWN)
    assert answer.status_code == 200
    assert keys(desk.keeper) == []


@pytest.mark.parametrize(("writable", "host"), [(False, "127.0.0.1:7860"), (True, "library.example")])
def test_elsewhere_the_page_is_read_only_and_says_why(tmp_path: Path, writable: bool, host: str) -> None:
    """Nothing to change it with is shown, and the token is not given away."""
    add(tmp_path, "doc")
    whole = desk_over(tmp_path / "library")
    desk = Desk(whole.keeper, whole.ingests, whole.uploads, Gate(writable, TOKEN))
    with client_of(desk) as client:
        page = client.get("/library", headers={"host": host}).text
        forms = [
            client.get(f"/library/{what}/doc", headers={"host": host})
            for what in ("edit", "replace", "remove")
        ]
        progress = client.get("/library/progress", headers={"host": host})
        receipts = client.get("/library/receipts", headers={"host": host}).text
    desk.close()
    assert READ_ONLY.replace("`python -m ingest add`", "<code>python -m ingest add</code>") in page
    assert "The title of doc" in page
    assert "doc.txt" in page
    assert str(tmp_path) not in page + receipts
    for text in (page, receipts, *(form.text for form in forms)):
        assert TOKEN not in text
        assert 'method="post"' not in text
    assert [form.status_code for form in forms] == [403, 403, 403]
    assert progress.status_code == 403


def test_a_proxy_in_front_is_not_this_machine() -> None:
    """Through it anybody can come, and all of them look as if they sat here."""
    gate = Gate(True, TOKEN)
    assert gate.why_read_only(Headers({"host": "localhost:7860"})) == ""
    assert gate.why_read_only(Headers({"host": "localhost:7860", "via": "1.1 proxy"})) == READ_ONLY
    two = Headers(raw=[(b"host", b"localhost"), (b"host", b"evil.example")])
    assert gate.why_read_only(two) == READ_ONLY


def test_the_page_runs_no_script_but_its_own(desk: Desk) -> None:
    """The policy is strict, and the page keeps to it: no script, style or handler stands in it."""
    with client_of(desk) as client:
        pages = [
            client.get(f"/library{path}")
            for path in ("", "/edit/doc", "/remove/doc", "/replace/doc", "/receipts", "/removed", "/undo/1")
        ]
    for page in pages:
        assert page.headers["content-security-policy"] == LIBRARY_HEADERS["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert "<script>" not in page.text
        assert "<img" not in page.text
        assert "\u202e" not in page.text
        assert " style=" not in page.text
        assert " onerror=" not in page.text.replace("&quot;", '"').replace("img src=x onerror=", "")


def test_an_original_is_for_keeping_only(desk: Desk, tmp_path: Path) -> None:
    """Byte for byte, as an attachment, of its own kind, and never run or guessed at."""
    with client_of(desk) as client:
        answer = client.get("/library/original/doc")
        unknown = client.get("/library/original/nothing")
    assert answer.content == (tmp_path / "doc.txt").read_bytes()
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["content-disposition"].startswith('attachment; filename="doc.txt"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert unknown.status_code == 404


def test_an_original_with_a_strange_name(tmp_path: Path) -> None:
    """No name ends the header or begins another."""
    path = write_document(tmp_path / 'a"; x="é\u2028.txt', "One sentence of evidence helps.\n", "odd")
    desk = desk_over(tmp_path / "library")
    add(tmp_path, "odd", path)
    with client_of(desk) as client:
        answer = client.get("/library/original/odd")
    desk.close()
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="a__ x____.txt"; filename*='
    )


def test_what_was_said_cannot_be_put_in_an_address(desk: Desk) -> None:
    """The address names what was done; the words are ours."""
    with client_of(desk) as client:
        for query in ("said=removed&key=%3Cb%3E", "said=Call+0800", "said=gone&key=x", "q=%3Cscript%3E"):
            page = client.get(f"/library?{query}").text
            assert "0800" not in page
            assert "<b>" not in page
            assert "<script>" not in page


def test_too_much_is_refused_before_it_is_read(desk: Desk) -> None:
    """By what it says of its length, and by what comes where it says nothing."""

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"a=" + b"x" * 65_536 + b"&"

    with client_of(desk) as client:
        said = client.post("/library/undo/1", data={"token": TOKEN, "x": "y" * 2_000_000}, headers=OWN)
        unsaid = client.post(
            "/library/undo/1",
            content=endless(),
            headers={**OWN, "content-type": "application/x-www-form-urlencoded"},
        )
        file = client.post(
            "/library/file",
            content=b"x",
            headers={
                **OWN, "x-token": TOKEN, "x-name": "a.txt", "x-batch": "b", "accept": "application/json",
                "content-length": str(300 << 20),
            },
        )  # fmt: skip
    assert [said.status_code, unsaid.status_code, file.status_code] == [413, 413, 413]
    assert "more than can be sent" in file.json()["words"]


def test_nonsense_is_an_answer_in_words(desk: Desk) -> None:
    """A form that is none, and a source that is not there."""
    with client_of(desk) as client:
        broken = client.post(
            "/library/upload", content=b"nonsense", headers={**OWN, "content-type": "multipart/form-data"}
        )
        missing = client.get("/library/edit/nothing")
        number = client.post(f"/library/undo/{'9' * 400}", data={"token": TOKEN}, headers=OWN)
    assert broken.status_code == 400
    assert missing.status_code == 404
    assert "There is no source “nothing”" in missing.text
    assert number.status_code == 400
