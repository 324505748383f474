"""Other words for a word: a file to be edited, and passages that have them."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from ingest.ingesting import ingest
from ingest.library import Library
from ingest.words import stem
from qa.query import make_query
from qa.search import find_rarity
from qa.synonyms import others_of
from qa.types import Answer, Question
from tests.fakes import FakeEncoder, write_document

GROUPS: list[list[str]] = json.loads(resources.files("qa").joinpath("synonyms.json").read_text("utf-8"))


def test_the_file_is_of_groups_that_repeat_nothing() -> None:
    assert len(GROUPS) > 100
    for group in GROUPS:
        assert len(group) == len(set(group)) > 1, group
        assert all(said == " ".join(said.split()) and said for said in group), group


def test_a_word_is_said_by_each_of_its_groups() -> None:
    """In either number; a phrase by all its words together."""
    said = others_of("Which doctors?")["doctors"]
    assert {stem("doctor")} not in said
    assert {stem("physician")} in said
    assert {stem("general"), stem("practitioner")} in said


def test_a_phrase_of_a_question_is_said_otherwise_by_each_of_its_words() -> None:
    said = others_of("Who pays for care homes?")
    residential = {stem("residential"), stem("care")}
    assert residential in said["care"]
    assert residential in said["homes"]
    assert residential not in others_of("Who pays for care at homes?")["homes"]


def test_a_word_of_no_group_is_said_no_other_way() -> None:
    assert others_of("trestle") == {"trestle": ()}


def test_another_word_counts_only_where_it_tells_as_much(tmp_path: Path) -> None:
    """Every passage has "practice": of "surgery", which one has, it says nothing."""
    documents = tmp_path / "documents"
    for n in range(6):
        text = f"# Notes {n}\n\nThe practice of valley {n} keeps its own book of letters and of visits.\n"
        write_document(documents / f"notes{n}.txt", text, f"notes-{n}")
    write_document(documents / "visits.txt", "# Visits\n\nThe surgery by the mill opens at noon.\n", "visits")
    ingest(tmp_path / "library", [documents], FakeEncoder())
    library = Library(tmp_path / "library")
    otherwise = find_rarity(library, make_query(Question("Which surgery opens?"))).otherwise
    library.close()
    assert {stem("practice")} in others_of("surgery")["surgery"]
    assert {stem("practice")} not in otherwise["surgery"]


def test_an_answer_in_other_words_is_found_and_the_word_is_still_missed(
    ask_beside_others: Callable[[str, str], Answer],
) -> None:
    """The documents are told to lack "physician", and not to lack the matter."""
    answer = ask_beside_others(
        "# Visits\n\n## Who went\n\nThe doctor of the valley saw to it that letters came by noon.\n",
        "Which physician in the valley had letters by noon?",
    )
    assert "doctor of the valley" in answer.passages[0].text
    assert "“physician” is not in these documents" in answer.lead
