"""Bibliographies in the styles of the field; the one importer of citeproc."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON

from ingest.records import csl, names
from ingest.records.entry import Entry
from qa.exporting.emphasis import runs_of
from qa.exporting.types import Run, Style
from qa.exporting.works import Work

# The styles as their library calls them: "Cite Them Right", and the NLM's, on which Vancouver stands.
_NAMES = {Style.HARVARD: "harvard-cite-them-right", Style.VANCOUVER: "nlm-citation-sequence"}
_LOCALE = "en-GB"
_ID = "1"  # each is set by itself
# Marks of ours for where italics begin and end, out of the range that nobody else may use.
_BEGINS, _ENDS = "\ue000", "\ue001"
_MARKS = re.compile("[\ue000-\uf8ff]")
_INITIAL = re.compile(r"(?<!\w)-?[^\W\d_]")
_NUMBER = re.compile(r"^1\.\s*")
# A title's own mark ends the sentence; styles would put a stop after it.
_DOUBLED = re.compile(rf"(?<=[.?!])([{_ENDS}’”]*)\.(?!\.)")
_ITALIC_TITLES = frozenset("book report thesis webpage document pamphlet manuscript".split())
# The library marks what it has used on the style itself, so that one at a time may be set.
_LOCK = threading.Lock()


def numbers_references(style: Style) -> bool:
    """Whether a style's list is in the order of first mention, each entry with its number."""
    return style is Style.VANCOUVER


def in_alphabet(works: Iterable[Work]) -> list[Work]:
    """Works by their authors, then by year and title."""
    return sorted(works, key=lambda work: _sorted_by(work.entry))


def reference(work: Work, style: Style) -> tuple[Run, ...]:
    """A work as its style sets it, without a number; as its source prints it where its fields lack some of it."""
    return runs_of(work.printed) if work.printed else _set(work.entry, style)


def words_of(runs: Iterable[Run]) -> str:
    """The words of an entry alone."""
    return "".join(run.words for run in runs)


def _sorted_by(entry: Entry) -> tuple[str, str, str]:
    people = entry.authors or entry.editors
    return "; ".join(people or (entry.title,)).casefold(), entry.issued, entry.title.casefold()


def _set(entry: Entry, style: Style) -> tuple[Run, ...]:
    with _LOCK:
        source = CiteProcJSON([_item(_unmarked(entry), style)])
        bibliography = CitationStylesBibliography(_style(style), source, _FORMATTER)
        bibliography.register(Citation([CitationItem(_ID)]))
        text = "".join(map(str, bibliography.bibliography()))
    if style is Style.VANCOUVER:
        text = _NUMBER.sub("", text)
    return _runs(_DOUBLED.sub(r"\1", text))


@lru_cache
def _style(style: Style) -> CitationStylesStyle:
    return CitationStylesStyle(_NAMES[style], locale=_LOCALE, validate=False)


def _item(entry: Entry, style: Style) -> dict[str, object]:
    """An entry as the library takes it: without what it does not know, the author's place never empty.

    Whatever stands in for a missing author the library would say a second time, in its own place.
    """
    item = {**csl.item(entry), "id": _ID}
    left_out = {"license", "note"}
    if style is Style.VANCOUVER and entry.type == "webpage" and entry.container:
        # The NLM names a site before its page; readers of Vancouver look for the title after the author.
        item["type"] = "document"
    if entry.issued[4:]:  # "2003a"
        item["issued"] = {"literal": entry.issued}
    if not entry.authors:
        if entry.editors and entry.type != "chapter":
            item["author"] = [{"literal": _edited(entry.editors, style)}]
            left_out.add("editor")
        elif style is Style.HARVARD:
            title = _Italic(entry.title) if entry.type in _ITALIC_TITLES else entry.title
            item["author"] = [{"literal": str(title)}]
            left_out.add("title")
    return {field: value for field, value in item.items() if field not in left_out}


def _edited(editors: tuple[str, ...], style: Style) -> str:
    """Editors in the author's place, as a style has them."""
    one = len(editors) == 1
    if style is Style.VANCOUVER:
        return ", ".join([*(_short(name, " ", "") for name in editors), "editor" if one else "editors"])
    *others, last = (_short(name, ", ", ".") for name in editors)
    who = f"{', '.join(others)} and {last}" if others else last
    return f"{who} ({'ed.' if one else 'eds'})"


def _short(name: str, between: str, stop: str) -> str:
    """A person's family name and initials; a body's name as it is."""
    found = names.parts(name)
    if found is None:
        return name
    initials = (f"{letter}{stop}" for letter in _INITIAL.findall(found[1]))
    return f"{found[0]}{between}{''.join(initials)}"


def _unmarked(entry: Entry) -> Entry:
    """An entry without characters that mean something to us, or markup that does to the library."""

    def plain(words: str) -> str:
        return re.sub(r"</?span\b[^>]*>", "", _MARKS.sub("", words))

    return replace(
        entry,
        title=plain(entry.title),
        authors=tuple(map(plain, entry.authors)),
        editors=tuple(map(plain, entry.editors)),
        container=plain(entry.container),
        publisher=plain(entry.publisher),
        place=plain(entry.place),
    )


class _Italic(str):
    """Words between our marks."""

    __slots__ = ()

    def __new__(cls, words: object) -> _Italic:
        return super().__new__(cls, f"{_BEGINS}{words}{_ENDS}")


_FORMATTER = SimpleNamespace(
    preformat=lambda words: words,
    Italic=_Italic,
    Oblique=_Italic,
    **dict.fromkeys(("Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str),
)


def _runs(text: str) -> tuple[Run, ...]:
    """Text with our marks as words set one way or the other."""
    found: list[Run] = []
    depth = 0
    for part in re.split(f"([{_BEGINS}{_ENDS}])", text):
        if part in (_BEGINS, _ENDS):
            depth += 1 if part == _BEGINS else -1
        elif part:
            found.append(Run(part, depth > 0))
    return tuple(found)
