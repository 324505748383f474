"""Direction and level: what headings and sentences say, and when they say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.direction import heading_direction, level_of, speaks_of_evidence
from ingest.direction_cues import cues, turned_words
from ingest.direction_model import DirectionModel, Head, Trained, Weights, sentence_direction, trained
from ingest.types import Direction, Level

HELPS, HINDERS, MIXED, NONE = Direction.HELPS, Direction.HINDERS, Direction.MIXED, Direction.NONE


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("What helps", HELPS),
        ("Facilitators", HELPS),
        ("Benefits of working together", HELPS),
        ("Promoting factors", HELPS),
        ("Barriers", HINDERS),
        ("OBSTACLES TO CHANGE", HINDERS),
        ("Problems identified", HINDERS),
        ("What gets in the way", HINDERS),
        ("Barriers and facilitators", NONE),
        ("Methods", NONE),
        ("Conservation", NONE),  # not "cons"
        ("", NONE),
    ],
)
def test_heading_direction(words: str, direction: Direction) -> None:
    """A heading speaks for all under it only where it names one direction."""
    assert heading_direction(words) is direction


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("Regular meetings built trust between doctors and social workers.", HELPS),
        ("Shared records helped nurses and social workers to work together.", HELPS),
        ("Lack of time for joint meetings was a barrier.", HINDERS),
        ("Different eligibility criteria made joint working difficult.", HINDERS),
        ("The pilot was valued by the teams, but the doctors were too busy to take part.", MIXED),
        ("The practice has four rooms.", NONE),
        ("There is little research on how the teams work together.", NONE),
        ("", NONE),
    ],
)
def test_sentence_direction(words: str, direction: Direction) -> None:
    """What words alone say of joint working, in plain cases."""
    assert sentence_direction(words) is direction


@pytest.mark.parametrize(
    ("clause", "turned"),
    [
        ("the meetings were helpful", ["good", "wanted"]),
        ("the form was not helpful", ["good_turned"]),
        ("there were barriers", ["bad"]),
        ("there were no barriers", ["bad_turned"]),
        ("this removed barriers", ["bad_turned"]),
        ("quarrels were rare", ["bad_turned"]),
        ("they had contact", ["wanted"]),
        ("they had no contact", ["wanted_lacking"]),
        ("they lost contact", ["wanted_lacking"]),
        ("none of them lost contact", ["wanted"]),
        ("contact increased", ["wanted_more"]),
        ("admissions fell", ["unwanted_less"]),
        ("admissions did not fall", ["unwanted_not_less"]),
        ("admissions rose", ["unwanted_more"]),
        ("admissions were counted", []),
        ("goodwill declined", ["good_turned"]),
        ("there was great difficulty", ["bad"]),
        ("the room was blue", []),
        ("the record was not promising", ["good_turned"]),
        ("the benefits did not materialise", ["good_turned"]),
        ("the Care Trust had an office", []),
        ("an NHS trust had an office", []),
        ("this restricts contact", ["undone"]),
        ("this restricted the confusion", ["bad_undone"]),
        ("trust was undermined", ["undone"]),
        ("nobody said that it was a barrier", ["bad_turned"]),
        ("distance was not an obstacle", ["bad_turned"]),
        ("a barrier to good relations", ["bad", "wanted"]),
        ("there are barriers to overcome", ["bad"]),
        ("it failed to remove barriers", ["bad"]),
        ("not only helpful", ["good"]),
        ("the gains seemed to be fewer and the upheaval greater", ["good_turned", "bad"]),
        ("the savings were smaller", ["good_turned"]),
        ("fewer delays and greater openness", ["bad_turned", "good", "good"]),
        ("they will have to overcome many obstacles", ["bad"]),
        ("they will find it hard to overcome the obstacle", ["bad", "bad"]),
        ("this does not require new money", ["unwanted_none"]),
        ("to fill gaps in the rota", ["good"]),
        ("there are gaps in the rota", ["bad"]),
        ("as the talk of it gains ground", ["wanted"]),
        ("their respective sizes", []),
        ("they have never enjoyed a close and trusting tie", ["good_turned", "good_turned"]),
        ("they did not get money", ["wanted_lacking"]),
        ("contact has remained limited", ["bad", "wanted_less"]),
        ("it helped them to overcome obstacles", ["good", "bad_turned"]),
        ("no greater openness", ["good_turned", "good_turned"]),
    ],
)
def test_words_are_turned_by_those_around(clause: str, turned: list[str]) -> None:
    """Negation, lack, relief, rise and fall turn what a word says."""
    assert sorted(turned_words(clause)) == sorted(turned)


@pytest.mark.parametrize(
    ("words", "helps"),
    [
        ("It is assumed that merger brings benefits, a view that overlooks the cost.", False),
        ("The fear that the teams would quarrel proved unfounded.", True),
    ],
)
def test_what_is_taken_back_counts_the_other_way(words: str, helps: bool) -> None:
    """A hope that is doubted speaks against, and a fear that proved groundless for."""
    found = cues(words)
    assert (found["bad_turned" if helps else "good_turned"], found["good"]) == (1, 0)


def test_negation_does_not_reach_into_the_next_clause() -> None:
    """What one clause denies, the next may still say."""
    assert cues("They did not meet, but trust was high.")["good"] == 1
    assert cues("They did not meet, but trust was high.")["good_turned"] == 0


@pytest.mark.parametrize(
    ("cue", "has", "has_not"),
    [
        ("condition", "It works provided that all agree.", "It works, and all agree."),
        ("not_surely", "This does not necessarily help.", "This does not help."),
        (
            "contrast_and_both",
            "It was valued, but there were quarrels.",
            "It was valued, and there was trust.",
        ),
        ("hedge", "It might help.", "It helps."),
        ("no_guarantee", "Meeting is no guarantee of agreeing.", "Meeting guarantees nothing."),
        ("taken_back", "They assume that all gain, which overlooks the cost.", "They assume that all gain."),
        ("no_need", "They managed without a partner.", "They managed with a partner."),
        ("left_out", "Tenants were not consulted.", "Tenants were consulted."),
        ("low_priority", "It came low on the list.", "It came with the list."),
        ("carries_over", "The lessons may not hold elsewhere.", "The bus went elsewhere."),
        ("little_known", "Little is known of this.", "Little is eaten of this."),
        ("but_for", "Without her it would have failed.", "Without her it has failed."),
        ("leads_in", "Staff gave three reasons:", "Staff gave three reasons."),
        ("leads_in", "What do “they” want?”", "What they want."),
        ("late", "Nobody asked us; we were not told until June.", "We were told in June."),
        ("imperative", "Keep promises.", "Promises were kept."),
        ("of_ourselves", "This report looks at teams.", "The team looks at reports."),
        ("aim", "To reduce delay", "Reduced delay"),
        ("year", "It began in 2004.", "It began early."),
    ],
)
def test_a_cue_is_seen_where_it_stands_and_only_there(cue: str, has: str, has_not: str) -> None:
    """Conditions, hedges, contrasts and talk of evidence are each told apart."""
    assert cues(has)[cue] > 0
    assert cues(has_not)[cue] == 0


def test_a_word_that_joins_two_sentences_is_no_contrast_within_one() -> None:
    """ "However" at the start turns from the sentence before, and has no two sides of its own."""
    assert cues("However, trust was high.")["contrast"] == 0
    assert cues("Trust was high, however small the team.")["contrast"] == 1


def test_a_comma_ends_what_is_conceded() -> None:
    """What is granted first has its own side, and does not count with the rest."""
    found = cues("Despite much goodwill, contact was limited.")
    assert (found["first"], found["last"]) == (1, -1)


def test_an_addition_is_no_contrast() -> None:
    assert (
        cues("It has the same benefits but with the additional opportunity of talk.")["after_contrast"] == 0
    )
    assert cues("It has benefits but the talk is limited.")["after_contrast"] == -1


def _model(digest: str | None, **changes: float) -> DirectionModel:
    """Weights made for the test: a good word says, and helps; so does the first component of a vector."""

    def head(vector: tuple[float, ...], intercept: float = 0.0) -> Head:
        return Head(intercept=intercept, cues={"good": 1.0, "bad": 0.0}, vector=vector)

    def weights(vector: tuple[float, ...]) -> Weights:
        empty = tuple(0.0 for _ in vector)
        return Weights(
            says=head(vector),
            mixed=head(empty, -9.0),
            helps=head(vector, -0.5),
            says_from=0.5,
            mixed_from=0.0,
        )

    none = {"good": 0.0, "bad": 0.0}
    one = {"good": 1.0, "bad": 1.0}
    file = Trained(
        trained_on="nothing",
        reached={},
        model="made-up",
        digest="digest",
        means=none,
        deviations=one,
        around=changes.get("around", 0.0),
        of_the_work=changes.get("of_the_work", 0.0),
        words_alone=weights(()),
        with_vectors=weights((2.0, 0.0)),
    )
    return DirectionModel(digest, file)


VECTORS = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)


def test_vectors_count_only_with_the_model_that_the_weights_were_trained_for() -> None:
    """Another model's vectors have nothing to do with the weights, and are left out."""
    plain = ["The room was blue."] * 2
    assert _model("digest").directions(plain, VECTORS) == [HELPS, NONE]
    assert _model("another").directions(plain, VECTORS) == [NONE, NONE]
    assert _model(None).directions(["Trust was high."]) == [HELPS]


