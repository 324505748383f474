"""What the sources themselves say of the strength and the limits of their evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.direction import speaks_of_evidence
from ingest.library import Library
from ingest.structure.marks import words_of
from ingest.words import word_stems
from qa.evidence_sentences import EvidenceSentence, evidence_sentence, says_the_same
from qa.query import stems, telling_words
from qa.ranking import rank
from qa.search import Search, find_rarity
from qa.shape import OF_MONEY, is_of_form
from qa.studies import Sources

_MOST = 2
_LONGEST = 300  # characters of a quote that a lead may hold
_LACKS = re.compile(
    r"\b(?:none|no|not|little|few|insufficient|lack(?:s|ing|ed)?|without|scarce|scant|sparse)\b",
    re.IGNORECASE,
)
# A caveat says that something is wanting; how a study was made, or ought to be, is none.
_WANTING = re.compile(
    rf"{_LACKS.pattern}|\b(?:limited|weak\w*|mixed|un(?:evaluated|clear|known|certain|proven|tested)|small(?:-scale)?|caution\w*|"
    r"under-?developed|patchy|inconclusive|yet to|cannot|hard to|difficult to)\b",
    re.IGNORECASE,
)
# What such sentences are made of, for finding the passages that hold them.
_WORDS = telling_words(
    "evidence studies study evaluation evaluations research methodology insufficient limited unevaluated rigorous"
)


def find_caveats(
    library: Library,
    search: Search,
    sources: Sequence[str],
    documents: Sources,
    shown: Sequence[EvidenceSentence],
) -> list[EvidenceSentence]:
    """At most two sentences in which the cited sources weigh this evidence, nearest to the question first.

    What is said of one study belongs beside what is quoted from that study alone.
    """
    if not sources:
        return []
    asked = replace(search.query, words=_WORDS)
    weighing = Search(asked, find_rarity(library, asked, sources), search.vector, tuple(sources))
    said = {item.words for item in shown}
    studies = {None, *(item.sentence.study for item in shown)}
    found: list[EvidenceSentence] = []
    for place in rank(library, weighing)[:30]:
        text = documents[place.stored.source][1].text
        for number, sentence in enumerate(place.stored.passage.sentences):
            words = words_of(text, sentence.spans)
            if words in said or words.endswith((":", "?")) or sentence.study not in studies:
                continue
            if speaks_of_evidence(words) and _WANTING.search(words):
                found.append(evidence_sentence(place, number, words, float(place.sentences[number])))
    kept: list[EvidenceSentence] = []
    for item in sorted(found, key=lambda item: -item.score):
        if len(kept) < _MOST and not any(says_the_same(item, other) for other in kept):
            kept.append(item)
    return kept


def says_itself(search: Search, caveats: Sequence[EvidenceSentence]) -> str | None:
    """The caveat that tells that the sources have little or nothing on what is asked; None for none.

    It has the word of the question that tells most; where money is asked for, any word for that. What helps or
    hinders is not asked in one word.
    """
    shape = search.query.shape
    own = [word for word in search.query.words if not is_of_form(word)]
    if shape.wanted or shape.of_evidence or shape.about or not own:
        return None
    asked = set(word_stems(max(own, key=lambda word: search.rarity[word])))
    of_money = shape.of_money and shape.form is None  # "how much" asks for a sum
    found = (
        item.words
        for item in caveats
        if (asked <= stems(item.words) or (of_money and OF_MONEY.search(item.words)))
        and _LACKS.search(item.words)
    )
    return next((words for words in found if len(words) <= _LONGEST), None)
