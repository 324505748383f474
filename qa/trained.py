"""Trained linear models: weights in a JSON file beside the code, with what they were trained on and reached."""

from __future__ import annotations

from importlib import resources
from typing import Self

from pydantic import BaseModel


class LinearModel(BaseModel):
    """Of each feature its weight, and the mean and deviation it is scaled by."""

    weights: dict[str, float]
    means: dict[str, float]
    deviations: dict[str, float]
    trained_on: str
    reached: dict[str, float]

    @classmethod
    def read(cls, file: str) -> Self:
        """The model of a JSON file of this package."""
        return cls.model_validate_json(resources.files("qa").joinpath(file).read_text("utf-8"))