def test_weights_for_vectors_are_never_used_without() -> None:
    """Half of a model would give directions that nobody has measured."""
    with pytest.raises(ValueError, match="no vectors"):
        _model("digest").directions(["Trust was high."])


def test_a_sentence_is_read_with_its_neighbours() -> None:
    """Beside one that says something a doubtful sentence says it sooner; alone it stays as it is."""
    said = ["There was trust.", "The room was blue.", "There was trust."]
    assert _model(None).directions(said)[1] is NONE
    assert _model(None, around=0.6).directions(said)[1] is not NONE
    assert _model(None, around=0.6).directions(said[1:2]) == [NONE]


def test_what_is_announced_is_said_by_the_next_sentence() -> None:
    """Where that goes the same way; what announces the other side says nothing of it."""
    model, said = _model(None), "The room was blue."
    assert model.directions(["However, they are not without their problems.", said])[1] is HINDERS
    assert model.directions(["There were several benefits.", said])[1] is NONE
    assert (
        model.directions(
            ["The problems of the town were known to all who had ever lived there for long.", said]
        )[1]
        is NONE
    )


def test_under_a_heading_of_the_work_itself_less_is_said() -> None:
    """Methods tell how a study was made, whatever words they need for it."""
    model = _model(None, of_the_work=1.0)
    assert model.directions(["There was trust."], heading="Results") == [HELPS]
    assert model.directions(["There was trust."], heading="Methods and data") == [NONE]


