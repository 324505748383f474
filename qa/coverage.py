"""What of a question the quotes picked for it hold, and a second look for the names that they do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.structure.marks import words_of
from qa.abbreviations import holds
from qa.evidence_sentences import Evidence, EvidenceSentence, in_groups, says_the_same, share_of
from qa.query import as_told, stems, telling_words, topic_of
from qa.search import Search
from qa.shape import is_of_form

OF_SIDE = 0.5  # the share of a side's words, by rarity, around a sentence of that side
_OF_NAME, _OF_NAMES = 2, 2  # sentences at most of one name that no quote has, and of all such names


def find_unmet(evidence: Evidence, picked: Sequence[EvidenceSentence]) -> tuple[str, ...]:
    """The question's rare words that no passage quoted from holds: what the answer may pass over."""
    search, held = evidence.search, set[str]()
    for item in picked:
        text = evidence.sources[item.source][1].text
        said = (words_of(text, sentence.spans) for sentence in item.passage.sentences)
        held |= stems(" ".join((item.passage.over, *said)))
    own = search.query.own_words
    return tuple(
        search.query.as_typed(word)
        for word in search.rarity.rare
        if word in own and not is_of_form(word, search.query.shape.of_evidence) and not holds(held, word)
    )


def with_names_missed(evidence: Evidence, picked: list[EvidenceSentence]) -> list[EvidenceSentence]:
    """With the best that hold a name of the question which nothing picked has: it may be all that is asked of.

    What is written with a capital is meant as it stands ("IT"), where other words have others like them.
    """
    missed = [word for word in find_unmet(evidence, picked) if word[0].isupper()]
    if not missed:
        return picked
    wanted = evidence.search.query.shape.wanted
    scored = [item for item in evidence.sentences() if not wanted or item.sentence.direction in wanted]
    more: list[EvidenceSentence] = []
    for word in missed:
        more += [item for item in scored if holds(stems(item.words), as_told(word))][:_OF_NAME]
    fresh: list[EvidenceSentence] = []
    for item in more:
        if not any(says_the_same(item, other) for other in (*picked, *fresh)):
            fresh.append(item)
    return in_groups([*picked, *fresh[:_OF_NAMES]])


@dataclass(frozen=True, slots=True)
class Quoted:
    """Shares of the topic's words, by rarity, that quotes have with what stands around them.

    Of a question that leans on another, no more than of its own words: "And for carers?" is about carers.
    """

    most: float  # in one quote
    typical: float  # in a middling one; as ``most`` where breadth is asked for
    together: float  # in all of them


ALL_QUOTED = Quoted(1.0, 1.0, 1.0)


def how_much_quoted(search: Search, picked: Sequence[EvidenceSentence]) -> Quoted:
    """What the quotes have of the topic."""
    share_own = share_of_topic(search)
    topic = topic_of(search.query.words)
    share = share_of(search, topic) if topic else share_own
    shares = [min(share(item.around), share_own(item.around)) for item in picked]
    most = max(shares, default=0.0)
    typical = most if search.query.shape.wanted or not shares else median(shares)
    return Quoted(most, typical, share(frozenset().union(*(item.around for item in picked))))


def share_unknown(search: Search) -> float:
    """Of the topic's words, by rarity, the share that the documents do not have."""
    weights = search.weights(topic_of(search.query.words))
    unknown = sum(weight for word, weight in weights.items() if word in search.rarity.unknown)
    return unknown / (sum(weights.values()) or 1.0)


def compares(search: Search, picked: Sequence[EvidenceSentence]) -> bool:
    """Whether a quote has something of both sides of a comparison; True where none is asked for."""
    sides = shares_of_sides(search)
    return not sides or any(all(share(item.around) >= OF_SIDE for share in sides) for item in picked)


def shares_of_sides(search: Search) -> list[Callable[[frozenset[str]], float]]:
    """Of the words that each side of a comparison has and the other has not, the share among given stems.

    None unless each has words of its own.
    """
    query = search.query
    first, second = (set(telling_words(side)) & set(query.words) for side in query.shape.sides or ("", ""))
    own = (first - second, second - first)
    return [share_of(search, sorted(words)) for words in own] if all(own) else []


def share_of_topic(search: Search) -> Callable[[frozenset[str]], float]:
    """Of the words that the question is about, weighed by their rarity, the share among given stems."""
    topic = topic_of(search.query.words)
    # "And for carers?" is about carers, whatever it leans on.
    own = [word for word in topic if word in search.query.own_words]
    return share_of(search, own or topic) if topic else lambda _: 1.0
