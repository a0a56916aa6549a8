"""A removed article can be brought back as it was, for a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rag.records import Article, Chunk, Draft
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import SCHEMA_VERSION, Catalog
from rag.store.catalog.checking import damage_of_file
from rag.store.catalog.removed_articles import KEPT, RemovedArticles
from tests.factories import article, draft

SHIP = "A container ship ran aground near the breakwater of Aden on Sunday. Forty vessels wait."
SHIP_LATER = "The container ship near the breakwater of Aden was refloated. Forty vessels went on."
FERRY = "The ferry between Tangier and Tarifa was cancelled for the third day because of wind."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path, embedder="builtin")) as opened:
        yield opened


def put(catalog: Catalog, one: Article) -> None:
    chunk = Chunk(f"{one.id}:{one.text}", one.id, 0, len(one.text), one.text)
    catalog.put(one, draft(one.text, key=one.id, title=one.title), [chunk])


def test_it_comes_back_with_its_versions_and_owes_the_indexes_its_chunks(catalog: Catalog) -> None:
    old = replace(
        article("Page one. Page two.", published_at=date(2024, 7, 28), outlet="Harbour Wire"),
        url="https://example.org/a",
        titled=True,
        pages=(0, 10),
    )
    put(catalog, old)
    put(catalog, replace(old, text="Page one. Page three."))
    versions, chunks = catalog.versions("a"), catalog.chunk_ids()
    assert catalog.remove("a")
    assert catalog.versions("a") == []
    assert catalog.damage() is None
    assert catalog.restore("a")
    assert catalog.versions("a") == versions
    assert catalog.chunk_ids() == chunks
    assert set(catalog.owed("words", "add", 10)) == set(chunks)
    assert set(catalog.owed("vectors", "add", 10)) == set(chunks)
    assert not catalog.restore("a")


def test_it_does_not_take_the_place_of_another(catalog: Catalog) -> None:
    put(catalog, article("one"))
    catalog.remove("a")
    put(catalog, article("two"))
    assert not catalog.restore("a")
    catalog.remove("a")
    put(catalog, article("two", id="b"))
    assert not catalog.restore("a")
    assert [one.id for one in catalog.summaries()] == ["b"]


def test_after_a_day_it_is_gone_for_good(catalog: Catalog) -> None:
    put(catalog, article("one"))
    catalog.remove("a")
    kept = RemovedArticles(catalog._db)
    kept.drop_old(now=datetime.now(UTC) + KEPT - timedelta(minutes=1))
    assert catalog.restore("a")
    catalog.remove("a")
    kept.drop_old(now=datetime.now(UTC) + KEPT + timedelta(minutes=1))
    assert not catalog.restore("a")


@pytest.mark.parametrize("content", ["{}", "[]", "no JSON", '{"row": []}'])
def test_damage_to_it_is_found(catalog: Catalog, content: str) -> None:
    put(catalog, article("one"))
    catalog.remove("a")
    assert catalog.damage() is None
    catalog._db.run("UPDATE removed SET content = ?", (content,))
    assert "removed article" in (catalog.damage() or "")


@pytest.mark.parametrize("content", ["{}", "no JSON"])
def test_damage_to_it_is_found_in_a_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "catalog.sqlite"
    catalog = Catalog(path)
    put(catalog, article("one"))
    catalog.remove("a")
    catalog.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA journal_mode = DELETE")
    assert damage_of_file(path, texts=True) is None
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE removed SET content = ?", (content,))
    assert "removed article" in (damage_of_file(path, texts=True) or "")


def test_a_catalog_of_schema_4_can_bring_back_what_is_removed_from_now_on(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    catalog = Catalog(path)
    put(catalog, article("one"))
    catalog.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(
            "DROP TABLE removed; DROP TABLE rests;"
            "UPDATE meta SET value = '4' WHERE key = 'schema_version'"
        )
    catalog = Catalog(path)
    assert catalog.meta("schema_version") == SCHEMA_VERSION
    assert catalog.remove("a")
    assert catalog.restore("a")
    catalog.close()


def test_words_vectors_and_stories_find_it_again_also_in_another_process(tmp_path: Path) -> None:
    settings = Settings.load(home=tmp_path, embedder="builtin")
    with Service.open(settings) as library:
        library.add([Draft(text=SHIP, id="ship", published_at="2024-07-28")])
        library.add([Draft(text=SHIP_LATER, id="later", published_at="2024-07-29")])
        library.add([Draft(text=FERRY, id="ferry", published_at="2024-07-28")])
        stories = {story.article_ids: story.number for story in library.stories()}
        assert library.remove(["ship", "later", "ferry"]) == []
        assert library.search("breakwater of Aden") == []
    with Service.open(settings) as library:
        assert library.restore(["later", "ship", "ferry", "nothing"]) == ["nothing"]
        assert {story.article_ids: story.number for story in library.stories()} == stories
        found = [passage.article.id for passage in library.search("breakwater of Aden")]
        assert set(found[:2]) == {"ship", "later"}
        health = library.check()
        assert health.sound
        assert health.owed_vectors == 0


def test_an_article_goes_into_the_story_that_its_companions_are_in_now(library: Service) -> None:
    library.add([Draft(text=SHIP, id="ship", published_at="2024-07-28")])
    library.add([Draft(text=SHIP_LATER, id="later", published_at="2024-07-29")])
    (story,) = library.stories()
    library.remove("ship")
    library.restore("ship")
    assert [one.article_ids for one in library.stories()] == [story.article_ids]
