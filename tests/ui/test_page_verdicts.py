"""Verdicts, refusals and the words of an article, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.samples import REASONS, TALKS_AR, TROOPS_EN, judged

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from tests.ui.browser import Tab

pytestmark = pytest.mark.browser

ARABIC = "judge هل تكفي القوات؟"
_COLOUR = "e => getComputedStyle(e).color"


def _marks(answer: Locator) -> Locator:
    return answer.locator("button.verdict")


def _reason(answer: Locator, status: str) -> Locator:
    return answer.locator(f".why.is-{status}")


def test_a_mark_opens_its_reason_and_closes_it_again(tab: Tab) -> None:
    answer = tab.ask("judge this")
    assert _marks(answer).count() == 4
    mark, reason = answer.locator("button.is-contradicted"), _reason(answer, "contradicted")
    assert mark.inner_text() == "The source says otherwise"
    assert not reason.is_visible()

    mark.click()

    assert mark.get_attribute("aria-expanded") == "true"
    assert reason.get_attribute("id") == mark.get_attribute("aria-controls")
    assert reason.inner_text() == REASONS["en"]["contradicted"]
    mark.click()
    assert mark.get_attribute("aria-expanded") == "false"
    assert not reason.is_visible()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_reason_is_reached_and_opened_by_keyboard(tab: Tab, key: str) -> None:
    answer = tab.ask("judge this")
    tab.citations.nth(1).focus()
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press(key)
    assert _reason(answer, "check").is_visible()
    tab.page.keyboard.press(key)
    assert not _reason(answer, "check").is_visible()


def test_an_open_reason_and_the_focus_stay_while_the_answer_goes_on(tab: Tab) -> None:
    tab.send("slow, judge this")
    mark = tab.answers.last.locator("button.is-check")
    mark.wait_for()
    mark.focus()
    tab.page.keyboard.press("Enter")
    length = len(tab.answers.last.inner_text())
    tab.page.wait_for_function(
        "n => document.querySelector('#chat .answer').innerText.length > n + 40", arg=length
    )
    assert _reason(tab.answers.last, "check").is_visible()
    assert mark.evaluate("mark => mark === document.activeElement")
    tab.page.click("#stop")
    tab.wait_for("stopped")
    assert _reason(tab.answers.last, "check").is_visible()
    tab.begin_anew()
    assert not _reason(tab.ask("judge this"), "check").is_visible()


def test_in_arabic_everything_runs_from_the_right(tab: Tab) -> None:
    answer = tab.ask(ARABIC)
    answer.locator("button.is-contradicted").click()
    reason = _reason(answer, "contradicted")
    assert reason.inner_text() == REASONS["ar"]["contradicted"]
    assert reason.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert reason.locator("bdi[dir=ltr]").all_inner_texts() == ["$5.5bn", "$4.5bn", "Reuters"]
    assert "تؤكد المصادر جملة واحدة من أصل 5 جمل." in answer.inner_text()
    edges = [part.bounding_box() for part in (reason, answer.locator(".answer"))]
    assert edges[0] is not None
    assert edges[1] is not None
    assert abs(edges[0]["x"] + edges[0]["width"] - edges[1]["x"] - edges[1]["width"]) < 2


def test_what_fails_is_grey_and_all_of_it_is_there(tab: Tab) -> None:
    answer = tab.ask("judge this")
    ink = answer.locator(".answer > p").first.evaluate(_COLOUR)
    grey = answer.locator(".doubted")
    assert [text.strip() for text in grey.all_inner_texts()] == [
        one.text for one in judged("en")[3:]
    ]
    for part in grey.all():
        assert part.is_visible()
        assert part.evaluate(_COLOUR) != ink
    for sentence in judged("en"):
        assert sentence.text in answer.inner_text()


def test_a_copied_answer_is_its_sentences_and_their_numbers(tab: Tab) -> None:
    answer = tab.ask("judge this")
    copied = answer.locator(".answer > p").first.evaluate(
        "p => { const all = getSelection(); all.selectAllChildren(p); return all.toString(); }"
    )
    expected = " ".join(f"{sentence.text} [1]" for sentence in judged("en"))
    assert " ".join(copied.split()) == expected


def test_a_refusal_shows_what_was_withheld_on_demand(tab: Tab) -> None:
    answer = tab.ask("withheld")
    assert "Searched 24 articles, 3 May 2023 – 12 February 2024" in answer.inner_text()
    claim = answer.get_by_text(judged("en")[3].text)
    assert not claim.is_visible()
    answer.locator("summary").focus()
    tab.page.keyboard.press("Enter")
    assert claim.is_visible()
    for reason in REASONS["en"].values():
        assert reason in answer.inner_text()


def test_the_nearest_article_opens_at_its_passage(tab: Tab) -> None:
    answer = tab.ask("nothing")
    nearest = answer.locator(".list a.cite").first
    assert TALKS_AR.title in nearest.inner_text()
    nearest.click()
    tab.mark.first.wait_for()
    assert tab.page.locator("#panel h2").inner_text() == TALKS_AR.title


def test_an_article_in_the_other_language_comes_with_words_of_the_glossary(tab: Tab) -> None:
    tab.ask("كم عدد الجنود؟")
    tab.open_citation(2)
    assert tab.mark.inner_text() == TROOPS_EN
    box = tab.page.locator("#panel .glossary")
    meaning = box.get_by_text("جنود")
    assert not meaning.is_visible()
    box.get_by_text("كلمات من المعجم (ليست ترجمة)").click()
    assert meaning.is_visible()
    assert box.evaluate("e => getComputedStyle(e).direction") == "rtl"

    tab.citations.first.click()

    tab.page.locator("#panel h2[dir=rtl]").wait_for()
    assert box.count() == 0


def test_on_a_telephone_a_reason_fits(browser: Browser, address: str) -> None:
    from tests.ui.browser import open_tab

    with open_tab(browser, address, width=390, height=844) as tab:
        answer = tab.ask(ARABIC)
        for mark in _marks(answer).all():
            mark.click()
            target = mark.evaluate(
                "m => { const area = getComputedStyle(m, '::after');"
                " return [parseFloat(area.width), parseFloat(area.height)]; }"
            )
            assert min(target) >= 24
        for status in REASONS["ar"]:
            shown = _reason(answer, status).bounding_box()
            assert shown is not None
            assert shown["x"] >= 0
            assert shown["x"] + shown["width"] <= 390
        assert tab.overflow() == 0


@pytest.mark.parametrize(
    ("question", "label", "remark"),
    [
        ("unequal", "One of the sources does not bear this out", "[2] says otherwise."),
        ("unequal هل تكفي القوات؟", "أحد المراجع لا يؤيد هذه الجملة", "يقول [2] غير ذلك."),
    ],
)
def test_a_source_that_does_nothing_is_marked_and_named(
    tab: Tab, question: str, label: str, remark: str
) -> None:
    answer = tab.ask(question)
    amiss, added = answer.locator(".mark.amiss"), answer.locator(".mark.added")
    assert [amiss.count(), added.count()] == [2, 1]
    struck = [
        "gradient" in str(one.evaluate("e => getComputedStyle(e).backgroundImage"))
        for one in (amiss.first.locator("a"), added.locator("a"))
    ]
    assert struck == [True, False]
    mark, reason = _marks(answer).first, answer.locator(".why").first
    assert mark.inner_text() == label
    mark.click()
    assert reason.inner_text().splitlines() == [label, remark]
    _marks(answer).nth(1).click()
    assert "[2]" in answer.locator(".why").nth(1).inner_text()
    assert tab.overflow() <= 0
