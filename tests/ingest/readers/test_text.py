"""Plain text in any encoding: the right letters, or a warning that says which were guessed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from ingest.readers import read_document
from tests.ingest.readers.making import reading

FRENCH = "Le médecin généraliste et l’assistante sociale se sont rencontrés à l’hôpital. La coopération dépend de la confiance et de la proximité."
GERMAN = "Die Zusammenarbeit zwischen Hausärzten und Sozialdiensten hängt von persönlichen Beziehungen ab; größere Büros helfen."
POLISH = "Współpraca lekarzy i pracowników socjalnych wymaga zaufania. Lekarze często nie wiedzą, do kogo się zwrócić, gdy pacjent potrzebuje pomocy. Źródło: własne badanie."
RUSSIAN = "Совместная работа врачей и социальных работников требует доверия. Врачи часто не знают, к кому обратиться, когда нужна помощь."
GREEK = "Η συνεργασία γιατρών και κοινωνικών λειτουργών απαιτεί εμπιστοσύνη. Οι γιατροί συχνά δεν γνωρίζουν σε ποιον να απευθυνθούν."
TURKISH = "Aile hekimleri ile sosyal hizmet uzmanları arasındaki işbirliği güven gerektirir. Düzenli toplantılar yardımcı olur, ancak zaman yetersizliği engeldir."
JAPANESE = "医師と社会福祉士の協働には信頼関係が必要である。定期的な会議は役に立つが、時間の不足が妨げとなる。家庭医は誰に相談すべきか分からないことが多い。"
CHINESE = (
    "全科医生与社会工作者的合作需要信任。定期会议有助于合作，但缺乏时间是障碍。医生常常不知道该向谁咨询。"
)
TAIWANESE = (
    "全科醫生與社會工作者的合作需要信任。定期會議有助於合作，但缺乏時間是障礙。醫生常常不知道該向誰諮詢。"
)
KOREAN = (
    "일반의와 사회복지사의 협력에는 신뢰가 필요하다. 정기적인 회의는 도움이 되지만 시간 부족이 장애가 된다."
)
ENGLISH = "General practitioners and social workers met every week, and trust grew between them."


@pytest.mark.parametrize(
    ("words", "coding"),
    [
        (POLISH, "iso8859-2"), (POLISH, "cp1250"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (GREEK, "cp1253"),
        (TURKISH, "cp1254"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (CHINESE, "gb18030"), (TAIWANESE, "big5"),
        (KOREAN, "euc_kr"), (FRENCH, "mac-roman"), (ENGLISH, "utf-16-le"), (ENGLISH, "utf-16-be"), (FRENCH, "utf-16-le"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 20])
def test_a_guess_is_right_and_said(words: str, coding: str, times: int) -> None:
    """The letters of the language, and one warning that they were guessed."""
    text = f"{words}\n" * times
    found = reading("a.txt", text.encode(coding))
    assert found.document.text == text
    assert [("does not say how its letters" in warning) for warning in found.warnings] == [True]


@pytest.mark.parametrize(
    "words", [FRENCH, GERMAN, ENGLISH, "Café – “trust” costs £30, or €35 · naïve", "5 mg µg ± 3 °C ½"]
)
@pytest.mark.parametrize("coding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_western_text_is_no_guess(words: str, coding: str) -> None:
    """As before: nothing to warn of."""
    found = reading("a.txt", words.encode(coding))
    assert found.document.text == words
    assert found.warnings == ()


def test_lost_characters_are_counted() -> None:
    """Five bytes that no western text holds stand as the sign for what is unknown, and are said."""
    found = reading(
        "a.txt", ENGLISH.encode() * 20 + b" \x81 \x8d \x81 \x8d \x81 " + "café ".encode("cp1252") * 40
    )
    assert found.document.text.count("\ufffd") == 5
    assert any(warning.startswith("5 characters could not be decoded") for warning in found.warnings)


def test_a_mark_that_lies() -> None:
    """A file that begins as UTF-16 and is not."""
    with pytest.raises(UnreadableFile, match="says it is utf-16 and is not"):
        reading("a.txt", b"\xff\xfeabc")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_utf_8_is_always_itself(words: str) -> None:
    """Character for character, whatever the letters."""
    text = f"Words. {words}"
    assert reading("a.txt", text.encode("utf-8")).document.text == text.removeprefix("\ufeff")


def test_a_large_text_is_guessed_in_seconds() -> None:
    """From a sample, of where the telling letters are."""
    data = (ENGLISH + "\n").encode() * 5_000 + (RUSSIAN + "\n").encode("cp1251") * 500
    started = time.monotonic()
    found = read_document(Path("a.txt"), data)
    assert RUSSIAN in found.document.text
    assert time.monotonic() - started < 20
