"""The four documents as the reader reads them, and ways to find a place in them by its words."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ingest.passages import make_passages
from ingest.readers import read_document
from ingest.types import Block, BlockKind, Document, Passage, Sentence, Span

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "corpus"
REACH = 256  # tokens; words stand for them here, so that no model is loaded

GLASBY = "glasby-2013"
GLENDINNING = "glendinning-1998"
HSMC = "hsmc-2013"
MILLER = "miller-2015"
SOURCES = (GLASBY, GLENDINNING, HSMC, MILLER)


def expected(name: str) -> Any:
    """What a person wrote down who read the documents."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))


def short(words: str) -> str:
    """A name for a case, short enough for a line of test output."""
    return " ".join(words.split())[:60]


@cache
def path_of(source: str) -> Path:
    (path,) = CORPUS.glob(f"{source}*.txt")
    return path


@cache
def document(source: str) -> Document:
    path = path_of(source)
    return read_document(path, path.read_bytes()).document


@cache
def passages(source: str) -> tuple[Passage, ...]:
    return make_passages(document(source), lambda words: len(words.split()), REACH)


@cache
def sentences(source: str) -> tuple[Sentence, ...]:
    return tuple(sentence for passage in passages(source) for sentence in passage.sentences)


def place(source: str, quote: str) -> Span:
    """Where a quote stands; it must stand once."""
    text = document(source).text
    assert text.count(quote) == 1, f"{quote!r} stands {text.count(quote)} times in {source}"
    start = text.index(quote)
    return Span(start, start + len(quote))


def touches(spans: tuple[Span, ...], wanted: Span) -> bool:
    return any(span.overlap(wanted) for span in spans)


def block_at(source: str, quote: str) -> Block:
    """The block that holds the first character of a quote."""
    start = place(source, quote).start
    at = Span(start, start + 1)
    held = [block for block in document(source).blocks if touches(block.spans, at)]
    assert len(held) == 1, f"{quote!r} begins in {len(held)} blocks"
    return held[0]


def sentence_at(source: str, quote: str) -> Sentence:
    """The sentence that holds the first character of a quote."""
    start = place(source, quote).start
    at = Span(start, start + 1)
    held = [sentence for sentence in sentences(source) if touches(sentence.spans, at)]
    assert len(held) == 1, f"{quote!r} begins in {len(held)} sentences"
    return held[0]


def passages_at(source: str, wanted: Span) -> list[Passage]:
    return [passage for passage in passages(source) if touches(passage.spans, wanted)]


def rows(source: str, label: str) -> list[Block]:
    """The rows of a table, in order."""
    read = document(source)
    return [
        block
        for block in read.blocks
        if block.kind is BlockKind.TABLE_ROW
        and block.container is not None
        and read.containers[block.container].label == label
    ]
