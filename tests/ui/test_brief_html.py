from __future__ import annotations

from dataclasses import replace

import pytest

from rag.records import Language, MissingLanguage, Verdict
from tests.exports.briefs import two_stories
from tests.factories import with_story
from tests.ui.briefs import brief, hostile_brief
from tests.ui.html import Reading, assert_inert
from tests.ui.samples import REASONS, TALKS_AR, TALKS_EN, TROOPS_AR, TROOPS_EN, judged
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
    html = brief_html.brief(brief(), readers=[reader])
    base, other = ("rtl", "ltr") if reader == "ar" else ("ltr", "rtl")
    assert html.startswith(f'<div class="brief columns-2" dir="{base}" lang="{reader}">')
    for pair in html.split('<div class="pair">')[1:]:
        first, second = pair.split('<div class="side" ')[1:3]
        assert first.startswith(f'dir="{base}"')
        assert second.startswith(f'dir="{other}"')
    assert assert_inert(html).text.count("28 July 2024") >= 1


def test_every_sentence_leads_to_what_it_cites() -> None:
    html = brief_html.brief(brief(), readers=["en"])
    points = html.partition('<ol class="points">')[2].partition("</ol>")[0]
    assert _quotes(points.partition("</li>")[0]) == [TROOPS_EN, TROOPS_AR]
    assert "54,000 troops are based in Japan.\u00a0[2]" in Reading(points).text
    for sentence in (*judged("ar"), *judged("en")):
        assert sentence.text in Reading(points).text


def test_verdicts_and_single_outlets_are_marked() -> None:
    reading = Reading(brief_html.brief(brief(), readers=["en"]))
    for language in BOTH:
        for reason in REASONS[language].values():
            assert reason in reading.text
    assert reading.tags.count("button") == 8
    assert "لم يَرِد هذا إلا في وكالة المدار." in reading.text
    assert "Only" not in reading.text
    assert reading.text.count("No English text for this point.") == 1


def test_what_is_amiss_with_a_point_as_a_whole_stands_behind_its_end() -> None:
    made = brief(languages=("en",))
    version = made.points[0].en
    assert version is not None
    doubt = replace(version, verdict=Verdict("check", ("The two sides differ.",)))
    reading = Reading(
        brief_html.brief(
            with_story(made, points=(replace(made.points[0], en=doubt),)), readers=["en"]
        )
    )
    assert "The two sides differ." in reading.text
    assert reading.tags.count("button") == 1


def test_facts_disagreements_and_sources_name_where_they_stand() -> None:
    reading = Reading(brief_html.brief(brief(), readers=["en"]))
    for told in (
        "How many54,000 American troops",
        "كم54 ألف جندي",
        "Where the sources disagree",
        "وكالة المدار · 28 يوليو 2024 54 ألف",
        "Harbor Dispatch · 28 July 2024 About 54,000",
        "Sources",
        "The sentences are quoted from the articles",
        "2 of 6 sentences are borne out",
    ):
        assert told in reading.text, told


def test_what_was_dropped_is_closed_and_says_why() -> None:
    before, _, inside = brief_html.brief(brief(), readers=["en"]).partition("<details")
    told = Reading(f"<details{inside}").text
    assert "The emperor welcomed it." in told
    assert REASONS["en"]["unsupported"] in told
    assert "The emperor welcomed it." not in Reading(before).text


def test_one_language_has_one_column_and_the_other_says_what_would_give_it() -> None:
    made = replace(
        brief(languages=("en",)), missing_languages=(MissingLanguage("ar", "لا مقال بالعربية."),)
    )
    html = brief_html.brief(made, readers=["ar"])
    assert html.startswith('<div class="brief columns-1" dir="ltr" lang="en">')
    assert "لا نص بالعربيةلا مقال بالعربية." in Reading(html).text


def test_a_brief_without_points_is_a_card_that_says_why() -> None:
    made = replace(with_story(brief(), points=()), reason="لا مقال عن هذا.")
    reading = assert_inert(brief_html.brief(made, readers=["ar"]))
    assert "تعذّر إعداد الموجزلا مقال عن هذا." in reading.text
    assert "The emperor welcomed it." in reading.text
    assert "ol" not in reading.tags


@pytest.mark.parametrize("reader", BOTH)
def test_hostile_text_is_inert_everywhere(reader: Language) -> None:
    made = hostile_brief()
    assert_inert(brief_html.brief(made, readers=[reader]))
    assert_inert(brief_html.brief(with_story(made, points=()), readers=[reader]))


def test_a_story_in_one_language_has_its_headline_once() -> None:
    made = two_stories()
    html = brief_html.brief(replace(made, topic=""), readers=["en"])
    text = Reading(html).text
    assert text.count("The port before its second quay") == 1
    assert "<h2>Brief</h2>" in html
    assert text.count("30 October to 22 November 2026") == 1
