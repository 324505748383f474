"""Saved web pages: the main text, without navigation, in its order."""

from __future__ import annotations

import email
import email.policy
import re
from email.errors import MessageError
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.readers.decoding import Decoded, decode
from ingest.readers.flow import Flow
from ingest.readers.hypertext import Walker
from ingest.readers.main_text import find_main_text
from ingest.readers.markup import parse_html
from ingest.readers.page_details import page_details
from ingest.structure.document import analyse
from ingest.types import Reading

_CHARSET = re.compile(
    rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_HEAD = 8192  # bytes in which a page says how it is encoded
_MANY_WORDS = 100
_MANY = 0.1
_ARCHIVED = re.compile(rb"^(?:[A-Za-z-]{2,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){1,40}", re.MULTILINE)


def read(data: bytes, path: Path, password: str | None = None) -> Reading:  # noqa: ARG001
    """Read a page saved as HTML, or with all that belongs to it in one file (MHTML)."""
    decoded = _from_archive(data, path) if _is_archive(data) else decode(data, path, _declared(data))
    page = parse_html(decoded.text, path)
    main = find_main_text(page)
    flow = Flow()
    Walker(flow, main.leaves_out).walk(main.root)
    text = flow.text(path)
    warnings = list(decoded.warnings)
    if main.words_left_out > max(_MANY_WORDS, _MANY * main.words):
        warnings.append(
            f"{main.words_left_out} words were left out as navigation, notices or readers' comments, "
            f"{main.words} were kept: look whether something is missing"
        )
    return Reading(analyse(text, flow.given()), page_details(page), tuple(warnings))


def _declared(data: bytes) -> str:
    found = _CHARSET.search(data[:_HEAD])
    return (found.group(1) or found.group(2)).decode("ascii", "ignore") if found else ""


def _is_archive(data: bytes) -> bool:
    head = data[:_HEAD].lstrip()
    return not head.startswith(b"<") and b"content-type:" in head.lower() and bool(_ARCHIVED.match(head))


def _from_archive(data: bytes, path: Path) -> Decoded:
    """The page itself out of a file that holds its pictures and styles as well: the first HTML part."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                content = part.get_payload(decode=True)
                if isinstance(content, bytes):
                    return decode(content, path, part.get_content_charset() or _declared(content))
    except (
        MessageError,
        ValueError,
        LookupError,
        RecursionError,
        AttributeError,
        TypeError,
        IndexError,
    ) as error:
        raise UnreadableFile(
            f"{path}: is a saved page that cannot be opened ({type(error).__name__}); save it as HTML"
        ) from error
    raise UnreadableFile(f"{path}: is a saved page without a page in it; save it as HTML and add that")
