"""What a cell of the Evidence map counts: exactly those sentences, verbatim, each with the way to its place."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from starlette.responses import HTMLResponse

from ingest.errors import LibraryError, UsageError
from ingest.library import Library
from ingest.themes import current_themes
from ingest.types import Direction, Document, Record, Reference
from qa.service import AnswerService
from qa.theme_table import DIRECTIONS, Tally, ThemeTable
from qa.types import LibraryInfo
from tests.web.fakes import HOSTILE, RECORDS, FakeService
from tests.web.markup import Element, parse
from web.labels import place
from web.map_cell_page import cell_page
from web.map_page import map_html
from web.services import AnsweringService

BAD = '"><script>alert(1)</script>'
THEMES = current_themes()


def root_of(response: HTMLResponse) -> Element:
    return parse(bytes(response.body).decode().removeprefix("<!doctype html>"))


def cell(theme: str, direction: str, service: AnsweringService | None = None) -> Element:
    response = cell_page(service or FakeService(), THEMES, theme, direction)
    assert response.status_code == 200
    return root_of(response)


def quotes(root: Element) -> list[Element]:
    return [item for listed in root.all("ol", "quotes") for item in listed.all("li")]


def shown(quote: Element) -> str:
    """The words of a quote, characters that are not for eyes put back."""
    (words,) = quote.all("blockquote")
    for placeholder in words.all("span", "unseen"):
        placeholder.pieces[:] = [chr(int(placeholder.attributes["title"][2:], 16))]
    return words.text


# -- over the real counting --------------------------------------------------------------


@pytest.fixture(scope="module")
def counted(corpus_library: Path) -> Iterator[AnswerService]:
    """The documents of the corpus, as the real model has sorted them."""
    with closing(AnswerService(corpus_library)) as service:
        yield service


def numbers(root: Element) -> dict[str, int]:
    """What each linked cell of the map says, by its address."""
    return {
        link.attributes["href"]: int(str(link.pieces[0]).replace(",", "")) for link in root.all("a", "count")
    }


def test_every_number_of_the_map_has_as_many_quotes(counted: AnswerService, corpus_library: Path) -> None:
    """Where each link leads there are those sentences, as the passages of the library have them, and no others."""
    with closing(Library(corpus_library)) as library:
        texts = {source.key: library.document(source.key)[1].text for source in library.sources}
        anything = np.ones(library.model.dimension, dtype=np.float32)
        read: dict[tuple[str | None, Direction], Counter[str]] = {}
        for stored in library.passages([n for n, _ in library.nearest(anything, 100_000)]).values():
            for sentence in stored.passage.sentences:
                words = " [...] ".join(span.of(texts[stored.source]) for span in sentence.spans)
                read.setdefault((sentence.theme, sentence.direction), Counter())[words] += 1
    table = counted.theme_table()
    root = parse(map_html(counted.sources(), table, THEMES).removeprefix("<!doctype html>"))
    found = numbers(root)
    assert len(found) == len(table.cells) > 20
    for address, number in found.items():
        fields = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        listed = quotes(cell(fields["theme"], fields["direction"], counted))
        assert len(listed) == number
        words = Counter(shown(quote) for quote in listed)
        assert words == read[fields["theme"], Direction(fields["direction"])]


def test_every_quote_is_verbatim_where_its_link_leads(counted: AnswerService) -> None:
    """With the page, and the study where a source reports it from one."""
    reported = 0
    for theme, direction in counted.theme_table().cells:
        for quote in quotes(cell(theme, direction.value, counted)):
            links = quote.all("p", "source-line")[0].all("a")
            places = []
            for link in links:
                assert link.attributes["href"].startswith("/?source=")
                where = place(link.attributes["href"].removeprefix("/"))
                assert where is not None
                assert where.at is not None
                record, document = counted.source(where.source)
                places.append(where.at.of(document.text))
                page = document.page_at(where.at.start)
                assert link.text.endswith(f", p. {page}" if page else str(record.year))
            assert shown(quote) == " [...] ".join(places)
            reported += len(quote.all("span", "study"))
    assert reported > 10


def test_a_cell_without_sentences_says_so(counted: AnswerService) -> None:
    cells = counted.theme_table().cells
    theme, direction = next(
        (theme.key, way) for theme in THEMES.themes for way in DIRECTIONS if (theme.key, way) not in cells
    )
    root = cell(theme, direction.value, counted)
    assert quotes(root) == []
    assert root.all("p", "note")[0].text.startswith("No sentence of the documents has this theme")


# -- the page ----------------------------------------------------------------------------


def test_the_page_has_its_title_its_count_and_the_ways_on() -> None:
    root = cell("co-location", "mixed")
    heading = "Sharing a place of work: what cuts both ways"
    assert [one.text for one in root.all("h1")] == [heading]
    assert root.all("title")[0].text == f"{heading} – Joint Working Evidence"
    assert root.all("p", "lead")[0].text.startswith(
        "2 sentences, those that the map counts, each quoted as it stands. They report no study"
    )
    (back,) = root.all("p", "back")
    assert back.all("a")[0].attributes["href"] == "/map"
    links = {link.text: link.attributes["href"] for link in root.all("section", "beside")[0].all("a")}
    question = "What helps and what hinders: Sharing a place of work?"
    address = urlsplit(links[f"Ask about this: “{question}”"])
    assert (address.path, parse_qs(address.fragment)["q"]) == ("./", [question])
    assert [item.text for item in root.all("ul", "ways")[0].all("li")] == [
        "+ Helps: none", "± Mixed: 2 sentences, on this page", "− Hinders: none",
    ]  # fmt: skip


def test_one_sentence_is_one() -> None:
    root = cell("communication", "hinders")
    assert root.all("p", "lead")[0].text.startswith(
        "1 sentence, the one that the map counts, quoted as it stands. It reports 1 study. "
    )
    other = root.all("ul", "ways")[0].all("a")[0]
    assert other.text == "Helps: 1,200 sentences on what helps"
    assert len(quotes(cell("communication", "helps"))) == 1_200


def test_a_sentence_that_is_cut_leads_to_all_its_runs() -> None:
    """Each with a link of its own, the others marked with it."""
    quote, _ = quotes(cell("co-location", "mixed"))
    links = quote.all("p", "source-line")[0].all("a")
    first, second = (place(link.attributes["href"].removeprefix("/")) for link in links)
    assert first is not None
    assert second is not None
    assert (first.also, second.also) == ((second.at,), (first.at,))
    assert len(quote.all("span", "seam")) == 1


def test_what_stands_over_a_cell_and_the_study_are_named() -> None:
    """As beneath a finding."""

    class Listing(FakeService):
        def source(self, key: str) -> tuple[Record, Document]:
            record, document = super().source(key)
            entry = Reference("brown-2003", (), "Brown L, Tucker C (2003) <i>Teams</i>", ("Brown",), "2003")
            return record, dataclasses.replace(document, references=(entry,))

    quote = quotes(cell("communication", "helps", Listing()))[1]
    assert quote.all("p", "under")[0].text == "Under: Table 1 › Brown et al. 2003 › Factors that help"
    assert quote.all("p", "source-line")[0].text == (
        "Brown and Tucker 2003, as reported in Glasby et al. 2013, p. 3"
    )
    assert quote.all("span", "study")[0].attributes["title"] == "Brown L, Tucker C (2003) <i>Teams</i>"


def test_that_the_documents_speak_for_themselves_is_said_where_they_do() -> None:
    """Not where what they report is from a review, which counts as no primary study."""

    class Reviewing(FakeService):
        def theme_table(self) -> ThemeTable:
            table = super().theme_table()
            at = ("communication", Direction.HELPS)
            return dataclasses.replace(table, cells={at: Tally(1_200)})

        def source(self, key: str) -> tuple[Record, Document]:
            record, document = super().source(key)
            entry = Reference("brown-2003", (), "Brown L (2003) A review", ("Brown",), "2003")
            return record, dataclasses.replace(document, references=(entry,))

    lead = cell("communication", "helps", Reviewing()).all("p", "lead")[0].text
    assert "They report no study. " in lead
    assert "speak for themselves" in cell("co-location", "mixed").all("p", "lead")[0].text


def test_hostile_text_is_text() -> None:
    response = cell_page(FakeService(), THEMES, "co-location", "mixed")
    root = root_of(response)
    assert not {"script", "style", "img", "iframe", "form"} & root.tags()
    assert shown(quotes(root)[1]) == HOSTILE
    assert b"style=" not in response.body


@pytest.mark.parametrize(
    ("theme", "direction", "said"),
    [
        ("nowhere", "helps", "has no theme “nowhere”"),
        (BAD, "helps", f"has no theme “{BAD}”"),
        ("", "helps", "has no theme “”"),
        ("x" * 5_000, "helps", f"“{'x' * 60}…”"),
        ("communication", "none", "has the directions helps, mixed and hinders, and no “none”"),
        ("communication", BAD, f"and no “{BAD}”"),
        ("communication", "", "and no “”"),
    ],
)
def test_what_is_not_on_the_map_is_not_there(theme: str, direction: str, said: str) -> None:
    """In plain words, with the way back, under the same head."""
    response = cell_page(FakeService(), THEMES, theme, direction)
    assert response.status_code == 404
    root = root_of(response)
    assert said in root.text
    assert root.all("h1")[0].text == "Not on the Evidence map"
    assert root.all("p", "back")[0].all("a")[0].attributes["href"] == "/map"
    assert len(root.all("nav", "pages")) == 1
    assert "script" not in root.tags()


def test_a_theme_that_is_no_longer_listed_has_its_sentences() -> None:
    """Under its key, without a question that nobody would understand."""

    class Older(FakeService):
        def theme_table(self) -> ThemeTable:
            table = super().theme_table()
            at, gone = ("co-location", Direction.MIXED), (BAD, Direction.MIXED)
            return dataclasses.replace(table, cells={gone: Tally(2)}, sentences={gone: table.sentences[at]})

    root = cell(BAD, "mixed", Older())
    assert len(quotes(root)) == 2
    assert root.all("h1")[0].text == f"{BAD}: what cuts both ways"
    assert "script" not in root.tags()
    assert "Ask about this" not in root.text


class Changing(FakeService):
    """A library that has a new generation just when its sources are read."""

    def __init__(self, changes: int) -> None:
        super().__init__()
        self._changes = changes

    def source(self, key: str) -> tuple[Record, Document]:
        if self._changes:
            self._changes -= 1
            self.generation += 1
            if self._changes % 2:
                raise UsageError("There is no such source.")
        return super().source(key)


def test_count_and_words_are_of_one_generation() -> None:
    """Counted anew where the library changes meanwhile, also where a counted source is removed."""
    service = Changing(2)
    assert len(quotes(cell("communication", "hinders", service))) == 1
    assert service.generation == 3
    with pytest.raises(LibraryError, match="is being changed"):
        cell_page(Changing(1_000), THEMES, "communication", "hinders")


def test_a_source_that_cannot_be_read_is_told_of() -> None:
    """Where the library has not changed, waiting would not help."""

    class Broken(FakeService):
        def source(self, key: str) -> tuple[Record, Document]:
            raise UsageError("It cannot be read.")

        def library(self) -> LibraryInfo:
            return LibraryInfo(1, len(RECORDS), "fake")

    with pytest.raises(UsageError, match="cannot be read"):
        cell_page(Broken(), THEMES, "communication", "hinders")
