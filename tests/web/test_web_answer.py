"""An answer in the chat: grouped, quoted exactly, each quote linked to its place."""

from __future__ import annotations

import dataclasses

from ingest.types import Direction, Level, Span
from qa.types import Answer, CitedWork, Detail, Part, Question, Study
from tests.web.fakes import HOSTILE, RECORDS, FakeService
from tests.web.markup import Element, parse
from web.answer_html import SHOWN, View, answer_html, follow_ups_html, notice_html, question_html
from web.ask_filters import Filters, question_address
from web.labels import place, record_label

LABELS = {key: record_label(record) for key, record in RECORDS.items()}
PLAIN = View(LABELS)


def answered(words: str = "What helps?", history: tuple[str, ...] = ()) -> tuple[Answer, Element]:
    answer = FakeService().ask(Question(words, history))
    return answer, parse(answer_html(answer, PLAIN))


def shown_findings(root: Element) -> list[Element]:
    """Findings on view: neither caveats nor those under "More"."""
    hidden = {id(one) for more in root.all("details") for one in more.all("div", "finding")}
    caveats = {id(one) for group in root.all("div", "caveats") for one in group.all("div", "finding")}
    return [one for one in root.all("div", "finding") if id(one) not in hidden | caveats]


def test_findings_stand_under_what_they_say_of_joint_working() -> None:
    answer, root = answered()
    groups = {group.all("h4")[0].text: group for group in root.all("div", "group")}
    assert list(groups)[:3] == ["Mixed (1)", "Helps (3)", "Hinders (5)"]  # that of the best finding first
    helps = [finding.text for finding in answer.findings if finding.direction is Direction.HELPS]
    assert [quote.text for quote in groups["Helps (3)"].all("blockquote")] == helps
    assert "What the sources say (1)" in groups
    assert "What the sources say of this evidence" in groups


def test_the_best_are_shown_and_the_others_of_each_group_are_a_click_away() -> None:
    """Every direction has a finding on view; none is there twice or missing."""
    answer, root = answered()
    assert len(answer.findings) > SHOWN
    shown = shown_findings(root)
    assert [one.all("blockquote")[0].text for one in shown][:SHOWN] == [
        f.text for f in answer.findings[:SHOWN]
    ]
    assert len(shown) == SHOWN + 1, (
        "what has no direction is past the best eight, and has one on view all the same"
    )
    (more,) = root.all("details", "more")
    assert more.all("summary")[0].text == "1 more on what hinders"
    assert more.parent is not None
    assert more.parent.all("h4")[0].text == "Hinders (5)"
    assert more.all("blockquote")[0].text == answer.findings[SHOWN].text


def test_each_part_of_a_joined_question_has_its_own_findings() -> None:
    """Under its own words, each group by direction; one with nothing says so."""
    answer, _ = answered()
    first, *others = answer.findings
    parts = (Part("What <helps>?", "Nothing."), Part("who paid", "1 quotation."), Part("how?", "9."))
    findings = (dataclasses.replace(first, part=1), *(dataclasses.replace(f, part=2) for f in others))
    root = parse(answer_html(dataclasses.replace(answer, parts=parts, findings=findings), PLAIN))
    shown = root.all("div", "part")
    assert [one.all("h4", "part-asked")[0].text for one in shown] == ["What <helps>?", "who paid", "how?"]
    assert [one.all("p", "part-lead")[0].text for one in shown] == ["Nothing.", "1 quotation.", "9."]
    assert [[h.text for h in one.all("h5")] for one in shown][:2] == [[], ["Mixed (1)"]]
    quotes = [[quote.text for quote in one.all("blockquote")] for one in shown]
    assert list(map(len, quotes)) == [0, 1, len(others)]
    assert quotes[1] == [first.text]
    only = View(LABELS, filters=Filters(direction=Direction.HELPS))
    narrowed = parse(answer_html(dataclasses.replace(answer, parts=parts, findings=findings), only))
    assert [[h.text for h in one.all("h5")] for one in narrowed.all("div", "part")] == [[], [], ["Helps (3)"]]


