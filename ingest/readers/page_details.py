"""What a web page says of itself in its head: title, authors, date, identifiers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ingest.readers.markup import Element, tag_of, walk, words_of
from ingest.readers.particulars import doi_in, isbn_in, person, year_in
from ingest.types import Details

_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
_AUTHORS = (
    "citation_author",
    "citation_authors",
    "dc.creator",
    "dcterms.creator",
    "author",
    "article:author",
)
_DATES = (
    "citation_publication_date", "citation_date", "citation_online_date", "dc.date", "dcterms.issued", "dc.date.issued",
    "article:published_time", "date", "govuk:first-published-at", "pubdate",
)  # fmt: skip
_PUBLISHERS = ("citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name")
_IDENTIFIERS = ("citation_doi", "dc.identifier", "dcterms.identifier", "doi", "prism.doi")
_ADDRESSES = ("citation_abstract_html_url", "citation_fulltext_html_url", "og:url")
_ARTICLES = frozenset(
    "Article NewsArticle BlogPosting ScholarlyArticle Report TechArticle WebPage MedicalWebPage MedicalScholarlyArticle".split()
)
_LONGEST_JSON = 200_000


def page_details(page: Element) -> Details:
    """Defaults for a record: scholarly tags first, then what is meant for search engines."""
    metas: dict[str, list[str]] = {}
    title, canonical, blocks = "", "", []
    for starts, element in walk(page):
        tag = tag_of(element)
        if not starts:
            continue
        if tag == "meta":
            name = (element.get("name") or element.get("property") or "").strip().lower()
            content = " ".join((element.get("content") or "").split())
            if name and content:
                metas.setdefault(name, []).append(content)
        elif tag == "title" and not title:
            title = words_of(element)
        elif tag == "link" and "canonical" in (element.get("rel") or "").lower().split():
            canonical = (element.get("href") or "").strip()
        elif tag == "script" and element.get("type") == "application/ld+json":
            blocks.append((element.text or "")[:_LONGEST_JSON])
    linked = next(filter(None, map(_from_json, blocks)), Details())

    def first(names: tuple[str, ...]) -> str:
        return next((metas[name][0] for name in names if name in metas), "")

    identifiers = [value for name in _IDENTIFIERS for value in metas.get(name, [])]
    address = canonical or first(_ADDRESSES)
    return Details(
        title=first(_TITLES) or linked.title or title or None,
        authors=_authors(metas) or linked.authors,
        year=year_in(first(_DATES)) or linked.year,
        publisher=first(_PUBLISHERS) or linked.publisher,
        doi=next(filter(None, map(doi_in, identifiers)), None),
        url=address if re.match(r"https?://\S+$", address) else None,
        isbn=next(filter(None, (isbn_in(value) for value in metas.get("citation_isbn", []))), None),
    )


def _authors(metas: dict[str, list[str]]) -> tuple[str, ...]:
    for name in _AUTHORS:
        values = metas.get(name, [])
        if name == "citation_authors":
            values = [part for value in values for part in value.split(";")]
        found = tuple(filter(None, (person(value) for value in values if not value.startswith("http"))))
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _from_json(words: str) -> Details | None:
    """The first article that a page's linked data describe."""
    try:
        data = json.loads(words)
    except (ValueError, RecursionError):
        return None
    for item in _objects(data):
        kinds = item.get("@type")
        if not _ARTICLES.intersection(
            [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
        ):
            continue
        authors = tuple(filter(None, (person(name) for name in _names(item.get("author")))))
        headline = item.get("headline") or item.get("name")
        return Details(
            title=" ".join(headline.split()) if isinstance(headline, str) else None,
            authors=authors,
            year=year_in(str(item.get("datePublished") or "")),
            publisher=next(iter(_names(item.get("publisher"))), None),
        )
    return None


def _objects(data: object) -> Iterator[dict[str, object]]:
    """The objects at the top, in a list or in a graph: no deeper."""
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (
                (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()
            )


def _names(value: object) -> list[str]:
    found = []
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str) and name.strip():
            found.append(name)
    return found
