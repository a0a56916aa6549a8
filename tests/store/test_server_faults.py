"""What becomes of a library on a PostgreSQL server when a process or the server dies."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from mujaz.cli import main
from rag.errors import LibraryError, LibraryLockedError, SettingsError
from rag.records import Article, Chunk, Draft
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import PARTS, Catalog
from rag.store.library_hold import LibraryHold
from rag.store.postgres_connections import PostgresConnections
from tests.factories import draft
from tests.store.test_catalog import store

AWAY = "postgresql://desk:s3cr3t@127.0.0.1:1/news"


@contextmanager
def server_away(database: str) -> Iterator[None]:
    """Cut all connections to a database, and let nobody in until the end of the block."""
    name = database.split("/")[3].split("?")[0]
    server = database.replace(f"/{name}?", "/postgres?")
    with psycopg.connect(server, autocommit=True) as connection:

        def let_in(is_let_in: bool) -> None:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {is_let_in}".encode())

        let_in(False)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        try:
            yield
        finally:
            let_in(True)


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.store.postgres_connections._PATIENCE", 2.0)
    monkeypatch.setattr("rag.store.postgres_connections._AGAIN", 0.1)


def test_a_library_goes_on_when_its_server_is_back(tmp_path: Path, postgres: str) -> None:
    settings = Settings.load(home=tmp_path, embedder="builtin", database_url=SecretStr(postgres))
    with Service.open(settings) as library:
        library.add([Draft(text="The port of Tartus is open again.", id="port")])
        with server_away(postgres):
            assert library.unready() == ("catalog",)
            with pytest.raises(LibraryError, match="does not answer"):
                library.add([Draft(text="The ferry to Tarifa was cancelled.", id="ferry")])
            with pytest.raises(LibraryError, match="does not answer"):
                library.search("Tartus")
        assert library.unready() == ()
        report = library.add([Draft(text="The ferry to Tarifa was cancelled.", id="ferry")])
        assert report.added == 1
        assert library.check().sound
        with pytest.raises(LibraryLockedError):  # which is this process's alone again
            LibraryHold(tmp_path / "other", SecretStr(postgres)).acquire()


@pytest.mark.parametrize("is_shared", [False, True])
def test_who_lost_a_library_to_another_process_changes_nothing_more(
    tmp_path: Path, postgres: str, is_shared: bool
) -> None:
    hold = LibraryHold(tmp_path, SecretStr(postgres), is_shared=is_shared)
    hold.acquire()
    assert hold.server is not None
    catalog = Catalog(hold.server)
    with server_away(postgres):
        pass
    other = LibraryHold(tmp_path, SecretStr(postgres), is_shared=not is_shared)
    other.acquire()
    with pytest.raises(LibraryLockedError):
        catalog.set_meta("a", "b")
    other.release()
    catalog.set_meta("a", "b")
    with pytest.raises(LibraryLockedError):  # it has it again
        other.acquire()
    hold.release()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("postgresql://db.example/news", "db.example:5432/news"),
        ("postgresql://desk:s3cr3t@db.example:6000/news", "db.example:6000/news"),
        ("postgresql://desk@[::1]/news", "[::1]:5432/news"),
        ("postgresql://a.example,b.example:6000/news", "a.example:5432,b.example:6000/news"),
        ("host=a.example,b.example port=6000 dbname=news", "a.example:6000,b.example:6000/news"),
        ("postgresql:///news?host=/run/postgresql", "/run/postgresql/news"),
        ("postgresql:///news?host=/run/postgresql&port=6000", "/run/postgresql:6000/news"),
        ("dbname=news", "this machine/news"),
    ],
)
def test_a_server_is_named_with_its_port(address: str, place: str) -> None:
    server = PostgresConnections(address)
    server.close()
    assert server.place == f"PostgreSQL at {place}"


@pytest.mark.parametrize("command", [["list"], ["doctor"], ["ask", "Who?"], ["index", "a.txt"]])
def test_a_command_tells_that_the_server_is_away_without_the_password(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "a.txt").write_text("The port of Tartus is open again.")
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MUJAZ_DATABASE_URL", AWAY)
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert "PostgreSQL at 127.0.0.1:1/news does not answer" in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert "s3cr3t" not in result.output + result.stderr + caplog.text


def test_no_part_of_a_password_is_taken_for_the_host() -> None:
    for url in (
        "postgresql://desk:xyzzy@plugh@127.0.0.1:1/a",
        "postgresql://desk:xyzzy/plugh@host/a",
    ):
        with pytest.raises(SettingsError, match="no address") as told:
            Catalog(url)
        assert not any(part in str(told.value) for part in ("xyzzy", "plugh"))


def test_a_catalog_on_a_server_is_not_restored_by_doctor(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MUJAZ_EMBEDDER", "builtin")
    monkeypatch.setenv("MUJAZ_DATABASE_URL", postgres)
    result = CliRunner().invoke(main, ["doctor", "--restore"])
    assert result.exit_code == 2
    assert "pg_restore" in result.stderr
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0
    assert "pg_dump" in result.output


def test_damage_to_rows_is_found_on_a_server(postgres: str) -> None:
    catalog = Catalog(postgres)
    store(catalog, draft("one", name="a"))
    assert catalog.damage() is None
    assert not catalog.back_up()
    catalog._db.run("UPDATE articles SET text = 'never said'")
    assert catalog.damage() == "the text of 1 articles is not what was stored, the first is 'a'"
    catalog._db.run("DELETE FROM chunks")
    catalog._db.run("UPDATE articles SET published_at = 'soon'")
    assert "the row of the article 'a'" in (catalog.damage() or "")
    catalog.close()


STORING = """
import sys
from rag.ingest.chunking import Chunker
from rag.ingest.storing import store
from rag.llm.tokens import open_token_counter
from rag.sources.memory import read_draft
from rag.store.catalog import Catalog

