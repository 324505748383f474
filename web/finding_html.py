"""One finding as HTML: the quote, what it leans on, where it stands, who found it, who says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ingest.types import Level, Span
from qa.types import Answer, Citation, Finding, Study
from web.labels import Place, citation_label, study_label
from web.text import attribute, safe, whole

_LEVELS = {Level.INTEGRATED: "practice and team", Level.PARTNERSHIP: "organisation and strategy"}


class Findings:
    """Makes the findings of one answer. ``themes`` are the names of themes by key."""

    def __init__(self, answer: Answer, themes: Mapping[str, str]) -> None:
        self._citations = {citation.n: citation for citation in answer.citations}
        self._studies = {(study.source, key): study for study in answer.studies for key in study.keys}
        self._themes = themes

    def html(self, finding: Finding) -> str:
        """A whole finding."""
        parts = [
            self._context(finding.context),
            _quotation(finding.text),
            self._source_line(finding.citations),
            self._labels(finding),
            self._also(finding.also),
            self._study(finding),
        ]
        return f'<div class="finding">{"".join(parts)}</div>'

    def quote(self, text: str, numbers: Iterable[int]) -> str:
        """A quote with no more than where it stands."""
        return f'<div class="finding">{_quotation(text)}{self._source_line(numbers)}</div>'

    def _context(self, numbers: Sequence[int]) -> str:
        """What stands before the quote, where it points back to that or is one of a list."""
        cited = self._cited(numbers)
        if not cited:
            return ""
        words = " […] ".join(whole(citation.quote) for citation in cited)
        links = " ".join(_link(citation, cited, f"[{citation.n}]") for citation in cited)
        return f'<p class="context"><span class="what">Before it:</span> “{words}” {links}</p>'

    def _source_line(self, numbers: Iterable[int]) -> str:
        """ "Brown et al. 2003, as reported in [1] Glasby et al. 2013, p. 15"."""
        cited = self._cited(numbers)
        if not cited:
            return ""
        links = [_link(c, cited, f"[{c.n}] {citation_label(c)}") for c in cited]
        reported = next((c.reported_study for c in cited if c.reported_study is not None), None)
        if reported is not None:
            title = attribute(reported.reference)
            said = f"{safe(study_label(reported))}, as reported in"
            links.insert(0, f'<span class="study" title="{title}">{said}</span>')
        return f'<p class="source-line">{" ".join(links)}</p>'

    def _labels(self, finding: Finding) -> str:
        theme = self._themes.get(finding.theme) if finding.theme is not None else None
        level = _LEVELS.get(finding.level) if finding.level is not None else None
        said = [safe(words) for words in (theme, level) if words is not None]
        return f'<p class="labels">{" · ".join(said)}</p>' if said else ""

    def _also(self, numbers: Sequence[int]) -> str:
        cited = self._cited(numbers)
        if not cited:
            return ""
        links = " ".join(_link(c, (), f"[{c.n}] {citation_label(c)}") for c in cited)
        return f'<p class="also"><span class="what">Also said in</span> {links}</p>'

    def _study(self, finding: Finding) -> str:
        """What the source says of the study that it reports, folded up."""
        source = next((c.source for c in self._cited(finding.citations)), None)
        study = self._studies.get((source, finding.study)) if source and finding.study else None
        if study is None or not study.details:
            return ""
        return (
            f'<details class="about-study"><summary>About this study</summary>{self.study(study)}</details>'
        )

    def study(self, study: Study) -> str:
        """Its papers, and what the source says of it, quoted."""
        papers = "".join(f"<li>{whole(reference)}</li>" for reference in study.references)
        details = "".join(
            f"<dt>{safe(detail.heading)}</dt><dd>{whole(detail.text)} {self._mark(detail.citation)}</dd>"
            for detail in study.details
        )
        return f'<ul class="papers">{papers}</ul><dl>{details}</dl>'

    def _mark(self, number: int) -> str:
        cited = self._cited((number,))
        return _link(cited[0], cited, f"[{number}]") if cited else ""

    def _cited(self, numbers: Iterable[int]) -> list[Citation]:
        return [self._citations[n] for n in numbers if n in self._citations]


def anchor(href: str, title: str, label: str) -> str:
    """A link to a place in a source."""
    return f'<a class="cite" href="{attribute(href)}" title="{attribute(title)}">{safe(label)}</a>'


def _quotation(text: str) -> str:
    return f"<blockquote>{whole(text)}</blockquote>"


def _link(citation: Citation, together: Sequence[Citation], label: str) -> str:
    others = tuple(
        Span(other.start, other.end)
        for other in together
        if other.source == citation.source and other.n != citation.n
    )
    href = Place(citation.source, Span(citation.start, citation.end), others).href()
    return anchor(href, " › ".join((citation.title, *citation.section)), label)
