"""The words of a clause that speak for joint working or against it, as the words around turn them.

Four lists have a side: what is good or bad whatever is said of it, what people want more of, and
what they want less of. What stands before, beside and after turns them: no trust, trust lost,
trust that never came. Verbs that undo take the side from what they act on: to limit contact, to
limit confusion. The lists stand in ``direction_words.json``, most of them stems; a ``*`` stands for
any ending, and an entry may be a pattern.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

from pydantic import TypeAdapter

Place = tuple[int, int]  # first and last word
Places = Mapping[str, Sequence[Place]]

_LISTS = TypeAdapter(dict[str, list[str]]).validate_json(
    resources.files("ingest").joinpath("direction_words.json").read_bytes()
)


def _pattern(entries: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted((entry.replace("*", r"\w*") for entry in entries), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


LISTED = {name: _pattern(entries) for name, entries in _LISTS.items()}
# What each word with a side speaks for, once turned: for joint working, or against it.
SPEAKS = {
    "good": 1.0,
    "good_turned": -1.0,
    "bad": -1.0,
    "bad_turned": 1.0,
    "wanted": 0.0,
    "wanted_lacking": -1.0,
    "wanted_less": -1.0,
    "wanted_more": 0.5,
    "unwanted_less": 1.0,
    "unwanted_not_less": -1.0,
    "unwanted_none": 0.5,
    "unwanted_more": -1.0,
    "undone": -1.0,
    "bad_undone": 1.0,
    "not_undone": 0.5,
}
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_COMMA = 2
_SIDED = ("good", "bad", "wanted", "unwanted")
_TURNING = (
    *("down", "up", "lack", "negation", "no_negation", "scarce", "undo", "being", "said", "denied"),
    *("against", "unsettled", "owed", "need"),
)


def turned_words(clause: str) -> Iterator[str]:
    """The words of a clause that have a side, each as the words around it turn it."""
    places = _placed(clause)
    acted_on = {undo: _acted_on(undo, places) for undo in places["undo"]}
    # "A barrier to good relations" has one side, and not two.
    set_against = [_set_against(against, places) for against in places["against"]]
    taken = {n for place in (*acted_on, *acted_on.values(), *set_against) if place for n in _words(place)}
    found: list[tuple[Place, str]] = []
    for name in _SIDED:
        for place in places[name]:
            if name in ("good", "bad"):
                if place in (*acted_on.values(), *set_against) or any(
                    _within(place, undo) for undo in acted_on
                ):
                    continue
                if name == "bad" and any(_within(place, good) for good in places["good"]):
                    continue  # "to fill the gaps"
            elif not taken.isdisjoint(_words(place)):
                continue
            taken.update(_words(place))
            if kind := _turned(name, place, places):
                found.append((place, kind))
    cleared = [place for place, kind in found if kind == "bad_turned" and _negated(place, places)]
    for place, kind in found:
        # "Distance was not an obstacle": what is cleared of being one is not held against it.
        if not (kind == "bad" and any(place[1] < other[0] for other in cleared)):
            yield kind
    for undo, object_ in acted_on.items():
        if _negated(undo, places):
            yield "undone" if object_ in places["bad"] else "not_undone"
        else:
            yield "bad_undone" if object_ in (*places["bad"], *places["unwanted"]) else "undone"


def _placed(clause: str) -> Places:
    starts = [word.start() for word in WORD.finditer(clause)]
    commas = [found.start() for found in re.finditer(",", clause)]

    def place(found: re.Match[str]) -> Place:
        first = bisect.bisect_right(starts, found.start()) - 1
        last = bisect.bisect_right(starts, found.end() - 1) - 1
        # A comma keeps the items of a list apart, as some words more would.
        apart = _COMMA * bisect.bisect_right(commas, found.start())
        return first + apart, last + apart

    places = {
        name: [place(found) for found in LISTED[name].finditer(clause)] for name in (*_SIDED, *_TURNING)
    }
    # "Not only", "nothing but" and the like deny nothing.
    for name in ("negation", "lack"):
        places[name] = [p for p in places[name] if not any(_within(p, o) for o in places["no_negation"])]
    return places


def _acted_on(undo: Place, places: Places) -> Place | None:
    """The word with a side that a verb undoes: the next one, or of a passive the one before."""
    sided = [place for name in _SIDED for place in places[name] if not _within(place, undo)]
    if any(_ahead(undo, being, 2) for being in places["being"]):
        return max((place for place in sided if _ahead(undo, place, 7)), default=None)
    return min((place for place in sided if _ahead(place, undo, 6)), default=None)


def _set_against(against: Place, places: Places) -> Place | None:
    """The good word that a barrier is one to, or a fear is for."""
    wanted = (place for name in ("good", "wanted") for place in places[name] if _ahead(place, against, 6))
    return min(wanted, default=None)


def _turned(name: str, place: Place, places: Places) -> str | None:
    """What becomes of a word: ``name`` as it stands, or turned by what is near; None where it says nothing."""
    # "Fewer delays and greater trust": what is said to be more does not lack.
    reach = 1 if place in places["up"] else 3
    lost = [lack for lack in _before(place, places["lack"], reach) if not _used_up(name, place, lack, places)]
    # "None of them lost", "no loss of": what is lacking is the lack.
    undone = [
        lack
        for lack in lost
        if any(_ahead(lack, no, 3) for no in places["negation"] if not _within(no, lack))
    ]
    denied = any(_ahead(denial, place, 8) for denial in places["denied"])
    missing = not undone and bool(lost or denied or _negated(place, places, name))
    falls = [
        change
        for change in _outside(place, places["down"])
        if (_ahead(place, change, 4) and not any(_within(change, owed) for owed in places["owed"]))
        or (_ahead(change, place, 5) and not any(_within(change, still) for still in places["unsettled"]))
    ]
    stays = any(_ahead(change, no, 3) for change in falls for no in places["negation"])
    less = bool(falls) and not stays
    more = any(
        _ahead(place, change, 3) or _ahead(change, place, 4) for change in _outside(place, places["up"])
    )
    if name == "good":
        if any(_ahead(bad, place, 1) for bad in places["bad"]) or (
            place in places["up"] and any(_ahead(place, bad, 1) for bad in places["bad"])
        ):
            return None  # "great difficulty", "the upheaval greater": how much, and not a good thing
        fell = any(
            _ahead(place, change, 2)
            or (_ahead(change, place, 3) and not _takes_object(change, places))
            or _is_called(place, change, places)
            for change in falls
        )
        return "good_turned" if missing or (fell and not stays) else "good"
    if name == "bad":
        if any(_within(place, no) for no in places["negation"]) and _governs(place, places):
            return None  # "failed to help": what was not done says it
        if stays:
            return "bad"
        rare = any(_ahead(scarce, place, 4) for scarce in places["scarce"])
        if any(_ahead(change, place, 1) for change in places["up"]) and not _negated(place, places):
            return "bad"  # "the benefits were fewer and the upheaval greater"
        return "bad_turned" if missing or rare or less else "bad"
    if name == "wanted":
        if missing and _unneeded(place, places):
            return "unwanted_none"  # what is not needed stands in nobody's way
        if missing:
            return "wanted_lacking"
        return "wanted_less" if less else "wanted_more" if more else "wanted"
    if falls:
        return "unwanted_less" if less else "unwanted_not_less"
    if missing:
        return "unwanted_none"
    return "unwanted_more" if more else None


def _negated(place: Place, places: Places, name: str = "bad") -> bool:
    """Whether a negation reaches a word: it stands near, or denies that anybody said or found so."""
    for no in places["negation"]:
        if _ahead(place, no, 5) and not _used_up(name, place, no, places):
            return True
        # "Never enjoyed a close and trusting relationship": what follows a word closely is denied with it.
        if name == "good" and any(_ahead(place, other, 4) and _ahead(other, no, 3) for other in places[name]):
            return True
        if name in ("good", "bad") and any(
            _ahead(said, no, 6) and _ahead(place, said, 12) for said in places["said"]
        ):
            return True
    return False


def _is_called(place: Place, change: Place, places: Places) -> bool:
    """Whether a word of falling says what something is: "the benefits seemed to be fewer"."""
    says = any(_ahead(being, place, 3) and _ahead(change, being, 1) for being in places["being"])
    return says and not _takes_object(change, places, 1)


def _unneeded(place: Place, places: Places) -> bool:
    """Whether a negation is of the need for something and not of the thing: "does not require pooled money"."""
    return any(
        _ahead(place, need, 5) and any(_ahead(need, no, 2) for no in places["negation"])
        for need in places["need"]
    )


def _takes_object(change: Place, places: Places, reach: int = 4) -> bool:
    """Whether a word of falling has something with a side after it, and so makes that fall."""
    return any(_ahead(place, change, reach) for name in _SIDED for place in places[name])


def _governs(no: Place, places: Places) -> bool:
    """Whether a negation has a word with a side after it."""
    return any(_ahead(place, no, 5) for name in ("good", "bad", "wanted") for place in places[name])


def _used_up(name: str, place: Place, no: Place, places: Places) -> bool:
    """Whether a negation has spent itself on a word that comes first: "no hindrance to contact"."""
    if name in ("good", "bad"):
        return False
    return any(no[1] < other[0] and other[1] < place[0] for side in ("good", "bad") for other in places[side])


def _ahead(place: Place, other: Place, reach: int) -> bool:
    """Whether ``other`` ends at most so many words before ``place`` begins."""
    return 0 < place[0] - other[1] <= reach


def _before(place: Place, others: Sequence[Place], reach: int) -> list[Place]:
    return [other for other in others if _ahead(place, other, reach)]


def _outside(place: Place, others: Sequence[Place]) -> list[Place]:
    return [other for other in others if not other[0] <= place[0] <= other[1]]


def _within(place: Place, other: Place) -> bool:
    return other[0] <= place[0] and place[1] <= other[1]


def _words(place: Place) -> range:
    return range(place[0], place[1] + 1)
