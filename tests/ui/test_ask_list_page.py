"""The list of conversations, filters and suggested questions, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from rag.records import SearchFilter
from tests.ui.desk import CannedDesk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from tests.ui.browser import Tab

pytestmark = pytest.mark.browser


def _row(tab: Tab, name: str) -> Locator:
    return tab.page.locator(".list-groups li").filter(has_text=name)


def _menu(tab: Tab, name: str, action: str) -> None:
    """Choose from the menu of a conversation, which a list that comes in meanwhile closes."""
    chosen = _row(tab, name).locator(f".row-menu {action}")
    _row(tab, name).locator("summary").click()
    try:
        chosen.click(timeout=3_000)
    except PlaywrightTimeout:
        _row(tab, name).locator("summary").click()
        chosen.click()


def test_a_conversation_is_listed_opened_and_renamed_in_place(tab: Tab) -> None:
    tab.ask("How many troops are in the first one?")
    current = tab.page.locator(".list-groups [aria-current]")
    assert "first one" in current.inner_text()
    tab.begin_anew()
    assert current.count() == 0
    tab.ask("How many troops are in the second one?")
    _row(tab, "first one").locator("a.conversation").click()
    tab.page.locator("#messages .question").filter(has_text="first one").wait_for()
    _row(tab, "first one").locator("[aria-current]").wait_for()

    _menu(tab, "first one", ".rename")
    tab.page.keyboard.type("Never mind")
    tab.page.keyboard.press("Escape")
    _row(tab, "first one").locator("a.conversation").wait_for()
    _menu(tab, "first one", ".rename")
    tab.page.keyboard.type("Garrisons")
    tab.page.keyboard.press("Enter")
    _row(tab, "Garrisons").wait_for()
    assert "conversation=" in tab.focused()


def test_a_deleted_conversation_comes_back_and_words_find_it(tab: Tab) -> None:
    tab.ask("How many troops left by zeppelin?")
    _menu(tab, "zeppelin", ".remove")
    _row(tab, "zeppelin").wait_for(state="detached")
    tab.page.locator("#messages .hello").wait_for()
    tab.page.keyboard.press("Enter")  # the focus is on "undo"
    _row(tab, "zeppelin").wait_for()
    tab.page.fill("#list-search", "zeppelin")
    tab.page.locator(".list-said").filter(has_text="1 conversation").wait_for()
    assert tab.page.locator(".list-groups li").count() == 1
    tab.page.fill("#list-search", "dirigible")
    tab.page.locator(".list-said").filter(has_text="No conversation").wait_for()
    tab.page.fill("#list-search", "")
    _row(tab, "zeppelin").wait_for()


def test_the_folded_list_stays_folded(tab: Tab) -> None:
    tab.page.locator("#list-close").click()
    assert not tab.page.locator("#list").is_visible()
    assert "mujaz_list=folded" in tab.page.evaluate("document.cookie")
    tab.page.locator("#list-open").click()
    assert tab.page.locator("#list-search").is_visible()


def test_what_is_chosen_goes_with_the_questions_of_its_conversation(
    tab: Tab, desk: CannedDesk
) -> None:
    page = tab.page
    page.locator("#narrow").click()
    page.locator("[name=language][value=en]").check()
    page.locator("[name=since]").fill("2024-07-01")
    page.locator(".pick-search").fill("Japan")
    page.locator(".found [data-kind=article]").first.check()
    page.keyboard.press("Escape")
    assert tab.page.evaluate("document.activeElement.id") == "narrow"
    chips = page.locator("#filters .chip")
    assert chips.count() == 3
    assert "Since 1 Jul 2024" in chips.nth(1).inner_text()

    tab.ask("How many troops are there?")
    where = desk.filters[-1]
    assert where is not None
    assert (where.language, str(where.since), len(where.articles)) == ("en", "2024-07-01", 1)
    chips.nth(1).get_by_role("button").click()
    page.reload()
    chips.first.wait_for()
    assert chips.count() == 2
    tab.ask("And how many ships?")
    assert desk.filters[-1] == SearchFilter("en", articles=where.articles)
    tab.begin_anew()
    assert chips.count() == 0


def test_a_story_of_another_tab_is_asked_about(tab: Tab) -> None:
    page = tab.page
    page.get_by_role("tab", name="Library").click()
    page.evaluate(
        "dispatchEvent(new CustomEvent('mujaz:ask-about',"
        " {detail: {story: 1, title: 'محادثات طوكيو'}}))"
    )
    page.locator("#filters .chip").wait_for()
    assert page.get_by_role("tab", name="Ask").get_attribute("aria-selected") == "true"
    assert page.evaluate("window.mujaz.filters().where") == {"stories": [1]}
    page.locator("#filters .chip button").click()


def test_a_suggested_question_is_asked_by_a_click(tab: Tab) -> None:
    first = tab.page.locator("#messages .suggested").first
    first.wait_for()
    asked = first.locator(".suggested-text").inner_text()
    first.click()
    tab.wait_for("done")
    assert tab.questions.last.inner_text().strip() == asked


def test_on_a_phone_the_list_is_a_drawer_and_nothing_is_too_wide(
    browser: Browser, address: str
) -> None:
    from tests.ui.browser import open_tab

    with open_tab(browser, address, width=360, height=740) as tab:
        page = tab.page
        assert not page.locator("#list").is_visible()
        page.locator("#list-open").click()
        page.locator("#list:modal #list-search").wait_for()
        page.keyboard.press("Escape")
        assert not page.locator("#list").is_visible()
        page.locator("#narrow").click()
        page.locator(".found li").first.wait_for()
        assert tab.overflow() <= 0
        box = page.locator("#filter-sheet").bounding_box()
        assert box is not None
        assert box["width"] <= 360
        assert re.search("Language of the articles", page.locator("#filter-sheet").inner_text())
        assert tab.faults == []


def test_the_list_and_the_filters_have_no_serious_barriers(tab: Tab) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = tab.page
    page.locator("#messages .suggested").first.wait_for()
    page.locator("#narrow").click()
    page.locator("[name=language][value=ar]").check()
    page.locator(".found li").first.wait_for()
    seen = [Axe().run(page, context="#filter-sheet")]
    page.keyboard.press("Escape")
    page.locator(".list-groups summary").first.click()
    seen += [Axe().run(page, context=part) for part in ("#conversations", "#talk")]
    page.locator("#filters .chip button").click()
    found = [one for run in seen for one in run.response["violations"]]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert not serious, [(one["id"], one["nodes"][0]["html"][:200]) for one in serious]
