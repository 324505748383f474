"""One finding as a card: the quote, what it leans on, where it stands, who found it, who says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from ingest.types import Span
from qa.lead import listed
from qa.policy import era_of
from qa.types import GAP, Answer, Citation, Finding, Study
from web.ask_filters import LEVELS
from web.labels import Place, citation_label, study_label, study_year
from web.text import attribute, safe, whole

_SHORT = 120  # characters that stand in a line; longer ones are folded
_CUT_BY_PAGE = "The page turns here; no words are left out"
_CUT_BY_OTHER = "A table, a box or a note stands here in the source; no words are left out"


class Findings:
    """Makes the cards of one answer.

    ``themes`` are the names of themes by key, ``numbers`` what each citation is called in the
    conversation, and ``turn`` which answer of it this is.
    """

    def __init__(
        self,
        answer: Answer,
        themes: Mapping[str, str],
        numbers: Mapping[int, int] = MappingProxyType({}),
        turn: int = 1,
    ) -> None:
        self._citations = {citation.n: citation for citation in answer.citations}
        self._studies = {(study.source, key): study for study in answer.studies for key in study.keys}
        self._themes = themes
        self._numbers = numbers
        self._turn = turn

    def html(self, finding: Finding) -> str:
        """A whole finding."""
        parts = [
            under_html(finding.under),
            self._beside("Before it", finding.context),
            quotation_html(finding.text, self._cited(finding.citations)),
            self._beside("After it", finding.after),
            self._source_line(finding.citations, self._labels(finding)),
            self._also(finding.also),
            self._study(finding),
            self._cites(finding.citations),
        ]
        return f'<div class="finding">{"".join(parts)}</div>'

    def quote(self, text: str, numbers: Sequence[int]) -> str:
        """A quote with no more than where it stands."""
        words = quotation_html(text, self._cited(numbers))
        return f'<div class="finding">{words}{self._source_line(numbers)}</div>'

    def _beside(self, where: str, numbers: Sequence[int]) -> str:
        """What stands before the quote, where it leans on that, or after it and takes something back."""
        cited = self._cited(numbers)
        if not cited:
            return ""
        words = " […] ".join(whole(citation.quote) for citation in cited)
        links = listed([self._link(citation, cited) for citation in cited])
        return f'<p class="context"><span class="what">{where}:</span> “{words}” {links}</p>'

    def _source_line(self, numbers: Iterable[int], labels: str = "") -> str:
        """ "Brown et al. 2003, as reported in [1] Glasby et al. 2013, p. 15", and what it is about."""
        cited = self._cited(numbers)
        if not cited:
            return ""
        return f'<p class="source-line">{self._places(cited)} {labels}{self._cite(cited)}</p>'

    def _places(self, cited: Sequence[Citation]) -> str:
        """Where a quote stands, after the study that it is reported from."""
        return places_html(cited, [self._link(c, cited, citation_label(c)) for c in cited])

    def _cite(self, cited: Sequence[Citation]) -> str:
        """What gives the quote with its reference, ready for a paper."""
        which = "-".join(str(citation.n) for citation in cited)
        called = ", ".join(str(self._called(citation)) for citation in cited)
        said = f'<span class="for-screen-readers"> [{called}]</span>'
        return f'<a class="act cite-this" href="#cite={self._turn}-{which}" role="button">Cite{said}</a>'

    def _labels(self, finding: Finding) -> str:
        """Theme and level, and who commissioned care in the year of the finding: our notices, not the source's."""
        theme = self._themes.get(finding.theme) if finding.theme is not None else None
        level = LEVELS.get(finding.level) if finding.level is not None else None
        said = [
            f'<span class="{kind}" title="{kind.capitalize()}">{safe(words)}</span>'
            for kind, words in (("theme", theme), ("level", level))
            if words is not None
        ]
        year = self._year(finding)
        era = era_of(year) if year is not None else None
        if era is not None:
            title = f"Our note: in {year} health care in England was commissioned by {safe(era)}"
            said.append(f'<span class="era" title="{title}">time of {safe(era.partition(" (")[0])}</span>')
        return f'<span class="labels">· {" · ".join(said)}</span> ' if said else ""

    def _year(self, finding: Finding) -> int | None:
        """Of the study that the source reports, else of the source."""
        cited = self._cited(finding.citations)
        years = [study_year(c.reported_study) for c in cited if c.reported_study is not None]
        return next((year for year in (*years, *(c.year for c in cited)) if year is not None), None)

    def _also(self, numbers: Sequence[int]) -> str:
        """Where the same is said, each place with its source, its page, its study and its words."""
        return "".join(self._said_there(citation) for citation in self._cited(numbers))

    def _said_there(self, citation: Citation) -> str:
        where = f'<span class="what">Also said in</span> {self._places((citation,))}'
        if len(citation.quote) <= _SHORT:
            return f'<p class="also">{where}: “{whole(citation.quote)}”</p>'
        return (
            f'<div class="also"><p>{where}</p><details class="said-there"><summary>The words there'
            f'<span class="for-screen-readers"> [{self._called(citation)}]</span></summary>'
            f"{quotation_html(citation.quote, (citation,))}</details></div>"
        )

    def _study(self, finding: Finding) -> str:
        """What the source says of the study that it reports, folded up."""
        source = next((c.source for c in self._cited(finding.citations)), None)
        study = self._studies.get((source, finding.study)) if source and finding.study else None
        if study is None or not study.details:
            return ""
        return (
            f'<details class="about-study"><summary>About this study</summary>{self.study(study)}</details>'
        )

    def _cites(self, numbers: Sequence[int]) -> str:
        """The works that the quote's words cite, folded up: what a "12" in it stands for."""
        works = [work for citation in self._cited(numbers) for work in citation.cites]
        if not works:
            return ""
        items = "".join(f"<li>{safe(work.mark)}: {whole(work.reference)}</li>" for work in works)
        what = "Work that it cites" if len(works) == 1 else f"{len(works)} works that it cites"
        return f'<details class="about-study"><summary>{what}</summary><ul>{items}</ul></details>'

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
        return self._link(cited[0], cited) if cited else ""

    def _link(self, citation: Citation, together: Sequence[Citation], label: str = "") -> str:
        others = tuple(
            Span(other.start, other.end)
            for other in together
            if other.source == citation.source and other.n != citation.n
        )
        href = Place(citation.source, Span(citation.start, citation.end), others).href()
        called = f"[{self._called(citation)}] {label}".strip()
        return anchor(href, " › ".join((citation.title, *citation.section)), called)

    def _called(self, citation: Citation) -> int:
        return self._numbers.get(citation.n, citation.n)

    def _cited(self, numbers: Iterable[int]) -> list[Citation]:
        return [self._citations[n] for n in numbers if n in self._citations]


