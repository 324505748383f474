"""Word files of several makes, and what a careful reader sees in them."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from ingest.errors import DocumentError, EmptyDocument, UnreadableFile
from ingest.readers import read_document
from ingest.types import Reading
from tests.ingest.readers.making import cells, kind_of, outline, reading, saved, sections, word, words_of
from tests.ingest.readers.same_content import add_footnotes

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
PROSE = "Doctors and social workers in both towns met every week to speak about the people they knew."


def put(document: WordDocument, xml: str) -> None:
    """Add blocks, as Word writes them, to the end of the body."""
    for element in parse_xml(f"<w:body {NAMES}>{xml}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, element)


def p(words: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(words, run)}</w:p>"


def r(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def made(xml: str) -> Reading:
    document = docx.Document()
    put(document, xml)
    return reading("a.docx", saved(document))


# -- headings ----------------------------------------------------------------------------


def test_a_style_of_ones_own_built_on_a_heading() -> None:
    """House styles are named anything; what they are built on tells what they are."""
    document = docx.Document()
    own = document.styles.add_style("Kapitel der Hausvorlage", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("Findings", style="Heading 1")
    document.add_paragraph(PROSE)
    document.add_paragraph("Sharing a room", style=own)
    document.add_paragraph(PROSE)
    document.add_paragraph("What next", style="Heading 1")
    document.add_paragraph(PROSE)
    assert sections(reading("a.docx", saved(document)).document) == [
        (1, "Findings"),
        (2, "Sharing a room"),
        (1, "What next"),
    ]


def test_outline_levels_of_paragraphs() -> None:
    """A paragraph may be a heading by its own properties; body text of level 9 is none."""
    found = made(
        p("Findings", '<w:outlineLvl w:val="0"/>')
        + p(PROSE)
        + p("In one town", '<w:outlineLvl w:val="1"/>')
        + p(PROSE)
        + p("Methods", '<w:outlineLvl w:val="0"/>')
        + p("Words of the text that stand below it.", '<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>')
    ).document
    assert sections(found) == [(1, "Findings"), (2, "In one town"), (1, "Methods")]
    assert kind_of(found, "Words of the text") == "paragraph"


def test_bold_lines_are_headings_where_no_style_is() -> None:
    """Larger letters stand above bold ones; a bold phrase in a sentence or a long bold paragraph is no heading."""
    document = docx.Document()
    for words, bold, size in (
        ("Working with the surgery", True, 20),
        ("Findings", True, 16),
        (PROSE, False, None),
        ("Sharing a room", True, None),
        (PROSE, False, None),
        ("This is what matters most, and it is said in bold letters so that nobody misses it.", True, None),
        ("Distance between offices", True, None),
        (PROSE, False, None),
        ("What next", True, 16),
        (PROSE, False, None),
    ):
        run = document.add_paragraph().add_run(words)
        run.bold, run.font.size = bold or None, Pt(size) if size else None
    found = reading("a.docx", saved(document)).document
    assert sections(found) == [
        (1, "Findings"),
        (2, "Sharing a room"),
        (2, "Distance between offices"),
        (1, "What next"),
    ]
    assert kind_of(found, "This is what matters") == "paragraph"


def test_bold_lines_are_text_where_styles_tell_the_headings() -> None:
    """A style is believed; beside it, bold is emphasis."""
    document = docx.Document()
    document.add_heading("Findings", 1)
    document.add_paragraph(PROSE)
    document.add_paragraph().add_run("A phrase in bold letters").bold = True
    document.add_heading("Methods", 1)
    document.add_paragraph(PROSE)
    found = reading("a.docx", saved(document)).document
    assert sections(found) == [(1, "Findings"), (1, "Methods")]
    assert kind_of(found, "A phrase in bold") == "paragraph"


def test_a_short_first_paragraph_is_evidence() -> None:
    """What stands under a heading is text, however short; nothing is lost to the title page."""
    document = docx.Document()
    document.add_paragraph("Joint visits", style="Title")
    document.add_paragraph("Health Board, March 2015")
    document.add_heading("Summary", 1)
    document.add_paragraph("Trust helps.")
    document.add_heading("Methods", 1)
    document.add_paragraph("We asked them.")
    found = reading("a.docx", saved(document)).document
    assert kind_of(found, "Trust helps.") == "paragraph"
    assert kind_of(found, "We asked them.") == "paragraph"
    assert kind_of(found, "Health Board") == "front matter"


# -- lists -------------------------------------------------------------------------------

NUMBERING = f"""<w:numbering {NAMES}>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="3">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="4">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Recommendation %1:"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="4"/></w:num>
<w:num w:numId="5"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def item(words: str, number: int, level: int = 0) -> str:
    return p(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def numbered(xml: str) -> str:
    document = docx.Document()
    put(document, p(PROSE) + xml)
    text = reading("a.docx", saved(document, {"word/numbering.xml": NUMBERING})).document.text
    return text.partition("they knew.\n\n")[2].strip()


def test_list_numbers_are_counted_as_word_shows_them() -> None:
    """Levels, a list that goes on after a paragraph, and one that begins anew."""
    xml = (
        item("one", 1) + item("deep", 1, 1) + item("deeper", 1, 2) + item("deep again", 1, 1) + item("two", 1)
    )
    assert numbered(xml) == "1. one\na) deep\ni) deeper\nb) deep again\n2. two"
    assert numbered(item("one", 1) + p("Between.") + item("two", 1)) == "1. one\n\nBetween.\n\n2. two"
    assert numbered(item("one", 1) + item("two", 1) + p("Anew:") + item("first", 5)).endswith(
        "Anew:\n\n1. first"
    )


def test_numbers_of_several_levels_and_in_words() -> None:
    """ "1.1" as guidance numbers its paragraphs, and a number with words around it."""
    xml = item("Visits", 2) + item("Agree on a list.", 2, 1) + item("Meet weekly.", 2, 1)
    assert numbered(xml) == "1. Visits\n1.1 Agree on a list.\n1.2 Meet weekly."
    assert numbered(item("Share a room.", 4)) == "Recommendation 1: Share a room."
    document = docx.Document()
    put(document, p(PROSE) + xml)
    found = reading("a.docx", saved(document, {"word/numbering.xml": NUMBERING})).document
    assert ("list item", "Agree on a list.") in outline(found)


def test_a_paragraph_taken_out_of_its_list() -> None:
    """List 0 means none, also where the style has one."""
    document = docx.Document()
    put(document, p("What helped them:") + p("sharing", '<w:pStyle w:val="ListBullet"/>'))
    put(
        document,
        p(PROSE, '<w:pStyle w:val="ListBullet"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'),
    )
    found = reading("a.docx", saved(document)).document
    assert kind_of(found, "sharing") == "list item"
    assert kind_of(found, PROSE) == "paragraph"


def test_typed_bullets_are_items() -> None:
    """Marks typed by hand, with a tab after them, make a list as well."""
    found = made(p("What got in the way:") + p("•\tlack of time") + p("•\tdistance")).document
    assert outline(found)[-2:] == [("list item", "lack of time"), ("list item", "distance")]
    assert [b.lead_in.of(found.text) for b in found.blocks if b.lead_in] == ["What got in the way:"] * 2


# -- words -------------------------------------------------------------------------------


def test_tracked_changes() -> None:
    """Insertions are text, deletions are not, and the librarian is told."""
    found = made(
        "<w:p>" + r("Trust grew ")
        + f'<w:ins w:id="1" w:author="x">{r("slowly ")}</w:ins>'
        + '<w:del w:id="2" w:author="x"><w:r><w:delText>fast </w:delText></w:r></w:del>'
        + f'<w:moveFrom w:id="3" w:author="x">{r("never ")}</w:moveFrom>' + r("between the teams of both towns.") + "</w:p>"
    )  # fmt: skip
    assert (
        words_of(found.document, found.document.blocks[-1])
        == "Trust grew slowly between the teams of both towns."
    )
    assert any("nobody has accepted" in warning for warning in found.warnings)


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    """As Word would on acceptance."""
    found = made(
        p("Trust grew in the teams ", '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>')
        + p("of both towns in that year.")
    )
    assert outline(found.document) == [("paragraph", "Trust grew in the teams of both towns in that year.")]


def test_hidden_words_and_comments_are_left_out() -> None:
    """And counted in a warning."""
    document = docx.Document()
    paragraph = document.add_paragraph(PROSE)
    hidden = paragraph.add_run(" Not for print at all.")
    hidden.font.hidden = True
    document.add_comment(paragraph.runs[:1], text="Is this so?", author="Reviewer")
    found = reading("a.docx", saved(document))
    assert "Not for print" not in found.document.text
    assert "Is this so" not in found.document.text
    assert any(warning.startswith("5 words set as hidden") for warning in found.warnings)
    assert any(warning.startswith("1 comments") for warning in found.warnings)


def test_headers_and_footers_are_not_text() -> None:
    """What stands on every page is no evidence."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "The running title"
    document.sections[0].footer.paragraphs[0].text = "Page 3"
    document.add_paragraph(PROSE)
    assert reading("a.docx", saved(document)).document.text.strip() == PROSE


def test_superscripts_are_glued_and_never_make_another_number() -> None:
    """Citations as journals print them; a note behind a year does not change the year."""
    up = '<w:vertAlign w:val="superscript"/>'
    found = made(
        "<w:p>" + r("Supervision helped.") + r("10,12", up) + r(" It began in 2003") + r("4", up) + r(" with 10")
        + r("2", up) + r(" visits and CO") + r("2", '<w:vertAlign w:val="subscript"/>') + r(" meters.") + "</w:p>"
    )  # fmt: skip
    assert (
        found.document.text.strip()
        == "Supervision helped.10,12 It began in 2003⁴ with 10² visits and CO2 meters."
    )


def test_footnotes_follow_their_paragraph() -> None:
    """The mark is glued to its word; the note is no evidence, in a table it follows the table."""
    document = docx.Document()
    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    put(
        document,
        f"<w:p>{r('Trust grew between the teams')}{reference.format(2)}{r(' of both towns.')}</w:p>"
        + p(PROSE),
    )
    put(
        document,
        "<w:tbl>" + "".join(
            f"<w:tr>{''.join(f'<w:tc><w:p>{cell}</w:p></w:tc>' for cell in row)}</w:tr>"
            for row in (
                (r("Helps", "<w:b/>"), r("Hinders", "<w:b/>")),
                (r("Trust") + reference.format(3), r("Distance")),
                (r("A shared room"), r("Lack of time")),
            )
        ) + "</w:tbl>",
    )  # fmt: skip
    add_footnotes(document, {"2": "Not all of them.", "3": "In one town."})
    found = reading("a.docx", saved(document)).document
    assert outline(found) == [
        ("paragraph", "Trust grew between the teams1 of both towns."),
        ("footnote", "1 Not all of them."),
        ("paragraph", PROSE),
        ("table header", "Helps Hinders"),
        ("table row", "Trust2 Distance"),
        ("table row", "A shared room Lack of time"),
        ("footnote", "2 In one town."),
    ]


def test_fields_show_their_result() -> None:
    """The instructions of fields (reference managers leave long ones) are not text; what they show is."""

    def field(instruction: str, result: str) -> str:
        kind = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        inner = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        return kind.format("begin") + inner + kind.format("separate") + result + kind.format("end")

    nested = field(" IF ", r("yes")) + r(" ")
    found = made(
        f"<w:p>{r('As Brown found ')}{field(' ADDIN EN.CITE some data', r('(Brown 2003)'))}{r(', trust helps the teams ')}{nested}"
        f'<w:fldSimple w:instr="REF x">{r("here")}</w:fldSimple>{r(".")}</w:p>'
    )
    assert found.document.text.strip() == "As Brown found (Brown 2003), trust helps the teams yes here."


def test_a_field_without_an_end_loses_nothing() -> None:
    """Damaged fields are met in real files; no words may go with them."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    found = made(
        f"<w:p>{begin}<w:r><w:instrText> TOC </w:instrText></w:r>{r('')}</w:p>{p(PROSE)}{p('A second one that follows it.')}"
    ).document
    assert kind_of(found, PROSE) == "paragraph"
    assert kind_of(found, "A second one") == "paragraph"


