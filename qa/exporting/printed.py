"""An entry of a reference list, as printed, taken apart into the fields of a record.

Entries are read as Harvard styles have them ("Names (year) Title, Journal, 11, 2, 85–94") and as
Vancouver has them ("Names. Title. Journal. 2003;11:85–94"). What the marks between the parts do not
tell apart stays whole in the title: a field left out can be filled in, a wrong one is believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.records import fields, names
from ingest.records.entry import Entry
from qa.exporting.printed_names import People, leading_people, people
from qa.exporting.printed_parts import (
    Imprint,
    Locator,
    capitalised,
    dated,
    imprint,
    locator,
    without_addresses,
)

_YEAR = re.compile(
    r"\s*(?:[(\[](?P<paren>(?:1[89]|20)\d\d[a-z]?)(?:,[^()\[\]]{1,30})?[)\]]|,\s(?P<plain>(?:1[89]|20)\d\d[a-z]?)(?=\.\s))"
    r"(?P<stop>\.?)[:,]?\s*"
)
_QUOTED = re.compile(
    r"[‘'“\"](?P<title>.+?)(?:[’'”\"][,.]|[,.][’'”\"],?|(?<=[?!])[’'”\"],?)\s+(?P<rest>\S.*)"
)
_IN = re.compile(
    r"(?P<title>.*?)(?:(?<=[?!])|[,.]|^)\s*\b[Ii]n:?\s+(?P<editors>[^()]{3,200}?),?\s*"
    r"(?:\((?:[Ee]ds?\.?|[Ee]ditors?)\)|\b(?:eds?|editors?))[.,]?\s+(?P<book>\S.*)"
)
_PAGES_OF_CHAPTER = re.compile(r"[,.]?\s*\(?\bpp?\.\s*(?P<pages>[\d–-]+)\)?")
_JOURNAL_YEAR = re.compile(
    r"(?P<before>.+?[.?!])\s+(?P<journal>[^.?!;]+(?:\.\s[^.?!;]+){0,5}?)\.?\s+(?P<year>\d{4})"
    r"(?:\s[A-Z][a-z]{2,8}(?:\s\d{1,2})?)?;\s*(?P<volume>\w{1,8})(?:\((?P<issue>[^()]{1,30})\))?"
    r":\s*(?P<pages>\w{1,10}(?:[-–]\w{1,10})?)\.?"
)
_BOOK_YEAR = re.compile(
    r"(?P<before>.*?)\s*\b(?P<place>[^.:;?!]{2,60}):\s+(?P<publisher>[^:;]{2,200});\s*(?P<year>\d{4})\.?\s*(?P<after>.*)"
)
_LONGEST = 1_500  # characters; what is longer is no entry, and patterns would take their time over it
_PRESS = frozenset("press publishers publisher publishing publications books verlag".split())


@dataclass(frozen=True, slots=True)
class Printed:
    """The fields of an entry; ``whole`` where each of its words is in one of them."""

    entry: Entry
    whole: bool


def read_printed(line: str, key: str) -> Printed:
    """The fields of one entry of a reference list, from the words it is printed with."""
    line = fields.clean(line)
    if len(line) > _LONGEST:
        return Printed(Entry(key=key, type="document", title=line, note=line), False)
    bare, address = without_addresses(line)
    found = _harvard(bare, bool(address)) or _vancouver(bare) or Printed(Entry(title=line), False)
    entry = replace(
        found.entry,
        key=key,
        type=found.entry.type or "document",
        doi=fields.doi_in(line) or "",
        urls=(address,) if address else (),
        note="" if found.whole else line,
    )
    return Printed(entry, found.whole)


def _harvard(line: str, on_the_web: bool) -> Printed | None:
    """Names, a year, and the rest."""
    for year in _YEAR.finditer(line, 0, 400):
        who = people(line[: year.start()])
        rest = line[year.end() :].strip()
        if who is not None and rest:
            break
    else:
        return None
    base = _by(who, year["paren"] or year["plain"])
    rest = re.sub(r"\s*\[[Oo]nline\]\.?", "", rest)
    stops = bool(year["stop"]) or year["plain"] is not None
    quoted = _QUOTED.fullmatch(rest)
    title, rest = (quoted["title"], quoted["rest"]) if quoted else ("", rest)
    found = _chapter(title, rest, stops) or _article(title, rest, stops) or _issued(title, rest, stops, who)
    if found is None and on_the_web and not re.search(r"[,.?!]\s", rest):
        found = Entry(type="webpage", title=_tidy(rest))
    if found is None:
        return Printed(replace(base, title=f"{title}. {rest}" if title else rest), False)
    # Of a day only the year has a field; and a title that holds the journal's name is no title.
    whole = found.type != "article-newspaper" and bool(found.container or found.type != "article-journal")
    return Printed(_joined(base, found), who.known and whole)


def _vancouver(line: str) -> Printed | None:
    """Names, a title, where it came out, and the year after that."""
    start = leading_people(line)
    if start is None:
        return None
    who, rest = start[0], line[start[1] :].strip()
    base = _by(who, "")
    if article := _JOURNAL_YEAR.fullmatch(rest):
        entry = Entry(
            type="article-journal",
            title=_tidy(article["before"]),
            issued=article["year"],
            container=article["journal"],
            volume=article["volume"],
            issue=article["issue"] or "",
            pages=_range(article["pages"]),
        )
        return Printed(_joined(base, entry), who.known)
    chapter = _IN.fullmatch(rest)
    book = _BOOK_YEAR.fullmatch(chapter["book"] if chapter else rest)
    years = re.findall(r"\b(?:1[89]|20)\d\d\b", rest)
    if book is None or not capitalised(book["place"]):
        return Printed(replace(base, title=rest, issued=years[0] if len(set(years)) == 1 else ""), False)
    before, after = _tidy(book["before"]), book["after"]
    pages = _PAGES_OF_CHAPTER.fullmatch(after.strip(" .")) if chapter else None
    after = "" if pages else after
    if not before:  # some put the title last
        before, _, after = after.partition(". ")
        before = _tidy(before)
    entry = Entry(
        type=_kind(who, book["publisher"]),
        title=before,
        issued=book["year"],
        publisher=book["publisher"],
        place=book["place"],
    )
    whole = who.known and not after.strip(" .")
    if chapter is not None:
        editors = people(chapter["editors"])
        entry = replace(
            entry,
            type="chapter",
            title=_tidy(chapter["title"]),
            container=before,
            editors=editors.names if editors else (),
            pages=_range(pages["pages"]) if pages else "",
        )
        whole = whole and editors is not None and editors.known
    return Printed(_joined(base, entry), whole and bool(before))


def _article(title: str, rest: str, stops: bool) -> Entry | None:
    """A journal's article, by the numbers at the end."""
    found = locator(rest)
    if found is None:
        return None
    if title:
        container: str = found.before
    elif divided := _divide(found.before, stops):
        title, container = divided
    else:
        title, container = found.before, ""
    return _numbered(found, _tidy(title), container.strip(" ,."))


