"""Reads HTML back as a browser would, so that a test can say what a person gets to see."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "img", "input", "hr", "meta", "link"})


@dataclass
class Element:
    """An element with its attributes, its text and what it stands in."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    pieces: list[str | Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the DOM calls ``textContent``."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    def all(self, tag: str, classed: str = "") -> list[Element]:
        """Every element of this kind below, in order."""
        found = []
        for piece in self.pieces:
            if isinstance(piece, Element):
                if piece.tag == tag and (not classed or classed in piece.attributes.get("class", "").split()):
                    found.append(piece)
                found += piece.all(tag, classed)
        return found

    def tags(self) -> set[str]:
        """The names of all elements below."""
        below = [piece for piece in self.pieces if isinstance(piece, Element)]
        return {piece.tag for piece in below}.union(*(piece.tags() for piece in below))


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("root", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.pieces.append(element)
        if tag not in _VOID:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.pieces.append(data)


def parse(markup: str) -> Element:
    """The tree of some HTML; fails where an element is not closed as it should be."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    assert builder.here is builder.root, f"<{builder.here.tag}> is not closed"
    return builder.root
