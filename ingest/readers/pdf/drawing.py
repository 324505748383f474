"""A page's content stream carried out, as far as text, ruling lines and pictures go.

The public text extraction of pypdf gives no widths, and its layout mode leaves out
forms, hidden text and ruling lines. So the operators are carried out here; of pypdf's
inner parts only the font is used, which knows what letter a code stands for and how wide it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject

from ingest.readers.pdf.drawn import Area, Drawn
from ingest.readers.pdf.faces import Face
from ingest.readers.pdf.geometry import SAME, Matrix, at, matrix, number, square, times
from ingest.readers.pdf.paths import Paths
from ingest.readers.pdf.seeing import Shown, as_seen

_DEEPEST = 12  # forms drawn inside forms
_MOST_OPERATIONS = 2_000_000  # on one page
_MOST_PIECES = 200_000
_SHOWING = {b"Tj", b"TJ", b"'", b'"'}


class TooComplicated(Exception):
    """The page draws more than any page of words does."""


def draw(page: PageObject, known_fonts: dict[int, Face]) -> Drawn:
    """Carry out a page. ``known_fonts`` keeps what was learned of the file's fonts from page to page."""
    return _Canvas(page, known_fonts).run()


@dataclass(frozen=True, slots=True)
class _State:
    """The part of the graphics state that ``q`` keeps and ``Q`` brings back."""

    ctm: Matrix
    face: Face | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


