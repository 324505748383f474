"""Answers as one web page that needs nothing else, and prints on A4."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from ingest.readers.markup import parse_html, tag_of, walk
from qa.exporting.emphasis import runs_of
from qa.exporting.types import Block, Heading, Listed, Page, Paragraph, Quote, Run
from qa.exporting.verbatim import MARK, shown

_ID = MARK.replace(" ", "-")
_STYLE = """
html { font: 11pt/1.5 Georgia, "Times New Roman", serif; color: #111; background: #fff; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, h4 { font-family: Arial, Helvetica, sans-serif; line-height: 1.25; break-after: avoid; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; } h3 { font-size: 1.05rem; } h4 { font-size: 1rem; }
blockquote { margin: 1rem 0 0.3rem; padding: 0.2rem 0 0.2rem 1rem; border-left: 4px solid #005ea5;
  white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid; break-after: avoid; unicode-bidi: isolate; }
blockquote.context, blockquote.also, blockquote.detail, blockquote.nearest { border-left-color: #6b7177; }
p { overflow-wrap: anywhere; } p.small { margin: 0.3rem 0; font-size: 0.9rem; color: #333; }
ul { padding-left: 1.2rem; } ol { padding-left: 2rem; } li { margin: 0.4rem 0; overflow-wrap: anywhere; break-inside: avoid; }
@page { size: A4; margin: 20mm; }
@media print { body { max-width: none; margin: 0; padding: 0; } p { orphans: 3; widows: 3; } }
"""
_DATA = re.compile(
    rf"<script\b[^>]*\bid\s*=\s*[\"']?{_ID}[\"']?[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE
)
_UNSEEN = frozenset(("script", "style", "title", "template"))


def write(page: Page) -> str:
    """The page as HTML. The block of data is no program: nothing in it runs."""
    parts: list[str] = []
    for tag, blocks in groupby(page.blocks, key=_list_around):
        inner = [_block(block) for block in blocks]
        parts += [f"<{tag}>", *inner, f"</{tag}>"] if tag else inner
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        # Whatever a document's words try, the page loads nothing and runs nothing.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_safe(page.title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *parts,
        "</main>",
        f'<script type="application/json" id="{_ID}">\n{page.data}\n</script>',
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def data_in(text: str) -> str | None:
    """The JSON of the citations that a page of ours holds, None where it holds none."""
    found = _DATA.findall(text)
    return found[-1] if found else None


def visible(text: str, path: Path) -> str:
    """The words that a reader of a page sees."""
    words: list[str] = []
    hidden = 0
    for starts, element in walk(parse_html(text, path)):
        unseen = tag_of(element) in _UNSEEN
        hidden += (starts and unseen) - (not starts and unseen)
        said = element.text if starts else element.tail
        if said and not hidden:
            words.append(said)
    return "".join(words)


def _list_around(block: Block) -> str:
    """The element that holds an entry of a list; nothing for any other block."""
    if not isinstance(block, Listed):
        return ""
    return "ul" if block.number is None else "ol"


def _block(block: Block) -> str:
    match block:
        case Heading(level, words):
            return f"<h{level}>{_safe(words)}</h{level}>"
        case Paragraph(words, small):
            kind = ' class="small"' if small else ""
            return f"<p{kind}>{_safe(words)}</p>"
        case Quote(words, kind):
            return f'<blockquote class="{kind}" dir="auto">{_set(runs_of(shown(words)))}</blockquote>'
        case Listed(runs, number):
            value = "" if number is None else f' value="{number}"'
            return f"<li{value}>{_set(runs)}</li>"


def _set(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    said = _safe(run.words)
    for element in (run.shift, "i" if run.italic else None, "b" if run.bold else None):
        if element is not None:
            said = f"<{element}>{said}</{element}>"
    return said


def _safe(words: str) -> str:
    return html.escape(words)
