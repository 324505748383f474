"""What in a document is not evidence: front and back matter, biographies, contacts."""

from __future__ import annotations

import re

_NAMES = r"[A-Z][\w'’-]+(?:\s+(?:[A-Z]\.?|de|van|von|der|[A-Z][\w'’-]+)){1,4}"
_POST = (
    r"(?i:professor|fellow|director|lecturer|researcher|manager|lead|head|chair|consultant|officer|editor|"
    r"student|academic|trustee|reader|associate|nurse|doctor|gp|journalist|writer|author|chief|social worker)"
)
_BIOGRAPHY = re.compile(
    rf"^(?:(?:Dr|Prof(?:essor)?|Mr|Mrs|Ms|Sir|Dame)\.?\s+)?{_NAMES}\s+is\s+.{{0,80}}?\b{_POST}\b", re.S
)

_FRONT = re.compile(
    r"^(?:acknowledge?ments?|about the (?:authors?|editors?|contributors?|series)|keywords?|key words|"
    r"(?:table of )?contents|list of (?:tables|figures|boxes|abbreviations|contributors)|copyright|disclaimer|"
    r"dedication|imprint|publication (?:details|information)|how to cite|suggested citation|note on the text)\b.{0,60}$",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^(?:(?:source of )?funding|(?:conflicts?|declarations?|competing|statement)s?\b.{0,20}\b(?:interests?|funding)|"
    r"ethics?(?: approval| statement)?|ethical approval|data (?:availability|sharing).{0,30}|"
    r"(?:author|authors['’]|contributor)s? (?:contributions?|information|details|biograph\w+|notes?)|contributorship|"
    r"footnotes?|endnotes?|notes|provenance.{0,40}|supplementary .{0,40}|additional (?:files?|material)|"
    r"about (?:us|the authors?|this (?:site|page|series|publication)|[A-Z].{0,60})|"
    r"(?:related|more|further|other|popular|recent) (?:content|articles?|pages|posts?|links|information|resources|stories|guides)|"
    r"you (?:might|may) also.{0,40}|comments?(?: \(\d+\))?|leave a (?:comment|reply)|contact(?: us| details)?|index|tags|"
    r"share(?: this)?(?: page)?|resources|permissions?|publisher['’]s note|correspondence(?: to)?|abbreviations|revision history)$",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"^(?:(?:list of )?references?(?: list)?(?: cited)?|bibliography|works cited|literature(?: cited)?|"
    r"(?:further |additional |background |key )*(?:reading|(?:background )?references|sources)|sources(?: cited)?|notes and references|"
    r"references and (?:notes|further reading))$",
    re.IGNORECASE,
)
_APPENDIX_FORM = re.compile(
    r"\b(?:pro-?\s?forma|questionnaire|topic guide|interview (?:schedule|guide|questions)|consent form|"
    r"data[- ]extraction|search (?:strategy|terms|strings?)|checklist form|template)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:^|\s)(?:https?://|www\.)\S+$|@\w+|\b(?:tel|e-?mail|website|twitter)\s*:", re.IGNORECASE
)
_RIGHTS = re.compile(
    r"^(?:key\s?words?|tags|categor(?:y|ies)|correspondence(?: to)?|received|accepted|cc|to|from|date|subject)\s*:|"
    r"^(?:©|\(c\)\s|copyright\b|isbn\b|issn\b|all rights reserved)|\bviews expressed\b.{0,80}\bauthors?\b|"
    r"provided here courtesy of|licen[cs]ed under|creative commons|\bfor (?:further|more) information,? (?:visit|contact|see)\b",
    re.IGNORECASE,
)


def is_references_title(title: str) -> bool:
    """Whether a heading opens a reference list."""
    return bool(_REFERENCES.match(_bare(title)))


def is_front_title(title: str) -> bool:
    return bool(_FRONT.match(_bare(title)))


def is_back_title(title: str) -> bool:
    return bool(_BACK.match(_bare(title)))


def is_matter_title(title: str) -> bool:
    """Whether a heading opens anything but the text itself."""
    return is_front_title(title) or is_back_title(title) or is_references_title(title)


def is_form_title(title: str) -> bool:
    """Whether an appendix is the instrument of a study rather than its findings."""
    return bool(_APPENDIX_FORM.search(title))


def is_biography(text: str) -> bool:
    """Whether a paragraph presents a person: name, "is", a post."""
    return bool(_BIOGRAPHY.match(text)) and len(text.split()) < 120


_BLANKS_TO_FILL = re.compile(r"_{4,}|\[\s?\]|☐|\.{12,}")


def is_form_line(text: str) -> bool:
    """Whether a line has blanks to fill in or boxes to tick."""
    return bool(_BLANKS_TO_FILL.search(text))


def is_contact_or_rights(text: str) -> bool:
    """Whether a short line is an address, a notice of rights or a number of the trade."""
    return len(text.split()) <= 60 and bool(
        _RIGHTS.search(text) or (len(text.split()) <= 12 and _CONTACT.search(text))
    )


def _bare(title: str) -> str:
    return re.sub(r"^(?:appendix\s+)?(?:[A-Z]|\d+(?:\.\d+)*)[.:)]?\s+(?=[A-Z])", "", title.strip("*_# :"))
