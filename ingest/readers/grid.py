"""A table as a grid: a cell that spans others has its words once, where it begins."""

from __future__ import annotations

_WIDEST = 200  # columns that spans may open; a cell of its own is never left out


class Grid:
    """Takes the cells of a table row by row."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = []
        self._headers: list[bool] = []
        self._reaching: dict[int, int] = {}  # rows that a cell above still takes, by column

    def row(self, header: bool = False) -> None:
        """Begin a row; ``header`` where the format says that it holds the columns' headings."""
        if self._rows:
            self._pass_over(self._rows[-1])
            self._reaching = {column: left - 1 for column, left in self._reaching.items() if left > 1}
        self._rows.append([])
        self._headers.append(header)

    def is_header(self, header: bool) -> None:
        """Say of the row begun last whether it holds the columns' headings."""
        self._headers[-1] = header

    def cell(self, words: str, across: int = 1, down: int = 1) -> None:
        """Put a cell into the row begun last."""
        if not self._rows:
            self.row()
        row = self._rows[-1]
        self._pass_over(row)
        across = max(1, min(across, _WIDEST - len(row)))
        if down > 1:
            # The row itself counts as well: it is taken off when the next one begins.
            self._reaching.update({len(row) + n: down for n in range(across)})
        row.extend([words.strip(), *[""] * (across - 1)])

    def finished(self) -> tuple[list[list[str]], int]:
        """The rows, all of one width and without empty columns, and how many of the first are headings."""
        kept = [n for n, row in enumerate(self._rows) if any(row)]
        rows, headers = [self._rows[n] for n in kept], [self._headers[n] for n in kept]
        filled = sorted({column for row in rows for column, words in enumerate(row) if words})
        rows = [[row[column] if column < len(row) else "" for column in filled] for row in rows]
        leading = 0
        while leading < len(rows) and headers[leading]:
            if leading and sum(map(bool, rows[leading])) == 1 < sum(map(bool, rows[leading - 1])):
                break  # the first of the rows that name what stands under them
            leading += 1
        return rows, leading if leading < len(rows) else 0

    def _pass_over(self, row: list[str]) -> None:
        while self._reaching.get(len(row), 0) and len(row) < _WIDEST:
            row.append("")
