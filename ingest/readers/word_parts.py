"""What the other parts of a Word file say of its paragraphs: styles and list numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.readers.list_marks import mark_of
from ingest.readers.markup import Element
from ingest.structure.furniture import roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST_CHAIN = 20  # styles built on styles
_LEVELS = 9
_HEADING_NAME = re.compile(r"^heading ([1-9])$")
_QUOTE_NAME = re.compile(
    r"\bquot(?:e|es|ation)\b|\bblock ?(?:text|quote)\b|\bextract\b|zitat|\bcitation\b|\bcita\b"
)
_CAPTION_NAME = re.compile(r"\bcaption\b|beschriftung|légende")
_CONTENTS_NAME = re.compile(
    r"^(?:toc (?:heading|[1-9])|contents (?:heading|[1-9])|table of figures|index (?:heading|[1-9]))$"
)


def child(element: Element | None, *names: str) -> Element | None:
    """The element at the end of a path of names, None where the path breaks."""
    for name in names:
        element = element.find(W + name) if element is not None else None
    return element


def value(element: Element | None, name: str = "val") -> str:
    """An attribute of an element that may not be there."""
    return (element.get(W + name) or "") if element is not None else ""


def switched_on(properties: Element | None, name: str) -> bool | None:
    """Whether a property is on or off; None where nothing is said of it."""
    found = child(properties, name)
    if found is None:
        return None
    return value(found) not in ("0", "false", "off", "none")


def whole(words: str, default: int = 0) -> int:
    return int(words) if re.fullmatch(r"-?\d{1,9}", words) else default


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with all that it is built on."""

    name: str = ""
    names: tuple[str, ...] = ()  # its own and those of the styles it is built on, nearest first
    outline: int | None = None  # 0 for the outermost
    number: tuple[str, int] | None = None  # the list and the level in it
    bold: bool | None = None
    size: int | None = None  # half-points
    hidden: bool | None = None

    @property
    def is_title(self) -> bool:
        return "title" in self.names[:2]

    @property
    def heading(self) -> int | None:
        """The level of the heading that paragraphs of this style are."""
        for name in self.names:
            if found := _HEADING_NAME.match(name):
                return int(found.group(1))
        return self.outline + 1 if self.outline is not None and self.outline < _LEVELS else None

    def named(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(name) for name in self.names)

    @property
    def is_quotation(self) -> bool:
        return self.named(_QUOTE_NAME)

    @property
    def is_caption(self) -> bool:
        return self.named(_CAPTION_NAME)

    @property
    def is_contents(self) -> bool:
        return self.named(_CONTENTS_NAME)

    @property
    def is_bulleted(self) -> bool:
        return any(name.startswith("list bullet") for name in self.names)


class Styles:
    """The styles of a Word file by their id."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._known: dict[str, Style] = {}
        self._default = ""
        self.heading_tables: set[str] = set()  # table styles that set the first row apart
        for element in root.iterfind(W + "style") if root is not None else ():
            name = value(element, "styleId")
            self._elements[name] = element
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true"):
                self._default = name
            if any(value(part, "type") == "firstRow" for part in element.iterfind(W + "tblStylePr")):
                self.heading_tables.add(name)
        self.size = whole(value(child(root, "docDefaults", "rPrDefault", "rPr", "sz")), 20)

    def of(self, name: str) -> Style:
        """A style; the default one for a paragraph that names none."""
        name = name or self._default
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def _resolve(self, name: str) -> Style:
        chain: list[Element] = []
        while name in self._elements and len(chain) < _LONGEST_CHAIN:
            chain.append(self._elements[name])
            name = value(child(chain[-1], "basedOn"))
        names = tuple(value(child(element, "name")).casefold() for element in chain)
        outline = bold = size = hidden = number = None
        for element in chain:
            run, paragraph = child(element, "rPr"), child(element, "pPr")
            found = value(child(paragraph, "outlineLvl"))
            outline = whole(found) if outline is None and found else outline
            bold = switched_on(run, "b") if bold is None else bold
            hidden = switched_on(run, "vanish") if hidden is None else hidden
            points = value(child(run, "sz"))
            size = whole(points) if size is None and points else size
            number = numbering_of(paragraph) if number is None else number
        return Style(names[0] if names else "", names, outline, number, bold, size, hidden)


def numbering_of(properties: Element | None) -> tuple[str, int] | None:
    """The list that paragraph properties name, and the level in it; ("0", n) where they say none."""
    numbering = child(properties, "numPr")
    if numbering is None:
        return None
    level = whole(value(child(numbering, "ilvl")))
    return value(child(numbering, "numId")) or "", max(0, min(level, _LEVELS - 1))


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _Counters:
    values: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts the items of a Word file's lists, as Word does when it shows them."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # by abstract list
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}  # the abstract list, and where it starts anew
        self._counters: dict[str, _Counters] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        for abstract in root.iterfind(W + "abstractNum"):
            levels = {whole(value(e, "ilvl")): _read_level(e) for e in abstract.iterfind(W + "lvl")}
            self._levels[value(abstract, "abstractNumId")] = levels
        for number in root.iterfind(W + "num"):
            starts = {
                whole(value(override, "ilvl")): whole(value(child(override, "startOverride")), 1)
                for override in number.iterfind(W + "lvlOverride")
                if child(override, "startOverride") is not None
            }
            self._lists[value(number, "numId")] = (value(child(number, "abstractNumId")), starts)

    def mark(self, number: str, level: int) -> str | None:
        """The mark of the next item of a list, None where there is no such list."""
        if number not in self._lists:
            return None
        abstract, starts = self._lists[number]
        levels = self._levels.get(abstract, {})
        counters = self._counters.setdefault(abstract, _Counters()).values
        if number not in self._begun:
            self._begun.add(number)
            for at, start in starts.items():
                if 0 <= at < _LEVELS:
                    counters[at] = start - 1
        for outer in range(level):
            if counters[outer] is None:
                counters[outer] = levels.get(outer, _Level()).start
        current = counters[level]
        counters[level] = levels.get(level, _Level()).start if current is None else current + 1
        counters[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _mark(levels, level, [n or 0 for n in counters])


def _read_level(element: Element) -> _Level:
    return _Level(
        value(child(element, "numFmt")) or "decimal",
        value(child(element, "lvlText")),
        whole(value(child(element, "start")), 1),
    )


_STYLES = {"lowerLetter": "a", "upperLetter": "a", "lowerRoman": "i", "upperRoman": "i"}


def _mark(levels: dict[int, _Level], level: int, counters: list[int]) -> str:
    own = levels.get(level, _Level())
    if own.format in ("bullet", "none") or "%" not in own.text:
        return "-" if own.format == "bullet" else own.text.strip()[:40]
    if re.fullmatch(r"[\s(\[]*%\d[\s.):\]]*", own.text):
        return mark_of(counters[level], _STYLES.get(own.format, ""))
    return re.sub(r"%([1-9])", lambda m: _written(levels, int(m.group(1)) - 1, counters), own.text).strip()[
        :60
    ]


def _written(levels: dict[int, _Level], level: int, counters: list[int]) -> str:
    number, style = counters[level], levels.get(level, _Level()).format
    if style.endswith("Letter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if style.startswith("upper") else letter
    if style.endswith("Roman") and 1 <= number < 400:
        return roman(number).upper() if style.startswith("upper") else roman(number)
    return str(number)
