"""Answers as the JSON of the contract, and back."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from qa.types import Answer, RankedPassage

_ANSWERS = TypeAdapter(Answer)
_PASSAGES = TypeAdapter(tuple[RankedPassage, ...])


def answer_json(answer: Answer, indent: int | None = None) -> str:
    """One answer as JSON text; on one line where ``indent`` is None."""
    return json.dumps(_ANSWERS.dump_python(answer, mode="json"), ensure_ascii=False, indent=indent)


def read_answer(text: str) -> Answer:
    """An answer from its JSON; raises pydantic.ValidationError."""
    return _ANSWERS.validate_json(text)


def passages_json(
    question: str,
    passages: tuple[RankedPassage, ...],
    identifier: str | None = None,
    indent: int | None = None,
) -> str:
    """The passages found for a question as JSON text."""
    body: dict[str, Any] = {
        "id": identifier,
        "question": question,
        "passages": _PASSAGES.dump_python(passages, mode="json"),
    }
    return json.dumps(body, ensure_ascii=False, indent=indent)
