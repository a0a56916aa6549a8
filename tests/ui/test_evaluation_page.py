"""The tab of evaluation in a real browser, over a small library with two runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from eval.run_scoring import score
from eval.suite import open_suite
from eval.suite_run import run
from rag.service import Service
from rag.settings import Settings
from tests.eval.small_suite import write_suite
from tests.ui.conftest import served
from ui.app import build_app

pytestmark = pytest.mark.browser

WAIT = 15_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = Path(tmp_path_factory.mktemp("library"))
    suite = write_suite(home / "suites" / "small")
    after = home / "runs" / "after"
    run(open_suite(suite), Settings.load(home=home, embedder="builtin"), after)
    score(after)
    shutil.copytree(after, home / "runs" / "before", ignore=shutil.ignore_patterns("library"))
    with Service.open(Settings.load(home=home, embedder="builtin")) as service:
        service.index(str(suite / "corpus"))
        with served(build_app(service)) as url:
            yield url


def _open(browser: Browser, url: str, *, locale: str = "en-GB", width: int = 1280) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 800}, locale=locale).new_page()
    page.set_default_timeout(WAIT)
    page.goto(url)
    return page


def _violations(page: Page) -> list[str]:
    """Serious and critical violations of accessibility in the tab."""
    found = Axe().run(page, context="#evaluation").response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_a_reader_goes_from_runs_to_a_comparison_and_down_to_a_case_and_back(
    browser: Browser, address: str
) -> None:
    page = _open(browser, f"{address}/?tab=evaluation")
    tab = page.locator("#evaluation")
    expect(tab.locator(".runs > li")).to_have_count(2)
    assert _violations(page) == []
    tab.locator("a[data-run=after]").click()
    expect(tab.locator("svg.bars")).to_be_visible()
    tab.get_by_label("Compare with").select_option("before")
    expect(tab.locator("table.changes").first).to_be_visible()
    tab.locator("select[name=language]").select_option("ar")
    expect(tab.locator("[data-part=cases] .cases > li")).to_have_count(1)
    assert _violations(page) == []
    tab.locator("[data-part=cases] .cases a").click()
    expect(tab.get_by_role("heading", name="What is right")).to_be_visible()
    assert "case=ar-ships" in page.url
    expect(tab.locator("h2")).to_be_focused()
    assert _violations(page) == []
    page.go_back()
    expect(tab.locator("svg.bars")).to_be_visible()
    expect(tab.locator("table.changes").first).to_be_visible()
    page.context.close()


def test_a_run_is_started_on_a_telephone_in_arabic_and_deleted(
    browser: Browser, address: str
) -> None:
    page = _open(browser, f"{address}/?tab=evaluation", locale="ar", width=320)
    tab = page.locator("#evaluation")
    expect(tab.locator(".runs > li")).to_have_count(2)
    tab.get_by_label("مجموعة الاختبار").select_option("suites/small")
    tab.get_by_role("button", name="بدء التقييم").click()
    expect(tab.locator(".runs > li")).to_have_count(3)
    expect(tab.locator(".runs > li").first.locator("a[data-run]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert tab.evaluate("tab => tab.scrollWidth - tab.clientWidth") == 0
    assert _violations(page) == []
    tab.locator(".runs > li").first.get_by_role("button", name="حذف").click()
    page.keyboard.press("Escape")
    expect(tab.locator("dialog")).to_have_count(0)
    tab.locator(".runs > li").first.get_by_role("button", name="حذف").click()
    tab.locator("dialog").get_by_role("button", name="حذف").click()
    expect(tab.locator(".runs > li")).to_have_count(2)
    page.context.close()
