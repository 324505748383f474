"""A question made ready to search: its words, what it asks for, and what it leans on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.errors import QuestionError
from ingest.words import as_compared, stems_of, word_stems, words
from qa.abbreviations import abbreviations
from qa.putting_in import put_in
from qa.shape import Asks, Shape, is_of_form, says_direction, shape_of
from qa.types import Question

_LEANING_MOST = 4  # telling words; a question with more of its own says what it is about
_LEANT_ON = 3  # earlier questions, at most
LONGEST_QUESTION = 2000  # characters; the model reads the first few hundred words of it

_STOP = frozenset(
    """a about above after again all also although always am among an and another any anyone anything are aren't as at
    away back be became because been before being below between both but by can can't cannot come could did didn't do
    does doesn't doing don't done down during each either else ever every everyone everything far few for from further
    get gets getting give given go goes going gone got had has hasn't have haven't having he hello her here hers him his
    how however i i'd i'll i'm i've if in into is isn't it it's its itself just know last least less let let's like made
    make makes making many may me mean might more most much must my myself near need needs neither never no nobody none
    nor not nothing now of off often ok on once one ones only onto or other others ought our ours out over own per
    perhaps please put quite rather really said same say says see seem seems shall she should since so some someone
    something still such take takes tell than thank thanks that that's the their theirs them then there there's these
    they they're thing things think this those though through to together too toward towards under until up upon us use
    used using very want wants was wasn't way ways we we're we've well went were weren't what what's whatever when where
    whether which while who whom whose why will with within without won't would wouldn't yes yet you your yours
    actually any anybody argument arguments best biggest bit comes coming compare difference differences
    etc everybody first instead right round longer happen happened happening happens
    important keep keeps kept kind look looking looks lot main major putting show showing shown shows sort stuff
    tell thinking thought told tried tries try trying typical usual wonder wondering""".split()
)
_LEANING_START = re.compile(
    r"^(?:and|but|so|also|what about|how about|why(?: is that| not)?\??$|what else|any(?:thing)? (?:more|else)|more|"
    r"which (?:one|ones|of (?:them|these|those))|who said (?:that|so)|says who)\b",
    re.IGNORECASE,
)
_LEANING_WORD = re.compile(
    r"\b(?:(?P<many>they|them|theirs?)|(?P<thing>the (?:same|latter|former|authors?|study|evaluation|scheme|review|"
    r"pilot|project)(?! of\b))|(?P<own>its|his|her)|it|that|those|these(?! days)|this one|he|him|she)\b",
    re.IGNORECASE,
)
# "Why is it so hard to ...?" points to nothing; "Was it hard to ...?" does.
_EMPTY_IT = re.compile(
    r"\b(?:is it|it is|it['’]s)\b(?=\s+(?:so |too |really |ever )?\w+ (?:to|that|for|when|if)\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.?!]|\b(?:and|when|if|because|so)\b", re.IGNORECASE)
# In the word index's own terms, what a text of the direction asked for tends to say.
_FIELD_MATCH = {
    Asks.HELPS: ("factors", "help", "success"),
    Asks.HINDERS: ("factors", "hinder", "barriers", "difficulties"),
    Asks.BOTH: ("factors", "help", "hinder"),
    Asks.ANY: (),
}


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched."""

    question: str  # as asked, cleaned of control characters
    standalone: str  # as understood, with what it leans on
    words: tuple[str, ...]  # its telling words, in order, each once
    shape: Shape

    def as_typed(self, word: str) -> str:
        """One of the telling words as it stands in the question."""
        return next((typed for typed in words(self.standalone) if as_told(typed) == word), word)

    @property
    def own_words(self) -> frozenset[str]:
        """Those of the telling words that the question has itself, and not from what it leans on."""
        return frozenset(self.words) & frozenset(telling_words(self.question))

    @property
    def match_words(self) -> tuple[str, ...]:
        """What the word index is given."""
        long = (abbreviations()[word] for word in self.words if word in abbreviations())
        wanted = (*self.words, *long, *_FIELD_MATCH[self.shape.asks])
        return tuple({word_stems(word): word for word in reversed(wanted)}.values())[::-1]


