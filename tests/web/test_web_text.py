"""Document text as HTML: nothing gets through as markup, and what is marked is verbatim."""

from __future__ import annotations

import random

import pytest

from ingest.types import Span
from tests.web.fakes import HOSTILE
from tests.web.markup import parse
from web.text import Marks, attribute, inline, one_line, safe


def text_of(markup: str) -> str:
    return parse(markup).text


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "a < b & c > d", "\"quoted\" 'single'", "&amp; &lt;", "</mark></div>"],
)
def test_no_text_becomes_markup(words: str) -> None:
    assert parse(safe(words)).tags() == set()
    assert text_of(safe(words)) == words


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\x00", "U+0000"),
        ("\x07", "U+0007"),
        ("\x9b", "U+009B"),
        ("\ud800", "U+D800"),
        ("\U000e0041", "U+E0041"),
    ],
)
def test_a_character_that_is_not_for_eyes_is_shown(character: str, name: str) -> None:
    shown = safe(f"a{character}b")
    assert character not in shown
    assert parse(shown).all("span", "unseen")[0].text == name
    assert character not in attribute(character)
    assert name in attribute(character)


def test_ordinary_letters_of_other_scripts_are_left_alone() -> None:
    words = "שלום مرحبا 日本語 naïve – ‘quoted’ 👩‍⚕️"
    assert safe(words) == words


def test_an_attribute_stays_inside_its_quotes() -> None:
    markup = f'<a title="{attribute(HOSTILE)}">x</a>'
    (link,) = parse(markup).all("a")
    assert set(link.attributes) == {"title"}


def test_inline_markup_is_styled_and_its_signs_are_kept() -> None:
    text = "As Brown <i>et al.</i> (2003), *Health*, **all** and H<sub>2</sub>O say"
    root = parse(inline(text, Span(0, len(text))))
    assert root.text == text
    assert [element.text for element in root.all("i")] == ["et al.", "Health"]
    assert [element.text for element in root.all("b")] == ["all"]
    assert [element.text for element in root.all("span", "sign")][:2] == ["<i>", "</i>"]


@pytest.mark.parametrize("text", ["a <i>b", "c</i> d", "2 * 3 * 4", "5*6*7", "* bullet", "**"])
def test_markup_without_a_partner_is_only_text(text: str) -> None:
    root = parse(inline(text, Span(0, len(text))))
    assert root.text == text
    assert root.all("span", "sign") == []


def test_a_mark_holds_exactly_the_quote_even_across_markup() -> None:
    text = "one <i>two three</i> four"
    cited = Span(text.index("two"), text.index(" four") + 3)
    root = parse(inline(text, Span(0, len(text)), Marks(cited)))
    (mark,) = root.all("mark", "cited")
    assert mark.text == cited.of(text)
    assert mark.attributes["tabindex"] == "-1"
    assert root.text == text


def test_the_passage_asked_for_stands_out_from_those_that_belong_to_it() -> None:
    text = "alpha beta gamma"
    root = parse(inline(text, Span(0, 16), Marks(Span(0, 5), (Span(11, 16), Span(3, 7)))))
    assert [(mark.attributes["class"], mark.text) for mark in root.all("mark")] == [
        ("cited", "alpha"),
        ("also", " b"),
        ("also", "gamma"),
    ]


def test_any_text_with_any_marks_keeps_every_character() -> None:
    chance = random.Random(7)
    alphabet = ["a", " ", "\n", "<i>", "</i>", "*", "**", "&", "<", ">", "'", "é", "<sup>", "</sup>", "\t"]
    for _ in range(300):
        text = "".join(chance.choices(alphabet, k=chance.randrange(1, 40)))
        ends = [sorted(chance.choices(range(len(text) + 1), k=2)) for _ in range(3)]
        cited, first, second = (Span(*pair) for pair in ends)
        root = parse(inline(text, Span(0, len(text)), Marks(cited, (first, second))))
        assert root.text == text
        assert "".join(mark.text for mark in root.all("mark", "cited")) == cited.of(text)


def test_a_line_break_does_not_end_the_block_that_markdown_leaves_alone() -> None:
    assert text_of(one_line(safe("a\n\n# b"))) == "a\n\n# b"
    assert "\n" not in one_line(safe("a\n\n# b"))


def test_markup_without_end_does_not_slow_the_page() -> None:
    text = "<i>" * 20_000 + "x" + "</i>" * 20_000 + "*a*" * 5_000
    assert text_of(inline(text, Span(0, len(text)))) == text
