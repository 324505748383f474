"""The Library page's addresses: each translates between HTTP and the library, and no more."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, FastAPI
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ingest.errors import JWEError
from ingest.receipts import Action, Receipt
from ingest.records import parse_record
from web import library_forms
from web.keeping import Shelf
from web.library_desk import Desk, check_length, in_words, status_of
from web.library_page import Note, all_receipts_html, library_html
from web.library_progress import progress_json
from web.library_table import Find
from web.library_words import tally, without_folders
from web.security import LIBRARY, ORIGINALS
from web.uploads import MOST_A_FILE, MOST_TOGETHER

_RECEIPTS = TypeAdapter(list[Receipt])
_MOST_RECORD = 600_000  # bytes of a form with a record's file
_MOST_FORM = MOST_TOGETHER + (16 << 20)  # with what stands around the files
_MEDIA = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".epub": "application/epub+zip",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}


def add_library(app: FastAPI, desk: Desk) -> None:
    """Serve all addresses below ``/library``."""
    router = APIRouter(prefix=LIBRARY)
    _reading(router, desk)
    _changing(router, desk)
    _sending(router, desk)
    app.include_router(router)
    app.add_exception_handler(JWEError, in_words)


# -- what is only looked at ----------------------------------------------------------------


def _reading(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    def library(request: Request) -> Response:
        shelf = _shelf(desk, request)
        return _library(desk, request, shelf, _said(shelf, request.query_params))

    @router.get("/progress")
    def progress(request: Request) -> Response:
        token = desk.writer(request).token
        return JSONResponse(progress_json(desk.ingests.progress(), token))

    @router.get("/receipts")
    def receipts(request: Request) -> Response:
        return HTMLResponse(all_receipts_html(_shelf(desk, request, None)))

    @router.get("/receipts.json")
    def receipts_json(request: Request) -> Response:
        kept = list(_shelf(desk, request, None).receipts)
        return Response(_RECEIPTS.dump_json(kept), media_type="application/json")

    @router.get(ORIGINALS.removeprefix(LIBRARY) + "{key}")
    def original(key: str) -> Response:
        name, content = desk.keeper.original(key)
        kind = _MEDIA.get(Path(name).suffix.lower(), "application/octet-stream")
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
        disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
        # No charset is claimed: what a text is written in is for its reader to find out.
        return Response(content, headers={"content-type": kind, "content-disposition": disposition})

    @router.get("/edit/{key}")
    def edit(request: Request, key: str) -> Response:
        source = desk.keeper.source(key)
        form = library_forms.Form.of(source.record)
        return HTMLResponse(library_forms.edit_html(source, form, desk.writer(request)))

    @router.get("/replace/{key}")
    def replace(request: Request, key: str) -> Response:
        return HTMLResponse(library_forms.replace_html(desk.keeper.source(key), desk.writer(request)))

    @router.get("/remove/{key}")
    def remove(request: Request, key: str) -> Response:
        return HTMLResponse(library_forms.remove_html(desk.keeper.source(key), desk.writer(request)))


def _shelf(desk: Desk, request: Request, receipts: int | None = 10) -> Shelf:
    """The library as whoever asks may see it."""
    shelf = desk.keeper.shelf(receipts)
    if desk.visitor(request).writable:
        return shelf
    return dataclasses.replace(shelf, receipts=tuple(map(without_folders, shelf.receipts)))


def _library(desk: Desk, request: Request, shelf: Shelf, note: Note | None, status: int = 200) -> Response:
    find = Find.of(request.query_params)
    return HTMLResponse(
        library_html(shelf, desk.ingests.progress(), find, desk.visitor(request), note), status
    )


def _said(shelf: Shelf, query: QueryParams) -> Note | None:
    """What was done just before, in words. The address only names it, so that it cannot put words here."""
    key = query.get("key", "")
    source = shelf.source(key)
    gone = next((one for one in shelf.removed if one.key == key), None)
    match query.get("said"):
        case "removed" if gone is not None:
            return Note(f"Removed “{gone.record.title}”.", undo=key)
        case "restored" if source is not None:
            return Note(f"“{source.record.title}” is back, as it was.")
        case "edited" if source is not None:
            return Note(f"The record of “{source.record.title}” is saved.")
        case "undone" if shelf.receipts and shelf.receipts[0].action is Action.UNDO:
            return Note(f"The last change is undone: {tally(shelf.receipts[0].lines)}.")
        case "gone":
            return Note("That file is no longer here: choose it again.", failed=True)
        case _:
            return None


def _done(said: str, key: str = "") -> Response:
    query = urlencode({"said": said, **({"key": key} if key else {})})
    return RedirectResponse(f"{LIBRARY}?{query}#note", 303)


# -- what changes the library at once ------------------------------------------------------


def _changing(router: APIRouter, desk: Desk) -> None:
    async def change(request: Request, said: str, key: str, do: Callable[[], Receipt]) -> Response:
        """Do it in a thread, for it may wait for another writer; what does not work is said on the page."""
        try:
            await run_in_threadpool(do)
        except JWEError as error:
            shelf = await run_in_threadpool(desk.keeper.shelf)
            return _library(desk, request, shelf, Note(str(error), failed=True), status_of(error))
        return _done(said, key)

    @router.post("/remove/{key}")
    async def remove(request: Request, key: str) -> Response:
        await desk.form(request)
        return await change(request, "removed", key, lambda: desk.keeper.remove(key))

    @router.post("/restore/{key}")
    async def restore(request: Request, key: str) -> Response:
        await desk.form(request)
        return await change(request, "restored", key, lambda: desk.keeper.restore(key))

    @router.post("/undo")
    async def undo(request: Request) -> Response:
        form = await desk.form(request)
        said = str(form.get("generation", ""))
        generation = int(said) if said.isdecimal() and len(said) < 12 else -1
        return await change(request, "undone", "", lambda: desk.keeper.undo(generation))

    @router.post("/edit/{key}")
    async def edit(request: Request, key: str) -> Response:
        form = await desk.form(request)
        values = {name: str(form.get(name, "")) for name in library_forms.FIELDS}
        return await run_in_threadpool(save, request, key, values, str(form.get("was", "")))

    def save(request: Request, key: str, values: dict[str, str], was: str) -> Response:
        source, visitor = desk.keeper.source(key), desk.visitor(request)
        now = library_forms.mark_of(source.record)
        changes, errors = library_forms.changes_in(values, source.record)
        note = None
        if was != now:
            note = Note(_MEANWHILE, failed=True)
        elif not errors:
            try:
                desk.keeper.edit(key, changes)
                return _done("edited", key)
            except JWEError as error:
                note = Note(str(error), failed=True)
        filled = library_forms.Form(values, now, errors)
        return HTMLResponse(library_forms.edit_html(source, filled, visitor, note), 409 if note else 422)

    @router.post("/fill/{key}")
    async def fill(request: Request, key: str) -> Response:
        form = await desk.form(request, _MOST_RECORD)
        file = form.get("file")
        name, content = (
            (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")
        )
        await form.close()
        return await run_in_threadpool(filled, request, key, name, content)

    def filled(request: Request, key: str, name: str, content: bytes) -> Response:
        source, visitor = desk.keeper.source(key), desk.visitor(request)
        was = library_forms.mark_of(source.record)
        try:
            values = library_forms.values_of(parse_record(content, name or "No file", key))
            note = Note(f"Filled in from {name}. Look at it, then save it.")
        except JWEError as error:
            values, note = library_forms.values_of(source.record), Note(str(error), failed=True)
        page = library_forms.edit_html(source, library_forms.Form(values, was, {}), visitor, note)
        return HTMLResponse(page, 400 if note.failed else 200)


_MEANWHILE = (
    "The record was changed elsewhere since this form was opened, and nothing was saved. "
    "Below stands what you entered; save once more to keep that."
)


# -- files on their way in -------------------------------------------------------------------


def _sending(router: APIRouter, desk: Desk) -> None:
    def to_progress() -> Response:
        return RedirectResponse(f"{LIBRARY}#progress", 303)

    @router.post("/file")
    async def file(request: Request) -> Response:
        """One file as the script sends it, so that it can tell how far it is."""
        desk.let_in(request)
        desk.accept(request.headers.get("x-token"))
        batch, name = request.headers.get("x-batch", ""), unquote(request.headers.get("x-name", ""))
        said = request.headers.get("content-length", "")
        size = int(said) if said.isdecimal() else None
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
        return to_progress()

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
        return to_progress()

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
            return _done("gone")
        return to_progress()

    @router.post("/stop")
    async def stop(request: Request) -> Response:
        await desk.form(request)
        await run_in_threadpool(desk.ingests.stop)
        return to_progress()

    @router.post("/clear")
    async def clear(request: Request) -> Response:
        await desk.form(request)
        await run_in_threadpool(desk.ingests.clear)
        return to_progress()
