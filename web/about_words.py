"""What the About page says of the program, whatever is in the library."""

from __future__ import annotations

from web.head import ASK, LIBRARY, MAP
from web.text import safe

PURPOSE = (
    '<p class="lead">Joint Working Evidence answers questions on what helps and what hinders joint working '
    "between general practice and adult social care. Its answers are exact quotations from the documents of a "
    "small library, each with its source and page.</p>"
    "<p>It is for people who work across the two services and want evidence they can act on, and for "
    "researchers who check every quotation where it stands. Whoever keeps the library can add and replace "
    "documents while others go on asking.</p>"
)

ANSWERS = (
    "<ol>"
    "<li><b>Search.</b> Your question is held against every passage of the library, by its words and by its "
    "meaning. For meaning there is a small model, which runs on this machine. A question that names a document, "
    "by its author and year or by its title, is held against that alone.</li>"
    "<li><b>Ranking.</b> What was found is put in order by how well passage and sentence fit the question, "
    "and how many of its words they hold.</li>"
    "<li><b>Judging.</b> From what was found it is estimated whether the documents answer the question at all. "
    "Where they hardly can, you are told so, with what came nearest.</li>"
    "<li><b>Quoting.</b> The sentences that fit best are quoted and grouped by what they say: what helps, "
    "what hinders, what cuts both ways. Each has its theme, level and study beside it, where they are known.</li>"
    "</ol>"
    "<p>A quotation is the source’s own words, character for character. Its link opens the source at that place. "
    "No language model writes anything: whatever is not a quotation is a count or a notice of the program.</p>"
)

CLAIMS = (
    "<p>The first line of an answer says how far it goes, by an estimate of how likely the documents are to "
    "answer the question, and by how many of its words the quotations have.</p><dl>"
    "<div><dt>“answer this”</dt><dd>The quotations very likely answer the question.</dd></div>"
    "<div><dt>“bear on this”</dt><dd>They are on the matter, and may answer only a part.</dd></div>"
    "<div><dt>“come near this, and may not answer it”</dt><dd>They are the nearest there is. Read them as a "
    "lead, not as an answer.</dd></div>"
    "<div><dt>“The answer is not in these documents”</dt><dd>What came nearest is shown, and is not an "
    "answer.</dd></div></dl>"
    "<p>Words of your question that the documents do not use, or that no quoted passage holds, are named.</p>"
)

PRIVACY = (
    "<p>The program runs on one machine and sends nothing to any other. There is no account. Questions are not "
    "stored: the tab alone remembers those you asked in it, until you begin a new conversation or close it.</p>"
    "<p>A question that seems to hold an NHS number, a telephone number, an e-mail address, a postcode or a date "
    "of birth is not searched, and you are told what was noticed. Names and other details are not noticed: "
    "leave them out.</p>"
)

ACCESSIBILITY = (
    "<p>All pages are meant to meet the Web Content Accessibility Guidelines 2.2 at level AA.</p>"
    "<h3>How it is tested</h3><p>Automated tests open the pages in their states, wide and narrow, light and dark, "
    "and check them with axe-core in Chromium. Others use them by keyboard alone, and measure the contrast of "
    "every pair of colours. Such tests find only a part of what can be wrong, and the pages have not yet been "
    "tested by people who use assistive technology every day.</p>"
    "<h3>Known limits</h3><ul>"
    f'<li><a href="{ASK}">Ask</a> needs JavaScript. <a href="{LIBRARY}">Library</a>, '
    f'<a href="{MAP}">Evidence map</a> and this page work without it.</li>'
    "<li>A source is shown with the structure that was found in its file. Headings or tables that the file does "
    "not mark can be missed, and pictures in it have no descriptions.</li>"
    "<li>An original that you download from the library is as accessible as its publisher made it.</li></ul>"
    "<h3>Tell us</h3><p>If something is in your way, tell whoever runs this service for you: which page, what "
    "you wanted to do, and with which browser and aids.</p>"
)

# From docs/measurements.md; a test holds them to it.
MEASURED = "28 November 2026"
NEAR_MISSES_REFUSED = (".000", ".000")  # in `questions` and `blind`
ANSWERED_REFUSED = (".024", ".024")


def labels(themes: int) -> str:
    """What stands beside a quotation; ``themes`` is how many there are."""
    return (
        "<dl>"
        "<div><dt>Helps</dt><dd>The sentence tells of something that supports joint working, or of something "
        "good that came of it.</dd></div>"
        "<div><dt>Hinders</dt><dd>It tells of something that gets in the way, or that joint working made no "
        "difference or made things worse.</dd></div>"
        "<div><dt>Mixed</dt><dd>It tells of both, or of a help that holds only under a condition.</dd></div>"
        "<div><dt>Level</dt><dd>Integrated working is that of practice and team, partnership working that of "
        "organisation and strategy. Many sentences name neither.</dd></div>"
        f'<div><dt>Theme</dt><dd>What the sentence is about: one of <a href="#themes">{themes} themes</a>, or '
        "none.</dd></div>"
        "<div><dt>Reported in</dt><dd>The finding is another study’s, and the source reports it. "
        "Both are named.</dd></div>"
        "<div><dt>Independent studies</dt><dd>The primary studies behind an answer. A study counts once, "
        "whether it has one paper or several, and whether one source reports it or three.</dd></div>"
        "</dl>"
        "<h3>How they are told</h3>"
        "<p>Direction is first read from the structure of the source: the heading, the column of the table, the "
        "words that lead in a list. Where that is silent, a trained classifier reads the sentence. The level is "
        "read from the sentence, or else from the caption or the headings above it. The theme is the one whose "
        "definition and examples come nearest, in words and in meaning.</p>"
        "<p>All of these may err, so read the sentence and what stands around it. Whoever keeps the library can "
        "correct a theme (<code>python -m ingest theme</code>), and the correction lasts when the source is "
        "read again.</p>"
    )


def limits(searched: str) -> str:
    """What not to expect; ``searched`` says what is searched."""
    near, refused = map(_as_shares, (NEAR_MISSES_REFUSED, ANSWERED_REFUSED))
    return (
        "<ul>"
        f"<li><b>It knows only its library</b>: now {safe(searched)}. What others found, or what changed since, "
        "is not in its answers.</li>"
        "<li><b>Near misses are often answered.</b> Where a question is in the field of the documents and they "
        "do not answer it, what comes nearest is often quoted, as coming near or even as an answer.</li>"
        "<li><b>It gives no advice on a case</b>, clinical, legal or about safeguarding. It quotes what was "
        "written on services in general.</li>"
        "<li><b>Reading can fail.</b> What a file does not hold as text, or lays out in an unusual way, can be "
        "missed or cut.</li></ul>"
        f"<p>Measured on {MEASURED}, with two sets of test questions on the four documents that come with the "
        f"program: of the near misses {near} were refused, and of the questions that the documents do answer "
        f"{refused} were refused wrongly.</p>"
    )


def _as_shares(pair: tuple[str, str]) -> str:
    return " and ".join(f"{float(share):.0%}" for share in pair)
