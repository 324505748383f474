"""Take it away: an answer or a conversation as a file, with its quotes, citations and references."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.errors import UsageError
from ingest.records import bibtex, csl, ris
from ingest.records.entry import Entry
from ingest.types import Record
from qa.exporting import markdown, web_page, word
from qa.exporting.emphasis import plain
from qa.exporting.layout import lay_out, place_words, study_words
from qa.exporting.numbering import Called
from qa.exporting.styling import reference, words_of
from qa.exporting.types import Export, Format, Style
from qa.exporting.works import works_cited, works_of
from qa.serialise import answer_json
from qa.types import Answer, Citation

__all__ = ["Export", "Format", "Style", "cite_passage", "export", "references"]

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class _Kind:
    ending: str
    media_type: str


_KINDS = {
    Format.MARKDOWN: _Kind(".md", "text/markdown; charset=utf-8"),
    Format.WORD: _Kind(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Format.HTML: _Kind(".html", "text/html; charset=utf-8"),
    Format.JSON: _Kind(".json", "application/json"),
    Format.RIS: _Kind(".ris", "application/x-research-info-systems"),
    Format.BIBTEX: _Kind(".bib", "application/x-bibtex"),
    Format.CSL_JSON: _Kind(".csl.json", "application/vnd.citationstyles.csl+json"),
}
_REFERENCES: Mapping[Format, Callable[[Iterable[Entry]], str]] = {
    Format.RIS: ris.write,
    Format.BIBTEX: bibtex.write,
    Format.CSL_JSON: csl.write,
}


def export(
    answers: Sequence[Answer],
    kind: Format,
    style: Style,
    records: Mapping[str, Record],
    today: date | None = None,
) -> Export:
    """Answers as a file. ``records`` are those of the library's sources, by key.

    A source that is not among them, because it has gone since, is told of as the answers
    tell of it. Raises UsageError where there is no answer.
    """
    if not answers:
        raise UsageError("there is no answer to export yet; ask a question first")
    known = _KINDS[kind]
    return Export(
        _content(answers, kind, style, records, today or date.today()),
        f"{_name(answers)}{known.ending}",
        known.media_type,
    )


def references(answer: Answer, style: Style, records: Mapping[str, Record]) -> tuple[str, ...]:
    """The sources that an answer cites, then the primary studies that they report, as plain text."""
    cited = {citation.source for citation in answer.citations}
    works = works_of([answer], records)
    sources = [work for key, work in works.sources.items() if key in cited]
    return tuple(words_of(reference(work, style)) for work in (*sources, *works.all_studies()))


def cite_passage(citation: Citation, style: Style, records: Mapping[str, Record]) -> str:
    """One citation as plain text: the quote, where it stands, and the references in a style."""
    works = works_cited([citation], records)
    cited = [works.sources[citation.source], *works.all_studies()]
    called = Called(works)
    place = study_words(citation, called) or place_words(replace(citation, section=()), called)
    references = "\n".join(words_of(reference(work, style)) for work in cited)
    return f"“{plain(citation.quote)}” ({place})\n\n{references}\n"


def _content(
    answers: Sequence[Answer], kind: Format, style: Style, records: Mapping[str, Record], today: date
) -> bytes:
    if kind is Format.JSON:
        text = _json(answers)
    elif kind in _REFERENCES:
        text = _REFERENCES[kind](_cited(answers, records))
    else:
        page = lay_out(answers, style, records, today)
        if kind is Format.WORD:
            return word.write(page, today)
        text = web_page.write(page) if kind is Format.HTML else markdown.write(page)
    # Half a character, which a question typed in a broken terminal can hold, has no bytes.
    return text.encode("utf-8", "replace")


def _json(answers: Sequence[Answer]) -> str:
    """One answer as it is; a conversation as an array."""
    whole = ",\n".join(answer_json(answer, indent=2) for answer in answers)
    return f"{whole}\n" if len(answers) == 1 else f"[\n{whole}\n]\n"


def _cited(answers: Sequence[Answer], records: Mapping[str, Record]) -> list[Entry]:
    """The sources that are cited, then the primary studies that they report."""
    cited = {citation.source for answer in answers for citation in answer.citations}
    works = works_of(answers, records)
    sources = [work.entry for key, work in works.sources.items() if key in cited]
    return sources + [work.entry for work in works.all_studies()]


def _name(answers: Sequence[Answer]) -> str:
    """A file's name made of the question: plain letters, never empty."""
    if len(answers) > 1:
        return f"answers-to-{len(answers)}-questions"
    plain = unicodedata.normalize("NFKD", answers[0].question).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    short = words if len(words) <= _LONGEST_NAME else words[:_LONGEST_NAME].rpartition("-")[0]
    return short or "answer"
