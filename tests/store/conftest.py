"""A catalog of either engine: what holds of the one must hold of the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from rag.store.catalog import Catalog
from tests.postgres_server import empty_database


@pytest.fixture(params=["sqlite", "postgres"])
def catalog_place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a new catalog may be: a file, or a database of a server."""
    if request.param == "sqlite":
        return tmp_path / "catalog.sqlite"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture(params=["sqlite", "postgres"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Path | str]:
    """Return where a new catalog may be at each call; the one before is closed by then."""
    if request.param == "sqlite":
        numbers = count()
        return lambda: tmp_path / f"{next(numbers)}.sqlite"
    database = request.getfixturevalue("postgres")
    return lambda: _emptied(database)


def _emptied(database: str) -> str:
    empty_database(database)
    return database


@pytest.fixture
def catalog(catalog_place: Path | str) -> Iterator[Catalog]:
    opened = Catalog(catalog_place)
    yield opened
    opened.close()
