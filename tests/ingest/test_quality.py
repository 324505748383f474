"""Signs of a damaged extraction: seen where they are, and not in sound texts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quality import quality_of, signs
from ingest.receipts import Quality
from ingest.types import Document
from tests.fakes import prose

CORPUS = sorted((Path(__file__).resolve().parents[2] / "corpus").glob("*.txt"))
SOUND = prose(1, paragraphs=12)


def quality(text: str) -> Quality:
    return quality_of(Document(text, ()))


def said(text: str) -> tuple[str, ...]:
    return signs(quality(text), Document(text, ()))


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.stem)
def test_the_corpus_is_sound(path: Path) -> None:
    """None of the four documents is called damaged."""
    assert said(path.read_text("utf-8")) == ()


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        "",
        " \n ",
        "McDonald and MacLeod met O'Brien, PhD, of eHealth Scotland. " * 20,
        "See https://www.example.org/aVeryLongPathThatGoesOn/andOn and write to Some.One@example.org. " * 20,
        "E. F. Codd, J. R. R. Tolkien and a friend, i.e. I, met at St. Mary's. " * 20,
        "L’évaluation de l’équipe a été menée à Genève où elle y est restée. " * 20,
        "Пациенты и врачи встретились в больнице. " * 20,
        "患者と医師は病院で会った。" * 40,
        "患者と医師と看護師と薬剤師と保健師と介護士がみんなで地域の病院の会議室で会った " * 20,
        "Pacient k lékaři v nemocnici s sestrou z města. " * 20,
        "Brown A, Smith BC, Jones D (2004) Visits. Leeds: X Press. Grey, E. and White, F. G. (2007). " * 20,
        "First a) the nurses, b) the doctors, c) others, e.g. managers; d. the rest (see p. 4, n = 12). "
        * 20,
        "12 34 56 7 8 9 10. " * 60,
    ],
    ids=lambda text: text[:20],
)
def test_sound_texts(text: str) -> None:
    """Names, addresses, initials, other languages and numbers are no damage."""
    assert said(text) == ()


def test_unknown_glyphs() -> None:
    """Characters that stand for nothing, as a font without its table of letters leaves them."""
    for glyph in ("\ufffd", "\uf0b7", "(cid:12)", "\U000f1234"):
        text = SOUND.replace("e", glyph, 30)
        (words,) = [sign for sign in said(text) if "unknown glyphs" in sign]
        assert "%" in words
        assert quality(text).unknown_glyphs > quality(SOUND).unknown_glyphs == 0


def test_torn_words() -> None:
    """Words torn into letters."""
    text = " ".join("".join(f"{letter} " for letter in word) for word in SOUND.split())
    assert quality(text).one_letter_words > 0.5
    assert any("torn apart" in sign for sign in said(text))


def test_joined_words() -> None:
    """Words between which the spaces were lost."""
    camel = "".join(word.capitalize() for word in SOUND.split())
    glued = SOUND.replace(". ", ".").replace("In ", "In")
    for text in (camel[:60] + " " + SOUND, SOUND.replace(" ", ""), glued):
        assert quality(text).joined_words > 0
    assert any("spaces may be missing" in sign for sign in said(SOUND.replace(" the ", "The")))


def test_short_texts_are_not_judged_by_their_words() -> None:
    """Of ten words one proves nothing; a glyph without meaning is one in any."""
    assert said("x y z and aThing") == ()
    assert said("x y \ufffd") != ()


def test_what_is_said_has_numbers() -> None:
    """A share in words, of what, and what it may mean."""
    document = Document("word " * 100, ())
    assert signs(Quality(0.012, 0.25, 0.031), document) == (
        "1.2% of its characters are unknown glyphs",
        "25% of its words have one letter: words may be torn apart",
        "3.1% of its words look joined: spaces may be missing",
    )
    assert signs(Quality(), document) == ()


@given(st.text("aAbBcZ .!\n'é\ufffd\uf0b7(cid:1)", max_size=200))
def test_shares_are_shares(text: str) -> None:
    """From 0 to 1, whatever the text."""
    found = quality(text)
    for share in (found.unknown_glyphs, found.one_letter_words, found.joined_words):
        assert 0 <= share <= 1


@pytest.mark.parametrize("run", ["a", "aB", "ab.", "w.", "://", "x@", "(cid:", "\ufffd"])
def test_a_run_without_end(run: str) -> None:
    """A text of one unbroken run takes no longer than any other of its length."""
    begun = time.perf_counter()
    quality(run * 500_000)
    assert time.perf_counter() - begun < 5


@given(st.integers(0, 40))
def test_more_damage_is_more(count: int) -> None:
    """The share of unknown glyphs grows with them."""
    assert quality(SOUND + "\ufffd" * count).unknown_glyphs == pytest.approx(
        count / (len(SOUND) + count), abs=1e-4
    )
