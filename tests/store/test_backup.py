"""Copies of the catalog: when they are made, that they are sound, and the way back."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import LibraryError
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog, backups, restore
from rag.store.catalog.checking import damage_of_file
from rag.store.health import open_catalog, restore_catalog
from tests.factories import draft
from tests.store.test_catalog import store

NEWEST, OLDER = "catalog.backup-1.sqlite", "catalog.backup-2.sqlite"


def library(folder: Path, *texts: str) -> Catalog:
    catalog = Catalog(folder / "catalog.sqlite")
    for text in texts:
        store(catalog, draft(text, name=text))
    return catalog


def counts(folder: Path) -> list[tuple[str, int]]:
    return [(copy.name, copy.articles) for copy in backups(folder) if copy.damage is None]


def test_each_change_makes_a_copy_and_two_generations_are_kept(tmp_path: Path) -> None:
    catalog = library(tmp_path)
    assert not catalog.back_up()
    for number in range(1, 4):
        store(catalog, draft(f"text {number}", name=f"n{number}"))
        assert catalog.back_up()
        assert not catalog.back_up()
    catalog.close()
    assert counts(tmp_path) == [(NEWEST, 3), (OLDER, 2)]
    assert {path.name for path in tmp_path.iterdir()} == {"catalog.sqlite", NEWEST, OLDER}


def test_asking_makes_no_copy_and_indexing_and_removing_do(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "one.txt").write_text("The harbour was closed on Sunday.")
    (news / "two.txt").write_text("A lighthouse was painted blue.")
    settings = Settings.load(home=tmp_path / "home")
    with Service.open(settings) as service:
        service.index([news])
    first = (settings.folder / NEWEST).stat().st_mtime_ns
    with Service.open(settings) as service:
        service.ask("What was painted blue?")
        service.index([news])
    assert (settings.folder / NEWEST).stat().st_mtime_ns == first
    with Service.open(settings) as service:
        service.remove(["one"])
    assert counts(settings.folder) == [(NEWEST, 1), (OLDER, 2)]


def test_a_copy_that_a_killed_process_did_not_make_is_made_by_the_next(tmp_path: Path) -> None:
    library(tmp_path, "one").close()
    with Service.open(Settings.load(home=tmp_path)) as service:
        assert service.count() == 1
    assert counts(tmp_path) == [(NEWEST, 1)]


def test_a_damaged_catalog_replaces_no_copy(tmp_path: Path) -> None:
    catalog = library(tmp_path, "one")
    catalog.back_up()
    store(catalog, draft("two", name="two"))
    with catalog.transaction():
        catalog._db.run("UPDATE articles SET text = 'other' WHERE id = 'one'")
    with pytest.raises(LibraryError, match="damaged"):
        catalog.back_up()
    catalog.close()
    assert counts(tmp_path) == [(NEWEST, 1)]
    assert not (tmp_path / "catalog.backup-new.sqlite").exists()


def test_a_damaged_newest_copy_does_not_push_out_the_sound_older_one(tmp_path: Path) -> None:
    catalog = library(tmp_path, "one")
    catalog.back_up()
    store(catalog, draft("two", name="two"))
    catalog.back_up()
    (tmp_path / NEWEST).write_bytes(b"garbage" * 1000)
    store(catalog, draft("three", name="three"))
    assert catalog.back_up()
    catalog.close()
    assert counts(tmp_path) == [(NEWEST, 3), (OLDER, 1)]


def test_the_older_copy_is_restored_where_the_newest_is_damaged(tmp_path: Path) -> None:
    catalog = library(tmp_path, "one")
    catalog.back_up()
    store(catalog, draft("two", name="two"))
    catalog.back_up()
    catalog.close()
    (tmp_path / NEWEST).write_bytes(b"garbage" * 1000)
    (tmp_path / "catalog.sqlite").write_bytes(b"garbage" * 1000)
    (tmp_path / "catalog.sqlite-wal").write_bytes(b"a log of the damaged one")
    chosen, kept = restore(tmp_path)
    assert (chosen.name, chosen.articles) == (OLDER, 1)
    assert kept is not None
    assert (tmp_path / kept).read_bytes() == b"garbage" * 1000
    assert (tmp_path / f"{kept}-wal").read_bytes() == b"a log of the damaged one"
    assert damage_of_file(tmp_path / "catalog.sqlite", texts=True) is None


def test_without_a_sound_copy_nothing_is_changed(tmp_path: Path) -> None:
    (tmp_path / NEWEST).write_bytes(b"garbage" * 1000)
    (tmp_path / "catalog.sqlite").write_bytes(b"rubbish" * 1000)
    with pytest.raises(LibraryError, match=r"no sound backup.*MUJAZ_HOME"):
        restore_catalog(tmp_path)
    assert (tmp_path / "catalog.sqlite").read_bytes() == b"rubbish" * 1000


def test_a_sound_catalog_is_left_alone(tmp_path: Path) -> None:
    catalog = library(tmp_path, "one")
    catalog.back_up()
    store(catalog, draft("two", name="two"))
    catalog.close()
    assert restore_catalog(tmp_path) is None
    catalog = open_catalog(tmp_path)
    assert catalog.article_count() == 2
    catalog.close()


def test_after_going_back_the_indexes_hold_what_the_copy_says(tmp_path: Path) -> None:
    """As many chunks as before, but others: counting alone would not see it."""
    news = tmp_path / "news"
    news.mkdir()
    (news / "one.txt").write_text("The harbour was closed on Sunday.")
    settings = Settings.load(home=tmp_path / "home")
    with Service.open(settings) as service:
        service.index([news])
    (news / "one.txt").write_text("A lighthouse was painted blue.")
    with Service.open(settings) as service:
        service.index([news])
    (settings.folder / NEWEST).unlink()
    (settings.folder / "catalog.sqlite").unlink()
    restored = restore_catalog(settings.folder)
    assert restored is not None
    assert (restored.backup.name, restored.kept_as) == (OLDER, None)
    with Service.open(settings) as service:
        assert "harbour" in service.search("harbour closed")[0].chunk.text
        assert service.check().sound


KILLED = """
import sys
from pathlib import Path
from rag.store.catalog import Catalog
from rag.store.health import open_catalog
from tests.store.test_backup import store, draft
catalog = open_catalog(Path(sys.argv[1]))
print("open", flush=True)
for number in range(100_000):
    store(catalog, draft(f"text {number} " * 2000, name=f"n{number}"))
    catalog.back_up()
