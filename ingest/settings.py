"""Settings: what the environment may choose, all in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UsageError

PROJECT = Path(__file__).resolve().parent.parent
CORPUS = PROJECT / "corpus"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment can set. Each field names its variable."""

    home: Path  # JWE_HOME: the library's folder
    embedding_model: str  # JWE_EMBEDDING_MODEL: a name, or a folder
    reranker: str | None  # JWE_RERANKER: a cross-encoder's name, or its folder; None for none
    themes: Path | None  # JWE_THEMES: a file of themes in place of ingest/themes.json
    read_seconds: int  # JWE_READ_SECONDS: what the reading of one file may take
    read_megabytes: int  # JWE_READ_MB: and how much memory

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the variables, with their defaults."""
        return cls(
            home=Path(os.environ.get("JWE_HOME") or PROJECT / ".library").expanduser(),
            embedding_model=os.environ.get("JWE_EMBEDDING_MODEL") or "all-MiniLM-L6-v2",
            reranker=os.environ.get("JWE_RERANKER") or None,
            themes=Path(named).expanduser() if (named := os.environ.get("JWE_THEMES")) else None,
            read_seconds=_number("JWE_READ_SECONDS", 300),
            read_megabytes=_number("JWE_READ_MB", 2048),
        )


def _number(name: str, default: int) -> int:
    given = os.environ.get(name, "").strip()
    if not given:
        return default
    if not given.isdecimal() or int(given) == 0:
        raise UsageError(f"{name}={given}: give a whole number above 0, or leave it out for {default}")
    return int(given)
