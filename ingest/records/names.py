"""Names of authors: a person is "Family, Given", a body is named as it is."""

from __future__ import annotations

import re

from ingest.types import Record

# Words by which a body is known; no word that is a common family name.
BODY_WORDS = frozenset(
    """academy administration agency alliance association authority authorities board bureau campaign
    centre center charity club coalition collaboration collaborative college commission committee company
    consortium corp gmbh llc corporation council councils department dept directorate division executive faculty
    federation forum foundation fund government group groups health hospital inc inspectorate institute
    institution laboratory library limited ltd ministry network nhs office organisation organization
    parliament partnership plc press programme project research royal school secretariat section service
    services society taskforce team trust union unit university working""".split()
)
# In small letters only: "In" and "On" are given names.
_JOINTS = re.compile(r"(?:^|\s)(?:and|of|for|[Tt]he|&|on|in|to)(?:\s|$)")
PARTICLES = frozenset("al bin da de del della den der di dos du el la le ten ter van von zu".split())
SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())


def is_body(name: str) -> bool:
    """Whether a name is that of a body, as far as its words tell."""
    words = [word.strip(".,()").casefold() for word in name.split()]
    return len(words) > 1 and (bool(_JOINTS.search(name)) or not BODY_WORDS.isdisjoint(words))


def parts(name: str) -> tuple[str, str, str] | None:
    """(family, given, suffix) of a person's name; None for a body, or a name of one part."""
    family, _, rest = name.partition(", ")
    given, _, suffix = rest.partition(", ")
    if not family or not given or _JOINTS.search(name) or (rest != given and not suffix):
        return None
    return family, given, suffix


def joined(family: str, given: str, suffix: str = "") -> str:
    """The parts of a name in the form a record keeps."""
    return ", ".join(part for part in (family, given, suffix) if part)


def tidy(name: str) -> str:
    """A name out of a file, with a space after each comma and no comma at the end."""
    return re.sub(r"\s*,\s*", ", ", name).strip(", ")


def inverted(name: str) -> str:
    """ "Jon Glasby" as "Glasby, Jon"; names of bodies, and those of one word, stay."""
    words = name.split()
    if "," in name or len(words) < 2 or is_body(name):
        return name
    suffix = words.pop() if words[-1].casefold() in SUFFIXES and len(words) > 2 else ""
    first = len(words) - 1
    while first > 1 and words[first - 1].casefold() in PARTICLES:
        first -= 1
    return joined(" ".join(words[first:]), " ".join(words[:first]), suffix)


def family_of(name: str) -> str:
    """What a citation calls an author."""
    found = parts(name)
    return found[0] if found else name


def family_name(name: str) -> str | None:
    """The family name of a person; None for a body."""
    found = parts(name)
    return found[0] if found else None


def short_authors(record: Record) -> str:
    """ "Glasby et al.", "Rummery and Glendinning", "Miller"; the title where no author is known."""
    families = [family_of(name) for name in record.authors]
    if not families:
        return record.title if len(record.title) <= 40 else record.title[:39].rstrip() + "…"
    if len(families) == 1:
        return families[0]
    if len(families) == 2:
        return f"{families[0]} and {families[1]}"
    return f"{families[0]} et al."


def author_year(record: Record) -> str:
    """ "Glasby et al. 2013"; without an author “A short title” (2013), in quotes, as it is no name."""
    if record.authors:
        return f"{short_authors(record)} {record.year or 'undated'}"
    return f"“{short_authors(record)}” ({record.year or 'undated'})"