def test_every_quote_is_exact_and_its_link_leads_to_it() -> None:
    answer, root = answered()
    service = FakeService()
    quotes = [blockquote.text for blockquote in root.all("blockquote")]
    assert sorted(quotes) == sorted([f.text for f in answer.findings] + [c.text for c in answer.caveats])
    links = root.all("a", "cite")
    assert len(links) == len(answer.citations)
    assert len(root.all("a", "cite-this")) == len(quotes)
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
    root = parse(answer_html(dataclasses.replace(answer, findings=(finding,)), PLAIN))
    by_number = {c.n: c for c in answer.citations}
    (context,) = root.all("p", "context")
    assert by_number[first].quote in context.text
    assert [link.text for link in context.all("a", "cite")] == [f"[{first}]", f"[{second}]"]
    assert f"[{first}] and [{second}]" in context.text
    (also,) = root.all("p", "also")
    where = place(also.all("a", "cite")[0].attributes["href"])
    assert where is not None
    assert where.at == Span(by_number[third].start, by_number[third].end)
    assert root.all("blockquote")[0].text == finding.text


def test_what_takes_a_quote_back_stands_behind_it() -> None:
    answer, _ = answered()
    first = dataclasses.replace(answer.findings[0], context=(), after=(2,))
    root = parse(answer_html(dataclasses.replace(answer, findings=(first,), caveats=()), PLAIN))
    (card,) = root.all("div", "finding")
    (after,) = card.all("p", "context")
    quote = next(c.quote for c in answer.citations if c.n == 2)
    assert after.text.startswith("After it: “" + quote[:20])
    pieces = [piece for piece in card.pieces if piece in (after, card.all("blockquote")[0])]
    assert pieces[1] is after


def test_where_the_same_is_said_its_words_are_quoted() -> None:
    """With source, page and study as on other lines; in the line where they are short, folded where they are not."""
    answer = FakeService().ask(Question("What helps?"))
    brown = next(c for c in answer.citations if c.reported_study is not None)
    own = next(c for c in answer.citations if c.reported_study is None)
    short = dataclasses.replace(brown, n=90, quote="Staff <b>upstairs</b>\n& near")
    long = dataclasses.replace(own, n=91, quote="<script>they</script> were *near* " * 9)
    finding = dataclasses.replace(answer.findings[0], also=(90, 91))
    told = dataclasses.replace(answer, findings=(finding,), citations=(*answer.citations, short, long))
    root = parse(answer_html(told, dataclasses.replace(PLAIN, numbers={90: 4, 91: 7})))
    (line,) = root.all("p", "also")
    assert line.text == (
        "Also said in Brown et al. 2003, as reported in [4] Glasby et al. 2013, p. 2: "
        "“Staff <b>upstairs</b>\n& near”"
    )
    (folded,) = root.all("div", "also")
    assert folded.all("p")[0].text == f"Also said in [7] Glasby et al. 2013, p. {own.page}"
    (details,) = folded.all("details")
    assert "open" not in details.attributes
    assert details.all("summary")[0].text == "The words there [7]"
    assert details.all("blockquote")[0].text == long.quote
    assert "script" not in root.tags()


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
    root = parse(answer_html(dataclasses.replace(answer, studies=(study,)), PLAIN))
    notes = root.all("details", "about-study")
    assert len(notes) == sum(f.study == reported.study for f in answer.findings)
    assert notes[0].all("li")[0].text == "Brown L (2003) <b>"
    assert notes[0].all("dt")[0].text == "Set<ting"
    assert notes[0].all("dd")[0].text == "Two <i>towns [1]"


def test_what_a_quote_cites_is_a_press_away() -> None:
    """A "12" in a quote means something only beside the source's list."""
    answer, _ = answered()
    works = (CitedWork("12", "a-1999", "Alder <1999>"), CitedWork("Birch (2001)", "b-2001", "Birch 2001"))
    first = answer.findings[0].citations[0]
    citations = tuple(
        dataclasses.replace(c, cites=works if c.n == first else works[:1]) if c.n <= first + 1 else c
        for c in answer.citations
    )
    root = parse(answer_html(dataclasses.replace(answer, citations=citations), PLAIN))
    folded = [one for one in root.all("details", "about-study") if "it cites" in one.all("summary")[0].text]
    (several, *_) = folded
    assert [item.text for item in several.all("li")][:2] == ["12: Alder <1999>", "Birch (2001): Birch 2001"]
    assert "works that it cites" in several.all("summary")[0].text


