"""Answers taken away: files made when they are asked for, and quotes with their references.

Nothing is written to the server's disk: a file goes to the browser within the event that asks for it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from ingest.errors import JWEError, UsageError
from qa.exporting import Format, Style, cite_passage, export
from qa.types import GAP, Answer, Citation
from web.services import AnsweringService

_serial = count(1)  # so that the same file asked for twice is sent twice


def file_for(service: AnsweringService, answers: Sequence[Answer], kind: str, style: str) -> str:
    """A file as JSON for the browser: its name, media type and bytes, or why there is none."""
    try:
        records = {record.key: record for record in service.sources()}
        made = export(answers, _format(kind), _style(style), records)
    except JWEError as error:
        return _told(kind="file", error=str(error))
    content = base64.b64encode(made.content).decode("ascii")
    return _told(kind="file", name=made.name, type=made.media_type, content=content)


def reference_for(service: AnsweringService, answer: Answer | None, numbers: Sequence[int]) -> str:
    """A quote with its reference in each style, as JSON for the browser."""
    cited = [] if answer is None else [citation for citation in answer.citations if citation.n in numbers]
    if not cited:
        return _told(kind="cite", error="This quotation is no longer here: ask the question again.")
    try:
        records = {record.key: record for record in service.sources()}
        words = {style.value: cite_passage(_as_one(cited), style, records) for style in Style}
    except JWEError as error:
        return _told(kind="cite", error=str(error))
    return _told(kind="cite", **words)


def _as_one(cited: Sequence[Citation]) -> Citation:
    """The runs of a sentence that is cut, as one quote with all of its pages."""
    pages = list(dict.fromkeys(citation.page for citation in cited if citation.page))
    page = f"{pages[0]}–{pages[-1]}" if len(pages) > 1 else cited[0].page
    return replace(cited[0], quote=GAP.join(citation.quote for citation in cited), page=page)


def _format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError as error:
        raise UsageError("That kind of file is not known: choose one from the list.") from error


def _style(name: str) -> Style:
    try:
        return Style(name)
    except ValueError as error:
        raise UsageError("That style of references is not known: choose one from the list.") from error


def _told(**fields: str) -> str:
    return json.dumps({"serial": next(_serial), **fields})
