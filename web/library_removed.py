"""What was removed and can come back: each source, and together all that one change took away."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ingest.ledger import Change
from ingest.records import short_authors
from ingest.store import RemovedSource
from web.keeping import Shelf
from web.library_words import bring_back_html, moment, number
from web.text import attribute, safe
from web.visitor import Visitor

_MOST = 30  # on the Library page; all of them stand on a page of their own


def removed_html(shelf: Shelf, visitor: Visitor, most: int | None = _MOST) -> str:
    """The sources that were removed, by the change that took them away, the newest first."""
    if not shelf.removed:
        return ""
    body, room = "", len(shelf.removed) if most is None else most
    for change, sources in groupby(shelf.removed, key=lambda source: shelf.change_of(source.generation)):
        together = [*sources]
        if room > 0:
            body += _together(change, together, room, visitor)
        room -= len(together)
    more = (
        f'<div class="links"><a href="{attribute(visitor.to("removed"))}">'
        f"All {number(len(shelf.removed), 'source')} that can be brought back</a></div>"
        if room < 0
        else ""
    )
    return (
        '<section id="removed" aria-labelledby="removed-heading">'
        '<h2 id="removed-heading" tabindex="-1">Removed sources</h2>'
        "<p>They are not searched. Their texts are kept, so that citations of them can be checked, "
        f"and they can be brought back.</p>{body}{more}</section>"
    )


def _together(change: Change | None, sources: Sequence[RemovedSource], room: int, visitor: Visitor) -> str:
    """What one change took away."""
    when = "" if change is None else f"removed {moment(change.started)}"
    if len(sources) == 1 or change is None:
        rows = "".join(_source(source, when, visitor) for source in sources[:room])
        return f'<ul class="removed">{rows}</ul>'
    rows = "".join(_source(source, "", visitor) for source in sources[:room])
    rest = len(sources) - room
    more = f'<p class="quiet">And {rest:,} more that went with them.</p>' if rest > 0 else ""
    form = bring_back_html(visitor, visitor.to("restore-all", change.generation), "Bring all of these back")
    return (
        f'<div class="together"><h3>{number(len(sources), "source")} {when}</h3>{form}</div>'
        f'<ul class="removed">{rows}</ul>{more}'
    )


def _source(source: RemovedSource, when: str, visitor: Visitor) -> str:
    record, title = source.record, safe(source.record.title)
    who = safe(short_authors(record)) if record.authors else ""
    byline = " · ".join(filter(None, (who, str(record.year or ""), f"key {safe(source.key)}", when)))
    words = f'Restore<span class="for-screen-readers">: {title}</span>'
    form = bring_back_html(visitor, visitor.to("restore", source.key), words)
    return f'<li><div><p class="file-name">{title}</p><p class="quiet">{byline}</p></div>{form}</li>'
