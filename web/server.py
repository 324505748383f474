"""The web server: the pages, the headers that protect them, and a sign of life."""

from __future__ import annotations

import hashlib
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Response

from web.library_desk import Desk
from web.library_routes import add_library
from web.page import WITHOUT_SCRIPT, build_page
from web.plain_pages import add_plain_pages
from web.security import SecurityHeaders
from web.services import AnsweringService
from web.source_routes import add_reading
from web.theme import calm_theme
from web.without_script import WithoutScript

_FOR_EVER = "max-age=31536000, immutable"
_NOW = "no-cache"
_SCRIPTS = (
    *("library.js", "library_parts.js", "library_files.js"),
    *("pane.js", "pane_cover.js", "pane_find.js", "pane_page.js", "pane_passages.js", "pane_text.js"),
)
_ASK_SHEETS = ("style.css", "ask.css", "source.css", "pages.css", "pane.css")
_SHEETS = (*_ASK_SHEETS, "library.css")
_KINDS = {**dict.fromkeys(_SHEETS, "text/css"), **dict.fromkeys(_SCRIPTS, "text/javascript")}
_HERE = Path(__file__).parent


def create_app(service: AnsweringService, desk: Desk) -> FastAPI:
    """Everything that is served, given what answers and what keeps the library."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(WithoutScript, words=WITHOUT_SCRIPT)
    app.add_middleware(SecurityHeaders)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    _serve_files(app)
    add_library(app, desk)
    add_plain_pages(app, service)
    add_reading(app, service, desk)

    served: FastAPI = gr.mount_gradio_app(
        app,
        build_page(service),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        favicon_path=str(_HERE / "favicon.png"),
        theme=calm_theme(),
        # Not by Gradio's own ``css``, which takes selectors apart at commas and drops what it does not know.
        head="".join(map(_sheet, _ASK_SHEETS)) + '<script type="module" src="jwe/pane.js"></script>',
    )
    return served


def _sheet(name: str) -> str:
    """A link to a style sheet of the chat, whose address changes with its content."""
    version = hashlib.sha256((_HERE / name).read_bytes()).hexdigest()[:12]
    return f'<link rel="stylesheet" href="jwe/{name}?v={version}">'


def _serve_files(app: FastAPI) -> None:
    """The style sheets and the scripts: named ones, and no others."""
    files = {name: (_HERE / name).read_bytes() for name in _KINDS}

    @app.get("/jwe/{name}")
    def own_file(name: str, v: str = "") -> Response:
        content = files.get(name)
        if content is None:
            return Response("Not here.", 404, media_type="text/plain")
        return Response(content, media_type=_KINDS[name], headers={"cache-control": _FOR_EVER if v else _NOW})
