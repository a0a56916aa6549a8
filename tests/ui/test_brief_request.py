from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from rag.records import BriefRequest, SearchFilter, Story
from tests.ui.desk import CannedDesk
from tests.ui.samples import HOSTILE_ARTICLE, TALKS_AR, TALKS_EN
from ui.briefs.brief_request import Wish
from ui.guard.refusal import PageError


@pytest.fixture
def story(desk: CannedDesk) -> Story:
    """The story of the English article."""
    return next(one for one in desk.story_page() if TALKS_EN.id in one.article_ids)


def _ask(desk: CannedDesk, **wish: object) -> BriefRequest:
    return Wish.model_validate(wish).request(desk, "en")


def test_what_was_typed_and_chosen_is_what_the_library_is_asked(desk: CannedDesk) -> None:
    made = _ask(
        desk,
        topic=" forces ",
        length="200 words",
        languages=["en"],
        since="٢٠٢٤-٠٧-٠١",
        until=" 2024/8/31 ",
        outlets=["Harbor Dispatch", "The Meridian"],
    )
    where = SearchFilter(
        since=date(2024, 7, 1),
        until=date(2024, 8, 31),
        outlets=("Harbor Dispatch", "The Meridian"),
    )
    assert made == BriefRequest("forces", (), where, 200, ("en",), "en")


@pytest.mark.parametrize(("given", "words"), [("short", 60), ("200", 200), (75, 75), ("٢٠٠", 200)])
def test_a_length_is_a_name_or_a_number_of_words(
    desk: CannedDesk, given: str | int, words: int
) -> None:
    assert _ask(desk, topic="x", length=given).words == words


@pytest.mark.parametrize(
    ("since", "until"),
    [("July 2024", "July 2024"), ("1 يوليو 2024", "يوليو ٢٠٢٤"), ("07/2024", "2024/07/31")],
)
def test_days_may_be_in_words(desk: CannedDesk, since: str, until: str) -> None:
    where = SearchFilter(None, date(2024, 7, 1), date(2024, 7, 31))
    assert _ask(desk, since=since, until=until).where == where


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        ({"topic": " "}, "of_nothing"),
        ({"topic": "x" * 2001}, "topic_too_long"),
        ({"topic": "x", "since": "soon"}, "bad_day"),
        ({"topic": "x", "until": "2024-02-30"}, "bad_day"),
        ({"topic": "x", "since": "2024-02-02", "until": "2024-02-01"}, "days_reversed"),
        ({"topic": "x", "length": "5"}, "bad_length"),
        ({"topic": "x", "length": ""}, "bad_length"),
        ({"story": 99}, "story_gone"),
        ({"articles": ["nowhere"]}, "articles_gone"),
        ({"articles": [TALKS_EN.id], "since": "2030-01-01"}, "none_within"),
        ({"articles": [TALKS_EN.id], "outlets": ["Nobody"]}, "none_within"),
    ],
)
def test_what_cannot_be_asked_has_a_name(
    desk: CannedDesk, wish: dict[str, object], problem: str
) -> None:
    with pytest.raises(PageError) as refused:
        _ask(desk, **wish)
    assert refused.value.name == f"briefs.{problem}"


def test_a_wish_without_languages_is_refused() -> None:
    with pytest.raises(ValidationError):
        Wish.model_validate({"topic": "x", "languages": []})


def test_a_story_is_asked_for_by_its_articles_newest_first(desk: CannedDesk, story: Story) -> None:
    made = _ask(desk, story=story.number, topic="forces")
    assert (made.articles, made.topic, made.where) == (story.article_ids[::-1], "forces", None)


def test_days_and_outlets_narrow_what_was_chosen(desk: CannedDesk) -> None:
    chosen = [TALKS_AR.id, TALKS_EN.id, HOSTILE_ARTICLE.id]
    assert _ask(desk, articles=chosen, outlets=[TALKS_EN.outlet]).articles == (TALKS_EN.id,)
    assert _ask(desk, articles=chosen, since="2024-07-28").articles == (TALKS_AR.id, TALKS_EN.id)


def test_a_wish_is_the_same_after_it_was_kept() -> None:
    wish = Wish.model_validate({"topic": "x", "length": "200", "outlets": ["a", "b"], "story": 3})
    assert Wish.model_validate_json(wish.model_dump_json()) == wish
