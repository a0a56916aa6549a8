from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rag.errors import LibraryError
from rag.records import Article, Chunk, Scope, SearchFilter, SourceArticle
from rag.store.catalog import PARTS, Catalog, Twin
from tests.factories import draft


def store(catalog: Catalog, item: SourceArticle) -> str:
    """Store a draft as one chunk, as ingest does; hand back the article's id."""
    standing = catalog.standing(item)
    article = Article(
        id=standing.id,
        text=item.text,
        title=item.title,
        language=item.language,
        source=item.source,
        published_at=item.published_at,
        outlet=item.outlet,
    )
    chunk = Chunk(f"{standing.id}:{item.text}", standing.id, 0, len(item.text), item.text)
    catalog.put(article, item, [chunk])
    return standing.id


def test_a_new_article_is_added_under_its_files_name(catalog: Catalog) -> None:
    standing = catalog.standing(draft("text", name="talks"))
    assert (standing.change, standing.id) == ("added", "talks")


def test_the_same_file_again_is_unchanged(catalog: Catalog) -> None:
    store(catalog, draft("text", name="talks"))
    assert catalog.standing(draft("text", name="talks")).change == "unchanged"


LONG = "The port of Tartus is open again, its harbour master said on Sunday.\nShips may enter."


def test_the_same_text_under_another_id_title_or_outlet_is_told(catalog: Catalog) -> None:
    store(catalog, draft(LONG, key="a", title="Tartus", outlet="Port Gazette"))
    same = catalog.standing(draft(LONG, locator="line 1", title="Tartus", outlet="Port Gazette"))
    assert (same.change, same.id, same.twin) == ("unchanged", "a", None)
    for other in (
        draft(LONG, key="b", title="Tartus"),
        draft(LONG, locator="line 2", title="Open again"),
        draft(LONG, locator="line 2", title="Tartus", outlet="Ships"),
    ):
        standing = catalog.standing(other)
        assert (standing.change, standing.id) == ("unchanged", "a")
        assert standing.twin == Twin("a", "Tartus", "Port Gazette", "/news/article.txt")


def test_a_copy_under_another_file_name_is_told_and_a_repeated_row_is_not(catalog: Catalog) -> None:
    store(catalog, draft(LONG, name="tartus"))
    copy = catalog.standing(draft(LONG, name="copy"))
    assert (copy.change, copy.twin) == (
        "unchanged",
        Twin("tartus", "A title", None, "/news/tartus.txt"),
    )
    row = catalog.standing(draft(LONG, source="/news/export-2.jsonl", locator="line 1"))
    assert (row.change, row.twin) == ("unchanged", None)


def test_an_article_that_gets_the_text_of_another_replaces_it_and_that_is_told(
    catalog: Catalog,
) -> None:
    store(catalog, draft(LONG, key="a"))
    store(catalog, draft("Something else.", key="b"))
    standing = catalog.standing(draft(LONG, key="b"))
    assert (standing.change, standing.id) == ("updated", "b")
    assert standing.twin == Twin("a", "A title", None, "/news/article.txt")
    store(catalog, draft(LONG, key="b"))
    assert catalog.article("a") is None


def test_one_short_line_is_no_identity(catalog: Catalog) -> None:
    first = draft("Watch the video", key="a", title="Floods in Oman")
    assert store(catalog, first) == "a"
    assert catalog.standing(first).change == "unchanged"
    other = draft("Watch the video", key="b", title="Strike in Tunis")
    assert catalog.standing(other).change == "added"
    assert store(catalog, other) == "b"
    assert catalog.article_count() == 2


def test_a_changed_file_keeps_its_id_and_replaces_its_chunks(catalog: Catalog) -> None:
    store(catalog, draft("old", name="talks"))
    for part in PARTS:
        catalog.settle(part, "add", catalog.owed(part, "add", 10))
    assert catalog.standing(draft("new", name="talks")).change == "updated"
    store(catalog, draft("new", name="talks"))
    assert catalog.article_count() == 1
    for part in PARTS:
        assert catalog.owed(part, "add", 10) == ["talks:new"]
        assert catalog.owed(part, "delete", 10) == ["talks:old"]


def test_a_changed_title_alone_is_an_update(catalog: Catalog) -> None:
    store(catalog, draft("text", name="talks", title="One"))
    assert catalog.standing(draft("text", name="talks", title="Two")).change == "updated"


def test_the_same_text_under_another_name_is_one_article(catalog: Catalog) -> None:
    store(catalog, draft("text", name="talks"))
    copy = catalog.standing(draft("\ntext ", name="copy"))
    assert (copy.change, copy.id) == ("unchanged", "talks")


def test_a_taken_name_gets_digits_of_its_own(catalog: Catalog) -> None:
    store(catalog, draft("one", source="/a/report.txt", name="report"))
    second = catalog.standing(draft("two", source="/b/report.txt", name="report"))
    assert second.change == "added"
    assert second.id.startswith("report-")


def test_a_short_line_whose_title_changes_again_and_again_gets_a_name_each_time(
    catalog: Catalog,
) -> None:
    ids = []
    for number in range(8):
        item = draft("Watch the video", source="/a.json", locator="item 1", title=f"Title {number}")
        assert catalog.standing(item).change == "added"
        ids.append(store(catalog, item))
    assert len(set(ids)) == catalog.article_count() == 8


