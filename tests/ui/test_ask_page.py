from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from rag.people.person_names import READER
from tests.ui.desk import CannedDesk
from tests.ui.samples import REASONS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from tests.ui.browser import Tab

pytestmark = pytest.mark.browser

BOX = "#question textarea"
AT_TOP = (
    "() => { const top = (node) => node.getBoundingClientRect().top;"
    " const last = [...document.querySelectorAll('.exchange')].at(-1);"
    " return Math.abs(top(last) - top(document.querySelector('#messages'))) < 30; }"
)


def _conversation(page: Page) -> str:
    match = re.search(r"conversation=([\w-]+)", page.url)
    assert match is not None
    return match[1]


def _is_kept(desk: CannedDesk, exchange: str) -> bool:
    kept = desk.conversations.exchange(READER, exchange)
    return kept is not None and kept.state != "writing"


def test_an_arabic_answer_runs_from_the_right_and_says_what_it_is(tab: Tab) -> None:
    answer = tab.ask("كم عدد الجنود الأمريكيين في اليابان؟")
    assert answer.locator(".answer > p").first.get_attribute("dir") == "rtl"
    assert answer.locator(".answer bdi[dir=ltr]").first.inner_text() == "$4.5bn"
    assert tab.citations.count() == 3
    assert "Written and checked" in answer.locator(".reply-kind").inner_text()
    assert tab.page.locator("#status").inner_text() == "Answer complete"


def test_what_is_written_on_touches_nothing_that_is_finished(tab: Tab) -> None:
    tab.send("slow, judge this")
    mark = tab.answers.last.locator("button.is-check")
    mark.wait_for()
    tab.answers.last.locator("button.is-contradicted").wait_for()
    tab.page.evaluate("window.first = document.querySelector('.answer > p')")
    mark.focus()
    tab.page.keyboard.press("Enter")
    reason = tab.answers.last.locator(".why.is-check")
    assert reason.inner_text().endswith(REASONS["en"]["check"])
    tab.page.wait_for_function("() => document.querySelector('.answer').innerText.length > 400")
    tab.page.locator("#stop").click()
    tab.wait_for("stopped")
    assert tab.page.evaluate("window.first === document.querySelector('.answer > p')")
    assert reason.is_visible()
    assert mark.get_attribute("aria-expanded") == "true"
    mark.press("Space")
    assert not reason.is_visible()


def test_a_question_stands_at_the_top_while_its_answer_grows(tab: Tab) -> None:
    tab.ask("How many?")
    tab.ask("judge this")
    tab.send("slow, judge this")
    tab.page.wait_for_function(AT_TOP)
    tab.page.wait_for_function(
        "() => [...document.querySelectorAll('.answer')].at(-1).innerText.length > 500"
    )
    assert tab.page.evaluate(AT_TOP)
    tab.page.evaluate("document.querySelector('#messages').scrollTop = 0")
    tab.page.locator("#stop").click()
    tab.wait_for("stopped")
    assert tab.page.evaluate("document.querySelector('#messages').scrollTop") == 0


def test_a_reload_goes_on_with_the_answer_and_with_what_was_being_typed(tab: Tab) -> None:
    tab.send("slow, how many?")
    tab.citations.first.wait_for()
    tab.page.fill(BOX, "And what els")
    tab.page.reload()
    tab.page.locator(".exchange[data-state=streaming]").wait_for()
    tab.page.wait_for_function(f"() => document.querySelector('{BOX}').value === 'And what els'")
    tab.page.locator("#stop").click()
    tab.wait_for("stopped")
    assert "About 54,000 troops are based in Japan." in tab.answers.last.inner_text()
    tab.page.fill(BOX, "")


def test_an_edited_question_replaces_the_old_one_and_escape_leaves_it(tab: Tab) -> None:
    tab.ask("How many?")
    tab.ask("Second?")
    tab.page.fill(BOX, "half a thought")
    tab.page.locator(".act-edit").first.click()
    assert tab.page.input_value(BOX) == "How many?"
    assert tab.page.locator("#editing").is_visible()
    tab.page.keyboard.press("Escape")
    assert not tab.page.locator("#editing").is_visible()
    assert tab.page.input_value(BOX) == "half a thought"
    tab.page.locator(".act-edit").first.click()
    tab.page.fill(BOX, "How many, then?")
    tab.page.press(BOX, "Enter")
    tab.page.get_by_text("How many, then?").first.wait_for()
    tab.wait_for("done")
    assert tab.questions.all_inner_texts() == ["How many, then?"]
    tab.page.wait_for_function(f"() => document.querySelector('{BOX}').value === 'half a thought'")
    tab.page.fill(BOX, "")


def test_a_failure_is_told_and_can_be_tried_again(tab: Tab) -> None:
    tab.send("fail on the page")
    tab.wait_for("error")
    assert "the model did not answer" in tab.answers.last.inner_text()
    tab.answers.last.locator(".act-retry").click()
    tab.wait_for("done")
    assert tab.questions.count() == 1
    assert "54,000" in tab.answers.last.inner_text()


