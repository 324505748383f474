"""The opening of a document, line by line: where its title, its authors and its imprint stand."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from ingest.structure import headings, marks, matter
from ingest.types import BlockKind, Document

_PROSE_WORDS = 20  # a paragraph this long is the text's own
_MOST_LINES = 40
_MOST_PAGES = 3
_FEWEST_CHARACTERS = 4_000  # of a text without pages
_MOST_CHARACTERS = 12_000
_MOST_BLOCKS = 400
_LONGEST_BLOCK = 2_000
_READ_FOR_WORDS = 300_000  # characters; enough to know a document's common words
_LOWER_WORD = re.compile(r"(?<![\w'’-])[^\W\d_A-Z][\w'’-]*")
_QUIET = frozenset(
    {
        BlockKind.FRONT_MATTER,
        BlockKind.BACK_MATTER,
        BlockKind.FURNITURE,
        BlockKind.HEADING,
        BlockKind.FOOTNOTE,
        BlockKind.FORM,
    }
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before the text, and what stands around it, as a reader sees it."""

    title_page: tuple[str, ...]  # blocks up to the first words of the text, with their line breaks
    imprint: tuple[str, ...]  # lines of the first pages that are not the text
    tail: tuple[str, ...]  # blocks at the very end, the last one last
    running: Counter[str]  # running headers and footers, folded, and how often they come
    common: frozenset[str]  # words that the document writes small

    def says(self, words: str) -> bool:
        """Whether the title page holds these words in a row."""
        wanted = f" {folded(words)} "
        return bool(wanted.strip()) and wanted in f" {folded(' '.join(self.title_page))} "


def read_opening(document: Document) -> Opening:
    """Take a document's opening apart."""
    text = document.text
    pages_end = document.pages[min(_MOST_PAGES, len(document.pages)) - 1].span.end if document.pages else 0
    reach = min(max(pages_end if len(document.pages) > 1 else 0, _FEWEST_CHARACTERS), _MOST_CHARACTERS)
    title_page: list[str] = []
    imprint: list[str] = []
    opened = False
    for block in document.blocks[:_MOST_BLOCKS]:
        if block.start > reach:
            break
        words = marks.words_of(text, block.spans)
        opened = opened or _is_text(block.kind, words)
        if block.kind in _QUIET:
            lines = (line for span in block.spans for line in span.of(text).splitlines())
            imprint.extend(line for each in lines if (line := marks.plain(each)))
        if not opened and block.kind is not BlockKind.FURNITURE and words and len(title_page) < _MOST_LINES:
            lines = (line for span in block.spans for line in span.of(text).splitlines())
            title_page.append("\n".join(line for each in lines if (line := marks.plain(each)))[:_LONGEST_BLOCK])
    running = Counter(
        folded(re.sub(r"^\W*\d+\W+|\W+\d+\W*$", "", marks.words_of(text, block.spans)))
        for block in document.blocks
        if block.kind is BlockKind.FURNITURE
    )
    quiet_end = [block for block in document.blocks[-12:] if block.kind is not BlockKind.FURNITURE]
    return Opening(
        tuple(title_page),
        tuple(imprint),
        tuple(marks.words_of(text, block.spans) for block in quiet_end[-3:]),
        running,
        frozenset(_LOWER_WORD.findall(text[:_READ_FOR_WORDS])),
    )


def folded(words: str) -> str:
    """Words for comparison: small letters and digits without accents, one space between."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def _is_text(kind: BlockKind, words: str) -> bool:
    """Whether the title page ends here."""
    if kind is BlockKind.HEADING:
        return headings.is_common_heading(words) or matter.is_matter_title(words)
    if kind in (BlockKind.CONTENTS, BlockKind.TABLE_ROW, BlockKind.LIST_ITEM, BlockKind.REFERENCE):
        return True
    return kind in (BlockKind.PARAGRAPH, BlockKind.QUOTATION) and len(words.split()) >= _PROSE_WORDS
