"""Quotes in files: as they are shown, and as they are embedded for programs.

What is embedded has the true characters of every quote. What is shown is the same but for three
things: each line ends with a line feed, a character that pages cannot hold, a form feed say, is a
sign that stands for it, and what a source marks as italic, say, is set so, without the marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter, ValidationError

from ingest.errors import UsageError
from ingest.receipts import SavedCitation

MARK = "joint-working-evidence citations"
UNSHOWN = (
    "Characters that a page cannot hold are shown as signs, such as ␌ for a form feed; the citations that "
    "are kept inside this file have every character as the source has it."
)

# XML has no place for these, and in HTML and Markdown they are lost or become others.
_NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DELETE, _LAST_WITH_A_SIGN = 0x7F, 0x20
# Marks by which what is embedded could end: these are written as numbers.
_ENDING = re.compile("[<>&]|(?<=-)-")
_CITATIONS = TypeAdapter(SavedCitation)


def shown(words: str) -> str:
    """Words of a source as a page shows them."""
    return _NOT_SHOWN.sub(_sign, re.sub(r"\r\n?", "\n", words))


def is_shown_whole(words: str) -> bool:
    """Whether a page shows every character of these words, line ends apart."""
    return not _NOT_SHOWN.search(re.sub(r"\r\n?", "\n", words))


def collapsed(words: str) -> str:
    """Words without regard to where lines break, to compare what is shown with what was cited."""
    return " ".join(words.split())


def embed(citations: Iterable[SavedCitation]) -> str:
    """Citations as JSON in plain characters, which can stand in a page, a comment or XML."""
    unique = {(one.id, one.start): one for one in citations}
    lines = [
        json.dumps(_CITATIONS.dump_python(one, mode="json"), ensure_ascii=True) for one in unique.values()
    ]
    text = f'{{"is": "{MARK}", "citations": [\n' + ",\n".join(lines) + "\n]}"
    return _ENDING.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def read_citations_in(values: Sequence[object], wrong: str) -> list[SavedCitation]:
    """The citations of parsed answers, each once. ``wrong`` begins the message for what is none."""
    found: dict[tuple[str, int], SavedCitation] = {}
    for value in values:
        citations = value.get("citations") if isinstance(value, dict) else None
        if not isinstance(citations, list):
            raise UsageError(wrong)
        for citation in citations:
            try:
                read = _CITATIONS.validate_json(json.dumps(citation), strict=True)
            except ValidationError as error:
                raise UsageError(f"{wrong}: a citation lacks its id, source, quote, start or end") from error
            # A quote that somebody altered is no reason to leave the others unchecked: it is gone.
            if not 0 <= read.start <= read.end:
                raise UsageError(f"{wrong}: {read.id[:60]!r} stands nowhere in a text")
            found[read.id, read.start] = read
    return list(found.values())


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < _LAST_WITH_A_SIGN:
        return chr(0x2400 + code)
    return "\u2421" if code == _DELETE else "\ufffd"
