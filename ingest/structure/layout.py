"""Units laid out: sections, tables, boxes, lists, quotations, and paragraphs mended.

One walk over the units in order. It keeps what is open: the section, the table
or box, the list's lead-in, and the last paragraph that has not ended. A fragment
that begins in the middle of a sentence goes to the paragraph it completes, over
page turns, tables and boxes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.sentences import sentence_spans
from ingest.structure import marks
from ingest.structure.contents import normal_title
from ingest.structure.furniture import Furniture
from ingest.structure.tables import read_rows
from ingest.structure.told import Role
from ingest.structure.units import Unit, UnitKind
from ingest.types import BlockKind, Cell, Container, Section, Span

_NAME_PAGE_CITED = re.compile(r"\([A-Z][^()]{2,80}\d{4}[a-z]?[,:]\s?(?:pp?\.\s?)?\d+(?:[–-]\d+)?\)\.?$")
_ENCLOSED = re.compile(r"^(?:“[^“”]+”|‘[^‘]+’|\"[^\"]+\")[.,]?\d{0,3}$")
_QUOTE_MARKS = "\"'‘“«"
_BOX_SPOKEN_OF = re.compile(r"\b(?:in|see) the (?:boxe?s?|panel)\b", re.IGNORECASE)
_POINTS_BOX = re.compile(
    r"^(?:(?:key|summary|main)\s(?:points?|messages?|facts|findings)|at a glance|in brief|highlights|box)$",
    re.IGNORECASE,
)
_MENDED = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTATION, BlockKind.FOOTNOTE)
_RUN_IN_WORDS = 8  # a list item of so few words before a colon only names what follows


@dataclass(slots=True)
class Draft:
    """A block in the making."""

    kind: BlockKind
    spans: list[Span]
    unit: Unit
    section: int | None = None
    container: int | None = None
    lead_in: Span | None = None
    cells: tuple[Cell, ...] = ()
    row_header: Span | None = None


@dataclass(slots=True)
class Layout:
    """What the walk finds; blocks are in the order of their first words."""

    sections: list[Section] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    blocks: list[Draft] = field(default_factory=list)


def lay_out(
    text: str,
    units: Sequence[Unit],
    headings: dict[int, int],
    notes: frozenset[int],
    furniture: Furniture,
) -> Layout:
    """Walk the units; ``headings`` are those (by position) that head sections, with their
    level, and ``notes`` those that are footnotes."""
    return _Walk(text, units, headings, notes, furniture).run()


class _Walk:
    def __init__(
        self,
        text: str,
        units: Sequence[Unit],
        headings: dict[int, int],
        notes: frozenset[int],
        furniture: Furniture,
    ) -> None:
        self._text = text
        self._units = units
        self._headings = headings
        self._notes = notes
        self._turns = [turn.first for turn in furniture.turns]
        self._out = Layout()
        self._path: list[tuple[int, int]] = []  # (level, section) from the outermost
        self._box: int | None = None
        self._box_listed = False  # the open box has had its list
        self._single_box = False  # the open box holds one paragraph and its list
        self._open: Draft | None = None  # outside boxes: the last text, if it has not ended
        self._lead: Span | None = None  # words ending in a colon just before
        self._list_lead: Span | None = None
        self._tables: dict[str, tuple[int, tuple[str, ...]]] = {}
        self._spoke_of_box = False

    def run(self) -> Layout:
        position = 0
        while position < len(self._units):
            position = self._step(position)
        return self._out

    # -- one unit --------------------------------------------------------------------

    def _step(self, i: int) -> int:
        unit = self._units[i]
        if not unit.spans:
            return i + 1
        if i in self._notes:
            self._add(BlockKind.FOOTNOTE, unit)
            return i + 1
        follows = self._units[i + 1].kind if i + 1 < len(self._units) else None
        if _POINTS_BOX.match(unit.text) and unit.level is None and follows is UnitKind.ITEM:
            self._headings.pop(i, None)
            return self._open_box(i, "", marks.plain(unit.text), unit.spans[0], single=True)
        if i in self._headings:
            if self._repeats_section(unit) and self._spoke_of_box:
                return self._open_box(i, "", unit.text, unit.spans[0], single=True)
            self._head(unit, self._headings[i])
            return i + 1
        if unit.kind is UnitKind.CAPTION:
            return self._caption(i)
        if unit.kind is UnitKind.ROW:
            return self._rows(i, None, "", None)
        if unit.kind is UnitKind.RULE:
            self._close_box()
            return i + 1
        self._words(unit)
        return i + 1

    def _head(self, unit: Unit, level: int) -> None:
        self._close_box()
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        parent = self._path[-1][1] if self._path else None
        title = marks.plain(unit.text).rstrip(":")
        self._out.sections.append(Section(title, len(self._path) + 1, unit.spans[0], parent))
        self._path.append((level, len(self._out.sections) - 1))
        self._add(BlockKind.HEADING, unit)
        self._open = self._lead = self._list_lead = None
        self._spoke_of_box = False

    def _caption(self, i: int) -> int:
        unit = self._units[i]
        found = marks.caption(unit.text)
        if found is None:
            # Only a format tells of captions without a number.
            self._add(BlockKind.CAPTION, unit)
            if i + 1 < len(self._units) and self._units[i + 1].kind is UnitKind.ROW:
                span = Span(unit.spans[0].start, unit.spans[-1].end)
                return self._rows(i + 1, "", marks.plain(unit.text), span)
            return i + 1
        kind, label, continued, title = found
        follows = self._units[i + 1] if i + 1 < len(self._units) else None
        span = Span(unit.spans[0].start, unit.spans[-1].end)
        if kind in ("table", "exhibit"):
            skip = 1
            if not title and follows and follows.kind is UnitKind.TITLE and i + 1 not in self._headings:
                title, skip = marks.plain(follows.text), 2
            if i + skip < len(self._units) and self._units[i + skip].kind is UnitKind.ROW:
                for extra in self._units[i : i + skip]:
                    self._add(BlockKind.CAPTION, extra)
                return self._rows(i + skip, label, marks.plain(title), span, continued)
            self._add(BlockKind.CAPTION, unit)
            return i + 1
        if kind in ("figure", "fig"):
            self._add(BlockKind.CAPTION, unit)
            return i + 1
        if not title and follows and follows.kind is UnitKind.TITLE:
            self._headings.pop(i + 1, None)
            self._open_box(i, label, marks.plain(follows.text), span)
            self._add(BlockKind.CAPTION, follows)
            return i + 2
        return self._open_box(i, label, marks.plain(title), span)

    def _open_box(self, i: int, label: str, title: str, span: Span, single: bool = False) -> int:
        self._close_box()
        known = next(
            (n for n, c in enumerate(self._out.containers) if label and c.kind == "box" and c.label == label),
            None,
        )
        if known is None:
            self._out.containers.append(Container("box", label, title, span))
            known = len(self._out.containers) - 1
        self._box, self._box_listed, self._single_box = known, False, single
        self._spoke_of_box = False
        self._add(BlockKind.CAPTION, self._units[i])
        self._lead = self._list_lead = None
        return i + 1

    def _close_box(self) -> None:
        self._box, self._box_listed, self._single_box = None, False, False

    def _rows(
        self, i: int, label: str | None, title: str, caption: Span | None, continued: bool = False
    ) -> int:
        """Read a run of rows from position ``i`` on into the table it belongs to."""
        last, ruled = i, False
        group = [self._units[i]]
        if group[0].role is Role.HEADER_ROW:
            ruled = True
        while last + 1 < len(self._units):
            following = self._units[last + 1]
            if following.kind is UnitKind.RULE and not ruled and len(group) == 1:
                ruled = True
            elif following.kind is not UnitKind.ROW or self._begins_table(self._units[last], following):
                break
            else:
                group.append(following)
            last += 1
        known = self._tables.get(label) if label else self._resumed(group)
        if known and (continued or label is None):
            container, columns = known
        else:
            self._out.containers.append(Container("table", label or "", title, caption))
            container, columns = len(self._out.containers) - 1, ()
        columns, rows = read_rows(self._text, group, columns, label is not None, ruled)
        if label:
            self._tables[label] = (container, columns)
        self._tables["\0last"] = (container, columns)
        kinds = {"header": BlockKind.TABLE_HEADER, "group": BlockKind.TABLE_HEADER, "form": BlockKind.FORM}
        for row in rows:
            draft = self._add(kinds.get(row.role, BlockKind.TABLE_ROW), row.unit, container)
            draft.cells, draft.row_header = row.cells, row.row_header
        self._lead = self._list_lead = None
        return last + 1

    def _begins_table(self, before: Unit, row: Unit) -> bool:
        """Whether a told row stands apart from the one before: two tables, one after the other."""
        apart = row.first > before.last + 1 and not self._turn_between(before.last, row.first)
        return row.role is not None and apart

    def _resumed(self, group: Sequence[Unit]) -> tuple[int, tuple[str, ...]] | None:
        """The table that goes on after a page turn without saying so."""
        known = self._tables.get("\0last")
        before = self._out.blocks[-1] if self._out.blocks else None
        if not known or before is None or before.kind is not BlockKind.TABLE_ROW:
            return None
        same_width = len(before.unit.cells) == len(group[0].cells)
        return known if same_width and self._turn_between(before.unit.last, group[0].first) else None

    # -- running text ----------------------------------------------------------------

    def _words(self, unit: Unit) -> None:
        if unit.kind is not UnitKind.ITEM and self._continues(unit):
            return
        if self._box is not None and self._ends_box(unit):
            self._close_box()
        draft = self._add(self._kind(unit), unit, self._box)
        if unit.kind is UnitKind.ITEM:
            if self._lead is not None:
                self._list_lead = self._lead
            draft.lead_in = self._list_lead
            if unit.text.endswith(":") and len(unit.text.split()) <= _RUN_IN_WORDS:
                draft.kind = BlockKind.HEADING
            self._box_listed = self._box is not None
        else:
            if draft.kind is BlockKind.QUOTATION:
                draft.lead_in = self._lead
            self._list_lead = None
        if self._box is None:
            self._open = None if marks.ends_sentence(unit.text) else draft
            self._spoke_of_box |= bool(_BOX_SPOKEN_OF.search(unit.text))
        self._lead = self._last_sentence(draft) if unit.text.rstrip("*_ ").endswith(":") else None

    def _kind(self, unit: Unit) -> BlockKind:
        if unit.kind is UnitKind.ITEM:
            return BlockKind.LIST_ITEM
        if unit.kind is UnitKind.QUOTED:
            return BlockKind.QUOTATION
        introduced = self._lead is not None and unit.kind is UnitKind.PROSE
        own_page = _NAME_PAGE_CITED.search(unit.text) and unit.text[0] not in _QUOTE_MARKS
        enclosed = unit.text[0] in '“‘"' and _ENCLOSED.match(unit.text) and unit.isolated
        if introduced or own_page or enclosed:
            return BlockKind.QUOTATION
        return BlockKind.PARAGRAPH

    def _continues(self, unit: Unit) -> bool:
        """Put a fragment with the paragraph that it completes; False if it is none."""
        if unit.kind not in (UnitKind.PROSE, UnitKind.TITLE, UnitKind.QUOTED):
            return False
        if unit.role is Role.GOES_ON and self._goes_on(unit):
            return True
        inner = self._out.blocks[-1] if self._out.blocks else None
        inside = inner is not None and self._box is not None and inner.container == self._box
        if inside and inner is not None and not marks.ends_sentence(self._ending(inner)):
            if self._begins_inside(unit, inner):
                inner.spans.extend(unit.spans)
                return True
        before = self._open
        if before is None or not self._begins_inside(unit, before):
            return False
        before.spans.extend(unit.spans)
        self._close_box()
        self._lead = self._last_sentence(before) if unit.text.endswith(":") else None
        if marks.ends_sentence(unit.text):
            self._open = None
        return True

    def _goes_on(self, unit: Unit) -> bool:
        """Put the rest of a block behind a turn of the page with it, where the format tells so."""
        before = self._out.blocks[-1] if self._out.blocks else None
        if before is not None and before.kind is BlockKind.FOOTNOTE and self._open is not None:
            # Notes stand at the foot of the page: it is the text above them that goes on.
            before = self._open if marks.ends_sentence(self._ending(before)) else before
        if before is None or before.kind not in _MENDED:
            return False
        before.spans.extend(unit.spans)
        ends = marks.ends_sentence(unit.text)
        self._open = before if before.kind is BlockKind.PARAGRAPH and not ends else None
        self._lead = self._last_sentence(before) if unit.text.endswith(":") else None
        return True

    def _begins_inside(self, unit: Unit, before: Draft) -> bool:
        first = unit.text.lstrip("([*_")[:1]
        if first.islower():
            return True
        cut = self._out.blocks[-1] is before and self._turn_between(before.unit.last, unit.first)
        broken_off = re.search(
            r"(?:[,–—-]|\b(?:and|or|of|the|a|an|to|in|for|with|by|as|that))$", self._ending(before)
        )
        return cut and bool(broken_off)

    def _ends_box(self, unit: Unit) -> bool:
        if unit.kind is UnitKind.ITEM:
            return False
        texts = [b for b in self._out.blocks if b.container == self._box and b.kind is not BlockKind.CAPTION]
        if self._single_box and texts and self._lead is None:
            return True
        return self._box_listed and self._lead is None

    def _repeats_section(self, unit: Unit) -> bool:
        """Whether a heading says its own section's heading again: such is a box's title."""
        if not self._path or unit.level is not None:
            return False
        own = _stems(unit.text)
        section = _stems(self._out.sections[self._path[-1][1]].title)
        shared = len(own & section)
        return shared >= 3 and shared >= 0.7 * min(len(own), len(section))

    def _turn_between(self, first: int, second: int) -> bool:
        return any(first < turn <= second for turn in self._turns)

    def _ending(self, draft: Draft) -> str:
        return draft.spans[-1].of(self._text)[-200:].rstrip()

    def _last_sentence(self, draft: Draft) -> Span:
        """From the end of the sentence before to the colon at the end."""
        found = sentence_spans(self._text, draft.spans[-1:])
        return found[-1][0] if found else draft.spans[-1]

    def _add(self, kind: BlockKind, unit: Unit, container: int | None = None) -> Draft:
        section = self._path[-1][1] if self._path else None
        draft = Draft(kind, list(unit.spans), unit, section, container)
        self._out.blocks.append(draft)
        return draft


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:4] for word in normal_title(words) if len(word) > 3)
