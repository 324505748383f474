"""What stands on a page comes out in the order it is read, word for word."""

from __future__ import annotations

import inspect
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic._font import Font
from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.readers.pdf import read
from ingest.structure.marks import one_line, plain
from ingest.types import Block, BlockKind, Document
from tests.fakes import FakeEncoder
from tests.ingest.readers.pdf_making import BODY, HEADING, NOTE, SUBHEADING, TITLE, Press, Type
from tests.soak.invariants import document_breaches, passage_breaches

TIME = (
    "Joint working between general practice and social care takes time, and the practices that gave it time "
    "were those in which referrals were answered within days rather than weeks."
)
TRUST = (
    "Trust grew where social workers were seen in the building, shared a kettle with the nurses and could be "
    "asked a question without a form; it did not grow by protocol alone, however well the protocol was written."
)
MONEY = (
    "Separate budgets pulled the other way: each organisation counted what it spent for the other as a loss, "
    "and decision-making slowed whenever a cost could be moved across the boundary between them."
)
RECORDS = (
    "Records kept in two systems meant that home visits were made twice, that older people told their story "
    "again to every visitor, and that nobody could say afterwards which of the visits had been of use."
)


def document_of(data: bytes) -> Document:
    """The document read, which must hold together as every document must."""
    document = read(data, Path("made.pdf")).document
    assert document_breaches(document) == []
    assert passage_breaches(document, FakeEncoder()) == []
    return document


def words(document: Document, block: Block) -> str:
    return plain("\n".join(span.of(document.text) for span in block.spans))


def of_kind(document: Document, *kinds: BlockKind) -> list[str]:
    return [words(document, block) for block in document.blocks if block.kind in kinds]


def headings(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in document.sections]


def two_columns(press: Press, left: list[str], right: list[str], top: float) -> float:
    """Set two columns; returns how far down the longer one runs."""
    foot = top
    for paragraphs, x in ((left, 72.0), (right, 307.0)):
        press.column(x, x + 216, top)
        for paragraph in paragraphs:
            press.set(paragraph)
        foot = min(foot, press.y)
    press.column(72, 523, foot)
    return foot


def test_paragraphs_are_whole() -> None:
    """Wrapped lines are one paragraph; gaps and indents part them."""
    press = Press()
    for text in (TIME, TRUST):
        press.set(text)
    for text in (MONEY, RECORDS):
        press.set(text, Type(10, indent=14, after=0.0))
    assert of_kind(document_of(press.bytes()), BlockKind.PARAGRAPH) == [TIME, TRUST, MONEY, RECORDS]


def test_two_columns_are_read_one_after_the_other() -> None:
    """Under a title over both columns the left one is read first, whatever the order in the file."""
    press = Press()
    press.set("Working across the boundary", TITLE)
    top = press.y
    press.column(307, 523, top)  # the right one is drawn first
    press.set(MONEY)
    press.set(RECORDS)
    press.column(72, 288, top)
    press.set(TIME)
    press.set(TRUST)
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.PARAGRAPH) == [TIME, TRUST, MONEY, RECORDS]
    assert document.text.startswith("Working across the boundary\n")


def test_a_full_width_part_between_columns() -> None:
    """Columns above a full-width paragraph are read before it, those below it after."""
    press = Press()
    foot = two_columns(press, [TIME, TRUST], [MONEY, RECORDS], press.y)
    across = "Across both columns: " + TIME
    press.column(72, 523, foot - 10)
    press.set(across)
    two_columns(press, [TRUST, MONEY], [RECORDS, TIME], press.y - 10)
    assert of_kind(document_of(press.bytes()), BlockKind.PARAGRAPH) == [
        TIME, TRUST, MONEY, RECORDS, across, TRUST, MONEY, RECORDS, TIME,
    ]  # fmt: skip


def test_a_sentence_cut_by_the_column_goes_on() -> None:
    """A paragraph that runs from the foot of one column to the head of the next is one."""
    press = Press()
    press.column(72, 288)
    press.set(TIME)
    # Cut before a capital, where only the layout tells that the sentence goes on.
    head, tail = "The funding of both services came from", "NHS England, which had not been asked by either."
    press.set(f"{TRUST} {head}", last_is_full=True)
    press.column(307, 523, press.height - press.margin)
    press.set(tail)
    press.set(MONEY + " " + RECORDS)
    found = of_kind(document_of(press.bytes()), BlockKind.PARAGRAPH)
    assert found[1].endswith(tail) or found[1].endswith(head)
    assert " ".join(found) == f"{TIME} {TRUST} {head} {tail} {MONEY} {RECORDS}"