def test_a_question_and_what_leads_in_a_list_say_nothing() -> None:
    """They open what follows, and that says it."""
    assert _model(None).directions(["There was trust:", "Was there trust?", "There was trust."]) == [
        NONE,
        NONE,
        HELPS,
    ]


def test_the_weights_tell_what_they_were_trained_on_and_reached() -> None:
    """Every cue has its weight in every head, and the figures stand beside."""
    file = trained()
    names = list(cues("Any words."))
    for weights in (file.words_alone, file.with_vectors):
        assert all(list(head.cues) == names for head in (weights.says, weights.mixed, weights.helps))
    assert list(file.means) == list(file.deviations) == names
    assert not file.words_alone.says.vector
    assert file.with_vectors.says.vector
    assert 0.5 < file.reached["vectors report all"] < 1


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("Integrated working in practice", Level.INTEGRATED),
        ("At the level of the general practice", Level.INTEGRATED),
        ("Partnership working", Level.PARTNERSHIP),
        ("Barriers at the organisational level", Level.PARTNERSHIP),
        ("Barriers at the organizational level", Level.PARTNERSHIP),
        ("Integrated working and partnership working", None),
        ("Methods", None),
        ("", None),
    ],
)
def test_level(words: str, level: Level | None) -> None:
    """A level is named, or it is not; never chosen between two."""
    assert level_of(words) is level


@given(st.text())
def test_any_words_have_a_direction_and_a_level(words: str) -> None:
    """No text is too odd to be judged."""
    assert heading_direction(words) in (HELPS, HINDERS, NONE)
    assert sentence_direction(words) in Direction
    assert list(cues(words)) == list(trained().means)
    assert level_of(words) in (None, *Level)


@given(
    st.sampled_from(["barriers", "problems", "risks"]),
    st.sampled_from(["benefits", "strengths", "successes"]),
)
def test_a_heading_of_both_directions_names_neither(bad: str, good: str) -> None:
    """Whatever the order and the case."""
    assert heading_direction(f"{good} and {bad}") is NONE
    assert heading_direction(f"{bad.upper()} against {good.title()}") is NONE
    assert heading_direction(bad) is HINDERS
    assert heading_direction(good) is HELPS


@pytest.mark.parametrize(
    ("words", "weighs"),
    [
        ("There is little evidence that ovens help.", True),
        ("The benefits for bakers have yet to be confirmed.", True),
        ("The date of the fair has yet to be confirmed.", False),
        ("Ovens help bakers.", False),
    ],
)
def test_what_weighs_the_evidence_itself(words: str, weighs: bool) -> None:
    """What is not confirmed may be anything; it has to be what came of something."""
    assert speaks_of_evidence(words) is weighs