def test_a_contents_list_is_not_evidence() -> None:
    """By its field, by its styles; the headings it names stay headings, and text before it stays text."""
    kind = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    line = f"<w:p>{{}}{r('Findings')}<w:r><w:tab/></w:r>{r('4')}{{}}</w:p>"
    contents = line.format(
        kind.format("begin") + "<w:r><w:instrText> TOC \\o </w:instrText></w:r>" + kind.format("separate"), ""
    )
    contents += line.replace("Findings", "Methods").format("", kind.format("end"))
    heading = '<w:pStyle w:val="Heading1"/>'
    found = made(
        p("Summary", heading) + p(PROSE) + contents + p("Findings", heading) + p("Trust helps.") + p("Methods", heading)
        + p("We asked them.")
    ).document  # fmt: skip
    assert [words for block, words in outline(found) if block == "contents"] == ["Findings 4", "Methods 4"]
    assert kind_of(found, PROSE) == "paragraph"
    assert kind_of(found, "Trust helps.") == "paragraph"
    assert sections(found) == [(1, "Summary"), (1, "Findings"), (1, "Methods")]


def test_text_boxes_are_read_once() -> None:
    """Word writes a box twice, for new and for old programs."""
    box = f"<w:txbxContent>{p('Key point: share a room with the practice.')}</w:txbxContent>"
    found = made(
        f"<w:p>{r('Trust grew between the teams of both towns.')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"<wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        f"</mc:Fallback></mc:AlternateContent></w:r></w:p>{p(PROSE)}"
    ).document
    assert found.text.count("Key point") == 1
    assert outline(found)[1] == ("paragraph", "Key point: share a room with the practice.")


