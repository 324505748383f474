"""The shape of the answer that a question wants: a direction, a number, two sides, a study's own page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.types import Direction
from qa.definitions import term_asked

_HELPS = re.compile(
    r"\b(?:help\w*|enabl\w+|facilitat\w+|improv\w+|success\w*|succeed\w*|thriv\w+|flourish\w*|works? (?:well|better|best)|what works|"
    r"working well|good (?:at|practice|relationship\w*)|benefit\w*|advantage\w*|gain\w*|eas(?:y|ier)|tips?|encourag\w+|"
    r"promot\w+|better|strengthen\w*|get out of|positives?|upsides?|pros|worth|ingredients?|makes? .{0,40}\bwork|"
    r"recommend\w*|advice|should we|what (?:can|could|should|must|might) .{2,50}\bdo\b|"
    r"how (?:can|could|do|should) (?:we|i|you))\b",
    re.IGNORECASE,
)
_HINDERS = re.compile(
    r"\b(?:hinder\w*|barriers?|obstacles?|difficult\w*|problems?|challeng\w+|gets? in the way|getting in the way|stop\w*|"
    r"prevent\w*|hard(?:er)?|struggl\w+|risks?|downsides?|drawbacks?|disadvantage\w*|against|fail\w*|go(?:es|ing)? wrong|"
    r"went wrong|pitfalls?|tensions?|conflict\w*|friction|frustrat\w+|isolat\w+|worr(?:y|ies|ied)|concern\w*|negatives?|cons|"
    r"why (?:don['’]?t|doesn['’]?t|won['’]?t|can['’]?t|isn['’]?t|aren['’]?t|(?:do|does|did|is|are|can|will)\b.{2,40}?\bnot|is it so|are .{0,30}\bso)|reluctan\w+|resist\w*|"
    r"moan\w*|complain\w*|block\w*|avoid|undermin\w+|threat\w*)\b",
    re.IGNORECASE,
)
_OVERCOMES = re.compile(
    r"\b(?:ways? (?:round|around|past|to (?:avoid|overcome))|(?:overcome|overcame|solved?|resolved?|tackled?|got round|get round|"
    r"fix(?:ed)?|addressed?|dealt with|deal with) (?:it|that|them|these|those|the|this|such|any|all|our|their)\b)",
    re.IGNORECASE,
)
# What brings a thing about helps, unless that thing hinders: "What builds trust?", "What creates tension?".
_BRINGS = re.compile(
    r"^\W*(?:(?:and|so|but) )?(?:what|how (?:do|does|can|could|might|did|to)|which \w+|ways?)\b.{0,30}?"
    r"\b(?:builds?|creates?|(?<!get )(?<!gets )(?<!was )(?<!were )(?<!is )(?<!are )(?<!been )(?:built|created)|fosters?|"
    r"nurtures?|cultivates?|gets? (?!in the way).{2,30}? (?:to|on board|involved)|leads? to|makes? for|"
    r"brings?(?: about)?|wins?|earns?)\b",
    re.IGNORECASE,
)
# Words that ask for a direction and name nothing themselves; "isolation" hinders, and is a topic as well.
_OF_FORM = re.compile(
    r"(?:help|hinder|enabl|facilitat|encourag|promot|improv|prevent|stop|support)(?:s|ed|ing|e|es|er|ers|or|ors)?|"
    r"hindrances?|barriers?|obstacles?|difficult(?:y|ies)?|problems?|challenges?|hard(?:er)?|eas(?:y|ier)|better|"
    r"benefits?|advantages?|disadvantages?|drawbacks?|downsides?|upsides?|pros|cons|pitfalls?|factors?|work(?:s|ing)?|"
    r"wrong|struggl(?:e|es|ed|ing)|worth|worthwhile|tips?|effects?|reduc(?:e|es|ed|ing)|cut(?:ting)?|"
    r"lower(?:s|ed|ing)?|increas(?:e|es|ed|ing)|rais(?:e|es|ed|ing)|affect(?:s|ed|ing)?|proportion|percentage|share|number|known|mention(?:s|ed)?",
    re.IGNORECASE,
)
_WEIGHS = re.compile(
    r"strong|good|robust|reliable|solid|weak|convincing|sound|trustworthy|rigorous|strength|quality|trust|rely|any",
    re.IGNORECASE,
)
_ASKS_WHETHER = (
    r"^\W*(?:(?:and|so|but|well) )?(?:do|does|did|has|have|had|is|are|was|were|can|could|will|would)\b"
)
_WHETHER = re.compile(_ASKS_WHETHER, re.IGNORECASE)
# Whether something came of it, and what.
_OF_EFFECT = re.compile(
    rf"{_ASKS_WHETHER}.{{3,}}?\b(?:improv\w+|"
    r"reduc\w+|cut|lower\w*|prevent\w*|increas\w+|rais(?:e|es|ed|ing)|boost\w*|affect\w*|shorten\w*|"
    r"keep|kept|bring down|brought down|leads? to|led to|result(?:s|ed)? in|chang(?:e|es|ed)|avoid\w*|benefit\w*|"
    r"(?=sav(?:e|es|ed|ing)\b)|difference|better|worse|quicker|faster|sooner|fewer|more|less|cheaper|happier|healthier|any good)\b(?P<on>.*?)(?:\b(?:when|if|where|while|because)\b|$)|"
    r"\b(?:effects?|impacts?|outcomes?|results?|what difference)\b(?:.{0,60}?\b(?:on|in|for|to)\b)?(?P<of>.*)",
    re.IGNORECASE,
)
OF_MONEY = re.compile(
    r"\b(?:sav(?:e|es|ed|ings?)|costs?|cost-\w+|costly|cheap\w*|expensive|dear(?:er)?|money|value for money|afford\w*)\b",
    re.IGNORECASE,
)
SUM = re.compile(r"[£$€]\s?\d")
# A question that takes a benefit for granted is to get the evidence against it as well.
_PRESUMES = re.compile(
    r"\b(?:benefits?|advantages?|upsides?|positives?|gains?|worth|"
    r"(?:does|do|did|will|would|can|how (?:does|do|did|can|will|much (?:does|do|did|will)))\b.{3,80}?\b(?:improv\w+|"
    r"reduc\w+|sav(?:e|es|ing)|cut|lower|prevent|speed|increas\w+|boost|help|work|make\b.{0,30}\bbetter))\b",
    re.IGNORECASE,
)
_OF_EVIDENCE = re.compile(
    r"\b(?:(?:how )?(?:strong|good|robust|reliable|solid|weak|convincing|sound|trustworthy|rigorous|recent|old|up to date)\b"
    r".{0,30}\b(?:evidence|research|studies|study|review|findings|data|literature|methods?)|"
    r"(?:evidence|research|studies|study|findings|data)\b.{0,20}\b(?:strong|robust|reliable|solid|weak|convincing|sound|"
    r"rigorous|trustworthy|any good|good enough|stand up|hold up)|quality of (?:the )?(?:evidence|research|studies)|"
    r"strength of (?:the )?(?:evidence|research)|evidence base|peer[- ]review\w*|limitations?|gaps? in|generali[sz]\w+|"
    r"methodolog\w+|can (?:we|i) (?:trust|rely on)|what don['’]t we know|(?:more|further) research)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^\W*(?:(?:can|could|please)\b.{0,12}?)?(?:tell (?:me|us) (?:more )?about|what (?:is|was|were|are)(?=\s+(?:the\s+)?(?-i:[A-Z]))|"
    r"what (?:do we|do you) know (?:about|of)|what is known (?:about|of)|what happened (?:in|at|with|to)|describe|"
    r"summari[sz]e|what about)\s+(?:the )?(?P<name>.+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_VERSUS = r"(?:vs\.?|versus|against|(?:as )?compared (?:with|to)|as opposed to|(?:(?:rather|better|worse|more|less)(?: \w+)?|\w+er(?: (?!rather|better|worse|more|less|\w+er\b)\w+)?) than)"
_SIDES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bdifferen(?:ces?|t)\b.{0,20}?\b(?:between|in)\s+(?P<one>[^,;:]+?)\s+(?:and|from)\s+(?P<other>[^,;:]+?)\s*[?.!]*$",
        r"\bcompar(?:e|es|ison of|ing)\b(?:\s+between)?\s+(?P<one>[^,;:]+?)\s+(?:and|with|to|against)\s+"
        r"(?P<other>[^,;:]+?)\s*[?.!]*$",
        rf"(?:^|[,;:]\s)(?P<one>[^,;:]+?),?\s+{_VERSUS}\s+(?P<other>[^,;:?]+)",
        r"^(?:is|are|does|do|which|what|who|should)\b.{0,60}?(?:[:,–—]|\b(?:better|best|more|worse|cheaper|first|we|i))\s+"
        r"(?P<one>[^,;:]+?),?\s+or\s+(?P<other>[^,;:]+?)\s*[?.!]*$",
    )
)
# Not one that is glued to a word or its point: there it is a note's.
_NUMBER = re.compile(
    r"(?<![\w(.,;:’”\"\')])(?<!table )(?<!box )(?<!figure )(?<!section )(?<!p\. )(?!(?:1[89]|20)\d\d\b)(?:£?\d[\d,.]*%?(?![\d–-]*\))|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|"
    r"twenty|thirty|forty|fifty|hundreds?|thousands?|half|thirds?|quarters?)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:years?|months?|weeks?|days?|hours?|minutes?|pages?|pounds?)\b", re.IGNORECASE)
# How long it took is no count of anything else.
_COUNT = re.compile(rf"(?:{_NUMBER.pattern})(?!%|[\s-](?:per cent\b|{_UNIT.pattern}))", re.IGNORECASE)
# What is to be counted, where a question says so.
_COUNTED = re.compile(
    r"\bhow many (?:of (?:the|these|those|its|their) )?(?P<what>[\w'’-]+(?: (?!(?:do|does|did|is|are|was|were|has|have|"
    r"had|can|could|will|would|should|took|an?|the|in|on|at|of|per|for|to|from|with|who|that|they|we|you|i)\b)[\w'’-]+)?)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
# A name: two words with capitals, a person with a title, or one whom a citation names.
_NAME = re.compile(
    r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z][\w'’-]*(?:\s+(?:of|for|and|the|&)){0,2}\s+[A-Z][a-z][\w'’-]+|"
    r"\b(?:Dr|Mr|Mrs|Ms|Professor|Sir|Lord|Councillor)\s+[A-Z]|\b[A-Z][\w'’-]+(?:\s+(?:and colleagues|et al))?[.,]?\s+\(?(?:1[89]|20)\d\d"
)


# "What did Brown and colleagues find?" asks of a study as "Tell me about" does.
_FOUND_BY = re.compile(
    r"^\W*(?:and )?what (?:did|does|do|have|has) (?:the )?(?:(?:study|evaluation|research|work|paper|pilot|project|scheme) (?:by|of|in|from|at) (?:the )?)?"
    r"(?P<name>(?-i:[A-Z]).{1,60}?)(?:['’]s)?\s+(?:stud(?:y|ies)\s+|evaluation\s+)?"
    r"(?:find|found|conclude|report|show|say|argue|suggest|recommend)(?:s|ed)?(?: out)?(?:\s+(?:about|on|of|for)\b.{1,60})?\s*[?.!]*$",
    re.IGNORECASE,
)


_AND_OTHERS = re.compile(r"\s+(?:and (?:colleagues|others|co-?authors)|et al\.?)(?:['’]s)?$", re.IGNORECASE)
# "How well did integration in Torbay work?" asks what came of it.
_HOW_IT_WENT = re.compile(
    r"^\W*(?:and )?how (?:well |successfully )?(?:did|does|has|have) (?:the )?(?:(?:integration|joint working|partnership(?: working)?|"
    r"schemes?|pilots?|projects?|teams?) (?:in|at|of) )?(?:the )?(?P<name>(?-i:[A-Z])[^?]{1,60}?) "
    r"(?:work(?:ed|ing)?(?: out)?|do(?:ne|ing)?|go(?:ne)?|perform(?:ed)?|turn(?:ed)? out|fared?)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Form:
    """What the sentence looks like that has the answer: it holds a number, a year, a name."""

    name: str
    pattern: re.Pattern[str]
    needed: bool = True  # a sentence without it is no answer; who it was is often said in another
    of: str = ""  # the words, in the question, of what is counted


_FORMS = (
    (
        re.compile(
            r"\bhow (?:many|much(?! of an?\b)|long|far|old|big|often)\b|\bwhat (?:share|percentage|proportion|number)\b",
            re.IGNORECASE,
        ),
        Form("a number", _NUMBER),
    ),
    (
        re.compile(
            r"^\W*(?:(?:and|so|but|since) )?when\b|\bwhen (?:did|was|were)\b|\b(?:what|which) year\b|\bhow recent\b",
            re.IGNORECASE,
        ),
        Form("a year", _YEAR),
    ),
    (
        re.compile(
            r"^\W*(?:and |so |but )?(?:who(?:se)?|which (?:authors?|organi[sz]ations?|body|bodies))\b",
            re.IGNORECASE,
        ),
        Form("a name", _NAME, needed=False),
    ),
)


class Asks(StrEnum):
    """What kind of evidence a question wants."""

    HELPS = "helps"
    HINDERS = "hinders"
    BOTH = "both"
    ANY = "any"


# The directions of the evidence that answers; what cuts both ways belongs to either.
WANTED: dict[Asks, tuple[Direction, ...]] = {
    Asks.HELPS: (Direction.HELPS, Direction.MIXED),
    Asks.HINDERS: (Direction.HINDERS, Direction.MIXED),
    Asks.BOTH: (Direction.HELPS, Direction.HINDERS, Direction.MIXED),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer is to look like."""

    asks: Asks = Asks.ANY
    form: Form | None = None
    presumes: bool = False  # that there is a benefit
    of_evidence: bool = False  # how strong it is
    of_money: bool = False  # what it costs or saves
    effect_on: str = ""  # whether something changed: the words, in the question, of what that is
    about: str | None = None  # what may be the name of a study, a scheme or a place
    sides: tuple[str, str] | None = None  # of a comparison
    terms: tuple[str, ...] = ()  # of which it asks the meaning

    @property
    def better(self) -> bool:
        """Whether a comparison asks which side does more, and not only what each is."""
        return self.sides is not None and self.terms != self.sides

    @property
    def wanted(self) -> tuple[Direction, ...]:
        """The directions asked for; empty where any will do."""
        return WANTED.get(self.asks, ())


