"""The addresses of the pages that are only read: About, the Evidence map and what its cells count."""

from __future__ import annotations

import logging
from collections.abc import Callable

from fastapi import FastAPI
from starlette.responses import HTMLResponse

from ingest.errors import JWEError
from ingest.themes import current_themes
from web.about_page import about_html
from web.frame import framed_html
from web.head import ABOUT, MAP
from web.map_cell_page import cell_page
from web.map_page import map_html
from web.services import AnsweringService
from web.text import safe

_log = logging.getLogger(__name__)


def add_plain_pages(app: FastAPI, service: AnsweringService) -> None:
    """Serve ``/about`` and ``/map``."""

    @app.get(ABOUT)
    def about() -> HTMLResponse:
        return _page(ABOUT, lambda: about_html(service.sources(), service.library(), current_themes()))

    @app.get(MAP)
    def evidence_map(theme: str | None = None, direction: str | None = None) -> HTMLResponse:
        if theme is None and direction is None:
            return _page(MAP, lambda: map_html(service.sources(), service.theme_table(), current_themes()))
        return _page(MAP, lambda: cell_page(service, current_themes(), theme or "", direction or ""))


def _page(here: str, make: Callable[[], str | HTMLResponse]) -> HTMLResponse:
    """The page, or what keeps it from being shown."""
    try:
        made = make()
        return HTMLResponse(made) if isinstance(made, str) else made
    except Exception as error:
        if isinstance(error, JWEError):
            why = str(error)
        else:
            _log.error("the page %s could not be shown", here, exc_info=error)
            why = "Sorry, this page cannot be shown. The cause is in the log of the service."
        body = (
            "<h1>Not available now</h1>"
            f'<p class="problem" role="alert">{safe(why)}</p>'
            "<p>Nothing of what you did is the cause. Whoever runs this service can put it right; "
            "then load this page again.</p>"
        )
        return HTMLResponse(framed_html("Not available now", here, body, kind="about"), 503)
