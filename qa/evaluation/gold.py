"""Gold questions and what people judged: read from their files, and placed in the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError

from ingest.errors import UsageError, reason_of
from ingest.types import Document, Span

Place = tuple[str, Span]  # in a source's canonical text
_Line = TypeVar("_Line", bound=BaseModel)


class GoldQuote(BaseModel):
    source: str
    quote: str
    # By hand: of each study that the quote tells of, the papers in its source's list of references.
    studies: list[list[str]] = []


class Facet(BaseModel):
    about: str = ""
    direction: str | None = None
    quotes: list[GoldQuote]


class GoldQuestion(BaseModel):
    """One line of a gold file."""

    id: str
    question: str
    kind: str = ""
    split: str = ""
    history: list[str] = []
    near_miss: bool = False
    facets: list[Facet] = []


class JudgedSentence(BaseModel):
    """A sentence that a person judged as part of the answer to a question."""

    id: str  # of the question
    source: str
    start: int
    end: int  # of its first part, where a page turn or a table cuts it
    begins: str
    grade: Literal[0, 1, 2]  # 2 belongs in a good answer, 1 is related, 0 beside the point
    direction: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class QuestionStudies(BaseModel):
    """The facets of a question with the studies that their quotes tell of."""

    id: str
    independent: int  # studies behind all of its quotes
    facets: list[Facet]


def read_gold(path: Path) -> list[GoldQuestion]:
    """Gold questions of a JSONL file; raises UsageError with the line that is wrong."""
    return _read(path, GoldQuestion, "gold question")


def read_judged(path: Path) -> list[JudgedSentence]:
    """Judged sentences of a JSONL file; raises UsageError with the line that is wrong."""
    return _read(path, JudgedSentence, "judged sentence")


def read_studies(path: Path) -> list[QuestionStudies]:
    """Studies behind gold questions, of a JSONL file; raises UsageError with the line that is wrong."""
    return _read(path, QuestionStudies, "question with its studies")


def _read(path: Path, line_type: type[_Line], what: str) -> list[_Line]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: cannot be read ({reason_of(error)}); name a JSONL file, each line a {what}"
        ) from error
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(line_type.model_validate_json(line))
            except ValidationError as error:
                reason = error.errors()[0]
                raise UsageError(
                    f"{path}, line {number}: is no {what} ({reason['loc']}: {reason['msg']})"
                ) from error
    return found


def places_of(item: GoldQuestion, documents: Mapping[str, Document], remedy: str) -> list[list[Place]]:
    """Where each facet of a question stands.

    Raises UsageError, ending in the ``remedy``, for a facet that stands nowhere: it would
    count as one that was never found.
    """
    found = []
    for facet in item.facets:
        places = facet_places(facet, documents)
        if not places:
            raise UsageError(
                f"{item.id}: “{facet.about}” is quoted from {', '.join(q.source for q in facet.quotes)}, "
                f"and is not there; {remedy}"
            )
        found.append(places)
    return found


def check_judged(judged: Sequence[JudgedSentence], documents: Mapping[str, Document], remedy: str) -> None:
    """Raise UsageError, ending in the ``remedy``, for a judged sentence that does not stand where it says."""
    for sentence in judged:
        document = documents.get(sentence.source)
        if document is None or not document.text.startswith(sentence.begins, sentence.start):
            raise UsageError(
                f"{sentence.id}: “{sentence.begins}” was judged at {sentence.start} in {sentence.source}, "
                f"and is not there; {remedy}"
            )


def facet_places(facet: Facet, documents: Mapping[str, Document]) -> list[Place]:
    """Every place where a facet's quotes stand; the same words may stand in several."""
    places = []
    for quote in facet.quotes:
        document = documents.get(quote.source)
        if document is None:
            continue
        start = document.text.find(quote.quote)
        while start >= 0:
            places.append((quote.source, Span(start, start + len(quote.quote))))
            start = document.text.find(quote.quote, start + 1)
    return places
