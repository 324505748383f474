"""Signs of a damaged extraction: what a librarian should look at before trusting a text."""

from __future__ import annotations

import re

from ingest.receipts import Quality
from ingest.types import Document

# The replacement character, private use areas and lone surrogates: glyphs without a meaning.
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff\ud800-\udfff\U000f0000-\U0010fffd]|\\(cid:\\d+\\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Of torn words most letters are small; capitals alone are initials, and letters before a
# full stop or a bracket are short forms ("e.g.") or number a list.
_SINGLE = re.compile(r"(?<![\w.'’])[a-zß-öø-ÿ](?![\w.)'’])")
_LETTERS_THAT_ARE_WORDS = frozenset("aeiouykswvzàáéèíóòúçßøåöæ")
# "theGP" and "team.The" want a space; "McDonald", "eHealth" and "PhD" do not.
_JOINED = re.compile(r"\w*[a-z]{2}(?:[A-Z][a-z]{2}|[.,;:!?][A-Z][a-z])\w*")
_PREFIXED = re.compile(r"(?:Mc|Mac|O|De|Di|La|Le|Van|Von)[A-Z][a-z]+")
_LONGEST_WORD = 28
_LONGEST_RUN = 200
_ADDRESS = re.compile(r"://|www\.|@|\.(?:uk|com|org|net|gov)\b", re.IGNORECASE)

# Shares beyond these are found in no sound text of the kinds that were tried.
_MOST_UNKNOWN = 0.002
_MOST_SINGLE = 0.06
_MOST_JOINED = 0.01
_FEWEST_WORDS = 50


def quality_of(document: Document) -> Quality:
    """Shares of unknown glyphs, of one-letter words, and of words that should be two."""
    text = document.text
    unknown = sum(len(match.group()) for match in _UNKNOWN.finditer(text))
    # Run by run, none of them at any length: a file can be one unbroken run of millions.
    runs = (run[:_LONGEST_RUN] for run in text.split())
    plain = " ".join(run for run in runs if not _ADDRESS.search(run))
    words = _WORD.findall(plain)
    single = sum(letter not in _LETTERS_THAT_ARE_WORDS for letter in _SINGLE.findall(plain))
    joined = sum(not _PREFIXED.fullmatch(run) for run in _JOINED.findall(plain))
    # Where letters have no capitals, words may have no spaces between them either.
    joined += sum(len(word) > _LONGEST_WORD and word.lower() != word.upper() for word in words)
    return Quality(
        round(unknown / max(1, len(text)), 4),
        round(single / max(1, len(words)), 4),
        round(min(1.0, joined / max(1, len(words))), 4),
    )


def signs(quality: Quality, document: Document) -> tuple[str, ...]:
    """What of it should worry a librarian, in words."""
    found = []
    if quality.unknown_glyphs > _MOST_UNKNOWN:
        found.append(f"{quality.unknown_glyphs:.1%} of its characters are unknown glyphs")
    if len(document.text.split()) >= _FEWEST_WORDS:
        if quality.one_letter_words > _MOST_SINGLE:
            found.append(
                f"{quality.one_letter_words:.0%} of its words have one letter: words may be torn apart"
            )
        if quality.joined_words > _MOST_JOINED:
            found.append(f"{quality.joined_words:.1%} of its words look joined: spaces may be missing")
    return tuple(found)
