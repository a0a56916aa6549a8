"""Signing in with a browser, and the page of whoever has signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.ui.browser import WAIT
from tests.ui.conftest import served
from tests.ui.desk import CannedDesk
from tests.ui.people import PASSWORD
from ui.words import say

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk() -> Iterator[CannedDesk]:
    with CannedDesk(pace=0) as opened:
        opened.people.add("sara", "admin", PASSWORD)
        opened.people.add("omar", "read", PASSWORD)
        yield opened


@pytest.fixture(scope="module")
def address(desk: CannedDesk) -> Iterator[str]:
    from ui.app import build_app

    with served(build_app(desk)) as url:
        yield url


# What a page says of requests and scripts that it was still waiting for when it was left, or when
# its session ended.
_LEFT = ("Failed to fetch", say("js.lost", "en"), say("sign_in.needed", "en"))


@contextmanager
def visit(
    browser: Browser, url: str, *, locale: str = "en-GB", width: int = 1280, dark: bool = False
) -> Iterator[Page]:
    """A page of a browser that knows nothing yet, and in which nothing goes wrong."""
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        locale=locale,
        color_scheme="dark" if dark else "light",
    )
    page, faults = context.new_page(), []
    page.set_default_timeout(WAIT)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(url)
    try:
        yield page
    finally:
        context.close()
    assert [one for one in faults if not one.startswith(_LEFT)] == []


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.wait_for_load_state()  # a page that has just opened does not listen yet
    page.locator("#sign-in button:enabled").wait_for()
    page.fill("#name", name)
    page.fill("#password", password)
    page.press("#password", "Enter")


def welcome(page: Page) -> Locator:
    return page.locator("#messages > *").first


def shown(page: Page, selector: str) -> bool:
    return any(one.is_visible() for one in page.locator(selector).all())


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("locale", "way"), [("en-GB", "ltr"), ("ar", "rtl")])
def test_the_page_for_signing_in_is_for_everybody(
    browser: Browser, address: str, locale: str, way: str, dark: bool
) -> None:
    with visit(browser, address, locale=locale, width=320, dark=dark) as page:
        assert page.locator("html").get_attribute("dir") == way
        assert page.evaluate("document.activeElement.id") == "name"
        assert page.evaluate("document.documentElement.dataset.theme") == (
            "dark" if dark else "light"
        )
        sign_in(page, "sara", "wrong")
        page.locator("#fault:not(:empty)").wait_for()
        assert page.evaluate("document.activeElement.id") == "password"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_the_keyboard_alone_signs_in_and_leads_to_where_one_wanted(
    browser: Browser, address: str
) -> None:
    with visit(browser, f"{address}/?tab=library#there") as page:
        page.keyboard.type("Sara")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/?tab=library#there")
        page.locator("#who bdi", has_text="sara").wait_for()
        assert page.evaluate("document.cookie") == ""  # scripts do not see it
        page.route("**/desk/sign-out", lambda route: route.abort())
        page.locator("#sign-out").click()
        page.locator("#connection", has_text="Please try again").wait_for()
        page.unroute("**/desk/sign-out")
        page.locator("#sign-out").click()
        page.wait_for_url(f"{address}/sign-in")
        page.goto(f"{address}/?tab=library")
        page.locator("#sign-in").wait_for()


def test_the_language_is_switched_before_signing_in(browser: Browser, address: str) -> None:
    with visit(browser, address) as page:
        page.locator("#language").click()
        page.locator("html[lang=ar]").wait_for()
        sign_in(page, "sara")
        welcome(page).wait_for()
        assert page.locator("html").get_attribute("dir") == "rtl"


def test_the_browser_sends_no_password_by_itself(browser: Browser, address: str) -> None:
    """As it would before the script of the page is there, on a slow line."""
    context = browser.new_context(java_script_enabled=False)
    page, sent = context.new_page(), []
    page.goto(address)
    page.on("request", lambda request: sent.append(request.url))
    page.fill("#name", "sara")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    assert page.locator("#sign-in button").is_disabled()
    assert page.input_value("#password") == PASSWORD
    context.close()
    assert [url for url in sent if "/static/" not in url] == []  # the icon may come late


def test_a_session_that_ends_is_told_and_nothing_that_was_typed_is_lost(
    browser: Browser, address: str, desk: CannedDesk
) -> None:
    with visit(browser, address) as page:
        sign_in(page, "sara")
        welcome(page).wait_for()
        page.fill("#question textarea", "half a question")
        desk.people.set_password("sara", PASSWORD)  # which ends the sessions
        page.press("#question textarea", "Enter")
        link = page.locator("#connection a")
        link.wait_for()
        assert "Your session has ended" in page.locator("#connection").inner_text()
        with page.context.expect_page() as opened:
            link.click()
        beside = opened.value
        sign_in(beside, "sara")
        beside.get_by_role("status").wait_for()
        beside.close()
        page.evaluate("dispatchEvent(new Event('focus'))")
        link.wait_for(state="detached")
        assert page.input_value("#question textarea") == "half a question"
        page.press("#question textarea", "Enter")
        page.locator("#messages .question").wait_for()


def test_a_page_that_is_open_when_the_first_person_is_added_says_so_and_keeps_what_was_typed(
    browser: Browser,
) -> None:
    from ui.app import build_app

    with (
        CannedDesk(pace=0) as desk,
        served(build_app(desk)) as address,
        visit(browser, address) as page,
    ):
        welcome(page).wait_for()
        page.fill("#question textarea", "half a question")
        desk.people.add("sara", "read", PASSWORD)
        page.press("#question textarea", "Enter")
        link = page.locator("#connection a")
        link.wait_for()
        assert page.locator("#connection").inner_text().startswith("From now on")
        with page.context.expect_page() as opened:
            link.click()
        sign_in(opened.value, "sara")
        opened.value.get_by_role("status").wait_for()
        opened.value.close()
        with suppress(Error):  # the page may have noticed by itself, and have begun anew
            page.evaluate("dispatchEvent(new Event('focus'))")
        page.locator("#who bdi", has_text="sara").wait_for()
        expect(page.locator("#question textarea")).to_have_value("half a question", timeout=WAIT)


def test_what_one_has_typed_is_not_for_the_next_one_at_the_same_machine(
    browser: Browser, address: str
) -> None:
    with visit(browser, address) as page:
        sign_in(page, "sara")
        welcome(page).wait_for()
        page.evaluate("localStorage.setItem('mujaz_draft_brief', 'of Sara alone')")
        page.context.clear_cookies()
        for name, kept in (("sara", "of Sara alone"), ("omar", None)):
            page.goto(f"{address}/?tab=briefs")
            sign_in(page, name)
            page.locator("#topic textarea").wait_for()
            assert page.evaluate("localStorage.getItem('mujaz_draft_brief')") == kept
            page.context.clear_cookies()


def test_a_reader_is_not_shown_what_they_may_not_do(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}/?tab=library&show=add") as page:
        sign_in(page, "omar")
        page.locator("#library .list li").first.wait_for()
        assert not shown(page, "#library [data-show=add]")
        assert not shown(page, "#intake")
        page.locator("#library [data-show=upkeep]").click()
        page.locator("#upkeep .health").wait_for()
        assert not shown(page, "#upkeep button")
        assert shown(page, "#upkeep [data-lacks=admin]")
        assert "under “Add”" not in page.locator("#upkeep").inner_text()
        page.get_by_role("tab", name="Evaluation").click()
        page.locator("#evaluation [data-lacks=admin]").first.wait_for()
        assert not shown(page, "#evaluation [data-start]")
        told = page.locator("#evaluation").inner_text()
        assert "Start the first one below" not in told
        assert "You have marked no answer yet" in told


def test_an_admin_is_shown_all_of_it(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}/?tab=library&show=upkeep") as page:
        sign_in(page, "sara")
        page.locator("#upkeep [data-task=repair]").wait_for()
        assert shown(page, "#library [data-show=add]")
        assert not shown(page, "#upkeep [data-lacks=admin]")


EVIL = """<!doctype html><body><script>
  const form = document.createElement('form');
  form.method = 'post';
  form.action = `${target}/desk/sign-out`;
  form.target = 'inside';
  form.append(Object.assign(document.createElement('input'), { name: '{"a":"', value: '"}' }));
  const inside = Object.assign(document.createElement('iframe'), { name: 'inside' });
  document.body.append(inside, form);
  form.submit();
  const tried = (path, options) => fetch(target + path, { credentials: 'include', ...options })
    .then((reply) => reply.type === 'opaque' ? 'sent' : reply.status, () => 'kept back');
  const json = { 'content-type': 'application/json' };
  Promise.all([
    tried('/desk/sign-out', { method: 'POST', mode: 'no-cors', body: '{}' }),
    tried('/desk/sign-out', { method: 'POST', headers: json, body: '{}' }),
    tried('/desk/library/removals', { method: 'POST', mode: 'no-cors', body: '{"ids": ["x"]}' }),
    tried('/desk/person', {}),
  ]).then((all) => { document.title = all.join(', '); });
</script>"""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_page_of_another_site_or_port_does_nothing_in_a_readers_name(
    browser: Browser, address: str, desk: CannedDesk, host: str
) -> None:
    evil, app = EVIL.replace("<script>", f"<script>const target = '{address}';"), FastAPI()
    app.get("/")(lambda: HTMLResponse(evil))
    with served(app) as elsewhere, visit(browser, address) as page:
        sign_in(page, "sara")
        welcome(page).wait_for()
        before = desk.people.audit(limit=1)
        other = page.context.new_page()
        statuses: list[int] = []
        other.on(
            "response",
            lambda one: statuses.append(one.status) if one.url.startswith(address) else None,
        )
        other.goto(elsewhere.replace("127.0.0.1", host))
        other.wait_for_function("document.title !== ''")
        assert other.title() == ", ".join(["kept back"] * 4)  # not even the refusals are read
        assert statuses
        assert set(statuses) <= {403, 415}
        assert desk.people.audit(limit=1) == before
        page.reload()
        page.locator("#who bdi", has_text="sara").wait_for()
