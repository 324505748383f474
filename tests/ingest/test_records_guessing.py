"""Records guessed from documents: right, or left empty; a wrong guess is worse than none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import read_document
from ingest.records import fields, guess_record, read_record, short_authors
from ingest.settings import CORPUS
from ingest.structure.document import analyse
from ingest.types import Details, Document, Page, Reading, Record, Span

DOCUMENTS = Path(__file__).parent / "documents"
PROSE = (
    "The nurses and the wardens of the district seldom met before the clinic moved into the same building, "
    "and it took them the better part of a year to learn each other's names and telephone numbers."
)


def guess(text: str, details: Details | None = None, name: str = "scan0001.txt") -> Record:
    return guess_record(Path(name), Reading(analyse(text), details or Details()))


def page(*blocks: str) -> str:
    """A title page, and a text after it."""
    return "\n\n".join([*blocks, PROSE, PROSE, PROSE]) + "\n"


# -- the corpus and the documents of other make ------------------------------------------


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
def test_the_corpus_is_guessed_right_or_not_at_all(path: Path) -> None:
    """Held against the records that stand beside the documents: nothing is wrong."""
    real = read_record(path)
    found = guess_record(path, read_document(path, path.read_bytes()))
    assert real is not None
    assert found.guessed
    assert found.title == real.title
    assert found.authors in ((), real.authors)
    assert found.year in (None, real.year)
    assert found.doi == real.doi
    assert found.isbn == real.isbn


def test_how_much_of_the_corpus_is_guessed() -> None:
    """The press notice alone tells neither who wrote it nor when."""
    found = [
        guess_record(path, read_document(path, path.read_bytes())) for path in sorted(CORPUS.glob("*.txt"))
    ]
    assert [bool(record.authors) for record in found] == [True, True, False, True]
    assert [record.year for record in found] == [2013, 1998, None, 2015]


GUESSES = {
    "apa-review": (
        "Two at the Door: A Review of Home Visits Made Jointly by Health Visitors and Housing Staff",
        ("Halloran, Rosa M.", "Tsai, Edwin", "Osei-Lund, Margit"),
        None,
        "10.0000/jfv.2018.0021",
    ),
    "caps-minutes": ("Minutes of the meeting held at the Tenants' Hall on Thursday 17 January 2013 at 2pm", (), 2013, None),
    "crlf-latin1": (
        "Keeping the Lights On: A report on fuel debt, welfare advice and home care in Marrick District",
        ("Penrose, Joyce", "Tallis, Owen"),
        2008,
        None,
    ),
    "formfeed-guidance": (
        "Children Between Schools: Guidance for Councils and Health Services on Pupils Who Are Too Unwell "
        "or Too Unsettled to Attend",
        (),
        2011,
        None,
    ),
    "markdown-notes": (
        "Notes on flood response: district nurses, wardens and the council",
        ("Calloway, Iris",),
        2020,
        None,
    ),
    "numbered-report": (
        "SHARED HOMES REVIEW: How housing officers and adult social care teams work together for tenants "
        "with support needs",
        ("Ashworth, Helen", "Bakare, Tunde"),
        2016,
        None,
    ),
    "one-paragraph": ("Swapping rooms at the Fenwick Road clinic", (), None, None),
    "underlined-memo": (
        "Libraries and community mental health teams: first year",
        ("Abiola, Constance",),
        2014,
        None,
    ),
    "vancouver-paper": (
        "School nurses and family support workers: a mixed methods study of joint working in eighteen "
        "secondary schools",
        ("Nwosu, Amara", "Lindqvist, Peter", "Theakston, Joan"),
        2016,
        None,
    ),
    "web-guide": (
        "Hospital discharge and housing: a guide for ward staff and housing officers",
        (),
        2019,
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in DOCUMENTS.glob("*.txt") if path.stem in GUESSES)
)
def test_documents_of_other_make(name: str) -> None:
    """Papers, minutes, memos, guidance and web pages, as a careful reader would enter them."""
    path = DOCUMENTS / f"{name}.txt"
    found = guess_record(path, read_document(path, path.read_bytes()))
    assert (found.title, found.authors, found.year, found.doi) == GUESSES[name]


# -- the key -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Annual Report 2013 (final).txt", "annual-report-2013-final"),
        ("Évaluation.txt", "evaluation"),
        ("E\u0301valuation.txt", "evaluation"),
        ("\udcc9valuation.txt", "evaluation"),
        ("caf\udce9 \ud800.txt", "caf"),
        ("報告.txt", "document"),
        ("___.txt", "document"),
        ("x" * 200 + ".txt", "x" * 80),
    ],
)
def test_a_key_is_guessed_from_the_name(name: str, key: str) -> None:
    """A guessed key is plain, and never empty, whatever bytes the name holds."""
    record = guess("The title\n\nSome words.\n", name=name)
    assert record.key == key
    assert record.guessed


def test_the_key_does_not_change_with_the_content() -> None:
    """Or a new version of a file would be another source."""
    assert guess(page("One title")).key == guess(page("Another title"), Details(title="A third title")).key


@given(st.text(max_size=60).filter(lambda name: name.strip("./\0") and "/" not in name and "\0" not in name))
def test_any_name_makes_a_record_that_can_be_stored(name: str) -> None:
    """Half characters, marks and nothing readable at all: still a key and a title."""
    record = guess("\n", name=f"a{name}.txt")
    assert fields.is_key(record.key)
    assert record.key.encode("ascii")
    assert record.title.encode()


# -- titles ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        (["=====\n# **Working\ttogether**\n====="], "Working together"),
        (["Working together\nacross the county"], "Working together across the county"),
        (
            ["DISCUSSION PAPER 14", "Working together well", "Northmoor Institute for Housing Research"],
            "Working together well",
        ),
        (
            ["Northmoor Institute for Housing Research", "June 2015", "Working together well"],
            "Working together well",
        ),
        (["Journal of Integrated Working 2016;9:101–109", "Working together well"], "Working together well"),
        (["Journal of Joint Working", "Working together well"], "Working together well"),
        (["Microsoft Word - final_v3.doc", "Working together well"], "Working together well"),
        (["final_report.docx", "Working together well"], "Working together well"),
        (
            ["Who works with whom?", "A study of teams in three towns", "Jo Marsh and Ann Odell"],
            "Who works with whom? A study of teams in three towns",
        ),
        # Not known to belong to the title: nothing below closes the title page.
        (["Working together well", "What the study found in three towns"], "Working together well"),
        (["Abstract"], "Annual report 2013"),
        ([], "Annual report 2013"),
    ],
)
def test_titles(blocks: list[str], title: str) -> None:
    """Labels, publishers, dates and file names above a title are not it; without one the name serves."""
    text = page(*blocks)
    assert guess(text, name="annual_report-2013.txt").title == title


def test_the_title_that_runs_along_is_preferred_to_the_series() -> None:
    """The line that comes again at the head of the pages is the document's own."""
    parts = [f"Working together well\n{number}\n\n{PROSE}\n\n{PROSE}" for number in range(1, 6)]
    text = "Studies in Local Practice\n\nWorking together well\n\n" + "\f".join(parts)
    assert guess(text).title == "Working together well"


