"""Quotes in files: what is rendered is what the source says, and what is embedded is every character of it."""

from __future__ import annotations

import io
import json
from datetime import date
from html.parser import HTMLParser

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ingest.receipts import SavedCitation
from qa.exporting import markdown, web_page
from qa.exporting.emphasis import set_words
from qa.exporting.types import Heading, Listed, Page, Paragraph, Quote, QuoteKind, Run
from qa.exporting.verbatim import embed, is_shown_whole, shown
from qa.exporting.word import write as write_word
from tests.qa.exported import TRAP

_TRAPS = list(
    "*_`~|<>&[](){}#+-=.!:^$1a \n\t\r\\\"'\x00\x0b\x0c\x1f\x7f\x85\xa0\u2003\u2028\u200b\u202e\u2066\ufeff\ufffe\U0001f600é"
)
_PIECES = [
    *(
        "**",
        "*et al.*",
        "<b>so</b>",
        "<sup>5</sup>",
        "<!--",
        "-->",
        "</script>",
        "</blockquote>",
        "&amp;",
        "&#65;",
        "1. ",
        "- ",
        "> ",
        "# ",
        "    ",
        "\n\n",
    ),
    *(
        "***",
        "---",
        "===",
        "| - |",
        "![a](b)",
        "<i>",
        "https://a.b/c_d_",
        "[^1]",
        "...",
        "\r\n",
        "```",
        "~~~",
    ),
]
QUOTES = st.lists(st.sampled_from(_TRAPS) | st.sampled_from(_PIECES) | st.characters(), max_size=12).map(
    "".join
)
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
CURLY = MarkdownIt("commonmark", {"typographer": True}).enable(["replacements", "smartquotes"])


def page(*blocks: Heading | Paragraph | Quote | Listed, data: str = "{}") -> Page:
    return Page("Title", blocks, data)


class _Words(HTMLParser):
    """The text in each element of some kind, without whatever the program put around it."""

    def __init__(self, tag: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._tag, self._open = tag, False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == self._tag:
            self.found.append("")
            self._open = True
        else:
            # An element within the words would be markup that somebody smuggled in.
            assert not self._open or tag in ("em", "i", "strong", "b", "sup", "sub"), tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


def words_in(html: str, tag: str) -> list[str]:
    parser = _Words(tag)
    parser.feed(html)
    parser.close()
    return parser.found


@pytest.mark.parametrize("renderer", [GITHUB, CURLY], ids=["tables", "curly"])
@given(quote=QUOTES)
def test_markdown_renders_the_quote(renderer: MarkdownIt, quote: str) -> None:
    """Whatever a quote holds, no renderer takes it for markup, nor sets other signs for it."""
    written = markdown.write(page(Quote(quote, QuoteKind.FINDING), Paragraph("After.")))
    rendered = renderer.render(written)
    seen = set_words(shown(quote))
    wanted = [seen, "After."] if seen else ["After."]
    assert words_in(rendered, "p") == wanted
    assert rendered.count("<blockquote>") == 1


@given(quote=QUOTES)
def test_markdown_renders_headings_and_entries(quote: str) -> None:
    """A question and a title are the same words in a heading and in a list."""
    words = " ".join(shown(quote).split()) or "x"
    title = Listed((Run("By A. "), Run(words, True), Run(", 1.")))
    rendered = GITHUB.render(markdown.write(page(Heading(2, words), title, title)))
    assert words_in(rendered, "h2") == [words]
    assert words_in(rendered, "li") == [f"By A. {words}, 1."] * 2


@given(quote=QUOTES)
def test_markdown_is_read_back(quote: str) -> None:
    """The words that readers see, line breaks aside, are found in the file itself."""
    seen = markdown.visible(markdown.write(page(Quote(quote, QuoteKind.FINDING))))
    assert seen.split() == set_words(shown(quote)).split()


@given(quote=QUOTES)
def test_a_web_page_shows_the_quote(quote: str) -> None:
    """Each character in its place, and no element but ours."""
    written = web_page.write(page(Quote(quote, QuoteKind.FINDING)))
    assert words_in(written, "blockquote") == [set_words(shown(quote))]


@given(quote=QUOTES)
def test_a_word_file_shows_the_quote(quote: str) -> None:
    """As python-docx reads it: line breaks are breaks, tabs are tabs."""
    file = docx.Document(io.BytesIO(write_word(page(Quote(quote, QuoteKind.FINDING)), date(2026, 1, 31))))
    assert [paragraph.text for paragraph in file.paragraphs] == [set_words(shown(quote))]


@given(quote=QUOTES, key=st.text(max_size=5))
def test_what_is_embedded_is_every_character(quote: str, key: str) -> None:
    """In a comment, in a page and in XML, in characters that all of them can hold."""
    one = SavedCitation(id=key, source=key, start=3, end=3 + len(quote), quote=quote, page=key)
    data = embed([one, one])
    assert json.loads(data)["citations"] == [
        {"id": key, "source": key, "start": 3, "end": 3 + len(quote), "quote": quote, "page": key}
    ]
    assert data.isascii()
    assert not set("<>&") & set(data)
    assert "--" not in data
    whole = page(Quote(quote, QuoteKind.FINDING), data=data)
    assert markdown.data_in(markdown.write(whole)) == data
    assert (web_page.data_in(web_page.write(whole)) or "").strip() == data


def test_what_a_page_cannot_hold_is_a_sign() -> None:
    """Line ends are line feeds; a control character has its picture, and others the sign of the lost."""
    assert shown("a\r\nb\rc\x00\x0c\x7f\x85\ufffe\ud800") == "a\nb\nc␀␌␡\ufffd\ufffd\ufffd"
    assert is_shown_whole("a\r\n\tb\u202e\u2028")
    assert not is_shown_whole(TRAP)
