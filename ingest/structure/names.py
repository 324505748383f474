"""How a text writes the names of those whom it cites."""

from __future__ import annotations

import re

AND = r"(?:['’]s)?\s+(?:and|&)\s+"
ET_AL = r"(?:,?\s+(?:<i>|\*|_)?et\.?\s+al\.?(?:</i>|\*|_)?|\s+(?:and|&)\s+(?:colleagues|others|co-authors))"
# Between the names and their year: "Jones' (", "Brown *et al.* [".
GAP = r"(?:['’]s|['’]|s['’])?(?:</i>|\*)?,?\s*[(\[]?"


def name_pattern(author: str) -> str:
    """A family name as a text may write it, with either apostrophe and any space."""
    return re.sub("['’]", "['’]", re.escape(author)).replace(r"\ ", r"\s+")
