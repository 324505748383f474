"""The asker's command line: results on stdout, words for people on stderr, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import qa.__main__ as cli
from ingest.encoder import SentenceEncoder

pytestmark = pytest.mark.model


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, encoder: SentenceEncoder, corpus_library: Path):  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cli, "load_encoder", lambda _: encoder)
    runner = CliRunner()

    def invoke(*arguments: str, library: Path = corpus_library):  # type: ignore[no-untyped-def]
        return runner.invoke(cli.app, [*arguments, "--library", str(library)])

    return invoke


def test_ask_for_a_person(run) -> None:  # type: ignore[no-untyped-def]
    result = run("ask", "What helps GPs and social workers to work well together?")
    assert result.exit_code == 0
    assert "on what helps" in result.stdout
    assert "[1] glasby-2013, p. " in result.stdout


def test_ask_as_json(run) -> None:  # type: ignore[no-untyped-def]
    result = run("ask", "What dose of apixaban should I give?", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["status"] == "not_in_library"


def test_history_and_source(run) -> None:  # type: ignore[no-untyped-def]
    result = run(
        *("ask", "Was it peer reviewed?", "--history", "What did the Torbay evaluation find?"),
        *("--source", "glasby-2013", "--json"),
    )
    body = json.loads(result.stdout)
    assert "Torbay" in body["standalone_question"]
    assert {p["source"] for p in body["passages"]} == {"glasby-2013"}


def test_a_batch_gives_a_line_each(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """One answer a line with the same id; a bad question keeps its line and the others go on."""
    batch = tmp_path / "questions.jsonl"
    lines = [
        {"id": "a", "question": "What hinders joint working?"},
        {"id": 2, "question": "   "},
        {"id": "c", "question": "And for GPs?", "history": ["What hinders joint working?"]},
    ]
    batch.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", "utf-8")
    result = run("ask", "--batch", str(batch), "--json")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "2", "c"]
    assert "error" in answers[1]
    assert result.exit_code == 1
    assert "hinders joint working" in answers[2]["standalone_question"]


def test_search(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("search", "co-location", "-k", "3", "--json")
    passages = json.loads(result.stdout)["passages"]
    assert [p["rank"] for p in passages] == [1, 2, 3]
    batch = tmp_path / "b.jsonl"
    batch.write_text('{"id": "x", "question": "co-location"}\n', "utf-8")
    result = run("search", "--batch", str(batch), "-k", "2")
    assert json.loads(result.stdout)["id"] == "x"


def test_check(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Unchanged, moved and gone are told apart; anything but unchanged is exit status 1."""
    file = tmp_path / "answer.json"
    answer = json.loads(run("ask", "What hinders joint working?", "--json").stdout)
    file.write_text(json.dumps(answer), "utf-8")
    result = run("check", str(file))
    assert result.exit_code == 0
    assert {line.split()[0] for line in result.stdout.splitlines()} == {"unchanged"}
    answer["citations"][0]["start"] += 5
    answer["citations"][0]["end"] += 5
    answer["citations"][1]["quote"] = "words that nobody wrote"
    file.write_text(json.dumps(answer), "utf-8")
    result = run("check", str(file), "--json")
    assert result.exit_code == 1
    states = [one["state"] for one in json.loads(result.stdout)]
    assert states[:2] == ["moved", "gone"]
    assert json.loads(result.stdout)[0]["start"] == answer["citations"][0]["start"] - 5


def test_evaluate(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Two gold files at once: the figures as JSON, and as a page."""
    quote = {"source": "glasby-2013", "quote": "Social care staff working hard to be ‘visible’"}
    lines = [
        {"id": "1", "question": "Should staff be visible in the practice?", "facets": [{"quotes": [quote]}]},
        {"id": "2", "question": "What dose of apixaban should I give?", "facets": []},
    ]
    golds = []
    for line in lines:
        golds.append(tmp_path / f"{line['id']}.jsonl")
        golds[-1].write_text(json.dumps(line), "utf-8")
    page = tmp_path / "page.html"
    result = run("evaluate", *map(str, golds), "--json", "--page", str(page))
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["answerable"] == 1
    assert report["found"]["learned"]["10"]["value"] == 1.0
    assert report["within"]["words"]["600"]["of"] == 1
    assert report["abstention"]["product"]["unanswerable"]["value"] == 1.0
    assert report["abstention"]["area"] == 1.0
    assert report["misses"] == []
    assert "2.jsonl: 2 questions, 1 of them answerable" in page.read_text("utf-8")
    told = run("evaluate", *map(str, golds), "--page", str(tmp_path / "no" / "page.html"))
    assert told.exit_code == 2
    assert "2 questions, 1 answerable with 1 facets" in told.stdout, "the figures are not lost with the page"
    assert "the page cannot be written" in told.stderr


def test_gold_of_other_documents_is_wrong_use(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A quote that is not in the library is told before anything is asked."""
    gold = tmp_path / "gold.jsonl"
    facets = [{"about": "beds", "quotes": [{"source": "elsewhere", "quote": "430 beds"}]}]
    gold.write_text(json.dumps({"id": "1", "question": "How many?", "facets": facets}), "utf-8")
    result = run("evaluate", str(gold))
    assert result.exit_code == 2
    assert "“beds” is quoted from elsewhere, and is not there; take in the documents" in result.stderr
    assert run("evaluate", str(gold), "--split", "report").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("ask", ""), 2, "There is no question"),
        (("ask",), 2, "give a QUESTION"),
        (("ask", "x" * 100_000), 2, "100,000 characters"),
        (("ask", "joint working", "--source", "nobody"), 2, "no such source"),
        (("ask", "--batch", "/no/such/file.jsonl"), 2, "cannot be read"),
        (("evaluate", "/no/such/file.jsonl"), 2, "cannot be read"),
        (("check", "/no/such/file.json"), 2, "cannot be read"),
    ],
)
def test_wrong_use_is_one_clear_line(run, arguments: tuple[str, ...], status: int, words: str) -> None:  # type: ignore[no-untyped-def]
    result = run(*arguments)
    assert result.exit_code == status
    assert words in result.stderr
    assert result.stderr.strip().splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in result.output
    assert not result.stdout


def test_a_missing_library_is_one_clear_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("ask", "What helps?", library=tmp_path)
    assert result.exit_code == 1
    assert "there is no library here yet" in result.stderr