@pytest.mark.parametrize(
    "said",
    [
        "Microsoft Word - report.doc",
        "untitled",
        "Layout 1",
        "report_final.indd",
        "PowerPoint Presentation",
        "Another council's template",
        "Document1",
        "  ",
        "x" * 5_000,
    ],
)
def test_what_a_file_says_of_its_title_must_stand_on_its_title_page(said: str) -> None:
    """The title in a file is often that of the template or of the file it was made from."""
    text = page("Working together well", "Jo Marsh and Ann Odell")
    assert guess(text, Details(title=said)).title == "Working together well"


def test_a_title_that_the_page_bears_out_is_believed() -> None:
    """Its spelling is better than capitals, and the site's name at its end is taken off."""
    text = page("WORKING TOGETHER WELL", "Northmoor Council")
    assert guess(text, Details(title="Working together well | Northmoor Council")).title == (
        "Working together well"
    )
    text = page("Home and away", "Working together well", "Northmoor Council")
    assert guess(text, Details(title="Working together well - Northmoor")).title == "Working together well"


def test_a_file_without_a_title_page_is_called_what_it_says() -> None:
    """A scan that gives no words has only its own word for its title."""
    text = "\f\f"
    reading = Reading(Document(text, (Page(None, Span(0, 2)),)), Details(title="Working together well"))
    assert guess_record(Path("scan.pdf"), reading).title == "Working together well"
    assert guess_record(Path("scan_01.pdf"), Reading(reading.document)).title == "Scan 01"