def shape_of(text: str, before: Sequence[str] = ()) -> Shape:
    """The shape of the answer to a question, which may lean on others, the latest first."""
    of_evidence = bool(_OF_EVIDENCE.search(text))
    form = None if of_evidence else next((form for asked, form in _FORMS if asked.search(text)), None)
    if form is not None and (counted := _COUNTED.search(text)):
        of = counted["what"]
        form = replace(form, of=of, pattern=form.pattern if _UNIT.match(of) else _COUNT)
    sides = next((found for pattern in _SIDES if (found := pattern.search(text))), None)
    about = _ABOUT.match(text) or _FOUND_BY.match(text) or _HOW_IT_WENT.match(text)
    # "And for social workers?" after "What helps GPs?" asks what helps.
    asks = next((asked for asked in map(_asks, (text, *before)) if asked is not Asks.ANY), Asks.ANY)
    if of_evidence or form is not None or sides is not None:
        # "How strong is the evidence that it improves ...?" asks for evidence of whatever direction.
        asks = Asks.ANY
    presumes = asks is Asks.HELPS and bool(_PRESUMES.search(text))
    if presumes and _WHETHER.match(text):
        # That it made no difference is an answer as well, and seldom told as a hindrance.
        asks, presumes = Asks.ANY, False
    apart = (sides["one"], sides["other"]) if sides is not None and sides.re is _SIDES[0] else ()
    term = term_asked(text) if asks is Asks.ANY and form is None else None
    effect = _OF_EFFECT.search(text) if asks is Asks.ANY and form is None else None
    return Shape(
        asks,
        form,
        presumes=presumes,
        of_evidence=of_evidence,
        of_money=bool(OF_MONEY.search(text)),
        effect_on=(effect and (effect["on"] or effect["of"])) or "",
        about=_AND_OTHERS.sub("", about["name"]) if about is not None and sides is None else None,
        sides=(sides["one"], sides["other"]) if sides is not None else None,
        terms=apart or (() if term is None else (term,)),
    )


def says_direction(word: str) -> bool:
    """Whether a word of a question only tells which direction is asked for: "helps", "barriers"."""
    return bool(_HELPS.fullmatch(word) or _HINDERS.fullmatch(word))


def is_of_form(word: str, of_evidence: bool = False) -> bool:
    """Whether a word of a question belongs to its form, so that a text may answer without it: "hinders".

    Where a question is ``of_evidence``, "strong" and "trust" are such words as well.
    """
    return bool(_OF_FORM.fullmatch(word) or (of_evidence and _WEIGHS.fullmatch(word)))


def _asks(text: str) -> Asks:
    if _OVERCOMES.search(text):
        return Asks.HELPS  # "Has anyone found a way round these problems?"
    helps, hinders = bool(_HELPS.search(text)), bool(_HINDERS.search(text))
    helps = helps or (not hinders and bool(_BRINGS.search(text)))
    if helps and hinders:
        return Asks.BOTH
    if helps or hinders:
        return Asks.HELPS if helps else Asks.HINDERS
    return Asks.ANY
