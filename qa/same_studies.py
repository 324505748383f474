"""Which sentences of a whole library are of the same primary study, told by ``qa.studies``.

To hold every study against every other takes minutes where there are thousands. So only those are
held together that share what they could be known by: a DOI, a first author and a year, a title.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from ingest.types import Document, Record
from qa.studies import ALIKE, NEWS, Sources, doi_in, independent, news_of, plain_words, study_of

Pair = tuple[str, str | None]  # a source, and the key of a study in its reference list
_Sign = tuple[str, ...]  # what two of one study have in common


def study_numbers(pairs: Iterable[Pair], sources: Sources) -> dict[Pair, int]:
    """The studies behind pairs, numbered from 0; a pair that no study stands behind is left out.

    Two pairs have one number where ``independent`` would count them once.
    """
    index = _Index(sources)
    signs = {pair: index.signs(pair) for pair in dict.fromkeys(pairs) if index.may_have(pair)}
    numbers: dict[Pair, int] = {}
    fresh = count()
    for part in _parts(signs):
        around = index.around(part, (sign for pair in part for sign in signs[pair]))
        for study in independent(part, around):
            number = next(fresh)
            reported = {(report.source, key) for report in study.reports for key in report.keys}
            for pair in part:
                own = pair[1] is None and pair[0] == study.own and bool(independent([pair], around))
                if own or pair in reported:
                    numbers[pair] = number
    return numbers


def _parts(signs: Mapping[Pair, frozenset[_Sign]]) -> Iterator[list[Pair]]:
    """Pairs with signs in common, directly or through others."""
    holders: dict[_Sign, list[Pair]] = defaultdict(list)
    for pair, own in signs.items():
        for sign in own:
            holders[sign].append(pair)
    seen: set[Pair] = set()
    done: set[_Sign] = set()
    for first in signs:
        if first in seen:
            continue
        seen.add(first)
        part = [first]
        for pair in part:  # it grows meanwhile
            for sign in signs[pair] - done:
                done.add(sign)
                part += (near := [other for other in holders[sign] if other not in seen])
                seen.update(near)
        yield part


class _Index:
    """The sources of a library by what an entry of a reference list could name them by."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._named: dict[_Sign, list[str]] = defaultdict(list)
        for key, (record, _) in sources.items():
            for sign in _record_signs(record):
                self._named[sign].append(key)
        # Under each source, those whose studies it may be one of.
        self._listed: dict[str, set[str]] = defaultdict(set)
        for key, (_, document) in sources.items():
            papers = {paper for study in document.studies for paper in study.references}
            for reference in document.references:
                if reference.key in papers:
                    for own in self._near(reference.text) - {key}:
                        self._listed[own].add(key)
        self._is_news: dict[str, bool] = {}

    def may_have(self, pair: Pair) -> bool:
        """Whether a study can stand behind a pair."""
        source, key = pair
        if key is None and source not in self._listed:
            return False
        if source not in self._is_news:
            self._is_news[source] = self._tell_news(source)
        return not self._is_news[source]

    def signs(self, pair: Pair) -> frozenset[_Sign]:
        """All that another pair of the same study would share."""
        source, key = pair
        if key is None:
            return frozenset({("source", source)})
        document = self._sources[source][1]
        papers = study_of(document, key).references
        found: set[_Sign] = {("study", source, paper) for paper in papers}
        for reference in document.references:
            if reference.key in papers:
                found |= {("source", own) for own in self._near(reference.text)}
                if doi := doi_in(reference.text):
                    found.add(("doi", doi))
                if reference.year and reference.authors:
                    found.add(("by", reference.year[:4], *plain_words(reference.authors[0])))
        return frozenset(found)

    def around(self, part: Iterable[Pair], signs: Iterable[_Sign]) -> dict[str, tuple[Record, Document]]:
        """The sources that matter to pairs: their own, those they may be papers of, those that list them."""
        keys = {sign[1] for sign in signs if sign[0] == "source"}
        for source, _ in part:
            keys |= {source, *self._listed.get(source, ())}
        return {key: self._sources[key] for key in self._sources if key in keys}

    def _tell_news(self, source: str) -> bool:
        record, document = self._sources[source]
        if document.studies:
            return False
        near = [self._near(reference.text) - {source} for reference in document.references]
        if record.type not in NEWS and not all(near):
            return False
        keys = {source, *self._near(document.text), *(key for some in near for key in some)}
        return news_of(source, {key: self._sources[key] for key in self._sources if key in keys}) is not None

    def _near(self, text: str) -> set[str]:
        """The sources that a text may name: their DOI stands in it, or their title begins in it."""
        words = plain_words(text)
        rows = zip(*(words[n:] for n in range(ALIKE)), strict=False)
        found = {key for row in rows for key in self._named.get(("title", *row), ())}
        if doi := doi_in(text):
            found.update(self._named.get(("doi", doi), ()))
        return found


def _record_signs(record: Record) -> Iterator[_Sign]:
    title = plain_words(record.title)
    if len(title) >= ALIKE:
        yield ("title", *title[:ALIKE])
    if record.doi:
        yield ("doi", record.doi.casefold())
