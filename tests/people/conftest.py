"""A store of people whose passwords are hashed quickly, and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from rag.people.people_store import PeopleStore
from rag.people.people_tables import FILE, PLAN, PeopleFile
from rag.store.postgres_database import PostgresDatabase
from rag.store.sql_database import SqlDatabase

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

Open = Callable[[], PeopleStore]


class HandClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 29, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, path: Path) -> Callable[[], SqlDatabase]:
    """Opens one database of either engine, each time anew."""
    if request.param == "sqlite":
        return lambda: PeopleFile(path)
    address = request.getfixturevalue("postgres")
    return lambda: PostgresDatabase(address, PLAN)


@pytest.fixture
def people(database: Callable[[], SqlDatabase], clock: HandClock) -> Iterator[PeopleStore]:
    store = PeopleStore(database(), clock=clock, hasher=QUICK)
    yield store
    store.close()
