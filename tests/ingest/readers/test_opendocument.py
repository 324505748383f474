"""OpenDocument texts, as LibreOffice writes them, and what a careful reader sees in them."""

from __future__ import annotations

import pytest

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.types import Details
from tests.ingest.readers.making import cells, kind_of, odt, outline, reading, sections

PROSE = "Doctors and social workers in both towns met every week to speak about the people they knew."


def p(words: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def h(words: str, level: int) -> str:
    return f'<text:h text:outline-level="{level}">{words}</text:h>'


def cell(*paragraphs: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{''.join(paragraphs)}</table:table-cell>"


def row(*inner: str) -> str:
    return f"<table:table-row>{''.join(inner)}</table:table-row>"


STYLES = (
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="T3" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
    '<style:style style:name="P2" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="P3" style:family="paragraph"><style:text-properties fo:font-size="16pt"/></style:style>'
    '<style:style style:name="Quotations" style:family="paragraph"/>'
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
)


def test_headings_quotations_and_runs() -> None:
    """Outline levels; a style built on that of quotations; words in several runs, with odd spaces."""
    found = reading(
        "a.odt",
        odt(
            h("Joint visits", 1) + h("Findings", 2)
            + p("Trust <text:span text:style-name='T1'>grew</text:span><text:span text:style-name='T2'>1,2</text:span>"
                "<text:s text:c='3'/>in<text:tab/>both<text:line-break/>towns of the county.")
            + p("We had never met.", "P1") + h("Methods", 2) + p("We asked them."),
            STYLES,
        ),
    ).document  # fmt: skip
    assert sections(found) == [(1, "Findings"), (1, "Methods")]
    assert kind_of(found, "Trust grew1,2 in both towns of the county.") == "paragraph"
    assert kind_of(found, "We had never met.") == "quotation"


def test_bold_or_larger_lines_are_headings_where_none_is_marked() -> None:
    """By the look, and only where no heading is one."""
    body = (
        p("Findings", "P3") + p(PROSE) + p("Sharing a room", "P2") + p(PROSE) + p("Methods", "P3") + p(PROSE)
    )
    assert sections(reading("a.odt", odt(body, STYLES)).document) == [
        (1, "Findings"),
        (2, "Sharing a room"),
        (1, "Methods"),
    ]
    assert sections(reading("a.odt", odt(h("Findings", 1) + body, STYLES)).document)[1:] == []


def items(*words: str) -> str:
    return "".join(f"<text:list-item>{p(each)}</text:list-item>" for each in words)


def test_lists() -> None:
    """Numbers, letters within, a list that goes on, and one that begins anew."""
    inner = f"<text:list-item>{p('two')}<text:list>{items('deep', 'deep again')}</text:list></text:list-item>"
    body = (
        p(PROSE) + f'<text:list text:style-name="L1">{items("one")}{inner}</text:list>' + p("Between.")
        + f'<text:list text:style-name="L1" text:continue-numbering="true">{items("three")}</text:list>' + p("Anew.")
        + f'<text:list text:style-name="L1">{items("first")}</text:list>' + p("Bullets:")
        + f'<text:list text:style-name="L2">{items("a bullet")}</text:list>'
    )  # fmt: skip
    text = reading("a.odt", odt(body, STYLES)).document.text.partition("knew.\n\n")[2]
    assert text.split("\n\n")[:-1] == [
        "1. one\n2. two\na) deep\nb) deep again", "Between.", "3. three", "Anew.", "1. first", "Bullets:", "- a bullet\n",
    ] or text.strip() == "1. one\n2. two\na) deep\nb) deep again\n\nBetween.\n\n3. three\n\nAnew.\n\n1. first\n\nBullets:\n\n- a bullet"  # fmt: skip


def test_tables() -> None:
    """Heading rows, covered cells, repeated empty cells, and items of a cell."""
    table = (
        "<table:table><table:table-header-rows>"
        + row(cell(p("Study")), cell(p("Helps")), cell(p("Hinders")))
        + "</table:table-header-rows>"
    )
    table += row(
        cell(p("Brown 2003"), more='table:number-rows-spanned="2"'),
        cell(p("Trust"), p("Sharing a room")),
        cell(p("Distance")),
    )
    table += (
        row(
            "<table:covered-table-cell/>",
            cell(p("Records")),
            '<table:table-cell table:number-columns-repeated="900"/>',
        )
        + "</table:table>"
    )
    found = reading("a.odt", odt(p(PROSE) + table)).document
    assert cells(found) == [
        ("Trust • Sharing a room", "Helps", "helps", "Brown 2003"),
        ("Distance", "Hinders", "hinders", "Brown 2003"),
        ("Records", "Helps", "helps", "Brown 2003"),
    ]


def test_notes_comments_changes_and_hidden_words() -> None:
    """Notes follow; the rest is left out, and said."""
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        + p("A note.")
        + "</text:note-body></text:note>"
    )
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        + p("Gone for good.")
        + "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    comment = "<office:annotation>" + p("Is this so?") + "</office:annotation>"
    found = reading(
        "a.odt",
        odt(
            changes
            + p(f"{PROSE}{note}{comment}<text:span text:style-name='T3'>not seen here</text:span>")
            + p("Next."),
            STYLES,
        ),
    )
    assert outline(found.document) == [
        ("paragraph", f"{PROSE}1"),
        ("footnote", "1 A note."),
        ("paragraph", "Next."),
    ]
    assert [warning.split()[0] for warning in found.warnings] == ["the", "1", "3"]


def test_contents_lists_frames_and_sections() -> None:
    """A contents list is told; boxes are read in their place; a hidden section is not."""
    contents = (
        "<text:table-of-content><text:table-of-content-source>x</text:table-of-content-source><text:index-body>"
        + p("Findings 4")
        + "</text:index-body></text:table-of-content>"
    )
    box = "<draw:frame><draw:text-box>" + p("Key point: share a room.") + "</draw:text-box></draw:frame>"
    body = (
        contents
        + h("Findings", 1)
        + p(PROSE + box)
        + "<text:section>"
        + p("In a section.")
        + "</text:section>"
    )
    found = reading(
        "a.odt",
        odt(
            body
            + h("Methods", 1)
            + p("Asked.")
            + '<text:section text:display="none">'
            + p("Unseen.")
            + "</text:section>"
        ),
    ).document
    assert kind_of(found, "Findings 4") == "contents"
    assert kind_of(found, "Key point") == "paragraph"
    assert kind_of(found, "In a section.") == "paragraph"
    assert "Unseen" not in found.text


def test_what_the_file_says_of_itself() -> None:
    """Its first author, not the last who saved it."""
    meta = "<dc:title>New conversations</dc:title><meta:initial-creator>Jon Glasby</meta:initial-creator><dc:creator>admin</dc:creator><meta:creation-date>2013-05-01T10:00:00</meta:creation-date>"
    assert reading("a.odt", odt(p(PROSE), meta=meta)).details == Details(
        title="New conversations", authors=("Glasby, Jon",), year=2013
    )


MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="content.xml">'
    "<m:encryption-data/></m:file-entry></m:manifest>"
)


def test_a_protected_file_says_so() -> None:
    """In either way that LibreOffice protects."""
    for parts in (
        {"META-INF/manifest.xml": MANIFEST, "content.xml": b"\x8f\x01"},
        {"encrypted-package": b"\x8f\x01"},
    ):
        with pytest.raises(UnreadableFile, match="protected with a password"):
            reading("a.odt", odt(p(PROSE), parts=parts))


def test_nothing_but_pictures() -> None:
    """Said so, with their number."""
    with pytest.raises(EmptyDocument, match="1 pictures and no words"):
        reading("a.odt", odt(p('<draw:frame><draw:image xlink:href="a.png"/></draw:frame>')))
