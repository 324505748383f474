"""Passages: whole sentences, of one block or list, within the model's reach, with what they stand under."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.encoder import compose
from ingest.passages import make_passages
from ingest.readers import read_document
from ingest.settings import CORPUS
from ingest.types import (
    Block,
    BlockKind,
    Cell,
    Container,
    Direction,
    Document,
    Page,
    Passage,
    Section,
    Span,
)
from tests.fakes import SPECIAL_TOKENS, FakeEncoder, prose
from tests.soak.invariants import document_breaches, passage_breaches, uncovered

DOCUMENTS = sorted([*(Path(__file__).parent / "documents").glob("*.txt"), *CORPUS.glob("*.txt")])
ENCODER = FakeEncoder()


def passages_of(document: Document, encoder: FakeEncoder = ENCODER) -> tuple[Passage, ...]:
    return make_passages(document, encoder.count, encoder.reach)


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def one_block(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    whole = Span(0, len(text))
    return Document(text, (Page("7", whole),), blocks=(Block(kind, (whole,)),))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_nothing_is_broken_in_a_real_document(path: Path) -> None:
    """Spans lie in the text, pages cover it, every evidence sentence is in one passage, none too long."""
    document = read_document(path, path.read_bytes()).document
    assert document_breaches(document) == []
    assert passage_breaches(document, ENCODER) == []
    assert passages_of(document)


def paragraphs(text: str, sections: tuple[int | None, ...]) -> Document:
    """A document of one paragraph a line, each in the section of that number."""
    blocks = []
    at_line = 0
    for line, section in zip(text.split("\n\n"), sections, strict=True):
        blocks.append(Block(BlockKind.PARAGRAPH, (Span(at_line, at_line + len(line)),), section))
        at_line += len(line) + 2
    heads = tuple(Section(f"Part {n}", 1, Span(0, 0), None) for n in range(2))
    return Document(text, (Page("7", Span(0, len(text))),), heads, blocks=tuple(blocks))


def test_short_paragraphs_of_a_section_go_together() -> None:
    """They are one passage of all their sentences, in one run; another section begins another."""
    text = "Trust grew. It took years.\n\nMoney was short.\n\nElsewhere it went well."
    first, second = passages_of(paragraphs(text, (0, 0, 1)))
    assert [s.spans[0].of(text) for s in first.sentences] == [
        "Trust grew.",
        "It took years.",
        "Money was short.",
    ]
    assert (first.page, first.kind, first.context) == ("7", BlockKind.PARAGRAPH, "Part 0")
    assert [span.of(text) for span in first.spans] == ["Trust grew. It took years.\n\nMoney was short."]
    assert [span.of(text) for span in second.spans] == ["Elsewhere it went well."]


def test_paragraphs_go_together_only_as_far_as_the_model_sees() -> None:
    """A paragraph that does not fit whole begins the next passage, and is not cut for it."""
    text = "\n\n".join(
        f"Part {n} says this. " + "So it went on and on. " * 12 + "It ended." for n in range(4)
    )
    found = passages_of(paragraphs(text, (0, 0, 0, 0)))
    assert [[span.of(text) for span in passage.spans] for passage in found] == [
        ["\n\n".join(text.split("\n\n")[:2])],
        ["\n\n".join(text.split("\n\n")[2:])],
    ]


def test_only_evidence_is_retrieved() -> None:
    """Headings, references and forms make no passages."""
    for kind in BlockKind:
        found = passages_of(one_block("Trust grew over the years.", kind))
        cells_wanted = kind is BlockKind.TABLE_ROW
        evidence = kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTATION)
        assert bool(found) is (evidence and not cells_wanted), kind


def test_a_list_is_one_passage_under_its_lead_in() -> None:
    """Items go together, the lead-in is context, and is not quoted; another section is apart."""
    text = "Barriers were:\n- lack of time\n- distance\n\nElsewhere it went well."
    lead = at(text, "Barriers were:")
    items = [
        Block(BlockKind.LIST_ITEM, (at(text, words),), lead_in=lead) for words in ("lack of time", "distance")
    ]
    after = Block(BlockKind.PARAGRAPH, (at(text, "Elsewhere it went well."),), 0)
    heads = (Section("", 1, Span(0, 0), None),)
    document = Document(text, (Page(None, Span(0, len(text))),), heads, blocks=(*items, after))
    listed, alone = passages_of(document)
    assert [s.spans[0].of(text) for s in listed.sentences] == ["lack of time", "distance"]
    assert listed.context == "Barriers were:"
    assert all(s.direction is Direction.HINDERS and s.by_structure for s in listed.sentences)
    assert alone.context == ""


def test_a_table_row_stands_under_its_caption_columns_and_study() -> None:
    """What names the row is context; each cell keeps its column's direction."""
    text = "Table 3: Views\nStudy\tHelps\tHinders\nBrown 2003\tTrust\tDistance"
    row = at(text, "Brown 2003\tTrust\tDistance")
    cells = (
        Cell(at(text, "Trust"), "Helps", Direction.HELPS),
        Cell(at(text, "Distance"), "Hinders", Direction.HINDERS),
    )
    document = Document(
        text,
        (Page("15", Span(0, len(text))),),
        (Section("Findings", 1, at(text, "Views"), None),),
        (Container("table", "Table 3", "Views", at(text, "Table 3: Views")),),
        (Block(BlockKind.TABLE_ROW, (row,), 0, 0, None, cells, at(text, "Brown 2003")),),
    )
    (passage,) = passages_of(document)
    assert passage.context == "Findings. Table 3: Views. Brown 2003. Helps; Hinders"
    assert [(s.spans[0].of(text), s.direction) for s in passage.sentences] == [
        ("Trust", Direction.HELPS),
        ("Distance", Direction.HINDERS),
    ]