def test_content_controls_and_unknown_wrappers() -> None:
    """Words in forms are read; what a form says where nobody has written is not."""
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    found = made(
        p(PROSE) + control.format("", p("Words within a control of the form.")) + control.format("<w:showingPlcHdr/>", p("Click here to enter text."))
        + f"<w:customXml>{p('Words in a wrapper of some program.')}</w:customXml>"
        + f"<w:p>{control.format('', r('Inline words of the form.'))}</w:p>"
    ).document  # fmt: skip
    for words in ("Words within", "Words in a wrapper", "Inline words"):
        assert kind_of(found, words) == "paragraph"
    assert "Click here" not in found.text


def test_soft_hyphens_and_spaces() -> None:
    """Hints for breaking lines go, no-break hyphens and spaces become plain ones, breaks become spaces."""
    found = made(
        f"<w:p>{r('Work&#xAD;ing')}<w:r><w:tab/></w:r>{r('to&#x200B;gether')}<w:r><w:br/></w:r>{r('follow')}"
        f"<w:r><w:noBreakHyphen/></w:r>{r('up&#xA0;visits helped them.')}</w:p>"
    )
    assert found.document.text.strip() == "Working together follow-up visits helped them."


# -- tables ------------------------------------------------------------------------------


def table(rows: list[list[str]], properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join('<w:tr>' + ''.join(row) + '</w:tr>' for row in rows)}</w:tbl>"


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs) or '<w:p/>'}</w:tc>"


