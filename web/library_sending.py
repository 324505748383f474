"""The Library page's addresses for files on their way in."""

from __future__ import annotations

import secrets
from urllib.parse import unquote

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ingest.errors import JWEError
from web.library_desk import Desk, check_length, done
from web.uploads import MOST_A_FILE, MOST_TOGETHER
from web.visitor import Find

_MOST_FORM = MOST_TOGETHER + (16 << 20)  # with what stands around the files


def add_sending(router: APIRouter, desk: Desk) -> None:
    """Serve the addresses to which files are sent, and those that steer what becomes of them."""

    def to_progress(request: Request) -> Response:
        # A heading can have the focus, and the browser itself puts it there.
        return RedirectResponse(Find.of(request.query_params).address(part="progress-heading"), 303)

    @router.post("/file")
    async def file(request: Request) -> Response:
        """One file as the script sends it, so that it can tell how far it is."""
        desk.let_in(request)
        desk.accept(request.headers.get("x-token"))
        batch, name = request.headers.get("x-batch", ""), unquote(request.headers.get("x-name", ""))
        # The script sends nothing of a file that it takes for one that is refused, but its size.
        said = request.headers.get("x-size") or request.headers.get("content-length", "")
        size = int(said) if said.isdecimal() and len(said) < 18 else None
        try:
            check_length(request, MOST_A_FILE)
            kept = await desk.uploads.receive(batch, name, size, request.stream())
        except JWEError as error:
            desk.uploads.refuse(batch, name, str(error))
            raise
        return JSONResponse({"id": kept.id})

    @router.post("/start")
    async def start(request: Request) -> Response:
        form = await desk.form(request)
        await run_in_threadpool(begin, str(form.get("batch", "")), str(form.get("replaces", "")))
        return to_progress(request)

    @router.post("/upload")
    async def upload(request: Request) -> Response:
        """All files in one form, as a browser without the script sends them."""
        form = await desk.form(request, _MOST_FORM)
        files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        batch = secrets.token_hex(8)
        for one in files:
            await run_in_threadpool(adopt, batch, one)
        await form.close()
        await run_in_threadpool(begin, batch, str(form.get("replaces", "")))
        return to_progress(request)

    def adopt(batch: str, file: UploadFile) -> None:
        name = file.filename or ""
        try:
            desk.uploads.adopt(batch, name, file.size or 0, file.file)
        except JWEError as error:
            desk.uploads.refuse(batch, name, str(error))

    def begin(batch: str, replaces: str) -> None:
        if replaces:
            desk.keeper.source(replaces)
        desk.ingests.start(desk.uploads.take(batch), replaces or None)

    @router.post("/again")
    async def again(request: Request) -> Response:
        form = await desk.form(request)
        known = str(form.get("file", ""))
        if not known:
            await run_in_threadpool(desk.ingests.again_all)
        elif not desk.ingests.again(known, str(form.get("password", "")) or None):
            return done(request, "gone")
        return to_progress(request)

    @router.post("/stop")
    async def stop(request: Request) -> Response:
        await desk.form(request)
        await run_in_threadpool(desk.ingests.stop)
        return to_progress(request)

    @router.post("/clear")
    async def clear(request: Request) -> Response:
        await desk.form(request)
        await run_in_threadpool(desk.ingests.clear)
        return to_progress(request)
