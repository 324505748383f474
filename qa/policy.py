"""Who commissioned health care in England, and when: the policy era that a finding comes from.

The eras are in ``policy_eras.json``, to be edited. Where one gave way to the next within a year,
that year is of the next: PCTs ended in March 2013, and Integrated Care Boards began in July 2022.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from pydantic import BaseModel, Field, TypeAdapter


class Era(BaseModel):
    """A time in which one kind of body commissioned; years are first and last, both included."""

    first: int = Field(alias="from")
    last: int | None = Field(alias="to")
    era: str
    years: str


def era_of(year: int) -> str | None:
    """The bodies that commissioned in a year, and their time; None before the first of them."""
    for era in eras():
        if era.first <= year and (era.last is None or year <= era.last):
            return f"{era.era} ({era.years})"
    return None


@cache
def eras() -> tuple[Era, ...]:
    """All eras, the earliest first."""
    words = resources.files("qa").joinpath("policy_eras.json").read_text("utf-8")
    return TypeAdapter(tuple[Era, ...]).validate_json(words)
