"""What a catalog counts and lists agrees with all its articles, whatever the filter."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import ArticleSummary, Language, SearchFilter, Totals
from rag.store.catalog import Catalog, MatchingWords
from tests.factories import draft
from tests.postgres_server import new_database
from tests.store.test_catalog import store

FIRST = date(2023, 11, 20)
OUTLETS = (None, "وكالة المدار", "Harbor Dispatch", "Port Gazette")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def catalog(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Catalog]:
    """120 articles of some months, outlets and both languages."""
    if request.param == "sqlite":
        opened = Catalog(tmp_path_factory.mktemp("listing") / "catalog.sqlite")
    else:
        opened = Catalog(new_database(request.getfixturevalue("postgres_server")))
    chance = random.Random(7)
    with opened.transaction():
        for number in range(120):
            day = FIRST + timedelta(days=chance.randrange(100))
            item = draft(
                f"Text {number}",
                key=f"a{number:03}",
                title=f"Title {number}",
                language=chance.choice(("ar", "en")),
                outlet=chance.choice(OUTLETS),
                published_at=None if chance.random() < 0.1 else day,
            )
            store(opened, item)
        rows = opened._db.all("SELECT number FROM articles")
        opened.stories.add([(number, b"profile") for (number,) in rows])
        opened.stories.put({number: number // chance.randint(2, 9) for (number,) in rows}, {})
    yield opened
    opened.close()


@st.composite
def filters(draw: st.DrawFn) -> SearchFilter:
    days = st.dates(FIRST, FIRST + timedelta(days=110))
    since, until = draw(st.none() | days), draw(st.none() | days)
    if since and until and since > until:
        since, until = until, since
    return SearchFilter(
        language=draw(st.sampled_from([None, "ar", "en"])),
        outlet=draw(st.sampled_from(OUTLETS)),
        since=since,
        until=until,
    )


def let_through(catalog: Catalog, where: SearchFilter) -> list[ArticleSummary]:
    return [one for one in catalog.summaries() if where.lets_through(one)]


@given(filters())
def test_totals_count_what_the_filter_lets_through(catalog: Catalog, where: SearchFilter) -> None:
    articles = let_through(catalog, where)
    totals = catalog.totals(where)
    days = [one.published_at for one in articles if one.published_at]
    assert totals.articles == len(articles)
    assert totals.languages == Counter(one.language for one in articles)
    assert totals.outlets == Counter(one.outlet for one in articles if one.outlet)
    assert sum(sum(month.values()) for month in totals.months.values()) == len(days)
    assert list(totals.months) == sorted({day.replace(day=1) for day in days})
    assert totals.first_day == min(days, default=None)
    assert totals.last_day == max(days, default=None)


def test_outlets_come_by_size_and_a_month_has_its_languages(catalog_place: Path | str) -> None:
    opened = Catalog(catalog_place)
    assert opened.totals() == Totals(0, {}, {}, {})
    shelf: list[tuple[str, Language, str]] = [("a", "ar", "B"), ("b", "en", "B"), ("c", "ar", "A")]
    for key, language, outlet in shelf:
        day = date(2024, 7, 28)
        store(opened, draft(key, key=key, language=language, outlet=outlet, published_at=day))
    totals = opened.totals()
    assert list(totals.outlets.items()) == [("B", 2), ("A", 1)]
    assert totals.months == {date(2024, 7, 1): {"ar": 2, "en": 1}}
    opened.remove("c")
    assert opened.totals().articles == 2
    opened.close()


@given(filters(), st.integers(1, 60))
def test_the_pages_together_are_all_articles_newest_first(
    catalog: Catalog, where: SearchFilter, size: int
) -> None:
    pages: list[ArticleSummary] = []
    for offset in range(0, 200, size):
        page, total = catalog.listing.page(where, None, limit=size, offset=offset)
        assert len(page) <= size
        pages += page
    wanted = let_through(catalog, where)
    assert total == len(wanted) == len(pages)
    assert {one.id: one for one in pages} == {one.id: one for one in wanted}
    days = [one.published_at or date.min for one in pages]
    assert days == sorted(days, reverse=True)


@given(filters(), st.integers(1, 30), st.integers(1, 6))
def test_the_pages_together_are_all_stories_newest_first(
    catalog: Catalog, where: SearchFilter, size: int, least: int
) -> None:
    found: list[tuple[int, date | None]] = []
    for offset in range(0, 130, size):
        found += catalog.listing.story_numbers(where, None, limit=size, offset=offset, least=least)
    wanted = catalog.stories.all(where, limit=-1, least=least)
    assert sorted(number for number, _ in found) == sorted(story.number for story in wanted)
    newest = {
        story.number: max(
            one.published_at or date.min
            for one in catalog.listing.summaries(story.article_ids)
            if where.lets_through(one)
        )
        for story in wanted
    }
    days = [day or date.min for _, day in found]
    assert days == [newest[number] for number, _ in found]
    assert days == sorted(days, reverse=True)


def test_a_list_can_be_narrowed_to_what_a_search_found(catalog: Catalog) -> None:
    every, _ = catalog.listing.page(SearchFilter(), None, limit=200, offset=0)
    by_outlet = {one.id for one in every if one.outlet == "Port Gazette"}
    found = MatchingWords(
        [f"{one.id}:Text {int(one.id[1:])}" for one in every[:7]], ["Port Gazette"]
    )
    page, total = catalog.listing.page(SearchFilter(), found, limit=200, offset=0)
    assert {one.id for one in page} == by_outlet | {one.id for one in every[:7]}
    assert total == len(page)
    stories = catalog.listing.story_numbers(SearchFilter(), found, limit=200, offset=0, least=1)
    numbers = {number for number, _ in stories}
    assert numbers == set(catalog.story_numbers([one.id for one in page]).values())


def test_summaries_come_in_the_order_of_their_ids(catalog: Catalog) -> None:
    ids = ["a007", "nobody", "a003", "a007"]
    assert [one.id for one in catalog.listing.summaries(ids)] == ["a007", "a003"]