@pytest.mark.parametrize("name", ["a.epub", "a.md"])
def test_a_head_written_for_readers_is_believed(name: str) -> None:
    """Such a file says what it is called; its text begins with a chapter."""
    details = Details(title="Middlemarch", authors=("Marsh, Jo", "Ann Odell"), year=2015)
    found = guess(page("Chapter One: The Door", "© 2019"), details, name)
    assert (found.title, found.authors, found.year) == ("Middlemarch", ("Marsh, Jo", "Odell, Ann"), 2015)


def test_a_web_page_is_called_what_stands_on_it() -> None:
    """Its head tells authors and date; its window's title is the site's as often as not."""
    details = Details(title="News - Northmoor Council", authors=("Marsh, Jo",), year=2015)
    found = guess(page("How nurses and wardens met", "Last updated 3 May 2019"), details, "a.html")
    assert (found.title, found.authors, found.year) == ("How nurses and wardens met", ("Marsh, Jo",), 2015)
    byline = page("How nurses and wardens met", "By Ann Odell")
    assert guess(byline, Details(authors=("Northmoor Council",)), "a.html").authors == ("Odell, Ann",)


@pytest.mark.parametrize("year", [-1, 0, 99_999])
def test_a_year_that_cannot_be_is_not_taken(year: int) -> None:
    """Whatever a file says."""
    assert guess(page("How nurses and wardens met"), Details(year=year), "a.epub").year is None


