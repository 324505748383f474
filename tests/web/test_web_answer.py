"""An answer in the chat: grouped, quoted exactly, each quote linked to its place."""

from __future__ import annotations

import dataclasses

from ingest.types import Direction, Level, Span
from qa.types import Answer, Detail, Question, Study
from tests.web.fakes import HOSTILE, RECORDS, FakeService
from tests.web.markup import Element, parse
from web.answer_html import SHOWN, answer_html, notice_html, question_html
from web.labels import place, record_label

LABELS = {key: record_label(record) for key, record in RECORDS.items()}


def answered(words: str = "What helps?", history: tuple[str, ...] = ()) -> tuple[Answer, Element]:
    answer = FakeService().ask(Question(words, history))
    return answer, parse(answer_html(answer, LABELS))


def shown_findings(root: Element) -> list[Element]:
    """Findings on view: neither caveats nor those under "More"."""
    hidden = {id(one) for more in root.all("details") for one in more.all("div", "finding")}
    caveats = {id(one) for group in root.all("div", "caveats") for one in group.all("div", "finding")}
    return [one for one in root.all("div", "finding") if id(one) not in hidden | caveats]


def test_findings_stand_under_what_they_say_of_joint_working() -> None:
    answer, root = answered()
    groups = {group.all("h3")[0].text: group for group in root.all("div", "group")}
    assert list(groups)[:3] == ["Mixed", "Helps", "Hinders"]  # that of the best finding first
    helps = [finding.text for finding in answer.findings if finding.direction is Direction.HELPS]
    assert [quote.text for quote in groups["Helps"].all("blockquote")] == helps
    assert "What the sources say" in groups
    assert "What the sources say of this evidence" in groups


def test_eight_findings_are_shown_and_the_others_are_a_click_away() -> None:
    answer, root = answered()
    assert len(answer.findings) > SHOWN
    assert len(shown_findings(root)) == SHOWN
    (more,) = root.all("details")
    assert more.all("summary")[0].text == f"More: {len(answer.findings) - SHOWN} further findings"
    assert len(more.all("div", "finding")) == len(answer.findings) - SHOWN


def test_every_quote_is_exact_and_its_link_leads_to_it() -> None:
    answer, root = answered()
    service = FakeService()
    quotes = [blockquote.text for blockquote in root.all("blockquote")]
    assert sorted(quotes) == sorted([f.text for f in answer.findings] + [c.text for c in answer.caveats])
    links = root.all("a", "cite")
    assert len(links) == len(answer.citations)
    by_number = {citation.n: citation for citation in answer.citations}
    for link in links:
        where = place(link.attributes["href"])
        assert where is not None
        assert where.at is not None
        _, document = service.source(where.source)
        citation = by_number[int(link.text.split("]")[0][1:])]
        assert where.at.of(document.text) == citation.quote
        assert link.text == f"[{citation.n}] Glasby et al. 2013, p. {citation.page}"


def test_a_finding_cut_by_a_page_turn_carries_both_places() -> None:
    _, root = answered()
    first, second = root.all("div", "finding")[0].all("a", "cite")
    one, two = place(first.attributes["href"]), place(second.attributes["href"])
    assert one is not None
    assert two is not None
    assert one.also == (two.at,)
    assert two.also == (one.at,)


def test_a_study_that_a_source_reports_is_named_as_such() -> None:
    _, root = answered()
    assert [study.text for study in root.all("span", "study")] == ["Brown et al. 2003, as reported in"] * 2
    assert "Evaluating the impact" in root.all("span", "study")[0].attributes["title"]


def test_a_quote_comes_with_what_it_leans_on_and_what_says_the_same() -> None:
    """Both are quoted or named with links to their places, and the words before are no part of the quote."""
    answer = FakeService().ask(Question("What helps?"))
    first, second, third = (c.n for c in answer.citations[2:5])
    finding = dataclasses.replace(answer.findings[0], context=(first, second), also=(third,))
    root = parse(answer_html(dataclasses.replace(answer, findings=(finding,)), LABELS))
    by_number = {c.n: c for c in answer.citations}
    (context,) = root.all("p", "context")
    assert by_number[first].quote in context.text
    assert [link.text for link in context.all("a", "cite")] == [f"[{first}]", f"[{second}]"]
    (also,) = root.all("p", "also")
    where = place(also.all("a", "cite")[0].attributes["href"])
    assert where is not None
    assert where.at == Span(by_number[third].start, by_number[third].end)
    assert root.all("blockquote")[0].text == finding.text