def make_query(question: Question) -> Query:
    """Clean and understand a question. Raises QuestionError for one that cannot be searched."""
    text = clean(question.text)
    if not any(c.isalnum() for c in text):
        raise QuestionError(
            "There is no question; type one, such as “What helps GPs and social workers work together?”"
        )
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(text):,} characters; ask in at most {LONGEST_QUESTION:,}, one thing at a time"
        )
    history = [words for words in (clean(earlier) for earlier in question.history) if words]
    if not history or not leans(text):
        return Query(text, text, telling_words(text), shape_of(text))
    before = _leant_on(history)
    whole = put_in(text, _read_whole(before))
    if whole is not None:
        return Query(text, whole, telling_words(whole), shape_of(whole))
    standalone = f"{text} (after: {' '.join(reversed(before))})"
    return Query(text, standalone, telling_words(standalone), shape_of(text, before))


def beside(query: Query, before: str) -> Query:
    """A query read together with the question before it; what it asks for stays its own."""
    standalone = f"{query.question} (after: {before})"
    return replace(query, standalone=standalone, words=telling_words(standalone))


def clean(text: str) -> str:
    """Without control characters, invisible marks and runs of space."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())


def leans(text: str) -> bool:
    """Whether a question means something only after the one before it."""
    if _LEANING_START.match(text):
        return True
    plain = _EMPTY_IT.sub(" ", text)
    return len(telling_words(plain)) <= _LEANING_MOST and any(
        _points_back(found, plain[: found.start()]) for found in _LEANING_WORD.finditer(plain)
    )


def _points_back(found: re.Match[str], before: str) -> bool:
    """Whether a leaning word means something outside its question."""
    named = telling_words(before)
    if named and _CLAUSE.search(before):
        return False  # "Who funded the review, and who wrote it?"
    if found["many"] and any(word.endswith("s") for word in named):
        return False  # "How do GPs see their role?"
    # "Where does the club get its bread?", "How many studies are in the review?"
    return not (named and (found["own"] or found["thing"]))


def telling_words(text: str) -> tuple[str, ...]:
    """The words that say what a question is about, as they are compared, in order, each once."""
    # All in capitals a text tells no names from words.
    plain = (as_told(word) for word in words(text.casefold() if text.isupper() else text))
    return tuple(
        dict.fromkeys(word for word in plain if is_telling(word) and (len(word) > 1 or word.isdigit()))
    )


def topic_of(telling: Iterable[str]) -> list[str]:
    """Those of some telling words that say what a question is about, and not its direction or form."""
    return [word for word in telling if not says_direction(word) and not is_of_form(word)]


def as_told(word: str) -> str:
    """A word as it stands among the telling ones: as it is compared, without a possessive ending."""
    return as_compared(word).replace("’", "'").removesuffix("'s")


def is_telling(word: str) -> bool:
    """Whether a word, in lower case, says something of what a text is about."""
    return word not in _STOP


@lru_cache(maxsize=1 << 14)  # the sentences of a library come again with every question
def stems(text: str) -> frozenset[str]:
    """Stems of all the telling words of a text; a hyphenated word counts whole and in parts."""
    return stems_of(telling_words(text))


def match_any(words: tuple[str, ...]) -> str:
    """An FTS5 query for passages that hold any of the words; empty for none."""
    return " OR ".join(f'"{word.replace(chr(34), "")}"' for word in words)


def _leant_on(history: list[str]) -> list[str]:
    """The earlier questions back to the nearest one that stands by itself, the latest first."""
    chain: list[str] = []
    for earlier in reversed(history):
        chain.append(earlier)
        if not leans(earlier):
            break
    return chain[:_LEANT_ON]


def _read_whole(chain: list[str]) -> str:
    """The latest earlier question, what each names put into the one before where that is sure."""
    whole = chain[-1]
    for later in reversed(chain[:-1]):
        whole = put_in(later, whole) or later
    return whole
