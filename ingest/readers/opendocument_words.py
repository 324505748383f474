"""The words of an OpenDocument paragraph: runs, notes, boxes, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.readers.flow import lowered, raised, tidy
from ingest.readers.markup import Element, attribute, tag_of
from ingest.readers.opendocument_styles import Style, Styles

OUTSIDE = frozenset(
    """tracked-changes sequence-decls variable-decls user-field-decls forms annotation annotation-end
    table-of-content-source alphabetical-index-source bibliography-source dde-connection-decls shape-id""".split()
)


@dataclass(slots=True)
class Found:
    """What the text holds besides its words."""

    changes: int = 0
    comments: int = 0
    hidden: int = 0
    pictures: int = 0
    objects: int = 0


@dataclass(slots=True)
class Words:
    text: str = ""
    notes: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    sizes: dict[float, int] = field(default_factory=dict)

    @property
    def look(self) -> tuple[float, bool]:
        return max(self.sizes, key=lambda size: self.sizes[size], default=0.0), 0 < self.letters == self.bold


class WordsReader:
    """Reads paragraphs, and counts what it leaves out."""

    def __init__(self, styles: Styles, found: Found) -> None:
        self._styles = styles
        self._found = found

    def read(self, paragraph: Element) -> Words:
        words = Words()
        parts: list[str] = []
        self._gather(paragraph, self._styles.of(attribute(paragraph, "style-name")), words, parts)
        words.text = "".join(parts)
        return words

    def _gather(self, element: Element, style: Style, words: Words, parts: list[str]) -> None:
        self._put(element.text, style, words, parts)
        for child in element:
            self._inline(child, style, words, parts)
            self._put(child.tail, style, words, parts)

    def _inline(self, child: Element, style: Style, words: Words, parts: list[str]) -> None:
        tag = tag_of(child)
        if tag in ("tab", "line-break", "s"):
            parts.append(" ")
        elif tag == "note":
            mark = next((plain(e) for e in child if tag_of(e) == "note-citation"), "")
            parts.append(raised(mark, "".join(parts[-2:])))
            words.notes.append(child)
        elif tag in ("annotation", "annotation-end"):
            self._found.comments += tag == "annotation"
        elif tag in ("frame", "text-box", "g", "custom-shape", "rect", "image"):
            words.boxes.append(child)
        elif tag in ("hidden-text", "hidden-paragraph", "ruby-text") or tag in OUTSIDE:
            self._found.hidden += len(plain(child).split()) if tag == "hidden-text" else 0
        elif tag:
            own = self._styles.of(attribute(child, "style-name"))
            if tag == "span":
                style = Style(
                    own.names,
                    None,
                    own.bold if own.bold is not None else style.bold,
                    own.size if own.size is not None else style.size,
                    own.raised or style.raised,
                    own.hidden or style.hidden,
                )
            self._gather(child, style, words, parts)

    def _put(self, text: str | None, style: Style, words: Words, parts: list[str]) -> None:
        if not text:
            return
        if style.hidden:
            self._found.hidden += len(text.split())
            return
        text = tidy(text)
        if style.raised:
            text = (raised if style.raised > 0 else lowered)(text, "".join(parts[-2:]))
        letters = len(text.strip())
        words.letters += letters
        words.bold += letters if style.bold else 0
        size = style.size or 0.0
        words.sizes[size] = words.sizes.get(size, 0) + letters
        parts.append(text)


def plain(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