class _Canvas:
    def __init__(self, page: PageObject, known_fonts: dict[int, Face]) -> None:
        self._page = page
        self._fonts = known_fonts
        box = page.cropbox
        self._box = Area(
            min(float(box.left), float(box.right)),
            min(float(box.bottom), float(box.top)),
            max(float(box.left), float(box.right)),
            max(float(box.bottom), float(box.top)),
        )
        self._shown: list[Shown] = []
        self._paths = Paths()
        self._pictures: list[Area] = []
        self._state = _State(SAME)
        self._stack: list[_State] = []
        self._tm = self._line = SAME
        self._spaced = False
        self._operations = 0
        self._unreadable = 0

    def run(self) -> Drawn:
        contents = self._page.get("/Contents")
        contents = contents.get_object() if contents is not None else None
        if isinstance(contents, ArrayObject | StreamObject):
            self._carry_out(contents, self._page.get("/Resources"), 0)
        self._annotations()
        return as_seen(self._shown, self._paths.rules, self._pictures, self._box, self._unreadable)

    # -- operators -------------------------------------------------------------------

    def _carry_out(self, contents: Any, resources: Any, depth: int) -> None:
        resources = resources.get_object() if resources is not None else None
        resources = resources if isinstance(resources, DictionaryObject) else DictionaryObject()
        floor = len(self._stack)
        for operands, operator in ContentStream(contents, self._page.pdf, "bytes").operations:
            self._operations += 1
            if self._operations > _MOST_OPERATIONS or len(self._shown) > _MOST_PIECES:
                raise TooComplicated
            if operator == b"Do":
                self._draw_object(operands, resources, depth)
            elif operator == b"Tf" and len(operands) > 1:
                face = self._face(operands[0], resources)
                self._state = replace(self._state, face=face, size=number(operands[1], self._state.size))
            elif operator == b"Q":
                if len(self._stack) > floor:
                    self._state = self._stack.pop()
            else:
                self._operate(operator, operands)
        if len(self._stack) > floor:
            self._state = self._stack[floor]
            del self._stack[floor:]

    def _operate(self, operator: bytes, operands: Any) -> None:
        if operator in _SHOWING:
            self._show_operator(operator, operands)
        elif operator in _TEXT_STATE:
            if operands:
                self._state = _TEXT_STATE[operator](self._state, number(operands[0], 0.0))
        elif operator == b"q":
            if len(self._stack) < 10_000:
                self._stack.append(self._state)
        elif operator == b"cm":
            self._state = replace(self._state, ctm=times(matrix(operands), self._state.ctm))
        elif operator == b"BT":
            self._tm = self._line = SAME
        elif operator in (b"Td", b"TD"):
            across, up = (number(each, 0.0) for each in (*operands, 0, 0)[:2])
            if operator == b"TD":
                self._state = replace(self._state, leading=-up)
            self._next_line(across, up)
        elif operator == b"Tm":
            self._tm = self._line = matrix(operands)
            self._spaced = self._spaced and bool(self._shown)
        elif operator == b"T*":
            self._next_line(0.0, -self._state.leading)
        elif operator == b"INLINE IMAGE":
            self._pictures.append(square(self._state.ctm))
        else:
            self._paths.operate(operator, operands, self._state.ctm)

    def _next_line(self, across: float, up: float) -> None:
        self._tm = self._line = times((1.0, 0.0, 0.0, 1.0, across, up), self._line)

    def _show_operator(self, operator: bytes, operands: Any) -> None:
        if operator in (b"'", b'"'):
            if operator == b'"' and len(operands) >= 3:
                self._state = replace(
                    self._state,
                    word_space=number(operands[0], 0.0),
                    letter_space=number(operands[1], 0.0),
                )
            self._next_line(0.0, -self._state.leading)
        if not operands:
            return
        items: Iterable[Any] = operands[-1] if isinstance(operands[-1], list) else [operands[-1]]
        for item in items:
            if isinstance(item, bytes | str):
                self._show(item)
            elif isinstance(item, int | float):
                shift = -float(item) / 1000 * self._state.size * self._state.stretch
                self._tm = times((1.0, 0.0, 0.0, 1.0, shift, 0.0), self._tm)

    def _show(self, value: bytes | str) -> None:
        """Draw a string: one piece for each run of letters between spaces."""
        state = self._state
        if state.face is None:
            return
        position = start = end = 0.0
        letters: list[str] = []
        for text, width, is_space in state.face.glyphs(value):
            blank = not text.strip()
            if blank and letters:
                self._piece(letters, start, end)
                letters = []
            step = (
                width * state.size + state.letter_space + (state.word_space if is_space else 0.0)
            ) * state.stretch
            if blank:
                self._spaced = self._spaced or bool(text)
            else:
                if not letters:
                    start = position
                letters.append(text)
                end = position + step - state.letter_space * state.stretch
            position += step
        if letters:
            self._piece(letters, start, end)
        self._tm = times((1.0, 0.0, 0.0, 1.0, position, 0.0), self._tm)

    def _piece(self, letters: list[str], start: float, end: float) -> None:
        state = self._state
        assert state.face is not None
        whole = times(self._tm, state.ctm)
        size = state.size * math.hypot(whole[2], whole[3])
        self._unreadable += letters.count("\ufffd")
        self._shown.append(
            Shown(
                "".join(reversed(letters) if _runs_left(letters) else letters),
                at(whole, start, state.rise),
                at(whole, end, state.rise),
                abs(size),
                state.face,
                self._spaced,
                state.mode in (3, 7),
            )
        )
        self._spaced = False

    # -- forms, pictures, fonts ------------------------------------------------------

    def _draw_object(self, operands: Any, resources: DictionaryObject, depth: int) -> None:
        known = resources.get("/XObject")
        known = known.get_object() if known is not None else None
        if not operands or not isinstance(known, DictionaryObject) or operands[0] not in known:
            return
        thing = known[operands[0]].get_object()
        if not isinstance(thing, StreamObject):
            return
        if thing.get("/Subtype") == "/Image":
            self._pictures.append(square(self._state.ctm))
        elif thing.get("/Subtype") == "/Form" and depth < _DEEPEST:
            self._form(thing, resources, depth)

    def _form(self, form: StreamObject, resources: DictionaryObject | None, depth: int) -> None:
        kept, texts = self._state, (self._tm, self._line)
        if "/Matrix" in form:
            self._state = replace(kept, ctm=times(matrix(form["/Matrix"].get_object()), kept.ctm))
        self._carry_out(form, form.get("/Resources", resources), depth + 1)
        self._state, (self._tm, self._line) = kept, texts

    def _annotations(self) -> None:
        """Words written into forms and notes that stand on the page itself."""
        found = self._page.get("/Annots")
        found = found.get_object() if found is not None else None
        for note in found if isinstance(found, ArrayObject) else ():
            note = note.get_object()
            if not isinstance(note, DictionaryObject) or note.get("/Subtype") not in ("/FreeText", "/Widget"):
                continue
            looks = note.get("/AP", DictionaryObject()).get_object()
            look = looks.get("/N") if isinstance(looks, DictionaryObject) else None
            look = look.get_object() if look is not None else None
            place = note.get("/Rect")
            if isinstance(look, StreamObject) and place is not None and not int(note.get("/F", 0)) & 2:
                left, bottom = (float(each) for each in place.get_object()[:2])
                box = look.get("/BBox")
                box_left, box_bottom = (
                    (float(each) for each in box.get_object()[:2]) if box is not None else (0.0, 0.0)
                )
                self._state = _State((1.0, 0.0, 0.0, 1.0, left - box_left, bottom - box_bottom))
                self._form(look, None, 1)

    def _face(self, name: Any, resources: DictionaryObject) -> Face | None:
        fonts = resources.get("/Font")
        fonts = fonts.get_object() if fonts is not None else None
        if not isinstance(fonts, DictionaryObject) or name not in fonts:
            return None
        resource = fonts[name].get_object()
        if not isinstance(resource, DictionaryObject):
            return None
        if id(resource) not in self._fonts:
            self._fonts[id(resource)] = Face(resource)
        return self._fonts[id(resource)]


_TEXT_STATE: dict[bytes, Callable[[_State, float], _State]] = {
    b"Tc": lambda state, value: replace(state, letter_space=value),
    b"Tw": lambda state, value: replace(state, word_space=value),
    b"Tz": lambda state, value: replace(state, stretch=value / 100),
    b"TL": lambda state, value: replace(state, leading=value),
    b"Ts": lambda state, value: replace(state, rise=value),
    b"Tr": lambda state, value: replace(state, mode=int(value)),
}


def _runs_left(letters: list[str]) -> bool:
    """Whether letters drawn from left to right are of a script that is read the other way."""
    strong = [c for text in letters for c in text if c.isalpha()]
    return bool(strong) and sum(
        "\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufeff" for c in strong
    ) * 2 > len(strong)
