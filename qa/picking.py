"""The sentences that answer: picked out of the best passages, the same thing said once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.direction import speaks_of_evidence
from ingest.types import BlockKind, Direction
from qa.context import stands_under
from qa.coverage import OF_SIDE, share_of_topic, shares_of_sides
from qa.definitions import defines
from qa.evidence_sentences import (
    COUNTED,
    Evidence,
    EvidenceSentence,
    has_form,
    in_groups,
    share_of,
)
from qa.limits import BROAD, COMPARING, OF_EFFECT, OF_FORM, OF_ONE, OF_ONE_SIDE, OF_STUDY, PLAIN, best
from qa.named_studies import NamedStudy, about_named
from qa.overview import is_broad, overview
from qa.query import stems, telling_words, topic_of
from qa.results import sets_beside, tells_result
from qa.search import Search
from qa.shape import Shape
from qa.studies import Sources, is_detail

_FROM_PASSAGES = 10
# A question of direction, of two sides or of one scheme wants breadth: more passages, less of each.
_FROM_PASSAGES_BROAD = 20
_ENOUGH_WEIGHED = 3  # sentences that weigh the evidence, beside which no other is wanted
_ENOUGH_THEMES = 3  # in an overview; where there are fewer, the nearest sentences say more
_MOST_AGAINST = 3
_MOSTLY_UNKNOWN, _NEAREST = 0.5, 3
# Of what the best sentence holds of the topic's words, by rarity: the share a finding has to hold, more where no
# direction is asked for, and that below which all of the direction asked for are beside the topic. Chosen on the
# choosing parts.
_ON_TOPIC, _ON_TOPIC_PLAIN, _BESIDE = 0.3, 0.5, 0.7
_CHANGED = 0.5  # the share of the words of what may have changed, by rarity, around a result on it
_ENOUGH = 3  # results or definitions, beside which nothing else is wanted
_OR = re.compile(r",|\b(?:or|and)\b", re.IGNORECASE)


def pick(evidence: Evidence, named: NamedStudy | None = None) -> list[EvidenceSentence]:
    """The sentences that answer, in the order in which they are read.

    A question that asks for one direction gets sentences of that direction, or mixed ones, and
    where it takes a benefit for granted also the best of those against it; one whether something changed
    gets what is reported of that; one of a term's meaning who says it; one that compares gets
    both sides; one about a study or a scheme all that is said of that, but for what tables say of
    it beside its findings: whether it was peer reviewed, say; one of the evidence itself
    what weighs it, of no direction. Where the question names a study, what helped or hindered is of that.
    """
    shape = evidence.search.query.shape
    if shape.about and (about := about_named(evidence)):
        found = _without_details(about, evidence.sources) or about
        # What a table says helped, hindered or came of a study is the source's own summary of it.
        found.sort(key=lambda item: not _in_summary(evidence, item))
        return in_groups(_as_told(best(found, OF_ONE)))
    broad = bool(shape.wanted or shape.sides or shape.about or shape.of_evidence)
    scored = evidence.sentences(_FROM_PASSAGES_BROAD if broad else _FROM_PASSAGES)
    if shape.of_evidence:
        # What a table tells of one study says nothing of them all.
        return _weighing(_without_details(scored, evidence.sources))
    if shape.terms and (told := _definitions(evidence)):
        return told
    if shape.sides is not None and (sides := _sides(evidence, scored)):
        return sides
    if shape.wanted:
        own = [] if named is None else named.sentences
        if directed := [item for item in own if item.sentence.direction in shape.wanted]:
            return in_groups(best(directed, OF_STUDY))
        return _of_direction(evidence, scored)
    if shape.effect_on and (results := _results(evidence)):
        return in_groups(results)
    if shape.form is not None and shape.form.needed:
        having = [item for item in scored if shape.form.pattern.search(item.words)]
        counting = [i for i in having if has_form(shape.form, evidence.asked, i.words) == COUNTED]
        if having:
            return best(counting or having, OF_FORM)
    nearest = best(scored, PLAIN)
    return in_groups(nearest if named is not None else _on_topic(evidence.search, nearest))


def nearest_few(picked: Sequence[EvidenceSentence], unknown: float) -> list[EvidenceSentence]:
    """The best of what was picked, in its order: enough where it comes near and may not answer.

    Fewer where the documents do not have most of what is asked; ``unknown`` is the share of its words.
    """
    most = PLAIN.most if unknown < _MOSTLY_UNKNOWN else _NEAREST
    few = sorted(picked, key=lambda item: -item.score)[:most]
    return [item for item in picked if item in few]


# -- which are shown -------------------------------------------------------------------------


def _of_direction(evidence: Evidence, scored: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Those of the directions asked for; in all their breadth where the question is about everything."""
    shape = evidence.search.query.shape
    if is_broad(evidence):
        everything = evidence.sentences()
        of_themes = overview([item for item in everything if item.sentence.direction in shape.wanted])
        if len(of_themes) >= _ENOUGH_THEMES:
            return of_themes
    found = _without_details(scored, evidence.sources)
    kept = best(_directed(evidence.search, found or scored), BROAD)
    return in_groups([*kept, *_against(shape, scored, kept)])


