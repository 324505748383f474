"""The About page: what this is, how it works, what its words mean, and what it cannot do."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.themes import Themes
from ingest.types import Record
from qa.policy import Era, eras
from qa.types import LibraryInfo
from web import about_words as words
from web.frame import framed_html
from web.head import ABOUT, LIBRARY, MAP
from web.labels import Place, record_label, scope
from web.text import attribute, safe

_MOST_SOURCES = 100  # listed here; all of them stand on the Library page


def about_html(records: Sequence[Record], library: LibraryInfo, themes: Themes) -> str:
    """The whole page."""
    parts = (
        ("answers", "How an answer is made", words.ANSWERS),
        ("labels", "What the labels mean", words.labels(len(themes.themes))),
        ("claims", "How much an answer claims", words.CLAIMS),
        ("limits", "Limits", words.limits(scope(records) if records else "no documents yet")),
        ("privacy", "Privacy", words.PRIVACY),
        ("accessibility", "Accessibility", words.ACCESSIBILITY),
        ("themes", "Themes", _themes_html(themes)),
        ("eras", "Policy eras", _eras_html(eras())),
        ("library", "The library now", _library_html(records, library)),
    )
    contents = "".join(f'<li><a href="#{key}">{title}</a></li>' for key, title, _ in parts)
    sections = "".join(
        f'<section aria-labelledby="{key}"><h2 id="{key}">{title}</h2>{content}</section>'
        for key, title, content in parts
    )
    body = (
        f'<div class="text"><h1>About</h1>{words.PURPOSE}</div>'
        '<nav class="contents" aria-labelledby="contents"><h2 id="contents">On this page</h2>'
        f'<ul>{contents}</ul></nav><div class="text">{sections}</div>'
    )
    return framed_html("About", ABOUT, body, records, kind="about")


def _themes_html(themes: Themes) -> str:
    groups = "".join(
        f"<h3>{safe(group.name)}</h3><dl>"
        + "".join(
            f'<div id="theme-{attribute(theme.key)}"><dt>{safe(theme.name)}</dt><dd>{safe(theme.definition)}</dd></div>'
            for theme in themes.themes
            if theme.group == group.key
        )
        + "</dl>"
        for group in themes.groups
    )
    return (
        f'<p>Findings are sorted by these themes. The <a href="{MAP}">Evidence map</a> counts how much the '
        f"library has on each.</p>{groups}"
    )


def _eras_html(all_eras: Sequence[Era]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{safe(era.years)}</th><td>{safe(era.era)}</td></tr>' for era in all_eras
    )
    return (
        "<p>Who commissions health care in England has changed several times, and a finding belongs to its time. "
        "So each carries the year of its study, or else of its source, with the bodies of that year. "
        "Where one kind gave way to the next within a year, the year counts to the next.</p>"
        '<table class="eras"><caption>Who commissioned health care in England</caption>'
        f'<thead><tr><th scope="col">Years</th><th scope="col">Bodies</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _library_html(records: Sequence[Record], library: LibraryInfo) -> str:
    facts = (
        ("Documents", f"{len(records):,}"),
        ("Generation", f"{library.generation:,}: it rises with every change, and an answer names its own"),
        ("Embedding model", safe(library.model)),
    )
    told = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in facts)
    shown = sorted(records, key=lambda record: (record_label(record).casefold(), record.title))[
        :_MOST_SOURCES
    ]
    more = len(records) - len(shown)
    rest = f'<p><a href="{LIBRARY}">{more:,} more in the library</a></p>' if more else ""
    listed = f'<ul class="sources">{"".join(map(_source_html, shown))}</ul>' if shown else ""
    return f'<dl class="facts">{told}</dl><h3>Sources</h3>{listed or "<p>The library is empty.</p>"}{rest}'


def _source_html(record: Record) -> str:
    where = ". ".join(filter(None, (record.container, record.publisher)))
    if record.doi:
        where += f"{'. ' if where else ''}doi:{record.doi}"
    guessed = ' <span class="quiet">(record guessed from the file)</span>' if record.guessed else ""
    after = f' <span class="quiet">{safe(where)}</span>' if where else ""
    label = record_label(record)
    stop = "" if record.title.endswith((".", "?", "!")) else "."
    named = "" if label.startswith(record.title) else f"{safe(label)}. "
    return f'<li>{named}<a href="/{attribute(Place(record.key).href())}">{safe(record.title)}</a>{stop}{after}{guessed}</li>'
