"""The tab of briefs, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.exports.file_names import brief_file_name
from rag.records import KeptBrief
from tests.factories import with_story
from tests.ui.briefs import brief, hostile_brief
from tests.ui.desk import CannedDesk
from tests.ui.samples import REASONS
from ui.person import ANYBODY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FloatRect, Locator, Page

    from tests.ui.browser import Tab

pytestmark = pytest.mark.browser


@contextmanager
def _opened(browser: Browser, address: str, *, width: int = 1280, at: str = "") -> Iterator[Tab]:
    """The page at its tab of briefs; nothing may be asked of another host or go wrong in it."""
    from tests.ui.browser import open_tab

    with open_tab(browser, f"{address}/?tab=briefs{at}", width=width) as tab:
        tab.page.locator("#topic textarea").wait_for()
        tab.page.locator("#brief-choices .outlets").first.wait_for()
        yield tab
        assert tab.foreign == []
        # A browser reports also what the page refuses on purpose.
        assert [one for one in tab.faults if "422" not in one] == []


@pytest.fixture(scope="module")
def briefs(browser: Browser, address: str) -> Iterator[Page]:
    with _opened(browser, address) as tab:
        yield tab.page


def _keep(desk: CannedDesk, topic: str, **changes: object) -> KeptBrief:
    made = with_story(brief(topic), **changes) if changes else brief(topic)
    return desk.conversations.keep_brief(ANYBODY.name, made, title=topic)


def _make(page: Page, topic: str) -> Locator:
    """Make a brief; the sheet of the new one."""
    kept = page.locator("#brief-sheet .kept")
    old = kept.get_attribute("data-brief") if kept.count() else ""
    page.fill("#topic textarea", topic)
    page.click("#make")
    new = page.locator(f'#brief-sheet .kept:not([data-brief="{old}"])')
    new.wait_for()
    return new


def _sides(sheet: Locator, point: int) -> tuple[Locator, Locator]:
    """Arabic and English of a point."""
    pair = sheet.locator(".points > li").nth(point)
    return pair.locator(".side:lang(ar)"), pair.locator(".side:lang(en)")


def _box(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def test_points_stand_side_by_side_and_light_their_twins(briefs: Page) -> None:
    sheet = _make(briefs, "forces in Japan")
    briefs.mouse.move(0, 0)
    for point in (0, 2):
        right, left = (_box(side) for side in _sides(sheet, point))
        assert right["x"] > left["x"] + 300
        assert right["y"] == left["y"]
    arabic, english = _sides(sheet, 0)
    assert arabic.evaluate("e => getComputedStyle(e).direction") == "rtl"
    colour = "e => getComputedStyle(e.closest('li')).backgroundColor"
    briefs.emulate_media(reduced_motion="reduce")
    clear = _sides(sheet, 2)[0].evaluate(colour)
    english.hover()
    assert arabic.evaluate(colour) != clear
    briefs.mouse.move(0, 0)
    arabic.locator("a.cite").focus()
    assert english.evaluate(colour) != clear
    english.locator("a.cite").click()
    briefs.locator("#panel mark").first.wait_for()
    briefs.keyboard.press("Escape")
    doubted = _sides(sheet, 2)[1]
    doubted.locator("button.is-contradicted").press("Enter")
    assert doubted.locator(".why.is-contradicted").inner_text() == REASONS["en"]["contradicted"]


def test_a_brief_is_there_after_a_reload_and_in_the_list(briefs: Page) -> None:
    sheet = _make(briefs, "kept forces")
    name = sheet.get_attribute("data-brief")
    assert f"brief={name}" in briefs.url
    briefs.reload()
    briefs.locator(f'.kept[data-brief="{name}"]').wait_for()
    briefs.locator(".shelf > summary").click()
    row = briefs.locator(f'.earlier li[data-brief="{name}"]')
    briefs.locator(".kept").evaluate("sheet => { sheet.dataset.former = 'yes'; }")
    row.locator("a.open").click()
    briefs.locator(f'.kept[data-brief="{name}"]:not([data-former])').wait_for()
    briefs.locator(".shelf > summary").click()
    row.locator("button.remove").click()
    row.get_by_text("Really remove?").click()
    row.wait_for(state="detached")
    assert briefs.locator(".kept").count() == 0
    assert "brief=" not in briefs.url


def test_a_reload_goes_on_with_the_brief_being_made_and_stop_ends_it(
    briefs: Page, desk: CannedDesk
) -> None:
    desk.left.clear()
    briefs.fill("#topic textarea", "slow")
    briefs.press("#topic textarea", "Enter")
    briefs.locator(".working").get_by_text("1 of 3").wait_for()
    briefs.reload()
    briefs.locator(".working").get_by_text("1 of 3").wait_for()
    assert briefs.locator("progress").get_attribute("value") == "1"
    briefs.click("#brief-stop")
    briefs.locator("#brief-sheet .retry").wait_for()
    assert "Stopped" in briefs.locator(".result").inner_text()
    assert desk.left.wait(5)
    assert _make(briefs, "forces").locator(".points > li").count() == 3


def test_what_is_missing_is_told_and_a_failure_can_be_tried_again(briefs: Page) -> None:
    briefs.fill("#topic textarea", " ")
    with briefs.expect_response("**/desk/briefs"):
        briefs.click("#make")
    briefs.get_by_role("alert").get_by_text("Name a topic").wait_for()


def test_briefs_are_compared_and_downloaded_under_the_name_of_their_story(
    briefs: Page, desk: CannedDesk, tmp_path: Path
) -> None:
    older = _keep(desk, "compared forces", points=brief().points[:2])
    newer = _keep(desk, "compared forces", points=brief().points[1:2])
    briefs.goto(f"{briefs.url.split('?')[0]}?tab=briefs&brief={newer.id}")
    briefs.locator(f'.compare option[value="{older.id}"]').wait_for(state="attached")
    briefs.locator(".compare button").click()
    found = briefs.locator(".comparison")
    found.get_by_text("1 point no longer told · 1 point as before").wait_for()
    assert "54,000" in found.locator(".is-gone_points").inner_text()
    with briefs.expect_download() as begun:
        briefs.get_by_role("link", name="Markdown").click()
    assert begun.value.suggested_filename == brief_file_name(newer.brief, "md")
    assert begun.value.suggested_filename.startswith("compared-forces")


def test_articles_chosen_elsewhere_open_the_tab_with_a_chip(
    browser: Browser, address: str, desk: CannedDesk
) -> None:
    from tests.ui.browser import open_tab

    with open_tab(browser, address) as tab:
        tab.page.evaluate(
            "import('/desk/static/core/dom.js').then(({tell}) => "
            "tell('brief-of', {articles: ['talks-en'], title: '<b>Talks</b>'}))"
        )
        chip = tab.page.locator("#brief-choices .chips li")
        chip.wait_for()
        assert chip.inner_text().strip() == "<b>Talks</b>"
        tab.page.click("#make")
        tab.page.locator(".kept").wait_for()
        assert desk.chosen[-1] == ("talks-en",)
        chip.locator("button").click()
        assert chip.count() == 0


def test_hostile_texts_stay_text_and_paper_has_the_brief_alone(
    browser: Browser, address: str, desk: CannedDesk
) -> None:
    kept = desk.conversations.keep_brief(ANYBODY.name, hostile_brief(), title="<img src=x>")
    with _opened(browser, address, at=f"&brief={kept.id}") as tab:
        sheet = tab.page.locator(".kept")
        sheet.wait_for()
        assert tab.page.evaluate("window.pwned") is None
        assert sheet.locator(":is(img, script, iframe, svg, style, video)").count() == 0
        tab.page.emulate_media(media="print")
        for part in ("#top", "#brief-form", ".tools", "#panel"):
            assert not tab.page.locator(part).first.is_visible()
        assert sheet.locator(".points").is_visible()


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_telephone_the_languages_stand_one_over_the_other(
    browser: Browser, address: str, desk: CannedDesk, width: int
) -> None:
    kept = _keep(desk, "forces")
    with _opened(browser, address, width=width, at=f"&brief={kept.id}") as tab:
        tab.page.locator(".kept").wait_for()
        arabic, english = (_box(side) for side in _sides(tab.page.locator(".kept"), 0))
        assert english["y"] + english["height"] <= arabic["y"]
        assert tab.overflow() == 0
        wide = tab.page.locator("#brief").evaluate(
            "e => [...e.querySelectorAll('*')].filter(part => part.getClientRects().length"
            " && part.getBoundingClientRect().right > innerWidth + 1).length"
        )
        assert wide == 0