def _numbered(found: Locator, title: str, container: str) -> Entry:
    return Entry(
        type="article-journal",
        title=title,
        container=container,
        volume=found.volume,
        issue=found.issue,
        pages=_range(found.pages),
    )


def _divide(before: str, stops: bool) -> tuple[str, str] | None:
    """Title and journal, where capitals and the marks between them tell which is which."""
    # Where the year ends with a stop the title does too, and a comma is the journal's own.
    boundary = list(re.finditer(r"(?<=[^\s.][^\s.][.?!])\s+(?=[A-Z])", before))
    if boundary:
        title, container = before[: boundary[-1].start()], before[boundary[-1].end() :]
        if capitalised(container) and (stops or "," not in container):
            return title, container
    if stops:
        return None
    title, mark, container = before.rpartition(", ")
    # Of several parts that are all in capitals any number could be the journal's name.
    if mark and capitalised(container) and not capitalised(title.rpartition(", ")[2]):
        return title, container
    return None


def _chapter(title: str, rest: str, stops: bool) -> Entry | None:
    """A part of a book, by the editors of the whole."""
    found = _IN.fullmatch(rest)
    if found is None or bool(title) == bool(found["title"]):
        return None
    editors = people(found["editors"])
    pages = _PAGES_OF_CHAPTER.search(found["book"])
    bare = _PAGES_OF_CHAPTER.sub("", found["book"], count=1)
    book = imprint(bare.strip(" ,."), stops)
    if editors is None or book is None:
        return None
    return Entry(
        type="chapter",
        title=_tidy(title or found["title"]),
        editors=editors.names,
        container=_tidy(book.title),
        publisher=book.publisher,
        place=book.place,
        pages=_range(pages["pages"]) if pages else "",
    )


def _issued(title: str, rest: str, stops: bool, who: People) -> Entry | None:
    """A newspaper's article by its date, or a book or report by who brought it out."""
    if day := dated(rest):
        before, pages = day
        divided = (title, before) if title else _divide(before, stops)
        if divided:
            return Entry(
                type="article-newspaper",
                title=_tidy(divided[0]),
                container=divided[1].strip(" ,."),
                pages=_range(pages),
            )
        return None
    found: Imprint | None = imprint(rest.strip(" ,."), stops, bool(title), who.names)
    if found is None or bool(title) == bool(found.title):
        return None
    return Entry(
        type=_kind(who, found.publisher),
        title=_tidy(title or found.title),
        publisher=found.publisher,
        place=found.place,
    )


def _by(who: People, year: str) -> Entry:
    return Entry(
        authors=() if who.editors else who.names, editors=who.names if who.editors else (), issued=year
    )


def _joined(base: Entry, found: Entry) -> Entry:
    """What the names and the year say, with what the rest says."""
    return replace(
        found,
        authors=base.authors,
        editors=found.editors or base.editors,
        issued=base.issued or found.issued,
    )


def _kind(who: People, publisher: str) -> str:
    """A report where a body that is no publishing house wrote it or brought it out."""
    words = set(publisher.casefold().split())
    if words & _PRESS:
        return "book"
    return "report" if words & names.BODY_WORDS or any(map(names.is_body, who.names)) else "book"


def _tidy(title: str) -> str:
    return title.strip(" ,;").removesuffix(".").strip()


def _range(pages: str) -> str:
    return re.sub(r"\s*[-–—]+\s*", "–", pages)
