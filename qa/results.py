"""Results: what came of something, or that nothing did, as sentences and tables report it.

A question of effect ("Does it cut admissions?") is answered by what was found to have changed or not, and
not by what a scheme was for. The words are those with which results are reported in English, in any field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CHANGE = (
    r"(?:impacts?|effects?|differences?|improvements?|benefits?|changes?|reductions?|increases?|gains?|savings?|"
    r"rise|fall|drop|decline|advantages?)"
)
_REPORTED = re.compile(
    rf"\b(?:no|not|never|nor|without|little|few|lack of|any|some|clear|significant\w*|measurable|greater|lower|higher)\s"
    rf"(?:[\w-]+\s){{0,4}}{_CHANGE}\b|"
    rf"\b{_CHANGE}\s(?:up)?(?:on|in|to|for|of|through|from|was|were|has|had)\b|"
    r"\b(?:fewer|quicker|faster|slower|sooner|shorter|cheaper|dearer)\b|"
    r"\b(?:better|worse|earlier|(?:more|less) (?!than\b)\w+)\b(?:\s[\w-]+){0,6}\sthan\b|"
    r"\b(?:more|less|as|equally|no more) (?:likely|often|quickly)\b|\brather than (?:fewer|more|less)\b|"
    r"\b(?:reduced|increased|improved|fell|rose|dropped|declined|doubled|halved|shortened|lengthened|worsened|saved|cut|"
    r"came down|went (?:up|down)|led\b(?:, [\w ]+,)? to|resulted in|brought about|associated with)\b|"
    r"\b(?:seem|seems|seemed|be|is|are|was|were|been|proved|found to be) (?:even |much |far |slightly |no )?"
    r"(?:greater|lower|higher|better|worse|shorter|longer|quicker|faster|slower|cheaper|fewer|smaller)\b|"
    r"\b(?:unable|failed|not possible) to (?:identify|show|detect|find|demonstrate)\b",
    re.IGNORECASE,
)
_OF_OUTCOMES = re.compile(
    r"\b(?:outcomes?|results?|impacts?|effects?|findings|benefits?|what (?:came|was found))\b", re.IGNORECASE
)

_COMPARES = re.compile(
    r"\b(?:better|worse|more|less|fewer|(?!rather|other|whether|further)\w+er)\b[^.;]{0,80}\bthan\b|"
    r"\bas \w+(?: \w+)? (?:\w+ ){0,12}as\b|\bthe same \w+ as\b|\bcompar(?:ed|ison|ing|es)\b|\b(?:versus|relative to|unlike|"
    r"in contrast to|whereas)\b|\bno (?:better|worse|difference between)\b",
    re.IGNORECASE,
)


def sets_beside(words: str) -> bool:
    """Whether words set one thing beside another."""
    return bool(_COMPARES.search(words))


def tells_result(words: str, under: Sequence[str] = ()) -> bool:
    """Whether words report what came of something; ``under`` are the headings over a cell, its column's last."""
    return bool(_REPORTED.search(words)) or bool(under and _OF_OUTCOMES.search(under[-1]))