def test_theme_and_level_are_named() -> None:
    """By their names for people; a theme that is not known is left out."""
    answer = FakeService().ask(Question("What helps?"))
    known = dataclasses.replace(answer.findings[0], theme="trust", level=Level.PARTNERSHIP)
    unknown = dataclasses.replace(answer.findings[1], theme="gone", level=None)
    answer = dataclasses.replace(answer, findings=(known, unknown))
    root = parse(answer_html(answer, View(LABELS, {"trust": "Trust & respect"})))
    first, second = root.all("p", "source-line")[:2]
    assert [said.text for name in ("theme", "level") for said in first.all("span", name)] == [
        "Trust & respect",
        "organisation and strategy",
    ]
    assert second.all("span", "theme") + second.all("span", "level") == []


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


def test_links_beside_each_other_are_told_apart() -> None:
    """Of a quote that a page turn cuts: two read as two, and three as three."""
    answer, root = answered()
    cut = next(finding for finding in answer.findings if len(finding.citations) == 2)
    line = next(one for one in root.all("div", "finding") if one.all("blockquote")[0].text == cut.text)
    (places,) = line.all("p", "source-line")
    first, second = (link.text for link in places.all("a", "cite"))
    assert f"{first} and {second}" in places.text
    three = dataclasses.replace(answer, findings=(dataclasses.replace(cut, citations=(1, 2, 3)),))
    (places,) = parse(answer_html(three, PLAIN)).all("p", "source-line")[:1]
    one, two, last = (link.text for link in places.all("a", "cite"))
    assert f"{one}, {two} and {last}" in places.text


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
    markup = answer_html(FakeService().ask(Question("hostile")), PLAIN)
    root = parse(markup)
    assert "\n" not in markup
    assert root.tags() <= {"div", "p", "h4", "blockquote", "a", "span", "i", "b"}
    assert all(link.attributes["href"].startswith(("?source=", "#", "./#q=")) for link in root.all("a"))
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
    for markup in (answer_html(answer, View({})), question_html(bad), notice_html(bad)):
        assert "img" not in parse(markup).tags()
    silent = service.ask(Question("apixaban"))
    passages = tuple(dataclasses.replace(p, page=bad, section=(bad,), source=bad) for p in silent.passages)
    markup = answer_html(dataclasses.replace(silent, lead=bad, passages=passages), View({}))
    assert "img" not in parse(markup).tags()


def test_references_stand_at_the_end_folded() -> None:
    """Of the sources, and of the studies reported there, which on view have only a short name."""
    answer, _ = answered()
    root = parse(answer_html(answer, dataclasses.replace(PLAIN, references=("Brown <b>", "Glasby"))))
    (folded,) = root.all("details", "references")
    assert folded.all("summary")[0].text == "References (2)"
    assert [item.text for item in folded.all("li")] == ["Brown <b>", "Glasby"]
    assert parse(answer_html(answer, PLAIN)).all("details", "references") == []


def test_the_era_is_that_of_the_study_else_of_the_source() -> None:
    """Brown's study is of 2003, the review that reports it of 2013; before the first era nothing is said."""
    answer, root = answered()
    eras = [line.text for line in root.all("span", "era")]
    assert eras.count("time of Primary Care Trusts") == 2
    assert eras.count("time of Clinical Commissioning Groups") == len(eras) - 2 > 0
    titles = {line.attributes["title"] for line in root.all("span", "era")}
    assert (
        "Our note: in 2003 health care in England was commissioned by Primary Care Trusts (2002 to 2013)"
        in titles
    )
    old = tuple(dataclasses.replace(c, year=1975, reported_study=None) for c in answer.citations)
    markup = answer_html(dataclasses.replace(answer, citations=old), PLAIN)
    assert parse(markup).all("span", "era") == []


