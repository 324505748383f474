"""A person at the Ask page, in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
_SECONDS_FOR_THE_BROWSER = 15


def has_focus(page: Any, selector: str) -> bool:
    return bool(page.evaluate("s => document.activeElement.matches(s)", selector))


def gains_focus(page: Any, selector: str) -> bool:
    """True as soon as such an element has the focus: it is there before the page's script has moved to it."""
    page.wait_for_function("s => document.activeElement.matches(s)", arg=selector)
    return has_focus(page, selector)


class Visit:
    """A person at the page."""

    def __init__(self, page: Any, address: str, path: str = "/") -> None:
        self.page = page
        self.address = address
        page.set_default_timeout(_SECONDS_FOR_THE_BROWSER * 1000)
        self.requests: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.open(path)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_selector(".head h1")
        self.page.wait_for_selector("#pane .source-title")

    def ask(self, question: str, wait: bool = True) -> None:
        before = self.page.locator("#chat .bot-row").count()
        self.page.fill("#question textarea", question)
        self.page.click("#ask-button")
        if wait:
            self.page.locator("#chat .bot-row").nth(before).locator(".answer, .problem").wait_for()

    def cited(self) -> Any:
        mark = self.page.locator("#pane mark.cited").first
        mark.wait_for()
        return mark

    def seen(self, selector: str, within: str) -> bool:
        """True where the first such element lies wholly inside of the other and of the window."""
        found = self.page.evaluate(
            """([selector, within]) => {
                const one = document.querySelector(selector).getBoundingClientRect();
                const other = document.querySelector(within).getBoundingClientRect();
                const top = Math.max(other.top, 0), bottom = Math.min(other.bottom, innerHeight);
                return one.height > 0 && one.top >= top && one.bottom <= bottom
                    && one.left >= other.left && one.right <= Math.min(other.right, innerWidth) + 1;
            }""",
            [selector, within],
        )
        return bool(found)

    def focused(self, selector: str) -> bool:
        return gains_focus(self.page, selector)

    def sideways(self) -> int:
        """How far the page can be scrolled to the side."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


Arrive = Callable[..., Visit]


def visits(browser: Any, served: str) -> Iterator[Arrive]:
    """What opens a page for one more person, each with a browser of their own."""
    contexts = []

    def arrive(
        address: str = served, viewport: dict[str, int] = WIDE, scheme: str = "light", path: str = "/"
    ) -> Visit:
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        return Visit(context.new_page(), address, path)

    yield arrive
    for context in contexts:
        context.close()
