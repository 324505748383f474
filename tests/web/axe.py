"""axe-core run on an open page: what it objects to, in every look that the page has."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_HEIGHT = 844


def objections(page: Any) -> list[str]:
    """Run on the page as it stands, wide and narrow, light and dark; it is brought about once for all four."""
    page.evaluate(AXE.read_text("utf-8"))
    found = []
    for width, scheme in product((1280, 390), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        # A colour that still fades has another contrast.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        said = page.evaluate("rules => axe.run(document, {runOnly: rules})", _RULES)
        found += [
            f"{width}, {scheme}: {violation['id']} ({violation['help']}): "
            f"{[node['html'][:150] for node in violation['nodes'][:3]]}"
            for violation in said["violations"]
        ]
    return found
