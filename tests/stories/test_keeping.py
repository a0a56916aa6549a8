"""Articles of one event are put together as they arrive, and stay together in the catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from rag.embedding.use import UseEmbedder
from rag.records import SourceArticle
from rag.sources.file_reading import read_source
from rag.store.catalog import Catalog
from rag.stories.keeping import StoryKeeper
from tests.factories import ANALYZER, draft
from tests.store.test_catalog import store

DAY = date(2023, 2, 6)
QUAKE = (
    "An earthquake of magnitude 7.8 struck Gaziantep in southern Turkey on Monday, killing 1,200"
    " people in Turkey and Syria. Rescuers searched collapsed buildings in Gaziantep and Aleppo."
)
TOLL = (
    "The death toll of the earthquake in Turkey and Syria has risen to 5,000. Rescuers pulled"
    " survivors from collapsed buildings in Gaziantep, where the quake of magnitude 7.8 struck."
)
MATCH = (
    "Liverpool beat Everton 2-0 at Anfield in the Premier League on Monday with goals by Salah and"
    " Gakpo. It was the first win of the year for the team of Jürgen Klopp in the league."
)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def group(catalog: Catalog, *, encoder: UseEmbedder | None = None) -> dict[str, int]:
    """Put all articles into stories; return the story of each."""
    keeper = StoryKeeper(catalog, ANALYZER, encoder)
    while keeper.owed():
        assert keeper.step()
    return catalog.story_numbers([summary.id for summary in catalog.summaries()])


def news(name: str, text: str, *, title: str, after: int | None = 0) -> SourceArticle:
    day = None if after is None else DAY + timedelta(days=after)
    return draft(text, name=name, title=title, published_at=day)


def fill(catalog: Catalog, *, after: int | None = 1) -> None:
    store(catalog, news("quake", QUAKE, title="Earthquake strikes Turkey and Syria"))
    store(catalog, news("toll", TOLL, title="Earthquake toll in Turkey and Syria", after=after))
    store(catalog, news("match", MATCH, title="Liverpool beat Everton"))


def samples() -> list[SourceArticle]:
    found = []
    for path in sorted(Path(str(files("seeds"))).glob("*.md")):
        read = read_source(path, max_bytes=1_000_000)
        found += [one for one in read if isinstance(one, SourceArticle)]
    return found


@pytest.mark.parametrize("after", [0, 1, 3, None])
def test_an_event_and_its_follow_up_are_one_story_and_another_event_is_not(
    catalog: Catalog, after: int | None
) -> None:
    fill(catalog, after=after)
    numbers = group(catalog)
    assert numbers["quake"] == numbers["toll"] != numbers["match"]


def test_months_later_the_same_words_are_another_story(catalog: Catalog) -> None:
    fill(catalog, after=90)
    numbers = group(catalog)
    assert numbers["quake"] != numbers["toll"]


def test_articles_that_come_one_by_one_are_put_together_as_those_that_come_at_once(
    catalog: Catalog, tmp_path: Path
) -> None:
    at_once = Catalog(tmp_path / "other.sqlite")
    fill(at_once)
    wanted = group(at_once)
    at_once.close()
    store(catalog, news("toll", TOLL, title="Earthquake toll in Turkey and Syria", after=1))
    group(catalog)
    store(catalog, news("match", MATCH, title="Liverpool beat Everton"))
    group(catalog)
    store(catalog, news("quake", QUAKE, title="Earthquake strikes Turkey and Syria"))
    numbers = group(catalog)
    same = {(one, other) for one in wanted for other in wanted if wanted[one] == wanted[other]}
    assert {(a, b) for a in numbers for b in numbers if numbers[a] == numbers[b]} == same


def test_a_changed_article_leaves_its_story_and_a_removed_one_too(catalog: Catalog) -> None:
    fill(catalog)
    group(catalog)
    changed = draft(MATCH + " Fans sang.", name="toll", title="Everton lose", published_at=DAY)
    store(catalog, changed)
    assert "toll" not in catalog.story_numbers(["toll"])
    numbers = group(catalog)
    assert numbers["toll"] == numbers["match"] != numbers["quake"]
    catalog.remove("toll")
    assert catalog.story_numbers(["toll", "quake"]) == {"quake": numbers["quake"]}
    assert catalog.damage() is None


def test_the_samples_of_an_event_are_one_story_in_both_languages(catalog: Catalog) -> None:
    for one in samples():
        store(catalog, one)
    numbers = group(catalog, encoder=UseEmbedder(threads=1))
    names = sorted({name[:-3] for name in numbers})
    together = [name for name in names if numbers[f"{name}.ar"] == numbers[f"{name}.en"]]
    assert len(together) >= 11
    for language in ("ar", "en"):
        assert len({numbers[f"{name}.{language}"] for name in names}) == len(names)


def test_stories_made_in_another_way_are_made_anew(catalog: Catalog) -> None:
    fill(catalog)
    group(catalog)
    assert StoryKeeper(catalog, ANALYZER, None).owed() == 0
    assert StoryKeeper(catalog, ANALYZER, UseEmbedder(threads=1)).owed() == 3


@pytest.mark.parametrize("profile", ["x'00'", "x'0005000500000000'", "zeroblob(900)"])
def test_a_damaged_profile_is_made_again(tmp_path: Path, profile: str) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    fill(catalog)
    wanted = group(catalog)
    catalog.close()
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as db, db:
        db.execute(f"UPDATE stories SET profile = {profile}, story = NULL")
    catalog = Catalog(tmp_path / "catalog.sqlite")
    numbers = group(catalog)
    assert (numbers["quake"] == numbers["toll"]) == (wanted["quake"] == wanted["toll"])
    catalog.close()


def test_a_library_of_schema_3_gets_its_stories_later(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    fill(catalog)
    catalog.close()
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as db, db:
        db.executescript(
            "DROP TABLE stories; DROP TABLE removed; DROP TABLE rests;"
            "UPDATE meta SET value = '3' WHERE key = 'schema_version'"
        )
    catalog = Catalog(tmp_path / "catalog.sqlite")
    assert catalog.story_numbers(["quake"]) == {}
    assert catalog.damage() is None
    numbers = group(catalog)
    assert numbers["quake"] == numbers["toll"]
    catalog.close()
