"""Words that several parts of the Library page say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from ingest.places import UPLOAD
from ingest.receipts import Action, Outcome, Receipt, ReceiptLine
from ingest.showing import citation_words, counts_words
from web.text import attribute, safe
from web.visitor import Visitor

_CODE = re.compile(r"`([^`\n]{1,200})`")
_GUESSED = re.compile(
    r"(?:; )?no record beside it: title, authors and year are guessed; mend them with `[^`]*`"
)
# What would be typed, and what the page has for it.
_ON_THE_PAGE = (
    (
        re.compile(r"if it is a new version, remove (\S+) and add it with --replaces (\S+)"),
        r"if it is a new version, remove \1 and use Replace beside \2",
    ),
    (
        re.compile(r"if this is a new version of it, add it with --replaces (\S+)"),
        r"if this is a new version of it, use Replace beside \1",
    ),
)
_BY_BUTTON = re.compile(r"^removed; `[^`]*` brings it back$|; `[^`]*` asks for it(?: again)?$")
_READ = (Outcome.ADDED, Outcome.REPLACED)  # a file came in under a key
# The folders of a path; what follows "https:" is none.
_FOLDERS = re.compile(r"(?<![\w:/.])/(?:[^/;,()`\n]+/)+")


def address(what: str, key: str) -> str:
    """Where something is done with a source."""
    return attribute(f"/library/{what}/{quote(key, safe='')}")


def number(count: int, name: str) -> str:
    """ "1 file", "2,000 files"."""
    return f"{count:,} {name}{'s' * (count != 1)}"


def prose(words: str) -> str:
    """Words of the program as HTML: what is to be typed looks like it."""
    return _CODE.sub(r"<code>\1</code>", safe(words))


def day(iso: str) -> str:
    """The day of a time as HTML, short enough for a table."""
    return _time(iso, "%b %Y")


def moment(iso: str) -> str:
    """A time of a receipt as HTML, for people and programs."""
    return _time(iso, "%B %Y, %H:%M UTC")


def _time(iso: str, after_the_day: str) -> str:
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return safe(iso)
    return f'<time datetime="{safe(iso)}">{when.day} {when:{after_the_day}}</time>'


def bring_back_html(visitor: Visitor, action: str, words: str) -> str:
    """A button that brings something back, for whoever may; ``words`` are HTML."""
    if not visitor.writable:
        return ""
    return (
        f'<form class="act" method="post" action="{attribute(action)}" data-doing="Bringing back…">'
        f'<input type="hidden" name="token" value="{visitor.token}">'
        f'<button class="button" type="submit">{words}</button></form>'
    )


def outcome_words(line: ReceiptLine) -> str:
    """What became of a file, as HTML without what is in doubt."""
    words = line.outcome.value.capitalize()
    if line.source and line.outcome is not Outcome.DUPLICATE:
        words += f" as {line.source}" if line.outcome in _READ else f": {line.source}"
    if counts := counts_words(line):
        words += f": {counts}"
    if reason := reason_words(line):
        words += f"; {reason}" if ":" in words else f": {reason}"
    return prose(words)


def reason_words(line: ReceiptLine) -> str:
    """Why, without what the page has a button for, and without what is for the command line only."""
    words = _BY_BUTTON.sub("", _GUESSED.sub("", line.reason)).replace(UPLOAD, "")
    for typed, instead in _ON_THE_PAGE:
        words = typed.sub(instead, words)
    return words


def doubts_html(line: ReceiptLine, edit: bool = False) -> str:
    """What is in doubt about a file, and which saved citations it touches; ``edit`` links to its record."""
    items = [prose(warning) for warning in line.warnings]
    if _GUESSED.search(line.reason):
        way = (
            f' <a href="{address("edit", line.source)}">Check the record</a>' if edit and line.source else ""
        )
        items.append(f"Its title, authors and year are guessed.{way}")
    items += [f"Saved citation {safe(citation_words(citation))}" for citation in line.citations]
    return f'<ul class="notes">{"".join(f"<li>{item}</li>" for item in items)}</ul>' if items else ""


def tally(lines: tuple[ReceiptLine, ...]) -> str:
    """ "3 added, 1 failed"."""
    counts = Counter(line.outcome for line in lines)
    return ", ".join(f"{counts[one]:,} {one}" for one in Outcome if counts[one])


def receipt_heading(receipt: Receipt, at_work: bool = False) -> str:
    """When, what and how it ended, as HTML."""
    words = f"{moment(receipt.started)}: {receipt.action}"
    if said := tally(receipt.lines):
        words += f", {said}"
    if len(receipt.lines) == 1:
        # Several such in a row could not be told apart.
        (line,) = receipt.lines
        file = Path(line.path.removeprefix(UPLOAD)).name
        words += f" ({safe(file if receipt.action is Action.INGEST else line.source or file)})"
    if at_work:
        return f"{words} so far; still at work"
    if not receipt.finished:
        words += "; stopped before its end, and this is what it had done"
    return f"{words}; undone since" if receipt.undone else words


def without_folders(receipt: Receipt) -> Receipt:
    """A receipt for people elsewhere: where files stand on this machine is no business of theirs."""

    def bare(words: str) -> str:
        return _FOLDERS.sub("", words)

    lines = (
        replace(
            line, path=bare(line.path), reason=bare(line.reason), warnings=tuple(map(bare, line.warnings))
        )
        for line in receipt.lines
    )
    return replace(receipt, lines=tuple(lines))
