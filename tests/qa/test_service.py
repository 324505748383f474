"""The service: the contract's answer, honest silence, clear errors, new generations."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from ingest import changing, ingesting
from ingest.encoder import SentenceEncoder
from ingest.errors import MissingLibrary, ModelMismatch, QuestionError, UnknownSource
from qa.serialise import answer_json, read_answer
from qa.service import AnswerService
from qa.types import Question, Status

pytestmark = pytest.mark.model

HELPS = "What helps GPs and social workers to work well together?"


def test_the_answer_has_the_contract_s_shape(service: AnswerService) -> None:
    """Other programs rely on these names."""
    body = json.loads(answer_json(service.ask(Question(HELPS, id="q1"))))
    assert list(body) == [
        *("id", "question", "standalone_question", "status", "lead", "findings", "citations", "passages"),
        *("caveats", "library", "timings_ms", "probability", "suggestion", "studies", "elsewhere", "parts"),
    ]
    assert body["id"] == "q1"
    assert body["status"] == "answered"
    assert set(body["findings"][0]) == {
        *(
            "text",
            "direction",
            "level",
            "theme",
            "study",
            "citations",
            "context",
            "also",
            "under",
            "after",
            "part",
        ),
    }
    assert set(body["citations"][0]) == {
        *("n", "id", "source", "title", "authors", "year", "page", "section", "start", "end", "quote"),
        *("reported_study", "cites"),
    }
    assert {"rank", "score", "id", "source", "page", "section", "start", "end", "text"} <= set(
        body["passages"][0]
    )
    assert set(body["library"]) == {"generation", "sources", "model"}
    assert {"embed", "retrieve", "rank", "compose", "total"} <= set(body["timings_ms"])
    assert body["library"]["model"] == "all-MiniLM-L6-v2"


def test_what_a_quote_cites_is_named(service: AnswerService) -> None:
    """A bare number in its words says nothing to who has only the quote; the study reported is named anyway."""
    answer = service.ask(Question("Does closer collaboration lead to quicker referrals?"))
    cited = next(c for c in answer.citations if "services,12 fewer inappropriate referrals,10" in c.quote)
    assert [work.mark for work in cited.cites] == ["12", "10", "11"]
    assert [work.reference.split()[0] for work in cited.cites] == ["Cumella", "Pithouse", "McNally"]
    for citation in service.ask(Question("Tell me about Torbay")).citations:
        own = citation.reported_study.key if citation.reported_study else None
        assert own not in {work.key for work in citation.cites}


def test_an_answer_survives_its_json(service: AnswerService) -> None:
    answer = service.ask(Question(HELPS))
    assert read_answer(answer_json(answer)) == answer


def test_what_helps_is_answered_with_what_helps(service: AnswerService) -> None:
    answer = service.ask(Question(HELPS))
    assert answer.status is Status.ANSWERED
    assert {str(f.direction) for f in answer.findings} <= {"helps", "mixed"}
    assert "on what helps" in answer.lead


def test_what_the_documents_do_not_hold_is_said(service: AnswerService) -> None:
    answer = service.ask(Question("What dose of apixaban should I give?"))
    assert answer.status is Status.NOT_IN_LIBRARY
    assert "apixaban" in answer.lead
    assert "4 documents (1998 to 2015)" in answer.lead
    assert not answer.findings
    assert not answer.citations
    assert len(answer.passages) == 10


def test_a_table_cell_is_cited_with_its_study(service: AnswerService) -> None:
    answer = service.ask(Question("How can social care staff get accepted in a practice: being visible?"))
    finding = next(f for f in answer.findings if "‘visible’" in f.text)
    citation = answer.citations[finding.citations[0] - 1]
    assert finding.text == "Social care staff working hard to be ‘visible’"
    assert str(finding.direction) == "helps"
    assert str(finding.level) == "integrated"
    assert finding.study == "banyard-2002"
    assert citation.page == "15"
    assert citation.reported_study is not None
    assert citation.reported_study.reference.startswith("Banyard R et al. (2002) Social skills")


def test_only_the_sources_asked_for(service: AnswerService) -> None:
    answer = service.ask(Question(HELPS, sources=("glendinning-1998",)))
    assert {p.source for p in answer.passages} == {"glendinning-1998"}
    assert {c.source for c in answer.citations} <= {"glendinning-1998"}
    with pytest.raises(UnknownSource, match="there are: glasby-2013"):
        service.ask(Question(HELPS, sources=("nobody-1900",)))


def test_a_source_that_is_named_is_searched_alone(service: AnswerService) -> None:
    """None of Miller's pages says who wrote it; his name is in the record."""
    answer = service.ask(Question("What did Miller find?"))
    assert answer.status is Status.ANSWERED
    assert {citation.source for citation in answer.citations} == {"miller-2015"}
    assert {str(finding.direction) for finding in answer.findings} >= {"helps", "hinders"}
    assert "Only Miller 2015 was searched, as the question names it." in answer.lead
    assert answer.lead.endswith("Glasby et al. 2013 has an author of that name too.")
    assert {p.source for p in service.search(Question("Miller 2015 on recruiting practices"))} == {
        "miller-2015"
    }
    silent = service.ask(Question("What does Miller say of apixaban?"))
    assert silent.status is Status.NOT_IN_LIBRARY
    assert "Only Miller 2015 was searched, as the question names it." in silent.lead


