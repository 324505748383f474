"""Answers laid out as blocks, which every format for readers writes in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ingest.receipts import SavedCitation
from ingest.records.fields import clean
from ingest.themes import current_themes
from ingest.types import Direction, Level, Record
from qa.exporting.emphasis import set_words
from qa.exporting.numbering import Called
from qa.exporting.styling import in_alphabet, numbers_references, reference
from qa.exporting.types import Block, Heading, Listed, Page, Paragraph, Quote, QuoteKind, Style
from qa.exporting.verbatim import UNSHOWN, embed, is_shown_whole
from qa.exporting.works import NEAREST, works_of
from qa.lead import listed
from qa.types import (
    GAP,
    Answer,
    Citation,
    Finding,
    LibraryInfo,
    RankedPassage,
    Status,
    Study,
    by_part,
)

_HEADINGS = {
    Direction.HELPS: "Helps",
    Direction.HINDERS: "Hinders",
    Direction.MIXED: "Mixed",
    Direction.NONE: "What the sources say",
}
_LEVELS = {
    Level.INTEGRATED: "integrated working (practice and team)",
    Level.PARTNERSHIP: "partnership working (organisation and strategy)",
}


def lay_out(answers: Sequence[Answer], style: Style, records: Mapping[str, Record], today: date) -> Page:
    """One answer, or several in their order, with one list of references at the end."""
    called = Called(works_of(answers, records), numbers_references(style))
    if len(answers) == 1:
        title, level = one_line(answers[0].question), 1
        blocks = list(_answer(answers[0], title, level, called))
    else:
        title, level = f"Answers to {len(answers)} questions", 1
        blocks = [Heading(level, title)]
        for n, answer in enumerate(answers, start=1):
            blocks += _answer(answer, f"{n}. {one_line(answer.question)}", level + 1, called)
    blocks += _searched(answers, today)
    if any(not is_shown_whole(block.words) for block in blocks if isinstance(block, Quote)):
        blocks.append(Paragraph(UNSHOWN))
    blocks += _references(called, style)
    return Page(title, tuple(blocks), embed(_saved(answers)))


def place_words(citation: Citation, called: Called) -> str:
    """ "Glasby et al. 2013, p. 15, in “Findings › Barriers”"."""
    return _place(called.source(citation.source), citation.page, citation.section)


def study_words(citation: Citation, called: Called) -> str | None:
    """ "Brown et al. 2003, as reported in Glasby et al. 2013, p. 21", where a study is reported."""
    if citation.reported_study is None:
        return None
    study = called.study(citation.source, citation.reported_study.key)
    return f"{study}, as reported in {_place(called.source(citation.source), citation.page, ())}"


def one_line(words: str) -> str:
    """Words for a heading or a line of ours: on one line, without marks that turn or hide what follows."""
    return clean(words) or "…"


def _place(label: str, page: str | None, section: Sequence[str]) -> str:
    where = f", in “{one_line(set_words(' › '.join(section)))}”" if section else ""
    return f"{label}{f', p. {one_line(page)}' if page else ''}{where}"


def _answer(answer: Answer, title: str, level: int, called: Called) -> Iterator[Block]:
    citations = {citation.n: citation for citation in answer.citations}
    yield Heading(level, title)
    if answer.standalone_question.strip() != answer.question.strip():
        yield Paragraph(f"Read as: {one_line(answer.standalone_question)}")
    if answer.suggestion is not None:
        yield Paragraph(f"Did you mean: {one_line(answer.suggestion.question)}")
    yield Paragraph(one_line(answer.lead))
    if answer.elsewhere:
        yield Paragraph(one_line(answer.elsewhere))
    if answer.status is Status.NOT_IN_LIBRARY:
        yield from _nearest(answer.passages[:NEAREST], level + 1, called)
    for part, findings in by_part(answer):
        if part is not None:
            yield Heading(level + 1, one_line(part.question))
            yield Paragraph(one_line(part.lead))
        yield from _findings(findings, level + 1 + (part is not None), citations, called)
    if answer.caveats:
        yield Heading(level + 1, "What the sources say of this evidence")
        for caveat in answer.caveats:
            yield Quote(caveat.text, QuoteKind.CAVEAT)
            yield Paragraph(_places(caveat.citations, citations, called), small=True)
    yield from _details(answer, citations, level + 1, called)


def _findings(
    findings: Sequence[Finding], level: int, citations: Mapping[int, Citation], called: Called
) -> Iterator[Block]:
    for direction in dict.fromkeys(finding.direction for finding in findings):
        yield Heading(level, _HEADINGS[direction])
        for finding in findings:
            if finding.direction is direction:
                yield from _finding(finding, citations, called)


def _finding(finding: Finding, citations: Mapping[int, Citation], called: Called) -> Iterator[Block]:
    """The quote, where it stands, what it leans on before it and what says the same after it."""
    for n in finding.context:
        yield Paragraph(f"Context of the next quotation, {_places((n,), citations, called)}:", small=True)
        yield Quote(citations[n].quote, QuoteKind.CONTEXT)
    if finding.under:
        yield Paragraph(f"Under {one_line(set_words(' › '.join(finding.under)))}:", small=True)
    yield Quote(finding.text, QuoteKind.FINDING)
    yield Paragraph(_places(finding.citations, citations, called), small=True)
    studies = (study_words(citations[n], called) for n in finding.citations)
    reported = next((words for words in studies if words), None) if finding.study else None
    if reported is not None:
        yield Paragraph(f"Reported study: {reported}", small=True)
    for n in finding.after:
        yield Paragraph(f"The sentence after it, {_places((n,), citations, called)}:", small=True)
        yield Quote(citations[n].quote, QuoteKind.CONTEXT)
    for work in (work for n in finding.citations for work in citations[n].cites):
        yield Paragraph(f"It cites {one_line(set_words(work.mark))}: {one_line(work.reference)}", small=True)
    sorted_by = []
    if finding.theme is not None:
        sorted_by.append(f"Theme: {current_themes().label(finding.theme)}")
    if finding.level is not None:
        sorted_by.append(f"Level: {_LEVELS[finding.level]}")
    if sorted_by:
        yield Paragraph("; ".join(sorted_by), small=True)
    for n in finding.also:
        yield Paragraph(f"Also said in {_places((n,), citations, called)}:", small=True)
        yield Quote(citations[n].quote, QuoteKind.ALSO)


def _places(numbers: Iterable[int], citations: Mapping[int, Citation], called: Called) -> str:
    return "; ".join(f"[{n}] {place_words(citations[n], called)}" for n in numbers)


def _details(
    answer: Answer, citations: Mapping[int, Citation], level: int, called: Called
) -> Iterator[Block]:
    """What the sources say of the studies: their setting, say, or their design."""
    told = [study for study in answer.studies if study.details]
    if told:
        yield Heading(level, "The primary studies")
    for study in told:
        yield Paragraph(_study(study, called))
        for detail in study.details:
            where = _places((detail.citation,), citations, called)
            yield Paragraph(f"{one_line(detail.heading)} {where}:", small=True)
            yield Quote(detail.text, QuoteKind.DETAIL)


def _study(study: Study, called: Called) -> str:
    """A study by all its papers and all who report it; a source can be a study's own paper."""
    own = called.source(study.source)
    others = [called.source(key) for key in study.also_in]
    if not study.keys:
        return "; also reported in ".join([f"{own}, its own paper", *others])
    papers = "; ".join(called.study(study.source, key) for key in study.keys)
    return f"{papers}, as reported in {'; '.join([own, *others])}"


