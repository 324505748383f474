"""Ten documents of other make than the corpus, each held against what a careful reader sees.

They were written before the rules. ``documents/NAME.expected.json`` says what is certain.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.readers import read_document
from ingest.structure.marks import plain
from ingest.types import Block, BlockKind, Document, Span

FOLDER = Path(__file__).parent / "documents"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json"))


class Case:
    def __init__(self, name: str) -> None:
        path = FOLDER / f"{name}.txt"
        self.document: Document = read_document(path, path.read_bytes()).document
        self.text = self.document.text
        self.expected: dict[str, Any] = json.loads((FOLDER / f"{name}.expected.json").read_text())

    def at(self, quote: str) -> int:
        found = self.text.find(quote)
        assert found >= 0, f"the test document does not hold {quote!r}"
        return found

    def block(self, quote: str) -> Block | None:
        start = self.at(quote)
        wanted = Span(start, start + len(quote))
        hits = [(max(s.overlap(wanted) for s in b.spans), n) for n, b in enumerate(self.document.blocks)]
        most, number = max(hits, key=lambda hit: (hit[0], -hit[1]))
        return self.document.blocks[number] if most else None


_cases: dict[str, Case] = {}


@pytest.fixture(params=NAMES)
def case(request: pytest.FixtureRequest) -> Case:
    name = request.param
    if name not in _cases:
        _cases[name] = Case(name)
    return _cases[name]


def _check(wrong: list[str]) -> None:
    assert not wrong, "\n".join(wrong)


def test_pages(case: Case) -> None:
    _check(
        [
            f"{quote!r}: page {case.document.page_at(case.at(quote))}, not {label}"
            for quote, label in case.expected.get("pages", {}).items()
            if case.document.page_at(case.at(quote)) != label
        ]
    )


def test_sections(case: Case) -> None:
    found = [[s.level, s.title] for s in case.document.sections]
    if "sections" in case.expected:
        assert found == case.expected["sections"]


def test_section_of(case: Case) -> None:
    wrong = []
    for quote, path in case.expected.get("section_of", {}).items():
        block = case.block(quote)
        found = list(case.document.section_path(block.section)) if block else None
        if found != path:
            wrong.append(f"{quote!r}: {found}, not {path}")
    _check(wrong)


def test_evidence(case: Case) -> None:
    wrong = []
    for quote in case.expected.get("evidence", []):
        block = case.block(quote)
        if block is None or not block.is_evidence:
            wrong.append(f"{quote!r} is {block.kind if block else 'nothing'}")
    _check(wrong)


def test_not_evidence(case: Case) -> None:
    wrong = []
    for quote, kind in case.expected.get("not_evidence", {}).items():
        block = case.block(quote)
        if block is not None and (block.is_evidence or kind == "reference" != block.kind):
            wrong.append(f"{quote!r} is {block.kind}, not {kind}")
    _check(wrong)


def test_mended_sentences(case: Case) -> None:
    wrong = []
    for first, second in case.expected.get("joined", []):
        block, other = case.block(first), case.block(second)
        if block is not other or block is None or len(block.spans) < 2:
            wrong.append(f"{first!r} / {second!r}: apart")
    _check(wrong)


def test_lists_and_quotations(case: Case) -> None:
    wrong = []
    for part, kind in (("list_items", BlockKind.LIST_ITEM), ("quotations", BlockKind.QUOTATION)):
        for quote in case.expected.get(part, []):
            block = case.block(quote)
            start = case.at(quote)
            if block is None or block.kind is not kind:
                wrong.append(f"{quote!r} is {block.kind if block else 'nothing'}, not {kind}")
            elif block.start != start and part == "list_items":
                wrong.append(f"{quote!r} begins {start - block.start} characters into its block")
    _check(wrong)


def test_boxes(case: Case) -> None:
    wrong = []
    for box in case.expected.get("boxes", []):
        found = [
            n
            for n, c in enumerate(case.document.containers)
            if c.kind == "box" and c.label == (box["label"] or "") and plain(c.title) == plain(box["title"])
        ]
        if not found:
            wrong.append(f"no box {box['label']} {box['title']!r}: {case.document.containers}")
            continue
        for part, inside in (("contains", True), ("not_contains", False)):
            for quote in box.get(part, []):
                block = case.block(quote)
                if block is None or (block.container == found[0]) is not inside:
                    wrong.append(f"{quote!r}: in the box is {not inside}")
    _check(wrong)


def test_tables(case: Case) -> None:
    wrong = []
    text, document = case.text, case.document
    for table in case.expected.get("tables", []):
        numbers = {
            n for n, c in enumerate(document.containers) if c.kind == "table" and c.label == table["label"]
        }
        if len(numbers) != 1:
            wrong.append(f"{table['label']}: {len(numbers)} tables")
            continue
        rows = [b for b in document.blocks if b.container in numbers and b.kind is BlockKind.TABLE_ROW]
        if len(rows) != table["rows"]:
            wrong.append(f"{table['label']}: {len(rows)} rows, not {table['rows']}")
        for cell in table["cells"]:
            hits = [(b, c) for b in rows for c in b.cells if c.span.of(text) == cell["text"]]
            ok = [
                (b, c)
                for b, c in hits
                if c.column == cell["column"]
                and c.direction == cell["direction"]
                and (b.row_header.of(text) if b.row_header else None) == cell["row"]
                and document.page_at(c.span.start) == cell["page"]
            ]
            if not ok:
                seen = [(c.column, str(c.direction), b.row_header and b.row_header.of(text)) for b, c in hits]
                wrong.append(f"{cell}: {seen}")
    _check(wrong)


def test_references(case: Case) -> None:
    if "references" in case.expected:
        keys = [reference.key for reference in case.document.references]
        assert keys == case.expected["references"]["keys"]
        assert len(keys) == case.expected["references"]["count"]


def test_mentions(case: Case) -> None:
    wrong = []
    for mention in case.expected.get("mentions", []):
        start = case.at(mention["context"])
        around = Span(start, start + len(mention["context"]))
        where = start + mention["context"].find(mention["text"])
        wanted = Span(where, where + len(mention["text"]))
        found = {
            m.reference
            for m in case.document.mentions
            if around.covers(Span(m.span.start, m.span.start)) and m.span.overlap(wanted)
        }
        if not set(mention["keys"]) <= found:
            wrong.append(
                f"{mention['text']!r} in {mention['context']!r}: {sorted(found)}, not {mention['keys']}"
            )
    _check(wrong)


def test_offsets_hold(case: Case) -> None:
    for block in case.document.blocks:
        for before, after in zip(block.spans, block.spans[1:], strict=False):
            assert before.end <= after.start
        for span in block.spans:
            assert 0 <= span.start < span.end <= len(case.text)
            assert span.of(case.text).strip()


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("A warden is somebody who watches the gauge.", BlockKind.PARAGRAPH),
        ("A. Warden", BlockKind.FRONT_MATTER),
    ],
)
def test_a_short_sentence_under_a_marked_heading_is_text(sentence: str, kind: BlockKind) -> None:
    """The text may begin with a short paragraph, and a by-line is still none."""
    long = (
        "The river rose to the mill in the second winter, and the wardens rang each house in turn until dawn. "
        * 2
    )
    content = f"# Wardens\n\n## What they are\n\n{sentence}\n\n## What came of it\n\n{long}\n".encode()
    document = read_document(Path("wardens.txt"), content).document
    found = {block.kind for block in document.blocks if block.spans[0].of(document.text) == sentence}
    assert found == {kind}
