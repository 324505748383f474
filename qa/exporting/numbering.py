"""What the text of an export calls each work; in a style that numbers, by its number too."""

from __future__ import annotations

from qa.exporting.styling import in_alphabet
from qa.exporting.works import Work, Works


class Called:
    """Names works by author and year, and numbers them in the order in which they are first named."""

    def __init__(self, works: Works, numbered: bool = False) -> None:
        self.works = works
        self.numbered = numbered
        self._numbers: dict[str, int] = {}  # by the key of the work's entry

    def source(self, key: str) -> str:
        """ "Glasby et al. 2013", or "Glasby et al. 2013 (reference 1)"."""
        return self._name(self.works.sources[key])

    def study(self, source: str, key: str) -> str:
        """A study that a source reports, likewise."""
        return self._name(self.works.studies[source, key])

    def in_order(self) -> list[tuple[int, Work]]:
        """Every work with its number; those that the text does not name come last."""
        works = [*self.works.sources.values(), *self.works.all_studies()]
        for work in in_alphabet(works):
            self._number(work)
        return sorted(((self._number(work), work) for work in works), key=lambda pair: pair[0])

    def _name(self, work: Work) -> str:
        return f"{work.label} (reference {self._number(work)})" if self.numbered else work.label

    def _number(self, work: Work) -> int:
        return self._numbers.setdefault(work.entry.key, len(self._numbers) + 1)
