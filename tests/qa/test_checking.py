"""Citations of an exported answer, held against the library; and answer files that nobody should trust."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from ingest.changing import purge, remove
from ingest.errors import UnknownSource, UsageError
from ingest.ingesting import ingest
from ingest.receipts import CitationState
from ingest.types import Direction
from qa import __main__ as cli
from qa.checking import check_answers, read_citations
from qa.exporting import Format, Style
from qa.exporting import export as export_answers
from qa.exporting.markdown import escaped
from qa.serialise import answer_json
from qa.service import AnswerService
from qa.types import Answer, Citation, Finding, LibraryInfo, Question, Status
from tests.fakes import FakeEncoder, version, write_document

ENCODER = FakeEncoder()
TEXT = version("alpha", 1)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    write_document(folder / "alpha.txt", TEXT, "alpha")
    write_document(folder / "beta.txt", version("beta", 1), "beta")
    return folder


@pytest.fixture
def home(tmp_path: Path, papers: Path) -> Path:
    folder = tmp_path / "library"
    ingest(folder, [papers], ENCODER)
    return folder


def cited(
    name: str = "x", source: str = "alpha", quote: str = "", text: str = TEXT, **more: Any
) -> dict[str, Any]:
    quote = quote or text.split("\n\n")[2]
    start = text.index(quote)
    return {"id": name, "source": source, "start": start, "end": start + len(quote), "quote": quote, **more}


def export(path: Path, *citations: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"question": "What helps?", "citations": list(citations)}), "utf-8")
    return path


def run(*arguments: object, home: Path) -> Result:
    result = CliRunner().invoke(cli.app, [*map(str, arguments), "--library", str(home)])
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_an_old_quote_is_true_of_an_old_text(home: Path, papers: Path, tmp_path: Path) -> None:
    """What was replaced is gone from the source, and was true: of which generation is said."""
    file = export(tmp_path / "answer.json", cited())
    assert run("check", file, home=home).exit_code == 0
    for number in (2, 3):
        write_document(papers / "alpha.txt", version("alpha", number))
        ingest(home, [papers], ENCODER)
    result = run("check", file, home=home)
    assert result.exit_code == 1
    assert result.stdout == "gone       x; it was true of the text of generation 1\n"
    second = version("alpha", 2)
    export(file, cited("y", quote=second.split("\n\n")[2], text=second))
    (one,) = check_answers(file, home)
    assert (one.state, one.held_in) == (CitationState.GONE, 3)
    export(file, {**cited(), "quote": "w" * len(cited()["quote"])})
    (one,) = check_answers(file, home)
    assert (one.state, one.held_in) == (CitationState.GONE, None)


def test_a_removed_source(home: Path, tmp_path: Path) -> None:
    """Its citations are gone, and were true; of a purged one nothing can be said any more."""
    file = export(tmp_path / "answer.json", cited())
    remove(home, ["alpha"])
    (one,) = check_answers(file, home)
    assert (one.state, one.held_in) == (CitationState.GONE, 1)
    purge(home, ["alpha"])
    (one,) = check_answers(file, home)
    assert (one.state, one.held_in) == (CitationState.GONE, None)


def test_moved(home: Path, papers: Path, tmp_path: Path) -> None:
    """Where it is now, and that it was true where it was."""
    file = export(tmp_path / "answer.json", cited(), cited("of beta", "beta", text=version("beta", 1)))
    write_document(papers / "alpha.txt", TEXT.replace("\n\n", "\n\nA new paragraph for all.\n\n", 1))
    ingest(home, [papers], ENCODER)
    result = run("check", file, "--json", home=home)
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)
    assert (first["state"], first["held_in"]) == ("moved", 1)
    assert first["start"] == cited()["start"] + len("A new paragraph for all.\n\n")
    assert second["state"] == "unchanged"
    assert set(first) == {"id", "source", "quote", "state", "start", "end", "page", "held_in", "altered"}


def test_another_page_is_a_move(home: Path, tmp_path: Path) -> None:
    """A page number that the source does not have there is not passed over."""
    file = export(tmp_path / "answer.json", cited(page="15"))
    (one,) = check_answers(file, home)
    assert (one.state, one.start, one.page) == (CitationState.MOVED, cited()["start"], None)


def test_save_and_check_what_was_saved(home: Path, papers: Path, tmp_path: Path) -> None:
    """Saved once, checked without the file ever after; receipts tell of them."""
    file = export(tmp_path / "answer.json", cited(), cited("of beta", "beta", text=version("beta", 1)))
    assert run("save", file, home=home).stdout == "2 citations saved, 2 of them new\n"
    assert json.loads(run("save", file, "--json", home=home).stdout) == {"saved": 2, "new": 0}
    file.unlink()
    assert run("check", home=home).exit_code == 0
    write_document(papers / "alpha.txt", version("alpha", 2))
    (line, _) = ingest(home, [papers], ENCODER).lines
    assert [c.id for c in line.citations] == ["x"]
    result = run("check", home=home)
    assert result.exit_code == 1
    assert sorted(words.split()[0] for words in result.stdout.splitlines()) == ["gone", "unchanged"]


def test_nothing_saved_is_said(home: Path) -> None:
    """Silence would look like all was well."""
    result = run("check", home=home)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No citations have been saved" in result.stderr
    assert run("check", "--json", home=home).stdout == "[]\n"


def test_save_of_an_unknown_source(home: Path, tmp_path: Path) -> None:
    """Wrong use, named."""
    file = export(tmp_path / "answer.json", cited(source="nobody"))
    result = run("save", file, home=home)
    assert result.exit_code == 2
    assert result.stderr == "Error: no such source: nobody; `python -m ingest list` shows the keys\n"


def test_a_real_answer(home: Path, tmp_path: Path) -> None:
    """An answer as it is exported: each citation unchanged; several a file, one a line."""
    service = AnswerService(home, ENCODER)
    try:
        answers = [
            service.ask(Question(words)) for words in ("What did social workers share?", "Which nurses met?")
        ]
    finally:
        service.close()
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(answer_json(answer) for answer in answers) + "\n", "utf-8")
    wanted = {citation.id for answer in answers for citation in answer.citations}
    checked = check_answers(file, home)
    assert wanted
    assert {one.id for one in checked} == wanted
    assert {one.state for one in checked} <= {CitationState.UNCHANGED}
    file.write_text("\ufeff" + answer_json(answers[0], indent=2), "utf-8")
    assert len(read_citations(file)) == len(answers[0].citations)


READABLE = [Format.MARKDOWN, Format.HTML, Format.WORD]


def taken_away(path: Path, kind: Format, quote: str | None = None, edit: str | None = None) -> Path:
    """An export of one answer that cites a paragraph of the document alpha; ``edit`` changes what is shown."""
    here = cited("x", quote=quote or "")
    found = Citation(1, "x", "alpha", "Alpha", "", 2001, None, (), here["start"], here["end"], here["quote"])
    made = export_answers([replace(asked(found), citations=(found,))], kind, Style.HARVARD, {})
    path = path / made.name
    path.write_bytes(made.content)
    if edit is not None and kind is Format.WORD:
        file = docx.Document(str(path))
        paragraph = next(p for p in file.paragraphs if p.style.name == "Quote")
        paragraph.text = edit
        file.save(str(path))
    elif edit is not None:
        shown = next(
            words for words in (here["quote"], escaped(here["quote"])) if words.encode() in made.content
        )
        assert made.content.count(shown.encode()) == (2 if shown == here["quote"] else 1)
        path.write_bytes(made.content.replace(shown.encode(), edit.encode(), 1))
    return path


def asked(found: Citation) -> Answer:
    finding = Finding(found.quote, Direction.NONE, None, None, None, (1,))
    return Answer(
        None, "What?", "What?", Status.ANSWERED, "One.", (finding,), (found,), (), (), LibraryInfo(1, 2, "m")
    )


@pytest.mark.parametrize("kind", READABLE)
def test_exports_of_every_kind(home: Path, papers: Path, tmp_path: Path, kind: Format) -> None:
    """Unchanged at first; moved, and where to, once the source has changed; then gone, and when it was true."""
    file = taken_away(tmp_path, kind)
    result = run("check", file, home=home)
    assert (result.exit_code, result.stdout) == (0, "unchanged  x\n")
    write_document(papers / "alpha.txt", TEXT.replace("\n\n", "\n\nA new paragraph for all.\n\n", 1))
    ingest(home, [papers], ENCODER)
    start = cited()["start"] + len("A new paragraph for all.\n\n")
    result = run("check", file, home=home)
    end = start + len(cited()["quote"])
    assert result.stdout == f"moved      x now at {start}-{end}; it was true of the text of generation 1\n"
    write_document(papers / "alpha.txt", version("alpha", 2))
    ingest(home, [papers], ENCODER)
    result = run("check", file, home=home)
    assert (result.exit_code, result.stdout.split()[0]) == (1, "gone")
    assert run("save", file, home=home).stdout == "1 citations saved, 1 of them new\n"


@pytest.mark.parametrize("kind", READABLE)
def test_a_visible_quote_that_somebody_edited(home: Path, tmp_path: Path, kind: Format) -> None:
    """What the file says that it cites is checked, and that its readers see other words is said."""
    file = taken_away(tmp_path, kind, edit="They never met at all.")
    result = run("check", file, home=home)
    assert result.exit_code == 0
    assert result.stdout == "unchanged  x; the file shows other words than it cites\n"
    assert json.loads(run("check", file, "--json", home=home).stdout)[0]["altered"] is True


@pytest.mark.parametrize("kind", [Format.MARKDOWN, Format.HTML])
def test_lines_broken_anew_alter_nothing(home: Path, tmp_path: Path, kind: Format) -> None:
    """Editors end lines in their own way, and break long ones."""
    file = taken_away(tmp_path, kind)
    words = file.read_bytes()
    quote = cited()["quote"].split()[0].encode() + b" "
    between = b"\r\n> " if kind is Format.MARKDOWN else b"\r\n"
    assert quote in words
    file.write_bytes(words.replace(quote, quote.strip() + between, 1))
    (one,) = check_answers(file, home)
    assert (one.state, one.altered) == (CitationState.UNCHANGED, False)


def test_the_page_where_it_is_now(home: Path, papers: Path, tmp_path: Path) -> None:
    """A moved quote is told with the page that it stands on."""
    page = "\n\n{}\n\x0c"
    quote = cited()["quote"]
    file = export(tmp_path / "answer.json", cited(page="1"))
    pages = "".join(
        page.format(n).replace("\n\n", f"\n\n{w}\n\n", 1) for n, w in ((4, TEXT[:200]), (5, quote))
    )
    write_document(papers / "alpha.txt", pages + page.format(6))
    ingest(home, [papers], ENCODER)
    (one,) = check_answers(file, home)
    assert (one.state, one.page) == (CitationState.MOVED, "5")
    assert f"now at {one.start}-{one.end}, p. 5" in run("check", file, home=home).stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", b"# A question\n\n> Some words\n"),
        ("a.html", b"<!DOCTYPE html><html><body><blockquote>Some words</blockquote></body></html>"),
        ("a.ris", b"TY  - JOUR\nTI  - A title\nER  - \n"),
        ("a.md", b"<!-- joint-working-evidence citations\n{not JSON}\n-->\n"),
        ("a.md", b'<!-- joint-working-evidence citations\n{"citations": [{"id": "x"}]}\n-->\n'),
        ("a.docx", b"PK\x03\x04 cut short"),
        ("a.json", b'[{"type": "book", "id": "x", "title": "CSL-JSON"}]'),
        ("a.json", b'{"id": "1", "question": "", "error": "There is no question"}'),
    ],
)
def test_a_file_that_holds_no_citations(home: Path, tmp_path: Path, name: str, content: bytes) -> None:
    """Wrong use, in one line that names the file."""
    file = tmp_path / name
    file.write_bytes(content)
    for command in ("check", "save"):
        result = run(command, file, home=home)
        assert (result.exit_code, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 1
        assert str(file) in result.stderr


def test_a_word_file_that_is_not_ours(home: Path, tmp_path: Path) -> None:
    """It holds no citations, and that is said."""
    docx.Document().save(str(tmp_path / "other.docx"))
    result = run("check", tmp_path / "other.docx", home=home)
    assert result.exit_code == 2
    assert "holds no citations" in result.stderr


def test_an_array_and_a_batch_with_errors(home: Path, tmp_path: Path) -> None:
    """A conversation is an array; a line of a batch that has no answer keeps no other from being checked."""
    one = {"question": "What helps?", "citations": [cited()]}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps([one, {**one, "citations": []}]), "utf-8")
    assert [c.id for c in read_citations(file)] == ["x"]
    file.write_text(json.dumps({"id": "2", "error": "no"}) + "\n" + json.dumps(one), "utf-8")
    assert [c.id for c in read_citations(file)] == ["x"]


def test_a_quote_with_marks_that_end_lines(tmp_path: Path) -> None:
    """JSON lets other marks than the line feed stand in a string as they are."""
    quote = "one\u2028two\x85three\u2029"
    citation = {"id": "x", "source": "alpha", "start": 0, "end": len(quote), "quote": quote}
    line = json.dumps({"citations": [citation]}, ensure_ascii=False)
    file = tmp_path / "answers.jsonl"
    file.write_text(f"{line}\r\n{line}\n\n", "utf-8", newline="")
    assert [c.quote for c in read_citations(file)] == [quote]


NO_ANSWERS = [
    b"",
    b"  \n\n",
    b"null",
    b"3",
    b"[]",
    b"{}",
    b'"citations"',
    b'{"citations": null}',
    b'{"citations": {}}',
    b'{"citations": "none"}',
    b'{"citations": [null]}',
    b'{"citations": [{"id": "x"}]}',
    b'{"citations": [[]]}',
    b'{"citations": []}\nnot JSON',
    b"\xff\xfe\x00",
    b"[" * 200_000,
    b'{"citations": ' + b"[" * 100_000,
    b"%PDF-1.7",
]


@pytest.mark.parametrize("content", NO_ANSWERS, ids=lambda c: repr(c[:24]))
def test_a_file_that_is_no_answer(home: Path, tmp_path: Path, content: bytes) -> None:
    """One line, status 2, for checking and for saving."""
    file = tmp_path / "answer.json"
    file.write_bytes(content)
    for command in ("check", "save"):
        result = run(command, file, home=home)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert len(result.stderr.splitlines()) == 1
        assert str(file) in result.stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"start": -5, "end": -5 + 3},
        {"start": "4"},
        {"start": 4.0},
        {"start": True},
        {"start": None},
        {"end": 3},
        {"quote": ["two"]},
        {"quote": "\ud800"},
        {"id": 7},
        {"source": {"key": "alpha"}},
        {"page": 15},
    ],
    ids=str,
)
def test_a_citation_that_is_none(home: Path, tmp_path: Path, changes: dict[str, Any]) -> None:
    """Wrong types, places before the text, ends before beginnings: refused, never guessed at."""
    file = export(tmp_path / "answer.json", {**cited(quote="the"), **changes})
    with pytest.raises(UsageError, match="is not an answer"):
        read_citations(file)
    assert run("check", file, home=home).exit_code == 2


def test_a_quote_that_somebody_altered(home: Path, tmp_path: Path) -> None:
    """It is gone; the others of its file are checked all the same."""
    file = export(
        tmp_path / "answer.json", cited("one"), {**cited("two"), "quote": "words that nobody wrote"}
    )
    assert [one.state for one in check_answers(file, home)] == [CitationState.UNCHANGED, CitationState.GONE]


@pytest.mark.parametrize("key", ["'; DROP TABLE versions; --", "", "a" * 100_000, "../../etc/passwd", "\x00"])
def test_a_source_of_any_name(home: Path, tmp_path: Path, key: str) -> None:
    """A key that is none is a citation that is gone."""
    file = export(tmp_path / "answer.json", cited(source=key))
    (one,) = check_answers(file, home)
    assert one.state is CitationState.GONE
    assert run("check", file, home=home).exit_code == 1
    from ingest.changing import save_citations

    with pytest.raises(UnknownSource):
        save_citations(home, read_citations(file))


def test_words_that_would_be_orders(home: Path, tmp_path: Path) -> None:
    """What a file calls its citations cannot break the lines of the output, or speak to the terminal."""
    file = export(tmp_path / "answer.json", cited("x\nunchanged  y\x1b[2J"))
    (line,) = run("check", file, home=home).stdout.splitlines()
    assert "\x1b" not in line


def test_a_file_that_cannot_be_read(home: Path, tmp_path: Path) -> None:
    """A folder, or nothing."""
    for path in (tmp_path, tmp_path / "none.json"):
        result = run("check", path, home=home)
        assert result.exit_code == 2
        assert "cannot be read" in result.stderr


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["citations", "id", "source", "start", "end", "quote", "page"]),
                inner,
                max_size=6,
            )
        ),
    )
)
def test_any_json_is_read_or_refused(tmp_path: Path, value: object) -> None:
    """Citations with a place, or one UsageError."""
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(value), "utf-8")
    try:
        found = read_citations(file)
    except UsageError:
        return
    assert all(0 <= c.start <= c.end for c in found)
