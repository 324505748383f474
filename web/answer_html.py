"""An answer as HTML for the chat: quotes, each with the link to where it stands.

The chat takes Markdown. Everything here is therefore one line of HTML, a block that
Markdown leaves alone, and the chat's own sanitiser then lets through what it knows:
classes, titles and links, but no data attributes and no aria labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.types import Direction, Span
from qa.types import Answer, Finding, Part, RankedPassage, Status, by_part
from web.ask_filters import NO_FILTERS, Filters, question_address
from web.ask_link import answer_address
from web.finding_html import Findings, anchor
from web.labels import Place, page_suffix
from web.text import attribute, one_line, safe, whole

SHOWN = 8
NEAREST = 3
_EXCERPT = 240
_HEADINGS = {
    Direction.HELPS: "Helps",
    Direction.HINDERS: "Hinders",
    Direction.MIXED: "Mixed",
    Direction.NONE: "What the sources say",
}
_MORE = {
    Direction.HELPS: "on what helps",
    Direction.HINDERS: "on what hinders",
    Direction.MIXED: "that cut both ways",
    Direction.NONE: "from the sources",
}


@dataclass(frozen=True, slots=True)
class View:
    """What an answer is shown with, beside what it holds."""

    labels: Mapping[str, str]  # the short names of sources; passages carry only their key
    themes: Mapping[str, str] = field(default_factory=dict)  # names by key
    numbers: Mapping[int, int] = field(default_factory=dict)  # what a citation is called in the conversation
    turn: int = 1  # which question of the conversation this answers
    filters: Filters = NO_FILTERS
    earlier: Sequence[str] = ()  # the questions before this one, which it may lean on
    references: Sequence[str] = ()  # what the answer cites, and the studies reported there


def answer_html(answer: Answer, view: View) -> str:
    """The whole answer."""
    parts = [f'<p class="lead">{safe(answer.lead)}</p>']
    if answer.standalone_question.strip() != answer.question.strip():
        parts.insert(0, f'<p class="read-as">Read as: {_to_change(answer.standalone_question)}</p>')
    if answer.suggestion is not None:
        parts.append(f'<p class="did-you-mean">Did you mean: {_to_change(answer.suggestion.question)}</p>')
    if answer.status is Status.NOT_IN_LIBRARY:
        if answer.elsewhere:
            parts.append(f'<p class="elsewhere">{safe(answer.elsewhere)}</p>')
        parts.append(_nearest(answer.passages[:NEAREST], view.labels))
    else:
        parts.append(_evidence(answer, view))
        parts.append(_references(view.references))
    kind = "silence" if answer.status is Status.NOT_IN_LIBRARY else "evidence"
    return one_line(f'<div class="answer {kind}">{"".join(parts)}{_tools(answer, view)}</div>')


def question_html(question: str, narrowed: str = "") -> str:
    """What the person asked, as they typed it, and what the answer is narrowed to."""
    said = '<span class="for-screen-readers">You asked: </span>'
    only = f'<p class="narrowed">Filters: {safe(narrowed)}</p>' if narrowed else ""
    return one_line(f'<div class="question"><h3 class="asked">{said}{safe(question)}</h3>{only}</div>')


def notice_html(words: str, kind: str = "notice") -> str:
    """A line of ours: waiting, or what went wrong."""
    return one_line(f'<p class="{kind}">{safe(words)}</p>')


def follow_ups_html(questions: Iterable[str], filters: Filters) -> str:
    """Questions that the library answers too, a press away; each is an address of its own as well."""
    items = "".join(
        f'<li><a class="ask-this" href="{attribute(question_address(words, filters))}">{safe(words)}</a></li>'
        for words in questions
    )
    return f"<h3>Ask next</h3><ul>{items}</ul>" if items else ""


def _tools(answer: Answer, view: View) -> str:
    """What can be done with an answer. The address of its question can also be copied by the browser's own menu."""
    address = attribute(answer_address(answer, view.earlier, view.filters))
    return (
        '<p class="tools"><a class="act copy" href="#copy" role="button">Copy answer</a>'
        f'<a class="act export" href="#export={view.turn}" role="button">Export</a>'
        f'<a class="act link" href="{address}" role="button">Link to this question</a>'
        f'<a class="act edit" href="#edit={view.turn}" role="button">Edit and ask again</a></p>'
    )


