"""What can be asked next: questions made by rule from an answer, each tried before it is offered.

The other direction, a theme and a study among the findings. A question whose own answer does not
hold what it promises is never offered.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.types import Direction
from qa.base_form import base_form
from qa.types import Answer, Finding, Question, Status
from web.labels import study_label
from web.services import AnsweringService

MOST = 3
_MOST_SECONDS = 1.5  # spent on trying them
_OTHER = {Direction.HELPS: Direction.HINDERS, Direction.HINDERS: Direction.HELPS}
_VERB = {Direction.HELPS: "helps", Direction.HINDERS: "hinders"}
# "What helps GPs to work well?" turned round is "What makes it hard for GPs to work well?"
_TO_DO = re.compile(r"^what helps (?P<who>.+?) to (?P<do>.+?)\W*$", re.IGNORECASE)
_HARD = re.compile(r"^what makes it (?:hard|difficult) for (?P<who>.+?) to (?P<do>.+?)\W*$", re.IGNORECASE)
# "What keeps GPs from working well?" turned round is "What helps GPs to work well?"
_FROM_DOING = re.compile(
    r"^what (?:stops|prevents|keeps|hinders|discourages|deters) (?P<who>.+?) from (?P<doing>[\w-]+ing)\b(?P<rest>.*?)\W*$",
    re.IGNORECASE,
)
_HELPS = re.compile(r"^what (?:helps|enables|supports|promotes|improves) (?P<what>.+?)\W*$", re.IGNORECASE)
_HINDERS = re.compile(
    r"^what (?:hinders|gets in the way of|prevents|are the (?:barriers|obstacles) to) (?P<what>.+?)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Idea:
    """A question that may be offered, and what one of its findings must be of."""

    question: str
    direction: Direction | None = None
    theme: str | None = None
    study: str | None = None

    def held_by(self, findings: Iterable[Finding]) -> bool:
        """Whether one of the findings is what the question asks for."""
        return any(
            self.direction in (None, finding.direction)
            and self.theme in (None, finding.theme)
            and self.study in (None, finding.study)
            for finding in findings
        )


def follow_ups(
    service: AnsweringService,
    answer: Answer,
    themes: Mapping[str, str],
    asked: Sequence[str],
    sources: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """At most three questions that the library answers; ``asked`` are those of the conversation."""
    if answer.status is not Status.ANSWERED:
        return ()
    until = time.monotonic() + _MOST_SECONDS
    known = {_plain(question) for question in (*asked, answer.standalone_question)}
    offered: list[str] = []
    for ways in (_other_direction(answer, themes), _theme(answer, themes), _study(answer, asked)):
        for idea in ways:
            if time.monotonic() > until or len(offered) == MOST:
                return tuple(offered)
            if _plain(idea.question) in known:
                continue
            known.add(_plain(idea.question))
            found = service.ask(Question(idea.question, tuple(asked), sources))
            if idea.held_by(found.findings):
                offered.append(idea.question)
                break  # one of each kind
    return tuple(offered)


def _other_direction(answer: Answer, themes: Mapping[str, str]) -> Iterator[_Idea]:
    """Of an answer that is mostly of one side, what the other side says."""
    main, count = _main_direction(answer)
    if main is None or 2 * count < len(answer.findings):
        return
    other = _OTHER[main]
    turned = _turned(answer.standalone_question.strip())
    if turned is not None:
        yield _Idea(turned, other)
    else:
        for key, name in _themes_of(answer, themes)[:1]:
            yield _Idea(f"What {_VERB[other]} {_inside(name)}?", other, key)


def _theme(answer: Answer, themes: Mapping[str, str]) -> Iterator[_Idea]:
    """The themes among the findings, the most frequent first."""
    main = _main_direction(answer)[0] or Direction.HELPS
    for key, name in _themes_of(answer, themes)[:2]:
        yield _Idea(f"What {_VERB[main]} {_inside(name)}?", main, key)


def _study(answer: Answer, asked: Sequence[str]) -> Iterator[_Idea]:
    """The studies that the best findings come from, unless they have been asked about by name."""
    cited = {citation.n: citation for citation in answer.citations}
    seen: set[str] = set()
    for finding in answer.findings:
        reported = next((cited[n].reported_study for n in finding.citations if n in cited), None)
        if reported is None or finding.study is None or finding.study in seen:
            continue
        seen.add(finding.study)
        label = study_label(reported)
        if len(label) < 60 and not any(label in question for question in asked) and len(seen) <= 2:
            yield _Idea(f"Tell me about {label}", study=finding.study)


def _main_direction(answer: Answer) -> tuple[Direction | None, int]:
    counts = Counter(finding.direction for finding in answer.findings if finding.direction in _OTHER)
    return counts.most_common(1)[0] if counts else (None, 0)


def _themes_of(answer: Answer, themes: Mapping[str, str]) -> list[tuple[str, str]]:
    counts = Counter(finding.theme for finding in answer.findings if finding.theme in themes)
    return [(key, themes[key]) for key, _ in counts.most_common() if key is not None]


def _turned(question: str) -> str | None:
    """A question for the other side; None where it is not of a form that can be turned."""
    if match := _TO_DO.match(question):
        return f"What makes it hard for {match['who']} to {match['do']}?"
    if match := _HARD.match(question):
        return f"What helps {match['who']} to {match['do']}?"
    if match := _FROM_DOING.match(question):
        verb = base_form(match["doing"])
        return None if verb is None else f"What helps {match['who']} to {verb}{match['rest']}?"
    if match := _HELPS.match(question):
        return f"What hinders {match['what']}?"
    if match := _HINDERS.match(question):
        return f"What helps {match['what']}?"
    return None


def _inside(name: str) -> str:
    """A name within a sentence: "Trust and respect" is "trust and respect", "IT systems" stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _plain(question: str) -> str:
    return re.sub(r"\W+", " ", question).strip().casefold()
