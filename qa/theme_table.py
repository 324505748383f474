"""How much the library has on each theme, by direction: its sentences, and the studies behind them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

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

    def tally(self, theme: str, direction: Direction) -> Tally:
        return self.cells.get((theme, direction), Tally())


def count_themes(library: Library) -> ThemeTable:
    """Count what the library has now; it reads every sentence, so keep what it gives."""
    told = {kind: n for kind, n in library.kinds().items() if kind.direction is not Direction.NONE}
    numbers = study_numbers(((kind.source, kind.study) for kind in told), library.bibliography())
    sentences: Counter[tuple[str | None, Direction]] = Counter()
    studies: dict[tuple[str | None, Direction], set[int]] = defaultdict(set)
    for kind, n in told.items():
        number = numbers.get((kind.source, kind.study))
        sentences[kind.theme, kind.direction] += n
        if number is not None:
            studies[kind.theme, kind.direction].add(number)
    themed = [(theme, direction) for theme, direction in sentences if theme is not None]
    return ThemeTable(
        cells={at: Tally(sentences[at], len(studies[at])) for at in themed},
        columns={
            column: Tally(
                sum(sentences[at] for at in themed if at[1] is column),
                len({number for at in themed if at[1] is column for number in studies[at]}),
            )
            for column in DIRECTIONS
        },
        without_theme=sum(n for (theme, _), n in sentences.items() if theme is None),
        library=LibraryInfo(library.generation, len(library.sources), library.model.name),
    )
