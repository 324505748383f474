"""What an answer is narrowed to: documents and their years are searched, direction and level are shown.

Documents and years go into the question. Direction and level only sort what was found into shown and
folded away, with a count, so that nothing is kept from whoever reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ingest.errors import UsageError
from ingest.types import Direction, Level, Record
from qa.types import Finding
from web.labels import record_label
from web.text import attribute, safe

DIRECTIONS = {
    Direction.HELPS: "what helps",
    Direction.HINDERS: "what hinders",
    Direction.MIXED: "what cuts both ways",
    Direction.NONE: "without a direction",
}
LEVELS = {Level.INTEGRATED: "practice and team", Level.PARTNERSHIP: "organisation and strategy"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person has chosen; nothing chosen lets everything through."""

    sources: tuple[str, ...] = ()  # keys of documents
    first: int | None = None  # years of documents
    last: int | None = None
    direction: Direction | None = None
    level: Level | None = None

    def keys(self, records: Sequence[Record]) -> tuple[str, ...]:
        """The documents to search in, none named for all. Raises UsageError where none is left."""
        chosen = set(self.sources) & {record.key for record in records}
        if not chosen and self.first is None and self.last is None:
            return ()  # what was chosen may have been removed since
        kept = [record for record in records if not chosen or record.key in chosen]
        if self.first is not None or self.last is not None:
            kept = [record for record in kept if self._holds(record.year)]
        if not kept:
            raise UsageError(
                f"No document {self._of_years()} is left to search: change the filters and ask again."
            )
        return () if len(kept) == len(records) else tuple(record.key for record in kept)

    def shows(self, finding: Finding) -> bool:
        """Whether a finding has the direction and the level that were chosen."""
        return (self.direction is None or finding.direction is self.direction) and (
            self.level is None or finding.level is self.level
        )

    def words(self, records: Iterable[Record]) -> str:
        """What is on, in words; empty where nothing is."""
        labels = [record_label(record) for record in records if record.key in self.sources]
        if self.first is not None or self.last is not None:
            labels.append(f"documents {self._of_years()}")
        if self.direction is not None:
            labels.append(DIRECTIONS[self.direction])
        if self.level is not None:
            labels.append(LEVELS[self.level])
        return "; ".join(labels)

    def fields(self) -> list[tuple[str, str]]:
        """As they stand in an address."""
        fields = [("source", key) for key in self.sources]
        for name, value in (
            ("from", self.first), ("to", self.last), ("direction", self.direction), ("level", self.level)
        ):  # fmt: skip
            if value is not None:
                fields.append((name, str(value)))
        return fields

    def _holds(self, year: int | None) -> bool:
        if year is None:
            return False
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)

    def _of_years(self) -> str:
        if self.first is None:
            return f"up to {self.last}"
        return f"from {self.first}" if self.last is None else f"from {self.first} to {self.last}"


NO_FILTERS = Filters()


def question_address(question: str, filters: Filters, after: Iterable[str] = ()) -> str:
    """An address that asks a question; what follows a "#" is sent to no server, and so is in no log.

    ``after`` are earlier questions that it leans on.
    """
    leant_on = [("after", earlier) for earlier in after]
    return f"./#{urlencode([('q', question), *leant_on, *filters.fields()])}"


def filters_html(records: Sequence[Record], filters: Filters) -> str:
    """The folded line of filters, with what is chosen in place."""
    said = filters.words(records)
    return (
        f'<details class="filters"><summary>Filters: <span class="on{" nothing" * (not said)}">{safe(said or "none")}'
        f'</span></summary><div class="filter-form" role="group" aria-label="Filters">{_documents(records, filters)}'
        f'<div class="filter-rest">{_years(records, filters)}'
        f"{_choice('direction', 'Direction', DIRECTIONS, filters.direction)}"
        f"{_choice('level', 'Level', LEVELS, filters.level)}</div>"
        '<div class="filter-foot"><p>For the next question.</p><button type="button" class="quiet-button" '
        'data-act="all">Clear filters</button></div></div></details>'
    )


def _documents(records: Sequence[Record], filters: Filters) -> str:
    boxes = "".join(
        f'<label title="{attribute(record.title)}"><input type="checkbox" name="source" '
        f'value="{attribute(record.key)}"{" checked" * (record.key in filters.sources)}> '
        f"<span>{safe(record_label(record))}</span></label>"
        for record in records
    )
    return f'<fieldset class="filter-sources"><legend>Only these documents</legend>{boxes}</fieldset>'


def _years(records: Sequence[Record], filters: Filters) -> str:
    years = [record.year for record in records if record.year is not None]
    if not years:
        return ""

    def year(name: str, label: str, value: int | None) -> str:
        shown = "" if value is None else str(value)
        return (
            f'<label><span>{label}</span> <input type="number" name="{name}" inputmode="numeric" min="1000" '
            f'max="2999" step="1" value="{shown}"></label>'
        )

    there = f'<span class="there">({min(years)} to {max(years)})</span>'
    ends = year("from", "Documents from", filters.first) + year("to", "to", filters.last)
    return f'<div class="filter-years">{ends} {there}</div>'


def _choice(
    name: str,
    label: str,
    choices: Mapping[Direction, str] | Mapping[Level, str],
    chosen: Direction | Level | None,
) -> str:
    options = "".join(
        f'<option value="{key}"{" selected" * (key is chosen)}>{words}</option>'
        for key, words in choices.items()
    )
    return f'<label><span>{label}</span> <select name="{name}"><option value="">all</option>{options}</select></label>'
