"""Records as reference managers and publishers' pages export them, and files that are none."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.errors import BadRecord
from ingest.records import parse_record
from ingest.types import Record

# -- RIS ---------------------------------------------------------------------------------

ZOTERO = """TY  - JOUR
TI  - Two at the door: home visits made jointly
AU  - Halloran, Rosa M.
AU  - Osei-Lund, Margit
T2  - Journal of Family Visiting
AB  - Joint visits were welcomed.
They were hard to arrange.
DA  - 2018/03/14/
PY  - 2018
DO  - 10.5555/jfv.2018.0021
DP  - DOI.org (Crossref)
VL  - 21
IS  - 2
SP  - 11
EP  - 19
J2  - J Fam Visit
LA  - en
SN  - 1234-5679
UR  - https://journals.example.org/jfv?id=21;view=full
Y2  - 2024/01/05/09:12:44
KW  - health visitors
KW  - housing
ER  -

"""
ENDNOTE = """\ufeffTY  - RPRT
AU  - Department of Health,
AU  - Tallis, Owen
C1  - London
ID  - 412
PB  - Marrick Welfare Rights Forum
PY  - 2008
ST  - Keeping the lights on
TI  - Keeping the lights on: a report on fuel debt
UR  - <Go to ISI>://WOS:000123456700004
UR  - http://www.marrick.example/lights.pdf
ER  -