def _results(evidence: Evidence) -> list[EvidenceSentence]:
    """What is reported to have come of it, or not, for what the question asks after; then what is nearest."""
    search, scored = evidence.search, _without_details(evidence.sentences(), evidence.sources)
    # "Admissions or placements": what is told of either answers.
    asked = [topic_of(telling_words(one)) for one in _OR.split(search.query.shape.effect_on)]
    shares = [share_of(search, words) for words in asked if search.rarity.tells_apart(words)]
    near = [item for item in scored if any(share(_said_of(item)) >= _CHANGED for share in shares)]
    told = [item for item in near if _tells_result(evidence, item)]
    if not told:
        return []
    # What is nearest of all is an answer too, whatever its words.
    results = best([item for n, item in enumerate(near) if n == 0 or item in told], OF_EFFECT)
    return [*results, *_beside(evidence, results)]


def _beside(evidence: Evidence, found: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """What is nearest beside what was found, where that is little."""
    near = _on_topic(evidence.search, evidence.sentences(_FROM_PASSAGES))
    fresh = [item for item in near if item not in found]
    return best(fresh, PLAIN)[: max(0, _ENOUGH - len(found))]


def _definitions(evidence: Evidence) -> list[EvidenceSentence]:
    """What says what the terms asked for are, then what is nearest; none where nothing does."""
    terms = evidence.search.query.shape.terms
    scored = evidence.sentences()
    told = [item for term in terms for item in scored if defines(item.words, term)][: OF_FORM.most]
    return [*told, *_beside(evidence, told)] if told else []


def _in_summary(evidence: Evidence, item: EvidenceSentence) -> bool:
    """Whether a sentence is of a cell of what helped, hindered or came of a study."""
    under = _under(evidence, item)
    return bool(under) and (item.sentence.by_structure or tells_result("", under))


def _said_of(item: EvidenceSentence) -> frozenset[str]:
    """Stems of what a sentence may speak of; an item of a cell does not speak of the item before."""
    return item.own if item.passage.kind is BlockKind.TABLE_ROW else item.around


def _tells_result(evidence: Evidence, item: EvidenceSentence) -> bool:
    """Whether a sentence reports what came of something, or that little is known of that."""
    return tells_result(item.words, _under(evidence, item)) or speaks_of_evidence(item.words)


def _under(evidence: Evidence, item: EvidenceSentence) -> tuple[str, ...]:
    """The table, the row and the column over a sentence; empty outside of tables."""
    if item.passage.kind is not BlockKind.TABLE_ROW:
        return ()
    return stands_under(evidence.sources[item.source][1], item.sentence)


def _without_details(scored: Sequence[EvidenceSentence], sources: Sources) -> list[EvidenceSentence]:
    """Without what tables tell of a study beside its findings."""
    return [item for item in scored if not is_detail(sources[item.source][1], item.sentence)]


def _directed(search: Search, scored: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Those of the direction asked for that are on the topic.

    Where something holds much more of the topic than any of them, that too, whatever its direction: the
    one report on a scheme may well be told without a word for whether it helped.
    """
    share = share_of_topic(search)
    shares = [share(item.around) for item in scored]
    most = max(shares, default=0.0)
    wanted = [item.sentence.direction in search.query.shape.wanted for item in scored]
    told = max((of for of, is_wanted in zip(shares, wanted, strict=True) if is_wanted), default=0.0)
    beside = told < _BESIDE * most
    return [
        item
        for item, of, is_wanted in zip(scored, shares, wanted, strict=True)
        if (is_wanted and of >= _ON_TOPIC * most) or (beside and of >= _BESIDE * most)
    ]


def _on_topic(search: Search, scored: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Those that have enough of what the question is about, beside what has most of it."""
    share = share_of_topic(search)
    shares = [share(item.around) for item in scored]
    most = max(shares, default=0.0)
    return [item for item, of in zip(scored, shares, strict=True) if of >= _ON_TOPIC_PLAIN * most]


def _weighing(scored: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """What weighs the evidence, then the best of the rest where little does; whether that helps is not asked."""
    weighing = best([item for item in scored if speaks_of_evidence(item.words)], PLAIN)
    rest = best([item for item in scored if not speaks_of_evidence(item.words)], PLAIN)
    kept = weighing if len(weighing) >= _ENOUGH_WEIGHED else [*weighing, *rest][: PLAIN.most]
    return [replace(item, sentence=replace(item.sentence, direction=Direction.NONE)) for item in kept]


def _against(
    shape: Shape, scored: Sequence[EvidenceSentence], kept: Sequence[EvidenceSentence]
) -> list[EvidenceSentence]:
    """Where a benefit is taken for granted, the best of what speaks against it."""
    if not shape.presumes or not kept:
        return []
    shown = {id(item) for one in kept for item in (one, *one.also)}
    against = [i for i in scored if i.sentence.direction is Direction.HINDERS and id(i) not in shown]
    least = BROAD.least * kept[0].score
    return [item for item in best(against, BROAD) if item.score >= least][:_MOST_AGAINST]


def _as_told(kept: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """As their source tells them, one source after another, the best first."""
    order = list(dict.fromkeys(item.source for item in kept))
    return sorted(kept, key=lambda item: (order.index(item.source), item.sentence.spans[0].start))


def _sides(evidence: Evidence, scored: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """What compares one side of a comparison with anything, then the best of each; none unless there is something on both."""
    shares = shares_of_sides(evidence.search)
    comparing = [
        item
        for item in (evidence.sentences() if evidence.search.query.shape.better else ())
        if sets_beside(item.words) and any(share(stems(item.words)) >= OF_SIDE for share in shares)
    ]
    found = best(comparing, COMPARING)
    for share in shares:
        near = [item for item in scored if share(item.around) >= OF_SIDE]
        fresh = [item for item in near if not any(item.sentence is known.sentence for known in found)]
        if not near:
            return []
        found += best(fresh, OF_ONE_SIDE)
    return found
