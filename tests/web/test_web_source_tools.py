"""What can be done with an open source, as the server serves it: outline, record, citing, state, pages."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi import FastAPI
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from ingest.errors import UnreadableFile
from ingest.page_images import Picture, draw_page
from ingest.readers import read_document
from ingest.types import Block, BlockKind, Document, Page, Record, Section, Span
from qa.service import AnswerService
from tests.fakes import FakeEncoder, prose
from tests.web.fakes import HOSTILE, RECORDS, FakeService, add, desk_over, note, review
from tests.web.markup import Element, parse
from web import page_pictures
from web.keeping import Keeper
from web.security import SecurityHeaders
from web.source_html import digest, source_html
from web.source_outline import outline_html
from web.source_record import about_html
from web.source_routes import add_reading
from web.source_text import Laid, text_html
from web.text import Marks

STYLE = (Path(__file__).parents[2] / "web" / "pane.css").read_text("utf-8")
PLAIN = Marks()


def nested(listed: Element) -> list[object]:
    """A list of lists as its words, and what stands under each."""
    found: list[object] = []
    for item in listed.pieces:
        if isinstance(item, Element) and item.tag == "li":
            found.append(item.all("a")[0].text)
            inner = [piece for piece in item.pieces if isinstance(piece, Element) and piece.tag == "ul"]
            found += [nested(one) for one in inner]
    return found


def test_each_element_shows_the_span_that_it_names() -> None:
    """Letter for letter, in the order of the text and without overlap; a script counts on it."""
    for document in (review(), note()):
        root = parse(text_html(document, PLAIN))
        kinds = ("p", "h3", "h4", "h5", "h6", "li", "blockquote", "td", "th")
        elements = [one for kind in kinds for one in root.all(kind) if "data-span" in one.attributes]
        spans = []
        for element in elements:
            start, end = map(int, element.attributes["data-span"].split("-"))
            for unseen in element.all("span", "unseen"):
                unseen.pieces[:] = [chr(int(unseen.attributes["title"][2:], 16))]
            assert element.text == document.text[start:end]
            spans.append((start, end))
        spans.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert len(spans) >= 3


def test_the_outline_is_nested_as_the_headings_are() -> None:
    """A level back up closes what is below; each link leads to an element that is there."""
    text = "One\nTwo\nThree\nFour\nFive\n"
    starts = [0, 4, 8, 14, 19]
    levels = [1, 2, 3, 2, 1]
    spans = [Span(start, text.index("\n", start)) for start in starts]
    sections = tuple(
        Section(span.of(text), level, span, None) for span, level in zip(spans, levels, strict=True)
    )
    blocks = tuple(Block(BlockKind.HEADING, (span,), number) for number, span in enumerate(spans))
    document = Document(text, (Page(None, Span(0, len(text))),), sections, (), blocks)
    laid = Laid.of(document)
    root = parse(outline_html(document, laid.headings))
    (outer, *_) = root.all("ul")
    assert nested(outer) == ["One", ["Two", ["Three"], "Four"], "Five"]
    shown = {
        h.attributes["id"] for kind in ("h3", "h4", "h5") for h in parse(text_html(document, PLAIN)).all(kind)
    }
    assert {link.attributes["href"][1:] for link in root.all("a")} == shown
    assert outline_html(document, []) == ""


def test_a_source_without_pages_or_headings_offers_neither() -> None:
    """No empty outline, no choice of one page."""
    document = Document(
        "words", (Page(None, Span(0, 5)),), blocks=(Block(BlockKind.PARAGRAPH, (Span(0, 5),)),)
    )
    root = parse(source_html(Record("a", "A"), document, PLAIN))
    assert [button.attributes["data-pane"] for button in root.all("button") if "aria-controls" in button.attributes] == [
        "find", "about", "cite",
    ]  # fmt: skip
    assert all(one.attributes["id"] != "pane-page" for one in root.all("select"))
    assert [option.text for option in parse(source_html(RECORDS["review-2013"], review(), PLAIN)).all("option")][:4] == [
        "Choose", "1", "2", "3",
    ]  # fmt: skip


def test_a_long_text_without_pages_is_cut_into_leaves() -> None:
    """Nothing is lost where they part, and a list or table is never cut."""
    lines = [f"paragraph {n}" for n in range(200)]
    text = "\n".join(lines)
    blocks, at = [], 0
    for number, line in enumerate(lines):
        kind = BlockKind.LIST_ITEM if 55 <= number < 80 else BlockKind.PARAGRAPH
        blocks.append(Block(kind, (Span(at, at + len(line)),)))
        at += len(line) + 1
    root = parse(text_html(Document(text, (Page(None, Span(0, len(text))),), blocks=tuple(blocks)), PLAIN))
    leaves = root.all("div", "leaf")
    assert len(leaves) == 3
    assert len(root.all("ul")) == 1
    assert "".join(leaf.text for leaf in leaves) == "".join(lines)


def test_the_record_is_told_as_it_is() -> None:
    """Only what is known; links that leave the machine say so and tell nobody whence; a guess is called one."""
    record = Record(
        "a", "A title", authors=("Doe, Ann", "A Body"), year=2001, container="Journal", volume="3", issue="2",
        doi="https://doi.org/10.1000/x.y(2)", url="https://example.org/a?b=c", licence="CC BY", guessed=True,
    )  # fmt: skip
    root = parse(about_html(record))
    told = dict(zip([dt.text for dt in root.all("dt")], [dd.text for dd in root.all("dd")], strict=True))
    assert told["Authors"] == "Doe, Ann; A Body"
    assert told["In"] == "Journal, 3(2)"
    assert "Publisher" not in told
    outside = [a for a in root.all("a") if a.attributes["href"].startswith("http")]
    assert [a.attributes["href"] for a in outside] == [
        "https://doi.org/10.1000/x.y(2)",
        "https://example.org/a?b=c",
    ]
    assert all("noreferrer" in a.attributes["rel"] for a in outside)
    assert about_html(record).count("leaves this machine") == 2
    assert "nobody has checked it" in root.text
    assert "nobody has checked it" not in about_html(Record("a", "A"))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http://",
        "https://a b",
        "http://[",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_none_of_the_web_is_text(address: str) -> None:
    """A record can hold anything; only the original's own link is left."""
    root = parse(about_html(Record("a/../b", HOSTILE, url=address, doi=address, publisher=HOSTILE)))
    (link,) = root.all("a")
    assert link.attributes["href"] == "/library/original/a%2F..%2Fb"
    assert not {"script", "img"} & root.tags()


