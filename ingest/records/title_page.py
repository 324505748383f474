"""The title and the authors on a title page. Where it cannot be told, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records import fields, names
from ingest.records.bylines import Byline, find_byline, names_persons
from ingest.records.imprint import is_date_line, is_journal_line
from ingest.records.opening import Opening, folded, is_label
from ingest.structure import headings, matter
from ingest.structure.furniture import is_boilerplate

_MOST_WORDS = 45
_LONGEST = 350
_MOST_SUBTITLES = 2
_NUMBERED = re.compile(
    r"^(?:volume|vol\.?|issue|no\.?|number|part|chapter|version|page|slide)\s+[\divx.]+$", re.IGNORECASE
)
_FIRST_SECTION = re.compile(r"^1(?:\.\d+)*[.)]?\s+\S")
_FILE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|title|document\d*|doc\d+|layout ?\d*|"
    r"(?:powerpoint )?presentation ?\d*|slide ?\d+|\(?anonymous\)?|none|null|unknown|print|cover|\S+\.[a-z]\w{1,4})$",
    re.IGNORECASE,
)
# Above names that are not the authors'.
_OTHER_PEOPLE = re.compile(
    r"^(?:present|in attendance|attend(?:ees|ing|ance)|apologies|members?(?:hip)?|(?:steering|advisory|working)\b.*|"
    r"acknowledge?ments?|edit(?:ors?|ed by)\b.*|contributors?|contacts?|distribution|cc|(?:with )?thanks.*|"
    r"(?:funded|supported|commissioned|reviewed|approved) by\b.*|reviewers?|participants?|speakers?|trustees|board)"
    r"\s*:?$",
    re.IGNORECASE,
)
# A journal's own name, as it stands above its papers.
_JOURNAL_NAME = frozenset(
    "journal quarterly proceedings annals gazette magazine transactions archives".split()
)
_SITE_NAME = re.compile(r"\s+(?:[|»·•]|::|[-–—])\s+")
_ADDRESSED = re.compile(r"^(to|from|date|subject|re|title|authors?)\s*:\s*(?=\S)", re.IGNORECASE)
_NEXT_ADDRESSED = re.compile(r"\s+(?=(?:to|from|date|subject|re|cc)\s*:\s)", re.IGNORECASE)


def title_and_authors(opening: Opening) -> tuple[str | None, tuple[str, ...]]:
    """The title, with its subtitle, and the authors; None and () where they cannot be told."""
    lines = [part for line in opening.title_page for part in _apart(line, opening)]
    others = next((n for n, line in enumerate(lines) if _OTHER_PEOPLE.match(line)), len(lines))
    bylines = {n: found for n in range(others) if (found := find_byline(lines, n, opening))}
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
    letters = sum(c.isalpha() for c in line)
    # A word can be one sign, where the script is not an alphabet.
    if letters < (4 if line.isascii() else 2) or len(line) > _LONGEST or len(line.split()) > _MOST_WORDS:
        return False
    if (
        _FIRST_SECTION.match(line)
        or _ADDRESSED.match(line)
        or is_label(line)
        or _NUMBERED.match(line)
        or _FILE.match(line)
    ):
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


def believable_title(
    said: str | None, opening: Opening, found: str | None, for_readers: bool = False
) -> str | None:
    """The title that a file gives of itself, where the title page bears it out.

    What the page shows is preferred where it says more; a file's title is often that of
    the template it was made from, unless it was written ``for_readers``.
    """
    kept = fields.clean(said or "")
    if not kept or len(kept) > fields.LONGEST_TITLE or _FILE.match(kept) or is_label(kept):
        return None
    # A page's title often ends in the site's name.
    leads = [kept, *(kept[: match.start()] for match in reversed(list(_SITE_NAME.finditer(kept))))]
    for lead in leads:
        if found and folded(lead) == folded(found):
            return lead if found.isupper() else found
    for lead in leads:
        if found and folded(lead) and folded(found).startswith(folded(lead)):
            return found
        if len(lead.split()) > 1 and looks_like_title(lead) and opening.shows(lead):
            return lead
    if looks_like_title(kept) and (for_readers or (found is None and len(kept.split()) > 1)):
        return kept
    return None


def _apart(block: str, opening: Opening) -> list[str]:
    """A block of the title page as the lines that say one thing each.

    A title goes on over line breaks. The head of a memo does not, and authors are followed
    by the body they work for, or a date.
    """
    if _ADDRESSED.match(block):
        return _NEXT_ADDRESSED.split(" ".join(block.split("\n")))
    lines = block.split("\n")
    if len(lines) > 1 and all(names_persons(line, opening) for line in lines):
        return [", ".join(line.rstrip(" ,;") for line in lines)]
    for n in range(1, len(lines)):
        ended = _is_publisher(lines[n]) or is_date_line(lines[n])
        if ended and find_byline([" ".join(lines[:n])], 0, opening):
            return [" ".join(lines[:n]), *lines[n:]]
        if lines[n][:2].lower() == "by" and find_byline([" ".join(lines[n:])], 0, opening):
            return [" ".join(lines[:n]), " ".join(lines[n:])]
    return [" ".join(lines)]


def _with_subtitle(lines: Sequence[str], first: int, fit: Sequence[int], bylines: dict[int, Byline]) -> str:
    """The title and the lines below it that belong to it: those before the authors or the publisher."""
    title = lines[first]
    last = first
    while last + 1 in fit and last - first < _MOST_SUBTITLES and _is_subtitle(lines[last + 1]):
        last += 1
    ends = last + 1 < len(lines) and (
        last + 1 in bylines or _is_publisher(lines[last + 1]) or is_date_line(lines[last + 1])
    )
    for line in lines[first + 1 : last + 1] if ends else ():
        title += line if title.endswith(" ") else f"{' ' if title[-1] in '?!:.–—-' else ': '}{line}"
    return title


def _is_subtitle(line: str) -> bool:
    """Whether a line below a title is no name, no sentence and no lead-in."""
    words = line.split()
    return not line.endswith((".", ":")) and (len(words) > 4 or any(word.islower() for word in words))


def _is_publisher(line: str) -> bool:
    """Whether a line is the name of a body: short, and all its weighty words with capitals."""
    words = line.split()
    weighty = [word for word in words if len(word) > 3 or word[:1].isupper()]
    return (
        len(words) <= 12
        and all(word[:1].isupper() or not word[:1].isalpha() for word in weighty)
        and any(word.strip(".,()").casefold() in names.BODY_WORDS | _JOURNAL_NAME for word in words)
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
