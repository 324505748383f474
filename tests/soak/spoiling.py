"""Sound files of every format, and ways to spoil them; the same for the same numbers."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.readers import read_document
from tests.ingest.readers.making import zipped
from tests.ingest.readers.report_as_pdf import make_report
from tests.ingest.readers.same_content import FORMATS
from tests.soak.fuzz_text import spoiled as spoiled_text

ROOT = Path(__file__).resolve().parents[2]
SHARED_PDFS = ROOT.parent / "shared" / "data" / "pdfs"
_LARGEST = 200_000  # bytes of a sound file: larger ones only make the campaign slow
_SALT = (
    *(b"</w:p>", b"<w:tbl>", b"<table>", b"</td>", b"<li>", b"</div>", b"<h2>", b"<sup>", b"colspan='9'"),
    *(b"<text:list>", b"&", b"<", b">", b"\x00", b"\xff", b"\n\n", b"1.", b"# ", b"| ", b"---\n"),
    *(b" obj\n", b"endobj", b"stream\r\n", b"endstream", b"<<", b">>", b"/Kids", b"/Parent", b"/Length 9"),
    *(b"BT", b"ET", b" Tf", b" Tj", b" q", b" Q", b" cm", b"(", b")", b"[", b"]", b" 0 R", b"99999999999"),
)


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A spoiled file: a name with the ending of its format, and its bytes."""

    name: str
    data: bytes


@cache
def sound_files() -> dict[str, bytes]:
    """A sound file of each format, and real ones where they are at hand."""
    files = {name: make() for name, make in FORMATS.items()}
    pages = ROOT / "tests" / "ingest" / "readers" / "pages"
    files |= {path.name: path.read_bytes() for path in sorted(pages.glob("*.html"))}
    report = ROOT / "corpus" / "glasby-2013-new-conversations.txt"
    files["report.pdf"] = make_report(read_document(report, report.read_bytes()).document)
    if SHARED_PDFS.is_dir():
        real = {path.name: path.read_bytes() for path in sorted(SHARED_PDFS.glob("*.pdf"))}
        files |= {name: data for name, data in real.items() if len(data) <= _LARGEST}
    return files


def spoiled(seed: int, number: int) -> Spoiled:
    """A spoiled file; a third are text files, whose ways of being spoiled are their own."""
    chance = random.Random(f"{seed}-{number}")
    if chance.random() < 0.3:
        return Spoiled(f"spoiled-{number}.txt", spoiled_text(seed, number))
    files = sound_files()
    # A format has its turn before a file of it has.
    ending = chance.choice(sorted({Path(name).suffix for name in files}))
    name = chance.choice(sorted(name for name in files if name.endswith(ending)))
    data = files[name]
    if data.startswith(b"PK") and chance.random() < 0.8:
        data = _inside_a_zip(data, chance)
    elif ending == ".pdf" and chance.random() < 0.5:
        data = _inside_streams(data, chance)
    else:
        data = _bytes(data, chance)
    wrong = chance.choice(sorted({Path(name).suffix for name in files})) if chance.random() < 0.03 else ending
    return Spoiled(f"spoiled-{number}{wrong}", data)


def _bytes(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at, kind = chance.randrange(len(spoilt) + 1), chance.randrange(5)
        if kind == 0:
            del spoilt[at : at + chance.randrange(1, 200)]
        elif kind == 1:
            spoilt[at:at] = chance.choice(_SALT)
        elif kind == 2 and spoilt:
            spoilt[min(at, len(spoilt) - 1)] = chance.randrange(256)
        elif kind == 3 and chance.random() < 0.2:
            del spoilt[at:]
        else:
            spoilt[at:at] = spoilt[at : at + chance.randrange(1, 400)] * chance.randrange(1, 4)
    return bytes(spoilt)


def _inside_a_zip(data: bytes, chance: random.Random) -> bytes:
    """One part spoiled and the archive packed again: what reaches the reader is a sound zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # The largest parts hold the words.
    likely = sorted(parts, key=lambda name: -len(parts[name]))[:4]
    victim = chance.choice(likely)
    return zipped({**parts, victim: _bytes(parts[victim], chance)})


def _inside_streams(data: bytes, chance: random.Random) -> bytes:
    """A packed stream unpacked, spoiled, and packed again, its length told anew where that is easy."""
    starts = [
        at
        for at in range(len(data))
        if data.startswith(b"stream\n", at) or data.startswith(b"stream\r\n", at)
    ]
    starts = [at for at in starts if not data.startswith(b"endstream", max(0, at - 3))]
    if not starts:
        return _bytes(data, chance)
    start = data.index(b"\n", chance.choice(starts)) + 1
    end = data.find(b"endstream", start)
    try:
        words = zlib.decompress(data[start:end].rstrip(b"\r\n"))
    except zlib.error:
        return _bytes(data, chance)
    packed = zlib.compress(_bytes(words, chance))
    return data[:start] + packed + b"\n" + data[end:]
