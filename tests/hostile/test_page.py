"""The page over the hostile library, in a real browser, with a model that has been talked round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator

from rag.records import KeptBrief
from rag.service import Service
from rag.settings import Settings
from tests.hostile import corpus
from tests.hostile.conftest import Library
from tests.openai_replies import Json
from tests.openai_server import API_KEY, OpenAIServer
from tests.ui.browser import WAIT, Tab, open_tab
from tests.ui.conftest import browser, served
from ui.app import build_app
from ui.html.citation import parse_href
from ui.person import ANYBODY

pytestmark = pytest.mark.browser

__all__ = ["browser"]

ACTIVE = (
    "img, svg, math, script, style, link, meta, base, iframe, object, embed, form, input, video, "
    "audio, template, [onload], [onerror], [style], a:not([href^='#cite-'])"
)
"""What no message and no article may bring onto the page."""
CONVERSATION = r"(\?conversation=[\w-]+)?(#cite-.*|#answer-.*)?"
"""What the page itself puts behind its address."""
NEVER = (
    "img, math, script, style, link, meta, base, iframe, object, embed, video, audio, template, "
    "[onload], [onerror], a[href^=http]:not([rel~=noopener]), a[href^='javascript:']"
)
"""What no tab may have, whose own lists have boxes to tick, drawings and links."""


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        server.chunk_size = 100
        yield server


@pytest.fixture(scope="module")
def service(library: Library, server: OpenAIServer) -> Iterator[Service]:
    settings = Settings.load(
        home=library.home,
        model="openai:test",
        openai_api_key=API_KEY,
        openai_base_url=server.base_url,
    )
    with Service.open(settings) as service:
        service.search("Is it warm?", model=False)
        yield service


@pytest.fixture(scope="module")
def address(service: Service) -> Iterator[str]:
    with served(build_app(service)) as address:
        yield address


@pytest.fixture(scope="module")
def page(address: str, browser: Browser) -> Iterator[Tab]:
    with open_tab(browser, address) as tab:
        tab.begin_anew()  # which waits until the page listens
        yield tab


@contextmanager
def nothing_happens(tab: Tab) -> Iterator[None]:
    """Meanwhile: no request leaves, nothing runs, no window, dialog or page opens, nothing is
    refused by the page's policy because nothing tries."""
    events: list[str] = []
    page = tab.page
    page.on("dialog", lambda dialog: events.append(f"dialog {dialog.message}"))
    page.on("popup", lambda popup: events.append(f"popup {popup.url}"))
    page.on("download", lambda download: events.append(f"download {download.url}"))
    page.on("framenavigated", lambda frame: events.append(f"navigated to {frame.url}"))
    own = page.url.partition("?")[0].partition("#")[0]
    yield
    assert page.evaluate("[window.pwned, document.title.includes('owned')]") == [None, False]
    assert re.fullmatch(CONVERSATION, page.url.removeprefix(own))
    moved = [event for event in events if event.startswith("navigated")]
    assert [event for event in events if event not in moved] == []
    assert all(re.fullmatch(CONVERSATION, one.partition(own)[2]) for one in moved)
    assert tab.foreign == []
    assert tab.faults == []


def assert_inert(shown: Locator) -> None:
    """Text and links to citations, and no character that turns the order of others."""
    assert shown.count() > 0
    for index in range(shown.count()):
        part = shown.nth(index)
        assert part.locator(ACTIVE).count() == 0
        assert set(part.inner_text()).isdisjoint(corpus.TURNING + corpus.TAGS + "\x1b\x9b")


def messages(tab: Tab) -> Locator:
    return tab.page.locator("#messages .question, #messages .answer")


def opened(tab: Tab) -> Locator:
    """The first article of the newest answer's list, in the panel."""
    tab.answers.last.locator("a.cite.row").first.click()
    tab.mark.first.wait_for()
    return tab.page.locator("#panel .source-text")


def obedient(body: Json) -> str:
    """A reply that repeats each passage's article as it was written, the markup included."""
    prompt = body["messages"][-1]["content"]
    found = re.findall(r"<passage (\d+)>\nTitle:[^\n]*?Aldbrough(\d+)", prompt)
    return "\n".join(f"{corpus.marked_up(int(number))} [{n}].\n" for n, number in found)


