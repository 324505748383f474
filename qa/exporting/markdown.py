"""Answers as Markdown that renders to just the words of the sources."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterable
from itertools import groupby

from qa.exporting.emphasis import runs_of
from qa.exporting.types import Block, Heading, Listed, Page, Paragraph, Quote, Run
from qa.exporting.verbatim import MARK, shown

# Emphasis, code, links, tags, entities, tables, strikes, sub- and superscript, mathematics; and
# quotation marks, which some programs make curly.
_ALWAYS = re.compile(r"[\\`*_\[\]<>&|~^$\"'{}]")
# Programs make a dash of hyphens, one character of three stops, and one of plus and minus.
_DOUBLED = re.compile(r"(?<=-)-|-(?=-)|\+(?=-)|(?<=\.)\.|\.(?=\.)")
_LINE_BEGINS = re.compile(r"(?m)^(?:(\d{1,9})([.)])|[#+\-=:])")
_SPACE = re.compile(r"[^\S ]")
_EDGE = re.compile(r"^ +| +$|(?<=\n) +| +(?=\n)")
_DATA = re.compile(rf"<!--\s*{MARK}\s*(\{{.*?\}})\s*-->", re.DOTALL)
_QUOTED = re.compile(r"(?m)^ {0,3}(?:> ?)+")
# What was escaped, and marks that were not: stars and tags of ours, which are set and not seen.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|(&#?\w{1,31};)|\*+|</?su[bp]>")
_ITALIC, _BOLD = "*", "**"


def write(page: Page) -> str:
    """The page as Markdown, its citations in a comment at the end."""
    parts: list[str] = []
    for listed, blocks in groupby(page.blocks, key=lambda block: isinstance(block, Listed)):
        parts.append(
            ("\n" if listed else "\n\n").join(map(_block, blocks))
        )  # entries of a list stand together
    text = "\n\n".join(parts)
    return f"{text}\n\n<!-- {MARK}\n{page.data}\n-->\n"


def escaped(words: str) -> str:
    """Words that render as themselves, on lines of their own."""
    return _on_lines(_inline(words))


def _on_lines(written: str) -> str:
    words = _LINE_BEGINS.sub(_not_a_mark, written)
    return _EDGE.sub(lambda match: "&#32;" * len(match[0]), words)


def data_in(text: str) -> str | None:
    """The JSON of the citations that a file of ours holds, None where it holds none."""
    found = _DATA.findall(text)
    return found[-1] if found else None


def visible(text: str) -> str:
    """What a reader of such a file sees, line breaks aside."""
    return _ESCAPED.sub(lambda m: m[1] or html.unescape(m[2] or ""), _QUOTED.sub("", _DATA.sub("", text)))


def _block(block: Block) -> str:
    match block:
        case Heading(level, words):
            return f"{'#' * level} {escaped(words)}"
        case Paragraph(words):
            return escaped(words)
        case Quote(words):
            return "> " + _on_lines(_set(runs_of(shown(words)))).replace("\n", "\n> ")
        case Listed(runs, number):
            begins = "- " if number is None else f"{number}. "
            return begins + _LINE_BEGINS.sub(_not_a_mark, _set(runs))


def _set(runs: Iterable[Run]) -> str:
    """Runs with the marks of Markdown, where it takes them for that; else their words alone."""
    pieces: list[tuple[str, str, str]] = []  # what begins it, the words, what ends it
    whole = tuple(runs)
    for n, run in enumerate(whole):
        before = whole[n - 1].words if n else ""
        after = whole[n + 1].words if n + 1 < len(whole) else ""
        alone = not any(_stars(other) for other in whole[max(n - 1, 0) : n + 2] if other is not run)
        if run.shift:  # its tags are punctuation on both sides
            before = after = ""
        stars = _stars(run) if (alone or run.shift) and _takes_stars(run.words, before, after) else ""
        opens, closes = (f"<{run.shift}>", f"</{run.shift}>") if run.shift else ("", "")
        # A space just inside the stars would make them stars.
        bare = run.words.strip() if stars else run.words
        left, right = run.words.split(bare, 1) if bare else ("", "")
        pieces += [("", left, ""), (opens + stars, bare, stars + closes), ("", right, "")]
    out, words = [], ""
    for begins, inside, ends in pieces:
        if not begins:
            words += inside  # what is not told apart is escaped as one
            continue
        out += [_inline(words), begins, _inline(inside), ends]
        words = ""
    return "".join([*out, _inline(words)])


def _stars(run: Run) -> str:
    return _BOLD * run.bold + _ITALIC * run.italic


def _takes_stars(words: str, before: str, after: str) -> bool:
    """Whether stars around words are marks: within a word both of their sides must be letters or digits."""
    bare = words.strip()
    left = before + words[: len(words) - len(words.lstrip())]
    right = words[len(words.rstrip()) :] + after
    return (
        bool(bare) and (bare[0].isalnum() or _apart(left[-1:])) and (bare[-1].isalnum() or _apart(right[:1]))
    )


def _apart(neighbour: str) -> bool:
    return not neighbour or neighbour.isspace() or neighbour in string.punctuation


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
