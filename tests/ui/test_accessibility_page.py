"""The whole page, state by state: axe finds nothing grave, and nothing is wider than the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.ui.browser import WAIT

pytestmark = pytest.mark.browser

_RUN = """() => axe.run({
  resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
})"""
_WIDER = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize(
    ("locale", "scheme", "width"), [("en-GB", "light", 1280), ("ar", "dark", 360)]
)
def test_no_state_of_the_page_shuts_anyone_out(
    browser: Browser, address: str, locale: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        locale=locale,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 740},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(address)
    page.locator("#messages .suggested").first.wait_for()
    page.evaluate(Axe().axe_script)
    grave = {state: _grave(page) for state in (*_asking(page), *_briefs(page), *_library(page))}
    context.close()
    assert {state: found for state, found in grave.items() if found} == {}


def test_the_page_says_which_language_was_chosen_whatever_the_browser_s(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(address)
    page.click("#language[lang=ar]")
    page.locator("html[lang=ar][dir=rtl] #messages .suggested").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == "ar"
    context.close()


def _grave(page: Page) -> list[str]:
    """What axe finds that is serious or critical, and by how much the page is too wide."""
    found = page.evaluate(_RUN)["violations"]
    wider = page.evaluate(_WIDER)
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ] + ([f"{wider} px too wide"] if wider > 0 else [])


def _asking(page: Page) -> Iterator[str]:
    yield "welcome"
    for question in ("nothing of this", "perhaps of this", "judge these"):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.locator(f"#messages .question:has-text('{question}')").wait_for()
        page.locator("#messages .exchange:last-child[data-state=done]").wait_for(state="attached")
    last = page.locator("#messages .exchange").last
    last.locator(".details summary").click()
    yield "answers"
    last.locator(".mark a.cite").first.click()
    page.locator("#panel mark").first.wait_for()
    for folded in page.locator("#panel details > summary").all():
        folded.click()
    yield "an article beside them"
    page.keyboard.press("Escape")
    page.locator("#panel mark").first.wait_for(state="hidden")
    page.click("#narrow")
    page.locator("#filter-sheet .of-outlets").wait_for()
    yield "the sheet of filters"
    page.keyboard.press("Escape")
    if page.locator("#list-open").is_visible():
        page.click("#list-open")
        page.locator("#list a.conversation").first.wait_for()
        yield "the drawer of conversations"
        page.keyboard.press("Escape")


def _briefs(page: Page) -> Iterator[str]:
    _open(page, "briefs")
    for folded in page.locator("#brief-choices summary").all():
        folded.click()
    yield "the form of a brief"
    page.fill("#topic textarea", "forces in Japan")
    page.click("#make")
    page.locator("#brief-sheet .points a.cite").first.wait_for()
    yield "a brief"


def _library(page: Page) -> Iterator[str]:
    _open(page, "library")
    for part, shown in (
        ("list_articles", "#shelf .rows .title"),
        ("add", "#intake .drop"),
        ("upkeep", "#upkeep .health"),
    ):
        page.locator(f"#library [data-show={part}]").click()
        page.locator(shown).first.wait_for()
        yield part
    _open(page, "evaluation")
    page.locator("#evaluation form").first.wait_for()
    yield "evaluation"


def _open(page: Page, tab: str) -> None:
    page.locator(f"#tabs [role=tab][data-tab-id={tab}]").click()
