"""What the styles of an OpenDocument text say of its paragraphs and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.markup import Element, attribute, tag_of

_LONGEST_CHAIN = 20
_BOLD = re.compile(r"bold|[6-9]00")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's or a run's style with all that it is built on."""

    names: tuple[str, ...] = ()  # as people see them, nearest first, in lower case
    outline: int | None = None
    bold: bool | None = None
    size: float | None = None  # points
    raised: int = 0  # 1 superscript, -1 subscript
    hidden: bool = False

    def named(self, pattern: str) -> bool:
        return any(re.search(pattern, name) for name in self.names)


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How the items of one level of a list are marked."""

    ordered: bool
    style: str  # "1", "a" or "i"
    start: int = 1
    shown: int = 1  # how many levels' numbers the mark shows


class Styles:
    """The styles of a text by their name in the file."""

    def __init__(self, roots: Sequence[Element]) -> None:
        self._elements: dict[str, Element] = {}
        self._lists: dict[str, dict[int, ListLevel]] = {}
        self._known: dict[str, Style] = {}
        for root in roots:
            for element in root.iter():
                tag = tag_of(element)
                if tag == "style":
                    self._elements[attribute(element, "name")] = element
                elif tag in ("list-style", "outline-style"):
                    self._lists[attribute(element, "name")] = dict(map(_level, filter(_is_level, element)))

    def of(self, name: str) -> Style:
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def list_level(self, name: str, level: int) -> ListLevel:
        return self._lists.get(name, {}).get(level, ListLevel(False, "1"))

    def list_of(self, name: str) -> str:
        """The list style that a paragraph style names."""
        for element in self._chain(name):
            if found := attribute(element, "list-style-name"):
                return found
        return ""

    def _chain(self, name: str) -> list[Element]:
        chain: list[Element] = []
        while name in self._elements and len(chain) < _LONGEST_CHAIN:
            chain.append(self._elements[name])
            name = attribute(chain[-1], "parent-style-name")
        return chain

    def _resolve(self, name: str) -> Style:
        names: list[str] = []
        outline = bold = size = None
        position, hidden = 0, False
        for element in self._chain(name):
            own = attribute(element, "name")
            names.append((attribute(element, "display-name") or own).replace("_20_", " ").casefold())
            level = attribute(element, "default-outline-level")
            outline = int(level) if outline is None and level.isdigit() else outline
            for properties in element:
                if tag_of(properties) != "text-properties":
                    continue
                weight = attribute(properties, "font-weight")
                bold = bool(_BOLD.match(weight)) if bold is None and weight else bold
                points = re.fullmatch(r"([\d.]{1,6})pt", attribute(properties, "font-size"))
                size = (
                    float(points.group(1))
                    if size is None and points and points.group(1).count(".") < 2
                    else size
                )
                position = position or _position(attribute(properties, "text-position"))
                hidden |= attribute(properties, "display") == "none"
        return Style(tuple(names), outline, bold, size, position, hidden)


def _position(said: str) -> int:
    first = said.split()[0] if said.split() else ""
    if first == "super" or re.fullmatch(r"[1-9]\d*%", first):
        return 1
    return -1 if first == "sub" or first.startswith("-") else 0


def _is_level(element: Element) -> bool:
    return tag_of(element).endswith(
        ("level-style-number", "level-style-bullet", "level-style-image", "level-style")
    )


def _level(element: Element) -> tuple[int, ListLevel]:
    number, start, shown = (attribute(element, name) for name in ("level", "start-value", "display-levels"))
    form = attribute(element, "num-format")
    ordered = tag_of(element) in ("list-level-style-number", "outline-level-style") and form != ""
    return (
        int(number) if number.isdigit() else 1,
        ListLevel(
            ordered,
            {"a": "a", "A": "a", "i": "i", "I": "i"}.get(form, "1"),
            int(start) if start.isdigit() else 1,
            int(shown) if shown.isdigit() else 1,
        ),
    )
