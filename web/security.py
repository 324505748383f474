"""What protects the pages: headers that keep hostile text inert, and the gate before every change."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio needs inline scripts and eval. What matters is that nothing is fetched from,
# or sent to, anywhere but this server.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
}
LIBRARY = "/library"
READING = "/reading"
ORIGINALS = f"{LIBRARY}/original/"
# The Library page is ours from end to end: no script or style stands in it.
LIBRARY_HEADERS = {
    **HEADERS,
    "content-security-policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    # Without a referrer a form is sent as if from nowhere, and the gate could not tell whence.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
# Pages that are only read: nothing of theirs runs, sends or fetches.
PLAIN = ("/about", "/map")
PLAIN_HEADERS = {
    **LIBRARY_HEADERS,
    "content-security-policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "referrer-policy": "no-referrer",
}
# A document as it was put in can hold anything; it is for keeping, not for showing.
ORIGINAL_HEADERS = {**LIBRARY_HEADERS, "content-security-policy": "default-src 'none'; sandbox"}
# Gradio serves these whether or not a page uses them: the first stores any file anyone
# sends, the second fetches from elsewhere.
REFUSED = ("/gradio_api/upload", "/gradio_api/proxy=")


def headers_for(path: str) -> Mapping[str, str]:
    """The headers of whatever is served at a path."""
    if path.startswith(ORIGINALS):
        return ORIGINAL_HEADERS
    if path in PLAIN:
        return PLAIN_HEADERS
    return LIBRARY_HEADERS if path == LIBRARY or path.startswith(f"{LIBRARY}/") else HEADERS


class SecurityHeaders:
    """Puts the headers on every response. Plain ASGI, so that streams are not held up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in headers_for(scope["path"]).items():
                    headers[name] = value
            await send(message)

        if scope["path"].startswith(REFUSED):
            await PlainTextResponse("Not here.", status_code=404)(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)


READ_ONLY = "Documents can be added only on the machine itself until sign-in exists; use `python -m ingest add` there."
_ELSEWHERE = (
    "This was not sent from this page, and nothing was changed. Open the Library page and do it there."
)
_OUTDATED = (
    "This page is from before the server was last started, and nothing was changed. Reload it and try again."
)
# A proxy in front makes everybody look as if they sat at this machine.
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "via")


def is_loopback(name: str) -> bool:
    """Whether an address or a host's name can only be this machine itself."""
    try:
        return name.lower() == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may change the library: whoever sits at this machine, from its own page."""

    writable: bool  # the server is bound to this machine alone
    token: str  # known to the pages that this process served, and to nobody else

    def why_read_only(self, headers: Headers) -> str:
        """Why whoever sent this may not change anything; empty where they may.

        The name that was asked for counts too: a page from elsewhere can have its name
        lead here, but cannot change what the browser says of it.
        """
        hosts = headers.getlist("host")
        local = len(hosts) == 1 and is_loopback(_host_of(f"//{hosts[0]}"))
        if not self.writable or not local or any(name in headers for name in _PROXIED):
            return READ_ONLY
        return ""

    def why_foreign(self, headers: Headers) -> str:
        """As ``why_read_only``, and why a request to change something did not come from our page."""
        if reason := self.why_read_only(headers):
            return reason
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is None and site is None:
            return _ELSEWHERE
        if origin is not None and urlsplit(origin).netloc.lower() != headers["host"].lower():
            return _ELSEWHERE
        return _ELSEWHERE if site not in (None, "same-origin") else ""

    def why_unknown(self, token: str) -> str:
        """Why a page's token is not accepted; empty where it is."""
        known = hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())
        return "" if known else _OUTDATED


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