def test_what_is_pressed_before_the_end_of_an_answer_s_events_counts(
    tab: Tab, desk: CannedDesk
) -> None:
    """An answer may be drawn as finished while the end of its events is still on its way."""
    drawing: list[Route] = []
    following: list[Route] = []
    tab.page.route("**/desk/ask/conversations/*", lambda route: drawing.append(route))
    tab.page.route("**/desk/ask/answers/*/events", lambda route: following.append(route))
    with tab.page.expect_response("**/desk/ask/questions") as taken:
        tab.page.fill(BOX, "fail before the end")
        tab.page.press(BOX, "Enter")
    exchange = taken.value.json()["exchange"]
    while not (drawing and _is_kept(desk, exchange)):
        tab.page.wait_for_timeout(20)
    tab.page.unroute("**/desk/ask/conversations/*")
    drawing[0].continue_()
    tab.wait_for("error")
    tab.answers.last.locator(".act-retry").click()
    tab.page.wait_for_function(
        "() => document.querySelector('.exchange:last-child').dataset.state !== 'error'"
    )
    tab.page.unroute("**/desk/ask/answers/*/events")
    for one in following:
        one.continue_()
    tab.wait_for("done")
    assert tab.questions.count() == 1


def test_enter_sends_and_shift_with_enter_begins_a_line(tab: Tab, desk: CannedDesk) -> None:
    box = tab.page.locator(BOX)
    box.fill("How many?")
    box.press("Shift+Enter")
    box.press_sequentially("And when?")
    assert box.input_value() == "How many?\nAnd when?"
    assert tab.questions.count() == 0
    box.fill("س" * 2001)
    box.press("Enter")
    tab.page.locator("#status[data-state=error]").wait_for()
    assert "2,000" in tab.page.locator("#status").inner_text()
    assert len(box.input_value()) == 2001
    tab.faults.clear()  # the browser notes each refusal


def test_an_answer_is_rated_with_a_comment_and_copied(tab: Tab, desk: CannedDesk) -> None:
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = tab.ask("How many?")
    answer.locator(".act-down").click()
    comment = answer.locator(".comment textarea")
    comment.fill("Wrong year")
    answer.locator(".comment [type=submit]").click()
    answer.locator(".commented").wait_for()
    assert answer.locator(".act-down").get_attribute("aria-pressed") == "true"
    assert desk.conversations.rated(None, "down")[0].comment == "Wrong year"

    answer.locator(".act-copy").click()
    tab.page.get_by_text("copied with its sources").wait_for()
    kinds = tab.page.evaluate(
        "navigator.clipboard.read().then(async ([item]) => Promise.all(item.types.map("
        "async (type) => [type, await (await item.getType(type)).text()])))"
    )
    both = dict(kinds)
    assert both["text/plain"].startswith("About 54,000 troops are based in Japan. [1]")
    assert 'dir="rtl"' in both["text/html"]

    answer.locator(".act-share").click()
    tab.page.get_by_text("link was copied").wait_for()
    link = str(tab.page.evaluate("navigator.clipboard.readText()"))
    assert link.endswith(f"?conversation={_conversation(tab.page)}#{answer.get_attribute('id')}")


def test_a_conversation_is_gone_on_with_elsewhere(tab: Tab, browser: Browser, address: str) -> None:
    from tests.ui.browser import open_tab

    first = tab.ask("How many?").get_attribute("id")
    tab.ask("judge this")
    with open_tab(browser, f"{tab.page.url}#{first}") as other:
        other.answers.nth(1).wait_for()
        shown = other.page.locator(f"#{first}").bounding_box()
        assert shown is not None
        assert 0 < shown["y"] < 400
        other.ask("Third?")
    tab.page.evaluate("dispatchEvent(new Event('focus'))")
    tab.page.get_by_text("Third?").first.wait_for()
    assert tab.questions.count() == 3

    tab.begin_anew()
    assert tab.questions.count() == 0
    tab.page.go_back()
    tab.questions.nth(2).wait_for()


def test_a_question_asked_without_a_connection_stays_in_the_box(
    browser: Browser, address: str
) -> None:
    from tests.ui.browser import open_tab

    with open_tab(browser, address, width=360, height=740) as tab:
        tab.page.locator("#messages .hello").wait_for()
        tab.page.context.set_offline(True)
        tab.page.fill(BOX, "كم عدد الجنود؟")
        tab.page.press(BOX, "Enter")
        tab.page.locator("#status[data-state=error]").wait_for()
        tab.page.locator("#connection[data-state=lost]").wait_for()
        tab.page.wait_for_function(f"() => document.querySelector('{BOX}').value.startsWith('كم')")
        tab.page.context.set_offline(False)
        tab.page.press(BOX, "Enter")
        tab.wait_for("done")
        assert tab.page.input_value(BOX) == ""
        assert tab.overflow() <= 0
        sizes = tab.page.locator("#messages :is(.act, summary, .exports a)").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect())"
            ".map(box => Math.min(box.width, box.height))"
        )
        assert min(sizes) >= 24


def test_a_hostile_article_stays_text(tab: Tab) -> None:
    answer = tab.ask("hostile")
    assert tab.page.evaluate("window.pwned") is None
    inside = answer.locator(":is(img, script, iframe, svg, style, video, input)")
    assert inside.count() == 0
    addresses = answer.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(address.startswith("#cite-") for address in addresses)


def test_a_conversation_has_no_serious_barriers(tab: Tab) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tab.ask("judge هل تكفي القوات؟")
    tab.ask("perhaps")
    tab.answers.last.locator("summary").click()
    tab.answers.last.locator(".act-up").click()
    found = Axe().run(tab.page, context="#talk").response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert not serious, [(one["id"], one["nodes"][0]["html"][:200]) for one in serious]
