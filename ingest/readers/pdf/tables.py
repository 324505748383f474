"""Tables."""
from __future__ import annotations
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    header_rows: int = 0
