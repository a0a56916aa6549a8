"""A damaged library is told in one line, is never taken for an empty one, and loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from mujaz.cli import main
from rag.embedding.vector_cache import VectorCache
from rag.errors import DamagedLibraryError, DiskError
from rag.ingest import catching_up
from rag.records import Draft
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog

BACKUPS = ("catalog.backup-1.sqlite", "catalog.backup-2.sqlite")
COMMANDS = (("ask", "Who blocked the Suez Canal?"), ("search", "Suez"), ("list",), ("index",))
TEXTS = {
    f"report{number}": (
        f"Report {number}: the container ship Ever Given blocked the Suez Canal for six days."
        + " It was refloated on 29 March 2021. Tugs and dredgers took part." * 20
    )
    for number in range(12)
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library and its sources, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "news").mkdir()
    for name, text in TEXTS.items():
        (folder / "news" / f"{name}.txt").write_text(text)
    with Service.open(Settings.load(home=folder / "home")) as service:
        service.index([folder / "news"])
    return folder


@pytest.fixture
def home(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(built, tmp_path / "copy")
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "copy" / "home"))
    return tmp_path / "copy" / "home"


def mujaz(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def refusal(*words: str | Path) -> str:
    """The one line with which a command ends, its exit code being 2; vectors that are owed and
    articles that are in no story yet may be told before it."""
    result = mujaz(*words)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2
    *told, line = result.stderr.splitlines()
    owed = ("still to be made", "still to be put into stories")
    assert all(any(words in one for words in owed) for one in told)
    return line


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "owner.json")
    }


def run_sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def overwrite(path: Path, *, every: int = 3) -> None:
    """Write garbage into the middle of pages."""
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content) - 1100, 4096 * every):
        content[start + 100 : start + 1100] = b"\xff" * 1000
    path.write_bytes(content)


def in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


def made_anew(path: Path, *statements: str) -> None:
    """A catalog without a row, or another database."""
    path.unlink()
    if statements:
        run_sql(path, *statements)
    else:
        Catalog(path).close()


LOST: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "fresh schema": made_anew,
    "rows gone": lambda path: run_sql(
        path, *(f"DELETE FROM {table}" for table in ("articles", "chunks", "outbox", "meta"))
    ),
    "articles gone": lambda path: run_sql(path, "DELETE FROM articles", "DELETE FROM chunks"),
}
DAMAGED: dict[str, Callable[[Path], object]] = {
    "no SQLite": lambda path: path.write_bytes(os.urandom(20_000)),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:5_000]),
    "garbage in pages": overwrite,
    "a column": lambda path: run_sql(path, "ALTER TABLE articles DROP COLUMN url"),
    "a table": lambda path: run_sql(path, "DROP TABLE outbox"),
    "another database": lambda path: made_anew(path, "CREATE TABLE cats (name)"),
    "a folder": in_its_place,
}


@pytest.mark.parametrize("how", LOST)
@pytest.mark.parametrize("backed_up", [True, False])
def test_a_lost_catalog_beside_full_indexes_is_refused_and_nothing_is_changed(
    home: Path, how: str, *, backed_up: bool
) -> None:
    if not backed_up:
        (home / BACKUPS[0]).unlink()
    LOST[how](home / "catalog.sqlite")
    before = contents(home)
    for command in (*COMMANDS[:3], ("index", home.parent / "news"), ("doctor",)):
        line = refusal(*command)
        assert str(home / "catalog.sqlite") in line
        assert "its articles are lost" in line
        assert ("mujaz doctor --restore" in line) is backed_up
        assert ("MUJAZ_HOME" in line) is not backed_up
    assert contents(home) == before


@pytest.mark.parametrize("how", LOST)
def test_a_lost_catalog_without_vectors_or_without_words_is_refused(home: Path, how: str) -> None:
    LOST[how](home / "catalog.sqlite")
    (home / BACKUPS[0]).unlink()
    shutil.rmtree(home / "vectors")
    assert "its articles are lost" in refusal("list")


@pytest.mark.parametrize("how", ["missing", "empty", "fresh schema"])
def test_vectors_alone_tell_that_there_was_a_library(home: Path, how: str) -> None:
    LOST[how](home / "catalog.sqlite")
    (home / BACKUPS[0]).unlink()
    shutil.rmtree(home / "words")
    assert "its articles are lost" in refusal("ask", "Suez?")


def test_a_catalog_whose_rows_are_gone_does_not_empty_the_vectors(home: Path) -> None:
    shutil.rmtree(home / "words")
    LOST["articles gone"](home / "catalog.sqlite")
    assert "its articles are lost" in refusal("ask", "Suez?")


def test_a_new_folder_and_an_emptied_library_are_no_loss(home: Path, tmp_path: Path) -> None:
    with Service.open(Settings.load(home=tmp_path / "new")) as service:
        assert service.ask("Suez?").abstained
    with Service.open(Settings.load(home=home)) as service:
        assert service.remove(list(TEXTS)) == []
    with Service.open(Settings.load(home=home)) as service:
        assert service.ask("Suez?").abstained
        assert service.check().sound


def test_an_emptied_library_that_still_owes_is_no_loss(home: Path) -> None:
    catalog = Catalog(home / "catalog.sqlite")
    for name in TEXTS:
        catalog.remove(name)
    catalog.close()
    with Service.open(Settings.load(home=home)) as service:
        assert service.ask("Suez?").abstained
        assert service.check().sound


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_catalog_is_one_line_everywhere_and_can_be_restored(home: Path, how: str) -> None:
    DAMAGED[how](home / "catalog.sqlite")
    for command in (*COMMANDS[:3], ("index", home.parent / "news")):
        assert "mujaz doctor --restore" in refusal(*command)
    doctor = mujaz("doctor")
    assert doctor.exit_code == 2
    assert "mujaz doctor --restore" in doctor.output
    restored = mujaz("doctor", "--restore")
    assert restored.exit_code == 0, restored.output
    assert f"{BACKUPS[0]}, made 20" in restored.stderr
    assert f"with {len(TEXTS)} articles" in restored.stderr
    assert len(list(home.glob("catalog.damaged-*.sqlite"))) == 1
    with Service.open(Settings.load(home=home)) as service:
        assert service.count() == len(TEXTS)
        assert service.search("Suez")


def test_doctor_finds_a_text_that_is_not_what_was_stored(home: Path) -> None:
    run_sql(
        home / "catalog.sqlite",
        "UPDATE articles SET text = replace(text, 'six days', '16 days') WHERE id = 'report3'",
    )
    result = mujaz("doctor")
    assert result.exit_code == 2
    assert "'report3'" in result.stdout
    with Service.open(Settings.load(home=home)) as service:
        service.remove(["report0"])
        with pytest.raises(DamagedLibraryError, match="report3"):
            service.close()
    assert mujaz("doctor", "--restore").exit_code == 0
    with Service.open(Settings.load(home=home)) as service:
        assert service.article("report0") is not None
        article = service.article("report3")
    assert article is not None
    assert article.text == TEXTS["report3"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles SET published_at = 'not a day' WHERE id = 'report3'",
        'UPDATE chunks SET start = 999999, "end" = -5',
        "UPDATE chunks SET start = 'abc'",
        "DELETE FROM chunks",
    ],
)
def test_doctor_finds_rows_that_no_search_could_use(home: Path, statement: str) -> None:
    run_sql(home / "catalog.sqlite", statement)
    assert mujaz("doctor").exit_code == 2
    assert mujaz("doctor", "--restore").exit_code == 0
    assert mujaz("ask", "Who blocked the Suez Canal?").exit_code == 0


LEFT_OPEN = """
import os, signal
from rag.ingest import catching_up
from rag.records import Draft
from rag.service import Service
from rag.settings import Settings
Service.open(Settings.load()).add([f"Ship {n} sailed to harbour {n * 7}." for n in range(400)])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def left_open(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose process was killed while it had it open."""
    home = tmp_path_factory.mktemp("left") / "home"
    shutil.copytree(built / "home", home)
    left = subprocess.run(
        [sys.executable, "-c", LEFT_OPEN], env={**os.environ, "MUJAZ_HOME": str(home)}, check=False
    )
    assert left.returncode == -signal.SIGKILL
    return home


@pytest.mark.parametrize("call", ["search('Suez Canal')", "remove('nobody')"])
def test_killed_while_they_are_open_the_vectors_are_not_called_damaged(
    left_open: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Chroma writes a graph's files anew when it reads them, be it only to count."""
    shutil.copytree(left_open, tmp_path / "home")
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    assert mujaz("ask", "Who blocked the Suez Canal?").exit_code == 0
    script = (
        "import os, signal\n"
        "from rag.service import Service\n"
        "from rag.settings import Settings\n"
        f"found = Service.open(Settings.load()).{call}\n"
        "os.kill(os.getpid(), signal.SIGKILL if found else signal.SIGTERM)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False).returncode
    assert ended == -signal.SIGKILL
    assert mujaz("ask", "Who blocked the Suez Canal?").exit_code == 0
    assert mujaz("doctor").exit_code == 0


def test_text_that_is_not_utf8_is_damage_and_is_not_printed(home: Path) -> None:
    run_sql(home / "catalog.sqlite", "UPDATE articles SET title = CAST(x'ff5345435245' AS TEXT)")
    line = refusal("list")
    assert "is damaged" in line
    assert "SECRE" not in line


def test_a_locked_catalog_is_told_from_a_damaged_one(home: Path) -> None:
    (home.parent / "news" / "new.txt").write_text("A lighthouse was painted blue.")
    with closing(sqlite3.connect(home / "catalog.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "another program" in refusal("index", home.parent / "news")


# --- the indexes ---


@pytest.mark.parametrize("ending", ["term", "idx", "store", "fast", "fieldnorm", "pos"])
@pytest.mark.parametrize("how", ["garbage", "cut", "gone"])
def test_a_damaged_word_index_is_told_found_and_mended(home: Path, ending: str, how: str) -> None:
    (path,) = (home / "words").glob(f"*.{ending}")
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        middle = len(content) // 2
        path.write_bytes(content[:middle] + (b"" if how == "cut" else b"\xee" * 40))
    assert "mujaz doctor --repair" in refusal("ask", "Who blocked the Suez Canal?")
    doctor = mujaz("doctor")
    assert doctor.exit_code == 1
    assert "word index" in doctor.stdout
    assert mujaz("doctor", "--repair").exit_code == 0
    assert "Suez" in mujaz("ask", "Who blocked the Suez Canal?").stdout


def test_a_panic_in_a_word_index_too_large_to_be_read_on_opening_is_translated(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.store.word_index._SMALL", 0)
    for path in (home / "words").glob("*.*"):
        if path.suffix in (".term", ".idx", ".store", ".fast"):
            path.write_bytes(os.urandom(path.stat().st_size))
    assert "mujaz doctor --repair" in refusal("ask", "Who blocked the Suez Canal?")
    assert mujaz("doctor").exit_code == 1


def test_damaged_vectors_are_told_found_and_mended(home: Path) -> None:
    (home / "vectors" / "chroma.sqlite3").write_bytes(os.urandom(20_000))
    assert "mujaz doctor --repair" in refusal("ask", "Who blocked the Suez Canal?")
    assert mujaz("doctor").exit_code == 1
    assert mujaz("doctor", "--repair").exit_code == 0


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 1,200 articles with quick vectors, made once and copied for each test."""
    home = tmp_path_factory.mktemp("many") / "home"
    with Service.open(Settings.load(home=home, embedder="builtin")) as service:
        service.add(
            Draft(id=f"n{n}", text=f"Ship {n} sailed to harbour {n * 7}.") for n in range(1200)
        )
    return home


@pytest.mark.parametrize("how", ["garbage", "cut", "gone"])
def test_a_damaged_graph_of_vectors_does_not_end_the_process(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """hnswlib does end it: with a thousand vectors and more the graph is read from its files."""
    home = tmp_path / "home"
    shutil.copytree(many, home)
    monkeypatch.setenv("MUJAZ_HOME", str(home))
    monkeypatch.setenv("MUJAZ_EMBEDDER", "builtin")
    assert mujaz("doctor").exit_code == 0
    (graph,) = (home / "vectors").glob("*/data_level0.bin")
    content = graph.read_bytes()
    assert len(content) > 100_000
    if how == "gone":
        graph.unlink()
    else:
        graph.write_bytes(
            content[:9000] + (b"" if how == "cut" else b"\xee" * 400 + content[9400:])
        )
    assert "mujaz doctor --repair" in refusal("ask", "Which ship sailed to harbour 700?")
    assert mujaz("doctor").exit_code == 1
    assert mujaz("doctor", "--repair").exit_code == 0
    assert mujaz("ask", "Which ship sailed to harbour 700?").exit_code == 0


@pytest.mark.parametrize("part", ["words", "vectors"])
def test_a_file_where_a_folder_should_be_is_named_and_kept(home: Path, part: str) -> None:
    shutil.rmtree(home / part)
    (home / part).write_text("mine")
    for command in (("ask", "Suez?"), ("doctor", "--repair")):
        line = refusal(*command)
        assert str(home / part) in line
        assert "move the file away" in line
    assert (home / part).read_text() == "mine"
    (home / part).unlink()
    assert mujaz("ask", "Who blocked the Suez Canal?").exit_code == 0


def test_a_file_for_a_home_and_a_folder_for_the_lock_are_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_its_place(home / "lock")
    assert str(home / "lock") in refusal("list")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "file"))
    assert "is a file" in refusal("list")


@pytest.mark.parametrize("owner", [b"\xff\x00garbage", b"[]", None])
def test_a_damaged_owner_file_stops_nobody(home: Path, owner: bytes | None) -> None:
    if owner is None:
        (home / "owner.json").mkdir()
    else:
        (home / "owner.json").write_bytes(owner)
    assert mujaz("list").exit_code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told_so(home: Path) -> None:
    home.chmod(0o500)
    try:
        assert "may not be written" in refusal("list")
    finally:
        home.chmod(0o700)


# --- the disk ---


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 60 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=60k", "tmpfs", str(folder)]
    try:
        made = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def resize(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


@pytest.mark.parametrize("kilobytes", [60, 150, 250, 350, 450, 550])
def test_a_full_disk_is_one_line_at_each_stage_and_room_mends_all(
    home: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch, kilobytes: int
) -> None:
    resize(small_disk, f"{kilobytes}k")
    monkeypatch.setenv("MUJAZ_HOME", str(small_disk / "home"))
    news = home.parent / "news"
    line = refusal("index", news)
    assert "the disk is full" in line
    assert str(small_disk / "home") in line
    asked = mujaz("ask", "Who blocked the Suez Canal?")
    assert asked.exit_code in (0, 2), asked.exception
    assert (asked.exit_code == 2) == ("the disk is full" in asked.stderr)
    resize(small_disk, "20m")
    assert mujaz("index", news).exit_code == 0
    assert mujaz("doctor").exit_code == 0
    with Service.open(Settings.load(home=small_disk / "home")) as service:
        assert service.count() == len(TEXTS)
        assert service.search("Suez")


def test_a_disk_too_full_for_a_backup_is_told_and_the_articles_are_in(
    home: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resize(small_disk, "20m")
    monkeypatch.setenv("MUJAZ_HOME", str(small_disk / "home"))
    news = home.parent / "news"
    assert mujaz("index", news).exit_code == 0
    (small_disk / "home" / BACKUPS[0]).unlink()
    (news / "new.txt").write_text("A lighthouse was painted blue.")
    with Service.open(Settings.load()) as service:
        service.index([news])
        free = shutil.disk_usage(small_disk).free
        (small_disk / "ballast").write_bytes(bytes(free - 20_000))
        with pytest.raises(DiskError, match="the disk is full"):
            service.close()
    assert not list((small_disk / "home").glob("catalog.backup-*"))
    (small_disk / "ballast").unlink()
    with Service.open(Settings.load()) as service:
        assert service.count() == len(TEXTS) + 1
    assert (small_disk / "home" / BACKUPS[0]).exists()


def test_on_a_full_disk_the_vectors_wait_until_there_is_room(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(catching_up, "_AGAIN", 0.2)
    resize(small_disk, "20m")
    drafts = [Draft(text=f"Report {at} tells of harbour {at}.", id=f"r{at}") for at in range(400)]
    settings = Settings.load(home=small_disk / "home", embedder="use")
    with Service.open(settings) as service:
        service.add(drafts, vectors=False)
    with Service.open(settings) as service:
        assert service.search("harbour 7")
        free = shutil.disk_usage(small_disk).free
        (small_disk / "ballast").write_bytes(bytes(free - 20_000))
        with pytest.raises(DiskError, match="the disk is full"):
            service.catch_up()
    with Service.open(settings, background=True) as service:
        deadline = time.monotonic() + 60
        while "the disk is full" not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.05)
        (small_disk / "ballast").unlink()
        while service.vectors_made() != (400, 400) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert service.vectors_made() == (400, 400)
        assert service.check().sound
    assert "the disk is full" in caplog.text


def test_a_disk_too_full_for_the_vector_cache_is_told(small_disk: Path) -> None:
    cache = VectorCache(small_disk / "embeddings.sqlite")
    vectors = {f"text {number}": np.ones(1000, dtype=np.float32) for number in range(50)}
    with pytest.raises(DiskError, match="the disk is full"):
        cache.put_many("f", vectors)
    resize(small_disk, "5m")
    cache.put_many("f", vectors)
    assert len(cache.get_many("f", list(vectors))) == 50


def test_a_read_only_disk_is_told_from_a_full_one(
    home: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resize(small_disk, "20m")
    shutil.copytree(home, small_disk / "home")
    monkeypatch.setenv("MUJAZ_HOME", str(small_disk / "home"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "may not be written" in refusal("list")


@pytest.mark.parametrize(
    "statement", ["ALTER TABLE vectors DROP COLUMN vector", "UPDATE vectors SET vector = x'010203'"]
)
def test_a_damaged_vector_cache_is_begun_anew(tmp_path: Path, statement: str) -> None:
    cache = VectorCache(tmp_path / "embeddings.sqlite")
    cache.put_many("f", {"text": np.ones(3, dtype=np.float32)})
    run_sql(cache.path, statement)
    assert cache.get_many("f", ["text"]) == {}
    cache.put_many("f", {"text": np.ones(3, dtype=np.float32)})
    assert list(cache.get_many("f", ["text"])) == ["text"]
