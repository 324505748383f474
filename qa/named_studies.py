"""Sentences of the one study or scheme that a question names: by its authors, its place or its own name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from ingest.words import word_stems, words
from qa.evidence_sentences import EvidenceSentence
from qa.query import as_told, stems, telling_words
from qa.search import Search

_LONGEST_NAME = 4  # telling words
_FEW = 6  # a word is no name that one passage in so many holds

_Study = tuple[str, str]  # a source, and in it the key of a study


def about_named(search: Search, scored: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """What is said of the study or scheme that the question is about; nothing where that is no name.

    A name is a few words, one of which hardly any passage holds, or written with capitals few. What
    names the study among others, and says less of it, comes last.
    """
    name = telling_words(search.query.shape.about or "")
    if not 0 < len(name) <= _LONGEST_NAME or not (
        set(name) & set(search.rarity.rare) or all(_is_written_as_name(search, word) for word in name)
    ):
        return []
    whole = frozenset(part for word in name for part in word_stems(word))
    naming = [item for item in scored if whole <= stems(item.words)]
    study = _study_of_most(naming)

    def is_about(item: EvidenceSentence) -> bool:
        if study is None or item.sentence.study is None:
            return whole <= item.around
        return _is_of(study)(item) or item in naming

    found = list(filter(is_about, scored))
    return found if study is None else sorted(found, key=_is_of(study), reverse=True)


def names_within(search: Search) -> frozenset[str]:
    """The words within a question that are written as names: "What went wrong in Salford?" """
    typed = words(search.query.standalone)[1:]  # the first word has its capital anyway
    names = (as_told(word) for word in typed if word[0].isupper() and not word.isupper())
    return frozenset(name for name in names if _is_written_as_name(search, name))


def of_study_named(names: Collection[str], scored: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """What is reported from the study that names name; nothing where that is not one study's alone."""
    whole = frozenset(part for name in names for part in word_stems(name))
    study = _study_of_most([item for item in scored if whole <= stems(item.words)])
    return [] if study is None else list(filter(_is_of(study), scored))


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
