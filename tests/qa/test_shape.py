"""What kind of answer a question wants."""

from __future__ import annotations

import pytest

from qa.shape import Asks, is_of_form, shape_of


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What helps nurses and teachers work together?", Asks.HELPS),
        ("What gets in the way of shared records?", Asks.HINDERS),
        ("What builds trust between nurses and teachers?", Asks.HELPS),
        ("How do you get teachers to come?", Asks.HELPS),
        ("What creates tension between nurses and teachers?", Asks.HINDERS),
        ("Why do teachers not trust nurses?", Asks.HINDERS),
        ("What gets built in the town?", Asks.ANY),
        ("What are the pros and cons of sharing an office?", Asks.BOTH),
        ("What should a head teacher do?", Asks.HELPS),
        ("What could the towns do about it?", Asks.HELPS),
        ("Has anybody found a way round that problem?", Asks.HELPS),
        ("How did they overcome these obstacles?", Asks.HELPS),
        ("What should be read?", Asks.ANY),
        ("Which towns took part?", Asks.ANY),
        ("How many of the benefits were measured?", Asks.ANY),
        ("How strong is the evidence that it improves care?", Asks.ANY),
    ],
)
def test_the_direction_asked_for(question: str, asks: Asks) -> None:
    """A number, or the strength of the evidence, is wanted of whatever direction."""
    assert shape_of(question).asks is asks


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Tell me about the Rowan scheme", "Rowan scheme"),
        ("How well did the team in Northgate do?", "Northgate"),
        ("How did Rowan turn out?", "Rowan"),
        ("How well did bread work?", None),
        ("How did it go in Northgate?", None),
        ("What did Brown and colleagues find?", "Brown"),
        ("What did the study by Brown et al. find?", "Brown"),
        ("What did the evaluation in Northgate show?", "Northgate"),
        ("What does Brown's study conclude?", "Brown"),
        ("What did the bakers say?", None),
        ("What did Brown find about bread?", "Brown"),
    ],
)
def test_the_study_or_scheme_asked_about(question: str, name: str | None) -> None:
    assert shape_of(question).about == name


def test_a_question_that_leans_takes_the_direction_of_the_one_before() -> None:
    """It keeps its own where it has one."""
    assert shape_of("And for teachers?", ["What helps nurses?"]).asks is Asks.HELPS
    assert shape_of("And the drawbacks?", ["What helps nurses?"]).asks is Asks.HINDERS


@pytest.mark.parametrize(
    ("question", "has", "lacks"),
    [
        ("How many wards joined?", "Twelve wards joined.", "Wards joined."),
        ("What share of visits were missed?", "31% were missed.", "They were missed."),
        ("When did the scheme begin?", "It began in 1997.", "It began later."),
        ("Who ran the scheme?", "It was run by Ada Lovelace for a year.", "It was run by a doctor."),
        ("Who paid?", "The money came from the Rowan Trust.", "The money came from the NHS."),
        ("Who found that?", "This was found by Brown et al. (2003).", "This was found in 2003."),
        ("How many joined?", "In 2003, nine joined.", "They joined in 2003."),
        ("How many people came?", "Ten people came.", "They came for six months and 12 days, 30% of them."),
        ("How many months did it take?", "It took six months.", "It took long."),
    ],
)
def test_the_form_of_the_sentence_that_has_it(question: str, has: str, lacks: str) -> None:
    """A number, a year, a name."""
    form = shape_of(question).form
    assert form is not None
    assert form.pattern.search(has)
    assert not form.pattern.search(lacks)


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("How many wards joined?", "wards joined"),
        ("How many of the wards joined?", "wards joined"),
        ("How long did it take?", ""),
    ],
)
def test_what_is_to_be_counted(question: str, of: str) -> None:
    form = shape_of(question).form
    assert form is not None
    assert form.of == of


