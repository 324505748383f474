"""The title and the authors on a title page. Where it cannot be told, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records import fields, names
from ingest.records.bylines import Byline, find_byline
from ingest.records.imprint import is_date_line, is_journal_line
from ingest.records.opening import Opening, folded
from ingest.structure import headings, matter
from ingest.structure.furniture import is_boilerplate

_MOST_WORDS = 45
_LONGEST = 350
_MOST_SUBTITLES = 2
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
_NUMBERED = re.compile(
    r"^(?:volume|vol\.?|issue|no\.?|number|part|chapter|version|page|slide)\s+[\divx.]+$", re.IGNORECASE
)
_FILE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|title|document\d*|doc\d+|layout ?\d*|"
    r"(?:powerpoint )?presentation ?\d*|slide ?\d+|\(?anonymous\)?|none|null|unknown|print|cover|\S+\.[a-z]\w{1,4})$",
    re.IGNORECASE,
)
_SITE_NAME = re.compile(r"\s+(?:[|»·•]|::|[-–—])\s+")
_ADDRESSED = re.compile(r"^(to|from|date|subject|re|title|authors?)\s*:\s*(?=\S)", re.IGNORECASE)
_NEXT_ADDRESSED = re.compile(r"\s+(?=(?:to|from|date|subject|re|cc)\s*:\s)", re.IGNORECASE)


def title_and_authors(opening: Opening) -> tuple[str | None, tuple[str, ...]]:
    """The title, with its subtitle, and the authors; None and () where they cannot be told."""
    lines = [part for line in opening.title_page for part in _apart(line, opening)]
    bylines = {n: found for n in range(len(lines)) if (found := find_byline(lines, n, opening))}
    told = next((line for line in lines if re.match(r"(?:subject|re|title)\s*:", line, re.IGNORECASE)), None)
    fit = [n for n, line in enumerate(lines) if n not in _taken(bylines) and looks_like_title(line)]
    if told is not None:
        title: str | None = _ADDRESSED.sub("", told)
        first = lines.index(told)
    elif fit:
        # The title comes again at the head of the pages; the series or the publisher above it does not.
        first = next((n for n in fit if opening.running[folded(lines[n])] >= 2), fit[0])
        title = _with_subtitle(lines, first, fit, bylines)
    else:
        return None, _authors(bylines, 0, opening)
    return title, _authors(bylines, first, opening)


def looks_like_title(line: str) -> bool:
    """Whether a line could be a document's title."""
    if not sum(c.isalpha() for c in line) >= 4 or len(line) > _LONGEST or len(line.split()) > _MOST_WORDS:
        return False
    if _ADDRESSED.match(line) or _LABEL.match(line) or _NUMBERED.match(line) or _FILE.match(line):
        return False
    if (
        is_date_line(line)
        or is_journal_line(line)
        or is_boilerplate(line)
        or matter.is_contact_or_rights(line)
    ):
        return False
    if headings.is_common_heading(line) or matter.is_matter_title(line) or matter.is_biography(line):
        return False
    return not _is_publisher(line)


def believable_title(said: str | None, opening: Opening, found: str | None) -> str | None:
    """The title that a file gives of itself, where the title page bears it out.

    What the page shows is preferred where it says more; a file's title is often that of
    the template it was made from.
    """
    kept = fields.clean(said or "")
    if not kept or len(kept) > fields.LONGEST_TITLE or _FILE.match(kept) or _LABEL.match(kept):
        return None
    pieces = _SITE_NAME.split(kept)
    for end in range(len(pieces), 0, -1):
        # A page's title often ends in the site's name.
        lead = kept if end == len(pieces) else kept[: _end_of(kept, end)]
        if found and folded(found).startswith(folded(lead)) and folded(lead):
            return found
        if len(lead.split()) > 1 and looks_like_title(lead) and opening.says(lead):
            return lead
    if found is None and len(kept.split()) > 1 and looks_like_title(kept):
        return kept
    return None


def _end_of(kept: str, pieces: int) -> int:
    """Where the first so many pieces of a title end."""
    return [match.start() for match in _SITE_NAME.finditer(kept)][pieces - 1]


def _apart(block: str, opening: Opening) -> list[str]:
    """A block of the title page as the lines that say one thing each.

    A title goes on over line breaks. The head of a memo does not, and authors are followed
    by the body they work for, or a date.
    """
    if _ADDRESSED.match(block):
        return _NEXT_ADDRESSED.split(" ".join(block.split("\n")))
    lines = block.split("\n")
    for n in range(1, len(lines)):
        ended = _is_publisher(lines[n]) or is_date_line(lines[n])
        if ended and find_byline([" ".join(lines[:n])], 0, opening):
            return [" ".join(lines[:n]), *lines[n:]]
    return [" ".join(lines)]


def _with_subtitle(lines: Sequence[str], first: int, fit: Sequence[int], bylines: dict[int, Byline]) -> str:
    """The title and the lines below it that belong to it: those before the authors or the publisher."""
    title = lines[first]
    last = first
    while last + 1 in fit and last - first < _MOST_SUBTITLES and not lines[last + 1].endswith((".", ":")):
        last += 1
    ends = last + 1 < len(lines) and (
        last + 1 in bylines or _is_publisher(lines[last + 1]) or is_date_line(lines[last + 1])
    )
    for line in lines[first + 1 : last + 1] if ends else ():
        title += line if title.endswith(" ") else f"{' ' if title[-1] in '?!:.–—-' else ': '}{line}"
    return title


def _is_publisher(line: str) -> bool:
    """Whether a line is the name of a body: short, and all its weighty words with capitals."""
    words = line.split()
    weighty = [word for word in words if len(word) > 3 or word[:1].isupper()]
    return (
        len(words) <= 12
        and all(word[:1].isupper() or not word[:1].isalpha() for word in weighty)
        and any(word.strip(".,()").casefold() in names.BODY_WORDS for word in words)
        and not re.search(r"[?!:]", line)
    )


def _taken(bylines: dict[int, Byline]) -> frozenset[int]:
    return frozenset(n + step for n, found in bylines.items() for step in range(found.lines))


def _authors(bylines: dict[int, Byline], first: int, opening: Opening) -> tuple[str, ...]:
    """Those named next after the title, else before it, else at the end of a signed piece."""
    after = [n for n in sorted(bylines) if n > first]
    before = [n for n in sorted(bylines) if n < first]
    for n in (*after[:1], *before[-1:]):
        return bylines[n].authors
    signed = [line for line in opening.tail if matter.is_biography(line)]
    if len(signed) == 1:
        return _signed(signed[0], opening)
    return ()


def _signed(biography: str, opening: Opening) -> tuple[str, ...]:
    """The one whom the last lines of a piece present."""
    found = find_byline([f"By {biography.partition(' is ')[0]}"], 0, opening)
    return found.authors if found else ()
