"""Themes: read from a file that anyone may edit, given to sentences, corrected by a person for good."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ingest import __main__ as cli
from ingest import database, store
from ingest.appraisal import Appraiser, appraiser_of
from ingest.changing import purge, remove, restore, undo
from ingest.correcting import correct_theme
from ingest.errors import ThemesError, UnknownSource, UsageError
from ingest.ingesting import ingest
from ingest.library import Library
from ingest.organisation_names import without_names
from ingest.rebuilding import rebuild
from ingest.receipts import Outcome
from ingest.structure.marks import words_of
from ingest.theme_corrections import digest_of
from ingest.theme_matching import ThemeMatcher
from ingest.themes import THEMES, Theme, ThemeGroup, Themes, current_themes, load_themes
from ingest.verifying import verify
from tests.fakes import FakeEncoder, write_document

ENCODER = FakeEncoder()
GOLD = Path(__file__).parent.parent / "gold" / "themes.jsonl"
PARAGRAPH = (
    "The minibus service for the valley began in a cold spring. "
    "Regular meetings of the practice and the social work team made communication easier. "
    "Trust and mutual respect grew only slowly between the nurses and the council. "
    "The oak beside the chapel is older than any house."
)
MEETINGS = "Regular meetings of the practice and the social work team made communication easier."
TRUST = "Trust and mutual respect grew only slowly between the nurses and the council."


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JWE_THEMES", raising=False)
    monkeypatch.setattr(cli, "_encoder", FakeEncoder)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return write_document(tmp_path / "papers" / "valley.txt", f"A valley\n\n{PARAGRAPH}\n", "valley")


@pytest.fixture
def home(tmp_path: Path, paper: Path) -> Path:
    folder = tmp_path / "library"
    ingest(folder, [paper.parent], ENCODER)
    return folder


def themes_in(home: Path, source: str = "valley") -> dict[str, str | None]:
    """The theme of each sentence of a source as readers see it."""
    with database.reading(home) as connection:
        ids = [int(number) for number in store.all_ids(connection)]
    with closing(Library(home)) as library:
        text = library.document(source)[1].text
        found = library.passages(ids)
        return {
            words_of(text, sentence.spans): sentence.theme
            for stored in found.values()
            if stored.source == source
            for sentence in stored.passage.sentences
        }


def run(*arguments: object, library: Path) -> Result:
    return CliRunner().invoke(cli.app, [*map(str, arguments), "--library", str(library)])


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("The Primary Care Trust agreed with them.", "agreed with them."),
        ("As the Trust said, it was so.", "As the said, it was so."),
        ("An NHS trust joined.", "An joined."),
        ("The trust between them grew.", "The trust between them grew."),
        ("Trust grew between them.", "Trust grew between them."),
        ("Trust and Respect Between Agencies", "Trust and Respect Between Agencies"),
    ],
)
def test_names_of_organisations_are_no_words_of_a_theme(sentence: str, left: str) -> None:
    """A trust that runs hospitals says nothing of trust; a title in capitals is no name."""
    assert " ".join(without_names(sentence).split()) == left


# -- the file ------------------------------------------------------------------------------


def test_the_file_that_comes_with_the_program_is_sound() -> None:
    """Three groups, 14 to 18 themes, each with a definition and six to ten short examples."""
    themes = load_themes(THEMES)
    assert [group.key for group in themes.groups] == ["organisational", "cultural-professional", "contextual"]
    assert 14 <= len(themes.themes) <= 18
    for theme in themes.themes:
        assert 6 <= len(theme.examples) <= 10, theme.key
        assert all(len(example.split()) <= 14 for example in theme.examples)
    assert len({text for theme in themes.themes for text in theme.texts}) == sum(
        len(theme.texts) for theme in themes.themes
    )


def test_labels_and_groups() -> None:
    """A theme has a name and a group; one that the file has no more is shown by its key."""
    themes = load_themes(THEMES)
    assert themes.label("co-location") == "Sharing a place of work"
    assert themes.group_of("co-location") == ThemeGroup("organisational", "Organisational")
    assert (themes.label("weather"), themes.group_of("weather")) == ("weather", None)


def _file(folder: Path, **changes: Any) -> Path:
    """A file of two themes, with another value for some fields of the second."""
    themes = [
        {
            "key": "rain",
            "name": "Rain",
            "group": "sky",
            "definition": "Water falls.",
            "examples": ["wet roofs"],
        },
        {
            "key": "sun",
            "name": "Sun",
            "group": "sky",
            "definition": "Light falls.",
            "examples": ["dry roofs"],
        },
    ]
    themes[1].update(changes)
    path = folder / "own.json"
    path.write_text(json.dumps({"groups": [{"key": "sky", "name": "The sky"}], "themes": themes}), "utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"key": "rain"}, "the theme rain stands there twice"),
        ({"key": "Sun Shine"}, "write themes as lower-case-words"),
        ({"key": "none"}, "means that there is no theme"),
        ({"group": "sea"}, "sun: there is no group 'sea'; there are: sky"),
        ({"examples": []}, "sun: give it examples"),
        ({"definition": " "}, "each example need words"),
        ({"examples": "dry roofs"}, "themes.1.examples"),
        ({"colour": "yellow"}, "themes.1.colour"),
    ],
)
def test_a_wrong_file_is_told_of(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    """What is wrong, in which file, and what to do, on one line."""
    path = _file(tmp_path, **changes)
    with pytest.raises(ThemesError) as failed:
        load_themes(path)
    assert said in str(failed.value)
    assert str(path) in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_file_that_is_not_there_or_no_json(tmp_path: Path) -> None:
    """Neither is taken for a file without themes."""
    with pytest.raises(ThemesError, match="cannot be read"):
        load_themes(tmp_path / "nowhere.json")
    (tmp_path / "own.json").write_text("{", "utf-8")
    with pytest.raises(ThemesError, match="copy and edit it"):
        load_themes(tmp_path / "own.json")


def test_the_setting_names_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edited file is read anew, without a restart."""
    path = _file(tmp_path)
    monkeypatch.setenv("JWE_THEMES", str(path))
    assert current_themes().keys == ("rain", "sun")
    path = _file(tmp_path, key="sunshine")
    assert current_themes().keys == ("rain", "sunshine")


