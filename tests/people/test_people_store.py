"""Who may ask: by password, token and session, and until when."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Literal

import psycopg
import pytest
from argon2 import PasswordHasher

from rag.errors import DamagedLibraryError, DiskError, LibraryError, UsageError
from rag.people import tuning
from rag.people.people_store import PeopleStore
from rag.people.people_tables import PLAN, PeopleFile
from rag.records import Permission, Person
from rag.store.postgres_database import PostgresDatabase
from rag.store.sql_database import SqlDatabase
from tests.damage import DAMAGES, damage
from tests.people.conftest import QUICK, HandClock
from tests.postgres_server import new_database

SECRET = "correct horse battery"
_READ_ONLY = (
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', "
    "current_database()); END $$"
)
_CUT_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


# --- accounts ---


def test_nobody_is_known_until_somebody_is_added(people: PeopleStore, clock: HandClock) -> None:
    assert not people.any()
    added = people.add("هدى", "admin", SECRET)
    assert (added.name, added.permission, added.has_password) == ("هدى", "admin", True)
    assert added.created_at == clock.now
    assert people.any()
    assert people.accounts() == (added,)


def test_a_program_has_no_password_and_cannot_sign_in(people: PeopleStore) -> None:
    assert not people.add("bot", "read", None).has_password
    assert people.by_password("bot", "") is None
    assert people.by_password("bot", SECRET) is None
    assert people.by_token(people.new_token("bot", "")) == Person("bot", "read")


def test_names_are_one_in_upper_and_lower_case(people: PeopleStore) -> None:
    people.add("Huda", "read", SECRET)
    for name in ("Huda", "HUDA", "huda", "Ｈｕｄａ"):
        with pytest.raises(UsageError, match="'Huda' was added already"):
            people.add(name, "read", SECRET)
        assert people.by_password(name, SECRET) == Person("Huda", "read")
    assert people.remove("hUDA")
    assert not people.remove("huda")


def test_a_password_is_the_same_however_it_is_encoded(people: PeopleStore) -> None:
    people.add("a", "read", "cafe\u0301 au lait")
    assert people.by_password("a", "caf\u00e9 au lait") is not None
    assert people.by_password("a", "cafe au lait") is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "at least 10"),
        ("ninechars", "at least 10"),
        ("e\u0301" * 5, "at least 10"),
        ("\ufdfa", "at least 10"),
        ("x" * 1001, "at most 1,000"),
        ("x" * 10 + "\ud800", "valid text"),
    ],
)
def test_what_can_be_no_password_is_refused(
    people: PeopleStore, password: str, reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        people.add("a", "read", password)
    people.add("a", "read", SECRET)
    with pytest.raises(UsageError, match=reason):
        people.set_password("a", password)
    assert people.by_password("a", password) is None
    assert people.by_password("a", SECRET) is not None


def test_passwords_are_kept_as_argon2id_of_the_library_s_defaults(path: Path) -> None:
    with closing(PeopleStore(PeopleFile(path))) as people:
        people.add("a", "read", SECRET)
    (kept,) = sqlite3.connect(path).execute("SELECT password FROM people").fetchone()
    assert kept.startswith("$argon2id$")
    assert not PasswordHasher().check_needs_rehash(kept)


def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in(
    people: PeopleStore, database: Callable[[], SqlDatabase]
) -> None:
    def kept() -> str:
        ((password,),) = people._file.all("SELECT password FROM people")
        return str(password)

    people.add("a", "read", SECRET)
    better = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    with closing(PeopleStore(database(), hasher=better)) as later:
        before = kept()
        assert later.by_password("a", "wrong password") is None
        assert kept() == before
        assert later.by_password("a", SECRET) is not None
        after = kept()
        assert better.check_needs_rehash(before)
        assert not better.check_needs_rehash(after)
        assert later.by_password("a", SECRET) is not None


def test_an_unknown_name_costs_the_work_of_a_wrong_password(path: Path) -> None:
    verified = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            verified.append(hash)
            return super().verify(hash, password)

    with closing(PeopleStore(PeopleFile(path), hasher=Counting(1, 8, 1))) as people:
        people.add("a", "read", SECRET)
        people.add("bot", "read", None)
        for name in ("a", "bot", "nobody", "", "\ud800", "x" * 5000):
            assert people.by_password(name, "wrong password") is None
    assert len(verified) == 6
    assert len({str(one).rpartition("$")[0].split("$")[3] for one in verified}) == 1


def test_a_hash_that_was_spoilt_lets_nobody_in(people: PeopleStore) -> None:
    people.add("a", "read", SECRET)
    people._file.run("UPDATE people SET password = 'plain'")
    assert people.by_password("a", "plain") is None
    assert people.by_password("a", SECRET) is None


def test_what_is_no_permission_is_refused(people: PeopleStore) -> None:
    unknown: Permission = "root"  # type: ignore[assignment]
    with pytest.raises(UsageError, match="read, write, admin"):
        people.add("a", unknown, SECRET)
    people.add("a", "read", SECRET)
    with pytest.raises(UsageError, match="read, write, admin"):
        people.set_permission("a", unknown)
    with pytest.raises(UsageError, match="read, write, admin"):
        people.new_token("a", "", unknown)


def test_a_permission_changes_at_once(people: PeopleStore) -> None:
    people.add("a", "read", SECRET)
    session, token = people.begin_session("a"), people.new_token("a", "")
    assert people.set_permission("A", "write")
    assert people.by_session(session) == Person("a", "write")
    assert people.by_token(token) == Person("a", "read")  # no more than when it was made
    assert not people.set_permission("b", "write")


def test_the_last_admin_with_a_password_stays_while_there_are_others(people: PeopleStore) -> None:
    people.add("a", "admin", SECRET)
    people.add("b", "write", SECRET)
    people.add("bot", "admin", None)
    with pytest.raises(UsageError, match=r"'a' is the last admin .* removed"):
        people.remove("A")
    with pytest.raises(UsageError, match=r"'a' is the last admin .* demoted"):
        people.set_permission("A", "write")
    assert people.set_permission("a", "admin")
    assert people.set_permission("b", "admin")
    assert people.set_permission("a", "read")
    assert people.remove("a")
    assert people.remove("bot")
    assert people.remove("b")
    assert not people.any()


# --- tokens ---


def test_a_token_is_kept_as_a_digest_and_found_again(people: PeopleStore, clock: HandClock) -> None:
    people.add("a", "write", SECRET)
    token = people.new_token("a", "Open\nWebUI\u202e " + "x" * 200)
    assert token.startswith("mujaz_")
    assert people.by_token(token) == Person("a", "write")
    (kept,) = people.tokens()
    assert (kept.person, kept.permission, kept.created_at) == ("a", "write", clock.now)
    assert kept.label == "Open WebUI " + "x" * 69


def test_no_secret_is_in_the_file(path: Path) -> None:
    people = PeopleStore(PeopleFile(path), hasher=QUICK)
    people.add("a", "write", SECRET)
    token, session = people.new_token("a", ""), people.begin_session("a")
    people.close()
    written = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for secret in (token, session, SECRET):
        assert secret.encode() not in written
        assert secret.removeprefix("mujaz_").encode() not in written


def test_a_token_allows_no_more_than_its_person(people: PeopleStore) -> None:
    people.add("a", "write", SECRET)
    full, lesser = people.new_token("a", "full"), people.new_token("a", "lesser", "read")
    with pytest.raises(UsageError, match="cannot allow admin"):
        people.new_token("a", "", "admin")
    assert people.by_token(lesser) == Person("a", "read")
    people.set_permission("a", "read")
    assert people.by_token(full) == Person("a", "read")
    assert [one.permission for one in people.tokens("A")] == ["read", "read"]
    people.set_permission("a", "admin")
    assert people.by_token(full) == Person("a", "write")
    assert people.by_token(lesser) == Person("a", "read")


def test_tokens_are_revoked_one_by_one_and_end_with_the_person(people: PeopleStore) -> None:
    people.add("a", "read", None)
    people.add("b", "read", None)
    one, two, other = (people.new_token(name, "") for name in ("a", "a", "b"))
    first = people.tokens("a")[0]
    assert people.revoke(first.id)
    assert not people.revoke(first.id)
    assert people.by_token(one) is None
    assert people.by_token(two) == Person("a", "read")
    people.remove("a")
    people.add("a", "admin", None)
    assert people.by_token(two) is None
    assert [token.person for token in people.tokens()] == ["b"]
    assert people.by_token(other) == Person("b", "read")
    assert people.tokens("nobody") == ()


def test_nobody_and_a_person_with_too_many_get_no_token(
    people: PeopleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="nobody is called 'a'"):
        people.new_token("a", "")
    people.add("a", "read", None)
    monkeypatch.setattr(tuning, "MOST_TOKENS", 2)
    people.new_token("a", "")
    people.new_token("a", "")
    with pytest.raises(UsageError, match="2 tokens, which is the most"):
        people.new_token("a", "")


@pytest.mark.parametrize("secret", ["", "mujaz_", "mujaz_é", "mujaz_\ud800", "mujaz_" + "x" * 9999])
def test_what_is_no_secret_is_nobody_s(people: PeopleStore, secret: str) -> None:
    people.add("a", "read", SECRET)
    assert people.by_token(secret) is None
    assert people.by_session(secret) is None
    people.end_session(secret)


def test_a_token_is_no_session_and_a_session_no_token(people: PeopleStore) -> None:
    people.add("a", "read", SECRET)
    assert people.by_session(people.new_token("a", "")) is None
    assert people.by_token(people.begin_session("a")) is None
    assert people.by_token("mujaz_" + people.begin_session("a")) is None


def test_the_use_of_a_token_is_written_once_a_minute(people: PeopleStore, clock: HandClock) -> None:
    people.add("a", "read", None)
    token = people.new_token("a", "")
    assert people.tokens()[0].used_at is None
    first = clock.now
    people.by_token(token)
    clock.now += MINUTE * 0.9
    people.by_token(token)
    assert people.tokens()[0].used_at == first
    clock.now += MINUTE * 0.1
    people.by_token(token)
    assert people.tokens()[0].used_at == clock.now
    clock.now -= DAY  # set back
    people.by_token(token)
    assert people.tokens()[0].used_at == clock.now


def test_who_may_read_still_may_where_nothing_can_be_written(path: Path) -> None:
    with closing(PeopleStore(PeopleFile(path), hasher=QUICK)) as people:
        people.add("a", "read", None)
        token = people.new_token("a", "")
        people._file.run("PRAGMA query_only = ON")
        assert people.by_token(token) == Person("a", "read")
        assert people.tokens()[0].used_at is None


def test_who_may_read_still_may_where_the_server_writes_nothing(postgres_server: str) -> None:
    address = new_database(postgres_server)
    with closing(PeopleStore(PostgresDatabase(address, PLAN), hasher=QUICK)) as people:
        people.add("a", "read", None)
        token = people.new_token("a", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(_READ_ONLY)
            connection.execute(_CUT_OFF)
        assert people.by_token(token) == Person("a", "read")
        assert people.tokens()[0].used_at is None
        with pytest.raises(DiskError, match="may not be written"):
            people.new_token("a", "")


# --- sessions ---


def test_a_session_is_over_after_a_month_or_a_week_without_use(
    people: PeopleStore, clock: HandClock
) -> None:
    people.add("a", "read", SECRET)
    idle, used = people.begin_session("a"), people.begin_session("a")
    begun = clock.now
    for day in range(1, 30):
        clock.now = begun + day * DAY
        assert people.by_session(used) == Person("a", "read")
        if day >= 7:
            assert people.by_session(idle) is None
    clock.now = begun + 30 * DAY
    assert people.by_session(used) is None
    people.begin_session("a")
    assert people._file.one("SELECT count(*) FROM sessions") == (1,)


def test_sessions_end_with_the_person_the_password_and_by_themselves(people: PeopleStore) -> None:
    people.add("a", "read", SECRET)
    people.add("b", "read", SECRET)
    ended, changed, other = (people.begin_session(name) for name in ("a", "a", "b"))
    people.end_session(ended)
    assert people.by_session(ended) is None
    assert people.by_session(changed) is not None
    token = people.new_token("a", "")
    assert people.set_password("A", "another password")
    assert people.by_session(changed) is None
    assert people.by_token(token) is not None
    assert people.by_password("a", SECRET) is None
    assert people.by_password("a", "another password") is not None
    assert people.by_session(other) is not None
    people.remove("b")
    assert people.by_session(other) is None
    assert not people.set_password("b", SECRET)
    with pytest.raises(UsageError, match="nobody is called 'b'"):
        people.begin_session("b")


def test_only_the_newest_sessions_of_a_person_are_kept(
    people: PeopleStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "MOST_SESSIONS", 3)
    people.add("a", "read", SECRET)
    people.add("b", "read", SECRET)
    other, *own = (people.begin_session(name) for name in "baaaa")
    assert [people.by_session(one) is not None for one in own] == [False, True, True, True]
    assert people.by_session(other) is not None


# --- the audit log ---


def test_changes_are_told_newest_first_and_page_by_page(people: PeopleStore) -> None:
    for at in range(25):  # all of one moment, by the clock
        people.note("هدى", "articles.add", f"article {at}")
    told = []
    page = people.audit(limit=10)
    while page:
        told += [entry.subject for entry in page]
        page = people.audit(limit=10, before=page[-1].at)
    assert told == [f"article {at}" for at in reversed(range(25))]
    assert (people.audit()[0].person, people.audit()[0].action) == ("هدى", "articles.add")
    assert people.audit(limit=0) == people.audit(limit=-1) == ()


def test_the_oldest_entries_give_way(
    people: PeopleStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "MOST_ENTRIES", 3)
    for at in range(10):
        clock.now += MINUTE
        people.note("a", "b", str(at))
    assert [entry.subject for entry in people.audit()] == ["9", "8", "7"]


def test_refused_sign_ins_push_out_no_change(
    people: PeopleStore, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "MOST_ENTRIES", 3)
    monkeypatch.setattr(tuning, "MOST_REFUSED", 2)
    for at in range(10):
        clock.now += MINUTE
        if at in (1, 5):
            people.note("sara", "articles.remove", str(at))
        people.note("", "session.refused", f"192.0.2.{at}")
    assert [entry.subject for entry in people.audit()] == ["192.0.2.9", "192.0.2.8", "5", "1"]
    for at in range(10, 15):
        clock.now += MINUTE
        people.note("sara", "articles.remove", str(at))
    left = [entry.subject for entry in people.audit()]
    assert left == ["14", "13", "12", "192.0.2.9", "192.0.2.8"]


def test_a_subject_is_one_line_and_not_too_long(people: PeopleStore) -> None:
    people.note("a\n", "b\x1b[31m", "one\r\ntwo\u202e\x00 \ud800" + "x" * 10_000_000)
    (entry,) = people.audit()
    assert (entry.person, entry.action) == ("a", "b[31m")
    assert entry.subject.startswith("one two \ufffdxxx")
    assert entry.subject.endswith("x…")
    assert len(entry.subject) == tuning.LONGEST_SUBJECT


# --- the file ---


def test_only_the_owner_may_read_the_file_and_those_beside_it(path: Path) -> None:
    path.touch(mode=0o644)
    before = os.umask(0)
    try:
        with closing(PeopleStore(PeopleFile(path), hasher=QUICK)) as people:
            people.add("a", "read", None)
            beside = sorted(path.parent.glob("people.db*"))
            assert len(beside) == 3
            assert {stat.S_IMODE(file.stat().st_mode) for file in beside} == {0o600}
    finally:
        os.umask(before)


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    PeopleStore(PeopleFile(path)).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"PRAGMA user_version = {PLAN.version + 1}")
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="use the Mujaz that wrote it"):
        PeopleStore(PeopleFile(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_file_is_told_with_what_to_do(path: Path, kind: str) -> None:
    with closing(PeopleStore(PeopleFile(path))) as people:
        people.add("a", "read", None)
    damage(path, kind, table="sessions", column="people.password")
    with pytest.raises(DamagedLibraryError, match=r"people.*damaged.*move it away.*add everybody"):
        PeopleStore(PeopleFile(path)).any()


def test_a_closed_store_says_so(path: Path) -> None:
    people = PeopleStore(PeopleFile(path))
    people.close()
    people.close()
    with pytest.raises(LibraryError, match="closed"):
        people.any()


def test_threads_keep_out_of_each_other_s_way(people: PeopleStore) -> None:
    def work(at: int) -> None:
        name = f"p{at % 8}"
        with suppress(UsageError):
            people.add(name, "read", SECRET)
        assert people.by_password(name, SECRET) == Person(name, "read")
        assert people.by_token(people.new_token(name, "")) == Person(name, "read")
        session = people.begin_session(name)
        assert people.by_session(session) == Person(name, "read")
        people.end_session(session)
        people.note(name, "work", str(at))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(64)))
    assert len(people.accounts()) == 8
    assert len(people.tokens()) == 64
    assert len({entry.at for entry in people.audit()}) == 64


def test_processes_keep_out_of_each_other_s_way(path: Path) -> None:
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from rag.errors import UsageError
        from rag.people.people_store import PeopleStore
        from rag.people.people_tables import PeopleFile
        sys.stdin.readline()
        people = PeopleStore(PeopleFile(Path(sys.argv[1])))
        added = 0
        for at in range(20):
            try:
                people.add(f"p{at}", "read", None)
                added += 1
            except UsageError:
                pass
            people.note("a", "add", str(at))
        print(added)
        """
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    added = [int(writer.communicate()[0]) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sum(added) == 20
    with closing(PeopleStore(PeopleFile(path))) as people:
        assert len(people.accounts()) == 20
        assert len(people.audit()) == 40
