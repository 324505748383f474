"""The opening of a document, line by line: where its title, its authors and its imprint stand."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from ingest.structure import headings, marks, matter
from ingest.types import EVIDENCE, BlockKind, Document

_PROSE_WORDS = 20  # a paragraph this long is the text's own
_MOST_LINES = 40
_MOST_PAGES = 3
_FEWEST_CHARACTERS = 4_000  # of a text without pages
_MOST_CHARACTERS = 12_000
_MOST_BLOCKS = 400
_LONGEST_BLOCK = 2_000
_READ_FOR_WORDS = 300_000  # characters; enough to know a document's common words
_ADDRESS = re.compile(r"[\w.+-]{1,64}@\S+|(?:https?://|www\.)\S+|\bdoi:\S+")
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_][\w'’-]*")
# What a document is, or where it belongs, printed above its title.
_LABEL = re.compile(
    r"""^(?:(?:original|full|short|invited|scoping|systematic|rapid|literature|evidence|narrative|research|
        review|working|discussion|position|policy|briefing|technical|final|interim|annual|summary|consultation|
        white|green|conference|open|peer[- ]reviewed|practice|statutory|good|series|special|feature)\s+)*
        (?:paper|article|report|review|research|brief(?:ing)?|note|guidance|guide|editorial|commentary|letter|
        news|blog|post|factsheet|newsletter|bulletin|press\ release|case\ study|manual|access|protocol|poster|
        thesis|dissertation|handout|memo(?:randum)?|minutes|series|feature|draft|confidential)
        (?:\s+(?:no\.?|number|series|\#)?\s*[\dIVX./-]+)?:?$""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_TITLE = frozenset({BlockKind.FURNITURE, BlockKind.LIST_ITEM, BlockKind.CAPTION, BlockKind.FORM})
_QUIET = frozenset({BlockKind.FRONT_MATTER, BlockKind.BACK_MATTER, BlockKind.HEADING, BlockKind.FURNITURE})


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before the text, and what stands around it, as a reader sees it."""

    title_page: tuple[str, ...]  # blocks up to the first words of the text, with their line breaks
    imprint: tuple[str, ...]  # lines before the text, and those at the edges of a first page
    around: tuple[str, ...]  # lines at the edges of the next pages, or below a text without pages
    tail: tuple[str, ...]  # blocks at the very end, the last one last
    running: Counter[str]  # running headers and footers, folded, and how often they come
    common: frozenset[str]  # words that the document writes small

    def says(self, words: str) -> bool:
        """Whether the title page holds these words in a row."""
        return _holds(" ".join(self.title_page), words)

    def shows(self, words: str) -> bool:
        """Whether one block of the title page holds these words in a row."""
        return any(_holds(block, words) for block in self.title_page)


def read_opening(document: Document) -> Opening:
    """Take a document's opening apart."""
    text = document.text
    ends = [page.span.end for page in document.pages] if len(document.pages) > 1 else [0]
    reach = min(max(ends[:_MOST_PAGES][-1], _FEWEST_CHARACTERS), _MOST_CHARACTERS)
    title_page: list[str] = []
    imprint: list[str] = []
    around: list[str] = []
    opened = False
    for block in document.blocks[:_MOST_BLOCKS]:
        if block.start > reach:
            break
        broken = (line for span in block.spans for line in span.of(text).splitlines())
        lines = [line for each in broken if (line := marks.plain(each))]
        opened = opened or _is_text(block.kind, " ".join(lines))
        # Back matter and notes speak of other works as well; the edges of a page do not.
        if not opened or block.kind is BlockKind.FURNITURE:
            first_page = not opened or block.start < ends[0]
            if block.kind in _QUIET:
                (imprint if first_page else around).extend(lines)
        if not opened and block.kind not in _NO_TITLE and lines and len(title_page) < _MOST_LINES:
            title_page.append("\n".join(lines)[:_LONGEST_BLOCK])
    running = Counter(
        folded(re.sub(r"^\W*\d+\W+|\W+\d+\W*$", "", marks.words_of(text, block.spans)))
        for block in document.blocks
        if block.kind is BlockKind.FURNITURE
    )
    quiet_end = [block for block in document.blocks[-12:] if block.kind is not BlockKind.FURNITURE]
    return Opening(
        tuple(title_page),
        tuple(imprint),
        tuple(around),
        tuple(marks.words_of(text, block.spans)[:_LONGEST_BLOCK] for block in quiet_end[-3:]),
        running,
        frozenset(
            word for word in _WORD.findall(_ADDRESS.sub(" ", text[:_READ_FOR_WORDS])) if word[0].islower()
        ),
    )


def folded(words: str) -> str:
    """Words for comparison: small letters and digits without accents, one space between."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def is_label(line: str) -> bool:
    """Whether a line only says what kind of document it heads."""
    return len(line) < 100 and bool(_LABEL.match(line))


def _holds(text: str, words: str) -> bool:
    wanted = folded(words)
    return bool(wanted) and f" {wanted} " in f" {folded(text)} "


def _is_text(kind: BlockKind, words: str) -> bool:
    """Whether the title page ends here."""
    if kind is BlockKind.HEADING:
        return not is_label(words) and (headings.is_common_heading(words) or matter.is_matter_title(words))
    if kind in (BlockKind.CONTENTS, BlockKind.TABLE_ROW, BlockKind.REFERENCE):
        return True
    return kind in EVIDENCE and len(words.split()) >= _PROSE_WORDS
