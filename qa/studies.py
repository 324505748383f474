"""How many studies stand behind findings: each primary study once, whoever reports it.

Several papers may be of one study, several sources may report it, and its own paper may be
in the library as well. News of a source says again what that source says, and adds none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile

from ingest.attribution import is_told_in_the_past
from ingest.structure.marks import words_of
from ingest.types import Direction, Document, Record, Reference, Sentence, Span, Study, StudyDetail

Sources = Mapping[str, tuple[Record, Document]]

NEWS = frozenset(
    "webpage post post-weblog article-newspaper article-magazine broadcast interview speech pamphlet".split()
)
_DESIGN = re.compile(
    r"\b(?:design|methods?|methodology|approach|type of (?:study|evaluation|evidence)|(?:study|evidence) type|"
    r"kind of (?:study|evidence))\b",
    re.IGNORECASE,
)
# Where no column is of the design, what the source says the study was.
_DESCRIPTION = re.compile(r"\b(?:description|overview|summary of (?:the )?study)\b", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s<>\"]+")
_AFTER_NAMES = re.compile(
    r"(?:[\s,.;&]|(?-i:[A-Z]{1,4})\b|\bet al\b|\(?\b(?:eds?|editors?)\b\)?|\(?\b(?:18|19|20)\d\d[a-z]?\b\)?|:)*",
    re.IGNORECASE,
)
_FEW = 3  # entries in which a news item may cite other works, and is news all the same
ALIKE = 5  # words in a row with which two titles begin alike, or which are enough of a title


@dataclass(frozen=True, slots=True)
class Report:
    """What one source has of a study: the papers of its reference list, the main one first."""

    source: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrimaryStudy:
    """A primary study, once. ``listed`` tells that a source has it in a table of its studies."""

    reports: tuple[Report, ...]
    own: str | None = None  # the source of the library that is the study's own paper
    listed: bool = False


def independent(pairs: Iterable[tuple[str, str | None]], sources: Sources) -> tuple[PrimaryStudy, ...]:
    """The primary studies behind findings, given as (source, key of the study or None).

    A finding in a source's own words adds a study only where another source lists that
    source among its studies.
    """
    wanted = list(dict.fromkeys(pairs))
    about = {source: news_of(source, sources) for source, _ in wanted}
    wanted = [(source, key) for source, key in wanted if about[source] is None]
    found: list[PrimaryStudy] = []
    for source, key in wanted:
        one = _reported(source, key, sources) if key is not None else _own(source, sources)
        if one is None:
            continue
        same = [other for other in found if _is_same(one, other, sources)]
        merged = reduce(_joined, (*same, one))
        at = found.index(same[0]) if same else len(found)
        found = [other for other in found if other not in same]
        found.insert(at, merged)
    return tuple(found)


def study_of(document: Document, key: str) -> Study:
    """The study that an entry of the reference list is a paper of; of one paper, where none is known."""
    return next((study for study in document.studies if key in study.references), Study((key,)))


def details_of(document: Document, key: str) -> tuple[StudyDetail, ...]:
    """What the source's tables say of a study: the heading and the place of each."""
    return study_of(document, key).details


def studies_told(
    document: Document, spans: Sequence[Span], study: str | None, direction: Direction
) -> tuple[str | None, ...]:
    """The studies that a sentence tells of: its own, or all that it names where it names several.

    "Two evaluations found no effect (Brown 2003; Davey 2005)" is of both, and of neither alone. In
    brackets or by a number stands much else, laws and opinions: it counts where the source's tables
    list it as a study, or, in a source without such tables, where what helped or hindered is told.
    """
    if study is not None:
        return (study,)
    named = tuple(
        dict.fromkeys(m.reference for m in document.mentions if any(s.covers(m.span) for s in spans))
    )
    if document.studies:
        listed = {key for one in document.studies for key in one.references}
        return tuple(key for key in named if key in listed) or (None,)
    # One work that is named in the present tense may be a law; several were found to say the same.
    found = len(named) > 1 or is_told_in_the_past(words_of(document.text, spans))
    return (named or (None,)) if found and direction is not Direction.NONE else (None,)


