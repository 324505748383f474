"""The headers stand on every response, and what no page needs is not served."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope

from web.security import HEADERS, LIBRARY_HEADERS, ORIGINAL_HEADERS, PLAIN_HEADERS, SecurityHeaders


def get(path: str) -> tuple[int, dict[str, str]]:
    """Status and headers of a request, without a server."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope: Scope = {"type": "http", "path": path, "method": "GET", "headers": []}
    asyncio.run(SecurityHeaders(PlainTextResponse("ok"))(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/library", LIBRARY_HEADERS),
        ("/library/edit/a", LIBRARY_HEADERS),
        ("/library/original/a", ORIGINAL_HEADERS),
        ("/about", PLAIN_HEADERS),
        ("/map", PLAIN_HEADERS),
        ("/about/x", HEADERS),
        ("/libraryx", HEADERS),
        ("/jwe/library.js", HEADERS),
    ],
)
def test_the_library_page_has_stricter_ones(path: str, found: dict[str, str]) -> None:
    """Its own, and its documents stricter still."""
    assert found.items() <= get(path)[1].items()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/gradio_api/queue/data", 200),
        ("/gradio_api/upload", 404),
        ("/gradio_api/proxy=http://x", 404),
    ],
)
def test_every_response_is_protected(path: str, status: int) -> None:
    found, headers = get(path)
    assert found == status
    assert HEADERS.items() <= headers.items()


def test_the_policy_lets_nothing_out() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert not [part for part in policy.values() if "http" in part or "*" in part]
