"""Settings: what the environment may choose, all in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CORPUS = PROJECT / "corpus"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment can set. Each field names its variable."""

    home: Path  # JWE_HOME: the library's folder
    embedding_model: str  # JWE_EMBEDDING_MODEL: a name, or a folder

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the variables, with their defaults."""
        return cls(
            home=Path(os.environ.get("JWE_HOME") or PROJECT / ".library").expanduser(),
            embedding_model=os.environ.get("JWE_EMBEDDING_MODEL") or "all-MiniLM-L6-v2",
        )