def test_a_sidebar_does_not_run_into_the_text() -> None:
    """A narrow column beside a wide one is read apart from it."""
    press = Press()
    press.column(72, 370)
    for text in (TIME, TRUST, MONEY):
        press.set(text)
    press.column(400, 523, press.height - press.margin)
    press.set(RECORDS, Type(9, justify=False))
    assert of_kind(document_of(press.bytes()), BlockKind.PARAGRAPH) == [TIME, TRUST, MONEY, RECORDS]


def test_soft_hyphens_are_quoted_and_undone_for_searching() -> None:
    """A word cut by the press stays cut in the text and is whole for searching."""
    press = Press()
    press.column(72, 200)
    drawn = press.set(TRUST)
    assert any(line.endswith("-") for line in drawn)
    text = document_of(press.bytes()).text
    assert all(line in text.split("\n") for line in drawn)
    assert plain(text) == TRUST


def test_own_hyphens_stay_in_their_words() -> None:
    """A line that ends in a word's own hyphen takes the rest of the word to itself."""
    press = Press()
    press.set(MONEY)  # "decision-making" stands whole here
    narrow = Type(10, cut=False, justify=False)
    for text in (
        "It was shared decision-making that helped.",
        "They were self-directed, and well-informed too.",
    ):
        for width in range(60, 200, 8):
            press.column(72, 72 + width)
            if any(line.endswith("-") for line in press.set(text, replace_after(narrow))):
                break
        else:
            raise AssertionError("no width cuts the line at the hyphen")
        press.column(72, 523)
    text = document_of(press.bytes()).text
    assert "decision-making\n" in text
    assert "It was shared decision-making that helped." in plain(text)
    assert "They were self-directed, and well-informed too." in plain(text)


def replace_after(style: Type) -> Type:
    return Type(style.size, style.font, justify=style.justify, cut=style.cut, after=2.0)


def test_a_suspended_hyphen_stays_apart() -> None:
    """The hyphen of "hospital- and community-based" joins nothing."""
    press = Press()
    press.at(72, 700, "They compared teams that were hospital-")
    press.at(72, 688, "and community-based over two years.")
    assert "hospital- and community-based" in plain(document_of(press.bytes()).text)


def test_ligatures_and_odd_characters_are_searchable() -> None:
    """Ligatures stay as extracted and are letters for searching; unseen characters are gone."""
    assert (
        plain("eﬀective oﬃce ﬁnd co\u00adlocated zero\u200bwidth")
        == "effective office find colocated zerowidth"
    )
    assert plain("x² ½ Ⅳ") == "x² ½ Ⅳ"


def test_only_lower_case_letters_undo_a_hyphen() -> None:
    """Before a capital or a figure the hyphen is the word's own."""
    assert plain("inte-\ngrated") == "integrated"
    assert plain("inte-\u2028grated") == "integrated"
    assert plain("GP-\nAttached and 2001-\n02") == "GP- Attached and 2001- 02"
    assert one_line("*co-\nlocated* teams") == "*colocated* teams"


@given(st.text("ab-\n \u2028", max_size=30))
def test_plain_is_settled(text: str) -> None:
    """Words once plain stay as they are."""
    assert plain(plain(text)) == plain(text)


def test_raised_note_marks_stay_on_their_word() -> None:
    """Superscript numbers are glued to the word they stand on, as in the corpus."""
    press = Press()
    press.set("There was no shared supervision.^10,12^ It was missed by all who had known it before.^3^")
    press.set(TIME)
    text = plain(document_of(press.bytes()).text)
    assert "no shared supervision.10,12 It was missed by all who had known it before.3" in text


def test_footnotes_are_told() -> None:
    """Small type at the foot with a mark is a note, and the text goes on over it."""
    press = Press(furniture=lambda press, number: press.at(297, 40, str(number + 1), Type(9, align="centre")))
    press.set("The scheme was set up early^1^ and was watched closely by its funders.^2^ " + TIME)
    press.set(TRUST + " The social workers were", last_is_full=True)
    press.y = 110
    press.set("^1^ The first agreement was signed in a pub.", NOTE)
    press.set("^2^ Among them was the health authority, until it was abolished.", NOTE)
    press.turn()
    press.set("attached to practices for two years. " + MONEY)
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.FOOTNOTE) == [
        "1 The first agreement was signed in a pub.",
        "2 Among them was the health authority, until it was abolished.",
    ]
    cut = next(b for b in document.blocks if "The social workers were" in words(document, b))
    assert [document.page_at(span.start) for span in cut.spans] == ["1", "2"]
    assert "The social workers were attached to practices" in words(document, cut)


