from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from rag.briefs.extractive.extractive_brief import ExtractiveBriefWriter
from rag.briefs.tuning import MOST_POINTS
from rag.protocols import BriefDraft, BriefTask
from rag.records import Article, BriefProgress, Language, Version
from tests.briefs.samples import ARABIC, ENGLISH, story
from tests.factories import ANALYZER, article


def drafted(
    *articles: Article,
    words: int = 60,
    languages: tuple[Language, ...] = ("ar", "en"),
    topic: str = "The earthquake in the north",
) -> BriefDraft:
    async def run() -> BriefDraft:
        task = BriefTask(topic, articles, languages, words)
        events = [event async for event in ExtractiveBriefWriter(analyzer=ANALYZER).astream(task)]
        assert all(isinstance(event, BriefProgress) for event in events[:-1])
        assert isinstance(events[-1], BriefDraft)
        return events[-1]

    return asyncio.run(run())


def sides(draft: BriefDraft) -> list[Version]:
    return [side for point in draft.points for side in (point.ar, point.en) if side is not None]


def test_a_fact_told_in_both_languages_is_one_point() -> None:
    first = drafted(*story()).points[0]
    assert first.ar is not None
    assert first.en is not None
    assert "46" in first.ar.text
    assert "46" in first.en.text
    assert {citation.article.id for citation in first.citations} == {"ar", "en"}


def test_every_sentence_stands_in_an_article_of_its_language_and_is_cited() -> None:
    for side in sides(drafted(*story())):
        for sentence in side.sentences:
            (citation,) = sentence.citations
            assert sentence.text == citation.quote
            assert citation.article.language == side.language
            assert sentence.verdict is not None
            assert sentence.verdict.status == "quoted"


def test_a_language_without_an_article_is_told_and_not_made_up() -> None:
    draft = drafted(article(ENGLISH, id="en"))
    assert [side.language for side in sides(draft)] == ["en"] * len(draft.points)
    (missing,) = draft.missing_languages
    assert missing.language == "ar"
    assert "MUJAZ_MODEL" in missing.reason
    assert missing.reason.startswith("لا مقال")


def test_only_the_languages_asked_for_are_written() -> None:
    draft = drafted(*story(), languages=("ar",))
    assert {side.language for side in sides(draft)} == {"ar"}
    assert draft.missing_languages == ()


def test_each_side_has_the_headline_of_its_nearest_article() -> None:
    arabic, english = story()
    arabic, english = replace(arabic, title="زلزال"), replace(english, title="Earthquake")
    titles = {one.language: one.text for one in drafted(arabic, english).headlines}
    assert titles == {"ar": "زلزال", "en": "Earthquake"}


def test_a_long_brief_has_at_most_twelve_points_and_keeps_its_length() -> None:
    said = [
        f"On day {at} the team number {at} searched sector {at} of city {at}." for at in range(60)
    ]
    draft = drafted(article(" ".join(said), id="en"), words=350, languages=("en",))
    total = sum(len(side.text.split()) for side in sides(draft))
    assert len(draft.points) <= MOST_POINTS
    assert 350 * 0.85 <= total <= 350 * 1.15


def test_points_follow_the_order_of_the_story() -> None:
    texts = [side.text for side in sides(drafted(article(ARABIC, id="ar"), languages=("ar",)))]
    assert texts == sorted(texts, key=ARABIC.index)


def test_one_of_a_pair_is_told_alone_where_the_other_is_too_long() -> None:
    english = "The health ministry said the earthquake killed 46 people in the northern province."
    arabic = ARABIC.split(". ")[0] + " " + " ".join(["وأضافت الوزارة"] * 60) + "."
    short = "وأغلقت المدارس أسبوعاً. " * 2 + "وعادت الكهرباء إلى القرى. وفتح الطريق الساحلي."
    draft = drafted(
        article(f"{arabic} {short}", id="ar", language="ar"),
        article(f"{english} Schools are closed. Roads are cut off. Power is back.", id="en"),
        words=25,
    )
    assert any("46" in point.en.text for point in draft.points if point.en is not None)


LEAD = "The council closed the old bridge on Monday after a crack was found in its northern pier."
REST = (
    "It was built in 1901. Buses go round by the ring road. Engineers will look at the pier on "
    "Tuesday and say by Friday whether lorries may use it again. Shops fear for their trade."
)


