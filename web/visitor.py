"""Whoever looks at the Library page: what they may do there, and what they look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

SORTS = ("title", "authors", "year", "kind", "passages", "added")


@dataclass(frozen=True, slots=True)
class Find:
    """What of the library is wanted, and in which order."""

    words: str = ""
    sort: str = "title"
    down: bool = False
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Find:
        """What an address asks for; nonsense in it is left out."""
        sort = query.get("sort", "")
        page = query.get("page", "")
        return cls(
            query.get("q", "").strip()[:200],
            sort if sort in SORTS else "title",
            query.get("order") == "desc",
            int(page) if page.isdecimal() and len(page) < 7 and int(page) > 0 else 1,
        )

    def address(self, path: str = "/library", part: str = "sources", **more: str) -> str:
        """An address that asks for the same, with whatever else is to be said."""
        plain = Find()
        fields = {
            "q": self.words,
            "sort": self.sort if self.sort != plain.sort or self.down else "",
            "order": "desc" if self.down else "",
            "page": str(self.page) if self.page > 1 else "",
            **more,
        }
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"{path}{'?' if query else ''}{query}{'#' if part else ''}{part}"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the page: what they may do, and what they look for."""

    token: str = ""  # empty where they may only read
    why_not: str = ""
    find: Find = field(default_factory=Find)

    @property
    def writable(self) -> bool:
        return not self.why_not

    def to(self, what: str, which: str | int = "") -> str:
        """Where something is done; the way back leads to what was looked for."""
        path = f"/library/{what}/{quote(str(which), safe='')}" if which != "" else f"/library/{what}"
        return self.find.address(path, part="")
