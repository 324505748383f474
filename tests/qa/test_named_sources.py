"""A question that names a source asks of that source alone."""

from __future__ import annotations

import pytest

from ingest.types import Record
from qa.named_sources import find_named
from qa.query import make_query
from qa.shape import Asks
from qa.types import Question

OVENS = Record("ovens", "Ovens and bakers: ten years", authors=("Young, Ada", "Quill, Bo"), year=2010)
LADDERS = Record("ladders", "On ladders", authors=("Rowan, Cy", "Young, Ada"), year=2012)
LATER = Record("later", "Ovens again", authors=("Young, Ada", "Fell, Di"), year=2015)
ALONE = Record("alone", "Flour", authors=("Hill, Em",), year=2016, container="Mill News")
UNION = Record("union", "The price of flour in nine towns", authors=("Bakers' Union",), year=2001)
RECORDS = (OVENS, LADDERS, LATER, ALONE, UNION)


def _keys(question: str, used: tuple[str, ...] = ("Young", "Rowan", "Hill")) -> tuple[str, ...]:
    found = find_named(make_query(Question(question)), RECORDS, lambda word, key: word in used)
    return () if found is None else found.keys


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("What did Young find about flour?", ("ovens", "later")),
        ("What did Young (2010) find about flour?", ("ovens",)),
        ("Young et al. 2015: what hinders?", ("later",)),
        ("What did Young et al. 2003 find?", ()),  # another paper of hers
        ("Does Rowan's review say what helps?", ("ladders",)),
        ("What is said in The price of flour in nine towns?", ("union",)),
        ("What did Young and Quill find about flour?", ("ovens",)),
        ("What did Rowan and Young find about flour?", ("ladders",)),  # not what Young wrote alone
        ("What did Rowan and colleagues find about flour?", ("ladders",)),
        ("What did Hill and colleagues find about flour?", ()),  # who wrote it alone
        ("what does quill say of flour", ("ovens",)),  # nobody else has the word
        ("what does rowan say of flour", ()),  # a tree, perhaps
        ("What does the Mill News article say of ladders?", ("alone",)),
        ("What does the Mill News say of ladders?", ("alone",)),  # nobody else has the words
        ("What was mill news to the bakers?", ()),
        ("Young people and ladders?", ()),
        ("What helps young bakers?", ()),
        ("What do we know on ladders?", ()),  # a title so short may be a turn of speech
        ("What is a Rowantree?", ()),
    ],
)
def test_which_sources_a_question_names(question: str, keys: tuple[str, ...]) -> None:
    assert _keys(question) == keys


def test_another_author_goes_by_a_name_that_nothing_else_has() -> None:
    """Studies that other sources report are cited by such names as well."""
    assert _keys("What did Quill find about flour?") == ("ovens",)
    assert _keys("What did Quill find about flour?", used=("Quill",)) == ()


def test_others_by_the_same_person_are_told_of() -> None:
    found = find_named(make_query(Question("What did Rowan and Young find?")), RECORDS, lambda *_: True)
    assert found is not None
    assert (found.keys, found.also_by) == (("ladders",), ())
    found = find_named(make_query(Question("What did Young find in 2015?")), RECORDS, lambda *_: True)
    assert found is not None
    assert (found.keys, found.also_by) == (("later",), ("ovens", "ladders"))


def test_where_all_are_named_nothing_is_left_out() -> None:
    found = find_named(
        make_query(Question("What did Young find on flour?")), (OVENS, LATER), lambda word, key: True
    )
    assert found is None


def test_the_name_is_no_word_to_look_for() -> None:
    """The source's own pages hardly have it."""
    found = find_named(make_query(Question("What did Young (2010) say of flour?")), RECORDS, lambda *_: True)
    assert found is not None
    assert found.query.words == ("flour",)
    assert not found.whole


@pytest.mark.parametrize(
    "question",
    ["What did Young et al. find in 2010?", "Summarise Young 2010", "The main points of Young (2010)?"],
)
def test_a_question_of_nothing_else_is_of_the_whole(question: str) -> None:
    """What the source says for and against its own subject."""
    found = find_named(make_query(Question(question)), RECORDS, lambda *_: True)
    assert found is not None
    assert found.whole
    assert found.query.words == ()
    assert found.query.shape.asks is Asks.BOTH
    assert found.query.standalone == f"{question} ({OVENS.title})"


def test_a_whole_question_keeps_its_direction() -> None:
    found = find_named(
        make_query(Question("What hinders, according to Rowan 2012?")), RECORDS, lambda *_: True
    )
    assert found is not None
    assert found.whole
    assert found.query.shape.asks is Asks.HINDERS
