"""A page's content stream carried out, as far as text, ruling lines and pictures go.

The public text extraction of pypdf gives no widths, and its layout mode leaves out
forms, hidden text and ruling lines. So the operators are carried out here; of pypdf's
inner parts only the font is used, which knows what letter a code stands for and how wide it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject
from pypdf.generic._font import Font

from ingest.readers.pdf.drawn import Area, Drawn, Piece

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST = 12  # forms drawn inside forms
_MOST_OPERATIONS = 2_000_000  # on one page
_MOST_PIECES = 200_000
_THIN = 2.5  # points: a filled rectangle no thicker is a ruling line
_SHORTEST_RULE = 8.0
_SHOWING = {b"Tj", b"TJ", b"'", b'"'}
_PAINTING = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}


class TooComplicated(Exception):
    """The page draws more than any page of words does."""


def draw(page: PageObject, known_fonts: dict[int, Face]) -> Drawn:
    """Carry out a page. ``known_fonts`` keeps what was learned of the file's fonts from page to page."""
    return _Canvas(page, known_fonts).run()


class Face:
    """A font: what letters a string of codes shows, and how far each moves on."""

    def __init__(self, resource: DictionaryObject) -> None:
        self._font = Font.from_font_resource(resource)
        self._resource = resource  # kept, for fonts are known by the identity of theirs
        self.name = self._font.name.split("+", 1)[-1]
        low = self.name.casefold()
        flags = self._font.font_descriptor.flags
        self.bold = any(part in low for part in ("bold", "black", "heavy", "semibold", "cmbx", "-demi", "sfbx"))
        self.bold = self.bold or bool(flags & 1 << 18)
        self.italic = any(part in low for part in ("italic", "oblique", "cmti", "cmsl", "sfti")) or bool(flags & 64)
        self._unit = 0.001
        if self._font.sub_type == "Type3":
            matrix = resource.get("/FontMatrix")
            scale = matrix.get_object()[0] if matrix is not None else 0.001
            self._unit = abs(float(scale)) or 0.001
        # Two-byte codes without a table of letters are glyph numbers and nothing more.
        self._blind = not self._font.interpretable or (
            isinstance(self._font.encoding, str) and not self._font.character_map
        )
        self._known: dict[str, tuple[str, float, bool]] = {}

    def glyphs(self, value: bytes | str) -> Iterator[tuple[str, float, bool]]:
        """For each code: its letters, its width in text units, whether word spacing applies."""
        for code in self._codes(value):
            found = self._known.get(code)
            if found is None:
                found = self._known[code] = self._look_up(code)
            yield found

    def _codes(self, value: bytes | str) -> str:
        if isinstance(value, str):
            return value
        if isinstance(self._font.encoding, str):
            return value.decode(self._font.encoding, "replace")
        return value.decode("latin-1")

    def _look_up(self, code: str) -> tuple[str, float, bool]:
        font = self._font
        simple = isinstance(font.encoding, dict)
        width = font.space_width if code == font.space_char else font.get_text_width(code)
        if self._blind:
            return "\ufffd", width * self._unit, False
        shown = font.encoding.get(ord(code), code) if isinstance(font.encoding, dict) else code
        letters = "".join(str(font.character_map.get(each, each)) for each in shown)
        letters = "".join("\ufffd" if each < " " and each not in "\t\n\r" else each for each in letters)
        return letters, float(width) * self._unit, simple and code == " "


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


