"""Answers, passages and checked citations for people: the words of the command line."""

from __future__ import annotations

from ingest.receipts import CitationState
from qa.checking import CheckedCitation
from qa.types import Answer, Citation, RankedPassage, Status


def answer_text(answer: Answer) -> str:
    """An answer for a terminal: the lead, the findings with their sources, what was nearest."""
    lines = [answer.lead]
    if answer.standalone_question != answer.question:
        lines.insert(0, f"Read as: {answer.standalone_question}")
    if answer.suggestion is not None:
        lines.append(f"Did you mean: {answer.suggestion.question}")
    cited = {citation.n: citation for citation in answer.citations}
    for finding in answer.findings:
        marks = "".join(f"[{n}]" for n in finding.citations)
        lines += [
            "",
            f"({finding.direction}) “{' '.join(finding.text.split())}” {marks} {_place(cited[finding.citations[0]])}",
        ]
    for caveat in answer.caveats:
        marks = "".join(f"[{n}]" for n in caveat.citations)
        lines += [
            "",
            f"(of the evidence) “{' '.join(caveat.text.split())}” {marks} {_place(cited[caveat.citations[0]])}",
        ]
    if answer.status is Status.NOT_IN_LIBRARY:
        lines += ["", *(passage_text(passage) for passage in answer.passages[:3])]
    return "\n".join(lines)


def _place(citation: Citation) -> str:
    page = f", p. {citation.page}" if citation.page else ""
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
        words += f" now at {one.start}-{one.end}"
    if one.held_in is not None:
        words += f"; it was true of the text of generation {one.held_in}"
    return words
