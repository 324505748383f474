"""The words of a Word paragraph: fields, changes, hidden words, superscripts and marks of notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.readers.flow import lowered, raised, tidy
from ingest.readers.markup import Element
from ingest.readers.word_parts import Styles, W, child, switched_on, value, whole

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DELETED = frozenset((W + "del", W + "moveFrom"))
_INSERTED = frozenset((W + "ins", W + "moveTo"))
_PROPERTIES = frozenset(
    W + name for name in "pPr rPr sdtPr sdtEndPr tblPr trPr tcPr instrText fldData delText rt".split()
)
_SPACES = frozenset(W + name for name in "tab br cr ptab".split())
_CONTENTS_FIELDS = ("TOC", "INDEX", "TOA")


@dataclass(slots=True)
class Found:
    """What a Word file holds that is not simply its text, counted for the librarian."""

    changes: int = 0
    hidden: int = 0
    pictures: int = 0
    drawings: int = 0  # charts and diagrams, whose words stand elsewhere
    embedded: int = 0
    notes: dict[str, int] = field(default_factory=dict)  # the number that each note was given


@dataclass(slots=True)
class Words:
    """A paragraph's words, and how they are set."""

    text: str
    boxes: list[Element]  # text boxes that hang on it
    notes: list[str]  # keys of the notes it refers to
    letters: int
    bold: int  # of these letters
    size: float  # half-points, most of its letters
    in_contents: bool


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    shows: bool = False  # past its instruction

    @property
    def is_contents(self) -> bool:
        return self.instruction.split()[:1] != [] and self.instruction.split()[0].upper() in _CONTENTS_FIELDS


class WordsReader:
    """Reads paragraphs in order; fields can run over several of them."""

    def __init__(self, styles: Styles, found: Found, body: Element) -> None:
        self._styles = styles
        self._found = found
        kinds = [value(element, "fldCharType") for element in body.iter(W + "fldChar")]
        # A contents list without an end would run to the end of the document.
        self._whole = kinds.count("begin") == kinds.count("end")
        self._fields: list[_Field] = []

    def read(self, paragraph: Element) -> Words:
        style = self._styles.of(value(child(paragraph, "pPr", "pStyle")))
        parts: list[str] = []
        words = Words("", [], [], 0, 0, 0, self._in_contents())
        sizes: dict[int, int] = {}
        stack = [iter(paragraph)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
                continue
            tag = element.tag
            if not isinstance(tag, str) or tag in _PROPERTIES:
                continue
            if tag in _DELETED:
                self._found.changes += 1
            elif tag == W + "txbxContent":
                words.boxes.append(element)
            elif tag == W + "r":
                self._run(element, style.bold, style.size, style.hidden, parts, words, sizes)
            elif tag == _MATH_TEXT:
                parts.append(tidy(element.text or ""))
            elif tag == W + "sdt" and child(element, "sdtPr", "showingPlcHdr") is not None:
                continue  # what the form says where nobody has written anything yet
            else:
                self._found.changes += tag in _INSERTED
                stack.append(iter(shown(element)))
        words.text = "".join(parts)
        words.size = max(sizes, key=lambda size: sizes[size], default=0)
        words.in_contents |= self._in_contents()
        for each in self._fields:
            each.shows = True  # an instruction without an end hides no more than its own paragraph
        return words

    def _in_contents(self) -> bool:
        return self._whole and any(each.is_contents and each.shows for each in self._fields)

    def _run(
        self,
        run: Element,
        bold: bool | None,
        size: int | None,
        hidden: bool | None,
        parts: list[str],
        words: Words,
        sizes: dict[int, int],
    ) -> None:
        properties = child(run, "rPr")
        if named := value(child(properties, "rStyle")):
            style = self._styles.of(named)
            bold, size = style.bold if style.bold is not None else bold, style.size or size
            hidden = style.hidden if style.hidden is not None else hidden
        own = switched_on(properties, "b")
        bold = own if own is not None else bold
        size = whole(value(child(properties, "sz"))) or size or self._styles.size
        own = switched_on(properties, "vanish")
        hidden = own if own is not None else hidden
        text = self._pieces(run, words, bool(hidden), "".join(parts[-2:]))
        if not text:
            return
        level = value(child(properties, "vertAlign"))
        if level in ("superscript", "subscript"):
            text = (raised if level == "superscript" else lowered)(text, "".join(parts[-2:]))
        letters = len(text.strip())
        words.letters += letters
        words.bold += letters if bold else 0
        sizes[size] = sizes.get(size, 0) + letters
        parts.append(text)

    def _pieces(self, run: Element, words: Words, hidden: bool, before: str) -> str:
        parts: list[str] = []
        stack = [iter(run)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
                continue
            tag = element.tag
            if not isinstance(tag, str):
                continue
            if tag == W + "fldChar":
                self._field(value(element, "fldCharType"))
                words.in_contents |= self._in_contents()
            elif tag == W + "instrText":
                if self._fields:
                    self._fields[-1].instruction += element.text or ""
            elif tag in _PROPERTIES or not all(each.shows for each in self._fields):
                continue
            elif tag == W + "txbxContent":
                words.boxes.append(element)
            elif hidden and tag in (W + "t", W + "footnoteReference", W + "endnoteReference"):
                self._found.hidden += len((element.text or "").split())
            elif tag == W + "t":
                parts.append(tidy(element.text or ""))
            elif tag in _SPACES:
                parts.append(" ")
            elif tag == W + "noBreakHyphen":
                parts.append("-")
            elif tag == W + "sym":
                parts.append(_symbol(value(element, "char")))
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                parts.append(self._note(element, words, before + "".join(parts)))
            else:
                self._count(tag)
                stack.append(iter(shown(element)))
        return "".join(parts)

    def _count(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        self._found.pictures += name in ("blip", "imagedata")
        self._found.drawings += name == "chart" or name == "relIds"

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, element: Element, words: Words, before: str) -> str:
        key = f"{str(element.tag).rpartition('}')[2][:-9]}-{value(element, 'id')}"
        words.notes.append(key)
        if value(element, "customMarkFollows") in ("1", "true"):
            return ""
        number = self._found.notes.setdefault(key, len(self._found.notes) + 1)
        return raised(str(number), before)


def shown(element: Element) -> Element:
    """Of what is there twice, for new and for old programs, the one that is shown."""
    if element.tag == _COMPATIBILITY + "AlternateContent":
        choice = element.find(_COMPATIBILITY + "Choice")
        fallback = element.find(_COMPATIBILITY + "Fallback")
        return choice if choice is not None else fallback if fallback is not None else element
    return element


def _symbol(code: str) -> str:
    """A character of a symbol font; such fonts keep theirs where no others are."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return (
        " "
        if 0xE000 <= number <= 0xF8FF or number < 32 or number > 0xFFFD or 0xD800 <= number < 0xE000
        else chr(number)
    )
