"""What the addresses of the Library page share: who may do what, forms read within limits, errors in words."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Message, Receive

from ingest.errors import LibraryError, StorageFailed, UnknownSource, UsageError
from web import library_forms
from web.ingests import Ingests
from web.keeping import Keeper
from web.security import Gate
from web.uploads import MOST_FILES, Uploads
from web.visitor import Find, Visitor

_MOST_WORDS = 1 << 20  # bytes of a form without files


class Refused(UsageError):
    """A request that is not carried out."""

    def __init__(self, words: str, status: int = 403) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True, slots=True)
class Desk:
    """What the Library page works with."""

    keeper: Keeper
    ingests: Ingests
    uploads: Uploads
    gate: Gate

    def close(self) -> None:
        """The server is going: end what runs, remove what was sent."""
        self.ingests.close()
        self.uploads.close()

    def visitor(self, request: Request) -> Visitor:
        why_not = self.gate.why_read_only(request.headers)
        find = Find.of(request.query_params)
        return Visitor("" if why_not else self.gate.token, why_not, find)

    def let_in(self, request: Request) -> None:
        """Refuse a request to change something that comes from elsewhere; nothing of it was read yet."""
        if words := self.gate.why_foreign(request.headers):
            raise Refused(words)

    def accept(self, token: object) -> None:
        if words := self.gate.why_unknown(token if isinstance(token, str) else ""):
            raise Refused(words)

    def writer(self, request: Request) -> Visitor:
        """As ``visitor``, for pages that are there for changing something only."""
        visitor = self.visitor(request)
        if not visitor.writable:
            raise Refused(visitor.why_not)
        return visitor

    async def form(self, request: Request, most: int = _MOST_WORDS) -> FormData:
        """The fields of a form that may change something. Nothing is read of one from elsewhere."""
        self.let_in(request)
        check_length(request, most)
        counted = Request(request.scope, _counted(request.receive, most))
        try:
            form = await counted.form(max_files=MOST_FILES, max_fields=50)
        except HTTPException as error:
            raise Refused(f"What was sent cannot be read ({error.detail}).", error.status_code) from error
        except ClientDisconnect as error:
            raise Refused("The connection ended before everything was sent.", 400) from error
        except OSError as error:
            raise StorageFailed(
                f"What was sent could not be kept ({error.strerror}); make room on the machine, and send it again."
            ) from error
        try:
            self.accept(form.get("token"))
        except Refused:
            await form.close()
            raise
        return form


def done(request: Request, said: str, key: str = "") -> Response:
    """Back to the page as it was searched and sorted, which says what was done."""
    return RedirectResponse(Find.of(request.query_params).address(part="note", said=said, key=key), 303)


def check_length(request: Request, most: int) -> None:
    """Refuse at once what says that it is too large."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > most:
        raise Refused(_TOO_MUCH, 413)


_TOO_MUCH = "This is more than can be sent at once; send less, or use `python -m ingest add`."


def _counted(receive: Receive, most: int) -> Receive:
    """The same stream, which ends with a refusal where it gets too long."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise Refused(_TOO_MUCH, 413)
        return message

    return counted


def status_of(error: Exception) -> int:
    """The status of HTTP that goes with an error of ours."""
    match error:
        case Refused():
            return error.status
        case UnknownSource():
            return 404
        case StorageFailed():
            return 507
        case LibraryError():
            return 409
        case UsageError():
            return 400
        case _:
            return 500


def in_words(request: Request, error: Exception) -> Response:
    """An error of ours as a page, or as JSON for the script."""
    status = status_of(error)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"words": str(error)}, status)
    titles = {403: "Not allowed here", 404: "Not found"}
    return HTMLResponse(
        library_forms.message_html(titles.get(status, "This did not work"), str(error)), status
    )
