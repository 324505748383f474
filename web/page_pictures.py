"""Pages of originals as images, kept for those who turn the pages back and forth; one is drawn at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from ingest.errors import JWEError, UnreadableFile, UsageError
from ingest.page_images import Picture, can_draw, draw_page
from web.keeping import Keeper

_MOST_HELD = 24
_LARGEST = 200 << 20  # bytes of a file whose pages are drawn
_PATIENCE_SECONDS = 20.0


class Busy(UsageError):
    """Another page is being drawn, and that takes long."""


class PagePictures:
    """Draws pages of the library's PDF files. Safe to use from several threads."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._held: OrderedDict[tuple[str, int], Picture] = OrderedDict()
        self._failed: OrderedDict[tuple[str, int], str] = OrderedDict()
        self._guard = threading.Lock()
        self._drawing = threading.Lock()

    def version(self, key: str) -> str:
        """Tells one original of a source from another; empty where its pages cannot be shown."""
        try:
            source = self._keeper.source(key)
        except JWEError:
            return ""
        return source.hash if Path(source.place).suffix.lower() == ".pdf" else ""

    def page(self, key: str, number: int) -> tuple[str, Picture]:
        """A page by its place in the file from 1, with the version of its file.

        Raises UnknownSource, UnreadableFile, PasswordNeeded or Busy.
        """
        version = self._keeper.source(key).hash
        wanted = (version, number)
        if (found := self._known(wanted)) is not None:
            return version, found
        if not self.version(key) or not can_draw():
            raise UnreadableFile("This source has no pages that can be shown as images: read it as text.")
        if not self._drawing.acquire(timeout=_PATIENCE_SECONDS):
            raise Busy("Other pages are being drawn: try again in a moment, or read the text.")
        try:
            found = self._known(wanted)  # whoever came before may have wanted the same
            if found is None:
                found = self._drawn(key, wanted)
        finally:
            self._drawing.release()
        return version, found

    def _known(self, wanted: tuple[str, int]) -> Picture | None:
        with self._guard:
            if wanted in self._failed:
                raise UnreadableFile(self._failed[wanted])
            if wanted in self._held:
                self._held.move_to_end(wanted)
            return self._held.get(wanted)

    def _drawn(self, key: str, wanted: tuple[str, int]) -> Picture:
        name, content = self._keeper.original(key)
        try:
            if len(content) > _LARGEST:
                raise UnreadableFile(f"{name}: is too large to be shown page by page; open the original")
            picture = draw_page(Path(name), content, wanted[1])
        except UnreadableFile as error:
            # It would be no better the next time, and would cost as much again.
            with self._guard:
                self._failed[wanted] = str(error)
                while len(self._failed) > _MOST_HELD:
                    self._failed.popitem(last=False)
            raise
        with self._guard:
            self._held[wanted] = picture
            while len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
        return picture
