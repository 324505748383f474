"""An answer composed: quotes, citations, counts and notices; not a sentence of it invented."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.records import author_year
from ingest.types import Direction, Document, Record, Span
from qa.answerability import Judgement
from qa.context import leant_on, stands_under
from qa.evidence_sentences import EvidenceSentence
from qa.ranking import Ranked
from qa.shape import Form
from qa.studies import Sources, design_of, details_of, independent
from qa.types import Caveat, Citation, Detail, Finding, RankedPassage, ReportedStudy, Study

_GAP = " [...] "  # between the runs of a sentence that a page turn, a table or a box cuts
# How much an answer claims for itself, by the probability that the library holds it.
_CLAIMS = (
    (0.6, "answers this", "answer this"),
    (0.3, "bears on this", "bear on this"),
    (0.0, "comes near this, and may not answer it", "come near this, and may not answer it"),
)
_NAMED = {
    Direction.HELPS: "on what helps",
    Direction.HINDERS: "on what hinders",
    Direction.MIXED: "that cut both ways",
    Direction.NONE: "without a direction",
}


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
        if identifier not in self._made:
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
            )
        return self._made[identifier].n

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._made.values())


def compose_findings(
    picked: Sequence[EvidenceSentence], citations: Citations, sources: Sources
) -> tuple[Finding, ...]:
    """Each sentence a finding, each of its runs a citation, with what it leans on and what says the same."""
    found = []
    for item in picked:
        document, said = sources[item.source][1], item.sentence
        numbers = _cite(item, said.spans, citations)
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
            )
        )
    return tuple(found)


def compose_studies(findings: Sequence[Finding], citations: Citations, sources: Sources) -> tuple[Study, ...]:
    """The independent studies behind findings, each with what the source that reports it says of it."""
    cited = {citation.n: citation.source for citation in citations.all()}
    pairs = [(cited[f.citations[0]], f.study) for f in findings]
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


def _cite(item: EvidenceSentence, spans: Sequence[Span], citations: Citations) -> tuple[int, ...]:
    study = item.sentence.study
    return tuple(citations.cite(item.source, span, item.passage.section, study) for span in spans)


def _quoted_words(item: EvidenceSentence, sources: Sources) -> str:
    text = sources[item.source][1].text
    return _GAP.join(span.of(text) for span in item.sentence.spans)


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


def lead_for_findings(
    findings: Sequence[Finding],
    studies: Sequence[Study],
    citations: Sequence[Citation],
    sources: Sources,
    judgement: Judgement,
    unmet: Sequence[str],
    form: Form | None = None,
    absent: Sequence[str] = (),
    says_itself: str | None = None,
) -> str:
    """What the documents do not have of the question, then what kind of evidence follows, in counts.

    ``unmet`` are words that other passages hold and none that is quoted from; ``form`` is what a
    question asks for that wants a number, a year or a name; ``absent`` are the sides of a
    comparison that no passage has; ``says_itself`` is a caveat's quote on what is asked.
    """
    counts = Counter(finding.direction for finding in findings)
    cited = {c.n: c.source for c in citations}
    used = sorted({cited[n] for finding in findings for n in finding.citations})
    if set(counts) == {Direction.NONE}:
        parts = ""
    else:
        parts = ": " + _listed([f"{counts[d]} {_NAMED[d]}" for d in _NAMED if counts[d]])
    says = "It reports" if len(findings) == 1 else "They report"
    reported = (
        f" {says} {_count(len(studies), 'independent study', 'independent studies')}." if studies else ""
    )
    lacking = ""
    if form is not None and not any(form.pattern.search(finding.text) for finding in findings):
        lacking = f" {'It does not have' if len(findings) == 1 else 'None of them has'} {form.name}."
    one, many = next(verbs for least, *verbs in _CLAIMS if judgement.probability >= least)
    verb = one if len(findings) == 1 else many
    before = _not_there(judgement.unknown, "not in these documents")
    if judgement.probability < _CLAIMS[1][0] and any(map(_has_no_other_word, judgement.unknown)):
        # Of a name or a year there is no other way to speak, as there is of "moan".
        before = f"The documents do not answer this. {before}"
        verb = "comes near it" if len(findings) == 1 else "come near it"
    if absent or says_itself is not None:
        *_, (_, one, many) = _CLAIMS  # whatever else is quoted, there is little on what is asked
        verb = one if len(findings) == 1 else many
    if absent:
        there = "is in no passage" if len(absent) == 1 else "are in no passage"
        before += f"{_quoted(absent)} {there}, so there is nothing to compare. "
    if says_itself is not None:
        before += f"The sources say of their own evidence: “{says_itself}” "
    return (
        f"{before}{_count(len(findings), 'quotation', 'quotations')} {verb}, "
        f"from {_listed([author_year(sources[key][0]) for key in used])}{parts}.{reported}"
        f"{_after(_not_there(unmet, 'in none of the passages quoted here'))}{lacking}"
    )


def lead_for_silence(
    judgement: Judgement,
    nearest: Sequence[RankedPassage],
    lacks: Sequence[str],
    records: Mapping[str, Record],
    passages: int,
) -> str:
    """That the library does not answer, what was searched, what came nearest and what that ``lacks``."""
    years = sorted(record.year for record in records.values() if record.year)
    span = "" if not years else f" ({years[0]})" if years[0] == years[-1] else f" ({years[0]} to {years[-1]})"
    which = "this document" if len(records) == 1 else f"these {len(records)} documents"
    lead = f"The answer is not in {which}{span}: all {passages} passages were searched."
    if judgement.unknown:
        words = "the word" if len(judgement.unknown) == 1 else "the words"
        lead += f" They do not use {words} {_quoted(judgement.unknown, 'or')}."
    if nearest:
        first = nearest[0]
        record = records[first.source]
        place = f"p. {first.page}" if first.page else first.section[-1] if first.section else "no page"
        lead += (
            f" What came nearest is in {author_year(record)}, {place}; it is shown below and is not an answer"
        )
        missing = [word for word in lacks if word not in judgement.unknown]
        lead += f": it does not have {_quoted(missing, 'or')}." if missing else "."
    return lead


def only_searched(records: Sequence[Record]) -> str:
    """That a question was asked of the sources alone that it names."""
    were, these = ("was", "it") if len(records) == 1 else ("were", "them")
    names = _listed([author_year(record) for record in records])
    return f"Only {names} {were} searched, as the question names {these}."


def _not_there(words: Sequence[str], there: str) -> str:
    """A reader is not to take an answer for one to words that it does not have."""
    return f"{_quoted(words)} {'is' if len(words) == 1 else 'are'} {there}. " if words else ""


def _after(sentence: str) -> str:
    return f" {sentence}".rstrip()


def _has_no_other_word(word: str) -> bool:
    """Whether a word of a question is a name or a number, as typed."""
    return any(c.isdigit() for c in word) or word[:1].isupper()


def _quoted(words: Sequence[str], last: str = "and") -> str:
    return _listed([f"“{word}”" for word in words[:5]], last)


def _reported(document: Document, study: str | None) -> ReportedStudy | None:
    if study is None:
        return None
    entry = next((r for r in document.references if r.key == study), None)
    design = design_of(document, study)
    words = None if design is None else " ".join(design.span.of(document.text).split())
    return None if entry is None else ReportedStudy(study, entry.text, words)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _listed(parts: Sequence[str], last: str = "and") -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