# -- authors -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blocks", "authors"),
    [
        (
            ["Jon Glasby, Robin Miller and Rosemary Posaner"],
            ("Glasby, Jon", "Miller, Robin", "Posaner, Rosemary"),
        ),
        (
            ["Jon Glasby, Robin Miller and", "Rosemary Posaner"],
            ("Glasby, Jon", "Miller, Robin", "Posaner, Rosemary"),
        ),
        (["Jon Glasby", "Robin Miller"], ("Glasby, Jon", "Miller, Robin")),
        (["J. Glasby", "R.-S. Miller"], ("Glasby, J.", "Miller, R.-S.")),
        (["Jon Glasby", "Robin Miller", "Ann Odell"], ("Glasby, Jon", "Miller, Robin", "Odell, Ann")),
        (["Glasby J, Miller RS and", "Odell A"], ("Glasby, J", "Miller, RS", "Odell, A")),
        (["By Dr Jon Glasby"], ("Glasby, Jon",)),
        (["by Jon Glasby for the Tern Valley Group, June 2015"], ("Glasby, Jon",)),
        (["Authors: Jon Glasby & Robin Miller"], ("Glasby, Jon", "Miller, Robin")),
        (["Jon Glasby1,2, Robin Miller2* and Ann Odell†"], ("Glasby, Jon", "Miller, Robin", "Odell, Ann")),
        (["Jon Glasby, PhD; Robin Miller, MSc, RN"], ("Glasby, Jon", "Miller, Robin")),
        (["Professor Jon Glasby and Dame Ann Odell"], ("Glasby, Jon", "Odell, Ann")),
        (["Glasby J, Miller RS, van der Berg K"], ("Glasby, J", "Miller, RS", "van der Berg, K")),
        (["Jon Glasby and Robin Miller, University of Marrick"], ("Glasby, Jon", "Miller, Robin")),
        (["Jon Glasby and Robin Miller\nUniversity of Marrick\nJune 2015"], ("Glasby, Jon", "Miller, Robin")),
        (["Seán O'Neill and María García-López"], ("O'Neill, Seán", "García-López, María")),
        # All of a list, however it is broken into lines, or none of it.
        (
            ["Jon Glasby, Robin Miller\nAnn Odell, Kofi Annor"],
            ("Glasby, Jon", "Miller, Robin", "Odell, Ann", "Annor, Kofi"),
        ),
        (
            ["Jon Glasby, Robin Miller", "Ann Odell, Kofi Annor"],
            ("Glasby, Jon", "Miller, Robin", "Odell, Ann", "Annor, Kofi"),
        ),
        (["Jon Glasby\nRobin Miller\nNorthmoor Council"], ("Glasby, Jon", "Miller, Robin")),
        (["Jon Glasby1", "Robin Miller2", "Northmoor Council"], ("Glasby, Jon", "Miller, Robin")),
        (["Jon Glasby, Robin Miller and Ann\nOdell"], ()),
        (["Jon Glasby, University of Marrick, Robin Miller, University of Penhallow"], ()),
        (["By Jon Glasby", "Tern Valley"], ("Glasby, Jon",)),
        # Nothing that could be anything else is taken.
        (["Primary Care and Social Work"], ()),
        (["District Nurses and Wardens of the District"], ()),
        (["North Yorkshire and East Riding"], ()),
        (["Shared MIME-info Database", "Prev Next"], ()),
        (["API Indexes", "C Letter"], ()),
        (["Oracle Corp and Data Systems"], ()),
        (["Tern Valley"], ()),
        (["Jon Glasby"], ()),
        (["Northmoor Council and Marrick Trust"], ()),
        (["By the Tern Valley team"], ()),
        (["From collaboration to commissioning"], ()),
        (["Present:", "Jo Marsh, Ann Odell and Kofi Annor"], ()),
        (["Steering group", "Jo Marsh, Ann Odell and Kofi Annor"], ()),
        (["To: Jo Marsh and Ann Odell\nSubject: Working together"], ()),
        # A list of which not every part is a name is no list of authors.
        (["Jo Marsh and Whatever Comes Next In Line Today"], ()),
    ],
)
def test_authors(blocks: list[str], authors: tuple[str, ...]) -> None:
    """Marks, degrees and titles are stripped; whoever cannot be told is not named."""
    assert guess(page("How nurses and wardens worked together", *blocks)).authors == authors


def test_a_name_alone_counts_where_the_document_bears_it_out() -> None:
    """Whoever is written to, or holds the rights, and stands below the title, wrote it."""
    text = page("How nurses and wardens met", "Jo Marsh", "Correspondence to: Jo Marsh, marsh@example.org")
    assert guess(text).authors == ("Marsh, Jo",)


def test_a_signed_piece() -> None:
    """One biography at the end says who wrote it; two, or somebody quoted, do not."""
    signed = "Robin Marsh is a senior fellow at the Northmoor Institute."
    other = "Ann Odell is a director of the Tern Valley Trust."
    text = page("Who holds the key to working together?")
    assert guess(f"{text}\n{signed}\n").authors == ("Marsh, Robin",)
    assert guess(f"{text}\n{signed}\n\n{other}\n").authors == ()


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        (("Jo Marsh",), ("Marsh, Jo",)),
        (("Marsh, Jo",), ("Marsh, Jo",)),
        (("jmarsh",), ()),
        (("Administrator",), ()),
        (("Carol Typist",), ()),
        (("Jo Marsh", "Carol Typist"), ()),
        (("",), ()),
    ],
)
def test_the_authors_a_file_names_must_stand_on_its_title_page(
    said: tuple[str, ...], authors: tuple[str, ...]
) -> None:
    """The author in a file is often whoever typed it."""
    text = page("How nurses and wardens met", "Jo Marsh", "Tern Valley")
    assert guess(text, Details(authors=said)).authors == authors


