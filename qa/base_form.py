"""The base form of an English verb in -ing, where that is beyond doubt: "working" is of "work"."""

from __future__ import annotations

import re

# Common verbs whose spelling alone does not tell: a silent e, or a letter doubled, may have gone before -ing.
_SILENT_E = """become change collaborate combine come communicate cooperate coordinate co-operate co-ordinate create
engage exchange give have improve integrate involve leave live make manage move organise participate prepare provide
raise receive share solve take use write""".split()
_AS_IT_IS = "agree deliver develop discuss listen meet offer open see trust visit".split()
_DOUBLED = "get plan put refer run sit".split()
_KNOWN = {
    **{f"{verb.removesuffix('e')}ing": verb for verb in _SILENT_E},
    **{f"{verb}ing": verb for verb in _AS_IT_IS},
    **{f"{verb}{verb[-1]}ing": verb for verb in _DOUBLED},
}
# After these endings no e has gone: "talk", "help", "build", "start", "respond", "teach", "know", "play".
_SURE = re.compile(
    r"(?=\w*[aeiouy])\w*(?:[lrn]k|ck|[lm]p|ld|nd|[lr]t|ft|ct|pt|nt|rm|rn|sh|[aeiou]ch|[aeo]w|[aeo]y|ea[dk]|ee[pk])"
)


def base_form(doing: str) -> str | None:
    """The verb of a word in -ing, lower case; None where it cannot be known."""
    word = doing.casefold()
    if word in _KNOWN:
        return _KNOWN[word]
    stem = word.removesuffix("ing")
    return stem if stem != word and _SURE.fullmatch(stem) else None
