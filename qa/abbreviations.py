"""What the field's abbreviations stand for: ``abbreviations.json``, to be edited."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import TypeAdapter


@cache
def abbreviations() -> Mapping[str, str]:
    """The long forms by abbreviation, lower case."""
    text = resources.files("qa").joinpath("abbreviations.json").read_text("utf-8")
    return TypeAdapter(dict[str, str]).validate_json(text)
