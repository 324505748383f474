"""Personal details in a question are noticed, whatever stands around them, and go no further."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from typer.testing import CliRunner

import qa.__main__ as cli
from ingest.encoder import Vector, Weigh
from ingest.errors import PersonalDetails, QuestionError
from ingest.ingesting import ingest
from ingest.settings import CORPUS
from qa.privacy import Detail, find_details, is_nhs_number, refuse_personal_details
from qa.service import AnswerService
from qa.types import Question
from tests.fakes import FakeEncoder, prose, write_document

GOLD = sorted((Path(__file__).parents[1] / "gold").glob("*.jsonl"))
NHS = "943 476 5919"  # the number that forms are printed with

HELD = {
    Detail.NHS_NUMBER: """
        943 476 5919
        9434765919
        943-476-5919
        943 - 476 - 5919
        943.476.5919
        943476 5919
        My patient (NHS no. 943 476 5919) needs a social worker
        Patient 2, 943 476 5919, and her carer
        NHS9434765919
        #9434765919.
        on 2013-943 476 5919
        ９４３ ４７６ ５９１９
        943\u00a0476\u20095919
        943\u2011476\u20115919
        943\u200b476\u00ad5919
    """,
    Detail.PHONE: """
        020 7946 0958
        0207 946 0958
        (0121) 496 0123
        0121-496-0123
        +44 7911 123456
        +44 (0)7911 123456
        0044 20 7946 0958
        07911123456
        07911-123-456
        07700 900123
        +447700900123
        +44 7700 900 123
        01632 960001
        Call me on tel. 0161 496 0000, please
        +353 1 679 9900
    """,
    Detail.EMAIL: """
        jo.bloggs@nhs.net
        Who can tell mary@example.co.uk?
        <o'neil+x@a-b.org>
        MARY@EXAMPLE.COM
        mailto:mary@example.com
    """,
    Detail.POSTCODE: """
        SW1A 1AA
        sw1a 1aa
        SW1A1AA
        M1 1AE
        m11ae
        B33 8TH
        CR2 6XH
        DN55 1PT
        W1A 0AX
        EC1A 1BB
        He lives at LS2 7AA; what is there?
        LS2-7AA
        BT7 1NN
        JE2 3AB
    """,
    Detail.BIRTH_DATE: """
        DOB 12/03/1941
        dob: 12.3.41
        D.O.B. 12-03-1941
        d.o.b 12 March 1941
        DOB 12 03 1941
        DOB 12031941
        dob 120341
        born on 12th March 1941
        born 12 Mar '41
        born in Leeds on March 12, 1941
        date of birth is 1941-03-12
        Date of birth: 03/12/1941
        Date of birth: 03/24/1941
        12/03/1941 (DOB)
        12 March 1941 is her date of birth
        birthday 1st of May 1950
        b. 12/03/1941
        birth: 12 March 1941
        Mrs Jones, 12/3/41, has fallen
        mrs jones 12/3/41 waits
        my patient Mary Jones (12/03/1941) is ready
        My mother, 12 March 1941, needs care
        he is 12 March 1941
        Mr Smith 84 yrs 12/3/41
        the client, aged 84, 12/03/1941
        Patient 12/03/1941 has no care plan
        12/03/1941 female with COPD
    """,
}
NOT_HELD = """
    943 476 5918
    9434765918
    1234567890
    94347659190
    99434765919
    £9434765919
    0.9434765919
    1,943 476 5919
    What was found in 2010-2013?
    ages 0-19, 2010-2013, 5-11
    What do 0-19 years services do?
    pages 1234-1240
    201-300 2017
    doi:10.1093/9434765919
    doi:10.1016/S0140-6736(12)60240-2
    https://doi.org/10.1111/j.1365-2524.2007.00727.x
    ISBN 0-19-852663-6
    ISBN 0198526636
    ISBN-10: 9434765919
    ISBN: 978-0-19-852663-6
    978-0198526636
    ISSN 0966-0410
    £1,234,567
    £2.5 million in 2012/13
    a population of 56,075,912
    RP-PG-0407-10314
    ISRCTN12345678
    PMID 23456789
    Is NHS 111 better than 999?
    0800 1111
    0845 46 47
    0300 123 1234
    2001/02 2002/03 2003/04
    1998 1999 2000 2001
    0.05 0.001 0.0001
    3 500 000 000
    version 1.2.3.4, section 4.3.12
    GP12
    GP12 3AB
    A4 2BB
    CO2 2nd
    the 2nd of 3 B12 5ug
    S3A 4BB
    SW1A
    SF-36 2AB
    M25 9am
    s117 aftercare, s75 and s256
    Table S1 2x2
    Q4 2012
    year 3 2nd term
    @NHSEngland
    a @ b
    care@home
    11 July 1998
    11/07/1998
    the White Paper of 11 July 1998
    What changed for patients after 1 April 2013?
    Which papers were published on 1 April 2013?
    people born before 1 January 1940
    people born between 1 January 1940 and 31 December 1945
    born in 1941
    babies born in July 1998
    low birth weight, report of 11 July 1998
    the patient safety report, 11 July 1998
    the patient of 11 July 1998
    she was seen on 11 July 2013
    he wrote this in The Times on 11 July 1998
    Community Care, 11 July 1998
    Dr Smith, BMJ, 11 July 1998
    DOB 45/13/1941
    born 12 March 1641
    born 12 March 2641
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in HELD for text in lines(HELD[kind])])
def test_a_personal_detail_is_noticed(kind: Detail, text: str) -> None:
    """Each of its kind alone, and so the message names it rightly."""
    assert find_details(text) == (kind,)