def test_what_stands_over_a_cell_is_said_before_its_quote() -> None:
    answer = FakeService().ask(Question("What helps?"))
    cell = dataclasses.replace(answer.findings[0], under=("Table 3", "Brown <i>", "Factors that help"))
    root = parse(answer_html(dataclasses.replace(answer, findings=(cell,)), PLAIN))
    assert [line.text for line in root.all("p", "under")] == [
        "Under: Table 3 › Brown <i> › Factors that help"
    ]


def test_a_seam_says_that_nothing_is_missing_and_copies_as_it_is() -> None:
    """Other pages, then one page: the reason differs; a quote's own "[...]" is no seam."""
    answer, root = answered()
    (seam,) = root.all("span", "seam")
    assert seam.attributes["title"] == "The page turns here; no words are left out"
    assert seam.text == " [...] "
    assert root.all("blockquote")[0].text == answer.findings[0].text
    together = tuple(dataclasses.replace(c, page="2") for c in answer.citations)
    root = parse(answer_html(dataclasses.replace(answer, citations=together), PLAIN))
    assert "no words are left out" in root.all("span", "seam")[0].attributes["title"]
    assert "page turns" not in root.all("span", "seam")[0].attributes["title"]
    own = dataclasses.replace(answer.findings[3], text="We said [...] little")
    assert parse(answer_html(dataclasses.replace(answer, findings=(own,)), PLAIN)).all("span", "seam") == []


def test_a_silent_answer_says_where_else_it_may_be() -> None:
    silent = FakeService().ask(Question("apixaban"))
    told = dataclasses.replace(silent, elsewhere="Clinical <guidance> might have it.")
    assert (
        parse(answer_html(told, PLAIN)).all("p", "elsewhere")[0].text == "Clinical <guidance> might have it."
    )
    assert parse(answer_html(silent, PLAIN)).all("p", "elsewhere") == []


def test_what_filters_leave_out_is_counted_and_still_there() -> None:
    answer, _ = answered()
    root = parse(answer_html(answer, View(LABELS, filters=Filters(direction=Direction.HELPS))))
    (left,) = root.all("details", "left-out")
    assert left.all("summary")[0].text == "Left out by the filters: 7 quotations"
    assert len(left.all("div", "finding")) == 7
    groups = [group.all("h4")[0].text for group in root.all("div", "group")]
    assert groups == ["Helps (3)", "What the sources say of this evidence"]
    nothing = parse(answer_html(answer, View(LABELS, filters=Filters(level=Level.PARTNERSHIP))))
    assert nothing.all("p", "notice")[0].text == "None of what was found passes the filters."
    assert len(nothing.all("details", "left-out")[0].all("div", "finding")) == len(answer.findings)


def test_a_citation_is_called_as_in_the_conversation() -> None:
    """The link's own place, and what "Cite" asks for, stay those of the answer."""
    answer = FakeService().ask(Question("What helps?"))
    numbers = {citation.n: citation.n + 40 for citation in answer.citations}
    root = parse(answer_html(answer, View(LABELS, numbers=numbers, turn=3)))
    assert root.all("a", "cite")[0].text.startswith("[41] Glasby")
    cite = root.all("a", "cite-this")[0]
    assert cite.attributes["href"] == "#cite=3-1-2"
    assert cite.text == "Cite [41, 42]"


def test_a_question_has_an_address_with_its_filters() -> None:
    filters = Filters(("note-1998",), 1990, None, Direction.HINDERS)
    words = "What <helps> & hinders?"
    address = question_address(words, filters)
    assert address == "./#q=What+%3Chelps%3E+%26+hinders%3F&source=note-1998&from=1990&direction=hinders"
    root = parse(follow_ups_html([words], filters))
    assert root.all("a", "ask-this")[0].attributes["href"] == address
    assert root.all("a", "ask-this")[0].text == words
    assert follow_ups_html([], filters) == ""
