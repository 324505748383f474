"""How far the files are that were put in: as HTML when the page is opened, as JSON while it is."""

from __future__ import annotations

from collections import Counter
from typing import NotRequired, TypedDict

from ingest.receipts import Outcome
from web.ingest_progress import FileProgress, Progress, State
from web.library_words import doubts_html, number, outcome_words, prose
from web.text import attribute, safe
from web.visitor import Visitor

_LEFT = "Not taken in: the ingest ended before its turn. The file is kept for now."
_EMBEDDING_FROM = 0.15  # of the way through a file; reading is the smaller part


class FileJson(TypedDict):
    """One file: what moves, and its whole entry once it has ended."""

    id: str
    name: str
    state: str
    words: str
    share: float | None  # of the way; None while that cannot be told
    html: NotRequired[str]


class ProgressJson(TypedDict):
    """All files together."""

    running: bool
    stopping: bool
    heading: str
    said: str  # for ears: only what matters
    trouble: str
    share: float
    ended: int
    files: list[FileJson]


def progress_json(progress: Progress, visitor: Visitor) -> ProgressJson:
    """What the page asks for while files are taken in."""
    files: list[FileJson] = []
    for file in progress.files:
        told: FileJson = {
            "id": file.id,
            "name": file.name,
            "state": file.state,
            "words": _words(file),
            "share": _share(file),
        }
        if file.ended:
            told["html"] = file_html(file, visitor)
        files.append(told)
    return {
        "running": progress.running,
        "stopping": progress.stopping,
        "heading": heading(progress),
        "said": _said(progress),
        "trouble": progress.trouble,
        "share": _whole(progress),
        "ended": sum(file.ended for file in progress.files),
        "files": files,
    }


def progress_html(progress: Progress, visitor: Visitor) -> str:
    """The part of the page that shows it; empty, and out of sight, where nothing was put in."""
    hidden = "" if progress.files else " hidden"
    running = "" if progress.running else " hidden"
    ended = " hidden" if progress.running else ""
    left = "" if any(f.state is State.LEFT for f in progress.files) and not progress.running else " hidden"
    trouble = "" if progress.trouble else " hidden"
    rows = "".join(file_html(file, visitor) for file in progress.files)
    return (
        f'<section id="progress" aria-labelledby="progress-heading"{hidden}>'
        f'<h2 id="progress-heading" tabindex="-1">{safe(heading(progress))}</h2>'
        f'<p class="problem" id="trouble"{trouble}>{safe(progress.trouble)}</p>'
        f'<div class="overall" id="overall"{running}>'
        f'<label for="all">All files</label><progress id="all" max="1" value="{_whole(progress):.3f}"></progress></div>'
        f'<div class="actions">{_button("stop", "Stop", visitor, running)}'
        f"{_button('again', 'Try the rest again', visitor, left)}"
        f"{_button('clear', 'Clear this list', visitor, ended)}</div>"
        f'<ul class="files" id="files">{rows}</ul></section>'
        f'<template id="row">{file_html(FileProgress("", ""), visitor)}</template>'
    )


def file_html(file: FileProgress, visitor: Visitor) -> str:
    """The entry of one file."""
    share = _share(file)
    value = "" if share is None else f' value="{share:.3f}"'
    label = attribute(file.name)
    bar = "" if file.ended else f'<progress max="1"{value} aria-label="{label}"></progress>'
    return (
        f'<li class="file {file.state}" data-id="{attribute(file.id)}" data-state="{file.state}">'
        f'<span class="file-name">{safe(file.name)}</span>{bar}'
        f'<p class="file-words">{_words_html(file)}</p>{_after(file, visitor)}</li>'
    )


def heading(progress: Progress) -> str:
    """ "Taking in 3 files: 1 done, 1 refused"."""
    if not progress.files:
        return "Files"
    if progress.stopping:
        return "Stopping"
    if progress.running:
        taken = _taken(progress)
        refused = len(progress.files) - len(taken)
        words = f"Taking in {number(len(taken), 'file')}: {sum(file.ended for file in taken):,} done"
        return f"{words}, {refused:,} refused" if refused else words
    return f"{number(len(progress.files), 'file')}: {_outcomes(progress)}"


def _taken(progress: Progress) -> list[FileProgress]:
    """The files without those that were refused, of which nothing more will come."""
    return [file for file in progress.files if file.state is not State.REFUSED]


def _outcomes(progress: Progress) -> str:
    """ "2 added, 1 failed"."""
    counts = Counter(
        file.line.outcome.value if file.line is not None else _UNLINED.get(file.state, "waiting")
        for file in progress.files
    )
    order = [*Outcome, *_UNLINED.values(), "waiting"]
    return ", ".join(f"{counts[name]:,} {name}" for name in order if counts[name])


_UNLINED = {State.REFUSED: "refused", State.LEFT: "not taken in"}


def _said(progress: Progress) -> str:
    if not progress.files or progress.running:
        return ""
    return f"Finished. {heading(progress)}. {progress.trouble}".strip()


def _words(file: FileProgress) -> str:
    match file.state:
        case State.WAITING:
            return "Waiting for its turn"
        case State.READING:
            return "Reading"
        case State.EMBEDDING:
            return f"Passages embedded: {file.done:,} of {file.total:,}"
        case State.REFUSED:
            return f"Refused: {file.words}"
        case State.LEFT:
            return _LEFT
        case _:
            return ""  # its line says it


def _words_html(file: FileProgress) -> str:
    return outcome_words(file.line) if file.line is not None else prose(_words(file))


def _share(file: FileProgress) -> float | None:
    match file.state:
        case State.WAITING:
            return 0.0
        case State.READING:
            return None
        case State.EMBEDDING:
            return _EMBEDDING_FROM + (1 - _EMBEDDING_FROM) * file.done / max(1, file.total)
        case _:
            return 1.0


def _whole(progress: Progress) -> float:
    shares = [_share(file) for file in _taken(progress)]
    known = [_EMBEDDING_FROM / 2 if share is None else share for share in shares]
    return sum(known) / len(known) if known else 0.0


def _after(file: FileProgress, visitor: Visitor) -> str:
    """What stands below an entry: doubts, and what can be done about it."""
    parts = [] if file.line is None else [doubts_html(file.line, edit=True)]
    name = f'<span class="for-screen-readers"> {safe(file.name)}</span>'
    hidden = f'<input type="hidden" name="token" value="{visitor.token}"><input type="hidden" name="file" value="{attribute(file.id)}">'
    if file.line is not None and file.line.protected:
        parts.append(
            f'<form class="act again" method="post" action="{attribute(visitor.to("again"))}">{hidden}'
            f'<label>Password<span class="for-screen-readers"> for {safe(file.name)}</span> '
            f'<input type="password" name="password" required autocomplete="off"></label>'
            f'<button class="button" type="submit">Try again{name}</button></form>'
        )
    return "".join(parts)


def _button(action: str, words: str, visitor: Visitor, hidden: str) -> str:
    return (
        f'<form class="act" id="{action}" method="post" action="{attribute(visitor.to(action))}"{hidden}>'
        f'<input type="hidden" name="token" value="{visitor.token}"><button class="button" type="submit">{words}</button></form>'
    )