def test_headings_by_their_type() -> None:
    """Without bookmarks the size and weight of the type tell headings and their levels."""
    press = Press()
    for number, name in enumerate(("Findings", "Discussion")):
        press.set(name, HEADING)
        press.set(TIME)
        press.set("What helped", SUBHEADING)
        press.set(TRUST)
        press.set("What got in the way", SUBHEADING)
        press.set(MONEY if number else RECORDS)
    assert headings(document_of(press.bytes())) == [
        (1, "Findings"), (2, "What helped"), (2, "What got in the way"),
        (1, "Discussion"), (2, "What helped"), (2, "What got in the way"),
    ]  # fmt: skip


def test_a_bold_beginning_is_no_heading() -> None:
    """A paragraph that begins in bold stays a paragraph."""
    press = Press()
    press.set("Findings", HEADING)
    press.set(TIME)
    start = press.y - 12
    press.at(72, start, "Trust.", Type(10, "Times-Bold"))
    press.at(
        105,
        start,
        "It grew where people met week by week, and it was soon lost again where they hardly met at all;",
    )
    press.at(72, start - 12, "nobody in the study doubted that, whatever their profession or their rank was.")
    document = document_of(press.bytes())
    assert headings(document) == [(1, "Findings")]
    assert "Trust. It grew where people met" in of_kind(document, BlockKind.PARAGRAPH)[-1]


def test_headings_by_bookmarks() -> None:
    """Bookmarks tell headings that look like any other line, and how deep they stand."""
    press = Press()
    for title, level, text in (
        ("Setting", 0, TIME),
        ("the practices that took part", 1, TRUST),
        ("Cost", 0, MONEY),
    ):
        press.canvas.bookmarkPage(title, fit="XYZ", top=press.y)
        press.canvas.addOutlineEntry(title, title, level)
        press.set(title)
        press.set(text)
    document = document_of(press.bytes())
    assert headings(document) == [(1, "Setting"), (2, "the practices that took part"), (1, "Cost")]


def test_lists_and_their_bullets() -> None:
    """Items are told by their marks, those from symbol fonts and of several lines too."""
    press = Press()
    press.set("Findings", HEADING)
    press.set("Three things helped:")
    for text in ("time to meet", "a named worker in every practice, known to all who refer " * 3, "trust"):
        press.column(90, 523)
        first = press.y - 12
        press.set(text)
        press.at(76, first, "n", Type(8, "ZapfDingbats"))
        press.column(72, 523)
    press.set(TRUST)
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.LIST_ITEM) == [
        "time to meet",
        " ".join(("a named worker in every practice, known to all who refer " * 3).split()),
        "trust",
    ]
    assert "■ time to meet" in document.text


def test_quotations_are_set_in() -> None:
    """What is set in on both sides is a quotation."""
    press = Press()
    press.set(TIME)
    press.set("One manager said:")
    press.column(100, 495)
    press.set(TRUST, Type(9))
    press.column(72, 523)
    press.set(MONEY)
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.QUOTATION) == [TRUST]


def test_letters_set_apart_are_words() -> None:
    """Letters drawn one by one, close or wide, make the words that a reader sees."""
    press = Press()
    for y, font, size, apart, space in (
        (700, "Times-Roman", 10, 0.0, 2.6),
        (660, "Times-Bold", 14, 3.0, 7.0),
    ):
        x = 72.0
        for word in "Trust takes time".split():
            for letter in word:
                press.at(x, y, letter, Type(size, font))
                x += stringWidth(letter, font, size) + apart
            x += space
    assert document_of(press.bytes()).text.count("Trust takes time") == 2


def test_forms_and_turned_words() -> None:
    """Words in form objects are read, words beside the text too, and a stamp is furniture."""
    press = Press()
    canvas = press.canvas
    canvas.beginForm("part")
    press.set(TIME)
    canvas.endForm()
    canvas.doForm("part")
    for x, y, turn, size, text in ((30, 200, 90, 8, "Crown copyright reserved"), (200, 200, 45, 60, "DRAFT")):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(turn)
        press.at(0, 0, text, Type(size, "Helvetica"))
        canvas.restoreState()
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.PARAGRAPH)[0] == TIME
    assert "Crown copyright reserved" in document.text
    assert of_kind(document, BlockKind.FURNITURE)[-1] == "DRAFT"


