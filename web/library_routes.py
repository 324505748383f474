"""The Library page's addresses: each translates between HTTP and the library, and no more."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, FastAPI
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from ingest.errors import JWEError
from ingest.receipts import Action, Receipt
from ingest.records import parse_record
from web import library_forms
from web.keeping import Shelf
from web.library_confirming import removing
from web.library_desk import Desk, done, in_words, status_of
from web.library_page import Note, all_receipts_html, all_removed_html, library_html
from web.library_progress import progress_json
from web.library_receipts import undoing
from web.library_sending import add_sending
from web.library_words import number, tally, without_folders
from web.security import LIBRARY, ORIGINALS

_RECEIPTS = TypeAdapter(list[Receipt])
_MOST_RECORD = 600_000  # bytes of a form with a record's file
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
    add_sending(router, desk)
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
        return JSONResponse(progress_json(desk.ingests.progress(), desk.writer(request)))

    @router.get("/receipts")
    def receipts(request: Request) -> Response:
        return HTMLResponse(all_receipts_html(_shelf(desk, request, None), desk.visitor(request)))

    @router.get("/removed")
    def removed(request: Request) -> Response:
        return HTMLResponse(all_removed_html(_shelf(desk, request), desk.visitor(request)))

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
        visitor = desk.writer(request)
        asked = removing(desk.keeper.source(key), visitor)
        return HTMLResponse(library_forms.confirm_html("Remove source", asked, visitor))

    @router.get("/undo/{generation}")
    def undo(request: Request, generation: int) -> Response:
        visitor = desk.writer(request)
        asked = undoing(desk.keeper.undoable(generation), visitor)
        return HTMLResponse(library_forms.confirm_html("Undo the last change", asked, visitor))


def _shelf(desk: Desk, request: Request, receipts: int | None = 10) -> Shelf:
    """The library as whoever asks may see it."""
    shelf = desk.keeper.shelf(receipts)
    if desk.visitor(request).writable:
        return shelf
    return dataclasses.replace(shelf, receipts=tuple(map(without_folders, shelf.receipts)))


def _library(desk: Desk, request: Request, shelf: Shelf, note: Note | None, status: int = 200) -> Response:
    return HTMLResponse(library_html(shelf, desk.ingests.progress(), desk.visitor(request), note), status)


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
            done = shelf.receipts[0]
            back = done.generation if shelf.gone_with(done.generation) else 0
            return Note(f"The last change is undone: {tally(done.lines)}.", back=back)
        case "all-restored" if shelf.receipts and shelf.receipts[0].action is Action.RESTORE:
            count = len(shelf.receipts[0].lines)
            return Note(f"{number(count, 'source')} {'is' if count == 1 else 'are'} back, as before.")
        case "gone":
            return Note("That file is no longer here: choose it again.", failed=True)
        case _:
            return None


# -- what changes the library at once ------------------------------------------------------


def _changing(router: APIRouter, desk: Desk) -> None:
    async def change(request: Request, said: str, key: str, do: Callable[[], Receipt]) -> Response:
        """Do it in a thread, for it may wait for another writer; what does not work is said on the page."""
        try:
            await run_in_threadpool(do)
        except JWEError as error:
            shelf = await run_in_threadpool(desk.keeper.shelf)
            return _library(desk, request, shelf, Note(str(error), failed=True), status_of(error))
        return done(request, said, key)

    @router.post("/remove/{key}")
    async def remove(request: Request, key: str) -> Response:
        await desk.form(request)

        def take_out() -> Receipt:
            done = desk.keeper.remove(key)
            desk.ingests.forget_ended(key)
            return done

        return await change(request, "removed", key, take_out)

    @router.post("/restore/{key}")
    async def restore(request: Request, key: str) -> Response:
        await desk.form(request)
        return await change(request, "restored", key, lambda: desk.keeper.restore(key))

    @router.post("/restore-all/{generation}")
    async def restore_all(request: Request, generation: int) -> Response:
        await desk.form(request)
        return await change(request, "all-restored", "", lambda: desk.keeper.restore_all(generation))

    @router.post("/undo/{generation}")
    async def undo(request: Request, generation: int) -> Response:
        await desk.form(request)

        def take_back() -> Receipt:
            done = desk.keeper.undo(generation)
            # The list would go on saying of files that they are in.
            desk.ingests.forget_ended()
            return done

        return await change(request, "undone", "", take_back)

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
                return done(request, "edited", key)
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
