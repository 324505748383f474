"""What was done to the library: receipts, and what can be undone."""

from __future__ import annotations

from collections import Counter

from ingest.receipts import Action, Outcome, Receipt, ReceiptLine
from web.keeping import Shelf
from web.library_confirming import Confirmation, dialog_html
from web.library_words import doubts_html, moment, number, outcome_words, receipt_heading, tally
from web.text import attribute, safe
from web.visitor import Visitor

_LINES = 60  # of one receipt on the Library page; all of them stand on the page of receipts


def receipts_html(shelf: Shelf, visitor: Visitor) -> str:
    """The section of the Library page."""
    if not shelf.receipts:
        return ""
    shown = "".join(
        receipt_html(receipt, shelf.at_work and n == 0, _LINES) for n, receipt in enumerate(shelf.receipts)
    )
    return (
        '<section id="receipts" aria-labelledby="receipts-heading">'
        '<h2 id="receipts-heading" tabindex="-1">Receipts</h2>'
        f"<p>What became of each file that was put in. The newest stand first.</p>{undo_html(shelf.undoable, visitor)}{shown}"
        '<div class="links"><a href="/library/receipts">All receipts</a> '
        '<a href="/library/receipts.json">Receipts as JSON</a></div></section>'
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
        f'<p class="quiet">It led to generation {receipt.generation} of the library: each change makes a new one.</p>'
        f"<ul>{rows}</ul>{more}</details>"
    )


def _line(line: ReceiptLine) -> str:
    return (
        f'<li class="{line.outcome.value}"><span class="file-name">{safe(line.path.removeprefix("upload:"))}</span>'
        f'<p class="file-words">{outcome_words(line)}</p>{doubts_html(line)}</li>'
    )


def undo_html(undoable: Receipt | None, visitor: Visitor) -> str:
    """What the last change was, and the way to take it back, which is asked about first."""
    if undoable is None or not visitor.writable:
        return ""
    return (
        f'<div class="undo"><p>The last change, {moment(undoable.started)}: {_names(undoable)}.</p>'
        f'<a class="button asks" id="undo" data-dialog="confirm-undo" '
        f'href="{attribute(visitor.to("undo", undoable.generation))}">Undo the last change…</a></div>'
        f"{dialog_html('confirm-undo', undoing(undoable, visitor), visitor)}"
    )


def undoing(undoable: Receipt, visitor: Visitor) -> Confirmation:
    """The question before the last change is taken back."""
    counts = Counter(line.outcome for line in undoable.lines)
    added = counts[Outcome.ADDED]
    documents = undoable.action is Action.INGEST and added
    return Confirmation(
        heading=f"Take back {number(added, 'document')}?" if documents else "Undo the last change?",
        named=f"{moment(undoable.started)}: {_names(undoable)}",
        words=" ".join(words.format(number(counts[one], "source")) for one, words in _UNDONE if counts[one]),
        action=visitor.to("undo", undoable.generation),
        button="Take back" if documents else "Undo",
        doing="Undoing…",
    )


_UNDONE = (
    (Outcome.ADDED, "{} will not be searched any longer. The texts are kept, and can be brought back."),
    (Outcome.REPLACED, "{} will have the text and the record of before; to have the newer one again, put it in again."),
    (Outcome.REMOVED, "{} will be back."),
    (Outcome.RESTORED, "{} will be removed again."),
    (Outcome.EDITED, "{} will have its record, or its themes, as they were before."),
)  # fmt: skip


def _names(receipt: Receipt) -> str:
    changed = tuple(line for line in receipt.lines if line.outcome.changes)
    names = ", ".join(safe(line.source or line.path) for line in changed[:5])
    more = f" and {len(changed) - 5:,} more" if len(changed) > 5 else ""
    return f"{tally(changed)} ({names}{more})"
