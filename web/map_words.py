"""The words and addresses that the Evidence map shares with the pages of its cells."""

from __future__ import annotations

from urllib.parse import urlencode

from ingest.types import Direction
from qa.theme_table import Tally
from web.ask_filters import NO_FILTERS, question_address
from web.head import MAP

NAMES = {Direction.HELPS: "Helps", Direction.MIXED: "Mixed", Direction.HINDERS: "Hinders"}
SIGNS = {Direction.HELPS: "+", Direction.MIXED: "±", Direction.HINDERS: "−"}
ON = {
    Direction.HELPS: "on what helps",
    Direction.MIXED: "that cut both ways",
    Direction.HINDERS: "on what hinders",
}
_ASKED = {
    Direction.HELPS: "What helps: {}?",
    Direction.MIXED: "What helps and what hinders: {}?",
    Direction.HINDERS: "What hinders: {}?",
}


def cell_address(theme: str, direction: Direction) -> str:
    """The page of the sentences that a cell counts; ``theme`` is a key."""
    return f"{MAP}?{urlencode([('theme', theme), ('direction', direction.value)])}"


def cell_question(theme: str, direction: Direction) -> str:
    """What can be asked about a cell; ``theme`` is a name."""
    return _ASKED[direction].format(theme)


def question_link(question: str) -> str:
    """The address that asks it."""
    return question_address(question, NO_FILTERS)


def counted(tally: Tally) -> str:
    """ "1 sentence", "1,200 sentences"."""
    return f"{tally.sentences:,} sentence{'' if tally.sentences == 1 else 's'}"


def studies(tally: Tally) -> str:
    """ "no study", "1 study", "3 studies"; each is independent of the others."""
    if not tally.studies:
        return "no study"
    return f"{tally.studies:,} stud{'y' if tally.studies == 1 else 'ies'}"
