"""Names of organisations in a sentence, whose words are no theme's: a Care Trust says nothing of trust.

A name is a row of words in capitals that ends in a word for a body, such a word in a capital by
itself within a sentence, or a trust of the kind that runs a service.
"""

from __future__ import annotations

import re

from ingest.words import words

_BODY = (
    r"(?:Trusts?|Authorit(?:y|ies)|Boards?|Groups?|Councils?|Departments?|Directorates?|Services?|Commissions?|"
    r"Partnerships?|Committees?|Agenc(?:y|ies)|Associations?|Consorti(?:um|a)|Networks?|Foundations?|Institutes?|"
    r"Centres?|Universit(?:y|ies)|Colleges?|Compan(?:y|ies)|Unions?|Federations?|Societ(?:y|ies)|Alliances?|"
    r"Part(?:y|ies)|Governments?|Labour)(?:['’]s?)?"
)
_CAPITALISED = r"[A-Z][\w'’-]*"
_NAME = re.compile(
    rf"(?:{_CAPITALISED}\s+(?:(?:and|of|for|&)\s+){{0,2}})+{_BODY}(?![\w-])"  # "Care Trust", "Board of Trade"
    rf"|(?<=[\w,;]\s){_BODY}(?![\w-])"  # "as the Trust said", not "Trust grew"
)
# "An NHS trust", "the trust's staff"; "the trust between them" is the other kind.
_TRUST = re.compile(
    r"\b(?:NHS|care|hospital|acute|foundation|ambulance|health|community|housing|neighbouring|a|each|every|per)\s+"
    r"trusts?\b(?!\s+(?:between|among|in|that|of))|\b[Tt]he\s+trusts?(?:['’]s?|(?=\s+(?:board|has|had|is|was|runs?|employ)))\b|"
    r"\btrusts\b(?=\s+(?:and|or|have|were|are)\b)"
)


def without_names(sentence: str) -> str:
    """A sentence less its names of organisations; whole where every word is in capitals, as in a title."""
    said = words(sentence)
    if all(word[0].isupper() for word in said if len(word) > 3):
        return sentence
    return _TRUST.sub(" ", _NAME.sub(" ", sentence))
