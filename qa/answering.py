"""One question's way through one library: searched, judged, its sentences picked, its answer composed.

A joined question goes this way once for each of its parts, and its answer is theirs put together.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ingest.encoder import Encoder
from ingest.reranker import Reranker
from ingest.store import StoredSource
from qa.answerability import Judgement, judge
from qa.caveats import find_caveats, says_itself
from qa.composing import (
    Citations,
    compose_caveats,
    compose_findings,
    compose_passages,
    compose_studies,
)
from qa.coverage import (
    ALL_QUOTED,
    Quoted,
    compares,
    find_unmet,
    how_much_quoted,
    share_unknown,
    with_names_missed,
)
from qa.definitions import defines
from qa.elsewhere import absent_sides, find_elsewhere, lacking
from qa.evidence_sentences import Evidence, EvidenceSentence
from qa.joined import Asked
from qa.lead import bears, lead_for_findings, lead_for_parts, lead_for_same, lead_for_silence, only_searched
from qa.named_sources import NamedSources, find_named
from qa.named_studies import details_asked, study_named
from qa.overview import is_broad
from qa.picking import nearest_few, pick
from qa.query import Query, as_told, stems
from qa.ranking import METHODS, Ranked, rank
from qa.reranking import rerank
from qa.search import find_rarity, prepare
from qa.snapshot import Snapshot, SourcesOf
from qa.synonyms import other_words
from qa.types import Answer, Finding, Part, Question, RankedPassage, Status, Study
from qa.wording import instead_of, suggest

PASSAGES = 10  # in an answer, whatever its status
_AKIN = 4  # letters with which two words of one family begin: "succeed" and "success"


@dataclass(frozen=True, slots=True)
class _Reply:
    """What was found for a question that asks one thing."""

    query: Query
    named: NamedSources | None  # the sources that the question itself names
    evidence: Evidence
    judgement: Judgement
    picked: Sequence[EvidenceSentence]  # none where the library is silent
    quoted: Quoted
    caveats: Sequence[EvidenceSentence]


class Answering:
    """Answers from one state of the library, with one model."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, reranker: Reranker | None) -> None:
        self._snapshot = snapshot
        self._library = snapshot.library
        self._documents = SourcesOf(snapshot.library)
        self._encoder = encoder
        self._reranker = reranker

    def search(self, question: Question, asked: Asked, k: int, method: str) -> tuple[RankedPassage, ...]:
        """The ``k`` best passages by one method; for a joined question the best of its parts."""
        pages = []
        for query in asked.parts:
            narrowed, sources, _ = self._narrowed(query, question.sources)
            search = prepare(self._library, self._encoder, narrowed, sources)
            ranked = rank(self._library, search, method)
            # The other methods are there to be compared as they are.
            if self._reranker is not None and method == METHODS[0]:
                ranked = rerank(self._reranker, search, ranked, self._documents)
            pages.append(ranked)
        return compose_passages(_merged(pages)[:k], self._documents)

    def answer(self, question: Question, asked: Asked) -> Answer:
        """The whole answer."""
        clock = _Clock()
        replies = [self._reply(query, question.sources, clock) for query in asked.parts]
        passages = _merged([reply.evidence.ranked for reply in replies])[:PASSAGES]
        citations = Citations(self._documents)
        same = _same_as(replies)
        of_parts = [
            tuple(
                replace(finding, part=n)
                for finding in compose_findings(
                    r.picked if same[n] is None else (), citations, self._documents
                )
            )
            for n, r in enumerate(replies)
        ]
        findings = tuple(chain.from_iterable(of_parts))
        studies = self._studies(findings, citations)
        caveats = compose_caveats(_once(replies), citations, self._documents)
        joined = len(replies) > 1
        parts = tuple(
            Part(
                _by_itself(reply.query.question),
                self._lead(
                    reply, own, self._studies(own, citations) if joined else studies, citations, joined
                )
                if like is None
                else lead_for_same(_by_itself(replies[like].query.question)),
            )
            for reply, own, like in zip(replies, of_parts, same, strict=True)
        )
        rarity = replies[0].evidence.search.rarity if not joined else find_rarity(self._library, asked.whole)
        suggestion = suggest(self._library, asked.whole, rarity)
        found = compose_passages(passages, self._documents)
        clock.lap("compose")
        return Answer(
            id=question.id,
            question=question.text,
            standalone_question=asked.whole.standalone,
            status=Status.ANSWERED if findings else Status.NOT_IN_LIBRARY,
            lead=lead_for_parts(parts, findings, same) if joined else parts[0].lead,
            findings=findings,
            citations=citations.all(),
            passages=found,
            caveats=caveats,
            library=self._snapshot.info(),
            probability=round(max(reply.judgement.probability for reply in replies), 3),
            suggestion=suggestion,
            studies=studies,
            elsewhere=None if findings or joined else self._elsewhere(replies[0]),
            parts=parts if joined else (),
            timings_ms=clock.laps,
        )

    def _reply(self, query: Query, asked_of: tuple[str, ...], clock: _Clock) -> _Reply:
        library, documents = self._library, self._documents
        query, sources, named = self._narrowed(query, asked_of)
        search = prepare(library, self._encoder, query, sources)
        clock.lap("embed")
        ranked = found = rank(library, search)
        clock.lap("retrieve")
        if self._reranker is not None:
            ranked = rerank(self._reranker, search, found, documents)
            clock.lap("rerank")
        # On the order it was trained on: of the first passage's features much depends.
        judgement = judge(search, found)
        evidence = Evidence(search, ranked, documents)
        study = study_named(evidence)
        exact = details_asked(library, evidence, study)
        if exact or (named and named.whole):
            # The source is there, or the cell that is asked for.
            judgement = Judgement(1.0, answers=True, unknown=judgement.unknown if exact else ())
        picked = exact or (pick(evidence, study) if judgement.answers else [])
        if not exact and not bears(judgement, how_much_quoted(search, picked)):
            picked = nearest_few(picked, share_unknown(search))
        if picked and not exact:
            picked = with_names_missed(evidence, picked)
        # A cell is asked for by its row and column, and what a question on everything is about has no one word.
        whole = bool(exact) or is_broad(evidence)
        quoted = ALL_QUOTED if whole else how_much_quoted(search, picked)
        clock.lap("rank")
        cited = sorted({item.source for item in picked})
        caveats = find_caveats(library, search, cited, documents, picked)
        return _Reply(query, named, evidence, judgement, picked, quoted, caveats)

    def _studies(self, findings: Sequence[Finding], citations: Citations) -> tuple[Study, ...]:
        return compose_studies(findings, citations, self._documents)

    def _lead(
        self,
        reply: _Reply,
        findings: Sequence[Finding],
        studies: Sequence[Study],
        citations: Citations,
        is_part: bool,
    ) -> str:
        """What is there of the question and what is not; of a part also what kind of source might have that."""
        search, terms = reply.evidence.search, reply.query.shape.terms
        if findings:
            defined = (
                any(defines(item.words, term) for item in reply.picked for term in terms) if terms else None
            )
            lead = lead_for_findings(
                findings,
                studies,
                citations.all(),
                self._documents,
                reply.judgement,
                find_unmet(reply.evidence, [*reply.picked, *reply.caveats]),
                form=reply.query.shape.form,
                absent=absent_sides(self._library, reply.query, search.sources),
                says_itself=None if defined else says_itself(search, reply.caveats),
                quoted=reply.quoted,
                instead=self._instead(reply),
                compared=compares(search, reply.picked),
                defined=defined,
            )
        else:
            nearest = compose_passages(reply.evidence.ranked[:1], self._documents)
            lacks = lacking(reply.query, search.rarity, stems(nearest[0].text)) if nearest else ()
            searched = self._searched(reply)
            records = {source.key: source.record for source in searched}
            count = sum(source.passages for source in searched)
            lead = lead_for_silence(reply.judgement, nearest, lacks, records, count, shown=not is_part)
            if is_part and (elsewhere := self._elsewhere(reply)):
                lead += f" {elsewhere}"
        if reply.named is not None:
            these, others = (
                [self._library.source(key).record for key in keys]
                for keys in (reply.named.keys, reply.named.also_by)
            )
            lead += f" {only_searched(these, others)}"
        return lead

    def _instead(self, reply: _Reply) -> dict[str, str]:
        """For words that the documents do not have, another that they have.

        The same otherwise written, one of the same family ("success" for "succeed"), or a name ("IT" for "computer"): of
        others a word may well have another sense in the documents.
        """
        found, sources = {}, reply.evidence.search.sources
        for typed in reply.judgement.unknown:
            word = as_told(typed)
            akin = (said for said in other_words(word) if said[:_AKIN] == word[:_AKIN] or said.isupper())
            held = (said for said in akin if self._library.frequency(f'"{said}"', sources))
            if said := instead_of(self._library, word) or next(held, None):
                found[typed] = said
        return found

    def _elsewhere(self, reply: _Reply) -> str | None:
        """The kind of source that might have what these do not."""
        years = [source.record.year for source in self._searched(reply) if source.record.year]
        return find_elsewhere(reply.query.standalone, max(years, default=None))

    def _searched(self, reply: _Reply) -> list[StoredSource]:
        among = reply.evidence.search.sources
        return [source for source in self._library.sources if not among or source.key in among]

    def _narrowed(
        self, query: Query, asked_of: tuple[str, ...]
    ) -> tuple[Query, tuple[str, ...], NamedSources | None]:
        """A question and the sources to search for it: those it names, among those it is asked of."""
        library = self._library
        records = [source.record for source in library.sources if not asked_of or source.key in asked_of]
        named = find_named(query, records, library.uses_elsewhere)
        return (query, asked_of, None) if named is None else (named.query, named.keys, named)


