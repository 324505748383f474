"""What each block is: heading, item, note, quotation, caption, paragraph.

Headings are told by the bookmarks that point at them and by their type; the levels of
the ones without a bookmark follow from the type of those with one, or from its size.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf.blocks import Block, Style
from ingest.readers.pdf.opening import Bookmark
from ingest.structure import marks
from ingest.structure.contents import normal_title, same_title
from ingest.structure.told import Role

_LARGER = 1.1  # times the body's size
_MOST_HEADING_ROWS = 4
_MOST_HEADING_WORDS = 32
_MOST_LEVELS = 6
_NUMBER = re.compile(r"^(?P<number>(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S")
_NOTE = re.compile(r"^(?:\[?\d{1,3}[\].:]?|[*†‡§¶]{1,3}|[a-z][.)]?)(?=\s|[A-Z‘“\"(])")
_PROSE_WORDS = 15
_FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Typed:
    """A block and its role; None leaves it to the rules for plain text."""

    block: Block
    role: Role | None
    level: int = 1
    page: int = 0


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """A page's blocks in reading order."""

    page: int
    blocks: tuple[Block, ...]


def split_at_bookmarks(block: Block, titles: frozenset[tuple[str, ...]]) -> list[Block]:
    """Part a heading from the text that stands close under it, where a bookmark names it."""
    for count in range(1, min(len(block.rows), _MOST_HEADING_ROWS + 1)):
        head = normal_title(" ".join(row.text for row in block.rows[:count]))
        if head in titles:
            return [
                Block(block.rows[:count], block.column, block.gap),
                Block(block.rows[count:], block.column, 1.0),
            ]
    return [block]


def assign(pages: Sequence[PageBlocks], style: Style, bookmarks: Sequence[Bookmark]) -> list[list[Typed]]:
    """The role of every block, page by page."""
    marked = _marked(pages, bookmarks, style)
    typed = [
        [_typed(page, i, style, marked.get((page.page, i))) for i in range(len(page.blocks))]
        for page in pages
    ]
    typed = _without_cover(typed)
    told = sum(t.role is Role.HEADING for page in typed for t in page)
    if told >= _FEWEST_HEADINGS:
        # Where type tells the headings, a short line in the body's type is none.
        typed = [[_plain_if_small(t) for t in page] for page in typed]
    return _levelled(typed, marked)


def _plain_if_small(typed: Typed) -> Typed:
    letters = [c for c in typed.block.text if c.isalpha()]
    numbered = _NUMBER.match(typed.block.text) or not any(c.isdigit() for c in typed.block.text)
    capitals = bool(numbered) and len(letters) > 3 and all(c.isupper() for c in letters)
    return typed if typed.role is not None or capitals else replace(typed, role=Role.PARAGRAPH)


# -- one block -------------------------------------------------------------------------


def _typed(page: PageBlocks, i: int, style: Style, level: int | None) -> Typed:
    block = page.blocks[i]
    text = block.text
    if level is not None:
        return Typed(block, Role.HEADING, level, page.page)
    if marks.caption(text):
        return Typed(block, Role.CAPTION, page=page.page)
    if _is_note(page.blocks, i, style):
        return Typed(block, Role.NOTE, page=page.page)
    if marks.list_marker(text) and not (_looks_heading(block, style) and _NUMBER.match(text)):
        return Typed(block, Role.ITEM, page=page.page)
    if _looks_heading(block, style):
        return Typed(block, Role.HEADING, 0, page.page)
    if _is_quotation(block, style):
        return Typed(block, Role.QUOTATION, page=page.page)
    if len(block.rows) == 1 and not marks.ends_sentence(text) and len(text.split()) <= 18:
        return Typed(block, None, page=page.page)
    return Typed(block, Role.PARAGRAPH, page=page.page)


def _looks_heading(block: Block, style: Style) -> bool:
    text = block.text
    if len(block.rows) > _MOST_HEADING_ROWS or len(text.split()) > _MOST_HEADING_WORDS:
        return False
    if sum(c.isalpha() for c in text) < 2 or "\ufffd" in text:
        return False
    large = block.size >= _LARGER * style.size
    bold = block.bold and not style.bold and block.size >= 0.95 * style.size
    if large and (not text.endswith((",", ";")) or block.bold):
        return not (text.endswith(".") and len(text.split()) > 12)
    short = len(block.rows) <= 3 and len(text.split()) <= 20
    return bold and short and not re.search(r"[,;]$|(?<!\b[A-Z])\.$", text.rstrip('"”’')) and block.gap > 1.0


def _is_note(blocks: Sequence[Block], i: int, style: Style) -> bool:
    """Small type at the foot of its column, opened by a mark, or going on from one that is."""
    block = blocks[i]
    if not _is_small(block, style):
        return False
    if any(b.column == block.column and not _is_small(b, style) for b in blocks[i + 1 :]):
        return False
    above = next(
        (b for b in reversed(blocks[:i]) if b.column == block.column and not _is_small(b, style)), None
    )
    if above is None or _looks_heading(above, style) or not _is_text(above):
        return False  # small type under a heading, or all down a column, is a list of references
    first = block.rows[0].words[0]
    raised = first.size < 0.86 * block.rows[0].size and bool(
        re.match(r"^(?:\d{1,3}|[*†‡§¶a-z]{1,3})$", first.text)
    )
    if raised or _NOTE.match(block.text):
        return True
    before = blocks[i - 1] if i else None
    return before is not None and before.column == block.column and _is_note(blocks, i - 1, style)


def _is_small(block: Block, style: Style) -> bool:
    return block.size <= 0.93 * style.size


