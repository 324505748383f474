"""Answers, passages and checked citations for people: the words of the command line."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.receipts import CitationState
from qa.checking import CheckedCitation
from qa.types import GAP, Answer, Citation, Finding, RankedPassage, Status, by_part


def answer_text(answer: Answer) -> str:
    """An answer for a terminal: the lead, the findings with their sources, what was nearest."""
    lines = [answer.lead]
    if answer.standalone_question != answer.question:
        lines.insert(0, f"Read as: {answer.standalone_question}")
    if answer.suggestion is not None:
        lines.append(f"Did you mean: {answer.suggestion.question}")
    cited = {citation.n: citation for citation in answer.citations}
    for part, findings in by_part(answer):
        if part is not None:
            lines += ["", part.question, part.lead]
        for finding in findings:
            lines += ["", *_finding_lines(finding, cited)]
    for caveat in answer.caveats:
        marks = "".join(f"[{n}]" for n in caveat.citations)
        lines += [
            "",
            f"(of the evidence) “{' '.join(caveat.text.split())}” {marks} {_place(cited[caveat.citations[0]])}",
        ]
    for study in answer.studies:
        if study.details:
            lines += ["", f"Of the study: {'; '.join(study.references)}"]
            lines += [f"   {d.heading}: “{' '.join(d.text.split())}” [{d.citation}]" for d in study.details]
    if answer.elsewhere is not None:
        lines.append(answer.elsewhere)
    if answer.status is Status.NOT_IN_LIBRARY:
        lines += ["", *(passage_text(passage) for passage in answer.passages[:3])]
    return "\n".join(lines)


def _finding_lines(finding: Finding, cited: Mapping[int, Citation]) -> list[str]:
    marks = "".join(f"[{n}]" for n in finding.citations)
    quote = " ".join(finding.text.split())
    lines = [f"({finding.direction}) “{quote}” {marks} {_place(*(cited[n] for n in finding.citations))}"]
    lines += [f"   cites {work.mark}: {work.reference}" for n in finding.citations for work in cited[n].cites]
    if finding.under:
        lines.append(f"   under: {' > '.join(finding.under)}")
    for where, numbers in (("before it", finding.context), ("after it", finding.after)):
        if numbers:
            words = GAP.join(" ".join(cited[n].quote.split()) for n in numbers)
            lines.append(f"   {where}: “{words}” {''.join(f'[{n}]' for n in numbers)}")
    if finding.also:
        lines.append("   also said in " + ", ".join(f"[{n}] {_place(cited[n])}" for n in finding.also))
    return lines


def _place(citation: Citation, *others: Citation) -> str:
    pages = list(dict.fromkeys(one.page for one in (citation, *others) if one.page))
    page = f", {'p.' if len(pages) == 1 else 'pp.'} {', '.join(pages)}" if pages else ""
    study = f", reporting {citation.reported_study.reference}" if citation.reported_study else ""
    return f"{citation.source}{page}{study}"


def passage_text(passage: RankedPassage) -> str:
    """A passage as a search shows it: its rank, where it stands, its words."""
    page = f", p. {passage.page}" if passage.page else ""
    section = f", {' > '.join(passage.section)}" if passage.section else ""
    return f"{passage.rank}. {passage.source}{page}{section} ({passage.score:.2f})\n   {' '.join(passage.text.split())}"


def checked_words(one: CheckedCitation) -> str:
    """What became of a citation."""
    words = f"{one.state:<10} {one.id}"
    if one.state is CitationState.MOVED:
        words += f" now at {one.start}-{one.end}{f', p. {one.page}' if one.page else ''}"
    if one.held_in is not None:
        words += f"; it was true of the text of generation {one.held_in}"
    if one.altered:
        words += "; the file shows other words than it cites"
    return words