def test_markup_that_a_model_repeats_is_text(
    page: Tab, server: OpenAIServer, service: Service
) -> None:
    server.reply(obedient)
    shown = ""
    with nothing_happens(page):
        for number in range(0, len(corpus.MARKUP), 2):
            shown += page.ask(corpus.asking(f"Aldbrough{number}")).inner_text()
        assert_inert(messages(page))
    assert "onerror='window.pwned=3'" in shown
    assert "<iframe" in shown
    for href in page.page.locator("#messages a.cite").evaluate_all("all => all.map(a => a.hash)"):
        target = parse_href(href)
        assert target is not None
        article = service.article(target.article_id)
        assert article is not None
        assert target.holds_in(article.text)


def test_an_article_of_markup_is_text_in_the_panel(page: Tab, server: OpenAIServer) -> None:
    server.reply(obedient)
    with nothing_happens(page):
        for number in (4, 6, 17):
            page.begin_anew()  # the model rewrites no question that follows none
            page.ask(corpus.asking(f"Aldbrough{number}"))
            panel = opened(page)
            assert_inert(panel)
            assert "window.pwned" in panel.inner_text() or "evil.example" in panel.inner_text()
            page.page.keyboard.press("Escape")


@pytest.mark.parametrize("place", ["Yarrow", "Zernov", "Dunmor", "Cawdor", "Uxmal", "Tilburg"])
def test_no_article_turns_the_order_of_letters(page: Tab, server: OpenAIServer, place: str) -> None:
    server.reply(f"The old harbour of {place} {corpus.TURNING} was closed {corpus.TAGS} [1].")
    question = f"{corpus.asking(place)} <img src=x onerror=window.pwned=30> {corpus.TURNING}"
    with nothing_happens(page):
        page.ask(question)
        assert_inert(messages(page))
        assert_inert(opened(page))
        page.page.keyboard.press("Escape")


def test_a_reply_of_bare_signs_leaves_the_page_at_work(page: Tab, server: OpenAIServer) -> None:
    with nothing_happens(page):
        for question, reply in (
            (corpus.asking("Velmora"), corpus.NESTING[:6_000]),
            ("Velmora harbour?", "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|a\n" * 500),
        ):
            server.reply(f"It was closed {reply} [1].")
            page.ask(question)
            assert_inert(messages(page))
    server.reply("The old harbour of Velmora was closed on Sunday [1].")
    again = page.ask("When was the old harbour of Velmora closed?")
    assert "closed on Sunday" in again.inner_text()


def test_the_nearest_articles_are_named_as_text(page: Tab, server: OpenAIServer) -> None:
    server.reply(corpus.NO_ANSWER)
    with nothing_happens(page):
        for place in ("Uxmal", "Tilburg", "Vardo"):
            page.begin_anew()
            card = page.ask(corpus.asking(place))
            assert corpus.NO_ANSWER not in card.inner_text()
            assert_inert(card.locator(".card"))


@pytest.fixture(scope="module")
def kept(service: Service, server: OpenAIServer) -> KeptBrief:
    """A brief of hostile articles under a hostile title, and an answer with such a comment."""
    server.reply(obedient)
    store, title = service.conversations, f"{corpus.MARKUP[0]} {corpus.TURNING}"
    asked = store.ask(ANYBODY.name, store.begin(ANYBODY.name).id, title)
    assert asked is not None
    store.settle(ANYBODY.name, asked.id, "answered", answer=service.ask(corpus.asking("Uxmal")))
    store.rate(ANYBODY.name, asked.id, "down", title)
    chosen = [
        one.id
        for one in service.articles()
        if "Uxmal" in one.title or "Tilburg" in one.title or "Aldbrough" in one.title
    ]
    return store.keep_brief(ANYBODY.name, service.brief(articles=chosen[:5]), title=title)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("?tab=library&show=list_articles", "#shelf .rows .title"),
        ("?tab=briefs&brief={brief}", "#brief-sheet .kept"),
    ],
)
def test_no_tab_gives_life_to_a_title_or_a_text(
    browser: Browser, address: str, kept: KeptBrief, place: str, shown: str
) -> None:
    with open_tab(browser, f"{address}/{place.format(brief=kept.id)}") as tab:
        tab.page.locator(shown).first.wait_for(timeout=WAIT)
        part = tab.page.get_by_role("tabpanel").filter(visible=True)
        assert part.locator(NEVER).count() == 0
        assert set(part.inner_text()).isdisjoint(corpus.TURNING + corpus.TAGS + "\x1b\x9b")
        assert tab.page.evaluate("[window.pwned, document.title.includes('owned')]") == [
            None,
            False,
        ]
        assert tab.foreign == []
        assert tab.faults == []
