"""The works that answers lean on: the sources cited, and the primary studies that these report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.records import author_year, short_authors
from ingest.records.entry import Entry, entry_of
from ingest.types import Record
from qa.exporting.emphasis import set_words
from qa.exporting.printed import Printed, read_printed
from qa.types import Answer, Citation, Status, Study

NEAREST = 3  # passages shown where the documents are silent
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Work:
    """A source or a study, and what to call it for short."""

    entry: Entry
    label: str  # "Glasby et al. 2013"
    # The entry as a source prints it, where its fields do not have all of it.
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Works:
    """Sources by key, studies by the source that reports them and the key that it has for them."""

    sources: Mapping[str, Work]
    studies: Mapping[tuple[str, str], Work]

    def all_studies(self) -> tuple[Work, ...]:
        """Each study once, however many report it."""
        return tuple({work.entry.key: work for work in self.studies.values()}.values())


def works_of(answers: Sequence[Answer], records: Mapping[str, Record]) -> Works:
    """What answers cite and, where the documents are silent, what they name as nearest."""
    return works_cited(
        [citation for answer in answers for citation in answer.citations],
        records,
        [study for answer in answers for study in answer.studies],
        [
            passage.source
            for answer in answers
            if answer.status is Status.NOT_IN_LIBRARY
            for passage in answer.passages[:NEAREST]
        ],
    )


def works_cited(
    citations: Sequence[Citation],
    records: Mapping[str, Record],
    studies: Sequence[Study] = (),
    named: Iterable[str] = (),
) -> Works:
    """What citations lean on; a source that ``records`` lacks is told of as its citation does."""
    known = {citation.source: _record(citation) for citation in citations}
    known = {key: records.get(key, record) for key, record in known.items()}
    for key in [*named, *(key for study in studies for key in (study.source, *study.also_in))]:
        known.setdefault(key, records.get(key) or Record(key, key))
    sources = _told_apart({key: _source(record) for key, record in known.items()})
    reported = [
        (one.source, one.reported_study.key, one.reported_study.reference)
        for one in citations
        if one.reported_study is not None
    ]
    for study in studies:
        pairs = zip(study.keys, study.references, strict=False)
        reported += [(study.source, key, reference) for key, reference in pairs]
    return Works(sources, _studies(reported, sources))


def _record(citation: Citation) -> Record:
    authors = tuple(name for each in citation.authors.split(";") if (name := each.strip()))
    return Record(citation.source, citation.title or citation.source, authors=authors, year=citation.year)


def _source(record: Record) -> Work:
    return Work(entry_of(record), author_year(record))


def _told_apart(sources: Mapping[str, Work]) -> dict[str, Work]:
    """Where two sources have one label, each has its title too."""
    labels = [work.label for work in sources.values()]
    return {
        key: replace(work, label=f"{work.label} (“{work.entry.title}”)")
        if labels.count(work.label) > 1
        else work
        for key, work in sources.items()
    }


def _studies(
    reported: Iterable[tuple[str, str, str]], sources: Mapping[str, Work]
) -> dict[tuple[str, str], Work]:
    """Studies by source and key; one that two sources report is one work, by its first entry."""
    identities: dict[tuple[str, str], tuple[str, ...]] = {}
    first: dict[tuple[str, ...], tuple[Printed, str]] = {}
    by: dict[tuple[str, ...], dict[str, None]] = {}
    for source, key, reference in dict.fromkeys(reported):
        read = read_printed(reference, key)
        identity = identities[source, key] = _identity(read.entry)
        if identity not in first:
            taken = key in sources or any(known.entry.key == key for known, _ in first.values())
            name = f"{key}-in-{source}" if taken else key
            first[identity] = replace(read, entry=replace(read.entry, key=name)), reference
        by.setdefault(identity, {})[sources[source].label] = None
    works = {known: _study(*first[known], list(by[known])) for known in first}
    return {place: works[identity] for place, identity in identities.items()}


def _study(read: Printed, reference: str, by: list[str]) -> Work:
    note = f"Primary study, as reported in {'; '.join(by)}."
    if not read.whole:
        note += f" Printed there as: {read.entry.note}"
    return Work(
        replace(read.entry, note=note), _label(read.entry, reference), "" if read.whole else reference
    )


def _label(entry: Entry, reference: str) -> str:
    people = entry.authors or entry.editors
    if not people or not entry.issued:
        words = set_words(reference)
        return words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1].rstrip() + "…"
    who = short_authors(Record("", entry.title, authors=people))
    if len(people) < 3 and re.search(r"\bet\.? al\b", reference[:300]):
        who = f"{short_authors(Record('', entry.title, authors=people[:1]))} et al."
    return f"{who} {entry.issued}"


def _identity(entry: Entry) -> tuple[str, ...]:
    """What makes two entries the same work: the DOI, or who, when and what."""
    if entry.doi:
        return (entry.doi.casefold(),)
    families = (name.partition(",")[0] for name in entry.authors or entry.editors)
    return (*map(_letters, families), entry.issued[:4], _letters(entry.title))


def _letters(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()
