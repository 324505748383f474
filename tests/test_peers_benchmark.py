"""The comparison with other frameworks: what it counts, and that each peer's passages are where it says."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from ingest import encoder as embedding
from ingest.errors import UsageError
from ingest.types import Document, Span
from qa.evaluation.gold import Facet, GoldQuestion, GoldQuote
from qa.evaluation.shown import CUTS, Shown, first_words, is_found
from qa.ranking import METHODS
from qa.service import AnswerService
from qa.types import Question
from tests.benchmarks.peers import __main__ as runner
from tests.benchmarks.peers.measuring import Figures, ask_all, figures, take_in
from tests.benchmarks.peers.ours import House, Ours
from tests.benchmarks.peers.table import as_table
from tests.benchmarks.peers.types import Misplaced, place
from tests.fakes import FakeEncoder, write_document

RAIN = "Rain fell on the fair. Nobody went home early."
BREAD = "The baker sold bread to forty people. A loaf cost two pounds."
DOCUMENTS = {"rain": Document(RAIN, ()), "bread": Document(BREAD, ())}
IMPORTS = {"llamaindex": "llama_index", "haystack": "haystack_integrations", "txtai": "txtai"}
TEXTS = {
    "gardens": "The allotment society keeps forty plots.\n\nEach  plot is watered by hand, twice a week in summer. "
    "Slugs are picked off at dusk.\n\n"
    + " ".join(f"Minute {n} of the committee was agreed by all." for n in range(200)),
    "harbour": "The ferry leaves the harbour at seven.\n\nIt carries lorries, cars and a few hundred passengers.",
}


class Reader:
    """A peer whose passages are sentences, and that finds them always in the same order."""

    name = "reader"

    def __init__(self) -> None:
        self.asked: list[int] = []

    def index(self, texts: Mapping[str, str]) -> None:
        self._passages = []
        for source, text in texts.items():
            middle = text.index(".") + 1
            self._passages += [
                Shown(source, (Span(0, middle),)),
                Shown(source, (Span(middle + 1, len(text)),)),
            ]

    def passages(self) -> Sequence[Shown]:
        return self._passages

    def search(self, question: Question, k: int) -> Sequence[Shown]:
        self.asked.append(k)
        return self._passages[:k]


def _gold(*quotes: tuple[str, str], split: str = "report") -> GoldQuestion:
    facets = [Facet(quotes=[GoldQuote(source=source, quote=quote)]) for source, quote in quotes]
    return GoldQuestion(id="q-1", question="What was it?", split=split, facets=facets)


def _measured(*gold: GoldQuestion) -> Figures:
    system = take_in(Reader(), {source: document.text for source, document in DOCUMENTS.items()})
    return figures(system, ask_all([system], gold, DOCUMENTS)[0], DOCUMENTS)


def test_facets_are_counted_at_each_cut() -> None:
    """The first passage has one facet of three, the first three have two, all four have all."""
    told = _measured(_gold(("rain", "Rain fell"), ("bread", "forty people"), ("bread", "two pounds")))
    assert told.found == {1: pytest.approx(1 / 3), 3: pytest.approx(2 / 3), 5: 1.0, 10: 1.0}
    assert told.mean_reciprocal_rank == 1.0
    assert (told.passages, told.words_a_passage) == (4, 5)


def test_ranks_are_averaged_over_questions() -> None:
    """Found third and not found within what is shown: a third and nothing, and half of that on average."""
    system = take_in(Reader(), {"rain": RAIN, "bread": BREAD})
    third, never = _gold(("bread", "forty people")), _gold(("bread", BREAD + BREAD))
    documents = {**DOCUMENTS, "bread": Document(BREAD + BREAD + BREAD, ())}
    told = figures(system, ask_all([system], [third, never], documents)[0], DOCUMENTS)
    assert told.mean_reciprocal_rank == pytest.approx(1 / 6)
    assert told.found[10] == 0.5


def test_questions_without_an_answer_are_not_asked() -> None:
    peer = Reader()
    system = take_in(peer, {"rain": RAIN, "bread": BREAD})
    assert ask_all([system], [_gold()], DOCUMENTS) == [[]]
    assert peer.asked == [max(CUTS)], "the warming question only"


def test_a_short_page_is_followed_by_longer_ones() -> None:
    """A page of ten with few words is not held against a system within so many words shown."""
    peer = Reader()
    text = "word " * 20 + "end. The answer."
    system = take_in(peer, {"a": text})
    ask_all([system], [_gold(("a", "answer"))], {"a": Document(text, ())})
    assert peer.asked == [10, 10, 40, 160]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(0, 11)], True),  # half of the 22 characters
        ([(0, 10)], False),
        ([(0, 6), (16, 22)], True),  # in two passages
        ([(0, 6), (0, 6)], False),  # shown twice is shown once
        ([(30, 44)], False),
    ],
)
def test_half_of_a_quote_is_enough(spans: list[tuple[int, int]], found: bool) -> None:
    """A facet is found when half of a quote is shown, in whatever pieces."""
    quote = Span(0, RAIN.index(".") + 1)
    assert len(quote) == 22
    shown = [Shown("rain", (Span(*span),)) for span in spans]
    assert is_found([("rain", quote)], shown) is found
    assert not is_found([("bread", quote)], shown)


def test_one_alternative_is_enough() -> None:
    shown = [Shown("bread", (Span(0, 20),))]
    assert is_found([("rain", Span(0, 10)), ("bread", Span(5, 15))], shown)


def test_a_passage_that_runs_over_is_cut_there() -> None:
    """Seven words of passages of five and of two runs: all of the first, a run, and the first of the next."""
    shown = [Shown("rain", (Span(0, 22),)), Shown("bread", (Span(0, 3), Span(10, 20)))]
    cut = first_words(shown, DOCUMENTS, 7)
    words = [s.of(DOCUMENTS[p.source].text) for p in cut for s in p.spans]
    assert words == ["Rain fell on the fair.", "The", "sold"]
    assert first_words(shown, DOCUMENTS, 5) == shown[:1]
    assert first_words(shown, DOCUMENTS, 100) == shown


def test_a_chunk_must_be_in_its_text() -> None:
    """What a peer shows is the text at the place it gives, or the comparison stops."""
    assert place("rain", RAIN, 5, "fell") == Shown("rain", (Span(5, 9),))
    for start in (6, None):
        with pytest.raises(Misplaced, match="rain: the chunk “fell” is not in the text"):
            place("rain", RAIN, start, "fell")


def test_gold_of_other_documents_is_refused() -> None:
    """A facet that stands nowhere would count as never found; it is told instead."""
    with pytest.raises(UsageError, match="--documents"):
        _measured(_gold(("elsewhere", "Rain fell")))


def test_table_has_times_beside_ours() -> None:
    told = _measured(_gold(("rain", "Rain fell")))
    ours = Figures("ours", told.found, told.within, 0.25, 1234, 64.0, 2.0, told.question_ms * 2)
    first, rule, *rows = as_table([ours, told]).split("\n")
    assert len({line.count("|") for line in (first, rule, *rows)}) == 1
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert cells[0][0] == "ours"
    assert cells[0][8:11] == [".250", "1,234", "64"]
    assert [row[-1] for row in cells] == ["1.00", "0.50"]


def test_our_methods_are_all_compared(tmp_path: Path) -> None:
    """The product's default is first; each method finds, at the places that the text has."""
    words = "\n\n".join(
        f"Where {thing} has its {what}\n\n"
        f"The {thing} club of the town has {n} members. Its {what} are known for {thing}, and {what} are {price}."
        for n, (thing, what, price) in enumerate(
            (
                ("chess", "tournaments", "free"),
                ("tennis", "courts", "expensive"),
                ("cycling", "tours", "long"),
                ("baking", "cakes", "eaten"),
            ),
            20,
        )
    )
    write_document(tmp_path / "documents" / "clubs.txt", words, "clubs")
    house = House(tmp_path / "library", [tmp_path / "documents"], FakeEncoder())
    try:
        assert inspect.signature(AnswerService.search).parameters["method"].default == METHODS[0]
        question, orders = Question("What is the cycling club of the town known for?"), set()
        for method in METHODS:
            ours = Ours(house, method)
            found = ours.search(question, 4)
            assert "cycling" in found[0].spans[0].of(house.documents["clubs"].text)
            assert set(found) <= set(ours.passages())
            orders.add(tuple(found))
        assert len(orders) > 1, "each method ranks in its own way"
        assert house.seconds > 0
    finally:
        house.close()


