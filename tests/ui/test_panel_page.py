"""The panel in a real browser, over messages that stand on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from rag.records import Article, ArticleVersion, Sentence
from tests.factories import article
from tests.ui.browser import WAIT, open_tab
from tests.ui.conftest import served
from tests.ui.desk import CannedDesk
from tests.ui.samples import (
    DATE_AR,
    HOSTILE,
    HOSTILE_ARTICLE,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    TROOPS_EN,
    cite,
)
from ui.html import messages
from ui.html.citation import CitationTarget

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.ui.browser import Tab

pytestmark = pytest.mark.browser

FROM_LEFT = (
    "CO₂",
    "5 km²",
    "+962 6 123 4567",
    "C#",
    "U.S.-China",
    "#COP28",
    "@user",
    "$4.5bn",
)
"""Terms whose letters stand from left to right in an Arabic sentence."""
FROM_RIGHT = ("كوفيد-19", "باك-3")
"""Terms of an Arabic word, a hyphen and a number, which stand from right to left."""
TERMS = article(
    "\n".join(f"وقال إن {term} ورد في التقرير." for term in (*FROM_LEFT, *FROM_RIGHT)),
    id="terms",
    language="ar",
    title="مصطلحات",
)
LINKED = replace(TALKS_EN, url="https://www.harbor.example/japan?id=7")
OLD = f"An old beginning. {TALKS_EN.text}"

ANSWER = messages.answer(
    [
        Sentence("One.", (cite(TALKS_AR, TROOPS_AR),)),
        Sentence("Two.", (cite(TALKS_AR, DATE_AR), cite(LINKED, TROOPS_EN, 2))),
    ],
    language="en",
)
_PUT = """async (markup) => {
  const { parse } = await import('/desk/static/core/dom.js');
  document.querySelector('#said')?.remove();
  const said = document.createElement('div');
  said.id = 'said';
  said.append(parse(markup));
  document.querySelector('#talk').prepend(said);
}"""
_LEFTS = """(root, term) => {
  const letters = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    [...node.data].forEach((letter, at) => letters.push([letter, node, at]));
  }
  const start = letters.map(([letter]) => letter).join('').indexOf(term);
  return letters.slice(start, start + term.length).filter(([letter]) => letter.trim())
    .map(([, node, at]) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getClientRects()[0].left;
    });
}"""
_HEARD = """(names) => {
  window.heard = [];
  for (const name of names) {
    addEventListener(`mujaz:${name}`, (event) => window.heard.push([name, event.detail]));
  }
}"""


class Kept(CannedDesk):
    """A desk with an article that has been changed once, and one that can be taken away."""

    def __init__(self) -> None:
        super().__init__(articles=[TALKS_AR, LINKED, HOSTILE_ARTICLE, TERMS])
        self.removed: set[str] = set()

    def article(self, article_id: str) -> Article | None:
        return None if article_id in self.removed else super().article(article_id)

    def versions(self, article_id: str) -> list[ArticleVersion]:
        present = self.article(article_id)
        if present is None or article_id != LINKED.id:
            return super().versions(article_id)
        former = ArticleVersion(1, replace(present, text=OLD), datetime(2024, 8, 1, tzinfo=UTC))
        return [former, ArticleVersion(2, present)]


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept()


@pytest.fixture(scope="module")
def reading(kept: Kept) -> Iterator[str]:
    from ui.app import build_app

    with served(build_app(kept)) as address:
        yield address


@pytest.fixture(scope="module")
def opened(browser: Browser, reading: str) -> Iterator[Tab]:
    with open_tab(browser, reading) as tab:
        tab.page.locator("#panel aside").wait_for(state="attached", timeout=WAIT)
        yield tab


@pytest.fixture
def page(opened: Tab) -> Iterator[Page]:
    """The page with an answer on it and the panel closed."""
    _put(opened.page, ANSWER)
    yield opened.page
    opened.page.keyboard.press("Escape")
    assert opened.foreign == []
    assert opened.faults == []


def _put(page: Page, markup: str) -> None:
    page.evaluate(_PUT, markup)


def _cited(page: Page, text: str) -> Locator:
    """The lit sentence, once it is `text`."""
    mark = page.locator("#panel mark.cited").filter(has_text=text)
    mark.wait_for(timeout=WAIT)
    return mark


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.className || document.activeElement.tagName"))


def test_one_goes_through_the_citations_of_an_answer_and_back_to_it(page: Page) -> None:
    link = page.locator("#said .mark a.cite").first
    link.focus()
    page.keyboard.press("Enter")
    mark = _cited(page, TROOPS_AR)
    assert mark.inner_text() == TROOPS_AR
    assert _focused(page) == "cited"
    assert page.locator("#panel .source-place").inner_text() == "1 of 3"
    assert page.locator("#panel mark.also").inner_text() == DATE_AR
    assert link.get_attribute("aria-current") == "true"

    page.locator("#panel .next").click()
    mark = _cited(page, DATE_AR)
    box, text = mark.bounding_box(), page.locator("#panel .source-text").bounding_box()
    assert box
    assert text
    assert text["y"] <= box["y"] <= text["y"] + text["height"] - box["height"]
    assert page.locator("#panel h2").is_visible()
    page.locator("#panel .next").press("Enter")
    _cited(page, TROOPS_EN)
    assert page.locator("#panel h2").inner_text() == LINKED.title
    assert page.locator("#panel .next").get_attribute("aria-disabled") == "true"
    assert page.locator("#panel a.original").inner_text().endswith("harbor.example")
    page.locator("#panel .previous").click()
    page.locator("#panel .place a").click()
    _cited(page, TROOPS_AR)

    page.keyboard.press("Escape")
    assert not page.locator("#panel").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('href')") == link.get_attribute(
        "href"
    )
    assert page.locator("#said [aria-current]").count() == 0


def test_the_counterpart_opens_beside_and_back_leads_to_the_citation(page: Page) -> None:
    page.evaluate(_HEARD, ["ask-about", "brief-of"])
    page.locator("#said .mark a.cite").first.click()
    page.locator("#panel .of-story summary").click()
    page.locator("#panel [data-brief]").click()
    page.locator("#panel .twin + .row").click()
    page.locator("#panel h2", has_text=LINKED.title).wait_for()
    assert page.locator("#panel mark").count() == 0
    page.locator("#panel [data-ask]").click()
    assert page.evaluate("window.heard") == [
        ["brief-of", {"story": 7, "title": TALKS_AR.title}],
        ["ask-about", {"articles": [LINKED.id], "title": LINKED.title}],
    ]
    page.locator("#panel .back").click()
    _cited(page, TROOPS_AR)
    assert not page.locator("#panel .back").is_visible()
    page.evaluate(
        "id => dispatchEvent(new CustomEvent('mujaz:open-article', {detail: {id}}))", LINKED.id
    )
    page.locator("#panel h2", has_text=LINKED.title).wait_for()


def test_an_older_version_opens_and_a_removed_article_says_so(page: Page, kept: Kept) -> None:
    page.locator("#said .mark a.cite").last.click()
    _cited(page, TROOPS_EN)
    page.locator("#panel .versions summary").click()
    page.locator("#panel [data-version='1']").click()
    page.locator("#panel mark.changed", has_text="An old beginning.").wait_for()
    assert "This is version 1" in page.locator("#panel .source-head").inner_text()
    kept.removed.add(LINKED.id)
    page.evaluate("dispatchEvent(new CustomEvent('mujaz:library-changed', {detail: {}}))")
    page.locator("#panel .remark", has_text="no longer in the library").wait_for()
    kept.removed.clear()
    page.evaluate("dispatchEvent(new CustomEvent('mujaz:library-changed', {detail: {}}))")
    page.locator("#panel mark.changed").wait_for()


def test_a_quotation_and_a_link_to_it_can_be_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#said .mark a.cite").last.click()
    _cited(page, TROOPS_EN)
    page.locator("#panel [data-plain]").click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{TROOPS_EN}”\n— {LINKED.title}, Harbor Dispatch, 28 July 2024")
    rich = page.evaluate(
        "navigator.clipboard.read().then(all => all[0].getType('text/html'))"
        ".then(blob => blob.text())"
    )
    assert "<blockquote" in rich
    page.locator("#panel [data-link]").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('#cite-'))")


def test_a_hostile_article_stays_text(page: Page) -> None:
    _put(
        page, messages.answer([Sentence("x.", (cite(HOSTILE_ARTICLE, HOSTILE[1]),))], language="en")
    )
    page.locator("#said .mark a.cite").click()
    mark = _cited(page, HOSTILE[1])
    assert mark.inner_text() == HOSTILE[1]
    inside = page.locator("#panel :is(img, script, iframe, svg, style, form, video, input)")
    assert inside.count() == 0
    assert page.evaluate("window.pwned") is None


def test_terms_of_the_other_script_keep_their_order(page: Page) -> None:
    told: Sequence[Sentence] = [
        Sentence(line, (cite(TERMS, line),)) for line in TERMS.text.splitlines()
    ]
    _put(page, messages.answer(told, language="ar"))
    page.locator("#said .mark a.cite").first.click()
    _cited(page, FROM_LEFT[0])
    for place in ("#panel .source-text", "#said"):
        root = page.locator(place)
        for term in FROM_LEFT:
            lefts = root.evaluate(_LEFTS, term)
            assert lefts == sorted(lefts), term
        for term in FROM_RIGHT:
            lefts = root.evaluate(_LEFTS, term)
            word, number = lefts[: term.index("-") + 1], lefts[term.index("-") + 1 :]
            assert word == sorted(word, reverse=True), term
            assert number == sorted(number), term
            assert number[-1] < word[-1], term


def test_the_panel_has_no_faults_of_accessibility(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.locator("#said .mark a.cite").first.click()
    page.locator("#panel .of-story").wait_for()
    page.evaluate(
        "document.querySelectorAll('#panel details').forEach(one => { one.open = true; })"
    )
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        found = Axe().run(page, context="#panel")
        violations = found.response["violations"]
        assert [one for one in violations if one["impact"] in ("serious", "critical")] == []
    page.evaluate("document.documentElement.dataset.theme = 'light'")


def test_on_a_telephone_it_is_a_sheet_that_can_be_pulled(browser: Browser, reading: str) -> None:
    href = CitationTarget.cited(cite(TALKS_AR, TROOPS_AR), reader="en").href()
    with open_tab(browser, reading + "/" + href, width=360, height=740) as tab:
        page = tab.page
        _cited(page, TROOPS_AR)
        panel, grip = page.locator("#panel"), page.locator("#panel .grip")
        assert tab.overflow() == 0
        half = panel.bounding_box()
        assert half
        assert 300 < half["y"] + half["height"] - 1 <= 740
        assert half["y"] > 200
        grip.click()
        page.wait_for_function("document.querySelector('#panel').clientHeight >= 739")
        assert grip.get_attribute("aria-expanded") == "true"
        page.mouse.move(180, 10)
        page.mouse.down()
        page.mouse.move(180, 300, steps=3)
        page.mouse.move(180, 700, steps=3)
        page.mouse.up()
        panel.wait_for(state="hidden")
        assert tab.faults == []