def is_detail(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence stands where a table tells of a study and not of what it found: its setting, its method."""
    return any(
        detail.span.covers(sentence.spans[0]) for study in document.studies for detail in study.details
    )


def design_of(document: Document, key: str) -> StudyDetail | None:
    """The detail that says how the study was made; failing that, the one that says what it was."""
    details = details_of(document, key)
    for pattern in (_DESIGN, _DESCRIPTION):
        for detail in details:
            if pattern.search(detail.heading):
                return detail
    return None


def news_of(source: str, sources: Sources) -> str | None:
    """The other source that a source is but news of, or about; None where it stands on its own.

    It names the other's whole title, and has no list of references to rest on.
    """
    record, document = sources[source]
    if document.studies:
        return None
    others = [key for key in sources if key != source]
    if record.type not in NEWS and any(
        not any(is_entry_of(reference, sources[key][0]) for key in others)
        for reference in document.references
    ):
        return None
    for key in others:
        title = plain_words(sources[key][0].title)
        if len(title) >= ALIKE and _pattern(title).search(document.text):
            return key
    return None


def is_entry_of(reference: Reference, record: Record) -> bool:
    """Whether an entry of a reference list is of the work that a record describes."""
    if record.doi and (cited := doi_in(reference.text)):
        return cited == record.doi.casefold()
    if reference.year and record.year and reference.year[:4] != str(record.year):
        return False
    family = plain_words(record.authors[0].partition(",")[0]) if record.authors else []
    if family and reference.authors and not _has(plain_words(reference.text)[:60], family):
        return False
    titles = (record.title, re.split(r"[:?!.]\s", record.title)[0])
    entry = plain_words(reference.text)
    return any(len(title) >= ALIKE and _has(entry, title) for title in map(plain_words, titles))


def is_same_paper(one: Reference, other: Reference) -> bool:
    """Whether entries of two reference lists are of one paper: by DOI, else by author, year and title."""
    dois = doi_in(one.text), doi_in(other.text)
    if all(dois):
        return dois[0] == dois[1]
    if not one.year or one.year[:4] != other.year[:4] or not one.authors or not other.authors:
        return False
    if plain_words(one.authors[0]) != plain_words(other.authors[0]):
        return False
    titles = [_from_title(reference) for reference in (one, other)]
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*titles, strict=False)))
    return alike >= ALIKE or (titles[0] == titles[1] and alike > 0)


def _reported(source: str, key: str, sources: Sources) -> PrimaryStudy | None:
    """The study of an entry; none where the entry is a source that itself reviews studies."""
    document = sources[source][1]
    study = study_of(document, key)
    entries = _entries(document, study.references)
    own = next(
        (
            k
            for k, (record, _) in sources.items()
            if k != source and any(is_entry_of(e, record) for e in entries)
        ),
        None,
    )
    if own is not None and sources[own][1].studies:
        return None
    return PrimaryStudy((Report(source, study.references),), own, study in document.studies)


def _own(source: str, sources: Sources) -> PrimaryStudy | None:
    """A source in its own words is a study where another lists it as one."""
    record, document = sources[source]
    if document.studies:
        return None
    for key, (_, other) in sources.items():
        for study in other.studies if key != source else ():
            if any(is_entry_of(entry, record) for entry in _entries(other, study.references)):
                return PrimaryStudy((Report(key, study.references),), source, True)
    return None


def _is_same(one: PrimaryStudy, other: PrimaryStudy, sources: Sources) -> bool:
    if one.own is not None and one.own == other.own:
        return True
    return any(
        (mine.source == theirs.source and bool(set(mine.keys) & set(theirs.keys)))
        or (
            mine.source != theirs.source
            and any(
                is_same_paper(a, b)
                for a in _entries(sources[mine.source][1], mine.keys)
                for b in _entries(sources[theirs.source][1], theirs.keys)
            )
        )
        for mine in one.reports
        for theirs in other.reports
    )


def _joined(one: PrimaryStudy, other: PrimaryStudy) -> PrimaryStudy:
    reports = tuple(dict.fromkeys((*one.reports, *other.reports)))
    return PrimaryStudy(reports, one.own or other.own, one.listed or other.listed)


def _entries(document: Document, keys: Sequence[str]) -> list[Reference]:
    return [reference for reference in document.references if reference.key in keys]


def _from_title(reference: Reference) -> list[str]:
    """The words of an entry from its title on, numbers left out."""
    text = reference.text
    start = 0
    for author in reference.authors:
        place = text.find(author, start)
        start = place + len(author) if place >= 0 else start
    after = _AFTER_NAMES.match(text, start)
    words = plain_words(text[after.end() if after else start :])
    return [word for word in words if not word.isdigit()]


def plain_words(text: str) -> list[str]:
    """Words as they are compared: small letters without accents."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain)


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"[\W_]+".join(map(re.escape, words)), re.IGNORECASE)


def _has(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words stand in a row among others."""
    return any(list(words[n : n + len(wanted)]) == list(wanted) for n in _starts(words, wanted))


def _starts(words: Sequence[str], wanted: Sequence[str]) -> Iterator[int]:
    return (n for n, word in enumerate(words) if word == wanted[0])


def doi_in(text: str) -> str | None:
    match = _DOI.search(text)
    return match.group().rstrip(".,;)]").casefold() if match else None