def test_a_page_on_its_side() -> None:
    """A page whose words all run up the sheet is read as it is held."""
    press = Press()
    press.canvas.translate(press.width, 0)
    press.canvas.rotate(90)
    press.column(72, 700, 500)
    press.set(TIME)
    press.set(TRUST)
    assert of_kind(document_of(press.bytes()), BlockKind.PARAGRAPH) == [TIME, TRUST]


def test_words_drawn_twice_are_read_once() -> None:
    """Type made bold by drawing it twice, a hair apart, is not doubled."""
    press = Press()
    for shift in (0, 0.3):
        press.at(72 + shift, 700, "Boldly drawn words stand once in the text.")
    assert document_of(press.bytes()).text.count("Boldly") == 1


def test_unseen_words() -> None:
    """Hidden words are left out, words off the page are named, and neither is read."""
    press = Press()
    press.set(TIME)
    press.canvas.saveState()
    text = press.canvas.beginText(72, 400)
    text.setTextRenderMode(3)
    text.textOut("hidden instruction")
    press.canvas.drawText(text)
    press.canvas.restoreState()
    press.canvas.drawString(-400, 300, "far off to the left of the visible page")
    reading = read(press.bytes(), Path("made.pdf"))
    assert plain(reading.document.text) == TIME
    assert reading.warnings == ("words drawn off the visible part of page 1 were left out",)


def test_pypdf_still_has_the_font_we_use() -> None:
    """The one inner part of pypdf that is used offers what it did."""
    assert list(inspect.signature(Font.from_font_resource).parameters) == ["pdf_font_dict"]
    font = Font(
        "Made", encoding={65: "A"}, character_map={"A": "a"}, character_widths={"A": 700, "default": 1}
    )
    assert (font.get_text_width("A"), font.space_char, font.space_width) == (700, " ", 250)
    assert font.interpretable
    assert font.sub_type == "Unknown"
    assert isinstance(font.font_descriptor.flags, int)


@settings(max_examples=25)
@given(
    st.lists(
        st.lists(st.text("abcdefghij", min_size=1, max_size=12), min_size=8, max_size=60).map(" ".join),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([(150.0, 8.0), (220.0, 10.0), (451.0, 11.0)]),
)
def test_no_word_is_lost(paragraphs: list[str], measure: tuple[float, float]) -> None:
    """Whatever is set, in whatever measure, every word comes out, in order."""
    width, size = measure
    press = Press()
    press.column(72, 72 + width)
    for text in paragraphs:
        press.set(text, Type(size, cut=False))
    found = plain(document_of(press.bytes()).text)
    assert found.split() == " ".join(paragraphs).split()


def test_body_type_is_what_most_letters_have() -> None:
    """A long heading page does not make its large type the body's."""
    press = Press()
    press.set("A report on joint working", TITLE)
    press.turn()
    press.set(TIME, BODY)
    press.set("Findings", HEADING)
    press.set(TRUST + " " + MONEY, BODY)
    press.set("Costs", HEADING)
    press.set(RECORDS, BODY)
    assert headings(document_of(press.bytes())) == [(1, "Findings"), (1, "Costs")]


def test_a_long_reference_list_in_small_type() -> None:
    """References with more letters than the text are no body type, and no footnotes at the foot."""
    press = Press()
    press.set("Findings", HEADING)
    press.set(TIME)
    press.set(TRUST)
    press.set("References", HEADING)
    entries = [
        f"{n}. Brown L, Tucker C, Domokos T. Evaluating the impact of integrated health and social care teams "
        f"on older people living in the community. Health Soc Care Community 20{n:02};11:85–94."
        for n in range(1, 7)
    ]
    for entry in entries:
        press.set(entry, Type(8.5, hanging=14, after=0.1))
    document = document_of(press.bytes())
    assert of_kind(document, BlockKind.PARAGRAPH) == [TIME, TRUST]
    assert headings(document) == [(1, "Findings"), (1, "References")]
    assert len(document.references) == 6
    assert not of_kind(document, BlockKind.FOOTNOTE)


def test_three_columns() -> None:
    """Three columns are read from left to right, each to its foot."""
    press = Press(margin=50)
    top = press.y
    texts = (TIME, TRUST, MONEY, RECORDS)
    for number, x in enumerate((50, 220, 390)):
        press.column(x, x + 155, top)
        for text in texts[number:] + texts[:number]:
            press.set(text, Type(9))
    expected = [text for number in range(3) for text in texts[number:] + texts[:number]]
    assert of_kind(document_of(press.bytes()), BlockKind.PARAGRAPH) == expected
