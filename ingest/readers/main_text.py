"""Which part of a web page is its text: navigation, notices and other people's comments are not.

Pages that say it (``main``, ``article``) are believed, unless less than half of the page's
own words stand there. Of any other page the whole body is taken, without what is
marked or built as navigation. What is left out is counted, so that nothing goes in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.readers.element_kinds import is_hidden
from ingest.readers.markup import Element, tag_of, walk

_CHROME_TAGS = frozenset(("nav", "header", "footer", "aside", "form", "dialog"))
_CHROME_ROLES = frozenset(
    "navigation banner contentinfo complementary search form dialog alert alertdialog menu menubar doc-toc".split()
)
_CHROME_NAMES = re.compile(
    r"""(?:^|[\s_])(?:(?:site|page|global|main|top|primary|secondary|local|sub|mobile|footer|side)-?)?
    (?:nav(?:bar|igation|box)?|menu|breadcrumbs?|sidebar|cookies?(?:-?(?:banner|notice|consent|bar|message))?|share|
    sharing|social(?:-?(?:share|links|media|icons))?|share-?(?:links|buttons|bar)|related(?:-?(?:content|articles|posts|
    links|items|stories))?|recommended|newsletter(?:-?signup)?|advert(?:isement)?s?|ads?|promo|pagination|pager|
    skip-?links?|masthead|toc|table-of-contents|comments?(?:-?(?:list|section|area|form|respond))?|respond|disqus_thread|
    (?:site|page|global)-?(?:header|footer))(?:$|\s)""",
    re.VERBOSE | re.IGNORECASE,
)
_READERS_WORDS = re.compile(
    r"(?:^|[\s_])(?:comments?(?:-?(?:list|section|area))?|disqus_thread|respond)(?:$|\s)", re.I
)
_LINKED = 0.5  # an aside that is links to this share is navigation
_WHOLE = 0.9  # other people's comments may be longer than what they are on
_LARGE = 0.5  # a part with this share of the page's words is its text, whatever it is called


@dataclass(slots=True)
class _Weight:
    words: int = 0
    linked: int = 0


@dataclass(frozen=True, slots=True)
class MainText:
    """Where the text begins, what is left out of it, and how many words that was."""

    root: Element
    left_out: frozenset[Element]
    words_left_out: int  # hidden words, and the words of links, do not count
    words: int

    def leaves_out(self, element: Element) -> bool:
        return element in self.left_out or is_hidden(element)


def find_main_text(page: Element) -> MainText:
    """The text of a page."""
    body = next((child for child in page if tag_of(child) == "body"), page)
    weights = _weigh(body)
    whole = weights[body]
    chrome = frozenset(e for e in weights if e is not body and _is_chrome(e, weights, whole.words))
    outer = _outermost(body, chrome, weights)
    own = whole.words - sum(weights[e].words for e in outer)
    mains = [e for e in weights if _is_main(e)]
    best = max(mains, key=lambda e: weights[e].words, default=None)
    if best is not None:
        kept = frozenset(e for e in chrome if not _is_main_part(e, best, weights))
        inner = _outermost(best, kept, weights)
        words = weights[best].words - sum(weights[e].words for e in inner)
        if words and 2 * words >= own:
            left = whole.words - whole.linked - (weights[best].words - weights[best].linked)
            left += sum(weights[e].words - weights[e].linked for e in inner)
            return MainText(best, kept, max(0, left), words)
    left = sum(weights[e].words - weights[e].linked for e in outer)
    return MainText(body, chrome, left, own)


def _weigh(body: Element) -> dict[Element, _Weight]:
    """The words of each element, and how many of them are links; what is hidden weighs nothing."""
    weights: dict[Element, _Weight] = {}
    stack: list[_Weight] = []
    links = 0
    skipped: Element | None = None
    for starts, element in walk(body):
        if skipped is None and starts and element is not body and is_hidden(element):
            skipped = element
        if skipped is None:
            if starts:
                links += tag_of(element) == "a"
                stack.append(_Weight())
                _count(stack[-1], element.text, links)
                weights[element] = stack[-1]
                continue
            links -= tag_of(element) == "a"
            own = stack.pop()
            if stack:
                stack[-1].words += own.words
                stack[-1].linked += own.linked
        elif starts or element is not skipped:
            continue
        else:
            skipped = None
        if stack and element is not body:
            _count(stack[-1], element.tail, links)
    return weights


def _count(weight: _Weight, words: str | None, links: int) -> None:
    if words:
        count = len(words.split())
        weight.words += count
        weight.linked += count if links else 0


def _is_main(element: Element) -> bool:
    return tag_of(element) in ("main", "article") or element.get("role") == "main"


def _is_chrome(element: Element, weights: dict[Element, _Weight], whole: int) -> bool:
    tag = tag_of(element)
    named = f"{element.get('class', '')} {element.get('id', '')}"
    marked = tag in _CHROME_TAGS or element.get("role") in _CHROME_ROLES
    if not marked and not (named.strip() and tag not in _TEXT_TAGS and _CHROME_NAMES.search(named)):
        return False
    most = _LARGE if not _READERS_WORDS.search(named) else _WHOLE
    return weights[element].words < most * whole or tag == "nav"


_TEXT_TAGS = frozenset("a article b body em h1 h2 h3 h4 h5 h6 html i main p span strong sup td th".split())


def _is_main_part(element: Element, main: Element, weights: dict[Element, _Weight]) -> bool:
    """Whether an aside, a header or a footer within the text belongs to it, as boxes and notes do."""
    if element is main:
        return True
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if tag_of(element) not in ("aside", "header", "footer") and element.get("role") != "complementary":
        return False
    weight = weights[element]
    return not _CHROME_NAMES.search(named) and weight.linked < _LINKED * max(1, weight.words)


def _outermost(root: Element, chosen: frozenset[Element], weights: dict[Element, _Weight]) -> list[Element]:
    """Those of the chosen elements under a root that stand in no other."""
    found: list[Element] = []
    inside: Element | None = None
    for starts, element in walk(root):
        if inside is not None:
            inside = None if not starts and element is inside else inside
        elif starts and element is not root and element in chosen and element in weights:
            found.append(element)
            inside = element
    return found
