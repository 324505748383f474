"""Word files whose parts refer to what is not there, as some programs leave them, made readable."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote

from ingest.readers.archive import Archive
from ingest.readers.markup import bytes_of, parse_xml, tag_of


def without_dead_ends(archive: Archive, data: bytes, path: Path) -> tuple[bytes, int]:
    """The file without its relations to missing parts, and how many these were.

    The library refuses a whole document for the sake of one picture that is gone.
    """
    mended: dict[str, bytes] = {}
    count = 0
    for name in archive.names:
        if not name.endswith(".rels"):
            continue
        root = parse_xml(archive.read_markup(name), path, name)
        folder = posixpath.dirname(posixpath.dirname(name))
        dead = [
            relation
            for relation in root
            if tag_of(relation) == "relationship"
            and relation.get("TargetMode") != "External"
            and not _is_there(archive, folder, relation.get("Target") or "")
        ]
        for relation in dead:
            root.remove(relation)
        if dead:
            mended[name] = bytes_of(root)
            count += len(dead)
    if not mended:
        return data, 0
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name in archive.names:
            copy.writestr(name, mended[name] if name in mended else archive.read(name))
    return out.getvalue(), count


def _is_there(archive: Archive, folder: str, target: str) -> bool:
    name = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
    return name in archive or unquote(name) in archive
