"""Web pages of several makes, and what a careful reader sees in them: the text, the whole text, and no more."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DocumentError
from ingest.readers import read_document
from ingest.types import Details, Reading
from tests.fakes import FakeEncoder
from tests.ingest.readers.making import cells, kind_of, outline, reading, sections
from tests.soak.invariants import document_breaches, passage_breaches

PAGES = Path(__file__).parent / "pages"
NAMES = ["news", "guidance", "old", "blog", "journal"]
PROSE = "Doctors and social workers in both towns met every week to speak about the people they knew."


def page(name: str) -> Reading:
    return reading(f"{name}.html", (PAGES / f"{name}.html").read_bytes())


def text_of(html: str) -> str:
    return reading("a.html", html).document.text.strip()


def evidence(found: Reading) -> list[str]:
    wanted = ("paragraph", "list item", "quotation", "table row")
    return [words for kind, words in outline(found.document) if kind in wanted]


# -- whole pages -------------------------------------------------------------------------


def test_a_news_story() -> None:
    """The story with its short standfirst and both quotations, without menus, notices and other stories."""
    found = page("news")
    said = evidence(found)
    assert said[0] == "Family doctors are to share records with social workers."
    assert "“Now I can see who visits.”" in said[2]
    assert said[-1] == "The council says that it will review the scheme in a year."
    assert len(said) == 7
    assert kind_of(found.document, "The shared office in Lower Tern") == "caption"
    for other in (
        "cookies",
        "Related",
        "Bus routes",
        "Most read",
        "Council tax",
        "Registered office",
        "Two people at",
    ):
        assert other not in found.document.text
    assert sections(found.document) == [(1, "What gets in the way")]
    assert found.details == Details(
        title="Surgeries and social care to share records",
        authors=("Patel, Asha",),
        year=2019,
        publisher="Tern Valley News",
        url="https://news.tern.example/2019/records",
    )


def test_guidance_in_sections() -> None:
    """Two words under a heading are evidence; so are folded parts; hidden ones, menus and dates are not."""
    found = page("guidance")
    assert sections(found.document) == [(1, "Who this is for"), (1, "Steps"), (2, "What helps")]
    said = evidence(found)
    assert "Team managers." in said
    assert "A team is anyone who visits people at home, whoever employs them." in said
    assert "Agree how to share what you know. Write it down." in said
    assert "1. Find out who the practice manager is.\n2. Agree how" in found.document.text
    assert [b.lead_in.of(found.document.text) for b in found.document.blocks if b.lead_in][-1].startswith(
        "The following"
    )
    for other in (
        "Cookies",
        "Home",
        "screen readers",
        "A draft",
        "Is this page useful",
        "Privacy",
        "Contents",
    ):
        assert other not in found.document.text
    assert "1 June 2021" not in " ".join(said)
    assert found.details.year == 2021


def test_an_old_page_set_out_by_tables() -> None:
    """Only the table of data is one; paragraphs that double breaks divide; letters as the page says."""
    found = page("old")
    assert cells(found.document) == [
        ("Faster visits", "Benefits", "helps", "North"),
        ("No room", "Problems", "hinders", "North"),
        ("Shared notes • Fewer calls", "Benefits", "helps", "South"),
        ("Parking at £2 a day", "Problems", "hinders", "South"),
    ]
    said = evidence(found)
    assert "Home helps were arranged within a day; before, it took a week." in said
    assert "The café next door became the meeting place." in said
    assert not any("maintained" in words or "Links" in words for words in said)
    assert len(found.document.containers) == 1


def test_a_post_with_comments() -> None:
    """Comments longer than the post are not the post; the librarian is told how much was left out."""
    found = page("blog")
    said = evidence(found)
    assert said[0].startswith("For thirty years")
    assert said[-1] == "Second, doctors want an answer, not a form."
    assert kind_of(found.document, "It was the walk to the kettle") == "quotation"
    assert "watches" not in found.document.text
    assert "parking" not in found.document.text
    assert any("words were left out" in warning for warning in found.warnings)
    assert (found.details.authors, found.details.year) == (("Sedge, Robin",), 2015)


def test_a_journal_article() -> None:
    """Sections, glued citations, powers, notes, a table with two rows of headings, and the reference list."""
    found = page("journal")
    document = found.document
    assert sections(document) == [
        (1, "Abstract"),
        (2, "Objective"),
        (1, "Introduction"),
        (1, "Results"),
        (1, "References"),
    ]
    assert "decades.1,2 Few" in document.text
    assert "Of 10² visits" in document.text
    assert [(r.key, r.number) for r in document.references] == [
        ("brown-2003", 1),
        ("rummery-2001", 2),
        ("marsh-1999", 3),
    ]
    assert [m.reference for m in document.mentions] == [
        "brown-2003", "rummery-2001", "marsh-1999", "brown-2003", "rummery-2001", "marsh-1999",
    ]  # fmt: skip
    assert ("Joint post", "Facilitators: Board", "helps", "Northtown") in cells(document)
    assert ("Separate records", "Barriers: Team", "hinders", "Southtown") in cells(document)
    assert [(c.kind, c.label, c.title) for c in document.containers] == [
        ("box", "Box 1", "What is known"),
        ("table", "Table 2", "Facilitators and barriers by site"),
    ]
    assert kind_of(document, "Visits are welcomed by older people.") == "paragraph"
    assert kind_of(document, "All names are changed.") == "footnote"
    assert "↩" not in document.text
    assert "Privacy notice" not in document.text
    assert found.details == Details(
        title="Collaboration at the front door: a mixed methods study",
        authors=("Quill, Nora", "Reed, Sam T"),
        year=2017,
        publisher="Joint Press",
        doi="10.1234/jjv.2017.0042",
    )


@pytest.mark.parametrize("name", NAMES)
def test_pages_hold_what_must_hold(name: str) -> None:
    """The invariants of every document and its passages."""
    assert document_breaches(page(name).document) == []
    assert passage_breaches(page(name).document, FakeEncoder()) == []


# -- what is text ------------------------------------------------------------------------


def test_a_main_part_that_holds_little_is_not_believed() -> None:
    """A page may say that its text is where it is not."""
    found = reading(
        "a.html",
        f"<body><main><p>Loading the page for you.</p></main><div>{f'<p>{PROSE}</p>' * 9}</div></body>",
    )
    assert found.document.text.count(PROSE) == 9


def test_the_longest_of_several_articles_is_not_taken_for_all() -> None:
    """A page of many short articles is read whole."""
    html = "".join(f"<article><h2>Town {n}</h2><p>{PROSE} Town {n}.</p></article>" for n in range(6))
    text = text_of(f"<body>{html}</body>")
    assert all(f"Town {n}." in text for n in range(6))


def test_a_form_around_the_whole_page_is_its_text() -> None:
    """Old programs put every page into a form."""
    assert PROSE in text_of(
        f"<body><form id='aspnetForm'><div><p>{PROSE}</p><p>More words of it.</p></div></form></body>"
    )


def test_hidden_from_helpers_is_still_a_page() -> None:
    """A page saved while a dialog lay over it says that all of it is hidden."""
    assert PROSE in text_of(f"<body aria-hidden='true'><main aria-hidden='true'><p>{PROSE}</p></main></body>")


@given(
    st.lists(
        st.sampled_from(
            ["p", "div", "section", "li", "td", "blockquote", "span", "h2", "dd", "pre", "center"]
        ),
        max_size=8,
    )
)
def test_no_words_are_lost_or_doubled(tags: list[str]) -> None:
    """Whatever stands around them, words of the body come once, in their order."""
    opened = "".join(f"before{n} <{tag}>inside{n} " for n, tag in enumerate(tags))
    closed = "".join(f"</{tag}> after{n} " for n, tag in reversed(list(enumerate(tags))))
    words = reading("a.html", f"<body>start {opened}{closed}end</body>").document.text.split()
    for n in range(len(tags)):
        assert words.count(f"inside{n}") == 1
        assert words.count(f"before{n}") == 1
        assert words.count(f"after{n}") == 1
    assert words.index("start") == 0


def test_superscripts_breaks_and_quotation_marks() -> None:
    """What the markup means is written down, where a reader would see it."""
    html = f"<p>{PROSE}</p><p>Visits<sup>3</sup> on 5<sup>th</sup> May 2003<sup>4</sup>,<br>10<sup>6</sup> of CO<sub>2</sub>: <q>never</q>.</p>"
    assert text_of(html).endswith("Visits3 on 5th May 2003⁴, 10⁶ of CO2: “never”.")


def test_lists_within_lists() -> None:
    """Numbers as the page counts them, levels, and words after an inner list."""
    html = (
        f"<p>{PROSE}</p><ol start=3><li>three<ul><li>inner</li></ul>rest of three.</li><li value=7>seven</li><li>eight</li></ol>"
        "<ol type=a><li>first</li><li>second</li></ol><ol style='list-style:none'><li>bare</li></ol>"
    )
    text = text_of(html).partition("knew.\n\n")[2]
    assert text == "3. three\n- inner\n\nrest of three.\n\n7. seven\n8. eight\na) first\nb) second\n- bare"


def test_spans_of_cells() -> None:
    """A cell over several rows names them all; a row of one heading groups what follows."""
    found = reading(
        "a.html",
        f"<p>{PROSE}</p><table><tr><th>Study<th>Helps<th>Hinders</tr><tr><td rowspan=2>Brown 2003<td>Trust<td>Time"
        "<tr><td>Rooms<td>Targets<tr><td>Rummery 2001<td>Records<td>Distance</table>",
    ).document
    assert ("Targets", "Hinders", "hinders", "Brown 2003") in cells(found)
    assert ("Records", "Helps", "helps", "Rummery 2001") in cells(found)


def test_a_table_that_says_it_is_for_layout() -> None:
    """It may have headings; it is none."""
    found = reading(
        "a.html", f"<table role=presentation><tr><th>Helps<th>Hinders<tr><td>{PROSE}<td>Words</table>"
    ).document
    assert not found.containers
    assert kind_of(found, PROSE) == "paragraph"


def test_preformatted_paragraphs() -> None:
    """Blank lines divide them; wrapped lines do not."""
    assert (
        text_of("<pre>The first line\nand its rest.\n\nThe second.</pre>")
        == "The first line and its rest.\n\nThe second."
    )


# -- letters -----------------------------------------------------------------------------

SENTENCE = "Ärzte und Sozialarbeiter trafen sich häufig – im Café, für größeres Vertrauen."


@pytest.mark.parametrize(
    ("head", "coding"),
    [
        ("<meta charset=utf-8>", "utf-8"),
        ("<meta charset=windows-1252>", "cp1252"),
        ("<meta charset=iso-8859-1>", "cp1252"),  # as browsers take it
        ("<meta charset=iso-8859-1>", "utf-8"),  # saved by a browser, which leaves the old name
        ("<meta http-equiv=Content-Type content='text/html; charset=macintosh'>", "mac-roman"),
        ("", "utf-16"),
        ("", "utf-8-sig"),
        ("", "cp1252"),
        ("<meta charset=no-such-thing>", "utf-8"),
    ],
)
def test_letters_as_the_page_says_or_is(head: str, coding: str) -> None:
    """By mark, by what it says where that is so, and else by what it is."""
    data = f"<html><head>{head}</head><body><p>{SENTENCE}</p></body></html>".encode(coding)
    assert reading("a.html", data).document.text.strip() == SENTENCE


def test_japanese_as_the_page_says() -> None:
    """In an encoding of two bytes a letter."""
    words = "医師と社会福祉士の協働には信頼関係が必要である。"
    for coding in ("shift_jis", "euc-jp", "iso-2022-jp"):
        data = f"<meta charset={coding}><p>{words}</p>".encode(coding)
        assert reading("a.html", data).document.text.strip() == words


def test_a_page_saved_with_all_that_belongs_to_it() -> None:
    """MHTML: the page itself is read, not its frames, styles and pictures; under either ending."""
    archive = (
        "From: <Saved by a browser>\r\nSubject: Joint visits\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n------b\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<html><head><meta charset=3D\"utf-8\"><title>Joint visits</title></head><body><p>Caf=C3=A9 visits helped the teams of bot=\r\nh towns a great deal.</p></body></html>\r\n"
        "------b\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n------b--\r\n"
    )  # fmt: skip
    for name in ("a.mhtml", "a.mht", "a.html"):
        found = reading(name, archive)
        assert found.document.text.strip() == "Café visits helped the teams of both towns a great deal."
        assert found.details.title == "Joint visits"
    with pytest.raises(DocumentError, match="without a page in it"):
        reading("a.mhtml", archive.replace("text/html", "text/plain"))


# -- particulars -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "block",
    ["{", "[]", "[[[[", '{"@type": "Article", "author": 7, "headline": ["x"]}', '{"@type": ["Report", 5], "author": [{"name": 3}]}',
     '{"@graph": 5}', "[" * 5000, '{"@type":"Article","datePublished":{}}'],
)  # fmt: skip
def test_odd_linked_data_is_let_be(block: str) -> None:
    """Whatever a page says of itself, its text is read."""
    found = reading(
        "a.html", f'<title>T</title><script type="application/ld+json">{block}</script><p>{PROSE}</p>'
    )
    assert found.document.text.strip() == PROSE
    assert found.details.title == "T"


def test_large_pages_take_seconds() -> None:
    """Two hundred kilobytes of each thing that could be slow: time grows with the size."""
    size = 5 << 20
    for unit in (
        "<input>x",
        "<p>words of it</p>",
        "<ul><li>a</ul>",
        "<b>x",
        "<td>x",
        "<tr><td colspan=99>x",
        "<table>",
        "&amp; ",
        "a<br>",
        "<!--",
        "<q>",
        "<h1>x</h1>",
    ):
        data = (unit * (size // len(unit) // 25)).encode()
        started = time.monotonic()
        try:
            read_document(Path("a.html"), data)
        except DocumentError as error:
            assert str(error).startswith("a.html: ")
        assert time.monotonic() - started < 15, unit
