"""An article that was changed can be read as it was before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rag.records import Article, Chunk
from rag.store.catalog import Catalog, backups, restore
from rag.store.catalog.checking import damage_of_file
from rag.store.catalog.former import VERSIONS_KEPT
from tests.factories import article, draft


@pytest.fixture
def catalog_file(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def put(catalog: Catalog, one: Article) -> None:
    item = draft(one.text, key=one.id, title=one.title)
    chunk = Chunk(f"{one.id}:{one.text}", one.id, 0, len(one.text), one.text)
    catalog.put(one, item, [chunk])


def texts(catalog: Catalog, name: str) -> list[tuple[int, str]]:
    return [(one.number, one.article.text) for one in catalog.versions(name)]


def test_a_changed_text_keeps_the_former_one_with_all_that_was_known_of_it(
    catalog: Catalog,
) -> None:
    old = replace(
        article("Page one. Page two.", published_at=date(2024, 7, 28), outlet="Harbour Wire"),
        url="https://example.org/a",
        titled=True,
        pages=(0, 10),
    )
    put(catalog, old)
    put(catalog, article("new"))
    former, present = catalog.versions("a")
    assert (former.number, former.article) == (1, old)
    assert former.replaced_at is not None
    assert former.replaced_at.tzinfo is not None
    assert (present.number, present.article.text, present.replaced_at) == (2, "new", None)


@pytest.mark.parametrize(
    ("changed", "versions"),
    [
        ({"title": "Another title"}, 2),
        ({"text": "other"}, 2),
        ({"text": "  text\n"}, 1),
        ({"outlet": "Harbour Wire"}, 1),
        ({"url": "https://example.org/b"}, 1),
        ({"published_at": date(2024, 7, 28)}, 1),
    ],
)
def test_only_another_text_or_title_makes_a_version(
    catalog: Catalog, changed: dict[str, object], versions: int
) -> None:
    put(catalog, article("text"))
    put(catalog, replace(article("text"), **changed))  # type: ignore[arg-type]
    assert len(catalog.versions("a")) == versions


def test_an_unknown_or_removed_article_has_no_versions(catalog: Catalog) -> None:
    put(catalog, article("one"))
    put(catalog, article("two"))
    assert catalog.remove("a")
    assert catalog.versions("a") == []
    put(catalog, article("three"))
    assert texts(catalog, "a") == [(1, "three")]


def test_the_oldest_of_many_versions_are_dropped_and_the_numbers_go_on(catalog: Catalog) -> None:
    for number in range(1, 31):
        put(catalog, article(f"text {number}"))
    wanted = [(number, f"text {number}") for number in range(30 - VERSIONS_KEPT, 31)]
    assert texts(catalog, "a") == wanted


def test_a_change_that_fails_keeps_neither_version_nor_text(catalog: Catalog) -> None:
    put(catalog, article("one"))

    def change_and_stop() -> None:
        with catalog.transaction():
            put(catalog, article("two"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        change_and_stop()
    assert texts(catalog, "a") == [(1, "one")]


def test_versions_come_back_with_a_backup(catalog_file: Catalog, tmp_path: Path) -> None:
    catalog = catalog_file
    put(catalog, article("one"))
    put(catalog, article("two"))
    catalog.back_up()
    catalog.close()
    assert [copy.damage for copy in backups(tmp_path)] == [None]
    (tmp_path / "catalog.sqlite").unlink()
    restore(tmp_path)
    restored = Catalog(tmp_path / "catalog.sqlite")
    assert texts(restored, "a") == [(1, "one"), (2, "two")]
    restored.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE former SET text = 'never said'", "a former version of the article 'a'"),
        ("UPDATE former SET text = x'00'", "a former version of the article 'a'"),
        ("UPDATE former SET replaced_at = 'soon'", "a former version of the article 'a'"),
        ("UPDATE former SET version = 0", "a former version of the article 'a'"),
        ("UPDATE former SET article_id = 'b'", "there are former versions of 'b', but no such"),
        ("DROP TABLE former", "the table 'former' is missing"),
        ("ALTER TABLE former DROP COLUMN pages", "the column 'pages' of the table 'former'"),
    ],
)
def test_damage_to_a_former_version_is_found(
    catalog_file: Catalog, tmp_path: Path, statement: str, said: str
) -> None:
    catalog = catalog_file
    put(catalog, article("one"))
    put(catalog, article("two"))
    assert catalog.damage() is None
    catalog.close()
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as db, db:
        db.execute(statement)
    assert said in str(damage_of_file(tmp_path / "catalog.sqlite", texts=True))


class Versions(RuleBasedStateMachine):
    """A catalog beside a dictionary of what each article has said."""

    new_place: Callable[[], Path | str]

    def __init__(self) -> None:
        super().__init__()
        self.catalog = Catalog(Versions.new_place())
        self.said: dict[str, list[tuple[str, str]]] = {}

    def teardown(self) -> None:
        self.catalog.close()

    @rule(
        name=st.sampled_from("abc"),
        # Of several lines: of one short line title and day count too.
        text=st.sampled_from(["a\none", "a\ntwo", "a\nthree", " a\none "]),
        title=st.sampled_from(["A title", "Another"]),
    )
    def put(self, name: str, text: str, title: str) -> None:
        put(self.catalog, article(text, id=name, title=title))
        # A text is in a catalog only once: the article that had it goes.
        for other in [one for one, said in self.said.items() if one != name]:
            if self.said[other][-1][0].strip() == text.strip():
                del self.said[other]
        said = self.said.setdefault(name, [])
        if said and (said[-1][0].strip(), said[-1][1]) == (text.strip(), title):
            said.pop()
        said.append((text, title))

    @rule(name=st.sampled_from("abc"))
    def remove(self, name: str) -> None:
        assert self.catalog.remove(name) == (name in self.said)
        self.said.pop(name, None)

    @invariant()
    def each_article_has_said_just_that(self) -> None:
        for name in "abc":
            said = [(one.article.text, one.article.title) for one in self.catalog.versions(name)]
            assert said == self.said.get(name, [])[-VERSIONS_KEPT - 1 :]
            numbers = [one.number for one in self.catalog.versions(name)]
            last = len(self.said.get(name, []))
            assert numbers == list(range(max(1, last - VERSIONS_KEPT), last + 1))[: len(numbers)]
        assert self.catalog.damage() is None


def test_any_sequence_of_changes_keeps_the_right_versions(
    new_place: Callable[[], Path | str],
) -> None:
    Versions.new_place = new_place
    run_state_machine_as_test(
        Versions, settings=hypothesis_settings(max_examples=12, stateful_step_count=30)
    )
