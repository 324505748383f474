"""How much the library has on each theme, by direction: its sentences, and the studies behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.counting import Directed
from ingest.library import Library
from ingest.types import Direction
from qa.same_studies import study_numbers
from qa.types import LibraryInfo

DIRECTIONS = (Direction.HELPS, Direction.MIXED, Direction.HINDERS)


@dataclass(frozen=True, slots=True)
class Tally:
    """Sentences, and the independent studies that they report."""

    sentences: int = 0
    studies: int = 0


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """The counts of one generation of the library."""

    cells: Mapping[tuple[str, Direction], Tally]  # by theme and direction; empty ones are left out
    columns: Mapping[Direction, Tally]  # of all themes; a study in several themes counts once
    without_theme: int  # sentences that have a direction and no theme
    library: LibraryInfo
    sentences: Mapping[tuple[str, Direction], tuple[Directed, ...]]  # those that each cell counts

    def tally(self, theme: str, direction: Direction) -> Tally:
        return self.cells.get((theme, direction), Tally())


def count_themes(library: Library) -> ThemeTable:
    """Count what the library has now; it reads every sentence, so keep what it gives."""
    told = library.directed()
    numbers = study_numbers(((one.kind.source, one.kind.study) for one in told), library.bibliography())
    sentences: dict[tuple[str, Direction], list[Directed]] = defaultdict(list)
    studies: dict[tuple[str, Direction], set[int]] = defaultdict(set)
    without_theme = 0
    for one in told:
        if one.kind.theme is None:
            without_theme += 1
            continue
        at = one.kind.theme, one.kind.direction
        sentences[at].append(one)
        number = numbers.get((one.kind.source, one.kind.study))
        if number is not None:
            studies[at].add(number)
    return ThemeTable(
        cells={at: Tally(len(counted), len(studies[at])) for at, counted in sentences.items()},
        columns={
            column: Tally(
                sum(len(counted) for at, counted in sentences.items() if at[1] is column),
                len({number for at in sentences if at[1] is column for number in studies[at]}),
            )
            for column in DIRECTIONS
        },
        without_theme=without_theme,
        library=LibraryInfo(library.generation, len(library.sources), library.model.name),
        sentences={at: tuple(counted) for at, counted in sentences.items()},
    )
