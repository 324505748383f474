"""The base form of a verb, or none."""

from __future__ import annotations

import pytest

from qa.base_form import base_form


@pytest.mark.parametrize(
    ("doing", "verb"),
    [
        *(("working", "work"), ("Sharing", "share"), ("getting", "get"), ("visiting", "visit")),
        *(("co-operating", "co-operate"), ("building", "build"), ("knowing", "know"), ("meeting", "meet")),
        *(
            ("brazing", None),
            ("wedding", None),
            ("wasting", None),
            ("thing", None),
            ("work", None),
            ("ing", None),
        ),
    ],
)
def test_only_what_is_beyond_doubt(doing: str, verb: str | None) -> None:
    """ "Wasting" may be of "wast" or of "waste"."""
    assert base_form(doing) == verb
