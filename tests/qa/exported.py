"""Answers made up to be taken away: two documents that report one study, quotes full of traps."""

from __future__ import annotations

from dataclasses import replace

from ingest.types import Direction, Level, Record
from qa.types import (
    Answer,
    Caveat,
    Citation,
    CitedWork,
    Detail,
    Finding,
    LibraryInfo,
    RankedPassage,
    ReportedStudy,
    Status,
    Study,
)

# What a document may hold: markup, tables, tags, marks that turn the direction, a form feed.
TRAP = 'Teams *et al.*\tsaid | "yes" & <i>no</i> -- so...\r\n1. `GPs` _met_\n\n# \u202eoften\u202c [2](x) \x0c<!-- -->'
STUDY = "Okafor J, Marsh T (2003) Joint teams: a study, Journal of Made-Up Care, 11, 2, 85–94."
LIBRARY = LibraryInfo(7, 2, "made-up-model")
RECORDS = {
    "alder-2013": Record(
        "alder-2013",
        "Working together & apart",
        "report",
        ("Alder, Ann", "Birch, Ben", "Cedar, Cy"),
        2013,
        publisher="Grove Institute",
        doi="10.1234/alder_2013",
    ),
    "elm-2015": Record("elm-2015", "What works?", "article-journal", ("Elm Council",), 2015, "Care <Today>"),
}


def citation(n: int, source: str, quote: str, start: int = 0, **more: object) -> Citation:
    made = Citation(
        n,
        f"{source}:{start}-{start + len(quote)}:d",
        source,
        RECORDS[source].title,
        "; ".join(RECORDS[source].authors),
        RECORDS[source].year,
        "21",
        ("Findings", "What *helps*"),
        start,
        start + len(quote),
        quote,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def answer(**more: object) -> Answer:
    reported = ReportedStudy("okafor-2003", STUDY)
    made = Answer(
        id=None,
        question="What helps  teams?",
        standalone_question="What helps teams of GPs?",
        status=Status.ANSWERED,
        lead="2 quotations answer this.",
        findings=(
            Finding(TRAP, Direction.HELPS, Level.INTEGRATED, "co-location", "okafor-2003", (1,), (2,), (3,)),
            Finding("They met [...] rarely.", Direction.HINDERS, None, None, None, (4, 5)),
        ),
        citations=(
            citation(1, "alder-2013", TRAP, 100, reported_study=reported),
            citation(2, "alder-2013", "These teams were new.", 70),
            citation(
                3, "elm-2015", "Said again elsewhere.", 5, page=None, section=(), reported_study=reported
            ),
            citation(
                4, "alder-2013", "They met", 300, cites=(CitedWork("7", "elder-1999", "Elder E (1999) Old."),)
            ),
            citation(5, "alder-2013", "rarely.", 340, page="22"),
            citation(6, "elm-2015", "Few were asked.", 50),
            citation(7, "alder-2013", "Two rural practices", 400),
        ),
        passages=(),
        caveats=(Caveat("Few were asked.", (6,)),),
        library=LIBRARY,
        studies=(
            Study("alder-2013", ("okafor-2003",), (STUDY,), (Detail("Setting", "Two rural practices", 7),)),
        ),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def silence() -> Answer:
    passage = RankedPassage(
        1,
        0.2,
        "p",
        "elm-2015",
        "9",
        ("Beds",),
        40,
        60,
        "The wards were full.",
        ((10, 30, "Before it.", "8"),),
    )
    return answer(
        question="What dose?",
        standalone_question="What dose?",
        status=Status.NOT_IN_LIBRARY,
        lead="The answer is not in these 2 documents.",
        findings=(),
        citations=(),
        passages=(passage,),
        caveats=(),
        studies=(),
        elsewhere="A formulary might hold this.",
        library=replace(LIBRARY, generation=8),
    )
