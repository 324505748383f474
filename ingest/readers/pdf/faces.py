"""A file's fonts: what letters a string of codes shows, and how wide they are.

The one inner part of pypdf that is used: its font knows the letters and the widths.
"""

from __future__ import annotations

from collections.abc import Iterator

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font


class Face:
    """A font: what letters a string of codes shows, and how far each moves on."""

    def __init__(self, resource: DictionaryObject) -> None:
        self._font = Font.from_font_resource(resource)
        self._resource = resource  # kept, for fonts are known by the identity of theirs
        self.name = self._font.name.split("+", 1)[-1]
        low = self.name.casefold()
        flags = self._font.font_descriptor.flags
        self.bold = any(
            part in low for part in ("bold", "black", "heavy", "semibold", "cmbx", "-demi", "sfbx")
        )
        self.bold = self.bold or bool(flags & 1 << 18)
        self.italic = any(part in low for part in ("italic", "oblique", "cmti", "cmsl", "sfti")) or bool(
            flags & 64
        )
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
        letters = "".join(_shown_as(each) for each in letters)
        return letters, float(width) * self._unit, simple and code == " "


def _shown_as(letter: str) -> str:
    """What stands for a control character: the bullet for the codes that Latin encodings leave free."""
    if letter < " " and letter not in "\t\n\r":
        return "\ufffd"
    return "•" if "\x7f" <= letter < "\xa0" else letter