def _is_text(block: Block) -> bool:
    return len(block.rows) > 1 or len(block.text.split()) > 6 or marks.ends_sentence(block.text)


def _is_quotation(block: Block, style: Style) -> bool:
    """Whether a block is set in on both sides, or set in and smaller."""
    em, column = style.size, block.column
    if len(block.text.split()) < 6:
        return False
    rest = block.rows[1:] or block.rows
    set_in = min(row.x0 for row in (*rest, block.rows[0])) >= column.left + 1.2 * em
    right_in = max(row.x1 for row in block.rows) <= column.right - 0.8 * em
    smaller = 0.7 * style.size < block.size < 0.97 * style.size
    italic = all(row.italic for row in block.rows)
    return set_in and len(block.rows) >= 2 and (right_in or smaller or italic)


# -- bookmarks -------------------------------------------------------------------------


def _marked(
    pages: Sequence[PageBlocks], bookmarks: Sequence[Bookmark], style: Style
) -> dict[tuple[int, int], int]:
    """The blocks that bookmarks point at, by page and place, with the bookmark's level."""
    by_page = {page.page: page for page in pages}
    found: dict[tuple[int, int], int] = {}
    for bookmark in bookmarks:
        page = by_page.get(bookmark.page)
        if page is None:
            continue
        wanted = normal_title(bookmark.title)
        hits = [i for i, b in enumerate(page.blocks) if normal_title(b.text) == wanted and _may_head(b)]
        hits = hits or [i for i, b in enumerate(page.blocks) if same_title(normal_title(b.text), wanted)]
        hits = hits or _pointed_at(page, bookmark, style)
        place = next((i for i in hits if (bookmark.page, i) not in found), None)
        if place is not None:
            found[bookmark.page, place] = bookmark.level
    return found


def _may_head(block: Block) -> bool:
    return len(block.rows) <= _MOST_HEADING_ROWS and not marks.caption(block.text)


def _pointed_at(page: PageBlocks, bookmark: Bookmark, style: Style) -> list[int]:
    """What looks like a heading just under the place that a bookmark points to."""
    if bookmark.top is None:
        return []
    reach = 3 * style.size
    return [
        i
        for i, block in enumerate(page.blocks)
        if -0.5 * style.size <= bookmark.top - block.rows[0].y <= reach and _looks_heading(block, style)
    ]


# -- levels ----------------------------------------------------------------------------


def _without_cover(typed: list[list[Typed]]) -> list[list[Typed]]:
    """Large lines before the first prose are titles and names, unless they stand over it."""
    flat = [(p, i) for p, page in enumerate(typed) for i in range(len(page))]
    opening = next((n for n, (p, i) in enumerate(flat) if _is_prose(typed[p][i])), len(flat))
    over = opening
    below = 0.0
    while over and opening < len(flat) and flat[over - 1][0] == flat[opening][0]:
        page, place = flat[over - 1]
        above = typed[page][place]
        # Of headings one over the other each is larger than the next; names are not.
        if above.role is not Role.HEADING or (above.level == 0 and above.block.size <= below):
            break
        below = above.block.size
        over -= 1
    out = [list(page) for page in typed]
    # Left to the rules they would be headings wherever they are in capitals.
    headed = sum(typed[p][i].role is Role.HEADING for p, i in flat[over:]) >= _FEWEST_HEADINGS
    role = Role.PARAGRAPH if headed else None
    for p, i in flat[:over]:
        if (out[p][i].role is Role.HEADING and out[p][i].level == 0) or out[p][i].role is None:
            out[p][i] = replace(out[p][i], role=role)
    return out


def _is_prose(typed: Typed) -> bool:
    return (
        typed.role in (Role.PARAGRAPH, Role.ITEM, Role.QUOTATION)
        and len(typed.block.text.split()) >= _PROSE_WORDS
    )


def _levelled(typed: list[list[Typed]], marked: dict[tuple[int, int], int]) -> list[list[Typed]]:
    """Give every heading its level: its bookmark's, its number's, or that of its type."""
    headings = [t for page in typed for t in page if t.role is Role.HEADING]
    by_type: dict[tuple[float, bool, bool], Counter[int]] = defaultdict(Counter)
    for t in headings:
        if t.level:
            by_type[_type(t.block)][t.level] += 1
    numbered = [t for t in headings if _NUMBER.match(t.block.text)]
    by_number = not marked and len(numbered) >= 0.6 * len(headings) and len(numbered) > 1
    known = {kind: counts.most_common(1)[0][0] for kind, counts in by_type.items()}
    levels = _ranked({_type(t.block) for t in headings}, known)
    out = []
    for page in typed:
        fresh = []
        for t in page:
            if t.role is Role.HEADING and not t.level:
                level = levels[_type(t.block)]
                match = _NUMBER.match(t.block.text)
                if by_number and match:
                    level = match["number"].count(".") + 1
                t = replace(t, level=min(level, _MOST_LEVELS))
            fresh.append(t)
        out.append(fresh)
    return out


def _type(block: Block) -> tuple[float, bool, bool]:
    letters = [c for c in block.text if c.isalpha()]
    return round(block.size * 2) / 2, block.bold, bool(letters) and all(c.isupper() for c in letters)


def _ranked(
    kinds: set[tuple[float, bool, bool]], known: dict[tuple[float, bool, bool], int]
) -> dict[tuple[float, bool, bool], int]:
    """Larger type stands above smaller, bold above plain, capitals above small letters."""
    levels: dict[tuple[float, bool, bool], int] = {}
    deepest = 0
    for kind in sorted(kinds, reverse=True):
        deepest = known.get(kind, deepest + 1)
        levels[kind] = deepest
    return levels