catalog, chunker = Catalog(sys.argv[1]), Chunker(open_token_counter(), max_tokens=64)
print("ready", flush=True)
sys.stdin.readline()
for start in range(0, 60, 20):
    with catalog.transaction():
        for number in range(start, start + 20):
            text = f"Ship {number} has left the port of Tartus. " * 3
            store(catalog, chunker, read_draft({"text": text, "id": f"a{number}"}, number=number))
        if sys.argv[2:] == ["stop"]:
            print("stored", flush=True)
            sys.stdin.readline()
catalog.close()
"""


def _storing(postgres: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STORING, postgres, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _go_on(process: subprocess.Popen[str], said: str) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline().strip() == said
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_processes_that_store_the_same_articles_store_each_once(postgres: str) -> None:
    both = [_storing(postgres) for _ in range(2)]
    for one in both:
        _go_on(one, "ready")
    for one in both:
        one.communicate()
        assert one.returncode == 0
    catalog = Catalog(postgres)
    assert catalog.article_count() == 60
    assert catalog.former_count() == 0
    chunks = set(catalog.chunk_ids())
    for part in PARTS:
        assert set(catalog.owed(part, "add", 1000)) == chunks
        assert catalog.owed(part, "delete", 1000) == []
    assert catalog.damage() is None
    catalog.close()


def test_what_a_killed_process_had_not_finished_is_not_there_and_keeps_nobody(
    postgres: str,
) -> None:
    catalog = Catalog(postgres)
    killed = _storing(postgres, "stop")
    _go_on(killed, "ready")
    assert killed.stdout is not None
    assert killed.stdout.readline().strip() == "stored"
    assert catalog.article_count() == 0
    killed.kill()
    killed.communicate()
    store(catalog, draft("text", name="talks"))
    assert [one.id for one in catalog.summaries()] == ["talks"]
    assert catalog.damage() is None
    catalog.close()


def test_any_text_comes_back_but_for_what_postgresql_cannot_hold(postgres: str) -> None:
    catalog = Catalog(postgres)

    @given(st.text(st.characters()) | st.text("\0\\u\"'%?\ud800d8عا", max_size=30))
    def comes_back(text: str) -> None:
        catalog.set_meta("text", text)
        fit = text.replace("\0", "\ufffd")
        fit = "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in fit)
        assert catalog.meta("text") == fit
        catalog.owe(add=["known"], parts=("words",))
        assert catalog.owed_ids("words", [text, "known"]) == {"known"}

    comes_back()
    catalog.close()


def test_long_names_and_texts_fit_into_tables_and_their_indexes(catalog: Catalog) -> None:
    chance = random.Random(7)

    def long(size: int) -> str:
        return "".join(chance.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=size))

    one = Article(
        id=long(200),
        text=long(2_000_000),
        title=long(1000),
        language="ar",
        source=f"/{long(2_000)}",
        outlet=long(200),
        url=f"https://example.org/{'x' * 1_900}",
    )
    item = draft(one.text, key=one.id, source=one.source)
    catalog.put(one, item, [Chunk("c", one.id, 0, len(one.text), one.text)])
    assert catalog.article(one.id) == one
    assert catalog.article_from(one.source) == one
    assert catalog.summaries()[0].length == 2_000_000