# -- the addresses -------------------------------------------------------------------------


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """The pane's addresses over the fake documents."""
    return serving(FakeService(), tmp_path)


def serving(service: object, folder: Path) -> TestClient:
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    add_reading(app, service, desk_over(folder / "library"))  # type: ignore[arg-type]
    return TestClient(app)


def test_the_pane_is_sent_as_plain_text(client: TestClient) -> None:
    """Opened by itself it is inert; it is what the page itself shows."""
    response = client.get("/reading/pane?source=note-1998")
    assert response.headers["content-type"].startswith("text/plain")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert parse(response.text).all("h2")[0].text == "A hostile note"
    assert "no source “x”" in parse(client.get("/reading/pane?source=x").text).text
    assert len(parse(client.get("/reading/pane").text).all("a", "open")) == 2


def test_the_state_tells_one_text_from_another(client: TestClient) -> None:
    """By the same digest that the shown source has; no images where there is no PDF file."""
    state = client.get("/reading/state?source=review-2013").json()
    shown = parse(client.get("/reading/pane?source=review-2013").text).all("div", "source")[0]
    assert state["text"] == shown.attributes["data-text"] == digest(review()) != digest(note())
    assert (state["version"], state["labels"]) == ("", ["1", "2", "3"])
    assert client.get("/reading/state?source=x").status_code == 404


@pytest.mark.parametrize(
    ("at", "starts"),
    [
        ("Separate budgets hindered", "“Separate budgets hindered” (Glasby et al. 2013, p. 3)\n\nGlasby, J."),
        ("\nSeparate budgets ", "“Separate budgets” (Glasby et al. 2013, p. 3)\n\nGlasby, J."),
        ("\n\n", "Glasby, J."),
        ("", "Glasby, J."),
    ],
)
def test_a_passage_is_cited(client: TestClient, at: str, starts: str) -> None:
    """Without blanks at its ends; where nothing is chosen, the source by itself."""
    start = review().text.index(at) if at else 0
    query = f"&at={start}-{start + len(at)}" if at else ""
    assert client.get(f"/reading/cite?source=review-2013{query}").text.startswith(starts)
    vancouver = client.get(f"/reading/cite?source=review-2013&style=vancouver{query}").text
    assert "Glasby J, Miller R, Posaner R." in vancouver
    assert client.get("/reading/cite?source=x").status_code == 404
    far = client.get("/reading/cite?source=review-2013&style=nonsense&at=999999-9999999")
    assert far.text.startswith("Glasby, J.")


