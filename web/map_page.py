"""The Evidence map: how much the library has on each theme, and which way it speaks."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.themes import Theme, Themes
from ingest.types import Direction, Record
from qa.theme_table import DIRECTIONS, Tally, ThemeTable
from web.frame import framed_html
from web.head import ABOUT, LIBRARY, MAP
from web.map_words import NAMES, ON, SIGNS, cell_address, studies
from web.text import attribute, safe

_NOTHING = '<span aria-hidden="true">–</span><span class="for-screen-readers">none</span>'


def map_html(records: Sequence[Record], table: ThemeTable, themes: Themes) -> str:
    """The whole page."""
    body = (
        '<h1>Evidence map</h1><p class="lead">What the documents say helps joint working and what hinders it, '
        "counted by theme. Each number opens the sentences that it counts.</p>"
        f"{_table_html(table, themes) if table.cells else _EMPTY}{_notes_html(table)}"
    )
    return framed_html("Evidence map", MAP, body, records, kind="map")


_EMPTY = (
    '<p class="note">Nothing can be counted yet: no sentence of the library has both a theme and a direction. '
    f'<a href="{LIBRARY}">Add documents on the Library page.</a></p>'
)


def _table_html(table: ThemeTable, themes: Themes) -> str:
    most = max(tally.sentences for tally in table.cells.values())
    columns = "".join(
        f'<th scope="col"><span class="sign-of" aria-hidden="true">{SIGNS[one]}</span> {NAMES[one]}</th>'
        for one in DIRECTIONS
    )
    groups = "".join(
        f'<tbody><tr class="group"><th scope="rowgroup" colspan="{len(DIRECTIONS) + 1}">{safe(group.name)}</th></tr>'
        + "".join(
            _row_html(theme.key, _theme_html(theme), table, most)
            for theme in themes.themes
            if theme.group == group.key
        )
        + "</tbody>"
        for group in themes.groups
    )
    totals = "".join(
        f'<td><span class="count">{_sentences(column)}</span>{_studies(column)}</td>'
        for column in (table.columns.get(one, Tally()) for one in DIRECTIONS)
    )
    return (
        '<div class="across" role="region" tabindex="0" aria-labelledby="map-caption"><table class="themes">'
        '<caption id="map-caption"><span>Sentences on each theme, by direction, and the independent studies they '
        f'report</span></caption><thead><tr><th scope="col">Theme</th>{columns}</tr></thead>{groups}{_gone(table, themes, most)}'
        f'<tfoot><tr><th scope="row">All themes</th>{totals}</tr></tfoot></table></div>'
    )


def _theme_html(theme: Theme) -> str:
    return f'<a href="{ABOUT}#theme-{attribute(theme.key)}">{safe(theme.name)}</a>'


def _row_html(key: str, name: str, table: ThemeTable, most: int) -> str:
    cells = "".join(_cell_html(key, one, table.tally(key, one), most) for one in DIRECTIONS)
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'


def _cell_html(theme: str, direction: Direction, tally: Tally, most: int) -> str:
    if not tally.sentences:
        return f'<td class="none">{_NOTHING}</td>'
    unit = "sentence" if tally.sentences == 1 else "sentences"
    # How long a bar is stands in attributes, since the page allows no style of its own.
    share = max(2, round(100 * tally.sentences / most))
    return (
        f'<td><a class="count" href="{attribute(cell_address(theme, direction))}">{tally.sentences:,}'
        f'<span class="for-screen-readers"> {unit} {ON[direction]}</span></a>{_studies(tally)}'
        f'<svg class="bar" aria-hidden="true" width="100%" height="4"><rect width="{share}%" height="4"/></svg></td>'
    )


def _sentences(tally: Tally) -> str:
    if not tally.sentences:
        return _NOTHING
    unit = "sentence" if tally.sentences == 1 else "sentences"
    return f'{tally.sentences:,}<span class="for-screen-readers"> {unit}</span>'


def _studies(tally: Tally) -> str:
    if not tally.sentences:
        return ""
    return f' <span class="studies"><span class="for-screen-readers">, </span>{studies(tally)}</span>'


def _gone(table: ThemeTable, themes: Themes, most: int) -> str:
    """Themes that sentences still have and the list of themes has no more."""
    keys = sorted({key for key, _ in table.cells} - set(themes.keys))
    if not keys:
        return ""
    rows = "".join(_row_html(key, safe(key), table, most) for key in keys)
    head = f'<tr class="group"><th scope="rowgroup" colspan="{len(DIRECTIONS) + 1}">No longer in the list of themes</th></tr>'
    return f"<tbody>{head}{rows}</tbody>"


def _notes_html(table: ThemeTable) -> str:
    several = table.without_theme != 1
    without = (
        f" Another {table.without_theme:,} sentence{'s have' if several else ' has'} a direction and no theme, "
        f"and {'are' if several else 'is'} not in the table."
        if table.without_theme
        else ""
    )
    return (
        '<section aria-labelledby="reading-it"><h2 id="reading-it">How to read it</h2><ul>'
        "<li>The large number counts sentences where they stand in the documents; the bar below shows it beside "
        "the largest in the table. A document that says a thing twice counts twice.</li>"
        "<li>“Studies” counts the independent primary studies that those sentences report, each once, whoever "
        "reports it. “No study” means that the documents speak for themselves.</li>"
        f"<li>A sentence has one theme at most, the one that fits it best.{without}</li>"
        "<li>Direction and theme are told by rules and trained models, which may err. More sentences do not "
        "mean stronger evidence: read them.</li>"
        "<li>Each number opens the sentences that it counts, quoted with where they stand. From there you can "
        "ask about the theme.</li></ul>"
        f'<p class="quiet">Counted from generation {table.library.generation:,} of the library. '
        f'<a href="{ABOUT}#themes">What the themes mean</a></p></section>'
    )