def _to_change(question: str) -> str:
    """A question that a press puts into the question box, to be changed or asked."""
    what = "Put this into the question box"
    return f'<a class="act put" href="#put" role="button" title="{what}">{safe(question)}</a>'


def _evidence(answer: Answer, view: View) -> str:
    make = Findings(answer, view.themes, view.numbers, view.turn)
    shown = sum(map(view.filters.shows, answer.findings))
    hidden = [finding for finding in answer.findings if not view.filters.shows(finding)]
    parts = [
        _part(part, [f for f in own if view.filters.shows(f)], answer, make) for part, own in by_part(answer)
    ]
    if hidden:
        parts.append(_left_out(hidden, shown, make))
    if answer.caveats:
        quotes = "".join(make.quote(caveat.text, caveat.citations) for caveat in answer.caveats)
        parts.append(_group("What the sources say of this evidence", "caveats", quotes))
    return "".join(parts)


def _part(part: Part | None, findings: Sequence[Finding], answer: Answer, make: Findings) -> str:
    """The findings of one part of a joined question under it, or all that there are."""
    if part is None:
        return _groups(findings, make)
    said = f'<h4 class="part-asked">{safe(part.question)}</h4><p class="part-lead">{safe(part.lead)}</p>'
    return f'<div class="part">{said}{_groups(findings, make, SHOWN // len(answer.parts), level=5)}</div>'


def _groups(findings: Sequence[Finding], make: Findings, most: int = SHOWN, level: int = 4) -> str:
    """Findings by direction, that of the best finding first; each group folds what is not among the ``most`` best."""
    best = {id(finding) for finding in findings[:most]}
    groups: dict[Direction, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.direction, []).append(finding)
    out = []
    for direction, found in groups.items():
        on_view = [finding for finding in found if id(finding) in best] or found[:1]
        cards = "".join(map(make.html, on_view))
        rest = found[len(on_view) :]  # in their order, so the best of a group stand first
        if rest:
            summary = f"{len(rest)} more {_MORE[direction]}"
            cards += (
                f'<details class="more"><summary>{summary}</summary>{"".join(map(make.html, rest))}</details>'
            )
        out.append(_group(f"{_HEADINGS[direction]} ({len(found)})", direction.value, cards, level))
    return "".join(out)


def _references(references: Sequence[str]) -> str:
    if not references:
        return ""
    items = "".join(f"<li>{safe(words)}</li>" for words in references)
    summary = f"References ({len(references)})"
    return f'<details class="more references"><summary>{summary}</summary><ul>{items}</ul></details>'


def _left_out(hidden: Sequence[Finding], shown: int, make: Findings) -> str:
    """What the filters keep from view: counted, and a press away."""
    count = f"{len(hidden)} quotation{'s' * (len(hidden) != 1)}"
    nothing = "" if shown else '<p class="notice">None of what was found passes the filters.</p>'
    summary = f"Left out by the filters: {count}"
    cards = "".join(map(make.html, hidden))
    return f'{nothing}<details class="more left-out"><summary>{summary}</summary>{cards}</details>'


def _group(heading: str, kind: str, quotes: str, level: int = 4) -> str:
    return f'<div class="group {kind}"><h{level}>{heading}</h{level}>{quotes}</div>'


def _nearest(passages: Sequence[RankedPassage], labels: Mapping[str, str]) -> str:
    """What came nearest, as links to read: an honest silence still shows where it looked."""
    if not passages:
        return ""
    items = []
    for passage in passages:
        runs = tuple(Span(start, end) for start, end, _, _ in passage.continued)
        href = Place(passage.source, Span(passage.start, passage.end), runs).href()
        label = labels.get(passage.source, passage.source) + page_suffix(passage.page)
        link = anchor(href, " › ".join(passage.section), label)
        items.append(f'<li>{link}<br><span class="excerpt">{whole(_excerpt(passage.text))}</span></li>')
    return f'<div class="group nearest"><h4>What came nearest</h4><ul>{"".join(items)}</ul></div>'


def _excerpt(text: str) -> str:
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rsplit(None, 1)[0] + " …"