@pytest.mark.parametrize(
    "question",
    ["How much of an obstacle are budgets?", "What changes when nurses move in?", "What do nurses say?"],
)
def test_a_question_that_only_looks_like_one_of_a_number_or_a_year(question: str) -> None:
    """ "How much of an" and "when nurses move in" ask for neither."""
    assert shape_of(question).form is None


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "What is the difference between attached nurses and district nurses?",
            ("attached nurses", "district nurses"),
        ),
        ("Compare shared offices with separate ones", ("shared offices", "separate ones")),
        ("Formal contracts versus informal ties", ("Formal contracts", "informal ties")),
        ("Should we merge the teams or invest in trust?", ("merge the teams", "invest in trust")),
        ("Which is better: a shared office or weekly meetings?", ("a shared office", "weekly meetings")),
        ("Are nurses quicker than doctors?", None),
        ("What do nurses and doctors say?", None),
        ("Is a baker better than a shared oven?", ("Is a baker", "a shared oven")),
        ("What helps write-ups or notes?", None),
    ],
)
def test_the_sides_of_a_comparison(question: str, sides: tuple[str, str] | None) -> None:
    """Two things set against each other, and not two that are merely named."""
    found = shape_of(question).sides
    if question.startswith("Are nurses"):
        assert found is not None
        assert found[1] == "doctors"
    else:
        assert found == sides


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Tell me about Northgate", "Northgate"),
        ("What was the Larch Road pilot?", "Larch Road pilot"),
        ("Can you tell us more about the Northgate scheme?", "Northgate scheme"),
        ("What helps nurses?", None),
        ("What are teachers paid?", None),
    ],
)
def test_what_a_question_may_be_about(question: str, name: str | None) -> None:
    """The name of a study, a scheme or a place; whether the library has one, the search tells."""
    assert shape_of(question).about == name


@pytest.mark.parametrize(
    ("question", "presumes"),
    [
        ("What are the benefits of shared offices?", True),
        ("How does a shared office improve referrals?", True),
        ("Does a shared office improve referrals?", False),  # asks whether
        ("How much does it save?", False),  # a number is wanted
        ("What helps nurses and teachers?", False),
        ("What are the drawbacks of shared offices?", False),
    ],
)
def test_a_benefit_taken_for_granted(question: str, presumes: bool) -> None:
    """Such a question also gets what speaks against the benefit."""
    assert shape_of(question).presumes is presumes


@pytest.mark.parametrize(
    ("question", "of_evidence"),
    [
        ("How strong is the evidence for shared offices?", True),
        ("Was it peer reviewed?", True),
        ("Can I trust these findings?", True),
        ("What are the gaps in the research?", True),
        ("What helps build trust?", False),
        ("Is a strong leader needed?", False),
    ],
)
def test_a_question_of_the_evidence(question: str, of_evidence: bool) -> None:
    """How good it is, and not what it says."""
    assert shape_of(question).of_evidence is of_evidence


@pytest.mark.parametrize(
    ("word", "of_form"),
    [("helps", True), ("Hinders", True), ("barrier", True), ("isolation", False), ("nurses", False)],
)
def test_words_of_a_question_s_own_form(word: str, of_form: bool) -> None:
    """A text may answer without "barriers"; "isolation" is a topic, though it hinders."""
    assert is_of_form(word) is of_form


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Does a shared office improve referrals?", Asks.ANY),
        ("And is there any benefit?", Asks.ANY),
        ("Has it reduced the problems?", Asks.HINDERS),
        ("Should we share an office to improve referrals?", Asks.HELPS),
    ],
)
def test_whether_it_does_is_answered_whatever_the_direction(question: str, asks: Asks) -> None:
    """That it made no difference is an answer, and no hindrance."""
    assert shape_of(question).asks is asks


@pytest.mark.parametrize(
    ("question", "of_money"),
    [
        ("Does it save money?", True),
        ("What did it cost?", True),
        ("Is it cheaper?", True),
        ("Who saw the doctor?", False),
    ],
)
def test_a_question_of_money(question: str, of_money: bool) -> None:
    assert shape_of(question).of_money is of_money
