"""A store of people whose passwords are hashed quickly, and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from rag.people.people_store import FILE, PeopleStore

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


@pytest.fixture
def people(path: Path, clock: HandClock) -> Iterator[PeopleStore]:
    store = PeopleStore(path, clock=clock, hasher=QUICK)
    yield store
    store.close()
