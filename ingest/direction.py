"""Direction and level: what words say of helping and hindering.

Headings, columns and lead-ins name a direction for all that stands under them;
a sentence says it for itself. Both use the same short vocabulary of the field,
none of it taken from one document.
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


_HELPS = re.compile(
    r"\b(?:improv\w*|better|facilitat\w+|enabl(?:e[sd]?|ing|ers?)|help(?:s|ed|ful|ing)?|benefit\w*|positiv\w+|"
    r"success\w*|support(?:s|ed|ive|ing)?|trust\w*|effective(?:ly)?|eas(?:e|ed|es|ier|ily)|quick\w*|faster|speed\w*|"
    r"valu(?:ed?|able|ing)|strengthen\w*|gains?|opportunit\w+|important|importance|vital|crucial|essential|key to|"
    r"good|strong(?:er)?|commit(?:ted|ment)|shared|sharing|flexib\w+|willing\w*|encourag\w+|promot\w+|foster\w*|"
    r"enhanc\w+|reciproc\w+|reward\w*|advantage\w*|respect|mutual understanding|awareness|stability|continuity|"
    r"leadership|well[- ]developed|aids?|closer|seamless|appreciat\w+|optimis\w+|savings?)\b",
    re.IGNORECASE,
)
_HINDERS = re.compile(
    r"\b(?:barrier\w*|hinder\w*|hindrance\w*|difficult\w*|problem\w*|lack(?:s|ed|ing)?|poor(?:ly)?|isolat\w+|"
    r"tension\w*|conflict\w*|friction|concern(?:s|ed about)?|risk\w*|threat\w*|obstacle\w*|challeng\w+|constrain\w*|"
    r"mismatch\w*|incompatib\w+|undermin\w+|penal\w+|resist\w+|fragment\w+|slow\w*|insufficient|limited|fail\w*|"
    r"frustrat\w+|unclear|uncertain\w*|turbulen\w+|reorgani[sz]\w+|restructur\w+|pressur\w+|cannot|unable|inequit\w+|"
    r"dominat\w+|burden\w*|delay\w*|misunderst\w+|worr(?:y|ied|ies)|anxi\w+|stigma|duplicat\w+|blame|"
    r"suspicio\w+|disrupt\w+|imped\w+|inhibit\w+|jeopardi\w+|hostil\w+|legacy|little (?:experience|contact|"
    r"understanding|knowledge|discussion)|too (?:much|many|few|little|far|fast|slow|busy)|different (?:priorit\w+|boundar\w+|"
    r"eligibility|criteria|terms|culture\w*|understandings?|approaches)|differences? (?:in|between)|over-?stretched|"
    r"patchy|remote|distan(?:t|ce)|drawback\w*|disadvantage\w*|weak\w*|complex(?:ity|ities)?|disappoint\w+|"
    r"(?:not|never|hardly|rarely|seldom) (?:always |necessarily |fully |often |really )?(?:understand|understood|feel|felt|"
    r"know|enough|possible|able|available|promising|a priority|been evaluated))\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|nor|neither|little|few(?:er)?|less|lack(?:s|ed|ing)? of|absence of|insufficient|"
    r"hardly|rarely|unlikely to|n['’]t|does(?:n['’]t| not)|fail(?:s|ed)? to)\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
# Words that turn a trouble into a gain: "reduces the risk", "overcome barriers".
_RELIEF = re.compile(
    r"\b(?:reduc\w+|overc[ao]m\w*|avoid\w*|prevent\w*|address\w*|resolv\w+|remov\w+|tackl\w+|fewer|less|without|"
    r"minimi[sz]\w+|lessen\w*|eas(?:e|ed|es|ing)|solv\w+|manag\w+|no)\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
# "Does not necessarily lead to", "is not guaranteed", "might not be enough": neither yes nor no.
_NOT_SURELY = re.compile(
    r"\b(?:not|n['’]t|no) (?:\w+ )?(?:necessarily|always lead|guaranteed?|automatically|(?:be )?enough|a panacea|a guarantee)\b",
    re.IGNORECASE,
)
_REACH = 80  # characters back in which a word can turn what follows
_CONTRAST = re.compile(
    r"\b(?:but|although|though|however|albeit|while|whilst|yet|despite|nevertheless|on the other hand|whereas|even so)\b|"
    r"\s[–—]\s",
    re.IGNORECASE,
)


_SPEAKS_OF_EVIDENCE = re.compile(
    r"\b(?:(?:insufficient|limited|little|weak|mixed|no|lack of|scarce|scant|patchy|sparse|under-?developed|anecdotal)\s"
    r"(?:\w+\s){0,2}(?:evidence|research|data|information|evaluation)|evidence base|"
    r"(?:few|very few|only \w+|no|none of the) (?:\w+\s){0,2}(?:studies|schemes|evaluations|trials|papers)|"
    r"(?:small|short)[- ](?:scale|sample|term) (?:pilots?|studies|study|evaluations?)|methodolog\w+|unevaluated|"
    r"(?:not|rarely|seldom|yet to be) (?:\w+\s)?(?:evaluated|confirmed|peer[- ]reviewed|generalis\w+)|"
    r"quality was not|caution|rigorous|self[- ]report\w*|sample size|limitations? of (?:the|this|our)|"
    r"relatively little (?:is )?known|know (?:relatively )?little|surprisingly underdeveloped)\b",
    re.IGNORECASE,
)


def speaks_of_evidence(words: str) -> bool:
    """Whether a sentence weighs the evidence itself: how much there is, how good it is."""
    return bool(_SPEAKS_OF_EVIDENCE.search(words))


def sentence_direction(words: str) -> Direction:
    """What a sentence itself says of helping and hindering, from the field's common words.

    A negated help hinders, a relieved trouble helps, and a sentence that sets one
    against the other is mixed. A sentence with none of these words has no direction,
    nor has one that weighs the evidence and not joint working.
    """
    if speaks_of_evidence(words):
        return Direction.NONE
    if _NOT_SURELY.search(words):
        return Direction.MIXED
    helps = hinders = 0
    for match in _HINDERS.finditer(words):
        if _RELIEF.search(words[max(0, match.start() - _REACH) : match.start()]):
            helps += 1
        else:
            hinders += 1
    for match in _HELPS.finditer(words):
        if _NEGATION.search(words[max(0, match.start() - _REACH) : match.start()]):
            hinders += 1
        else:
            helps += 1
    if helps and hinders:
        if _CONTRAST.search(words) or helps == hinders:
            return Direction.MIXED
        return Direction.HELPS if helps > hinders else Direction.HINDERS
    if helps or hinders:
        return Direction.HELPS if helps else Direction.HINDERS
    return Direction.NONE