def test_what_the_page_names_goes_before_what_the_file_says() -> None:
    """A typist who is thanked on the page is not its author."""
    text = page("How nurses and wardens met", "Jo Marsh and Ann Odell", "Typed by Carol Typist")
    assert guess(text, Details(authors=("Carol Typist",))).authors == ("Marsh, Jo", "Odell, Ann")


# -- year, DOI, ISBN, address --------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "year"),
    [
        ("© 2013", 2013),
        ("© Northmoor Council 2010-2013", 2013),
        ("© 1996-2002, 2006 by Northmoor Council", 2006),
        ("Copyright Northmoor Council 2013. All rights reserved.", 2013),
        ("Published 2015", 2015),
        ("Published online 3 June 2015", 2015),
        ("Posted on 24 June 2015", 2015),
        ("June 2015", 2015),
        ("24 June 2015", 2015),
        ("June 24, 2015", 2015),
        ("Summer 2015", 2015),
        ("June/July 2015", 2015),
        ("BMJ 1998;317:122", 1998),
        (". 1998 Jul 11;317(7151):122–125.", 1998),
        ("First published 2007\nSecond edition 2011", 2011),
        ("First published in 2007", 2007),
        ("Last updated 3 May 2019", 2019),
        ("Published 2015. Last updated 3 May 2019", 2015),
        ("How to cite: Marsh J (2012) How nurses and wardens met. Marrick: Tern Press.", 2012),
        ("Northmoor Council, 2008", 2008),
        # None of these says when the document came out.
        ("Received 4 February 2016; accepted 19 May 2016", None),
        ("Strategy 2015-2020", None),
        ("Northmoor NM1 2015", None),
        ("Telephone 01234 2015", None),
        ("Published 3015", None),
        ("ISBN 978-0-00-201500-2", None),
    ],
)
def test_years(block: str, year: int | None) -> None:
    """From notices of publication and rights, dates of their own, and a journal's line."""
    assert guess(page("How nurses and wardens met", block)).year == year


@pytest.mark.parametrize(
    "sentence",
    [
        "The scheme was published in 2009 and has been copied by three councils in the same county since then, they say.",
        "In June 2015 the nurses and the wardens moved into one building, and by the next spring they had names for each other.",
    ],
)
def test_no_year_comes_out_of_the_running_text(sentence: str) -> None:
    """What the text speaks of is not when it was written."""
    assert guess(page("How nurses and wardens met", sentence)).year is None


def test_no_year_comes_from_a_site_or_another_work() -> None:
    """The rights at the foot of a web page are the site's; a reference has its own year."""
    text = page("How nurses and wardens met")
    assert guess(f"{text}\n© Northmoor Council 2024\n").year is None
    assert guess(f"{text}\nReferences\n\nMarsh J. Met. BMJ 1998;317:122-5. doi:10.1136/x.1\n").year is None


def test_the_year_of_a_copy_is_not_the_documents() -> None:
    """A file's own date counts where a line of the title page gives the same year."""
    assert guess(page("How nurses met", "Spring of 2016, Northmoor"), Details(year=2016)).year == 2016
    assert guess(page("How nurses met"), Details(year=2016)).year is None
    assert guess(page("How nurses met", "June 2015"), Details(year=2021)).year == 2015