def test_several_gold_files_and_folders_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole run over two gold files and two folders: a table a part, and the figures as JSON."""
    folders = []
    for name, thing in (("one", "chess"), ("two", "baking")):
        words = f"The {thing} club of the town has forty members.\n\nThey meet on Mondays and talk about {thing}.\n"
        write_document(tmp_path / name / f"{thing}.txt", words, thing)
        item = _gold((thing, f"talk about {thing}"), split="choose" if name == "one" else "report")
        (tmp_path / f"{name}.jsonl").write_text(item.model_dump_json() + "\n", "utf-8")
        folders.append(str(tmp_path / name))
    monkeypatch.setattr(embedding, "load_encoder", lambda _: FakeEncoder())
    monkeypatch.setattr(embedding, "find_model", Path)
    monkeypatch.setattr(runner, "PEERS", {"reader": lambda _: [Reader()]})
    golds = [str(tmp_path / "one.jsonl"), str(tmp_path / "two.jsonl")]
    written = tmp_path / "figures.json"
    runner.main(
        [*golds, "--documents", *folders, "--split", "all", "--split", "report", "--json", str(written)]
    )
    printed = capsys.readouterr().out
    assert "Questions all: 2 with 2 facets" in printed
    assert "Questions report: 1 with 1 facets" in printed
    assert f"torch {version('torch')}" in printed
    parts = json.loads(written.read_text("utf-8"))["parts"]
    names = [f"this project: {method}" for method in METHODS] + ["reader"]
    assert [row["name"] for row in parts["all"]] == names
    # The reader shows everything: two sentences, then two more.
    assert parts["all"][-1]["found"]["10"] == 1.0
    with pytest.raises(SystemExit):
        runner.main([*golds, "--documents", *folders, "--split", "other"])
    assert "--split other: no answerable question" in capsys.readouterr().err


def test_a_peer_that_is_not_installed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No row is left out in silence: the run says which peer is missing, and how to have it."""

    def absent(_: Path) -> Sequence[Reader]:
        raise ModuleNotFoundError("No module named 'absent'", name="absent")

    write_document(tmp_path / "rain.txt", RAIN, "rain")
    gold = tmp_path / "gold.jsonl"
    gold.write_text(_gold(("rain", "Rain fell")).model_dump_json(), "utf-8")
    monkeypatch.setattr(embedding, "load_encoder", lambda _: FakeEncoder())
    monkeypatch.setattr(embedding, "find_model", Path)
    monkeypatch.setattr(runner, "PEERS", {"reader": absent})
    with pytest.raises(SystemExit) as stopped:
        runner.main([str(gold), "--documents", str(tmp_path / "rain.txt")])
    assert stopped.value.code == 2
    assert "reader: is not installed (absent); run `pip install" in capsys.readouterr().err


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # theirs, on being imported, are none of ours to mend
@pytest.mark.parametrize("name", runner.PEERS)
def test_peers_find_what_is_there(name: str) -> None:
    """Each real peer finds the sentence asked for, verbatim at its place, and cuts all of each text."""
    if find_spec(IMPORTS[name]) is None:
        pytest.skip(f"{IMPORTS[name]} is not installed: pip install -e '.[benchmark]'")
    for peer in runner.PEERS[name](embedding.find_model(embedding.DEFAULT_MODEL)):
        peer.index(TEXTS)
        everything = peer.passages()
        for source, text in TEXTS.items():
            held = {
                n for p in everything if p.source == source for s in p.spans for n in range(s.start, s.end)
            }
            assert all(n in held or text[n].isspace() for n in range(len(text))), peer.name
        assert sum(p.source == "gardens" for p in everything) > 1, peer.name
        for question, source, words in (
            ("How are the plots watered?", "gardens", "watered by hand"),
            ("When does the ferry leave?", "harbour", "at seven"),
        ):
            best = peer.search(Question(question), 3)[0]
            assert best in everything
            assert best.source == source, peer.name
            assert words in " ".join(span.of(TEXTS[source]) for span in best.spans), peer.name
