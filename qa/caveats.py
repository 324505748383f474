"""What the sources themselves say of the strength and the limits of their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.direction import speaks_of_evidence
from ingest.library import Library
from ingest.structure.marks import words_of
from qa.evidence_sentences import EvidenceSentence, evidence_sentence
from qa.query import telling_words
from qa.ranking import rank
from qa.search import Search, find_rarity

_MOST = 2
# What such sentences are made of, for finding the passages that hold them.
_WORDS = telling_words(
    "evidence studies study evaluation evaluations research methodology insufficient limited unevaluated rigorous"
)


def find_caveats(
    library: Library,
    search: Search,
    sources: Sequence[str],
    text_of: Mapping[str, str],
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
        text = text_of[place.stored.source]
        for number, sentence in enumerate(place.stored.passage.sentences):
            words = words_of(text, sentence.spans)
            if words not in said and not words.endswith((":", "?")) and speaks_of_evidence(words):
                found.append(evidence_sentence(place, number, words, float(place.sentences[number])))
    best_last = sorted(found, key=lambda item: item.score)
    distinct = {item.words: item for item in best_last}
    return sorted(distinct.values(), key=lambda item: -item.score)[:_MOST]
