"""What a cell of the Evidence map counts: its sentences, each quoted with where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import HTMLResponse

from ingest.errors import JWEError, LibraryError
from ingest.themes import Themes
from ingest.types import Direction, Record, Span
from qa.lead import listed
from qa.theme_quotes import CountedQuote, quoted
from qa.theme_table import DIRECTIONS, Tally, ThemeTable
from qa.types import GAP, Citation
from web.finding_html import places_html, quotation_html, under_html
from web.frame import framed_html
from web.head import ABOUT, LIBRARY, MAP
from web.labels import Place, citation_label
from web.map_words import NAMES, ON, SIGNS, cell_address, cell_question, counted, question_link, studies
from web.services import AnsweringService
from web.text import attribute, safe

_TRIES = 3  # while the library changes
_LONGEST_SHOWN = 60  # of what stands in an address and is nothing of ours
_HEADINGS = {
    Direction.HELPS: "what helps",
    Direction.MIXED: "what cuts both ways",
    Direction.HINDERS: "what hinders",
}
_BACK = f'<p class="back"><a href="{MAP}">Back to the Evidence map</a></p>'


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell, with its table and its sentences quoted."""

    theme: str  # a key
    direction: Direction
    table: ThemeTable
    quotes: tuple[CountedQuote, ...]

    @property
    def tally(self) -> Tally:
        return self.table.tally(self.theme, self.direction)


def cell_page(service: AnsweringService, themes: Themes, theme: str, direction: str) -> HTMLResponse:
    """The page of a cell; that there is none, for a theme or a direction that the map does not have."""
    records = service.sources()
    way = next((one for one in DIRECTIONS if one.value == direction), None)
    if way is None:
        ways = listed([one.value for one in DIRECTIONS])
        return _not_there(f"The Evidence map has the directions {ways}, and no {_named(direction)}.", records)
    if themes.theme(theme) is None and not any(key == theme for key, _ in service.theme_table().cells):
        return _not_there(f"The Evidence map has no theme {_named(theme)}.", records)
    return HTMLResponse(_cell_html(records, _read(service, theme, way), themes))


def _read(service: AnsweringService, theme: str, direction: Direction) -> _Cell:
    """The count and the words of a cell, both of one generation of the library. Raises LibraryError."""
    for _ in range(_TRIES):
        table = service.theme_table()
        sentences = table.sentences.get((theme, direction), ())
        try:
            sources = {key: service.source(key) for key in dict.fromkeys(s.kind.source for s in sentences)}
        except JWEError:
            if service.library() == table.library:
                raise
            continue  # what was counted has been removed since
        if service.library() == table.library:
            return _Cell(theme, direction, table, quoted(sentences, sources))
    raise LibraryError("The library is being changed; wait a moment, then load this page again.")


def _cell_html(records: Sequence[Record], cell: _Cell, themes: Themes) -> str:
    """The whole page."""
    heading = f"{themes.label(cell.theme)}: {_HEADINGS[cell.direction]}"
    items = "".join(map(_quote_html, cell.quotes))
    listed = f'<ol class="quotes">{items}</ol>' if items else ""
    body = (
        f'<div class="top">{_BACK}<h1>{safe(heading)}</h1>{_lead(cell)}</div>{_beside(cell, themes)}{listed}'
    )
    return framed_html(heading, MAP, body, records, kind="map map-cell")


def _lead(cell: _Cell) -> str:
    tally = cell.tally
    if not tally.sentences:
        return (
            '<p class="note">No sentence of the documents has this theme and this direction. '
            f'<a href="{LIBRARY}">Add documents on the Library page.</a></p>'
        )
    one = tally.sentences == 1
    reports = f"{'It reports' if one else 'They report'} {studies(tally)}"
    # What is reported from a review that is in the library itself is of no primary study.
    reported = any(citation.reported_study for quote in cell.quotes for citation in quote.citations)
    alone = "" if tally.studies or reported else ": the documents speak for themselves"
    return (
        f'<p class="lead">{counted(tally)}, {"the one" if one else "those"} that the map counts, '
        f"{'' if one else 'each '}quoted as it stands. {reports}{alone}. "
        "Press a source to read the quote in its place.</p>"
    )


def _beside(cell: _Cell, themes: Themes) -> str:
    """What the theme means, its other directions, and the question that can be asked about it."""
    theme = themes.theme(cell.theme)
    name = themes.label(cell.theme)
    ways = "".join(_way_html(cell, way) for way in DIRECTIONS)
    meaning, ask = "", ""
    if theme is not None:  # nobody would understand a question about the key of one that is gone
        question = cell_question(name, cell.direction)
        meaning = (
            f"<p>{safe(theme.definition)} "
            f'<a href="{ABOUT}#theme-{attribute(theme.key)}">What the themes mean</a></p>'
        )
        ask = (
            f'<p><a href="{attribute(question_link(question))}">Ask about this: “{safe(question)}”</a></p>'
            '<p class="quiet">An answer searches for the words of its question. So it may quote fewer '
            "sentences than these, or others.</p>"
        )
    return (
        f'<section class="beside" aria-labelledby="of-theme"><h2 id="of-theme">On this theme</h2>{meaning}'
        f'<ul class="ways">{ways}</ul>{ask}</section>'
    )


def _way_html(cell: _Cell, way: Direction) -> str:
    tally = cell.table.tally(cell.theme, way)
    sign = f'<span class="sign-of" aria-hidden="true">{SIGNS[way]}</span> '
    said = f"{NAMES[way]}: {counted(tally) if tally.sentences else 'none'}"
    if way is cell.direction:
        return f"<li>{sign}<strong>{said}, on this page</strong></li>"
    if not tally.sentences:
        return f"<li>{sign}{said}</li>"
    hidden = f'<span class="for-screen-readers"> {ON[way]}</span>'
    return f'<li>{sign}<a href="{attribute(cell_address(cell.theme, way))}">{said}{hidden}</a></li>'


def _quote_html(quote: CountedQuote) -> str:
    text = GAP.join(citation.quote for citation in quote.citations)
    links = [_link(citation, quote.citations) for citation in quote.citations]
    return (
        f'<li class="finding">{under_html(quote.under)}{quotation_html(text, quote.citations)}'
        f'<p class="source-line">{places_html(quote.citations, links)}</p></li>'
    )


def _link(citation: Citation, together: Sequence[Citation]) -> str:
    """The way into the source, the other runs of the sentence marked with it."""
    others = tuple(Span(one.start, one.end) for one in together if one is not citation)
    href = Place(citation.source, Span(citation.start, citation.end), others).href()
    title = " › ".join((citation.title, *citation.section))
    return f'<a href="/{attribute(href)}" title="{attribute(title)}">{safe(citation_label(citation))}</a>'


def _named(words: str) -> str:
    return f"“{words if len(words) <= _LONGEST_SHOWN else words[:_LONGEST_SHOWN] + '…'}”"


def _not_there(why: str, records: Sequence[Record]) -> HTMLResponse:
    body = (
        f"{_BACK}<h1>Not on the Evidence map</h1><p>{safe(why)} The address may be mistyped, or the list of "
        "themes may have changed.</p><p>Choose a number on the Evidence map to read the sentences it counts.</p>"
    )
    return HTMLResponse(framed_html("Not on the Evidence map", MAP, body, records, kind="map"), 404)
