"""Direction and level as headings name them, and what weighs the evidence.

Headings, columns and lead-ins name a direction for all that stands under them, in a
short vocabulary of the field, none of it taken from one document. What a sentence
says for itself is told in ``ingest.direction_model``.
"""

from __future__ import annotations

import re

from ingest.types import Direction, Level

_HELP_HEADS = re.compile(
    r"\b(?:help(?:s|ed|ful|ing)?|enabl\w+|facilitat\w+|success(?:es|ful)?|benefits?|drivers?|strengths?|"
    r"advantages?|opportunit\w+|promot\w+|support(?:s|ing|ive)|what works?|works? well|positives?|pros|"
    r"improv\w+|achievements?|incentives?|assets?)\b",
    re.IGNORECASE,
)
_HINDER_HEADS = re.compile(
    r"\b(?:hinder\w*|hindrances?|barriers?|challeng\w+|obstacles?|inhibit\w*|difficult\w+|problems?|risks?|"
    r"weakness\w*|disadvantages?|threats?|constrain\w*|imped\w+|drawbacks?|negatives?|cons|pitfalls?|"
    r"get(?:s|ting)? in the way|tensions?|failures?|limit(?:s|ations?)|disincentives?|concerns?)\b",
    re.IGNORECASE,
)
_INTEGRATED = re.compile(
    r"\bintegrated (?:working|teams?)\b|\b(?:practice|operational|team|front-?line)[- ]levels?\b|"
    r"\bat (?:the )?(?:level of (?:the |a )?)?(?:general )?practice(?: level)?\b|\bmultidisciplinary team",
    re.IGNORECASE,
)
_PARTNERSHIP = re.compile(
    r"\bpartnership working\b|\b(?:strategic|organi[sz]ational|board)[- ]levels?\b|"
    r"\bstrategic (?:partnerships?|relationships?|commissioning|planning|leads?)\b|\bjoint commissioning\b",
    re.IGNORECASE,
)


def heading_direction(words: str) -> Direction:
    """The one direction that a heading, a column or a lead-in names; NONE for both or neither."""
    helps, hinders = bool(_HELP_HEADS.search(words)), bool(_HINDER_HEADS.search(words))
    if helps == hinders:
        return Direction.NONE
    return Direction.HELPS if helps else Direction.HINDERS


def level_of(words: str) -> Level | None:
    """The one level that words name; None for both or neither."""
    integrated, partnership = bool(_INTEGRATED.search(words)), bool(_PARTNERSHIP.search(words))
    if integrated == partnership:
        return None
    return Level.INTEGRATED if integrated else Level.PARTNERSHIP


_SPEAKS_OF_EVIDENCE = re.compile(
    r"\b(?:(?:insufficient|limited|little|weak|mixed|no|lack of|scarce|scant|patchy|sparse|under-?developed|anecdotal)\s"
    r"(?:\w+\s){0,2}(?:evidence|research|data|information|evaluation)|evidence base|"
    r"(?:few|very few|only \w+|no|none of the) (?:\w+\s){0,2}(?:studies|schemes|evaluations|trials|papers)|"
    r"(?:small|short)[- ](?:scale|sample|term) (?:pilots?|studies|study|evaluations?)|methodolog\w+|unevaluated|"
    r"(?:not|rarely|seldom|yet to be) (?:\w+\s)?(?:evaluated|peer[- ]reviewed|generalis\w+)|"
    r"(?:benefits?|effects?|impacts?|outcomes?|savings?|value)\b[^.;]{0,100}\b(?:not|yet to be) (?:\w+\s)?confirmed|"
    r"quality was not|caution|rigorous|self[- ]report\w*|sample size|limitations? of (?:the|this|our)|"
    r"relatively little (?:is )?known|know (?:relatively )?little|surprisingly underdeveloped)\b",
    re.IGNORECASE,
)


def speaks_of_evidence(words: str) -> bool:
    """Whether a sentence weighs the evidence itself: how much there is, how good it is."""
    return bool(_SPEAKS_OF_EVIDENCE.search(words))
