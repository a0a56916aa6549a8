from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.desk import CannedDesk
from tests.ui.samples import DATE_AR, HOSTILE, TROOPS_AR, TROOPS_EN
from ui.ask.welcome import EXAMPLES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.ui.browser import Tab

pytestmark = pytest.mark.browser


def test_an_arabic_question_gets_a_right_to_left_answer_with_its_sentence_shown(tab: Tab) -> None:
    answer = tab.ask("كم عدد الجنود الأمريكيين في اليابان؟")
    assert answer.locator(".answer > p").first.get_attribute("dir") == "rtl"
    assert answer.locator(".answer bdi[dir=ltr]").first.inner_text() == "$4.5bn"
    assert tab.citations.count() == 3

    mark = tab.open_citation(1)

    assert mark.inner_text() == DATE_AR
    assert tab.focused() == "MARK "
    panel = tab.page.locator("#panel").bounding_box()
    shown = mark.bounding_box()
    assert panel is not None
    assert shown is not None
    assert panel["y"] < shown["y"] < panel["y"] + panel["height"] - shown["height"]
    assert tab.page.locator("#panel h2").get_attribute("dir") == "rtl"
    assert "28 يوليو 2024" in tab.page.locator("#panel .origin").inner_text()


def test_an_english_question_gets_a_left_to_right_answer_that_can_be_used_by_keyboard(
    tab: Tab,
) -> None:
    answer = tab.ask("How many US troops are in Japan?")
    assert answer.locator(".answer > p").first.get_attribute("dir") == "ltr"
    citation = tab.citations.first
    citation.focus()
    tab.page.keyboard.press("Enter")
    tab.mark.wait_for()
    assert tab.mark.inner_text() == TROOPS_EN

    tab.page.keyboard.press("Escape")

    assert not tab.page.locator("#panel").is_visible()
    assert tab.focused() == f"A {citation.get_attribute('href')}"


def test_citations_of_older_answers_still_open_and_a_new_conversation_clears_all(
    tab: Tab, desk: CannedDesk
) -> None:
    tab.ask("كم عدد الجنود؟")
    tab.ask("And in English?")
    assert [turn.question for turn in desk.histories[-1]] == ["كم عدد الجنود؟"]
    tab.answers.first.locator(".mark a.cite").first.click()
    tab.mark.wait_for()
    assert tab.mark.inner_text() == TROOPS_AR

    tab.page.click("#fresh")

    tab.page.locator("#welcome").wait_for()
    assert tab.answers.count() == 0
    assert not tab.page.locator("#panel").is_visible()
    tab.ask("How many?")
    assert desk.histories[-1] == ()


def test_a_loaded_page_says_how_far_the_vectors_are(tab: Tab, desk: CannedDesk) -> None:
    made = desk.vectors
    desk.vectors = (1, 3)
    tab.page.reload()
    tab.page.get_by_text("Vectors: 1 of 3 made.").wait_for()
    tab.page.get_by_text("المتجهات: أُعِدّ منها 1 من 3.").wait_for()
    desk.vectors = made
    tab.page.reload()
    tab.page.get_by_text("Vectors:").wait_for(state="detached")


def test_stop_keeps_what_was_written_and_leaves_the_desk(tab: Tab, desk: CannedDesk) -> None:
    desk.left.clear()
    tab.send("slow, how many?")
    tab.wait_for("streaming")
    tab.citations.first.wait_for()

    tab.page.click("#stop")

    tab.wait_for("stopped")
    text = tab.answers.last.inner_text()
    assert "About 54,000 troops are based in Japan." in text
    assert "stopped before it was complete" in text
    assert desk.left.wait(5)
    tab.ask("How many?")


def test_a_closed_tab_leaves_the_desk(browser: Browser, address: str, desk: CannedDesk) -> None:
    from tests.ui.browser import open_tab

    desk.left.clear()
    with open_tab(browser, address) as tab:
        tab.send("slow, how many?")
        tab.citations.first.wait_for()
    assert desk.left.wait(10)


