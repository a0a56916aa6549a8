"""In a real browser: files are dropped, texts pasted, articles removed and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.service import Service
from rag.settings import Settings
from tests.ui.browser import WAIT, Tab, open_tab
from tests.ui.conftest import served
from ui.app import build_app

pytestmark = pytest.mark.browser

FERRY = "The ferry between Tangier and Tarifa was cancelled on Sunday because of strong wind."
PORT = "أعلنت هيئة الموانئ في عدن أن السفينة عُوّمت يوم الأحد وأن أربعين سفينة تنتظر دورها."
# What a browser does when files are let go over the page.
DROP = """
(files) => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  const target = document.querySelector('#library');
  for (const type of ['dragenter', 'dragover', 'drop']) {
    const event = new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
    target.dispatchEvent(event);
  }
}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings.load(home=tmp_path_factory.mktemp("library"), embedder="builtin")
    with Service.open(settings, background=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def where(library: Service) -> Iterator[str]:
    with served(build_app(library)) as address:
        yield address


@pytest.fixture(scope="module")
def _library_tab(browser: Browser, where: str) -> Iterator[Tab]:
    with open_tab(browser, where) as opened:
        opened.page.get_by_role("tab", name="Library").click()
        opened.page.locator("#library .parts [aria-pressed=true]").wait_for(timeout=WAIT)
        yield opened


@pytest.fixture
def tab(_library_tab: Tab) -> Iterator[Tab]:
    yield _library_tab
    assert _library_tab.foreign == []
    assert _library_tab.faults == []


def part(page: Page, name: str) -> None:
    """Open a part of the tab."""
    page.locator(f"#library .parts [data-show={name}]").click()
    page.locator("#intake .drop" if name == "add" else "#upkeep .facts").wait_for(timeout=WAIT)


def row(page: Page, name: str, result: str) -> str:
    """Wait for what came of a file and return what its row says."""
    found = page.locator(f"#intake .row[data-result={result}]").filter(has_text=name)
    found.first.wait_for(timeout=WAIT)
    return found.first.inner_text()


def test_files_are_chosen_and_dropped_and_each_gets_its_verdict(
    tab: Tab, library: Service, tmp_path: Path
) -> None:
    page = tab.page
    page.evaluate(DROP, [["first.txt", f"first {FERRY}"]])  # which opens the part that adds
    assert "Added" in row(page, "first.txt", "added")
    for name, text in (("ferry.txt", FERRY), ("empty.txt", "")):
        (tmp_path / name).write_text(text)
    page.locator("[data-add=files]").set_input_files(
        [tmp_path / "ferry.txt", tmp_path / "empty.txt"]
    )
    assert "Added" in row(page, "ferry.txt", "added")
    assert "It is empty (0 bytes)." in row(page, "empty.txt", "refused")
    files = [["خبر.txt", PORT], *([f"{number}.txt", f"{number} {FERRY}"] for number in range(20))]
    page.evaluate(DROP, files)
    assert "Added" in row(page, "خبر.txt", "added")
    expect(page.locator("#intake .results-line")).to_contain_text("24 of 24 read", timeout=WAIT)
    expect(page.locator("#intake .results-line")).to_contain_text("23 added")
    assert library.count() == 23
    page.reload()
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#intake .results-line")).to_contain_text("24 of 24 read", timeout=WAIT)
    page.get_by_role("button", name="Clear the list").click()
    expect(page.locator("#intake .results")).to_be_hidden()


def test_a_text_is_pasted_and_can_be_opened(tab: Tab, library: Service) -> None:
    page = tab.page
    part(page, "add")
    page.get_by_text("Paste a text", exact=True).click()
    page.get_by_label("Text of the article").fill(f"{PORT}\n{FERRY}")
    page.get_by_label("Outlet (optional)").fill("Strait Post")
    page.get_by_role("button", name="Add the text").click()
    said = page.locator("form.text .said")
    expect(said).to_contain_text("Added", timeout=WAIT)
    name = said.get_by_role("button").get_attribute("data-article")
    article = library.article(name or "")
    assert article is not None
    assert article.outlet == "Strait Post"
    expect(page.get_by_label("Text of the article")).to_have_value("")


def test_removed_articles_come_back_by_the_keyboard(tab: Tab, library: Service) -> None:
    page = tab.page
    chosen = [one.id for one in library.articles()][:2]
    count = library.count()
    page.evaluate(
        "ids => dispatchEvent(new CustomEvent('mujaz:remove-articles', { detail: { ids } }))",
        chosen,
    )
    toast = page.locator("#undo")
    expect(toast).to_contain_text("Removed 2 articles.", timeout=WAIT)
    assert library.count() == count - 2
    toast.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(toast).to_contain_text("2 articles are back.", timeout=WAIT)
    assert library.count() == count
    toast.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    expect(toast).to_have_attribute("data-open", "no")


def test_the_health_is_told_and_an_address_that_is_none_is_refused(tab: Tab) -> None:
    page = tab.page
    part(page, "upkeep")
    page.get_by_role("button", name="Check the library").click()
    expect(page.locator("[data-said=check]")).to_contain_text("The library is sound.", timeout=WAIT)
    part(page, "add")
    page.get_by_label("Address of a page or a feed").fill("/etc/passwd")
    page.get_by_role("button", name="Read the page").click()
    expect(page.locator("form.address .said")).to_contain_text("no address", timeout=WAIT)
    tab.faults[:] = [fault for fault in tab.faults if "422" not in fault]
    page.get_by_label("Address of a page or a feed").fill("http://127.0.0.1:9/x")
    page.get_by_role("button", name="Read the page").click()
    assert "not a public address" in row(page, "127.0.0.1", "refused")
    assert tab.overflow() == 0
