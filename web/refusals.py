"""Files that are not taken in: why, in words that say what to do, and on record like the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import database, ledger
from ingest.errors import MissingLibrary
from ingest.readers import FORMATS, has_reader
from ingest.receipts import Action, Outcome, ReceiptLine

_WAIT_SECONDS = 5.0  # nobody waits for it at the page
_READ = ", ".join(known.endings[0] for known in FORMATS)
_ADVICE = (
    (
        ".doc .dot .docm .dotx .rtf .wpd .wps .pages .sxw .fodt .abw",
        "open it in a word processor, and save it as .docx, .odt or PDF",
    ),
    (
        ".ppt .pptx .pps .ppsx .odp .key .xls .xlsx .xlsm .ods .numbers .vsd .vsdx .ps .djvu .xps .mobi .azw .azw3",
        "open it where it was made, and save it as PDF",
    ),
    (
        ".png .jpg .jpeg .tif .tiff .gif .bmp .webp .heic .heif .avif .svg",
        "a picture holds no words; have them recognised (OCR), and save it as PDF",
    ),
    (".zip .rar .7z .gz .tgz .tar .bz2 .xz", "unpack it, and choose the documents in it"),
)
_INSTEAD = {ending: words for endings, words in _ADVICE for ending in endings.split()}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is not taken in, and why."""

    name: str
    words: str


def why_unread(name: str) -> str:
    """Why a file of this name cannot be read, and what to do; empty where it can be."""
    path = Path(name)
    if has_reader(path):
        return ""
    if not path.suffix:
        return "has no ending that tells what it is; give it one, such as .txt, and if it is a folder, choose the files in it"
    advice = _INSTEAD.get(path.suffix.lower(), f"save it as one of {_READ}")
    return f"files that end in {path.suffix} are not read; {advice}"


def put_on_record(folder: Path, refused: Sequence[Refusal]) -> None:
    """A receipt of what was refused. A library that nobody has made yet keeps none. Raises LibraryError."""
    try:
        with ledger.journal(folder, Action.INGEST, database.open_for_writing, _WAIT_SECONDS) as journal:
            for one in refused:
                journal.note(ReceiptLine(one.name, Outcome.FAILED, reason=one.words))
            journal.finish()
    except MissingLibrary:
        return