def test_empty_questions_are_refused(service: AnswerService) -> None:
    with pytest.raises(QuestionError):
        service.ask(Question("  "))


def test_the_library_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(MissingLibrary, match="python -m ingest"):
        AnswerService(tmp_path / "nothing")


def test_another_model_s_library_is_not_searched(corpus_library: Path, encoder: SentenceEncoder) -> None:
    class Other:
        identity = type(encoder.identity)("another-model", "0" * 64, 384)
        reach = 256
        count = encoder.count
        encode_passages = encoder.encode_passages
        encode_question = encoder.encode_question

    other = AnswerService(corpus_library, Other())  # type: ignore[arg-type]
    with pytest.raises(ModelMismatch, match="rebuild"):
        other.ask(Question(HELPS))
    other.close()


def test_asking_goes_on_while_documents_come_and_go(
    corpus_library: Path, encoder: SentenceEncoder, tmp_path: Path
) -> None:
    """No question fails, none sees a half library, and a new document is found at once."""
    folder = tmp_path / "library"
    shutil.copytree(corpus_library, folder)
    service = AnswerService(folder, encoder)
    failures: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.wait(0.02):
            try:
                answer = service.ask(Question("What does the lantern protocol say about joint visits?"))
                for citation in answer.citations:
                    text = service.source(citation.source)[1].text if citation.source != "lantern" else None
                    if text is not None and text[citation.start : citation.end] != citation.quote:
                        failures.append(citation.id)
            except UnknownSource:
                continue  # it was removed between the answer and the look
            except Exception as error:
                failures.append(repr(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    file = tmp_path / "lantern.txt"
    for round_number in range(2):
        file.write_text(
            "The lantern protocol\n\nThe lantern protocol asks GPs and social workers to make joint visits "
            f"every week. Round {round_number} of the protocol found that this improved trust between them.\n",
            "utf-8",
        )
        receipt = ingesting.ingest(folder, [file], lambda: encoder)
        assert not receipt.failed
    answer = service.ask(Question("What did round 1 of the lantern protocol find about trust?"))
    assert "lantern" in {c.source for c in answer.citations}
    assert any("Round 1" in f.text for f in answer.findings)
    changing.remove(folder, ["lantern"])
    assert "lantern" not in {p.source for p in service.ask(Question(HELPS)).passages}
    stop.set()
    for thread in threads:
        thread.join(30)
    service.close()
    assert not failures