"""

KILLED_RESTORING = """
import sys
from pathlib import Path
from rag.store.catalog import restore
print("open", flush=True)
while True:
    restore(Path(sys.argv[1]))
"""


def killed(script: str, folder: Path, seconds: float) -> None:
    command = [sys.executable, "-c", script, str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("seconds", [0.05, 0.12, 0.21, 0.33])
def test_killed_while_backing_up_there_is_always_a_sound_copy(
    tmp_path: Path, seconds: float
) -> None:
    catalog = library(tmp_path, "one")
    catalog.back_up()
    catalog.close()
    killed(KILLED, tmp_path, seconds)
    assert counts(tmp_path)
    catalog = open_catalog(tmp_path)
    articles = catalog.article_count()
    catalog.back_up()
    catalog.close()
    assert counts(tmp_path)[0] == (NEWEST, articles)


@pytest.mark.parametrize("seconds", [0.02, 0.05, 0.09, 0.14])
def test_killed_while_restoring_the_catalog_is_the_old_or_the_new_one(
    tmp_path: Path, seconds: float
) -> None:
    catalog = library(tmp_path, "one", "two")
    catalog.back_up()
    catalog.close()
    killed(KILLED_RESTORING, tmp_path, seconds)
    catalog = open_catalog(tmp_path)
    assert catalog.article_count() == 2
    assert catalog.damage() is None
    catalog.close()


def test_a_copy_is_one_plain_file(tmp_path: Path) -> None:
    catalog = library(tmp_path, "one")
    catalog.back_up()
    catalog.close()
    with closing(sqlite3.connect(tmp_path / NEWEST)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("SELECT text FROM articles").fetchall() == [("one",)]
