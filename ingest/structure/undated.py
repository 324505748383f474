"""Names without a year: "Taylor concludes", "the Brown study", "Kharicha et al. add".

A careful reader knows which entry is meant: the only one with these names, or the one
that was cited with its year shortly before. Where neither holds nothing is resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from ingest.structure import marks
from ingest.structure.names import AND, ET_AL, GAP, name_pattern
from ingest.structure.placed import MentionsByPlace
from ingest.types import Block, Mention, Reference, Span

_WORK = (
    r"(?:stud(?:y|ies)|reviews?|surveys?|evaluations?|trials?|research|work|papers?|articles?|books?|reports?|"
    r"accounts?|analys[ie]s|findings?|conclusions?|results?|interviews?|summary|summaries|model|framework)"
)
_SAYS = (
    r"(?:(?:also|then|further|later|both)\s+)?"
    r"(?:add|argue|assert|caution|claim|comment|compare|conclude|contend|demonstrate|describe|discuss|emphasi[sz]e|"
    r"examine|explain|explore|find|found|highlight|identif(?:y|ie)|illustrate|maintain|note|observe|point|propose|"
    r"recommend|report|reveal|review|see|show|state|stress|studied|suggest|summari[sz]e|warn|write|wrote)(?:e?[sd])?\b"
)
_POSSESSIVE = r"(?:['’]s|(?<=s)['’])"
_DESCRIBED = r"(?:\s+[\w-]+){0,2}"  # "Taylor's own small study"
_TITLED = re.compile(
    r"(?:\b(?:Prof|Dr|Mr|Mrs|Ms|Sir|Lord|Lady|Cllr|Rev|St)\.?|\b(?:Professor|Doctor|Councillor|Baroness|Dame|"
    r"Judge|Justice|Minister|Sister|Nurse))\s+$"
)
_THANKED = re.compile(r"\b(?:thank\w*|grateful|gratitude|acknowledg\w+|indebted)\b", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w-])[^\W\d_]+")
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d_][\w'’.-]*)\s+$")
_WORD_JOINED = re.compile(r"(?P<word>[^\W\d_][\w'’-]+)(?:,|,?\s+(?:and|&))\s+$")
_YEAR_FOLLOWS = re.compile(rf"{GAP}\s*(?:18|19|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to name some entries. One that is a mere surname has to be known already."""

    pattern: re.Pattern[str]
    references: tuple[Reference, ...]
    bare: bool


def find_undated(
    text: str, blocks: Sequence[Block], references: Sequence[Reference], dated: Sequence[Mention]
) -> Iterator[Mention]:
    """Mentions by names alone, in the given blocks; ``dated`` are those already found."""
    forms = _forms(references)
    authors = {author for reference in references for author in reference.authors}
    placed = MentionsByPlace(dated)
    opened: dict[int | None, int] = {}  # where each section begins
    for block in blocks:
        opened.setdefault(block.section, block.start)
        for span in block.spans:
            end = span.start  # of what was found last
            for word in _WORD.finditer(text, span.start, span.end):
                if word.start() < end or word.group() not in forms:
                    continue
                for form in forms[word.group()]:
                    match = form.pattern.match(text, word.start(), span.end)
                    if match is None:
                        continue
                    place = Span(*match.span("names"))
                    if placed.touching(place):
                        break
                    if not _stands_alone(text, span, place, authors):
                        continue
                    meant = _meant(form, place, placed, opened[block.section])
                    if meant is not None:
                        end = place.end
                        yield Mention(place, meant.key)
                        break


def _forms(references: Sequence[Reference]) -> dict[str, list[_Form]]:
    """The forms by their first word, longer ones first: "Hudson and colleagues" is not "Hudson"."""
    named: dict[str, list[Reference]] = {}
    alone: dict[str, list[Reference]] = {}
    for reference in references:
        if not _is_person(reference):
            continue
        first, *others = [name_pattern(name) for name in reference.authors]
        if len(others) == 1:
            named.setdefault(rf"{first}{AND}{others[0]}", []).append(reference)
        elif others:
            middle = "".join(rf",\s+{name}" for name in others[:-1])
            named.setdefault(rf"{first}{middle},?{AND}{others[-1]}", []).append(reference)
        if len(others) > 1 or re.search(r"\bet al\b", reference.text[:80]):
            named.setdefault(rf"{first}{ET_AL}", []).append(reference)
        alone.setdefault(first, []).append(reference)
    found: dict[str, list[_Form]] = {}
    for names, entries in named.items():
        pattern = re.compile(rf"(?<![\w-])(?P<names>{names}(?![\w-]){_POSSESSIVE}?)")
        found.setdefault(_first_word(entries[0]), []).append(_Form(pattern, tuple(entries), False))
    for name, entries in alone.items():
        found.setdefault(_first_word(entries[0]), []).extend(_bare_forms(name, tuple(entries)))
    return found


def _first_word(reference: Reference) -> str:
    word = _WORD.search(reference.authors[0])
    return word.group() if word else ""


def _bare_forms(name: str, entries: tuple[Reference, ...]) -> Iterator[_Form]:
    # A surname alone is its bearer's own work before it is that of a team.
    entries = tuple(entry for entry in entries if len(entry.authors) == 1) or entries
    start = rf"(?<![\w-])(?P<names>{name}"
    yield _Form(re.compile(rf"{start}{_POSSESSIVE})(?={_DESCRIBED}\s+{_WORK}\b)"), entries, False)
    yield _Form(re.compile(rf"(?:(?<=\b[Tt]he )|(?<=\b[Tt]he\n)){start})(?=\s+{_WORK}\b)"), entries, False)
    yield _Form(re.compile(rf"{start})(?=\s+{_SAYS})"), entries, True)


def _stands_alone(text: str, span: Span, names: Span, authors: Set[str]) -> bool:
    """Whether the names are all that is said of who it is, and not of a person who is thanked."""
    start, end = names.start, names.end
    before, after = text[max(span.start, start - 60) : start], text[end : min(span.end, end + 60)]
    if _YEAR_FOLLOWS.match(after) or _TITLED.search(before):
        return False
    joined = _WORD_JOINED.search(before)
    if joined is not None and joined["word"] in authors:
        return False
    sentence = re.split(r"[.?!]\s+(?=[A-Z])", text[max(span.start, start - 200) : start])[-1]
    if _THANKED.search(sentence):
        return False
    word = _WORD_BEFORE.search(before)
    if word is None or word["word"][:1].islower():
        return True
    # A capital may be a sentence's first word, which the text writes small elsewhere, or a first name.
    return bool(re.search(rf"(?<![\w-]){re.escape(word['word'].lower())}(?![\w-])", text))


def _meant(form: _Form, place: Span, dated: MentionsByPlace, opened: int) -> Reference | None:
    """The entry cited with its year nearest before in the section, else the only one there can be."""
    known = {reference.key: reference for reference in form.references}
    if len(known) == 1 and not form.bare:
        return form.references[0]
    cited = set()
    for mention in dated.before(place.start):
        if mention.reference in known:
            if mention.span.start >= opened:
                return known[mention.reference]
            cited.add(mention.reference)
    return known[cited.pop()] if len(cited) == 1 else None


def _is_person(reference: Reference) -> bool:
    """Whether the first author is a family name with initials; a body does many other things."""
    if not reference.authors:
        return False
    name = name_pattern(reference.authors[0])
    return bool(
        re.match(rf"\W*{name}\s*,?\s+(?:[A-Z]\.?[-\s]?){{1,4}}(?![a-z])", marks.plain(reference.text))
    )
