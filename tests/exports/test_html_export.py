from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.exports import briefs
from tests.exports.reading import Html, made

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "footer",
        "section",
        "article",
    ),
    *("h1", "h2", "h3", "p", "div", "span", "strong", "bdi", "ol", "ul", "li", "dl", "dt", "dd"),
    *("a", "blockquote"),
}
ATTRIBUTES = {
    *("lang", "dir", "class", "id", "href", "rel"),
    *("charset", "http-equiv", "content", "name"),
}


@pytest.mark.parametrize("name", briefs.ALL)
def test_only_known_tags_and_attributes_and_links_to_itself_or_the_web(name: str) -> None:
    page = Html(made(name, "html").decode())
    assert page.sound
    assert page.tags <= TAGS
    assert {attribute for _, attribute, _ in page.attributes} <= ATTRIBUTES
    outside = {href for href in page.values("href") if not href.startswith("#")}
    assert outside <= {briefs.ENGLISH.url}


@pytest.mark.parametrize("name", briefs.ALL)
def test_every_citation_has_its_one_place(name: str) -> None:
    page = Html(made(name, "html").decode())
    places = page.values("id")
    assert len(places) == len(set(places))
    assert {href[1:] for href in page.values("href") if href.startswith("#")} <= set(places)


def test_all_but_its_own_style_is_forbidden() -> None:
    html = made("bilingual", "html").decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]


def test_hostile_text_is_shown_as_it_is() -> None:
    text = Html(made("hostile", "html").decode()).text
    for said in ("=cmd|' /C calc'!A0", "<script>alert(1)</script></div>", "&lt;b&gt; &amp;"):
        assert said in text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    from tests.ui.browser import launch

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


class Opened:
    """An export in a browser, with what it asked for and what the browser complained of."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self.faults.append(said.text))
        page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        page.goto(path.as_uri())

    def left(self, selector: str) -> float:
        box = self.page.locator(selector).first.bounding_box()
        assert box
        return box["x"]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "look", "width"),
    [
        ("bilingual", "light", 1100),
        ("bilingual", "dark", 1100),
        ("bilingual", "narrow", 390),
        ("bilingual", "print", 794),
        ("arabic", "light", 1100),
        ("hostile", "light", 1100),
    ],
)
def test_a_browser_shows_it_and_asks_for_nothing_else(
    browser: Browser, artefacts: Path, name: str, look: str, width: int
) -> None:
    path = artefacts / f"{name}.html"
    path.write_bytes(made(name, "html"))
    with browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if look == "dark" else "light",
    ) as context:
        opened = Opened(context.new_page(), path)
        if look == "print":
            opened.page.emulate_media(media="print")
        # The hostile one is so long that drawing all of it takes ten seconds; it is measured below.
        picture = artefacts / f"{name}-{look}.html.png"
        opened.page.screenshot(path=picture, full_page=name != "hostile")
        assert opened.requests == [path.as_uri()]
        assert opened.faults == []
        wider = "document.documentElement.scrollWidth - window.innerWidth"
        assert opened.page.evaluate(wider) <= 0


@pytest.mark.browser
def test_arabic_stands_at_the_right_and_a_citation_leads_to_its_sentence(
    browser: Browser, artefacts: Path
) -> None:
    path = artefacts / "bilingual.html"
    path.write_bytes(made("bilingual", "html"))
    with browser.new_context(viewport={"width": 1100, "height": 500}) as context:
        opened = Opened(context.new_page(), path)
        first = ".points li:first-child .side"
        assert opened.left(f"{first}[lang=ar]") > opened.left(f"{first}[lang=en]")
        assert opened.left(f"{first}[lang=ar] .number") > opened.left(f"{first}[lang=ar] p")
        opened.page.locator(f"{first}[lang=ar] a").first.click()
        target = opened.page.locator(":target")
        assert target.inner_text() == f"[1.1] {briefs.cited(briefs.ARABIC, 1)[0].quote}"
        assert target.evaluate("e => e.getBoundingClientRect().top") >= 0
