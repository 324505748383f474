"""A source's headings and pages, as ways to their places in its text."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.types import Document
from web.source_layout import PageBreak
from web.source_text import Heading
from web.text import attribute, inline


def outline_html(document: Document, headings: Sequence[Heading]) -> str:
    """The headings, a list within a list for each level below; nothing where there are none."""
    if not headings:
        return ""
    out: list[str] = []
    open_levels: list[int] = []
    for heading in headings:
        while open_levels and open_levels[-1] > heading.level:
            out.append("</li></ul>")
            open_levels.pop()
        if open_levels and open_levels[-1] == heading.level:
            out.append("</li>")
        else:
            out.append("<ul>")
            open_levels.append(heading.level)
        out.append(f'<li><a href="#at-{heading.span.start}">{inline(document.text, heading.span)}</a>')
    out += ["</li></ul>"] * len(open_levels)
    return f'<nav class="outline" aria-label="Outline of this source">{"".join(out)}</nav>'


def pages_html(pages: Sequence[PageBreak]) -> str:
    """A choice of pages by their printed labels; nothing where none is known."""
    if not any(page.label for page in pages):
        return ""
    choices = "".join(
        f'<option value="page-{page.number}">{attribute(page.label)}</option>' for page in pages if page.label
    )
    return (
        '<div class="pane-row"><label for="pane-page">Go to page</label>'
        f'<select id="pane-page"><option value="">Choose</option>{choices}</select></div>'
    )
