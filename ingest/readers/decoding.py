"""Bytes to characters: by a mark, by what the file says, as UTF-8, or by a guess that says so."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from ingest.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What programs say and what they write differ: each name stands for its larger relation.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
# Encodings that texts in use today are found in, and that leave none of those apart to another's luck.
_LIKELY = [
    "cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp866", "cp1253", "cp1254", "cp1255", "cp1256", "cp874",
    "cp437", "cp850", "mac_roman", "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip
_SAMPLE = 60_000  # bytes to guess from
_KANA = re.compile(r"[\u3040-\u30ff]")
# Letters and marks that western text has beyond ASCII; others are signs of another encoding.
_WESTERN = re.compile(r"[\u00a0-\u00ff\u2010-\u203a\u20ac\u2122ŒœŠšŽžŸƒˆ˜]")
# Cyrillic, Greek, Thai and the like, read as western text, come as runs of accented letters.
_FOREIGN_RUN = re.compile(r"[\u00c0-\u00ff]{3,}")
# Signs and capitals in the middle of a word, and letters that only Icelandic has.
_STRAY = re.compile(r"(?<=[A-Za-z])[¡-¦¨-¬®-¶¸-¿×÷ƒˆ˜†‡‰]|(?<=[a-z])[À-ÖØ-ÞŠŽŒŸ](?=[a-z])|[ðþý]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what a librarian should know of how it was decoded."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, path: Path, declared: str = "") -> Decoded:
    """Decode a file; ``declared`` is the encoding it names itself. Raises UnreadableFile."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding))
            except UnicodeDecodeError as error:
                raise UnreadableFile(
                    f"{path}: says it is {encoding} and is not ({error.reason}); save it as UTF-8 text"
                ) from error
    try:
        # Rarely is a text of another encoding also UTF-8, and often does a file say what it is no longer.
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and not _wide(data):
        return Decoded(text) if not _multibyte_escapes(data, declared) else _as_declared(data, declared)
    if declared and (known := _codec(declared)):
        try:
            return Decoded(data.decode(known))
        except UnicodeDecodeError:
            pass
    return _guess(data)


def _multibyte_escapes(data: bytes, declared: str) -> bool:
    """Whether a file says that its ASCII bytes stand for other characters (ISO-2022)."""
    return b"\x1b$" in data and "2022" in declared


def _as_declared(data: bytes, declared: str) -> Decoded:
    try:
        return Decoded(data.decode(_codec(declared) or "utf-8"))
    except UnicodeDecodeError:
        return Decoded(data.decode("utf-8"))


def _codec(name: str) -> str:
    """The codec of a name, empty where there is none for text."""
    try:
        known = codecs.lookup(name.strip("\"' \t").lower().replace("x-sjis", "shift_jis"))
    except (LookupError, ValueError):
        return ""
    try:
        b"".decode(known.name)
    except (LookupError, UnicodeError):
        return ""  # not an encoding of text
    return _MEANT.get(known.name, known.name)


def _guess(data: bytes) -> Decoded:
    if wide := _wide(data):
        try:
            return Decoded(data.decode(wide), (_guessed(wide),))
        except UnicodeDecodeError:
            pass
    western = data.decode("cp1252", errors="replace")
    lost = western.count("\ufffd")
    if not _looks_western(western):
        encoding = _best(data)
        text = data.decode(encoding, errors="replace")
        if encoding != "cp1252" and text.count("\ufffd") <= lost + len(text) // 1000:
            return Decoded(text, (_guessed(encoding), *_replaced(text)))
    return Decoded(western, _replaced(western))


def _best(data: bytes) -> str:
    sample = _sample(data)
    japanese = sample.decode("cp932", errors="replace")
    if len(_KANA.findall(japanese)) > 0.15 * len(japanese) and japanese.count("\ufffd") <= 1:
        return "cp932"  # read as Korean it would make words as well
    best = from_bytes(sample, threshold=0.2, cp_isolation=_LIKELY).best()
    return best.encoding if best is not None else "cp1252"


def _looks_western(text: str) -> bool:
    """Whether what lies beyond ASCII is what western text has there."""
    beyond = [c for c in text if c > "\x7f"]
    strange = len(_STRAY.findall(text)) + sum(map(len, _FOREIGN_RUN.findall(text)))
    strange += sum(not _WESTERN.match(c) for c in beyond)
    return strange * 5 <= len(beyond) and len(beyond) * 3 <= len(text)


def _wide(data: bytes) -> str:
    """UTF-16 without its mark, known by its many zero bytes, all on one side; empty for anything else."""
    sample = data[: _SAMPLE // 2 * 2]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) // 2
    left, right = sample[::2].count(0), sample[1::2].count(0)
    if right > 0.4 * half and left <= 0.02 * half:
        return "utf-16-le"
    if left > 0.4 * half and right <= 0.02 * half:
        return "utf-16-be"
    return ""


def _sample(data: bytes) -> bytes:
    """Where the telling bytes are: a long text may begin with thousands of plain ones."""
    if len(data) <= _SAMPLE:
        return data
    lines = [line for line in data.splitlines(keepends=True) if any(byte > 127 for byte in line)]
    return b"".join(lines)[:_SAMPLE] or data[:_SAMPLE]


def _guessed(encoding: str) -> str:
    return (
        f"the file does not say how its letters are encoded; they were read as {encoding}: "
        "look whether the words are right, or save it as UTF-8"
    )


def _replaced(text: str) -> tuple[str, ...]:
    count = text.count("\ufffd")
    if not count:
        return ()
    return (f"{count} characters could not be decoded and stand as “\ufffd”; save the file as UTF-8",)