def test_merged_cells_say_their_words_once() -> None:
    """Across and down; a first row marked to be repeated heads the columns."""
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    found = made(
        p("Table 1. What the studies found")
        + table([
            [head, cell(p("Study")), cell(p("Helps")), cell(p("Hinders"))],
            [cell(p("Brown 2003"), properties='<w:vMerge w:val="restart"/>'), cell(p("Trust")), cell(p("Distance"))],
            [cell(properties="<w:vMerge/>"), cell(p("A shared room")), cell(p("Lack of time"))],
            [cell(p("In both towns"), properties='<w:gridSpan w:val="3"/>')],
            [cell(p("Rummery 2001")), cell(p("Common records")), cell(p("Separate targets"))],
        ])
    ).document  # fmt: skip
    assert found.text.count("Brown 2003") == 1
    assert ("A shared room", "Helps", "helps", "Brown 2003") in cells(found)
    assert ("Separate targets", "Hinders", "hinders", "Rummery 2001") in cells(found)


def test_items_in_a_cell_stay_apart() -> None:
    """Each paragraph or bullet of a cell is an item; a wrapped line in lower case is not."""
    found = made(
        table([
            [cell(p("Helps", run="<w:b/>")), cell(p("Hinders", run="<w:b/>"))],
            [cell(p("Trust between teams"), p("Sharing a room")), cell(p("Distance between"), p("the two offices"))],
            [cell(p("Time")), cell(p("Targets"))],
        ])
    ).document  # fmt: skip
    assert cells(found)[:2] == [
        ("Trust between teams • Sharing a room", "Helps", "helps", ""),
        ("Distance between the two offices", "Hinders", "hinders", ""),
    ]


