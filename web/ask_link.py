"""The address that asks a question of an answer again: the same question, for whoever opens it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.errors import QuestionError
from qa.query import Query, make_query
from qa.types import Answer, Question
from web.ask_filters import Filters, question_address


def answer_address(answer: Answer, earlier: Sequence[str], filters: Filters) -> str:
    """Its question as it was understood; ``earlier`` are the questions before it in the conversation.

    Where no whole question was made of a follow-up, "And what hinders?" is read by itself and by what
    it leans on, so the address has both: the two in one sentence would be another question.
    """
    if answer.standalone_question.strip() == answer.question.strip():
        return question_address(answer.question, filters)
    read = _read(answer.question, earlier)
    alone = _read(answer.standalone_question)
    if read is None or (alone is not None and (alone.words, alone.shape) == (read.words, read.shape)):
        return question_address(answer.standalone_question, filters)
    return question_address(answer.question, filters, _leant_on(answer.question, earlier, read.standalone))


def _leant_on(question: str, earlier: Sequence[str], standalone: str) -> Sequence[str]:
    """As few of the earlier questions, the latest of them, as it takes to read the question so."""
    for count in range(1, len(earlier)):
        read = _read(question, earlier[-count:])
        if read is not None and read.standalone == standalone:
            return earlier[-count:]
    return earlier


def _read(question: str, earlier: Sequence[str] = ()) -> Query | None:
    """A question as it is searched; None for one that cannot be, such as two that are too long together."""
    try:
        return make_query(Question(question, tuple(earlier)))
    except QuestionError:
        return None
