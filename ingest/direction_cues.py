"""What the words of a sentence tell of its direction, as numbers that a small model weighs.

Words with a side, turned by those around them (``ingest.direction_turning``), are counted and set
against one another by clause. Beside them stand turns of a whole sentence: a belief that is then
doubted, a fear that proved groundless, doing without one another, being asked late, a caveat on
what may be learned. The embedding model knows what a sentence is about and hardly minds such
turns, so they are settled here.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ingest.direction_turning import LISTED, SPEAKS, WORD, turned_words

_COUNTED = (
    *(
        "down",
        "up",
        "lack",
        "negation",
        "contrast",
        "condition",
        "not_surely",
        "no_guarantee",
        "hedge",
        "need",
    ),
    *("joint", "people", "evidence", "describes", "far"),
)
_BUT = r"(?<!anything )(?<!nothing )\bbut\b(?! (?:for|also)\b| with (?:the |an )?(?:added|additional|further|extra)\b)|\byet\b(?! to\b)"
_CLAUSE = re.compile(
    r"[;:.?!—–]|,\s+(?=(?:and|but|so|which|who|yet|or|nor)\b)|\b(?:although|though|however|albeit|while|whilst|"
    r"despite|whereas|even so|even though|because|since|so that|which|except)\b|" + _BUT,
    re.IGNORECASE,
)
# "Despite much goodwill, they seldom met": the comma ends what is conceded.
_CONCEDED = re.compile(
    r"^\W*(?:although|though|despite|while|whilst|whereas|even though|in spite of|notwithstanding)\b[^,;]*,",
    re.IGNORECASE,
)
_TURN = re.compile(rf"{_BUT}|\bhowever\b", re.IGNORECASE)
# A word that only joins a sentence to the one before says nothing of two sides within it.
_OPENING = re.compile(rf"^{LISTED['opening'].pattern},?\s+", re.IGNORECASE)
_IMPERATIVE = re.compile(rf"^(?:please )?{LISTED['imperative'].pattern} ", re.IGNORECASE)
# That little is known, or that more ought to be, is said of research and not of joint working.
_LITTLE_KNOWN = re.compile(
    r"\b(?:(?:little|few|scant|scarce|limited|insufficient|no|lack of|weak|thin|hardly any|not enough|sparse|patchy|"
    r"mixed|more|better|further|future|sound|strong|robust|rigorous)\s(?:\w+\s){0,3}"
    r"(?:evidence|research|stud(?:y|ies)|evaluations?|trials?|data|literature)|"
    r"(?:evidence|research|stud(?:y|ies)|evaluations?|trials?|data|literature|findings)\s(?:\w+\s){0,3}"
    r"(?:limited|scarce|sparse|lacking|thin|weak|inconclusive|missing|needed|caution|generali[sz]\w+)|"
    r"(?:known?|knows|written|understood)\s(?:\w+\s)?(?:little|nothing)|"
    r"little\s(?:\w+\s){0,2}(?:known|written|understood)|"
    r"(?:not|yet|hardly|never|rarely|seldom)\s(?:\w+\s){0,3}"
    r"(?:confirmed|tested|shown|proven?|demonstrated|evaluated|measured|studied|researched|reported)|"
    r"unproven|untested|evidence base|(?:cannot|not possible to|hard to|too early to|difficult to) "
    r"(?:tell|say|know|generali[sz]e)|open question|remains? to be)\b",
    re.IGNORECASE,
)
_BUT_FOR = re.compile(
    r"\b(?:without|had it not been|were it not|but for|if not for)\b.*\bwould\b|"
    r"\b(?:would not|would never|cannot|could not|can.t|couldn.t|(?:neither|nobody|no one|none) (?:\w+ ){0,3}(?:can|could))"
    r"\b.*\bwithout\b",
    re.IGNORECASE,
)
# What is reported as thought, hoped or feared, and what takes it back: the sentence says the reverse of it.
_REPORTED = re.compile(
    r"\b(?:assum\w+|suppos(?:e[sd]?|ing|ition)|beliefs?|premise|notion|taken for granted|faith in|claims?|promised? that|"
    r"advocates|enthusiasts|proponents|the (?:\w+ )?idea that|the hope|hoped|rhetoric|talk of|in theory|on paper|is made of|"
    r"as if|orthodoxy|conventional wisdom|(?:case|argument) for|fear\w*|worr(?:y|ies|ied)|dread\w*|anxiet\w+|expect\w*|"
    r"scepti\w+|predict\w+|foretold|anticipated|thought that|(?:looked|searched|watched) for|reasons? to (?:expect|think))\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:obscur\w+|overlook\w*|ignor(?:e[sd]?|ing)|takes? no account|gloss\w* over|pass\w* over|leaves? out|"
    r"hides?|hid(?:den|ing)?|conceals?|mask(?:s|ed|ing)?|mistaken|wrong|false|flawed|myth|illus\w+|distract\w*|"
    r"(?:draws?|diverts?) (?:\w+ )?attention|questionable|simplistic|na[iï]ve|over-?optimistic|unrealistic|too simple|"
    r"open to (?:doubt|question)|(?:not|never) (?:\w+ ){0,2}(?:borne out|true|stand|hold|justified|warranted|the case|bear|"
    r"supported|c[ao]me|happen\w*|materiali[sz]\w+|arise|arose)|unfounded|groundless|misplaced|came to nothing|laid to rest|"
    r"allayed|(?:found|saw) (?:none|nothing)|points? the other way|(?:nobody|no one|none) (?:has|have|had|can|could))\b",
    re.IGNORECASE,
)
_WITH_FEAR = re.compile(r"fear|worr|dread|anxi|scepti", re.IGNORECASE)
_NO_NEED = re.compile(
    r"\b(?:surviv|manag|get|got|cop|do|did|live|work|carr)\w* (?:\w+ ){0,4}without|"
    r"\b(?:no|little|without|neither|never|hardly) (?:\w+ ){0,3}(?:need|call|reason|use) (?:of|for|to)|"
    r"\b(?:go|goes|went|going) (?:its|their|his|her) own way|as (?:if|though) (?:\w+ ){1,4}did not exist|"
    r"\b(?:perfectly|quite) well without",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"\b(?:not|never|n.t|no|seldom|rarely|hardly|little|without being|few) (?:\w+ ){0,4}(?:involved|consulted|asked|"
    r"invited|told|informed|represented|included|at the table|party to|part in|say in|voice in|sat on)\b|"
    r"\b(?:left|shut|kept) out of\b|\b(?:brought in|asked|consulted|involved|told|invited) (?:only |too |very )?"
    r"(?:late|at the end|afterwards|when|once)\b|\babsent from\b",
    re.IGNORECASE,
)
_LOW_PRIORITY = re.compile(
    r"\blow (?:down )?(?:on|in|among) (?:\w+ ){0,3}(?:list|agendas?|priorit\w+|concerns)\b|\blow priority\b|"
    r"\b(?:not|never|seldom|rarely|hardly) (?:\w+ ){0,4}(?:priorit\w+|top of|high on)\b|\bother priorities\b",
    re.IGNORECASE,
)
# What may be learned from places, and how far it carries, is said of the evidence.
_CARRIES_OVER = re.compile(
    r"\b(?:less|little|limited|not|may|might|cannot|hardly|unclear|unwise|care|caution|cautious\w*|whether|how far|"
    r"typical|unusual|nothing|no)\b.{0,80}\b(?:elsewhere|generali[sz]\w+|typical|representative|transfer\w*|"
    r"carr(?:y|ied) over|replicat\w+|lessons?|learning|learn|(?:other|different|all|larger|smaller) (?:areas|places|"
    r"settings|sites|countries|regions|districts|contexts|populations|towns|cities)|hold for|apply to|speak for)\b",
    re.IGNORECASE,
)
_SLOW_FRUIT = re.compile(
    r"\b(?:t(?:akes?|ook|aking)|took) (?:\w+ ){0,3}(?:time|months|years|seasons|while)\b|\bslow to (?:come|show|appear|emerge)\b|"
    r"\bnot yet\b|\bin the (?:long|longer) (?:term|run)\b",
    re.IGNORECASE,
)
_IN_PART = re.compile(
    r"\b(?:but|though|yet|and|while|if) (?:not|none|no|hardly|less|little) (?:yet |so )?(?:\w+ )?(?:on|in|for|to|of|at|with)\b|"
    r"\bup to a point\b|\bto (?:some|a) (?:extent|degree)\b|\bso far\b|\bwithout (?:yet )?(?:chang|alter|improv)\w+",
    re.IGNORECASE,
)
_LATE = re.compile(r"\b(?:not|n.t|never)\b.*\buntil\b|\bonly after\b", re.IGNORECASE)
_OF_OURSELVES = re.compile(
    r"\b(?:we|our|this (?:report|paper|review|chapter|section|study|guide))\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![)a-z])")
_AIM = re.compile(r"To \w+")


@lru_cache(maxsize=4096)  # asked for when a document is read, and again when its vectors are there
def cues(sentence: str) -> Mapping[str, float]:
    """What a sentence's words tell, by name; always the same names in the same order."""
    words = _OPENING.sub("", " ".join(sentence.split()))
    taken_back = _taken_back(words)
    clauses = list(_clauses(words[len(taken_back) :]))
    turned = [list(turned_words(clause)) for clause in clauses]
    if taken_back:
        turned.insert(0, [_reverse_of(taken_back)])
    said = [kind for clause in turned for kind in clause]
    speaks = [sum(SPEAKS[kind] for kind in clause) for clause in turned]
    helps = sum(max(0.0, SPEAKS[kind]) for kind in said)
    hinders = -sum(min(0.0, SPEAKS[kind]) for kind in said)
    found = {kind: float(min(3, said.count(kind))) for kind in SPEAKS}
    found |= {name: float(min(4, len(LISTED[name].findall(words)))) for name in _COUNTED}
    both, two_sided = helps >= 1 and hinders >= 1, max(speaks, default=0) > 0 > min(speaks, default=0)
    turns_back = any(found[name] for name in ("contrast", "condition", "not_surely", "no_guarantee"))
    length = max(len(WORD.findall(words)), 1)
    flags = {
        "both": both,
        "both_in_clauses": two_sided,
        "contrast_any": found["contrast"] > 0,
        "contrast_and_both": found["contrast"] > 0 and both,
        "contrast_of_clauses": found["contrast"] > 0 and two_sided,
        "good_alone": helps >= 1 > hinders and not turns_back,
        "bad_alone": hinders >= 1 > helps and not turns_back,
        "in_part": _IN_PART.search(words) is not None,
        "cue_any": helps + hinders > 0,
        "joint_any": found["joint"] > 0,
        "joint_and_cue": found["joint"] > 0 and helps + hinders > 0,
        "evidence_any": found["evidence"] > 0,
        "short": length <= 8,
        "whole": words.endswith((".", "!", "?")),
        "leads_in": leads_in(words),
        "year": _YEAR.search(words) is not None,
        "aim": _AIM.match(words) is not None,
        "of_ourselves": _OF_OURSELVES.search(words) is not None,
        "quoted": any(mark in words for mark in '"“‘'),
        "but_for": _BUT_FOR.search(words) is not None,
        "little_known": _LITTLE_KNOWN.search(words) is not None,
        "imperative": _IMPERATIVE.match(words) is not None,
        "taken_back": bool(taken_back),
        "no_need": _NO_NEED.search(words) is not None,
        "left_out": _LEFT_OUT.search(words) is not None,
        "low_priority": _LOW_PRIORITY.search(words) is not None,
        "carries_over": _CARRIES_OVER.search(words) is not None,
        "slow_fruit": _SLOW_FRUIT.search(words) is not None,
        "late": _LATE.search(words) is not None,
    }
    return found | {
        "net": max(-3.0, min(3.0, helps - hinders)),
        "side": _sign(helps - hinders),
        "balance": 2 * min(helps, hinders) / max(1.0, helps + hinders),
        "first": _sign(speaks[0]) if speaks else 0.0,
        "last": _sign(speaks[-1]) if speaks else 0.0,
        "after_contrast": _after_contrast(words[len(taken_back) :]),
        "sided": min(4.0, helps + hinders),
        "length": math.log(length),
        "clauses": float(min(5, len(clauses))),
        "numbers": float(min(4, len(re.findall(r"\d+", words)))),
        **{name: float(flag) for name, flag in flags.items()},
    }