def _nearest(passages: Sequence[RankedPassage], level: int, called: Called) -> Iterator[Block]:
    """What came nearest where the documents are silent; it is no answer, and is not cited."""
    if passages:
        yield Heading(level, "What came nearest, and is not an answer")
    for passage in passages:
        runs = sorted([(passage.start, passage.text), *((run[0], run[2]) for run in passage.continued)])
        yield Quote(GAP.join(words for _, words in runs), QuoteKind.NEAREST)
        label = called.source(passage.source)
        yield Paragraph(_place(label, passage.page, passage.section), small=True)


def _searched(answers: Sequence[Answer], today: date) -> Iterator[Block]:
    """Which library was asked, and when this was written."""
    yield Heading(2, "What was searched")
    searched: dict[LibraryInfo, list[int]] = {}
    for n, answer in enumerate(answers, start=1):
        searched.setdefault(answer.library, []).append(n)
    for library, numbers in searched.items():
        which = f" (questions {', '.join(map(str, numbers))})" if len(searched) > 1 else ""
        sources = f"{library.sources} source{'' if library.sources == 1 else 's'}"
        yield Paragraph(
            f"The library in its generation {library.generation}, with {sources}; embedding model: "
            f"{one_line(library.model)}{which}."
        )
    yield Paragraph(f"Exported on {today.day} {today:%B %Y} by Joint Working Evidence.")


def _references(called: Called, style: Style) -> Iterator[Block]:
    sources, studies = called.works.sources.values(), called.works.all_studies()
    if called.numbered:
        yield from _numbered(called, style)
    else:
        if sources:
            yield Heading(2, "Sources")
            yield from (Listed(reference(work, style)) for work in in_alphabet(sources))
        if studies:
            yield Heading(2, "Primary studies, as the sources report them")
            yield from (Listed(reference(work, style)) for work in in_alphabet(studies))
    if any(work.printed for work in studies):
        yield Paragraph(
            "A reference whose parts could not be told apart is given as its source prints it.", small=True
        )


def _numbered(called: Called, style: Style) -> Iterator[Block]:
    """One list in the order of first mention, and which of its entries the sources only report."""
    works = called.in_order()
    if works:
        yield Heading(2, "References")
    for number, work in works:
        yield Listed(reference(work, style), number)
    studies = {work.entry.key for work in called.works.all_studies()}
    reported = [str(number) for number, work in works if work.entry.key in studies]
    if reported:
        which = f"reference{'s' if reported[1:] else ''} {listed(reported)}"
        yield Paragraph(f"Primary studies, as the sources report them: {which}.", small=True)


def _saved(answers: Iterable[Answer]) -> Iterator[SavedCitation]:
    for answer in answers:
        for c in answer.citations:
            yield SavedCitation(
                id=c.id, source=c.source, start=c.start, end=c.end, quote=c.quote, page=c.page
            )
