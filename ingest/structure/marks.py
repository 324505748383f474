"""The small signs of layout: list marks, sentence ends, inline markup, captions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ingest.types import Span

_BULLET = r"[-–—•◦■▪●○‣∙·*+]|o(?=\s+[A-Za-z])"
_LIST_MARK = re.compile(
    rf"""^\s*(?:
      (?P<bullet>(?:{_BULLET})(?:\s+(?:{_BULLET}))?)\s+
    | (?P<number>\d{{1,3}})(?P<dot>[.)])(?:\s+|(?=[A-Z]))
    | \(?(?P<letter>[a-z]|[ivx]{{1,5}})\)\s+
    )(?=\S)""",
    re.VERBOSE,
)
_REFERENCE_NUMBER = re.compile(r"^\s*(?:•\s*)?\[?(\d{1,3})[\].)]\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:;…][\"”’'»)\]*_]*(?:\d{1,3}(?:[,–-]\d{1,3})*)?$")
_MARKUP = re.compile(
    r"</?(?:i|b|em|strong|sup|sub|u)>|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)"
)
# A hyphen and a line break inside a word; in a table's cell U+2028 stands for the break.
_CUT_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad][ \t]*(?:\r\n|[\n\r\u2028])[ \t]*(?P<next>[^\W\d_])")
_LIGATURE = re.compile(r"[\ufb00-\ufb06]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_LINK = re.compile(r"!?\[([^\[\]\n]{1,500})\]\(([^)\s]{1,2000})\)")
_CAPTION = re.compile(
    r"""^(?:\*\*|__)?(?P<kind>table|box|panel|case\ study|exhibit|figure|fig\.)\s+
        (?P<number>[A-Z]?\d{1,3}(?:\.\d{1,2})?[a-z]?|[IVX]{1,5})
        (?P<continued>\s*[(\[]?\s*(?:continued|cont(?:['’]?d)?\.?)\s*[)\]]?)?
        (?:\*\*|__)?\s*(?:[:.–—|-]\s*|\s+(?=[A-Z‘“"']))?(?P<title>.*)$""",
    re.VERBOSE | re.IGNORECASE,
)


def list_marker(text: str) -> str:
    """The list mark a line begins with ("- ", "1. ", "(a) "), empty where it has none."""
    match = _LIST_MARK.match(text)
    return match.group() if match else ""


def list_number(text: str) -> int | None:
    """The number a list mark carries."""
    match = _LIST_MARK.match(text)
    return int(match["number"]) if match and match["number"] else None


def reference_number(text: str) -> tuple[int, int] | None:
    """Number of a numbered reference, and where its words begin."""
    match = _REFERENCE_NUMBER.match(text)
    return (int(match.group(1)), match.end()) if match else None


def ends_sentence(text: str) -> bool:
    """Whether a run of text ends as a sentence does, or leads in to what follows."""
    return bool(_SENTENCE_END.search(text.rstrip()))


def plain(text: str) -> str:
    """Words as a reader sees them and types them: without inline markup and line breaks.

    A word that a hyphen cuts at the end of a line is whole again, ligatures are letters,
    and characters that nobody sees are gone.
    """
    text = _CUT_WORD.sub(_joined, text)
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), _UNSEEN.sub("", text))
    text = _LINK.sub(r"\1", text)
    return " ".join(_MARKUP.sub("", text).split())


def one_line(text: str) -> str:
    """Words on one line, those cut at the end of a line whole again; all else as it stands."""
    return " ".join(_CUT_WORD.sub(_joined, text).split())


def uncut(text: str) -> tuple[str, list[int]]:
    """The text with words that the end of a line cuts made whole, and where each character stood."""
    kept: list[int] = []
    position = 0
    for match in _CUT_WORD.finditer(text):
        if match["next"].islower():
            kept += range(position, match.start())
            position = match.start("next")
    kept += range(position, len(text))
    return "".join(text[place] for place in kept), kept


def _joined(match: re.Match[str]) -> str:
    return match["next"] if match["next"].islower() else match.group()


def words_of(text: str, spans: Iterable[Span]) -> str:
    """The words of one or more runs of a text as a reader sees them, on one line."""
    # The break is what a page turn is: a word that it cuts is joined.
    return plain("\n".join(span.of(text) for span in spans))


def caption(text: str) -> tuple[str, str, bool, str] | None:
    """(kind, label, continued, title) of a caption line: ("table", "Table 3", False, "...").

    A sentence that begins with the words ("Table 2 shows that ...") is not one.
    """
    match = _CAPTION.match(text)
    if match is None:
        return None
    kind = match["kind"].lower().rstrip(".")
    title = match["title"].strip().strip("*_").strip()
    separated = re.search(r"\d[a-z]?(?:\*\*|__)?\s*[:.|–—]", text[: len(text) - len(match["title"])] + " ")
    if title and not separated and not match["continued"]:
        if title[0].islower() or len(title.split()) > 16 or re.search(r"[.;]$", title):
            return None
    label = f"{match['kind'][0].upper()}{match['kind'][1:].lower()} {match['number']}"
    return kind, label, bool(match["continued"]), title
