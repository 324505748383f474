"""The colours of both themes have the contrast that WCAG 2.2 AA asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
STYLE = (WEB / "style.css").read_text("utf-8")
OTHERS = {path.stem: path.read_text("utf-8") for path in sorted(WEB.glob("*.css")) if path.stem != "style"}


def colours(selector: str) -> dict[str, str]:
    block = re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", STYLE, re.S | re.M)
    assert block is not None
    return dict(re.findall(r"--jw-([a-z-]+): (#[0-9a-f]{6});", block.group(1)))


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [":root", ".dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "page", 7.0),
        ("ink", "paper", 7.0),
        ("ink", "accent-soft", 7.0),
        ("ink", "mark", 7.0),
        ("ink", "mark-also", 7.0),
        ("quiet", "page", 4.5),
        ("quiet", "paper", 4.5),
        ("quiet", "mark", 4.5),
        ("quiet", "mark-also", 4.5),
        ("accent", "page", 4.5),
        ("accent", "paper", 4.5),
        ("problem", "page", 4.5),
        ("problem", "paper", 4.5),
        ("quiet", "accent-soft", 4.5),
        ("accent", "accent-soft", 4.5),
        ("paper", "accent", 4.5),
        ("control-line", "page", 3.0),
        ("control-line", "paper", 3.0),
        ("mark-line", "mark", 3.0),
        ("mark-line", "paper", 3.0),
    ],
)
def test_contrast(theme: str, ink: str, ground: str, least: float) -> None:
    palette = colours(theme)
    assert contrast(palette[ink], palette[ground]) >= least


def test_both_themes_define_the_same_colours() -> None:
    assert colours(":root").keys() == colours(".dark").keys()


def test_pages_that_follow_the_system_have_the_same_dark_colours() -> None:
    """The chat's are set by a class, those of our own pages by the system's own setting."""
    dark = re.search(r"^  body\.plain \{(.*?)^  \}", STYLE, re.S | re.M)
    assert dark is not None
    assert dict(re.findall(r"--jw-([a-z-]+): (#[0-9a-f]{6});", dark.group(1))) == colours(".dark")


def test_nothing_is_fetched_from_elsewhere() -> None:
    for sheet in (STYLE, *OTHERS.values()):
        assert "url(" not in sheet
        assert "@import" not in sheet


@pytest.mark.parametrize(
    "name", sorted(OTHERS.keys() - {"pane"})
)  # the paper of an imaged page is white in both themes
def test_other_sheets_have_no_colours_of_their_own(name: str) -> None:
    """So that what is checked above holds for them too."""
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", OTHERS[name]) == []
    assert set(re.findall(r"var\(--jw-([a-z-]+)\)", OTHERS[name])) <= colours(":root").keys()