"""
REFWORKS = """TY  - JOUR
ID  - 87
T1  - School nurses and family support workers
A1  - Nwosu,Amara
A1  - Lindqvist,Peter
Y1  - 2016///
N1  - ID: 87
JF  - School Nursing Quarterly
JO  - SNQ
VL  - 9
SP  - 101
EP  - 109
M1  - 3
ER  -
"""
MENDELEY = """TY  - CHAP
AU  - Calloway, Iris
ED  - Odell, Ruth
ED  - Marsh, Tom
TI  - Lists that are made twice
T2  - Floods and the services
PY  - 2019
PB  - Tern Press
SP  - 40
SN  - 978-0-306-40615-7
ER  -
"""
# As the tools make it that turn PubMed's own form into RIS.
PUBMED = """TY  - JOUR
DB  - PubMed
AU  - Theakston J
T1  - Meetings that are short.
LA  - eng
SN  - 1234-5679 (Print)
Y1  - 2016/05/19
PY  - 2016 May 19
AN  - 12345678
JF  - Sch Nurs Q
SP  - e12
DO  - 10.5555/snq.16 [doi]
ER  -
"""
BOOK = """TY  - BOOK
A2  - Odell, Ruth
BT  - Floods and the services
PY  - c2019
SN  - 0-306-40615-2 (hbk)
ER  -
"""


@pytest.mark.parametrize(
    ("export", "record"),
    [
        (
            ZOTERO,
            Record(
                "paper",
                "Two at the door: home visits made jointly",
                "article-journal",
                ("Halloran, Rosa M.", "Osei-Lund, Margit"),
                2018,
                "Journal of Family Visiting",
                volume="21",
                issue="2",
                pages="11–19",
                doi="10.5555/jfv.2018.0021",
                url="https://journals.example.org/jfv?id=21;view=full",
            ),
        ),
        (
            ENDNOTE,
            Record(
                "412",
                "Keeping the lights on: a report on fuel debt",
                "report",
                ("Department of Health", "Tallis, Owen"),
                2008,
                publisher="Marrick Welfare Rights Forum",
                url="http://www.marrick.example/lights.pdf",
            ),
        ),
        (
            REFWORKS,
            Record(
                "87",
                "School nurses and family support workers",
                "article-journal",
                ("Nwosu, Amara", "Lindqvist, Peter"),
                2016,
                "School Nursing Quarterly",
                volume="9",
                pages="101–109",
            ),
        ),
        (
            MENDELEY,
            Record(
                "paper",
                "Lists that are made twice",
                "chapter",
                ("Calloway, Iris",),
                2019,
                "Floods and the services",
                publisher="Tern Press",
                pages="40",
                isbn="978-0-306-40615-7",
            ),
        ),
        (
            PUBMED,
            Record(
                "paper",
                "Meetings that are short.",
                "article-journal",
                ("Theakston J",),
                2016,
                "Sch Nurs Q",
                pages="e12",
                doi="10.5555/snq.16",
            ),
        ),
        (
            BOOK,
            Record("paper", "Floods and the services", "book", ("Odell, Ruth",), 2019, isbn="0-306-40615-2"),
        ),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_ris_as_it_is_exported(export: str, record: Record, line_end: str) -> None:
    """Each manager's own habits, on every system's line ends, make the same record."""
    content = export.replace("ER  -\n", "ER  - \n").replace("\n", line_end).encode()
    assert parse_record(content, "paper.ris", "paper") == record


# -- BibTeX ------------------------------------------------------------------------------

ZOTERO_BIB = r"""
@article{halloran_two_2018,
	title = {Two at the door: 100\% of home visits by {GPs} \& others},
	volume = {21},
	issn = {1234-5679},
	url = {https://journals.example.org/a_b?q=50%25&x=1},
	doi = {10.5555/jfv_2018.0021},
	number = {2},
	urldate = {2024-01-05},
	journal = {Journal of Family Visiting},
	author = {Halloran, Rosa M. and {\'E}tienne, Zo{\"e} and {de Vries}, Jan},
	month = mar,
	year = {2018},
	pages = {11--19},
	file = {Full Text:/home/x/Zotero/a.pdf:application/pdf},
}
"""
MENDELEY_BIB = r"""@techreport{Tallis2008,
abstract = {{Fuel debt is rarely large, but 50% of carers met it.}},
address = {Marrick},
author = {{Department of Health} and Tallis, Owen},
file = {:C$\backslash$:/Users/x/lights.pdf:pdf},
institution = {Marrick Welfare Rights Forum},
number = {14/07},
title = {{Keeping the lights on: ``warm'' homes}},
url = {http://www.marrick.example/lights.pdf},
year = {2008}
}
"""
ENDNOTE_BIB = r"""
@inbook{RN12,
   author = {Calloway, Iris and others},
   title = {50% of lists & half the nurses},
   booktitle = {Floods and the services},
   publisher = {Tern Press},
   edition = {2nd},
   pages = {40-52},
   ISBN = {978-0-306-40615-7},
   year = {2019},
   type = {Book Section}
}
"""
BIBLATEX = r"""
@comment{jabref-meta: databaseType:biblatex;}
@string{press = "Tern Press"}
@Collection{odell:2019,
  Editor       = {Ruth Odell and Tom van der Marsh and Audit Commission},
  Title        = {Floods},
  Subtitle     = {And the services},
  Publisher    = press,
  Date         = {2019-05-01},
  Keywords     = {a},
  Keywords     = {b},
  Howpublished = {\url{https://example.org/~odell}},
}
"""


@pytest.mark.parametrize(
    ("export", "record"),
    [
        (
            ZOTERO_BIB,
            Record(
                "halloran_two_2018",
                "Two at the door: 100% of home visits by GPs & others",
                "article-journal",
                ("Halloran, Rosa M.", "Étienne, Zoë", "de Vries, Jan"),
                2018,
                "Journal of Family Visiting",
                volume="21",
                issue="2",
                pages="11–19",
                doi="10.5555/jfv_2018.0021",
                url="https://journals.example.org/a_b?q=50%25&x=1",
            ),
        ),
        (
            MENDELEY_BIB,
            Record(
                "Tallis2008",
                "Keeping the lights on: “warm” homes",
                "report",
                ("Department of Health", "Tallis, Owen"),
                2008,
                publisher="Marrick Welfare Rights Forum",
                url="http://www.marrick.example/lights.pdf",
            ),
        ),
        (
            ENDNOTE_BIB,
            Record(
                "RN12",
                "50% of lists & half the nurses",
                "chapter",
                ("Calloway, Iris",),
                2019,
                "Floods and the services",
                publisher="Tern Press",
                pages="40–52",
                isbn="978-0-306-40615-7",
            ),
        ),
        (
            BIBLATEX,
            Record(
                "odell:2019",
                "Floods: And the services",
                "book",
                ("Odell, Ruth", "van der Marsh, Tom", "Audit Commission"),
                2019,
                publisher="Tern Press",
                url="https://example.org/~odell",
            ),
        ),
    ],
)
def test_bibtex_as_it_is_exported(export: str, record: Record) -> None:
    """Accents, braces, percent signs that LaTeX would cut a line at: nothing is lost or left over."""
    assert parse_record(export.encode(), "paper.bib", "paper") == record


def test_a_field_said_twice_has_to_be_clear() -> None:
    """Twice the same is the same; two titles are a question for a person."""
    same = rb"@book{k, title = {{The Lights}}, title = {{The Lights}}, author = {{Audit Commission}}}"
    assert parse_record(same, "a.bib", "a") == Record("k", "The Lights", "book", ("Audit Commission",))
    with pytest.raises(BadRecord, match="says title twice"):
        parse_record(b"@book{k, title = {One}, title = {Two}}", "a.bib", "a")


# -- encodings and what is none ------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ris", "TY  - BOOK\nTI  - Évaluation – “chez nous”\nER  - \n"),
        ("a.bib", "@book{evaluation-é, title = {Évaluation – “chez nous”}}"),
        ("a.json", '{"id": "é", "type": "book", "title": "Évaluation – “chez nous”"}'),
    ],
)
def test_encodings(name: str, content: str, encoding: str) -> None:
    """UTF-8 with a mark or without, UTF-16 by its mark, else Windows-1252."""
    record = parse_record(content.encode(encoding), name, "a")
    assert record.title == "Évaluation – “chez nous”"


MANY = 480_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ris", b"", "holds no RIS entry"),
        ("a.ris", b"PMID- 1\nTI  - T\n", "holds no RIS entry"),
        ("a.ris", b"TY  - JOUR\nTI  - cut sh", "holds no RIS entry that is whole"),
        ("a.ris", ZOTERO.encode() * 3, "holds 3 RIS entries"),
        ("a.ris", b"TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  - \n", "holds 2 RIS entries"),
        ("a.ris", b"TY  - JOUR\nPY  - 2001\nER  - \n", "title"),
        ("a.ris", b"TY  - JOUR\nTI  - T\x00\nER  - \n", "NUL"),
        ("a.ris", b"\x81\x8d", "cannot be read as text"),
        ("a.ris", b"x" * 2_000_000, "too large"),
        ("a.ris", b"TY  - JOUR\nTI  - T\nAU  - " + b"a" * MANY + b"\nER  - \n", "author"),
        ("a.ris", b"TY  - JOUR\nTI  - T\nPY  - 9999\nER  - \n", "year"),
        ("a.bib", b"", "holds no BibTeX entry"),
        ("a.bib", b"not an entry", "holds no BibTeX entry"),
        ("a.bib", ZOTERO_BIB.encode() + ENDNOTE_BIB.encode(), "holds 2 BibTeX entries"),
        ("a.bib", b"@book{k, title={T}}" * 2, "holds 2 BibTeX entries"),
        ("a.bib", b"@book{k, title={T", "cannot be read"),
        ("a.bib", b"@book{k, title {T}}", "cannot be read"),
        ("a.bib", b"@book{k, title={" + b"{" * 5_000 + b"T" + b"}" * 5_000 + b"}}", "LaTeX"),
        ("a.bib", b"@book{k, title={" + b"\\'" * (MANY // 2) + b"}}", "title"),
        ("a.bib", b"@book{k, title={T}, author={" + b"a" * MANY + b"}}", "author"),
        ("a.bib", b"@book{k, title={T}, author={" + b"A and " * 30_000 + b"B}}", "author"),
        ("a.bib", b"@book{k, year=2001}", "title"),
        ("a.json", b'{"id": "x", "title": "T", "volume": ' + b"9" * MANY + b"}", "out of range"),
        ("a.json", b'{"a":' * 50_000, "recursion"),
        ("a.json", b'{"id":"x","title":"T","author":[{"family":"' + b"a" * MANY + b'"}]}', "author"),
        ("a.json", b'{"id":"x","title":"T","author":[' + b'{"family":"a"},' * 20_000 + b"{}]}", "author"),
    ],
)
def test_what_is_no_record_is_told(name: str, content: bytes, said: str) -> None:
    """Broken, cut, huge, deep, or many in one: one line, with the name, the fault and what to do."""
    with pytest.raises(BadRecord) as caught:
        parse_record(content, name, "a")
    words = str(caught.value)
    assert words.startswith(f"{name}: ")
    assert said in words
    assert "\n" not in words
    assert len(words) < 400
    assert any(todo in words for todo in ("add again", "export the one entry alone"))


_PIECES = st.sampled_from(
    ["TY  - JOUR\n", "ER  - \n", "TI  - T\n", "AU  - A, B\n", "@book{k,", "title={", "}", "{", "\\'", '"', "=",
     " and ", ",", "$", "\\", "%", "@", "#", "year=2001", "\n", "[", '{"id":1,', '"title":"T"', "}]", "10.1234/a)", "é"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=25).map("".join),
    st.sampled_from(["ris", "bib", "json"]),
)
@example("@string{a = a}\n@book{k, title = a}", "bib")
@example("TY  - JOUR\nstray\nTI  - T\nER  - \n", "ris")
def test_anything_is_a_record_or_a_mistake(content: str, ending: str) -> None:
    """Nothing but BadRecord comes out of a file, and no record without key and title."""
    try:
        record = parse_record(content.encode("utf-8", "replace"), f"a.{ending}", "a")
    except BadRecord as error:
        assert "\n" not in str(error)
    else:
        assert record.key
        assert record.title
        assert record.title == " ".join(record.title.split())


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_broken_export_is_a_record_or_a_mistake(data: st.DataObject) -> None:
    """Bytes struck out, doubled or overwritten in a good file harm nobody."""
    name, export = data.draw(
        st.sampled_from([("a.ris", ZOTERO), ("a.ris", ENDNOTE), ("a.bib", ZOTERO_BIB), ("a.bib", BIBLATEX)])
    )
    content = bytearray(export.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.integers(0, 2)):
            case 0:
                del content[at : at + data.draw(st.integers(1, 30))]
            case 1:
                content[at:at] = content[at : at + data.draw(st.integers(1, 30))]
            case _:
                content[at] = data.draw(st.integers(0, 255))
        if not content:
            break
    try:
        record = parse_record(bytes(content), name, "a")
    except BadRecord as error:
        assert str(error).startswith(name)
    else:
        assert record.title
