"""Sentences of the one study or scheme that a question names: by its authors, its place or its own name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.library import Library
from ingest.structure.marks import words_of
from ingest.types import Direction
from ingest.words import stems_of, word_stems, words
from qa.context import stands_under
from qa.evidence_sentences import Evidence, EvidenceSentence, evidence_sentence, share_of
from qa.query import as_told, stems, telling_words
from qa.ranking import Ranked
from qa.search import Search
from qa.studies import design_of, is_detail

_LONGEST_NAME = 4  # telling words
_FEW = 6  # a word is no name that one passage in so many holds
_ASKED = 0.5  # the share of the question's other words, by rarity, that a column's heading then has
_MOST_DETAILS = 15
_OF_STUDIES = re.compile(r"\b(?:studies|evaluations|papers|trials|articles)\b", re.IGNORECASE)

# How the studies were made, or which there are: what the source says each of them was.
_OF_DESIGN = re.compile(
    r"\b(?:designs?|methods?|methodolog\w+)\b|"
    r"\b(?:(?:types?|kinds?|sorts?) of (?:stud(?:y|ies)|papers?|evaluations?|evidence)|"
    r"(?:which|what) (?:\w+ )?(?:studies|papers|evaluations|trials) (?:are|were|did|does|has|have|is)\b"
    r".{0,40}\b(?:included?|there|covers?|covered|reviewed?|looked? at|in the review|found|draws? on))\W*$",
    re.IGNORECASE,
)

_Study = tuple[str, str]  # a source, and in it the key of a study


@dataclass(frozen=True, slots=True)
class NamedStudy:
    """A study, the stems of the words that name it in the question, and all that is reported from it."""

    study: _Study
    name: frozenset[str]
    sentences: list[EvidenceSentence]


def about_named(evidence: Evidence) -> list[EvidenceSentence]:
    """What is said of the study or scheme that the question is about; nothing where that is no name.

    A name is a few words, one of which hardly any passage holds, or written with capitals few. What
    names the study among others, and says less of it, comes last.
    """
    search = evidence.search
    name = telling_words(search.query.shape.about or "")
    if not 0 < len(name) <= _LONGEST_NAME or not (
        set(name) & set(search.rarity.rare) or all(_is_written_as_name(search, word) for word in name)
    ):
        return []
    whole, scored = stems_of(name), evidence.sentences()
    naming = [item for item in scored if whole <= stems(item.words)]
    study = _study_of_most(naming)

    def is_about(item: EvidenceSentence) -> bool:
        if study is None or item.sentence.study is None:
            return whole <= item.around
        return _is_of(study)(item) or item in naming

    found = list(filter(is_about, scored))
    return found if study is None else sorted(found, key=_is_of(study), reverse=True)


def study_named(evidence: Evidence) -> NamedStudy | None:
    """The study that a word within the question names: "What went wrong in Salford?"

    None where the question names nothing, or what it names is not one study's alone.
    """
    search = evidence.search
    typed = words(search.query.standalone)[1:]  # the first word has its capital anyway
    names = {as_told(word) for word in typed if word[0].isupper() and not word.isupper()}
    names = {name for name in names if _is_written_as_name(search, name)}
    if not names:
        return None
    whole, scored = stems_of(names), evidence.sentences()
    study = _study_of_most([item for item in scored if whole <= stems(item.words)])
    if study is None:
        return None
    # What is reported from a study is about what names it, whether it says the name or not.
    own = [replace(item, around=item.around | whole) for item in scored if _is_of(study)(item)]
    return NamedStudy(study, whole, own)


def details_asked(library: Library, evidence: Evidence, named: NamedStudy | None) -> list[EvidenceSentence]:
    """What a table tells of the study under the heading that the question asks for: "Was it peer reviewed?"

    Where the question names none and asks of studies, the whole column. How a study was made stands where the
    source says what it was.
    """
    query = evidence.search.query
    of_design = _OF_DESIGN.search(query.question) is not None
    if named is None and not _OF_STUDIES.search(query.standalone):
        return []
    name = named.name if named is not None else frozenset[str]()
    own = query.own_words  # and not those of a question that it leans on
    asked = [
        word
        for word in query.words
        if word in own and not name.issuperset(word_stems(word)) and not _OF_STUDIES.fullmatch(word)
    ]
    share = share_of(evidence.search, asked)
    found: list[EvidenceSentence] = []
    for place in evidence.ranked if named is not None else _all_of_found(library, evidence):
        document = evidence.sources[place.stored.source][1]
        for number, sentence in enumerate(place.stored.passage.sentences):
            if named is not None and (place.stored.source, sentence.study) != named.study:
                continue
            if sentence.study is not None and is_detail(document, sentence):
                *_, column = stands_under(document, sentence) or ("",)
                said = words_of(document.text, sentence.spans)
                around = name | stems(f"{column} {said}")
                score = share(stems(column))
                design = design_of(document, sentence.study) if of_design else None
                if design is not None:
                    score = float(design.span.covers(sentence.spans[0]))
                item = evidence_sentence(place, number, said, score, around)
                found.append(replace(item, sentence=replace(sentence, direction=Direction.NONE)))
    most = max((item.score for item in found), default=0.0)
    best = [item for item in found if item.score == most] if most >= _ASKED else []
    best.sort(key=lambda item: item.place)
    return best[:_MOST_DETAILS]


def _all_of_found(library: Library, evidence: Evidence) -> Iterator[Ranked]:
    """Every passage of the sources found that list studies: a column has more cells than a search finds."""
    found = dict.fromkeys(place.stored.source for place in evidence.ranked)
    listing = [source for source in found if evidence.sources[source][1].studies]
    for stored in library.passages_of(listing):
        yield Ranked(stored, 0.0, {}, np.zeros(len(stored.passage.sentences), dtype=np.float32))


def _study_of_most(naming: Sequence[EvidenceSentence]) -> _Study | None:
    """The study from which most of what is reported there comes."""
    studies = Counter((item.source, item.sentence.study) for item in naming if item.sentence.study)
    for (source, key), count in studies.most_common(1):
        if key and 2 * count > studies.total():
            return source, key
    return None


def _is_of(study: _Study) -> Callable[[EvidenceSentence], bool]:
    return lambda item: (item.source, item.sentence.study) == study


def _is_written_as_name(search: Search, word: str) -> bool:
    """Whether a word has a capital in the question, and only few passages hold it."""
    frequency = search.rarity.frequencies.get(word, 0)
    return search.query.as_typed(word)[:1].isupper() and 0 < frequency * _FEW < search.rarity.passages