def test_a_hostile_article_stays_text(tab: Tab) -> None:
    answer = tab.ask("hostile")
    tab.open_citation()
    tab.page.wait_for_timeout(200)
    assert tab.page.evaluate("window.pwned") is None
    for part in ("#chat .answer", "#panel .sheet-body"):
        inside = tab.page.locator(
            f"{part} :is(img, script, iframe, svg, style, form, video, input)"
        )
        assert inside.count() == 0
    addresses = answer.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(address.startswith("#cite-") for address in addresses)
    assert HOSTILE[1] in tab.page.locator("#panel .sheet-body").inner_text()
    assert tab.page.locator("#chat").count() == 1


def test_two_tabs_do_not_mix(tab: Tab, browser: Browser, address: str) -> None:
    from tests.ui.browser import open_tab

    with open_tab(browser, address) as other:
        tab.send("slow, how many?")
        tab.wait_for("streaming")
        other.ask("كم عدد الجنود؟")
        assert other.questions.count() == 1
        assert tab.questions.all_inner_texts() == ["slow, how many?"]
    tab.page.click("#stop")
    tab.wait_for("stopped")


def test_a_failure_is_told_and_can_be_tried_again(tab: Tab) -> None:
    tab.send("fail once")
    tab.wait_for("error")
    assert "the model did not answer" in tab.answers.last.inner_text()
    tab.page.click("#retry")
    tab.wait_for("done")
    assert tab.questions.count() == 1
    assert tab.answers.count() == 1
    assert "54,000" in tab.answers.last.inner_text()


def test_an_abstention_is_a_card_that_names_the_closest_articles(tab: Tab) -> None:
    answer = tab.ask("nothing")
    assert "No answer in the articles" in answer.locator(".card.abstained").inner_text()
    answer.locator("a.cite").first.click()
    tab.mark.first.wait_for()


def test_what_may_help_is_a_card_of_its_own_that_opens_its_articles(tab: Tab) -> None:
    answer = tab.ask("perhaps")
    card = answer.locator(".card.may-help")
    assert "These passages may help" in card.inner_text()
    assert "These passages may help" in tab.page.locator("#status").inner_text()
    assert card.locator(".excerpts > li").count() == 2
    assert answer.locator(".answer, .checked, .mark").count() == 0
    card.locator("a.cite").first.click()
    tab.mark.first.wait_for()
    assert tab.mark.first.inner_text() == TROOPS_AR


def test_an_example_asks_itself(tab: Tab) -> None:
    example = EXAMPLES["ar"][0]
    tab.page.get_by_role("button", name=example).click()
    tab.wait_for("done")
    assert tab.questions.all_inner_texts() == [example]


def test_blank_and_overlong_questions_are_not_asked(tab: Tab, desk: CannedDesk) -> None:
    asked = len(desk.histories)
    box = tab.page.locator("#question textarea")
    box.fill("س" * 2001)
    box.press("Enter")
    tab.wait_for("error")
    assert "2,000" in tab.page.locator("#status").inner_text()
    assert len(box.input_value()) == 2001
    box.fill("  \n ")
    box.press("Enter")
    tab.page.wait_for_timeout(300)
    assert tab.questions.count() == 0
    assert len(desk.histories) == asked


def test_the_question_box_runs_in_the_direction_of_what_is_typed(tab: Tab) -> None:
    box = tab.page.locator("#question textarea")
    box.fill("COP28 هل كان ناجحا؟")
    assert box.evaluate("box => getComputedStyle(box).direction") == "rtl"
    box.fill("What did الشرق الأوسط write about the summit?")
    assert box.evaluate("box => getComputedStyle(box).direction") == "ltr"


def test_a_telephone_never_scrolls_sideways(browser: Browser, address: str) -> None:
    from tests.ui.browser import open_tab

    with open_tab(browser, address, width=390, height=844) as tab:
        assert tab.overflow() == 0
        tab.ask("كم عدد الجنود الأمريكيين في اليابان؟")
        assert tab.overflow() == 0
        mark = tab.open_citation()
        assert mark.inner_text() == TROOPS_AR
        assert tab.overflow() == 0
        shown = mark.bounding_box()
        assert shown is not None
        assert shown["x"] >= 0
        assert shown["x"] + shown["width"] <= 390
        assert tab.page.locator("#panel").bounding_box() is not None


def test_no_message_is_read_out_as_html(tab: Tab) -> None:
    tab.ask("How many?")
    for message in (tab.questions.last, tab.answers.last):
        assert message.get_attribute("aria-label") is None
