"""What the sources themselves say of the strength and the limits of their evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.direction import speaks_of_evidence
from ingest.library import Library
from ingest.structure.marks import words_of
from ingest.words import word_stems
from qa.evidence_sentences import EvidenceSentence, evidence_sentence
from qa.query import stems, telling_words
from qa.ranking import rank
from qa.search import Search, find_rarity
from qa.shape import is_of_form
from qa.studies import Sources

_MOST = 2
_LONGEST = 300  # characters of a quote that a lead may hold
_LACKS = re.compile(
    r"\b(?:none|no|not|little|few|insufficient|lack(?:s|ing|ed)?|without|scarce|scant|sparse)\b",
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
    """At most two sentences in which the cited sources weigh this evidence, nearest to the question first."""
    if not sources:
        return []
    asked = replace(search.query, words=_WORDS)
    weighing = Search(asked, find_rarity(library, asked, sources), search.vector, tuple(sources))
    said = {item.words for item in shown}
    found: list[EvidenceSentence] = []
    for place in rank(library, weighing)[:30]:
        text = documents[place.stored.source][1].text
        for number, sentence in enumerate(place.stored.passage.sentences):
            words = words_of(text, sentence.spans)
            if words not in said and not words.endswith((":", "?")) and speaks_of_evidence(words):
                found.append(evidence_sentence(place, number, words, float(place.sentences[number])))
    best_last = sorted(found, key=lambda item: item.score)
    distinct = {item.words: item for item in best_last}
    return sorted(distinct.values(), key=lambda item: -item.score)[:_MOST]


def says_itself(search: Search, caveats: Sequence[EvidenceSentence]) -> str | None:
    """The caveat that tells that the sources have little or nothing on what is asked; None for none.

    It has the word of the question that tells most. What helps or hinders is not asked in one word.
    """
    shape = search.query.shape
    own = [word for word in search.query.words if not is_of_form(word)]
    if shape.wanted or shape.of_evidence or shape.about or not own:
        return None
    asked = set(word_stems(max(own, key=lambda word: search.rarity[word])))
    found = (item.words for item in caveats if asked <= stems(item.words) and _LACKS.search(item.words))
    return next((words for words in found if len(words) <= _LONGEST), None)
