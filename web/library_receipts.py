"""What was done to the library: receipts, what can be undone, and what was removed and can come back."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.receipts import Outcome, Receipt, ReceiptLine
from ingest.records import short_authors
from ingest.store import RemovedSource
from web.keeping import Shelf
from web.library_words import (
    address,
    doubts_html,
    moment,
    number,
    outcome_words,
    receipt_heading,
    tally,
)
from web.text import safe

_LINES = 60  # of one receipt on the Library page; all of them stand on the page of receipts
_REMOVED = 30


def receipts_html(shelf: Shelf, token: str) -> str:
    """The section of the Library page; ``token`` is empty where nothing may be changed."""
    if not shelf.receipts:
        return ""
    shown = "".join(
        receipt_html(receipt, shelf.at_work and n == 0, _LINES) for n, receipt in enumerate(shelf.receipts)
    )
    return (
        '<section id="receipts" aria-labelledby="receipts-heading">'
        '<h2 id="receipts-heading" tabindex="-1">Receipts</h2>'
        f"<p>What became of each file that was put in. The newest stand first.</p>{undo_html(shelf.undoable, token)}{shown}"
        '<p class="links"><a href="/library/receipts">All receipts</a> '
        '<a href="/library/receipts.json">Receipts as JSON</a></p></section>'
    )


def receipt_html(receipt: Receipt, at_work: bool = False, most: int | None = None) -> str:
    """One receipt, to be opened; what failed stands first."""
    lines = sorted(receipt.lines, key=lambda line: line.outcome is not Outcome.FAILED)
    rows = "".join(_line(line) for line in lines[:most])
    rest = len(lines) - len(lines[:most])
    more = (
        f'<p>{number(rest, "more line")}: see <a href="/library/receipts">all receipts</a>.</p>'
        if rest
        else ""
    )
    bad = " bad" if receipt.failed else ""
    return (
        f'<details class="receipt{bad}"><summary>{receipt_heading(receipt, at_work)}</summary>'
        f'<p class="quiet">It led to generation {receipt.generation} of the library.</p>'
        f"<ul>{rows}</ul>{more}</details>"
    )


def _line(line: ReceiptLine) -> str:
    return (
        f'<li class="{line.outcome.value}"><span class="file-name">{safe(line.path.removeprefix("upload:"))}</span>'
        f'<p class="file-words">{outcome_words(line)}</p>{doubts_html(line)}</li>'
    )


def undo_html(undoable: Receipt | None, token: str) -> str:
    """The button that takes the last change back, with what that is."""
    if undoable is None or not token:
        return ""
    changed = tuple(line for line in undoable.lines if line.outcome.changes)
    names = ", ".join(safe(line.source or line.path) for line in changed[:5])
    more = f" and {len(changed) - 5:,} more" if len(changed) > 5 else ""
    return (
        '<form class="act undo" id="undo" method="post" action="/library/undo">'
        f'<input type="hidden" name="token" value="{token}">'
        f'<input type="hidden" name="generation" value="{undoable.generation}">'
        f"<p>The last change, {moment(undoable.started)}: {tally(changed)} ({names}{more}).</p>"
        '<button class="button" type="submit">Undo the last change</button></form>'
    )


def removed_html(removed: Sequence[RemovedSource], token: str) -> str:
    """Sources that were removed."""
    if not removed:
        return ""
    rows = "".join(_removed(source, token) for source in removed[:_REMOVED])
    rest = len(removed) - _REMOVED
    more = (
        f"<p>And {rest:,} more, removed earlier: <code>python -m ingest restore KEY</code> brings them back.</p>"
        if rest > 0
        else ""
    )
    return (
        '<section id="removed" aria-labelledby="removed-heading">'
        '<h2 id="removed-heading" tabindex="-1">Removed sources</h2>'
        "<p>They are not searched. Their texts are kept, so that citations of them can be checked, "
        f'and they can be brought back.</p><ul class="removed">{rows}</ul>{more}</section>'
    )


def _removed(source: RemovedSource, token: str) -> str:
    record = source.record
    who = safe(short_authors(record)) if record.authors else ""
    byline = " · ".join(
        part for part in (who, str(record.year or ""), f"removed in generation {source.generation}") if part
    )
    title = safe(record.title)
    form = (
        f'<form class="act" method="post" action="{address("restore", source.key)}">'
        f'<input type="hidden" name="token" value="{token}"><button class="button" type="submit">Restore'
        f'<span class="for-screen-readers">: {title}</span></button></form>'
        if token
        else ""
    )
    return f'<li><div><p class="file-name">{title}</p><p class="quiet">{byline}</p></div>{form}</li>'
