"""Spoiled text files through reading and passages: nothing but a DocumentError, no hang, no broken promise.

    python -m tests.soak.fuzz_text --files 2000 --seed 1

Each file is a real one, cut, doubled, shuffled, joined to another or sprinkled with
what breaks readers. A failure prints the number that makes it again with ``--only``.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from ingest.errors import DocumentError
from ingest.readers import read_document
from tests.fakes import FakeEncoder
from tests.soak.invariants import document_breaches, passage_breaches

ROOT = Path(__file__).resolve().parents[2]
SEEDS = sorted([*(ROOT / "tests" / "ingest" / "documents").glob("*.txt"), *(ROOT / "corpus").glob("*.txt")])
LIMIT_SECONDS = 20

_SALT = (
    *(
        "\t",
        "\f",
        "\r\n",
        "\r",
        "\n\n",
        "\x00",
        "\x0b",
        "\x1b[31m",
        "\x85",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\u00ad",
    ),
    *(
        "|",
        "||",
        "| --- | --- |\n",
        "* * *",
        "**",
        "_",
        "<b>",
        "</b>",
        "[1]",
        "[^1]",
        "(",
        ")",
        "\u2018",
        "\u2019",
    ),
    *(
        "Table 1: ",
        "Box 2. ",
        "References\n",
        "Contents\n",
        "Appendix\n",
        "1. ",
        "a) ",
        "(iv) ",
        "- ",
        "\u2022 ",
    ),
    *(
        "Page 3 of 9\n",
        "12\n",
        "iv\n",
        "....... 14\n",
        "Smith (2001a; 2001b)",
        "et al. ",
        "\u0663\u0664",
        "\u00b2",
    ),
    *("\u202e\u05d0\u05d1", "\U0001f3e5", "e\u0301" * 40, "\ud7ff", "x" * 3000, "= " * 200, "9" * 400),
)
Change = Callable[[str, random.Random], str]


def _cut(text: str, chance: random.Random) -> str:
    start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[:start] + text[end:]


def _keep(text: str, chance: random.Random) -> str:
    start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[start:end]


def _double(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.randrange(1, 3000))
    return text[:end] + text[start:end] * chance.randrange(1, 5) + text[end:]


def _salt(text: str, chance: random.Random) -> str:
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(_SALT) + text[at:]
    return text


def _shuffle(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    start = chance.randrange(len(lines) + 1)
    some = lines[start : start + chance.randrange(2, 60)]
    chance.shuffle(some)
    return "".join([*lines[:start], *some, *lines[start + len(some) :]])


def _respell(text: str, chance: random.Random) -> str:
    """One character everywhere made another."""
    return text.replace(chance.choice(text or " "), chance.choice(_SALT)[:3])


def _reflow(text: str, chance: random.Random) -> str:
    """Broken into short lines, or all on one."""
    if chance.random() < 0.3:
        return " ".join(text.split("\n"))
    width = chance.randrange(3, 100)
    return "\n".join(text[n : n + width] for n in range(0, len(text), width))


def _indent(text: str, chance: random.Random) -> str:
    lead = chance.choice(("    ", "\t", "> ", "| ", "- ", "1. ", "\u2003"))
    return "".join(lead + line if chance.random() < 0.5 else line for line in text.splitlines(keepends=True))


def _join(text: str, chance: random.Random) -> str:
    other = chance.choice(SEEDS).read_bytes().decode("utf-8", "replace")
    return text + other if chance.random() < 0.5 else _keep(other, chance) + text


_CHANGES: tuple[Change, ...] = (
    _cut,
    _keep,
    _double,
    _salt,
    _salt,
    _shuffle,
    _respell,
    _reflow,
    _indent,
    _join,
)


def spoiled(seed: int, number: int) -> bytes:
    """The bytes of a spoiled file, the same for the same numbers."""
    chance = random.Random(f"{seed}-{number}")
    text = chance.choice(SEEDS).read_bytes().decode("utf-8", "replace")
    for _ in range(chance.randrange(1, 5)):
        text = chance.choice(_CHANGES)(text, chance)
    data = text.encode(chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "utf-8-sig")), "replace")
    if chance.random() < 0.2 and data:
        spots = bytearray(data)
        for _ in range(chance.randrange(1, 20)):
            spots[chance.randrange(len(spots))] = chance.randrange(256)
        data = bytes(spots)
    return data


class _TooSlow(BaseException):
    """The alarm rang; no handler of ours may swallow it."""


def _ring(*_: object) -> None:
    raise _TooSlow


def try_one(seed: int, number: int) -> tuple[int, float, str]:
    """Read one spoiled file: its number, the seconds it took, and what was wrong, if anything."""
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(LIMIT_SECONDS)
    start = time.monotonic()
    wrong = ""
    try:
        document = read_document(Path(f"spoiled-{number}.txt"), spoiled(seed, number)).document
        encoder = FakeEncoder(reach=random.Random(number).choice((64, 128, 256, 256)))
        wrong = "; ".join([*document_breaches(document), *passage_breaches(document, encoder)][:3])
    except DocumentError:
        pass
    except _TooSlow:
        wrong = f"took more than {LIMIT_SECONDS} s\n{''.join(traceback.format_exc().splitlines(True)[-4:])}"
    except BaseException as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        wrong = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    finally:
        signal.alarm(0)
    return number, time.monotonic() - start, wrong


def _try(pair: tuple[int, int]) -> tuple[int, float, str]:
    return try_one(*pair)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="make and read this one file again")
    given = parser.parse_args()
    if given.only is not None:
        print(try_one(given.seed, given.only))
        return 0
    failed: collections.Counter[str] = collections.Counter()
    slowest = (0.0, -1)
    with multiprocessing.Pool(os.cpu_count()) as pool:
        work = ((given.seed, number) for number in range(given.files))
        for number, seconds, wrong in pool.imap_unordered(_try, work, chunksize=8):
            slowest = max(slowest, (seconds, number))
            if wrong:
                failed["all"] += 1
                print(f"file {number}: {wrong}", flush=True)
    print(f"slowest: file {slowest[1]}, {slowest[0]:.1f} s", file=sys.stderr)
    print(f"{given.files - failed['all']} passed, {failed['all']} failed")
    return 1 if failed["all"] else 0


if __name__ == "__main__":
    sys.exit(main())
