"""Directions that sentences say for themselves, against those a person gave them."""

from __future__ import annotations