@dataclass(frozen=True, slots=True)
class _Shown:
    """A piece as it was drawn, at any slant."""

    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    size: float
    face: Face
    spaced: bool
    hidden: bool


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
        self._shown: list[_Shown] = []
        self._rules: list[Area] = []
        self._pictures: list[Area] = []
        self._state = _State(_SAME)
        self._stack: list[_State] = []
        self._tm = self._line = _SAME
        self._path: list[tuple[tuple[float, float], tuple[float, float]]] = []
        self._boxes: list[Area] = []
        self._pen = self._begun = (0.0, 0.0)
        self._spaced = False
        self._operations = 0
        self._unreadable = 0

    def run(self) -> Drawn:
        contents = self._page.get("/Contents")
        contents = contents.get_object() if contents is not None else None
        if isinstance(contents, ArrayObject | StreamObject):
            self._carry_out(contents, self._page.get("/Resources"), 0)
        self._annotations()
        return self._as_seen()

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
                self._state = replace(self._state, face=face, size=_number(operands[1], self._state.size))
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
            name, scale = _TEXT_STATE[operator]
            if operands:
                self._state = replace(self._state, **{name: _number(operands[0], 0.0) * scale})
        elif operator == b"q":
            if len(self._stack) < 10_000:
                self._stack.append(self._state)
        elif operator == b"cm":
            self._state = replace(self._state, ctm=_times(_matrix(operands), self._state.ctm))
        elif operator == b"BT":
            self._tm = self._line = _SAME
        elif operator in (b"Td", b"TD"):
            across, up = (_number(each, 0.0) for each in (*operands, 0, 0)[:2])
            if operator == b"TD":
                self._state = replace(self._state, leading=-up)
            self._next_line(across, up)
        elif operator == b"Tm":
            self._tm = self._line = _matrix(operands)
            self._spaced = self._spaced and bool(self._shown)
        elif operator == b"T*":
            self._next_line(0.0, -self._state.leading)
        elif operator == b"Tr" and operands:
            self._state = replace(self._state, mode=int(_number(operands[0], 0.0)))
        elif operator == b"INLINE IMAGE":
            self._pictures.append(_square(self._state.ctm))
        else:
            self._path_operator(operator, operands)

    def _next_line(self, across: float, up: float) -> None:
        self._tm = self._line = _times((1.0, 0.0, 0.0, 1.0, across, up), self._line)

    def _show_operator(self, operator: bytes, operands: Any) -> None:
        if operator in (b"'", b'"'):
            if operator == b'"' and len(operands) >= 3:
                spaces = {
                    "word_space": _number(operands[0], 0.0),
                    "letter_space": _number(operands[1], 0.0),
                }
                self._state = replace(self._state, **spaces)
            self._next_line(0.0, -self._state.leading)
        if not operands:
            return
        items: Iterable[Any] = operands[-1] if isinstance(operands[-1], list) else [operands[-1]]
        for item in items:
            if isinstance(item, bytes | str):
                self._show(item)
            elif isinstance(item, int | float):
                shift = -float(item) / 1000 * self._state.size * self._state.stretch
                self._tm = _times((1.0, 0.0, 0.0, 1.0, shift, 0.0), self._tm)

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
            step = (width * state.size + state.letter_space + (state.word_space if is_space else 0.0)) * state.stretch
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
        self._tm = _times((1.0, 0.0, 0.0, 1.0, position, 0.0), self._tm)

    def _piece(self, letters: list[str], start: float, end: float) -> None:
        state = self._state
        assert state.face is not None
        whole = _times(self._tm, state.ctm)
        size = state.size * math.hypot(whole[2], whole[3])
        self._unreadable += letters.count("\ufffd")
        self._shown.append(
            _Shown(
                "".join(reversed(letters) if _runs_left(letters) else letters),
                _at(whole, start, state.rise),
                _at(whole, end, state.rise),
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
            self._pictures.append(_square(self._state.ctm))
        elif thing.get("/Subtype") == "/Form" and depth < _DEEPEST:
            self._form(thing, resources, depth)

    def _form(self, form: StreamObject, resources: DictionaryObject | None, depth: int) -> None:
        kept, texts = self._state, (self._tm, self._line)
        if "/Matrix" in form:
            self._state = replace(kept, ctm=_times(_matrix(form["/Matrix"].get_object()), kept.ctm))
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
                box_left, box_bottom = (float(each) for each in box.get_object()[:2]) if box is not None else (0.0, 0.0)
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

    # -- lines -----------------------------------------------------------------------

    def _path_operator(self, operator: bytes, operands: Any) -> None:
        if operator == b"m" and len(operands) >= 2:
            self._pen = self._begun = self._point(operands)
        elif operator == b"l" and len(operands) >= 2:
            to = self._point(operands)
            self._path.append((self._pen, to))
            self._pen = to
        elif operator in (b"c", b"v", b"y") and len(operands) >= 4:
            self._pen = self._point(operands[-2:])
        elif operator == b"h":
            self._path.append((self._pen, self._begun))
            self._pen = self._begun
        elif operator == b"re" and len(operands) >= 4:
            x, y, width, height = (_number(each, 0.0) for each in operands[:4])
            one, two = _at(self._state.ctm, x, y), _at(self._state.ctm, x + width, y + height)
            self._boxes.append(_area(one, two))
        elif operator in _PAINTING:
            self._paint(stroked=operator not in (b"f", b"F", b"f*"))
        elif operator == b"n":
            self._path, self._boxes = [], []

    def _paint(self, stroked: bool) -> None:
        found = [_area(one, two) for one, two in self._path]
        if not stroked and found:
            # Four lines filled: the rectangle that they enclose.
            found = [_hull(found)]
        for box in self._boxes:
            if stroked and min(box.width, box.height) > _THIN:
                found += [
                    Area(box.x0, box.y0, box.x1, box.y0),
                    Area(box.x0, box.y1, box.x1, box.y1),
                    Area(box.x0, box.y0, box.x0, box.y1),
                    Area(box.x1, box.y0, box.x1, box.y1),
                ]
            else:
                found.append(box)
        self._rules += [
            area
            for area in found
            if min(area.width, area.height) <= _THIN and max(area.width, area.height) >= _SHORTEST_RULE
        ]
        self._path, self._boxes = [], []

    def _point(self, operands: Any) -> tuple[float, float]:
        return _at(self._state.ctm, _number(operands[0], 0.0), _number(operands[1], 0.0))

    # -- the page as it is seen ------------------------------------------------------

    def _as_seen(self) -> Drawn:
        """Turn the page the way it is read, and leave out what nobody sees."""
        shown = [each for each in self._shown if self._is_seen(each)]
        turn, upright, slanted = _by_quarter(shown)
        box = self._box
        width, height = (box.width, box.height) if turn % 2 == 0 else (box.height, box.width)
        pieces = [_as_piece(each, turn, box) for each in upright]
        others: list[str] = [each.text for each in slanted]
        return Drawn(
            width,
            height,
            tuple(_without_doubles(pieces)),
            tuple(_turned(rule, turn, box) for rule in self._rules),
            tuple(_turned(picture, turn, box) for picture in self._pictures),
            (" ".join(others),) if others else (),
            self._unreadable,
        )

    def _is_seen(self, shown: _Shown) -> bool:
        x, y = (shown.start[0] + shown.end[0]) / 2, shown.start[1]
        box = self._box
        if not (box.x0 - 2 <= x <= box.x1 + 2 and box.y0 - 2 <= y <= box.y1 + 2) or shown.size < 0.5:
            return False
        # Hidden letters over a picture are what a scanner's software read on it.
        return not shown.hidden or any(
            picture.x0 <= x <= picture.x1 and picture.y0 <= y <= picture.y1 for picture in self._pictures
        )


_TEXT_STATE = {
    b"Tc": ("letter_space", 1.0),
    b"Tw": ("word_space", 1.0),
    b"Tz": ("stretch", 0.01),
    b"TL": ("leading", 1.0),
    b"Ts": ("rise", 1.0),
}


def _number(value: Any, otherwise: float) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return otherwise
    return found if math.isfinite(found) and abs(found) < 1e9 else otherwise


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = ([_number(each, 0.0) for each in operands] + [0.0] * 6)[:6]
    return (a, b, c, d, e, f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _at(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _area(one: tuple[float, float], two: tuple[float, float]) -> Area:
    return Area(min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))


def _hull(areas: list[Area]) -> Area:
    return Area(
        min(a.x0 for a in areas), min(a.y0 for a in areas), max(a.x1 for a in areas), max(a.y1 for a in areas)
    )


def _square(ctm: Matrix) -> Area:
    """Where a picture lands: the unit square, moved."""
    return _hull([_area(_at(ctm, 0, 0), _at(ctm, 1, 1)), _area(_at(ctm, 0, 1), _at(ctm, 1, 0))])


def _runs_left(letters: list[str]) -> bool:
    """Whether letters drawn from left to right are of a script that is read the other way."""
    strong = [c for text in letters for c in text if c.isalpha()]
    return bool(strong) and sum("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufeff" for c in strong) * 2 > len(strong)


def _by_quarter(shown: list[_Shown]) -> tuple[int, list[_Shown], list[_Shown]]:
    """The quarter turn most letters are drawn at, the pieces at it, and all the others."""
    groups: dict[int | None, list[_Shown]] = {}
    for each in shown:
        across, up = each.end[0] - each.start[0], each.end[1] - each.start[1]
        quarter: int | None = None
        if abs(up) <= 0.1 * abs(across):
            quarter = 0 if across >= 0 else 2
        elif abs(across) <= 0.1 * abs(up):
            quarter = 1 if up > 0 else 3
        groups.setdefault(quarter, []).append(each)
    upright = [key for key in groups if key is not None]
    if not upright:
        return 0, [], shown
    chosen = max(upright, key=lambda key: sum(len(each.text) for each in groups[key]))
    others = [each for key, group in groups.items() if key != chosen for each in group]
    return chosen, groups[chosen], others


def _turn_point(point: tuple[float, float], quarter: int, box: Area) -> tuple[float, float]:
    x, y = point[0] - box.x0, point[1] - box.y0
    if quarter == 1:
        return y, box.width - x
    if quarter == 2:
        return box.width - x, box.height - y
    if quarter == 3:
        return box.height - y, x
    return x, y


def _turned(area: Area, quarter: int, box: Area) -> Area:
    return _area(_turn_point((area.x0, area.y0), quarter, box), _turn_point((area.x1, area.y1), quarter, box))


def _as_piece(shown: _Shown, quarter: int, box: Area) -> Piece:
    start, end = _turn_point(shown.start, quarter, box), _turn_point(shown.end, quarter, box)
    face = shown.face
    return Piece(
        shown.text,
        round(min(start[0], end[0]), 2),
        round(max(start[0], end[0]), 2),
        round(start[1], 2),
        round(shown.size, 2),
        face.name,
        face.bold,
        face.italic,
        shown.spaced,
    )


def _without_doubles(pieces: list[Piece]) -> Iterator[Piece]:
    """Bold type and shadows are often the same letters drawn twice, a hair apart."""
    seen: dict[tuple[str, int, int], Piece] = {}
    for piece in pieces:
        across, up = round(piece.x0 / 2), round(piece.y / 2)
        near = [
            seen.get((piece.text, across + i, up + j)) for i in (-1, 0, 1) for j in (-1, 0, 1)
        ]
        reach = 0.15 * piece.size
        if any(n and abs(n.x0 - piece.x0) < reach and abs(n.y - piece.y) < reach for n in near):
            continue
        seen[piece.text, across, up] = piece
        yield piece