def test_a_wrong_file_ends_the_ingest(tmp_path: Path, paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not the document's fault: nothing is taken in, and the command says why."""
    monkeypatch.setenv("JWE_THEMES", str(tmp_path / "nowhere.json"))
    done = run("add", paper, library=tmp_path / "library")
    assert done.exit_code == 2
    assert "mend JWE_THEMES" in done.stderr


# -- given to sentences ----------------------------------------------------------------------


def test_sentences_get_the_theme_they_speak_of(home: Path) -> None:
    """One on meetings and one on trust have their themes; what is no matter of joint working has none."""
    found = themes_in(home)
    assert found[MEETINGS] == "communication"
    assert found[TRUST] == "trust-respect"
    assert found["The oak beside the chapel is older than any house."] is None
    assert len(found) == 4


def test_words_and_vector_both_count() -> None:
    """Where the words are of no theme the vector decides, and where the vector says nothing, the words."""
    themes = Themes(
        (ThemeGroup("g", "G"),),
        (
            Theme("rain", "Rain", "g", "Water falls from clouds.", ("wet roofs drip", "rain on wet roofs")),
            Theme("sun", "Sun", "g", "Light comes from above.", ("bright warm days", "warm days in the sun")),
        ),
    )
    matcher = ThemeMatcher(themes, ENCODER)
    rain, sun = (ENCODER.encode_question(" ".join(theme.texts)) for theme in themes.themes)
    by_vector = matcher.scores(["Nobody knew."], sun[None])[0]
    assert by_vector[1] > by_vector[0]
    opposed = matcher.scores(["Warm days, bright days, sun."], rain[None])[0]
    silent = matcher.scores(["Nobody knew."], rain[None])[0]
    assert opposed[1] - opposed[0] > silent[1] - silent[0]


def test_a_word_that_all_themes_have_tells_nothing() -> None:
    """What stands in every theme counts for none of them, so that common words need no list."""
    themes = Themes(
        (ThemeGroup("g", "G"),),
        (
            Theme("rain", "Rain", "g", "The water.", ("the wet roofs",)),
            Theme("sun", "Sun", "g", "The light.", ("the warm days",)),
        ),
    )
    matcher = ThemeMatcher(themes, ENCODER)
    vector = ENCODER.encode_question("something else")[None]
    assert matcher.scores(["The"], vector) == pytest.approx(matcher.scores(["Zebras"], vector))
    assert matcher.scores(["Roofs"], vector)[0][0] > matcher.scores(["Zebras"], vector)[0][0]


def test_the_themes_vectors_are_made_once() -> None:
    """Another document with the same model and file costs no second embedding of the themes."""
    encoder = FakeEncoder("made-once")
    assert isinstance(first := appraiser_of(encoder), Appraiser)
    batches = encoder.batches
    assert appraiser_of(encoder) is first
    assert encoder.batches == batches == 1


# -- corrected -------------------------------------------------------------------------------


def test_a_correction_is_seen_at_the_next_generation(home: Path) -> None:
    """A reader with the state before keeps it; the receipt says what was done, without the words."""
    with closing(Library(home)) as before:
        receipt = correct_theme(home, "valley", MEETINGS, "leadership-management")
        assert not before.is_current()
        assert before.theme_counts().get("communication") == 1
    (line,) = receipt.lines
    assert (line.outcome, line.source, receipt.generation) == (
        Outcome.EDITED,
        "valley",
        before.generation + 1,
    )
    assert "theme corrected" in line.reason
    assert "Leadership and management support (was: Communication and contact)" in line.reason
    assert "Regular" not in line.reason
    assert themes_in(home)[MEETINGS] == "leadership-management"


@pytest.mark.parametrize(
    "where", ["mutual respect grew", "TRUST and  mutual respect, grew only", TRUST, None]
)
def test_a_sentence_is_named_by_its_words_or_its_place(home: Path, where: str | None) -> None:
    """Some words that no other sentence has will do, whatever their signs; so will its offsets."""
    if where is None:
        with closing(Library(home)) as library:
            start = library.document("valley")[1].text.index(TRUST)
        where = f"{start}-{start + len(TRUST)}"
    correct_theme(home, "valley", where, None)
    found = themes_in(home)
    assert (found[TRUST], found[MEETINGS]) == (None, "communication")


@pytest.mark.parametrize("theme", ["stereotypes", None])
def test_a_correction_lasts(home: Path, paper: Path, theme: str | None) -> None:
    """Through rebuilding, removal and restoring, and a new version in which the sentence stands elsewhere."""
    correct_theme(home, "valley", TRUST, theme)
    rebuild(home, ENCODER)
    assert themes_in(home)[TRUST] == theme
    remove(home, ["valley"])
    restore(home, ["valley"], ENCODER)
    assert themes_in(home)[TRUST] == theme
    moved = PARAGRAPH.replace(TRUST, "").replace(
        "The oak", f"{TRUST.replace('only slowly', 'only  slowly')} The oak"
    )
    write_document(paper, f"A valley\n\nIt rained, and a road was closed for a year.\n\n{moved}\n")
    assert ingest(home, [paper], ENCODER).lines[0].outcome is Outcome.REPLACED
    assert themes_in(home)[TRUST] == theme
    assert verify(home).wrong == ()


def test_a_correction_is_of_its_source_alone(home: Path, paper: Path) -> None:
    """The same sentence in another source keeps the theme that it has there."""
    write_document(paper.with_name("hill.txt"), f"A hill\n\n{PARAGRAPH} It is high.\n", "hill")
    ingest(home, [paper.parent], ENCODER)
    correct_theme(home, "valley", TRUST, "policy")
    assert themes_in(home, "hill")[TRUST] == "trust-respect"
    assert themes_in(home, "valley")[TRUST] == "policy"


def test_the_same_again_changes_nothing(home: Path) -> None:
    """No generation is made, and the line says so."""
    first = correct_theme(home, "valley", TRUST, "policy")
    again = correct_theme(home, "valley", TRUST, "policy")
    assert [line.outcome for line in again.lines] == [Outcome.UNCHANGED]
    assert again.generation == first.generation


def test_undo_takes_a_correction_back(home: Path) -> None:
    """The correction before it, if there was one, holds again."""
    correct_theme(home, "valley", TRUST, "policy")
    correct_theme(home, "valley", TRUST, "stereotypes")
    (line,) = undo(home, ENCODER).lines
    assert (line.outcome, line.reason) == (Outcome.EDITED, "its themes are those before the last change")
    assert themes_in(home)[TRUST] == "policy"
    correct_theme(home, "valley", MEETINGS, None)
    undo(home, ENCODER)
    assert themes_in(home) | {TRUST: "policy"} == themes_in(home)
    assert themes_in(home)[MEETINGS] == "communication"


def test_purge_erases_corrections(home: Path, paper: Path) -> None:
    """Their words are the source's; those that were taken back go too."""
    correct_theme(home, "valley", TRUST, "policy")
    correct_theme(home, "valley", TRUST, None)
    purge(home, ["valley"])
    with closing(sqlite3.connect(home / database.DATABASE)) as connection:
        assert connection.execute("SELECT count(*) FROM theme_corrections").fetchone() == (0,)
    assert all(b"mutual respect grew" not in path.read_bytes() for path in home.rglob("*") if path.is_file())
    ingest(home, [paper], ENCODER)
    assert themes_in(home)[TRUST] == "trust-respect"


@pytest.mark.parametrize(
    ("key", "where", "theme", "said"),
    [
        ("valley", TRUST, "weather", "weather: no such theme; there are: aims-commitment, "),
        ("valley", "Nobody ever wrote this.", "policy", "is in no sentence of valley"),
        ("valley", "...", "policy", "is in no sentence of valley"),
        ("valley", "the", "policy", "4 sentences of valley have it"),
        ("valley", "90000-90010", "policy", "is in no sentence of valley"),
        ("valley", "20-10", "policy", "give START-END with START before END"),
        ("hill", TRUST, "policy", "no such source: hill"),
    ],
)
def test_what_cannot_be_corrected(home: Path, key: str, where: str, theme: str, said: str) -> None:
    """The message says what is wrong, and the library stays as it is."""
    before = themes_in(home)
    with pytest.raises(UsageError) as failed:
        correct_theme(home, key, where, theme)
    assert said in str(failed.value)
    assert isinstance(failed.value, UnknownSource) == (key == "hill")
    assert themes_in(home) == before


def test_words_alone_make_the_digest() -> None:
    """Signs, capitals and layout may change, a word may not."""
    assert digest_of("Trust, and respect.") == digest_of("trust and  Respect")
    assert digest_of("Trust and respect.") != digest_of("Trust or respect.")


def test_verify_looks_at_corrections(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown theme is a warning, for the file may be edited; words of another sentence are damage."""
    correct_theme(home, "valley", TRUST, "policy")
    assert (verify(home).wrong, verify(home).warnings) == ((), ())
    monkeypatch.setenv("JWE_THEMES", str(_file(tmp_path)))
    (warning,) = verify(home).warnings
    assert "valley: sentences were corrected to the theme policy" in warning
    monkeypatch.setenv("JWE_THEMES", str(tmp_path / "nowhere.json"))
    assert "cannot be read" in verify(home).warnings[0]
    monkeypatch.delenv("JWE_THEMES")
    with closing(sqlite3.connect(home / database.DATABASE)) as connection, connection:
        connection.execute("UPDATE theme_corrections SET quote = 'Another sentence.'")
    assert verify(home).wrong == ("valley: a corrected theme is not that of the sentence it quotes",)
    with closing(sqlite3.connect(home / database.DATABASE)) as connection, connection:
        connection.execute("UPDATE theme_corrections SET source = 'hill', quote = ?", (TRUST,))
    assert verify(home).wrong == ("hill: has corrected themes, and is no source",)


# -- commands --------------------------------------------------------------------------------


def test_the_commands(home: Path) -> None:
    """A sentence is corrected, and the list counts it where it now belongs."""
    done = run("theme", "valley", TRUST, "policy", library=home)
    assert done.exit_code == 0
    assert "National policy and law (was: Trust and respect)" in done.stdout
    listed = json.loads(run("themes", "--json", library=home).stdout)
    counts = {one["key"]: one["sentences"] for one in listed["themes"]}
    assert (counts["policy"], counts["communication"], counts["trust-respect"]) == (1, 1, 0)
    assert sum(counts.values()) + listed["without"] == 4
    assert listed["unknown"] == {}
    words = run("themes", library=home).stdout
    assert "Cultural and professional" in words
    assert "co-location" in words
    assert run("theme", "valley", TRUST, "none", "--json", library=home).exit_code == 0
    assert themes_in(home)[TRUST] is None


def test_the_list_tells_of_themes_that_are_no_more(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sentences sorted by another file are counted, with what to do; rebuilding sorts them anew."""
    monkeypatch.setenv("JWE_THEMES", str(_file(tmp_path)))
    assert "trust-respect (1)" in run("themes", library=home).stdout
    assert json.loads(run("themes", "--json", library=home).stdout)["unknown"] == {
        "communication": 1,
        "trust-respect": 1,
    }
    rebuild(home, ENCODER)
    assert json.loads(run("themes", "--json", library=home).stdout)["unknown"] == {}


def test_wrong_use_of_the_command(home: Path) -> None:
    """Wrong use has its own exit status and one line."""
    done = run("theme", "valley", TRUST, "weather", library=home)
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: weather: no such theme")
    assert done.stderr.count("\n") == 1


# -- against labels by hand --------------------------------------------------------------------


def _gold() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


def test_the_gold_file_is_sound() -> None:
    """150 different sentences, half to choose by and half to report, each with known themes."""
    gold = _gold()
    known = {*load_themes(THEMES).keys, "none"}
    assert len({(one["source"], one["quote"]) for one in gold}) == len(gold) == 150
    assert [one["split"] for one in gold].count("choose") == 75
    assert {one["theme"] for one in gold} | {one["also"] for one in gold} <= {*known, None}
    assert all(one["theme"] != one["also"] for one in gold)


@pytest.mark.model
@pytest.mark.parametrize(("split", "least"), [("choose", 0.69), ("report", 0.66)])
def test_the_corpus_agrees_with_labels_by_hand(corpus_library: Path, split: str, least: float) -> None:
    """As many sentences as measured have the first theme that a person gave, or the second."""
    held = {key: themes_in(corpus_library, key) for key in {one["source"] for one in _gold()}}
    asked = [one for one in _gold() if one["split"] == split]
    missing = [one["id"] for one in asked if one["quote"] not in held[one["source"]]]
    assert missing == []
    right = [(held[one["source"]][one["quote"]] or "none") in (one["theme"], one["also"]) for one in asked]
    assert sum(right) / len(right) >= least
