"""The library on the page: narrowed, opened, chosen, with the state in the address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from rag.service import Service
from rag.settings import Settings
from tests.ui.browser import WAIT
from tests.ui.conftest import served
from tests.ui.test_library_routes import COUNT, news
from ui.app import build_app

pytestmark = pytest.mark.browser

READY = "#shelf .list:not([aria-busy])"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings.load(home=tmp_path_factory.mktemp("shelf"), embedder="builtin")
    with Service.open(settings) as service:
        service.add(map(news, range(COUNT)), vectors=False)
        with served(build_app(service)) as url:
            yield url


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One page for all tests; it notes what the other tabs are told."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.add_init_script(
        "window.told = [];"
        "for (const name of ['ask-about', 'brief-of', 'open-article', 'remove-articles'])"
        " addEventListener(`mujaz:${name}`, (event) => {"
        " told.push([name, event.detail]); event.stopImmediatePropagation(); });"
    )
    opened.goto(f"{address}/?tab=library")
    opened.locator("#shelf .story").first.wait_for(timeout=WAIT)
    yield opened
    context.close()
    assert faults == []


def show(page: Page, query: str) -> None:
    """Go to a place of the library as a link does."""
    page.evaluate(
        "query => { history.pushState(null, '', '?tab=library' + query);"
        " dispatchEvent(new PopStateEvent('popstate')); }",
        query,
    )
    page.locator(READY).wait_for(timeout=WAIT)


def told(page: Page) -> list[list[object]]:
    return list(page.evaluate("told.splice(0)"))


def first_title(page: Page) -> str:
    return page.locator("#shelf .rows .title").first.inner_text()


def test_a_search_narrows_the_articles_and_stands_in_the_address(page: Page) -> None:
    show(page, "&show=list_articles")
    page.locator("#shelf input[name=search]").fill("Nahr50")
    page.locator(".shown", has_text="1–1 of 1").wait_for(timeout=WAIT)
    assert "search=Nahr50" in page.url
    page.reload()
    page.locator(".shown", has_text="1–1 of 1").wait_for(timeout=WAIT)
    assert page.locator("#shelf input[name=search]").input_value() == "Nahr50"
    page.locator(".filters [data-do=reset]").click()
    page.locator(".shown", has_text=f"1–50 of {COUNT}").wait_for(timeout=WAIT)
    assert "search" not in page.url


def test_back_returns_to_the_page_before(page: Page) -> None:
    show(page, "&show=list_articles")
    before = first_title(page)
    page.get_by_role("button", name="Older").click()
    page.locator(".shown", has_text="51–100").wait_for(timeout=WAIT)
    assert page.evaluate("document.activeElement.className") == "shown"
    page.go_back()
    page.locator(".shown", has_text="1–50 of").wait_for(timeout=WAIT)
    assert first_title(page) == before


def test_a_month_and_an_outlet_of_the_charts_narrow_the_list(page: Page) -> None:
    show(page, "&show=list_articles")
    page.locator("[data-outlet='Harbor Dispatch']").click()
    page.locator(".shown", has_text="1–50 of 80").wait_for(timeout=WAIT)
    page.locator("svg g[data-since='2024-02-01']").click()
    page.locator(".shown", has_text="1–18 of 18").wait_for(timeout=WAIT)
    assert page.locator("#shelf input[name=until]").input_value() == "2024-02-29"
    assert page.locator("[data-outlet='Harbor Dispatch']").get_attribute("aria-pressed") == "true"


def test_chosen_articles_stay_chosen_and_are_handed_on(page: Page) -> None:
    show(page, "&show=list_articles")
    boxes = page.locator("#shelf [data-choose]")
    boxes.nth(0).check()
    show(page, "&show=list_articles&page=2")
    boxes.nth(0).check()
    page.locator(".chosen p", has_text="2 chosen").wait_for(timeout=WAIT)
    told(page)
    page.get_by_role("button", name="Ask about these").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    (asked, about), (removed, which) = told(page)
    assert (asked, removed) == ("ask-about", "remove-articles")
    assert about == {
        "articles": ["n119", "n69"],
        "titles": ["Bridge 119", "حديقة رقم 69"],
        "title": "Bridge 119 and 1 more",
    }
    assert which == {"ids": ["n119", "n69"]}
    assert page.locator(".chosen").is_hidden()


def test_a_story_opens_to_its_articles_and_stays_open_after_a_reload(page: Page) -> None:
    show(page, "&search=Nahr50")
    story = page.locator("#shelf .story").first
    number = int(story.get_attribute("data-story") or "")
    told(page)
    story.get_by_role("button", name="Brief of the story").click()
    story.locator("summary").click()
    story.locator(".rows .title").first.wait_for(timeout=WAIT)
    story.locator(".rows .title", has_text="Bridge 50").click()
    (name, brief), (opened, article) = told(page)
    assert (name, opened) == ("brief-of", "open-article")
    assert isinstance(brief, dict)
    assert brief["story"] == number
    assert article == {"id": "n50"}
    assert f"story={number}" in page.url
    page.reload()
    page.locator("#shelf .story details[open] .rows .title").first.wait_for(timeout=WAIT)


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_of_the_lists_is_out_of_reach(page: Page, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 800})
    show(page, "&show=list_articles")
    overflow = "library => library.scrollWidth - library.clientWidth"
    assert page.locator("#library").evaluate(overflow) == 0
    found = Axe().run(page, context="#library")
    grave = [
        (one["id"], [node["html"][:120] for node in one["nodes"]])
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
