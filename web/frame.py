"""The frame of the pages that are ours from end to end: Library, Evidence map and About."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.types import Record
from web.head import ABOUT, NAME, plain_head_html
from web.text import attribute, safe


def framed_html(
    title: str,
    here: str,
    body: str,
    records: Sequence[Record] | None = None,
    *,
    kind: str,
    extra: str = "",
) -> str:
    """A whole page. ``here`` is its place in the navigation, ``kind`` the class of its main part,
    ``extra`` what else its head needs: style sheets, scripts.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{safe(title)} – {NAME}</title>"
        '<link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/theme.css">'
        '<link rel="stylesheet" href="/jwe/style.css"><link rel="stylesheet" href="/jwe/pages.css">'
        f'{extra}</head><body class="plain">'
        '<a class="skip" href="#main">Skip to main content</a>'
        f'<header id="head">{plain_head_html(here, records)}</header>'
        f'<main id="main" class="{attribute(kind)}" tabindex="-1">{body}</main>{_FOOT}</body></html>'
    )


_FOOT = (
    '<footer class="foot"><p>Quotes what the documents say; gives no advice on a case. '
    "Questions are not stored.</p><ul>"
    f'<li><a href="{ABOUT}#limits">Limits</a></li><li><a href="{ABOUT}#privacy">Privacy</a></li>'
    f'<li><a href="{ABOUT}#accessibility">Accessibility</a></li></ul></footer>'
)