def test_what_a_source_says_of_a_study_stands_beside_its_finding() -> None:
    """Under the headings of the source's own table, quoted and linked; only beside findings of that study."""
    answer = FakeService().ask(Question("What helps?"))
    reported = next(f for f in answer.findings if f.study is not None)
    cited = next(c for c in answer.citations if c.n == reported.citations[0])
    study = Study(
        cited.source,
        (str(reported.study),),
        ("Brown L (2003) <b>",),
        (Detail("Set<ting", "Two <i>towns", 1),),
    )
    root = parse(answer_html(dataclasses.replace(answer, studies=(study,)), LABELS))
    notes = root.all("details", "about-study")
    assert len(notes) == sum(f.study == reported.study for f in answer.findings)
    assert notes[0].all("li")[0].text == "Brown L (2003) <b>"
    assert notes[0].all("dt")[0].text == "Set<ting"
    assert notes[0].all("dd")[0].text == "Two <i>towns [1]"


def test_theme_and_level_are_named() -> None:
    """By their names for people; a theme that is not known is left out."""
    answer = FakeService().ask(Question("What helps?"))
    known = dataclasses.replace(answer.findings[0], theme="trust", level=Level.PARTNERSHIP)
    unknown = dataclasses.replace(answer.findings[1], theme="gone", level=None)
    answer = dataclasses.replace(answer, findings=(known, unknown))
    root = parse(answer_html(answer, LABELS, {"trust": "Trust & respect"}))
    assert [line.text for line in root.all("p", "labels")] == ["Trust & respect · organisation and strategy"]


def test_silence_says_so_and_shows_what_came_nearest() -> None:
    answer, root = answered("What dose of apixaban should I give?")
    assert root.all("p", "lead")[0].text == answer.lead
    assert root.all("blockquote") == []
    (nearest,) = root.all("div", "nearest")
    link = nearest.all("a", "cite")[0]
    where = place(link.attributes["href"])
    assert where is not None
    assert where.at == Span(answer.passages[0].start, answer.passages[0].end)
    assert link.text == "Glasby et al. 2013, p. 2"


def test_a_follow_up_says_how_it_was_read() -> None:
    _, plain = answered()
    assert plain.all("p", "read-as") == []
    answer, root = answered("And what hinders?", ("What helps?",))
    assert root.all("p", "read-as")[0].text == f"Read as: {answer.standalone_question}"


def test_a_suggestion_is_shown_and_no_more() -> None:
    """What may have been meant stands below what was asked and answered."""
    _, plain = answered("apixaban")
    assert plain.all("p", "did-you-mean") == []
    answer, root = answered("apixabann <b>")
    assert answer.question == "apixabann <b>"
    (line,) = root.all("p", "did-you-mean")
    assert line.text == "Did you mean: apixaban <b>"
    (link,) = line.all("a", "put")
    assert link.text == "apixaban <b>"


def test_hostile_text_is_text_and_stays_on_one_line() -> None:
    markup = answer_html(FakeService().ask(Question("hostile")), LABELS)
    root = parse(markup)
    assert "\n" not in markup
    assert root.tags() <= {"div", "p", "h3", "blockquote", "a", "span", "i", "b"}
    assert all(link.attributes["href"].startswith(("?source=", "#copy")) for link in root.all("a"))
    for placeholder in root.all("span", "unseen"):
        placeholder.pieces[:] = [chr(int(placeholder.attributes["title"][2:], 16))]
    assert root.all("blockquote")[0].text == HOSTILE


def test_every_word_of_ours_and_of_others_is_escaped() -> None:
    service = FakeService()
    answer = service.ask(Question("What helps?"))
    bad = '"><img src=x onerror=alert(1)>'
    citations = tuple(
        dataclasses.replace(c, title=bad, authors=bad, page=bad, section=(bad,), source=bad)
        for c in answer.citations
    )
    answer = dataclasses.replace(answer, lead=bad, standalone_question=bad, citations=citations)
    for markup in (answer_html(answer, {}), question_html(bad), notice_html(bad)):
        assert "img" not in parse(markup).tags()
    silent = service.ask(Question("apixaban"))
    passages = tuple(dataclasses.replace(p, page=bad, section=(bad,), source=bad) for p in silent.passages)
    markup = answer_html(dataclasses.replace(silent, lead=bad, passages=passages), {})
    assert "img" not in parse(markup).tags()
