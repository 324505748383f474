"""What must be true of every document and its passages, whatever the text: each breach in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from ingest.encoder import Encoder, compose
from ingest.evidence import EvidenceReader
from ingest.passages import make_passages
from ingest.types import BlockKind, Document, Passage, Span
from tests.fakes import SPECIAL_TOKENS


def document_breaches(document: Document) -> list[str]:
    """Where pages, sections, blocks, references or mentions do not hold in the text."""
    return [*_pages(document), *_blocks(document), *_indexes(document), *_other_spans(document)]


def passage_breaches(document: Document, encoder: Encoder) -> list[str]:
    """Where the passages are not the document's evidence, whole, once, and within the model's reach."""
    passages = make_passages(document, encoder.count, encoder.reach)
    return [
        *_sentences_cover_blocks(document),
        *_passages_cover_sentences(document, passages),
        *_passages_hold(document, passages, encoder),
        *_nothing_run_over(document, passages),
    ]


def uncovered(text: str, wanted: Iterable[Span], spans: Iterable[Span]) -> str:
    """The letters and digits of ``wanted`` that no span covers."""
    covered: set[int] = set()
    for span in spans:
        covered.update(range(span.start, span.end))
    return "".join(
        text[n]
        for span in wanted
        for n in range(span.start, span.end)
        if n not in covered and text[n].isalnum()
    )


def _pages(document: Document) -> Iterator[str]:
    edges = [0, *(page.span.end for page in document.pages)]
    starts = [*(page.span.start for page in document.pages), len(document.text)]
    if edges != starts:
        yield f"the pages do not cover the text in order: {[page.span for page in document.pages][:6]}"


def _blocks(document: Document) -> Iterator[str]:
    size = len(document.text)
    for block in document.blocks:
        if not block.spans:
            yield f"a {block.kind} without spans"
        for span in block.spans:
            if not 0 <= span.start < span.end <= size:
                yield f"a {block.kind} at {span} in a text of {size} characters"
        if any(before.end > after.start for before, after in pairwise(block.spans)):
            yield f"a {block.kind} whose spans overlap or stand in disorder: {block.spans}"
        for cell in block.cells if block.kind is BlockKind.TABLE_ROW else ():
            if not any(span.covers(cell.span) for span in block.spans):
                yield f"a cell at {cell.span} outside its row {block.spans}"
    runs = sorted((span for block in document.blocks for span in block.spans), key=lambda s: (s.start, s.end))
    for before, after in pairwise(runs):
        if before.end > after.start:
            yield f"two blocks share characters: {before} and {after}"


def _indexes(document: Document) -> Iterator[str]:
    for number, section in enumerate(document.sections):
        if section.parent is not None and not 0 <= section.parent < number:
            yield f"section {number} stands under {section.parent}"
    for block in document.blocks:
        if block.section is not None and not 0 <= block.section < len(document.sections):
            yield f"a {block.kind} in section {block.section} of {len(document.sections)}"
        if block.container is not None and not 0 <= block.container < len(document.containers):
            yield f"a {block.kind} in container {block.container} of {len(document.containers)}"
    keys = [reference.key for reference in document.references]
    if len(keys) != len(set(keys)):
        yield "two references have one key"
    for mention in document.mentions:
        if mention.reference not in keys:
            yield f"a mention of {mention.reference}, which is no reference"


def _other_spans(document: Document) -> Iterator[str]:
    spans = [
        *(section.heading for section in document.sections),
        *(c.caption for c in document.containers if c.caption is not None),
        *(block.lead_in for block in document.blocks if block.lead_in is not None),
        *(block.row_header for block in document.blocks if block.row_header is not None),
        *(span for reference in document.references for span in reference.spans),
        *(mention.span for mention in document.mentions),
    ]
    for span in spans:
        if not 0 <= span.start < span.end <= len(document.text):
            yield f"a span at {span} in a text of {len(document.text)} characters"


def _sentences_cover_blocks(document: Document) -> Iterator[str]:
    reader = EvidenceReader(document)
    for block in document.blocks:
        if not block.is_evidence:
            continue
        spans = [span for sentence in reader.sentences(block) for span in sentence.spans]
        wanted = [cell.span for cell in block.cells] if block.kind is BlockKind.TABLE_ROW else block.spans
        if left := uncovered(document.text, wanted, spans):
            yield f"no sentence of the {block.kind} at {block.start} holds {left[:40]!r}"
        if any(before.end > after.start for before, after in pairwise(spans)):
            yield f"the sentences of the {block.kind} at {block.start} overlap or stand in disorder"


def _passages_cover_sentences(document: Document, passages: Iterable[Passage]) -> Iterator[str]:
    reader = EvidenceReader(document)
    evidence = [block for block in document.blocks if block.is_evidence]
    wanted = [span for block in evidence for s in reader.sentences(block) for span in s.spans]
    taken = sorted(
        (span for passage in passages for s in passage.sentences for span in s.spans),
        key=lambda s: (s.start, s.end),
    )
    if left := uncovered(document.text, wanted, taken):
        yield f"no passage holds {left[:40]!r}"
    for before, after in pairwise(taken):
        if before.end > after.start:
            yield f"two passages share a sentence: {before} and {after}"
    if outside := uncovered(document.text, taken, wanted):
        yield f"a passage holds what is no evidence: {outside[:40]!r}"


def _passages_hold(document: Document, passages: Iterable[Passage], encoder: Encoder) -> Iterator[str]:
    for passage in passages:
        if not passage.sentences:
            yield f"a passage without sentences at {passage.spans}"
        for run in passage.spans:
            if not 0 <= run.start < run.end <= len(document.text):
                yield f"a passage at {run} in a text of {len(document.text)} characters"
        for span in (span for sentence in passage.sentences for span in sentence.spans):
            if not any(run.covers(span) for run in passage.spans):
                yield f"a sentence at {span} outside its passage {passage.spans}"
        composed = compose(document, passage)
        tokens = encoder.count(composed.text) + SPECIAL_TOKENS
        if tokens > encoder.reach:
            yield f"a passage of {tokens} tokens for a model that reads {encoder.reach}, at {passage.spans}"
        if any(not 0 <= a <= b <= len(composed.text) for a, b in composed.sentences):
            yield f"a composed sentence outside its text at {passage.spans}"


def _nothing_run_over(document: Document, passages: Iterable[Passage]) -> Iterator[str]:
    """No span of a passage runs over page furniture or anything that is not evidence."""
    quiet = sorted(
        ((span, block.kind) for block in document.blocks if not block.is_evidence for span in block.spans),
        key=lambda pair: pair[0].start,
    )
    for passage in passages:
        for run in passage.spans:
            for span, kind in quiet:
                if span.start >= run.end:
                    break
                if run.overlap(span):
                    yield f"a passage at {run} runs over the {kind} at {span}"
