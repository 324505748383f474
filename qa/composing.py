"""An answer composed: quotes, citations, studies, caveats; not a sentence of it invented."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from ingest.types import Document, Span
from qa.context import leant_on, stands_under, taken_back_by
from qa.evidence_sentences import EvidenceSentence
from qa.ranking import Ranked
from qa.studies import Sources, design_of, details_of, independent, studies_told
from qa.types import (
    GAP,
    Caveat,
    Citation,
    CitedWork,
    Detail,
    Finding,
    RankedPassage,
    ReportedStudy,
    Study,
)


def citation_id(source: str, span: Span, quote: str) -> str:
    """Source, span and a digest of the quote: enough to check a citation years later."""
    digest = hashlib.sha256(quote.encode("utf-8")).hexdigest()[:12]
    return f"{source}:{span.start}-{span.end}:{digest}"


class Citations:
    """Numbers citations from 1 in the order they are first made; one place is cited once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._made: dict[str, Citation] = {}

    def cite(self, source: str, span: Span, section: tuple[str, ...], study: str | None) -> int:
        """The number of the citation of a span; ``study`` is a key of the source's reference list."""
        record, document = self._sources[source]
        quote = span.of(document.text)
        identifier = citation_id(source, span, quote)
        made = self._made.get(identifier)
        if made is None:
            self._made[identifier] = Citation(
                n=len(self._made) + 1,
                id=identifier,
                source=source,
                title=record.title,
                authors="; ".join(record.authors),
                year=record.year,
                page=document.page_at(span.start),
                section=section,
                start=span.start,
                end=span.end,
                quote=quote,
                reported_study=_reported(document, study),
                cites=_cited_in(document, span, study),
            )
        elif made.reported_study is None:
            # Shown before as what another quote leans on.
            self._made[identifier] = replace(
                made,
                reported_study=_reported(document, study),
                cites=tuple(work for work in made.cites if work.key != study),
            )
        return self._made[identifier].n

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._made.values())


def compose_findings(
    picked: Sequence[EvidenceSentence], citations: Citations, sources: Sources
) -> tuple[Finding, ...]:
    """Each sentence a finding, each of its runs a citation, with what it leans on and what says the same.

    The sentence that sets something against one comes with it, unless it is a finding itself.
    """
    found = []
    shown = {item.place for item in picked}
    for item in picked:
        document, said = sources[item.source][1], item.sentence
        numbers = _cite(item, said.spans, citations)
        against = taken_back_by(document, item.passage, said)
        found.append(
            Finding(
                text=_quoted_words(item, sources),
                direction=said.direction,
                level=said.level,
                theme=said.theme,
                study=said.study,
                citations=numbers,
                context=_cite(item, leant_on(document, item.passage, said), citations),
                also=tuple(
                    number for twin in item.also for number in _cite(twin, twin.sentence.spans, citations)
                ),
                under=stands_under(document, said),
                after=_cite(item, against, citations) if (item.source, against) not in shown else (),
            )
        )
    return tuple(found)


def compose_studies(findings: Sequence[Finding], citations: Citations, sources: Sources) -> tuple[Study, ...]:
    """The independent studies behind findings, each with what the source that reports it says of it."""
    cited = {citation.n: citation for citation in citations.all()}
    pairs = []
    for finding in findings:
        said = [cited[n] for n in finding.citations]
        document, spans = sources[said[0].source][1], [Span(one.start, one.end) for one in said]
        pairs += [
            (said[0].source, study)
            for study in studies_told(document, spans, finding.study, finding.direction)
        ]
    # Compared among themselves: to look into every source of a large library would take seconds.
    among = {source: sources[source] for source, _ in pairs}
    found = []
    for study in independent(pairs, among):
        if not study.reports:
            found.append(Study(study.own or "", (), (), listed=study.listed))
            continue
        first = study.reports[0]
        document = sources[first.source][1]
        entries = {reference.key: reference.text for reference in document.references}
        found.append(
            Study(
                source=first.source,
                keys=first.keys,
                references=tuple(entries[key] for key in first.keys),
                details=_details(first.source, first.keys[0], citations, document),
                also_in=tuple(report.source for report in study.reports[1:]),
                listed=study.listed,
            )
        )
    return tuple(found)


def _details(source: str, key: str, citations: Citations, document: Document) -> tuple[Detail, ...]:
    return tuple(
        Detail(detail.heading, detail.span.of(document.text), citations.cite(source, detail.span, (), key))
        for detail in details_of(document, key)
    )


def compose_caveats(
    picked: Sequence[EvidenceSentence], citations: Citations, sources: Sources
) -> tuple[Caveat, ...]:
    """What sources say of their evidence, quoted and cited as findings are."""
    return tuple(
        Caveat(_quoted_words(item, sources), _cite(item, item.sentence.spans, citations)) for item in picked
    )


def _cite(item: EvidenceSentence, spans: tuple[Span, ...], citations: Citations) -> tuple[int, ...]:
    """The runs of a quote, or of what it leans on: that may be reported from another study, or from none."""
    study = next((s.study for s in item.passage.sentences if s.spans == spans), None)
    return tuple(citations.cite(item.source, span, item.passage.section, study) for span in spans)


def _quoted_words(item: EvidenceSentence, sources: Sources) -> str:
    text = sources[item.source][1].text
    return GAP.join(span.of(text) for span in item.sentence.spans)


def compose_passages(ranked: Sequence[Ranked], sources: Sources) -> tuple[RankedPassage, ...]:
    """Passages as others see them; a cut one is given by its longest run, the others beside it."""
    found = []
    for place, item in enumerate(ranked, start=1):
        stored = item.stored
        document = sources[stored.source][1]
        runs = sorted(stored.passage.spans, key=lambda span: -len(span))
        main, others = runs[0], sorted(runs[1:])
        quote = main.of(document.text)
        found.append(
            RankedPassage(
                rank=place,
                score=round(item.score, 4),
                id=citation_id(stored.source, main, quote),
                source=stored.source,
                page=document.page_at(main.start),
                section=stored.passage.section,
                start=main.start,
                end=main.end,
                text=quote,
                continued=tuple(
                    (span.start, span.end, span.of(document.text), document.page_at(span.start))
                    for span in others
                ),
            )
        )
    return tuple(found)


def _cited_in(document: Document, span: Span, study: str | None) -> tuple[CitedWork, ...]:
    """The works that the words of a span cite; ``study`` is named as reported from already."""
    entries = {reference.key: reference for reference in document.references}
    marks: dict[str, str] = {}
    for mention in document.mentions:
        if span.covers(mention.span):
            marks.setdefault(mention.reference, mention.span.of(document.text))
    found = []
    for key, mark in marks.items():
        if key != study:
            number = entries[key].number  # one mark may be of several: "11,15"
            called = " ".join(mark.split()) if number is None else str(number)
            found.append(CitedWork(called, key, entries[key].text))
    return tuple(found)


def _reported(document: Document, study: str | None) -> ReportedStudy | None:
    if study is None:
        return None
    entry = next((r for r in document.references if r.key == study), None)
    design = design_of(document, study)
    words = None if design is None else " ".join(design.span.of(document.text).split())
    return None if entry is None else ReportedStudy(study, entry.text, words)
