"""Whole exports: what each has, for one answer, a conversation and a silence."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner, Result

from ingest.errors import UsageError
from ingest.readers import web_page as web_page_reader
from ingest.readers import word as word_reader
from ingest.readers.markup import parse_html, words_of
from qa import __main__ as cli
from qa.exporting import Format, Style, export
from qa.exporting.embedded import read_answers, read_cited
from qa.exporting.emphasis import set_words
from qa.exporting.verbatim import UNSHOWN, collapsed, shown
from qa.serialise import answer_json, read_answer
from qa.types import Answer, Part, Study
from tests.qa.exported import RECORDS, STUDY, TRAP, answer, silence

DAY = date(2026, 1, 31)
READABLE = [Format.MARKDOWN, Format.WORD, Format.HTML]
ENDINGS = {Format.MARKDOWN: ".md", Format.WORD: ".docx", Format.HTML: ".html"}


def lines(kind: Format, *answers: Answer, style: Style = Style.HARVARD) -> list[str]:
    """The export as its readers see it: the words of each block, whitespace collapsed."""
    content = export(answers, kind, style, RECORDS, DAY).content
    if kind is Format.WORD:
        return [collapsed(paragraph.text) for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    text = content.decode()
    html = text if kind is Format.HTML else MarkdownIt("commonmark", {"html": False}).render(_bare(text))
    body = parse_html(html, Path("x"))
    blocks = body.iter("h1", "h2", "h3", "h4", "p", "li", "blockquote")
    return [words_of(block) for block in blocks if kind is Format.HTML or block.find("p") is None]


def _bare(text: str) -> str:
    return text[: text.rindex("<!--")]


WHOLE = [
    "What helps teams?",
    "Read as: What helps teams of GPs?",
    "2 quotations answer this.",
    "Helps",
    "Context of the next quotation, [2] Alder et al. 2013, p. 21, in “Findings › What helps”:",
    "These teams were new.",
    collapsed(set_words(shown(TRAP))),
    "[1] Alder et al. 2013, p. 21, in “Findings › What helps”",
    "Reported study: Okafor and Marsh 2003, as reported in Alder et al. 2013, p. 21",
    "Theme: Sharing a place of work; Level: integrated working (practice and team)",
    "Also said in [3] Elm Council 2015:",
    "Said again elsewhere.",
    "Hinders",
    "They met [...] rarely.",
    "[4] Alder et al. 2013, p. 21, in “Findings › What helps”; "
    "[5] Alder et al. 2013, p. 22, in “Findings › What helps”",
    "It cites 7: Elder E (1999) Old.",
    "What the sources say of this evidence",
    "Few were asked.",
    "[6] Elm Council 2015, p. 21, in “Findings › What helps”",
    "The primary studies",
    "Okafor and Marsh 2003, as reported in Alder et al. 2013",
    "Setting [7] Alder et al. 2013, p. 21, in “Findings › What helps”:",
    "Two rural practices",
    "What was searched",
    "The library in its generation 7, with 2 sources; embedding model: made-up-model.",
    "Exported on 31 January 2026 by Joint Working Evidence.",
    UNSHOWN,
    "Sources",
    "Alder, A., Birch, B. and Cedar, C. (2013) Working together & apart. Grove Institute. "
    "Available at: https://doi.org/10.1234/alder_2013.",
    "Elm Council (2015) ‘What works?’, Care <Today> [Preprint].",
    "Primary studies, as the sources report them",
    "Okafor, J. and Marsh, T. (2003) ‘Joint teams: a study’, Journal of Made-Up Care, 11(2), pp. 85–94.",
]


@pytest.mark.parametrize("kind", READABLE)
def test_an_answer_whole(kind: Format) -> None:
    """Every part of an answer, in one order, the same in each format."""
    assert lines(kind, answer()) == WHOLE


@pytest.mark.parametrize("kind", READABLE)
def test_a_silence(kind: Format) -> None:
    """What was searched and what came nearest, and that it is not an answer."""
    assert lines(kind, silence()) == [
        "What dose?",
        "The answer is not in these 2 documents.",
        "A formulary might hold this.",
        "What came nearest, and is not an answer",
        "Before it. [...] The wards were full.",
        "Elm Council 2015, p. 9, in “Beds”",
        "What was searched",
        "The library in its generation 8, with 2 sources; embedding model: made-up-model.",
        "Exported on 31 January 2026 by Joint Working Evidence.",
        "Sources",
        "Elm Council (2015) ‘What works?’, Care <Today> [Preprint].",
    ]


@pytest.mark.parametrize("kind", READABLE)
def test_cells_of_tables_and_studies_of_their_own(kind: Format) -> None:
    """What stands over a cell; a study whose paper is the source, and one with two papers in two sources."""
    details = answer().studies[0].details
    two = (STUDY, STUDY.replace("2003", "2004"))
    made = answer(
        findings=(replace(answer().findings[1], under=("Table 3", "Okafor 2003", "Hinders")),),
        studies=(
            Study("alder-2013", (), (), details, ("elm-2015",)),
            Study("alder-2013", ("okafor-2003", "okafor-2004"), two, details, ("elm-2015",)),
            Study("elm-2015", ("okafor-2005",), (STUDY.replace("2003", "2005"),)),
        ),
    )
    found = lines(kind, made)
    assert found[found.index("They met [...] rarely.") - 1] == "Under Table 3 › Okafor 2003 › Hinders:"
    assert "Alder et al. 2013, its own paper; also reported in Elm Council 2015" in found
    assert (
        "Okafor and Marsh 2003; Okafor and Marsh 2004, as reported in Alder et al. 2013; Elm Council 2015"
        in found
    )
    assert len(found) - found.index("Primary studies, as the sources report them") == 4


@pytest.mark.parametrize("kind", READABLE)
def test_the_parts_of_a_joined_question(kind: Format) -> None:
    """Each under its own words, before what the sources say of the evidence."""
    helps, hinders = answer().findings
    parts = (
        Part("What helps <b>teams</b>?", "1 quotation."),
        Part("who paid", "Nothing."),
        Part("what stops them", "2."),
    )
    made = answer(parts=parts, findings=(helps, replace(hinders, part=2)))
    found = lines(kind, made)
    start = found.index("What helps <b>teams</b>?")
    assert found[start : start + 3] == ["What helps <b>teams</b>?", "1 quotation.", "Helps"]
    nothing = found.index("who paid")
    assert found[nothing : nothing + 6] == [
        "who paid",
        "Nothing.",
        "what stops them",
        "2.",
        "Hinders",
        "They met [...] rarely.",
    ]
    assert start < found.index("Said again elsewhere.") < nothing
    assert nothing < found.index("What the sources say of this evidence")


@pytest.mark.parametrize("kind", READABLE)
def test_what_takes_a_quote_back_follows_it(kind: Format) -> None:
    """Before all that is only said of it."""
    found = lines(kind, answer(findings=(replace(answer().findings[1], after=(6,)),)))
    start = found.index("They met [...] rarely.")
    assert found[start + 2 : start + 4] == [
        "The sentence after it, [6] Elm Council 2015, p. 21, in “Findings › What helps”:",
        "Few were asked.",
    ]


@pytest.mark.parametrize("kind", READABLE)
def test_a_conversation(kind: Format) -> None:
    """Questions in their order, each library that was asked, one list of references; no study twice."""
    found = lines(kind, answer(), silence(), answer(), style=Style.VANCOUVER)
    assert found[0] == "Answers to 3 questions"
    assert [line for line in found if re.match(r"\d\. ", line)] == [
        "1. What helps teams?",
        "2. What dose?",
        "3. What helps teams?",
    ]
    assert [line for line in found if line.startswith("The library")] == [
        "The library in its generation 7, with 2 sources; embedding model: made-up-model (questions 1, 3).",
        "The library in its generation 8, with 2 sources; embedding model: made-up-model (questions 2).",
    ]
    assert (
        found.count("Okafor J, Marsh T. Joint teams: a study. Journal of Made-Up Care. 2003;11(2):85–94.")
        == 1
    )


def test_json_is_the_contract() -> None:
    """One answer is an object, a conversation an array of them, and each is read back the same."""
    one = export([answer()], Format.JSON, Style.HARVARD, {}).content.decode()
    assert read_answer(one) == answer()
    several = json.loads(export([answer(), silence()], Format.JSON, Style.HARVARD, {}).content)
    assert [read_answer(json.dumps(value)) for value in several] == [answer(), silence()]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What helps  teams?", "what-helps-teams"),
        ("Qu'est-ce qui aide, à Århus?", "qu-est-ce-qui-aide-a-arhus"),
        ("../../etc/passwd", "etc-passwd"),
        ("何が", "answer"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"[:59]),
    ],
)
def test_names_and_kinds_of_file(question: str, name: str) -> None:
    """A name made of the question, plain and short, with the ending and the kind that programs know."""
    made = {kind: export([answer(question=question)], kind, Style.HARVARD, RECORDS) for kind in Format}
    assert {one.name.partition(".")[0] for one in made.values()} == {name}
    assert made[Format.CSL_JSON].name.endswith(".csl.json")
    assert made[Format.HTML].media_type == "text/html; charset=utf-8"
    assert len({one.media_type for one in made.values()}) == len(Format)


def test_nothing_to_export() -> None:
    """An empty conversation is wrong use."""
    with pytest.raises(UsageError, match="no answer to export"):
        export([], Format.HTML, Style.HARVARD, {})


def test_a_question_with_half_a_character() -> None:
    """What a broken terminal gives stops no export."""
    asked = answer(question="What \udcff?", standalone_question="What \udcff?")
    for kind in Format:
        assert export([asked], kind, Style.HARVARD, RECORDS).content


def test_the_page_stands_alone_and_is_in_order() -> None:
    """It loads nothing and runs nothing; it says its language; no level of heading is left out."""
    text = export([answer(), silence()], Format.HTML, Style.HARVARD, RECORDS, DAY).content.decode()
    root = parse_html(text, Path("x"))
    assert root.get("lang") == "en-GB"
    assert words_of(next(root.iter("title"))) == "Answers to 2 questions"
    assert not list(root.iter("link", "img", "iframe", "object", "embed", "base", "form"))
    assert [script.get("type") for script in root.iter("script")] == ["application/json"]
    assert not re.search(r"url\(|@import|\ssrc=|\shref=|\son\w+=", text)
    levels = [int(str(block.tag)[1]) for block in root.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert "size: A4" in text


def test_the_word_file_is_set_for_paper() -> None:
    """A4, British English, headings as headings, so that Word and screen readers know them."""
    file = docx.Document(io.BytesIO(export([answer()], Format.WORD, Style.HARVARD, RECORDS, DAY).content))
    assert (round(file.sections[0].page_width.mm), round(file.sections[0].page_height.mm)) == (210, 297)
    assert file.core_properties.language == "en-GB"
    assert file.core_properties.title == "What helps teams?"
    styles = [paragraph.style.name for paragraph in file.paragraphs]
    assert styles[0] == "Heading 1"
    assert styles.count("Heading 2") == 7
    assert styles.count("List Bullet") == 3


def test_our_own_readers_read_them() -> None:
    """An export that is put into a library is read like any document, its quotes among the words."""
    readers = {Format.WORD: word_reader.read, Format.HTML: web_page_reader.read}
    for kind, read in readers.items():
        made = export([answer()], kind, Style.HARVARD, RECORDS, DAY)
        text = collapsed(read(made.content, Path(made.name)).document.text)
        for quote in ("These teams were new.", "They met [...] rarely.", collapsed(set_words(shown(TRAP)))):
            assert quote in text, kind
        assert "joint-working-evidence citations" not in text


@pytest.mark.parametrize("kind", [*READABLE, Format.JSON])
def test_the_citations_inside(kind: Format, tmp_path: Path) -> None:
    """Each format holds every citation with the true characters of its quote, each once."""
    made = export([answer(), silence(), answer()], kind, Style.HARVARD, RECORDS, DAY)
    file = tmp_path / made.name
    file.write_bytes(made.content)
    cited = read_cited(file)
    wanted = [(c.id, c.source, c.start, c.end, c.quote, c.page) for c in answer().citations]
    assert [(c.id, c.source, c.start, c.end, c.quote, c.page) for c in cited.citations] == wanted
    assert all(cited.shows(c.quote) for c in cited.citations)


def _soffice(to: str, file: Path, out: Path) -> Path:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(out), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "rror" not in done.stdout + done.stderr
    return out / f"{file.stem}.{to}"


def test_libreoffice_opens_and_keeps_it(tmp_path: Path) -> None:
    """It prints the Word file; what it saves anew still holds the citations, and shows each quote."""
    made = export([answer(), silence()], Format.WORD, Style.HARVARD, RECORDS, DAY)
    file = tmp_path / made.name
    file.write_bytes(made.content)
    assert _soffice("pdf", file, tmp_path / "out").read_bytes().startswith(b"%PDF-")
    cited = read_cited(_soffice("docx", file, tmp_path / "out"))
    assert [c.quote for c in cited.citations] == [c.quote for c in answer().citations]
    assert all(cited.shows(c.quote) for c in cited.citations)


# -- the command -------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("JWE_HOME", str(tmp_path / "none"))

    def invoke(*arguments: object) -> Result:
        result = CliRunner().invoke(cli.app, ["export", *map(str, arguments)])
        assert "Traceback" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return invoke


def test_export_to_standard_output_and_to_files(run: Callable[..., Result], tmp_path: Path) -> None:
    """Text to standard output, a file by its name, a folder by the suggested one; a missing library is said."""
    file = tmp_path / "answers.json"
    file.write_text(f"[{answer_json(answer())}]", "utf-8")
    result = run(file, "--format", "markdown")
    assert result.exit_code == 0
    assert result.stdout.startswith("# What helps teams?\n")
    assert "There is no library here" in result.stderr
    result = run(file, "--format", "word", "--style", "vancouver", "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'what-helps-teams.docx'}\n")
    assert len(read_cited(tmp_path / "what-helps-teams.docx").citations) == 7
    assert run(file, "--format", "ris", "--out", tmp_path / "a.ris").exit_code == 0
    assert (tmp_path / "a.ris").read_text("utf-8").startswith("TY  - ")


def test_a_batch_with_an_error(run: Callable[..., Result], tmp_path: Path) -> None:
    """The answers are exported, and that one is missing is said: status 1."""
    file = tmp_path / "answers.jsonl"
    file.write_text(
        f'{answer_json(answer())}\n{{"id": "2", "question": " ", "error": "no question"}}\n', "utf-8"
    )
    result = run(file, "--format", "html")
    assert result.exit_code == 1
    assert "1 line holds an error" in result.stderr
    assert "<h1>What helps teams?</h1>" in result.stdout
    assert read_answers(file) == ([answer()], ["2"])


def test_wrong_use_of_export(run: Callable[..., Result], tmp_path: Path) -> None:
    """One line, status 2: no file, no answer, an answer that cites what is not there, no place to write to."""
    file = tmp_path / "answer.json"
    file.write_text(answer_json(answer()), "utf-8")
    broken = tmp_path / "broken.json"
    broken.write_text(answer_json(replace(answer(), citations=())), "utf-8")
    passages = tmp_path / "passages.json"
    passages.write_text('{"question": "What?", "passages": []}', "utf-8")
    for arguments, words in (
        ((tmp_path / "none.json", "--format", "html"), "cannot be read"),
        ((file, "--format", "word"), "--out FILE.docx"),
        ((broken, "--format", "html"), "it cites [1], and there is no such citation"),
        ((passages, "--format", "html"), "is not an answer"),
        ((file, "--format", "html", "--out", tmp_path / "no" / "x.html"), "cannot be written"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr
    assert run(file, "--format", "html", "--library", tmp_path / "none").exit_code == 1
