"""The source pane's addresses: a source as it is shown, a passage cited, a page as an image.

Everybody who may ask may read. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ingest.errors import JWEError, UnknownSource
from ingest.page_images import can_draw
from ingest.quote_places import Rectangle, places_of
from ingest.types import Document, Span
from qa.exporting import Style
from web.labels import Place, place
from web.library_desk import Desk
from web.page_pictures import Busy, PagePictures
from web.security import READING
from web.services import AnsweringService
from web.source_citing import cited
from web.source_html import digest
from web.source_pane import pane_html

_FOR_LONG = "private, max-age=86400, immutable"
_RECTANGLES = TypeAdapter(dict[str, list[Rectangle]])


def add_reading(app: FastAPI, service: AnsweringService, desk: Desk) -> None:
    """Serve all addresses below ``/reading``."""
    router = APIRouter(prefix=READING)
    pictures = PagePictures(desk.keeper)

    @router.get("/pane")
    def pane(request: Request) -> Response:
        """What the pane is to show. Not sent as HTML, so that it is inert where it is opened by itself."""
        return PlainTextResponse(pane_html(service, request.url.query))

    @router.get("/state")
    def state(source: str) -> Response:
        """Which text the source has now, and which of its pages can be shown as images."""
        try:
            _, document = service.source(source)
        except JWEError as error:
            return JSONResponse({"error": str(error)}, 404)
        version = pictures.version(source)
        drawable = version if len(document.pages) and can_draw() else ""
        return JSONResponse(
            {"text": digest(document), "version": drawable, "labels": [page.label for page in document.pages]}
        )

    @router.get("/cite")
    def cite(request: Request, style: str = "harvard") -> Response:
        """A passage, or else a whole source, as words to be copied."""
        where = place(request.url.query)
        try:
            if where is None:
                raise UnknownSource("Choose a source first.")
            record, document = service.source(where.source)
            chosen = Style(style) if style in set(Style) else Style.HARVARD
            return PlainTextResponse(cited(record, document, where.at, chosen))
        except JWEError as error:
            return PlainTextResponse(str(error), 404)

    @router.get("/page/{number}")
    def page(source: str, number: int, v: str = "") -> Response:
        """A page of the original as an image."""
        try:
            _known(service.source(source)[1], number)
            version, picture = pictures.page(source, number)
        except JWEError as error:
            return PlainTextResponse(str(error), _status(error))
        lasting = _FOR_LONG if v == version else "no-cache"
        return Response(picture.image, media_type="image/jpeg", headers={"cache-control": lasting})

    @router.get("/places/{number}")
    def places(request: Request, number: int) -> Response:
        """Where passages stand on the image of a page: the one asked for, and others."""
        where = place(request.url.query)
        try:
            if where is None:
                raise UnknownSource("Choose a source first.")
            _, document = service.source(where.source)
            _known(document, number)
            _, picture = pictures.page(where.source, number)
            if picture.pages != len(document.pages):  # which page of the text this is cannot be told
                return Response(b"{}", media_type="application/json")
            found = {
                kind: [line for span in spans for line in places_of(document, number, span, picture.letters)]
                for kind, spans in _kinds(where, request.query_params.get("other", "")).items()
            }
        except JWEError as error:
            return JSONResponse({"error": str(error)}, _status(error))
        return Response(_RECTANGLES.dump_json(found), media_type="application/json")

    app.include_router(router)


def _known(document: Document, number: int) -> None:
    """Refuse a page that is not there before a process is begun for it."""
    if not 1 <= number <= len(document.pages):
        raise UnknownSource(f"This source has {len(document.pages)} pages, and no page {number}.")


def _kinds(where: Place, other: str) -> Mapping[str, tuple[Span, ...]]:
    """The passage, those that belong with it, and others that are cited in the conversation."""
    others = place(urlencode({"source": where.source, "also": other}))
    return {
        "cited": (where.at,) if where.at is not None else (),
        "also": where.also,
        "other": others.also if others is not None else (),
    }


def _status(error: JWEError) -> int:
    if isinstance(error, UnknownSource):
        return 404
    return 503 if isinstance(error, Busy) else 422
