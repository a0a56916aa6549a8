from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.records import Claim, Language, MissingLanguage, Update, Verdict
from tests.exports.briefs import two_stories
from tests.factories import with_story
from tests.ui.briefs import brief, hostile_brief
from tests.ui.html import Reading, assert_inert
from tests.ui.samples import REASONS, TALKS_AR, TALKS_EN, TROOPS_AR, TROOPS_EN, cite, judged
from ui.briefs import brief_html
from ui.html.citation import parse_href

BOTH: tuple[Language, ...] = ("ar", "en")


def _quotes(html: str) -> list[str]:
    """What the links of some HTML lead to, in their order."""
    texts = {article.id: article.text for article in (TALKS_AR, TALKS_EN)}
    links = [value for name, value in Reading(html).attributes if name == "href"]
    targets = [parse_href(link) for link in links]
    return [texts[one.article_id][one.start : one.end] for one in targets if one]


@pytest.mark.parametrize("reader", BOTH)
def test_the_reader_s_language_comes_first_and_arabic_is_on_the_right(reader: Language) -> None:
    html = brief_html.brief(brief(), reader=reader)
    base, other = ("rtl", "ltr") if reader == "ar" else ("ltr", "rtl")
    assert html.startswith(f'<div class="brief columns-2" dir="{base}" lang="{reader}">')
    for pair in html.split('<div class="pair">')[1:]:
        first, second = pair.split('<div class="side" ')[1:3]
        assert first.startswith(f'dir="{base}"')
        assert second.startswith(f'dir="{other}"')
    assert_inert(html)


def test_what_the_page_says_is_in_its_language_and_said_once() -> None:
    arabic = Reading(brief_html.brief(brief(), reader="ar")).text
    english = Reading(brief_html.brief(brief(), reader="en")).text
    for ar, en in (
        ("حتى تاريخ 28 يوليو 2024", "As of 28 July 2024"),
        ("أبرز الوقائع", "Key facts"),
        ("ما تختلف فيه المصادر", "Where the sources disagree"),
        ("نقطة واحدة بلا نص إنجليزي.", "One point has no English text."),
        ("لم يَرِد هذا إلا في وكالة المدار.", "Only وكالة المدار reports this."),
        ("الجمل منقولة", "The sentences are quoted"),
        ("نقطة كُتبت ثم استُبعدت", "One point was written and left out"),
    ):
        assert (arabic.count(ar), english.count(ar)) == (1, 0)
        assert (arabic.count(en), english.count(en)) == (0, 1)


def test_every_sentence_leads_to_what_it_cites() -> None:
    html = brief_html.brief(brief(), reader="en")
    points = html.partition('<ol class="points">')[2].partition("</ol>")[0]
    assert _quotes(points.partition("</li>")[0]) == [TROOPS_EN, TROOPS_AR]
    assert "54,000 troops are based in Japan.\u00a0[2]" in Reading(points).text
    for sentence in (*judged("ar"), *judged("en")):
        assert sentence.text in Reading(points).text


def test_verdicts_are_marked() -> None:
    reading = Reading(brief_html.brief(brief(), reader="en"))
    for language in BOTH:
        for reason in REASONS[language].values():
            assert reason in reading.text
    assert reading.tags.count("button") == 8


def test_what_holds_for_every_point_is_told_once() -> None:
    made = brief()
    alone = tuple(replace(point, only_outlet="Harbor Dispatch") for point in made.points)
    text = Reading(brief_html.brief(with_story(made, points=alone), reader="en")).text
    assert text.count("Only Harbor Dispatch reports these points.") == 1
    assert "reports this" not in text


def test_a_brief_of_quotations_marks_none_of_them() -> None:
    made = brief()
    quoted = Verdict("quoted")
    points = []
    for point in made.points[:2]:
        sides = [
            side
            and replace(
                side,
                sentences=tuple(replace(one, verdict=quoted) for one in side.sentences),
                verdict=quoted,
            )
            for side in (point.ar, point.en)
        ]
        points.append(replace(point, ar=sides[0], en=sides[1]))
    html = brief_html.brief(with_story(made, points=tuple(points)), reader="en")
    assert 'class="quotation"' not in html
    assert "The sentences are quoted" in html


def test_what_is_amiss_with_a_point_as_a_whole_stands_behind_its_end() -> None:
    made = brief(languages=("en",))
    version = made.points[0].en
    assert version is not None
    doubt = replace(version, verdict=Verdict("check", ("The two sides differ.",)))
    reading = Reading(
        brief_html.brief(with_story(made, points=(replace(made.points[0], en=doubt),)), reader="en")
    )
    assert "The two sides differ." in reading.text
    assert reading.tags.count("button") == 1


def test_facts_and_disagreements_name_where_they_stand() -> None:
    reading = Reading(brief_html.brief(brief(), reader="en"))
    for told in (
        "How many54,000 American troops",
        "54 ألف جندي",
        "54 ألف وكالة المدار · 28 July 2024",
        "About 54,000 Harbor Dispatch · 28 July 2024",
        "Sources",
    ):
        assert told in reading.text, told


def test_an_update_leads_from_the_old_figure_to_the_new_one() -> None:
    claims = (
        Claim("50,000", cite(TALKS_EN, TROOPS_EN, 2), day=date(2024, 7, 27)),
        Claim("54,000", cite(TALKS_EN, TROOPS_EN, 2), says="the ministry"),
    )
    made = with_story(brief(), updates=(Update("Troops in Japan", claims),))
    text = Reading(brief_html.brief(made, reader="en")).text
    assert (
        "How the figures changedTroops in Japan50,000 Harbor Dispatch · 27 July 2024\u00a0[2]"
        "54,000 (according to the ministry) Harbor Dispatch · 28 July 2024"
    ) in text


def test_what_was_dropped_is_closed_and_says_why() -> None:
    before, _, inside = brief_html.brief(brief(), reader="en").partition("<details")
    told = Reading(f"<details{inside}").text
    assert "The emperor welcomed it." in told
    assert REASONS["en"]["unsupported"] in told
    assert "The emperor welcomed it." not in Reading(before).text


def test_one_language_has_one_column_and_the_other_says_what_would_give_it() -> None:
    made = replace(
        brief(languages=("en",)), missing_languages=(MissingLanguage("ar", "لا مقال بالعربية."),)
    )
    html = brief_html.brief(made, reader="ar")
    assert html.startswith('<div class="brief columns-1" dir="rtl" lang="ar">')
    assert "لا نص بالعربيةلا مقال بالعربية." in Reading(html).text


def test_a_brief_without_points_is_a_card_that_says_why() -> None:
    made = replace(with_story(brief(), points=()), reason="لا مقال عن هذا.")
    reading = assert_inert(brief_html.brief(made, reader="ar"))
    assert "تعذّر إعداد الموجزلا مقال عن هذا." in reading.text
    assert "The emperor welcomed it." in reading.text
    assert "ol" not in reading.tags


@pytest.mark.parametrize("reader", BOTH)
def test_hostile_text_is_inert_everywhere(reader: Language) -> None:
    made = hostile_brief()
    assert_inert(brief_html.brief(made, reader=reader))
    assert_inert(brief_html.brief(with_story(made, points=()), reader=reader))


def test_a_story_in_one_language_has_its_headline_once() -> None:
    made = two_stories()
    html = brief_html.brief(replace(made, topic=""), reader="en")
    text = Reading(html).text
    assert text.count("The port before its second quay") == 1
    assert ">Brief</h2>" in html
    assert text.count("30 October to 22 November 2026") == 1