def test_a_stated_id_is_kept_and_recognised_from_any_file(catalog: Catalog) -> None:
    store(catalog, draft("one", key="X/1", source="/a.jsonl", locator="line 1"))
    again = catalog.standing(draft("two", key="X/1", source="/b.jsonl", locator="line 9"))
    assert (again.change, again.id) == ("updated", "X/1")


def test_removing_leaves_nothing_but_what_the_indexes_owe(catalog: Catalog) -> None:
    name = store(catalog, draft("text"))
    assert catalog.remove(name)
    assert not catalog.remove(name)
    assert (catalog.article_count(), catalog.chunk_count()) == (0, 0)
    for part in PARTS:
        assert catalog.owed(part, "add", 10) == []
        assert catalog.owed(part, "delete", 10) == [f"{name}:text"]


def test_an_interrupted_transaction_leaves_nothing(catalog: Catalog) -> None:
    def interrupted() -> None:
        with catalog.transaction():
            store(catalog, draft("text"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert catalog.article_count() == 0
    assert catalog.owed_count() == 0


def test_what_is_stored_survives_reopening(catalog_place: Path | str) -> None:
    first = Catalog(catalog_place)
    name = store(first, draft("نص المقال", language="ar", published_at=date(2024, 7, 28)))
    first.close()
    second = Catalog(catalog_place)
    found = second.article(name)
    second.close()
    assert found is not None
    assert (found.text, found.published_at) == ("نص المقال", date(2024, 7, 28))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (SearchFilter(language="ar"), {"ar"}),
        (SearchFilter(outlet="Wire"), {"en"}),
        (SearchFilter(outlets=("Wire", "None")), {"en"}),
        (SearchFilter(articles=("ar", "undated", "none", "a'b")), {"ar", "undated"}),
        (SearchFilter(articles="ar"), {"ar"}),
        (SearchFilter(articles=[f"none{at}" for at in range(4_999)] + ["en"]), {"en"}),
        (SearchFilter(articles=["ar", "en"], outlets=["Wire"]), {"en"}),
        (SearchFilter(articles=["ar"], outlets=["Wire"]), set()),
        (SearchFilter(since=date(2024, 7, 28)), {"en"}),
        (SearchFilter(until=date(2024, 7, 27)), {"ar"}),
        (SearchFilter(since=date(2024, 1, 1), until=date(2024, 12, 31)), {"ar", "en"}),
        (SearchFilter(), {"ar", "en", "undated"}),
    ],
)
def test_a_filter_lets_through_what_it_names(
    catalog: Catalog, where: SearchFilter, expected: set[str]
) -> None:
    store(catalog, draft("1", name="ar", language="ar", published_at=date(2024, 7, 27)))
    store(catalog, draft("2", name="en", published_at=date(2024, 7, 28), outlet="Wire"))
    store(catalog, draft("3", name="undated"))
    ids = catalog.chunk_ids()
    assert {chunk_id.split(":")[0] for chunk_id in catalog.keep(ids, where)} == expected
    assert {chunk_id.split(":")[0] for chunk_id in catalog.chunk_ids(where)} == expected


def test_thousands_of_ids_fit_in_one_call(catalog: Catalog) -> None:
    store(catalog, draft("text", name="one"))
    many = [f"none:{number}" for number in range(5_000)] + ["one:text"]
    assert list(catalog.passages(many)) == ["one:text"]


def test_a_file_that_is_no_catalog_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_text("this is not a database, and long enough to be one " * 100)
    with pytest.raises(LibraryError, match="cannot be used as a catalog"):
        Catalog(path)


def test_a_catalog_of_schema_5_gets_the_table_that_it_lacks(catalog_place: Path | str) -> None:
    catalog = Catalog(catalog_place)
    catalog._db.run("DROP TABLE rests")
    if isinstance(catalog_place, Path):
        catalog.set_meta("schema_version", "5")
    else:
        catalog._db.run("UPDATE plans SET version = 5 WHERE name = 'catalog'")
    catalog.close()
    catalog = Catalog(catalog_place)
    now = datetime.now(UTC)
    assert not catalog.watched.is_resting("https://news.example/rss", now)
    catalog.watched.rest("https://news.example/rss", now + timedelta(hours=1))
    assert catalog.watched.is_resting("https://news.example/rss", now)
    catalog.close()


def test_a_catalog_of_another_schema_is_refused(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    catalog.set_meta("schema_version", "99")
    catalog.close()
    with pytest.raises(LibraryError, match="99"):
        Catalog(tmp_path / "catalog.sqlite")


def test_a_scope_counts_articles_and_tells_their_first_and_last_day(catalog: Catalog) -> None:
    assert catalog.scope() == Scope(0)
    store(catalog, draft("1", name="ar", language="ar", published_at=date(2024, 7, 27)))
    store(catalog, draft("2", name="en", published_at=date(2024, 7, 30)))
    store(catalog, draft("3", name="undated"))
    assert catalog.scope() == Scope(3, date(2024, 7, 27), date(2024, 7, 30))
    assert catalog.scope(SearchFilter(language="ar")) == Scope(
        1, date(2024, 7, 27), date(2024, 7, 27)
    )
    assert catalog.scope(SearchFilter(outlet="none")) == Scope(0)