def test_a_reported_study_is_cited_as_reported(tmp_path: Path) -> None:
    """The row of a table is the study's that heads it, as in an answer."""
    path = next((Path(__file__).parents[2] / "corpus").glob("glasby-2013*.txt"))
    document = read_document(path, path.read_bytes()).document
    row = next(b for b in document.blocks if b.kind is BlockKind.TABLE_ROW and b.cells and b.row_header and
               b.row_header.of(document.text).startswith("Coleman and Rummery"))  # fmt: skip
    span = row.cells[0].span

    class Glasby(FakeService):
        def source(self, key: str) -> tuple[Record, Document]:
            return Record(key, "New conversations", authors=("Glasby, Jon",), year=2013), document

    text = serving(Glasby(), tmp_path).get(f"/reading/cite?source=g&at={span.start}-{span.end}").text
    assert re.search(r"Coleman.* 2003, as reported in Glasby 2013, p\. \d+", text)


def add_report(folder: Path) -> None:
    """A PDF file of two pages."""
    path = folder / "report.pdf"
    canvas = Canvas(str(path))
    for page in (1, 2):
        for number, line in enumerate(textwrap.wrap(prose(page, paragraphs=3), 80)[:20]):
            canvas.drawString(72, 700 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    add(folder, "report", path)


def test_pages_are_drawn_once_and_kept_by_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An image for good under its version, for now without; a page that is not there is refused at once."""
    pytest.importorskip("pypdfium2")
    add_report(tmp_path)
    drawn: list[int] = []

    def counted(path: Path, content: bytes, number: int) -> Picture:
        drawn.append(number)
        return draw_page(path, content, number)

    monkeypatch.setattr(page_pictures, "draw_page", counted)
    client = serving(AnswerService(tmp_path / "library", FakeEncoder()), tmp_path)
    state = client.get("/reading/state?source=report").json()
    assert len(state["version"]) == 64
    for address in ("v=" + state["version"], "v=other", ""):
        response = client.get(f"/reading/page/2?source=report&{address}")
        assert response.headers["content-type"] == "image/jpeg"
        lasting = "immutable" in response.headers["cache-control"]
        assert lasting == (address == "v=" + state["version"])
    places = client.get("/reading/places/1?source=report&at=0-13&other=20-30,31-35").json()
    assert len(places["cited"]) == 1
    assert len(places["other"]) == 2
    assert drawn == [2, 1]
    for number in (0, 3, -1, 10**9):
        assert client.get(f"/reading/page/{number}?source=report").status_code == 404
    assert drawn == [2, 1]
    assert client.get("/reading/page/1?source=nowhere").status_code == 404


def test_a_page_that_cannot_be_drawn_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told each time, and costs once."""
    add_report(tmp_path)
    tried: list[int] = []

    def fails(name: Path, content: bytes, number: int) -> None:
        tried.append(number)
        raise UnreadableFile("page 1 could not be drawn")

    monkeypatch.setattr(page_pictures, "draw_page", fails)
    monkeypatch.setattr(page_pictures, "can_draw", lambda: True)
    pictures = page_pictures.PagePictures(
        Keeper(tmp_path / "library", lambda: pytest.fail("no model is needed"))
    )
    for _ in range(2):
        with pytest.raises(UnreadableFile, match="could not be drawn"):
            pictures.page("report", 1)
    assert tried == [1]
    monkeypatch.setattr(page_pictures, "_PATIENCE_SECONDS", 0.05)
    with pictures._drawing, pytest.raises(page_pictures.Busy, match="try again"):
        pictures.page("report", 2)


def test_the_pane_has_colours_of_its_own_only_on_paper() -> None:
    """Whose contrast is checked elsewhere; a page of a PDF file is white in both themes."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", STYLE, flags=re.S))
    coloured = [name.strip() for name, inside in rules if re.search(r"#[0-9a-fA-F]{3,8}\b", inside)]
    assert coloured
    assert all(".page-mark" in name or ".page-sheet img" in name for name in coloured)
    assert "url(" not in STYLE
    assert "@import" not in STYLE
