"""Answers as Markdown that renders to just the words of the sources."""

from __future__ import annotations

import html
import re

from qa.exporting.types import Block, Heading, Listed, Page, Paragraph, Quote, Run
from qa.exporting.verbatim import MARK, shown

# Emphasis, code, links, tags, entities, tables, strikes, sub- and superscript, mathematics; and
# quotation marks, which some programs make curly.
_ALWAYS = re.compile(r"[\\`*_\[\]<>&|~^$\"'{}]")
# Programs make a dash of hyphens, and one character of three stops.
_DOUBLED = re.compile(r"(?<=-)-|-(?=-)|(?<=\.)\.|\.(?=\.)")
_LINE_BEGINS = re.compile(r"(?m)^(?:(\d{1,9})([.)])|[#+\-=:])")
_SPACE = re.compile(r"[^\S ]")
_EDGE = re.compile(r"^ +| +$|(?<=\n) +| +(?=\n)")
_DATA = re.compile(rf"<!--\s*{MARK}\s*(\{{.*?\}})\s*-->", re.DOTALL)
_QUOTED = re.compile(r"(?m)^ {0,3}(?:> ?)+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#?\w{1,31};")


def write(page: Page) -> str:
    """The page as Markdown, its citations in a comment at the end."""
    parts = [_block(block) for block in page.blocks]
    # Entries of one list stand together.
    text = re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", "\n\n".join(parts))
    return f"{text}\n\n<!-- {MARK}\n{page.data}\n-->\n"


def escaped(words: str) -> str:
    """Words that render as themselves, on lines of their own."""
    words = _LINE_BEGINS.sub(_not_a_mark, _inline(words))
    return _EDGE.sub(lambda match: "&#32;" * len(match[0]), words)


def data_in(text: str) -> str | None:
    """The JSON of the citations that a file of ours holds, None where it holds none."""
    found = _DATA.findall(text)
    return found[-1] if found else None


def visible(text: str) -> str:
    """What a reader of such a file sees, line breaks aside."""
    return _ESCAPED.sub(lambda m: m[1] or html.unescape(m[0]), _QUOTED.sub("", _DATA.sub("", text)))


def _block(block: Block) -> str:
    match block:
        case Heading(level, words):
            return f"{'#' * level} {escaped(words)}"
        case Paragraph(words):
            return escaped(words)
        case Quote(words):
            return "> " + escaped(shown(words)).replace("\n", "\n> ")
        case Listed(runs):
            return "- " + _LINE_BEGINS.sub(_not_a_mark, "".join(map(_run, runs)))


def _run(run: Run) -> str:
    bare = run.words.strip()
    if not run.italic or not bare:
        return _inline(run.words)
    # A space just inside the stars would make them stars.
    before, after = run.words.split(bare, 1)
    return f"{before}*{_inline(bare)}*{after}"


def _inline(words: str) -> str:
    words = _DOUBLED.sub(r"\\\g<0>", _ALWAYS.sub(r"\\\g<0>", words))
    return _SPACE.sub(_numbered, words)


def _not_a_mark(match: re.Match[str]) -> str:
    return f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[0]}"


def _numbered(match: re.Match[str]) -> str:
    """A line feed between words ends a line and nothing else; any other space but a blank is a number."""
    text, at = match.string, match.start()
    between = 0 < at < len(text) - 1 and not text[at - 1].isspace() and not text[at + 1].isspace()
    return "\n" if match[0] == "\n" and between else f"&#{ord(match[0])};"