def test_headings_over_several_rows() -> None:
    """Two rows of headings: a column stands under both."""
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    found = made(
        table([
            [head, cell(p("Study")), cell(p("Helps"), properties='<w:gridSpan w:val="2"/>'), cell(p("Hinders"))],
            [head, cell(), cell(p("Team")), cell(p("Board")), cell(p("Team"))],
            [cell(p("Brown 2003")), cell(p("Trust")), cell(p("Money")), cell(p("Distance"))],
            [cell(p("Rummery 2001")), cell(p("Rooms")), cell(p("Plans")), cell(p("Targets"))],
        ])
    ).document  # fmt: skip
    assert ("Money", "Helps: Board", "helps", "Brown 2003") in cells(found)
    assert ("Distance", "Hinders: Team", "hinders", "Brown 2003") in cells(found)


def test_two_tables_one_after_the_other() -> None:
    """Only an empty paragraph between them: still two tables, each with its own columns."""

    def one(first: str, second: str) -> str:
        return table(
            [
                [cell(p(c, run="<w:b/>")) for c in (first, second)],
                [cell(p("Trust")), cell(p("Time"))],
                [cell(p("A")), cell(p("B"))],
            ]
        )

    found = made(one("Helps", "Hinders") + "<w:p/>" + one("Benefits", "Barriers")).document
    assert len(found.containers) == 2
    assert [c[1] for c in cells(found)] == ["Helps", "Hinders"] * 2 + ["Benefits", "Barriers"] * 2


def test_a_frame_of_one_cell_is_no_table() -> None:
    """Boxes are often drawn as tables of one cell: their words are paragraphs and lists."""
    found = made(
        p(PROSE)
        + table(
            [[cell(p("Key messages for boards:"), p("•\tshare a room"), p("Money matters in both towns."))]]
        )
    ).document
    assert outline(found)[1:] == [
        ("paragraph", "Key messages for boards:"),
        ("list item", "share a room"),
        ("paragraph", "Money matters in both towns."),
    ]
    assert not found.containers


def test_nested_tables_lose_nothing() -> None:
    """A table within a cell is read in its place."""
    inner = table(
        [[cell(p("Inner one")), cell(p("Inner two"))], [cell(p("Inner three")), cell(p("Inner four"))]]
    )
    found = made(
        table(
            [
                [cell(p("Helps")), cell(p("Hinders"))],
                [cell(p("Before"), inner, p("After")), cell(p("Distance"))],
            ]
        )
    ).document
    places = [
        found.text.index(words)
        for words in ("Before", "Inner one", "Inner two", "Inner three", "Inner four", "After", "Distance")
    ]
    assert places == sorted(places)


# -- the file ----------------------------------------------------------------------------


