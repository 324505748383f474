"""An answer as HTML for the chat: quotes, each with the link to where it stands.

The chat takes Markdown. Everything here is therefore one line of HTML, a block that
Markdown leaves alone, and the chat's own sanitiser then lets through what it knows:
classes, titles and links, but no data attributes and no aria labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ingest.types import Direction, Span
from qa.types import Answer, Citation, Finding, RankedPassage, Status
from web.labels import Place, citation_label, page_suffix, study_label
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


def answer_html(answer: Answer, labels: Mapping[str, str]) -> str:
    """The whole answer. ``labels`` names the sources of passages, which carry only their key."""
    parts = [f'<p class="lead">{safe(answer.lead)}</p>']
    if answer.standalone_question.strip() != answer.question.strip():
        parts.insert(0, f'<p class="read-as">Read as: {_to_change(answer.standalone_question)}</p>')
    if answer.suggestion is not None:
        parts.append(f'<p class="did-you-mean">Did you mean: {_to_change(answer.suggestion.question)}</p>')
    if answer.status is Status.NOT_IN_LIBRARY:
        parts.append(_nearest(answer.passages[:NEAREST], labels))
    else:
        parts.append(_evidence(answer))
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


def _evidence(answer: Answer) -> str:
    citations = {citation.n: citation for citation in answer.citations}
    parts = [_groups(answer.findings[:SHOWN], citations)]
    rest = answer.findings[SHOWN:]
    if rest:
        summary = f"More: {len(rest)} further finding{'' if len(rest) == 1 else 's'}"
        more = _groups(rest, citations)
        parts.append(f'<details class="more"><summary>{summary}</summary>{more}</details>')
    if answer.caveats:
        quotes = "".join(_quote(caveat.text, caveat.citations, citations) for caveat in answer.caveats)
        parts.append(_group("What the sources say of this evidence", "caveats", quotes))
    return "".join(parts)


def _groups(findings: Sequence[Finding], citations: Mapping[int, Citation]) -> str:
    """Findings by direction. The group of the best finding stands first."""
    groups: dict[Direction, list[str]] = {}
    for finding in findings:
        quote = _quote(finding.text, finding.citations, citations, finding.study)
        groups.setdefault(finding.direction, []).append(quote)
    return "".join(_group(_HEADINGS[which], which.value, "".join(quotes)) for which, quotes in groups.items())


def _group(heading: str, kind: str, quotes: str) -> str:
    return f'<div class="group {kind}"><h3>{heading}</h3>{quotes}</div>'


def _quote(
    text: str, numbers: Iterable[int], citations: Mapping[int, Citation], study: str | None = None
) -> str:
    cited = [citations[n] for n in numbers if n in citations]
    links = [_link(citation, cited) for citation in cited]
    reported = next((c.reported_study for c in cited if c.reported_study is not None), None)
    if study is not None and reported is not None:
        title = attribute(reported.reference)
        links.append(f'<span class="study" title="{title}">reporting {safe(study_label(reported))}</span>')
    source = f'<p class="source-line">{" ".join(links)}</p>' if links else ""
    return f'<div class="finding"><blockquote>{whole(text)}</blockquote>{source}</div>'


def _link(citation: Citation, together: Sequence[Citation]) -> str:
    others = tuple(
        Span(other.start, other.end)
        for other in together
        if other.source == citation.source and other.n != citation.n
    )
    href = Place(citation.source, Span(citation.start, citation.end), others).href()
    where = " › ".join((citation.title, *citation.section))
    label = f"[{citation.n}] {citation_label(citation)}"
    return _anchor(href, where, label)


def _anchor(href: str, title: str, label: str) -> str:
    return f'<a class="cite" href="{attribute(href)}" title="{attribute(title)}">{safe(label)}</a>'


def _nearest(passages: Sequence[RankedPassage], labels: Mapping[str, str]) -> str:
    """What came nearest, as links to read: an honest silence still shows where it looked."""
    if not passages:
        return ""
    items = []
    for passage in passages:
        runs = tuple(Span(start, end) for start, end, _, _ in passage.continued)
        href = Place(passage.source, Span(passage.start, passage.end), runs).href()
        label = labels.get(passage.source, passage.source) + page_suffix(passage.page)
        link = _anchor(href, " › ".join(passage.section), label)
        items.append(f'<li>{link}<br><span class="excerpt">{whole(_excerpt(passage.text))}</span></li>')
    return f'<div class="group nearest"><h3>What came nearest</h3><ul>{"".join(items)}</ul></div>'


def _excerpt(text: str) -> str:
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rsplit(None, 1)[0] + " …"
