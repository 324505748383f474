"""Where the documents are silent: the kinds of source named for a question, and what a passage lacks of it."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.elsewhere import find_elsewhere, lacking
from qa.query import make_query, stems
from qa.search import Rarity
from qa.types import Question

NEWEST = 2015

KINDS = {
    "Official statistics might have it.": """
        What proportion of hospital admissions are emergencies?
        What is the waiting time for a knee operation?
    """,
    "Official workforce statistics might have it.": """
        How many social workers are employed by councils?
        What is the vacancy rate among district nurses?
        What is the average salary of a midwife?
    """,
    "Official population statistics might have it.": """
        What percentage of people aged over 85 live alone?
        What is the life expectancy of women?
    """,
    "An economic evaluation might have it.": """
        Is a falls clinic cost-effective?
        Does telecare save money?
    """,
    "Legislation or statutory guidance might have it.": """
        Who is eligible for continuing healthcare?
        Does a council have a duty to assess a carer?
        Is it illegal to record a visit?
    """,
    "Clinical guidance might have it.": """
        What dose of amlodipine is safe?
        Should men be offered screening for aneurysms?
        What are the symptoms of gout?
        Is flucloxacillin the right choice for cellulitis?
    """,
    "A survey or an interview study might have it.": """
        What do carers think of respite care?
        How satisfied are service users with home care?
    """,
    "Local policy or the professional body might have it.": """
        How do I refer somebody to the falls clinic?
        Who should I ring at weekends?
        What form does a home visit need?
    """,
    "The report of the study asked about might have it.": """
        What was the response rate of the second round?
        How many residents took part in the trial?
    """,
    "The papers of the place or body named might have it.": """
        What helps joint working in Leeds?
        What has Leeds City Council done about loneliness?
        Whom does the Royal College of Nursing represent?
        What does the RCN say about pressure on beds?
    """,
    "Literature from abroad might have it.": """
        How does Denmark organise home care?
        Who employs Dutch district nurses?
        What is done in other countries?
    """,
    "A newer source might have it.": """
        What is the latest on direct payments?
        What do link workers do?
        What became of joint teams after 2021?
    """,
    "Official workforce statistics, or the papers of the place or body named, might have it.": """
        How many GPs are there in Leeds today?
    """,
    "Official statistics, or a newer source, might have it.": """
        How many falls were there in 2023?
    """,
}
NONE = """
    What helps joint working?
    Who was Aneurin Bevan?
    Why do Primary Care Trusts fail?
    Did a Primary Care Trust help?
    What helps teams in Social Care?
    What happened in May?
    What did Brown find in 1998?
    What does social prescribing change?
    What is a duty social worker?
    WHAT HELPS GPS IN LEEDS?
    What Helps Teams In Leeds And York?
    How many studies did the review include?
    How many hours a week should a nurse be there?
    Which robots help in care homes?
    How do I sort a list in Excel?
    Will it rain in Leeds tomorrow?
    What do Chinese carers in England need?
    ?
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


@pytest.mark.parametrize(("said", "question"), [(said, one) for said in KINDS for one in lines(KINDS[said])])
def test_the_kind_of_source_follows_from_the_question(said: str, question: str) -> None:
    """Its form and its words tell; two kinds at most."""
    assert find_elsewhere(question, NEWEST) == said


@pytest.mark.parametrize("question", lines(NONE))
def test_nothing_is_said_where_nothing_tells(question: str) -> None:
    """No filler; and what has the form of a kind without being one."""
    assert find_elsewhere(question, NEWEST) is None


@pytest.mark.parametrize("question", ["What changed in 2021?", "What do primary care networks do?"])
@pytest.mark.parametrize(
    ("newest", "said"), [(2010, True), (2018, True), (2021, False), (2030, False), (None, False)]
)
def test_what_is_newer_depends_on_the_newest_source(question: str, newest: int | None, said: bool) -> None:
    """A year, or a body with the year in which it began; of undated sources nothing can be said."""
    expected = "A newer source might have it." if said else None
    assert find_elsewhere(question, newest) == expected


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("how many cost law dose Leeds now in What 2021".split())).map(" ".join)
)
def test_any_question_gets_one_sentence_or_none(question: str) -> None:
    """Nothing of the question stands in it."""
    said = find_elsewhere(question, NEWEST)
    assert said is None or (
        said.endswith(" might have it.") and said.count(", or ") <= 1 and said[0].isupper()
    )


def test_the_rules_are_sound() -> None:
    """No word stands twice in a list, all are in lower case, and a star stands at an end."""
    rules = json.loads(resources.files("qa").joinpath("elsewhere.json").read_text("utf-8"))
    kinds = [*rules["kinds"], *(one for kind in rules["kinds"] for one in kind.get("narrower", ()))]
    lists = [kind[name] for kind in kinds for name in ("words", "with", "unless") if name in kind]
    lists += [rules["present"], rules["abroad"], rules["general"], list(rules["began"])]
    for words in lists:
        assert len(set(words)) == len(words)
        assert all(word == word.casefold() and "*" not in word[1:-1] and word.strip("* ") for word in words)


def test_a_passage_lacks_the_rarest_words_first() -> None:
    """As they were typed; what it has in another form of the word it does not lack."""
    query = make_query(Question("Do Torbay's pharmacists visit care-home residents on Sundays with GPs?"))
    counts = dict.fromkeys(query.words, 50) | {"torbay": 1, "pharmacists": 9, "sundays": 0, "visit": 20}
    rarity = Rarity(counts, 100)
    held = stems("A resident was visiting a home, and a GP came.")
    assert lacking(query, rarity, held) == ("Sundays", "Torbay's", "pharmacists", "care-home")
    assert lacking(query, rarity, stems(query.question)) == ()


def test_at_most_four_words_are_named() -> None:
    """Of words as rare as each other, those that were typed first."""
    query = make_query(Question("zebras yaks wolves voles tigers snakes"))
    assert lacking(query, Rarity(dict.fromkeys(query.words, 0), 10), ()) == (
        "zebras",
        "yaks",
        "wolves",
        "voles",
    )
