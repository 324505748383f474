"""A question that names a source of the library, by author and year or by title, asks of that source alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.records import family_name
from ingest.types import Record
from ingest.words import words
from qa.query import Query, telling_words, topic_of
from qa.shape import Asks

IsUsed = Callable[
    [str, str], bool
]  # a word, and the key of a source: whether another source's passage has it

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
# What makes a name of a word that may be another: "Young et al.", "Young (2010)", "Young's review".
_AS_CITED = re.compile(
    r"['’]s\b|,?\s+(?:et al\b|and colleagues\b|(?:and|&)\s+[A-Z])|,?\s+\(?(?:1[89]|20)\d\d\b"
)
_OF_SEVERAL = re.compile(r"(?:['’]s)?,?\s+(?:et al\b|and colleagues\b)")
# And what makes one of a journal's or a site's: "the Guardian article".
_PUBLISHED = re.compile(
    r"\s+(?:(?:research|journal|news|review) )?(?:article|paper|piece|post|blog|news|report|study|review)\b",
    re.IGNORECASE,
)
_LEAST_OF_TITLE = 3  # words; a shorter one may be a turn of speech
# What only says that a source says something: a question of no other words is of the source as a whole.
_OF_SAYING = re.compile(
    r"find(?:s|ings?)?|found|argu(?:e|es|ed|ments?)|conclu(?:de|des|ded|sions?)|report(?:s|ed)?|show(?:s|ed|n)?|"
    r"writes?|wrote|written|thinks?|thought|suggest(?:s|ed)?|recommend(?:s|ed|ations?)?|claim(?:s|ed)?|according|"
    r"stud(?:y|ies|ied)|papers?|articles?|reviews?|blogs?|documents?|sources?|authors?|et|al|colleagues|main|key|"
    r"messages?|points?|summary|summari[sz]e|describe|about",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedSources:
    """The sources a question names, and the question without their names."""

    keys: tuple[str, ...]
    query: Query
    whole: bool  # whether nothing is asked but what they say
    also_by: tuple[str, ...]  # keys of others with the same person among their authors


def find_named(query: Query, records: Sequence[Record], is_used: IsUsed) -> NamedSources | None:
    """What the question names of these records; None where it names none, or leaves none out.

    A source goes by its title or the first of its authors, as readers cite it; by another author, by the
    journal or site that it stands in, or by a name in small letters, only if no other source has that word.
    A year beside it has to be its own.
    """
    years = {int(year) for year in _YEAR.findall(query.standalone)}
    of_year = [record for record in records if not years or record.year in years]
    found: dict[str, str] = {}
    for most_authors in (1, None):
        for record in of_year:
            name = _name_in(query.standalone, record, most_authors, is_used)
            if name is not None:
                found[record.key] = name
        if found:
            break
    if found:
        found = _without_co_authors(query.standalone, of_year, found)
    if not found or len(found) == len(records):
        return None
    also_by = tuple(record.key for record in records if record.key not in found and _is_by(record, found))
    left_out = {*telling_words(" ".join(found.values())), *map(str, years)}
    rest = tuple(word for word in query.words if word not in left_out)
    if not all(map(_OF_SAYING.fullmatch, topic_of(rest))):
        return NamedSources(tuple(found), replace(query, words=rest), whole=False, also_by=also_by)
    # What it says for and against its own subject, which its title tells.
    titles = "; ".join(record.title for record in records if record.key in found)
    asks = Asks.BOTH if query.shape.asks is Asks.ANY else query.shape.asks
    return NamedSources(
        tuple(found),
        replace(
            query,
            standalone=f"{query.standalone} ({titles})",
            words=(),
            shape=replace(query.shape, asks=asks, about=None),
        ),
        whole=True,
        also_by=also_by,
    )


def _is_by(record: Record, found: dict[str, str]) -> bool:
    """Whether an author of a record has a name by which others were found."""
    families = {(family_name(author) or "").casefold() for author in record.authors}
    return any(name.casefold() in families for name in found.values())


def _without_co_authors(question: str, records: Sequence[Record], found: dict[str, str]) -> dict[str, str]:
    """Without sources that only share an author with one that is named whole: "Brown, Young and Hill"."""
    whole: dict[str, list[str]] = {}
    for record in records:
        families = [family_name(author) or "" for author in record.authors]
        if record.key in found and len(families) > 1 and all(f and f in question for f in families):
            whole[record.key] = families
    shared = {family.casefold() for families in whole.values() for family in families}
    return {key: name for key, name in found.items() if key in whole or name.casefold() not in shared}


def _name_in(question: str, record: Record, most_authors: int | None, is_used: IsUsed) -> str | None:
    """By what a question names a source, as it stands there."""
    # What is not in it in any case needs no pattern: a large library has thousands of names.
    asked = question.casefold()
    title = " ".join(record.title.partition(":")[0].split())
    if title.casefold() in asked and len(words(title)) >= _LEAST_OF_TITLE:
        whole = re.search(rf"(?<!\w){re.escape(title)}(?!\w)", question, re.IGNORECASE)
        if whole:
            return whole[0]
    for place, author in enumerate(record.authors[:most_authors]):
        family = family_name(author)
        if family is None or family.casefold() not in asked:
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(family)}(?![\w-])", question, re.IGNORECASE):
            if len(record.authors) == 1 and _OF_SEVERAL.match(question, match.end()):
                continue
            cited = _AS_CITED.match(question, match.end()) is not None
            first = match[0][0].isupper() and (cited or (match.start() > 0 and not question.isupper()))
            if (place == 0 and first) or not is_used(family, record.key):
                return match[0]
    return None if most_authors == 1 else _container_in(question, record, is_used)


def _container_in(question: str, record: Record, is_used: IsUsed) -> str | None:
    """The journal or site that a source stands in, as the question has it."""
    name = record.container or ""
    if not name or name.casefold() not in question.casefold():
        return None
    for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", question):
        published = _PUBLISHED.match(question, match.end())
        if published or not is_used(name, record.key):
            return question[match.start() : (published or match).end()]
    return None
