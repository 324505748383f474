"""Other words for a word: a file to be edited, and passages that have them."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from ingest.ingesting import ingest
from ingest.words import stem
from qa.service import AnswerService
from qa.synonyms import said_otherwise
from qa.types import Question
from tests.fakes import FakeEncoder, prose, write_document

GROUPS: list[list[str]] = json.loads(resources.files("qa").joinpath("synonyms.json").read_text("utf-8"))


def test_the_file_is_of_groups_that_repeat_nothing() -> None:
    assert len(GROUPS) > 100
    for group in GROUPS:
        assert len(group) == len(set(group)) > 1, group
        assert all(said == " ".join(said.split()) and said for said in group), group


def test_a_word_is_said_by_each_of_its_groups() -> None:
    """In either number; a phrase by all its words together."""
    said = said_otherwise("doctors")
    assert {stem("doctor")} not in said
    assert {stem("physician")} in said
    assert {stem("general"), stem("practitioner")} in said


def test_a_word_of_no_group_is_said_no_other_way() -> None:
    assert said_otherwise("trestle") == ()


def test_an_answer_in_other_words_is_found_and_the_word_is_still_missed(tmp_path: Path) -> None:
    """The documents are told to lack "physician", and not to lack the matter."""
    documents = tmp_path / "documents"
    write_document(
        documents / "visits.txt",
        "# Visits\n\n## Who went\n\nThe doctor of the valley saw to it that letters came by noon.\n",
        "visits-2010",
    )
    for n in range(4):
        write_document(documents / f"other{n}.txt", prose(n, paragraphs=6), f"other-{n}")
    encoder = FakeEncoder()
    ingest(tmp_path / "library", [documents], encoder)
    service = AnswerService(tmp_path / "library", encoder)
    answer = service.ask(Question("Which physician in the valley had letters by noon?"))
    service.close()
    assert "doctor of the valley" in answer.passages[0].text
    assert "“physician” is not in these documents" in answer.lead
