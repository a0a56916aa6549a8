"""Articles that somebody chose are told together as far as they could be of one topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.embedding.use import UseEmbedder
from rag.records import Article
from rag.store.catalog import Catalog
from rag.stories.keeping import StoryKeeper
from rag.stories.relating import related
from tests.factories import ANALYZER
from tests.store.test_catalog import store
from tests.stories.test_keeping import MATCH, QUAKE, TOLL, news, samples


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def chosen(catalog: Catalog, *ids: str) -> list[Article]:
    found = [catalog.article(name) for name in ids]
    assert None not in found
    return [one for one in found if one is not None]


def names(groups: list[list[Article]]) -> list[list[str]]:
    return [[one.id for one in group] for group in groups]


@pytest.mark.parametrize("encoder", [UseEmbedder(), None], ids=["encoder", "words"])
@pytest.mark.parametrize("grouped", [True, False])
def test_each_sample_story_is_one_in_both_languages_and_apart_from_others(
    catalog: Catalog, encoder: UseEmbedder | None, grouped: bool
) -> None:
    for draft in samples():
        store(catalog, draft)
    keeper = StoryKeeper(catalog, ANALYZER, encoder)
    while grouped and keeper.owed():
        keeper.step()
    ids = sorted(summary.id for summary in catalog.summaries())
    stories = sorted({name.rsplit(".", 1)[0] for name in ids})
    for one, other in zip(stories, stories[3:], strict=False):
        wanted = [f"{one}.ar", f"{other}.en", f"{one}.en", f"{other}.ar"]
        found = related(chosen(catalog, *wanted), catalog, ANALYZER, encoder)
        assert names(found) == [wanted[::2], wanted[1::2]]


@pytest.mark.parametrize("encoder", [UseEmbedder(), None], ids=["encoder", "words"])
def test_follow_ups_of_weeks_are_together_whatever_their_days(
    catalog: Catalog, encoder: UseEmbedder | None
) -> None:
    store(catalog, news("quake", QUAKE, title="Earthquake strikes Turkey and Syria"))
    store(catalog, news("toll", TOLL, title="Earthquake toll in Turkey and Syria", after=40))
    store(catalog, news("match", MATCH, title="Liverpool beat Everton"))
    store(
        catalog,
        news(
            "aid",
            "Aid convoys reached Gaziantep and Aleppo, where the earthquake destroyed buildings.",
            title="Aid for the survivors of the earthquake",
            after=12,
        ),
    )
    found = related(chosen(catalog, "quake", "match", "toll", "aid"), catalog, ANALYZER, encoder)
    assert names(found) == [["quake", "toll", "aid"], ["match"]]


def test_articles_of_one_story_of_the_catalog_are_together(catalog: Catalog) -> None:
    store(catalog, news("quake", QUAKE, title="Earthquake strikes Turkey and Syria"))
    store(catalog, news("match", MATCH, title="Liverpool beat Everton"))
    articles = chosen(catalog, "quake", "match")
    assert len(related(articles, catalog, ANALYZER, None)) == 2
    keeper = StoryKeeper(catalog, ANALYZER, None)
    while keeper.owed():
        keeper.step()
    rows = [row.number for row in catalog.stories.newest(limit=9)]
    with catalog.transaction():
        catalog.stories.put(dict.fromkeys(rows, 7), {})
    assert names(related(articles, catalog, ANALYZER, None)) == [["quake", "match"]]


def test_of_nothing_nothing_is_related(catalog: Catalog) -> None:
    assert related([], catalog, ANALYZER, None) == []
