"""A long report with a passage to be cited, and the press of a citation, timed in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

LONG_PAGES = 300
PASSAGE = (
    "Sharing an office helped the social workers and the doctors of Brackenshire to trust each other, "
    "and to plan the care of older people together over many years."
)
_FILLER = "The team met every week to speak of people whom both services knew. " * 30

# From the press of a link to the passage in view with the focus, in milliseconds.
CLICK = """address => new Promise((done, fail) => {
    const link = document.createElement('a');
    link.href = address;
    document.querySelector('#chat').append(link);
    const begun = performance.now();
    link.click();
    const look = () => {
        const mark = document.querySelector('#pane mark.cited');
        const body = document.querySelector('#pane .source-body')?.getBoundingClientRect();
        const box = mark?.getBoundingClientRect();
        const there = location.search === address && document.activeElement === mark;
        if (there && box.top < body.bottom && box.bottom > body.top) done(performance.now() - begun);
        else if (performance.now() - begun > 10000) fail(new Error('the passage did not come'));
        else requestAnimationFrame(look);
    };
    look();
})"""


def report_pdf(path: Path, pages: int, at: int) -> Path:
    """A report of many pages, the passage on one of them."""
    styles = getSampleStyleSheet()
    flow: list[Any] = []
    for page in range(1, pages + 1):
        flow.append(Paragraph(f"Part {page}", styles["Heading1"]))
        flow.append(Paragraph(_FILLER, styles["BodyText"]))
        if page == at:
            flow.append(Paragraph(PASSAGE, styles["BodyText"]))
        flow.append(PageBreak())

    def number(canvas: Any, document: Any) -> None:
        canvas.drawCentredString(300, 30, str(document.page))

    SimpleDocTemplate(str(path), title=path.stem, author="Ann Doe").build(
        flow, onFirstPage=number, onLaterPages=number
    )
    return path
