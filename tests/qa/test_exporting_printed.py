"""References as reference lists print them, taken apart; the entries are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.exporting.printed import read_printed

# The line, and each field that it must give; a field that is not named must be empty.
WHOLE = [
    (
        "Okafor J, Marsh TE (2003) Joint teams: a study, Journal of Made-Up Care, 11, 2, 85–94.",
        {
            "type": "article-journal",
            "authors": ("Okafor, J.", "Marsh, T. E."),
            "issued": "2003",
            "title": "Joint teams: a study",
            "container": "Journal of Made-Up Care",
            "volume": "11",
            "issue": "2",
            "pages": "85–94",
        },
    ),
    (
        "Okafor, J., Le Brun, T.-M. and O'Dowd, B. (2003a) 'Do teams work?', Care & Cure, 11(2), pp. 85-94. "
        "doi:10.1234/abc.5",
        {
            "type": "article-journal",
            "authors": ("Okafor, J.", "Le Brun, T.-M.", "O'Dowd, B."),
            "issued": "2003a",
            "title": "Do teams work?",
            "container": "Care & Cure",
            "volume": "11",
            "issue": "2",
            "pages": "85–94",
            "doi": "10.1234/abc.5",
        },
    ),
    (
        "Okafor, J., & Marsh, T. (2014). Shared records. Health, Risk & Care, 16(3–4), 201–219. "
        "https://doi.org/10.1234/x",
        {
            "type": "article-journal",
            "authors": ("Okafor, J.", "Marsh, T."),
            "issued": "2014",
            "title": "Shared records",
            "container": "Health, Risk & Care",
            "volume": "16",
            "issue": "3–4",
            "pages": "201–219",
            "doi": "10.1234/x",
        },
    ),
    (
        "Okafor, J., 2014. Shared records in practice. Journal of Made-Up Care, vol. 22, no. 1, pp.3-12.",
        {
            "type": "article-journal",
            "authors": ("Okafor, J.",),
            "issued": "2014",
            "title": "Shared records in practice",
            "container": "Journal of Made-Up Care",
            "volume": "22",
            "issue": "1",
            "pages": "3–12",
        },
    ),
    (
        "Okafor J, Marsh-Lee T. Shared records: a trial. Br J Care. 2014 May 3;4(5):e004321.",
        {
            "type": "article-journal",
            "authors": ("Okafor, J.", "Marsh-Lee, T."),
            "issued": "2014",
            "title": "Shared records: a trial",
            "container": "Br J Care",
            "volume": "4",
            "issue": "5",
            "pages": "e004321",
        },
    ),
    (
        "Marsh T (eds) (1999) Towns, Parishes and Care: A Reader, Elmtree Press, Stoke.",
        {
            "type": "book",
            "editors": ("Marsh, T.",),
            "issued": "1999",
            "title": "Towns, Parishes and Care: A Reader",
            "publisher": "Elmtree Press",
            "place": "Stoke",
        },
    ),
    (
        "Department of Made-Up Affairs (1999) Growing Old: A Plan, Stationery Office, London "
        "http://example.org/plan.pdf.",
        {
            "type": "report",
            "authors": ("Department of Made-Up Affairs",),
            "issued": "1999",
            "title": "Growing Old: A Plan",
            "publisher": "Stationery Office",
            "place": "London",
            "urls": ("http://example.org/plan.pdf",),
        },
    ),
    (
        "Marsh T, Okafor J, editors. Growing old. A plan. Bath: Elmtree Press; 1993.",
        {
            "type": "book",
            "editors": ("Marsh, T.", "Okafor, J."),
            "issued": "1993",
            "title": "Growing old. A plan",
            "publisher": "Elmtree Press",
            "place": "Bath",
        },
    ),
    (
        "Marsh T. Leaving hospital. In: Okafor J, Le Brun B, editors. The handbook. Bath: Elmtree Press; 1993. "
        "p. 33-51.",
        {
            "type": "chapter",
            "authors": ("Marsh, T.",),
            "editors": ("Okafor, J.", "Le Brun, B."),
            "issued": "1993",
            "title": "Leaving hospital",
            "container": "The handbook",
            "publisher": "Elmtree Press",
            "place": "Bath",
            "pages": "33–51",
        },
    ),
    (
        "Marsh, T. (2010). Leaving hospital. In J. Okafor & B. Lee (Eds.), The handbook (pp. 33–51). "
        "Bath: Elmtree Press.",
        {
            "type": "chapter",
            "authors": ("Marsh, T.",),
            "editors": ("Okafor, J.", "Lee, B."),
            "issued": "2010",
            "title": "Leaving hospital",
            "container": "The handbook",
            "publisher": "Elmtree Press",
            "place": "Bath",
            "pages": "33–51",
        },
    ),
    (
        "Okafor, J. (2014). Growing old. Elm Institute.",
        {
            "type": "report",
            "authors": ("Okafor, J.",),
            "issued": "2014",
            "title": "Growing old",
            "publisher": "Elm Institute",
        },
    ),
    (
        "Elm Council (2013) Growing old: a plan, Elm Council, <http://example.org/plan>.",
        {
            "type": "report",
            "authors": ("Elm Council",),
            "issued": "2013",
            "title": "Growing old: a plan",
            "publisher": "Elm Council",
            "urls": ("http://example.org/plan",),
        },
    ),
    (
        "Marsh, Tom (2010) Growing Old, Elm Press, Bath.",
        {
            "type": "book",
            "authors": ("Marsh, Tom",),
            "issued": "2010",
            "title": "Growing Old",
            "publisher": "Elm Press",
            "place": "Bath",
        },
    ),
    (
        "College of Made-Up Medicine (2015) Standards for homes. Available at: https://example.org/standards "
        "(Accessed: 3 May 2016).",
        {
            "type": "webpage",
            "authors": ("College of Made-Up Medicine",),
            "issued": "2015",
            "title": "Standards for homes",
            "urls": ("https://example.org/standards",),
        },
    ),
]


@pytest.mark.parametrize(("line", "wanted"), WHOLE, ids=lambda v: v[:30] if isinstance(v, str) else "")
def test_every_part_finds_its_field(line: str, wanted: dict[str, object]) -> None:
    """Harvard, APA and Vancouver entries of each kind, whole."""
    read = read_printed(line, "k")
    found = {
        field: value
        for field in read.entry.__dataclass_fields__
        if (value := getattr(read.entry, field)) and field != "key"
    }
    assert found == wanted
    assert read.whole


PARTLY = [
    # What "et al." stands for has no field.
    (
        "Okafor J et al. (2002) New skills, Care Journal, 112, 5820, 24–25.",
        {"title": "New skills", "pages": "24–25"},
    ),
    # Any of the parts in capitals could be the journal.
    (
        "Marsh T (2010) Growing old, Health, Risk and Care, 12, 3, 33–51.",
        {"title": "Growing old, Health, Risk and Care", "container": "", "volume": "12", "issued": "2010"},
    ),
    # Of the day only the year has a field.
    (
        "Marsh P (2006) A dream wilts, The Herald, 3 May.",
        {"title": "A dream wilts", "container": "The Herald"},
    ),
    # A number of a series has none.
    (
        "Marsh H. Leeds: School of Care; 1996. Caring: how to. (Paper 126.)",
        {"title": "Caring: how to", "publisher": "School of Care", "place": "Leeds"},
    ),
    ("Marsh S. Care News. 1991. Working with GPs; p. 3.", {"authors": ("Marsh, S.",), "publisher": ""}),
    ("Nothing here is an entry of a list", {"title": "Nothing here is an entry of a list", "authors": ()}),
    # No editor, no publisher: what kind of part of what is not told.
    (
        "Marsh T (2001) Growing old, in Something of them all (eds) The book.",
        {"title": "Growing old, in Something of them all (eds) The book.", "container": ""},
    ),
    # A paragraph is no entry, whatever it begins with.
    (f"Marsh T (2001) {'Growing old, ' * 150}Bath.", {"authors": (), "issued": ""}),
    ("(2003) A title, A Journal, 1, 2, 3–4", {"title": "(2003) A title, A Journal, 1, 2, 3–4", "volume": ""}),
    ("Smith J. Care Act (1999) explained. Somewhere.", {"authors": ("Smith, J.",), "container": ""}),
]


@pytest.mark.parametrize(("line", "wanted"), PARTLY, ids=lambda v: v[:30] if isinstance(v, str) else "")
def test_what_is_not_clear_is_not_guessed(line: str, wanted: dict[str, object]) -> None:
    """What is known has its field, the rest stays in the title, and the whole line in the note."""
    read = read_printed(line, "k")
    assert {field: getattr(read.entry, field) for field in wanted} == wanted
    assert not read.whole
    assert read.entry.note == line


@given(
    st.lists(
        st.sampled_from(
            "Okafor J| Marsh, T.|(2003)|. |, | and |Title|'|in |(eds)|London|: |; |1999|11(2)|85–94|://|doi:10.1234/x|é|\n".split(
                "|"
            )
        ),
        max_size=14,
    ).map("".join)
)
def test_no_words_are_lost(line: str) -> None:
    """Whatever the line: a note keeps it whole, or each of its longer words is in some field."""
    read = read_printed(line, "k")
    if not read.whole:
        assert read.entry.note == " ".join(line.split())
        return
    entry = read.entry
    kept = " ".join(
        [
            *(entry.title, entry.container, entry.publisher, entry.place, entry.issued, entry.volume),
            *(entry.issue, entry.pages, entry.doi, *entry.authors, *entry.editors, *entry.urls),
        ]
    )
    for word in ("Title", "London", "Okafor", "Marsh", "1999", "10.1234"):
        assert (word in line) <= (word in kept)