def test_quotations_and_captions_by_style() -> None:
    """Also where the style is only built on that of quotations."""
    document = docx.Document()
    own = document.styles.add_style("Voice", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Intense Quote"]
    document.add_paragraph(PROSE)
    document.add_paragraph("We had never met.", style=own)
    document.add_paragraph("A photograph of the shared room", style="Caption")
    document.add_paragraph(PROSE)
    found = reading("a.docx", saved(document)).document
    assert kind_of(found, "We had never met.") == "quotation"
    assert kind_of(found, "A photograph") == "caption"


@pytest.mark.parametrize(
    ("author", "title", "authors", "named"),
    [
        (
            "Jon Glasby; Robin Miller",
            "New conversations",
            ("Glasby, Jon", "Miller, Robin"),
            "New conversations",
        ),
        ("Microsoft Office User", "Microsoft Word - report_v3.docx", (), None),
        ("Health Services Management Centre", "untitled", ("Health Services Management Centre",), None),
        ("admin", "Document1", (), None),
    ],
)
def test_what_the_file_says_of_itself(
    author: str, title: str, authors: tuple[str, ...], named: str | None
) -> None:
    """Names of people and bodies are defaults; what programs fill in is nobody."""
    document = docx.Document()
    document.add_paragraph(PROSE)
    document.core_properties.author, document.core_properties.title = author, title
    document.core_properties.created = datetime(2015, 6, 24)
    details = reading("a.docx", saved(document)).details
    assert (details.authors, details.title, details.year) == (authors, named, 2015)


def test_no_pages_are_made_up() -> None:
    """A Word file has no fixed pages, also where it has page breaks."""
    document = docx.Document()
    document.add_paragraph(PROSE)
    document.add_page_break()
    document.add_paragraph(PROSE)
    assert [page.label for page in reading("a.docx", saved(document)).document.pages] == [None]


def test_nothing_but_pictures(tmp_path: Path) -> None:
    """Said so, with their number."""
    picture = tmp_path / "a.png"
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    document = docx.Document()
    document.add_picture(str(picture))
    with pytest.raises(EmptyDocument, match="1 pictures and no words"):
        reading("a.docx", saved(document))


def test_a_broken_reference_to_a_picture() -> None:
    """Some programs leave relations to parts that are not there: the words are read all the same."""
    document = docx.Document()
    document.add_paragraph(PROSE)
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId99" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="../NULL"/></Relationships>'
    )
    found = reading("a.docx", saved(document, {"word/_rels/document.xml.rels": relations}))
    assert PROSE in found.document.text
    assert any(warning.startswith("1 parts") for warning in found.warnings)


def test_a_protected_file_says_so() -> None:
    """Word wraps a protected file in another container."""
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
    with pytest.raises(UnreadableFile, match="protected with a password"):
        reading("a.docx", data)


def test_the_strict_variety_says_so() -> None:
    """It is another format under the same name."""
    whole = docx.Document()
    strict = saved(
        whole,
        {
            "word/document.xml": '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body/></w:document>'
        },
    )
    with pytest.raises(DocumentError, match="Strict Open XML"):
        reading("a.docx", strict)


def test_a_large_file_takes_seconds() -> None:
    """Five thousand paragraphs and a table of two thousand rows: time grows with the size."""
    rows = [[cell(p(f"Trust in place {n}")), cell(p(f"Distance of place {n}"))] for n in range(2_000)]
    found = made("".join(p(f"{PROSE} Number {n}.") for n in range(5_000)) + table(rows))
    assert len(found.document.blocks) >= 7_000
    assert isinstance(read_document(Path("a.docx"), word(PROSE)), Reading)


def test_every_word_of_the_body_is_read() -> None:
    """All words but those left out on purpose are in the text, in their order."""
    document = docx.Document()
    document.add_heading("First heading", 1)
    document.add_paragraph(PROSE)
    document.add_paragraph("an item", style="List Bullet 2")
    inner: Paragraph = document.add_table(2, 2).cell(0, 0).paragraphs[0]
    inner.add_run("inner words")
    document.add_paragraph("no words lost", style="Body Text 3")
    found = reading("a.docx", saved(document)).document
    wanted = [t.text for t in document.element.body.iter() if str(t.tag).endswith("}t")]
    places = [found.text.index(words) for words in wanted]
    assert places == sorted(places)