def _by_itself(part: str) -> str:
    """A part of a joined question as a question."""
    return f"{part[:1].upper()}{part[1:].rstrip(' ?')}?"


def _merged(pages: Sequence[Sequence[Ranked]]) -> list[Ranked]:
    """The passages of all pages, best first, each once."""
    found: dict[int, Ranked] = {}
    for item in sorted(chain.from_iterable(pages), key=lambda item: -item.score):
        found.setdefault(item.stored.id, item)
    return list(found.values())


def _same_as(replies: Sequence[_Reply]) -> list[int | None]:
    """For each part the first before it that has all its quotes, if any."""
    places = [{item.place for item in reply.picked} for reply in replies]
    return [next((m for m in range(n) if own and own <= places[m]), None) for n, own in enumerate(places)]


def _once(replies: Sequence[_Reply]) -> list[EvidenceSentence]:
    """The caveats of all replies, each once, and none that another reply has as a finding."""
    shown = {item.place for reply in replies for item in reply.picked}
    found = {caveat.place: caveat for reply in replies for caveat in reply.caveats}
    return [caveat for place, caveat in found.items() if place not in shown]


class _Clock:
    """Times of the stages, in milliseconds; of a stage that comes again, the sum."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._begun = self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = round(self.laps.get(stage, 0.0) + (now - self._last) * 1000, 2)
        self.laps["total"] = round((now - self._begun) * 1000, 2)
        self._last = now