@pytest.mark.parametrize(
    ("block", "doi"),
    [
        ("doi: 10.1136/bmj.317.7151.122", "10.1136/bmj.317.7151.122"),
        ("https://doi.org/10.1016/S0140-6736(05)17924-7.", "10.1016/S0140-6736(05)17924-7"),
        ("(DOI 10.1136/bmj.317)", "10.1136/bmj.317"),
        ("doi:10.1136/a.1\n\ndoi:10.1136/A.1", "10.1136/a.1"),
        ("doi:10.1136/a.1\n\ndoi:10.1136/b.2", None),
        ("This corrects the article doi:10.1136/a.1", None),
        ("10.30 to 10.1136", None),
    ],
)
def test_dois(block: str, doi: str | None) -> None:
    """The one that the title page gives, without what stands around it; of two, none."""
    assert guess(page("How nurses and wardens met", block)).doi == doi


def test_a_doi_in_the_text_is_anothers() -> None:
    """A sentence that names a paper does not make it this one."""
    sentence = (
        f"{PROSE} See the paper by Marsh (doi:10.1136/a.1), which comes to the same view of the matter."
    )
    assert guess(page("How nurses and wardens met", sentence)).doi is None


@pytest.mark.parametrize(
    ("block", "isbn"),
    [
        ("ISBN 978-1-90989-003-9", "978-1-90989-003-9"),
        ("ISBN: 0-306-40615-2 (pbk)", "0-306-40615-2"),
        ("ISBN 978-1-90989-003-8", None),
        ("Telephone 978-1-90989-003-9", None),
    ],
)
def test_isbns(block: str, isbn: str | None) -> None:
    """Called one, and with the right check digit."""
    assert guess(page("How nurses and wardens met", block)).isbn == isbn


def test_what_a_file_says_of_its_numbers() -> None:
    """Identifiers are tidied; an address that is none is not taken."""
    details = Details(
        publisher="  Tern\nPress ", doi="https://doi.org/10.1136/a.1", url="https://example.org/a", isbn="9781909890039"
    )  # fmt: skip
    found = guess(page("How nurses and wardens met"), details)
    assert (found.publisher, found.doi, found.url, found.isbn) == (
        "Tern Press",
        "10.1136/a.1",
        "https://example.org/a",
        "9781909890039",
    )
    none = guess(page("How nurses met"), Details(doi="none", url="javascript:x()", isbn="123", publisher=" "))
    assert (none.publisher, none.doi, none.url, none.isbn) == (None, None, None, None)


# -- whatever the text ---------------------------------------------------------------------

_LINE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["Jo Marsh and", "By", "June 2015", "ISBN", "©", "1.", "# ", "Abstract", "doi:10.1/", "To: x", ",", "and"]),
)  # fmt: skip


@given(
    st.lists(_LINE, max_size=12).map("\n".join),
    st.builds(
        Details,
        title=st.none() | st.text(max_size=40),
        authors=st.lists(st.text(max_size=20), max_size=3).map(tuple),
        year=st.none() | st.integers(-10, 99_999),
        publisher=st.none() | st.text(max_size=20),
        doi=st.none() | st.text(max_size=20),
        url=st.none() | st.text(max_size=20),
        isbn=st.none() | st.text(max_size=20),
    ),
)
def test_any_document_makes_a_record_that_can_be_stored(text: str, details: Details) -> None:
    """No text and no word of a file breaks a guess; what comes out is clean and one line each."""
    record = guess_record(Path("a.txt"), Reading(analyse(text), details))
    assert record.guessed
    assert record.title
    assert short_authors(record)
    for value in (record.title, *record.authors, record.publisher or "", record.doi or "", record.url or ""):
        assert value == fields.clean(value)


def test_a_long_title_page_is_guessed_in_time() -> None:
    """Thousands of lines of names or capitals cost no more than a moment."""
    for line in ("Jo Marsh and", "A" * 5_000, "Working Together " * 500, "1,2," * 2_000, "By " * 2_000):
        record = guess("\n\n".join([line] * 100))
        assert len(record.title) <= fields.LONGEST_TITLE
