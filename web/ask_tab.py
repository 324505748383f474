"""What a tab remembers, and how it comes back: questions with their filters, never answers.

The browser keeps it for as long as the tab is open, so that a reload, or a server that was started
anew, does not lose a conversation. It comes back as hostile as anything typed: it is checked here,
and every question in it is asked again of the library as it now is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from web.ask_filters import NO_FILTERS, Filters

MOST_KEPT = 40  # questions
LONGEST_KEPT = 4_000  # characters; a question as long is refused anyway
_Shape = TypeVar("_Shape")
_MOST_EARLIER = 10
_LONGEST = 1_000_000  # characters of what a browser hands over


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what it was narrowed to, and the library that answered it."""

    question: str
    filters: Filters = NO_FILTERS
    generation: int | None = None
    after: tuple[str, ...] = ()  # earlier questions that a link came with


@dataclass(frozen=True, slots=True)
class Tab:
    """What the browser hands over with each question."""

    filters: Filters = NO_FILTERS
    asked: tuple[Asked, ...] = ()


_WHOLE = TypeAdapter(dict[str, object])
_FILTERS = TypeAdapter(Filters)
_EARLIER = TypeAdapter(tuple[str, ...])
_ALL_ASKED = TypeAdapter(tuple[Asked, ...])


def read_tab(text: str | None) -> Tab:
    """What the browser handed over; of what is not of its shape, nothing."""
    if not text or len(text) > _LONGEST:
        return Tab()
    try:
        whole = _WHOLE.validate_json(text)
    except ValidationError:
        return Tab()
    filters = _read(_FILTERS, whole.get("filters"))
    asked = _read(_ALL_ASKED, whole.get("asked"))
    return Tab(filters or NO_FILTERS, (asked or ())[-MOST_KEPT:])


def to_keep(asked: Iterable[Asked]) -> str:
    """The JSON that the browser is to keep."""
    return _ALL_ASKED.dump_json(tuple(asked)[-MOST_KEPT:]).decode("utf-8")


def read_earlier(value: object) -> tuple[str, ...]:
    """The earlier questions that a link came with; of what is no list of questions, nothing."""
    earlier = _read(_EARLIER, value) or ()
    return tuple(words for words in earlier if len(words) <= LONGEST_KEPT)[-_MOST_EARLIER:]


def _read(adapter: TypeAdapter[_Shape], value: object) -> _Shape | None:
    try:
        return adapter.validate_python(value, extra="forbid")
    except ValidationError:
        return None
