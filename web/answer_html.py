"""An answer as HTML for the chat: quotes, each with the link to where it stands.

The chat takes Markdown. Everything here is therefore one line of HTML, a block that
Markdown leaves alone, and the chat's own sanitiser then lets through what it knows:
classes, titles and links, but no data attributes and no aria labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ingest.types import Direction, Span
from qa.types import Answer, Finding, RankedPassage, Status
from web.finding_html import Findings, anchor
from web.labels import Place, page_suffix
from web.text import one_line, safe, whole

SHOWN = 8
NEAREST = 3
_EXCERPT = 240
_HEADINGS = {
    Direction.HELPS: "Helps",
    Direction.HINDERS: "Hinders",
    Direction.MIXED: "Mixed",
    Direction.NONE: "What the sources say",
}


def answer_html(
    answer: Answer, labels: Mapping[str, str], themes: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The whole answer. ``labels`` names the sources of passages, which carry only their key; ``themes`` themes."""
    parts = [f'<p class="lead">{safe(answer.lead)}</p>']
    if answer.standalone_question.strip() != answer.question.strip():
        parts.insert(0, f'<p class="read-as">Read as: {_to_change(answer.standalone_question)}</p>')
    if answer.suggestion is not None:
        parts.append(f'<p class="did-you-mean">Did you mean: {_to_change(answer.suggestion.question)}</p>')
    if answer.status is Status.NOT_IN_LIBRARY:
        parts.append(_nearest(answer.passages[:NEAREST], labels))
    else:
        parts.append(_evidence(answer, themes))
    kind = "silence" if answer.status is Status.NOT_IN_LIBRARY else "evidence"
    return one_line(f'<div class="answer {kind}">{"".join(parts)}{_TOOLS}</div>')


_TOOLS = '<p class="tools"><a class="copy" href="#copy" role="button">Copy answer</a></p>'


def question_html(question: str) -> str:
    """What the person asked, as they typed it."""
    said = '<span class="for-screen-readers">You asked: </span>'
    return one_line(f'<p class="asked">{said}{safe(question)}</p>')


def notice_html(words: str, kind: str = "notice") -> str:
    """A line of ours: waiting, or what went wrong."""
    return one_line(f'<p class="{kind}">{safe(words)}</p>')


def _to_change(question: str) -> str:
    """A question that a press puts into the question box, to be changed or asked."""
    what = "Put this into the question box"
    return f'<a class="put" href="#put" role="button" title="{what}">{safe(question)}</a>'


def _evidence(answer: Answer, themes: Mapping[str, str]) -> str:
    make = Findings(answer, themes)
    parts = [_groups(answer.findings[:SHOWN], make)]
    rest = answer.findings[SHOWN:]
    if rest:
        summary = f"More: {len(rest)} further finding{'' if len(rest) == 1 else 's'}"
        parts.append(f'<details class="more"><summary>{summary}</summary>{_groups(rest, make)}</details>')
    if answer.caveats:
        quotes = "".join(make.quote(caveat.text, caveat.citations) for caveat in answer.caveats)
        parts.append(_group("What the sources say of this evidence", "caveats", quotes))
    return "".join(parts)


def _groups(findings: Sequence[Finding], make: Findings) -> str:
    """Findings by direction. The group of the best finding stands first."""
    groups: dict[Direction, list[str]] = {}
    for finding in findings:
        groups.setdefault(finding.direction, []).append(make.html(finding))
    return "".join(_group(_HEADINGS[which], which.value, "".join(quotes)) for which, quotes in groups.items())


def _group(heading: str, kind: str, quotes: str) -> str:
    return f'<div class="group {kind}"><h3>{heading}</h3>{quotes}</div>'


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
    return f'<div class="group nearest"><h3>What came nearest</h3><ul>{"".join(items)}</ul></div>'


def _excerpt(text: str) -> str:
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rsplit(None, 1)[0] + " …"