def _taken_back(words: str) -> str:
    """The part of a sentence that the rest of it takes back; empty where nothing is."""
    reported = _REPORTED.search(words)
    denial = _TAKEN_BACK.search(words, reported.end()) if reported else None
    return words[: denial.start()] if denial else ""


def _reverse_of(words: str) -> str:
    """What it comes to when words are taken back: good that is not, or bad that is not."""
    said = sum(SPEAKS[kind] for clause in _clauses(words) for kind in turned_words(clause))
    return "bad_turned" if said < 0 or (said == 0 and _WITH_FEAR.search(words)) else "good_turned"


def leads_in(sentence: str) -> bool:
    """Whether a sentence only opens what follows: a question, or words before a list."""
    return sentence.rstrip(" \"'”’)").endswith((":", "?"))


def _clauses(words: str) -> Iterator[str]:
    conceded = _CONCEDED.match(words)
    ends = {conceded.end()} if conceded else set()
    cuts = [0, *sorted({found.start() for found in _CLAUSE.finditer(words)} | ends), len(words)]
    for start, end in itertools.pairwise(cuts):
        if WORD.search(words, start, end):
            yield words[start:end]


def _after_contrast(words: str) -> float:
    """Which way the main point goes where a sentence has one side and then the other."""
    parts = _TURN.split(words)
    if len(parts) < 2:
        return 0.0
    return _sign(sum(SPEAKS[kind] for clause in _clauses(parts[-1]) for kind in turned_words(clause)))


def _sign(number: float) -> float:
    return float((number > 0) - (number < 0))