@pytest.mark.parametrize("words", [1, 10, 16, 20, 30, 60, 100, 350])
def test_a_brief_of_one_article_begins_with_its_lead_at_every_length(words: int) -> None:
    draft = drafted(article(f"{LEAD} {REST}", id="en"), words=words, languages=("en",))
    assert sides(draft)[0].text.startswith(LEAD)


def test_a_lead_longer_than_the_brief_is_the_brief() -> None:
    draft = drafted(article(f"{LEAD} {REST}", id="en"), words=10, languages=("en",))
    assert [side.text for side in sides(draft)] == [LEAD]


def test_a_short_brief_of_one_article_is_its_beginning() -> None:
    draft = drafted(article(f"{LEAD} {REST}", id="en"), words=22, languages=("en",))
    assert " ".join(side.text for side in sides(draft)) == f"{LEAD} It was built in 1901."


@pytest.mark.parametrize("stop", ["", "."])
def test_the_title_repeated_is_no_point(stop: str) -> None:
    title = "Old bridge closed after crack in pier"
    told = replace(article(f"{title}{stop}\n{LEAD} {REST}", id="en"), title=title, titled=True)
    draft = drafted(told, words=60, languages=("en",))
    assert sides(draft)[0].text.startswith(LEAD)
    assert not any(title in side.text for side in sides(draft))


def test_a_first_sentence_that_became_the_title_is_the_lead() -> None:
    told = replace(article(f"{LEAD} {REST}", id="en"), title=LEAD, titled=False)
    assert sides(drafted(told, words=16, languages=("en",)))[0].text == LEAD


def test_the_newest_of_several_articles_leads() -> None:
    newer = "The council opened the old bridge to cars again, as its northern pier was mended."
    old = replace(article(f"{LEAD} {REST}", id="old"), published_at=date(2024, 7, 1))
    new = replace(article(f"{newer} Lorries must wait.", id="new"), published_at=date(2024, 7, 5))
    draft = drafted(old, new, words=40, languages=("en",))
    assert sides(draft)[0].text.startswith(newer.partition(" on Friday")[0])
    assert any("crack was found" in side.text for side in sides(draft))


def test_the_same_fact_of_two_articles_is_told_once() -> None:
    again = (
        "The council closed the old bridge on Monday after a crack in its northern pier was found."
    )
    draft = drafted(article(f"{LEAD} {REST}", id="one"), article(f"{again} {REST}", id="two"))
    told = " ".join(side.text for side in sides(draft))
    assert told.count("northern pier") == 1


def test_a_sentence_that_says_who_says_it_is_preferred() -> None:
    said = "The mayor said the new tram will cost 40 million euros and run by next spring at last."
    bare = "The long new tram will cost 40 million euros and run by the next spring at long last."
    draft = drafted(
        article(f"{LEAD} {bare}", id="one"),
        article(f"{LEAD} {said}", id="two"),
        words=34,
        languages=("en",),
    )
    told = " ".join(side.text for side in sides(draft))
    assert said in told
    assert bare not in told


def test_a_figure_that_a_newer_article_replaced_is_not_told() -> None:
    old = "The earthquake killed 33,000 people in the northern province, the ministry said."
    new = "The earthquake killed 50,000 people in the northern province, the ministry said."
    more = " ".join(f"{REST} The port of town {at} is open again to ships." for at in range(2))
    draft = drafted(
        replace(article(f"{old} {more}", id="old"), published_at=date(2023, 2, 13)),
        replace(article(f"{new} Schools are closed.", id="new"), published_at=date(2023, 2, 25)),
        words=60,
        languages=("en",),
    )
    told = " ".join(side.text for side in sides(draft))
    assert told.startswith(new)
    assert "33,000" not in told


def test_a_quotation_comes_with_the_sentence_that_names_its_speaker() -> None:
    text = (
        f"{LEAD} The mayor of the city, Rosa Blum, spoke to reporters beside the pier at noon. "
        '"We will not open it to lorries before the engineers are sure of every single stone." '
        f"{REST}"
    )
    for words in range(20, 100, 5):
        told = " ".join(
            side.text
            for side in sides(drafted(article(text, id="en"), words=words, languages=("en",)))
        )
        assert "Rosa Blum" in told or "every single stone" not in told
