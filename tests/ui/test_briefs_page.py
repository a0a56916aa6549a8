"""The tab that makes briefs, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.exports import export
from rag.exports.file_names import brief_file_name
from tests.ui.briefs import brief
from tests.ui.desk import CannedDesk
from tests.ui.samples import REASONS, TROOPS_AR, TROOPS_EN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from tests.ui.browser import Tab

pytestmark = pytest.mark.browser


def _sides(sheet: Locator, point: int) -> tuple[Locator, Locator]:
    """Arabic and English of a point."""
    pair = sheet.locator(".points > li").nth(point)
    return pair.locator(".side:lang(ar)"), pair.locator(".side:lang(en)")


def _left(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["x"]


@pytest.mark.parametrize("topic", ["القوات في اليابان", "forces in Japan"])
def test_a_brief_stands_side_by_side_with_arabic_on_the_right(tab: Tab, topic: str) -> None:
    sheet = tab.brief(topic)
    arabic, english = _sides(sheet, 0)
    assert "54 ألف" in arabic.inner_text()
    assert "54,000" in english.inner_text()
    assert _left(arabic) > _left(english) + 300
    assert arabic.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert arabic.locator("bdi[dir=ltr]").first.inner_text() == "$4.5bn"


def test_a_citation_opens_the_article_beside_the_brief(tab: Tab) -> None:
    sheet = tab.brief("forces in Japan")
    arabic, english = _sides(sheet, 0)
    english.locator("a.cite").click()
    tab.mark.first.wait_for()
    assert tab.mark.first.inner_text() == TROOPS_EN
    tab.page.keyboard.press("Escape")
    assert tab.focused() == f"A {english.locator('a.cite').get_attribute('href')}"

    arabic.locator("a.cite").focus()
    tab.page.keyboard.press("Enter")
    tab.page.locator("#panel h2[dir=rtl]").wait_for()
    assert tab.mark.first.inner_text() == TROOPS_AR
    assert sheet.is_visible()
    tab.page.keyboard.press("Escape")


def test_a_verdict_opens_its_reason(tab: Tab) -> None:
    _, english = _sides(tab.brief("forces in Japan"), 2)
    reason = english.locator(".why.is-contradicted")
    assert not reason.is_visible()
    english.locator("button.is-contradicted").focus()
    tab.page.keyboard.press("Enter")
    assert reason.inner_text() == REASONS["en"]["contradicted"]


def test_the_conversation_is_still_there_after_a_brief(tab: Tab) -> None:
    tab.ask("How many?")
    tab.brief("forces in Japan")
    tab.page.locator("#fresh").wait_for(state="hidden")
    tab.page.get_by_role("tab", name="Ask").click()
    assert tab.answers.count() == 1
    tab.page.locator("#fresh").wait_for()


def test_a_download_is_the_brief_under_the_name_of_its_story(tab: Tab, tmp_path: Path) -> None:
    tab.brief("forces in Japan")
    with tab.page.expect_download() as begun:
        tab.page.get_by_role("link", name="PDF").click()
    made = brief("forces in Japan")
    assert begun.value.suggested_filename == brief_file_name(made, "pdf")
    assert begun.value.suggested_filename.startswith("forces-in-japan")
    begun.value.save_as(tmp_path / "brief.pdf")
    assert (tmp_path / "brief.pdf").read_bytes() == export(made, "pdf")


def test_a_failure_is_a_card_and_nothing_is_left_to_download(tab: Tab) -> None:
    tab.brief("forces in Japan")
    sheet = tab.brief("fail", state="error")
    assert "the model did not answer" in sheet.locator(".card.failed").inner_text()
    assert tab.page.locator("a.download").count() == 0


def test_days_narrow_it_and_a_wrong_one_is_told(tab: Tab, desk: CannedDesk) -> None:
    tab.page.get_by_role("tab", name="Brief").click()
    tab.page.get_by_role("button", name="Days or outlet").click()
    tab.page.fill("#since input", "soon")
    sheet = tab.brief("forces", state="error")
    sheet.get_by_text("2024-07-28").wait_for()
    for typed in ("2024-07-01", "July 2024", "يوليو 2024"):
        tab.page.fill("#since input", typed)
        tab.brief("forces")
        where = desk.filters[-1]
        assert where is not None
        assert str(where.since) == "2024-07-01"
    tab.page.fill("#since input", "")


def test_stop_ends_it_and_the_next_one_can_be_made(tab: Tab, desk: CannedDesk) -> None:
    desk.left.clear()
    tab.page.get_by_role("tab", name="Brief").click()
    tab.page.fill("#topic textarea", "slow")
    tab.page.press("#topic textarea", "Enter")
    tab.page.locator("#brief-status").get_by_text("1 of 3").wait_for()
    tab.page.click("#brief-stop")
    tab.wait_for("stopped", line="brief-status")
    assert desk.left.wait(5)
    assert tab.brief("forces").locator(".points > li").count() == 3


def test_a_closed_tab_leaves_the_desk(browser: Browser, address: str, desk: CannedDesk) -> None:
    from tests.ui.browser import open_tab

    desk.left.clear()
    with open_tab(browser, address) as tab:
        tab.brief("slow", state="streaming")
    assert desk.left.wait(10)


def test_hostile_articles_stay_text(tab: Tab) -> None:
    sheet = tab.brief("hostile")
    tab.page.wait_for_timeout(200)
    assert tab.page.evaluate("window.pwned") is None
    inside = sheet.locator(":is(img, script, iframe, svg, style, form, video, input)")
    assert inside.count() == 0
    addresses = sheet.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(address.startswith("#cite-") for address in addresses)


def test_on_a_telephone_the_languages_stand_one_over_the_other(
    browser: Browser, address: str
) -> None:
    from tests.ui.browser import open_tab

    with open_tab(browser, address, width=390, height=844) as tab:
        sheet = tab.brief("forces in Japan")
        arabic, english = (side.bounding_box() for side in _sides(sheet, 0))
        assert arabic is not None
        assert english is not None
        assert english["y"] + english["height"] <= arabic["y"]
        assert not sheet.get_by_text("No English text for this point.").is_visible()
        assert tab.overflow() == 0
        wide = sheet.evaluate(
            "e => [...e.querySelectorAll('*')].filter(part => part.getClientRects().length"
            " && part.getBoundingClientRect().right > 390).length"
        )
        assert wide == 0
        _sides(sheet, 0)[1].locator("a.cite").click()
        tab.mark.first.wait_for()
        assert tab.overflow() == 0