def anchor(href: str, title: str, label: str) -> str:
    """A link to a place in a source."""
    return f'<a class="cite" href="{attribute(href)}" title="{attribute(title)}">{safe(label)}</a>'


def quotation_html(text: str, cited: Sequence[Citation]) -> str:
    """The quote; where it is put together of runs, each seam says that nothing is missing."""
    words = whole(text)
    if len(cited) > 1 and text == GAP.join(citation.quote for citation in cited):
        words = whole(cited[0].quote)
        for before, after in pairwise(cited):
            words += _seam(_CUT_BY_OTHER if before.page == after.page else _CUT_BY_PAGE) + whole(after.quote)
    return f"<blockquote>{words}</blockquote>"


def places_html(cited: Sequence[Citation], links: Sequence[str]) -> str:
    """Where a quote stands, each place a link, after the study that the source reports; nothing before its own words.

    Links are told apart by words, since two that only a space divides are read as one.
    """
    reported = next((c.reported_study for c in cited if c.reported_study is not None), None)
    if reported is None:
        return listed(links)
    title = attribute(reported.reference)
    said = f"{safe(study_label(reported))}, as reported in"
    return f'<span class="study" title="{title}">{said}</span> {listed(links)}'


def under_html(names: Sequence[str]) -> str:
    """The table, the row and the column over what is a table's cell."""
    if not names:
        return ""
    return f'<p class="under"><span class="what">Under:</span> {safe(" › ".join(names))}</p>'


def _seam(explanation: str) -> str:
    """A quiet mark; its text stays what the answer has, so that what is copied is verbatim."""
    return f'<span class="seam" role="img" title="{explanation}">{GAP}</span>'