@pytest.mark.parametrize("text", lines(NOT_HELD))
def test_what_looks_like_one_is_not_taken_for_it(text: str) -> None:
    """Years, pages, prices, books, laws and doses are asked about as before."""
    assert find_details(text) == ()


def test_several_kinds_are_named_once_each() -> None:
    """In a sentence, without one of the details."""
    text = f"{NHS}, 943 476 5919, M1 1AE, born 12/3/1941, jo@nhs.net, 07911 123456"
    with pytest.raises(PersonalDetails) as refused:
        refuse_personal_details(Question(text))
    assert str(refused.value) == (
        "The question seems to hold an e-mail address, an NHS number, a phone number, a postcode and a date of birth. "
        "Nothing was searched, kept or sent; please ask again without them."
    )


def test_the_history_is_looked_at_too() -> None:
    """A later question would carry it on."""
    with pytest.raises(
        QuestionError, match=r"^An earlier question of the conversation seems to hold a postcode\."
    ):
        refuse_personal_details(Question("And for carers?", ("What helps?", "And in SW1A 1AA?")))


def test_a_very_long_text_is_read_in_good_time() -> None:
    """Its details are found as far as a text can be a question at all."""
    assert find_details("a. " * 30_000 + NHS) == (Detail.NHS_NUMBER,)
    assert find_details("Mrs " + "A" * 99_990) == ()


NINE = st.integers(0, 10**9 - 1).map(lambda n: f"{n:09}")
WORDS = st.lists(
    st.text(st.characters(categories=["Ll", "Lu", "Po", "Sm"], exclude_characters="@£+.,"), max_size=8)
    | st.integers(0, 99).map(str),
    max_size=6,
).map(" ".join)
WAYS = st.sampled_from(("{}{}{}", "{} {} {}", "{}-{}-{}"))


def written(digits: str, way: str) -> str:
    return way.format(digits[:3], digits[3:6], digits[6:])


@given(NINE, WORDS, WORDS, WAYS)
def test_any_nhs_number_is_found_among_any_words(nine: str, before: str, after: str, way: str) -> None:
    """However it is spaced, and whatever the words around it are."""
    valid = [nine + check for check in "0123456789" if is_nhs_number(nine + check)]
    assume(valid)
    assert Detail.NHS_NUMBER in find_details(f"{before} {written(valid[0], way)} {after}")


@given(NINE, WORDS, WORDS, WAYS)
def test_ten_digits_with_a_wrong_check_digit_are_no_nhs_number(
    nine: str, before: str, after: str, way: str
) -> None:
    """Nine of ten last digits are wrong, and for some nine digits all ten."""
    for check in "0123456789":
        if not is_nhs_number(nine + check):
            text = f"{before} {written(nine + check, way)} {after}"
            assert Detail.NHS_NUMBER not in find_details(text)


@given(NINE)
def test_a_check_digit_catches_one_wrong_digit(nine: str) -> None:
    """As the check of the number's makers does: at most one last digit is right, and none beside another."""
    right = [check for check in "0123456789" if is_nhs_number(nine + check)]
    assert len(right) <= 1
    weighed = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    assert right == ([] if weighed == 10 else [str(weighed % 11)])


@given(st.dates(date.today() - timedelta(days=100 * 365), date.today()))
def test_any_day_of_a_life_is_a_birth_date_with_the_word_and_none_without(day: date) -> None:
    """In figures and in words."""
    for shown in (f"{day:%d/%m/%Y}", f"{day:%d/%m/%y}", f"{day.day} {day:%B %Y}", f"{day:%Y-%m-%d}"):
        assert find_details(f"What of somebody born {shown}?") == (Detail.BIRTH_DATE,)
        assert find_details(f"What does the circular of {shown} say?") == ()


