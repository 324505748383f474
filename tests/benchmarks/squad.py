"""SQuAD 2.0 as a library: each paragraph a source, each question asked of all of them.

The data (Rajpurkar et al. 2018, CC BY-SA 4.0) is not part of the project.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from ingest.encoder import Encoder
from ingest.ingesting import ingest
from ingest.library import Library


class AskedOf(BaseModel):
    id: str
    question: str
    is_impossible: bool


class Paragraph(BaseModel):
    context: str
    qas: list[AskedOf]


class Article(BaseModel):
    title: str
    paragraphs: list[Paragraph]


class _Squad(BaseModel):
    data: list[Article]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the source whose paragraph it is about, and the number of its article."""

    question: str
    source: str
    article: int
    answerable: bool

    @property
    def trains(self) -> bool:
        """Whether its article is of the half that trains; the other half reports."""
        return self.article % 2 == 0


def read_squad(path: Path) -> list[Article]:
    """The articles of a SQuAD 2.0 file."""
    return _Squad.model_validate(json.loads(path.read_text("utf-8"))).data


def key_of(article: int, paragraph: int) -> str:
    return f"a{article:02d}p{paragraph:03d}"


def questions(articles: list[Article]) -> Iterator[Asked]:
    """All questions, in order."""
    for a, article in enumerate(articles):
        for p, paragraph in enumerate(article.paragraphs):
            for asked in paragraph.qas:
                yield Asked(asked.question.strip(), key_of(a, p), a, not asked.is_impossible)


def make_library(articles: list[Article], encoder: Encoder, folder: Path) -> Library:
    """Take every paragraph in, as a text under its article's title."""
    files = folder / "files"
    files.mkdir()
    for a, article in enumerate(articles):
        for p, paragraph in enumerate(article.paragraphs):
            words = " ".join(paragraph.context.split())
            title = article.title.replace("_", " ")
            (files / f"{key_of(a, p)}.txt").write_text(f"{title}\n\n{words}\n", "utf-8")
    ingest(folder / "library", [files], lambda: encoder)
    return Library(folder / "library")
