"""What browser tests do on the page, whoever is behind it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, Locator, Page, Playwright, Route

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
WAIT = 15_000
"""Milliseconds within which anything on the page must have happened."""


def launch(playwright: Playwright) -> Browser:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise FileNotFoundError(f"the browser tests need one of {', '.join(NAMES)} on the PATH")
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


@dataclass
class Tab:
    """An open page, with what it asked of other hosts and what went wrong in it."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def begin_anew(self) -> None:
        """Open a new conversation, and empty the question box."""
        self.page.evaluate(
            "dispatchEvent(new CustomEvent('mujaz:open-conversation', {detail: {id: null}}))"
        )
        self.page.locator("#messages .hello").wait_for(timeout=WAIT)
        self.page.fill("#question textarea", "")

    def send(self, question: str) -> None:
        """Type a question and press Enter; returns as soon as it stands in the conversation and no
        longer in its box, which Gradio empties a moment later."""
        before = self.questions.count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.questions.nth(before).wait_for(timeout=WAIT)
        self.page.wait_for_function(
            "typed => document.querySelector('#question textarea').value !== typed",
            arg=question,
            timeout=WAIT,
        )

    def ask(self, question: str) -> Locator:
        """Send a question and wait for the end of its answer, which is returned."""
        self.send(question)
        self.wait_for("done")
        return self.answers.last

    def brief(self, topic: str) -> Locator:
        """Make a brief in its tab, and wait for it; the sheet of the new one is returned."""
        self.page.get_by_role("tab", name="Briefs").click()
        kept = self.page.locator("#brief-sheet .kept")
        old = kept.get_attribute("data-brief") if kept.count() else ""
        self.page.fill("#topic textarea", topic)
        self.page.click("#make")
        new = self.page.locator(f'#brief-sheet .kept:not([data-brief="{old}"])')
        new.wait_for(timeout=WAIT)
        return new

    def wait_for(self, state: str, *, line: str | None = None) -> None:
        """Wait until the newest answer, or a status line, is in that state."""
        shown = f"#{line} [role=status]" if line else "#messages .exchange:last-child"
        self.page.locator(f"{shown}[data-state={state}]").wait_for(state="attached", timeout=WAIT)

    @property
    def questions(self) -> Locator:
        return self.page.locator("#messages .question")

    @property
    def answers(self) -> Locator:
        return self.page.locator("#messages .reply")

    @property
    def citations(self) -> Locator:
        """The chips in the text of the newest answer, without the list of sources."""
        return self.answers.last.locator(".mark a.cite")

    @property
    def mark(self) -> Locator:
        return self.page.locator("#panel mark")

    def open_citation(self, index: int = 0) -> Locator:
        """Click a chip of the newest answer; returns the highlighted sentence, on screen."""
        return self.open(self.citations.nth(index))

    def open(self, link: Locator) -> Locator:
        """Click a link to a sentence; returns what is highlighted for it."""
        self.mark.evaluate_all("all => all.forEach(mark => { mark.dataset.former = 'yes'; })")
        link.click()
        lit = self.page.locator("#panel mark:not([data-former])").first
        lit.wait_for(timeout=WAIT)
        return lit

    def focused(self) -> str:
        """The tag and, for links, the address of what has the focus."""
        script = "(e => e.tagName + ' ' + (e.getAttribute('href') || ''))(document.activeElement)"
        return str(self.page.evaluate(script))

    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@contextmanager
def open_tab(
    browser: Browser,
    url: str,
    *,
    width: int = 1280,
    height: int = 800,
    cookies: Sequence[SetCookieParam] = (),
) -> Iterator[Tab]:
    """A page in a context of its own. Requests to other hosts are cut off and noted."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies(cookies)
    page = context.new_page()
    tab = Tab(page)

    def only_here(route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            tab.foreign.append(route.request.url)
            route.abort()

    page.route("**/*", only_here)
    page.on("pageerror", lambda error: tab.faults.append(str(error)))
    page.on("console", lambda said: tab.faults.append(said.text) if said.type == "error" else None)
    page.goto(url)
    page.locator("#messages > *").first.wait_for(state="attached", timeout=WAIT)
    try:
        yield tab
    finally:
        context.close()