def test_every_gold_question_is_asked() -> None:
    """None of them holds a personal detail, though many hold figures."""
    asked = [json.loads(line) for path in GOLD for line in path.read_text("utf-8").splitlines()]
    questions = [one for one in asked if "question" in one]
    assert len(questions) > 400
    refused = [
        one["id"]
        for one in questions
        for text in (one["question"], *one.get("history", ()))
        if find_details(text)
    ]
    assert refused == []


def test_the_documents_hold_none_but_a_publishers() -> None:
    """Hundreds of pages of years, pages, prices and books, and one line each with how to reach a publisher."""
    found = {
        (path.name[:12], kind)
        for path in CORPUS.glob("*.txt")
        for line in path.read_text("utf-8").splitlines()
        for kind in find_details(line)
    }
    assert found == {("glasby-2013-", kind) for kind in (Detail.EMAIL, Detail.PHONE, Detail.POSTCODE)}


# -- that it goes no further ----------------------------------------------------------------------

SECRET = "What helps Zebedee, 943 476 5919, in SW1A 1AA, with joint visits?"
TRACES = ("Zebedee", "943 476 5919", "9434765919", "SW1A 1AA")


class Listening(FakeEncoder):
    """The stand-in model, which remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def encode_question(self, question: str, weigh: Weigh | None = None) -> Vector:
        self.heard.append(question)
        return super().encode_question(question, weigh)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    write_document(tmp_path / "visits.txt", prose("visits"), "visits")
    ingest(tmp_path / "library", [tmp_path / "visits.txt"], FakeEncoder())
    return tmp_path / "library"


@pytest.fixture
def encoder() -> Listening:
    return Listening()


@pytest.fixture
def service(library: Path, encoder: Listening) -> Iterator[AnswerService]:
    answering = AnswerService(library, encoder)
    yield answering
    answering.close()


def holding(folder: Path, trace: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and trace.encode() in path.read_bytes()]


@pytest.mark.parametrize("question", [Question(SECRET), Question("And for GPs?", (SECRET,))])
def test_a_refused_question_leaves_no_trace(
    question: Question,
    service: AnswerService,
    encoder: Listening,
    library: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither asked nor searched for: not embedded, not logged, not printed, not in a file."""
    caplog.set_level(logging.DEBUG)
    before = {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}
    for tried in (service.ask, service.search):
        with pytest.raises(PersonalDetails, match="an NHS number and a postcode") as refused:
            tried(question)
        assert not any(trace in str(refused.value) for trace in TRACES)
    assert encoder.heard == []
    out, err = capsys.readouterr()
    said = caplog.text + out + err
    assert not any(trace in said or holding(library, trace) for trace in TRACES)
    assert {path: path.read_bytes() for path in before} == before
    # Such a search would have found something.
    assert holding(library, "joint visits")
    service.ask(Question("What helps with joint visits?"))
    assert len(encoder.heard) == 1


def test_it_is_refused_before_the_model_is_there(library: Path) -> None:
    """Nobody waits for a model to be told."""
    answering = AnswerService(library)
    with pytest.raises(PersonalDetails):
        answering.ask(Question(SECRET))
    answering.close()


def test_a_batch_does_not_repeat_it(monkeypatch: pytest.MonkeyPatch, library: Path, tmp_path: Path) -> None:
    """Its line tells the kind alone; another error's line still holds the question, and the others go on."""
    monkeypatch.setattr(cli, "load_encoder", lambda _: FakeEncoder())
    batch = tmp_path / "batch.jsonl"
    asked = [
        {"id": "a", "question": SECRET},
        {"id": "b", "question": "??"},
        {"id": "c", "question": "And GPs?", "history": [SECRET]},
        {"id": "d", "question": "What helps?"},
    ]
    batch.write_text("\n".join(map(json.dumps, asked)), "utf-8")
    for command in ("ask", "search"):
        result = CliRunner().invoke(cli.app, [command, "--batch", str(batch), "--library", str(library)])
        assert result.exit_code == 1
        told = [json.loads(line) for line in result.stdout.splitlines()]
        assert [sorted(line) for line in told[:3]] == [
            ["error", "id"],
            ["error", "id", "question"],
            ["error", "id"],
        ]
        assert told[0]["error"].startswith("The question seems to hold an NHS number and a postcode.")
        assert told[3]["question"] == "What helps?"
        assert not any(trace in result.stdout + result.stderr for trace in TRACES)


def test_the_command_line_does_not_repeat_it(monkeypatch: pytest.MonkeyPatch, library: Path) -> None:
    """One line on standard error, and the status of wrong use."""
    monkeypatch.setattr(cli, "load_encoder", lambda _: FakeEncoder())
    result = CliRunner().invoke(cli.app, ["ask", SECRET, "--json", "--library", str(library)])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "an NHS number and a postcode" in result.stderr
    assert not any(trace in result.stderr for trace in TRACES)
