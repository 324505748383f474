"""The themes by which findings are sorted: what helps or hinders, in three groups.

They stand in ``themes.json``, sorted as research briefings of the field sort such factors;
``JWE_THEMES`` names another file of the same shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.errors import ThemesError
from ingest.settings import Settings

THEMES = Path(__file__).with_name("themes.json")
NO_THEME = "none"  # how a person says that a sentence has none
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """A kind of themes: organisational, cultural and professional, contextual."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that helps or hinders joint working, told by a definition and examples."""

    key: str
    name: str
    group: str  # key of a ThemeGroup
    definition: str
    examples: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """All that says what the theme is."""
        return f"{self.name}: {self.definition}", *self.examples


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes, in the order of their file."""

    groups: tuple[ThemeGroup, ...]
    themes: tuple[Theme, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(theme.key for theme in self.themes)

    def theme(self, key: str) -> Theme | None:
        """The theme of a key; None where the file has it no more."""
        return next((theme for theme in self.themes if theme.key == key), None)

    def label(self, key: str) -> str:
        """A theme's name for people; the key itself where the file has it no more."""
        theme = self.theme(key)
        return key if theme is None else theme.name

    def group_of(self, key: str) -> ThemeGroup | None:
        """The group that a theme belongs to."""
        theme = self.theme(key)
        return next((group for group in self.groups if theme is not None and group.key == theme.group), None)


_FILES = TypeAdapter(Themes)


def current_themes() -> Themes:
    """The themes that the settings name. Raises ThemesError."""
    return load_themes(Settings.from_environment().themes or THEMES)


def load_themes(path: Path) -> Themes:
    """The themes of a file, read again only when it has changed. Raises ThemesError."""
    try:
        looked_at = path.stat()
        return _read(path, looked_at.st_mtime_ns, looked_at.st_size)
    except OSError as error:
        raise ThemesError(
            f"{path}: the file of themes cannot be read ({error.strerror}); mend JWE_THEMES, or leave it out"
        ) from error


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Themes:
    try:
        themes = _FILES.validate_json(path.read_bytes(), extra="forbid")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ThemesError(
            f"{path}: {where}: {first['msg']}; the shape is that of {THEMES}, copy and edit it"
        ) from error
    for wrong in _faults(themes):
        raise ThemesError(f"{path}: {wrong}; mend the file, or leave JWE_THEMES out")
    return themes


def _faults(themes: Themes) -> list[str]:
    """What is wrong with a file of the right shape."""
    groups = [group.key for group in themes.groups]
    found = []
    if len(themes.themes) < 2:
        found.append("give at least two themes, for a theme is told from the others")
    for keys, what in ((groups, "group"), (list(themes.keys), "theme")):
        found += [
            f"{key!r} is no key: write {what}s as lower-case-words" for key in keys if not _KEY.fullmatch(key)
        ]
        found += [
            f"the {what} {key} stands there twice" for key in dict.fromkeys(keys) if keys.count(key) > 1
        ]
    for theme in themes.themes:
        if theme.key == NO_THEME:
            found.append(f"a theme cannot be called {NO_THEME}, which means that there is no theme")
        if theme.group not in groups:
            found.append(f"{theme.key}: there is no group {theme.group!r}; there are: {', '.join(groups)}")
        if not all(words.strip() for words in (theme.name, theme.definition, *theme.examples)):
            found.append(f"{theme.key}: its name, its definition and each example need words")
        if not theme.examples:
            found.append(f"{theme.key}: give it examples, six or more serve best")
    return found