def test_a_passage_over_a_page_turn_has_a_run_on_each_page() -> None:
    """What stands between is in neither run; the passage is on the page where it begins."""
    text = "Trust was a significant\n\n14\n\nemphasis of the work."
    first, second = at(text, "Trust was a significant"), at(text, "emphasis of the work.")
    turn = text.index("emphasis")
    document = Document(
        text,
        (Page("14", Span(0, turn)), Page("15", Span(turn, len(text)))),
        blocks=(
            Block(BlockKind.PARAGRAPH, (first, second)),
            Block(BlockKind.FURNITURE, (at(text, "14"),)),
        ),
    )
    (passage,) = passages_of(document)
    assert passage.spans == (first, second)
    assert passage.sentences[0].spans == (first, second)
    assert passage.page == "14"
    assert compose(document, passage).text == "Trust was a significant emphasis of the work."


@pytest.mark.parametrize("reach", [32, 64, 128, 256])
@pytest.mark.parametrize(
    "text",
    [
        "word " * 1000 + "end.",
        "x" * 20_000,
        "one clause; " * 400,
        "A short one. " + "and so on, " * 300 + "it went. A last one.",
        "(" * 1500 + "a",
    ],
    ids=["words", "no-space", "clauses", "between", "marks"],
)
def test_nothing_is_cut_off_unseen(reach: int, text: str) -> None:
    """A sentence longer than the model reads becomes several passages that hold all of it."""
    document = one_block(text.strip())
    encoder = FakeEncoder(reach=reach)
    found = passages_of(document, encoder)
    assert len(found) > 1
    for passage in found:
        assert encoder.count(compose(document, passage).text) + SPECIAL_TOKENS <= reach
    spans = [span for passage in found for s in passage.sentences for span in s.spans]
    assert not uncovered(document.text, [Span(0, len(document.text))], spans)


def test_a_long_paragraph_is_cut_in_even_parts() -> None:
    """No scrap of one sentence is left at the end."""
    text = prose(1, paragraphs=1, sentences=24).split("\n\n")[2].strip()
    sizes = [len(p.sentences) for p in passages_of(one_block(text))]
    assert len(sizes) > 1
    assert max(sizes) - min(sizes) <= 2
    assert sum(sizes) == 24


def test_headings_give_way_before_words_do() -> None:
    """Context never takes more than a quarter of the reach; the nearest heading stays longest."""
    titles = ["Outermost " + "far " * 30, "Middle " + "mid " * 30, "Nearest heading"]
    text = "Trust grew."
    sections = tuple(Section(t, n, Span(0, 1), n - 1 if n else None) for n, t in enumerate(titles))
    document = Document(
        text,
        (Page(None, Span(0, len(text))),),
        sections,
        blocks=(Block(BlockKind.PARAGRAPH, (Span(0, len(text)),), 2),),
    )
    (passage,) = passages_of(document)
    assert "Nearest heading" in passage.context
    assert "Outermost" not in passage.context
    assert ENCODER.count(passage.context) <= 64
    assert passage.section == tuple(titles)


def test_composing_keeps_each_sentence_in_its_place() -> None:
    """The ranges of the composed text are the sentences, markup out; the context is in front."""
    text = "Trust **grew**. It took\nyears."
    document = Document(
        text,
        (Page(None, Span(0, len(text))),),
        (Section("Findings", 1, Span(0, 1), None),),
        blocks=(Block(BlockKind.PARAGRAPH, (Span(0, len(text)),), 0),),
    )
    (passage,) = passages_of(document)
    composed = compose(document, passage)
    assert composed.text == "Findings. Trust grew. It took years."
    assert [composed.text[a:b] for a, b in composed.sentences] == ["Trust grew.", "It took years."]
