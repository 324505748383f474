"""The web server: the page, the headers that protect it, and a sign of life."""

from __future__ import annotations

import hashlib
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Response

from web.page import build_page
from web.security import SecurityHeaders
from web.services import AnsweringService
from web.theme import calm_theme

# The address of the style sheet changes with its content.
_FOR_EVER = "max-age=31536000, immutable"
_HERE = Path(__file__).parent


def create_app(service: AnsweringService) -> FastAPI:
    """Everything that is served, given what answers."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    style = (_HERE / "style.css").read_bytes()
    version = hashlib.sha256(style).hexdigest()[:12]

    @app.get("/jwe/style.css")
    def stylesheet() -> Response:
        return Response(style, media_type="text/css", headers={"cache-control": _FOR_EVER})

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
        head=f'<link rel="stylesheet" href="jwe/style.css?{version}">',
    )
    return served
