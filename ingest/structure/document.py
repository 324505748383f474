"""The stages of structure, one after another: a text becomes a Document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure import headings as heading_rules
from ingest.structure import marks, matter
from ingest.structure.contents import Contents, find_contents
from ingest.structure.furniture import Furniture, find_furniture
from ingest.structure.layout import Draft, Layout, lay_out
from ingest.structure.lines import Line, split_lines
from ingest.structure.mentions import find_mentions
from ingest.structure.notes import find_notes, told_notes
from ingest.structure.pages import find_pages, match_contents
from ingest.structure.references import looks_like_entry, read_references
from ingest.structure.studies import find_studies
from ingest.structure.told import Given, Role
from ingest.structure.units import Unit, UnitKind, join_lines
from ingest.types import Block, BlockKind, Document

_NOTHING_TOLD = Given()
_LONG_PROSE_WORDS = 60  # one this long is, even where a page turn cuts its last sentence
_PROSE_WORDS = 20  # a paragraph this long is the text's own, not a title or a name
_TOLD_PROSE_WORDS = 8  # a sentence this long, where the format tells that it is a paragraph


def analyse(text: str, given: Given = _NOTHING_TOLD) -> Document:
    """Find pages, sections, blocks, tables, references and mentions in a text.

    What the format tells of itself (``given``) is believed; the rules find the rest.
    """
    lines = split_lines(text)
    furniture = find_furniture(lines, given)
    contents = find_contents(lines, furniture.lines, given)
    units = join_lines(text, lines, furniture, contents.lines, given)
    listed = match_contents(contents, units)
    labelled = any(page.label is not None for page in given.pages)
    pages = given.pages if labelled else find_pages(text, lines, furniture, units, listed)
    # Printed pages begin with an imprint, whose paragraphs are sentences as well.
    opening = _opening(units, contents, bool(given.lines) and not given.pages)
    headings = heading_rules.find_headings(units, listed, opening)
    notes = find_notes(text, units, furniture) | told_notes(units)
    layout = lay_out(text, units, headings, notes, furniture)
    _set_roles(layout, units, opening)
    blocks = [*layout.blocks, *_quiet_lines(lines, furniture, contents)]
    references = read_references(text, [b for b in layout.blocks if b.kind is BlockKind.REFERENCE])
    finished = tuple(
        Block(d.kind, tuple(d.spans), d.section, d.container, d.lead_in, d.cells, d.row_header)
        for d in sorted(blocks, key=lambda d: d.spans[0])
    )
    mentions = find_mentions(text, finished, references)
    return Document(
        text,
        pages,
        tuple(layout.sections),
        tuple(layout.containers),
        finished,
        references,
        mentions,
        find_studies(text, finished, references, mentions),
    )


def _opening(units: Sequence[Unit], contents: Contents, told: bool) -> int:
    """Position of the first unit of the text itself, after titles, names and the contents list."""
    after = max(contents.lines, default=-1) if contents.entries else -1
    for i, unit in enumerate(units):
        if unit.first <= after:
            continue
        least = _TOLD_PROSE_WORDS if told and unit.role is not None else _PROSE_WORDS
        words = len(unit.text.split())
        long = words >= _LONG_PROSE_WORDS or (words >= least and marks.ends_sentence(unit.text))
        if i and _heads_text(units, i, told):
            return i
        titled = not (told and unit.role is Role.PARAGRAPH)
        if (
            titled
            and i == 0
            and unit.isolated
            and not unit.text.endswith(".")
            and len(unit.text.split()) <= 30
        ):
            continue  # a title can be a long question
        if unit.kind in (UnitKind.ROW, UnitKind.CAPTION, UnitKind.ITEM) or (
            unit.kind in (UnitKind.PROSE, UnitKind.QUOTED)
            and long
            and not matter.is_contact_or_rights(unit.text)
        ):
            return i
        if contents.entries and unit.kind is UnitKind.TITLE and unit.caps:
            return i
    # A note without a long paragraph: all that follows its title is text.
    return min(1, len(units))


def _heads_text(units: Sequence[Unit], i: int, told: bool) -> bool:
    """Whether a heading, told by the format or marked as one below the title, stands over a sentence, however short."""
    unit, after = units[i], units[i + 1] if i + 1 < len(units) else None
    marked = unit.kind is UnitKind.TITLE and not unit.numbered and (unit.level or 0) > 1
    heads = marked or (told and unit.role is Role.HEADING)
    if not heads or after is None or matter.is_matter_title(unit.text):
        return False
    return after.kind is not UnitKind.TITLE and marks.ends_sentence(after.text)


def _set_roles(layout: Layout, units: Sequence[Unit], opening: int) -> None:
    """Mark what is not evidence, from where it stands and what its section is called."""
    opened = units[opening].first if opening < len(units) else 0
    roles = _section_roles(layout)
    for draft in layout.blocks:
        role = roles.get(draft.section) if draft.section is not None else None
        if draft.kind is BlockKind.HEADING:
            continue
        if draft.unit.first < opened and not _summarises(layout, draft.section):
            draft.kind = BlockKind.FRONT_MATTER
        elif role is BlockKind.REFERENCE:
            stray = draft.kind is not BlockKind.LIST_ITEM and not re.search(r"\d", draft.unit.text)
            draft.kind = BlockKind.BACK_MATTER if stray else BlockKind.REFERENCE
        elif role is not None:
            if draft.kind is not BlockKind.CAPTION:
                draft.kind = role
        elif (
            draft.kind is BlockKind.PARAGRAPH and draft.section is None and looks_like_entry(draft.unit.text)
        ):
            draft.kind = BlockKind.REFERENCE
        elif draft.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            if matter.is_contact_or_rights(draft.unit.text):
                draft.kind = BlockKind.BACK_MATTER
            elif matter.is_form_line(draft.unit.text):
                draft.kind = BlockKind.FORM
    _trailing_matter(layout)


def _summarises(layout: Layout, section: int | None) -> bool:
    return section is not None and heading_rules.is_common_heading(layout.sections[section].title)


def _section_roles(layout: Layout) -> dict[int, BlockKind]:
    """The role of each section that is not evidence; what stands under one shares it."""
    roles: dict[int, BlockKind] = {}
    for number, section in enumerate(layout.sections):
        if matter.is_references_title(section.title):
            roles[number] = BlockKind.REFERENCE
        elif matter.is_front_title(section.title):
            roles[number] = BlockKind.FRONT_MATTER
        elif matter.is_back_title(section.title):
            roles[number] = BlockKind.BACK_MATTER
        elif matter.is_form_title(section.title) and section.title.lower().startswith(("appendix", "annex")):
            roles[number] = BlockKind.FORM
        elif section.parent is not None and section.parent in roles:
            roles[number] = roles[section.parent]
    return roles


def _trailing_matter(layout: Layout) -> None:
    """Biographies, addresses and citations of itself at the end of a text, and entries' strays."""
    tail = [d for d in layout.blocks if d.kind is not BlockKind.HEADING]
    for draft in reversed(tail[-6:]):
        words = draft.unit.text
        quiet = draft.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
        if quiet and draft.kind is not BlockKind.QUOTATION:
            continue
        if matter.is_biography(words) or matter.is_contact_or_rights(words):
            draft.kind = BlockKind.BACK_MATTER
        elif looks_like_entry(words):
            draft.kind = BlockKind.REFERENCE
        else:
            break


def _quiet_lines(lines: Sequence[Line], furniture: Furniture, contents: Contents) -> list[Draft]:
    """Furniture and contents lines as blocks, so that the whole text is accounted for."""
    quiet = [(i, BlockKind.FURNITURE) for i in sorted(furniture.lines) if not lines[i].blank]
    quiet += [(i, BlockKind.CONTENTS) for i in sorted(contents.lines) if not lines[i].blank]
    return [
        Draft(kind, [lines[i].span], Unit(UnitKind.PROSE, i, i, (lines[i].span,), lines[i].text))
        for i, kind in quiet
    ]
