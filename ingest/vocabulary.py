"""The words of the library's index: its stems, and where one of them stands."""

from __future__ import annotations

import sqlite3

# Views of the index itself, made anew on each connection; nothing of them is kept.
_VIEWS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.index_terms USING fts5vocab('main', 'words', 'row')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.index_places USING fts5vocab('main', 'words', 'instance')",
)


def frequencies(connection: sqlite3.Connection) -> dict[str, int]:
    """Every stem with the number of passages that hold it."""
    _look(connection)
    return dict(connection.execute("SELECT term, doc FROM temp.index_terms").fetchall())


def passage_with(connection: sqlite3.Connection, stem: str) -> int | None:
    """The id of the first passage that holds a stem."""
    _look(connection)
    row = connection.execute(
        "SELECT doc FROM temp.index_places WHERE term = ? ORDER BY doc LIMIT 1", (stem,)
    ).fetchone()
    return None if row is None else int(row[0])


def _look(connection: sqlite3.Connection) -> None:
    for view in _VIEWS:
        connection.execute(view)
