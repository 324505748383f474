"""What the source pane shows for an address: a source, the list of sources, or why neither."""

from __future__ import annotations

import logging

from ingest.errors import JWEError
from web.labels import place
from web.services import AnsweringService
from web.source_html import documents_html, message_html, source_html
from web.text import Marks

_log = logging.getLogger(__name__)


def pane_html(service: AnsweringService, address: str) -> str:
    """The source that an address leads to; the list of sources where it leads to none."""
    where = place(address)
    try:
        if where is None:
            return documents_html(service.sources())
        record, document = service.source(where.source)
        return source_html(record, document, Marks(where.at, where.also))
    except Exception as error:
        return message_html(words_for(error))


def words_for(error: Exception) -> str:
    """What went wrong, for whoever reads."""
    if isinstance(error, JWEError):
        return str(error)
    _log.error("a source could not be shown", exc_info=error)
    return "Sorry, this source cannot be shown. Please try again."
