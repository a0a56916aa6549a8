"""What the stores ask of a database, asked of a real PostgreSQL server and of SQLite."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from rag.errors import LibraryError, SettingsError
from rag.store.postgres_connections import PostgresConnections
from rag.store.postgres_database import PostgresDatabase
from rag.store.sql_database import ALL_ROWS, SqlDatabase, TablePlan
from rag.store.sqlite_file import SqliteFile

PLAN = TablePlan(
    name="letters",
    version=1,
    sql="""
CREATE TABLE letters (
    number INTEGER PRIMARY KEY,
    letter TEXT UNIQUE,
    day TEXT,
    content BLOB
);
CREATE TABLE owed (part TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (part, id)) WITHOUT ROWID;
""",
)


class _Letters(SqliteFile):
    def _prepare(self) -> None:
        self._db.executescript(PLAN.sql)

    def _translated(self) -> AbstractContextManager[None]:
        return nullcontext()


@pytest.fixture(params=["sqlite", "postgres"])
def letters(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlDatabase]:
    if request.param == "sqlite":
        opened: SqlDatabase = _Letters(tmp_path / "letters.db")
    else:
        opened = PostgresDatabase(request.getfixturevalue("postgres"), PLAN)
    yield opened
    opened.close()


def _cut_connections(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _add(letters: SqlDatabase, *rows: tuple[str, str | None]) -> list[int]:
    sql = "INSERT INTO letters (letter, day, content) VALUES (?, ?, ?) RETURNING number"
    return [letters.insert(sql, (letter, day, letter.encode())) for letter, day in rows]


def test_rows_come_back_as_they_were_written(letters: SqlDatabase) -> None:
    first, second = _add(letters, ("ب", "2024-01-02"), ("%?", None))
    assert first != second
    rows = letters.all("SELECT letter, day, content FROM letters ORDER BY number")
    assert rows == [("ب", "2024-01-02", "ب".encode()), ("%?", None, b"%?")]
    assert letters.change("DELETE FROM letters WHERE letter = ?", ("%?",)) == 1


def test_order_is_that_of_the_letters_and_null_is_the_least(letters: SqlDatabase) -> None:
    _add(letters, ("b", "2024-01-02"), ("B", None), ("a", "2023-12-31"))
    by_day = letters.all("SELECT letter FROM letters ORDER BY day DESC NULLS LAST")
    assert [row[0] for row in by_day] == ["b", "a", "B"]
    rows = letters.all("SELECT letter FROM letters ORDER BY letter LIMIT ?", (ALL_ROWS,))
    assert [row[0] for row in rows] == ["B", "a", "b"]


def test_a_list_is_one_value(letters: SqlDatabase) -> None:
    _add(letters, ("a", None), ("b", None), ("c'", None))
    sql = "SELECT letter FROM letters WHERE letter IN (SELECT value FROM json_each(?)) ORDER BY 1"
    assert letters.all(sql, (json.dumps(["a", "c'", "x"]),)) == [("a",), ("c'",)]
    assert letters.one("SELECT letter FROM letters WHERE instr(letter, ?) > 0", ("'",)) == ("c'",)


def test_a_transaction_is_kept_wholly_or_not_at_all(letters: SqlDatabase) -> None:
    def stopped() -> None:
        with letters.transaction():
            _add(letters, ("a", None))
            with letters.transaction():
                _add(letters, ("b", None))
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        stopped()
    assert letters.all("SELECT letter FROM letters") == []


def test_what_exclusive_transactions_read_first_still_holds(letters: SqlDatabase) -> None:
    def count() -> None:
        for _ in range(20):
            with letters.transaction():
                ((many,),) = letters.all("SELECT count(*) FROM letters")
                _add(letters, (f"{many}", None))

    threads = [threading.Thread(target=count) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    rows = letters.all("SELECT letter FROM letters ORDER BY number")
    assert [row[0] for row in rows] == [str(at) for at in range(60)]


def test_rows_are_handed_out_one_after_the_other(letters: SqlDatabase) -> None:
    with letters.transaction():
        letters.run_many(
            "INSERT INTO letters (letter) VALUES (?)", [(str(at),) for at in range(2_500)]
        )
    with letters.each("SELECT letter FROM letters WHERE number > ? ORDER BY number", (0,)) as rows:
        assert [row[0] for row in rows] == [str(at) for at in range(2_500)]


def test_what_one_has_claimed_others_pass_over(postgres: str) -> None:
    one, other = PostgresDatabase(postgres, PLAN), PostgresDatabase(postgres, PLAN)
    one.run_many("INSERT INTO owed VALUES ('words', ?)", [(str(at),) for at in range(4)])
    take = "SELECT id FROM owed WHERE part = ? ORDER BY id LIMIT ?"
    with one.transaction(exclusive=False):
        assert one.all(one.claimed(take), ("words", 2)) == [("0",), ("1",)]
        with other.transaction(exclusive=False):
            assert other.all(other.claimed(take), ("words", 2)) == [("2",), ("3",)]
            other.run("DELETE FROM owed WHERE id IN ('2', '3')")
    with other.transaction(exclusive=False):  # what was not struck out is owed again
        assert other.all(other.claimed(take), ("words", 9)) == [("0",), ("1",)]
    one.close()
    other.close()


def test_one_at_a_time_is_alone_at_some_work_until_its_end_or_its_death(postgres: str) -> None:
    one, other = PostgresDatabase(postgres, PLAN), PostgresDatabase(postgres, PLAN)
    with one.alone("stories") as is_alone:
        assert is_alone
        with other.alone("stories") as second, other.alone("feed") as elsewhere:
            assert (second, elsewhere) == (False, True)
        with one.alone("stories") as again:  # another thread of the same process
            assert not again
        with one.transaction():
            _add(one, ("kept", None))
        assert other.all("SELECT letter FROM letters") == [("kept",)]
    held = ExitStack()
    assert held.enter_context(one.alone("stories"))
    _cut_connections(postgres)  # as if the process had died
    with other.alone("stories") as is_alone:
        assert is_alone
    with pytest.raises(LibraryError, match="does not answer"):
        held.close()
    one.close()
    other.close()


def test_tables_of_a_later_version_are_refused(postgres: str) -> None:
    PostgresDatabase(postgres, TablePlan("letters", 2, PLAN.sql)).close()
    with pytest.raises(LibraryError, match="use the Mujaz that wrote it"):
        PostgresDatabase(postgres, PLAN)


def test_tables_of_an_earlier_version_are_brought_up(postgres: str) -> None:
    PostgresDatabase(postgres, PLAN).close()
    step = "ALTER TABLE letters ADD COLUMN sender TEXT;"
    later = PostgresDatabase(postgres, TablePlan("letters", 2, "", {1: step}))
    assert later.all("SELECT sender FROM letters") == []
    later.close()


def test_a_server_that_is_away_is_told_without_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rag.store.postgres_connections._PATIENCE", 0.2)
    with pytest.raises(LibraryError, match=r"127\.0\.0\.1:1/news does not answer") as told:
        PostgresDatabase("postgresql://desk:secret@127.0.0.1:1/news", PLAN)
    assert "secret" not in str(told.value)
    with pytest.raises(SettingsError, match="no address"):
        PostgresDatabase("postgresql://desk:secret@[", PLAN)


@pytest.mark.parametrize("password", ["sec@ret", "sec/ret", "sec@ret/s", "s/e@cret"])
def test_a_password_that_is_not_escaped_is_refused_and_no_part_of_it_told(password: str) -> None:
    with pytest.raises(SettingsError, match="%40, %2F") as told:
        PostgresConnections(f"postgresql://desk:{password}@127.0.0.1:1/news")
    assert "ret" not in str(told.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://desk:sec%40r%2Fet@127.0.0.1:1/news",
        "postgresql://127.0.0.1:1/news?user=a@b",
        "postgresql:///news?host=@/abstract",
        "host=127.0.0.1 password=a@b/c@d dbname=news",
    ],
)
def test_an_address_may_have_such_letters_elsewhere(address: str) -> None:
    connections = PostgresConnections(address)
    assert connections.place.endswith("/news")
    connections.close()


def test_it_goes_on_when_its_connections_were_cut(postgres: str) -> None:
    letters = PostgresDatabase(postgres, PLAN)
    _cut_connections(postgres)
    assert letters.all("SELECT count(*) FROM letters") == [(0,)]
    letters.close()
    with pytest.raises(LibraryError, match="open the library again"):
        letters.all("SELECT 1")


def test_who_waited_for_a_transaction_reads_what_it_wrote(postgres: str) -> None:
    """Whatever the isolation that connections have by the server's settings."""
    options = quote(r"-c default_transaction_isolation=repeatable\ read")
    mark = "&" if "?" in postgres else "?"
    one, other = (PostgresDatabase(f"{postgres}{mark}options={options}", PLAN) for _ in range(2))

    def letters() -> list[str]:
        with other.transaction():
            return [row[0] for row in other.all("SELECT letter FROM letters")]

    with psycopg.connect(postgres, autocommit=True) as admin, ThreadPoolExecutor(1) as threads:
        with one.transaction():
            waiting = threads.submit(letters)
            while admin.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is None:
                threading.Event().wait(0.01)
            _add(one, ("ب", None))
        assert waiting.result(60) == ["ب"]
    one.close()
    other.close()


def test_a_library_that_was_closed_can_be_had_at_once(postgres: str) -> None:
    # The server ends a closed connection in its own time; of a hundred at least one is late.
    for _ in range(100):
        first, second = PostgresConnections(postgres), PostgresConnections(postgres)
        first.own(shared=True)
        first.close()
        second.own(shared=False)
        second.close()
