"""How soon a cited passage is in view after the press of its link, in Chromium, in one run.

    python -m tests.benchmarks.clicks [--times 10]

For the longest document of the corpus and for a made-up PDF of 300 pages, each pressed in a page just
loaded, and again while the source is open. Beside it stands the limit: what the browser needs to fetch
the same source as the page shows it, and to put its text on the screen with nothing of ours.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from ingest.ingesting import ingest
from ingest.library import Library
from tests.fakes import FakeEncoder
from tests.web.clicking import CLICK, LONG_PAGES, PASSAGE, report_pdf
from tests.web.conftest import CHROMIUM, FLAGS, ROOT, running

_SERVE = str(ROOT / "tests" / "web" / "serve_library.py")
_PAGE_OF_PASSAGE = 250
# Fetch what the pane fetches, and lay it out in an empty page.
_BARE = """async wanted => {
    const begun = performance.now();
    const text = await (await fetch(`/reading/pane${wanted}`)).text();
    const place = document.createElement('div');
    place.innerHTML = text;
    document.body.replaceChildren(place);
    place.querySelector('mark')?.scrollIntoView();
    await new Promise(done => requestAnimationFrame(done));
    return performance.now() - begun;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=int, default=10, help="presses of each kind")
    times = parser.parse_args().times
    with (
        tempfile.TemporaryDirectory() as name,
        _served(Path(name)) as (address, wanted),
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
        print("median and longest, in milliseconds; in brackets the median beside the bare page")
        for kind, (first, other) in wanted.items():
            bare = [_bare(page, address, first) for _ in range(times)]
            fresh = [_fresh(page, address, first) for _ in range(times)]
            again = [float(page.evaluate(CLICK, (other, first)[n % 2])) for n in range(times)]
            print(f"{kind}: bare page {_said(bare)}")
            for what, took in (("page just loaded", fresh), ("source open", again)):
                print(f"  {what:18s}{_said(took)} [{statistics.median(took) / statistics.median(bare):.2f}]")
        chromium.close()


def _said(took: list[float]) -> str:
    return f"{statistics.median(took):6.0f}{max(took):6.0f}"


def _fresh(page: Any, address: str, wanted: str) -> float:
    page.goto(address)
    page.wait_for_selector("#pane .source-title")
    page.wait_for_selector("#chat", state="attached")
    page.wait_for_function("window.readingPane !== undefined")
    return float(page.evaluate(CLICK, wanted))


def _bare(page: Any, address: str, wanted: str) -> float:
    page.goto(f"{address}/healthz")
    return float(page.evaluate(_BARE, wanted))


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """The app over both documents, and two addresses of passages in each."""
    long = report_pdf(folder / "long.pdf", LONG_PAGES, _PAGE_OF_PASSAGE)
    ingest(folder / "library", [ROOT / "corpus", long], FakeEncoder())
    library = Library(folder / "library")
    texts = {source.key: library.document(source.key)[1].text for source in library.sources}
    library.close()
    corpus = max((key for key in texts if key != "long"), key=lambda key: len(texts[key]))
    far = texts["long"].index(PASSAGE.split(",")[0][:40])
    wanted = {
        f"{corpus}, {len(texts[corpus]):,} characters": _both(corpus, len(texts[corpus]) * 2 // 3),
        f"a PDF of {LONG_PAGES} pages, {len(texts['long']):,} characters": _both("long", far),
    }
    with running(folder, _SERVE, str(folder / "library")) as address:
        yield address, wanted


def _both(key: str, start: int) -> tuple[str, str]:
    """The address of a passage, and of one near the beginning."""
    return _at(key, start), _at(key, 2000)


def _at(key: str, start: int) -> str:
    return f"?source={quote(key)}&at={start}-{start + 80}"


if __name__ == "__main__":
    main()
