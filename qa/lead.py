"""The words before an answer's quotes: what the documents do not have, how much is claimed, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ingest.records import author_year
from ingest.types import Direction, Record
from qa.answerability import Judgement
from qa.coverage import ALL_QUOTED, Quoted
from qa.evidence_sentences import COUNTED, has_form
from qa.query import stems
from qa.shape import Form
from qa.studies import Sources
from qa.types import Citation, Finding, Part, RankedPassage, Study

# How much an answer claims for itself: from which probability that the library holds it, and from which shares of
# the topic's words in the best of its quotes, in a middling one and in all. Near in meaning alone is not enough.
_CLAIMS = (
    (0.6, Quoted(0.5, 0.5, 0.7), "answers this", "answer this"),
    (0.3, Quoted(0.25, 0.0, 0.0), "bears on this", "bear on this"),
    (
        0.0,
        Quoted(0.0, 0.0, 0.0),
        "comes near this, and may not answer it",
        "come near this, and may not answer it",
    ),
)
_ANSWERS, _BEARS, _NEAR = range(3)  # their places
_NAMED = {
    Direction.HELPS: "on what helps",
    Direction.HINDERS: "on what hinders",
    Direction.MIXED: "that cut both ways",
    Direction.NONE: "without a direction",
}


def bears(judgement: Judgement, quoted: Quoted) -> bool:
    """Whether quotes are said to do more than come near."""
    return _claim(judgement, quoted) <= _BEARS


def _claim(judgement: Judgement, quoted: Quoted) -> int:
    """The place in the table above."""
    for place, (probability, least, *_) in enumerate(_CLAIMS):
        enough = (
            quoted.most >= least.most
            and quoted.typical >= least.typical
            and quoted.together >= least.together
        )
        if enough and judgement.probability >= probability:
            return place
    raise AssertionError  # the last asks for nothing


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
    quoted: Quoted = ALL_QUOTED,
    instead: Mapping[str, str] = MappingProxyType({}),
    compared: bool = True,
    defined: bool | None = None,
) -> str:
    """What the documents do not have of the question, then what kind of evidence follows, in counts.

    ``unmet`` are words that other passages hold and none that is quoted from; ``form`` is what a
    question asks for that wants a number, a year or a name; ``absent`` are the sides of a
    comparison that no passage has; ``says_itself`` is a caveat's quote on what is asked; ``quoted``
    is what the quotes have of the topic; ``instead`` are words that the documents have for some
    that they do not; ``compared`` is False where no quote has both sides of a comparison; ``defined`` is
    whether a quote says what the term is that a question asks the meaning of, None where it asks for none.
    """
    counts = Counter(finding.direction for finding in findings)
    cited = {c.n: c.source for c in citations}
    used = sorted({cited[n] for finding in findings for n in finding.citations})
    if set(counts) == {Direction.NONE}:
        parts = ""
    else:
        parts = ": " + listed([f"{counts[d]} {_NAMED[d]}" for d in _NAMED if counts[d]])
    says = "It reports" if len(findings) == 1 else "They report"
    reported = (
        f" {says} {_count(len(studies), 'independent study', 'independent studies')}." if studies else ""
    )
    lacking = _form_lacking(form, findings)
    little = (
        bool(absent) or says_itself is not None
    )  # whatever else is quoted, there is little on what is asked
    claim = _NEAR if lacking or little else _claim(judgement, quoted)
    if not (compared or absent):
        claim = max(claim, _BEARS)
        lacking += f" {'It does not compare' if len(findings) == 1 else 'None of them compares'} the two in these words."
    if defined is not None:
        claim = _ANSWERS if defined else max(claim, _BEARS)
    *_, one, many = _CLAIMS[claim]
    verb = one if len(findings) == 1 else many
    before = _not_there(judgement.unknown, "not in these documents", instead)
    if judgement.probability < _CLAIMS[_BEARS][0] and any(map(_has_no_other_word, judgement.unknown)):
        # Of a name or a year there is no other way to speak, as there is of "moan".
        before = f"The documents do not answer this. {before}"
        if not little:
            verb = "comes near it" if len(findings) == 1 else "come near it"
    if absent:
        there = "is in no passage" if len(absent) == 1 else "are in no passage"
        before += f"{_quoted(absent)} {there}, so there is nothing to compare. "
    if says_itself is not None:
        before += f"The sources say of their own evidence: “{says_itself}” "
    return (
        f"{before}{_count(len(findings), 'quotation', 'quotations')} {verb}, "
        f"from {listed([author_year(sources[key][0]) for key in used])}{parts}.{reported}"
        f"{_after(_not_there(unmet, 'in none of the passages quoted here'))}{lacking}"
    )


def _form_lacking(form: Form | None, findings: Sequence[Finding]) -> str:
    """That no quote has the number, the year or the name asked for, or a number of what is to be counted."""
    if form is None or not form.needed:
        return ""
    if not any(form.pattern.search(finding.text) for finding in findings):
        return f" {'It does not have' if len(findings) == 1 else 'None of them has'} {form.name}."
    if stems(form.of) and not any(
        has_form(form, frozenset(), finding.text) == COUNTED for finding in findings
    ):
        return f" No number in {'it' if len(findings) == 1 else 'them'} stands before what is to be counted."
    return ""


def lead_for_silence(
    judgement: Judgement,
    nearest: Sequence[RankedPassage],
    lacks: Sequence[str],
    records: Mapping[str, Record],
    passages: int,
    shown: bool = True,
) -> str:
    """That the library does not answer, what was searched, what came nearest and what that ``lacks``.

    ``shown`` says whether that passage follows.
    """
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
        below = "it is shown below and is not an answer" if shown else "it is not an answer"
        lead += f" What came nearest is in {author_year(record)}, {place}; {below}"
        missing = [word for word in lacks if word not in judgement.unknown]
        lead += f": it does not have {_quoted(missing, 'or')}." if missing else "."
    return lead


def lead_for_parts(parts: Sequence[Part], findings: Sequence[Finding], same: Sequence[int | None]) -> str:
    """That a joined question is answered in parts, and how much there is for each.

    ``same`` are the earlier parts whose quotes are also those of a part.
    """
    counts = Counter(finding.part for finding in findings)
    said = []
    for n, (part, like) in enumerate(zip(parts, same, strict=True)):
        number = _count(counts[n], "quotation", "quotations") if counts[n] else "nothing"
        if like is not None:
            number = "the same"
        said.append(f"{number} for “{part.question.rstrip(' ?')}”")
    return f"This asks {len(parts)} things, and each is answered by itself: {listed(said)}."


def lead_for_same(question: str) -> str:
    """That what was found for one part of a question was found for another: the documents part them not."""
    return f"What was found for this is quoted under “{question}”. The documents do not tell the two apart."


def only_searched(records: Sequence[Record], also_by: Sequence[Record] = ()) -> str:
    """That a question was asked of the sources alone that it names, and which others are by the same author."""
    were, these = ("was", "it") if len(records) == 1 else ("were", "them")
    names = listed([author_year(record) for record in records])
    has = "has" if len(also_by) == 1 else "have"
    others = (
        f" {listed([author_year(r) for r in also_by])} {has} an author of that name too." if also_by else ""
    )
    return f"Only {names} {were} searched, as the question names {these}.{others}"


def _not_there(words: Sequence[str], there: str, instead: Mapping[str, str] = MappingProxyType({})) -> str:
    """A reader is not to take an answer for one to words that it does not have."""
    if not words:
        return ""
    others = [instead[word] for word in words if word in instead]
    but = f"; {_quoted(others)} {'is' if len(others) == 1 else 'are'}" if others else ""
    return f"{_quoted(words)} {'is' if len(words) == 1 else 'are'} {there}{but}. "


def _after(sentence: str) -> str:
    return f" {sentence}".rstrip()


def _has_no_other_word(word: str) -> bool:
    """Whether a word of a question is a name or a number, as typed."""
    return any(c.isdigit() for c in word) or word[:1].isupper()


def _quoted(words: Sequence[str], last: str = "and") -> str:
    return listed([f"“{word}”" for word in words[:5]], last)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"; one part as it is."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
