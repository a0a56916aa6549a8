"""What the parts of the index owe, apart from each other, and libraries from before that."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rag.store.catalog import PARTS, SCHEMA_VERSION, Catalog, Operation, Part, backups, restore
from rag.store.catalog.checking import damage_of_file
from rag.store.catalog.rows import hash_in_schema_2
from tests.factories import draft
from tests.store.test_catalog import store

IDS = st.lists(st.sampled_from("abcdef"), unique=True)
BACK_TO_2 = """
UPDATE articles SET text_hash = hash_in_schema_2(text);
ALTER TABLE articles DROP COLUMN pages;
DROP TABLE former;
DROP TABLE feeds;
DROP TABLE links;
DROP TABLE stories;
DROP TABLE removed;
DROP TABLE rests;
UPDATE meta SET value = '2' WHERE key = 'schema_version';
"""
BACK_TO_1 = f"""
{BACK_TO_2}
DROP TABLE outbox;
CREATE TABLE outbox (
    chunk_id TEXT PRIMARY KEY,
    operation TEXT NOT NULL CHECK (operation IN ('add', 'delete'))
) WITHOUT ROWID;
UPDATE meta SET value = '1' WHERE key = 'schema_version';
"""


class Outbox(RuleBasedStateMachine):
    """The outbox beside two dictionaries, one for each part."""

    new_place: Callable[[], Path | str]

    def __init__(self) -> None:
        super().__init__()
        self.catalog = Catalog(Outbox.new_place())
        self.owed: dict[Part, dict[str, Operation]] = {"words": {}, "vectors": {}}

    def teardown(self) -> None:
        self.catalog.close()

    @rule(adds=IDS, deletes=IDS, parts=st.sets(st.sampled_from(PARTS), min_size=1))
    def owe(self, adds: list[str], deletes: list[str], parts: set[Part]) -> None:
        self.catalog.owe(add=adds, delete=deletes, parts=sorted(parts))
        for part in parts:
            self.owed[part] |= dict.fromkeys(deletes, "delete")
            self.owed[part] |= dict.fromkeys(adds, "add")

    @rule(ids=IDS, part=st.sampled_from(PARTS), operation=st.sampled_from(("add", "delete")))
    def settle(self, ids: list[str], part: Part, operation: Operation) -> None:
        self.catalog.settle(part, operation, ids)
        for one in ids:
            if self.owed[part].get(one) == operation:
                del self.owed[part][one]

    @invariant()
    def each_part_owes_its_own(self) -> None:
        for part, owed in self.owed.items():
            for operation in ("add", "delete"):
                wanted = {one for one, what in owed.items() if what == operation}
                assert set(self.catalog.owed(part, operation, 10)) == wanted
            adds = {one for one, what in owed.items() if what == "add"}
            assert self.catalog.owed_ids(part, list("abcdefg")) == adds
        vectors = list(self.owed["vectors"].values())
        assert self.catalog.vectors_owed() == vectors.count("add")
        assert self.catalog.owed_count() == len(vectors) + len(self.owed["words"])


def test_each_part_owes_what_it_was_told_and_has_not_done(
    new_place: Callable[[], Path | str],
) -> None:
    Outbox.new_place = new_place
    run_state_machine_as_test(
        Outbox, settings=hypothesis_settings(max_examples=12, stateful_step_count=20)
    )


def make_old(path: Path, owed: dict[str, str]) -> None:
    """Turn a closed catalog into one of schema 1 that owes some chunks."""
    with closing(sqlite3.connect(path)) as db, db:
        db.create_function("hash_in_schema_2", 1, hash_in_schema_2)
        db.executescript(BACK_TO_1)
        db.executemany("INSERT INTO outbox VALUES (?, ?)", list(owed.items()))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with a catalog of schema 1 and a backup of the same."""
    catalog = Catalog(tmp_path / "catalog.sqlite")
    store(catalog, draft("one", name="n"))
    catalog.back_up()
    catalog.close()
    make_old(tmp_path / "catalog.sqlite", {"n:one": "add", "gone": "delete"})
    make_old(tmp_path / "catalog.backup-1.sqlite", {})
    return tmp_path


def test_a_catalog_of_schema_1_owes_the_same_to_both_parts(old: Path) -> None:
    for _ in range(2):  # the second opening finds the present schema
        catalog = Catalog(old / "catalog.sqlite")
        assert catalog.meta("schema_version") == SCHEMA_VERSION
        assert catalog.article("n") is not None
        for part in PARTS:
            assert catalog.owed(part, "add", 10) == ["n:one"]
            assert catalog.owed(part, "delete", 10) == ["gone"]
        catalog.close()
        assert damage_of_file(old / "catalog.sqlite", texts=True) is None


def test_a_catalog_of_schema_2_keeps_its_articles_and_what_it_owes(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    store(catalog, draft("one", name="n"))
    owed = {part: catalog.owed(part, "add", 10) for part in PARTS}
    catalog.close()
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as db, db:
        db.create_function("hash_in_schema_2", 1, hash_in_schema_2)
        db.executescript(BACK_TO_2)
    catalog = Catalog(tmp_path / "catalog.sqlite")
    assert catalog.meta("schema_version") == SCHEMA_VERSION
    article = catalog.article("n")
    assert article is not None
    assert article.pages == ()
    assert catalog.standing(draft("one", name="n")).change == "unchanged"
    assert {part: catalog.owed(part, "add", 10) for part in PARTS} == owed
    catalog.close()


def test_a_backup_of_schema_1_is_sound_and_can_be_restored(old: Path) -> None:
    assert [(copy.articles, copy.damage) for copy in backups(old)] == [(1, None)]
    restore(old)
    catalog = Catalog(old / "catalog.sqlite")
    assert catalog.article("n") is not None
    assert catalog.owed_count() == 0
    catalog.close()


def test_a_migration_that_fails_leaves_the_old_catalog(old: Path) -> None:
    with closing(sqlite3.connect(old / "catalog.sqlite")) as db, db:
        db.execute("CREATE TABLE outbox_of_1 (blocked)")
    for _ in range(2):
        with pytest.raises(Exception, match="damaged"):
            Catalog(old / "catalog.sqlite")
    with closing(sqlite3.connect(old / "catalog.sqlite")) as db, db:
        db.execute("DROP TABLE outbox_of_1")
    catalog = Catalog(old / "catalog.sqlite")
    assert catalog.owed("vectors", "add", 10) == ["n:one"]
    catalog.close()


def test_what_one_process_has_claimed_no_other_gets_and_gets_back_what_was_not_settled(
    postgres: str,
) -> None:
    one, other = Catalog(postgres), Catalog(postgres)
    one.owe(add=list("abcd"), parts=("words",))
    with one.claim("words", "add", 2) as mine:
        with other.claim("words", "add", 9) as others:
            assert sorted(mine + others) == list("abcd")
            other.settle("words", "add", others)
        with other.claim("words", "add", 9) as none:
            assert none == []
        one.settle("words", "add", mine[:1])
    with other.claim("words", "add", 9) as left:
        assert left == mine[1:]
    one.close()
    other.close()


def test_what_is_claimed_can_be_settled(catalog: Catalog) -> None:
    catalog.owe(add=["a", "b", "a"], delete=["c"])
    for part in PARTS:
        with catalog.claim(part, "add", 9) as ids:
            assert sorted(ids) == ["a", "b"]
            catalog.settle(part, "add", ids)
    assert catalog.owed_count() == 2
